#include "python/Retouch.h"
#include "python/FactsBuilder.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

using namespace llvm;

namespace summary_upgrade::python {

namespace {

/// The comment around the change, or null. Comments within brackets count as code: a rewriter may look at them.
const text::Range *commentAround(const ModuleFacts &F, TextChange C) {
  const auto After = partition_point(F.Comments, [&](text::Range R) { return R.Begin < C.Begin; });
  if (After == F.Comments.begin())
    return nullptr;
  const text::Range &Comment = *std::prev(After);
  if (C.OldEnd > Comment.End)
    return nullptr;
  const Id S = stmtAt(F, Comment.Begin);
  if (S != NoId && (F.Stmts[S].Blocks.empty() || Comment.Begin < F.HeaderRange[S].End))
    return nullptr;
  return &Comment;
}

/// The string that is a statement around the change, or NoId.
Id stringAround(const ModuleFacts &F, StringRef Old, TextChange C) {
  const Id S = stmtAt(F, C.Begin);
  if (S == NoId || F.Stmts[S].Kind != StmtKind::Expr || F.Stmts[S].Value == NoId)
    return NoId;
  const Id E = F.Stmts[S].Value;
  if (F.Exprs[E].Kind != ExprKind::String || !F.Exprs[E].OneToken)
    return NoId;
  const text::Range R = F.ExprRange[E];
  const StringRef Literal = Old.slice(R.Begin, R.End);
  const LiteralParts Parts = literalParts(Literal);
  // Escapes mean something else when their neighbours change.
  if (Parts.PrefixSize || Literal.contains('\\') || C.Begin < R.Begin + Parts.QuoteSize || C.OldEnd + Parts.QuoteSize > R.End)
    return NoId;
  return E;
}

/// What a comment says to a program: an encoding, or a switch of ours.
bool speaks(StringRef Comment) { return Comment.contains("coding") || Comment.contains("summary-upgrade"); }

} // namespace

TextChange changeBetween(StringRef Old, StringRef New) {
  const size_t Shorter = std::min(Old.size(), New.size());
  const size_t Begin = static_cast<size_t>(std::mismatch(Old.begin(), Old.begin() + Shorter, New.begin()).first - Old.begin());
  size_t Same = 0;
  while (Same < Shorter - Begin && Old[Old.size() - 1 - Same] == New[New.size() - 1 - Same])
    ++Same;
  return {static_cast<uint32_t>(Begin), static_cast<uint32_t>(Old.size() - Same), static_cast<uint32_t>(New.size() - Same)};
}

bool keepsShape(const ModuleFacts &F, StringRef Old, StringRef New, TextChange C) {
  const StringRef Removed = Old.slice(C.Begin, C.OldEnd), Added = New.slice(C.Begin, C.NewEnd);
  auto has = [&](StringRef Bytes) { return Removed.find_first_of(Bytes) != StringRef::npos || Added.find_first_of(Bytes) != StringRef::npos; };
  if (has(StringRef("\n\r\f\0", 4)))
    return false;
  if (const text::Range *Comment = commentAround(F, C)) {
    const text::Range Now = C.moved(*Comment);
    return !speaks(Old.slice(Comment->Begin, Comment->End)) && !speaks(New.slice(Now.Begin, Now.End));
  }
  return !has("\\\"'") && stringAround(F, Old, C) != NoId;
}

void retouch(ModuleFacts &F, const text::SourceFile &New, TextChange C) {
  const Id S = stmtAt(F, C.Begin);
  for (std::vector<text::Range> *Ranges : {&F.BlockRange, &F.StmtRange, &F.ExprRange, &F.ExprOuter, &F.HeaderRange, &F.Comments})
    for (text::Range &R : *Ranges)
      R = C.moved(R);
  F.Lang.Evidence = C.moved(F.Lang.Evidence);
  // A comment within a compound statement is not the text of its value.
  if (S == NoId || F.Stmts[S].Kind != StmtKind::Expr)
    return;
  const Id E = F.Stmts[S].Value;
  if (C.Begin < F.ExprRange[E].Begin || C.NewEnd > F.ExprRange[E].End)
    return;
  F.Exprs[E].Text.clear();
  decodeLiteral(New.slice(F.ExprRange[E]), New.encoding() == text::Encoding::Latin1, F.Exprs[E].Text);
}

} // namespace summary_upgrade::python
