#include "migrate/WriterEvents.h"
#include "migrate/WriterInit.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

namespace {

class EventPlanner {
public:
  EventPlanner(Plan &P, const WriterPlan &W, const Sessions &Where) : P(P), W(W), Where(Where) {}

  bool run() {
    for (uint32_t C : P.C.WriterCalls) {
      const WriterCall &X = P.P.WriterCalls[C];
      if (!is_contained(X.Writers, W.Writer))
        continue;
      bool Metadata = X.Kind == WriterCallKind::AddRunMetadata;
      if (!Metadata && X.Kind != WriterCallKind::AddEvent && X.Kind != WriterCallKind::AddSessionLog &&
          X.Kind != WriterCallKind::AddMetaGraph)
        continue;
      if (!usable(X) || !(Metadata ? runMetadata(X) : event(X)))
        return false;
    }
    return true;
  }

private:
  struct MetadataOps {
    std::optional<Companion> Tag, Bytes, Step, Write;
  };

  std::string method(const WriterCall &X) const { return P.expr({X.Call.File, P.expr(X.Call).Children[0]}).Text; }

  bool usable(const WriterCall &X) {
    std::string Name = method(X);
    const Stmt &S = P.stmt(P.stmtOf(X.Call));
    if (S.Kind != StmtKind::Expr || S.Value != X.Call.Node)
      return P.decline("SU219", "this `" + Name + "` is part of a larger expression", X.Call);
    if (!X.Args.Problem.empty() || X.Args.ByName.empty())
      return P.decline(
          "SU219", "this `" + Name + "` " + (X.Args.Problem.empty() ? std::string("has no arguments") : X.Args.Problem),
          X.Call);
    if (X.Kind == WriterCallKind::AddRunMetadata && X.Args["tag"] == NoId)
      return P.decline("SU219", "this `add_run_metadata` gives no tag", X.Call);
    Sess = Where.forCall(X.Call, X.WriterExpr);
    if (Sess.empty())
      return P.decline("SU220", "no session is known to be open where this is written", X.Call);
    return P.spelling(W.Home, X.Call, Spelled);
  }
  Id step(const WriterCall &X) const {
    Id Step = X.Args["global_step"];
    return Step == NoId || P.expr({X.Call.File, Step}).Kind == ExprKind::None ? NoId : Step;
  }
  std::string placeholder(const std::string &Name, StringRef Type, StringRef Wish) const {
    return Name + " = " + Spelled.V1 + "placeholder(" + StringRef(Spelled.V1).split('.').first.str() + "." +
           Type.str() + ", [], name=" + P.literal(W.Home.File, Wish) + ")";
  }
  std::string read(const Companion &C, const WriterCall &X) {
    return reachCompanion(P, C, X.Call, X.WriterExpr, Passed[C.Home]);
  }

  // ---------------------------------------------------------------------------------------------------- run metadata

