// Finds the calls of the summary API among the linked values and joins them into components.
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "program/Program.h"
#include "rulebook/RuleBook.h"
#include "rulebook/Signature.h"
#include <numeric>

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program {

namespace {

/// What `tf.GraphKeys.SUMMARIES` holds.
constexpr const char *DefaultCollection = "summaries";
constexpr StringRef SessionClasses[] = {"tensorflow.Session", "tensorflow.InteractiveSession"};
/// Sessions that manage summaries or finalize the graph by themselves.
constexpr StringRef ManagedSessions[] = {"tensorflow.train.MonitoredTrainingSession", "tensorflow.train.MonitoredSession",
                                         "tensorflow.train.SingularMonitoredSession",
                                         "tensorflow.train.Supervisor().managed_session",
                                         "tensorflow.train.Supervisor().prepare_or_wait_for_session"};
/// What writes v1 summaries by itself.
constexpr StringRef SummaryHooks[] = {"tensorflow.train.SummarySaverHook", "tensorflow.train.Supervisor",
                                      "tensorflow.summary.FileWriterCache.get", "tensorflow.contrib.slim.learning.train"};
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
                                       "tensorflow.contrib.layers.optimize_loss",
                                       "tensorflow.contrib.layers.summarize_tensors",
                                       "tensorflow.contrib.layers.summarize_activations",
                                       "tensorflow.contrib.layers.summarize_collection",
                                       "tensorflow.contrib.layers.summarize_tensor",
                                       "tensorflow.contrib.slim.learning.create_train_op",
                                       "tensorflow.contrib.training.create_train_op"};

class UnionFind {
public:
  uint32_t make() {
    Parent.push_back(static_cast<uint32_t>(Parent.size()));
    return Parent.back();
  }
  uint32_t find(uint32_t X) {
    while (Parent[X] != X)
      X = Parent[X] = Parent[Parent[X]];
    return X;
  }
  void unite(uint32_t A, uint32_t B) {
    A = find(A);
    B = find(B);
    if (A != B)
      Parent[std::max(A, B)] = std::min(A, B);
  }

private:
  std::vector<uint32_t> Parent;
};

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

class Classifier {
public:
  Classifier(Program &Prog, const Linker &L) : Prog(Prog), L(L) {}

  void run() {
    for (uint32_t File = 0; File < L.project().modules().size(); ++File)
      for (Id E = 0; E < facts(File).Exprs.size(); ++E)
        if (facts(File).Exprs[E].Kind == ExprKind::Call)
          makers({File, E});
    dropModernOps();
    containers();
    for (uint32_t File = 0; File < L.project().modules().size(); ++File)
      for (Id E = 0; E < facts(File).Exprs.size(); ++E)
        if (facts(File).Exprs[E].Kind == ExprKind::Call)
          users({File, E});
    mergeInputs();
    writeSources();
    components();
    useChecks();
    looseNames();
  }

private:
  const ModuleFacts &facts(uint32_t File) const { return *L.project().module(File).Facts; }

  void makers(NodeRef Call) {
    std::string Path = L.calleePath(Call);
    if (Path.empty())
      return;
    auto &Api = summaryApi();
    if (auto It = Api.find(Path); It != Api.end()) {
      const ApiEntry &Entry = It->second;
      Arguments Args = bindArguments(facts(Call.File), Call.Node, Entry.Params);
      switch (Entry.Kind) {
      case ApiKind::Op: {
        // `write_raw_pb(v1_op)` is what a migration leaves on purpose.
        if (Id Outer = argumentOf(Call.File, Call.Node, false); Outer != NoId)
          if (StringRef(L.calleePath({Call.File, Outer})).ends_with("summary.experimental.write_raw_pb"))
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
        W.Logdir = Args["logdir"];
        W.Graph = Args["graph"];
        W.Args = std::move(Args);
        WriterAt[Call] = static_cast<uint32_t>(Prog.Writers.size());
        Prog.Writers.push_back(std::move(W));
        return;
      }
      case ApiKind::None:
        break;
      }
    }
    if (is_contained(SessionClasses, Path) || is_contained(ManagedSessions, Path))
      Prog.Sessions.push_back({Call, Path});
    else if (is_contained(SummaryMakers, Path))
      Prog.LibrarySummaries.push_back(Call);
    else if (StringRef(Path).starts_with("tensorflow.contrib.summary.") && StringRef(Path).count("()") == 0)
      Prog.Loose.push_back({"SU219", "`tf.contrib.summary` has no rewrite yet", "", Call, {}, false});
    else if (is_contained(SummaryHooks, Path))
      Prog.Loose.push_back({"SU219", "summaries that `" + StringRef(Path).rsplit('.').second.str() + "` writes by itself have no rewrite yet", "", Call, {}, false});
    else if (StringRef(Path).ends_with("create_file_writer") || StringRef(Path).ends_with("summary.experimental.set_step"))
      Modern.push_back(Call);
  }

  bool isNone(NodeRef E) const { return E.Node == NoId || facts(E.File).Exprs[E.Node].Kind == ExprKind::None; }
  std::optional<std::string> collectionKey(NodeRef E) const {
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
  std::optional<std::vector<std::string>> collectionKeys(NodeRef E) const {
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

  /// `tf.summary.scalar(name, x)` is v1 or v2 by the company it keeps: in a program with a v2 writer and no v1 merge or writer
  /// it is v2 (its step comes from `set_step` or the writer).
  void dropModernOps() {
    if (Modern.empty())
      return;
    auto together = [&](uint32_t A, uint32_t B) { return L.project().mayRunTogether(A, B); };
    std::vector<Op> Kept;
    OpAt.clear();
    for (Op &O : Prog.Ops) {
      bool HasModern = any_of(Modern, [&](NodeRef M) { return together(M.File, O.Call.File); });
      bool HasOld = any_of(Prog.Merges, [&](const Merge &M) { return together(M.Call.File, O.Call.File); }) ||
                    any_of(Prog.Writers, [&](const Writer &W) { return together(W.Call.File, O.Call.File); });
      if (HasModern && !HasOld)
        continue;
      OpAt[O.Call] = static_cast<uint32_t>(Kept.size());
      Kept.push_back(std::move(O));
    }
    Prog.Ops = std::move(Kept);
  }

  // --------------------------------------------------------------------------------------------------- values → handles

  struct Handles {
    std::vector<uint32_t> Ops, Merges, Writers;
    bool any() const { return !Ops.empty() || !Merges.empty() || !Writers.empty(); }
  };
  void collect(NodeRef E, Handles &Out) const {
    for (ValueId VId : L.valuesOf(E).Ids) {
      const Value &V = L.value(VId);
      if (V.Kind != ValueKind::External || V.Site.Node == NoId || !StringRef(V.Path).ends_with("()"))
        continue;
      if (auto It = OpAt.find(V.Site); It != OpAt.end() && pathMakes(V))
        Out.Ops.push_back(It->second);
      if (auto It = MergeAt.find(V.Site); It != MergeAt.end() && pathMakes(V))
        Out.Merges.push_back(It->second);
      if (auto It = WriterAt.find(V.Site); It != WriterAt.end() && pathMakes(V))
        Out.Writers.push_back(It->second);
    }
  }
  static bool pathMakes(const Value &V) { return StringRef(V.Path).count("()") == 1; }
  Handles handles(NodeRef E) const {
    Handles H;
    collect(E, H);
    return H;
  }
  /// Handles in a display or a container variable, with their places.
  void leaves(NodeRef E, std::string Path, std::vector<FetchedSummary> &Out, unsigned Depth) const {
    const ModuleFacts &F = facts(E.File);
    const Expr &X = F.Exprs[E.Node];
    if (Depth > 4)
      return;
    switch (X.Kind) {
    case ExprKind::List:
    case ExprKind::Tuple:
      for (size_t I = 0; I < X.Children.size(); ++I)
        leaves({E.File, X.Children[I]}, Path + ("[" + Twine(I) + "]").str(), Out, Depth + 1);
      return;
    case ExprKind::Dict:
      for (Id Pair : X.Children)
        if (F.Exprs[Pair].Kind == ExprKind::Pair) {
          const Expr &Key = F.Exprs[F.Exprs[Pair].Children[0]];
          leaves({E.File, F.Exprs[Pair].Children[1]}, Path + (Key.Kind == ExprKind::String ? "['" + Key.Text + "']" : "[*]"), Out,
                 Depth + 1);
        }
      return;
    default:
      break;
    }
    Handles H = handles(E);
    if (!H.Ops.empty() || !H.Merges.empty()) {
      Out.push_back({Path, E, H.Ops, H.Merges, {}});
      return;
    }
    const ValueSet &Set = L.valuesOf(E);
    if (const Value *V = L.singleValue(E); V && V->Kind == ValueKind::Container && V->Site != E) {
      size_t Before = Out.size();
      leaves(V->Site, Path, Out, Depth + 1);
      for (NodeRef Added : Appended.lookup(V->Site))
        leaves(Added, Path + "[*]", Out, Depth + 1);
      if (OpenContainers.count(V->Site))
        for (size_t I = Before; I < Out.size(); ++I)
          Out[I].Open = true;
    } else if (Set.Top || Set.Ids.size() > 1) {
      // One of several lists, or anything: what is known of it is not all of it.
      size_t Before = Out.size();
      for (ValueId VId : Set.Ids)
        if (L.value(VId).Kind == ValueKind::Container && L.value(VId).Site != E)
          leaves(L.value(VId).Site, Path, Out, Depth + 1);
      for (size_t I = Before; I < Out.size(); ++I)
        Out[I].Open = true;
    }
  }

  /// The elements that `append` adds to lists, and the lists that change in ways that are not followed.
  void containers() {
    for (uint32_t File = 0; File < L.project().modules().size(); ++File) {
      const ModuleFacts &F = facts(File);
      for (Id E = 0; E < F.Exprs.size(); ++E)
        for (ValueId VId : L.valuesOf({File, E}).Ids) {
          const Value &V = L.value(VId);
          if (V.Kind != ValueKind::Container || V.Site == NodeRef{File, E})
            continue;
          Id Parent = F.Exprs[E].Parent;
          if (Parent == NoId)
            continue;
          const Expr &Around = F.Exprs[Parent];
          if (Around.Kind == ExprKind::Attribute) {
            Id Call = Around.Parent;
            bool IsCall = Call != NoId && F.Exprs[Call].Kind == ExprKind::Call && F.Exprs[Call].Children[0] == Parent;
            if (Around.Text == "append" && IsCall && F.Exprs[Call].Children.size() == 2)
              Appended[V.Site].push_back({File, F.Exprs[Call].Children[1]});
            else if (Around.Text != "keys" && Around.Text != "items" && Around.Text != "values" && Around.Text != "get" &&
                     Around.Text != "index" && Around.Text != "count" && Around.Text != "copy")
              OpenContainers.insert(V.Site);
          } else if (Around.Kind == ExprKind::Subscript && Around.Store && Around.Children[0] == E) {
            OpenContainers.insert(V.Site);
          }
        }
      for (const Stmt &S : F.Stmts)
        if (S.Kind == StmtKind::AugAssign)
          for (Id B : S.Targets)
            if (F.Exprs[B].Kind == ExprKind::Name && F.Exprs[B].Binding != NoId)
              for (Id D : F.Bindings[F.Exprs[B].Binding].Defs)
                if (F.Defs[D].Value != NoId)
                  for (ValueId VId : L.valuesOf({File, F.Defs[D].Value}).Ids)
                    if (L.value(VId).Kind == ValueKind::Container)
                      OpenContainers.insert(L.value(VId).Site);
    }
  }

  void users(NodeRef Call) {
    const ModuleFacts &F = facts(Call.File);
    const Expr &X = F.Exprs[Call.Node];
    const Expr &Callee = F.Exprs[X.Children[0]];
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
      R.FeedIsKeyword = R.Feed != NoId && F.Exprs[R.Feed].Parent != NoId && F.Exprs[F.Exprs[R.Feed].Parent].Kind == ExprKind::Keyword;
      leaves({Call.File, R.Fetches}, "", R.Summaries, 0);
      if (R.Summaries.empty())
        return;
      RunAt[Call] = static_cast<uint32_t>(Prog.Runs.size());
      Prog.Runs.push_back(std::move(R));
      return;
    }
    Handles H = handles(Receiver);
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
    W.Args = bindArguments(F, Call.Node, {"graph", "global_step", "graph_def"});
    W.Writers = H.Writers;
    WriterCallAt[Call] = static_cast<uint32_t>(Prog.WriterCalls.size());
    Prog.WriterCalls.push_back(std::move(W));
  }

  void mergeInputs() {
    for (Merge &M : Prog.Merges) {
      if (M.All) {
        for (uint32_t O = 0; O < Prog.Ops.size(); ++O)
          if ((!M.Key || !Prog.Ops[O].Keys || is_contained(*Prog.Ops[O].Keys, *M.Key)) &&
              L.project().mayRunTogether(Prog.Ops[O].Call.File, M.Call.File))
            M.Ops.push_back(O);
      } else if (M.Inputs != NoId) {
        std::vector<FetchedSummary> Found;
        leaves({M.Call.File, M.Inputs}, "", Found, 0);
        for (FetchedSummary &S : Found) {
          M.Ops.insert(M.Ops.end(), S.Ops.begin(), S.Ops.end());
          M.Merges.insert(M.Merges.end(), S.Merges.begin(), S.Merges.end());
          M.Open |= S.Open || L.valuesOf(S.Leaf).Top;
        }
        M.Open |= !closedList({M.Call.File, M.Inputs}, 0);
      }
    }
  }

  /// Every element of the list is a summary that is known.
  bool closedList(NodeRef E, unsigned Depth) const {
    const ModuleFacts &F = facts(E.File);
    const Expr &X = F.Exprs[E.Node];
    if (Depth > 4)
      return false;
    auto element = [&](NodeRef Element) {
      Handles H = handles(Element);
      const ValueSet &Set = L.valuesOf(Element);
      if (!Set.Top && H.Ops.size() + H.Merges.size() > 0 && H.Ops.size() + H.Merges.size() == Set.Ids.size())
        return true;
      return closedList(Element, Depth + 1);
    };
    if (X.Kind == ExprKind::List || X.Kind == ExprKind::Tuple)
      return all_of(X.Children, [&](Id Child) { return element({E.File, Child}); });
    if (X.Kind == ExprKind::ListComp)
      return element({E.File, X.Children.back()});
    const Value *V = L.singleValue(E);
    if (!V || V->Kind != ValueKind::Container || V->Site == E || OpenContainers.count(V->Site))
      return false;
    return closedList(V->Site, Depth + 1) && all_of(Appended.lookup(V->Site), element);
  }

  void writeSources() {
    for (uint32_t W = 0; W < Prog.Writes.size(); ++W) {
      Write &Wr = Prog.Writes[W];
      if (Wr.Summary == NoId)
        continue;
      for (ValueId VId : L.valuesOf({Wr.Call.File, Wr.Summary}).Ids) {
        const Value &V = L.value(VId);
        auto It = RunAt.find(V.Site);
        if (V.Kind != ValueKind::External || It == RunAt.end())
          continue;
        StringRef Path = V.Path;
        size_t At = Path.rfind("()");
        StringRef Part = Path.substr(At + 2);
        Run &R = Prog.Runs[It->second];
        for (uint32_t S = 0; S < R.Summaries.size(); ++S)
          if (R.Summaries[S].Path == Part) {
            R.Summaries[S].Writes.push_back(W);
            Wr.Sources.push_back({It->second, S});
          }
      }
    }
  }

  // --------------------------------------------------------------------------------------------------------- components

  void components() {
    UnionFind U;
    std::vector<uint32_t> O, M, W, R, A, C;
    for (auto *List : {&O, &M, &W, &R, &A, &C}) {
      size_t Count = List == &O   ? Prog.Ops.size()
                     : List == &M ? Prog.Merges.size()
                     : List == &W ? Prog.Writers.size()
                     : List == &R ? Prog.Runs.size()
                     : List == &A ? Prog.Writes.size()
                                  : Prog.WriterCalls.size();
      for (size_t I = 0; I < Count; ++I)
        List->push_back(U.make());
    }
    for (size_t I = 0; I < Prog.Merges.size(); ++I) {
      for (uint32_t X : Prog.Merges[I].Ops)
        U.unite(M[I], O[X]);
      for (uint32_t X : Prog.Merges[I].Merges)
        U.unite(M[I], M[X]);
    }
    for (size_t I = 0; I < Prog.Runs.size(); ++I)
      for (const FetchedSummary &S : Prog.Runs[I].Summaries) {
        for (uint32_t X : S.Ops)
          U.unite(R[I], O[X]);
        for (uint32_t X : S.Merges)
          U.unite(R[I], M[X]);
      }
    for (size_t I = 0; I < Prog.Writes.size(); ++I) {
      for (uint32_t X : Prog.Writes[I].Writers)
        U.unite(A[I], W[X]);
      for (auto [Run, Summary] : Prog.Writes[I].Sources)
        U.unite(A[I], R[Run]);
    }
    for (size_t I = 0; I < Prog.WriterCalls.size(); ++I)
      for (uint32_t X : Prog.WriterCalls[I].Writers)
        U.unite(C[I], W[X]);

    std::map<uint32_t, uint32_t> Number;
    auto componentOf = [&](uint32_t Node) {
      auto [It, New] = Number.try_emplace(U.find(Node), static_cast<uint32_t>(Prog.Components.size()));
      if (New)
        Prog.Components.emplace_back();
      return It->second;
    };
    for (uint32_t I = 0; I < O.size(); ++I)
      Prog.Components[Prog.Ops[I].Component = componentOf(O[I])].Ops.push_back(I);
    for (uint32_t I = 0; I < M.size(); ++I)
      Prog.Components[Prog.Merges[I].Component = componentOf(M[I])].Merges.push_back(I);
    for (uint32_t I = 0; I < W.size(); ++I)
      Prog.Components[Prog.Writers[I].Component = componentOf(W[I])].Writers.push_back(I);
    for (uint32_t I = 0; I < R.size(); ++I)
      Prog.Components[Prog.Runs[I].Component = componentOf(R[I])].Runs.push_back(I);
    for (uint32_t I = 0; I < A.size(); ++I)
      Prog.Components[Prog.Writes[I].Component = componentOf(A[I])].Writes.push_back(I);
    for (uint32_t I = 0; I < C.size(); ++I)
      Prog.Components[Prog.WriterCalls[I].Component = componentOf(C[I])].WriterCalls.push_back(I);
  }

  // --------------------------------------------------------------------------------------------------------- use checks

  void block(uint32_t Component, std::string Code, std::string Message, NodeRef Place, std::string Help = {},
             std::vector<std::pair<NodeRef, std::string>> Related = {}) {
    Prog.Components[Component].Blockers.push_back({std::move(Code), std::move(Message), std::move(Help), Place, std::move(Related)});
  }

  /// Every place a handle or fetched summary reaches must be one that the tool understands.
  void useChecks() {
    for (uint32_t File = 0; File < L.project().modules().size(); ++File) {
      const ModuleFacts &F = facts(File);
      for (Id E = 0; E < F.Exprs.size(); ++E) {
        const Expr &X = F.Exprs[E];
        if (X.Store)
          continue;
        Handles H = handles({File, E});
        for (uint32_t I : H.Ops)
          checkUse({File, E}, Prog.Ops[I].Component, "summary op", /*Writer=*/false);
        for (uint32_t I : H.Merges)
          checkUse({File, E}, Prog.Merges[I].Component, "merged summary", false);
        for (uint32_t I : H.Writers)
          checkUse({File, E}, Prog.Writers[I].Component, "writer", true);
        checkBytes({File, E});
        if (L.valuesOf({File, E}).Ids.size() == 1)
          checkContainer({File, E});
      }
    }
  }

  /// Uses of the API that no call shows, and writes through writers that are not known.
  void looseNames() {
    auto blockAll = [&](uint32_t File, bool Writers, const std::string &Message, NodeRef Place) {
      std::set<uint32_t> Blocked;
      if (Writers) {
        for (const Writer &W : Prog.Writers)
          if (L.project().mayRunTogether(W.Call.File, File))
            Blocked.insert(W.Component);
      } else {
        for (const Merge &M : Prog.Merges)
          if (M.All && L.project().mayRunTogether(M.Call.File, File))
            Blocked.insert(M.Component);
      }
      Blocks += Blocked.size();
      for (uint32_t C : Blocked) {
        block(C, "SU218", Message, Place);
        Prog.Components[C].Blockers.back().AboutWriter = Writers;
      }
    };
    for (const Merge &M : Prog.Merges)
      if (M.Open)
        block(M.Component, "SU218", "the list that is merged here may hold more summaries than are known", M.Call);
    for (const Run &R : Prog.Runs)
      for (const FetchedSummary &S : R.Summaries)
        if (S.Open)
          block(R.Component, "SU218", "the list that is fetched here may hold more summaries than are known", R.Call);
    for (uint32_t File = 0; File < L.project().modules().size(); ++File) {
      const ModuleFacts &F = facts(File);
      for (Id E = 0; E < F.Exprs.size(); ++E) {
        const Expr &X = F.Exprs[E];
        if (X.Store || (X.Kind != ExprKind::Attribute && X.Kind != ExprKind::Name))
          continue;
        Id Parent = X.Parent;
        bool Callee = Parent != NoId && F.Exprs[Parent].Kind == ExprKind::Call && F.Exprs[Parent].Children[0] == E;
        if (Callee && X.Kind == ExprKind::Attribute && X.Text == "add_summary") {
          NodeRef Receiver{File, X.Children[0]};
          const ValueSet &Set = L.valuesOf(Receiver);
          if ((Set.Top || Set.Ids.empty()) && L.calleesAt({File, Parent}).empty())
            blockAll(File, true, "through which writer this writes is not known", {File, Parent});
          continue;
        }
        std::string Path = L.externalPath({File, E});
        auto It = summaryApi().find(Path);
        bool IsModule = Path == "tensorflow.summary";
        if (It != summaryApi().end() && It->second.Kind != ApiKind::Op)
          continue;
        if (!IsModule && It == summaryApi().end()) {
          // One of several functions: `for f in [tf.summary.scalar, tf.summary.histogram]: f(...)`.
          if (Callee && any_of(L.valuesOf({File, E}).Ids, [&](ValueId VId) {
                auto Found = summaryApi().find(Linker::canonical(L.value(VId).Path));
                return Found != summaryApi().end();
              })) {
            size_t Before = Blocks;
            blockAll(File, false, "which summary op is built here is not known, and merge_all finds it", {File, E});
            if (Blocks == Before)
              Prog.Loose.push_back({"SU218", "this may be a call of the v1 summary API; which one is not known", "", {File, Parent}, {}, false});
          }
          continue;
        }
        if (Callee || (Parent != NoId && F.Exprs[Parent].Kind == ExprKind::Attribute))
          continue;
        if (Parent == NoId && (F.Stmts[X.Stmt].Kind == StmtKind::Assign || F.Stmts[X.Stmt].Kind == StmtKind::Expr))
          continue; // an alias, which the linker follows
        blockAll(File, false, "a summary function is handed on here, and merge_all finds what it builds", {File, E});
      }
    }
  }

  /// The call whose argument `E` is (through keyword and displays when `ThroughDisplays`), or NoId.
  Id argumentOf(uint32_t File, Id E, bool ThroughDisplays) const {
    const ModuleFacts &F = facts(File);
    Id Child = E;
    for (Id At = F.Exprs[E].Parent; At != NoId; Child = At, At = F.Exprs[At].Parent) {
      switch (F.Exprs[At].Kind) {
      case ExprKind::Call:
        return F.Exprs[At].Children[0] == Child ? NoId : At;
      case ExprKind::Keyword:
        continue;
      case ExprKind::List:
      case ExprKind::Tuple:
      case ExprKind::Dict:
      case ExprKind::Pair:
        if (ThroughDisplays)
          continue;
        return NoId;
      default:
        return NoId;
      }
    }
    return NoId;
  }
  bool isNoneTest(uint32_t File, Id E) const {
    const ModuleFacts &F = facts(File);
    Id Parent = F.Exprs[E].Parent;
    if (Parent == NoId || F.Exprs[Parent].Kind != ExprKind::Compare)
      return false;
    StringRef Operator = F.Exprs[Parent].Text;
    return (Operator == "is" || Operator == "is not") && F.Exprs[F.Exprs[Parent].Children[1]].Kind == ExprKind::None;
  }

  void checkUse(NodeRef E, uint32_t Component, StringRef What, bool IsWriter) {
    size_t Before = Prog.Components[Component].Blockers.size();
    checkUseAs(E, Component, What, IsWriter);
    for (size_t I = Before; I < Prog.Components[Component].Blockers.size(); ++I)
      Prog.Components[Component].Blockers[I].AboutWriter = IsWriter;
  }

  void checkUseAs(NodeRef E, uint32_t Component, StringRef What, bool IsWriter) {
    const ModuleFacts &F = facts(E.File);
    const Expr &X = F.Exprs[E.Node];
    if (X.Parent == NoId) {
      const Stmt &S = F.Stmts[X.Stmt];
      switch (S.Kind) {
      case StmtKind::Expr:
      case StmtKind::Assign:
      case StmtKind::AnnAssign:
      case StmtKind::Return:
        return;
      case StmtKind::If:
      case StmtKind::While:
        if (IsWriter)
          return;
        break;
      case StmtKind::With:
        break;
      default:
        break;
      }
      block(Component, S.Kind == StmtKind::With ? "SU219" : "SU218",
            S.Kind == StmtKind::With ? "a `with` over the v1 writer itself has no rewrite yet"
                                     : ("this use of the " + What + " cannot be followed").str(),
            E);
      return;
    }
    const Expr &Parent = F.Exprs[X.Parent];
    switch (Parent.Kind) {
    case ExprKind::Attribute: {
      if (IsWriter) {
        Id Call = Parent.Parent;
        if (Call != NoId && F.Exprs[Call].Kind == ExprKind::Call && F.Exprs[Call].Children[0] == X.Parent &&
            (WriteAt.count({E.File, Call}) || WriterCallAt.count({E.File, Call})))
          return;
        block(Component, "SU219", "`" + Parent.Text + "` of the v1 writer has no rewrite yet", {E.File, X.Parent});
        return;
      }
      block(Component, "SU219", ("`." + Parent.Text + "` of a " + What + " has no rewrite yet").str(), {E.File, X.Parent});
      return;
    }
    case ExprKind::Conditional:
    case ExprKind::BoolOp:
    case ExprKind::NamedExpr:
      return;
    case ExprKind::Compare:
      if (isNoneTest(E.File, E.Node))
        return;
      break;
    case ExprKind::Unary:
      if (IsWriter && Parent.Text == "not")
        return;
      break;
    case ExprKind::List:
    case ExprKind::Tuple:
    case ExprKind::Pair:
    case ExprKind::Call:
    case ExprKind::Keyword: {
      Id Call = argumentOf(E.File, E.Node, true);
      if (Call == NoId) {
        // a display that is stored or returned: its own uses are checked
        if (Parent.Kind != ExprKind::Call && Parent.Kind != ExprKind::Keyword)
          return;
        break;
      }
      NodeRef At{E.File, Call};
      if (!L.calleesAt(At).empty() || RunAt.count(At) || MergeAt.count(At))
        return;
      if (std::string Path = L.calleePath(At); Path == "container.append")
        return;
      block(Component, "SU218", ("the " + What + " is passed to code that the tool cannot see into").str(), E);
      return;
    }
    case ExprKind::ListComp:
      return;
    default:
      break;
    }
    block(Component, "SU218", ("this use of the " + What + " cannot be followed").str(), E);
  }

  /// A container that holds ops may be fetched, merged, stored or passed inside the project.
  void checkContainer(NodeRef E) {
    const Value *V = L.singleValue(E);
    if (!V || V->Kind != ValueKind::Container || V->Site == E)
      return;
    const ModuleFacts &F = facts(E.File);
    const Expr &X = F.Exprs[E.Node];
    if (X.Parent == NoId || F.Exprs[X.Parent].Kind != ExprKind::Binary)
      return;
    std::vector<FetchedSummary> Found;
    leaves(V->Site, "", Found, 0);
    for (const FetchedSummary &S : Found)
      for (uint32_t O : S.Ops)
        block(Prog.Ops[O].Component, "SU218", "the list of summaries is built in a way that cannot be followed", E);
  }

  /// Fetched summary bytes may only go to `add_summary`.
  void checkBytes(NodeRef E) {
    const ModuleFacts &F = facts(E.File);
    const Expr &X = F.Exprs[E.Node];
    for (ValueId VId : L.valuesOf(E).Ids) {
      const Value &V = L.value(VId);
      if (V.Kind != ValueKind::External)
        continue;
      auto It = RunAt.find(V.Site);
      if (It == RunAt.end())
        continue;
      Run &R = Prog.Runs[It->second];
      StringRef Path = V.Path;
      size_t At = Path.rfind(".run()");
      if (At == StringRef::npos)
        continue;
      StringRef Part = Path.substr(At + 6);
      bool IsBytes = any_of(R.Summaries, [&](const FetchedSummary &S) { return S.Path == Part; });
      bool HoldsBytes = any_of(R.Summaries, [&](const FetchedSummary &S) { return StringRef(S.Path).starts_with(Part); });
      bool Loose = Part.contains("[*]");
      if (Part.contains("()") || Part.contains('.')) {
        StringRef Base = Part.take_until([](char C) { return C == '.' || C == '('; });
        if (any_of(R.Summaries, [&](const FetchedSummary &S) { return S.Path == Base; }) && X.Kind == ExprKind::Attribute)
          block(R.Component, "SU210", "the fetched summary is used here as a value, not only written", E);
        continue;
      }
      if (!HoldsBytes && !Loose)
        continue;
      if (X.Parent == NoId) {
        StmtKind Kind = F.Stmts[X.Stmt].Kind;
        if (Kind == StmtKind::Assign || Kind == StmtKind::Expr || Kind == StmtKind::AnnAssign)
          continue;
        if (Kind == StmtKind::Return) {
          Id Function = F.functionScope(X.Scope);
          if (!L.callersOf({E.File, Function}).empty())
            block(R.Component, "SU214", "the summary is fetched here and written in another function, so its step is not known where it is fetched",
                  E, "write the summary in the function that runs it, or pass the step to it");
          else
            block(R.Component, "SU210", "the fetched summary is returned to callers that the tool cannot see", E);
          continue;
        }
        block(R.Component, "SU210", "the fetched summary is used here as a value, not only written", E);
        continue;
      }
      const Expr &Parent = F.Exprs[X.Parent];
      if (Parent.Kind == ExprKind::Subscript && Parent.Children[0] == E.Node && !IsBytes)
        continue;
      Id Call = argumentOf(E.File, E.Node, false);
      if (Call != NoId && WriteAt.count({E.File, Call}) && IsBytes)
        continue;
      if (Call != NoId && StringRef(L.calleePath({E.File, Call})).ends_with(".make_callable()")) {
        Prog.Components[R.Component].AlreadyBridged = true;
        continue;
      }
      if (Call != NoId && !L.calleesAt({E.File, Call}).empty()) {
        block(R.Component, "SU214", "the fetched summary is handed to another function, which decides its step", E,
              "write the summary in the function that runs it");
        continue;
      }
      block(R.Component, "SU210", "the fetched summary is used here as a value, not only written", E);
    }
  }

  Program &Prog;
  const Linker &L;
  std::map<NodeRef, uint32_t> OpAt, MergeAt, WriterAt, RunAt, WriteAt, WriterCallAt;
  std::vector<NodeRef> Modern;
  size_t Blocks = 0; ///< components that looseNames blocked
  struct AppendedElements : std::map<NodeRef, std::vector<NodeRef>> {
    std::vector<NodeRef> lookup(NodeRef Container) const {
      auto It = find(Container);
      return It == end() ? std::vector<NodeRef>() : It->second;
    }
  };
  AppendedElements Appended;         ///< container → what `append` adds
  std::set<NodeRef> OpenContainers;  ///< changed in ways that are not followed
};

} // namespace

const StringMap<ApiEntry> &summaryApi() {
  // The pages say how the functions are called; here stands only what each page's functions are.
  static const StringMap<ApiEntry> Api = [] {
    StringMap<ApiEntry> Result;
    for (const rulebook::Rule &R : rulebook::RuleBook::get().all()) {
      ApiEntry Entry;
      auto Op = StringSwitch<std::optional<OpKind>>(R.Code)
                    .Case("SU101", OpKind::Scalar)
                    .Case("SU102", OpKind::Histogram)
                    .Case("SU103", OpKind::Image)
                    .Case("SU104", OpKind::Audio)
                    .Case("SU105", OpKind::Text)
                    .Case("SU106", OpKind::Tensor)
                    .Default(std::nullopt);
      Entry.Op = Op.value_or(OpKind::Scalar);
      Entry.Kind = Op                  ? ApiKind::Op
                   : R.Code == "SU110" ? ApiKind::Merge
                   : R.Code == "SU111" ? ApiKind::MergeAll
                   : R.Code == "SU201" ? ApiKind::Writer
                                       : ApiKind::None;
      if (Entry.Kind == ApiKind::None)
        continue;
      for (StringRef Line : R.From) {
        auto Signature = rulebook::parseSignature(Line);
        if (!Signature) { // the pages are tested
          consumeError(Signature.takeError());
          continue;
        }
        StringRef Callee = Signature->Callee;
        if (!Callee.consume_front("tf."))
          continue;
        ApiEntry One = Entry;
        for (const rulebook::Parameter &P : Signature->Params)
          One.Params.push_back(P.Name.str());
        Result[("tensorflow." + Callee).str()] = std::move(One);
      }
    }
    return Result;
  }();
  return Api;
}

Program::Program(const Linker &L) : L(L) { Classifier(*this, L).run(); }

} // namespace summary_upgrade::program
