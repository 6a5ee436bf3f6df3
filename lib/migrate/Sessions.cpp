#include "migrate/Sessions.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

static void erase_if_not(std::set<NodeRef> &From, const std::set<NodeRef> &Keep) {
  for (auto It = From.begin(); It != From.end();)
    It = Keep.count(*It) ? std::next(It) : From.erase(It);
}

void Sessions::add(NodeRef E) {
  const ValueSet &Set = P.L.valuesOf(E);
  for (ValueId VId : Set.Ids) {
    const Value &V = P.L.value(VId);
    if (V.Kind == ValueKind::External && V.Site.Node != NoId && P.expr(V.Site).Kind == ExprKind::Call)
      for (const Session &S : P.P.Sessions)
        if (S.Call == V.Site && Linker::canonical(V.Path) == S.Class + "()")
          Sites.insert(S.Call);
  }
}

/// Tells calls that make graphs from `with` statements in one set.
static constexpr Id FirstGraph = 1u << 31;

bool Sessions::find() {
  for (uint32_t R : P.C.Runs) {
    NodeRef Receiver = P.P.Runs[R].Session;
    if (Receiver.Node == NoId) { // an eval
      auto Default = defaultSession(P, P.stmtOf(P.P.Runs[R].Call));
      if (!Default)
        return P.decline("SU220", "which session is the default one here is not known", P.P.Runs[R].Call,
                         "fetch it with `session.run`");
      Sites.insert(Default->Site);
      continue;
    }
    std::set<NodeRef> Old = Sites;
    Sites.clear();
    add(Receiver);
    bool Known = !Sites.empty() && !P.L.valuesOf(Receiver).Top;
    Sites.insert(Old.begin(), Old.end());
    if (!Known)
      return P.decline("SU220", "where this session is made is not known, so the writer cannot be initialised in it",
                       Receiver);
  }
  if (P.C.Runs.empty()) {
    Id Graph = V1.Graph;
    for (uint32_t C : P.C.WriterCalls)
      if (P.P.WriterCalls[C].Kind == WriterCallKind::AddGraph && is_contained(P.P.WriterCalls[C].Writers, W.Writer) &&
          Graph == NoId) {
        const WriterCall &Call = P.P.WriterCalls[C];
        if (Call.Call.File == V1.Call.File)
          Graph = Call.Args["graph"];
      }
    // `FileWriter(d, X.graph)` alone: X is the session that can write it, wherever it comes from.
    if (V1.Graph != NoId && P.C.Writes.empty() && P.C.WriterCalls.empty()) {
      const Expr &G = P.expr({V1.Call.File, V1.Graph});
      NodeRef Object{V1.Call.File, G.Children.empty() ? NoId : G.Children[0]};
      auto isSession = [&](ValueId VId) {
        const Value &V = P.L.value(VId);
        StringRef Path = V.Path;
        return (V.Kind == ValueKind::External && (Linker::canonical(Path) == "tensorflow.Session()" ||
                                                  Linker::canonical(Path) == "tensorflow.InteractiveSession()")) ||
               (V.Kind == ValueKind::Expression && P.expr(V.Site).Kind == ExprKind::None);
      };
      if (G.Kind == ExprKind::Attribute && G.Text == "graph" &&
          (P.expr(Object).Kind == ExprKind::Name || P.expr(Object).Kind == ExprKind::Attribute) &&
          !P.L.valuesOf(Object).Top && P.L.valuesOf(Object).Ids.size() > 1 &&
          all_of(P.L.valuesOf(Object).Ids, isSession) && W.Home == W.Scope) {
        Direct = P.slice(Object).str();
        return graphKnown();
      }
    }
    if (Graph != NoId) {
      const Expr &G = P.expr({V1.Call.File, Graph});
      if (G.Kind == ExprKind::Attribute && G.Text == "graph")
        add({V1.Call.File, G.Children[0]});
    }
    // Else what this function calls a session, else the only one of the file.
    if (Sites.empty())
      for (Id E = 0; E < facts(W.Stmt.File).Exprs.size(); ++E) {
        const Expr &X = facts(W.Stmt.File).Exprs[E];
        if ((X.Kind == ExprKind::Name || X.Kind == ExprKind::Attribute) && !X.Store &&
            facts(W.Stmt.File).functionScope(X.Scope) == W.Scope.Node)
          add({W.Stmt.File, E});
      }
    if (Sites.empty())
      for (const Session &S : P.P.Sessions)
        if (S.Call.File == V1.Call.File)
          Sites.insert(S.Call);
    if (Sites.size() > 1)
      return P.decline(
          "SU220", "several sessions are made in this file, and which one goes with this writer is not known", V1.Call);
  }
  if (Sites.empty())
    return P.decline("SU220", "no session was found that could initialise the writer", V1.Call);
  Several = W.UniqueFile && any_of(Sites, [&](NodeRef Site) {
              return Sites.size() > 1 || P.flow(Site.File).innermostLoop(P.expr(Site).Stmt) != NoId;
            });
  if (Sites.size() > 1 || Several)
    if (!takeTurns())
      return false;
  if (!graphKnown())
    return false;
  for (NodeRef Site : Sites)
    for (const Session &S : P.P.Sessions)
      if (S.Call == Site && S.Class != "tensorflow.Session" && S.Class != "tensorflow.InteractiveSession")
        return P.decline("SU220",
                         "`" + StringRef(S.Class).rsplit('.').second.str() +
                             "` manages summaries and the graph by itself; it has no rewrite yet",
                         Site);
  return true;
}

