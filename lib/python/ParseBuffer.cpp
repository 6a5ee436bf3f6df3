#include "python/ParseBuffer.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"

namespace summary_upgrade::python {
namespace {

// CPython's own limits: beyond them no interpreter runs the file, and the recursion over blocks stays
// bounded.
constexpr unsigned MaxIndents = 100;
constexpr unsigned MaxStringNesting = 100;
constexpr unsigned MaxBrackets = 1000;

bool isIdentifierByte(unsigned char C) { return llvm::isAlnum(C) || C == '_' || C >= 0x80; }

/// Spaces of Unicode that the grammar skips and Python refuses; the code point at P, or 0.
uint32_t foreignSpace(llvm::StringRef S, size_t P) {
  auto at = [&](size_t I) { return P + I < S.size() ? static_cast<unsigned char>(S[P + I]) : 0u; };
  uint32_t Code = 0;
  if (at(0) < 0x20 || at(0) == 0x7F)
    return at(0) ? at(0) : 0xFFFD;
  if ((at(0) & 0xE0) == 0xC0)
    Code = (at(0) & 0x1F) << 6 | (at(1) & 0x3F);
  else if ((at(0) & 0xF0) == 0xE0)
    Code = (at(0) & 0x0F) << 12 | (at(1) & 0x3F) << 6 | (at(2) & 0x3F);
  bool Space = Code == 0x85 || Code == 0xA0 || Code == 0x1680 || (Code >= 0x2000 && Code <= 0x200B) || Code == 0x2028 ||
               Code == 0x2029 || Code == 0x202F || Code == 0x205F || Code == 0x2060 || Code == 0x3000 || Code == 0xFEFF;
  return Space ? Code : 0;
}

class Scanner {
public:
  Scanner(ParseBuffer &Out) : Out(Out), S(Out.Bytes), Size(static_cast<uint32_t>(S.size())) {}

  void run() {
    Indents.push_back({0, 0});
    while (!Out.Failed && Pos < Size) {
      if (AtLineStart && !startLine())
        continue;
      if (!Out.Failed)
        token();
    }
    if (Out.Failed)
      return;
    if (!Brackets.empty())
      fail(Brackets.back(), 1, llvm::Twine("'") + llvm::Twine(S[Brackets.back()]) + "' was never closed");
    else if (Backtick)
      fail(BacktickPos, 1, "'`' was never closed");
    else if (LastSignificant == ':')
      fail(LastPos, 1, "expected an indented block after ':'");
  }

private:
  struct Indent {
    uint32_t Column;    ///< a tab goes to the next multiple of 8
    uint32_t AltColumn; ///< a tab counts 1: both must agree in Python 3
  };

  void fail(uint32_t At, uint32_t Length, const llvm::Twine &Message) {
    if (Out.Failed)
      return;
    Out.Failed = true;
    Out.Error.Where = {At, std::min(At + Length, Size)};
    Out.Error.Message = Message.str();
  }
  void python2(uint32_t At) {
    if (!Out.Python2)
      Out.Evidence = At;
    Out.Python2 = true;
  }
  bool newlineAt(uint32_t P) const {
    return P < Size && (S[P] == '\n' || (S[P] == '\r' && P + 1 < Size && S[P + 1] == '\n'));
  }
  void comment() {
    uint32_t Begin = Pos;
    while (Pos < Size && !newlineAt(Pos))
      S[Pos++] = ' ';
    Out.Comments.push_back({Begin, Pos});
  }

