// Which calls are ops, merges, writers, runs and writes of the summary API, and with which arguments.
#include "program/Classifier.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program {

namespace {

/// What `tf.GraphKeys.SUMMARIES` holds.
constexpr const char *DefaultCollection = "summaries";
constexpr StringRef SessionClasses[] = {"tensorflow.Session", "tensorflow.InteractiveSession"};
/// Sessions that manage summaries or finalize the graph by themselves.
constexpr StringRef ManagedSessions[] = {
    "tensorflow.train.MonitoredTrainingSession", "tensorflow.train.MonitoredSession",
    "tensorflow.train.SingularMonitoredSession", "tensorflow.train.Supervisor().managed_session",
    "tensorflow.train.Supervisor().prepare_or_wait_for_session"};
/// Functions that add summaries of their own, which `merge_all` would find.
constexpr StringRef SummaryMakers[] = {"tensorflow.train.batch",
                                       "tensorflow.train.batch_join",
                                       "tensorflow.train.shuffle_batch",
                                       "tensorflow.train.shuffle_batch_join",
                                       "tensorflow.train.maybe_batch",
                                       "tensorflow.train.input_producer",
                                       "tensorflow.train.string_input_producer",
                                       "tensorflow.train.range_input_producer",
                                       "tensorflow.train.slice_input_producer",
                                       "tensorflow.train.import_meta_graph", // their collections come along
                                       "tensorflow.saved_model.load",
                                       "tensorflow.saved_model.loader.load",
                                       "tensorflow.contrib.layers.optimize_loss",
                                       "tensorflow.contrib.layers.summarize_tensors",
                                       "tensorflow.contrib.layers.summarize_activations",
                                       "tensorflow.contrib.layers.summarize_collection",
                                       "tensorflow.contrib.layers.summarize_tensor",
                                       "tensorflow.contrib.slim.learning.create_train_op",
                                       "tensorflow.contrib.training.create_train_op"};

/// An op of TensorBoard's own plugins (`tensorboard.plugins.pr_curve.summary.op`, `tensorboard.summary.scalar`), which
/// go into the graph's collection; those that end in `pb` make protos.
bool isPluginOp(StringRef Path) {
  const StringRef Leaf = Path.rsplit('.').second;
  if (Leaf.ends_with("pb"))
    return false;
  if (Path.consume_front("tensorboard.plugins."))
    return Path.split('.').second == ("summary." + Leaf).str() && Leaf.ends_with("op");
  return (Path.consume_front("tensorboard.summary.v1.") || Path.consume_front("tensorboard.summary.")) &&
         Path == Leaf &&
         (Leaf.ends_with("_op") ||
          is_contained({"scalar", "histogram", "image", "audio", "text", "pr_curve", "custom_scalar"}, Leaf));
}

Arguments bindArguments(const ModuleFacts &F, Id Call, ArrayRef<std::string> Params) {
  Arguments Result;
  const Expr &X = F.Exprs[Call];
  size_t Position = 0;
  auto set = [&](StringRef Name, Id Value) {
    if (Result[Name] != NoId)
      Result.Problem = ("gives `" + Name + "` twice").str();
    Result.ByName.push_back({Name.str(), Value});
  };
  for (size_t A = 1; A < X.Children.size(); ++A) {
    const Expr &Argument = F.Exprs[X.Children[A]];
    if (Argument.Kind == ExprKind::Keyword) {
      if (!is_contained(Params, Argument.Text))
        Result.Problem = "has an argument `" + Argument.Text + "` that the v1 function does not take";
      set(Argument.Text, Argument.Children[0]);
    } else if (Argument.Kind == ExprKind::Starred || Argument.Kind == ExprKind::DoubleStarred) {
      Result.Problem = "gets its arguments through `*` or `**`";
    } else if (Position < Params.size()) {
      set(Params[Position++], X.Children[A]);
    } else {
      Result.Problem = "has more positional arguments than the v1 function takes";
    }
  }
  return Result;
}

/// `graph_def=` takes what `graph=` takes, a graph or its definition, and so does what replaces both. TensorFlow 1
/// refuses two of them; one may be None.
void graphOfDefinition(const ModuleFacts &F, Arguments &Args, bool ByPosition) {
  auto none = [&](StringRef Name) { return Args[Name] != NoId && F.Exprs[Args[Name]].Kind == ExprKind::None; };
  auto drop = [&](StringRef Name) { erase_if(Args.ByName, [&](const auto &Arg) { return Arg.first == Name; }); };
  if (none("graph_def"))
    drop("graph_def");
  const Id Definition = Args["graph_def"];
  if (Definition == NoId || (Args["graph"] != NoId && !none("graph")))
    return;
  const Id Parent = F.Exprs[Definition].Parent;
  if (!ByPosition && (Parent == NoId || F.Exprs[Parent].Kind != ExprKind::Keyword))
    return; // behind `max_queue` and `flush_secs`
  drop("graph");
  for (auto &[Name, Value] : Args.ByName)
    if (Name == "graph_def")
      Name = "graph";
}

/// The v2 form writes the graph at step 0.
void stepOfGraph(const ModuleFacts &F, Arguments &Args) {
  erase_if(Args.ByName, [&](const auto &Arg) {
    const Expr &X = F.Exprs[Arg.second];
    return Arg.first == "global_step" && (X.Kind == ExprKind::None || (X.Kind == ExprKind::Int && X.Text == "0"));
  });
}

std::vector<std::string> writerCallParams(WriterCallKind Kind) {
  switch (Kind) {
  case WriterCallKind::AddGraph:
    return {"graph", "global_step", "graph_def"};
  case WriterCallKind::AddEvent:
    return {"event"};
  case WriterCallKind::AddRunMetadata:
    return {"run_metadata", "tag", "global_step"};
  case WriterCallKind::AddSessionLog:
    return {"session_log", "global_step"};
  case WriterCallKind::AddMetaGraph:
    return {"meta_graph_def", "global_step"};
  case WriterCallKind::Flush:
  case WriterCallKind::Close:
  case WriterCallKind::Reopen:
  case WriterCallKind::GetLogdir:
    break;
  case WriterCallKind::Projector:
    return {"summary_writer", "config"};
  }
  return {};
}

} // namespace

