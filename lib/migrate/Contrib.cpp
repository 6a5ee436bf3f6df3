#include "migrate/Contrib.h"
#include "migrate/TagForm.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

namespace {

/// The collection that holds the init ops of all writers, of contrib's as of v2's; no function of TensorFlow
/// 2 returns it.
constexpr StringRef InitCollection = "_SUMMARY_WRITER_V2";

class ContribPlanner {
public:
  ContribPlanner(Plan &P, ArrayRef<TagAnswer> Tags) : P(P), Tags(Tags), Mode(P), Records(P) {}

  bool run() {
    for (size_t I = 0; I < P.C.Contribs.size(); ++I)
      if (!call(P.P.Contribs[P.C.Contribs[I]], Tags[I]))
        return false;
    if (!Records.emit())
      return false;
    dropContribNames(P);
    P.story(Mode.program() == ContribMode::Graph   ? "the program builds a graph"
            : Mode.program() == ContribMode::Eager ? "the program is eager"
                                                   : "whether the program is eager is not known");
    return true;
  }

private:
  bool given(const ContribCall &C, StringRef Parameter) const {
    return C.Args[Parameter] != NoId && P.expr({C.Call.File, C.Args[Parameter]}).Kind != ExprKind::None;
  }
  void callee(const ContribCall &C, std::string Name) {
    P.rewriter(C.Call.File).replaceExpr(P.expr(C.Call).Children[0], Text(std::move(Name)));
  }
  void whole(const ContribCall &C, Text With) { P.rewriter(C.Call.File).replaceExpr(C.Call.Node, std::move(With)); }

  bool call(const ContribCall &C, const TagAnswer &Tag) {
    if (C.isOp())
      return emitContribOp(P, C, Tag, Mode, Records);
    if (!C.Args.Problem.empty())
      return P.decline("SU320", "this call " + C.Args.Problem, C.Call);
    Spelling S;
    if (!P.spelling(P.scopeOf(C.Call), C.Call, S))
      return false;
    switch (C.Kind) {
    case ContribKind::Writer:
      return writer(C, S);
    case ContribKind::DbWriter:
      return P.decline("SU320", "TensorFlow 2 writes no databases", C.Call,
                       "write event files with `create_file_writer`");
    case ContribKind::Always:
      whole(C, Text(S.V2 + "summary.record_if(True)"));
      return true;
    case ContribKind::Never:
      whole(C, Text(S.V2 + "summary.record_if(False)"));
      return true;
    case ContribKind::EveryN:
      return everyN(C, S);
    case ContribKind::ShouldRecord: {
      Recording::State Here = Records.at(C.Call);
      if (Here != Recording::On && Here != Recording::Never && Here != Recording::Off)
        return P.decline("SU321",
                         "whether summaries are recorded here is decided while the program runs, and "
                         "TensorFlow 2 gives no answer",
                         C.Call);
      whole(C, Text(S.V1 + (Here == Recording::On ? "constant(True)" : "constant(False)")));
      return true;
    }
    case ContribKind::Initialize:
      callee(C, S.V1Always + "summary.initialize");
      return true;
    case ContribKind::AllOps:
      callee(C, S.V1Always + "summary.all_v2_summary_ops");
      return true;
    case ContribKind::Flush:
      callee(C, S.V2 + "summary.flush");
      return true;
    case ContribKind::WriterInit:
      return initializer(C, S);
    case ContribKind::EvalDir:
      return evalDir(C);
    case ContribKind::ImportEvent:
      return importEvent(C, S);
    case ContribKind::Graph:
      return graph(C, S);
    default:
      return true;
    }
  }

