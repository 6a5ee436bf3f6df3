#include "migrate/OwnSession.h"
#include "migrate/FetchedValues.h"
#include "migrate/HostScalars.h"
#include "migrate/Managed.h"
#include "migrate/OwnSessionCalls.h"
#include "migrate/Respell.h"
#include "migrate/WriterPlace.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

namespace {

/// What the writers that one file makes need of the class.
struct Needs {
  bool Graph = false, AddGraph = false, Logdir = false, Flush = false, Close = false, Unclosed = false;
  bool Cached = false; ///< one for each directory
  bool MaxQueue = false, FlushSecs = false, Suffix = false;
  bool With = false, RunMetadata = false, Event = false, SessionLog = false, MetaGraph = false;
  bool Written = false, Bytes = false, Protos = false, Scalars = false, Values = false;
  bool Hook = false;                       ///< TensorFlow's own classes use it as they use a v1 writer
  bool Reopen = false, UniqueFile = false; ///< 1.15 gives two files of one second one name
};

Needs needsOf(const Plan &P, uint32_t File) {
  Needs N;
  for (uint32_t I = 0; I < P.P.Writers.size(); ++I) {
    const Writer &W = P.P.Writers[I];
    if ((W.Cached ? W.CacheFile : W.Call.File) != File)
      continue;
    N.Cached |= W.Cached;
    N.Graph |= W.Graph != NoId || W.Cached;
    N.MaxQueue |= W.Args["max_queue"] != NoId;
    N.FlushSecs |= W.Args["flush_secs"] != NoId;
    N.Suffix |= W.Args["filename_suffix"] != NoId;
    const Stmt &Around = P.stmt(P.stmtOf(W.Call));
    bool Closed = Around.Kind == StmtKind::With &&
                  any_of(Around.Items, [&](const WithItem &Item) { return Item.Context == W.Call.Node; });
    N.With |= Closed;
    for (const WriterCall &C : P.P.WriterCalls) {
      if (!is_contained(C.Writers, I))
        continue;
      N.AddGraph |= C.Kind == WriterCallKind::AddGraph;
      N.Event |= C.Kind == WriterCallKind::AddEvent;
      N.SessionLog |= C.Kind == WriterCallKind::AddSessionLog;
      N.MetaGraph |= C.Kind == WriterCallKind::AddMetaGraph;
      N.RunMetadata |= C.Kind == WriterCallKind::AddRunMetadata;
      N.Logdir |= C.Kind == WriterCallKind::GetLogdir || C.Kind == WriterCallKind::Projector;
      N.Flush |= C.Kind == WriterCallKind::Flush;
      Closed |= C.Kind == WriterCallKind::Close;
      if (C.Kind == WriterCallKind::Reopen)
        N.Reopen = N.UniqueFile = N.Close = true;
    }
    for (const Write &X : P.P.Writes) {
      if (!is_contained(X.Writers, I) || X.Summary == NoId)
        continue;
      if (hostScalars(P, X)) {
        N.Scalars = true;
        continue;
      }
      std::string Form = bytesForm(P, {X.Call.File, X.Summary});
      if (P.Opts.How != Strategy::Bridge && !valuesBlocker(P, X.Component)) {
        N.Values = N.Scalars = true;
        if (Form.empty() && !X.Sources.empty() && !fetchesBytes(P, X.Component))
          continue;
        N.Bytes = N.Protos = true;
      }
      N.Written = true;
      N.Bytes |= Form != ".SerializeToString()";
      N.Protos |= !Form.empty();
    }
    for (const Manager &M : P.P.Managers)
      if (M.Joins && is_contained(M.Writers, I)) {
        N.Hook = N.Written = N.Bytes = N.Protos = N.SessionLog = N.Flush = true;
        if (M.Kind == ManagerKind::Supervisor)
          N.MetaGraph = N.AddGraph = N.Close = N.Reopen = true;
      }
    N.Close |= Closed;
    N.Unclosed |= !Closed;
  }
  auto asked = [&](StringRef Method) { // of `sv.summary_writer`, wherever it goes
    for (uint32_t Other = 0; Other < P.P.project().modules().size(); ++Other)
      if (P.P.project().mayRunTogether(File, Other) && any_of(P.facts(Other).Exprs, [&](const Expr &X) {
            return X.Kind == ExprKind::Attribute && X.Text == Method;
          }))
        return true;
    return false;
  };
  for (const Manager &M : P.P.Managers)
    if (M.Joins && M.Kind == ManagerKind::Supervisor && M.Writers.empty() && M.Call.File == File) {
      N.Hook = N.Written = N.Bytes = N.Protos = N.SessionLog = N.MetaGraph = N.AddGraph = N.Flush = N.Close = N.Reopen =
          true;
      N.Scalars |= any_of(P.P.Writes, [&](const Write &X) {
        return P.P.project().mayRunTogether(File, X.Call.File) && hostScalars(P, X);
      });
      N.Event |= asked("add_event");
      N.RunMetadata |= asked("add_run_metadata");
      N.Logdir |= asked("get_logdir");
    }
  return N;
}

} // namespace

