"""A Supervisor that is handed the summaries one by one."""
import sys
import tensorflow as tf

with tf.Graph().as_default():
    level = tf.placeholder(tf.float32, [], name='level')
    tf.summary.scalar('level', level)
    tf.summary.scalar('double', level * 2)
    merged = tf.summary.merge_all()
    sv = tf.train.Supervisor(logdir=sys.argv[1], summary_op=None, save_model_secs=0, global_step=None)
    with sv.managed_session() as sess:
        for step in range(3):
            sv.summary_computed(sess, sess.run(merged, {level: 1.5 * step}), global_step=step)
