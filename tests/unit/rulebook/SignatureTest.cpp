#include "rulebook/Signature.h"
#include "llvm/ADT/StringExtras.h"
#include "gtest/gtest.h"

using namespace summary_upgrade::rulebook;

namespace {

/// callee(name|name=default|*name …), or "error: …".
std::string show(llvm::StringRef Line) {
  auto S = parseSignature(Line);
  if (!S)
    return "error: " + llvm::toString(S.takeError());
  std::vector<std::string> Params;
  for (const Parameter &P : S->Params)
    Params.push_back(((P.KeywordOnly ? "*" : "") + P.Name + (P.Default ? "=" + *P.Default : "")).str());
  return (S->Callee + "(" + llvm::join(Params, "|") + ")").str();
}

std::string bind(llvm::StringRef Line, unsigned Positional, std::vector<llvm::StringRef> Keywords) {
  auto S = parseSignature(Line);
  if (!S)
    return "bad signature: " + llvm::toString(S.takeError());
  auto Map = bindArguments(*S, Positional, Keywords);
  if (!Map)
    return "error: " + llvm::toString(Map.takeError());
  std::vector<std::string> Indices;
  for (int Index : *Map)
    Indices.push_back(std::to_string(Index));
  return llvm::join(Indices, " ");
}

std::string pieces(llvm::StringRef Line) {
  auto Pieces = parseTemplate(Line);
  if (!Pieces)
    return "error: " + llvm::toString(Pieces.takeError());
  std::string Result;
  for (const TemplatePiece &P : *Pieces)
    Result += (P.IsHole ? "<" + P.Text + ">" : "[" + P.Text + "]").str();
  return Result;
}

} // namespace

TEST(Signature, Parses) {
  const std::pair<llvm::StringRef, llvm::StringRef> Cases[] = {
      {"tf.summary.scalar(name, tensor, collections=None, family=None)",
       "tf.summary.scalar(name|tensor|collections=None|family=None)"},
      {"tf.summary.merge_all()", "tf.summary.merge_all()"},
      {"f( a , b = 1 )", "f(a|b=1)"},
      {"tf.Session().run(fetches)", "tf.Session().run(fetches)"},
      {"f(a, *, b, c=(1, 2))", "f(a|*b|*c=(1, 2))"},
      {"f(a='x,)\\'', b=[1, {2: 3}])", "f(a='x,)\\''|b=[1, {2: 3}])"},
      {"f(a, )", "f(a)"},
      {"", "error: column 1: a signature ends in a balanced parameter list"},
      {"f(a", "error: column 4: a signature ends in a balanced parameter list"},
      {"f(a) -> b", "error: column 10: a signature ends in a balanced parameter list"},
      {"(a)", "error: column 1: expected a dotted name before the parameters"},
      {"f()(a)", "error: column 1: expected a dotted name before the parameters"},
      {"f.(a)", "error: column 1: expected a dotted name"},
      {"f(1)", "error: column 3: expected a parameter name"},
      {"f(a=)", "error: column 3: the default of 'a' is missing"},
      {"f(a=1, b)", "error: column 8: 'b' has no default but follows a parameter that has one"},
      {"f(a, a=1)", "error: column 6: 'a' is repeated"},
      {"f(a=[1, b=2)", "error: column 3: unbalanced brackets or quotes"},
  };
  for (auto [Line, Expected] : Cases)
    EXPECT_EQ(show(Line), Expected) << Line.str();
}

TEST(Signature, BindsLikePython) {
  const llvm::StringRef Image = "image(name, tensor, max_outputs=3, family=None)";
  struct {
    llvm::StringRef Line;
    unsigned Positional;
    std::vector<llvm::StringRef> Keywords;
    llvm::StringRef Expected;
  } Cases[] = {
      {Image, 2, {}, "0 1 -1 -1"},
      {Image, 4, {}, "0 1 2 3"},
      {Image, 1, {"family", "tensor"}, "0 2 -1 1"},
      {Image, 0, {"tensor", "name"}, "1 0 -1 -1"},
      {Image, 5, {}, "error: takes at most 4 positional arguments but 5 are given"},
      {Image, 1, {}, "error: lacks the argument 'tensor'"},
      {Image, 2, {"step"}, "error: has no parameter 'step'"},
      {Image, 2, {"name"}, "error: gets 'name' twice"},
      {Image, 2, {"family", "family"}, "error: gets 'family' twice"},
      {"f(a, *, b=1)", 1, {"b"}, "0 1"},
      {"f(a, *, b=1)", 2, {}, "error: takes at most 1 positional arguments but 2 are given"},
  };
  for (const auto &Case : Cases)
    EXPECT_EQ(bind(Case.Line, Case.Positional, Case.Keywords), Case.Expected) << Case.Line.str();
}

TEST(Signature, SplitsTemplates) {
  EXPECT_EQ(pieces("s({tag}, {data}, step={step})"), "[s(]<tag>[, ]<data>[, step=]<step>[)]");
  EXPECT_EQ(pieces("{writer}.flush()"), "<writer>[.flush()]");
  EXPECT_EQ(pieces(""), "");
  EXPECT_EQ(pieces("s({tag"), "error: column 3: the hole is not closed");
  EXPECT_EQ(pieces("s({})"), "error: column 4: a hole is a name in braces");
}