  /// `all_v2_summary_ops()` may stand behind the writer: it would find an op that is built beside the writer, and run
  /// it without its feeds.
  bool collected() const {
    // With several writers each has a list of its own; beside another component's ops the collection is named.
    return !W.Bridged && P.C.Writers.size() == 1 && any_of(P.C.Merges, [&](uint32_t M) { return P.P.Merges[M].All; });
  }
  /// Where the op can be built once and behind every merge_all: before the loop around the call.
  std::optional<NodeRef> placeBehindMerges(const WriterCall &X) {
    NodeRef S = P.stmtOf(X.Call), At = S;
    for (Id Around : P.chain(S))
      if (StmtKind Kind = P.stmt({S.File, Around}).Kind; Kind == StmtKind::For || Kind == StmtKind::While)
        At = {S.File, Around};
    auto no = [&](const char *Why) -> std::optional<NodeRef> {
      P.decline("SU219", std::string("the op that writes the run metadata has no place behind `merge_all`: ") + Why,
                X.Call);
      return std::nullopt;
    };
    if (!calledOnce(P, P.scopeOf(X.Call)))
      return no("the function around it may be called several times");
    for (const Merge &M : P.P.Merges) {
      if (!M.All || !P.P.project().mayRunTogether(M.Call.File, W.Stmt.File))
        continue;
      bool Behind = P.scopeOf(M.Call) == P.scopeOf(X.Call)
                        ? P.flow(S.File).dominates(P.stmtOf(M.Call).Node, At.Node)
                        : any_of(P.C.Runs, [&](uint32_t R) {
                            NodeRef Run = P.stmtOf(P.P.Runs[R].Call);
                            return P.scopeOf(P.P.Runs[R].Call) == P.scopeOf(X.Call) &&
                                   (Run == At || is_contained(P.chain(Run), At.Node) ||
                                    P.flow(S.File).dominates(Run.Node, At.Node));
                          });
      if (!Behind)
        return no("it is not known to come later");
    }
    if (At != S && !P.movable(X.WriterExpr, S, At) && W.Home != P.scopeOf(X.Call))
      return no("the writer is not known before the loop");
    return At;
  }
  bool buildMetadata(const WriterCall &X, MetadataOps &Ops, bool WithStep) {
    bool Local = collected();
    NodeRef At{};
    if (Local) {
      auto Place = placeBehindMerges(X);
      if (!Place)
        return false;
      At = *Place;
      if (!beforeFinalize(P, W, At, X.Call))
        return false;
    }
    auto name = [&](StringRef Wish) -> std::optional<Companion> {
      if (!Local)
        return companion(P, W, Wish);
      std::string Name = P.freshName(X.Call.File, Wish);
      return Companion{Name, {Carrier::Name, Name, P.scopeOf(X.Call), {}}};
    };
    std::vector<Line> Lines;
    auto make = [&](std::optional<Companion> &Out, StringRef Wish, StringRef Type) {
      Out = name(Wish);
      if (Out)
        Lines.push_back({Text(placeholder(Out->Home, Type, Wish))});
      return Out.has_value();
    };
    if (!make(Ops.Tag, "run_metadata_tag", "string") || !make(Ops.Bytes, "run_metadata_bytes", "string") ||
        (WithStep && !make(Ops.Step, "run_metadata_step", "int64")) || !(Ops.Write = name("write_run_metadata")))
      return false;
    uint32_t File = W.Home.File;
    Lines.push_back({Text("with " + (Local ? P.slice(X.WriterExpr).str() : W.Name) + ".as_default():")});
    Lines.push_back({Text(Ops.Write->Home + " = " + Spelled.V2 + "summary.write("), 1});
    std::string Metadata = Spelled.V1Always + "SummaryMetadata";
    Lines.push_back(
        {Text(Ops.Tag->Home + ", " + Ops.Bytes->Home + ", step=" + (WithStep ? Ops.Step->Home : "0") + ","), 2});
    Lines.push_back({Text("metadata=" + Metadata + "("), 2});
    Lines.push_back({Text("plugin_data=" + Metadata + ".PluginData(plugin_name=" +
                          P.literal(File, "graph_run_metadata") + ", content=b" + P.literal(File, "1") + ")))"),
                     3});
    if (Local)
      P.rewriter(X.Call.File).insertBefore(At.Node, std::move(Lines));
    else
      insertBesideWriter(P, W, std::move(Lines));
    return true;
  }
  bool runMetadata(const WriterCall &X) {
    Id Step = step(X);
    MetadataOps &Ops = Metadata[{collected() ? P.scopeOf(X.Call) : W.Home, Step != NoId}];
    if (!Ops.Write && !buildMetadata(X, Ops, Step != NoId))
      return false;
    std::string Write = read(*Ops.Write, X), Tag = read(*Ops.Tag, X), Bytes = read(*Ops.Bytes, X),
                StepName = Step == NoId ? "-" : read(*Ops.Step, X);
    if (Write.empty() || Tag.empty() || Bytes.empty() || StepName.empty())
      return false;
    Text T(Sess + ".run(" + Write + ", {" + Tag + ": ");
    T.expr(X.Args["tag"])
        .lit(", " + Bytes + ": ")
        .expr(X.Args["run_metadata"], /*Tight=*/true)
        .lit(".SerializeToString()");
    if (Step != NoId)
      T.lit(", " + StepName + ": ").expr(Step);
    P.rewriter(X.Call.File).replaceExpr(X.Call.Node, T.lit("})"));
    P.notice("SU239",
             "run metadata is stored as a summary of TensorBoard's graph plugin, as TensorFlow 2 does it; a program "
             "that reads "
             "`tagged_run_metadata` events does not find it",
             X.Call);
    return true;
  }

  // ---------------------------------------------------------------------------------------------------------- events

  bool event(const WriterCall &X) {
    if (!Import) {
      Event = companion(P, W, "event");
      Import = Event ? companion(P, W, "import_event") : std::nullopt;
      if (!Import)
        return false;
      insertBesideWriter(P, W,
                         {{Text(placeholder(Event->Home, "string", "event"))},
                          {Text(Import->Home + " = " + Spelled.V1Always + "raw_ops.ImportEvent(writer=" + W.Name +
                                "._resource, event=" + Event->Home + ")")}});
    }
    std::string Run = read(*Import, X), Bytes = read(*Event, X);
    if (Run.empty() || Bytes.empty())
      return false;
    Text T(Sess + ".run(" + Run + ", {" + Bytes + ": ");
    if (X.Kind == WriterCallKind::AddEvent) {
      T.expr(X.Args["event"], /*Tight=*/true);
    } else {
      Spelling Here;
      if (!P.spelling(P.scopeOf(X.Call), X.Call, Here))
        return false;
      T.lit(Here.V1Always + "Event(");
      if (Id Step = step(X); Step != NoId)
        T.lit("step=").expr(Step).lit(", ");
      if (X.Kind == WriterCallKind::AddSessionLog)
        T.lit("session_log=").expr(X.Args["session_log"]);
      else
        T.lit("meta_graph_def=").expr(X.Args["meta_graph_def"], /*Tight=*/true).lit(".SerializeToString()");
      T.lit(")");
    }
    P.rewriter(X.Call.File).replaceExpr(X.Call.Node, T.lit(".SerializeToString()})"));
    P.notice(
        "SU238",
        "`" + method(X) +
            "` has no public TensorFlow 2 form: the event goes through a raw op and the writer's private `_resource`" +
            (X.Kind == WriterCallKind::AddEvent ? "" : ", and without the time that v1 put into it"),
        X.Call);
    return true;
  }

  Plan &P;
  const WriterPlan &W;
  const Sessions &Where;
  std::string Sess;
  Spelling Spelled;
  std::map<std::pair<NodeRef, bool>, MetadataOps>
      Metadata; ///< by the scope that builds them, and whether they take a step
  std::optional<Companion> Event, Import;
  std::map<std::string, std::map<NodeRef, std::string>> Passed; ///< by companion
};

} // namespace

bool emitWriterEvents(Plan &P, const WriterPlan &W, const Sessions &Where) { return EventPlanner(P, W, Where).run(); }

} // namespace summary_upgrade::migrate
