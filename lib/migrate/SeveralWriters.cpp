#include "migrate/SeveralWriters.h"
#include "migrate/Lifecycle.h"
#include "migrate/RunForm.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

namespace {

class SeveralWriters {
public:
  SeveralWriters(Plan &P, const CallIndex &Index, ArrayRef<TagAnswer> Tags) : P(P), Index(Index), Tags(Tags) {}

  bool run() {
    // Without ops, what is written can only be host-made; the bridges know that.
    if (P.C.Ops.empty() && !P.C.Writes.empty())
      return several("what is written is not made by summary ops");
    if (!P.C.Ops.empty() && !merged())
      return false;
    if (!place())
      return false;
    if (P.C.Ops.empty())
      return eachLifecycle();
    StepPlan Step;
    if (!planStep(P, Index, Plans[0], Step))
      return false;
    if (Step.Where.What == Carrier::SelfAttribute || Step.OwnScope.Node != NoId)
      return several("the writers are attributes of an object");
    if (Step.BySetStep)
      return several("the ops are built in functions that do not see the writers");
    nameLists();
    if (!emitPreamble(Step) ||
        !emitOps(P, Step, Tags, RawOps{true, inFunction() ? Plans[0].Builds.front().Stmt : NodeRef{0, NoId}, &Hoisted}))
      return false;
    inFunction() ? emitFunction() : emitLoops();
    std::map<NodeRef, std::string> Passed;
    if (!emitRuns(P, Step, Passed, FetchOf))
      return false;
    if (MergedStmt.Node != NoId)
      P.rewriter(MergedStmt.File).removeStmt(MergedStmt.Node);
    return eachLifecycle();
  }

private:
  bool several(const Twine &Why) {
    NodeRef First = P.P.Writers[P.C.Writers[0]].Call, Second = P.P.Writers[P.C.Writers[1]].Call;
    return P.decline("SU213",
                     ("the same summaries go to several writers, and " + Why + "; that has no rewrite yet").str(),
                     Second, {}, {{First, "the other writer"}});
  }

  /// The one merged op, whose every use is a fetch; and ops that are statements of their own.
  bool merged() {
    if (P.C.Merges.size() != 1)
      return several(P.C.Merges.empty() ? Twine("the ops are fetched one by one")
                                        : Twine("they are merged in several ways"));
    const Merge &M = P.P.Merges[P.C.Merges[0]];
    NodeRef S = P.stmtOf(M.Call);
    const Stmt &X = P.stmt(S);
    const ModuleFacts &F = P.facts(S.File);
    if (!M.All || !M.Args.ByName.empty())
      return several("they are merged by a list");
    if (X.Kind != StmtKind::Assign || X.Value != M.Call.Node || X.Targets.size() != 1 ||
        F.Exprs[X.Targets[0]].Kind != ExprKind::Name)
      return several("the merged summary is not a plain variable");
    for (NodeRef Library : P.P.LibrarySummaries)
      if (P.P.project().mayRunTogether(Library.File, M.Call.File))
        return P.decline(
            "SU219", "merge_all also merges the summaries that this library call makes, and they have no rewrite yet",
            M.Call, {}, {{Library, "makes summaries of its own"}});
    const Binding &B = F.Bindings[F.Exprs[X.Targets[0]].Binding];
    if (B.Defs.size() != 1)
      return several("the merged summary's variable has other values as well");
    for (Id Use : B.Uses)
      if (none_of(P.C.Runs, [&](uint32_t R) {
            return any_of(P.P.Runs[R].Summaries,
                          [&](const FetchedSummary &L) { return L.Leaf == NodeRef{S.File, Use}; });
          }))
        return several("the merged summary is used elsewhere than in a fetch");
    MergedStmt = S;
    MergedName = F.Exprs[X.Targets[0]].Text;
    for (uint32_t O : P.C.Ops) {
      if (P.P.Ops[O].Keys != std::vector<std::string>{"summaries"})
        return several("an op has collections of its own");
      const Stmt &OpStmt = P.stmt(P.stmtOf(P.P.Ops[O].Call));
      if (OpStmt.Kind != StmtKind::Expr || OpStmt.Value != P.P.Ops[O].Call.Node)
        return several("an op's result is used");
    }
    return true;
  }