void Classifier::makers(NodeRef Call) {
  std::string Path = L.calleePath(Call);
  if (Path.empty())
    return;
  auto &Api = summaryApi();
  // `write_raw_pb(v1_op)` is what a migration leaves on purpose.
  auto keptOnPurpose = [&] {
    Id Outer = argumentOf(Call.File, Call.Node, false);
    return Outer != NoId && StringRef(L.calleePath({Call.File, Outer})).ends_with("summary.experimental.write_raw_pb");
  };
  if (const Wrapper *W = L.project().described().find(Path)) {
    if (keptOnPurpose())
      return;
    Op O;
    O.Call = Call;
    O.Described = W;
    O.Kind = Api.find(W->ActsAs)->second.Op;
    O.Args = bindArguments(facts(Call.File), Call.Node, W->Params);
    if (const size_t At = O.Args.Problem.find("the v1 function takes"); At != std::string::npos)
      O.Args.Problem = O.Args.Problem.substr(0, At) + "its description has";
    else if (!O.Args.Problem.empty() && StringRef(O.Args.Problem).ends_with("that the v1 function does not take"))
      O.Args.Problem =
          StringRef(O.Args.Problem).drop_back(StringRef("that the v1 function does not take").size()).str() +
          "that its description does not have";
    for (auto &[Name, Value] : O.Args.ByName)
      if (const auto At = llvm::find(W->Params, Name); At != W->Params.end())
        Name = W->Roles[At - W->Params.begin()];
    const std::vector<std::string> &Params = Api.find(W->ActsAs)->second.Params;
    O.Name = O.Args[Params[0]];
    O.Data = O.Args[Params[1]];
    O.Family = O.Args["family"];
    O.Keys = std::vector<std::string>{DefaultCollection};
    OpAt[Call] = static_cast<uint32_t>(Prog.Ops.size());
    Prog.Ops.push_back(std::move(O));
    return;
  }
  if (auto It = Api.find(Path); It != Api.end()) {
    const ApiEntry &Entry = It->second;
    Arguments Args = bindArguments(facts(Call.File), Call.Node, Entry.Params);
    switch (Entry.Kind) {
    case ApiKind::Op: {
      if (keptOnPurpose())
        return;
      if (Args["step"] != NoId || Args["data"] != NoId || Args["buckets"] != NoId) {
        Modern.push_back(Call);
        return; // already the v2 function
      }
      Op O;
      O.Call = Call;
      O.Kind = Entry.Op;
      O.Name = Args[Entry.Params[0]];
      O.Data = Args[Entry.Params[1]];
      O.Family = Args["family"];
      O.Collections = Args["collections"];
      O.Keys = collectionKeys({Call.File, O.Collections});
      O.Args = std::move(Args);
      OpAt[Call] = static_cast<uint32_t>(Prog.Ops.size());
      Prog.Ops.push_back(std::move(O));
      return;
    }
    case ApiKind::Merge:
    case ApiKind::MergeAll: {
      Merge M;
      M.Call = Call;
      M.All = Entry.Kind == ApiKind::MergeAll;
      M.Inputs = M.All ? NoId : Args["inputs"];
      if (M.All) {
        M.KeyExpr = Args["key"];
        M.Scope = Args["scope"];
        M.Key = isNone({Call.File, M.KeyExpr}) ? std::string(DefaultCollection) : collectionKey({Call.File, M.KeyExpr});
      }
      M.Args = std::move(Args);
      MergeAt[Call] = static_cast<uint32_t>(Prog.Merges.size());
      Prog.Merges.push_back(std::move(M));
      return;
    }
    case ApiKind::Writer: {
      Writer W;
      W.Call = Call;
      graphOfDefinition(facts(Call.File), Args, /*ByPosition=*/false);
      W.Logdir = Args["logdir"];
      W.Graph = Args["graph"];
      W.Args = std::move(Args);
      WriterAt[Call] = static_cast<uint32_t>(Prog.Writers.size());
      Prog.Writers.push_back(std::move(W));
      return;
    }
    case ApiKind::Contrib:
      ContribAt[Call] = static_cast<uint32_t>(Prog.Contribs.size());
      Prog.Contribs.push_back({Call, Entry.Contrib, std::move(Args), 0});
      return;
    case ApiKind::Manager: {
      Manager M;
      M.Call = Call;
      M.Kind = Entry.Manager;
      M.Args = std::move(Args);
      if (M.Kind == ManagerKind::WriterCache) {
        Caches.push_back(std::move(M));
        return;
      }
      ManagerAt[Call] = static_cast<uint32_t>(Prog.Managers.size());
      Prog.Managers.push_back(std::move(M));
      break; // it may be a session as well
    }
    case ApiKind::None:
      break;
    }
  }
  if (is_contained(SessionClasses, Path) || is_contained(ManagedSessions, Path))
    Prog.Sessions.push_back({Call, Path});
  else if (is_contained(SummaryMakers, Path) || isPluginOp(Path))
    Prog.LibrarySummaries.push_back(Call);
  else if (StringRef(Path).ends_with("create_file_writer") ||
           StringRef(Path).ends_with("summary.experimental.set_step"))
    Modern.push_back(Call);
}

