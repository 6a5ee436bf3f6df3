"""Seconds that a Python reader needs for the event files of a directory, tags, steps and values kept; one line of JSON. usage: python_reader.py DIRECTORY"""
import glob
import json
import os
import struct
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"


def main():
    import tensorflow as tf

    iterate = tf.compat.v1.train.summary_iterator
    passed, spent = time.perf_counter(), time.process_time()
    kept, number = [], struct.Struct("<f").unpack
    for path in glob.glob(os.path.join(sys.argv[1], "*", "*tfevents*")):
        for event in iterate(path):
            for value in event.summary.value:
                # The least that gives the number; make_ndarray takes several times as long.
                kept.append((value.tag, event.step, number(value.tensor.tensor_content)[0]))
    passed, spent = time.perf_counter() - passed, time.process_time() - spent
    print(json.dumps({"passed": passed, "spent": spent, "values": len(kept), "sum": sum(value for _, _, value in kept)}))


if __name__ == "__main__":
    main()