  bool place() {
    for (uint32_t W : P.C.Writers) {
      WriterPlan Plan;
      Plan.Writer = W;
      if (!placeWriter(P, Index, Plan))
        return false;
      if (!Plans.empty() && Plan.Home != Plans[0].Home)
        return several("they are made in different functions");
      if (Plan.LateDir)
        return several("a directory is known only after the ops are built");
      Plans.push_back(std::move(Plan));
    }
    if (P.C.Ops.empty())
      return true;
    bool InPlace = Plans[0].InPlace;
    for (const WriterPlan &W : Plans)
      if (W.InPlace != InPlace || (!InPlace && W.Anchor != Plans[0].Anchor))
        return several("they are made at different places around the ops");
    for (NodeRef Scope : Index.opScopes())
      if (!P.sees(Scope, Plans[0].Home))
        return several("the ops are built in functions that do not see the writers");
    for (uint32_t R : P.C.Runs)
      if (!P.sees(P.scopeOf(P.P.Runs[R].Call), Plans[0].Home))
        return several("the runs are in functions that do not see the writers");
    return true;
  }

  void nameLists() {
    for (const WriterPlan &W : Plans) {
      StringRef Base = W.Bare;
      for (StringRef Ending : {"_summary_writer", "_writer", "_file_writer"})
        if (Base.consume_back(Ending))
          break;
      FetchOf[W.Writer] = P.freshName(W.Home.File, (Base + "_" + MergedName).str());
    }
  }

  /// All ops stand side by side in the writers' own block, without comments that would be lost.
  bool inFunction() const {
    const WriterPlan &W = Plans[0];
    if (Index.opScopes().size() != 1 || Index.opScopes()[0] != W.Home)
      return false;
    const ModuleFacts &F = P.facts(W.Home.File);
    std::vector<uint32_t> Indices;
    for (const BuildStatement &B : W.Builds) {
      const Stmt &S = P.stmt(B.Stmt);
      if (S.Block != P.stmt(W.Anchor).Block || (S.Flags & (HasComment | SharesLine)))
        return false;
      Indices.push_back(S.Index);
    }
    const Block &Around = F.Blocks[P.stmt(W.Anchor).Block];
    if (Around.Kind != BlockKind::Module && Around.Kind != BlockKind::Function)
      return false;
    for (size_t I = 1; I < Indices.size(); ++I)
      if (Indices[I] != Indices[I - 1] + 1)
        return false;
    return Indices.size() > 1;
  }

  bool emitPreamble(const StepPlan &Step) {
    const WriterPlan &Last =
        *std::max_element(Plans.begin(), Plans.end(), [&](const WriterPlan &A, const WriterPlan &B) {
          return P.facts(A.Stmt.File).StmtRange[A.Stmt.Node].Begin < P.facts(B.Stmt.File).StmtRange[B.Stmt.Node].Begin;
        });
    std::vector<Line> Lists;
    if (!inFunction()) {
      ListName = P.freshName(Last.Home.File, "summary_writers");
      std::string Names, Empty, Pairs;
      for (const WriterPlan &W : Plans) {
        Names += (Names.empty() ? "" : ", ") + FetchOf[W.Writer];
        Empty += Empty.empty() ? "[]" : ", []";
        Pairs += (Pairs.empty() ? "(" : ", (") + W.Name + ", " + FetchOf[W.Writer] + ")";
      }
      Lists.push_back({Text(Names + " = " + Empty)});
      Lists.push_back({Text(ListName + " = [" + Pairs + "]")});
    }
    bool First = true;
    for (const WriterPlan &W : Plans) {
      bool IsLast = &W == &Last;
      std::vector<Line> Before, After;
      if (W.InPlace) {
        if (IsLast) {
          After = Step.Creation;
          llvm::copy(Lists, std::back_inserter(After));
        }
      } else {
        if (First)
          Before = Step.Creation;
        if (IsLast)
          After = Lists;
      }
      First = false;
      if (!emitCreation(P, W, std::move(Before), std::move(After)))
        return false;
    }
    return true;
  }

