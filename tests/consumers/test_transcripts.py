"""What real editors said to the language server, said again: every answer has the shape that the protocol's meta model gives it.

A transcript (tests/editors/transcripts) holds one session, as `summary-upgrade lsp --log-file` wrote it down: an editor opens a file, takes the quick fix and saves. `<` is what the editor
said, with ${ROOT} for the project; `>` is where it went on after an answer, without what the server said. lsprotocol's types are made from the meta model; what they
do not know is lost between structuring and unstructuring, and found so."""
import json
import os
import subprocess
import threading

import command
from command import MODEL, TRAIN, CommandTest
from lsprotocol import converters, types

TRANSCRIPTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "editors", "transcripts")
CONVERTER = converters.get_converter()
SENDERS = ("serverToClient", "both")


def lost(before, after, path="message"):
    """The places of `before` that are not in `after`."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [found for key, value in before.items() if not (value is None and key not in after)
                for found in (lost(value, after[key], "%s.%s" % (path, key)) if key in after else ["%s.%s" % (path, key)])]
    if isinstance(before, list) and isinstance(after, list):
        if len(before) != len(after):
            return [path]
        return [found for i, (b, a) in enumerate(zip(before, after)) for found in lost(b, a, "%s[%d]" % (path, i))]
    return [] if before == after else [path]


def checked(value, kind):
    try:
        structured = CONVERTER.structure(value, kind)
    except Exception as problem:  # cattrs groups them in many classes
        return ["%s: %r" % (kind.__name__, problem)]
    return lost(value, CONVERTER.unstructure(structured))


def wrong(message, asked):
    """What is wrong with a message of the server; `asked` has the methods of the editor's requests by id."""
    method = message.get("method")
    if method is None:
        if message.get("id") not in asked:
            return ["an answer to nothing: %s" % message]
        if "error" in message:
            return checked(message, types.ResponseErrorMessage)
        method = asked[message["id"]]
        if method == "textDocument/codeAction":
            # lsprotocol reads an action that has a command as if it were the command alone.
            envelope = dict(message, result=None)
            return checked(envelope, types.CodeActionResponse) + [
                found for action in message["result"] or [] for found in checked(action, types.Command if isinstance(action.get("command"), str) else types.CodeAction)]
        return checked(message, types.METHOD_TO_TYPES[method][1])
    if method not in types.METHOD_TO_TYPES:
        return ["no method of the protocol: " + method]
    if types.message_direction(method) not in SENDERS:
        return ["a message of the other side: " + method]
    if method == "$/progress":
        # Its value is any; of work done it is one of these.
        kind = {"begin": types.WorkDoneProgressBegin, "report": types.WorkDoneProgressReport, "end": types.WorkDoneProgressEnd}[message["params"]["value"]["kind"]]
        return checked(message["params"]["value"], kind)
    return checked(message, types.METHOD_TO_TYPES[method][0])


