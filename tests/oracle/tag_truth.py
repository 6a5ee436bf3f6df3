#!/usr/bin/env python3
"""Holds the programs of tests/unit/program/TagNames*Test.cpp to TensorFlow 1.15: are the tags in their comments the true ones?

usage: tests/oracle/tag_truth.py [--python PYTHON]
Runs itself with the TensorFlow 1.15 interpreter of scripts/oracle-setup. Exit code 0 when every comment is true, else 1.
"""
import contextlib
import glob
import os
import re
import sys
import tempfile
import types

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def programs():
    """(name, {file: source}) of every case; main.py is the one that is run."""
    for path in sorted(glob.glob(os.path.join(ROOT, "tests/unit/program/TagNames*Test.cpp"))):
        with open(path) as file:
            text = file.read()
        for name, source in re.findall(r'\{"(\w+)", R"py\(\n(.*?)\n\)py"\}', text, re.S):
            files, current = {}, "main.py"
            for line in source.split("\n"):
                if line.startswith("# --- "):
                    current = line[6:]
                else:
                    files.setdefault(current, []).append(line)
            yield name, files


def judge(comment, contexts):
    """Whether a comment holds for all (name, leaf, tag) that the op was built with."""
    if comment == "keep":
        return all(leaf == name for name, leaf, _ in contexts)
    if comment.startswith("= "):
        return all(leaf == comment[2:] for _, leaf, _ in contexts)
    if comment.startswith("full "):
        return all(tag == comment[5:] for _, _, tag in contexts)
    if comment.startswith("clean '"):
        illegal = comment[len("clean '"):-1]
        return all(leaf == "".join("_" if c in illegal else c for c in name) for name, leaf, _ in contexts)
    if comment.startswith("count "):
        return len({(name, leaf) for name, leaf, _ in contexts}) > 1
    return comment.startswith("? ")


def run():
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import warnings
    warnings.simplefilter("ignore")
    import tensorflow as tf
    from tensorflow.python.framework import ops
    from tensorflow.python.keras import backend
    from tensorflow.python.ops import summary_op_util
    tf.logging.set_verbosity(tf.logging.FATAL)
    rows, folder = [], ""
    summary_scope = summary_op_util.summary_scope

    @contextlib.contextmanager
    def recorded(name, family=None, default_name=None, values=None):
        scope = ops.get_default_graph()._name_stack
        frame = sys._getframe(1)
        while not frame.f_code.co_filename.startswith(folder):
            frame = frame.f_back
        with summary_scope(name, family, default_name, values) as (tag, inner):
            leaf = tag[len(scope) + 1:] if scope else tag
            rows.append((os.path.basename(frame.f_code.co_filename), frame.f_lineno, (name, leaf, tag)))
            yield tag, inner

    summary_op_util.summary_scope = recorded
    checked = wrong = 0
    for name, files in programs():
        rows.clear()
        with tempfile.TemporaryDirectory() as folder:
            for path, lines in files.items():
                with open(os.path.join(folder, path), "w") as file:
                    file.write("\n".join(lines) + "\n")
            main = os.path.join(folder, "main.py")
            module = types.ModuleType("__main__")
            before, mine, argv = set(sys.modules), sys.modules["__main__"], sys.argv
            sys.modules["__main__"], sys.argv = module, [main, os.path.join(folder, "log")]
            sys.path.insert(0, folder)
            backend.clear_session()
            try:
                with tf.Graph().as_default(), open(main) as source:
                    exec(compile(source.read(), main, "exec"), module.__dict__)
            except SystemExit:
                pass
            finally:
                sys.path.remove(folder)
                sys.modules["__main__"], sys.argv = mine, argv
                for key in set(sys.modules) - before:
                    if str(getattr(sys.modules[key], "__file__", "")).startswith(folder):
                        del sys.modules[key]
                ops._default_graph_stack.reset()
        contexts = {}
        for file, line, context in rows:
            contexts.setdefault((file, line), []).append(context)
        for (file, line), found in sorted(contexts.items()):
            comment = files[file][line - 1].rpartition("  # ")[2]
            checked += 1
            if not judge(comment, found):
                wrong += 1
                print(f"{name}:{file}:{line}: `{comment}`, but TensorFlow has {found}")
    print(f"{checked} ops, {wrong} wrong")
    return 1 if wrong or not checked else 0


def main():
    arguments = sys.argv[1:]
    python = arguments[1] if len(arguments) == 2 and arguments[0] == "--python" else None
    if os.environ.get("TAG_TRUTH_CHILD") == "1":
        sys.exit(run())
    if python is None:
        root = os.environ.get("SUMMARY_UPGRADE_ORACLE_DIR") or os.path.expanduser("~/.cache/summary-upgrade/oracle")
        python = os.path.join(root, "tf1", "bin", "python")
    if not os.access(python, os.X_OK):
        sys.exit(f"tag_truth: {python}: no TensorFlow 1.15 here; run scripts/oracle-setup")
    os.environ["TAG_TRUTH_CHILD"] = "1"
    os.execv(python, [python, os.path.abspath(__file__)])


if __name__ == "__main__":
    main()