  void emitFunction() {
    const WriterPlan &W = Plans[0];
    uint32_t File = W.Home.File;
    std::string Function = P.freshName(File, "write_summaries");
    std::string Parameter = P.parameterName(File, "writer");
    std::vector<Line> Lines;
    bool AtModule = P.facts(File).Blocks[P.stmt(W.Anchor).Block].Kind == BlockKind::Module;
    auto blank = [&] {
      Lines.push_back({Text("")});
      if (AtModule)
        Lines.push_back({Text("")});
    };
    blank();
    Lines.push_back({Text("def " + Function + "(" + Parameter + "):")});
    Lines.push_back({Text("with " + Parameter + ".as_default():"), 1});
    Lines.push_back({Text("return ["), 2});
    for (const BuildStatement &B : W.Builds)
      Lines.push_back({Text().expr(P.stmt(B.Stmt).Value).lit(","), 3});
    Lines.push_back({Text("]"), 2});
    blank();
    for (const WriterPlan &Each : Plans)
      Lines.push_back({Text(FetchOf[Each.Writer] + " = " + Function + "(" + Each.Name + ")")});
    P.rewriter(File).replaceStmt(W.Builds.front().Stmt.Node, std::move(Lines));
    for (size_t I = 1; I < W.Builds.size(); ++I)
      P.rewriter(File).removeStmt(W.Builds[I].Stmt.Node);
  }

  void emitLoops() {
    std::map<NodeRef, std::vector<uint32_t>> ByBlock;
    std::map<uint32_t, std::pair<std::string, std::string>> Loop; // per file: writer and list names
    for (uint32_t O : P.C.Ops) {
      NodeRef Call = P.P.Ops[O].Call, S = P.stmtOf(Call);
      auto &[Writer, List] = Loop[Call.File];
      if (Writer.empty()) {
        Writer = P.freshName(Call.File, "summary_writer");
        List = P.freshName(Call.File, "summaries");
      }
      ByBlock[{S.File, P.stmt(S).Block}].push_back(P.stmt(S).Index);
      P.rewriter(Call.File).replaceStmt(S.Node, {{Text(List + ".append(").expr(Call.Node).lit(")")}});
    }
    for (auto &[BlockRef, Indices] : ByBlock) {
      auto &[Writer, List] = Loop[BlockRef.File];
      llvm::sort(Indices);
      for (size_t I = 0; I < Indices.size();) {
        size_t J = I;
        // What is built once stands between two loops.
        while (J + 1 < Indices.size() && Indices[J + 1] == Indices[J] + 1 &&
               !Hoisted.count({BlockRef.File, P.facts(BlockRef.File).Blocks[BlockRef.Node].Stmts[Indices[J + 1]]}))
          ++J;
        Rewriter &R = P.rewriter(BlockRef.File);
        R.wrap(BlockRef.Node, Indices[I], Indices[J], Text("for " + Writer + ", " + List + " in " + ListName + ":"));
        R.wrap(BlockRef.Node, Indices[I], Indices[J], Text("with " + Writer + ".as_default():"));
        I = J + 1;
      }
    }
  }

  bool eachLifecycle() {
    for (const WriterPlan &W : Plans) {
      if (P.C.Ops.empty() && !emitCreation(P, W, {}, {}))
        return false;
      std::map<NodeRef, std::string> PassedWriter, PassedDir;
      if (!emitLifecycle(P, W, PassedWriter, PassedDir))
        return false;
    }
    return true;
  }

  Plan &P;
  const CallIndex &Index;
  ArrayRef<TagAnswer> Tags;
  NodeRef MergedStmt;
  std::string MergedName, ListName;
  std::set<NodeRef> Hoisted; ///< statements of ops that keep their v1 form
  std::vector<WriterPlan> Plans;
  std::map<uint32_t, std::string> FetchOf;
};

} // namespace

bool emitSeveralWriters(Plan &P, const CallIndex &Index, ArrayRef<TagAnswer> Tags) {
  return SeveralWriters(P, Index, Tags).run();
}

} // namespace summary_upgrade::migrate
