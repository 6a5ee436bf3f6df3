#include "migrate/WriterPlace.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

namespace {

/// Blocks around a statement within its function, innermost first.
std::vector<Id> blocksAround(const Plan &P, NodeRef S) {
  std::vector<Id> Result;
  for (Id At : P.chain(S))
    Result.push_back(P.facts(S.File).Stmts[At].Block);
  return Result;
}

bool opensGraph(const Plan &P, NodeRef With) {
  for (const WithItem &Item : P.stmt(With).Items)
    for (ValueId V : P.L.valuesOf({With.File, Item.Context}).Ids) {
      StringRef Path = P.L.value(V).Path;
      if (Path.ends_with(".as_default()") || Path.ends_with("Session()"))
        return true;
    }
  return false;
}

bool isLoop(StmtKind Kind) { return Kind == StmtKind::For || Kind == StmtKind::While; }

/// The innermost block that holds all statements; then into `with graph.as_default():` bodies that hold all builders,
/// so that the writer is made in the graph of its ops.
std::optional<Id> anchorBlock(const Plan &P, const std::vector<BuildStatement> &Builds, std::optional<NodeRef> Also) {
  NodeRef First = Builds.front().Stmt;
  std::vector<Id> Candidates = blocksAround(P, First);
  auto holds = [&](Id Block, NodeRef S) { return is_contained(blocksAround(P, S), Block); };
  size_t At = 0;
  while (At < Candidates.size() &&
         !(all_of(
               Builds, [&](const BuildStatement &B) { return holds(Candidates[At], B.Stmt); }) &&
           (!Also || holds(Candidates[At], *Also))))
    ++At;
  if (At == Candidates.size())
    return std::nullopt;
  size_t Best = At;
  for (size_t Inner = At; Inner-- > 0;) {
    const Block &B = P.facts(First.File).Blocks[Candidates[Inner]];
    if (B.Kind != BlockKind::Body || P.facts(First.File).Stmts[B.Parent].Kind != StmtKind::With ||
        !all_of(Builds, [&](const BuildStatement &X) { return holds(Candidates[Inner], X.Stmt); }))
      break;
    if (opensGraph(P, {First.File, B.Parent}))
      Best = Inner;
  }
  return Candidates[Best];
}

/// Sets how the writer is called: the FileWriter's own target when it can be assigned at the anchor, else a fresh name.
bool nameWriter(Plan &P, WriterPlan &W) {
  const Writer &V1 = P.P.Writers[W.Writer];
  const Stmt &S = P.stmt(W.Stmt);
  NodeRef Target{W.Stmt.File, NoId};
  if (W.InWith)
    Target.Node = find_if(S.Items, [&](const WithItem &Item) { return Item.Context == V1.Call.Node; })->Target;
  else if (S.Kind == StmtKind::Assign && S.Value == V1.Call.Node && S.Targets.size() == 1)
    Target.Node = S.Targets[0];
  else if (!(S.Kind == StmtKind::Expr && S.Value == V1.Call.Node))
    return P.decline("SU215",
                     "the writer is made inside a larger expression, so the v2 writer has no place before the ops",
                     V1.Call, "give the writer a statement of its own");
  std::string Self;
  auto HomeClass = P.methodClass(W.Home, &Self);
  bool SameScope = W.Scope == W.Home;
  if (Target.Node != NoId && SameScope) {
    const Expr &T = P.expr(Target);
    if (T.Kind == ExprKind::Name) {
      const Binding &B = P.facts(Target.File).Bindings[T.Binding];
      bool Free = W.InPlace || all_of(B.Defs, [&](Id D) {
                    Id At = P.facts(Target.File).Defs[D].Stmt;
                    return At == W.Stmt.Node || P.facts(Target.File).StmtRange[At].End <=
                                                    P.facts(Target.File).StmtRange[W.Anchor.Node].Begin;
                  });
      if (Free) {
        W.KeepsName = true;
        W.Name = W.Bare = T.Text;
        W.Where = {Carrier::Name, T.Text, {Target.File, P.facts(Target.File).functionScope(B.Scope)}, {}};
        return true;
      }
    } else if (T.Kind == ExprKind::Attribute && P.expr({Target.File, T.Children[0]}).Kind == ExprKind::Name) {
      W.KeepsName = true;
      W.Name = P.slice(Target).str();
      W.Bare = T.Text;
      if (HomeClass && P.expr({Target.File, T.Children[0]}).Text == Self)
        W.Where = {Carrier::SelfAttribute, T.Text, {}, *HomeClass};
      else
        W.Where = {Carrier::Name, W.Name, W.Home, {}};
      return true;
    } else if (T.Kind != ExprKind::Name) {
      return P.decline("SU215", "the writer is stored in a place that cannot be assigned before the ops are built",
                       Target);
    }
  }
  // A writer of its own: the name (or attribute) of the v1 one gets it where the FileWriter stood.
  if (HomeClass && !SameScope) {
    W.Bare = P.freshName(W.Home.File, "summary_writer");
    W.Name = Self + "." + W.Bare;
    W.Where = {Carrier::SelfAttribute, W.Bare, {}, *HomeClass};
  } else {
    W.Bare = W.Name = P.freshName(W.Home.File, Target.Node == NoId ? "writer" : "summary_writer");
    W.Where = {Carrier::Name, W.Name, W.Home, {}};
  }
  return true;
}

/// The function that builds all ops when the writer's own does not: a caller of the writer's scope that builds the ops
/// first, or the ops' own scope.
std::optional<NodeRef> otherHome(const Plan &P, const CallIndex &Index, NodeRef WriterScope) {
  auto buildsInCallOf = [&](NodeRef Caller, NodeRef CallStmt) {
    return any_of(Index.buildStatements(Caller), [&](const BuildStatement &B) { return B.Stmt == CallStmt; });
  };
  std::optional<NodeRef> Second;
  std::vector<NodeRef> Level{WriterScope};
  for (unsigned Depth = 0; Depth < 4; ++Depth) {
    std::vector<NodeRef> Next;
    for (NodeRef S : Level)
      for (uint32_t Edge : P.L.callersOf(S)) {
        NodeRef Call = P.L.callEdges()[Edge].Call, Caller = P.scopeOf(Call);
        Next.push_back(Caller);
        if (!Index.covers(Caller))
          continue;
        // `train(Model(), path)` builds and trains in one statement: the model itself is the better place.
        if (!buildsInCallOf(Caller, P.stmtOf(Call)))
          return Caller;
        if (!Second)
          Second = Caller;
      }
    Level = std::move(Next);
  }
  for (NodeRef OpScope : Index.opScopes())
    if (Index.covers(OpScope) && (!Second || P.methodClass(OpScope)))
      return OpScope;
  return Second;
}

} // namespace

