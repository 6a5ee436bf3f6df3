#!/usr/bin/env python3
"""Holds `summary-upgrade events` against TensorBoard, on logs that real TensorFlow 1.15 and 2.21 wrote and on variations of them.

usage: agree.py SUMMARY-UPGRADE             starts itself again in the TensorFlow 2 environment
       agree.py SUMMARY-UPGRADE LOGS        there; LOGS are directories that hold log directories
"""
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "oracle")]


def start(tool):
    import oracle
    pythons = oracle.find_environments()
    with tempfile.TemporaryDirectory() as work:
        for name, python in pythons.items():
            subprocess.run([python, os.path.join(HERE, "write_logs.py"), os.path.join(work, name)], check=True, stderr=subprocess.DEVNULL)
        environment = dict(os.environ, PYTHONDONTWRITEBYTECODE="1")
        return subprocess.run([pythons["tf2"], os.path.abspath(__file__), tool, work], env=environment).returncode


failures = 0


def expect(good, text):
    global failures
    if not good:
        failures += 1
        print("FAILED:", text)


def events(tool, *arguments):
    done = subprocess.run([tool, "events", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    return done.returncode, done.stdout, done.stderr


def load(directory):
    """{file relative to directory: [Event]}"""
    from reference import event_pb2, records
    out = {}
    for folder, _, names in os.walk(directory):
        for name in names:
            path = os.path.join(folder, name)
            out[os.path.relpath(path, directory)] = [event_pb2.Event.FromString(payload) for payload in records(path)]
    return out


def store(files, directory):
    from tensorboard.summary.writer.record_writer import RecordWriter
    for name, contents in files.items():
        path = os.path.join(directory, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            writer = RecordWriter(file)
            for event in contents:
                writer.write(event.SerializeToString())


def reencoded(encoded, levels, chance):
    """The same picture in other bytes, some pixels changed by some grey levels."""
    import io
    import numpy as np
    from PIL import Image
    picture = np.asarray(Image.open(io.BytesIO(encoded))).astype(int)
    change = (chance.rand(*picture.shape) < 0.3) * levels
    picture = np.where(picture + change > 255, picture - change, picture + change)
    out = io.BytesIO()
    Image.fromarray(picture.astype(np.uint8)).save(out, "PNG", compress_level=1)
    return out.getvalue()


def mutate(files, chance):
    """Changes one thing in a copy of the files; returns them and what was done."""
    import copy
    import numpy as np
    from tensorboard.util import tensor_util
    files = copy.deepcopy(files)
    name = chance.choice(sorted(files))
    contents = files[name]
    summaries = [event for event in contents if event.WhichOneof("what") == "summary"]
    event = chance.choice(summaries)
    value = chance.choice(list(event.summary.value))
    numbers = np.random.RandomState(chance.randrange(2**31))
    kind = chance.choice(["nothing", "drop event", "drop value", "double", "step", "all steps", "rename", "scale", "plugin", "swap", "run",
                          "picture", "order", "migrate", "clip", "sound"])
    if kind == "drop event":
        contents.remove(event)
    elif kind == "drop value":
        event.summary.value.remove(value)
    elif kind == "double":
        contents.append(copy.deepcopy(event))
    elif kind == "step":
        event.step += chance.choice([1, -1, 3])
    elif kind == "all steps":
        for one in summaries:
            one.step += 1
    elif kind == "rename":
        value.tag = chance.choice(["other", value.tag + "_1", value.tag + "/image/0", value.tag.replace("/image/0", "")])
    elif kind == "scale":
        factor = 1 + chance.choice([1e-7, 9e-6, 1.1e-5, 1e-4, 1e-2])
        which = value.WhichOneof("value")
        if which == "simple_value":
            value.simple_value *= factor
        elif which == "tensor" and value.tensor.dtype == 1 and value.tensor.tensor_content:
            array = np.frombuffer(value.tensor.tensor_content, np.float32) * np.float32(factor)
            value.tensor.tensor_content = array.astype(np.float32).tobytes()
        elif which == "tensor" and value.tensor.float_val:
            value.tensor.float_val[0] *= factor
        elif which == "histo":
            value.histo.bucket[len(value.histo.bucket) // 2] += chance.choice([0, 1])
            value.histo.min *= factor
            value.histo.max *= factor
            value.histo.bucket_limit[:] = [limit * factor if abs(limit) < 1e300 else limit for limit in value.histo.bucket_limit]
        elif which == "tensor" and value.metadata.plugin_data.plugin_name == "histograms":
            # Not the counts: what another tensor of the same size would give.
            array = tensor_util.make_ndarray(value.tensor).copy()
            array[:, :2] *= factor
            value.tensor.CopyFrom(tensor_util.make_tensor_proto(array))
        kind += f" {factor}"
    elif kind == "plugin":
        value.metadata.plugin_data.plugin_name = chance.choice(["", "mine", "images", "scalars"])
    elif kind == "swap":
        other = chance.choice(summaries)
        event.step, other.step = other.step, event.step
    elif kind == "run":
        files[os.path.join("moved", name)] = files.pop(name)
    elif kind in ("picture", "clip"):
        levels = chance.choice([0, 1, 2, 40])
        kind += f" {levels}"
        for one in event.summary.value:
            if one.WhichOneof("value") == "image":
                one.image.encoded_image_string = reencoded(one.image.encoded_image_string, levels, numbers)
            elif one.metadata.plugin_data.plugin_name == "images" and one.tag != "changed":
                strings = one.tensor.string_val
                strings[-1] = reencoded(strings[-1], levels, numbers)
    elif kind == "sound":
        for one in event.summary.value:
            if one.WhichOneof("value") == "audio":
                one.audio.encoded_audio_string += b"."
            elif one.metadata.plugin_data.plugin_name == "audio":
                one.tensor.string_val[0] += b"."
    elif kind == "order":
        chance.shuffle(contents)
    elif kind == "migrate":
        from tensorboard import data_compat
        files[name] = [data_compat.migrate_event(one) for one in contents]
    return files, kind


OPTIONS = [((), {}), (("--tags-only",), {"tags_only": True}), (("--documented-changes",), {"documented": True}), (("--rtol", "1e-3"), {"rtol": 1e-3})]


def check_diff(tool, before, after, what):
    from reference import compare
    verdicts = []
    for arguments, keywords in OPTIONS:
        code, out, error = events(tool, "diff", "--json", *arguments, before, after)
        try:
            want = compare(before, after, **keywords)
        except Exception as problem:  # make_ndarray or Pillow refuses: nothing to hold against, but no crash is allowed
            expect(code in (0, 1, 2), f"{what} {arguments}: exit {code} where the reference says {problem}: {error}")
            verdicts.append("refused")
            continue
        got = json.loads(out)
        expect((got["before"], got["after"], got["unmatched"]) == want,
               f"{what} {arguments}: {(got['before'], got['after'], got['unmatched'])}, the reference says {want}")
        wanted_code = 2 if not want[0] else int(want[2] > 0)
        expect(code == wanted_code, f"{what} {arguments}: exit {code}, not {wanted_code} {error}")
        if want[2] > 0 and want[0]:
            expect(got["differences"], f"{what} {arguments}: a difference without a report")
        verdicts.append("different" if want[2] else "equal")
    return verdicts


def check_variations(tool, logs):
    seen = {}
    for number in range(int(os.environ.get("SUMMARY_UPGRADE_EVENTS_VARIATIONS", "120"))):
        chance = random.Random(number)
        files = load(chance.choice(logs))
        changed, kinds = files, []
        for _ in range(chance.choice([1, 1, 2])):
            changed, kind = mutate(changed, chance)
            kinds.append(kind)
        with tempfile.TemporaryDirectory() as work:
            store(files, os.path.join(work, "before"))
            store(changed, os.path.join(work, "after"))
            for verdict in check_diff(tool, os.path.join(work, "before"), os.path.join(work, "after"), f"variation {number} {kinds}"):
                seen[verdict] = seen.get(verdict, 0) + 1
    print("verdicts compared:", seen)
    expect(seen.get("equal", 0) > 20 and seen.get("different", 0) > 20, "both verdicts must occur")
    expect(seen.get("refused", 0) < 60, "the reference must judge nearly all")


def check_convert(tool, directory, comparable=True):
    from reference import records
    from tensorboard import data_compat
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    with tempfile.TemporaryDirectory() as work:
        code, out, error = events(tool, "convert", directory, work)
        expect(code == 0 and not error, f"convert {directory}: exit {code} {error}")
        for name, contents in load(directory).items():
            path = os.path.join(work, name + ("" if name.endswith(".v2") else ".v2"))
            want = [data_compat.migrate_event(event).SerializeToString() for event in contents]
            got = list(records(path))
            expect(got == want, f"convert {name}: not the bytes of data_compat at record "
                   f"{next((i for i, (a, b) in enumerate(zip(got, want)) if a != b), min(len(got), len(want)))}")
            old, new = (EventAccumulator(os.path.dirname(os.path.join(top, name)), size_guidance={"tensors": 0, "scalars": 0})
                        for top in (directory, work))
            old.Reload()
            new.Reload()
            expect(not new.Tags()["scalars"] and set(old.Tags()["scalars"]) <= set(new.Tags()["tensors"]), f"{name}: TensorBoard's tags")
        if comparable:
            check_equal = check_diff(tool, directory, work, f"{directory} converted")
            expect(set(check_equal) == {"equal"}, f"{directory} converted: {check_equal}")


def check_made_values(tool):
    """Old-style values of every awkward kind, against data_compat."""
    from tensorboard import data_compat
    from tensorboard.compat.proto import event_pb2
    chance = random.Random(7)
    made = [event_pb2.Event(wall_time=1, file_version="brain.Event:2")]
    for step in range(400):
        event = event_pb2.Event(wall_time=chance.random(), step=chance.choice([0, step, -step, 2**40]))
        event.source_metadata.writer = chance.choice(["", "writer"])
        for _ in range(chance.randrange(4)):
            value = event.summary.value.add(tag=chance.choice(["", "a", "\u00e9\u4e2d", "x" * 200]), node_name=chance.choice(["", "node"]))
            if chance.random() < 0.5:
                value.metadata.display_name = chance.choice(["", "shown"])
                value.metadata.summary_description = chance.choice(["", "about"])
                value.metadata.plugin_data.plugin_name = chance.choice(["", "mine"])
            kind = chance.choice(["simple", "histo", "image", "audio", "none", "old"])
            if kind == "simple":
                value.simple_value = chance.choice([0.0, -0.0, float("nan"), float("inf"), chance.gauss(0, 1e5), 1e-42])
            elif kind == "histo":
                count = chance.randrange(6)
                value.histo.min, value.histo.max = -chance.random(), chance.random() * 1e30
                value.histo.bucket_limit.extend(sorted(chance.gauss(0, 1) * 10.0**chance.randrange(-9, 40) for _ in range(count)))
                value.histo.bucket.extend(chance.choice([0, 0, 1, 3.5, 1e12]) for _ in range(count))
            elif kind == "image":
                value.image.width, value.image.height = chance.choice([0, 3, -1]), chance.choice([0, 70000])
                value.image.encoded_image_string = chance.choice([b"", b"png\0"])
            elif kind == "audio":
                value.audio.encoded_audio_string = chance.choice([b"", b"wav\0\0"])
                value.audio.sample_rate = 44100
            elif kind == "old":
                value.obsolete_old_style_histogram = b"old"
        made.append(event)
    with tempfile.TemporaryDirectory() as work:
        source = os.path.join(work, "from")
        store({"made.tfevents": made}, source)
        check_convert(tool, source, comparable=False)  # its pictures are none
        code, out, error = events(tool, "check", source)
        expect(code in (0, 1) and "malformed" not in out, f"made values: {out} {error}")
        total = sum(data_compat.migrate_event(event) is not event for event in made)
        expect(total > 100, "enough of them migrate")


def check_show(tool, directory):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.util import tensor_util
    code, out, error = events(tool, "show", "--json", directory)
    expect(code == 0 and not error, f"show {directory}: exit {code} {error}")
    shown = json.loads(out)
    rows = {(row["run"], row["tag"]): row for row in shown["tags"]}
    for run in {run for run, _ in rows}:
        accumulator = EventAccumulator(os.path.join(directory, run), size_guidance={"tensors": 0}, purge_orphaned_data=False)
        accumulator.Reload()
        tags = accumulator.Tags()
        known = set(tags["tensors"]) | set(tags["scalars"]) | set(tags["images"]) | set(tags["audio"]) | set(tags["histograms"])
        mine = {tag for one, tag in rows if one == run}
        expect(mine <= known, f"show {run}: tags {mine - known} that TensorBoard does not have")
        for tag in tags["tensors"]:
            found = accumulator.Tensors(tag)
            row = rows.get((run, tag))
            if row is None:  # TensorBoard makes a tensor of the graph
                expect("graph" in tag or "meta" in tag, f"show {run}: {tag} is missing")
                continue
            expect((row["count"], row["first"]["step"], row["last"]["step"]) == (len(found), found[0].step, found[-1].step),
                   f"show {run} {tag}: {row} is not {len(found)} values over {found[0].step}..{found[-1].step}")
            last = tensor_util.make_ndarray(found[-1].tensor_proto)
            if last.shape == () and last.dtype.kind == "f":
                got = row["last"]["value"]
                expect(float(got) == float(last) or (float(got) != float(got) and last != last), f"show {run} {tag}: {got} is not {last}")


def main():
    tool = sys.argv[1]
    if len(sys.argv) == 2:
        return start(tool)
    import logging
    logging.disable(logging.WARNING)  # of TensorBoard, about restarts that are meant
    logs = [os.path.join(sys.argv[2], name) for name in ("tf1/v1", "tf2/v1", "tf2/v2")]
    for directory in logs:
        check_convert(tool, directory)
        check_show(tool, directory)
        code, out, error = events(tool, "check", directory)
        expect(code == 0, f"check {directory}: exit {code} {out} {error}")
    for before in logs:
        for after in logs:
            check_diff(tool, before, after, f"{before} {after}")
    check_made_values(tool)
    check_variations(tool, logs)
    print(f"{failures} failures")
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main())
