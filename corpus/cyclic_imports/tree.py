import tensorflow as tf


class Tree(object):
    """Halves its values down to the leaves; each level says how large it is."""

    def __init__(self, values, depth):
        import monitor  # monitor imports this module
        self.values = values
        self.depth = depth
        monitor.watch(self)
        self.child = Tree(values / 2.0, depth - 1) if depth > 0 else None

    def total(self):
        total = tf.reduce_sum(self.values)
        return total + self.child.total() if self.child else total
