"""Pictures that Python code encodes, with numbers, in a program without a graph."""
import sys
from io import BytesIO

import numpy as np
import tensorflow as tf
from PIL import Image


class Pictures(object):
    def __init__(self, log_dir):
        self.writer = tf.summary.FileWriter(log_dir)

    def number(self, tag, value, step):
        summary = tf.Summary(value=[tf.Summary.Value(tag=tag, simple_value=value)])
        self.writer.add_summary(summary, step)

    def views(self, tag, images, step):
        """Several pictures of one step."""
        pictures = []
        for i, img in enumerate(images):
            # A file in memory.
            s = BytesIO()
            Image.fromarray(img).save(s, format="png")
            # What TensorBoard shows.
            picture = tf.Summary.Image(encoded_image_string=s.getvalue(),
                                       height=img.shape[0],
                                       width=img.shape[1])
            # Under a tag of its own.
            pictures.append(tf.Summary.Value(tag='%s/%d' % (tag, i), image=picture))

        # All at once.
        summary = tf.Summary(value=pictures)
        self.writer.add_summary(summary, step)

    def one(self, tag, img, step):
        s = BytesIO()
        Image.fromarray(img).save(s, format="jpeg")
        image = tf.Summary.Image(encoded_image_string=s.getvalue(), colorspace=3)
        value = tf.Summary.Value(tag=tag, image=image)
        self.writer.add_summary(tf.Summary(value=[value]), step)
        self.writer.flush()


logger = Pictures(sys.argv[1])
random = np.random.RandomState(0)
for step in range(2):
    logger.number('loss', 0.5 - step, step)
    logger.views('imgs', (random.rand(2, 2, 3, 3) * 255).astype(np.uint8), step)
    logger.views('gray', (random.rand(2, 2, 3) * 255).astype(np.uint8), step)
    logger.one('one', (random.rand(2, 3, 3) * 255).astype(np.uint8), step)