/// `tf.app.run()` or `tf.app.run(main)` calls it, and nothing else mentions it.
static bool isAppMain(const Plan &P, NodeRef Function) {
  const ModuleFacts &F = P.facts(Function.File);
  const python::Scope &S = F.Scopes[Function.Node];
  if (S.Kind != ScopeKind::Function || S.Stmt == NoId || F.Blocks[F.Stmts[S.Stmt].Block].Kind != BlockKind::Module ||
      !S.Decorators.empty())
    return false;
  unsigned Runs = 0;
  for (Id E = 0; E < F.Exprs.size(); ++E) {
    const Expr &X = F.Exprs[E];
    bool Own = X.Kind == ExprKind::Name && X.Text == S.Name && !X.Store;
    if (X.Kind == ExprKind::Call)
      if (std::string Path = P.L.calleePath({Function.File, E});
          Path == "tensorflow.app.run" || Path == "absl.app.run") {
        bool NamesMain = false; // else it takes the module's `main`
        for (size_t A = 1; A < X.Children.size(); ++A) {
          const Expr &Argument = F.Exprs[X.Children[A]];
          bool Keyword = Argument.Kind == ExprKind::Keyword;
          if (!Keyword ? A == 1 : Argument.Text == "main")
            NamesMain = true;
          if (const Expr &Given = Keyword ? F.Exprs[Argument.Children[0]] : Argument;
              Given.Kind == ExprKind::Name && Given.Text == S.Name)
            ++Runs;
        }
        Runs += !NamesMain && S.Name == "main";
        if (P.flow(Function.File).innermostLoop(X.Stmt) != NoId)
          return false;
      }
    if (!Own)
      continue;
    Id Call = X.Parent;
    while (Call != NoId && F.Exprs[Call].Kind == ExprKind::Keyword)
      Call = F.Exprs[Call].Parent;
    std::string Path =
        Call != NoId && F.Exprs[Call].Kind == ExprKind::Call ? P.L.calleePath({Function.File, Call}) : std::string();
    if (Path != "tensorflow.app.run" && Path != "absl.app.run")
      return false;
  }
  return Runs == 1;
}

