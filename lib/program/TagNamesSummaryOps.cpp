// Summary ops: the name each one takes, and what that says about its tag.
#include "program/TagNamesWalker.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program::tags {

Val Walker::summaryOp(const External &X, Id E, ArrayRef<Argument> Args) {
  Graph->HasSummaries = true;
  // Not asked for (another API's, or declined before): it takes its name all the same.
  const Argument *Name = argument(Args, "name", 0), *Family = argument(Args, "family", -1);
  if (Name && Name->Value.is(Kind::Str)) {
    std::string Base = cleanTag(Name->Value.str());
    if (Family && Family->Value.is(Kind::Str))
      Base = cleanTag(Family->Value.str()) + "/" + Base;
    if (!Base.empty())
      claim(Base, here(E));
  }
  return opaque();
}

/// `\1…\1` parts replaced by one mark: two such names may be the same one.
static std::string withoutIdentity(StringRef Name) {
  std::string Out;
  while (true) {
    auto [Before, Rest] = Name.split('\1');
    Out += Before;
    if (Before.size() == Name.size())
      return Out;
    Out += '\2';
    Name = Rest.split('\1').second;
  }
}

uint32_t Walker::lineOf(NodeRef Expr) const {
  const SourceModule &M = P.module(Expr.File);
  return M.File.lineOf(M.Facts->ExprRange[Expr.Node].Begin) + 1;
}

void Walker::answer(uint32_t Query, Id E, Val Name, Val Family) {
  ++Answers;
  Graph->HasSummaries = true;
  const TagQuery &Q = Queries[Query];
  Outcome O;
  for (const Turn &T : Turns)
    if (T.Second)
      O.Loop = T.Loop;
  O.KnownTurns = Turns.size() == 1 && Turns[0].Known;
  O.Because = {Q.Call.File, Q.NameExpr};
  O.Scope = NameStack;
  auto give = [&](std::string Reason) {
    O.Reason = std::move(Reason);
    Outcomes[Query].push_back(std::move(O));
  };
  if (Q.Verbatim) {
    // `ScalarSummary`, …: no other op asks for such a name.
    O.Known = O.NameKnown = Name.is(Kind::Str);
    O.Value = O.Leaf = O.NameKnown ? Name.str().str() : std::string();
    if (!O.Known)
      return give("the name of this summary is not known before the program runs");
    Outcomes[Query].push_back(std::move(O));
    return;
  }
  NameCount &Unnamed = Graph->Names.entry("\2unnamed:" + NameStack);
  if (!Name.is(Kind::Str)) {
    J.beforeChange(Unnamed);
    Unnamed = {1, 1, here(E)};
    return give("the name of this summary is not known before the program runs");
  }
  O.Value = Name.str().str();
  std::string Clean = cleanTag(O.Value);
  if (Clean.empty() || Clean.back() == '/')
    return give("the name is empty or ends in `/`, which opens no scope of its own");
  if (any_of(Clean, [](char C) { return static_cast<unsigned char>(C) >= 0x80; }))
    return give("the name has letters outside ASCII, which TensorFlow 1 rejects");
  std::string FamilyName;
  if (Q.FamilyExpr != NoId && !Family.is(Kind::None)) {
    O.Because.Node = Q.FamilyExpr;
    if (!Family.is(Kind::Str) || Family.str().contains('\1'))
      return give("the family of this summary is not known before the program runs");
    FamilyName = cleanTag(Family.str());
    O.Because.Node = Q.NameExpr;
  }
  O.NameKnown = true;
  O.Family = FamilyName;
  std::string Base = FamilyName.empty() ? Clean : FamilyName + "/" + Clean;
  UniqueName U = claim(Base, here(E));
  if (StringRef(Base).contains('\1')) {
    NameCount &Same = Graph->Names.entry("\2same:" + inScope(NameStack, withoutIdentity(Base)));
    NodeRef First = Same.Who;
    J.beforeChange(Same);
    if (Same.Max == 0)
      Same.Who = here(E);
    ++Same.Min, ++Same.Max;
    std::string Pattern = inScope(NameStack, Base);
    auto [Before, Rest] = StringRef(Pattern).split('\1');
    if (auto After = Rest.split('\1').second; !After.contains('\1') && !Before.contains('\1'))
      Graph->Patterns.insert({Before.str(), After.str(), Rest.starts_with("v")});
    if (Same.Max > 1 && First != here(E)) {
      O.Because = First;
      return give("another summary may have the same name, and TensorFlow would number this one");
    }
    if (NameStack.empty() && withoutIdentity(Base) == "\2")
      return give("the name is that of an op of the graph, so TensorFlow numbers the tag");
  } else {
    // A name made from that of an unknown op may have been this one.
    std::string Full = inScope(NameStack, Base);
    for (const auto &[Before, After, OfVariable] : Graph->Patterns) {
      StringRef Hole = Full;
      if (!Hole.consume_front(Before) || !Hole.consume_back(After) || Hole.empty())
        continue;
      const NameCount *Op = Graph->Names.find(OfVariable ? ("\2variable:" + Hole).str() : Hole.str());
      if (!Op && OfVariable)
        Op = Graph->Names.find(("\2plain-variable:" + Hole).str());
      if (Op && Op->Max > 0 && Op->Who != here(E))
        return give("a summary that is named after an op may have taken its name before");
    }
  }
  O.Numbered = U.Numbered;
  if (U.Numbered || !U.Known)
    O.Because = U.Taken;
  if (!U.Known && U.Taken == here(E)) {
    if (O.Loop.Node == NoId)
      return give("this op may be built more than once in one scope, and TensorFlow would number its tag");
    const SourceModule &M = P.module(O.Loop.File);
    return give("the loop on line " + std::to_string(M.File.lineOf(M.Facts->StmtRange[O.Loop.Node].Begin) + 1) +
                " may build this op more than once, and TensorFlow would number its tag");
  }
  if (!U.Known)
    return give(U.Taken.Node == NoId
                    ? "whether its name is taken before is not known"
                    : "whether line " + std::to_string(lineOf(U.Taken)) + " has taken its name before is not known");
  if (U.Numbered && Unnamed.Max > 0) {
    O.Because = Unnamed.Who;
    return give("TensorFlow numbers its tag, and the summary on line " + std::to_string(lineOf(Unnamed.Who)) +
                ", whose name is not known, may have taken the number");
  }
  O.Leaf = NameStack.empty() ? U.Full : U.Full.substr(NameStack.size() + 1);
  if (!FamilyName.empty()) {
    if (StringRef(U.Full).contains('\1'))
      return give("its tag starts with the scope around it, whose name is not known before the program runs");
    O.Leaf = FamilyName + "/" + U.Full;
  }
  O.Known = true;
  Outcomes[Query].push_back(std::move(O));
}

} // namespace summary_upgrade::program::tags