  bool writer(const ContribCall &C, const Spelling &S) {
    NodeRef Dir{C.Call.File, C.Args["logdir"]};
    if (Dir.Node == NoId)
      return P.decline("SU320", "this writer names no directory", C.Call);
    if (Mode.isTraced(C.Call))
      return P.decline("SU320",
                       "this writer is made in a function that is traced: in TensorFlow 2 it would end with the trace",
                       C.Call);
    if (P.expr(Dir).Kind == ExprKind::None) {
      whole(C, Text(S.V2 + "summary.create_noop_writer()"));
      return true;
    }
    if (given(C, "name")) {
      if (count_if(P.C.Contribs, [&](uint32_t I) { return P.P.Contribs[I].Kind == ContribKind::Writer; }) > 1)
        return P.decline("SU320", "writers of one name share a file, which those of TensorFlow 2 do not",
                         {C.Call.File, C.Args["name"]}, "leave out `name=` where it is not shared");
    }
    if (Id Name = C.Args["name"]; Name != NoId) {
      const Expr &X = P.expr(C.Call);
      for (unsigned A = 1; A < X.Children.size(); ++A)
        if (X.Children[A] == Name || (P.expr({C.Call.File, X.Children[A]}).Kind == ExprKind::Keyword &&
                                      P.expr({C.Call.File, X.Children[A]}).Children[0] == Name))
          P.rewriter(C.Call.File).removeArg(C.Call.Node, A - 1);
    }
    callee(C, S.V2 + "summary.create_file_writer");
    if (isPath(Dir))
      P.rewriter(Dir.File).replaceExpr(Dir.Node, Text("str(").expr(Dir.Node).lit(")"));
    if (mayBeNone(P, Dir)) {
      if (!isAtomic(P, Dir))
        return P.decline("SU320", "this directory may be None, for which TensorFlow 2 has a writer of another name",
                         Dir);
      whole(C, Text("(")
                   .expr(C.Call.Node)
                   .lit(" if ")
                   .expr(Dir.Node)
                   .lit(" is not None else " + S.V2 + "summary.create_noop_writer())"));
    }
    return true;
  }
  /// `str(logdir)` was a part of contrib's function.
  bool isPath(NodeRef Dir) const {
    auto pathlib = [](StringRef Path) { return Path.starts_with("pathlib."); };
    for (ValueId VId : P.L.valuesOf(Dir).Ids) {
      const Value &V = P.L.value(VId);
      if (V.Kind == ValueKind::External && pathlib(V.Path))
        return true;
      if (V.Kind == ValueKind::Expression && V.Site.Node != NoId && P.expr(V.Site).Kind == ExprKind::Binary &&
          P.expr(V.Site).Text == "/")
        return true;
    }
    return P.expr(Dir).Kind == ExprKind::Binary && P.expr(Dir).Text == "/";
  }

  bool everyN(const ContribCall &C, const Spelling &S) {
    NodeRef Every{C.Call.File, C.Args["n"]}, Step{C.Call.File, C.Args["global_step"]};
    if (Every.Node == NoId)
      return P.decline("SU320", "this call does not say how often", C.Call);
    Text Condition(S.V1 + "equal(");
    if (given(C, "global_step")) {
      if (mayBeNone(P, Step))
        return P.decline("SU320", "this step may be None, which stands for the global step", Step,
                         "give the step itself");
      Condition.expr(Step.Node, /*Tight=*/true);
    } else {
      for (Piece &Part : globalStep(P, C.Call, Mode, S).Pieces)
        Condition.Pieces.push_back(Part);
    }
    Condition.lit(" % ").expr(Every.Node, /*Tight=*/true).lit(", 0)");
    bool Graph = Mode.at(C.Call) == ContribMode::Graph;
    if (!Graph)
      for (NodeRef E : {Every, Step})
        if (E.Node != NoId && !sameLater(E))
          return P.decline("SU320",
                           "`" + P.slice(E).str() +
                               "` may change before the summaries are written, and TensorFlow 2 asks then",
                           E, "give it a name that is bound once");
    Text T(S.V2 + "summary.record_if(" + (Graph ? "" : "lambda: "));
    for (Piece &Part : Condition.Pieces)
      T.Pieces.push_back(Part);
    whole(C, T.lit(")"));
    return true;
  }
  /// Evaluated again and again while the `with` is open, it is what it was.
  bool sameLater(NodeRef E) const {
    const ModuleFacts &F = P.facts(E.File);
    std::function<bool(Id)> Same = [&](Id Node) {
      const Expr &X = F.Exprs[Node];
      switch (X.Kind) {
      case ExprKind::Int:
      case ExprKind::String:
        return true;
      case ExprKind::Name: {
        if (X.Binding == NoId)
          return true;
        NodeRef With = P.stmtOf(E);
        for (Id D : F.Bindings[X.Binding].Defs) {
          Id At = F.Defs[D].Stmt;
          if (F.Defs[D].Kind != DefKind::Param && At != NoId && F.StmtRange[At].Begin >= F.StmtRange[With.Node].Begin &&
              F.StmtRange[At].End <= F.StmtRange[With.Node].End)
            return false;
        }
        return !F.Bindings[X.Binding].WrittenFromInner;
      }
      case ExprKind::Attribute:
        // `args.every`, `self.every`: bound where the object is made.
        return none_of(F.Exprs, [&](const Expr &Y) {
          return Y.Store && Y.Kind == ExprKind::Attribute && Y.Text == X.Text && Y.Stmt != NoId &&
                 F.StmtRange[Y.Stmt].Begin >= F.StmtRange[P.stmtOf(E).Node].Begin &&
                 F.StmtRange[Y.Stmt].End <= F.StmtRange[P.stmtOf(E).Node].End;
        });
      case ExprKind::Binary:
      case ExprKind::Unary:
      case ExprKind::Subscript:
        return all_of(X.Children, Same);
      case ExprKind::Call:
        return X.Children.size() == 1 && StringRef(P.L.calleePath({E.File, Node})).ends_with("global_step");
      default:
        return false;
      }
    };
    return Same(E.Node);
  }