bool calledOnce(const Plan &P, NodeRef Function, unsigned Depth) {
  if (Depth > 16)
    return false;
  if (P.facts(Function.File).Scopes[Function.Node].Kind == ScopeKind::Module)
    return true;
  auto Callers = P.L.callersOf(Function);
  if (Callers.empty() && isAppMain(P, Function))
    return true;
  if (Callers.empty() || P.L.escapes(Function))
    return false;
  for (size_t I = 0; I < Callers.size(); ++I) {
    NodeRef Call = P.L.callEdges()[Callers[I]].Call;
    // Callers in programs that never run together (train.py and evaluate.py) are one each.
    for (size_t J = 0; J < I; ++J)
      if (P.P.project().mayRunTogether(P.L.callEdges()[Callers[J]].Call.File, Call.File))
        return false;
    if (P.flow(Call.File).innermostLoop(P.expr(Call).Stmt) != NoId || !calledOnce(P, P.scopeOf(Call), Depth + 1))
      return false;
  }
  return true;
}

static bool onceInGraph(const Plan &P, NodeRef S, unsigned Depth);

/// Around or before the statement, its function makes a graph or forgets the old one.
static bool ownGraph(const Plan &P, NodeRef S) {
  const python::Flow &Flow = P.flow(S.File);
  const ModuleFacts &F = P.facts(S.File);
  Id Loop = Flow.innermostLoop(S.Node);
  for (Id At : P.chain(S)) {
    if (At == Loop)
      break;
    if (F.Stmts[At].Kind == StmtKind::With && At != S.Node)
      for (const WithItem &Item : F.Stmts[At].Items)
        if (F.Exprs[Item.Context].Kind == ExprKind::Call &&
            P.L.externalPath({S.File, Item.Context}) == "tensorflow.Graph().as_default()")
          return true;
  }
  NodeRef Scope = P.scopeOfStmt(S);
  for (Id E = 0; E < F.Exprs.size(); ++E)
    if (F.Exprs[E].Kind == ExprKind::Call && F.functionScope(F.Exprs[E].Scope) == Scope.Node &&
        Flow.sameLoop(F.Exprs[E].Stmt, S.Node) && Flow.dominates(F.Exprs[E].Stmt, S.Node) &&
        P.L.calleePath({S.File, E}) == "tensorflow.reset_default_graph")
      return true;
  return false;
}

/// The statement runs at most once in one graph: each round of a loop and each call makes a graph of its own, or there
/// is one only.
static bool onceInGraph(const Plan &P, NodeRef S, unsigned Depth) {
  if (ownGraph(P, S))
    return true;
  NodeRef Scope = P.scopeOfStmt(S);
  Id Loop = P.flow(S.File).innermostLoop(S.Node);
  if (Loop != NoId || Depth > 8)
    return false;
  auto Callers = P.L.callersOf(Scope);
  for (size_t I = 0; I < Callers.size(); ++I) {
    NodeRef Call = P.L.callEdges()[Callers[I]].Call;
    // Alone, a call counts as often as it runs; beside others (of the same program), it needs its own graph.
    bool Alone = none_of(Callers, [&](uint32_t Other) {
      return Other != Callers[I] && P.P.project().mayRunTogether(P.L.callEdges()[Other].Call.File, Call.File);
    });
    if (Alone ? !onceInGraph(P, P.stmtOf(Call), Depth + 1) : !ownGraph(P, P.stmtOf(Call)))
      return false;
  }
  return true;
}

