#include "program/TagNames.h"
#include "program/TagNamesWalker.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program {

namespace {

uint32_t lineOf(const Project &P, NodeRef Stmt) {
  const SourceModule &M = P.module(Stmt.File);
  return M.File.lineOf(M.Facts->StmtRange[Stmt.Node].Begin) + 1;
}
uint32_t lineOfExpr(const Project &P, NodeRef Expr) {
  const SourceModule &M = P.module(Expr.File);
  return M.File.lineOf(M.Facts->ExprRange[Expr.Node].Begin) + 1;
}

TagAnswer unknown(std::string Reason, NodeRef Because) {
  TagAnswer A;
  A.Reason = std::move(Reason);
  A.Because = Because;
  return A;
}

/// Characters of a name that TensorFlow replaces, each once, in order of appearance.
void addIllegal(StringRef Value, std::string &Illegal) {
  for (char C : Value)
    if (cleanTag(StringRef(&C, 1)) == "_" && C != '_' && !StringRef(Illegal).contains(C))
      Illegal += C;
}

/// What holds for the name and the scopes in every context.
void describe(ArrayRef<tags::Outcome> Contexts, TagAnswer &A) {
  const tags::Outcome &First = Contexts.front();
  A.AtRoot = all_of(Contexts, [](const tags::Outcome &O) { return O.Scope.empty(); });
  A.NameKnown = all_of(Contexts, [&](const tags::Outcome &O) {
    // A slash in front is dropped, which no replacing of characters says.
    return O.NameKnown && !StringRef(O.Value).starts_with("/") && O.Family == First.Family;
  });
  if (!A.NameKnown)
    return;
  A.Family = First.Family;
  for (const tags::Outcome &O : Contexts) {
    addIllegal(O.Value, A.Illegal);
    if (!is_contained(A.Values, O.Value))
      A.Values.push_back(O.Value);
    A.Slashes |= StringRef(O.Value).contains('/') || StringRef(O.Value).contains('\1');
  }
}

/// A loop's turns, in order: name, name_1, name_2, …
bool inTurns(ArrayRef<tags::Outcome> Contexts) {
  if (!Contexts.back().KnownTurns)
    return false;
  for (size_t I = 0; I < Contexts.size(); ++I) {
    const tags::Outcome &O = Contexts[I];
    if (O.Value != Contexts[0].Value || O.Scope != Contexts[0].Scope || !O.Family.empty() ||
        O.Leaf != (I ? Contexts[0].Leaf + "_" + std::to_string(I) : cleanTag(O.Value)))
      return false;
  }
  return Contexts.size() > 1;
}

std::string fullTag(const tags::Outcome &O) {
  return !O.Family.empty() || O.Scope.empty() ? O.Leaf : O.Scope + "/" + O.Leaf;
}

TagAnswer combine(const Project &P, const TagQuery &Q, ArrayRef<tags::Outcome> Contexts) {
  NodeRef NameExpr{Q.Call.File, Q.NameExpr};
  TagAnswer A;
  describe(Contexts, A);
  auto unknownHere = [&](std::string Reason, NodeRef Because) {
    A.What = TagAnswer::Unknown;
    A.Reason = std::move(Reason);
    A.Because = Because;
    return A;
  };
  for (const tags::Outcome &O : Contexts)
    if (!O.Known)
      return unknownHere(O.Reason, O.Because);
  const tags::Outcome &First = Contexts.front();
  bool Kept = all_of(Contexts, [](const tags::Outcome &O) { return O.Leaf == O.Value; });
  bool Same = all_of(Contexts, [&](const tags::Outcome &O) { return O.Leaf == First.Leaf; });
  bool Family = any_of(Contexts, [](const tags::Outcome &O) { return !O.Family.empty(); });
  bool Spelled = Same && !StringRef(First.Leaf).contains('\1');
  A.Because = {Q.Call.File, NoId};
  for (const tags::Outcome &O : Contexts) {
    if (O.Numbered && !A.Numbered)
      A.Because = O.Because;
    A.Numbered |= O.Numbered;
  }
  if (std::string Full = fullTag(First);
      !StringRef(Full).contains('\1') && all_of(Contexts, [&](const tags::Outcome &O) { return fullTag(O) == Full; }))
    A.Full = Full;
  if (Kept) {
    A.What = TagAnswer::Keep;
    if (Spelled)
      A.Leaf = First.Leaf;
    return A;
  }
  if (Spelled) {
    // At the root the full tag is a name like any other.
    A.What = Family && !A.AtRoot ? TagAnswer::FullTag : TagAnswer::Literal;
    A.Leaf = First.Leaf;
    return A;
  }
  if (A.NameKnown && !Family && all_of(Contexts, [](const tags::Outcome &O) { return O.Leaf == cleanTag(O.Value); })) {
    A.What = TagAnswer::Cleaned;
    return A;
  }
  const tags::Outcome *Other = find_if(Contexts, [&](const tags::Outcome &O) { return O.Leaf != First.Leaf; });
  if (Other == Contexts.end())
    return unknownHere("TensorFlow replaces characters of its name, which is not known before the program runs",
                       NameExpr);
  bool SameName = Other->Value == First.Value;
  auto why = [&]() -> std::pair<std::string, NodeRef> {
    if (Other->Loop.Node != NoId)
      return {"the loop on line " + std::to_string(lineOf(P, Other->Loop)) +
                  (SameName ? " builds this op more than once, so TensorFlow numbers its tag"
                            : " builds this op under several names, of which TensorFlow changes some"),
              NameExpr};
    if (SameName && Other->Numbered && Other->Because == Q.Call)
      return {"this op is built more than once in one scope, so TensorFlow numbers its tag", Q.Call};
    if (Family)
      return {"its family makes another tag in each place that builds it", NameExpr};
    if (!SameName)
      return {"it is built under several names, of which TensorFlow changes some", NameExpr};
    const tags::Outcome &Changed = Other->Numbered ? *Other : First;
    std::string Reason =
        "its tag is `" + First.Leaf + "` in one place that builds it and `" + Other->Leaf + "` in another";
    if (Changed.Because.Node != NoId && Changed.Numbered)
      Reason += ", because line " + std::to_string(lineOfExpr(P, Changed.Because)) + " takes the name";
    return {Reason, Changed.Numbered ? Changed.Because : Q.Call};
  };
  auto [Reason, Because] = why();
  unknownHere(Reason, Because);
  if (A.NameKnown) {
    A.What = TagAnswer::Counted;
    if (inTurns(Contexts)) {
      A.Turns = static_cast<unsigned>(Contexts.size());
      A.Leaf = First.Leaf;
    }
  }
  return A;
}

/// An op that no path reaches: only its own name can be judged.
TagAnswer unreached(const Linker &L, const TagQuery &Q) {
  const Expr &Name = L.project().module(Q.Call.File).Facts->Exprs[Q.NameExpr];
  NodeRef NameExpr{Q.Call.File, Q.NameExpr};
  if (Name.Kind != ExprKind::String || Q.FamilyExpr != NoId)
    return unknown("no call of the code around this op was found", NameExpr);
  TagAnswer A;
  A.Leaf = cleanTag(Name.Text);
  A.What = A.Leaf != Name.Text ? TagAnswer::Literal : TagAnswer::Keep;
  A.Because = {Q.Call.File, NoId};
  return A;
}

} // namespace

std::vector<TagAnswer> computeTags(const Linker &L, ArrayRef<TagQuery> Queries) {
  std::vector<TagAnswer> Result;
  if (Queries.empty())
    return Result;
  tags::Walker W(L, Queries);
  W.run();
  for (size_t I = 0; I < Queries.size(); ++I) {
    const TagQuery &Q = Queries[I];
    if (W.OutOfSteps)
      Result.push_back(unknown("the program has too many paths to follow its graph's names", {Q.Call.File, NoId}));
    else if (Q.NameExpr == NoId)
      Result.push_back(unknown("it has no name", Q.Call));
    else if (W.Outcomes[I].empty())
      Result.push_back(unreached(L, Q));
    else
      Result.push_back(combine(L.project(), Q, W.Outcomes[I]));
  }
  return Result;
}

} // namespace summary_upgrade::program
