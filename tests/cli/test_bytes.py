"""Bytes beside the edits stay as they are: encodings, line ends, tabs, form feeds."""
import re

from command import SIMPLE, CommandTest

class Bytes(CommandTest):
    def migrated(self, raw):
        self.write("train.py", raw)
        self.tool("train.py", exit_code=0)
        result = self.read("train.py")
        self.assertNotEqual(result, raw)
        self.assertNotIn(b"add_summary", result)
        self.tool("train.py", exit_code=0)
        self.assertEqual(self.read("train.py"), result, "a second run changes something")
        return result

    def test_only_the_bytes_differ(self):
        """Whatever the bytes on disk look like, the result is that of the plain program, transformed in the same way."""
        plain = self.migrated(SIMPLE.encode())
        for name, transform in [
            ("crlf", lambda raw: raw.replace(b"\n", b"\r\n")),
            ("cr", lambda raw: raw.replace(b"\n", b"\r")),
            ("byte order mark", lambda raw: b"\xef\xbb\xbf" + raw),
            ("byte order mark, crlf", lambda raw: b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n")),
            ("tabs", lambda raw: re.sub(rb"(?m)^(?:    )+", lambda m: b"\t" * (len(m.group()) // 4), raw)),
            ("no newline at the end", lambda raw: raw.rstrip(b"\n")),
            ("latin-1 cookie", lambda raw: b"# -*- coding: latin-1 -*-\n# caf\xe9 \xff\n" + raw + b"name = '\xe9t\xe9'\n"),
            ("utf-8", lambda raw: "# café 日本 🎉\n".encode() + raw + "name = 'été'\n".encode()),
            ("form feed", lambda raw: b"if 1:\x0c pass\n\x0c\n" + raw + b"\x0c\nif 1:\n\x0c    pass\n"),
            ("blank lines with blanks", lambda raw: b"   \n\t\n" + raw + b"  \n   \n"),
            ("many comments", lambda raw: b"# a line\n" * 2000 + raw),
        ]:
            with self.subTest(name=name):
                self.assertEqual(self.migrated(transform(SIMPLE.encode())), transform(plain))

    def test_mixed_line_ends(self):
        lines = SIMPLE.split("\n")
        mixed = "".join(line + ("\r\n" if i % 3 else "\n") for i, line in enumerate(lines[:-1])).encode()
        result = self.migrated(mixed)
        kept = [line for line in mixed.splitlines(keepends=True) if b"summary" not in line and b"Session" not in line and b"writer" not in line]
        position = 0
        for line in kept[:5]:
            position = result.index(line, position)

    def test_comments_stay(self):
        text = SIMPLE.replace("x * 2)", "x * 2)  # the loss").replace("sess:\n", "sess:  # runs\n").replace("    for", "    # three times\n    for")
        result = self.migrated(text.encode()).decode()
        for comment in ("  # the loss\n", "sess:  # runs\n", "    # three times\n    for"):
            self.assertIn(comment, result)
