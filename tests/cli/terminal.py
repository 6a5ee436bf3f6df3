"""A terminal of the tests' own: the tool runs with it, as at a person's desk."""
import errno
import os
import pty
import re
import select
import signal
import subprocess
import time

import command

PATIENCE = 60  # seconds until a test gives up; nothing depends on it otherwise


class Terminal:
    """The tool as the leader of a session whose terminal is ours. Standard streams are the terminal unless `pipes` names them."""

    def __init__(self, arguments, folder, environment=None, columns=80, stdout=None):
        self.master, slave = pty.openpty()
        import fcntl
        import struct
        import termios
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        clean = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
        self.process = subprocess.Popen(
            [command.TOOL] + list(arguments), cwd=folder, env={**clean, "TERM": "xterm", **(environment or {})}, stdin=slave, stdout=stdout or slave, stderr=slave,
            start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(slave)
        self.seen = b""  # all that was ever shown
        self.looked = 0  # up to where `expect` has looked

    def _more(self):
        ready, _, _ = select.select([self.master], [], [], PATIENCE)
        if not ready:
            raise AssertionError("nothing more was shown after:\n%s" % self.text())
        try:
            data = os.read(self.master, 65536)
        except OSError as error:  # the last user of the terminal is gone
            if error.errno != errno.EIO:
                raise
            data = b""
        self.seen += data
        return bool(data)

    def text(self):
        """What was shown, without colours."""
        return re.sub(r"\x1b\[[0-9;]*m", "", self.seen.decode("utf-8", "replace")).replace("\r\n", "\n")

    def expect(self, words):
        """Waits until the words are shown after those that were expected before; returns what came up to them."""
        while True:
            text = self.text()
            at = text.find(words, self.looked)
            if at >= 0:
                before, self.looked = text[self.looked:at + len(words)], at + len(words)
                return before
            if not self._more():
                raise AssertionError("%r was never shown:\n%s" % (words, text))

    def send(self, keys):
        os.write(self.master, keys.encode())

    def finish(self):
        """(exit code, all that was shown)"""
        while self._more():
            pass
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            if time.monotonic() > end:
                self.process.send_signal(signal.SIGKILL)
                raise AssertionError("it did not end:\n%s" % self.text())
            time.sleep(0.01)
        os.close(self.master)
        return self.process.returncode, self.text()


def screen(shown):
    """The lines a terminal holds after this text, as far as our progress line needs one: carriage return, and erase to the end of line."""
    lines, column = [""], 0
    for part in re.findall(r"\x1b\[[0-9;]*[A-Za-z]|.|\n", shown, re.S):
        if part == "\n":
            lines.append("")
            column = 0
        elif part == "\r":
            column = 0
        elif part == "\x1b[K":
            lines[-1] = lines[-1][:column]
        elif part.startswith("\x1b"):
            if not part.endswith("m"):
                raise AssertionError("a sequence nobody expects: %r" % part)
        else:
            lines[-1] = lines[-1][:column] + part + lines[-1][column + 1:]
            column += 1
    return lines
