// `tf.contrib.summary`: what one line of a program becomes, or where and why the program stays as it is.
#include "OneFile.h"
#include "migrate/Migrate.h"
#include "gtest/gtest.h"

using namespace summary_upgrade;

namespace {

struct ContribCase {
  const char *Name;
  const char *Source;
  const char *Expected; ///< a part of the result, or "CODE:line" of the decline
};

class Contrib : public testing::TestWithParam<ContribCase> {};

TEST_P(Contrib, IsRewrittenOrDeclined) {
  program::Project Project = oneFile(GetParam().Source);
  program::Linker Linker(Project);
  program::Program Program(Linker);
  migrate::Migration M = migrate::migrate(Program, {});
  ASSERT_EQ(M.Components.size(), 1u);
  const migrate::ComponentResult &C = M.Components[0];
  std::string Said;
  if (C.What == migrate::Outcome::Declined)
    Said = C.Code + ":" + llvm::StringRef(C.Place).rsplit(':').second.str();
  else if (!M.Edits.empty())
    Said = llvm::cantFail(text::applyEdits(GetParam().Source, M.Edits[0].Edits));
  EXPECT_NE(Said.find(GetParam().Expected), std::string::npos) << Said << "\n" << C.Reason;
}

#define GRAPH "import tensorflow as tf\nS = tf.contrib.summary\nx = tf.placeholder(tf.float32, [])\n"
#define EAGER "import tensorflow as tf\ntf.enable_eager_execution()\nS = tf.contrib.summary\n"
#define WRITER "w = S.create_file_writer('d')\nwith w.as_default(), S.always_record_summaries():\n"

const ContribCase Cases[] = {
    // The step.
    {"StepByItsCall", GRAPH WRITER "    S.scalar('a', x)\n",
     "scalar('a', x, step=tf.train.get_or_create_global_step())"},
    {"StepByItsName", GRAPH "g = tf.train.get_or_create_global_step()\n" WRITER "    S.scalar('a', x)\n",
     "scalar('a', x, step=g)"},
    {"StepOfAnotherGraph",
     GRAPH
     "g = tf.train.get_or_create_global_step()\nwith tf.Graph().as_default():\n    w = S.create_file_writer('d')\n"
     "    with w.as_default(), S.always_record_summaries():\n        S.scalar('a', tf.constant(1.0))\n",
     "step=tf.train.get_or_create_global_step())"},
    {"StepNone", GRAPH WRITER "    S.scalar('a', x, step=None)\n",
     "scalar('a', x, step=tf.train.get_or_create_global_step())"},
    {"StepThatMayBeNone",
     EAGER "w = S.create_file_writer('d')\ndef log(name, value, step=None):\n    with w.as_default(), "
           "S.always_record_summaries():\n"
           "        S.scalar(name, value, step=step)\nlog('a', 1)\n",
     "step=tf.train.get_or_create_global_step() if step is None else step)"},
    {"StepWorkedOutThatMayBeNone",
     EAGER "def now(i):\n    return None if i else 1\n" WRITER "    S.scalar('a', 1, step=now(1))\n", "SU320:8"},
    {"EveryOfAStepThatMayBeNone",
     EAGER "w = S.create_file_writer('d')\ndef log(g=None):\n    with w.as_default(), "
           "S.record_summaries_every_n_global_steps(2, g):\n"
           "        S.scalar('a', 1, step=1)\nlog()\n",
     "SU320:6"},
    // The tag.
    {"NumberedInAGraph", GRAPH "a = tf.identity(x, name='a')\n" WRITER "    S.scalar('a', x, step=1)\n",
     "scalar('a_1', x, step=1)"},
    {"NotNumberedAtOnce", EAGER WRITER "    S.scalar('a', 1.0, step=1)\n    S.scalar('a', 2.0, step=1)\n",
     "scalar('a', 2.0, step=1)"},
    {"CleanedAtOnce", EAGER "import names\n" WRITER "    S.scalar(names.get(), 1.0, step=1)\n",
     "re.sub(r'[^-\\w./]', '_', names.get()).lstrip('/')"},
    {"FamilyAtOnce", EAGER WRITER "    for n in ['a', 'b']:\n        S.scalar(n, 1.0, 'f', 1)\n",
     "scalar('f/f/' + n, 1.0, step=1)"},
    {"FamilyInAScopeAtOnce", EAGER WRITER "    with tf.name_scope('s'):\n        S.scalar('a', 1.0, 'f', 1)\n",
     "SU323:7"},
    {"GenericInAScopeAtOnce", EAGER WRITER "    with tf.name_scope('s'):\n        S.generic('a', 1.0, step=1)\n",
     "SU323:7"},
    {"EagerNotKnown",
     "import tensorflow as tf\nimport setup\nS = tf.contrib.summary\n" WRITER
     "    S.scalar('a', 1.0, step=1)\n    S.scalar('a', 1.0, step=1)\n",
     "SU323:7"},
    // Values.
    {"OneElement", EAGER "import data\n" WRITER "    S.scalar('a', data.get(), step=1)\n",
     "scalar('a', tf.reshape(data.get(), []), step=1)"},
    {"Number", EAGER WRITER "    S.scalar('a', float('1'), step=1)\n", "scalar('a', float('1'), step=1)"},
    // Recording.
    {"EveryInAGraph",
     GRAPH "w = S.create_file_writer('d')\nwith w.as_default(), S.record_summaries_every_n_global_steps(5):\n    "
           "S.scalar('a', x, step=1)\n",
     "record_if(tf.equal(tf.train.get_or_create_global_step() % 5, 0))"},
    {"EveryAtOnce",
     EAGER "w = S.create_file_writer('d')\nwith w.as_default(), S.record_summaries_every_n_global_steps(5):\n    "
           "S.scalar('a', 1, step=1)\n",
     "record_if(lambda: tf.equal("},
    {"ByTheCaller",
     EAGER "w = S.create_file_writer('d')\ndef log(v):\n    with w.as_default():\n        S.scalar('a', v, step=1)\n"
           "with S.always_record_summaries():\n    log(1)\n",
     "    with w.as_default():\n"},
    {"ByNobody", EAGER "w = S.create_file_writer('d')\nwith w.as_default():\n    S.scalar('a', 1, step=1)\n",
     "with tf.compat.v2.summary.record_if(False), w.as_default():"},
    {"ByAContextManager",
     EAGER
     "import contextlib\nw = S.create_file_writer('d')\n@contextlib.contextmanager\ndef on():\n"
     "    with w.as_default(), S.always_record_summaries():\n        yield\nwith on():\n    S.scalar('a', 1, step=1)\n",
     "with on():\n    tf.compat.v2.summary.scalar('a', 1, step=1)"},
    {"Chosen",
     EAGER "import sys\nw = S.create_file_writer('d')\nwith w.as_default(), S.always_record_summaries() if sys.argv "
           "else S.never_record_summaries():\n"
           "    S.scalar('a', 1, step=1)\n",
     "record_if(True) if sys.argv else tf.compat.v2.summary.record_if(False):"},
    {"EnteredByHand",
     EAGER "w = S.create_file_writer('d')\nS.always_record_summaries().__enter__()\nwith w.as_default():\n    "
           "S.scalar('a', 1, step=1)\n",
     "SU321:6"},
    // Names of the module.
    {"AliasGoes", EAGER WRITER "    S.scalar('a', 1, step=1)\n", "execution()\nw = "},
    {"OneOfSeveralImportsGoes",
     "import tensorflow as tf\nfrom tensorflow.contrib import layers, summary as "
     "S\ntf.enable_eager_execution()\n" WRITER "    S.scalar('a', 1, step=1)\n",
     "from tensorflow.contrib import layers\n"},
    {"FunctionByItsOwnName",
     "import tensorflow as tf\nfrom tensorflow.contrib.summary import scalar\ntf.enable_eager_execution()\n"
     "S = tf.contrib.summary\n" WRITER "    scalar('a', 1, step=1)\n",
     "as tf\ntf.enable_eager_execution()\nw = "},
    {"HandedOn", EAGER "import other\n" WRITER "    S.scalar('a', 1, step=1)\nother.use(S)\n", "SU320:8"},
    {"NotThere", EAGER WRITER "    S.scalar('a', 1, step=1)\nS.nothing()\n", "SU320:7"},
    // Writers.
    {"Path", EAGER "import pathlib\nw = S.create_file_writer(pathlib.Path('d') / 'e')\nw.set_as_default()\n",
     "create_file_writer(str(pathlib.Path('d') / 'e'))"},
    {"InitOfAllByName",
     GRAPH "v = S.create_file_writer('c')\n" WRITER
           "    S.scalar('a', x, step=1)\nops = S.summary_writer_initializer_op()\n",
     "ops = [v.init(), w.init()]"},
    {"InitOfOneWithoutAName",
     GRAPH "with S.create_file_writer('d').as_default(), S.always_record_summaries():\n    S.scalar('a', x, step=1)\n"
           "ops = S.summary_writer_initializer_op()\n",
     "ops = tf.get_collection('_SUMMARY_WRITER_V2')"},
    {"ArgumentsInAStar", GRAPH "args = ['a', x]\n" WRITER "    S.scalar(*args)\n", "SU320:7"},
};

INSTANTIATE_TEST_SUITE_P(One, Contrib, testing::ValuesIn(Cases),
                         [](const auto &Info) { return std::string(Info.param.Name); });

} // namespace
