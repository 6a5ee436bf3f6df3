#include "VerifySides.h"
#include "program/StringFolding.h"
#include "program/TagNames.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"

using namespace llvm;

namespace summary_upgrade::tools {

std::string realPath(StringRef Path) {
  SmallString<256> Real;
  return sys::fs::real_path(Path, Real) ? Path.str() : std::string(Real);
}

Spelling spellingOf(ArrayRef<std::string> Texts) {
  Spelling S;
  bool Writer = false, V2Module = false;
  for (const std::string &Text : Texts) {
    StringRef T(Text);
    S.V1Module |= T.contains("compat import v1");
    // `tf.compat.v1.summary` alone stands in results for TensorFlow 1 programs as well.
    for (size_t At = T.find("compat.v1"); At != StringRef::npos; At = T.find("compat.v1", At + 1))
      S.V1Module |= !T.substr(At).starts_with("compat.v1.summary");
    V2Module |= T.contains("compat.v2") || T.contains("compat import v2");
    Writer |= T.contains("summary.create_file_writer");
  }
  S.EagerLater = Writer && !V2Module;
  return S;
}

Error choosePythons(Sides &S, const VerifySettings &Settings, ArrayRef<std::string> Before, ArrayRef<std::string> After,
                    StringRef Scratch) {
  Spelling Old = spellingOf(Before), New = spellingOf(After);
  verify::InterpreterFinder Finder(Scratch.str());
  auto choose = [&](StringRef Named, verify::Need Wanted, StringRef Variable, verify::Interpreter &Into) -> Error {
    auto I = Named.empty() ? Finder.find(Wanted, Variable) : Finder.named(Named);
    if (!I)
      return I.takeError();
    Into = std::move(*I);
    return Error::success();
  };
  // Both on one interpreter where that can be: random ops give other values in the other generation.
  bool BothLater = New.EagerLater && Old.V1Module;
  if (Error E = choose(Settings.BeforePython, BothLater ? verify::Need::Later : verify::Need::Any,
                       "SUMMARY_UPGRADE_BEFORE_PYTHON", S.Before.Python))
    return E;
  bool AfterNamed = !Settings.AfterPython.empty() || std::getenv("SUMMARY_UPGRADE_AFTER_PYTHON");
  if (!AfterNamed && (!New.EagerLater || S.Before.Python.generation() == 2))
    S.After.Python = S.Before.Python;
  else if (Error E = choose(Settings.AfterPython, New.EagerLater ? verify::Need::Later : verify::Need::Any,
                            "SUMMARY_UPGRADE_AFTER_PYTHON", S.After.Python))
    return E;
  S.Before.OldSpelling = !Old.V1Module;
  S.After.OldSpelling = !New.V1Module && !New.EagerLater;
  return Error::success();
}

TagPlaces::TagPlaces(const program::Program &P) {
  std::vector<program::TagQuery> Queries;
  for (const program::Op &O : P.Ops)
    Queries.push_back({O.Call, O.Name, O.Family});
  std::vector<program::TagAnswer> Answers = program::computeTags(P.linker(), Queries);
  for (size_t I = 0; I < P.Ops.size(); ++I) {
    const program::Op &O = P.Ops[I];
    std::string Leaf = Answers[I].Leaf;
    if (Leaf.empty() && O.Name != program::NoId)
      if (const python::Expr &Name = P.facts(O.Call.File).Exprs[O.Name]; Name.Kind == python::ExprKind::String)
        Leaf = program::cleanTag(Name.Text);
    if (Leaf.empty())
      continue;
    const program::SourceModule &Module = P.project().module(O.Call.File);
    Leaves.emplace_back(
        Leaf, (Module.File.path() + ":" + Twine(Module.File.position(Module.Facts->ExprRange[O.Call.Node].Begin).Line))
                  .str());
  }
}

std::string TagPlaces::place(StringRef Tag) const {
  auto ends = [](StringRef Whole, StringRef Leaf) {
    return Whole == Leaf || (Whole.ends_with(Leaf) && Whole[Whole.size() - Leaf.size() - 1] == '/');
  };
  auto find = [&](StringRef Whole) {
    size_t Longest = 0;
    std::vector<std::string> Found;
    for (const auto &[Leaf, Place] : Leaves) {
      if (!ends(Whole, Leaf) || Leaf.size() < Longest)
        continue;
      if (Leaf.size() > Longest)
        Found.clear();
      Longest = Leaf.size();
      if (!is_contained(Found, Place))
        Found.push_back(Place);
    }
    return Found.size() > 3 ? std::string() : join(Found, ", ");
  };
  // `x/image/2` is made by an op `x`, and `x_1` may be.
  StringRef Media = Tag.rtrim("0123456789");
  Media.consume_back("/");
  bool IsMedia = Media.consume_back("/image") || Media.consume_back("/audio");
  StringRef Unnumbered = Tag.rtrim("0123456789");
  if (std::string Place = find(Tag); !Place.empty())
    return Place;
  if (IsMedia)
    if (std::string Place = find(Media); !Place.empty())
      return Place;
  if (Unnumbered.size() < Tag.size() && Unnumbered.consume_back("_"))
    return find(Unnumbered);
  return {};
}

void TagPlaces::fill(verify::Report &R) const {
  for (verify::TagVerdict &T : R.Streams.Tags)
    if (T.Plugin != "graphs")
      T.Place = place(T.Tag);
}

} // namespace summary_upgrade::tools
