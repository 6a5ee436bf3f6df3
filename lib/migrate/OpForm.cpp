#include "migrate/OpForm.h"
#include "llvm/ADT/STLExtras.h"
#include "migrate/Rank.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

namespace {

/// Position of an argument expression among a call's arguments, and its keyword if it has one.
struct ArgumentPlace {
  unsigned Index = 0;
  Id Keyword = NoId;
};
std::optional<ArgumentPlace> placeOf(const Plan &P, NodeRef Call, Id Value) {
  const Expr &X = P.expr(Call);
  for (unsigned A = 1; A < X.Children.size(); ++A) {
    const Expr &Argument = P.expr({Call.File, X.Children[A]});
    if (X.Children[A] == Value)
      return ArgumentPlace{A - 1, NoId};
    if (Argument.Kind == ExprKind::Keyword && Argument.Children[0] == Value)
      return ArgumentPlace{A - 1, X.Children[A]};
  }
  return std::nullopt;
}

StringRef v2Name(OpKind Kind) {
  switch (Kind) {
  case OpKind::Scalar:
    return "scalar";
  case OpKind::Histogram:
    return "histogram";
  case OpKind::Image:
    return "image";
  case OpKind::Audio:
    return "audio";
  case OpKind::Text:
    return "text";
  case OpKind::Tensor:
    return "write";
  }
  return "";
}

StringRef v1Name(OpKind Kind) { return Kind == OpKind::Tensor ? "tensor_summary" : v2Name(Kind); }

/// Stays a v1 op inside `write_raw_pb`: the same bytes, tag included, through the v2 writer.
void emitRaw(Plan &P, const Op &O, const Spelling &S, const StepPlan &Step, bool ByCollection) {
  Rewriter &R = P.rewriter(O.Call.File);
  if (ByCollection) { // the writing op is collected, not the bytes
    if (O.Collections != NoId)
      R.replaceExpr(O.Collections, Text("[]"));
    else
      R.addArg(O.Call.Node, Text("collections=[]"), /*Keyword=*/true);
  }
  R.replaceExpr(P.expr(O.Call).Children[0], Text(S.V1Always + "summary." + v1Name(O.Kind).str()));
  Text T(S.V2 + "summary.experimental.write_raw_pb(");
  T.expr(O.Call.Node);
  if (!Step.BySetStep)
    T.lit(", step=" + Step.OpText);
  T.lit(")");
  R.replaceExpr(O.Call.Node, T);
}

} // namespace

/// `all_v2_summary_ops()` would also find what the migration builds for another component.
static bool othersBuildOps(const Plan &P) {
  return P.C.Writers.size() == 1 && any_of(P.C.Merges, [&](uint32_t M) {
           return P.P.Merges[M].All && any_of(P.P.Components, [&](const Component &Other) {
                    return &Other != &P.C && !Other.Writers.empty() && !(Other.Ops.empty() && Other.Writes.empty()) &&
                           P.P.project().mayRunTogether(P.P.Writers[Other.Writers[0]].Call.File, P.P.Merges[M].Call.File);
                  });
         });
}

/// Some op or merge names a collection of its own: then the v2 ops are put into the collections that v1 filled by itself.
static bool usesCollections(const Plan &P) {
  return othersBuildOps(P) || any_of(P.C.Ops, [&](uint32_t O) { return P.P.Ops[O].Keys != std::vector<std::string>{"summaries"}; }) ||
         any_of(P.C.Merges, [&](uint32_t M) { return P.P.Merges[M].All && (P.P.Merges[M].Key != std::string("summaries") || P.P.Merges[M].Scope != NoId); });
}

static std::string summariesKey(const Spelling &S) { return S.V1 + "GraphKeys.SUMMARIES"; }