bool Sessions::takeTurns() {
  auto other = [&](NodeRef Site, const char *Why) {
    std::vector<std::pair<NodeRef, std::string>> Related;
    for (NodeRef S : Sites)
      if (S != Site)
        Related.push_back({S, "a session"});
    return P.decline("SU220", std::string("the summaries run in several sessions, and ") + Why, Site,
                     "open each of them with `with tf.Session() as sess:`, one behind the other", Related);
  };
  for (NodeRef Site : Sites) {
    NodeRef S = P.stmtOf(Site);
    if (P.stmt(S).Kind != StmtKind::With)
      return other(Site, "this one is open without a `with`");
    if (P.scopeOf(Site) != W.Home || W.Home != W.Scope)
      return other(Site, "this one is opened in another function than the writer");
    for (NodeRef Outer : Sites)
      if (Outer != Site && is_contained(P.chain(S), P.expr(Outer).Stmt))
        return other(Site, "this one is opened in another one");
    if (!is_contained(P.chain(W.Stmt), S.Node) && !P.flow(S.File).dominates(W.Stmt.Node, S.Node))
      return other(Site, "this one may be opened before the writer is made");
    if (is_contained(P.chain(W.Stmt), S.Node) && W.InPlace && Sites.size() > 1 &&
        P.flow(S.File).innermostLoop(S.Node) != NoId)
      return other(Site, "the writer is made in one of them");
  }
  return true;
}

NodeRef Sessions::graphOf(NodeRef Context) const {
  const Expr &X = P.expr(Context);
  if (X.Kind != ExprKind::Call)
    return {};
  NodeRef Graph;
  const Expr &Callee = P.expr({Context.File, X.Children[0]});
  if (Callee.Kind == ExprKind::Attribute && Callee.Text == "as_default")
    Graph = {Context.File, Callee.Children[0]};
  unsigned Position = 0;
  if (P.L.calleePath(Context) == "tensorflow.Session")
    for (size_t A = 1; A < X.Children.size(); ++A) {
      const Expr &Argument = P.expr({Context.File, X.Children[A]});
      if (Argument.Kind == ExprKind::Keyword ? Argument.Text == "graph" : ++Position == 2)
        Graph = {Context.File, Argument.Kind == ExprKind::Keyword ? Argument.Children[0] : X.Children[A]};
    }
  const Value *V = Graph.Node == NoId ? nullptr : P.L.singleValue(Graph);
  return V && V->Kind == ValueKind::External && Linker::canonical(V->Path) == "tensorflow.Graph()" ? V->Site
                                                                                                   : NodeRef();
}

