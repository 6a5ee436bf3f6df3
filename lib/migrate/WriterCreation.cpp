// The text of the v2 writer, where it is made, and the ops that take it for their default.
#include "migrate/WriterPlace.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

std::string uniqueSuffix(const Spelling &S) { return S.V1 + "strings.as_string(" + S.V1 + "timestamp())"; }

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
  for (auto [Old, New] :
       {std::pair("max_queue", "max_queue"), {"flush_secs", "flush_millis"}, {"filename_suffix", "filename_suffix"}}) {
    Id Value = V1.Args[Old];
    if (Value == NoId)
      continue;
    NodeRef E{V1.Call.File, Value};
    if (W.Home != W.Scope || (!W.InPlace && !P.movable(E, W.Stmt, W.Anchor))) {
      P.decline("SU215", (Twine("`") + Old + "=` is not known where the writer must be made").str(), E);
      return std::nullopt;
    }
    T.lit((Twine(", ") + New + "=").str());
    if (StringRef(Old) == "filename_suffix" && W.UniqueFile) {
      T.lit(uniqueSuffix(S) + " + ").expr(Value, /*Tight=*/true);
    } else if (StringRef(Old) != "flush_secs") {
      T.expr(Value);
    } else if (const Expr &X = P.expr(E); X.Kind == ExprKind::Int) {
      unsigned long long Seconds = 0;
      if (X.Text.ref().getAsInteger(0, Seconds)) {
        P.decline("SU219", "`flush_secs` is written in a way that is not understood", E);
        return std::nullopt;
      }
      T.lit(std::to_string(Seconds * 1000));
    } else {
      T.lit("int(").expr(Value, /*Tight=*/true).lit(" * 1000)");
    }
  }
  if (W.UniqueFile && V1.Args["filename_suffix"] == NoId)
    T.lit(", filename_suffix=" + uniqueSuffix(S));
  T.lit(")");
  return T;
}

bool emitCreation(Plan &P, const WriterPlan &W, std::vector<Line> Before, std::vector<Line> After) {
  const Writer &V1 = P.P.Writers[W.Writer];
  Spelling S;
  if (!P.spelling(W.Home, V1.Call, S))
    return false;
  auto Create = creation(P, W, S);
  if (!Create)
    return false;
  Rewriter &Home = P.rewriter(W.Home.File);
  if (W.InPlace && W.InWith) {
    Text Assign(W.Name + " = ");
    Assign.Pieces.insert(Assign.Pieces.end(), Create->Pieces.begin(), Create->Pieces.end());
    Before.push_back({Assign});
    llvm::copy(After, std::back_inserter(Before));
    Home.insertBefore(W.Stmt.Node, std::move(Before));
  } else if (W.InPlace) {
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
      // The default is never used: the writer is initialised with the real directory first, and a second init
      // does nothing.
      Lines.push_back({Text(W.DirName + " = " + S.V1 + "placeholder_with_default(" + P.literal(W.Home.File, ".") +
                            ", [], name=" + P.literal(W.Home.File, "summary_dir") + ")")});
    Text Assign(W.Name + " = ");
    Assign.Pieces.insert(Assign.Pieces.end(), Create->Pieces.begin(), Create->Pieces.end());
    Lines.push_back({Assign});
    for (Line &L : After)
      Lines.push_back(std::move(L));
    Home.insertBefore(W.Anchor.Node, std::move(Lines));
    P.story("the writer is made before " + P.where(P.P.Ops[*W.Builds.front().Ops.begin()].Call) +
            ", where the first op is built");
  }
  return true;
}

std::optional<Companion> companion(Plan &P, const WriterPlan &W, StringRef Wish) {
  std::string Name = P.freshName(W.Home.File, Wish);
  std::string Object = StringRef(W.Name).rsplit('.').first.str();
  if (W.Where.What == Carrier::SelfAttribute)
    return Companion{Object + "." + Name, {Carrier::SelfAttribute, Name, {}, W.Where.Class}};
  if (StringRef(W.Name).contains('.'))
    return Companion{Object + "." + Name, {Carrier::Name, Object + "." + Name, W.Home, {}}};
  if (W.Where.Scope != W.Home) {
    P.decline("SU215", "the writer is a global that a function sets", P.P.Writers[W.Writer].Call);
    return std::nullopt;
  }
  return Companion{Name, {Carrier::Name, Name, W.Home, {}}};
}

void insertBesideWriter(Plan &P, const WriterPlan &W, std::vector<Line> Lines) {
  if (W.InPlace && !W.InWith)
    P.rewriter(W.Home.File).insertAfter(W.Stmt.Node, std::move(Lines));
  else
    P.rewriter(W.Home.File).insertBefore(W.Anchor.Node, std::move(Lines));
}

std::string reachCompanion(Plan &P, const Companion &C, NodeRef Call, NodeRef WriterExpr,
                           std::map<NodeRef, std::string> &Passed) {
  const Expr &Receiver = P.expr(WriterExpr);
  if (C.Where.What == Carrier::SelfAttribute && Receiver.Kind == ExprKind::Attribute)
    return P.slice({Call.File, Receiver.Children[0]}).str() + "." + C.Where.Text;
  return reach(P, C.Where, P.scopeOf(Call), Call, Passed);
}

NodeRef statementWithWriter(const Plan &P, const WriterPlan &W) {
  if (!W.InWith)
    return W.Stmt;
  return {W.Stmt.File, P.facts(W.Stmt.File).Blocks[P.stmt(W.Stmt).Blocks[0]].Stmts.front()};
}

void emitDefault(Plan &P, const CallIndex &Index, const WriterPlan &W) {
  // `with writer.as_default():` around what builds ops. In one method of the writer's own class, around the
  // ops themselves.
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
    bool Whole = Indices.size() == B.Stmts.size() && B.Kind == BlockKind::Body &&
                 F.Stmts[B.Parent].Kind == StmtKind::With && !F.Stmts[B.Parent].Async && !B.OneLine;
    if (Whole && B.Stmts.size() > 1) {
      P.rewriter(BlockRef.File).addWithItem(B.Parent, Text(Default + ".as_default()"));
      continue;
    }
    for (size_t I = 0; I < Indices.size();) {
      size_t J = I;
      while (J + 1 < Indices.size() &&
             (Indices[J + 1] == Indices[J] + 1 || (Indices[J + 1] == Indices[J] + 2 && isSimple(Indices[J] + 1) &&
                                                   W.Anchor.Node != B.Stmts[Indices[J] + 1])))
        ++J;
      P.rewriter(BlockRef.File).wrap(BlockRef.Node, Indices[I], Indices[J], Text("with " + Default + ".as_default():"));
      I = J + 1;
    }
  }
}

} // namespace summary_upgrade::migrate