  /// Measures the indentation of a logical line. False if the line is blank or a comment (it is consumed
  /// then).
  bool startLine() {
    uint32_t Begin = Pos, Column = 0, Alt = 0, Tabs = 0, Tail = 0;
    bool Mixed = false;
    for (; Pos < Size; ++Pos) {
      if (S[Pos] == ' ') {
        ++Column, ++Alt, ++Tail;
      } else if (S[Pos] == '\t') {
        Mixed |= Tail != 0;
        Column = (Column / 8 + 1) * 8;
        ++Alt;
        Tabs = Column / 8;
        Tail = 0;
      } else if (S[Pos] == '\f') {
        Column = Alt = Tabs = Tail = 0;
        Mixed = false;
        Begin = Pos + 1;
      } else
        break;
    }
    if (Pos < Size && S[Pos] == '#')
      comment();
    if (Pos >= Size)
      return false;
    // A backslash in front of the line: what follows it does not count as indentation.
    while (Pos < Size && S[Pos] == '\\' && newlineAt(Pos + 1)) {
      Mixed = true;
      Pos += S[Pos + 1] == '\r' ? 3 : 2;
      while (Pos < Size && (S[Pos] == ' ' || S[Pos] == '\t' || S[Pos] == '\f'))
        ++Pos;
    }
    if (Pos >= Size || newlineAt(Pos)) {
      for (uint32_t I = Begin; I < Pos; ++I)
        S[I] = ' ';
      if (Pos >= Size)
        return false;
      Pos += S[Pos] == '\r' ? 2 : 1;
      return false;
    }
    AtLineStart = false;
    // The grammar's scanner adds 8 for every tab. A form feed sets it back to 0, so the rest can spell the
    // true column.
    if (Mixed) {
      uint32_t Width = Pos - Begin;
      for (uint32_t I = 0; I < Width; ++I)
        S[Begin + I] = I < Width - Tabs - Tail ? '\f' : I < Width - Tail ? '\t' : ' ';
    }
    indent(Column, Alt);
    LastSignificant = 0;
    return true;
  }

  void indent(uint32_t Column, uint32_t Alt) {
    bool Opens = LastSignificant == ':';
    if (Column > Indents.back().Column) {
      if (!Opens)
        return fail(Pos, 1, "unexpected indent");
      if (Indents.size() >= MaxIndents)
        return fail(Pos, 1, "too many levels of indentation");
      if (Alt <= Indents.back().AltColumn)
        python2(Pos);
      Indents.push_back({Column, Alt});
      return;
    }
    if (Opens)
      return fail(Pos, 1, "expected an indented block");
    while (Column < Indents.back().Column)
      Indents.pop_back();
    if (Column != Indents.back().Column)
      return fail(Pos, 1, "unindent does not match any outer indentation level");
    if (Alt != Indents.back().AltColumn)
      python2(Pos);
  }

  void significant() {
    LastSignificant = S[Pos];
    LastPos = Pos;
  }

  void blank(uint32_t Count, bool Really) {
    for (; Count; --Count, ++Pos)
      if (Really)
        S[Pos] = ' ';
  }

  void token() {
    char C = S[Pos];
    if (C == ' ' || C == '\t' || C == '\f') {
      ++Pos;
    } else if (newlineAt(Pos)) {
      // Within brackets the grammar's scanner may take a shallower line for the end of a block.
      AtLineStart = Brackets.empty() && !Backtick;
      blank(C == '\r' ? 2 : 1, /*Really=*/!AtLineStart);
    } else if (C == '#') {
      comment();
    } else if (C == '\\') {
      if (!newlineAt(Pos + 1))
        return fail(Pos, 1, "unexpected character after line continuation character");
      blank(S[Pos + 1] == '\r' ? 3 : 2, true);
    } else if (C == '\'' || C == '"') {
      string(Pos);
    } else if (isIdentifierByte(static_cast<unsigned char>(C))) {
      uint32_t Begin = Pos;
      significant();
      while (Pos < Size && isIdentifierByte(static_cast<unsigned char>(S[Pos]))) {
        if (static_cast<unsigned char>(S[Pos]) >= 0x80 && foreignSpace(S, Pos))
          return unprintable();
        ++Pos;
      }
      if (Pos < Size && (S[Pos] == '\'' || S[Pos] == '"') && isPrefix(Begin, Pos))
        string(Begin);
      else if (llvm::StringRef(S).slice(Begin, Pos) == "type")
        typeName();
    } else if (foreignSpace(S, Pos)) {
      unprintable();
    } else {
      significant();
      bracket(C);
      ++Pos;
    }
  }

