#include "migrate/WriterInit.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

std::vector<Line> graphLines(const std::string &Sess, const std::string &Writer, Id Graph, const Spelling &S) {
  Text Write(S.V1Always + "summary.initialize(graph=");
  Write.expr(Graph).lit(", session=" + Sess + ")");
  return {{Text("with " + Writer + ".as_default():")}, {Write, 1}};
}

bool beforeFinalize(Plan &P, const WriterPlan &W, NodeRef Stmt, NodeRef Place) {
  for (NodeRef F : W.Finalizes)
    if (P.scopeOfStmt(Stmt) != P.scopeOfStmt(F) || !(P.flow(F.File).dominates(Stmt.Node, F.Node) || Stmt == F))
      return P.decline("SU219", "an op must be built here, but the graph is finalized before", Place);
  return true;
}

namespace {

class InitPlanner {
public:
  InitPlanner(Plan &P, const WriterPlan &W, const Sessions &Where, std::map<NodeRef, std::string> &PassedWriter,
              std::map<NodeRef, std::string> &PassedDir)
      : P(P), W(W), V1(P.P.Writers[W.Writer]), Where(Where), PassedWriter(PassedWriter), PassedDir(PassedDir) {}

  /// How code of `Scope` reads the writer.
  std::string writerIn(NodeRef Scope, NodeRef Place) {
    if (Scope == W.Home)
      return W.Name;
    return reach(P, W.Where, Scope, Place, PassedWriter);
  }
  std::vector<Line> initLines(const std::string &Sess, const std::string &Writer, NodeRef Scope, NodeRef Place,
                              bool &Ok) {
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

  bool run() {
    if (W.InWith)
      openWriter();
    Spelling S;
    if (!P.spelling(W.Scope, V1.Call, S))
      return false;
    // In the FileWriter's place when a session is open there; its first run comes later because the v1 writer
    // existed by then.
    std::string Sess = Where.at(statementWithWriter(P, W));
    std::string Here = W.Scope == W.Home ? W.Name : W.KeepsName ? W.Name : writerIn(W.Scope, V1.Call);
    if (Here.empty())
      return false;
    bool AllRunsAfter = all_of(P.C.Runs, [&](uint32_t R) {
      NodeRef Run = P.stmtOf(P.P.Runs[R].Call);
      return P.scopeOf(P.P.Runs[R].Call) != W.Scope || P.flow(Run.File).dominates(W.Stmt.Node, Run.Node);
    });
    bool Graph = V1.Graph != NoId && P.expr({V1.Call.File, V1.Graph}).Kind != ExprKind::None;
    NodeRef GraphRef{V1.Call.File, V1.Graph};
    if (!Sess.empty() && AllRunsAfter && Where.sites().size() <= 1 && !Where.several()) {
      bool Ok = true;
      std::vector<Line> Lines = initLines(Sess, Here, W.Scope, V1.Call, Ok);
      if (!Ok)
        return false;
      if (Graph && !beforeFinalize(P, W, statementWithWriter(P, W), GraphRef))
        return false;
      if (Graph)
        for (Line &L : graphLines(Sess, Here, V1.Graph, S))
          Lines.push_back(std::move(L));
      return putAtFileWriter(std::move(Lines));
    }
    // Right after each session is opened.
    bool Put = false;
    for (NodeRef Site : Where.sites()) {
      NodeRef SiteStmt = P.stmtOf(Site), Scope = P.scopeOf(Site);
      if (Where.several() && is_contained(P.chain(W.Stmt), SiteStmt.Node)) {
        bool Ok = true;
        if (Sess.empty())
          return P.decline("SU220", "no session is known to be open where the writer is made", V1.Call);
        std::vector<Line> Lines = initLines(Sess, Here, W.Scope, V1.Call, Ok);
        if (Graph)
          for (Line &L : graphLines(Sess, Here, V1.Graph, S))
            Lines.push_back(std::move(L));
        Put = true;
        if (!Ok || !putAtFileWriter(std::move(Lines)))
          return false;
        continue;
      }
      if (Graph && Where.several() &&
          (Where.sites().size() > 1 || P.flow(Site.File).innermostLoop(SiteStmt.Node) != NoId))
        return P.decline("SU220", "the graph is written once, but there are several sessions",
                         {V1.Call.File, V1.Graph});
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
      if (Scope == W.Home && !W.InPlace && !P.flow(Site.File).dominates(W.Anchor.Node, SiteStmt.Node) &&
          SiteStmt != W.Anchor) {
        // The session is older than the writer: initialise beside the writer.
        std::string Open = Where.at(W.Anchor);
        if (Open.empty())
          return P.decline("SU220", "no session is open at a place where the writer exists", V1.Call);
        bool Ok = true;
        P.rewriter(W.Home.File).insertBefore(W.Anchor.Node, initLines(Open, W.Name, W.Home, V1.Call, Ok));
        if (Graph)
          return P.decline("SU220", "the graph is written where no session is known to be open",
                           {V1.Call.File, V1.Graph});
        continue;
      }
      if (Scope == W.Home && W.InPlace && !P.flow(Site.File).dominates(W.Stmt.Node, SiteStmt.Node))
        return P.decline("SU220", "the session is opened before the writer is made, but is not open in its place",
                         Site);
      if (Scope != W.Home && !AfterFileWriter && W.Where.What != Carrier::SelfAttribute && !PassedWriter.count(Scope) &&
          !P.sees(Scope, W.Home))
        return P.decline("SU220", "the session is opened in another function than the writer", Site);
      if (!openSession(Site, SiteStmt, Writer, Graph, S))
        return false;
    }
    return Put || removeFileWriter();
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
      if (!IsWith)
        return P.decline("SU220",
                         "the session is made inside a larger expression, so the writer has no place to be initialised",
                         Site);
      if (Sess.empty())
        Sess = S.V1 + "get_default_session()";
    } else if (X.Kind == StmtKind::Assign && X.Value == Site.Node && X.Targets.size() == 1 &&
               (F.Exprs[X.Targets[0]].Kind == ExprKind::Name || F.Exprs[X.Targets[0]].Kind == ExprKind::Attribute)) {
      Sess = P.slice({Site.File, X.Targets[0]}).str();
    } else {
      return P.decline("SU220",
                       "the session is made inside a larger expression, so the writer has no place to be initialised",
                       Site);
    }
    bool Ok = true;
    std::vector<Line> Lines = initLines(Sess, Writer, P.scopeOf(Site), Site, Ok);
    if (!Ok)
      return false;
    if (Graph) {
      // `sess.graph` is the same graph here; any other expression must be known.
      NodeRef G{V1.Call.File, V1.Graph};
      if (!beforeFinalize(P, W, SiteStmt, G))
        return false;
      if (Site.File != V1.Call.File ||
          (P.L.externalPath(G) != "tensorflow.get_default_graph()" && !P.movable(G, W.Stmt, W.Stmt)))
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
    if (W.InWith) {
      R.insertAtStart(P.stmt(W.Stmt).Blocks[0], std::move(Lines));
      return true;
    }
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
  /// `with tf.summary.FileWriter(...) as writer:` → `with writer.as_default():`.
  void openWriter() {
    const auto &Items = P.stmt(W.Stmt).Items;
    unsigned At = static_cast<unsigned>(
        find_if(Items, [&](const WithItem &Item) { return Item.Context == V1.Call.Node; }) - Items.begin());
    Text Item(W.Name + ".as_default()");
    if (!W.KeepsName && Items[At].Target != NoId)
      Item.lit(" as ").expr(Items[At].Target);
    P.rewriter(W.Stmt.File).replaceWithItem(W.Stmt.Node, At, Item);
  }
  bool removeFileWriter() {
    if (W.InPlace || W.InWith)
      return true;
    if (W.KeepsName || P.stmt(W.Stmt).Kind != StmtKind::Assign)
      P.rewriter(W.Stmt.File).removeStmt(W.Stmt.Node);
    else
      P.rewriter(W.Stmt.File).replaceExpr(V1.Call.Node, Text(W.Scope == W.Home ? W.Name : writerIn(W.Scope, V1.Call)));
    return true;
  }

  const ModuleFacts &facts(uint32_t File) const { return P.facts(File); }

  Plan &P;
  const WriterPlan &W;
  const Writer &V1;
  const Sessions &Where;
  std::map<NodeRef, std::string> &PassedWriter, &PassedDir;
};

} // namespace

bool emitInit(Plan &P, const WriterPlan &W, const Sessions &Where, std::map<NodeRef, std::string> &PassedWriter,
              std::map<NodeRef, std::string> &PassedDir) {
  return InitPlanner(P, W, Where, PassedWriter, PassedDir).run();
}

} // namespace summary_upgrade::migrate
