#include "program/ImportScan.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace summary_upgrade::program {

namespace {

bool isWord(char C) { return isAlnum(C) || C == '_' || static_cast<unsigned char>(C) >= 0x80; }

/// Blanks, line ends behind a backslash, and, in parentheses, any line end and comment.
StringRef skipBlank(StringRef Text, bool InParentheses) {
  while (!Text.empty()) {
    char C = Text.front();
    if (C == ' ' || C == '\t' || C == '\f')
      Text = Text.drop_front();
    else if (C == '\\')
      Text = Text.drop_front().ltrim("\r\n");
    else if (InParentheses && (C == '\n' || C == '\r'))
      Text = Text.drop_front();
    else if (InParentheses && C == '#')
      Text = Text.drop_until([](char D) { return D == '\n' || D == '\r'; });
    else
      break;
  }
  return Text;
}

StringRef takeDotted(StringRef &Text) {
  StringRef Result = Text.take_while([](char C) { return isWord(C) || C == '.'; });
  Text = Text.drop_front(Result.size());
  return Result;
}

bool isTensorFlow(StringRef Module) { return Module == "tensorflow" || Module.starts_with("tensorflow."); }

} // namespace

std::vector<ScannedImport> scanImports(StringRef Bytes) {
  std::vector<ScannedImport> Result;
  constexpr StringRef Import = "import";
  for (size_t At = Bytes.find(Import); At != StringRef::npos; At = Bytes.find(Import, At + Import.size())) {
    size_t Behind = At + Import.size();
    if ((At > 0 && isWord(Bytes[At - 1])) || (Behind < Bytes.size() && isWord(Bytes[Behind])))
      continue;
    // What stands before it: nothing, or `from ..a.b`.
    StringRef Before = Bytes.take_front(At);
    auto blankEnd = [](StringRef Text) {
      for (;;) {
        StringRef Less = Text.rtrim(" \t\f");
        if (StringRef Line = Less.rtrim("\r\n"); Line.size() < Less.size() && Line.ends_with("\\"))
          Less = Line.drop_back();
        if (Less.size() == Text.size())
          return Text;
        Text = Less;
      }
    };
    Before = blankEnd(Before);
    StringRef Clause = Before;
    constexpr size_t LongestClause = 1000; // of many on one line, each would read all those before it
    while (!Before.empty() && Clause.size() - Before.size() < LongestClause &&
           (isWord(Before.back()) || Before.back() == '.' || Before.back() == ' ' || Before.back() == '\t'))
      Before = Before.drop_back();
    Clause = Clause.drop_front(Before.size());
    ScannedImport From;
    bool HasFrom = false;
    for (size_t Space = Clause.find("from"); Space != StringRef::npos; Space = Clause.find("from", Space + 1)) {
      if ((Space > 0 && isWord(Clause[Space - 1])) || Space + 4 >= Clause.size() || isWord(Clause[Space + 4]))
        continue;
      StringRef Path = Clause.drop_front(Space + 4).trim(" \t");
      From.Level = static_cast<unsigned>(Path.take_while([](char C) { return C == '.' || C == ' '; }).count('.'));
      From.Module = Path.ltrim(". ");
      HasFrom = true;
      break;
    }
    if (HasFrom && From.Level == 0 && isTensorFlow(From.Module))
      continue;
    StringRef Rest = skipBlank(Bytes.drop_front(Behind), false);
    bool InParentheses = Rest.consume_front("(");
    if (HasFrom)
      Result.push_back(From);
    for (;;) {
      Rest = skipBlank(Rest, InParentheses);
      StringRef Name = takeDotted(Rest);
      if (Name.empty())
        break;
      if (HasFrom)
        Result.push_back({From.Module, From.Level, Name});
      else if (!isTensorFlow(Name))
        Result.push_back({Name, 0, {}});
      Rest = skipBlank(Rest, InParentheses);
      if (StringRef Word = Rest.take_while(isWord); Word == "as") {
        Rest = skipBlank(Rest.drop_front(2), InParentheses);
        Rest = Rest.drop_while(isWord);
        Rest = skipBlank(Rest, InParentheses);
      }
      if (!Rest.consume_front(","))
        break;
    }
  }
  return Result;
}

} // namespace summary_upgrade::program
