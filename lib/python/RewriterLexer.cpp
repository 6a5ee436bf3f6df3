#include "python/RewriterLexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace summary_upgrade::python {

static bool isWordByte(char C) { return isAlnum(C) || C == '_' || static_cast<unsigned char>(C) >= 0x80; }

static bool isStringPrefix(StringRef Word) {
  return Word.size() <= 3 && Word.find_first_not_of("rRbBuUfFtT") == StringRef::npos;
}

uint32_t newlineAt(StringRef Bytes, uint32_t Pos) {
  if (Pos >= Bytes.size())
    return 0;
  if (Bytes[Pos] == '\r')
    return Pos + 1 < Bytes.size() && Bytes[Pos + 1] == '\n' ? 2 : 1;
  return Bytes[Pos] == '\n' ? 1 : 0;
}

/// `Pos` is at the opening quote; returns the offset behind the closing one.
static uint32_t stringEnd(StringRef Bytes, uint32_t Pos) {
  char Quote = Bytes[Pos];
  StringRef Rest = Bytes.substr(Pos);
  bool Triple = Rest.size() >= 3 && Rest[1] == Quote && Rest[2] == Quote;
  uint32_t I = Pos + (Triple ? 3 : 1);
  while (I < Bytes.size()) {
    if (Bytes[I] == '\\') {
      uint32_t Newline = newlineAt(Bytes, I + 1);
      I += 1 + std::max(Newline, 1u);
      continue;
    }
    if (Bytes[I] == Quote &&
        (!Triple || (Bytes.substr(I).size() >= 3 && Bytes[I + 1] == Quote && Bytes[I + 2] == Quote)))
      return I + (Triple ? 3 : 1);
    if (!Triple && newlineAt(Bytes, I))
      return I;
    ++I;
  }
  return static_cast<uint32_t>(Bytes.size());
}

Lexeme lexAt(StringRef Bytes, uint32_t Pos) {
  if (Pos >= Bytes.size())
    return {Lexeme::End, {Pos, Pos}};
  if (uint32_t Newline = newlineAt(Bytes, Pos))
    return {Lexeme::Newline, {Pos, Pos + Newline}};
  char C = Bytes[Pos];
  uint32_t I = Pos + 1;
  switch (C) {
  case ' ':
  case '\t':
  case '\f':
    while (I < Bytes.size() && (Bytes[I] == ' ' || Bytes[I] == '\t' || Bytes[I] == '\f'))
      ++I;
    return {Lexeme::Blank, {Pos, I}};
  case '#':
    while (I < Bytes.size() && !newlineAt(Bytes, I))
      ++I;
    return {Lexeme::Comment, {Pos, I}};
  case '\'':
  case '"':
    return {Lexeme::String, {Pos, stringEnd(Bytes, Pos)}};
  case '\\':
    if (uint32_t Newline = newlineAt(Bytes, I))
      return {Lexeme::Continuation, {Pos, I + Newline}};
    return {Lexeme::Other, {Pos, I}};
  case '(':
  case '[':
  case '{':
    return {Lexeme::Open, {Pos, I}};
  case ')':
  case ']':
  case '}':
    return {Lexeme::Close, {Pos, I}};
  default:
    break;
  }
  if (!isWordByte(C))
    return {Lexeme::Other, {Pos, I}};
  while (I < Bytes.size() && isWordByte(Bytes[I]))
    ++I;
  if (I < Bytes.size() && (Bytes[I] == '\'' || Bytes[I] == '"') && isStringPrefix(Bytes.slice(Pos, I)))
    return {Lexeme::String, {Pos, stringEnd(Bytes, I)}};
  return {Lexeme::Word, {Pos, I}};
}

std::vector<LineState> lineStates(StringRef Bytes, ArrayRef<uint32_t> LineStarts) {
  std::vector<LineState> States(LineStarts.size());
  std::vector<uint32_t> Brackets;
  size_t Line = 1;
  for (uint32_t Pos = 0;;) {
    Lexeme L = lexAt(Bytes, Pos);
    if (L.What == Lexeme::End)
      return States;
    if (L.What == Lexeme::Open)
      Brackets.push_back(Pos);
    else if (L.What == Lexeme::Close && !Brackets.empty())
      Brackets.pop_back();
    Pos = L.Where.End;
    bool InString = L.What == Lexeme::String;
    for (; Line < LineStarts.size() && LineStarts[Line] <= Pos - (InString ? 1 : 0); ++Line) {
      States[Line].InString = InString;
      States[Line].Continuation = InString || !Brackets.empty() || L.What == Lexeme::Continuation;
      States[Line].Depth = static_cast<unsigned>(Brackets.size());
      if (!Brackets.empty())
        States[Line].Bracket = Brackets.back();
    }
  }
}

