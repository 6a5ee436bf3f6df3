// Branches, loops, calls, classes and names that are computed.
#include "TagNamesCase.h"

namespace summary_upgrade::program {

static const TagCase TagNamesFlowCases[] = {
    // clang-format off
    {"Branches", R"py(
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3], name='x')
import random
if random.random() < 2:
    tf.summary.scalar('loss', 1.0)  # keep
else:
    tf.summary.scalar('loss', 2.0)  # keep
tf.summary.scalar('loss', 3.0)  # = loss_1
if random.random() < 2:
    z = tf.constant(1.0, name='maybe')
tf.summary.scalar('maybe', 1.0)  # ? whether line 10 has taken its name before is not known
tf.summary.scalar('other', 1.0)  # keep
def g(flag):
    if flag:
        return tf.identity(x, name='early')
    tf.summary.scalar('late', 1.0)  # keep
    return x
g(True); g(False)
tf.summary.scalar('early', 1.0)  # = early_1
def h(flag=None):
    if flag is None:
        tf.summary.scalar('none', 1.0)  # keep
    elif flag == 'a':
        tf.summary.scalar('a', 1.0)  # keep
    else:
        tf.summary.scalar('else', 1.0)  # keep
h(); h('a'); h('b')
try:
    tf.summary.scalar('tried', 1.0)  # keep
except ValueError:
    tf.summary.scalar('tried', 1.0)  # ? whether line 29 has taken its name before is not known
finally:
    tf.summary.scalar('fin', 1.0)  # keep
def unknown(c):
    if c > random.random():
        return 1
    tf.summary.scalar('after_return', 1.0)  # keep
    return 2
unknown(-1)
tf.summary.scalar('after_return', 1.0)  # ? whether line 37 has taken its name before is not known
)py"},
    {"Loops", R"py(
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3], name='x')
for k in range(3):
    tf.summary.scalar('loss_%d' % k, k * 1.0)  # keep
    tf.summary.scalar('plain', k * 1.0)  # count the loop on line 3 builds this op more than once, so TensorFlow numbers its tag
    with tf.name_scope('tower_{}'.format(k)):
        tf.summary.scalar('plain', k * 1.0)  # keep
for i, n in enumerate(['a', 'b', 'Big Name']):
    tf.summary.scalar(n, i * 1.0)  # clean ' '
for n, t in [('u', 1.0), ('v', 2.0)]:
    tf.summary.scalar('p/' + n, t)  # keep
for n, t in {'k1': 1.0, 'k2': 2.0}.items():
    tf.summary.scalar(n, t)  # keep
i = 0
import sys
while i < len(sys.argv) + 2:
    with tf.name_scope('w'):
        tf.summary.scalar('inner', i * 1.0)  # keep
    tf.summary.scalar('outer', i * 1.0)  # count the loop on line 16 builds this op more than once, so TensorFlow numbers its tag
    i += 1
names = ['n%d' % j for j in range(4)]
for j in range(4):
    tf.summary.scalar(names[j], 1.0)  # keep
def add(name):
    tf.summary.scalar(name, 1.0)  # keep
add('z1'); add('z2'); add(name='z3')
def dflt(name='dd'):
    tf.summary.scalar(name, 1.0)  # keep
dflt()
def dflt2(name='dd2'):
    tf.summary.scalar(name, 1.0)  # count this op is built more than once in one scope, so TensorFlow numbers its tag
dflt2(); dflt2()
def fm(base, n=1):
    tf.summary.scalar('{}/{}_{:02d}'.format(base, 'q', n), 1.0)  # keep
fm('A'); fm('B', 3)
for step in range(100):
    v = step * 2
)py"},
    {"NamesOfVariables", R"py(
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3], name='x')
with tf.variable_scope('net'):
    w = tf.get_variable('w', [3, 1]); b = tf.get_variable('b', [1])
y = tf.matmul(x, w) + b
for var in tf.trainable_variables():
    tf.summary.histogram(var.op.name, var)  # ? the name is that of an op of the graph, so TensorFlow numbers the tag
for var in tf.trainable_variables():
    tf.summary.histogram(var.op.name + '/values', var)  # keep
    tf.summary.histogram('%s/other' % var.op.name, var)  # keep
    tf.summary.histogram(var.name, var)  # clean ':'
    tf.summary.histogram(var.name.replace(':', '_') + '/r', var)  # keep
    tf.summary.histogram(var.name[:-2] + '/s', var)  # keep
    tf.summary.histogram(var.name.split(':')[0] + '/t', var)  # keep
opt = tf.train.GradientDescentOptimizer(0.1)
grads = opt.compute_gradients(tf.reduce_mean(y))
for g, v in grads:
    if g is not None:
        tf.summary.histogram(v.op.name + '/gradients', g)  # keep
