import tensorflow as tf

height = tf.placeholder(tf.float32, [], name="height")
