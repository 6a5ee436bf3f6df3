"""Seeded wrong migrations: a migrated program that does one thing wrong, in each of the ways that a rewrite can go wrong.

The fault is put under TensorFlow's generated ops, so that every program can have every fault, however its source is written: its text is the
right migration, and what it does is not.
"""
import json
import os
import shutil
import subprocess
import tempfile

KINDS = ("step", "lost", "renamed", "doubled", "scaled", "directory")
# In programs that have histograms: as many values, elsewhere. TensorFlow 2 has other buckets, so that rows cannot be compared one by one.
HISTOGRAM = "histogram"

FAULT = '''\
"""One thing goes wrong: FAULT, in the op number OP."""
import tensorflow
from tensorflow.python.framework import tensor_util
from tensorflow.python.ops import summary_ops_v2

FAULT, OP = %r, %d
v1 = tensorflow.compat.v1
generated = summary_ops_v2.gen_summary_ops
write_summary, write_raw, create = generated.write_summary, generated.write_raw_proto_summary, generated.create_summary_file_writer
made = []


def chosen():
    made.append(1)
    return len(made) - 1 == OP


def twice(first, second):
    return first if tensorflow.executing_eagerly() else v1.group(first, second)


def broken_summary(writer, step, tensor, tag, metadata, **options):
    if FAULT == "histogram":
        tensor = moved(tensor) if is_histogram(metadata) else tensor
    elif not (FAULT == "scaled" and names(metadata, b"graph_run_metadata")) and chosen():
        if FAULT == "lost":
            return None if tensorflow.executing_eagerly() else v1.no_op()
        if FAULT == "step":
            step = step + 1
        if FAULT == "renamed":
            tag = tag + "_1"
        if FAULT == "scaled":
            tensor = moved(tensor) if is_histogram(metadata) else scaled(tensor)
        if FAULT == "doubled":
            return twice(write_summary(writer, step, tensor, tag, metadata), write_summary(writer, step, tensor, tag, metadata, **options))
    return write_summary(writer, step, tensor, tag, metadata, **options)


def is_histogram(metadata):
    return names(metadata, b"histograms")


def names(metadata, plugin):
    if tensorflow.is_tensor(metadata):
        metadata = tensor_util.constant_value(metadata)
    metadata = metadata.item() if hasattr(metadata, "item") else metadata
    return plugin in (metadata if isinstance(metadata, bytes) else str(metadata).encode())


def moved(rows):
    return tensorflow.concat([rows[..., :2] * 2 + 1, rows[..., 2:]], axis=-1)


def scaled(tensor):
    tensor = tensorflow.convert_to_tensor(tensor)
    if tensor.dtype == tensorflow.string:
        return v1.strings.join([tensor, "!"])
    return tensor * 2 if tensor.dtype != tensorflow.bool else v1.logical_not(tensor)


def broken_raw(writer, step, tensor, **options):
    if FAULT == "histogram":
        tensor = v1.py_func(change, [tensor], tensorflow.string, stateful=False)
    elif chosen():
        if FAULT == "lost":
            return None if tensorflow.executing_eagerly() else v1.no_op()
        if FAULT == "step":
            step = step + 1
        if FAULT in ("renamed", "scaled"):
            tensor = v1.py_func(change, [tensor], tensorflow.string, stateful=False)
        if FAULT == "doubled":
            return twice(write_raw(writer, step, tensor), write_raw(writer, step, tensor, **options))
    return write_raw(writer, step, tensor, **options)


def change(data):
    summary = v1.Summary.FromString(data)
    for value in summary.value:
        if FAULT == "histogram" and not value.HasField("histo"):
            continue
        if FAULT == "renamed":
            value.tag += "_1"
        elif value.HasField("simple_value"):
            value.simple_value = 2 * value.simple_value + 1
        elif value.HasField("histo"):
            histo = value.histo
            histo.min, histo.max = 2 * histo.min + 1, 2 * histo.max + 1
            histo.bucket_limit[:] = [2 * limit + 1 if abs(limit) < 1e300 else limit for limit in histo.bucket_limit]
        else:
            value.ClearField("value")
            value.simple_value = 1
        break
    return summary.SerializeToString()


def broken_create(writer, logdir, *arguments, **options):
    if chosen():
        logdir = logdir + "_other" if isinstance(logdir, str) else v1.strings.join([logdir, "_other"])
    return create(writer, logdir, *arguments, **options)


if FAULT == "directory":
    generated.create_summary_file_writer = broken_create
else:
    generated.write_summary, generated.write_raw_proto_summary = broken_summary, broken_raw
'''


def plant(directory, main, kind, op=0):
    """Puts the fault into the program in `directory`."""
    path = os.path.join(directory, main)
    with open(os.path.join(os.path.dirname(path), "wrong_migration.py"), "w") as file:
        file.write(FAULT % (kind, op))
    with open(path, encoding="utf-8", newline="") as file:
        lines = file.read().splitlines(keepends=True)
    # Behind the imports of the future and the docstring: in front of the first line that imports TensorFlow.
    at = next(i for i, line in enumerate(lines) if line.startswith(("import ", "from ")) and "__future__" not in line)
    lines.insert(at, "import wrong_migration\n")
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write("".join(lines))


def draws_histograms(directory):
    sources = [os.path.join(folder, name) for folder, _, names in os.walk(directory) for name in names if name.endswith(".py")]
    return any(b".histogram(" in open(path, "rb").read() for path in sources)


def sweep(verify, directory, settings, kinds=None):
    """(false alarm or None, number of faults that were seen, the others). The program runs where its target says."""
    scratch = tempfile.mkdtemp(prefix="summary-upgrade-seeded-")
    try:
        after = "tf2" if settings.get("target") in ("b", "d") else "tf1"
        main = settings.get("main") or ("before.py" if os.path.exists(os.path.join(directory, "before.py")) else "train.py")
        if not os.path.exists(os.path.join(directory, main)):
            main = [file for file in sorted(os.listdir(directory)) if file.endswith(".py")][0]
        right = os.path.join(scratch, "right")
        shutil.copytree(directory, right)
        subprocess.run([verify.tool, "--quiet", "."], cwd=right, check=False)
        arguments = ["--script", main, "--", "logs"] + settings.get("argv", [])
        report = verify("--pair", directory, right, *arguments, after=after)
        alarm = None if report["verdict"] == "equal" else f"{report['verdict']}: {json.dumps(report.get('differences'))} {report.get('reason')}"
        caught, missed = 0, []
        for kind in kinds or KINDS + ((HISTOGRAM,) if draws_histograms(directory) else ()):
            wrong = os.path.join(scratch, kind)
            shutil.copytree(right, wrong)
            plant(wrong, main, kind)
            report = verify("--pair", directory, wrong, *arguments, after=after)
            # A program that crashes says nothing about the comparison.
            if report["verdict"] == "different" and report["after"]["ok"]:
                caught += 1
            else:
                missed.append(f"{kind}: {report['verdict']} {report.get('reason')}")
        return alarm, caught, missed
    finally:
        shutil.rmtree(scratch)