std::vector<Line> ownSessionClass(Plan &P, uint32_t File) {
  Needs N = needsOf(P, File);
  Spelling S;
  NodeRef Module{File, 0};
  P.spelling(Module, Module, S);
  std::string Tf = StringRef(S.V1Always).split('.').first.str() + ".";
  std::vector<Line> Lines;
  auto line = [&](unsigned Depth, const Twine &T) { Lines.push_back({Text(T.str()), Depth}); };
  std::string Params = "self, logdir", Options = "logdir";
  if (N.Graph)
    Params += ", graph=None";
  if (N.MaxQueue) {
    Params += ", max_queue=10";
    Options += ", max_queue=max_queue";
  }
  if (N.FlushSecs) {
    Params += ", flush_secs=120";
    Options += ", flush_millis=int(flush_secs * 1000)";
  }
  if (N.Suffix) {
    Params += ", filename_suffix=None";
    if (!N.UniqueFile)
      Options += ", filename_suffix=filename_suffix";
  }
  if (N.UniqueFile)
    Options += ", filename_suffix=" + uniqueSuffix(S) + (N.Suffix ? " + (filename_suffix or '')" : "");
  line(0, "class " + P.definitionName(File, "SummaryWriter") + "(object):");
  line(1, Twine("\"\"\"Writes ") +
              (N.Written   ? N.Scalars ? "scalars and v1 summaries " : "v1 summaries "
               : N.Scalars ? "scalars "
                           : "") +
              "through a TensorFlow 2 writer that has a graph and a session of its own.\"\"\"");
  line(0, "");
  if (N.Cached) {
    line(1, "cache = {}");
    line(0, "");
    line(1, "@classmethod");
    line(1, "def get(cls, logdir):");
    line(2, "if logdir not in cls.cache:");
    line(3, "cls.cache[logdir] = cls(logdir, " + S.V1Always + "get_default_graph())");
    line(2, "return cls.cache[logdir]");
    line(0, "");
  }
  line(1, "def __init__(" + Params + "):");
  if (N.Logdir)
    line(2, "self.logdir = logdir");
  line(2, "with " + Tf + "Graph().as_default():");
  line(3, "self.writer = " + S.V2 + "summary.create_file_writer(" + Options + ")");
  if (N.Written) {
    line(3, "summary_bytes = " + S.V1Always + "placeholder(" + Tf + "string, [])");
    line(3, "summary_step = " + S.V1Always + "placeholder(" + Tf + "int64, [])");
    line(3, "with self.writer.as_default():");
    line(4, "write = " + S.V2 + "summary.experimental.write_raw_pb(summary_bytes, step=summary_step)");
  }
  if (N.Scalars) {
    line(3, "tag = " + S.V1Always + "placeholder(" + Tf + "string, [])");
    line(3, "value = " + S.V1Always + "placeholder(" + Tf + "float64, [])");
    line(3, "step = " + S.V1Always + "placeholder(" + Tf + "int64, [])");
    line(3, "plugin = " + S.V1Always + "SummaryMetadata.PluginData(plugin_name='scalars')");
    line(3, "with self.writer.as_default():");
    line(4, "write_scalar = " + S.V2 + "summary.write(");
    line(5, "tag, " + Tf + "cast(value, " + Tf + "float32), step=step, metadata=" + S.V1Always +
                "SummaryMetadata(plugin_data=plugin))");
  }
  if (N.RunMetadata) {
    line(3, "metadata_tag = " + S.V1Always + "placeholder(" + Tf + "string, [])");
    line(3, "metadata_bytes = " + S.V1Always + "placeholder(" + Tf + "string, [])");
    line(3, "metadata_step = " + S.V1Always + "placeholder(" + Tf + "int64, [])");
    line(3, "plugin = " + S.V1Always + "SummaryMetadata.PluginData(plugin_name='graph_run_metadata', content=b'1')");
    line(3, "with self.writer.as_default():");
    line(4, "write_metadata = " + S.V2 + "summary.write(");
    line(5, "metadata_tag, metadata_bytes, step=metadata_step, metadata=" + S.V1Always +
                "SummaryMetadata(plugin_data=plugin))");
  }
  bool Events = N.Event || N.SessionLog || N.MetaGraph;
  if (Events) {
    line(3, "event_bytes = " + S.V1Always + "placeholder(" + Tf + "string, [])");
    line(3, "import_event = " + S.V1Always + "raw_ops.ImportEvent(writer=self.writer._resource, event=event_bytes)");
  }
  if (N.Flush || N.Unclosed)
    line(3, "flush = self.writer.flush()");
  if (N.Close)
    line(3, "close = self.writer.close()");
  line(3, "self.session = " + S.V1Always + "Session(config=" + S.V1Always + "ConfigProto(device_count={'GPU': 0}))");
  if (N.Reopen)
    line(3, "self.init = self.writer.init()");
  line(3, std::string("self.session.run(self.") + (N.Reopen ? "init)" : "writer.init())"));
  if (N.Close)
    line(2, "self.closed = False");
  if (N.Written)
    line(2, "self.run_write = self.session.make_callable(write, [summary_bytes, summary_step])");
  if (N.Scalars)
    line(2, "self.run_scalar = self.session.make_callable(write_scalar, [tag, value, step])");
  if (N.RunMetadata)
    line(2, "self.run_write_metadata = self.session.make_callable(write_metadata, [metadata_tag, metadata_bytes, "
            "metadata_step])");
  if (Events)
    line(2, "self.run_import = self.session.make_callable(import_event, [event_bytes])");
  if (N.Flush || N.Unclosed)
    line(2, "self.run_flush = self.session.make_callable(flush)");
  if (N.Close)
    line(2, "self.run_close = self.session.make_callable(close)");
  if (N.Unclosed)
    line(2, "atexit.register(self.flush)");
  if (N.Graph) {
    line(2, "if graph is not None:");
    line(3, "self.add_graph(graph)");
  }
  if (N.Graph || N.AddGraph) {
    line(0, "");
    line(1, "def add_graph(self, graph):");
    line(2, "with self.session.graph.as_default(), self.writer.as_default():");
    line(3, S.V1Always + "summary.initialize(graph=graph, session=self.session)");
  }
  unsigned Depth = N.Close ? 3 : 2;
  if (N.Values && !N.Written) {
    line(0, "");
    line(1, "def write(self, summary, step=None):");
    line(2, "for tag, value in summary.items():");
    line(3, "self.scalar(tag, value, step)");
  }
  if (N.Written) {
    line(0, "");
    line(1, "def write(self, summary, step=None):");
    if (N.Values) {
      line(2, "if isinstance(summary, dict):");
      line(3, "for tag, value in summary.items():");
      line(4, "self.write(value, step) if isinstance(value, bytes) else self.scalar(tag, value, step)");
      line(3, "return");
    }
    if (N.Bytes && N.Protos) {
      line(2, "if not isinstance(summary, bytes):");
      line(3, "summary = summary.SerializeToString()");
    }
    if (N.Close)
      line(2, "if not self.closed:");
    line(Depth, std::string("self.run_write(summary") + (N.Bytes ? "" : ".SerializeToString()") + ", int(step or 0))");
  }
  if (N.Hook) {
    line(0, "");
    line(1, "def add_summary(self, summary, global_step=None):");
    line(2, "self.write(summary, global_step)");
  }
  if (N.Scalars) {
    line(0, "");
    line(1, "def scalar(self, tag, value, step=None):");
    if (N.Close)
      line(2, "if not self.closed:");
    line(Depth, "self.run_scalar(tag, float(value), int(step or 0))");
  }
  if (N.RunMetadata) {
    line(0, "");
    line(1, "def add_run_metadata(self, run_metadata, tag, global_step=None):");
    if (N.Close)
      line(2, "if not self.closed:");
    line(Depth, "self.run_write_metadata(tag, run_metadata.SerializeToString(), int(global_step or 0))");
  }
  if (Events) {
    line(0, "");
    line(1, "def add_event(self, event):");
    if (N.Close)
      line(2, "if not self.closed:");
    line(Depth, "self.run_import(event.SerializeToString())");
  }
  if (N.SessionLog) {
    line(0, "");
    line(1, "def add_session_log(self, session_log, global_step=None):");
    line(2, "self.add_event(" + S.V1Always + "Event(step=int(global_step or 0), session_log=session_log))");
  }
  if (N.MetaGraph) {
    line(0, "");
    line(1, "def add_meta_graph(self, meta_graph_def, global_step=None):");
    line(2, "self.add_event(" + S.V1Always +
                "Event(step=int(global_step or 0), meta_graph_def=meta_graph_def.SerializeToString()))");
  }
  if (N.Flush || N.Unclosed) {
    line(0, "");
    line(1, "def flush(self):");
    if (N.Close)
      line(2, "if not self.closed:");
    line(Depth, "self.run_flush()");
  }
  if (N.Close) {
    line(0, "");
    line(1, "def close(self):");
    line(2, "if not self.closed:");
    line(3, "self.closed = True");
    line(3, "self.run_close()");
  }
  if (N.Reopen) {
    line(0, "");
    line(1, "def reopen(self):");
    line(2, "if self.closed:");
    line(3, "self.closed = False");
    line(3, "self.session.run(self.init)");
  }
  if (N.With) {
    line(0, "");
    line(1, "def __enter__(self):");
    line(2, "return self");
    line(0, "");
    line(1, "def __exit__(self, *exception):");
    line(2, "self.close()");
  }
  if (N.Logdir) {
    line(0, "");
    line(1, "def get_logdir(self):");
    line(2, "return self.logdir");
  }
  if (N.Unclosed)
    P.requestDefinitionImport(File, "import atexit");
  return Lines;
}

