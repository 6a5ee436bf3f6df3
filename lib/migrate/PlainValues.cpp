#include "migrate/PlainValues.h"
#include "migrate/Bridge.h"
#include "migrate/FetchedValues.h"
#include "migrate/Lifecycle.h"
#include "migrate/Respell.h"
#include "migrate/Sessions.h"
#include "migrate/TagForm.h"
#include "program/HostProtos.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

namespace {

/// TensorFlow's functions that make an op and return its result.
const StringSet<> &tensorFunctions() {
  static const StringSet<> Names = [] {
    StringSet<> Result;
#define OP(Function, Name, When) Result.insert(Function);
#include "program/DefaultOpNames.inc"
#undef OP
    return Result;
  }();
  return Names;
}

class PlainValues {
public:
  PlainValues(Plan &P, ArrayRef<TagAnswer> Tags) : P(P), Tags(Tags) {}

  bool run() {
    if (auto B = valuesBlocker(P, P.Index))
      return P.decline(B->Code, B->Message, B->Place, B->Help, B->Related);
    // What is added to the program's graph here is fed by hand: a list of all v2 ops would run it unfed.
    if (any_of(P.C.Blockers, [](const Blocker &B) { return B.AboutGraph; }))
      return no(P.P.Writers[P.C.Writers[0]].Call);
    if (P.C.Writers.size() != 1 || P.C.Merges.size() > 1 || P.C.Ops.empty() || fetchesBytes(P, P.Index))
      return no(P.P.Writers[P.C.Writers[0]].Call);
    return merge() && ops() && writer() && writes();
  }

private:
  /// Not the reason that is shown: the other form is tried next.
  bool no(NodeRef Place) {
    return P.decline("SU219", "ops, merge, writer and runs do not stand side by side here", Place);
  }

  bool merge() {
    Merged = P.C.Merges.empty() ? P.P.Ops[P.C.Ops[0]].Call : P.P.Merges[P.C.Merges[0]].Call;
    At = P.stmtOf(Merged);
    Home = P.scopeOf(Merged);
    const ModuleFacts &F = P.facts(At.File);
    const Stmt &S = P.stmt(At);
    if (S.Kind != StmtKind::Assign || S.Value != Merged.Node || S.Targets.size() != 1 ||
        F.Exprs[S.Targets[0]].Kind != ExprKind::Name || P.flow(At.File).innermostLoop(At.Node) != NoId ||
        !calledOnce(P, Home) || P.methodClass(Home))
      return no(Merged);
    Values = F.Exprs[S.Targets[0]].Text.str();
    // Read where the writer is made, so it must still be this.
    if (F.Bindings[F.Exprs[S.Targets[0]].Binding].Defs.size() != 1)
      return no(Merged);
    if (any_of(F.Stmts, [](const Stmt &X) { return X.Kind == StmtKind::Print || X.Kind == StmtKind::Exec; }))
      return no(Merged); // Python 2 has no `{**feeds}`
    if (P.C.Merges.empty())
      return P.C.Ops.size() == 1 || no(Merged);
    const Merge &M = P.P.Merges[P.C.Merges[0]];
    if (M.Ops.size() != P.C.Ops.size() || !M.Merges.empty() || M.Scope != NoId ||
        (M.All && M.Key != std::optional<std::string>("summaries")))
      return no(Merged);
    return true;
  }

