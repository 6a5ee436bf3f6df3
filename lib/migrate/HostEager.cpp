#include "migrate/HostEager.h"
#include "migrate/AfterClose.h"
#include "migrate/Respell.h"
#include "migrate/WriterPlace.h"
#include "program/HostProtos.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

namespace {

class HostEagerPlanner {
public:
  HostEagerPlanner(Plan &P, bool &Raw) : P(P), Raw(Raw) {}

  bool run() {
    for (const Blocker &B : P.C.Blockers)
      if (B.AboutWriter)
        return P.decline(B.Code, B.Message, B.Place, B.Help, B.Related);
    for (uint32_t I : P.C.WriterCalls) {
      const WriterCall &C = P.P.WriterCalls[I];
      if (C.Kind != WriterCallKind::Flush && C.Kind != WriterCallKind::Close)
        return P.decline("SU219", "this method of the v1 writer has no eager form", C.Call);
    }
    for (uint32_t I : P.C.Writers)
      if (!writer(P.P.Writers[I]))
        return false;
    if (P.C.Writes.empty())
      return P.decline("SU219", "nothing is written through this writer", P.P.Writers[P.C.Writers[0]].Call);
    for (uint32_t I : P.C.Writes)
      if (!write(P.P.Writes[I]))
        return false;
    return !Raw || respell(P);
  }

private:
  bool writer(const Writer &V1) {
    if (V1.Graph != NoId && P.expr({V1.Call.File, V1.Graph}).Kind != ExprKind::None)
      return P.decline("SU219", "the graph of a program without one", {V1.Call.File, V1.Graph});
    HostMode Mode = hostMode(P.P, V1.Call);
    if (!Mode.HostOnly)
      return P.decline("SU403", Mode.Why, Mode.Place, "an eager write inside a graph is lost without a word");
    if (!prefix(V1.Call, V1.Call))
      return false;
    WriterPlan W;
    W.Writer = static_cast<uint32_t>(&V1 - P.P.Writers.data());
    if (auto Late = writeAfterClose(P, W.Writer))
      return P.decline("SU219", "this writes after the writer is closed; v1 drops it, a v2 writer fails", Late->Write, {},
                       {{Late->Close, "closed here"}});
    if (!checkArguments(P, W))
      return false;
    if (W.InWith)
      return P.decline("SU219", "a v2 writer is no context manager of its own", V1.Call);
    W.Home = W.Scope;
    W.InPlace = true;
    Spelling S;
    S.V2 = *prefix(V1.Call, V1.Call);
    auto Create = creation(P, W, S);
    if (!Create)
      return false;
    P.rewriter(V1.Call.File).replaceExpr(V1.Call.Node, *Create);
    return true;
  }

  /// `tf.`: the name of plain TensorFlow where `Place` is.
  std::optional<std::string> prefix(NodeRef Place, NodeRef Blame) {
    Spelling S;
    if (!P.spelling(P.scopeOf(Place), Blame, S))
      return std::nullopt;
    StringRef Name = StringRef(S.V1Always);
    if (!Name.consume_back("compat.v1.")) {
      P.decline("SU403", "only `tensorflow.compat.v1` is at hand here", Blame);
      return std::nullopt;
    }
    return Name.str();
  }

  bool write(const Write &W) {
    NodeRef Add = P.stmtOf(W.Call);
    const Stmt &S = P.stmt(Add);
    if (S.Kind != StmtKind::Expr || S.Value != W.Call.Node)
      return P.decline("SU219", "this `add_summary` is part of a larger expression", W.Call);
    if (W.Summary == NoId)
      return P.decline("SU219", "this `add_summary` names no summary", W.Call);
    auto Tf = prefix(W.Call, W.Call);
    if (!Tf)
      return false;
    if (auto Proto = takeApart(P.P, W); Proto && native(W, *Proto, *Tf))
      return true;
    return raw(W, *Tf);
  }

  /// v1 took `int(step)`; v2 takes no Python float, and no None.
  Text stepText(const Write &W) const {
    NodeRef Step{W.Call.File, W.Step};
    if (W.Step == NoId || P.expr(Step).Kind == ExprKind::None)
      return Text("0");
    if (mayBeNone(P.P, Step))
      return Text("int(").expr(W.Step, /*Tight=*/true).lit(" or 0)");
    return isIntegral(P.P, Step) ? Text().expr(W.Step) : Text("int(").expr(W.Step).lit(")");
  }
  /// Objects of other libraries have their own way to become a tensor; v1 took `float(value)`.
  Text valueText(NodeRef Value) const {
    bool Foreign = false;
    for (uint32_t File = 0; File < P.P.project().modules().size(); ++File)
      if (P.P.project().mayRunTogether(File, Value.File))
        for (const Stmt &S : P.facts(File).Stmts)
          for (const ImportedName &I : S.Imports) {
            StringRef Root = StringRef(I.Module).split('.').first;
            Foreign |= Root == "torch" || Root == "mxnet" || Root == "chainer" || Root == "cupy" ||
                       Root == "jax" || Root == "decimal";
          }
    return Foreign && !isNumber(P.P, Value) ? Text("float(").expr(Value.Node).lit(")")
                                            : Text().expr(Value.Node);
  }
  static void append(Text &To, const Text &From) {
    To.Pieces.insert(To.Pieces.end(), From.Pieces.begin(), From.Pieces.end());
  }

