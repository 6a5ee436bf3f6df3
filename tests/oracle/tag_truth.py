#!/usr/bin/env python3
"""Holds the tags that the tool predicts to TensorFlow 1.15.

usage: tag_truth.py [--tool TOOL [--seeds FIRST-LAST] [--keep DIR]]
run by the TensorFlow 1.15 interpreter (in_environment.py tf1 tag_truth.py ...).

First the programs of tests/unit/program/TagNames*Test.cpp: are the tags in their comments the true ones? With --tool also random programs
(tag_programs.py): is what the migrated program writes what the original writes? Exit code 0 when all is true, else 1.
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
    summary_op_util.summary_scope = summary_scope
    print(f"{checked} ops, {wrong} wrong")
    return 1 if wrong or not checked else 0


def written(folder):
    """What the event files of a folder hold: (step, tag, value), or the number of elements of a histogram."""
    import tensorflow as tf
    rows = []
    for path in glob.glob(os.path.join(folder, "**", "*tfevents*"), recursive=True):
        for event in tf.train.summary_iterator(path):
            for value in event.summary.value:
                if value.HasField("tensor"):
                    array = tf.make_ndarray(value.tensor)
                    number = float(array) if array.ndim == 0 else float(array[:, 2].sum())
                elif value.HasField("histo"):
                    number = value.histo.num
                else:
                    number = value.simple_value
                rows.append((event.step, value.tag, round(number, 4)))
    return sorted(rows)


def execute(text, folder):
    """Runs a program; its log directory, or nothing when it fails."""
    import tensorflow as tf
    from tensorflow.python.keras import backend
    path = os.path.join(folder, "main.py")
    logs = os.path.join(folder, "logs")
    os.makedirs(folder)
    with open(path, "w") as file:
        file.write(text)
    argv, sys.argv = sys.argv, [path, logs]
    backend.clear_session()
    try:
        with tf.Graph().as_default():
            exec(compile(text, path, "exec"), {"__name__": "__main__"})
    finally:
        sys.argv = argv
    return logs


def random_programs(tool, first, last, keep):
    """Whether each random program and what the tool makes of it write the same."""
    import subprocess
    import tag_programs
    wrong = ran = kept = refused = 0
    with tempfile.TemporaryDirectory() as scratch:
        for seed in range(first, last + 1):
            folder = os.path.join(keep or scratch, str(seed))
            before = tag_programs.program(seed)
            try:
                expected = written(execute(before, os.path.join(folder, "before")))
            except Exception:  # TensorFlow refuses such a name: no program that anybody has
                refused += 1
                continue
            done = subprocess.run([tool, "-q", "-"], input=before, stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
            if "add_summary" in done.stdout or done.returncode:
                wrong += 1
                print(f"seed {seed}: not migrated: {done.stderr}")
                continue
            ran += 1
            kept += done.stdout.count("write_raw_pb(")
            try:
                found = written(execute(done.stdout, os.path.join(folder, "after")))
            except Exception as error:
                found = [str(error).splitlines()[0]]
            if found != expected:
                wrong += 1
                print(f"seed {seed}: only before: {[r for r in expected if r not in found][:6]}; only after: {[r for r in found if r not in expected][:6]}")
    print(f"{ran} random programs, {refused} that TensorFlow refuses, {kept} ops kept, {wrong} wrong")
    return 1 if wrong or ran < (last - first) // 2 else 0


def main():
    import argparse
    parser = argparse.ArgumentParser()
    parser.add_argument("--tool")
    parser.add_argument("--seeds", default="1-60")
    parser.add_argument("--keep")
    arguments = parser.parse_args()
    code = run()
    if arguments.tool:
        first, last = arguments.seeds.split("-")
        code |= random_programs(os.path.abspath(arguments.tool), int(first), int(last), arguments.keep)
    sys.exit(code)


if __name__ == "__main__":
    main()
