// Notebooks as code and back.
#include "text/Notebook.h"
#include "text/SourceFile.h"
#include "llvm/Support/JSON.h"
#include "gtest/gtest.h"

using namespace summary_upgrade::text;
using llvm::StringRef;

namespace {

std::string notebook(const std::string &Cells, const std::string &Metadata = "{}") {
  return "{\n \"cells\": [" + Cells + "],\n \"metadata\": " + Metadata +
         ",\n \"nbformat\": 4,\n \"nbformat_minor\": 2\n}\n";
}
std::string cell(const std::string &Source, const std::string &Type = "code") {
  return "{\"cell_type\": \"" + Type + "\", \"metadata\": {}, \"source\": " + Source + ", \"outputs\": []}";
}

Notebook parsed(const std::string &JSON) {
  auto Result = Notebook::parse(JSON);
  if (!Result) {
    ADD_FAILURE() << llvm::toString(Result.takeError());
    return *Notebook::parse(notebook(""));
  }
  return std::move(*Result);
}
std::string errorOf(const std::string &JSON) {
  auto Result = Notebook::parse(JSON);
  return Result ? "" : llvm::toString(Result.takeError());
}
std::string changed(const Notebook &N, const std::string &From, const std::string &To) {
  std::string Code = N.code().str();
  size_t At = Code.find(From);
  EXPECT_NE(At, std::string::npos) << Code;
  auto Result = N.withCode(Code.replace(At, From.size(), To));
  return Result ? *Result : "error: " + llvm::toString(Result.takeError());
}

TEST(Notebook, ItsCodeCellsAreOneProgram) {
  Notebook N = parsed(notebook(cell("[\"# text\"]", "markdown") + "," + cell("[\"a = 1\\n\", \"b = 2\"]") + "," +
                               cell("\"c = '\\u00e9\\\"'\\n\"")));
  EXPECT_EQ(N.code(), "a = 1\nb = 2\npass  # behind cell 2\nc = 'é\"'\n");
  EXPECT_EQ(N.place(0).Cell, 2u);
  EXPECT_EQ(N.place(1).Line, 2u);
  EXPECT_EQ(N.place(3).Cell, 3u);
  EXPECT_EQ(N.place(3).Line, 1u);
  EXPECT_EQ(N.place(3).FileLine, 2u);
}

TEST(Notebook, UnchangedItIsTheSameBytes) {
  for (const std::string &JSON : {notebook(cell("[\"x = 1\\n\",\n  \"\\u0079 = 2\\n\"]")), notebook(""),
                                  notebook(cell("[]")), notebook(cell("\"\""))}) {
    Notebook N = parsed(JSON);
    auto Same = N.withCode(N.code());
    ASSERT_TRUE(static_cast<bool>(Same)) << llvm::toString(Same.takeError());
    EXPECT_EQ(*Same, JSON);
  }
}

TEST(Notebook, OnlyTheChangedLineIsWrittenAnew) {
  std::string JSON = notebook(cell("[\n   \"\\u0061 = 1\\n\",\n   \"b = 2\"\n  ]") + "," + cell("\"c = 3\""));
  Notebook N = parsed(JSON);
  EXPECT_EQ(changed(N, "b = 2\n", "b = '\\n'\nd = \"é\"\n"),
            notebook(cell("[\n   \"\\u0061 = 1\\n\",\n   \"b = '\\\\n'\\n\",\n   \"d = \\\"\\u00e9\\\"\"\n  ]") + "," +
                     cell("\"c = 3\"")));
  EXPECT_EQ(changed(N, "c = 3\n", "c = 4\nd = 5\n"),
            notebook(cell("[\n   \"\\u0061 = 1\\n\",\n   \"b = 2\"\n  ]") + "," + cell("\"c = 4\\nd = 5\"")));
}

TEST(Notebook, CharactersStayAsTheFileHasThem) {
  EXPECT_EQ(changed(parsed(notebook(cell("\"a = 'é'\\n\""))), "a", "b"), notebook(cell("\"b = 'é'\\n\"")));
  EXPECT_EQ(changed(parsed(notebook(cell("\"a = '\\ud83d\\ude00'\\t\\n\""))), "a =", "b ="),
            notebook(cell("\"b = '\\ud83d\\ude00'\\t\\n\"")));
}

TEST(Notebook, LinesOfIPythonAreNoCode) {
  Notebook N = parsed(notebook(cell(
      R"(["%matplotlib inline\n", "!ls\n", "if x:\n", "    %time f(x)\n", "files = !ls\n", "x?\n", "s = '''\n", "%d\n", "''' % (\n", "!3)\n"])")));
  EXPECT_EQ(N.code(), "pass  # line 1 of cell 1\npass  # line 2 of cell 1\nif x:\n    f(x)  # line 4 of cell "
                      "1\nfiles = get_ipython()  # line 5 of cell 1\n"
                      "pass  # line 6 of cell 1\ns = '''\n%d\n''' % (\n!3)\n");
  EXPECT_NE(changed(N, "if x:", "if y:").find(R"("!ls\n", "if y:\n", "    %time f(x)\n")"), std::string::npos);
  EXPECT_EQ(changed(N, "    f(x)", "    g(x)"), "error: a line of cell 1 that only IPython reads would change");
}

TEST(Notebook, CellsOfOtherLanguagesAreNoCode) {
  EXPECT_EQ(parsed(notebook(cell("\"%%bash\\nls\"") + "," + cell("\"a = 1\""))).code(), "a = 1\n");
  EXPECT_EQ(parsed(notebook(cell("\"a <- 1\""), R"({"language_info": {"name": "R"}})")).code(), "");
  EXPECT_EQ(parsed(notebook(cell("\"a = 1\""), R"({"kernelspec": {"language": "python", "name": "python3"}})")).code(),
            "a = 1\n");
}

TEST(Notebook, ATimedCellKeepsItsFirstLine) {
  Notebook N = parsed(notebook(cell("\"%%time\\na = 1\"")));
  EXPECT_EQ(N.code(), "pass  # line 1 of cell 1\na = 1\n");
  EXPECT_EQ(changed(N, "pass", "import b\npass"), "error: the first line of cell 1 has to stay the first");
  EXPECT_EQ(changed(N, "a = 1", "a = 2"), notebook(cell("\"%%time\\na = 2\"")));
}

TEST(Notebook, CodeThatLeavesItsCellIsRefused) {
  Notebook N = parsed(notebook(cell("\"a = 1\"") + "," + cell("\"b = 1\"")));
  EXPECT_EQ(changed(N, "a = 1\npass", "with w:\n    a = 1\n    pass"), "error: the new code would not stay in cell 1");
}

TEST(Notebook, WhatIsNoneIsSaid) {
  EXPECT_EQ(errorOf("{\n \"cells\": [\n}"), "line 3: not JSON: Invalid JSON value");
  EXPECT_EQ(errorOf("[]"), "line 1: this is JSON, but not a notebook");
  EXPECT_EQ(errorOf("{\"nbformat\": 3, \"worksheets\": []}"),
            "line 1: a notebook of nbformat 3 is not read; `jupyter nbconvert --to notebook` makes it one of "
            "nbformat 4");
  EXPECT_EQ(errorOf("{\"nbformat\": 4}"), "line 1: this notebook has no list of cells");
}

TEST(Notebook, IsASourceFile) {
  auto File = SourceFile::fromBytes("a.ipynb", notebook(cell("[\"x = 1\\n\",\n \"y = 2\\n\"]")));
  ASSERT_TRUE(static_cast<bool>(File));
  EXPECT_TRUE(File->isNotebook());
  EXPECT_EQ(File->bytes(), "x = 1\ny = 2\n");
  EXPECT_EQ(File->position(8).Cell, 1u);
  EXPECT_EQ(File->position(8).Line, 2u);
  EXPECT_EQ(File->position(8).Column, 3u);
  EXPECT_EQ(File->diskPosition(8).Line, 3u);
}

} // namespace
