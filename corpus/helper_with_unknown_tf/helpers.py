import tensorflow

tf = getattr(getattr(tensorflow, 'compat', tensorflow), 'v1', tensorflow)


def log_scalar(value, tag):
    return tf.summary.scalar(tag, value)