bool Sessions::graphKnown() {
  unsigned Graphs = 0;
  NodeRef Made;
  for (uint32_t File = 0; File < P.P.project().modules().size(); ++File) {
    if (!P.P.project().mayRunTogether(File, W.Stmt.File))
      continue;
    for (Id E = 0; E < facts(File).Exprs.size(); ++E)
      if (facts(File).Exprs[E].Kind == ExprKind::Call && P.L.calleePath({File, E}) == "tensorflow.Graph") {
        ++Graphs;
        Made = {File, E};
      }
  }
  if (Graphs == 0)
    return true;
  std::vector<NodeRef> Places{W.Stmt, W.Anchor};
  for (uint32_t C : P.C.WriterCalls)
    if (is_contained(P.P.WriterCalls[C].Writers, W.Writer))
      Places.push_back(P.stmtOf(P.P.WriterCalls[C].Call));
  std::set<NodeRef> Common;
  bool First = true;
  for (NodeRef Place : Places) {
    std::set<NodeRef> Around, Entered;
    for (Id At : P.chain(Place))
      if (At != Place.Node && P.stmt({Place.File, At}).Kind == StmtKind::With)
        for (const WithItem &Item : P.stmt({Place.File, At}).Items)
          for (ValueId V : P.L.valuesOf({Place.File, Item.Context}).Ids)
            if (StringRef Path = P.L.value(V).Path; Path.ends_with(".as_default()") || Path.ends_with("Session()"))
              Around.insert({Place.File, At});
    for (Id At : P.chain(Place))
      if (At != Place.Node && P.stmt({Place.File, At}).Kind == StmtKind::With)
        for (const WithItem &Item : P.stmt({Place.File, At}).Items)
          if (NodeRef Graph = graphOf({Place.File, Item.Context}); Graph.Node != NoId)
            Entered.insert({Graph.File, Graph.Node + FirstGraph});
    if (Entered.size() > 1) // one inside another: which of them the session has is not known
      Around.clear();
    else
      Around.insert(Entered.begin(), Entered.end());
    // A function that opens no graph itself runs in its caller's.
    bool Inner = facts(Place.File).Scopes[P.scopeOfStmt(Place).Node].Kind == ScopeKind::Function &&
                 P.scopeOfStmt(Place) != P.scopeOf(Made);
    if (Around.empty() && Inner && Graphs == 1)
      continue;
    if (First)
      Common = Around;
    else
      erase_if_not(Common, Around);
    First = false;
  }
  if (!First && Common.empty())
    return P.decline("SU220",
                     "the program makes graphs of its own, and not every place of this writer is known to be "
                     "in its session's graph",
                     V1.Call, "put the graph, the session and the writer into one `with graph.as_default():`",
                     {{Made, "made here"}});
  return true;
}

bool Sessions::isOurs(NodeRef E) const {
  const ValueSet &Set = P.L.valuesOf(E);
  if (Set.Top || none_of(Set.Ids, [&](ValueId VId) { return Sites.count(P.L.value(VId).Site) > 0; }))
    return false;
  return all_of(Set.Ids, [&](ValueId VId) {
    const Value &V = P.L.value(VId);
    return (V.Kind == ValueKind::External && Sites.count(V.Site) && StringRef(V.Path).ends_with("Session()")) ||
           (V.Kind == ValueKind::Expression && P.expr(V.Site).Kind == ExprKind::None);
  });
}

std::optional<DefaultSession> defaultSession(Plan &P, NodeRef Stmt) {
  auto siteOf = [&](NodeRef E) -> NodeRef {
    const Value *V = P.L.singleValue(E);
    if (V && V->Kind == ValueKind::External &&
        any_of(P.P.Sessions, [&](const Session &S) { return S.Call == V->Site; }) &&
        (StringRef(V->Path).ends_with("Session()") || StringRef(V->Path).ends_with("Session().as_default()")))
      return V->Site;
    return {};
  };
  Spelling S;
  auto unnamed = [&](NodeRef Place) {
    return P.spelling(P.scopeOfStmt(Stmt), Place, S) ? S.V1 + "get_default_session()" : std::string();
  };
  for (Id At : P.chain(Stmt)) {
    if (At == Stmt.Node || P.stmt({Stmt.File, At}).Kind != StmtKind::With)
      continue;
    for (const WithItem &Item : reverse(P.stmt({Stmt.File, At}).Items))
      if (NodeRef E{Stmt.File, Item.Context}; siteOf(E).Node != NoId) {
        if (Item.Target != NoId && P.expr({Stmt.File, Item.Target}).Kind == ExprKind::Name)
          return DefaultSession{siteOf(E), P.slice({Stmt.File, Item.Target}).str()};
        return DefaultSession{siteOf(E), unnamed(E)};
      } else if (StringRef(P.L.externalPath(E)).contains("ession"))
        return std::nullopt; // some other kind of session
  }
  std::optional<NodeRef> Only;
  for (const Session &S : P.P.Sessions)
    if (P.P.project().mayRunTogether(S.Call.File, Stmt.File)) {
      if (Only || S.Class != "tensorflow.InteractiveSession")
        return std::nullopt;
      Only = S.Call;
    }
  if (!Only)
    return std::nullopt;
  return DefaultSession{*Only, unnamed(*Only)};
}

