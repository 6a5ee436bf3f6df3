#include "migrate/Lifecycle.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

namespace {

class LifecyclePlanner {
public:
  LifecyclePlanner(Plan &P, const WriterPlan &W, std::map<NodeRef, std::string> &PassedWriter, std::map<NodeRef, std::string> &PassedDir)
      : P(P), W(W), V1(P.P.Writers[W.Writer]), PassedWriter(PassedWriter), PassedDir(PassedDir) {}

  bool run() { return finalized() && findSessions() && initialise() && calls() && closeAtEnd(); }

private:
  const ModuleFacts &facts(uint32_t File) const { return P.facts(File); }

  // -------------------------------------------------------------------------------------------------------- sessions

  /// `finalize()` on a graph forbids ops that are built later.
  bool finalized() {
    for (uint32_t File = 0; File < P.P.project().modules().size(); ++File) {
      if (!P.P.project().mayRunTogether(File, W.Stmt.File))
        continue;
      for (Id E = 0; E < facts(File).Exprs.size(); ++E)
        if (facts(File).Exprs[E].Kind == ExprKind::Attribute && facts(File).Exprs[E].Text == "finalize")
          return P.decline("SU219", "the graph is finalized here; building the writer's ops before that has no rewrite yet", {File, E});
    }
    return true;
  }

  void addSessions(NodeRef E) {
    const ValueSet &Set = P.L.valuesOf(E);
    for (ValueId VId : Set.Ids) {
      const Value &V = P.L.value(VId);
      if (V.Kind == ValueKind::External && V.Site.Node != NoId && P.expr(V.Site).Kind == ExprKind::Call)
        for (const Session &S : P.P.Sessions)
          if (S.Call == V.Site && Linker::canonical(V.Path) == S.Class + "()")
            SessionSites.insert(S.Call);
    }
  }
  bool findSessions() {
    for (uint32_t R : P.C.Runs) {
      NodeRef Receiver = P.P.Runs[R].Session;
      std::set<NodeRef> Old = SessionSites;
      SessionSites.clear();
      addSessions(Receiver);
      bool Known = !SessionSites.empty() && !P.L.valuesOf(Receiver).Top;
      SessionSites.insert(Old.begin(), Old.end());
      if (!Known)
        return P.decline("SU220", "where this session is made is not known, so the writer cannot be initialised in it", Receiver);
    }
    if (P.C.Runs.empty()) {
      Id Graph = V1.Graph;
      for (uint32_t C : P.C.WriterCalls)
        if (P.P.WriterCalls[C].Kind == WriterCallKind::AddGraph && is_contained(P.P.WriterCalls[C].Writers, W.Writer) && Graph == NoId) {
          const WriterCall &Call = P.P.WriterCalls[C];
          if (Call.Call.File == V1.Call.File)
            Graph = Call.Args["graph"];
        }
      if (Graph != NoId) {
        const Expr &G = P.expr({V1.Call.File, Graph});
        if (G.Kind == ExprKind::Attribute && G.Text == "graph")
          addSessions({V1.Call.File, G.Children[0]});
      }
      // Else what this function calls a session, else the only one of the file.
      if (SessionSites.empty())
        for (Id E = 0; E < facts(W.Stmt.File).Exprs.size(); ++E) {
          const Expr &X = facts(W.Stmt.File).Exprs[E];
          if ((X.Kind == ExprKind::Name || X.Kind == ExprKind::Attribute) && !X.Store && facts(W.Stmt.File).functionScope(X.Scope) == W.Scope.Node)
            addSessions({W.Stmt.File, E});
        }
      if (SessionSites.empty())
        for (const Session &S : P.P.Sessions)
          if (S.Call.File == V1.Call.File)
            SessionSites.insert(S.Call);
      if (SessionSites.size() > 1)
        return P.decline("SU220", "several sessions are made in this file, and which one goes with this writer is not known", V1.Call);
    }
    if (SessionSites.empty())
      return P.decline("SU220", "no session was found that could initialise the writer", V1.Call);
    if (SessionSites.size() > 1)
      return P.decline("SU220", "the summaries run in several sessions; each would start the writer's file anew", V1.Call, {},
                       {{*SessionSites.begin(), "a session"}, {*SessionSites.rbegin(), "another one"}});
    if (!graphKnown())
      return false;
    for (NodeRef Site : SessionSites)
      for (const Session &S : P.P.Sessions)
        if (S.Call == Site && S.Class != "tensorflow.Session" && S.Class != "tensorflow.InteractiveSession")
          return P.decline("SU220", "`" + StringRef(S.Class).rsplit('.').second.str() + "` manages summaries and the graph by itself; it has no rewrite yet", Site);
    return true;
  }