  bool ops() {
    const ModuleFacts &F = P.facts(At.File);
    const Block &B = F.Blocks[P.stmt(At).Block];
    Spelling S;
    if (!P.spelling(Home, Merged, S))
      return false;
    std::set<Id> Gone;
    Text Dict("{");
    for (size_t I = 0; I < P.C.Ops.size(); ++I) {
      const Op &O = P.P.Ops[P.C.Ops[I]];
      NodeRef Data{O.Call.File, O.Data}, OpStmt = P.stmtOf(O.Call);
      if (O.Call.File != At.File || O.Described || Tags[I].Full.empty() || isVerbatim(P.P, O) || !isTensor(Data, 0))
        return no(O.Call);
      if (!P.C.Merges.empty() && P.P.Merges[P.C.Merges[0]].All &&
          O.Keys != std::optional<std::vector<std::string>>({"summaries"}))
        return no(O.Call);
      if (OpStmt != At) {
        const Stmt &X = P.stmt(OpStmt);
        if (X.Block != P.stmt(At).Block || X.Index > P.stmt(At).Index || X.Value != O.Call.Node ||
            !(X.Kind == StmtKind::Expr || onlyMerged(OpStmt)))
          return no(O.Call);
        Gone.insert(OpStmt.Node);
      }
      Dict.lit(I ? ", " : "").lit(P.literal(At.File, Tags[I].Full) + ": ").expr(O.Data);
    }
    // What stands between an op and the merge may change what its data is.
    if (!Gone.empty()) {
      uint32_t First = P.stmt({At.File, *Gone.begin()}).Index;
      for (Id Op : Gone)
        First = std::min(First, P.stmt({At.File, Op}).Index);
      bool SideBySide = true;
      for (uint32_t I = First; I < P.stmt(At).Index; ++I)
        SideBySide &= Gone.count(B.Stmts[I]) > 0;
      for (uint32_t Op : P.C.Ops)
        if (NodeRef Data{At.File, P.P.Ops[Op].Data}; !SideBySide && !(isAtomic(P, Data) && P.fixed(Data)))
          return no(Data);
    }
    for (Id Op : Gone)
      P.rewriter(At.File).removeStmt(Op);
    P.rewriter(At.File).replaceExpr(Merged.Node, Dict.lit("}"));
    return true;
  }

  /// `loss_summary = tf.summary.scalar(...)`, which nothing but the list of the merge reads.
  bool onlyMerged(NodeRef OpStmt) const {
    const ModuleFacts &F = P.facts(OpStmt.File);
    const Stmt &X = P.stmt(OpStmt);
    if (X.Kind != StmtKind::Assign || X.Targets.size() != 1 || F.Exprs[X.Targets[0]].Kind != ExprKind::Name)
      return false;
    const Id Bound = F.Exprs[X.Targets[0]].Binding;
    if (F.Bindings[Bound].Defs.size() != 1 || (Home.Node == 0 && isImported(OpStmt.File)))
      return false;
    for (Id E = 0; E < F.Exprs.size(); ++E)
      if (F.Exprs[E].Kind == ExprKind::Name && F.Exprs[E].Binding == Bound && !F.Exprs[E].Store &&
          F.Exprs[E].Stmt != At.Node)
        return false;
    return true;
  }
  /// Another file may read names of this module.
  bool isImported(uint32_t File) const {
    for (uint32_t Other = 0; Other < P.P.project().modules().size(); ++Other)
      if (Other != File && is_contained(P.P.project().module(Other).ImportsFiles, File))
        return true;
    return false;
  }

  /// A value that can be fetched as it is, and is read when the summary read it.
  bool isTensor(NodeRef E, unsigned Depth) const {
    const ValueSet &Set = P.L.valuesOf(E);
    if (Set.Top || Set.Ids.empty() || Depth > 4)
      return false;
    return all_of(Set.Ids, [&](ValueId VId) {
      const Value &V = P.L.value(VId);
      if (V.Kind == ValueKind::Expression) {
        const Expr &X = P.expr(V.Site);
        return (X.Kind == ExprKind::Binary || X.Kind == ExprKind::Unary) && X.Text != "not" &&
               any_of(X.Children, [&](Id Child) { return isTensor({V.Site.File, Child}, Depth + 1); });
      }
      StringRef Path = P.L.canonical(V.Path) == V.Path ? StringRef(V.Path) : StringRef();
      if (V.Kind != ValueKind::External || !Path.consume_front("tensorflow.") || !Path.consume_back("()"))
        return false;
      for (StringRef Other : {"Variable", "variable", "assign", "global_step", "initializer", "group", "no_op",
                              "train.", "summary", "()"})
        if (Path.contains(Other))
          return false;
      return tensorFunctions().contains(("tensorflow." + Path).str()) ||
             tensorFunctions().contains(("tensorflow.math." + Path).str());
    });
  }