  bool initializer(const ContribCall &C, const Spelling &S) {
    // The writers by name, where all of them have one here.
    std::vector<std::string> Inits;
    for (uint32_t I : P.C.Contribs) {
      const ContribCall &W = P.P.Contribs[I];
      if (W.Kind != ContribKind::Writer || P.expr({W.Call.File, W.Args["logdir"]}).Kind == ExprKind::None)
        continue;
      const Stmt &Made = P.stmt(P.stmtOf(W.Call));
      bool Named = Made.Kind == StmtKind::Assign && Made.Value == W.Call.Node && Made.Targets.size() == 1 &&
                   P.expr({W.Call.File, Made.Targets[0]}).Kind == ExprKind::Name && W.Call.File == C.Call.File &&
                   P.scopeOf(W.Call) == P.scopeOf(C.Call) &&
                   P.flow(C.Call.File).dominates(P.stmtOf(W.Call).Node, P.stmtOf(C.Call).Node) &&
                   P.flow(C.Call.File).innermostLoop(P.stmtOf(W.Call).Node) == NoId &&
                   !mayBeNone(P, {W.Call.File, W.Args["logdir"]}) &&
                   P.facts(W.Call.File).Bindings[P.expr({W.Call.File, Made.Targets[0]}).Binding].Defs.size() == 1;
      if (!Named) {
        whole(C, Text(S.V1 + "get_collection(" + P.literal(C.Call.File, InitCollection) + ")"));
        return true;
      }
      Inits.push_back(P.slice({W.Call.File, Made.Targets[0]}).str() + ".init()");
    }
    whole(C, Text("[" + join(Inits, ", ") + "]"));
    return true;
  }
  static std::string join(ArrayRef<std::string> Parts, StringRef Between) {
    std::string Result;
    for (const std::string &Part : Parts)
      Result += (Result.empty() ? "" : Between.str()) + Part;
    return Result;
  }

  bool evalDir(const ContribCall &C) {
    NodeRef Dir{C.Call.File, C.Args["model_dir"]}, Name{C.Call.File, C.Args["name"]};
    if (Dir.Node == NoId)
      return P.decline("SU320", "this call names no directory", C.Call);
    const ModuleFacts &F = P.facts(C.Call.File);
    bool OsIsModule = all_of(F.Bindings, [&](const Binding &B) {
      return B.Name != "os" || all_of(B.Defs, [&](Id D) {
               return F.Defs[D].Kind == DefKind::Import && F.Stmts[F.Defs[D].Stmt].Kind == StmtKind::Import;
             });
    });
    if (!OsIsModule)
      return P.decline("SU320", "`os` is another thing here than the module", C.Call);
    P.rewriter(C.Call.File).requestImport("import os");
    Text T("os.path.join(");
    T.expr(Dir.Node).lit(", ");
    if (!given(C, "name"))
      T.lit(P.literal(C.Call.File, "eval"));
    else if (const Expr &X = P.expr(Name); X.Kind == ExprKind::String)
      T.lit(P.literal(C.Call.File, X.Text.empty() ? "eval" : "eval_" + X.Text));
    else if (isAtomic(P, Name))
      T.lit(P.literal(C.Call.File, "eval_") + " + ")
          .expr(Name.Node)
          .lit(" if ")
          .expr(Name.Node)
          .lit(" else " + P.literal(C.Call.File, "eval"));
    else
      return P.decline("SU320", "the name of this directory is worked out in the call, and may be empty", Name,
                       "give it a name first");
    whole(C, T.lit(")"));
    return true;
  }

