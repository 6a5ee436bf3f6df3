#include "python/RewriterLayout.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace summary_upgrade::python {

static std::vector<uint32_t> lineStarts(const text::SourceFile &File) {
  std::vector<uint32_t> Starts(File.lineCount());
  for (uint32_t I = 0; I < Starts.size(); ++I)
    Starts[I] = File.lineStart(I);
  return Starts;
}

Layout::Layout(const ModuleFacts &Facts, const text::SourceFile &File)
    : Facts(Facts), File(File), Bytes(File.bytes()), Newline(File.newlineText()),
      States(lineStates(Bytes, lineStarts(File))) {}

StringRef Layout::indentation(uint32_t Line) const {
  StringRef Text = Bytes.slice(lineBegin(Line), lineEnd(Line));
  size_t End = std::min(Text.find_first_not_of(" \t\f"), Text.size());
  StringRef Indent = Text.take_front(End);
  size_t Feed = Indent.rfind('\f');
  return Feed == StringRef::npos ? Indent : Indent.drop_front(Feed + 1);
}

bool Layout::isBlank(uint32_t Line) const {
  return !States[Line].Continuation && File.lineText(Line).trim(" \t\f").empty();
}

bool Layout::isCommentLine(uint32_t Line) const {
  return !States[Line].Continuation && Bytes.slice(lineBegin(Line), lineEnd(Line)).ltrim(" \t\f").starts_with("#");
}

std::string Layout::indentOf(Id BlockId) const {
  const Block &B = Facts.Blocks[BlockId];
  if (B.Kind == BlockKind::Module)
    return "";
  if (B.OneLine || B.Stmts.empty()) {
    std::string Outer = indentOf(Facts.Stmts[B.Parent].Block);
    return Outer + unitFor(Outer);
  }
  return indentation(firstLine(B.Stmts.front())).str();
}

std::string Layout::unitFor(StringRef Indent) const {
  bool UnitIsTab = StringRef(Facts.IndentUnit).starts_with("\t");
  if (Indent.empty() || Indent.contains('\t') == UnitIsTab)
    return Facts.IndentUnit;
  if (Indent.contains('\t'))
    return "\t";
  // Spaces in a file of tabs: the step of the outermost block that has any.
  for (const Block &B : Facts.Blocks) {
    if (B.Parent == NoId || B.OneLine || B.Stmts.empty() || Facts.Stmts[B.Parent].Block != 0)
      continue;
    StringRef Step = indentation(firstLine(B.Stmts.front()));
    if (!Step.empty() && !Step.contains('\t') && Indent.size() % Step.size() == 0)
      return Step.str();
  }
  return "    ";
}

/// Skips blanks and continuations.
static uint32_t skipBlanks(StringRef Bytes, uint32_t Pos) {
  for (;;) {
    Lexeme L = lexAt(Bytes, Pos);
    if (L.What != Lexeme::Blank && L.What != Lexeme::Continuation)
      return Pos;
    Pos = L.Where.End;
  }
}

static bool hasSemicolonBehind(const Layout &L, Id Stmt) {
  uint32_t Pos = skipBlanks(L.Bytes, L.Facts.StmtRange[Stmt].End);
  return Pos < L.Bytes.size() && L.Bytes[Pos] == ';';
}

/// Another statement follows on the same logical line.
static bool joinsNext(const Layout &L, Id Stmt) {
  if (!hasSemicolonBehind(L, Stmt))
    return false;
  uint32_t Pos = skipBlanks(L.Bytes, skipBlanks(L.Bytes, L.Facts.StmtRange[Stmt].End) + 1);
  Lexeme Next = lexAt(L.Bytes, Pos);
  return Next.What != Lexeme::Newline && Next.What != Lexeme::Comment && Next.What != Lexeme::End;
}

