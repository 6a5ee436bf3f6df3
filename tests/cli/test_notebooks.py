"""Jupyter notebooks: named, found in folders, from standard input; what is written, and where findings are."""
import json

from command import CommandTest


def notebook(*cells, **more):
    book = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 2}
    for kind, source in cells:
        cell = {"cell_type": kind, "metadata": {}, "source": source.splitlines(True)}
        if kind == "code":
            cell.update(execution_count=None, outputs=[])
        book["cells"].append(cell)
    return json.dumps(dict(book, **more), indent=1) + "\n"


BOOK = notebook(
    ("markdown", "# Training"),
    ("code", "%matplotlib inline\nimport sys\nimport tensorflow as tf"),
    ("code", "x = tf.placeholder(tf.float32, [])\ntf.summary.scalar('x', x)\nmerged = tf.summary.merge_all()"),
    ("code", "writer = tf.summary.FileWriter(sys.argv[1])\nwith tf.Session() as sess:\n    for i in range(3):\n"
             "        writer.add_summary(sess.run(merged, {x: i}), i)\nwriter.close()"))


def sources(text):
    return ["".join(cell["source"]) for cell in json.loads(text)["cells"]]


class Notebooks(CommandTest):
    def test_the_cells_are_migrated_and_nothing_else_changes(self):
        self.write("train.ipynb", BOOK)
        self.tool(".", exit_code=0)
        after = self.files()["train.ipynb"].decode()
        cells = sources(after)
        self.assertEqual(cells[:1], sources(BOOK)[:1])
        self.assertTrue(cells[1].startswith("%matplotlib inline\nimport sys\nimport tensorflow as tf"))
        self.assertNotIn("FileWriter", "".join(cells))
        self.assertIn("create_file_writer", "".join(cells))
        self.assertNotIn("# behind cell", after)
        old, new = json.loads(BOOK), json.loads(after)
        for cell in old["cells"] + new["cells"]:
            del cell["source"]
        self.assertEqual(old, new)
        self.assertEqual(after, json.dumps(json.loads(after), indent=1) + "\n")
        run = self.tool(".", exit_code=0)
        self.assertNotIn("rewrote", run.stdout)

    def test_places_are_in_cells_and_for_other_programs_in_the_file(self):
        self.write("train.ipynb", BOOK)
        run = self.tool("--check", "--output-format=concise", "train.ipynb", exit_code=1)
        self.assertIn("train.ipynb:cell 3:2:1: SU101", run.stdout)
        run = self.tool("--check", "--output-format=json", "train.ipynb", exit_code=1)
        first = json.loads(run.stdout)[0]
        self.assertEqual(first["range"]["start"], {"line": 2, "column": 1, "cell": 3})
        line = next(i for i, text in enumerate(BOOK.splitlines(), 1) if "summary.scalar" in text)
        run = self.tool("--check", "--output-format=github", "train.ipynb", exit_code=1)
        self.assertIn("file=train.ipynb,line=%d,endLine=%d::" % (line, line), run.stdout)
        run = self.tool("--check", "--output-format=sarif", "train.ipynb", exit_code=1)
        result = json.loads(run.stdout)["runs"][0]["results"][0]
        self.assertEqual(result["locations"][0]["physicalLocation"]["region"]["startLine"], line)
        self.assertNotIn("fixes", result)

    def test_a_diff_shows_code(self):
        self.write("train.ipynb", BOOK)
        run = self.tool("--diff", "train.ipynb", exit_code=1)
        self.assertIn("\n-tf.summary.scalar('x', x)\n", run.stdout)
        self.assertEqual(self.files()["train.ipynb"].decode(), BOOK)

    def test_a_component_that_leaves_its_cell_stays(self):
        book = notebook(
            ("code", "import sys\nimport tensorflow as tf\nx = tf.placeholder(tf.float32, [])\ntf.summary.image('x', x)"),
            ("code", "%time tf.summary.image('y', x)"),
            ("code", "merged = tf.summary.merge_all()\nwriter = tf.summary.FileWriter(sys.argv[1])\nwith tf.Session() as sess:\n"
                     "    writer.add_summary(sess.run(merged), 1)"))
        self.write("train.ipynb", book)
        run = self.tool("train.ipynb", exit_code=1)
        self.assertIn("do not fit into the cells of the notebook", run.stdout)
        self.assertEqual(self.files()["train.ipynb"].decode(), book)

    def test_standard_input(self):
        run = self.tool("--stdin-filename=train.ipynb", "-", exit_code=0, input=BOOK)
        self.assertNotIn("FileWriter", "".join(sources(run.stdout)))

    def test_what_is_no_notebook_is_an_error_and_stays(self):
        for text, message in (
            (BOOK.replace('"cells": [', '"cells": [['), "train.ipynb: error: line "),
            (notebook(nbformat=3), "a notebook of nbformat 3 is not read"),
            ("tf.summary.scalar('x', x)\n", "not JSON"),
        ):
            with self.subTest(message):
                self.write("train.ipynb", text)
                run = self.tool("train.ipynb", exit_code=2)
                self.assertIn(message, run.stderr)
                self.assertEqual(self.files()["train.ipynb"].decode(), text)

    def test_other_kernels_have_no_code(self):
        self.write("train.ipynb", BOOK.replace('"metadata": {},\n "nbformat"', '"metadata": {"language_info": {"name": "R"}},\n "nbformat"'))
        run = self.tool("train.ipynb", exit_code=0)
        self.assertIn("0 uses migrated", run.stderr)

    def test_verify_wants_a_script(self):
        self.write("train.ipynb", BOOK)
        self.assertIn("jupyter nbconvert --to script", self.tool("verify", "train.ipynb", exit_code=2).stderr)
