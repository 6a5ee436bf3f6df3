// Scopes, names of ops, cleaning and families.
#include "TagNamesCase.h"

namespace summary_upgrade::program {

static const TagCase TagNamesScopesCases[] = {
    // clang-format off
    {"Ops", R"py(
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3], name='x')
a = tf.reduce_mean(x)
b = tf.reduce_mean(x, axis=0)
tf.summary.scalar('mean', a)  # = mean_2
tf.summary.scalar('Mean', a)  # = Mean_3
tf.summary.scalar('const', a)  # = const_1
c = x * 2
d = x + c - 1
tf.summary.scalar('mul', a)  # = mul_1
tf.summary.scalar('add', a)  # = add_1
tf.summary.scalar('sub', a)  # = sub_1
tf.summary.scalar('y', a)  # keep
loss = tf.reduce_sum(x, name='loss')
tf.summary.scalar('loss', loss)  # = loss_1
tf.summary.scalar('sum', loss)  # keep
r = tf.nn.relu(x)
tf.summary.histogram('relu', r)  # = relu_1
tf.summary.histogram('Relu/acts', r)  # keep
z = -x
tf.summary.histogram('neg', z)  # = neg_1
q = x[0]
tf.summary.histogram('strided_slice', q)  # = strided_slice_1
lt = x < 1.0
tf.summary.histogram('less', tf.cast(lt, tf.float32))  # = less_1
tf.summary.histogram('cast', q)  # = cast_1
tf.summary.scalar('x', a)  # = x_1
tf.summary.scalar('X', a)  # = X_2
p = x ** 2 / 3
tf.summary.scalar('pow', a)  # = pow_1
tf.summary.scalar('truediv', a)  # = truediv_1
)py"},
    {"VariableScopes", R"py(
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3], name='x')
with tf.variable_scope('model'):
    w = tf.get_variable('w', [3, 1])
    tf.summary.histogram('w', w)  # = w_1
    tf.summary.histogram('weights', w)  # keep
with tf.variable_scope('model', reuse=True):
    w2 = tf.get_variable('w', [3, 1])
    tf.summary.histogram('w', w2)  # keep
with tf.variable_scope('model', reuse=tf.AUTO_REUSE) as sc:
    tf.summary.histogram('v', w2)  # keep
    v = tf.get_variable('v', [])
    tf.summary.scalar('v', v)  # = v_1
with tf.variable_scope(sc, reuse=True):
    tf.summary.scalar('v', v)  # keep
    with tf.name_scope('model/'):
        tf.summary.scalar('w', v)  # = w_2
        tf.summary.scalar('v', v)  # = v_1
    with tf.name_scope(None):
        tf.summary.scalar('model', v)  # = model_4
        tf.summary.scalar('top', v)  # keep
with tf.name_scope('model'):
    tf.summary.scalar('w', v)  # keep
with tf.variable_scope(None, default_name='fc'):
    a = tf.get_variable('a', [])
    tf.summary.scalar('a', a)  # = a_1
with tf.variable_scope(None, default_name='fc'):
    a = tf.get_variable('a', [])
    tf.summary.scalar('a', a)  # = a_1
tf.summary.scalar('fc', v)  # = fc_2
with tf.name_scope('ns') as ns:
    q = tf.Variable(1.0, name='q')
    tf.summary.scalar('q', q)  # = q_1
    q2 = tf.Variable(1.0)
    tf.summary.scalar('Variable', q2)  # = Variable_1