class Server:
    """The server's messages, as they come, and what the editor has asked."""

    def __init__(self, directory):
        self.process = subprocess.Popen([command.TOOL, "lsp"], cwd=directory, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.received, self.asked, self.condition, self.ended, self.writing = [], {}, threading.Condition(), False, threading.Lock()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        while True:
            length = 0
            while line := self.process.stdout.readline().strip():
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            with self.condition:
                if not length:
                    self.ended = True
                    return self.condition.notify_all()
                message = json.loads(self.process.stdout.read(length))
                self.received.append(message)
                self.condition.notify_all()
            if "method" in message and "id" in message:
                # When the server asks depends on time; what these editors answer does not.
                self.send({"jsonrpc": "2.0", "id": message["id"], "result": None})

    def send(self, message):
        if "method" in message and "id" in message:
            self.asked[message["id"]] = message["method"]
        data = json.dumps(message).encode()
        with self.writing:
            self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
            self.process.stdin.flush()

    def close(self):
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            try:
                stream.close()
            except BrokenPipeError:
                pass

    def until(self, condition, what):
        with self.condition:
            if not self.condition.wait_for(lambda: self.ended or any(map(condition, self.received)), 30) or not any(map(condition, self.received)):
                raise AssertionError("waited in vain for " + what)
            return next(filter(condition, self.received))


class Transcripts(CommandTest):
    def replay(self, editor):
        self.write("model.py", MODEL)
        self.write("train.py", TRAIN.replace("    writer.add_summary(", "    '日本😀'; writer.add_summary("))
        self.write("setup.py", "")
        with open(os.path.join(TRANSCRIPTS, editor + ".txt"), encoding="utf-8") as file:
            lines = [(line[0], json.loads(line[2:].replace("${ROOT}", self.directory).replace("${HOME}", self.directory + "-home"))) for line in file if line.strip()]
        server = Server(self.directory)
        self.addCleanup(server.close)
        recorded, answers, actions = {}, {}, {}
        for way, message in lines:
            if way == "<" and "method" in message and "id" in message:
                recorded[message["id"]] = message["method"]
        for way, message in lines:
            if way == ">":
                if "method" not in message:
                    # The editor went on from here: so wait for the answer.
                    answer = server.until(lambda m: "method" not in m and m.get("id") == message["id"], "the answer to %s" % recorded[message["id"]])
                    answers[recorded[message["id"]]] = answer
                    self.assertEqual("error" in answer, "error" in message, answer)
                    if recorded[message["id"]] == "textDocument/codeAction":
                        actions.update({action["title"]: action for action in answer["result"]})
                continue
            if message.get("method") == "codeAction/resolve":
                message["params"]["data"] = actions[message["params"]["title"]]["data"]
            if message.get("method") == "textDocument/codeAction" and "textDocument/diagnostic" not in recorded.values():
                # Diagnostics are pushed in a while; the menu is opened on one.
                server.until(lambda m: m.get("method") == "textDocument/publishDiagnostics", "diagnostics")
            server.send(message)
        # Emacs goes without a word when it is ended by a script.
        server.process.stdin.close()
        self.assertEqual(server.process.wait(timeout=30), 0 if lines[-1][1].get("method") == "exit" else 1)
        with server.condition:
            server.condition.wait_for(lambda: server.ended, 30)
        for message in server.received:
            self.assertEqual(wrong(message, server.asked), [], message)
        # The session came to its point: an edit of two files.
        action = answers["codeAction/resolve"]["result"] if "codeAction/resolve" in answers else actions["Migrate this writer and all its uses (2 files)"]
        edit = action["edit"]
        paths = [change["textDocument"]["uri"] for change in edit["documentChanges"]] if "documentChanges" in edit else list(edit["changes"])
        self.assertEqual(sorted(map(os.path.basename, paths)), ["model.py", "train.py"])
        self.assertEqual({m["id"] for m in server.received if "method" not in m}, set(server.asked))
        return server.received

    def test_nvim(self):
        self.assertIn("textDocument/publishDiagnostics", {m.get("method") for m in self.replay("nvim")})

    def test_emacs(self):
        self.assertIn("textDocument/publishDiagnostics", {m.get("method") for m in self.replay("emacs")})

    def test_vscode(self):
        methods = {m.get("method") for m in self.replay("vscode")}
        self.assertLessEqual({"client/registerCapability", "$/progress"}, methods)

    def test_the_check_finds_what_is_wrong(self):
        place = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1}}
        publish = lambda **more: {"jsonrpc": "2.0", "method": "textDocument/publishDiagnostics", "params": {"uri": "file:///a", "diagnostics": [dict({"range": place, "message": "m"}, **more)]}}
        self.assertEqual(wrong(publish(), {}), [])
        self.assertEqual(wrong(publish(sevrity=1), {}), ["message.params.diagnostics[0].sevrity"])
        for message in [publish(range=None), publish(severity=9), dict(publish(), method="textDocument/didOpen"), dict(publish(), method="window/shout"), {"jsonrpc": "2.0", "id": 9, "result": None},
                        {"jsonrpc": "2.0", "id": 1, "result": [{"title": "t", "kind": "quickfix", "edit": {"documentChanges": [{"edits": []}]}}]}]:
            with self.subTest(message=message):
                self.assertNotEqual(wrong(message, {1: "textDocument/codeAction"}), [])