for g, v in grads:
    tf.summary.histogram('grad/' + v.op.name, g)  # keep
with tf.name_scope('s'):
    for g, v in grads:
        tf.summary.histogram(v.op.name, v)  # keep
t = opt.apply_gradients(grads)
def act(t):
    tf.summary.histogram(t.op.name + '/activations', t)  # keep
    tf.summary.scalar(t.op.name + '/sparsity', tf.nn.zero_fraction(t))  # keep
act(y); act(tf.nn.relu(y, name='r'))
tf.summary.histogram(w.op.name, w)  # ? a summary that is named after an op may have taken its name before
)py"},
    {"Classes", R"py(
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3], name='x')
class Base(object):
    scope = 'base'
    def __init__(self, name):
        self.name = name
        self.build()
    def build(self):
        with tf.variable_scope(self.name):
            self.loss = tf.reduce_mean(x, name='loss')
            self.summaries()
    def summaries(self):
        tf.summary.scalar('loss', self.loss)  # = loss_1
        tf.summary.scalar(self.name + '_loss', self.loss)  # keep
        tf.summary.scalar(self.scope, self.loss)  # keep
class Child(Base):
    scope = 'child'
    def __init__(self, name, k=2):
        super(Child, self).__init__(name)
        self.k = k
        tf.summary.scalar('k%d' % self.k, 1.0 * k)  # count this op is built more than once in one scope, so TensorFlow numbers its tag
    def summaries(self):
        Base.summaries(self)
        tf.summary.scalar('extra', self.loss)  # keep
    @property
    def prop(self):
        tf.summary.scalar('prop', 1.0)  # keep
        return 3
    @staticmethod
    def st(n):
        tf.summary.scalar(n, 1.0)  # keep
    @classmethod
    def make(cls, n):
        return cls(n)
a = Base('one')
b = Child('two')
b.prop
Child.st('static')
c = Child.make('three')
)py"},
    {"Decorators", R"py(
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3], name='x')
import functools, contextlib
def define_scope(function):
    attribute = '_cache_' + function.__name__
    @property
    @functools.wraps(function)
    def decorator(self):
        if not hasattr(self, attribute):
            with tf.variable_scope(function.__name__):
                setattr(self, attribute, function(self))
        return getattr(self, attribute)
    return decorator
class M(object):
    def __init__(self):
        self.prediction
        self.error
        self.prediction
    @define_scope
    def prediction(self):
        p = tf.layers.dense(x, 3)
        tf.summary.histogram('prediction', p)  # keep
        return p
    @define_scope
    def error(self):
        e = tf.reduce_mean(self.prediction)
        tf.summary.scalar('error', e)  # keep
        tf.summary.scalar('mean', e)  # = mean_1
        return e
M()
tf.summary.scalar('error', 1.0)  # = error_1
@contextlib.contextmanager
def my(n):
    with tf.name_scope(n) as s:
        yield s
with my('cm') as s:
    tf.summary.scalar('in', 1.0)  # keep
    tf.summary.scalar(s + 'x', 1.0)  # keep
tf.summary.scalar('cm', 1.0)  # = cm_1
y = tf.cond(tf.constant(True), lambda: tf.identity(x), lambda: x)
tf.summary.scalar('cond', 1.0)  # = cond_1
y = tf.map_fn(lambda e: e * 2, x)
tf.summary.scalar('map', 1.0)  # = map_1
n = 'abc'
tf.summary.scalar(f'{n}_f{1 + 1}', 1.0)  # keep
tf.summary.scalar(f'{n!s}/{2:03d}', 1.0)  # keep
)py"},
    {"CalledSeveralTimes", R"py(
import sys
import tensorflow as tf
logdir = sys.argv[1]
x = tf.placeholder(tf.float32, [])
def layer(x, name):
    with tf.name_scope(name):
        tf.summary.scalar("mean", x)  # keep
    tf.summary.scalar("plain", x)  # count this op is built more than once in one scope, so TensorFlow numbers its tag
    return x + 1
y = layer(layer(layer(x, "fc"), "fc"), "out")
merged = tf.summary.merge_all()
writer = tf.summary.FileWriter(logdir)
with tf.Session() as sess: writer.add_summary(sess.run(merged, {x: 1.}), 7)
writer.close()
)py"},
    {"Towers", R"py(
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3], name='x')
def average_gradients(tower_grads):
    average = []
    for grad_and_vars in zip(*tower_grads):
        grads = []
        for g, _ in grad_and_vars:
            grads.append(tf.expand_dims(g, 0))
        grad = tf.reduce_mean(tf.concat(axis=0, values=grads), 0)
        average.append((grad, grad_and_vars[0][1]))
    return average