/// `m = Model(); …; m.open()`: each object builds its ops once and makes its writer once, in the same round of whatever
/// loop.
static bool oncePerObject(const Plan &P, NodeRef Home, NodeRef WriterScope) {
  auto HomeClass = P.methodClass(Home), WriterClass = P.methodClass(WriterScope);
  if (!HomeClass || !WriterClass || *HomeClass != *WriterClass || P.L.escapes(Home) || P.L.escapes(WriterScope))
    return false;
  auto Builds = P.L.callersOf(Home), Opens = P.L.callersOf(WriterScope);
  if (Builds.size() != 1 || Opens.size() != 1)
    return false;
  NodeRef Build = P.L.callEdges()[Builds[0]].Call, Open = P.L.callEdges()[Opens[0]].Call;
  NodeRef BuildStmt = P.stmtOf(Build), OpenStmt = P.stmtOf(Open);
  if (Build.File != Open.File || P.scopeOf(Build) != P.scopeOf(Open) ||
      !P.flow(Build.File).dominates(BuildStmt.Node, OpenStmt.Node) ||
      !P.flow(Build.File).sameLoop(BuildStmt.Node, OpenStmt.Node))
    return false;
  const Stmt &S = P.stmt(BuildStmt);
  const Expr &Callee = P.expr({Open.File, P.expr(Open).Children[0]});
  if (P.facts(Home.File).Scopes[Home.Node].Name != "__init__" || S.Kind != StmtKind::Assign || S.Value != Build.Node ||
      S.Targets.size() != 1 || Callee.Kind != ExprKind::Attribute)
    return false;
  const Expr &Target = P.expr({Build.File, S.Targets[0]}), &Object = P.expr({Open.File, Callee.Children[0]});
  if (Target.Kind != ExprKind::Name || Object.Kind != ExprKind::Name || Target.Binding != Object.Binding)
    return false;
  // Each object in a graph of its own, or only one: merge_all of a second one would find the first one's ops.
  if (!onceInGraph(P, BuildStmt, 0))
    return false;
  Id Def = P.flow(Open.File).uniqueDef(Callee.Children[0]);
  return Def != NoId && P.facts(Open.File).Defs[Def].Stmt == BuildStmt.Node;
}

/// Every call that leads to the function stands in the loop.
static bool madeInLoop(const Plan &P, NodeRef Function, NodeRef Loop, unsigned Depth = 0) {
  if (Depth > 8 || P.L.escapes(Function))
    return false;
  auto Callers = P.L.callersOf(Function);
  return !Callers.empty() && all_of(Callers, [&](uint32_t Edge) {
    NodeRef Call = P.L.callEdges()[Edge].Call;
    if (P.scopeOf(Call) == P.scopeOfStmt(Loop))
      return is_contained(P.chain(P.stmtOf(Call)), Loop.Node);
    return madeInLoop(P, P.scopeOf(Call), Loop, Depth + 1);
  });
}

/// The writer is reopened, or several sessions (one after another, or one made in a loop) write through it.
static bool initialisedOften(const Plan &P, const WriterPlan &W) {
  for (uint32_t C : P.C.WriterCalls)
    if (P.P.WriterCalls[C].Kind == WriterCallKind::Reopen)
      return true;
  std::set<NodeRef> Sites;
  for (uint32_t R : P.C.Runs)
    if (NodeRef Receiver = P.P.Runs[R].Session; Receiver.Node != NoId)
      for (ValueId V : P.L.valuesOf(Receiver).Ids)
        if (NodeRef Site = P.L.value(V).Site; Site.Node != NoId && StringRef(P.L.value(V).Path).ends_with("Session()"))
          Sites.insert(Site);
  return Sites.size() > 1 || any_of(Sites, [&](NodeRef Site) {
           Id Loop = P.flow(Site.File).innermostLoop(P.expr(Site).Stmt);
           // A writer that is made in the same round has its own session.
           return Loop != NoId && !(P.scopeOf(Site) == W.Scope ? is_contained(P.chain(W.Stmt), Loop)
                                                               : madeInLoop(P, W.Scope, {Site.File, Loop}));
         });
}

