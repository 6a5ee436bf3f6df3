// Names that are computed: folding through containers, calls and objects.
#include "TagNamesCase.h"

namespace summary_upgrade::program {

static const TagCase TagNamesValuesCases[] = {
    // clang-format off
    {"LanguageModel", R"py(
import tensorflow as tf
class Config(object):
    layers = 2
    name = 'small'
class PTBModel(object):
    def __init__(self, is_training, config, input_=None):
        self._is_training = is_training
        self.config = config
        x = tf.placeholder(tf.float32, [4, 3], name='x')
        for i in range(config.layers):
            with tf.variable_scope('layer_%d' % i):
                w = tf.get_variable('w', [3, 3])
                x = tf.matmul(x, w)
                tf.summary.histogram('w', w)  # keep
        self._cost = cost = tf.reduce_sum(x)
        tf.summary.scalar('%s/cost' % config.name, cost)  # keep
        if not is_training:
            return
        self._lr = tf.Variable(0.0, trainable=False, name='lr')
        tf.summary.scalar('lr', self._lr)  # = lr_1
        grads = tf.gradients(cost, tf.trainable_variables())
        self._new_lr = tf.placeholder(tf.float32, shape=[], name='new_learning_rate')
        self._lr_update = tf.assign(self._lr, self._new_lr)
    @property
    def cost(self):
        return self._cost
    @property
    def lr(self):
        return self._lr
def get_config():
    if FLAGS_model == 'small':
        return Config()
    raise ValueError('no such model')
FLAGS_model = 'small'
def main(_):
    config = get_config()
    eval_config = get_config()
    with tf.Graph().as_default():
        initializer = tf.random_uniform_initializer(-0.1, 0.1)
        with tf.name_scope('Train'):
            with tf.variable_scope('Model', reuse=None, initializer=initializer):
                m = PTBModel(is_training=True, config=config)
            tf.summary.scalar('Training Loss', m.cost)  # = Training_Loss
            tf.summary.scalar('Learning Rate', m.lr)  # = Learning_Rate
        with tf.name_scope('Valid'):
            with tf.variable_scope('Model', reuse=True, initializer=initializer):
                mvalid = PTBModel(is_training=False, config=config)
            tf.summary.scalar('Validation Loss', mvalid.cost)  # = Validation_Loss
            tf.summary.scalar('model', mvalid.cost)  # = model_1
if __name__ == '__main__':
    tf.app.run()
)py"},
    {"Computed", R"py(
import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 3], name='x')
class Summaries(object):
    """Builds summaries from a table of tensors."""
    def __init__(self, prefix=None):
        self.prefix = prefix
        self.ops = []
        self.count = 0
    def add(self, name, tensor, kind='scalar'):
        full = name if self.prefix is None else self.prefix + '/' + name
        self.count += 1
        if kind == 'scalar':
            self.ops.append(tf.summary.scalar(full, tensor))  # keep
        else:
            self.ops.append(tf.summary.histogram('h_' + full, tensor))  # keep
        return self
    def add_all(self, tensors):
        for name, tensor in sorted(tensors.items()):
            self.add(name, tensor)
        for key in sorted(tensors):
            tf.summary.histogram('dist/' + key, tensors[key])  # keep
    def numbered(self, tensor):
        self.count += 1
        tf.summary.scalar('t{}'.format(self.count), tensor)  # keep
s = Summaries('train')
s.add('loss', 1.0).add('accuracy', 2.0).add('w', x, kind='histogram')
s.add_all(dict(a=1.0, b=2.0))
s.numbered(1.0)
s.numbered(2.0)
t = Summaries()
t.add('free', 1.0)
defaults = {'lr': 0.1, 'name': 'adam opt'}
defaults['extra'] = 'e1'
tf.summary.scalar(defaults['extra'], 1.0)  # keep
tf.summary.scalar(defaults['name'], 1.0)  # = adam_opt
def make(**kwargs):
    tf.summary.scalar(kwargs['tag'], kwargs.get('value', 0.0))  # keep
    tf.summary.scalar(kwargs.get('other', 'fallback'), 0.0)  # keep
make(tag='kw1', value=1.0)
def star(*names):
    for n in names:
        tf.summary.scalar('s_' + n, 0.0)  # keep
star('a', 'b')
star(*['c', 'd'])
lam = lambda n: tf.summary.scalar(n, 0.0)  # keep
lam('by_lambda')
[tf.summary.scalar('lc%d' % i, 0.0) for i in range(3)]  # keep
for name, op in zip(['z_a', 'z_b'], [1.0, 2.0]):
    with tf.name_scope(name) as scope:
        tf.summary.scalar('in_zip', op)  # keep
        tf.summary.scalar(scope + 'abs', op)  # keep
for i, (a, b) in enumerate([('p', 1.0), ('q', 2.0)]):
    tf.summary.scalar('/'.join([a, str(i)]), b)  # keep
SUFFIX = '_loss'
KEYS = ('d', 'g')
for k in KEYS:
    tf.summary.scalar(k + SUFFIX, 0.0)  # keep
tf.summary.scalar('x y'.replace(' ', '_'), 0.0)  # keep
tf.summary.scalar('UP'.lower(), 0.0)  # keep
tf.summary.scalar('n%.1f' % 0.5, 0.0)  # keep
tf.summary.scalar('n_' + str(0.25), 0.0)  # keep
tf.summary.scalar('cond' if len(KEYS) == 2 else 'no', 0.0)  # keep
)py"},
    // clang-format on
};

class TagNamesValues : public testing::TestWithParam<TagCase> {};
TEST_P(TagNamesValues, Tags) { expectTags(GetParam()); }
INSTANTIATE_TEST_SUITE_P(Programs, TagNamesValues, testing::ValuesIn(TagNamesValuesCases), nameOf);

} // namespace summary_upgrade::program
