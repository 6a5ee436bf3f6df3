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

TagAnswer combine(const Project &P, const TagQuery &Q, ArrayRef<tags::Outcome> Contexts) {
  NodeRef NameExpr{Q.Call.File, Q.NameExpr};
  for (const tags::Outcome &O : Contexts)
    if (!O.Known)
      return unknown(O.Reason, O.Because);
  const tags::Outcome &First = Contexts.front();
  bool Kept = all_of(Contexts, [](const tags::Outcome &O) { return O.Leaf == O.Value; });
  bool Same = all_of(Contexts, [&](const tags::Outcome &O) { return O.Leaf == First.Leaf; });
  bool Family = Q.FamilyExpr != NoId && !Kept;
  TagAnswer A;
  A.Because = {Q.Call.File, NoId};
  for (const tags::Outcome &O : Contexts) {
    if (O.Numbered && !A.Numbered)
      A.Because = O.Because;
    A.Numbered |= O.Numbered;
    A.Cleaned |= O.Cleaned;
  }
  if (Kept) {
    A.What = TagAnswer::Keep;
    if (Same && !StringRef(First.Leaf).contains('\1'))
      A.Leaf = First.Leaf;
    return A;
  }
  if (Same && !StringRef(First.Leaf).contains('\1')) {
    A.What = Family ? TagAnswer::FullTag : TagAnswer::Literal;
    A.Leaf = First.Leaf;
    return A;
  }
  const tags::Outcome *Other =
      find_if(Contexts, [&](const tags::Outcome &O) { return O.Leaf != First.Leaf; });
  if (Other == Contexts.end())
    return unknown("TensorFlow replaces characters of its name, which is not known before the program runs",
                   NameExpr);
  bool SameName = Other->Value == First.Value;
  if (Other->Loop.Node != NoId)
    return unknown("the loop on line " + std::to_string(lineOf(P, Other->Loop)) +
                       (SameName ? " builds this op more than once, so TensorFlow numbers its tag"
                                 : " builds this op under several names, of which TensorFlow changes some"),
                   NameExpr);
  if (SameName && Other->Numbered && Other->Because == Q.Call)
    return unknown("this op is built more than once in one scope, so TensorFlow numbers its tag", Q.Call);
  if (Family)
    return unknown("its family makes another tag in each place that builds it", NameExpr);
  if (!SameName)
    return unknown("it is built under several names, of which TensorFlow changes some", NameExpr);
  const tags::Outcome &Changed = Other->Numbered ? *Other : First;
  std::string Reason =
      "its tag is `" + First.Leaf + "` in one place that builds it and `" + Other->Leaf + "` in another";
  if (Changed.Because.Node != NoId && Changed.Numbered)
    Reason += ", because line " + std::to_string(lineOfExpr(P, Changed.Because)) + " takes the name";
  return unknown(Reason, Changed.Numbered ? Changed.Because : Q.Call);
}

/// An op that no path reaches: only its own name can be judged.
TagAnswer unreached(const Linker &L, const TagQuery &Q) {
  const Expr &Name = L.project().module(Q.Call.File).Facts->Exprs[Q.NameExpr];
  NodeRef NameExpr{Q.Call.File, Q.NameExpr};
  if (Name.Kind != ExprKind::String || Q.FamilyExpr != NoId)
    return unknown("no call of the code around this op was found", NameExpr);
  TagAnswer A;
  A.Leaf = cleanTag(Name.Text);
  A.Cleaned = A.Leaf != Name.Text;
  A.What = A.Cleaned ? TagAnswer::Literal : TagAnswer::Keep;
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
      Result.push_back(
          unknown("the program has too many paths to follow its graph's names", {Q.Call.File, NoId}));
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
