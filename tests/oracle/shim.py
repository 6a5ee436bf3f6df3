"""What makes two runs of one program comparable. Installed on both sides, before and after, in the same way.

Every random op gets its seed from how many random ops its graph has had so far. TensorFlow takes the number of *all* ops there, so one
more summary op would change every initial value. Sessions run on one thread; `random` and numpy start from a fixed seed; a v1 writer that
is never closed gets the time to write what it was given.
"""
import builtins
import os
import sys
import types

DEFAULT_GRAPH_SEED = 87654321
random_ops = 0  # how many seeds this process has handed out


def install_seeds():
    from tensorflow.python.framework import ops, random_seed

    def get_seed(op_seed):
        global random_ops
        random_ops += 1
        graph = ops.get_default_graph()
        count = graph.__dict__.setdefault("_oracle_random_ops", 0)
        graph._oracle_random_ops = count + 1
        graph_seed = getattr(graph, "seed", None)
        return (DEFAULT_GRAPH_SEED if graph_seed is None else graph_seed), (count if op_seed is None else op_seed)

    random_seed.get_seed = get_seed


def install_one_thread():
    from tensorflow.core.protobuf import config_pb2
    from tensorflow.python.client import session

    original = session.BaseSession.__init__

    def init(self, target="", graph=None, config=None):
        own = config_pb2.ConfigProto()
        if config is not None:
            own.CopyFrom(config)
        own.intra_op_parallelism_threads = 1
        own.inter_op_parallelism_threads = 1
        original(self, target, graph, own)

    session.BaseSession.__init__ = init


def install_patience():
    """A v1 writer that is never closed loses what its thread has not taken from the queue when the process ends, now one row and now none."""
    import atexit
    import weakref
    from tensorflow.python.summary.writer import event_file_writer

    original = event_file_writer.EventFileWriter.__init__

    def init(self, *args, **kwargs):
        original(self, *args, **kwargs)
        alive = weakref.ref(self)

        def finish():
            writer = alive()
            if writer is not None and not writer._closed:
                writer.flush()

        atexit.register(finish)

    event_file_writer.EventFileWriter.__init__ = init


def install_swap(root):
    """`import tensorflow` in the program's own files gives tensorflow.compat.v1: the rest of a TF 1 program as its owner will port it."""
    import tensorflow.compat.v1 as v1
    v1.disable_v2_behavior()
    real = builtins.__import__

    def swapped(name, globals=None, locals=None, fromlist=(), level=0):
        module = real(name, globals, locals, fromlist, level)
        if name == "tensorflow" and level == 0 and globals and str(globals.get("__file__", "")).startswith(root + os.sep):
            return v1
        return module

    builtins.__import__ = swapped


def install_names_before_1_0():
    """The names of TensorFlow 0.x, which 1.15 keeps under contrib.deprecated."""
    import tensorflow as tf
    old = tf.contrib.deprecated
    for name in ("scalar_summary", "histogram_summary", "image_summary", "audio_summary", "merge_summary", "merge_all_summaries"):
        setattr(tf, name, getattr(old, name))
    tf.train.SummaryWriter = tf.summary.FileWriter


def install_fake_mnist(examples=200):
    """A small seeded stand-in for the MNIST download, with the interface of TensorFlow's tutorials."""
    import numpy as np

    class DataSet(object):
        def __init__(self, seed, count, one_hot, reshape):
            random = np.random.RandomState(seed)
            self.num_examples = count
            self._images = random.uniform(size=(count, 784) if reshape else (count, 28, 28, 1)).astype(np.float32)
            labels = random.randint(0, 10, count)
            self._labels = np.eye(10)[labels] if one_hot else labels.astype(np.uint8)
            self._at = 0
            self.epochs_completed = 0

        images = property(lambda self: self._images)
        labels = property(lambda self: self._labels)

        def next_batch(self, batch_size, fake_data=False, shuffle=True):
            del fake_data, shuffle
            rows = [(self._at + i) % self.num_examples for i in range(batch_size)]
            self._at += batch_size
            self.epochs_completed = self._at // self.num_examples
            return self._images[rows], self._labels[rows]

    def read_data_sets(train_dir=None, fake_data=False, one_hot=False, dtype=None, reshape=True, validation_size=None, seed=None, **unused):
        del train_dir, fake_data, dtype, validation_size, seed, unused
        return types.SimpleNamespace(train=DataSet(1, examples, one_hot, reshape), validation=DataSet(2, examples // 4, one_hot, reshape),
                                     test=DataSet(3, examples // 4, one_hot, reshape))

    from tensorflow.examples.tutorials.mnist import input_data
    input_data.read_data_sets = read_data_sets
    own = types.ModuleType("input_data")  # many scripts carry a copy of TensorFlow's file
    own.read_data_sets = read_data_sets
    sys.modules.setdefault("input_data", own)


class _Anything(object):
    """Takes every call and attribute and does nothing; two of them can be unpacked (`fig, ax = plt.subplots()`)."""

    def __call__(self, *args, **kwargs):
        return self

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __iter__(self):
        return iter((self, self))

    def __getitem__(self, key):
        return self


def install_stub_plots():
    for name in ("matplotlib", "matplotlib.pyplot", "matplotlib.animation", "matplotlib.cm", "mpl_toolkits", "mpl_toolkits.mplot3d", "pylab", "seaborn"):
        module = types.ModuleType(name)
        module.__path__ = []
        anything = _Anything()
        module.__class__ = type("Stub", (types.ModuleType,), {"__getattr__": lambda self, attribute, anything=anything: getattr(anything, attribute)})
        sys.modules[name] = module
        parent, _, leaf = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], leaf, module)


def install_fake_sklearn():
    """The few functions of scikit-learn that TensorFlow tutorials use, on small seeded data."""
    import numpy as np

    def load_digits(*unused, **also_unused):
        del unused, also_unused
        random = np.random.RandomState(4)
        return types.SimpleNamespace(data=random.randint(0, 17, (180, 64)).astype(np.float64), target=random.randint(0, 10, 180))

    def train_test_split(*arrays, **options):
        count = len(arrays[0])
        test = int(count * options.get("test_size", 0.25))
        return [part for array in arrays for part in (array[test:], array[:test])]

    class LabelBinarizer(object):
        def fit_transform(self, labels):
            return np.eye(int(np.max(labels)) + 1)[np.asarray(labels, int)]

    def module(name, **members):
        made = types.ModuleType(name)
        made.__path__ = []
        made.__dict__.update(members)
        sys.modules[name] = made
        return made

    sklearn = module("sklearn")
    sklearn.datasets = module("sklearn.datasets", load_digits=load_digits)
    split = {"train_test_split": train_test_split}
    sklearn.model_selection = module("sklearn.model_selection", **split)
    sklearn.cross_validation = module("sklearn.cross_validation", **split)
    sklearn.preprocessing = module("sklearn.preprocessing", LabelBinarizer=LabelBinarizer)
