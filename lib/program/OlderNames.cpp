#include "program/OlderNames.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program {

namespace {
/// Statements before one that are looked at for `if …: return tf.summary.scalar(…)`.
constexpr size_t MaxBefore = 8;
} // namespace

std::pair<StringRef, StringRef> successorOf(StringRef Path) {
  using Name = std::pair<StringRef, StringRef>;
  return StringSwitch<Name>(Path)
      .Case("tensorflow.scalar_summary", Name("summary", "scalar"))
      .Case("tensorflow.histogram_summary", Name("summary", "histogram"))
      .Case("tensorflow.image_summary", Name("summary", "image"))
      .Case("tensorflow.audio_summary", Name("summary", "audio"))
      .Case("tensorflow.merge_summary", Name("summary", "merge"))
      .Case("tensorflow.merge_all_summaries", Name("summary", "merge_all"))
      .Case("tensorflow.train.SummaryWriter", Name("summary", "FileWriter"))
      .Default(Name());
}

OlderNames::OlderNames(const ModuleFacts &F) : F(F) {
  for (Id E = 0; E < F.Exprs.size(); ++E) {
    const Expr &X = F.Exprs[E];
    if (X.Kind != ExprKind::Attribute || X.Store)
      continue;
    StringRef Module = F.Exprs[X.Children[0]].Text;
    if (Module == "summary" || Module == "deprecated")
      Reads[(Module + "." + X.Text).str()].push_back(F.ExprRange[E].Begin);
  }
}

bool OlderNames::readIn(Range Where, StringRef Path, bool Any) const {
  if (Any)
    return !Where.empty();
  auto [Module, Name] = successorOf(Path);
  auto within = [&](const std::string &Key) {
    auto It = Reads.find(Key);
    if (It == Reads.end())
      return false;
    auto At = lower_bound(It->second, Where.Begin);
    return At != It->second.end() && *At < Where.End;
  };
  return within((Module + "." + Name).str()) || within(("deprecated." + Path.rsplit('.').second).str());
}

bool OlderNames::makesModernWriter(const ModuleFacts &F) {
  return any_of(F.Exprs, [&](const Expr &X) {
    return X.Kind == ExprKind::Attribute && X.Text == "create_file_writer" && F.Exprs[X.Children[0]].Text == "summary";
  });
}

bool OlderNames::catchesMissingName(const ModuleFacts &F, Id ExceptBlock) {
  Id Header = F.Blocks[ExceptBlock].Header;
  if (Header == NoId)
    return true;
  auto catches = [&](Id E) {
    StringRef Name = F.Exprs[E].Text;
    return F.Exprs[E].Kind == ExprKind::Name &&
           (Name == "AttributeError" || Name == "Exception" || Name == "BaseException" || Name == "StandardError");
  };
  return catches(Header) || (F.Exprs[Header].Kind == ExprKind::Tuple && any_of(F.Exprs[Header].Children, catches));
}

/// Nothing behind the block's `if` runs when the block does.
bool OlderNames::leaves(Id BlockId) const {
  const Block &B = F.Blocks[BlockId];
  return !B.Stmts.empty() && is_contained({StmtKind::Return, StmtKind::Raise, StmtKind::Continue, StmtKind::Break},
                                          F.Stmts[B.Stmts.back()].Kind);
}

/// The successor is read where the program goes when it does not go through this statement.
bool OlderNames::insteadOf(Id StmtId, StringRef Path, bool Any) const {
  const Stmt &S = F.Stmts[StmtId];
  const Block &Around = F.Blocks[S.Block];
  // `if new: return tf.summary.scalar(…)` and then the old name.
  ArrayRef<Id> Before = ArrayRef(Around.Stmts).take_front(S.Index);
  for (Id Other : Before.take_back(std::min(MaxBefore, Before.size())))
    if (F.Stmts[Other].Kind == StmtKind::If)
      for (Id B : F.Stmts[Other].Blocks)
        if (leaves(B) && readIn(F.BlockRange[B], Path, Any))
          return true;
  if (Around.Parent == NoId)
    return false;
  const Stmt &Parent = F.Stmts[Around.Parent];
  auto readInAnother = [&](auto Counts) {
    return any_of(Parent.Blocks, [&](Id B) { return B != S.Block && Counts(B) && readIn(F.BlockRange[B], Path, Any); });
  };
  if (Parent.Kind == StmtKind::If) {
    if (readInAnother([](Id) { return true; }))
      return true;
    // `if old: return tf.scalar_summary(…)` and then the new name.
    return leaves(S.Block) && readIn({F.StmtRange[Around.Parent].End, F.BlockRange[Parent.Block].End}, Path, Any);
  }
  if (Parent.Kind != StmtKind::Try)
    return false;
  if (Around.Kind == BlockKind::Body)
    return readInAnother([&](Id B) { return F.Blocks[B].Kind == BlockKind::Except && catchesMissingName(F, B); });
  return Around.Kind == BlockKind::Except && readInAnother([&](Id B) {
           return F.Blocks[B].Kind == BlockKind::Body || F.Blocks[B].Kind == BlockKind::Else;
         });
}

bool OlderNames::replaced(Id Read, StringRef Path, bool Any) const {
  if (successorOf(Path).second.empty())
    return false;
  for (Id E = Read; F.Exprs[E].Parent != NoId; E = F.Exprs[E].Parent) {
    const Expr &Around = F.Exprs[F.Exprs[E].Parent];
    if (Around.Kind == ExprKind::Conditional && E != Around.Children[0])
      for (Id Other : ArrayRef(Around.Children).drop_front())
        if (Other != E && readIn(F.ExprRange[Other], Path, Any))
          return true;
  }
  for (Id S = F.Exprs[Read].Stmt; S != NoId; S = F.parentStmt(S)) {
    const Block &Around = F.Blocks[F.Stmts[S].Block];
    if (insteadOf(S, Path, Any))
      return true;
    if (Around.Kind == BlockKind::Function || Around.Kind == BlockKind::Class)
      return false;
  }
  return false;
}

} // namespace summary_upgrade::program
