import tensorflow as tf
from .mast import height

tf.summary.scalar("tension", height * 3)
