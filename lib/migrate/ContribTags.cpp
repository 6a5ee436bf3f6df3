// The tag of a `tf.contrib.summary` op: cleaned everywhere, numbered in a graph, never when it is written at
// once.
#include "migrate/Contrib.h"
#include "migrate/TagForm.h"
#include "program/StringFolding.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

namespace {

bool isDefaultOpName(StringRef Lower) {
  static const std::set<std::string> Names = [] {
    std::set<std::string> Result;
#define OP(Function, Name, When) Result.insert(StringRef(Name).lower());
#include "program/DefaultOpNames.inc"
#undef OP
    return Result;
  }();
  return Names.count(Lower.str()) != 0;
}

/// Nothing else in the program may take the name in the function's graph.
bool isAloneWithName(const Plan &P, NodeRef Name, const ContribMode &Mode) {
  std::string Lower = StringRef(cleanTag(P.expr(Name).Text)).lower();
  if (isDefaultOpName(Lower))
    return false;
  for (uint32_t File = 0; File < P.P.project().modules().size(); ++File) {
    if (!P.P.project().mayRunTogether(File, Name.File))
      continue;
    const ModuleFacts &F = P.facts(File);
    for (Id E = 0; E < F.Exprs.size(); ++E) {
      if (F.Exprs[E].Kind != ExprKind::String || NodeRef{File, E} == Name ||
          StringRef(cleanTag(F.Exprs[E].Text)).lower() != Lower)
        continue;
      bool Elsewhere = any_of(P.C.Contribs, [&](uint32_t I) {
        const ContribCall &C = P.P.Contribs[I];
        return C.isOp() && C.Call.File == File && C.Args["name"] == E && !Mode.isTraced(C.Call);
      });
      const Expr &X = F.Exprs[E];
      bool Key = X.Parent != NoId &&
                 (F.Exprs[X.Parent].Kind == ExprKind::Pair || F.Exprs[X.Parent].Kind == ExprKind::Subscript);
      if (!Elsewhere && !Key)
        return false;
    }
  }
  return true;
}

class TagPlanner {
public:
  TagPlanner(Plan &P, const ContribCall &C, const TagAnswer &Tag, const ContribMode &Mode, bool SomeOff)
      : P(P), C(C), Tag(Tag), Mode(Mode), SomeOff(SomeOff), Name{C.Call.File, C.Args["name"]},
        IsLiteral(P.expr(Name).Kind == ExprKind::String), Write(C.Kind == ContribKind::Generic) {
    Family = C.Args["family"] != NoId && P.expr({C.Call.File, C.Args["family"]}).Kind != ExprKind::None;
  }

  std::optional<ContribTag> plan() {
    switch (Mode.at(C.Call)) {
    case ContribMode::Graph:
      return inGraph();
    case ContribMode::Eager:
      return atOnce();
    case ContribMode::Either:
      return Mode.isTraced(C.Call) ? traced() : either();
    }
    return std::nullopt;
  }

private:
  std::optional<ContribTag> decline(const Twine &Message, StringRef Help = {}) {
    P.decline("SU323", Message.str(), Name, Help.str());
    return std::nullopt;
  }
  ContribTag kept(std::string Why) {
    ContribTag Result;
    Result.Kept = true;
    Result.Why = std::move(Why);
    return Result;
  }
  ContribTag literal(StringRef Value, bool Whole = false) {
    ContribTag Result;
    if (!IsLiteral || P.expr(Name).Text != Value)
      Result.Name = Text(P.literal(C.Call.File, Value));
    Result.Whole = Whole;
    return Result;
  }

  std::optional<ContribTag> inGraph() {
    if (SomeOff && Tag.Numbered)
      return decline("TensorFlow numbers this tag, and a summary that is not recorded takes no number");
    if (Write) {
      if (!Tag.Full.empty())
        return literal(Tag.Full);
      if (Tag.AtRoot && Tag.What == TagAnswer::Keep)
        return ContribTag();
      return decline("the whole tag of this summary is not known: " +
                     (Tag.Reason.empty() ? std::string("it is built in several scopes") : Tag.Reason));
    }
    switch (Tag.What) {
    case TagAnswer::Keep:
      return ContribTag();
    case TagAnswer::Literal:
      return literal(Tag.Leaf);
    case TagAnswer::FullTag:
      if (canStandAlone())
        return literal(Tag.Leaf, /*Whole=*/true);
      return kept("its family makes a tag outside the scope it is built in");
    case TagAnswer::Cleaned:
      if (auto Clean = cleaned())
        return Clean;
      return kept("TensorFlow replaces characters of its name");
    case TagAnswer::Counted:
    case TagAnswer::Unknown:
      return kept(Tag.Reason);
    }
    return std::nullopt;
  }

