"""The client side of the oracle: finds the environments, keeps one warm process for each, asks them to run programs and to compare streams."""
import json
import os
import subprocess
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SKIPPED = 77  # ctest's SKIP_RETURN_CODE in CMakeLists.txt
NAMES = {"tf1": "TensorFlow 1.15", "tf2": "TensorFlow 2.21"}


def find_environments():
    """{"tf1": python, "tf2": python} of what is there. Ends the process by the rules of a missing oracle."""
    command = [os.path.join(ROOT, "scripts", "oracle-setup"), "--print"]
    done = subprocess.run(command, stdout=subprocess.PIPE, universal_newlines=True)
    found = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    missing = [name for name in NAMES if name not in found]
    if missing:
        what = " and ".join(f"{NAMES[name]} ({name})" for name in missing)
        if os.environ.get("SUMMARY_UPGRADE_REQUIRE_ORACLE") == "1":
            sys.exit(f"oracle: {what} is missing and SUMMARY_UPGRADE_REQUIRE_ORACLE=1; run scripts/oracle-setup")
        print(f"SKIPPED: {what} is missing; run scripts/oracle-setup")
        sys.exit(SKIPPED)
    return found


class Server:
    """A child process that answers one JSON line with one JSON line."""

    def __init__(self, command):
        environment = dict(os.environ, PYTHONHASHSEED="0", TF_CPP_MIN_LOG_LEVEL="3", PYTHONDONTWRITEBYTECODE="1")
        environment.pop("PYTHONPATH", None)
        self.lock = threading.Lock()
        self.command = command
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
                                      universal_newlines=True)

    def answer(self):
        line = self.child.stdout.readline()
        if not line:
            raise RuntimeError(f"{' '.join(self.command)} ended with {self.child.wait()}")
        return json.loads(line)

    def ask(self, **request):
        with self.lock:
            self.child.stdin.write(json.dumps(request) + "\n")
            self.child.stdin.flush()
            return self.answer()

    def close(self):
        self.child.stdin.close()
        self.child.wait()


class Oracle:
    """Both TensorFlows and the comparer. run() and compare() may be called from several threads."""

    def __init__(self, names=tuple(NAMES)):
        pythons = find_environments()
        self.servers = {name: Server([pythons[name], os.path.join(HERE, "warm.py")]) for name in names}
        self.streams = Server([pythons["tf2"], os.path.join(HERE, "streams.py"), "--serve"])
        self.versions = {name: self.servers[name].answer()["version"] for name in names}

    def run(self, name, directory, script, logs, argv=None, **options):
        """Runs directory/script with the log directory as its argument; returns {"code", "random", "log"}."""
        log = logs.rstrip("/") + ".out"
        os.makedirs(logs, exist_ok=True)
        answer = self.servers[name].ask(cwd=directory, script=script, log=log, argv=[logs] if argv is None else argv, **options)
        answer["log"] = log
        return answer

    def compare(self, before, after, tags_only=False):
        return self.streams.ask(before=before, after=after, tags_only=tags_only)

    def dump(self, directory):
        return self.streams.ask(dump=directory)

    def close(self):
        for server in list(self.servers.values()) + [self.streams]:
            server.close()


def last_lines(path, count=6):
    """The end of a program's output, to be shown when it failed."""
    with open(path, errors="replace") as file:
        return [line.rstrip() for line in file.readlines()[-count:]]