bool checkArguments(Plan &P, WriterPlan &W) {
  const Writer &V1 = P.P.Writers[W.Writer];
  W.Stmt = P.stmtOf(V1.Call);
  W.Scope = P.scopeOf(V1.Call);
  if (P.stmt(W.Stmt).Kind == StmtKind::With)
    for (const WithItem &Item : P.stmt(W.Stmt).Items) {
      if ((W.InWith = Item.Context == V1.Call.Node))
        break;
      if (!StringRef(std::string(P.L.externalPath({W.Stmt.File, Item.Context}))).ends_with("Session()"))
        return P.decline("SU215",
                         "this `with` has another item before the writer, which may decide what the writer is made in",
                         V1.Call, "give the writer a `with` statement of its own");
    }
  if (!V1.Args.Problem.empty())
    return P.decline("SU219", "this `FileWriter` call " + V1.Args.Problem, V1.Call);
  for (StringRef Extra : {"graph_def", "session"})
    if (V1.Args[Extra] != NoId)
      return P.decline("SU219", ("`" + Extra + "=` of FileWriter has no rewrite yet").str(),
                       {V1.Call.File, V1.Args[Extra]});
  if (V1.Logdir == NoId)
    return P.decline("SU219", "this `FileWriter` call gives no directory", V1.Call);
  W.UniqueFile = initialisedOften(P, W);
  return true;
}

/// A call that also builds ops of another writer's component cannot stand under this writer alone.
static bool buildsOnlyOwn(Plan &P, ArrayRef<BuildStatement> Builds) {
  std::map<NodeRef, NodeRef> Foreign; // scope → an op of another component in it
  for (const Op &O : P.P.Ops)
    if (O.Component != P.Index && !P.P.Components[O.Component].Writers.empty())
      Foreign.try_emplace(P.scopeOf(O.Call), O.Call);
  if (Foreign.empty())
    return true;
  std::map<NodeRef, std::vector<NodeRef>> Calls; // scope → functions it calls
  for (const CallEdge &Edge : P.L.callEdges())
    Calls[P.scopeOf(Edge.Call)].push_back(Edge.Callee);
  for (const BuildStatement &B : Builds) {
    std::vector<NodeRef> Work;
    for (const CallEdge &Edge : P.L.callEdges())
      if (P.stmtOf(Edge.Call) == B.Stmt)
        Work.push_back(Edge.Callee);
    std::set<NodeRef> Seen;
    while (!Work.empty()) {
      NodeRef Scope = Work.back();
      Work.pop_back();
      if (!Seen.insert(Scope).second)
        continue;
      if (auto It = Foreign.find(Scope); It != Foreign.end())
        return P.decline("SU213", "one call builds summaries of this writer and of another one",
                         P.P.Ops[*B.Ops.begin()].Call, {}, {{It->second, "belongs to another writer"}});
      auto &Next = Calls[Scope];
      Work.insert(Work.end(), Next.begin(), Next.end());
    }
  }
  return true;
}

bool keepWriter(Plan &P, WriterPlan &W) {
  if (!checkArguments(P, W))
    return false;
  W.Home = W.Scope;
  W.Anchor = W.Stmt;
  W.InPlace = true;
  return nameWriter(P, W);
}