/// `writer.add_summary(s, global_step=i)` → `writer.write(s, step=i)`.
static void spellWrite(Plan &P, NodeRef Write, Id WriterExpr) {
  const Expr &Call = P.expr(Write);
  Rewriter &R = P.rewriter(Write.File);
  R.replaceExpr(Call.Children[0], Text().expr(WriterExpr, /*Tight=*/true).lit(".write"));
  for (Id Argument : Call.Children)
    if (const Expr &K = P.expr({Write.File, Argument}); K.Kind == ExprKind::Keyword && K.Text == "global_step")
      R.replaceExpr(Argument, Text("step=").expr(K.Children[0]));
}

bool emitOwnSession(Plan &P, OwnForm Form, bool &Raw) {
  for (const Blocker &B : P.C.Blockers)
    if (B.AboutWriter)
      return P.decline(B.Code, B.Message, B.Place, B.Help, B.Related);
  if (P.C.Writes.empty() && P.C.Managers.empty() && !(P.C.Ops.empty() && P.C.Runs.empty()))
    return P.decline("SU221", "these summaries are never written by the code that was read",
                     P.P.Writers[P.C.Writers[0]].Call);
  bool OnlyOpened =
      P.C.Writes.empty() && P.C.Managers.empty() &&
      all_of(P.C.Writers, [&](uint32_t W) { return P.P.Writers[W].Graph == NoId && !P.P.Writers[W].Cached; }) &&
      all_of(P.C.WriterCalls, [&](uint32_t W) {
        WriterCallKind Kind = P.P.WriterCalls[W].Kind;
        return Kind == WriterCallKind::Flush || Kind == WriterCallKind::Close || Kind == WriterCallKind::Reopen ||
               Kind == WriterCallKind::GetLogdir;
      });
  if (OnlyOpened && !P.C.Writers.empty())
    return P.decline("SU221", "nothing is written through this writer by the code that was read",
                     P.P.Writers[P.C.Writers[0]].Call, "run the tool on the whole project");
  if (!classTakes(P))
    return false;
  if (Form == OwnForm::Values && !emitFetchedValues(P))
    return false;
  for (uint32_t I : P.C.Writers) {
    const Writer &W = P.P.Writers[I];
    const uint32_t Home = W.Cached ? W.CacheFile : W.Call.File;
    const ModuleFacts &F = P.facts(Home);
    if (needsOf(P, Home).Unclosed)
      for (const Binding &B : F.Bindings)
        if (B.Name == "atexit" && any_of(B.Defs, [&](Id D) { return F.Defs[D].Kind != DefKind::Import; }))
          return P.decline("SU219", "the name `atexit` means something else in this file", W.Call);
    std::string Class;
    if (!nameClass(P, W, Class))
      return false;
    P.rewriter(W.Call.File).replaceExpr(P.expr(W.Call).Children[0], Text(Class + (W.Cached ? ".get" : "")));
    spellGraph(P, W.Call, W.Graph);
    P.define(Home, " class", ownSessionClass(P, Home));
  }
  for (uint32_t I : P.C.Managers) {
    const Manager &M = P.P.Managers[I];
    if (M.Kind != ManagerKind::Supervisor || !M.Writers.empty())
      continue;
    if (!giveWriter(P, M, P.definitionName(M.Call.File, "SummaryWriter")))
      return false;
    P.define(M.Call.File, " class", ownSessionClass(P, M.Call.File));
    for (NodeRef Call : M.Writes)
      spellWrite(P, Call, P.facts(Call.File).Exprs[P.expr(Call).Children[0]].Children[0]);
  }
  Raw |= !P.C.Managers.empty();
  std::set<NodeRef> Apart;
  for (uint32_t I : P.C.Writes) {
    const Write &W = P.P.Writes[I];
    if (W.Summary == NoId)
      return P.decline("SU219", "this `add_summary` names no summary", W.Call);
    if (auto Proto = hostScalars(P, W)) {
      emitHostScalars(
          P, W, *Proto,
          [&](const HostValue &V) {
            Text T;
            T.expr(W.WriterExpr.Node, /*Tight=*/true).lit(".scalar(").expr(V.Tag).lit(", ").expr(V.Value);
            if (W.Step != NoId)
              T.lit(", ").expr(W.Step);
            return T.lit(")");
          },
          std::nullopt);
      Apart.insert(W.Call);
      continue;
    }
    if (Form == OwnForm::HostScalars)
      return P.decline("SU219", "a summary that is more than scalars, or not written at once, keeps its bytes", W.Call);
    Raw |= Form == OwnForm::Any;
    spellWrite(P, W.Call, W.WriterExpr.Node);
  }
  return (!Raw && Form != OwnForm::Values) || respell(P, Apart, Form == OwnForm::Values);
}

} // namespace summary_upgrade::migrate
