#include "program/ImportScan.h"
#include "gtest/gtest.h"

using namespace summary_upgrade::program;

namespace {

std::string scanned(llvm::StringRef Source) {
  std::string Result;
  for (const ScannedImport &I : scanImports(Source))
    Result += (Result.empty() ? "" : " ") + std::string(I.Level, '.') + I.Module.str() +
              (I.Name.empty() ? "" : ":" + I.Name.str());
  return Result;
}

TEST(ImportScan, Forms) {
  EXPECT_EQ(scanned("import a, b.c as d\n"), "a b.c");
  EXPECT_EQ(scanned("from a.b import c as d, e\n"), "a.b a.b:c a.b:e");
  EXPECT_EQ(scanned("from . import x\nfrom ..pkg import y\nfrom .... import z\n"), ". .:x ..pkg ..pkg:y .... ....:z");
  EXPECT_EQ(scanned("from m import (a,  # one\n               b as c,\n               d)\nimport e\n"),
            "m m:a m:b m:d e");
  EXPECT_EQ(scanned("from m import a, \\\n    b\nfrom q \\\n    import r\n"), "m m:a m:b q q:r");
  EXPECT_EQ(scanned("    if x: import a; from b import c\n\tfrom d import e\n"), "a b b:c d d:e");
  EXPECT_EQ(scanned("from from_x import fromage\nimport importlib\nreimport = 1\n"), "from_x from_x:fromage importlib");
  EXPECT_EQ(scanned("from m import *\nimport"), "m");
}

TEST(ImportScan, TensorFlowIsNoFileOfAProject) {
  EXPECT_EQ(scanned("import tensorflow as tf\nfrom tensorflow.python.ops import x\nimport tensorflow.keras, a\n"), "a");
  EXPECT_EQ(scanned("from .tensorflow import x\nimport tensorflow_hub\n"), ".tensorflow .tensorflow:x tensorflow_hub");
}

} // namespace