  void unprintable() {
    std::string Hex = llvm::utohexstr(foreignSpace(S, Pos));
    fail(Pos, 1, "invalid non-printable character U+" + std::string(Hex.size() < 4 ? 4 - Hex.size() : 0, '0') + Hex);
  }

  void bracket(char C) {
    switch (C) {
    case '(':
    case '[':
    case '{':
      if (Brackets.size() >= MaxBrackets)
        return fail(Pos, 1, "too many nested parentheses");
      Brackets.push_back(Pos);
      return;
    case ')':
    case ']':
    case '}': {
      if (Brackets.empty())
        return fail(Pos, 1, llvm::Twine("unmatched '") + llvm::Twine(C) + "'");
      char Open = S[Brackets.back()];
      if (C != (Open == '(' ? ')' : Open == '[' ? ']' : '}'))
        return fail(Pos, 1,
                    llvm::Twine("closing parenthesis '") + llvm::Twine(C) + "' does not match opening parenthesis '" +
                        llvm::Twine(Open) + "'");
      Brackets.pop_back();
      return;
    }
    case '`':
      python2(Pos);
      S[Pos] = Backtick ? ')' : '(';
      Backtick = !Backtick;
      BacktickPos = Pos;
      return;
    }
  }

  /// The grammar takes `type(x).y = z` for a type alias. Only `type Name` can be one: elsewhere it sees
  /// another name.
  void typeName() {
    uint32_t P = Pos;
    while (P < Size && (S[P] == ' ' || S[P] == '\t'))
      ++P;
    if (P == Size || P == Pos || !isIdentifierByte(static_cast<unsigned char>(S[P])))
      S[Pos - 1] = '_';
  }

  bool isPrefix(uint32_t Begin, uint32_t End) const {
    if (End - Begin > 3)
      return false;
    return llvm::StringRef(S).slice(Begin, End).find_first_not_of("rRbBuUfFtT") == llvm::StringRef::npos;
  }

  /// A string literal that starts (with its prefix) at Begin; Pos is somewhere in the prefix or at the quote.
  void string(uint32_t Begin) {
    LastSignificant = '"';
    LastPos = Begin;
    uint32_t End = stringEnd(Begin, 0, /*Fields=*/true);
    if (!End) // before 3.12 the quote ended the string even within a replacement field
      End = stringEnd(Begin, 0, /*Fields=*/false);
    if (!End)
      return fail(Begin, 1, Triple ? "unterminated triple-quoted string literal" : "unterminated string literal");
    Pos = End;
  }

  /// The end of the literal at P, or 0.
  uint32_t stringEnd(uint32_t P, unsigned Nesting, bool Fields) {
    bool Raw = false, Format = false;
    for (; S[P] != '\'' && S[P] != '"'; ++P) {
      char Lower = llvm::toLower(S[P]);
      Raw |= Lower == 'r';
      Format |= Lower == 'f' || Lower == 't';
    }
    if (Nesting > MaxStringNesting)
      return 0;
    char Quote = S[P];
    bool IsTriple = P + 2 < Size && S[P + 1] == Quote && S[P + 2] == Quote;
    Triple = IsTriple;
    P += IsTriple ? 3 : 1;
    while (P < Size) {
      char C = S[P];
      if (C == '\\') {
        if (Format && Fields && !Raw && P + 2 < Size && S[P + 1] == 'N' && S[P + 2] == '{') {
          while (P < Size && S[P] != '}' && S[P] != '\n')
            ++P;
          continue;
        }
        if (Format && Fields && P + 1 < Size && (S[P + 1] == '{' || S[P + 1] == '}')) {
          ++P;
          continue;
        }
        P += P + 2 < Size && S[P + 1] == '\r' && S[P + 2] == '\n' ? 3 : 2;
        continue;
      }
      if (C == Quote) {
        if (!IsTriple)
          return P + 1;
        if (P + 2 < Size && S[P + 1] == Quote && S[P + 2] == Quote)
          return P + 3;
        ++P;
        continue;
      }
      if (C == '\n' && !IsTriple)
        return 0;
      if (C == '{' && Format && Fields) {
        if (P + 1 < Size && S[P + 1] == '{') {
          P += 2;
          continue;
        }
        P = fieldEnd(P + 1, Nesting, /*InSpec=*/false);
        Triple = IsTriple;
        if (!P)
          return 0;
        continue;
      }
      ++P;
    }
    return 0;
  }