bool placeWriter(Plan &P, const CallIndex &Index, WriterPlan &W) {
  if (Index.opScopes().empty()) // only the graph is written
    return keepWriter(P, W);
  if (!checkArguments(P, W))
    return false;
  const Writer &V1 = P.P.Writers[W.Writer];
  if (Index.covers(W.Scope)) {
    W.Home = W.Scope;
    W.Builds = Index.buildStatements(W.Home);
    if (!buildsOnlyOwn(P, W.Builds))
      return false;
    if (any_of(P.C.Merges, [&](uint32_t M) { return P.P.Merges[M].All; }) && !onceInGraph(P, W.Stmt, 0))
      return P.decline(
          "SU215", "the writer may be made several times in one graph, where `merge_all` finds the ops of all of them",
          V1.Call, "make a graph for each");
    bool Dominates = all_of(
        W.Builds, [&](const BuildStatement &B) { return P.flow(W.Stmt.File).dominates(W.Stmt.Node, B.Stmt.Node); });
    auto graphAround = [&](NodeRef S) {
      for (Id At : P.chain(S))
        if (At != S.Node && P.stmt({S.File, At}).Kind == StmtKind::With && opensGraph(P, {S.File, At}))
          return At;
      return NoId;
    };
    if (Dominates &&
        (graphAround(W.Builds.front().Stmt) == graphAround(W.Stmt) || graphAround(W.Builds.front().Stmt) == NoId)) {
      W.InPlace = true;
      W.Anchor = W.Stmt;
      return nameWriter(P, W);
    }
    auto Block = anchorBlock(P, W.Builds, W.Stmt);
    if (!Block)
      return P.decline("SU215", "no place dominates both the ops and the writer", V1.Call);
    W.Anchor = {W.Home.File, P.flow(W.Home.File).ancestorIn(W.Builds.front().Stmt.Node, *Block)};
    // What stands between the anchor's block and the FileWriter decides how often it is made.
    for (Id At : P.chain(W.Stmt)) {
      if (P.stmt({W.Stmt.File, At}).Block == *Block)
        break;
      Id Parent = P.facts(W.Stmt.File).parentStmt(At);
      if (Parent == NoId)
        break;
      StmtKind Kind = P.facts(W.Stmt.File).Stmts[Parent].Kind;
      bool HoldsAnchor = is_contained(P.chain(W.Anchor), Parent);
      if (HoldsAnchor)
        break;
      if (isLoop(Kind))
        return P.decline("SU215", "the writer is made in a loop, but the ops are built once, outside it", V1.Call);
      if (Kind == StmtKind::If || Kind == StmtKind::Try || Kind == StmtKind::Match)
        return P.decline("SU215", "the writer is made only under a condition, but the ops are always built", V1.Call,
                         "make the writer in every case, or build the ops under the same condition");
    }
    W.LateDir = !P.movable({V1.Call.File, V1.Logdir}, W.Stmt, W.Anchor);
    if (!nameWriter(P, W))
      return false;
  } else {
    auto Home = otherHome(P, Index, W.Scope);
    for (NodeRef OpScope : Index.opScopes())
      if (Index.covers(OpScope) && oncePerObject(P, OpScope, W.Scope))
        Home = OpScope;
    if (!Home) {
      if (auto Open = Index.openBuilder(W.Scope))
        return P.decline("SU218", Open->second, Open->first);
      return P.decline(
          "SU215",
          "the ops are built in several functions, and none of them builds all of them before this writer is made",
          V1.Call);
    }
    bool PerObject = oncePerObject(P, *Home, W.Scope);
    if ((!PerObject && !calledOnce(P, W.Scope)) || P.flow(W.Stmt.File).innermostLoop(W.Stmt.Node) != NoId)
      return P.decline("SU215", "the writer may be made several times, but the ops are built elsewhere", V1.Call);
    if (!PerObject && !calledOnce(P, *Home))
      return P.decline("SU215", "the ops may be built several times, but the writer is made elsewhere", V1.Call);
    W.Home = *Home;
    W.Builds = Index.buildStatements(W.Home);
    if (!buildsOnlyOwn(P, W.Builds))
      return false;
    auto Block = anchorBlock(P, W.Builds, std::nullopt);
    if (!Block)
      return P.decline("SU215", "no place dominates all ops", V1.Call);
    W.Anchor = {W.Home.File, P.flow(W.Home.File).ancestorIn(W.Builds.front().Stmt.Node, *Block)};
    W.LateDir =
        !P.fixedBefore({V1.Call.File, V1.Logdir}, W.Home) && P.expr({V1.Call.File, V1.Logdir}).Kind != ExprKind::String;
    if (!nameWriter(P, W))
      return false;
  }
  if (W.LateDir) {
    std::string Self;
    if (auto Class = P.methodClass(W.Home, &Self); Class && W.Where.What == Carrier::SelfAttribute) {
      std::string Attribute = P.freshName(W.Home.File, "summary_dir");
      W.DirName = Self + "." + Attribute;
      W.DirWhere = {Carrier::SelfAttribute, Attribute, {}, *Class};
    } else {
      W.DirName = P.freshName(W.Home.File, "summary_dir");
      W.DirWhere = {Carrier::Name, W.DirName, W.Home, {}};
    }
    P.story("the directory is known only at " + P.where(V1.Call) +
            ", after the ops: it is fed when the writer is initialised");
  }
  return true;
}

} // namespace summary_upgrade::migrate