Layout::Group Layout::groupOf(Id StmtId) const {
  const Stmt &S = Facts.Stmts[StmtId];
  const Block &B = Facts.Blocks[S.Block];
  if (B.OneLine)
    return {0, static_cast<uint32_t>(B.Stmts.size() - 1)};
  Group G{S.Index, S.Index};
  if (!(S.Flags & SharesLine))
    return G;
  while (G.First > 0 && Facts.Stmts[B.Stmts[G.First - 1]].Blocks.empty() && joinsNext(*this, B.Stmts[G.First - 1]))
    --G.First;
  while (G.Last + 1 < B.Stmts.size() && Facts.Stmts[B.Stmts[G.Last]].Blocks.empty() &&
         joinsNext(*this, B.Stmts[G.Last]))
    ++G.Last;
  return G;
}

uint32_t Layout::groupEnd(Id StmtId) const {
  Id Last = Facts.Blocks[Facts.Stmts[StmtId].Block].Stmts[groupOf(StmtId).Last];
  uint32_t End = Facts.StmtRange[Last].End;
  return hasSemicolonBehind(*this, Last) ? skipBlanks(Bytes, End) + 1 : End;
}

uint32_t Layout::behindColon(Id BlockId) const {
  uint32_t Pos = Facts.StmtRange[Facts.Blocks[BlockId].Stmts.front()].Begin;
  while (Pos > 0 && Bytes[Pos - 1] != ':')
    --Pos;
  return Pos;
}

uint32_t Layout::ownedLine(Id StmtId) const {
  uint32_t First = firstLine(StmtId), Line = First;
  StringRef Indent = indentation(First);
  while (Line > 0 && isCommentLine(Line - 1) && indentation(Line - 1) == Indent)
    --Line;
  // Comments at the very top (shebang, cookie, licence) belong to the file.
  return Line == 0 ? First : Line;
}

uint32_t Layout::trailLine(Id StmtId) const {
  const Stmt &S = Facts.Stmts[StmtId];
  uint32_t Last = lastLine(StmtId);
  if (S.Blocks.empty() || Facts.Blocks[S.Blocks.back()].OneLine)
    return Last;
  size_t Own = indentation(firstLine(StmtId)).size();
  for (uint32_t Line = Last + 1; Line < File.lineCount(); ++Line) {
    if (isCommentLine(Line) && indentation(Line).size() > Own)
      Last = Line;
    else if (!isBlank(Line))
      break;
  }
  return Last;
}

uint32_t Layout::blankLinesAbove(uint32_t Line) const {
  uint32_t Count = 0;
  while (Count < Line && isBlank(Line - Count - 1))
    ++Count;
  return Count;
}

uint32_t Layout::blankLinesBelow(uint32_t Line) const {
  // A final newline opens no line of its own.
  uint32_t Count = 0;
  while (Line + Count + 1 < File.lineCount() && File.lineStart(Line + Count + 1) < Bytes.size() &&
         isBlank(Line + Count + 1))
    ++Count;
  return Count;
}

bool Layout::isDocstring(Id StmtId) const {
  const Stmt &S = Facts.Stmts[StmtId];
  BlockKind Kind = Facts.Blocks[S.Block].Kind;
  return S.Index == 0 && S.Kind == StmtKind::Expr && S.Value != NoId && Facts.Exprs[S.Value].Kind == ExprKind::String &&
         (Kind == BlockKind::Module || Kind == BlockKind::Function || Kind == BlockKind::Class);
}

bool Layout::isFutureImport(Id StmtId) const {
  const Stmt &S = Facts.Stmts[StmtId];
  return S.Kind == StmtKind::ImportFrom && !S.Imports.empty() && S.Imports.front().Module == "__future__";
}

unsigned Layout::depthOf(Id BlockId) const {
  unsigned Depth = 0;
  for (; Facts.Blocks[BlockId].Parent != NoId; ++Depth)
    BlockId = Facts.Stmts[Facts.Blocks[BlockId].Parent].Block;
  return Depth;
}

uint32_t Layout::headOffset() const {
  uint32_t Line = 0;
  while (Line < File.lineCount() && isCommentLine(Line))
    ++Line;
  return Line < File.lineCount() ? lineBegin(Line) : static_cast<uint32_t>(Bytes.size());
}

} // namespace summary_upgrade::python