bool Classifier::isNone(NodeRef E) const {
  return E.Node == NoId || facts(E.File).Exprs[E.Node].Kind == ExprKind::None;
}

std::optional<std::string> Classifier::collectionKey(NodeRef E) const {
  const Expr &X = facts(E.File).Exprs[E.Node];
  if (X.Kind == ExprKind::String)
    return X.Text;
  if (L.externalPath(E) == "tensorflow.GraphKeys.SUMMARIES")
    return std::string(DefaultCollection);
  if (const Value *V = L.singleValue(E); V && V->Kind == ValueKind::Expression && V->Site != E &&
                                         facts(V->Site.File).Exprs[V->Site.Node].Kind == ExprKind::String)
    return facts(V->Site.File).Exprs[V->Site.Node].Text;
  return std::nullopt;
}

std::optional<std::vector<std::string>> Classifier::collectionKeys(NodeRef E) const {
  if (isNone(E))
    return std::vector<std::string>{DefaultCollection};
  NodeRef Display = E;
  if (const Value *V = L.singleValue(E); V && V->Kind == ValueKind::Container)
    Display = V->Site;
  const Expr &X = facts(Display.File).Exprs[Display.Node];
  if (X.Kind != ExprKind::List && X.Kind != ExprKind::Tuple && X.Kind != ExprKind::Set)
    return std::nullopt;
  std::vector<std::string> Keys;
  for (Id Child : X.Children) {
    auto Key = collectionKey({Display.File, Child});
    if (!Key)
      return std::nullopt;
    Keys.push_back(*Key);
  }
  return Keys;
}

void Classifier::dropModernOps() {
  const Vocabulary &Words = L.project().words(); // also of files that have nothing to do with these
  if (Modern.empty() && !Words.NewWriting)
    return;
  auto together = [&](uint32_t A, uint32_t B) { return L.project().mayRunTogether(A, B); };
  // A library whose importers are not found (a package that is checked out under another name): v2 where v2 is spoken,
  // and nobody merges, writes or manages what v1 ops make.
  const bool NothingOld = !Words.OldWriting && Prog.Merges.empty() && Prog.Writers.empty() &&
                          all_of(Prog.Managers, [](const Manager &M) { return M.Kind == ManagerKind::KerasCallback; });
  std::vector<Op> Kept;
  OpAt.clear();
  for (Op &O : Prog.Ops) {
    bool HasModern = any_of(Modern, [&](NodeRef M) { return together(M.File, O.Call.File); });
    bool HasOld = any_of(Prog.Merges, [&](const Merge &M) { return together(M.Call.File, O.Call.File); }) ||
                  any_of(Prog.Writers, [&](const Writer &W) { return together(W.Call.File, O.Call.File); });
    if (NothingOld || (HasModern && !HasOld))
      continue;
    OpAt[O.Call] = static_cast<uint32_t>(Kept.size());
    Kept.push_back(std::move(O));
  }
  Prog.Ops = std::move(Kept);
}

