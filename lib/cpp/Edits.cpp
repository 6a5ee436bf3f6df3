#include "cpp/Plan.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace summary_upgrade::cpp {

bool isIdentifierByte(char C) { return isAlnum(C) || C == '_' || static_cast<unsigned char>(C) >= 0x80; }

std::string blanked(StringRef Text) {
  std::string Result = Text.str();
  auto blank = [&](size_t From, size_t To) {
    for (size_t I = From; I < To && I < Result.size(); ++I)
      if (Result[I] != '\n' && Result[I] != '\r')
        Result[I] = ' ';
  };
  for (size_t I = 0; I < Text.size();) {
    StringRef Rest = Text.substr(I);
    size_t End = I + 1;
    if (Rest.starts_with("//")) {
      End = std::min(Text.find('\n', I), Text.size());
      while (End < Text.size() && Text.take_front(End).rtrim("\r").ends_with("\\"))
        End = std::min(Text.find('\n', End + 1), Text.size());
      blank(I, End);
    } else if (Rest.starts_with("/*")) {
      size_t Close = Text.find("*/", I + 2);
      End = Close == StringRef::npos ? Text.size() : Close + 2;
      blank(I, End);
    } else if (Rest.starts_with("R\"") && (I == 0 || !isIdentifierByte(Text[I - 1]))) {
      size_t Paren = Text.find('(', I);
      std::string Closing = ")" + Text.slice(I + 2, std::min(Paren, Text.size())).str() + "\"";
      size_t Close = Paren == StringRef::npos ? StringRef::npos : Text.find(Closing, Paren);
      End = Close == StringRef::npos ? Text.size() : Close + Closing.size();
      blank(I, End);
    } else if (Text[I] == '"' || (Text[I] == '\'' && (I == 0 || !isAlnum(Text[I - 1])))) {
      while (End < Text.size() && Text[End] != Text[I] && Text[End] != '\n')
        End += Text[End] == '\\' ? 2 : 1;
      End = std::min(End + 1, Text.size());
      blank(I, End);
    }
    I = End;
  }
  return Result;
}

bool hasWord(StringRef Text, const std::set<std::string> &Names, size_t *Where) {
  std::string Code = blanked(Text);
  for (size_t I = 0; I < Code.size();) {
    if (!isIdentifierByte(Code[I])) {
      ++I;
      continue;
    }
    size_t End = I;
    while (End < Code.size() && isIdentifierByte(Code[End]))
      ++End;
    if (Names.count(Code.substr(I, End - I))) {
      if (Where)
        *Where = I;
      return true;
    }
    I = End;
  }
  return false;
}

Span withSemicolon(const Linked &L, Span S) {
  if (!S.valid() || !L.Sources[S.File])
    return {};
  StringRef Text = L.Sources[S.File]->bytes();
  uint32_t At = S.End;
  while (At < Text.size() && isSpace(Text[At]))
    ++At;
  if (At >= Text.size() || Text[At] != ';')
    return {};
  S.End = At + 1;
  return S;
}

Expected<std::vector<text::Edit>> finishEdits(const text::SourceFile &File, ArrayRef<PlannedEdit> Planned) {
  // The same place may be reached through several trees (a macro's argument that is expanded twice).
  std::vector<PlannedEdit> Edits;
  for (const PlannedEdit &E : Planned)
    if (none_of(Edits, [&](const PlannedEdit &O) { return O.Where == E.Where && O.Text == E.Text; }))
      Edits.push_back(E);
  std::vector<text::Range> Gone;
  for (const PlannedEdit &E : Edits)
    if (E.Statement)
      Gone.push_back({E.Where.Begin, E.Where.End});
  sort(Gone, [](text::Range A, text::Range B) { return A.Begin < B.Begin; });
  StringRef Bytes = File.bytes();
  // A line of which nothing is left goes with its end.
  auto lineIsEmptied = [&](uint32_t Line) {
    uint32_t Begin = File.lineStart(Line), End = Begin + static_cast<uint32_t>(File.lineText(Line).size());
    bool Any = false;
    for (uint32_t I = Begin; I < End; ++I) {
      bool Covered = any_of(Gone, [&](text::Range R) { return R.Begin <= I && I < R.End; });
      Any |= Covered;
      if (!Covered && Bytes[I] != ' ' && Bytes[I] != '\t')
        return false;
    }
    return Any;
  };
  std::vector<text::Edit> Result;
  std::vector<bool> Emptied(File.lineCount());
  for (text::Range R : Gone)
    for (uint32_t Line = File.lineOf(R.Begin); Line <= File.lineOf(R.End - 1); ++Line)
      Emptied[Line] = lineIsEmptied(Line);
  for (uint32_t Line = 0; Line < Emptied.size(); ++Line)
    if (Emptied[Line]) {
      uint32_t End = Line + 1 < File.lineCount() ? File.lineStart(Line + 1) : static_cast<uint32_t>(Bytes.size());
      if (!Result.empty() && Result.back().Where.End == File.lineStart(Line))
        Result.back().Where.End = End;
      else
        Result.push_back({{File.lineStart(Line), End}, ""});
    }
  for (const PlannedEdit &E : Edits) {
    text::Range R{E.Where.Begin, E.Where.End};
    if (!E.Statement) {
      Result.push_back({R, E.Text});
      continue;
    }
    // What shares its line with something else, and the blanks up to that.
    for (uint32_t Line = File.lineOf(R.Begin); Line <= File.lineOf(R.End - 1); ++Line) {
      if (Emptied[Line])
        continue;
      uint32_t LineEnd = File.lineStart(Line) + static_cast<uint32_t>(File.lineText(Line).size());
      text::Range Part{std::max(R.Begin, File.lineStart(Line)), std::min(R.End, LineEnd)};
      while (Part.End < LineEnd && (Bytes[Part.End] == ' ' || Bytes[Part.End] == '\t'))
        ++Part.End;
      Result.push_back({Part, ""});
    }
  }
  if (Error E = text::sortAndCheck(Result, static_cast<uint32_t>(Bytes.size())))
    return std::move(E);
  return Result;
}

} // namespace summary_upgrade::cpp
