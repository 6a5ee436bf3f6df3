#include "text/Notebook.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"
#include <map>

using llvm::createStringError;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using llvm::Twine;

namespace summary_upgrade::text {

namespace {

/// Walks over JSON that is known to be well formed.
class Scanner {
public:
  explicit Scanner(StringRef Text, size_t At = 0) : Text(Text), At(At) {}

  void space() {
    while (At < Text.size() && llvm::isSpace(Text[At]))
      ++At;
  }
  bool take(char C) {
    space();
    if (At >= Text.size() || Text[At] != C)
      return false;
    ++At;
    return true;
  }
  Range string() {
    space();
    size_t Begin = At++;
    while (At < Text.size() && Text[At] != '"')
      At += Text[At] == '\\' ? 2 : 1;
    ++At;
    return {static_cast<uint32_t>(Begin), static_cast<uint32_t>(At)};
  }
  Range value() {
    space();
    size_t Begin = At;
    if (Text[At] == '"')
      return string();
    if (Text[At] == '{' || Text[At] == '[') {
      // No recursion: brackets in strings are passed over with them.
      for (unsigned Depth = 0; At < Text.size();) {
        char C = Text[At];
        if (C == '"') {
          string();
          continue;
        }
        Depth += C == '{' || C == '[';
        ++At;
        if ((C == '}' || C == ']') && !--Depth)
          break;
      }
    } else {
      while (At < Text.size() && !llvm::isSpace(Text[At]) && !StringRef(",]}").contains(Text[At]))
        ++At;
    }
    return {static_cast<uint32_t>(Begin), static_cast<uint32_t>(At)};
  }
  /// `Each(key, range of the value)` of the object here.
  void members(llvm::function_ref<void(StringRef, Range)> Each) {
    if (!take('{'))
      return;
    while (!take('}')) {
      Range Key = string();
      take(':');
      Range Value = value();
      Each(Text.slice(Key.Begin + 1, Key.End - 1), Value);
      take(',');
    }
  }
  void elements(llvm::function_ref<void(Range)> Each) {
    if (!take('['))
      return;
    while (!take(']')) {
      Each(value());
      take(',');
    }
  }

private:
  StringRef Text;
  size_t At;
};

std::string decoded(StringRef Token) {
  auto Value = llvm::json::parse(Token);
  if (!Value) {
    llvm::consumeError(Value.takeError());
    return {};
  }
  return Value->getAsString().value_or("").str();
}

/// With newlines kept.
std::vector<StringRef> linesOf(StringRef Text) {
  std::vector<StringRef> Lines;
  while (!Text.empty()) {
    size_t End = Text.find('\n');
    End = End == StringRef::npos ? Text.size() : End + 1;
    Lines.push_back(Text.take_front(End));
    Text = Text.drop_front(End);
  }
  return Lines;
}

/// Whether a line starts inside of a string or of brackets, or goes on with the one before.
class Lexer {
public:
  bool inside() const { return !Quote.empty() || Depth || Continues; }
  void line(StringRef Line) {
    Continues = false;
    for (size_t I = 0; I < Line.size(); ++I) {
      StringRef Rest = Line.drop_front(I);
      if (!Quote.empty()) {
        if (Rest[0] == '\\') {
          ++I;
        } else if (Rest.starts_with(Quote)) {
          I += Quote.size() - 1;
          Quote = "";
        } else if (Rest[0] == '\n' && Quote.size() == 1) {
          Quote = ""; // not closed: a syntax error, which the parser says
        }
        continue;
      }
      char C = Rest[0];
      if (C == '#')
        return;
      if (C == '"' || C == '\'') {
        Quote = Rest.starts_with("\"\"\"") || Rest.starts_with("'''") ? Rest.take_front(3) : Rest.take_front(1);
        Quote = Quote == "\"\"\"" ? "\"\"\"" : Quote == "'''" ? "'''" : C == '"' ? "\"" : "'";
        I += Quote.size() - 1;
      } else if (StringRef("([{").contains(C)) {
        ++Depth;
      } else if (StringRef(")]}").contains(C)) {
        Depth -= Depth > 0;
      } else if (C == '\\' && (Rest.drop_front().trim("\r\n").empty())) {
        Continues = true;
      }
    }
  }

private:
  StringRef Quote;
  unsigned Depth = 0;
  bool Continues = false;
};

/// What stands for a line that only IPython reads; empty for Python.
std::string maskOf(StringRef Line, const std::string &Mark) {
  StringRef Indent = Line.take_while([](char C) { return C == ' ' || C == '\t'; });
  StringRef Rest = Line.drop_front(Indent.size()).rtrim();
  if (Rest.starts_with("%")) {
    StringRef Name = Rest.ltrim('%').take_while([](char C) { return llvm::isAlnum(C) || C == '_'; });
    StringRef Behind = Rest.ltrim('%').drop_front(Name.size()).trim();
    // Python that is timed is run.
    bool Timed = Name == "time" || Name == "prun" || Name == "timeit";
    if (Timed && !Rest.starts_with("%%") && !Behind.empty() && !Behind.starts_with("-"))
      return (Indent + Behind + "  # " + Mark).str();
    return (Indent + "pass  # " + Mark).str();
  }
  if (Rest.starts_with("!") || Rest.starts_with("?") || (Rest.ends_with("?") && !Rest.contains('#')))
    return (Indent + "pass  # " + Mark).str();
  // `files = !ls`, `result = %time f()`
  auto [Left, Right] = Rest.split('=');
  StringRef Target = Left.trim();
  if (!Target.empty() && (Right.ltrim().starts_with("!") || Right.ltrim().starts_with("%")) &&
      llvm::all_of(Target, [](char C) { return llvm::isAlnum(C) || C == '_' || C == ',' || C == ' ' || C == '.'; }))
    return (Indent + Target + " = get_ipython()  # " + Mark).str();
  return {};
}

bool isPythonCell(StringRef Text) {
  StringRef First = Text.ltrim();
  if (!First.starts_with("%%"))
    return true;
  StringRef Name = First.drop_front(2).take_while([](char C) { return llvm::isAlnum(C) || C == '_'; });
  return Name == "time" || Name == "timeit" || Name == "capture" || Name == "prun" || Name == "python3";
}

Error notANotebook(StringRef JSON, size_t Offset, const Twine &Message) {
  return createStringError(std::make_error_code(std::errc::illegal_byte_sequence),
                           "line " + Twine(JSON.take_front(Offset).count('\n') + 1) + ": " + Message);
}

bool isPython(const llvm::json::Object &Root) {
  const llvm::json::Object *Metadata = Root.getObject("metadata");
  if (!Metadata)
    return true;
  if (const llvm::json::Object *Language = Metadata->getObject("language_info"))
    if (auto Name = Language->getString("name"))
      return Name->lower() == "python" || Name->lower() == "ipython";
  if (const llvm::json::Object *Kernel = Metadata->getObject("kernelspec"))
    if (auto Language = Kernel->getString("language"))
      return Language->lower() == "python";
  return true;
}

} // namespace

std::string Notebook::separator(size_t Before) const {
  return "pass  # behind cell " + std::to_string(Cells[Before].Number) + "\n";
}

void Notebook::addCell(Cell C) {
  for (Range Token : C.Tokens)
    C.Lines.push_back(decoded(StringRef(JSON).slice(Token.Begin, Token.End)));
  for (const std::string &Line : C.Lines)
    C.Text += Line;
  if (!isPythonCell(C.Text))
    return;
  if (!Cells.empty())
    Code += separator(Cells.size() - 1);
  C.FirstLine = static_cast<uint32_t>(StringRef(Code).count('\n'));
  Lexer Lex;
  for (StringRef Line : linesOf(C.Text)) {
    std::string Mark = "line " + std::to_string(C.LineCount + 1) + " of cell " + std::to_string(C.Number);
    StringRef Real = Line.rtrim("\r\n");
    std::string Shown = Lex.inside() ? std::string() : maskOf(Real, Mark);
    if (Shown.empty()) {
      Lex.line(Line);
      Code += Line;
    } else {
      Code += Shown + Line.drop_front(Real.size()).str();
      C.Masks.push_back({std::move(Shown), Real.str()});
    }
    ++C.LineCount;
  }
  if (!C.Text.empty() && !StringRef(C.Text).ends_with("\n"))
    Code += "\n";
  size_t Token = 0, Left = C.Lines.empty() ? 0 : C.Lines[0].size();
  while (!Left && Token + 1 < C.Lines.size())
    Left = C.Lines[++Token].size();
  for (StringRef Line : linesOf(C.Text)) {
    C.LineOffset.push_back(C.Tokens[Token].Begin);
    for (size_t Size = Line.size(); Size;) {
      size_t Here = std::min(Size, Left);
      Size -= Here;
      Left -= Here;
      while (!Left && Token + 1 < C.Lines.size())
        Left = C.Lines[++Token].size();
    }
  }
  Cells.push_back(std::move(C));
}

Expected<Notebook> Notebook::parse(std::string Bytes) {
  Notebook Result;
  Result.JSON = std::move(Bytes);
  StringRef Text = Result.JSON;
  auto Value = llvm::json::parse(Text);
  if (!Value) {
    size_t Line = 0;
    std::string Message = "not JSON";
    llvm::handleAllErrors(
        Value.takeError(),
        [&](const llvm::json::ParseError &E) {
          std::string Said;
          llvm::raw_string_ostream Stream(Said);
          E.log(Stream); // "[line:column, byte=n]: what"
          Stream.flush();
          auto [Place, What] = StringRef(Said).split(": ");
          (void)Place.trim("[").split(':').first.getAsInteger(10, Line);
          Message += ": " + What.str();
        },
        [](const llvm::ErrorInfoBase &) {});
    return createStringError(std::make_error_code(std::errc::illegal_byte_sequence),
                             (Line ? "line " + Twine(Line) + ": " : Twine()) + Message);
  }
  const llvm::json::Object *Root = Value->getAsObject();
  if (!Root || !Root->getInteger("nbformat"))
    return notANotebook(Text, 0, "this is JSON, but not a notebook");
  if (*Root->getInteger("nbformat") < 4)
    return notANotebook(Text, 0,
                        "a notebook of nbformat " + Twine(*Root->getInteger("nbformat")) +
                            " is not read; `jupyter nbconvert --to notebook` makes it one of nbformat 4");
  if (!Root->getArray("cells"))
    return notANotebook(Text, 0, "this notebook has no list of cells");
  if (!isPython(*Root))
    return Result;
  std::optional<Range> List;
  Scanner(Text).members([&](StringRef Key, Range At) {
    if (Key == "cells")
      List = At;
  });
  uint32_t Number = 0;
  if (List)
    Scanner(Text, List->Begin).elements([&](Range At) {
      Cell C;
      C.Number = ++Number;
      bool IsCode = false;
      std::optional<Range> Source;
      Scanner(Text, At.Begin).members([&](StringRef Key, Range Value) {
        StringRef Raw = Text.slice(Value.Begin, Value.End);
        if (Key == "cell_type")
          IsCode = Raw == "\"code\"";
        else if (Key == "source")
          Source = Value;
      });
      if (!IsCode || !Source)
        return;
      C.Source = *Source;
      C.IsList = Text[Source->Begin] == '[';
      if (C.IsList)
        Scanner(Text, Source->Begin).elements([&](Range Token) { C.Tokens.push_back(Token); });
      else
        C.Tokens.push_back(*Source);
      if (llvm::all_of(C.Tokens, [&](Range Token) { return Text[Token.Begin] == '"'; }))
        Result.addCell(std::move(C));
    });
  return Result;
}

static std::string quoted(StringRef Text, bool OnlyASCII) {
  std::string Out = "\"";
  auto Unit = [&](unsigned Value) {
    Out += "\\u";
    for (int Shift = 12; Shift >= 0; Shift -= 4)
      Out += llvm::hexdigit((Value >> Shift) & 15, /*LowerCase=*/true);
  };
  for (size_t I = 0; I < Text.size(); ++I) {
    auto C = static_cast<unsigned char>(Text[I]);
    switch (C) {
    case '"':
      Out += "\\\"";
      continue;
    case '\\':
      Out += "\\\\";
      continue;
    case '\n':
      Out += "\\n";
      continue;
    case '\r':
      Out += "\\r";
      continue;
    case '\t':
      Out += "\\t";
      continue;
    default:
      break;
    }
    if (C < 0x20) {
      Unit(C);
    } else if (C < 0x80 || !OnlyASCII) {
      Out += static_cast<char>(C);
    } else {
      const auto *Source = reinterpret_cast<const llvm::UTF8 *>(Text.data() + I);
      llvm::UTF32 Point = 0;
      if (llvm::convertUTF8Sequence(&Source, reinterpret_cast<const llvm::UTF8 *>(Text.end()), &Point,
                                    llvm::lenientConversion) != llvm::conversionOK)
        continue;
      I = static_cast<size_t>(reinterpret_cast<const char *>(Source) - Text.data()) - 1;
      if (Point >= 0x10000) {
        Unit(0xD800 + ((Point - 0x10000) >> 10));
        Unit(0xDC00 + ((Point - 0x10000) & 0x3FF));
      } else {
        Unit(Point);
      }
    }
  }
  return Out + "\"";
}

std::string Notebook::encode(const Cell &C, StringRef Text) const {
  StringRef All = JSON;
  bool OnlyASCII = llvm::all_of(JSON, [](char X) { return static_cast<unsigned char>(X) < 0x80; });
  if (!C.IsList)
    return quoted(Text, OnlyASCII);
  std::string Open = "[", Close = "]", Between = ", ";
  if (!C.Tokens.empty()) {
    Open = All.slice(C.Source.Begin, C.Tokens.front().Begin).str();
    Close = All.slice(C.Tokens.back().End, C.Source.End).str();
    Between = C.Tokens.size() > 1 ? All.slice(C.Tokens[0].End, C.Tokens[1].Begin).str()
                                  : "," + StringRef(Open).drop_front().str();
  }
  // A line that was there is written as it was.
  std::map<StringRef, Range> Known;
  for (size_t I = 0; I < C.Tokens.size(); ++I)
    Known.try_emplace(C.Lines[I], C.Tokens[I]);
  std::string Out;
  for (StringRef Line : linesOf(Text)) {
    Out += Out.empty() ? Open : Between;
    auto It = Known.find(Line);
    Out += It == Known.end() ? quoted(Line, OnlyASCII) : All.slice(It->second.Begin, It->second.End).str();
  }
  return Out.empty() ? "[]" : Out + Close;
}

Expected<std::string> Notebook::withCode(StringRef NewCode) const {
  std::string Out;
  size_t Copied = 0;
  std::vector<StringRef> Lines = linesOf(NewCode);
  auto Line = Lines.begin();
  for (size_t I = 0; I < Cells.size(); ++I) {
    const Cell &C = Cells[I];
    const std::string End = I + 1 < Cells.size() ? separator(I) : std::string();
    std::string Text;
    auto Mask = C.Masks.begin();
    for (; Line != Lines.end() && (End.empty() || *Line != End); ++Line) {
      StringRef Bare = Line->rtrim("\r\n");
      if (Mask != C.Masks.end() && Bare == Mask->Shown) {
        Text += Mask->Real + Line->drop_front(Bare.size()).str();
        ++Mask;
      } else {
        Text += *Line;
      }
    }
    bool Found = End.empty() || Line != Lines.end();
    if (!Found || Mask != C.Masks.end())
      return createStringError(std::make_error_code(std::errc::invalid_argument),
                               Found ? "a line of cell " + Twine(C.Number) + " that only IPython reads would change"
                                     : "the new code would not stay in cell " + Twine(C.Number));
    if (!End.empty())
      ++Line;
    if (StringRef(C.Text).starts_with("%%") && !StringRef(Text).starts_with(linesOf(C.Text)[0].rtrim("\r\n")))
      return createStringError(std::make_error_code(std::errc::invalid_argument),
                               "the first line of cell " + Twine(C.Number) + " has to stay the first");
    if (!StringRef(C.Text).ends_with("\n") && StringRef(Text).ends_with("\n"))
      Text.pop_back();
    if (Text == C.Text)
      continue;
    Out += StringRef(JSON).slice(Copied, C.Source.Begin);
    Out += encode(C, Text);
    Copied = C.Source.End;
  }
  return Out + StringRef(JSON).substr(Copied).str();
}

Notebook::Place Notebook::place(uint32_t Line) const {
  Place Result;
  auto After = llvm::upper_bound(Cells, Line, [](uint32_t L, const Cell &C) { return L < C.FirstLine; });
  if (After == Cells.begin())
    return Result;
  const Cell &C = *std::prev(After);
  Result.Cell = C.Number;
  Result.Line = Line - C.FirstLine + 1;
  if (!C.LineOffset.empty())
    Result.FileLine = static_cast<uint32_t>(
                          StringRef(JSON)
                              .take_front(C.LineOffset[std::min<size_t>(Line - C.FirstLine, C.LineOffset.size() - 1)])
                              .count('\n')) +
                      1;
  return Result;
}

} // namespace summary_upgrade::text