  /// No number; the name, cleaned.
  std::optional<ContribTag> atOnce() {
    if (Family) {
      if (!Tag.NameKnown || Tag.Family.empty() || !Tag.Illegal.empty() || !Tag.AtRoot)
        return decline("the tag of a family starts with the family and the scope around, which are not known here");
      std::string Front = Tag.Family + "/" + Tag.Family + "/";
      if (IsLiteral)
        return literal(Front + cleanTag(P.expr(Name).Text));
      ContribTag Result;
      Result.Name = Text(P.literal(C.Call.File, Front) + " + ").expr(Name.Node, /*Tight=*/true);
      return Result;
    }
    if (Write && !Tag.AtRoot && !outsideScopes())
      return decline("a scope around this summary is a part of its tag, and it is not known");
    if (IsLiteral)
      return literal(cleanTag(P.expr(Name).Text));
    if (Tag.NameKnown && Tag.Illegal.empty())
      return ContribTag();
    if (Tag.NameKnown)
      if (auto Clean = cleaned())
        return Clean;
    ContribTag Result;
    Result.NeedsRe = true;
    Result.Name = Text("re.sub(r'[^-\\w./]', '_', ").expr(Name.Node).lit(").lstrip('/')");
    return Result;
  }

  /// In a graph as at once.
  std::optional<ContribTag> either() {
    if (Tag.Numbered || Tag.What == TagAnswer::Counted || Tag.What == TagAnswer::Unknown)
      return decline("whether this program is eager is not known, and " +
                         (Tag.Reason.empty() ? std::string("in a graph TensorFlow numbers this tag") : Tag.Reason),
                     "run the tool on the whole program, with the file that starts it");
    return inGraph();
  }

  std::optional<ContribTag> traced() {
    if (!IsLiteral || Family)
      return decline("this summary is built in a function that is traced, whose graph may number a tag that "
                     "is not written here");
    if (Mode.isTracedBranch(C.Call))
      return decline("this summary stands under an `if` or a loop of a traced function, which TensorFlow 2 "
                     "turns into ops whose scope "
                     "would be a part of the tag",
                     "take the condition to `record_if`, or the summary out of it");
    if (!isAloneWithName(P, Name, Mode))
      return decline("this summary is built in a function that is traced, and something else in the program "
                     "may take its name there");
    if (Write && !Tag.AtRoot && !outsideScopes())
      return decline("a scope around this summary is a part of its tag, and it is not known");
    return literal(cleanTag(P.expr(Name).Text));
  }

  std::optional<ContribTag> cleaned() {
    if (Tag.Illegal.size() > 2)
      return std::nullopt;
    ContribTag Result;
    Result.Name = Text().expr(Name.Node, /*Tight=*/true);
    for (char Bad : Tag.Illegal)
      Result.Name->lit(".replace(" + P.literal(C.Call.File, StringRef(&Bad, 1)) + ", " + P.literal(C.Call.File, "_") +
                       ")");
    return Result;
  }

  /// Under `name_scope(None)` the value would be built in another scope, unless it exists already.
  bool canStandAlone() const { return hasOwnStatement(P, C.Call) && isAtomic(P, {C.Call.File, C.Args["tensor"]}); }

  /// The program opens no scope at all.
  bool outsideScopes() const {
    for (uint32_t File = 0; File < P.P.project().modules().size(); ++File) {
      if (!P.P.project().mayRunTogether(File, C.Call.File))
        continue;
      const ModuleFacts &F = P.facts(File);
      for (Id E = 0; E < F.Exprs.size(); ++E)
        if (F.Exprs[E].Kind == ExprKind::Attribute && (F.Exprs[E].Text.ref().contains("_scope")))
          return false;
    }
    return true;
  }

  Plan &P;
  const ContribCall &C;
  const TagAnswer &Tag;
  const ContribMode &Mode;
  bool SomeOff;
  NodeRef Name;
  bool IsLiteral, Write, Family = false;
};

} // namespace

std::optional<ContribTag> contribTag(Plan &P, const ContribCall &C, const TagAnswer &Tag, const ContribMode &Mode,
                                     bool SomeOff) {
  if (P.Opts.Tags == TagMode::Plain && C.Kind != ContribKind::Generic && C.Args["family"] == NoId) {
    ContribTag Result;
    Result.Unsafe = Tag.What != TagAnswer::Keep;
    return Result;
  }
  return TagPlanner(P, C, Tag, Mode, SomeOff).plan();
}

} // namespace summary_upgrade::migrate