bool Sessions::openAt(NodeRef At, unsigned Depth) const {
  NodeRef Scope = P.scopeOfStmt(At);
  return all_of(Sites, [&](NodeRef Site) {
    NodeRef S = P.stmtOf(Site);
    if (P.scopeOf(Site) == Scope) {
      if (P.stmt(S).Kind == StmtKind::With)
        return Several || is_contained(P.chain(At), S.Node);
      return !at(At).empty();
    }
    if (P.stmt(S).Kind != StmtKind::With)
      return true;
    auto Callers = P.L.callersOf(Scope);
    return Depth < 8 && !Callers.empty() && !P.L.escapes(Scope) &&
           all_of(Callers, [&](uint32_t Edge) { return openAt(P.stmtOf(P.L.callEdges()[Edge].Call), Depth + 1); });
  });
}

std::string Sessions::at(NodeRef At) const {
  if (!Direct.empty() && At == statementWithWriter(P, W))
    return Direct;
  NodeRef Scope = P.scopeOfStmt(At);
  const ModuleFacts &F = facts(At.File);
  for (Id E = 0; E < F.Exprs.size(); ++E) {
    const Expr &X = F.Exprs[E];
    if (X.Store || (X.Kind != ExprKind::Name && X.Kind != ExprKind::Attribute))
      continue;
    if (F.functionScope(X.Scope) != Scope.Node || !isOurs({At.File, E}))
      continue;
    if (available({At.File, E}, At))
      return P.slice({At.File, E}).str();
  }
  // Made in this function and not read in it: `self.session = tf.Session()`.
  for (Id S = 0; S < F.Stmts.size(); ++S) {
    const Stmt &X = F.Stmts[S];
    if (X.Kind != StmtKind::Assign || X.Targets.size() != 1 || F.functionScope(X.Scope) != Scope.Node || S == At.Node ||
        !isOurs({At.File, X.Value}) || !P.flow(At.File).dominates(S, At.Node))
      continue;
    const Expr &Target = F.Exprs[X.Targets[0]];
    if (Target.Kind == ExprKind::Name ? F.Bindings[Target.Binding].Defs.size() != 1
                                      : Target.Kind != ExprKind::Attribute)
      continue;
    return P.slice({At.File, X.Targets[0]}).str();
  }
  // `with tf.Session():` without a name.
  for (Id Around : P.chain(At))
    if (Around != At.Node && F.Stmts[Around].Kind == StmtKind::With)
      for (const WithItem &Item : F.Stmts[Around].Items)
        if (Item.Target == NoId && isOurs({At.File, Item.Context}))
          if (auto Default = defaultSession(P, At))
            return Default->Text;
  return {};
}

std::string Sessions::beside(NodeRef WriterExpr) const {
  const Expr &X = P.expr(WriterExpr);
  if (X.Kind != ExprKind::Attribute)
    return {};
  NodeRef Object{WriterExpr.File, X.Children[0]};
  const Value *Owner = P.L.singleValue(Object);
  if (!Owner || Owner->Kind != ValueKind::Instance)
    return {};
  for (uint32_t File = 0; File < P.P.project().modules().size(); ++File)
    for (Id E = 0; E < facts(File).Exprs.size(); ++E) {
      const Expr &Y = facts(File).Exprs[E];
      if (Y.Kind != ExprKind::Attribute || Y.Store || !isOurs({File, E}))
        continue;
      const Value *V = P.L.singleValue({File, Y.Children[0]});
      if (V && V->Kind == ValueKind::Instance && V->Site == Owner->Site)
        return P.slice(Object).str() + "." + Y.Text;
    }
  return {};
}

