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

/// The innermost block that holds all statements; then into `with graph.as_default():` bodies that hold all builders, so that the
/// writer is made in the graph of its ops.
std::optional<Id> anchorBlock(const Plan &P, const std::vector<BuildStatement> &Builds, std::optional<NodeRef> Also) {
  NodeRef First = Builds.front().Stmt;
  std::vector<Id> Candidates = blocksAround(P, First);
  auto holds = [&](Id Block, NodeRef S) { return is_contained(blocksAround(P, S), Block); };
  size_t At = 0;
  while (At < Candidates.size() && !(all_of(Builds, [&](const BuildStatement &B) { return holds(Candidates[At], B.Stmt); }) &&
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
  if (S.Kind == StmtKind::Assign && S.Value == V1.Call.Node && S.Targets.size() == 1)
    Target.Node = S.Targets[0];
  else if (!(S.Kind == StmtKind::Expr && S.Value == V1.Call.Node))
    return P.decline("SU215", "the writer is made inside a larger expression, so the v2 writer has no place before the ops", V1.Call,
                     "give the writer a statement of its own");
  std::string Self;
  auto HomeClass = P.methodClass(W.Home, &Self);
  bool SameScope = W.Scope == W.Home;
  if (Target.Node != NoId && SameScope) {
    const Expr &T = P.expr(Target);
    if (T.Kind == ExprKind::Name) {
      const Binding &B = P.facts(Target.File).Bindings[T.Binding];
      bool Free = W.InPlace || all_of(B.Defs, [&](Id D) {
                    Id At = P.facts(Target.File).Defs[D].Stmt;
                    return At == W.Stmt.Node || P.facts(Target.File).StmtRange[At].End <= P.facts(Target.File).StmtRange[W.Anchor.Node].Begin;
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
      return P.decline("SU215", "the writer is stored in a place that cannot be assigned before the ops are built", Target);
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

/// The function that builds all ops when the writer's own does not: a caller of the writer's scope that builds the ops first, or the
/// ops' own scope.
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

bool calledOnce(const Plan &P, NodeRef Function, unsigned Depth = 0) {
  if (Depth > 16)
    return false;
  if (P.facts(Function.File).Scopes[Function.Node].Kind == ScopeKind::Module)
    return true;
  auto Callers = P.L.callersOf(Function);
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

} // namespace

/// What every form of the writer needs of the v1 call.
static bool checkArguments(Plan &P, WriterPlan &W) {
  const Writer &V1 = P.P.Writers[W.Writer];
  W.Stmt = P.stmtOf(V1.Call);
  W.Scope = P.scopeOf(V1.Call);
  if (!V1.Args.Problem.empty())
    return P.decline("SU219", "this `FileWriter` call " + V1.Args.Problem, V1.Call);
  for (StringRef Extra : {"graph_def", "session"})
    if (V1.Args[Extra] != NoId)
      return P.decline("SU219", ("`" + Extra + "=` of FileWriter has no rewrite yet").str(), {V1.Call.File, V1.Args[Extra]});
  if (V1.Logdir == NoId)
    return P.decline("SU219", "this `FileWriter` call gives no directory", V1.Call);
  return true;
}

/// A call that also builds ops of another writer's component cannot stand under this writer alone.
static bool buildsOnlyOwn(Plan &P, ArrayRef<BuildStatement> Builds) {
  std::map<NodeRef, std::vector<NodeRef>> Calls; // scope → functions it calls
  for (const CallEdge &Edge : P.L.callEdges())
    Calls[P.scopeOf(Edge.Call)].push_back(Edge.Callee);
  std::map<NodeRef, NodeRef> Foreign; // scope → an op of another component in it
  for (const Op &O : P.P.Ops)
    if (O.Component != P.Index && !P.P.Components[O.Component].Writers.empty())
      Foreign.try_emplace(P.scopeOf(O.Call), O.Call);
  if (Foreign.empty())
    return true;
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
        return P.decline("SU213", "one call builds summaries of this writer and of another one", P.P.Ops[*B.Ops.begin()].Call, {},
                         {{It->second, "belongs to another writer"}});
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
    bool Dominates = all_of(W.Builds, [&](const BuildStatement &B) { return P.flow(W.Stmt.File).dominates(W.Stmt.Node, B.Stmt.Node); });
    auto graphAround = [&](NodeRef S) {
      for (Id At : P.chain(S))
        if (At != S.Node && P.stmt({S.File, At}).Kind == StmtKind::With && opensGraph(P, {S.File, At}))
          return At;
      return NoId;
    };
    if (Dominates && (graphAround(W.Builds.front().Stmt) == graphAround(W.Stmt) || graphAround(W.Builds.front().Stmt) == NoId)) {
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
    if (!Home) {
      if (auto Open = Index.openBuilder(W.Scope))
        return P.decline("SU218", Open->second, Open->first);
      return P.decline("SU215", "the ops are built in several functions, and none of them builds all of them before this writer is made",
                       V1.Call);
    }
    if (!calledOnce(P, W.Scope) || P.flow(W.Stmt.File).innermostLoop(W.Stmt.Node) != NoId)
      return P.decline("SU215", "the writer may be made several times, but the ops are built elsewhere", V1.Call);
    if (!calledOnce(P, *Home))
      return P.decline("SU215", "the ops may be built several times, but the writer is made elsewhere", V1.Call);
    W.Home = *Home;
    W.Builds = Index.buildStatements(W.Home);
    if (!buildsOnlyOwn(P, W.Builds))
      return false;
    auto Block = anchorBlock(P, W.Builds, std::nullopt);
    if (!Block)
      return P.decline("SU215", "no place dominates all ops", V1.Call);
    W.Anchor = {W.Home.File, P.flow(W.Home.File).ancestorIn(W.Builds.front().Stmt.Node, *Block)};
    W.LateDir = P.expr({V1.Call.File, V1.Logdir}).Kind != ExprKind::String;
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
    P.story("the directory is known only at " + P.where(V1.Call) + ", after the ops: it is fed when the writer is initialised");
  }
  return true;
}

namespace {

/// `create_file_writer(...)` with the v1 call's arguments.
std::optional<Text> creation(Plan &P, const WriterPlan &W, const Spelling &S) {
  const Writer &V1 = P.P.Writers[W.Writer];
  Text T;
  T.lit(S.V2 + "summary.create_file_writer(");
  if (W.LateDir)
    T.lit(W.DirName);
  else if (W.Home.File == V1.Call.File)
    T.expr(V1.Logdir);
  else
    T.lit(P.slice({V1.Call.File, V1.Logdir}));
  for (auto [Old, New] : {std::pair("max_queue", "max_queue"), {"flush_secs", "flush_millis"}, {"filename_suffix", "filename_suffix"}}) {
    Id Value = V1.Args[Old];
    if (Value == NoId)
      continue;
    NodeRef E{V1.Call.File, Value};
    if (W.Home != W.Scope || (!W.InPlace && !P.movable(E, W.Stmt, W.Anchor))) {
      P.decline("SU215", (Twine("`") + Old + "=` is not known where the writer must be made").str(), E);
      return std::nullopt;
    }
    T.lit((Twine(", ") + New + "=").str());
    if (StringRef(Old) != "flush_secs") {
      T.expr(Value);
    } else if (const Expr &X = P.expr(E); X.Kind == ExprKind::Int) {
      unsigned long long Seconds = 0;
      if (StringRef(X.Text).getAsInteger(0, Seconds)) {
        P.decline("SU219", "`flush_secs` is written in a way that is not understood", E);
        return std::nullopt;
      }
      T.lit(std::to_string(Seconds * 1000));
    } else {
      T.lit("int(").expr(Value, /*Tight=*/true).lit(" * 1000)");
    }
  }
  T.lit(")");
  return T;
}

} // namespace

bool emitCreation(Plan &P, const WriterPlan &W, std::vector<Line> Before, std::vector<Line> After) {
  const Writer &V1 = P.P.Writers[W.Writer];
  Spelling S;
  if (!P.spelling(W.Home, V1.Call, S))
    return false;
  auto Create = creation(P, W, S);
  if (!Create)
    return false;
  Rewriter &Home = P.rewriter(W.Home.File);
  if (W.InPlace) {
    if (!Before.empty())
      Home.insertBefore(W.Stmt.Node, std::move(Before));
    if (P.stmt(W.Stmt).Kind == StmtKind::Expr) {
      Text Assign(W.Name + " = ");
      Assign.Pieces.insert(Assign.Pieces.end(), Create->Pieces.begin(), Create->Pieces.end());
      Home.replaceExpr(V1.Call.Node, Assign);
    } else {
      Home.replaceExpr(V1.Call.Node, *Create);
    }
    if (!After.empty())
      Home.insertAfter(W.Stmt.Node, std::move(After));
  } else {
    std::vector<Line> Lines = std::move(Before);
    if (W.LateDir)
      // The default is never used: the writer is initialised with the real directory first, and a second init does nothing.
      Lines.push_back({Text(W.DirName + " = " + S.V1 + "placeholder_with_default(" + P.literal(W.Home.File, ".") + ", [], name=" +
                            P.literal(W.Home.File, "summary_dir") + ")")});
    Text Assign(W.Name + " = ");
    Assign.Pieces.insert(Assign.Pieces.end(), Create->Pieces.begin(), Create->Pieces.end());
    Lines.push_back({Assign});
    for (Line &L : After)
      Lines.push_back(std::move(L));
    Home.insertBefore(W.Anchor.Node, std::move(Lines));
    P.story("the writer is made before " + P.where({W.Builds.front().Stmt.File, P.P.Ops[*W.Builds.front().Ops.begin()].Call.Node}) +
            ", where the first op is built");
  }
  return true;
}

void emitDefault(Plan &P, const CallIndex &Index, const WriterPlan &W) {
  // `with writer.as_default():` around what builds ops. In one method of the writer's own class, around the ops themselves.
  std::vector<BuildStatement> Builds = W.Builds;
  std::string Default = W.Name;
  if (W.Where.What == Carrier::SelfAttribute && Index.opScopes().size() == 1 && Index.opScopes()[0] != W.Home) {
    std::string Self;
    if (auto Class = P.methodClass(Index.opScopes()[0], &Self); Class && *Class == W.Where.Class) {
      Builds = Index.buildStatements(Index.opScopes()[0]);
      Default = Self + "." + W.Where.Text;
    }
  }
  std::map<NodeRef, std::vector<uint32_t>> ByBlock; // (file, block) → statement indices
  for (const BuildStatement &B : Builds)
    ByBlock[{B.Stmt.File, P.stmt(B.Stmt).Block}].push_back(P.stmt(B.Stmt).Index);
  for (auto &[BlockRef, Indices] : ByBlock) {
    const ModuleFacts &F = P.facts(BlockRef.File);
    const Block &B = F.Blocks[BlockRef.Node];
    llvm::sort(Indices);
    auto isSimple = [&](uint32_t I) {
      const Stmt &X = F.Stmts[B.Stmts[I]];
      if (X.Kind != StmtKind::Assign && X.Kind != StmtKind::Expr)
        return X.Kind == StmtKind::Pass;
      // Nothing in it may build an op of another writer.
      for (Id E = 0; E < F.Exprs.size(); ++E)
        if (F.Exprs[E].Stmt == B.Stmts[I] && F.Exprs[E].Kind == ExprKind::Call &&
            (!P.L.calleesAt({BlockRef.File, E}).empty() ||
             any_of(P.P.Ops, [&](const Op &O) { return O.Call == NodeRef{BlockRef.File, E}; })))
          return false;
      return true;
    };
    // A scope that holds nothing but ops takes the writer into its own header.
    bool Whole = Indices.size() == B.Stmts.size() && B.Kind == BlockKind::Body && F.Stmts[B.Parent].Kind == StmtKind::With &&
                 !F.Stmts[B.Parent].Async && !B.OneLine;
    if (Whole && B.Stmts.size() > 1) {
      P.rewriter(BlockRef.File).addWithItem(B.Parent, Text(Default + ".as_default()"));
      continue;
    }
    for (size_t I = 0; I < Indices.size();) {
      size_t J = I;
      while (J + 1 < Indices.size() &&
             (Indices[J + 1] == Indices[J] + 1 || (Indices[J + 1] == Indices[J] + 2 && isSimple(Indices[J] + 1) && W.Anchor.Node != B.Stmts[Indices[J] + 1])))
        ++J;
      P.rewriter(BlockRef.File).wrap(BlockRef.Node, Indices[I], Indices[J], Text("with " + Default + ".as_default():"));
      I = J + 1;
    }
  }
}

std::string reach(Plan &P, const Carrier &C, NodeRef Scope, NodeRef Place, std::map<NodeRef, std::string> &Passed) {
  std::string Self;
  if (C.What == Carrier::SelfAttribute) {
    if (auto Class = P.methodClass(Scope, &Self); Class && P.sameClassFamily(*Class, C.Class))
      return Self + "." + C.Text;
    // Some name of this scope holds an object of the class; it must be the only object.
    const ModuleFacts &F = P.facts(Scope.File);
    unsigned Objects = 0;
    for (uint32_t File = 0; File < P.P.project().modules().size(); ++File) {
      if (!P.P.project().mayRunTogether(File, Scope.File))
        continue;
      for (Id E = 0; E < P.facts(File).Exprs.size(); ++E) {
        const Expr &X = P.facts(File).Exprs[E];
        if (X.Kind != ExprKind::Call)
          continue;
        const Value *V = P.L.singleValue({File, X.Children[0]});
        if (!V || V->Kind != ValueKind::Class || !P.L.related(V->Site, C.Class))
          continue;
        bool Many = P.flow(File).innermostLoop(X.Stmt) != NoId;
        for (Id At = X.Parent; At != NoId; At = P.facts(File).Exprs[At].Parent)
          Many |= P.facts(File).Exprs[At].Kind == ExprKind::ListComp || P.facts(File).Exprs[At].Kind == ExprKind::Generator ||
                  P.facts(File).Exprs[At].Kind == ExprKind::DictComp;
        Objects += Many ? 2 : 1;
      }
    }
    if (Objects > 1) {
      P.decline("SU215", "there may be several objects with a writer of their own, and which is meant here is not known", Place);
      return {};
    }
    for (Id E = 0; E < F.Exprs.size(); ++E) {
      const Expr &X = F.Exprs[E];
      if (X.Store || (X.Kind != ExprKind::Name && X.Kind != ExprKind::Attribute) || F.functionScope(X.Scope) != Scope.Node)
        continue;
      const Value *V = P.L.singleValue({Scope.File, E});
      if (!V || V->Kind != ValueKind::Instance || V->Site != C.Class)
        continue;
      if (X.Kind == ExprKind::Name && X.Binding != NoId) {
        const Binding &B = F.Bindings[X.Binding];
        NodeRef S = P.stmtOf(Place);
        if (F.functionScope(B.Scope) == Scope.Node) {
          ReachingDefs R = P.flow(Scope.File).reachingAt(X.Binding, S.Node);
          if (R.Defs.empty() || R.MayBeUnbound || !R.Complete)
            continue;
        }
      }
      return P.slice({Scope.File, E}).str() + "." + C.Text;
    }
    P.decline("SU214", "nothing in this function leads to the object that holds `" + C.Text + "`", Place);
    return {};
  }
  if (P.sees(Scope, C.Scope))
    return C.Text;
  if (auto It = Passed.find(Scope); It != Passed.end())
    return It->second;
  const ModuleFacts &F = P.facts(Scope.File);
  const python::Scope &Function = F.Scopes[Scope.Node];
  auto Callers = P.L.callersOf(Scope);
  if (Function.Kind != ScopeKind::Function || Callers.empty() || P.L.escapes(Scope)) {
    P.decline("SU214", "`" + C.Text + "` cannot be handed to this place: not all callers of the function around it are known", Place);
    return {};
  }
  std::string Parameter = P.parameterName(Scope.File, C.Text);
  Passed[Scope] = Parameter;
  P.rewriter(Scope.File).addParam(Scope.Node, Parameter);
  for (uint32_t Edge : Callers) {
    NodeRef Call = P.L.callEdges()[Edge].Call;
    const Expr &X = P.expr(Call);
    std::string Given = reach(P, C, P.scopeOf(Call), Call, Passed);
    if (Given.empty())
      return {};
    bool Positional = true;
    size_t Arguments = X.Children.size() - 1;
    for (size_t A = 1; A < X.Children.size(); ++A) {
      ExprKind Kind = P.expr({Call.File, X.Children[A]}).Kind;
      if (Kind == ExprKind::Starred || Kind == ExprKind::DoubleStarred) {
        P.decline("SU214", "`" + C.Text + "` cannot be handed on: this call passes its arguments through `*` or `**`", Call);
        return {};
      }
      Positional &= Kind != ExprKind::Keyword;
    }
    size_t Expected = 0;
    for (const Param &Q : Function.Params)
      Expected += Q.Kind == ParamKind::Normal || Q.Kind == ParamKind::PositionalOnly;
    bool Bound = P.methodClass(Scope).has_value();
    Positional &= Arguments + (Bound ? 1 : 0) == Expected;
    P.rewriter(Call.File).addArg(Call.Node, Positional ? Text(Given) : Text(Parameter + "=" + Given), !Positional);
  }
  return Parameter;
}

} // namespace summary_upgrade::migrate
