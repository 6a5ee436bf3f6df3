#include "program/SearchPath.h"
#include "gtest/gtest.h"

using namespace summary_upgrade;

namespace {

std::string said(llvm::StringRef Source) {
  text::SourceFile File = llvm::cantFail(text::SourceFile::fromBytes("train.py", Source.str()));
  auto Parsed = python::parseModule(File);
  if (!Parsed.Facts)
    return Parsed.Error.Message;
  program::SearchPath Path = program::searchPathOf(*Parsed.Facts, File, "/p/jobs/train.py", "/p");
  std::string Result;
  for (const std::string &Folder : Path.Front)
    Result += "<" + Folder;
  for (const std::string &Folder : Path.Back)
    Result += ">" + Folder;
  return Result;
}

TEST(SearchPath, FoldersAroundTheFile) {
  EXPECT_EQ(said("import sys, os\nsys.path.insert(0, "
                 "os.path.dirname(os.path.dirname(os.path.abspath(__file__))))\n"),
            "</p");
  EXPECT_EQ(said("import sys, os\nHERE = os.path.dirname(__file__)\nsys.path.append(os.path.join(HERE, "
                 "os.pardir, 'lib'))\n"),
            ">/p/lib");
  EXPECT_EQ(said("import sys, os.path as osp\nhere = "
                 "osp.realpath(__file__)\nsys.path.append(osp.normpath(osp.join(here, '..', '..')))\n"),
            ">/p");
  EXPECT_EQ(said("import sys\nfrom pathlib import Path\nsys.path.insert(0, "
                 "str(Path(__file__).resolve().parents[1] / 'src'))\n"),
            "</p/src");
  EXPECT_EQ(said("import sys\nfrom pathlib import Path\nsys.path.insert(1, "
                 "Path(__file__).parent.joinpath('a', 'b').as_posix())\n"),
            ">/p/jobs/a/b");
  EXPECT_EQ(said("import sys, os\nsys.path += [os.path.dirname(__file__) + '/more']\nsys.path.extend(['/opt/x'])\n"),
            ">/opt/x>/p/jobs/more");
}

TEST(SearchPath, ARelativeFolderIsOfTheFileOrTheProject) {
  EXPECT_EQ(said("import sys\nsys.path.append('..')\n"), ">/p>/");
  EXPECT_EQ(said("import sys\nsys.path.insert(0, 'lib')\n"), "</p/jobs/lib</p/lib");
}

TEST(SearchPath, WhatIsNotKnownIsLeftOut) {
  EXPECT_EQ(said("import sys, os\nsys.path.append(os.environ['LIB'])\nsys.path.insert(0, sys.argv[1])\n"), "");
  EXPECT_EQ(said("import sys\nwhere = 'a'\nif x:\n    where = 'b'\nsys.path.append(where)\n"), "");
  EXPECT_EQ(said("import sys\nsys.path.append('/'.join(['a', 'b']))\n"), "");
  EXPECT_EQ(said("import sys\nprint(sys.path[0])\nother.path.append('x')\n"), "");
}

TEST(SearchPath, CyclesEnd) { EXPECT_EQ(said("import sys\na = b\nb = a\nsys.path.append(a)\n"), ""); }

} // namespace