bool Sessions::available(NodeRef E, NodeRef At) const {
  const ModuleFacts &F = facts(E.File);
  const Expr &X = F.Exprs[E.Node];
  if (X.Kind == ExprKind::Attribute) {
    const Expr &Object = F.Exprs[X.Children[0]];
    if (Object.Kind != ExprKind::Name)
      return false;
    // Stored in this very function: only after the store.
    for (const Stmt &S : F.Stmts)
      for (Id T : S.Targets) {
        const Expr &Y = F.Exprs[T];
        Id Stored = static_cast<Id>(&S - F.Stmts.data());
        if (Y.Kind == ExprKind::Attribute && Y.Text == X.Text && F.functionScope(Y.Scope) == F.functionScope(X.Scope) &&
            P.slice({E.File, Y.Children[0]}) == Object.Text && !P.flow(E.File).dominates(Stored, At.Node))
          return false;
      }
    return !closedBefore(E, At) && nameAvailable({E.File, X.Children[0]}, At);
  }
  return nameAvailable(E, At);
}

bool Sessions::nameAvailable(NodeRef E, NodeRef At) const {
  const ModuleFacts &F = facts(E.File);
  const Expr &X = F.Exprs[E.Node];
  if (X.Binding == NoId)
    return false;
  const Binding &B = F.Bindings[X.Binding];
  if (F.functionScope(B.Scope) != F.functionScope(F.Stmts[At.Node].Scope))
    return true; // a global or closure name that this function uses for its runs as well
  ReachingDefs R = P.flow(E.File).reachingAt(X.Binding, At.Node);
  if (R.Defs.empty() || R.MayBeUnbound || !R.Complete)
    return false;
  return all_of(R.Defs,
                [&](Id D) {
                  const Def &Definition = F.Defs[D];
                  if (Definition.Kind == DefKind::With) // closed when its block ends
                    return Definition.Stmt != At.Node && is_contained(P.chain(At), Definition.Stmt);
                  return Definition.Kind != DefKind::Delete;
                }) &&
         !closedBefore(E, At);
}

Id Sessions::closeOf(NodeRef E) const {
  const ModuleFacts &F = facts(E.File);
  for (Id C = 0; C < F.Exprs.size(); ++C) {
    const Expr &X = F.Exprs[C];
    if (X.Kind != ExprKind::Call || F.Exprs[X.Children[0]].Kind != ExprKind::Attribute ||
        F.Exprs[X.Children[0]].Text != "close")
      continue;
    NodeRef Object{E.File, F.Exprs[X.Children[0]].Children[0]};
    if (F.functionScope(X.Scope) == F.functionScope(F.Exprs[E.Node].Scope) && isOurs(Object))
      return X.Stmt;
  }
  return NoId;
}

bool Sessions::closedBefore(NodeRef E, NodeRef At) const {
  Id Close = closeOf(E);
  return Close != NoId && facts(E.File).StmtRange[Close].Begin < facts(E.File).StmtRange[At.Node].Begin;
}

std::string Sessions::forCall(NodeRef Call, NodeRef WriterExpr) const {
  std::string Sess = at(P.stmtOf(Call));
  if (!Sess.empty())
    return Sess;
  // Closed in this very function: then the object's session is no help either.
  const ModuleFacts &F = facts(Call.File);
  for (Id E = 0; E < F.Exprs.size(); ++E)
    if (F.Exprs[E].Kind == ExprKind::Attribute && !F.Exprs[E].Store &&
        F.functionScope(F.Exprs[E].Scope) == P.scopeOf(Call).Node && isOurs({Call.File, E}) &&
        closedBefore({Call.File, E}, P.stmtOf(Call)))
      return {};
  return beside(WriterExpr);
}

} // namespace summary_upgrade::migrate