with tf.name_scope(ns):
    tf.summary.scalar('q', q)  # = q_2
    tf.summary.scalar('t', q)  # keep
)py"},
    {"Layers", R"py(
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3], name='x')
h = tf.layers.dense(x, 4, name='hidden')
tf.summary.histogram('hidden', h)  # = hidden_1
h = tf.layers.dense(h, 4)
tf.summary.histogram('dense', h)  # = dense_1
h = tf.layers.dense(h, 4)
tf.summary.histogram('dense_1', h)  # = dense_1_1
l = tf.losses.mean_squared_error(x, tf.layers.dense(h, 3))
tf.summary.scalar('mean_squared_error', l)  # = mean_squared_error_1
l2 = tf.losses.mean_squared_error(x, x, scope='mse')
tf.summary.scalar('mse', l2)  # = mse_1
c = tf.contrib.layers.fully_connected(x, 2, scope='fcl')
tf.summary.histogram('fcl', c)  # = fcl_1
c = tf.contrib.layers.fully_connected(x, 2)
tf.summary.histogram('fully_connected', c)  # = fully_connected_1
acc, upd = tf.metrics.accuracy(x, x)
tf.summary.scalar('accuracy', acc)  # = accuracy_1
m, _ = tf.metrics.mean(x, name='m')
tf.summary.scalar('m', m)  # = m_1
k = tf.keras.layers.Dense(3, name='kd')(x)
tf.summary.histogram('kd', k)  # = kd_1
d = tf.layers.Dense(3, name='ld')(x)
tf.summary.histogram('ld', d)  # = ld_1
dr = tf.layers.dropout(x)
tf.summary.histogram('dropout', dr)  # = dropout_1
fl = tf.layers.flatten(x)
tf.summary.histogram('flatten', fl)  # = flatten_1
)py"},
    {"Optimizers", R"py(
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3], name='x')
w = tf.get_variable('w', [3, 1])
loss = tf.reduce_mean(tf.matmul(x, w))
lr = tf.train.exponential_decay(0.1, tf.train.get_or_create_global_step(), 10, 0.9)
tf.summary.scalar('w', loss)  # = w_1
opt = tf.train.AdamOptimizer(lr)
tf.summary.scalar('adam', loss)  # keep
train = opt.minimize(loss)
tf.summary.scalar('adam', loss)  # = adam_2
tf.summary.scalar('gradients', loss)  # = gradients_1
tf.summary.scalar('beta1_power', loss)  # = beta1_power_1
tf.summary.scalar('global_step', loss)  # = global_step_1
tf.summary.scalar('learning_rate', lr)  # keep
tf.summary.scalar('ExponentialDecay', lr)  # = ExponentialDecay_1
tf.summary.scalar('exponential decay', lr)  # = exponential_decay
saver = tf.train.Saver()
tf.summary.scalar('save', lr)  # = save_1
init = tf.global_variables_initializer()
tf.summary.scalar('init', lr)  # = init_1
m = tf.summary.merge_all()
tf.summary.scalar('merge', lr)  # = merge_1
)py"},
    {"Families", R"py(
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3], name='x')
tf.summary.scalar('a', 1.0, family='F')  # = F/F/a
tf.summary.scalar('a', 1.0, family='F')  # = F/F/a_1
with tf.name_scope('train'):
    tf.summary.scalar('a b', 1.0, family='My Fam')  # full My_Fam/train/My_Fam/a_b
    tf.summary.scalar('a', 1.0, family=None)  # keep
with tf.variable_scope('v'):
    tf.summary.scalar('a', 1.0, family='F')  # full F/v/F/a
with tf.variable_scope('v'):
    tf.summary.scalar('a', 1.0, family='F')  # full F/v_1/F/a
def f(fam):
    tf.summary.scalar('q', 1.0, family=fam)  # ? its family makes another tag in each place that builds it
f('one'); f('two')
tf.summary.image('img', tf.zeros([1, 2, 2, 1]), family='I')  # = I/I/img
)py"},
    {"Cleaning", R"py(
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3], name='x')
tf.summary.scalar('Learning Rate', 1.0)  # = Learning_Rate
tf.summary.scalar('a:b', 1.0)  # = a_b
tf.summary.scalar('/lead', 1.0)  # = lead
tf.summary.scalar('loss(x)', 1.0)  # = loss_x_
tf.summary.scalar('a/b', 1.0)  # keep
tf.summary.scalar('a/b', 1.0)  # = a/b_1
with tf.name_scope('a'):
    tf.summary.scalar('b', 1.0)  # = b_2
