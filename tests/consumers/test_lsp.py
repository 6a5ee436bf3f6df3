"""The language server with a client that is not ours (pygls, and lsprotocol's types, which refuse a message of the wrong shape)."""
import asyncio
import functools
import json
import os
import struct
import subprocess
import sys
import threading
import time

import command
from command import ESCAPES, MODEL, SIMPLE, SYNTAX_ERROR, TRAIN, CommandTest
from lsprotocol import converters, types
from pygls.lsp.client import LanguageClient

BOTH = types.ClientCapabilities(
    general=types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind.Utf16]),
    workspace=types.WorkspaceClientCapabilities(workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True), apply_edit=True),
    text_document=types.TextDocumentClientCapabilities(
        publish_diagnostics=types.PublishDiagnosticsClientCapabilities(related_information=True),
        code_action=types.CodeActionClientCapabilities(
            code_action_literal_support=types.ClientCodeActionLiteralOptions(code_action_kind=types.ClientCodeActionKindOptions(value_set=["quickfix"])),
            disabled_support=True,
            resolve_support=types.ClientCodeActionResolveOptions(properties=["edit"]))))


def pulling():
    capabilities = converters.get_converter().structure(converters.get_converter().unstructure(BOTH), types.ClientCapabilities)
    capabilities.text_document.diagnostic = types.DiagnosticClientCapabilities(related_document_support=False)
    capabilities.window = types.WindowClientCapabilities(work_done_progress=True)
    return capabilities


def asynchronous(test):
    @functools.wraps(test)
    def run(self):
        asyncio.run(asyncio.wait_for(test(self), 50))
    return run


class Client:
    """One session; `published` has the last diagnostics by path."""

    def __init__(self, test, capabilities=BOTH, folders=True, arguments=()):
        self.test, self.capabilities, self.folders, self.arguments = test, capabilities, folders, arguments
        self.published, self.messages, self.applied, self.progress = {}, [], [], []
        self.changed = asyncio.Event()

    async def __aenter__(self):
        self.lsp = LanguageClient("tests", "1")

        @self.lsp.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def _(params):
            self.published[self.relative(params.uri)] = params
            self.changed.set()

        @self.lsp.feature(types.WINDOW_SHOW_MESSAGE)
        def _(params):
            self.messages.append(params.message)
            self.changed.set()

        @self.lsp.feature(types.WORKSPACE_APPLY_EDIT)
        def _(params):
            self.applied.append(params.edit)
            self.changed.set()
            return types.ApplyWorkspaceEditResult(applied=True)

        @self.lsp.feature(types.WINDOW_WORK_DONE_PROGRESS_CREATE)
        def _(params):
            self.progress.append("create")

        @self.lsp.feature(types.PROGRESS)
        def _(params):
            self.progress.append(params.value["kind"] if isinstance(params.value, dict) else params.value.kind)

        await self.lsp.start_io(command.TOOL, "lsp", *self.arguments)
        root = self.uri("")
        self.result = await self.lsp.initialize_async(types.InitializeParams(
            capabilities=self.capabilities, root_uri=root if self.folders else None,
            workspace_folders=[types.WorkspaceFolder(uri=root, name="w")] if self.folders else None))
        self.lsp.initialized(types.InitializedParams())
        return self

    async def __aexit__(self, *_):
        await self.lsp.shutdown_async(None)
        self.lsp.exit(None)
        await self.lsp.stop()

    def uri(self, name):
        return "file://" + self.test.path(name).rstrip("/").replace(" ", "%20")

    def relative(self, uri):
        return os.path.relpath(uri[len("file://"):].replace("%20", " "), self.test.directory)

    def open(self, name, text=None, version=1):
        text = self.test.read(name).decode() if text is None else text
        self.lsp.text_document_did_open(types.DidOpenTextDocumentParams(
            text_document=types.TextDocumentItem(uri=self.uri(name), language_id="python", version=version, text=text)))

    def change(self, name, version, *changes):
        self.lsp.text_document_did_change(types.DidChangeTextDocumentParams(
            text_document=types.VersionedTextDocumentIdentifier(uri=self.uri(name), version=version), content_changes=list(changes)))

    async def until(self, condition):
        while not condition():
            self.changed.clear()
            await asyncio.wait_for(self.changed.wait(), 20)

    def codes(self, name):
        return [d.code for d in self.published[name].diagnostics] if name in self.published else None

    async def actions(self, name, line, only=None):
        place = types.Position(line=line, character=0)
        return await self.lsp.text_document_code_action_async(types.CodeActionParams(
            text_document=types.TextDocumentIdentifier(uri=self.uri(name)), range=types.Range(start=place, end=types.Position(line=line, character=200)),
            context=types.CodeActionContext(diagnostics=[], only=only)))