def tower_loss(scope):
    w = tf.get_variable('w', [3, 1], initializer=tf.zeros_initializer())
    loss = tf.reduce_mean(tf.matmul(x, w))
    tf.add_to_collection('losses', loss)
    losses = tf.get_collection('losses', scope)
    total = tf.add_n(losses, name='total_loss')
    for l in losses + [total]:
        import re
        n = re.sub('tower_[0-9]*/', '', l.op.name)
        tf.summary.scalar(n, l)  # ? the name of this summary is not known before the program runs
    tf.summary.scalar('loss', loss)  # keep
    tf.summary.scalar('total_loss', total)  # ? TensorFlow numbers its tag, and the summary on line 21, whose name is not known, may have taken the number
    return total
opt = tf.train.GradientDescentOptimizer(0.1)
tower_grads = []
with tf.variable_scope(tf.get_variable_scope()):
    for i in range(2):
        with tf.device('/cpu:0'), tf.name_scope('%s_%d' % ('tower', i)) as scope:
            loss = tower_loss(scope)
            tf.get_variable_scope().reuse_variables()
            grads = opt.compute_gradients(loss)
            tower_grads.append(grads)
grads = average_gradients(tower_grads)
tf.summary.scalar('learning_rate', 0.1)  # keep
for grad, var in grads:
    if grad is not None:
        tf.summary.histogram(var.op.name + '/gradients', grad)  # keep
train = opt.apply_gradients(grads)
for var in tf.trainable_variables():
    tf.summary.histogram(var.op.name, var)  # ? the name is that of an op of the graph, so TensorFlow numbers the tag
tf.summary.scalar('GradientDescent', 0.1)  # = GradientDescent_1
tf.summary.scalar('expanddims', 0.1)  # ? whether line 8 has taken its name before is not known
tf.summary.scalar('mean', 0.1)  # ? whether line 9 has taken its name before is not known
)py"},
    {"VariableSummaries", R"py(
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3], name='x')
def variable_summaries(var):
  with tf.name_scope('summaries'):
    mean = tf.reduce_mean(var)
    tf.summary.scalar('mean', mean)  # = mean_1
    with tf.name_scope('stddev'):
      stddev = tf.sqrt(tf.reduce_mean(tf.square(var - mean)))
    tf.summary.scalar('stddev', stddev)  # = stddev_1
    tf.summary.scalar('max', tf.reduce_max(var))  # = max_1
    tf.summary.scalar('min', tf.reduce_min(var))  # = min_1
    tf.summary.histogram('histogram', var)  # keep
def nn_layer(input_tensor, input_dim, output_dim, layer_name, act=tf.nn.relu):
  with tf.name_scope(layer_name):
    with tf.name_scope('weights'):
      weights = tf.Variable(tf.truncated_normal([input_dim, output_dim]))
      variable_summaries(weights)
    with tf.name_scope('biases'):
      biases = tf.Variable(tf.constant(0.1, shape=[output_dim]))
      variable_summaries(biases)
    with tf.name_scope('Wx_plus_b'):
      preactivate = tf.matmul(input_tensor, weights) + biases
      tf.summary.histogram('pre_activations', preactivate)  # keep
    activations = act(preactivate, name='activation')
    tf.summary.histogram('activations', activations)  # keep
    return activations
h = nn_layer(x, 3, 5, 'layer1')
y = nn_layer(h, 5, 2, 'layer2', act=tf.identity)
with tf.name_scope('accuracy'):
  acc = tf.reduce_mean(y)
tf.summary.scalar('accuracy', acc)  # = accuracy_1
with tf.name_scope('cross_entropy'):
  ce = tf.reduce_sum(y)
