"""A program with a main() and arguments. It writes every third step and closes its writer."""
import argparse
import os

import tensorflow as tf


def main():
    parser = argparse.ArgumentParser(description="Tracks the area of growing squares.")
    parser.add_argument("log_dir")
    parser.add_argument("--run", default="squares")
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--every", type=int, default=3)
    options = parser.parse_args()

    side = tf.placeholder(tf.float32, shape=())
    area = side * side
    diagonal = tf.sqrt(2.0 * area)
    with tf.name_scope("square"):
        tf.summary.scalar("area", area)
        tf.summary.scalar("diagonal", diagonal)
        tf.summary.histogram("sides", tf.stack([side, side + 1.0, diagonal]))
    summaries = tf.summary.merge_all()

    writer = tf.summary.FileWriter(os.path.join(options.log_dir, options.run))
    with tf.Session() as sess:
        for step in range(options.steps):
            if step % options.every == 0:
                written, seen = sess.run([summaries, area], {side: 0.5 * step})
                writer.add_summary(written, global_step=step)
            else:
                seen = sess.run(area, {side: 0.5 * step})
            print("step %d: area %.2f" % (step, seen))
    writer.close()


if __name__ == "__main__":
    main()