  /// The text of the writer that is the default at a place.
  std::optional<std::string> defaultWriter(NodeRef E) const {
    for (Id At : P.chain(P.stmtOf(E))) {
      const Stmt &S = P.stmt({E.File, At});
      if (S.Kind != StmtKind::With || P.expr(E).Stmt == At)
        continue;
      for (const WithItem &Item : llvm::reverse(S.Items)) {
        const Expr &X = P.expr({E.File, Item.Context});
        if (X.Kind == ExprKind::Call &&
            StringRef(P.L.calleePath({E.File, Item.Context})).starts_with("tensorflow.contrib.summary.create_") &&
            StringRef(P.L.calleePath({E.File, Item.Context})).ends_with(".as_default")) {
          NodeRef Writer{E.File, P.expr({E.File, X.Children[0]}).Children[0]};
          if (isAtomic(P, Writer))
            return P.slice(Writer).str();
          return std::nullopt;
        }
      }
    }
    return std::nullopt;
  }
  bool importEvent(const ContribCall &C, const Spelling &S) {
    auto Writer = defaultWriter(C.Call);
    if (!Writer || C.Args["tensor"] == NoId)
      return P.decline("SU320", "through which writer this event goes is not said around it", C.Call,
                       "put it under `with writer.as_default():`, with a writer that has a name");
    Text T(S.V1Always + "raw_ops.ImportEvent(writer=" + *Writer + "._resource, event=");
    T.expr(C.Args["tensor"]);
    if (given(C, "name"))
      T.lit(", name=").expr(C.Args["name"]);
    whole(C, T.lit(")"));
    return true;
  }
  bool graph(const ContribCall &C, const Spelling &S) {
    auto Writer = defaultWriter(C.Call);
    NodeRef Param{C.Call.File, C.Args["param"]};
    if (!Writer || Param.Node == NoId)
      return P.decline("SU320", "through which writer this graph goes is not said around it", C.Call,
                       "give it to `initialize(graph=...)` instead");
    std::string Path = P.L.externalPath(Param);
    bool IsGraph = Path == "tensorflow.get_default_graph()" || Path == "tensorflow.Graph()";
    if (Mode.at(C.Call) != ContribMode::Graph && !IsGraph)
      return P.decline("SU320", "what kind of graph this is, a `tf.Graph` or its bytes, is not known", Param);
    Text T(S.V1Always + "raw_ops.WriteGraphSummary(writer=" + *Writer + "._resource, step=");
    if (given(C, "step") && mayBeNone(P, {C.Call.File, C.Args["step"]}))
      return P.decline("SU320", "this step may be None, which stands for the global step",
                       {C.Call.File, C.Args["step"]}, "give the step itself");
    if (given(C, "step"))
      T.expr(C.Args["step"]);
    else
      for (Piece &Part : globalStep(P, C.Call, Mode, S).Pieces)
        T.Pieces.push_back(Part);
    T.lit(", tensor=").expr(Param.Node, /*Tight=*/IsGraph);
    if (IsGraph)
      T.lit(".as_graph_def(add_shapes=True).SerializeToString()");
    if (given(C, "name"))
      T.lit(", name=").expr(C.Args["name"]);
    whole(C, T.lit(")"));
    return true;
  }

  Plan &P;
  ArrayRef<TagAnswer> Tags;
  ContribMode Mode;
  Recording Records;
};

} // namespace

bool emitContrib(Plan &P, ArrayRef<TagAnswer> Tags) { return ContribPlanner(P, Tags).run(); }

} // namespace summary_upgrade::migrate