ListShape readList(StringRef Bytes, uint32_t Begin, uint32_t End, ArrayRef<text::Range> Opaque) {
  ListShape Shape;
  Shape.Begin = Begin;
  text::Range Item{~0u, ~0u};
  auto take = [&](text::Range R) {
    if (Item.Begin == ~0u)
      Item.Begin = R.Begin;
    Item.End = R.End;
  };
  auto finish = [&](uint32_t Comma) {
    if (Item.Begin != ~0u) {
      Shape.Items.push_back(Item);
      Shape.Commas.push_back(Comma);
    }
    Item = {~0u, ~0u};
  };
  int Depth = 0;
  uint32_t Pos = Begin;
  while (Pos < End) {
    while (!Opaque.empty() && (Opaque.front().Begin < Pos || Opaque.front().empty()))
      Opaque = Opaque.drop_front();
    if (!Opaque.empty() && Opaque.front().Begin == Pos) {
      take(Opaque.front());
      Pos = Opaque.front().End;
      continue;
    }
    Lexeme L = lexAt(Bytes, Pos);
    if (L.What == Lexeme::End || (L.What == Lexeme::Close && Depth == 0))
      break;
    Pos = L.Where.End;
    if (Depth == 0 && L.What == Lexeme::Other && Bytes[L.Where.Begin] == ',') {
      finish(L.Where.Begin);
      continue;
    }
    Depth += L.What == Lexeme::Open;
    Depth -= L.What == Lexeme::Close;
    if (L.What != Lexeme::Blank && L.What != Lexeme::Newline && L.What != Lexeme::Comment &&
        L.What != Lexeme::Continuation)
      take(L.Where);
  }
  finish(~0u);
  Shape.Close = std::min(Pos, End);
  return Shape;
}

/// Offset behind the bracket that closes the one at `Pos`.
static uint32_t matchingEnd(StringRef Bytes, uint32_t Pos) {
  int Depth = 0;
  for (;;) {
    Lexeme L = lexAt(Bytes, Pos);
    Pos = L.Where.End;
    Depth += L.What == Lexeme::Open;
    Depth -= L.What == Lexeme::Close;
    if (Depth == 0 || L.What == Lexeme::End)
      return Pos;
  }
}

bool isAtomic(StringRef S) {
  Lexeme First = lexAt(S, 0);
  uint32_t Pos = First.Where.End;
  if (First.What == Lexeme::Open)
    Pos = matchingEnd(S, 0);
  else if (First.What != Lexeme::Word && First.What != Lexeme::String)
    return false;
  bool Number = First.What == Lexeme::Word && isDigit(S[0]);
  while (Pos < S.size()) {
    Lexeme L = lexAt(S, Pos);
    if (L.What == Lexeme::Open && S[Pos] != '{') {
      Pos = matchingEnd(S, Pos);
    } else if (S[Pos] == '.') {
      Lexeme Name = lexAt(S, Pos + 1);
      if (Name.What != Lexeme::Word && !Number)
        return false;
      Pos = Name.What == Lexeme::Word ? Name.Where.End : Pos + 1;
    } else {
      return false;
    }
  }
  return true;
}

bool isEnclosed(StringRef S) { return lexAt(S, 0).What == Lexeme::Open && matchingEnd(S, 0) == S.size(); }

bool hasBareNewline(StringRef S) {
  int Depth = 0;
  for (uint32_t Pos = 0;;) {
    Lexeme L = lexAt(S, Pos);
    if (L.What == Lexeme::End)
      return false;
    Depth += L.What == Lexeme::Open;
    Depth -= L.What == Lexeme::Close;
    if (L.What == Lexeme::Newline && Depth <= 0)
      return true;
    Pos = L.Where.End;
  }
}

int bracketBalance(StringRef S) {
  int Depth = 0;
  for (uint32_t Pos = 0;;) {
    Lexeme L = lexAt(S, Pos);
    if (L.What == Lexeme::End)
      return Depth;
    Depth += L.What == Lexeme::Open;
    Depth -= L.What == Lexeme::Close;
    Pos = L.Where.End;
  }
}

bool isCompoundLine(StringRef Line) {
  if (Line.starts_with("@"))
    return true;
  Lexeme First = lexAt(Line, 0);
  if (First.What != Lexeme::Word)
    return false;
  return StringSwitch<bool>(Line.slice(First.Where.Begin, First.Where.End))
      .Cases("if", "for", "while", "with", "try", "def", "class", "async", "match", true)
      .Default(false);
}

} // namespace summary_upgrade::python