  /// The ops that the migration adds must come into the session's graph: with explicit graphs, all places stand in one `with` of it.
  bool graphKnown() {
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
      std::set<NodeRef> Around;
      for (Id At : P.chain(Place))
        if (At != Place.Node && P.stmt({Place.File, At}).Kind == StmtKind::With)
          for (const WithItem &Item : P.stmt({Place.File, At}).Items)
            for (ValueId V : P.L.valuesOf({Place.File, Item.Context}).Ids)
              if (StringRef Path = P.L.value(V).Path; Path.ends_with(".as_default()") || Path.ends_with("Session()"))
                Around.insert({Place.File, At});
      // A function that opens no graph itself runs in its caller's.
      bool Inner = facts(Place.File).Scopes[P.scopeOfStmt(Place).Node].Kind == ScopeKind::Function && P.scopeOfStmt(Place) != P.scopeOf(Made);
      if (Around.empty() && Inner && Graphs == 1)
        continue;
      if (First)
        Common = Around;
      else
        erase_if_not(Common, Around);
      First = false;
    }
    if (!First && Common.empty())
      return P.decline("SU220", "the program makes graphs of its own, and not every place of this writer is known to be in its session's graph", V1.Call,
                       "put the graph, the session and the writer into one `with graph.as_default():`", {{Made, "made here"}});
    return true;
  }
  static void erase_if_not(std::set<NodeRef> &From, const std::set<NodeRef> &Keep) {
    for (auto It = From.begin(); It != From.end();)
      It = Keep.count(*It) ? std::next(It) : From.erase(It);
  }

  bool isOurSession(NodeRef E) const {
    const ValueSet &Set = P.L.valuesOf(E);
    if (Set.Top || none_of(Set.Ids, [&](ValueId VId) { return SessionSites.count(P.L.value(VId).Site) > 0; }))
      return false;
    return all_of(Set.Ids, [&](ValueId VId) {
      const Value &V = P.L.value(VId);
      return (V.Kind == ValueKind::External && SessionSites.count(V.Site) && StringRef(V.Path).ends_with("Session()")) ||
             (V.Kind == ValueKind::Expression && P.expr(V.Site).Kind == ExprKind::None);
    });
  }