  bool writer() {
    const Writer &V1 = P.P.Writers[P.C.Writers[0]];
    WriterPlan W;
    W.Writer = P.C.Writers[0];
    if (!oneGraph(P, V1.Call) || !keepWriter(P, W))
      return false;
    if (!W.KeepsName || W.InWith || W.Scope != Home || P.flow(W.Stmt.File).innermostLoop(W.Stmt.Node) != NoId)
      return no(V1.Call);
    // Behind both the writer and the dictionary.
    const bool WriterLast = P.flow(At.File).dominates(At.Node, W.Stmt.Node);
    if (!WriterLast && !P.flow(At.File).dominates(W.Stmt.Node, At.Node))
      return no(V1.Call);
    const NodeRef Behind = WriterLast ? W.Stmt : At;
    const std::vector<Id> Around = P.chain(WriterLast ? At : W.Stmt);
    for (Id Outer : P.chain(Behind))
      if (Outer != Behind.Node && !is_contained(Around, Outer) && !opensOnlySession({Behind.File, Outer}))
        return no(V1.Call);
    bool AtRoot = Home.Node == 0;
    for (Id Outer : P.chain(Behind))
      AtRoot &= Outer == Behind.Node || opensOnlySession({Behind.File, Outer});
    Spelling S;
    if (!P.spelling(Home, V1.Call, S))
      return false;
    const std::string Tf = StringRef(S.V1).split('.').first.str() + ".";
    Step = P.freshName(Home.File, "summary_step");
    Feeds = P.freshName(Home.File, "summary_feeds");
    Ops = P.freshName(Home.File, "write_summaries");
    if (!emitCreation(P, W, {}, {}))
      return false;
    P.rewriter(Home.File).insertAfter(
        Behind.Node,
        {{Text(Step + " = " + S.V1 + "placeholder(" + Tf + "int64, [], name=" + P.literal(Home.File, "summary_step") +
               ")")},
         {Text(Feeds + " = {tag: " + S.V1 + "placeholder(" + Tf + "float32, []) for tag in " + Values + "}")},
         {Text(std::string("with ") + (AtRoot ? "" : S.V1 + "name_scope(None), ") + W.Name + ".as_default():")},
         {Text(Ops + " = [" + S.V2 + "summary.scalar(tag, feed, step=" + Step + ") for tag, feed in " + Feeds +
               ".items()]"),
          1}});
    std::map<NodeRef, std::string> PassedWriter, PassedDir;
    if (!emitLifecycle(P, W, PassedWriter, PassedDir))
      return false;
    Sessions Where(P, W);
    if (!Where.find() || Where.several())
      return no(V1.Call);
    for (uint32_t I : P.C.Writes) {
      NodeRef Call = P.P.Writes[I].Call;
      std::string Session = Where.at(P.stmtOf(Call));
      if (Session.empty() || !Where.openAt(P.stmtOf(Call)) || !P.sees(P.scopeOf(Call), Home))
        return no(Call);
      SessionAt.push_back(Session);
    }
    return true;
  }

  /// The statement opens a session and nothing else: ops behind it come into the same graph, in the same scope.
  bool opensOnlySession(NodeRef With) const {
    const Stmt &S = P.stmt(With);
    return S.Kind == StmtKind::With && all_of(S.Items, [&](const WithItem &Item) {
             StringRef Path = P.L.externalPath({With.File, Item.Context});
             return Path == "tensorflow.Session()" || Path == "tensorflow.InteractiveSession()";
           });
  }

  bool writes() {
    for (size_t I = 0; I < P.C.Writes.size(); ++I) {
      const Write &W = P.P.Writes[P.C.Writes[I]];
      if (W.Writers.size() != 1 || W.Summary == NoId || W.Sources.empty() ||
          !bytesForm(P, {W.Call.File, W.Summary}).empty() || P.stmt(P.stmtOf(W.Call)).Value != W.Call.Node)
        return no(W.Call);
      Text T(SessionAt[I] + ".run(" + Ops + ", {");
      auto feeds = [&] {
        T.lit("**{" + Feeds + "[tag]: value for tag, value in ").expr(W.Summary, /*Tight=*/true).lit(".items()}");
      };
      auto step = [&] {
        T.lit(Step + ": ");
        writtenStep(P, W, T);
      };
      // A run that stands in the arguments is run before the step is worked out.
      if (isAtomic(P, {W.Call.File, W.Summary})) {
        step();
        T.lit(", ");
        feeds();
      } else {
        feeds();
        T.lit(", ");
        step();
      }
      T.lit("})");
      P.rewriter(W.Call.File).replaceExpr(W.Call.Node, T);
    }
    return true;
  }

  Plan &P;
  ArrayRef<TagAnswer> Tags;
  NodeRef Merged, At, Home;
  std::string Values, Step, Feeds, Ops;
  std::vector<std::string> SessionAt; ///< of each write
};

} // namespace

bool emitPlainValues(Plan &P, ArrayRef<TagAnswer> Tags) { return PlainValues(P, Tags).run(); }

} // namespace summary_upgrade::migrate