def edit_text(text, edits):
    """UTF-16 positions, as the protocol counts."""
    lines = text.splitlines(keepends=True) + [""]

    def offset(position):
        line = lines[position.line] if position.line < len(lines) else ""
        return sum(map(len, lines[:position.line])) + len(line.encode("utf-16-le")[:2 * position.character].decode("utf-16-le"))
    # Edits at one place keep their order.
    for _, edit in sorted(enumerate(edits), key=lambda pair: (offset(pair[1].range.start), pair[0]), reverse=True):
        text = text[:offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end):]
    return text


def line_of(text, part):
    return next(i for i, line in enumerate(text.splitlines()) if part in line)


class LanguageServer(CommandTest):
    def two_files(self):
        self.write("model.py", MODEL)
        self.write("train.py", TRAIN.replace("    writer.add_summary(", "    '日本😀'; writer.add_summary("))

    def migrated(self):
        """What the command makes of the files."""
        before = self.files()
        self.tool(".")
        after = self.files()
        for name, data in before.items():
            self.write(name, data)
        return {name: data.decode() for name, data in after.items()}

    @asynchronous
    async def test_pushed_diagnostics_over_the_whole_project(self):
        self.two_files()
        async with Client(self) as client:
            self.assertEqual(client.result.capabilities.position_encoding, "utf-16")
            await client.until(lambda: client.codes("train.py"))
            self.assertEqual(client.codes("model.py"), ["SU101", "SU111"])
            write = next(d for d in client.published["train.py"].diagnostics if d.code == "SU202")
            # Two characters of one unit and one of two stand before it.
            self.assertEqual(write.range.start.character, len("        '日本😀'; ") + 1)
            self.assertEqual(write.source, "summary-upgrade")
            # Unsaved text of one file changes what is said of the other one.
            client.open("train.py", "import model\n")
            await client.until(lambda: client.codes("model.py") == ["SU215"] and client.codes("train.py") == [])
            self.assertEqual(client.published["train.py"].version, 1)
            related = client.published["model.py"].diagnostics[0].related_information
            self.assertEqual(client.relative(related[0].location.uri), "model.py")

    @asynchronous
    async def test_incremental_changes(self):
        self.write("train.py", SIMPLE)
        async with Client(self) as client:
            client.open("train.py")
            await client.until(lambda: client.codes("train.py"))
            line = line_of(SIMPLE, "'loss'")
            change = lambda text, start, end: types.TextDocumentContentChangePartial(
                range=types.Range(start=types.Position(line=line, character=start), end=types.Position(line=line, character=end)), text=text)
            # A comment hides the op, in two changes of one message that build on each other.
            client.change("train.py", 2, change("#😀", 0, 0), change(" ", 3, 3))
            await client.until(lambda: client.published["train.py"].version == 2)
            self.assertNotIn("SU101", client.codes("train.py"))
            client.change("train.py", 3, change("", 0, 4))
            await client.until(lambda: client.published["train.py"].version == 3)
            self.assertIn("SU101", client.codes("train.py"))
            client.change("train.py", 4, types.TextDocumentContentChangeWholeDocument(text="x = 1\n"))
            await client.until(lambda: client.codes("train.py") == [])

    @asynchronous
    async def test_the_quick_fix_migrates_all_files(self):
        self.two_files()
        wanted = self.migrated()
        async with Client(self) as client:
            client.open("train.py", version=7)
            text = self.read("train.py").decode()
            actions = await client.actions("train.py", line_of(text, "add_summary"))
            migrate = next(a for a in actions if a.title.startswith("Migrate this writer"))
            self.assertEqual((migrate.title, migrate.kind, migrate.is_preferred), ("Migrate this writer and all its uses (2 files)", "quickfix", True))
            self.assertEqual([d.code for d in migrate.diagnostics], ["SU202"])
            self.assertIsNone(migrate.edit)
            resolved = await client.lsp.code_action_resolve_async(migrate)
            changes = {client.relative(c.text_document.uri): c for c in resolved.edit.document_changes}
            self.assertEqual(changes["train.py"].text_document.version, 7)
            self.assertIsNone(changes["model.py"].text_document.version)
            for name, change in changes.items():
                self.assertEqual(edit_text(self.read(name).decode(), change.edits), wanted[name])
            # Fix all is the same here; it is offered for on-save by its kind.
            fix_all = await client.actions("train.py", 0, only=["source.fixAll"])
            self.assertEqual([a.kind for a in fix_all], ["source.fixAll.summaryUpgrade"])
            resolved = await client.lsp.code_action_resolve_async(fix_all[0])
            changes = {client.relative(c.text_document.uri): c for c in resolved.edit.document_changes}
            self.assertEqual(edit_text(text, changes["train.py"].edits), wanted["train.py"])
            # An action that was made for other text is refused.
            client.change("train.py", 8, types.TextDocumentContentChangeWholeDocument(text="\n" + text))
            with self.assertRaises(Exception):
                await client.lsp.code_action_resolve_async(migrate)
            client.lsp.workspace_execute_command(types.ExecuteCommandParams(command="summaryUpgrade.migrateWorkspace"))
            await client.until(lambda: client.applied)
            changes = {client.relative(c.text_document.uri): c for c in client.applied[0].document_changes}
            self.assertEqual(edit_text("\n" + text, changes["train.py"].edits), "\n" + wanted["train.py"])

    @asynchronous
    async def test_declines_say_why_and_can_be_ignored(self):
        self.write("a.py", "# coding: latin-1\n" + ESCAPES)
        async with Client(self) as client:
            client.open("a.py")
            await client.until(lambda: client.codes("a.py"))
            text = self.read("a.py").decode()
            actions = await client.actions("a.py", line_of(text, "keep.send"))
            refused = next(a for a in actions if a.disabled)
            self.assertEqual(refused.disabled.reason, "the writer is passed to code that the tool cannot see into")
            explain = next(a for a in actions if a.title == "Explain SU218 (unresolved)")
            # lsprotocol reads an action that has a command as if it were the command alone: its name and arguments are lost, so they are given here.
            self.assertIsInstance(explain, types.Command)
            page = await client.lsp.workspace_execute_command_async(types.ExecuteCommandParams(command="summaryUpgrade.explain", arguments=["SU218"]))
            self.assertIn("## Why", page)
            await client.until(lambda: any("SU218 unresolved" in m for m in client.messages))
            ignore = await client.lsp.code_action_resolve_async(next(a for a in actions if a.title == "Ignore SU218 here"))
            new = edit_text(text, ignore.edit.document_changes[0].edits)
            self.assertIn("\n    # summary-upgrade: ignore[SU218]\n    keep.send(writer)\n", new)
            client.change("a.py", 2, types.TextDocumentContentChangeWholeDocument(text=new))
            await client.until(lambda: client.codes("a.py") == [])

    @asynchronous
    async def test_hover_is_the_page_of_the_rule(self):
        self.write("a.py", ESCAPES)
        async with Client(self) as client:
            client.open("a.py")
            line = line_of(ESCAPES, "keep.send")
            place = lambda character: types.HoverParams(text_document=types.TextDocumentIdentifier(uri=client.uri("a.py")),
                                                        position=types.Position(line=line, character=character))
            hover = await client.lsp.text_document_hover_async(place(ESCAPES.splitlines()[line].index("writer")))
            page = self.tool("rule", "SU218").stdout
            self.assertIn("**SU218** the writer is passed", hover.contents.value)
            self.assertIn(page.split("## Why\n")[1].splitlines()[0], hover.contents.value)
            self.assertIsNone(await client.lsp.text_document_hover_async(place(0)))

    @asynchronous
    async def test_pulled_diagnostics_and_progress(self):
        self.two_files()
        async with Client(self, pulling()) as client:
            self.assertTrue(client.result.capabilities.diagnostic_provider.workspace_diagnostics)
            client.open("train.py")
            pull = lambda previous=None: client.lsp.text_document_diagnostic_async(types.DocumentDiagnosticParams(
                text_document=types.TextDocumentIdentifier(uri=client.uri("train.py")), previous_result_id=previous))
            report = await pull()
            self.assertIn("SU202", [d.code for d in report.items])
            self.assertEqual((await pull(report.result_id)).kind, "unchanged")
            whole = await client.lsp.workspace_diagnostic_async(types.WorkspaceDiagnosticParams(previous_result_ids=[]))
            found = {client.relative(r.uri): r for r in whole.items}
            self.assertEqual([d.code for d in found["model.py"].items], ["SU101", "SU111"])
            self.assertEqual((found["train.py"].version, found["model.py"].version), (1, None))
            known = [types.PreviousResultId(uri=r.uri, value=r.result_id) for r in whole.items]
            again = await client.lsp.workspace_diagnostic_async(types.WorkspaceDiagnosticParams(previous_result_ids=known))
            self.assertEqual({r.kind for r in again.items}, {"unchanged"})
            self.assertEqual(client.published, {})
            self.assertEqual(client.progress, ["create", "begin", "end"])

    @asynchronous
    async def test_settings_and_files_on_disk_change(self):
        self.write("a.py", ESCAPES)
        async with Client(self) as client:
            await client.until(lambda: client.codes("a.py") == ["SU218"])
            event = lambda name: client.lsp.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(
                changes=[types.FileEvent(uri=client.uri(name), type=types.FileChangeType.Changed)]))
            self.write("summary-upgrade.toml", "ignore = ['SU218']\n")
            event("summary-upgrade.toml")
            await client.until(lambda: client.codes("a.py") == [])
            self.write("summary-upgrade.toml", "ingore = ['SU218']\n")
            event("summary-upgrade.toml")
            await client.until(lambda: client.messages)
            self.assertIn("unknown key `ingore`; did you mean `ignore`?", client.messages[0])
            await client.until(lambda: client.codes("a.py") == ["SU218"])
            os.remove(self.path("a.py"))
            event("a.py")
            await client.until(lambda: client.codes("a.py") == [])
            self.write("new file.py", SIMPLE)
            event("new file.py")
            await client.until(lambda: client.codes("new file.py"))

    @asynchronous
    async def test_a_file_without_a_folder(self):
        self.write("alone/a.py", ESCAPES)
        async with Client(self, folders=False) as client:
            client.open("alone/a.py")
            await client.until(lambda: client.codes("alone/a.py") == ["SU218"])
            client.open("alone/b.py", SYNTAX_ERROR)
            await client.until(lambda: client.codes("alone/b.py"))
            self.assertEqual(client.codes("alone/b.py"), ["unreadable-file"])

    def raw(self, data, arguments=()):
        """Sends bytes, returns exit code and the messages that came."""
        run = subprocess.run([command.TOOL, "lsp", *arguments], input=data, capture_output=True, cwd=self.directory, timeout=20)
        messages, rest = [], run.stdout
        while rest:
            header, rest = rest.split(b"\r\n\r\n", 1)
            length = int(header.split(b":")[1])
            messages.append(json.loads(rest[:length]))
            rest = rest[length:]
        return run.returncode, messages

    @staticmethod
    def frame(message):
        body = message if isinstance(message, bytes) else json.dumps(message).encode()
        return b"Content-Length: %d\r\n\r\n" % len(body) + body

    def test_messages_that_make_no_sense(self):
        ask = lambda id, method, params=None: self.frame({"jsonrpc": "2.0", "id": id, "method": method, "params": params or {}})
        say = lambda method, params=None: self.frame({"jsonrpc": "2.0", "method": method, "params": params or {}})
        start = ask(1, "initialize", {"capabilities": {}, "rootUri": None})
        stop = ask(99, "shutdown") + say("exit")
        for name, data, errors in [
            ("before initialize", ask(5, "textDocument/hover"), [(5, -32002)]),
            ("no JSON", start + self.frame(b"{nonsense"), [(None, -32700)]),
            ("deep", start + self.frame(b"[" * 100000), [(None, -32700)]),
            ("not UTF-8", start + self.frame(b'{"id": 2, "method": "\xff"}'), [(None, -32700)]),
            ("an array", start + self.frame([]), [(None, -32600)]),
            ("neither request nor answer", start + self.frame({"x": 1}), [(None, -32600)]),
            ("unknown method", start + ask(6, "textDocument/unheard"), [(6, -32601)]),
            ("unknown notification", start + say("$/unheard"), []),
            ("answer to nothing", start + self.frame({"jsonrpc": "2.0", "id": 77, "result": None}), []),
            ("initialize twice", start + start, [(1, -32600)]),
            ("no parameters", start + ask(7, "textDocument/codeAction") + ask(8, "textDocument/hover"), [(7, -32602), (8, -32602)]),
            ("wrong kinds", start + say("textDocument/didOpen", {"textDocument": 3}) + say("textDocument/didChange", {"textDocument": {"uri": 3}})
             + say("workspace/didChangeWatchedFiles", {"changes": [3]}) + say("workspace/didChangeWorkspaceFolders", {"event": []}), []),
            ("a change of nothing open", start + say("textDocument/didChange", {"textDocument": {"uri": "file:///x.py", "version": 3},
                                                                                 "contentChanges": [{"text": "x"}]}), []),
            ("other schemes", start + say("textDocument/didOpen", {"textDocument": {"uri": "untitled:1", "text": "x", "version": 1}}), []),
            ("ranges outside", start + say("textDocument/didOpen", {"textDocument": {"uri": "file:///x.py", "text": "x", "version": 1}})
             + say("textDocument/didChange", {"textDocument": {"uri": "file:///x.py", "version": 2}, "contentChanges": [
                 {"text": "y", "range": {"start": {"line": 7, "character": 9}, "end": {"line": 900000000000, "character": 1}}},
                 {"text": "y", "range": {"start": {"line": 0, "character": 1}, "end": {"line": 0, "character": 0}}},
                 {"text": "y", "range": {"start": {"line": -1, "character": 1}, "end": {"line": 0, "character": 0}}}]}), []),
            ("a header of nonsense", start + b"Content-Size: 3\r\n\r\n" + ask(9, "textDocument/unheard"), [(None, -32700), (9, -32601)]),
        ]:
            with self.subTest(name):
                code, messages = self.raw(data + stop)
                self.assertEqual([(m["id"], m["error"]["code"]) for m in messages if "error" in m and m.get("id") != 99], errors)
                if name != "before initialize":
                    self.assertEqual((code, messages[-1].get("id")), (0, 99))

    def test_cancelled_requests_are_answered_so(self):
        data = self.frame({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}})
        # The cancellation is there before the request is handled: it was sent first.
        data += self.frame({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": "a"}})
        data += self.frame({"jsonrpc": "2.0", "id": "a", "method": "textDocument/hover", "params": {}})
        code, messages = self.raw(data)
        self.assertEqual([m["error"]["code"] for m in messages if m.get("id") == "a"], [-32800])
        self.assertEqual(code, 1)  # no shutdown

    def test_the_log_file_and_wrong_options(self):
        self.raw(self.frame({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {}}), ["--log-file", "lsp.log"])
        self.assertRegex(self.read("lsp.log").decode(), r"(?m) < \{.*\"initialize\"")
        self.assertRegex(self.read("lsp.log").decode(), r"(?m) > \{.*serverInfo")
        self.assertIn("unknown option `--nonsense`", self.tool("lsp", "--nonsense", exit_code=2).stderr)
