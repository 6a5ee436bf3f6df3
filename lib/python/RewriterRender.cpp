#include "python/RewriterRender.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <set>

using namespace llvm;

namespace summary_upgrade::python {

void Renderer::append(Rope &Out, StringRef Text) const {
  if (Text.empty())
    return;
  if (!Out.empty() && !Out.back().FromSource && Out.back().LikeLine == ~0u)
    Out.back().Text += Text;
  else
    Out.push_back({false, false, {}, Text.str(), ~0u});
}

void Renderer::append(Rope &Out, text::Range Where, bool Moved) const {
  if (Where.empty())
    return;
  Moved |= !Replaced.contains(Where);
  if (!Out.empty() && Out.back().FromSource && Out.back().Moved == Moved && Out.back().Where.End == Where.Begin)
    Out.back().Where.End = Where.End;
  else
    Out.push_back({true, Moved, Where, {}, ~0u});
}

std::string Renderer::flatten(const Rope &R, size_t From) const {
  std::string Text;
  for (const Segment &S : ArrayRef(R).drop_front(From))
    Text += S.FromSource ? L.File.slice(S.Where) : StringRef(S.Text);
  return Text;
}

/// The change touches the range, but belongs to what is around it.
static bool isAround(const Change &C, text::Range Where) {
  if (C.Where.empty())
    return C.Where.Begin == Where.Begin || C.Where.Begin == Where.End;
  return C.Order >= int(Rank::Statement) || (C.Order >= int(Rank::List) && C.Where == Where);
}

/// Emits the source of `Where` with the outermost inactive changes in it. Insertions at its two ends belong
/// to what is around.
void Renderer::render(text::Range Where, bool WithRims, Rope &Out) {
  uint32_t Cursor = Where.Begin;
  size_t I = llvm::lower_bound(Changes, Where.Begin, [](const Change &C, uint32_t B) { return C.Where.Begin < B; }) -
             Changes.begin();
  for (; I < Changes.size() && Changes[I].Where.Begin <= Where.End; ++I) {
    text::Range R = Changes[I].Where;
    if (Active[I] || R.Begin < Cursor || R.End > Where.End)
      continue;
    if (!WithRims && isAround(Changes[I], Where))
      continue;
    append(Out, {Cursor, R.Begin}, false);
    if (WithRims)
      Replaced = R;
    Active[I] = true;
    renderContent(Changes[I], Out);
    Active[I] = false;
    if (WithRims)
      Replaced = Where;
    Cursor = R.End;
  }
  append(Out, {Cursor, Where.End}, false);
}

/// Leading blanks of a source line with what wraps add to them.
std::string Renderer::indentationOf(uint32_t Line) const {
  StringRef Indent = L.indentation(Line);
  uint32_t Begin = static_cast<uint32_t>(Indent.data() - L.Bytes.data());
  std::string Result;
  size_t Done = 0;
  auto It = llvm::lower_bound(Changes, Begin, [](const Change &C, uint32_t B) { return C.Where.Begin < B; });
  for (; It != Changes.end() && It->Where.Begin <= Begin + Indent.size(); ++It) {
    if (It->Order != int(Rank::Indent))
      continue;
    size_t At = It->Where.Begin - Begin;
    Result += Indent.slice(Done, At);
    Result += It->Content.front().Text;
    Done = At;
  }
  Result += Indent.drop_front(Done);
  return Result;
}

/// Number of brackets open at the offset.
int Renderer::depthAt(uint32_t Offset) const {
  uint32_t Line = L.File.lineOf(Offset);
  if (L.States[Line].InString)
    return 0;
  return static_cast<int>(L.States[Line].Depth) + bracketBalance(L.Bytes.slice(L.File.lineStart(Line), Offset));
}

void Renderer::renderContent(const Change &C, Rope &Out) {
  int Depth = depthAt(C.Where.Begin);
  for (size_t I = 0; I < C.Content.size(); ++I) {
    const Chunk &K = C.Content[I];
    if (K.What == Chunk::New) {
      append(Out, K.Text);
      Depth += bracketBalance(K.Text);
    } else if (K.What == Chunk::Source) {
      render(K.Where, false, Out);
    } else if (K.What == Chunk::LikeLine) {
      Out.push_back({false, false, {}, L.Newline + indentationOf(K.Line), K.Line});
    } else {
      bool IsReceiver = I + 1 < C.Content.size() && C.Content[I + 1].What == Chunk::New &&
                        StringRef(C.Content[I + 1].Text).starts_with(".");
      renderSlice(K, Depth > 0, IsReceiver, Out);
    }
  }
}

void Renderer::renderSlice(const Chunk &C, bool InBrackets, bool IsReceiver, Rope &Out) {
  Rope Inner;
  render(L.Facts.ExprRange[C.Node], false, Inner);
  std::string Text = flatten(Inner);
  ExprKind Kind = L.Facts.Exprs[C.Node].Kind;
  bool Argument = Kind == ExprKind::Starred || Kind == ExprKind::DoubleStarred || Kind == ExprKind::Keyword ||
                  Kind == ExprKind::Pair;
  bool Loose =
      Kind == ExprKind::Tuple || Kind == ExprKind::Generator || Kind == ExprKind::NamedExpr || Kind == ExprKind::Yield;
  bool Parens = false;
  if (!Argument && !isEnclosed(Text))
    Parens = Loose || (C.Tight && !isAtomic(Text)) || (IsReceiver && !Text.empty() && isDigit(Text[0])) ||
             (!InBrackets && hasBareNewline(Text));
  if (Parens)
    append(Out, "(");
  for (const Segment &S : Inner) {
    if (S.FromSource)
      append(Out, S.Where, S.Moved);
    else if (S.LikeLine != ~0u)
      Out.push_back(S);
    else
      append(Out, S.Text);
  }
  if (Parens)
    append(Out, ")");
}

Error Renderer::check() const {
  SmallVector<text::Range, 8> Open;
  for (size_t I = 0; I < Changes.size(); ++I) {
    text::Range R = Changes[I].Where;
    if (R.empty())
      continue;
    while (!Open.empty() && Open.back().End <= R.Begin)
      Open.pop_back();
    bool Crosses = !Open.empty() && R.End > Open.back().End;
    bool Twice = I > 0 && Changes[I - 1].Where == R && Changes[I - 1].Order == int(Rank::Replacement) &&
                 !llvm::any_of(Changes[I - 1].Content, [&](const Chunk &C) {
                   return (C.What == Chunk::Source && C.Where == R) ||
                          (C.What == Chunk::Slice && L.Facts.ExprRange[C.Node] == R);
                 });
    if (Crosses || Twice)
      return createStringError("contradictory edits at line " + Twine(L.File.lineOf(R.Begin) + 1) + " of " +
                               L.File.path());
    Open.push_back(R);
  }
  return Error::success();
}

static bool isWordByte(char C) { return isAlnum(C) || C == '_' || static_cast<unsigned char>(C) >= 0x80; }

/// Shrinks the edit to what differs, without cutting a word in two.
static void trim(text::Edit &E, StringRef Bytes) {
  StringRef Old = Bytes.slice(E.Where.Begin, E.Where.End), New = E.Text;
  size_t Prefix = 0, Limit = std::min(Old.size(), New.size());
  while (Prefix < Limit && Old[Prefix] == New[Prefix])
    ++Prefix;
  auto cuts = [](StringRef S, size_t At) {
    return At > 0 && At < S.size() && isWordByte(S[At - 1]) && isWordByte(S[At]);
  };
  auto cutsNewline = [](StringRef S, size_t At) {
    return At > 0 && At < S.size() && S[At - 1] == '\r' && S[At] == '\n';
  };
  while (Prefix > 0 && (cuts(Old, Prefix) || cuts(New, Prefix) || cutsNewline(Old, Prefix) || cutsNewline(New, Prefix)))
    --Prefix;
  Old = Old.drop_front(Prefix);
  New = New.drop_front(Prefix);
  size_t Suffix = 0;
  Limit = std::min(Old.size(), New.size());
  while (Suffix < Limit && Old[Old.size() - 1 - Suffix] == New[New.size() - 1 - Suffix])
    ++Suffix;
  while (Suffix > 0 && (cuts(Old, Old.size() - Suffix) || cuts(New, New.size() - Suffix) ||
                        cutsNewline(Old, Old.size() - Suffix) || cutsNewline(New, New.size() - Suffix)))
    --Suffix;
  E.Text = New.drop_back(Suffix).str();
  E.Where = {E.Where.Begin + static_cast<uint32_t>(Prefix), E.Where.End - static_cast<uint32_t>(Suffix)};
}

/// A line that is joined to another one needs no indentation of its own.
void Renderer::dropJoinedIndents() {
  std::set<uint32_t> Joined;
  for (const Change &C : Changes)
    if (!C.Where.empty() && C.Order < int(Rank::Statement) &&
        C.Where.Begin < L.File.lineStart(L.File.lineOf(C.Where.End)))
      Joined.insert(C.Where.End);
  llvm::erase_if(Changes, [&](const Change &C) {
    return C.Where.empty() && C.Order == int(Rank::Indent) && Joined.count(C.Where.Begin);
  });
}

Expected<std::vector<text::Edit>> Renderer::edits() {
  dropJoinedIndents();
  // Among equal ranges the later one comes first: it may render the earlier one as a slice of itself.
  llvm::sort(Changes, [](const Change &A, const Change &B) {
    if (A.Where.Begin != B.Where.Begin)
      return A.Where.Begin < B.Where.Begin;
    if (A.Where.empty() != B.Where.empty())
      return A.Where.empty();
    if (A.Where.empty())
      return std::tie(A.Order, A.Sequence) < std::tie(B.Order, B.Sequence);
    if (A.Where.End != B.Where.End)
      return A.Where.End > B.Where.End;
    return A.Sequence > B.Sequence;
  });
  if (Error E = check())
    return std::move(E);
  Active.assign(Changes.size(), false);
  uint32_t Size = static_cast<uint32_t>(L.Bytes.size());
  Rope Whole;
  Replaced = {0, Size};
  render({0, Size}, true, Whole);

  std::vector<text::Edit> Result;
  uint32_t Cursor = 0;
  std::string Pending;
  auto flush = [&](uint32_t End) {
    text::Edit E{{Cursor, End}, std::move(Pending)};
    Pending.clear();
    trim(E, L.Bytes);
    if (!E.Where.empty() || !E.Text.empty())
      Result.push_back(std::move(E));
  };
  for (const Segment &S : realign(L, std::move(Whole))) {
    if (!S.FromSource) {
      Pending += S.Text;
    } else if (!S.Moved && S.Where.Begin >= Cursor) {
      flush(S.Where.Begin);
      Cursor = S.Where.End;
    } else {
      Pending += L.File.slice(S.Where);
    }
  }
  flush(Size);
  return Result;
}

} // namespace summary_upgrade::python