static bool collect(Plan &P, const Op &O, const Spelling &S) {
  if (O.Keys->empty())
    return true;
  NodeRef StmtRef = P.stmtOf(O.Call);
  const Stmt &X = P.stmt(StmtRef);
  Rewriter &R = P.rewriter(O.Call.File);
  Text Call;
  if (O.Collections == NoId || P.expr({O.Call.File, O.Collections}).Kind == ExprKind::None) {
    Call.lit(S.V1 + "add_to_collection(" + summariesKey(S) + ", ");
  } else if (const Expr &List = P.expr({O.Call.File, O.Collections}); List.Kind == ExprKind::List && List.Children.size() == 1) {
    Call.lit(S.V1 + "add_to_collection(" + P.slice({O.Call.File, List.Children[0]}).str() + ", ");
  } else {
    Call.lit(S.V1 + "add_to_collections(" + P.slice({O.Call.File, O.Collections}).str() + ", ");
  }
  if (X.Kind == StmtKind::Expr && X.Value == O.Call.Node) {
    Call.expr(O.Call.Node).lit(")");
    R.replaceStmt(StmtRef.Node, {{Call}});
    return true;
  }
  if (X.Kind == StmtKind::Assign && X.Value == O.Call.Node && X.Targets.size() == 1 &&
      (P.expr({O.Call.File, X.Targets[0]}).Kind == ExprKind::Name || P.expr({O.Call.File, X.Targets[0]}).Kind == ExprKind::Attribute)) {
    Call.lit(P.slice({O.Call.File, X.Targets[0]}).str() + ")");
    R.insertAfter(StmtRef.Node, {{Call}}, /*InsideWraps=*/true);
    return true;
  }
  return P.decline("SU219", "a summary op with collections inside a larger expression has no rewrite yet", O.Call);
}

bool emitOps(Plan &P, const StepPlan &Step, ArrayRef<TagAnswer> Tags) {
  bool ByCollection = usesCollections(P);
  for (size_t I = 0; I < P.C.Ops.size(); ++I) {
    const Op &O = P.P.Ops[P.C.Ops[I]];
    const TagAnswer &Tag = Tags[I];
    NodeRef Scope = P.scopeOf(O.Call);
    Spelling S;
    if (!P.spelling(Scope, O.Call, S))
      return false;
    if (!O.Args.Problem.empty())
      return P.decline("SU219", "this summary op " + O.Args.Problem, O.Call);
    if (O.Name == NoId || O.Data == NoId)
      return P.decline("SU219", "this summary op has no name or no tensor", O.Call);
    if (!O.Keys)
      return P.decline("SU218", "the collections of this summary op are not known", {O.Call.File, O.Collections});
    if (ByCollection && !collect(P, O, S))
      return false;

    for (Id At : P.chain(P.stmtOf(O.Call))) {
      const Block &B = P.facts(O.Call.File).Blocks[P.stmt({O.Call.File, At}).Block];
      if (B.Kind == BlockKind::Body && P.stmt({O.Call.File, B.Parent}).Kind == StmtKind::Try &&
          any_of(P.stmt({O.Call.File, B.Parent}).Blocks,
                 [&](Id Other) { return P.facts(O.Call.File).Blocks[Other].Kind == BlockKind::Except; }) &&
          P.stmt({O.Call.File, At}).Kind == StmtKind::Expr)
        return P.decline("SU219", "errors of this summary op are caught, and a v2 op takes values that a v1 op refuses", O.Call);
    }

    bool Uint8Image = O.Kind == OpKind::Image && isUint8(P, {O.Call.File, O.Data});
    bool Native = O.Kind == OpKind::Scalar || O.Kind == OpKind::Histogram || O.Kind == OpKind::Text || Uint8Image;
    if (!Native) {
      emitRaw(P, O, S, Step, ByCollection);
      P.story(P.where(O.Call) + ": stays a v1 op inside write_raw_pb, because its v2 form would change what is stored");
      continue;
    }
    std::string Leaf = Tag.Leaf;
    TagAnswer::Kind Kind = Tag.What;
    NodeRef NameRef{O.Call.File, O.Name};
    bool NameIsLiteral = P.expr(NameRef).Kind == ExprKind::String;
    if (Kind == TagAnswer::Unknown && P.Opts.Tags != TagMode::Plain) {
      emitRaw(P, O, S, Step, ByCollection);
      P.notice("SU217", "the tag of this op is known only at run time (" + Tag.Reason + "), so it stays a v1 op whose bytes the v2 writer writes",
               NameRef);
      continue;
    }
    if (Kind == TagAnswer::FullTag) {
      // The full tag stands under `name_scope(None)`; that needs a statement of its own.
      emitRaw(P, O, S, Step, ByCollection);
      P.notice("SU217", "an op with `family=` stays a v1 op whose bytes the v2 writer writes, so that its tag stays the same", O.Call);
      continue;
    }

    Rewriter &R = P.rewriter(O.Call.File);
    R.replaceExpr(P.expr(O.Call).Children[0], Text(S.V2 + "summary." + v2Name(O.Kind).str()));
    if (Kind == TagAnswer::Literal && !(NameIsLiteral && P.expr(NameRef).Text == Leaf))
      R.replaceExpr(O.Name, Text(P.literal(O.Call.File, Leaf)));
    if (Tag.Numbered)
      P.story(P.where(O.Call) + ": tag `" + Leaf + "`, because " +
              (!Tag.Reason.empty()          ? Tag.Reason
               : Tag.Because.Node != NoId ? "`" + P.slice(Tag.Because).split('\n').first.str() + "` at " + P.where(Tag.Because) + " has the name"
                                          : std::string("the name is taken in its scope")));

    auto DataPlace = placeOf(P, O.Call, O.Data);
    bool Reshape = O.Kind == OpKind::Scalar && !isScalar(P, {O.Call.File, O.Data});
    Text Data;
    if (Reshape)
      Data.lit(S.V1 + "reshape(").expr(O.Data).lit(", [])");
    if (DataPlace && DataPlace->Keyword != NoId) {
      Text Named("data=");
      if (Reshape)
        Named.Pieces.insert(Named.Pieces.end(), Data.Pieces.begin(), Data.Pieces.end());
      else
        Named.expr(O.Data);
      R.replaceExpr(DataPlace->Keyword, Named);
    } else if (Reshape) {
      R.replaceExpr(O.Data, Data);
    }
    // Arguments that v2 does not have, or has in another place.
    for (StringRef Gone : {"collections", "family"})
      if (Id Value = O.Args[Gone]; Value != NoId)
        if (auto Place = placeOf(P, O.Call, Value))
          R.removeArg(O.Call.Node, Place->Index);
    if (Id Max = O.Args["max_outputs"]; Max != NoId)
      if (auto Place = placeOf(P, O.Call, Max); Place && Place->Keyword == NoId)
        R.replaceExpr(Max, Text("max_outputs=").expr(Max));
    if (!Step.BySetStep)
      R.addArg(O.Call.Node, Text("step=" + Step.OpText), /*Keyword=*/true);
    if (O.Kind == OpKind::Histogram)
      P.notice("SU230", "TensorFlow 2 stores histograms in other buckets; and a NaN is stored instead of raising an error", O.Call);
    if (Uint8Image)
      P.notice("SU234", "the tag loses its `/image` or `/image/0` ending, as TensorFlow 2 stores all pictures of a step in one value", O.Call);
  }
  return true;
}

