"""The merged summary sits in a nested tuple of fetches and is taken out by index."""
import sys
import tensorflow as tf

speed = tf.placeholder(tf.float32, (), name='speed')
distance = speed * 2.0
energy = speed * speed * 0.5
tf.summary.scalar('distance', distance)
tf.summary.scalar('energy', energy)
tf.summary.text('unit', tf.as_string(speed, precision=1))
merged = tf.summary.merge_all()

writer = tf.summary.FileWriter(sys.argv[1])
with tf.Session() as sess:
    for i in range(1, 6):
        out = sess.run(((distance, energy), merged), feed_dict={speed: i * 1.5})
        print(out[0][0], out[0][1])
        writer.add_summary(out[1], global_step=i)
        res = sess.run([energy, merged, distance], feed_dict={speed: i * 2.5})
        writer.add_summary(res[1], global_step=100 + i)
        print(res[0] + res[2])
writer.close()
