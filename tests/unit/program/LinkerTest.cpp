// What a call is, whatever way the name took to get there.
#include "program/Linker.h"
#include "program/Program.h"
#include "gtest/gtest.h"

using namespace summary_upgrade;
using namespace summary_upgrade::program;

namespace {

struct Source {
  std::string Path, Text;
};

Project project(const std::vector<Source> &Sources) {
  std::vector<text::SourceFile> Files;
  for (const Source &S : Sources) {
    auto File = text::SourceFile::fromBytes("/project/" + S.Path, S.Text);
    EXPECT_TRUE(static_cast<bool>(File));
    Files.push_back(std::move(*File));
  }
  return Project::fromSources(std::move(Files));
}

/// The canonical path of the callee of the first call whose callee is spelled like this, in the first file.
std::string pathOf(const Project &P, const Linker &L, llvm::StringRef Spelled) {
  const python::ModuleFacts &F = *P.module(0).Facts;
  for (python::Id E = 0; E < F.Exprs.size(); ++E)
    if (F.Exprs[E].Kind == python::ExprKind::Call &&
        P.module(0).File.slice(F.ExprRange[F.Exprs[E].Children[0]]) == Spelled)
      return L.calleePath({0, E});
  return "no such call";
}

struct NameCase {
  const char *Name;
  std::vector<Source> Sources; ///< the call stands in the first
  const char *Callee;
  const char *Path;
};

class Names : public testing::TestWithParam<NameCase> {};

TEST_P(Names, ResolveTo) {
  Project P = project(GetParam().Sources);
  ASSERT_EQ(P.modules().size(), GetParam().Sources.size());
  Linker L(P);
  EXPECT_EQ(pathOf(P, L, GetParam().Callee), GetParam().Path);
}

const NameCase Cases[] = {
    {"Plain",
     {{"a.py", "import tensorflow as tf\ntf.summary.scalar('x', y)\n"}},
     "tf.summary.scalar",
     "tensorflow.summary.scalar"},
    {"NoAlias", {{"a.py", "import tensorflow\ntensorflow.Session()\n"}}, "tensorflow.Session", "tensorflow.Session"},
    {"CompatModule",
     {{"a.py", "import tensorflow.compat.v1 as tf\ntf.Session()\n"}},
     "tf.Session",
     "tensorflow.Session"},
    {"CompatSpelled",
     {{"a.py", "import tensorflow as tf\ntf.compat.v1.Session()\n"}},
     "tf.compat.v1.Session",
     "tensorflow.Session"},
    {"FromImport",
     {{"a.py", "from tensorflow import summary\nsummary.merge_all()\n"}},
     "summary.merge_all",
     "tensorflow.summary.merge_all"},
    {"FromCompat",
     {{"a.py", "from tensorflow.compat import v1\nv1.summary.merge_all()\n"}},
     "v1.summary.merge_all",
     "tensorflow.summary.merge_all"},
    {"Attribute",
     {{"a.py", "import tensorflow as tf\ntf1 = tf.compat.v1\ntf1.Session()\n"}},
     "tf1.Session",
     "tensorflow.Session"},
    {"FunctionAlias",
     {{"a.py", "import tensorflow as tf\nscalar = tf.summary.scalar\nscalar('x', y)\n"}},
     "scalar",
     "tensorflow.summary.scalar"},
    {"ReExport",
     {{"a.py", "from common import tf\ntf.Session()\n"}, {"common.py", "import tensorflow as tf\n"}},
     "tf.Session",
     "tensorflow.Session"},
    {"StarImport",
     {{"a.py", "from common import *\ntf.Session()\n"}, {"common.py", "import tensorflow as tf\n"}},
     "tf.Session",
     "tensorflow.Session"},
    {"StarImportOfUnreadModule", {{"a.py", "from ops import *\ntf.Session()\n"}}, "tf.Session", "tensorflow.Session"},
    {"StarImportOfModuleWithoutIt",
     {{"a.py", "from ops import *\ntf.Session()\n"}, {"ops.py", "tf = 1\n"}},
     "tf.Session",
     ""},
    {"NameThatNothingBinds", {{"a.py", "import ops\ntf.Session()\n"}}, "tf.Session", "builtins.tf.Session"},
    {"ValuesOfDict",
     {{"a.py", "import tensorflow as tf\nd = {k: tf.Session() for k in 'ab'}\nfor s in d.values():\n    s.run(x)\n"}},
     "s.run",
     "tensorflow.Session().run"},
    {"ItemsOfDict",
     {{"a.py", "import tensorflow as tf\nd = {}\nd[k] = tf.Session()\nfor k, s in sorted(d.items()):\n    s.run(x)\n"}},
     "s.run",
     "tensorflow.Session().run"},
    {"Enumerated",
     {{"a.py",
       "import tensorflow as tf\nd = [tf.Session(), tf.Session()]\nfor i, s in enumerate(d, 1):\n    s.run(x)\n"}},
     "s.run",
     "tensorflow.Session().run"},
    {"Zipped",
     {{"a.py",
       "import tensorflow as tf\nd = [tf.Session(), tf.Session()]\nfor i, s in zip(range(2), d):\n    s.run(x)\n"}},
     "s.run",
     "tensorflow.Session().run"},
    {"ZippedStar",
     {{"a.py", "import tensorflow as tf\nd = [tf.Session(), tf.Session()]\nfor i, s in zip(*d):\n    s.run(x)\n"}},
     "s.run",
     "builtins.zip()[*][1].run"},
    {"InFunction",
     {{"a.py", "def f():\n    import tensorflow as tf\n    tf.Session()\n"}},
     "tf.Session",
     "tensorflow.Session"},
    {"Shim",
     {{"a.py", "try:\n    import tensorflow.compat.v1 as tf\nexcept ImportError:\n    import tensorflow as "
               "tf\ntf.Session()\n"}},
     "tf.Session",
     "tensorflow.Session"},
    {"ShimNone",
     {{"a.py", "try:\n    import tensorflow as tf\nexcept ImportError:\n    tf = None\ntf.Session()\n"}},
     "tf.Session",
     "tensorflow.Session"},
    {"ShadowedByParameter", {{"a.py", "import tensorflow as tf\ndef f(tf):\n    tf.Session()\n"}}, "tf.Session", ""},
    {"ShadowedByClass", {{"a.py", "import tensorflow as tf\nclass tf:\n    pass\ntf.Session()\n"}}, "tf.Session", ""},
    {"ParameterFromCaller",
     {{"a.py", "import tensorflow as tf\ndef f(lib):\n    lib.Session()\nf(tf)\n"}},
     "lib.Session",
     "tensorflow.Session"},
    {"ResultOfMethod",
     {{"a.py", "import tensorflow as tf\nclass T:\n    def __init__(self):\n        self.s = tf.Session()\n    def "
               "go(self):\n        self.s.run(x)\n"}},
     "self.s.run",
     "tensorflow.Session().run"},
    {"BaseClass",
     {{"a.py", "from base import Base\nclass T(Base):\n    def go(self):\n        self.s.run(x)\n"},
      {"base.py", "import tensorflow as tf\nclass Base:\n    def open(self):\n        self.s = tf.Session()\n"}},
     "self.s.run",
     "tensorflow.Session().run"},
    {"WithItem",
     {{"a.py", "import tensorflow as tf\nwith tf.Session() as s:\n    s.run(x)\n"}},
     "s.run",
     "tensorflow.Session().run"},
    {"ReturnedPair",
     {{"a.py", "import tensorflow as tf\ndef make():\n    return tf.Session(), 1\nsess, n = make()\nsess.run(x)\n"}},
     "sess.run",
     "tensorflow.Session().run"},
    {"OwnModuleOfThatName",
     {{"a.py", "import tensorflow as tf\ntf.Session()\n"}, {"tensorflow.py", "Session = 1\n"}},
     "tf.Session",
     "tensorflow.Session"},
    {"SiblingsShareNoAttributes",
     {{"a.py", "import csv\nimport tensorflow as tf\nclass Base:\n    pass\nclass T(Base):\n    def __init__(self):\n  "
               "      self.w = tf.Session()\n"
               "    def go(self):\n        self.w.run(x)\nclass U(Base):\n    def __init__(self):\n        self.w = "
               "csv.writer(f)\n"}},
     "self.w.run",
     "tensorflow.Session().run"},
    {"SiblingsOfOneObjectDo",
     {{"a.py", "import tensorflow as tf\nclass Opens:\n    def open(self):\n        self.w = tf.Session()\nclass "
               "Runs:\n    def go(self):\n        self.w.run(x)\n"
               "class T(Opens, Runs):\n    pass\n"}},
     "self.w.run",
     "tensorflow.Session().run"},
    {"GivenByNameBesideAStar",
     {{"a.py", "import tensorflow as tf\ndef go(a, b, s):\n    s.run(x)\ngo(1, *rest, s=tf.Session())\n"}},
     "s.run",
     "tensorflow.Session().run"},
};
INSTANTIATE_TEST_SUITE_P(Linker, Names, testing::ValuesIn(Cases),
                         [](const auto &Info) { return std::string(Info.param.Name); });

TEST(Components, ScriptsThatNeverRunTogetherStayApart) {
  const char *Script =
      "import tensorflow as tf\ntf.summary.scalar('x', y)\nm = tf.summary.merge_all()\nw = tf.summary.FileWriter('d')\n"
      "s = tf.Session()\nw.add_summary(s.run(m), 1)\n";
  Project P = project({{"a.py", Script}, {"b.py", Script}});
  Linker L(P);
  Program Whole(L);
  ASSERT_EQ(Whole.Components.size(), 2u);
  for (const Component &C : Whole.Components) {
    EXPECT_EQ(C.Ops.size(), 1u);
    EXPECT_EQ(C.Writes.size(), 1u);
    EXPECT_TRUE(C.Blockers.empty());
  }
}

TEST(Components, AModelAndItsTrainerAreOne) {
  Project P = project(
      {{"train.py", "import tensorflow as tf\nfrom model import Model\nm = Model()\nw = tf.summary.FileWriter('d')\n"
                    "s = tf.Session()\nw.add_summary(s.run(m.merged), 1)\n"},
       {"model.py",
        "import tensorflow as tf\nclass Model:\n    def __init__(self):\n        tf.summary.scalar('x', y)\n"
        "        self.merged = tf.summary.merge_all()\n"}});
  Linker L(P);
  Program Whole(L);
  ASSERT_EQ(Whole.Components.size(), 1u);
  EXPECT_EQ(Whole.Components[0].Ops.size(), 1u);
  EXPECT_EQ(Whole.Components[0].Writers.size(), 1u);
  ASSERT_EQ(Whole.Writes.size(), 1u);
  EXPECT_EQ(Whole.Writes[0].Sources.size(), 1u);
}

TEST(Components, AListThatIsExtendedIsOpen) {
  Project P = project(
      {{"a.py",
        "import tensorflow as tf\nl = [tf.summary.scalar('x', y)]\nl.extend(more)\nm = tf.summary.merge(l)\n"}});
  Linker L(P);
  Program Whole(L);
  ASSERT_EQ(Whole.Merges.size(), 1u);
  EXPECT_TRUE(Whole.Merges[0].Open);
}

TEST(Components, OpsOfADictAreMergedButMayBeMore) {
  Project P = project(
      {{"a.py",
        "import tensorflow as tf\nd = {}\nd['x'] = tf.summary.scalar('x', y)\nd['z'] = tf.summary.scalar('z', y)\n"
        "m = tf.summary.merge(list(d.values()))\n"}});
  Linker L(P);
  Program Whole(L);
  ASSERT_EQ(Whole.Merges.size(), 1u);
  EXPECT_TRUE(Whole.Merges[0].Open);
  EXPECT_EQ(Whole.Merges[0].Ops.size(), 2u);
}

TEST(Components, AnAppendedOpIsMerged) {
  Project P = project({{"a.py", "import tensorflow as tf\nl = [tf.summary.scalar('x', "
                                "y)]\nl.append(tf.summary.scalar('z', y))\nm = tf.summary.merge(l)\n"}});
  Linker L(P);
  Program Whole(L);
  ASSERT_EQ(Whole.Merges.size(), 1u);
  EXPECT_FALSE(Whole.Merges[0].Open);
  EXPECT_EQ(Whole.Merges[0].Ops.size(), 2u);
}

} // namespace