bool emitMerges(Plan &P) {
  for (uint32_t M : P.C.Merges) {
    const Merge &X = P.P.Merges[M];
    if (!X.Args.Problem.empty())
      return P.decline("SU219", "this merge " + X.Args.Problem, X.Call);
    Spelling S;
    if (!P.spelling(P.scopeOf(X.Call), X.Call, S))
      return false;
    if (X.All) {
      if (!X.Key)
        return P.decline("SU218", "the collection that is merged here is not known", X.Call);
      for (NodeRef Library : P.P.LibrarySummaries)
        if (P.P.project().mayRunTogether(Library.File, X.Call.File))
          return P.decline("SU219", "merge_all also merges the summaries that this library call makes, and they have no rewrite yet", X.Call, {},
                           {{Library, "makes summaries of its own"}});
      if (usesCollections(P)) {
        Text Get(S.V1 + "get_collection(");
        if (X.KeyExpr == NoId || P.expr({X.Call.File, X.KeyExpr}).Kind == ExprKind::None)
          Get.lit(summariesKey(S));
        else
          Get.expr(X.KeyExpr);
        if (X.Scope != NoId && P.expr({X.Call.File, X.Scope}).Kind != ExprKind::None)
          Get.lit(", ").expr(X.Scope);
        P.rewriter(X.Call.File).replaceExpr(X.Call.Node, Get.lit(")"));
      } else {
        P.rewriter(X.Call.File).replaceExpr(X.Call.Node, Text(S.V1Always + "summary.all_v2_summary_ops()"));
      }
      continue;
    }
    if (X.Args["collections"] != NoId && P.expr({X.Call.File, X.Args["collections"]}).Kind != ExprKind::None)
      return P.decline("SU219", "`collections=` of merge has no rewrite yet", X.Call);
    if (X.Inputs == NoId)
      return P.decline("SU219", "this merge names no inputs", X.Call);
    P.rewriter(X.Call.File).replaceExpr(X.Call.Node, Text().expr(X.Inputs));
  }
  return true;
}

} // namespace summary_upgrade::migrate