  Text scalar(const Write &W, const HostValue &V, const std::string &Tf) const {
    Text T(Tf + "summary.scalar(");
    T.expr(V.Tag).lit(", ");
    append(T, valueText({W.Call.File, V.Value}));
    T.lit(", step=");
    append(T, stepText(W));
    T.lit(")");
    return T;
  }
  Text header(const Write &W) const {
    Text T("with ");
    return T.expr(W.WriterExpr.Node, /*Tight=*/true).lit(".as_default():");
  }

  bool native(const Write &W, const HostProto &Proto, const std::string &Tf) {
    uint32_t File = W.Call.File;
    NodeRef Add = P.stmtOf(W.Call), Make{File, Proto.MakeStmt};
    bool Apart = Make != Add;
    if (Apart &&
        (P.stmt(Make).Block != P.stmt(Add).Block || !P.flow(File).alwaysFollows(Make.Node, Add.Node)))
      return false;
    std::vector<HostValue> Values = Proto.Values;
    if (Proto.Filled)
      return Apart && filled(W, Proto, Tf);
    auto goesTo = [&](NodeRef To) {
      return (W.Step == NoId || P.movable({File, W.Step}, Add, To)) && P.movable(W.WriterExpr, Add, To);
    };
    if (Apart && !goesTo(Make))
      return false;
    std::vector<Line> Lines{{header(W)}};
    for (const HostValue &V : Values) {
      unsigned Depth = 1;
      for (size_t I = 0; I < V.Clauses.size(); ++I) {
        // Iterable and target stand side by side; what follows is a condition.
        if (I != 0 && I != 1)
          return false; // conditions and inner loops keep their proto
        if (I == 1) {
          if (leaks(File, V))
            return false;
          Lines.push_back(
              {Text("for " + P.slice({File, V.Clauses[1]}).str() + " in ").expr(V.Clauses[0]).lit(":"),
               Depth++});
        }
      }
      Lines.push_back({scalar(W, V, Tf), Depth});
    }
    Rewriter &R = P.rewriter(File);
    R.replaceStmt(Make.Node, std::move(Lines));
    if (Apart)
      R.removeStmt(Add.Node);
    return true;
  }
  /// A comprehension's own names would become names of the function: only if it has none of that name.
  bool leaks(uint32_t File, const HostValue &V) const {
    const ModuleFacts &F = P.facts(File);
    Id Inner = F.Exprs[V.Call.Node].Scope;
    for (Id B : F.Scopes[Inner].Bindings)
      for (Id At = F.Scopes[Inner].Outer; At != NoId; At = F.Scopes[At].Outer)
        for (Id Other : F.Scopes[At].Bindings)
          if (F.Bindings[Other].Name == F.Bindings[B].Name)
            return true;
    return false;
  }

  bool filled(const Write &W, const HostProto &Proto, const std::string &Tf) {
    uint32_t File = W.Call.File;
    NodeRef Add = P.stmtOf(W.Call), Make{File, Proto.MakeStmt};
    Id Block = P.stmt(Make).Block;
    uint32_t First = ~0u, Last = 0;
    for (const HostValue &V : Proto.Values) {
      Id At = P.flow(File).ancestorIn(V.LastStmt, Block);
      if (At == NoId)
        return false;
      uint32_t Index = P.stmt({File, At}).Index;
      if (Index <= P.stmt(Make).Index || Index >= P.stmt(Add).Index)
        return false;
      First = std::min(First, Index);
      for (Id Other : V.OtherStmts)
        if (Id From = P.flow(File).ancestorIn(Other, Block); From != NoId)
          First = std::min(First, P.stmt({File, From}).Index);
      Last = std::max(Last, Index);
    }
    const python::Block &B = P.facts(File).Blocks[Block];
    NodeRef Start{File, B.Stmts[First]};
    if ((W.Step != NoId && !P.movable({File, W.Step}, Add, Start)) || !P.movable(W.WriterExpr, Add, Start))
      return false;
    // What else the block calls would find this writer as its default one; in this program only our own lines
    // ask for one.
    for (const HostValue &V : Proto.Values)
      if (!V.OtherStmts.empty() && !P.movable({File, V.Tag}, {File, V.LastStmt}, {File, V.LastStmt}))
        return false;
    Rewriter &R = P.rewriter(File);
    for (const HostValue &V : Proto.Values) {
      R.replaceStmt(V.LastStmt, {{scalar(W, V, Tf)}});
      for (Id Other : V.OtherStmts)
        R.removeStmt(Other);
    }
    R.removeStmt(Make.Node);
    R.removeStmt(Add.Node);
    R.wrap(Block, First, Last, header(W));
    return true;
  }

  bool raw(const Write &W, const std::string &Tf) {
    std::string Form = bytesForm(P, {W.Call.File, W.Summary});
    if (Form == "?")
      return P.decline("SU218", "whether this is a summary's bytes or a `tf.Summary` is not known",
                       {W.Call.File, W.Summary});
    Raw = true;
    Text T(Tf + "summary.experimental.write_raw_pb(");
    T.expr(W.Summary, /*Tight=*/!Form.empty()).lit(Form + ", step=");
    append(T, stepText(W));
    T.lit(")");
    P.rewriter(W.Call.File).replaceStmt(P.stmtOf(W.Call).Node, {{header(W)}, {T, 1}});
    return true;
  }

  Plan &P;
  bool &Raw;
};

} // namespace

bool emitHostEager(Plan &P, bool &Raw) { return HostEagerPlanner(P, Raw).run(); }

} // namespace summary_upgrade::migrate