tf.summary.scalar('cross_entropy', ce)  # = cross_entropy_1
)py"},
    {"Main", R"py(
import tensorflow as tf
FLAGS = tf.app.flags.FLAGS
def inference(images):
    with tf.variable_scope('conv1') as scope:
        k = tf.get_variable('weights', [3, 4])
        pre = tf.matmul(images, k)
        conv1 = tf.nn.relu(pre, name=scope.name)
        tf.summary.histogram(conv1.op.name + '/activations', conv1)  # keep
    with tf.variable_scope('softmax_linear') as scope:
        w = tf.get_variable('weights', [4, 2])
        out = tf.add(tf.matmul(conv1, w), 1.0, name=scope.name)
        tf.summary.histogram('weights', w)  # = weights_1
    return out
def main(argv=None):
    with tf.Graph().as_default():
        images = tf.placeholder(tf.float32, [2, 3])
        logits = inference(images)
        loss = tf.reduce_mean(logits)
        tf.add_to_collection('losses', loss)
        total = tf.add_n(tf.get_collection('losses'), name='total_loss')
        ema = tf.train.ExponentialMovingAverage(0.9, name='avg')
        for l in [loss, total]:
            tf.summary.scalar(l.op.name + ' (raw)', l)  # clean ' ()'
            tf.summary.scalar(l.op.name + '_r', l)  # keep
        tf.summary.scalar('total_loss', total)  # = total_loss_1
        m = tf.summary.merge_all()
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            for i in range(2):
                sess.run(m, {images: [[1, 2, 3], [4, 5, 6]]})
if __name__ == '__main__':
    tf.app.run()
)py"},
    {"EntryPoints", R"py(
import tensorflow as tf
def nobody_calls(x, name):
    tf.summary.scalar('loss', x)  # keep
    loss = tf.reduce_mean(x, name='total')
    tf.summary.scalar('total', loss)  # = total_1
    tf.summary.scalar(name, x)  # ? the name of this summary is not known before the program runs
    helper(x)
def helper(x):
    with tf.name_scope('h'):
        tf.summary.scalar('mean', tf.reduce_mean(x))  # = mean_1
class Model(object):
    def __init__(self, n):
        self.n = n
        self.x = tf.identity(n, name='inputs')
    def add(self):
        tf.summary.histogram('inputs', self.x)  # = inputs_1
        tf.summary.scalar('k', self.x)  # keep
    def rec(self, k):
        tf.summary.scalar('rec', self.x)  # keep
        if k:
            self.rec(k - 1)
def model_fn(features, labels, mode):
    loss = tf.reduce_sum(features)
    tf.summary.scalar('sum', loss)  # = sum_1
    if mode == 'train':
        tf.summary.scalar('lr', loss)  # keep
        return 1
    tf.summary.scalar('eval', loss)  # keep
    return 2
est = tf.estimator.Estimator(model_fn=model_fn)
def outer():
    def inner():
        tf.summary.scalar('inner', 1.0)  # keep
    return inner
dead = False
if dead:
    tf.summary.scalar('dead one', 1.0)  # = dead_one
def layer(x, scope):
    with tf.variable_scope(scope):
        w = tf.get_variable('w', [3, 3])
        tf.summary.histogram('w', w)  # ? whether line 40 has taken its name before is not known
        tf.summary.histogram('weights', w)  # keep
)py"},
    {"SeveralFiles", R"py(
# --- consts.py
PREFIX = 'pre'
# --- layers_.py
import tensorflow as tf
SCOPE = 'conv'
from consts import *
def conv(x, name, summaries=True):
    with tf.variable_scope(name, reuse=tf.AUTO_REUSE):
        w = tf.get_variable('w', [3, 3])
        y = tf.nn.relu(tf.matmul(x, w))
        if summaries:
            tf.summary.histogram('relu', y)  # = relu_1
            tf.summary.histogram('w', w)  # = w_1
            tf.summary.histogram(name, y)  # keep
            tf.summary.histogram(name + '/act', y)  # keep
    return y
class Net:
    def __init__(self, x, scope=SCOPE):
        with tf.variable_scope(scope):
            h = conv(x, 'c1')
            h = conv(h, 'c2')
            self.out = conv(h, 'c1', summaries=False)
            self.loss = tf.reduce_mean(self.out, name='loss')
            tf.summary.scalar('loss', self.loss)  # = loss_1
        tf.summary.scalar(PREFIX + '/loss', self.loss)  # keep
        tf.summary.scalar(scope, self.loss)  # = conv_1
# --- main.py
import tensorflow as tf
import layers_ as L
from layers_ import Net
import numpy as np
def main():
    x = tf.placeholder(tf.float32, [None, 3], name='x')
    n = Net(x)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        total = 0
        for step in range(2):
            v = sess.run(n.loss, {x: np.ones([2, 3])})
            total += v
            if step % 2 == 0:
                print(total / (step + 1))
    tf.summary.scalar('x', n.loss)  # = x_1
    tf.summary.scalar('truediv', n.loss)  # keep
if __name__ == '__main__':
    main()
)py"},
    {"ImportedGraph", R"py(
# --- graph_.py
import tensorflow as tf
x = tf.placeholder(tf.float32, [None], name='x')
loss = tf.reduce_mean(x, name='loss')
tf.summary.scalar('loss', loss)  # = loss_1
with tf.name_scope('m'):
    tf.summary.scalar('Mean Loss', loss)  # = Mean_Loss
# --- main.py
import graph_
import tensorflow as tf
tf.summary.scalar('loss', graph_.loss)  # = loss_2
tf.summary.scalar('m', graph_.loss)  # = m_1
)py"},
    // clang-format on
};

class TagNamesFlow : public testing::TestWithParam<TagCase> {};
TEST_P(TagNamesFlow, Tags) { expectTags(GetParam()); }
INSTANTIATE_TEST_SUITE_P(Programs, TagNamesFlow, testing::ValuesIn(TagNamesFlowCases), nameOf);

} // namespace summary_upgrade::program