tf.summary.scalar('a', 1.0)  # = a_1
for n in ['one two', 'three']:
    tf.summary.scalar(n, 1.0)  # clean ' '
for n in ['four five']:
    tf.summary.scalar(n, 1.0)  # = four_five
tf.summary.scalar(name='kw', tensor=1.0)  # keep
tf.summary.text('txt', tf.constant('a'))  # keep
tf.summary.audio('au', tf.zeros([1, 10]), 8000)  # keep
tf.summary.scalar('in', tf.placeholder(tf.float32, [], 'In'))  # = in_1
)py"},
    {"Graphs", R"py(
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3], name='x')
g = tf.Graph()
tf.summary.scalar('a', 1.0)  # keep
with g.as_default():
    tf.summary.scalar('a', 1.0)  # keep
with tf.Graph().as_default():
    with tf.name_scope('q'):
        tf.summary.scalar('a', 1.0)  # keep
    tf.summary.scalar('a', 1.0)  # keep
    with g.as_default():
        tf.summary.scalar('a', 1.0)  # = a_1
with tf.Session(graph=g) as sess:
    tf.summary.scalar('b', 1.0)  # keep
    tf.summary.scalar('a', 1.0)  # = a_2
tf.summary.scalar('b', 1.0)  # keep
def build():
    with tf.Graph().as_default():
        tf.summary.scalar('in_build', 1.0)  # keep
build(); build()
)py"},
    {"SlimAndNn", R"py(
import tensorflow as tf
import tensorflow.contrib.slim as slim
from tensorflow.contrib import layers as cl
x = tf.placeholder(tf.float32, [4, 8, 8, 3], name='x')
with slim.arg_scope([slim.conv2d], padding='SAME'):
    with tf.variable_scope('net', 'Net', [x]) as sc:
        n = slim.conv2d(x, 4, [3, 3], scope='conv1')
        tf.summary.histogram('conv1', n)  # = conv1_1
        n = slim.max_pool2d(n, [2, 2], scope='pool1')
        n = slim.conv2d(n, 4, [3, 3])
        tf.summary.histogram('Conv', n)  # = Conv_1
        n = slim.flatten(n)
        tf.summary.histogram('Flatten', n)  # = Flatten_1
        n = slim.fully_connected(n, 4, activation_fn=None, scope='logits')
        tf.summary.histogram('logits', n)  # = logits_1
with tf.variable_scope(None, 'Net', [x]):
    tf.summary.scalar('net', 1.0)  # keep
tf.summary.scalar('net', 1.0)  # = net_2
labels = tf.placeholder(tf.int32, [4], name='labels')
loss = tf.losses.sparse_softmax_cross_entropy(labels, n)
tf.summary.scalar('sparse_softmax_cross_entropy_loss', loss)  # = sparse_softmax_cross_entropy_loss_1
total = tf.losses.get_total_loss()
tf.summary.scalar('total_loss', total)  # = total_loss_1
reg = tf.add_n([loss, loss])
tf.summary.scalar('AddN', reg)  # = AddN_1
acc = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(n, 1), tf.cast(labels, tf.int64)), tf.float32))
tf.summary.scalar('accuracy', acc)  # keep
tf.summary.scalar('cast', acc)  # = cast_2
tf.summary.scalar('equal', acc)  # = equal_1
tf.summary.scalar('argmax', acc)  # = argmax_1
with tf.name_scope('train'):
    with tf.name_scope('loss'):
        xent = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=n, name='xent')
        loss = tf.reduce_mean(xent)
    tf.summary.scalar('loss', loss)  # = loss_1
    tf.summary.scalar('xent', loss)  # keep
    step = tf.train.AdamOptimizer(1e-3, name='myadam').minimize(loss)
    tf.summary.scalar('adam', loss)  # keep
    tf.summary.scalar('myadam', loss)  # = myadam_1
    g, norm = tf.clip_by_global_norm([loss, loss], 1.0)
    tf.summary.scalar('global_norm', norm)  # = global_norm_1
    tf.summary.scalar('clip_by_global_norm', norm)  # = clip_by_global_norm_1
    mean, var = tf.nn.moments(x, [0])
    tf.summary.scalar('moments', mean)  # = moments_1
    tf.summary.scalar('variance', mean)  # keep
    q = tf.concat([x, x], 3)
    tf.summary.scalar('concat', 1.0)  # = concat_1
    s = tf.split(x, 2, 1)
    tf.summary.scalar('split', 1.0)  # = split_1
    d = tf.nn.dropout(x, 0.5)
    tf.summary.scalar('dropout', 1.0)  # = dropout_1
    c1 = tf.layers.conv2d(x, 3, 3, activation=tf.nn.relu, name='cc')
    tf.summary.histogram('cc', c1)  # = cc_1
    bn = tf.layers.batch_normalization(x)
    tf.summary.histogram('batch_normalization', bn)  # = batch_normalization_1
)py"},
    {"Recurrent", R"py(
import tensorflow as tf
x = tf.placeholder(tf.float32, [4, 5, 3], name='x')
cell = tf.nn.rnn_cell.BasicLSTMCell(4)
out, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
tf.summary.histogram('rnn', out)  # = rnn_1
cell = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.GRUCell(4) for _ in range(2)])
out, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32, scope='enc')
tf.summary.histogram('enc', out)  # = enc_1
with tf.variable_scope('dec') as vs:
    for i in range(3):
        if i > 0:
            vs.reuse_variables()
        h = tf.layers.dense(out, 3, name='proj', reuse=(i > 0))
        tf.summary.histogram('h%d' % i, h)  # keep
        tf.summary.histogram('step{}'.format(i), h)  # keep
