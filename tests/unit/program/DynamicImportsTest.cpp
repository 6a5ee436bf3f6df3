// Modules that are loaded by a name that the program makes, and what runs together because of them.
#include "program/DynamicImports.h"
#include "program/Project.h"
#include "gtest/gtest.h"

using namespace summary_upgrade;
using namespace summary_upgrade::program;

namespace {

std::string said(llvm::StringRef Source) {
  text::SourceFile File = llvm::cantFail(text::SourceFile::fromBytes("train.py", Source.str()));
  auto Parsed = python::parseModule(File);
  if (!Parsed.Facts)
    return Parsed.Error.Message;
  std::string Result;
  for (const DynamicImport &D : dynamicImports(*Parsed.Facts, File))
    Result += (D.What == DynamicImport::Any ? "?" : D.What == DynamicImport::Below ? ">" : "=") + D.Module + " ";
  return Result;
}

TEST(DynamicImports, ByName) {
  EXPECT_EQ(said("import importlib\nm = importlib.import_module('a.b')\n"), "=a.b ");
  EXPECT_EQ(said("from importlib import import_module as load\nm = load('a.' + name)\n"), ">a ");
  EXPECT_EQ(said("m = __import__('a.b.%s' % name, fromlist=['x'])\n"), ">a.b ");
  EXPECT_EQ(said("import importlib\nm = importlib.import_module('a.{}'.format(name))\n"), ">a ");
  EXPECT_EQ(said("import importlib\nm = importlib.import_module(f'a.b.{name}')\n"), ">a.b ");
  EXPECT_EQ(said("import importlib\nhome = 'a.b.'\nm = importlib.import_module(home + name)\n"), ">a.b ");
  EXPECT_EQ(said("import importlib\nm = importlib.import_module(name='a' + '.c')\n"), "=a.c ");
  EXPECT_EQ(said("import importlib\nm = importlib.import_module('.c', package=__package__)\n"), "=c ");
  EXPECT_EQ(said("import pydoc\nC = pydoc.locate('a.b.C')\n"), "=a.b.C ");
}

TEST(DynamicImports, NamesThatAreNotKnown) {
  EXPECT_EQ(said("import importlib\nm = importlib.import_module(name)\n"), "? ");
  EXPECT_EQ(said("import importlib\nm = importlib.import_module('model_' + name)\n"), "? ");
  EXPECT_EQ(said("import importlib\nms = map(importlib.import_module, names)\n"), "? ");
  EXPECT_EQ(said("import importlib\na = 'x' if c else 'y'\nm = importlib.import_module(a)\n"), "? ");
}

TEST(DynamicImports, FilesByTheirPath) {
  EXPECT_EQ(said("import imp\nm = imp.load_source('net', 'models/small.py')\n"), "=small ");
  EXPECT_EQ(said("import imp\nm = imp.load_source('net', path)\n"), "? ");
  EXPECT_EQ(said("import runpy\nrunpy.run_path('jobs/fill.py')\n"), "=fill ");
}

TEST(DynamicImports, TextsThatAreRun) {
  EXPECT_EQ(said("exec('from a.b import c')\n"), "=a.b =a.b ");
  EXPECT_EQ(said("exec('from a.%s import c' % name)\n"), "? ");
  EXPECT_EQ(said("exec(open('version').read())\n"), "");
  EXPECT_EQ(said("exec('x = 1')\n"), "");
}

TEST(DynamicImports, OtherFunctionsOfThoseNames) {
  EXPECT_EQ(said("def locate(x):\n    pass\nlocate('a.b')\n"), "");
  EXPECT_EQ(said("shop.locate('a.b')\nimport pydoc\n"), "");
  EXPECT_EQ(said("import importlib\nimportlib.reload(a)\n"), "");
}

/// Files with their text; which run together with the first.
std::string together(std::vector<std::pair<std::string, std::string>> Files) {
  std::vector<text::SourceFile> Sources;
  for (auto &[Path, Text] : Files)
    Sources.push_back(llvm::cantFail(text::SourceFile::fromBytes("/p/" + Path, Text)));
  Project P = Project::fromSources(std::move(Sources));
  std::string Result;
  for (uint32_t I = 1; I < Files.size(); ++I)
    Result += P.mayRunTogether(0, I) ? '1' : '0';
  return Result;
}

TEST(DynamicImports, WhatMayBeImportedRunsTogether) {
  // that module; those below a package; whatever is no script
  EXPECT_EQ(together({{"t.py", "m = __import__('a.b')\n"}, {"a/b.py", ""}, {"a/c.py", ""}, {"d.py", ""}}), "100");
  EXPECT_EQ(together({{"t.py", "m = __import__('a.' + n)\n"}, {"a/b.py", ""}, {"a/c.py", ""}, {"d.py", ""}}), "110");
  EXPECT_EQ(together({{"t.py", "m = __import__(n)\n"},
                      {"a/b.py", "def f(): pass\n"},
                      {"c.py", "if __name__ == '__main__':\n    f()\n"},
                      {"d.py", "main()\n"},
                      {"e.py", "with tf.Session() as sess:\n    pass\n"},
                      {"g.py", "import tensorflow as tf\ntf.app.run()\n"}}),
            "10000");
  EXPECT_EQ(together({{"t.py", "import pydoc\nC = pydoc.locate('a.b.C')\n"}, {"a/b.py", ""}, {"d.py", ""}}), "10");
}

TEST(DynamicImports, APackageRunsWithWhatIsImportedOutOfIt) {
  std::pair<std::string, std::string> Init{"a/__init__.py", "from . import ops\n"}, Ops{"a/ops.py", ""},
      Loop{"a/loop.py", ""};
  EXPECT_EQ(together({{"t.py", "import a.loop\n"}, Init, Ops, Loop}), "111");
  EXPECT_EQ(together({{"t.py", "from a.loop import x\n"}, Init, Ops, Loop}), "111");
  EXPECT_EQ(together({{"t.py", "import loop\n"}, Init, Ops, {"loop.py", ""}}), "001");
  EXPECT_EQ(together({{"a/loop.py", "from . import name\n"}, Init, Ops}), "11");
  EXPECT_EQ(together({{"a/b/loop.py", "from .rest import name\n"}, {"a/b/__init__.py", ""}, Init, Ops}), "111");
}

TEST(DynamicImports, AFolderThatNothingNames) {
  // the nearest of that name, as far as it is no module of Python or of a package that is known
  EXPECT_EQ(together({{"jobs/t.py", "import util\n"}, {"jobs/lib/util.py", ""}, {"other/util.py", ""}}), "10");
  EXPECT_EQ(together({{"jobs/t.py", "import random\n"}, {"jobs/lib/random.py", ""}}), "0");
  EXPECT_EQ(together({{"t.py", "from lib.util import x\n"}, {"src2/lib/util.py", ""}, {"src2/my_lib/util.py", ""}}),
            "10");
}

} // namespace
