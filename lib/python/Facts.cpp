// From a file to its facts, and what is read off the finished tables.
#include "python/FactsBuilder.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace summary_upgrade::python {

FactsBuilder::FactsBuilder(const text::SourceFile &File, const ParseBuffer &Buffer, const Tree &T, ModuleFacts &F)
    : File(File), Buffer(Buffer), T(T), F(F) {}

void FactsBuilder::fail(text::Range Where, const llvm::Twine &Message) {
  if (Failed)
    return;
  Failed = true;
  Error.Where = Where;
  Error.Message = Message.str();
}

void FactsBuilder::python2(uint32_t At) {
  if (!F.Lang.Python2 || At < F.Lang.Evidence)
    F.Lang.Evidence = At;
  F.Lang.Python2 = true;
}

void FactsBuilder::run() {
  size_t Nodes = T.Nodes.size();
  F.Exprs.reserve(Nodes / 3);
  F.ExprRange.reserve(Nodes / 3);
  F.ExprOuter.reserve(Nodes / 3);
  F.Stmts.reserve(Nodes / 16);
  F.Comments = Buffer.Comments;
  if (Buffer.Python2)
    python2(Buffer.Evidence);
  addScope(ScopeKind::Module, {});
  F.Scopes[0].Block = addBlock(BlockKind::Module, NoId);
  statements(0, 0);
  if (Failed)
    return;
  resolve();
  commentFlags();
  landmarks();
  style();
}

uint32_t FactsBuilder::lineEnd(uint32_t Offset) const {
  size_t P = File.bytes().find_first_of("\r\n", Offset);
  return static_cast<uint32_t>(P == llvm::StringRef::npos ? File.bytes().size() : P);
}

void FactsBuilder::commentFlags() {
  if (F.Comments.empty())
    return;
  for (Id S = 0; S < F.Stmts.size(); ++S) {
    text::Range R = F.StmtRange[S];
    auto It = llvm::partition_point(F.Comments, [&](text::Range C) { return C.Begin < R.Begin; });
    if (It != F.Comments.end() && (It->Begin < R.End || It->Begin < lineEnd(R.End)))
      F.Stmts[S].Flags |= HasComment;
  }
}

void FactsBuilder::landmarks() {
  const auto &Top = F.Blocks[0].Stmts;
  auto isImport = [&](Id S) { return F.Stmts[S].Kind == StmtKind::Import || F.Stmts[S].Kind == StmtKind::ImportFrom; };
  auto isString = [&](Id S) {
    return F.Stmts[S].Kind == StmtKind::Expr && F.Stmts[S].Value != NoId &&
           F.Exprs[F.Stmts[S].Value].Kind == ExprKind::String;
  };
  auto isDunder = [&](Id S) {
    const Stmt &St = F.Stmts[S];
    return St.Kind == StmtKind::Assign && St.Targets.size() == 1 && F.Exprs[St.Targets[0]].Text.ref().starts_with("__");
  };
  // `try: import a` / `except ImportError: …`, `if sys.version_info…: import b`: a shim within the imports.
  auto isShim = [&](Id S) {
    const Stmt &St = F.Stmts[S];
    if ((St.Kind != StmtKind::Try && St.Kind != StmtKind::If) || St.Blocks.empty())
      return false;
    return llvm::all_of(F.Blocks[St.Blocks[0]].Stmts, isImport);
  };
  if (!Top.empty() && isString(Top[0]))
    F.DocstringStmt = Top[0];
  for (Id S : Top) {
    if (isImport(S))
      F.ImportAnchor = S;
    else if (!isString(S) && !isDunder(S) && !isShim(S) && F.Stmts[S].Kind != StmtKind::Pass)
      break;
  }
  for (Id S : Top) {
    const Stmt &St = F.Stmts[S];
    if (St.Kind != StmtKind::If || St.Value == NoId)
      continue;
    const Expr &Test = F.Exprs[St.Value];
    if (Test.Kind != ExprKind::Compare || Test.Text != "==" || Test.Children.size() != 2)
      continue;
    const Expr *Name = &F.Exprs[Test.Children[0]], *Value = &F.Exprs[Test.Children[1]];
    if (Name->Kind == ExprKind::String)
      std::swap(Name, Value);
    if (Name->Kind == ExprKind::Name && Name->Text == "__name__" && Value->Kind == ExprKind::String &&
        Value->Text == "__main__")
      F.MainBlock = St.Blocks[0];
  }
}

void FactsBuilder::style() {
  F.Quote = DoubleQuotes > SingleQuotes ? '"' : '\'';
  auto indentOf = [&](Id Block) {
    uint32_t Begin = F.BlockRange[Block].Begin, Line = Begin;
    while (Line > 0 && (Buffer.Bytes[Line - 1] == ' ' || Buffer.Bytes[Line - 1] == '\t'))
      --Line;
    return File.slice({Line, Begin});
  };
  llvm::StringMap<unsigned> Votes;
  unsigned Best = 0;
  for (Id B = 1; B < F.Blocks.size(); ++B) {
    if (F.Blocks[B].OneLine)
      continue;
    llvm::StringRef Inner = indentOf(B), Outer = indentOf(F.Stmts[F.Blocks[B].Parent].Block);
    if (F.Blocks[F.Stmts[F.Blocks[B].Parent].Block].OneLine || !Inner.consume_front(Outer) || Inner.empty())
      continue;
    unsigned Count = ++Votes[Inner];
    if (Count > Best) {
      Best = Count;
      F.IndentUnit = Inner.str();
    }
  }
}

Id ModuleFacts::functionScope(Id Scope) const {
  while (Scopes[Scope].Kind == ScopeKind::Class || Scopes[Scope].Kind == ScopeKind::Comprehension)
    Scope = Scopes[Scope].Outer;
  return Scope;
}

ParseResult parseModule(const text::SourceFile &File) {
  ParseResult Result;
  ParseBuffer Buffer = ParseBuffer::prepare(File);
  if (Buffer.Failed) {
    Result.Error = std::move(Buffer.Error);
    return Result;
  }
  Tree T = Tree::parse(Buffer);
  if (T.Failed) {
    Result.Error = std::move(T.Error);
    return Result;
  }
  auto Facts = std::make_unique<ModuleFacts>();
  FactsBuilder Builder(File, Buffer, T, *Facts);
  Builder.run();
  if (Builder.failed())
    Result.Error = Builder.takeError();
  else
    Result.Facts = std::move(Facts);
  return Result;
}

Id stmtAt(const ModuleFacts &Facts, uint32_t Offset) {
  Id Found = NoId;
  Id Block = Facts.Blocks.empty() ? NoId : 0;
  while (Block != NoId) {
    const auto &Stmts = Facts.Blocks[Block].Stmts;
    Block = NoId;
    // The last statement that begins at or before the offset.
    auto It = llvm::partition_point(Stmts, [&](Id S) { return Facts.StmtRange[S].Begin <= Offset; });
    if (It == Stmts.begin())
      break;
    Id S = *std::prev(It);
    if (Offset >= Facts.StmtRange[S].End)
      break;
    Found = S;
    for (Id B : Facts.Stmts[S].Blocks)
      if (Facts.BlockRange[B].Begin <= Offset && Offset < Facts.BlockRange[B].End)
        Block = B;
  }
  return Found;
}

} // namespace summary_upgrade::python