with tf.variable_scope("e2"):
    emb = tf.get_variable('emb', [10, 4])
    e = tf.nn.embedding_lookup(emb, [1, 2])
    tf.summary.histogram('embedding_lookup', e)  # = embedding_lookup_1
    tf.summary.histogram('emb', emb)  # = emb_1
def body(i, s):
    tf.identity(s, name='in_body')
    return i + 1, s * 2.0
r = tf.while_loop(lambda i, s: i < 3, body, [tf.constant(0), tf.constant(1.0)])
tf.summary.scalar('while', r[1])  # = while_1
tf.summary.scalar('in_body', r[1])  # keep
tf.summary.scalar('const', r[1])  # = const_2
total = sum([out, out])
tf.summary.histogram('add', total)  # ? whether line 28 has taken its name before is not known
outs = tf.unstack(out, axis=1)
losses = [tf.reduce_mean(o) for o in outs]
tf.summary.scalar('mean', tf.add_n(losses))  # ? whether line 31 has taken its name before is not known
y = tf.zeros([3]) + 1
z = 1 - y
tf.summary.histogram('zeros', y)  # = zeros_1
tf.summary.histogram('sub', z)  # = sub_1
tf.summary.histogram('ones', tf.ones([2]))  # = ones_1
tf.summary.scalar('entropy', -tf.reduce_mean(y * tf.log(y)))  # keep
tf.summary.scalar('neg', 1.0)  # = neg_1
tf.summary.scalar('log', 1.0)  # = log_1
)py"},
    // clang-format on
};

class TagNamesScopes : public testing::TestWithParam<TagCase> {};
TEST_P(TagNamesScopes, Tags) { expectTags(GetParam()); }
INSTANTIATE_TEST_SUITE_P(Programs, TagNamesScopes, testing::ValuesIn(TagNamesScopesCases), nameOf);

} // namespace summary_upgrade::program