void Classifier::users(NodeRef Call) {
  const ModuleFacts &F = facts(Call.File);
  const Expr &X = F.Exprs[Call.Node];
  const Expr &Callee = F.Exprs[X.Children[0]];
  if (StringRef(L.calleePath(Call)).ends_with("plugins.projector.visualize_embeddings")) {
    WriterCall W;
    W.Call = Call;
    W.Kind = WriterCallKind::Projector;
    W.Args = bindArguments(F, Call.Node, writerCallParams(W.Kind));
    W.WriterExpr = {Call.File, W.Args["summary_writer"]};
    if (W.WriterExpr.Node == NoId || !W.Args.Problem.empty())
      return;
    W.Writers = handles(W.WriterExpr).Writers;
    if (W.Writers.empty())
      return;
    WriterCallAt[Call] = static_cast<uint32_t>(Prog.WriterCalls.size());
    Prog.WriterCalls.push_back(std::move(W));
    return;
  }
  if (Callee.Kind != ExprKind::Attribute)
    return;
  NodeRef Receiver{Call.File, Callee.Children[0]};
  if (Callee.Text == "run") {
    Arguments Args = bindArguments(F, Call.Node, {"fetches", "feed_dict", "options", "run_metadata"});
    if (Args["fetches"] == NoId)
      return;
    Run R;
    R.Call = Call;
    R.Session = Receiver;
    R.Fetches = Args["fetches"];
    R.Feed = Args["feed_dict"];
    R.Problem = Args.Problem;
    R.FeedIsKeyword =
        R.Feed != NoId && F.Exprs[R.Feed].Parent != NoId && F.Exprs[F.Exprs[R.Feed].Parent].Kind == ExprKind::Keyword;
    leaves({Call.File, R.Fetches}, "", R.Summaries, 0);
    if (R.Summaries.empty())
      return;
    RunAt[Call] = static_cast<uint32_t>(Prog.Runs.size());
    Prog.Runs.push_back(std::move(R));
    return;
  }
  Handles H = handles(Receiver);
  if (Callee.Text == "eval" && (!H.Ops.empty() || !H.Merges.empty())) {
    Arguments Args = bindArguments(F, Call.Node, {"feed_dict", "session"});
    Run R;
    R.Call = Call;
    R.Eval = true;
    R.Session = {Call.File, isNone({Call.File, Args["session"]}) ? NoId : Args["session"]};
    R.Fetches = Receiver.Node;
    R.Feed = Args["feed_dict"];
    R.Problem = Args.Problem;
    R.FeedIsKeyword =
        R.Feed != NoId && F.Exprs[R.Feed].Parent != NoId && F.Exprs[F.Exprs[R.Feed].Parent].Kind == ExprKind::Keyword;
    R.Summaries.push_back({"", Receiver, H.Ops, H.Merges, {}});
    RunAt[Call] = static_cast<uint32_t>(Prog.Runs.size());
    Prog.Runs.push_back(std::move(R));
    return;
  }
  if (H.Writers.empty())
    return;
  if (Callee.Text == "add_summary") {
    Arguments Args = bindArguments(F, Call.Node, {"summary", "global_step"});
    Write W;
    W.Call = Call;
    W.WriterExpr = Receiver;
    W.Summary = Args["summary"];
    W.Step = Args["global_step"];
    W.Writers = H.Writers;
    WriteAt[Call] = static_cast<uint32_t>(Prog.Writes.size());
    Prog.Writes.push_back(std::move(W));
    return;
  }
  auto Kind = StringSwitch<std::optional<WriterCallKind>>(Callee.Text)
                  .Case("add_graph", WriterCallKind::AddGraph)
                  .Case("flush", WriterCallKind::Flush)
                  .Case("close", WriterCallKind::Close)
                  .Case("reopen", WriterCallKind::Reopen)
                  .Case("get_logdir", WriterCallKind::GetLogdir)
                  .Case("add_event", WriterCallKind::AddEvent)
                  .Case("add_run_metadata", WriterCallKind::AddRunMetadata)
                  .Case("add_session_log", WriterCallKind::AddSessionLog)
                  .Case("add_meta_graph", WriterCallKind::AddMetaGraph)
                  .Default(std::nullopt);
  if (!Kind)
    return; // the use check names it
  WriterCall W;
  W.Call = Call;
  W.WriterExpr = Receiver;
  W.Kind = *Kind;
  W.Args = bindArguments(F, Call.Node, writerCallParams(*Kind));
  if (*Kind == WriterCallKind::AddGraph) {
    graphOfDefinition(F, W.Args, /*ByPosition=*/true);
    stepOfGraph(F, W.Args);
  }
  W.Writers = H.Writers;
  WriterCallAt[Call] = static_cast<uint32_t>(Prog.WriterCalls.size());
  Prog.WriterCalls.push_back(std::move(W));
}

} // namespace summary_upgrade::program
