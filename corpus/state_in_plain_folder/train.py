"""A writer that lives in a module of a folder without `__init__`; a helper on a search path that a loop makes; an import in a text."""
import os
import sys

import tensorflow as tf
import logs.state

for part in ("tools",):
    sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), part))
import measures

exec("from logs.shape import summarise")

logs.state.start(sys.argv[1])
tide = tf.placeholder(tf.float32, [2], name="tide")
measures.mean_of(tide)
summarise(tide)
merged = tf.summary.merge_all()
with tf.Session() as sess:
    for hour in range(3):
        logs.state.WRITER.add_summary(sess.run(merged, {tide: [hour, hour * 2]}), hour)
logs.state.WRITER.close()
