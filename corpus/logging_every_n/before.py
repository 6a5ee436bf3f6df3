"""Summaries at every third step, the loss at each; the condition is known before the run."""
import argparse
import tensorflow as tf


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument('logdir')
    parser.add_argument('--log_every', type=int, default=3)
    return parser.parse_args()


def main():
    args = parse()
    rate = tf.placeholder(tf.float32, [], name='rate')
    with tf.variable_scope('fit'):
        point = tf.get_variable('point', [], initializer=tf.constant_initializer(4.0))
        loss = tf.square(rate - 1.0)
        with tf.name_scope('quality'):
            tf.summary.scalar('loss', loss)
            tf.summary.scalar('root', tf.sqrt(loss))
    tf.summary.scalar('rate', rate)
    merged = tf.summary.merge_all()
    update = tf.assign_sub(point, rate)

    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        writer = tf.summary.FileWriter(args.logdir, graph=tf.get_default_graph())
        for step in range(10):
            _, loss_value, summary = sess.run([update, loss, merged], feed_dict={rate: 0.5 * step})
            if step % args.log_every == 0 or step == 9:
                writer.add_summary(summary, step)
                writer.flush()
            print('%d: %.3f' % (step, loss_value))
        writer.close()


if __name__ == '__main__':
    main()