  /// P is behind the '{' of a replacement field; the offset behind its '}', or 0.
  uint32_t fieldEnd(uint32_t P, unsigned Nesting, bool InSpec) {
    if (++Nesting > MaxStringNesting)
      return 0;
    unsigned Depth = 0;
    while (P < Size) {
      char C = S[P];
      if (InSpec) {
        if (C == '}')
          return P + 1;
        if (C == '{') {
          P = fieldEnd(P + 1, Nesting, false);
          if (!P)
            return 0;
          continue;
        }
        if (C == '\n')
          return 0;
        ++P;
        continue;
      }
      if (isIdentifierByte(static_cast<unsigned char>(C))) {
        uint32_t Begin = P;
        while (P < Size && isIdentifierByte(static_cast<unsigned char>(S[P])))
          ++P;
        if (P < Size && (S[P] == '\'' || S[P] == '"') && isPrefix(Begin, P) && !(P = stringEnd(Begin, Nesting, true)))
          return 0;
        continue;
      }
      if (C == '\'' || C == '"') {
        if (!(P = stringEnd(P, Nesting, true)))
          return 0;
        continue;
      }
      if (C == '(' || C == '[' || C == '{')
        ++Depth;
      else if (C == '}' && Depth == 0)
        return P + 1;
      else if (C == ')' || C == ']' || C == '}') {
        if (Depth == 0)
          return 0;
        --Depth;
      } else if (C == ':' && Depth == 0) {
        InSpec = true;
        if (P + 1 < Size && S[P + 1] == '=') // no walrus: a specification that begins with `=`
          S[P + 1] = '_';
      } else if (C == '#')
        while (P + 1 < Size && S[P + 1] != '\n')
          ++P;
      ++P;
    }
    return 0;
  }

  ParseBuffer &Out;
  std::string &S;
  uint32_t Size;
  uint32_t Pos = 0;
  bool AtLineStart = true;
  bool Backtick = false;
  bool Triple = false;
  uint32_t BacktickPos = 0;
  char LastSignificant = 0; ///< last byte of a token on the current logical line; '"' for a string
  uint32_t LastPos = 0;
  llvm::SmallVector<uint32_t, 16> Brackets;
  llvm::SmallVector<Indent, 16> Indents;
};

} // namespace

llvm::StringRef excerpt(llvm::StringRef Text) {
  constexpr size_t MaxLength = 40;
  Text = Text.ltrim().split('\n').first.rtrim();
  if (Text.size() <= MaxLength)
    return Text;
  size_t Length = MaxLength;
  while (Length && (static_cast<unsigned char>(Text[Length]) & 0xC0) == 0x80)
    --Length;
  return Text.substr(0, Length);
}

ParseBuffer ParseBuffer::prepare(const text::SourceFile &File) {
  ParseBuffer Out;
  Out.Bytes = File.bytes().str();
  std::string &S = Out.Bytes;
  for (uint32_t I = 0; I < File.bomSize() && I < S.size(); ++I)
    S[I] = '\f';
  for (size_t P = S.find('\r'); P != std::string::npos; P = S.find('\r', P + 1))
    if (P + 1 == S.size() || S[P + 1] != '\n')
      S[P] = '\n';
  if (File.encoding() == text::Encoding::Latin1)
    for (char &C : S)
      if (static_cast<unsigned char>(C) >= 0x80)
        C = '_';
  Scanner(Out).run();
  return Out;
}

} // namespace summary_upgrade::python