  /// Text of a session that is open just before (`After`: just after) statement `At`, or empty.
  std::string sessionAt(NodeRef At) const {
    NodeRef Scope = P.scopeOfStmt(At);
    const ModuleFacts &F = facts(At.File);
    for (Id E = 0; E < F.Exprs.size(); ++E) {
      const Expr &X = F.Exprs[E];
      if (X.Store || (X.Kind != ExprKind::Name && X.Kind != ExprKind::Attribute))
        continue;
      if (F.functionScope(X.Scope) != Scope.Node || !isOurSession({At.File, E}))
        continue;
      if (available({At.File, E}, At))
        return P.slice({At.File, E}).str();
    }
    // Made in this function and not read in it: `self.session = tf.Session()`.
    for (Id S = 0; S < F.Stmts.size(); ++S) {
      const Stmt &X = F.Stmts[S];
      if (X.Kind != StmtKind::Assign || X.Targets.size() != 1 || F.functionScope(X.Scope) != Scope.Node || S == At.Node ||
          !isOurSession({At.File, X.Value}) || F.Exprs[X.Targets[0]].Kind != ExprKind::Attribute || !P.flow(At.File).dominates(S, At.Node))
        continue;
      return P.slice({At.File, X.Targets[0]}).str();
    }
    return {};
  }
  /// A session of the same object as the writer: `trainer.writer.close()` → `trainer.session`.
  std::string sessionBeside(NodeRef WriterExpr) const {
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
        if (Y.Kind != ExprKind::Attribute || Y.Store || !isOurSession({File, E}))
          continue;
        const Value *V = P.L.singleValue({File, Y.Children[0]});
        if (V && V->Kind == ValueKind::Instance && V->Site == Owner->Site)
          return P.slice(Object).str() + "." + Y.Text;
      }
    return {};
  }
  bool available(NodeRef E, NodeRef At) const {
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
  bool nameAvailable(NodeRef E, NodeRef At) const {
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
    return all_of(R.Defs, [&](Id D) {
      const Def &Definition = F.Defs[D];
      if (Definition.Kind == DefKind::With) // closed when its block ends
        return Definition.Stmt != At.Node && is_contained(P.chain(At), Definition.Stmt);
      return Definition.Kind != DefKind::Delete;
    }) && !closedBefore(E, At);
  }
  /// `sess.close()` stands before `At` in the same function.
  Id closeOf(NodeRef E) const {
    const ModuleFacts &F = facts(E.File);
    for (Id C = 0; C < F.Exprs.size(); ++C) {
      const Expr &X = F.Exprs[C];
      if (X.Kind != ExprKind::Call || F.Exprs[X.Children[0]].Kind != ExprKind::Attribute || F.Exprs[X.Children[0]].Text != "close")
        continue;
      NodeRef Object{E.File, F.Exprs[X.Children[0]].Children[0]};
      if (F.functionScope(X.Scope) == F.functionScope(F.Exprs[E.Node].Scope) && isOurSession(Object))
        return X.Stmt;
    }
    return NoId;
  }
  bool closedBefore(NodeRef E, NodeRef At) const {
    Id Close = closeOf(E);
    return Close != NoId && facts(E.File).StmtRange[Close].Begin < facts(E.File).StmtRange[At.Node].Begin;
  }

  // ------------------------------------------------------------------------------------------------------ initialise

  /// How code of `Scope` reads the writer.
  std::string writerIn(NodeRef Scope, NodeRef Place) {
    if (Scope == W.Home)
      return W.Name;
    return reach(P, W.Where, Scope, Place, PassedWriter);
  }
  std::vector<Line> initLines(const std::string &Sess, const std::string &Writer, NodeRef Scope, NodeRef Place, bool &Ok) {
    std::vector<Line> Lines;
    Text Init(Sess + ".run(" + Writer + ".init()");
    if (W.LateDir) {
      std::string Dir = Scope == W.Home ? W.DirName : reach(P, W.DirWhere, Scope, Place, PassedDir);
      if (Dir.empty())
        Ok = false;
      Init.lit(", {" + Dir + ": ");
      if (Place.File == V1.Call.File)
        Init.expr(V1.Logdir);
      Init.lit("}");
    }
    Init.lit(")");
    Lines.push_back({Init});
    if (W.AfterInit)
      for (Line &L : W.AfterInit(Sess))
        Lines.push_back(std::move(L));
    return Lines;
  }
  std::vector<Line> graphLines(const std::string &Sess, const std::string &Writer, Id Graph, const Spelling &S) {
    Text Write(S.V1Always + "summary.initialize(graph=");
    Write.expr(Graph).lit(", session=" + Sess + ")");
    return {{Text("with " + Writer + ".as_default():")}, {Write, 1}};
  }

  bool initialise() {
    Spelling S;
    if (!P.spelling(W.Scope, V1.Call, S))
      return false;
    // In the FileWriter's place when a session is open there; its first run comes later because the v1 writer existed by then.
    std::string Sess = sessionAt(W.Stmt);
    std::string Here = W.Scope == W.Home ? W.Name : W.KeepsName ? W.Name : writerIn(W.Scope, V1.Call);
    if (Here.empty())
      return false;
    bool AllRunsAfter = all_of(P.C.Runs, [&](uint32_t R) {
      NodeRef Run = P.stmtOf(P.P.Runs[R].Call);
      return P.scopeOf(P.P.Runs[R].Call) != W.Scope || P.flow(Run.File).dominates(W.Stmt.Node, Run.Node);
    });
    bool Graph = V1.Graph != NoId && P.expr({V1.Call.File, V1.Graph}).Kind != ExprKind::None;
    if (!Sess.empty() && AllRunsAfter && SessionSites.size() == 1) {
      bool Ok = true;
      std::vector<Line> Lines = initLines(Sess, Here, W.Scope, V1.Call, Ok);
      if (!Ok)
        return false;
      if (Graph)
        for (Line &L : graphLines(Sess, Here, V1.Graph, S))
          Lines.push_back(std::move(L));
      return putAtFileWriter(std::move(Lines));
    }
    // Right after each session is opened.
    for (NodeRef Site : SessionSites) {
      NodeRef SiteStmt = P.stmtOf(Site), Scope = P.scopeOf(Site);
      if (W.LateDir && !(Scope == W.Scope && P.flow(Site.File).dominates(W.Stmt.Node, SiteStmt.Node) &&
                         P.movable({V1.Call.File, V1.Logdir}, W.Stmt, SiteStmt)))
        return P.decline("SU215", "the directory is not known where the session is opened", V1.Call);
      if (W.AfterInit && Scope != W.Home)
        return P.decline("SU220", "the session is opened in another function than the writer", Site);
      if (Scope != W.Home && Scope != W.Scope && !madeBefore(SiteStmt, W.Home))
        return P.decline("SU220", "the writer may not be made yet where this session is opened", Site);
      std::string Writer = writerIn(Scope, Site);
      if (Writer.empty())
        return false;
      bool AfterFileWriter = Scope == W.Scope && P.flow(Site.File).dominates(W.Stmt.Node, SiteStmt.Node);
      if (Scope == W.Home && !W.InPlace && !P.flow(Site.File).dominates(W.Anchor.Node, SiteStmt.Node) && SiteStmt != W.Anchor) {
        // The session is older than the writer: initialise beside the writer.
        std::string Open = sessionAt(W.Anchor);
        if (Open.empty())
          return P.decline("SU220", "no session is open at a place where the writer exists", V1.Call);
        bool Ok = true;
        P.rewriter(W.Home.File).insertBefore(W.Anchor.Node, initLines(Open, W.Name, W.Home, V1.Call, Ok));
        if (Graph)
          return P.decline("SU220", "the graph is written where no session is known to be open", {V1.Call.File, V1.Graph});
        continue;
      }
      if (Scope == W.Home && W.InPlace && !P.flow(Site.File).dominates(W.Stmt.Node, SiteStmt.Node))
        return P.decline("SU220", "the session is opened before the writer is made, but is not open in its place", Site);
      if (Scope != W.Home && !AfterFileWriter && W.Where.What != Carrier::SelfAttribute && !PassedWriter.count(Scope) && !P.sees(Scope, W.Home))
        return P.decline("SU220", "the session is opened in another function than the writer", Site);
      if (!openSession(Site, SiteStmt, Writer, Graph, S))
        return false;
    }
    return removeFileWriter();
  }
  /// A call that leads to `Home` stands before the statement in its function.
  bool madeBefore(NodeRef Stmt, NodeRef Home) const {
    std::vector<NodeRef> Work{Home};
    std::set<NodeRef> Seen;
    while (!Work.empty()) {
      NodeRef Function = Work.back();
      Work.pop_back();
      if (!Seen.insert(Function).second)
        continue;
      for (uint32_t Edge : P.L.callersOf(Function)) {
        NodeRef Call = P.L.callEdges()[Edge].Call;
        if (P.scopeOf(Call) == P.scopeOfStmt(Stmt)) {
          if (Call.File == Stmt.File && P.flow(Call.File).dominates(P.expr(Call).Stmt, Stmt.Node))
            return true;
        } else {
          Work.push_back(P.scopeOf(Call));
        }
      }
    }
    return facts(Home.File).Scopes[Home.Node].Kind == ScopeKind::Module;
  }
  bool openSession(NodeRef Site, NodeRef SiteStmt, const std::string &Writer, bool Graph, const Spelling &S) {
    const Stmt &X = P.stmt(SiteStmt);
    const ModuleFacts &F = facts(Site.File);
    std::string Sess;
    bool IsWith = false;
    if (X.Kind == StmtKind::With) {
      for (const WithItem &Item : X.Items)
        if (Item.Context == Site.Node) {
          IsWith = true;
          if (Item.Target != NoId)
            Sess = P.slice({Site.File, Item.Target}).str();
        }
      if (!IsWith || Sess.empty())
        return P.decline("SU220", "the session of this `with` has no name", Site, "write `with tf.Session() as sess:`");
    } else if (X.Kind == StmtKind::Assign && X.Value == Site.Node && X.Targets.size() == 1 &&
               (F.Exprs[X.Targets[0]].Kind == ExprKind::Name || F.Exprs[X.Targets[0]].Kind == ExprKind::Attribute)) {
      Sess = P.slice({Site.File, X.Targets[0]}).str();
    } else {
      return P.decline("SU220", "the session is made inside a larger expression, so the writer has no place to be initialised", Site);
    }
    bool Ok = true;
    std::vector<Line> Lines = initLines(Sess, Writer, P.scopeOf(Site), Site, Ok);
    if (!Ok)
      return false;
    if (Graph) {
      // `sess.graph` is the same graph here; any other expression must be known.
      NodeRef G{V1.Call.File, V1.Graph};
      if (Site.File != V1.Call.File || (P.L.externalPath(G) != "tensorflow.get_default_graph()" && !P.movable(G, W.Stmt, W.Stmt)))
        return P.decline("SU220", "the graph that is written is not known where the session is opened", G);
      for (Line &L : graphLines(Sess, Writer, V1.Graph, S))
        Lines.push_back(std::move(L));
    }
    // In a loop that the writer is not in, the init op is built once, before.
    if (IsWith)
      P.rewriter(Site.File).insertAtStart(X.Blocks[0], std::move(Lines));
    else
      P.rewriter(Site.File).insertAfter(SiteStmt.Node, std::move(Lines));
    return true;
  }
  bool putAtFileWriter(std::vector<Line> Lines) {
    Rewriter &R = P.rewriter(W.Stmt.File);
    if (W.InPlace) {
      R.insertAfter(W.Stmt.Node, std::move(Lines));
      return true;
    }
    if (W.KeepsName) {
      R.replaceStmt(W.Stmt.Node, std::move(Lines));
      return true;
    }
    if (P.stmt(W.Stmt).Kind == StmtKind::Assign)
      R.replaceExpr(V1.Call.Node, Text(W.Scope == W.Home ? W.Name : writerIn(W.Scope, V1.Call)));
    else {
      R.replaceStmt(W.Stmt.Node, std::move(Lines));
      return true;
    }
    R.insertAfter(W.Stmt.Node, std::move(Lines));
    return true;
  }
  bool removeFileWriter() {
    if (W.InPlace)
      return true;
    if (W.KeepsName || P.stmt(W.Stmt).Kind != StmtKind::Assign)
      P.rewriter(W.Stmt.File).removeStmt(W.Stmt.Node);
    else
      P.rewriter(W.Stmt.File).replaceExpr(V1.Call.Node, Text(W.Scope == W.Home ? W.Name : writerIn(W.Scope, V1.Call)));
    return true;
  }

  // ----------------------------------------------------------------------------------------- flush, close, add_graph

  bool calls() {
    for (uint32_t C : P.C.WriterCalls) {
      const WriterCall &X = P.P.WriterCalls[C];
      if (!is_contained(X.Writers, W.Writer))
        continue;
      if (X.Writers.size() > 1)
        return P.decline("SU213", "which of several writers this is, is not known", X.Call);
      if ((X.Kind == WriterCallKind::Flush || X.Kind == WriterCallKind::Close) && isStatement(X.Call) && closedEarlier(X)) {
        P.rewriter(X.Call.File).removeStmt(P.stmtOf(X.Call).Node); // v1 does nothing here either; v2 would raise
        continue;
      }
      switch (X.Kind) {
      case WriterCallKind::Flush:
        if (!flush(X))
          return false;
        break;
      case WriterCallKind::Close:
        if (!close(X))
          return false;
        break;
      case WriterCallKind::AddGraph:
        if (!addGraph(X))
          return false;
        break;
      case WriterCallKind::Reopen:
      case WriterCallKind::GetLogdir:
      case WriterCallKind::AddEvent:
      case WriterCallKind::AddRunMetadata:
      case WriterCallKind::AddSessionLog:
      case WriterCallKind::AddMetaGraph:
        return P.decline("SU219", "`" + P.expr({X.Call.File, P.expr(X.Call).Children[0]}).Text + "` of the v1 writer has no rewrite yet", X.Call);
      }
    }
    return true;
  }
  bool closedEarlier(const WriterCall &X) const {
    NodeRef S = P.stmtOf(X.Call);
    return any_of(P.C.WriterCalls, [&](uint32_t C) {
      const WriterCall &Y = P.P.WriterCalls[C];
      NodeRef T = P.stmtOf(Y.Call);
      return Y.Kind == WriterCallKind::Close && Y.Call != X.Call && Y.Writers == X.Writers && T.File == S.File && P.scopeOfStmt(T) == P.scopeOfStmt(S) &&
             T != S && P.flow(S.File).dominates(T.Node, S.Node) && P.flow(S.File).sameLoop(T.Node, S.Node);
    });
  }
  /// A writer that nobody closes loses its last rows when its session is not closed either: it is closed where the session's block ends.
  bool closeAtEnd() {
    for (uint32_t C : P.C.WriterCalls)
      if (P.P.WriterCalls[C].Kind == WriterCallKind::Close && is_contained(P.P.WriterCalls[C].Writers, W.Writer))
        return true;
    if (P.C.Ops.empty() && P.C.Writes.empty())
      return true; // the graph alone is written at once when the writer is initialised
    for (NodeRef Site : SessionSites) {
      NodeRef S = P.stmtOf(Site);
      const Stmt &X = P.stmt(S);
      if (X.Kind == StmtKind::With)
        continue; // closed with its block, which writes what is left
      if (X.Kind != StmtKind::Assign || X.Targets.size() != 1)
        continue;
      std::string Sess = P.slice({Site.File, X.Targets[0]}).str();
      const ModuleFacts &F = facts(Site.File);
      NodeRef Scope = P.scopeOf(Site);
      bool Here = F.Exprs[X.Targets[0]].Kind == ExprKind::Name && (Scope == W.Home || P.sees(Scope, W.Where.Scope)) &&
                  all_of(P.C.Runs, [&](uint32_t R) { return P.sees(P.scopeOf(P.P.Runs[R].Call), Scope); });
      for (Id E = 0; E < F.Exprs.size() && Here; ++E)
        if (F.Exprs[E].Kind == ExprKind::Name && !F.Exprs[E].Store && F.Exprs[E].Text == Sess && closeOf({Site.File, E}) != NoId)
          Here = false; // closed by the program, which writes what is left
      if (!Here) {
        if (F.Exprs[X.Targets[0]].Kind != ExprKind::Name)
          P.notice("SU236", "nothing closes this writer: as before, the last rows may be lost when the program ends", V1.Call);
        continue;
      }
      const Block &B = F.Blocks[X.Block];
      std::vector<Line> Close{{Text(Sess + ".run(" + W.Name + ".close())")}};
      Id Last = B.Stmts.back();
      StmtKind Kind = F.Stmts[Last].Kind;
      if (Kind == StmtKind::Return || Kind == StmtKind::Raise || Kind == StmtKind::Continue || Kind == StmtKind::Break)
        P.rewriter(Site.File).insertBefore(Last, std::move(Close));
      else
        P.rewriter(Site.File).insertAfter(Last, std::move(Close));
    }
    return true;
  }
  bool isStatement(NodeRef Call) const {
    const Stmt &S = P.stmt(P.stmtOf(Call));
    return S.Kind == StmtKind::Expr && S.Value == Call.Node;
  }
  std::string sessionFor(NodeRef Call, NodeRef WriterExpr) const {
    std::string Sess = sessionAt(P.stmtOf(Call));
    if (!Sess.empty())
      return Sess;
    // Closed in this very function: then the object's session is no help either.
    const ModuleFacts &F = facts(Call.File);
    for (Id E = 0; E < F.Exprs.size(); ++E)
      if (F.Exprs[E].Kind == ExprKind::Attribute && !F.Exprs[E].Store && F.functionScope(F.Exprs[E].Scope) == P.scopeOf(Call).Node &&
          isOurSession({Call.File, E}) && closedBefore({Call.File, E}, P.stmtOf(Call)))
        return {};
    return sessionBeside(WriterExpr);
  }
  bool flush(const WriterCall &X) {
    NodeRef S = P.stmtOf(X.Call);
    std::string Sess = sessionFor(X.Call, X.WriterExpr);
    if (!isStatement(X.Call))
      return P.decline("SU219", "this `flush` is part of a larger expression", X.Call);
    if (Sess.empty())
      return P.decline("SU220", "no session is known to be open where the writer is flushed", X.Call);
    Rewriter &R = P.rewriter(X.Call.File);
    if (P.flow(X.Call.File).innermostLoop(S.Node) == NoId) {
      R.replaceExpr(X.Call.Node, Text(Sess + ".run(").expr(X.Call.Node).lit(")"));
      return true;
    }
    // Built once, before the outermost loop: in the loop it would add an op to the graph each time.
    std::string Name = P.freshName(X.Call.File, W.Bare + "_flush");
    Id Outermost = NoId;
    for (Id At : P.chain(S))
      if (StmtKind Kind = P.stmt({S.File, At}).Kind; Kind == StmtKind::For || Kind == StmtKind::While)
        Outermost = At;
    if (!P.movable(X.WriterExpr, S, {S.File, Outermost}) && !(W.Home == P.scopeOf(X.Call) && W.KeepsName))
      return P.decline("SU219", "the writer that is flushed in this loop is not known before it", X.Call);
    R.insertBefore(Outermost, {{Text(Name + " = " + P.slice(X.Call).str())}});
    R.replaceExpr(X.Call.Node, Text(Sess + ".run(" + Name + ")"));
    return true;
  }
  bool close(const WriterCall &X) {
    NodeRef S = P.stmtOf(X.Call);
    if (!isStatement(X.Call))
      return P.decline("SU219", "this `close` is part of a larger expression", X.Call);
    Rewriter &R = P.rewriter(X.Call.File);
    std::string Sess = sessionFor(X.Call, X.WriterExpr);
    if (!Sess.empty()) {
      R.replaceExpr(X.Call.Node, Text(Sess + ".run(").expr(X.Call.Node).lit(")"));
      return true;
    }
    // The session is closed by then: close the writer as the last thing in the session.
    const ModuleFacts &F = facts(X.Call.File);
    NodeRef Scope = P.scopeOf(X.Call);
    for (NodeRef Site : SessionSites) {
      NodeRef SiteStmt = P.stmtOf(Site);
      if (Site.File != X.Call.File || P.scopeOf(Site) != Scope || P.stmt(SiteStmt).Kind != StmtKind::With)
        continue;
      for (const WithItem &Item : P.stmt(SiteStmt).Items)
        if (Item.Context == Site.Node && Item.Target != NoId && P.flow(X.Call.File).dominates(SiteStmt.Node, S.Node) &&
            P.flow(X.Call.File).innermostLoop(SiteStmt.Node) == P.flow(X.Call.File).innermostLoop(S.Node)) {
          if (F.Stmts[SiteStmt.Node].Flags & HasJump)
            return P.decline("SU220", "the writer is closed after its session, which the code may leave early", X.Call);
          R.appendToBody(P.stmt(SiteStmt).Blocks[0], {{Text(P.slice({Site.File, Item.Target}).str() + ".run(" + P.slice(X.Call).str() + ")")}});
          R.removeStmt(S.Node);
          return true;
        }
    }
    for (Id E = 0; E < F.Exprs.size(); ++E)
      if ((F.Exprs[E].Kind == ExprKind::Name || F.Exprs[E].Kind == ExprKind::Attribute) && !F.Exprs[E].Store &&
          F.functionScope(F.Exprs[E].Scope) == Scope.Node && isOurSession({X.Call.File, E})) {
        Id Close = closeOf({X.Call.File, E});
        if (Close != NoId && F.Stmts[Close].Block == F.Stmts[S.Node].Block && F.Stmts[Close].Index < F.Stmts[S.Node].Index) {
          R.insertBefore(Close, {{Text(P.slice({X.Call.File, E}).str() + ".run(" + P.slice(X.Call).str() + ")")}});
          R.removeStmt(S.Node);
          return true;
        }
      }
    return P.decline("SU220", "no session is known to be open where the writer is closed", X.Call);
  }
  bool addGraph(const WriterCall &X) {
    if (!isStatement(X.Call) || !X.Args.Problem.empty() || X.Args["graph"] == NoId)
      return P.decline("SU219", "this form of `add_graph` has no rewrite yet", X.Call);
    for (StringRef Extra : {"global_step", "graph_def"})
      if (X.Args[Extra] != NoId)
        return P.decline("SU219", ("`" + Extra + "=` of add_graph has no rewrite yet").str(), X.Call);
    Spelling Spelled;
    if (!P.spelling(P.scopeOf(X.Call), X.Call, Spelled))
      return false;
    NodeRef S = P.stmtOf(X.Call);
    Rewriter &R = P.rewriter(X.Call.File);
    std::string Writer = P.slice(X.WriterExpr).str();
    std::string Sess = sessionFor(X.Call, X.WriterExpr);
    if (!Sess.empty()) {
      R.replaceStmt(S.Node, graphLines(Sess, Writer, X.Args["graph"], Spelled));
      return true;
    }
    return P.decline("SU220", "no session is known to be open where the graph is written", X.Call);
  }

  Plan &P;
  const WriterPlan &W;
  const Writer &V1;
  std::map<NodeRef, std::string> &PassedWriter, &PassedDir;
  std::set<NodeRef> SessionSites;
};

} // namespace

bool emitLifecycle(Plan &P, const WriterPlan &W, std::map<NodeRef, std::string> &PassedWriter, std::map<NodeRef, std::string> &PassedDir) {
  return LifecyclePlanner(P, W, PassedWriter, PassedDir).run();
}

} // namespace summary_upgrade::migrate
