#include "python/Retouch.h"
#include "python/FactsBuilder.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>

using namespace llvm;

namespace summary_upgrade::python {

namespace {

/// The comment around the change, or null. Comments within brackets count as code: a rewriter may look at
/// them.
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

/// The whole of the literal token around the change, or NoId. A change at its border is one of the literal.
Id literalAround(const ModuleFacts &F, TextChange C) {
  for (Id E = 0; E < F.Exprs.size(); ++E)
    if (const text::Range R = F.ExprRange[E]; R.Begin <= C.Begin && C.OldEnd <= R.End)
      if (const ExprKind Kind = F.Exprs[E].Kind;
          Kind == ExprKind::Int || Kind == ExprKind::Float || (Kind == ExprKind::String && F.Exprs[E].OneToken))
        return E;
  return NoId;
}

/// A string whose text may be any other one in `Added`'s place.
bool isTextWithin(StringRef Literal, text::Range R, TextChange C) {
  const LiteralParts Parts = literalParts(Literal);
  // Escapes mean something else when their neighbours change.
  return !Parts.PrefixSize && !Literal.contains('\\') && C.Begin >= R.Begin + Parts.QuoteSize &&
         C.OldEnd + Parts.QuoteSize <= R.End;
}

/// A decimal number as every Python reads it, and of which kind. Others (`0x1f`, `1_000`, `07`) are left to the parser,
/// and so are those that may be too large for who computes with them.
std::optional<ExprKind> plainNumber(StringRef Token) {
  const StringRef Whole = Token.take_while(isDigit);
  StringRef Rest = Token.drop_front(Whole.size());
  if (Whole.empty() || (Whole.size() > 1 && Whole[0] == '0') || Token.size() > 18)
    return std::nullopt;
  if (Rest.empty())
    return ExprKind::Int;
  if (Rest.consume_front("."))
    Rest = Rest.drop_while(isDigit);
  if (Rest.empty())
    return ExprKind::Float;
  if (!Rest.consume_front("e"))
    return std::nullopt;
  if (!Rest.consume_front("-"))
    (void)Rest.consume_front("+");
  return !Rest.empty() && Rest.size() < 3 && all_of(Rest, isDigit) ? std::optional(ExprKind::Float) : std::nullopt;
}

/// What may stand beside a number without becoming a part of it.
bool isBorder(StringRef Text, size_t At) {
  return At >= Text.size() ||
         !(isAlnum(Text[At]) || Text[At] == '_' || Text[At] == '.' || static_cast<unsigned char>(Text[At]) >= 0x80);
}

/// What a comment says to a program: an encoding, or a switch of ours.
bool speaks(StringRef Comment) { return Comment.contains("coding") || Comment.contains("summary-upgrade"); }

} // namespace

TextChange changeBetween(StringRef Old, StringRef New) {
  const size_t Shorter = std::min(Old.size(), New.size());
  const size_t Begin =
      static_cast<size_t>(std::mismatch(Old.begin(), Old.begin() + Shorter, New.begin()).first - Old.begin());
  size_t Same = 0;
  while (Same < Shorter - Begin && Old[Old.size() - 1 - Same] == New[New.size() - 1 - Same])
    ++Same;
  return {static_cast<uint32_t>(Begin), static_cast<uint32_t>(Old.size() - Same),
          static_cast<uint32_t>(New.size() - Same)};
}

std::optional<QuietChange> keepsShape(const ModuleFacts &F, StringRef Old, StringRef New, TextChange C) {
  const StringRef Removed = Old.slice(C.Begin, C.OldEnd), Added = New.slice(C.Begin, C.NewEnd);
  auto has = [&](StringRef Bytes) {
    return Removed.find_first_of(Bytes) != StringRef::npos || Added.find_first_of(Bytes) != StringRef::npos;
  };
  if (has(StringRef("\n\r\f\0", 4)))
    return std::nullopt;
  if (const text::Range *Comment = commentAround(F, C)) {
    const text::Range Now = C.moved(*Comment);
    if (speaks(Old.slice(Comment->Begin, Comment->End)) || speaks(New.slice(Now.Begin, Now.End)))
      return std::nullopt;
    return QuietChange{C, NoId, {C.Begin, C.OldEnd}};
  }
  const Id E = literalAround(F, C);
  if (E == NoId)
    return std::nullopt;
  const Expr &X = F.Exprs[E];
  const text::Range R = F.ExprRange[E];
  const StringRef Token = Old.slice(R.Begin, R.End);
  const TextChange Whole = {R.Begin, R.End, C.moved(R.End)};
  const bool Alone = F.Stmts[X.Stmt].Kind == StmtKind::Expr && F.Stmts[X.Stmt].Value == E;
  if (X.Kind == ExprKind::String) {
    if (has("\\\"'") || (X.Text.wasRead() && !Alone) || !isTextWithin(Token, R, C))
      return std::nullopt;
  } else if (X.Text.wasRead() || plainNumber(Token) != X.Kind ||
             plainNumber(New.slice(Whole.Begin, Whole.NewEnd)) != X.Kind ||
             (Whole.Begin > 0 && !isBorder(New, Whole.Begin - 1)) || !isBorder(New, Whole.NewEnd)) {
    return std::nullopt;
  }
  const Id S = X.Stmt;
  return QuietChange{
      Whole, E, F.Stmts[S].Blocks.empty() ? F.StmtRange[S] : text::Range{F.StmtRange[S].Begin, F.HeaderRange[S].End}};
}

void retouch(ModuleFacts &F, const text::SourceFile &New, const QuietChange &Quiet) {
  const TextChange C = Quiet.Change;
  for (std::vector<text::Range> *Ranges :
       {&F.BlockRange, &F.StmtRange, &F.ExprRange, &F.ExprOuter, &F.HeaderRange, &F.Comments})
    for (text::Range &R : *Ranges)
      R = C.moved(R);
  F.Lang.Evidence = C.moved(F.Lang.Evidence);
  if (Quiet.Literal == NoId)
    return;
  Expr &X = F.Exprs[Quiet.Literal];
  const StringRef Token = New.bytes().slice(F.ExprRange[Quiet.Literal].Begin, F.ExprRange[Quiet.Literal].End);
  std::string Text;
  if (X.Kind == ExprKind::String)
    decodeLiteral(Token, New.encoding() == text::Encoding::Latin1, Text);
  else
    Text = Token.str();
  X.Text.replaceUnread(std::move(Text));
}

} // namespace summary_upgrade::python
