#include "rulebook/Example.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace summary_upgrade::rulebook {
namespace {

struct Fence {
  llvm::SmallVector<llvm::StringRef, 8> Words; ///< of the opening line, after ```
  llvm::StringRef Text;
  unsigned Line = 0; ///< of the opening line
};

std::vector<Fence> fencesOf(llvm::StringRef Text, unsigned FirstLine) {
  std::vector<Fence> Fences;
  bool Open = false;
  const char *Begin = nullptr;
  for (unsigned Line = FirstLine; !Text.empty(); ++Line) {
    auto [Current, Tail] = Text.split('\n');
    if (Current.starts_with("```")) {
      if (Open) {
        Fences.back().Text = llvm::StringRef(Begin, Current.data() - Begin);
      } else {
        Fence New;
        New.Line = Line;
        Current.drop_front(3).split(New.Words, ' ', -1, false);
        Fences.push_back(New);
        Begin = Tail.data();
      }
      Open = !Open;
    }
    Text = Tail;
  }
  return Fences;
}

/// `# body` on a line of its own: its range (with the newline) and indentation.
struct BodyMark {
  size_t Begin, End, Indent;
};
std::optional<BodyMark> findBodyMark(llvm::StringRef Frame) {
  for (size_t At = 0; At < Frame.size();) {
    const size_t Newline = Frame.find('\n', At);
    const size_t End = Newline == llvm::StringRef::npos ? Frame.size() : Newline + 1;
    llvm::StringRef Line = Frame.slice(At, End);
    if (Line.trim() == "# body")
      return BodyMark{At, End, Line.find('#')};
    At = End;
  }
  return std::nullopt;
}

bool isRuleCode(llvm::StringRef Word) {
  return Word.size() == 5 && Word.starts_with("SU") && llvm::all_of(Word.drop_front(2), llvm::isDigit);
}

/// Takes the expectations out of an input; their lines are those of the text that remains.
std::string takeExpectations(llvm::StringRef Text, llvm::StringRef File, llvm::StringRef Mark,
                             std::vector<Expectation> &Expected) {
  std::string Rest;
  unsigned Line = 0;
  while (!Text.empty()) {
    auto [Current, Tail] = Text.split('\n');
    Text = Tail;
    const size_t Hash = Current.rfind(Mark);
    llvm::StringRef Comment =
        Hash == llvm::StringRef::npos ? llvm::StringRef() : Current.drop_front(Hash + Mark.size());
    const size_t Caret = Hash + Mark.size() + Comment.size() - Comment.ltrim().size();
    Comment = Comment.ltrim();
    llvm::StringRef Code;
    if (Comment.consume_front("^ "))
      std::tie(Code, Comment) = Comment.trim().split(' ');
    if (!isRuleCode(Code)) {
      Rest += Current;
      Rest += '\n';
      ++Line;
      continue;
    }
    const bool Alone = Current.take_front(Hash).trim().empty();
    if (!Alone) {
      Rest += Current.take_front(Hash).rtrim();
      Rest += '\n';
      ++Line;
    }
    Expected.push_back(
        {File.str(), Line, Alone ? static_cast<unsigned>(Caret) + 1 : 0, Code.str(), Comment.trim().str()});
  }
  return Rest;
}

class ExampleParser {
public:
  ExampleParser(const Rule &R, const RuleBook &Book, std::vector<PageProblem> &Problems)
      : R(R), Book(Book), Problems(Problems) {}

  std::vector<Example> run() {
    for (const Fence &F : fencesOf(R.Body, R.BodyLine))
      if (F.Words.size() >= 2 && (F.Words[0] == "python" || F.Words[0] == "cpp"))
        add(F);
    for (const Example &E : Examples)
      if (E.Kind == ExampleKind::Rewrite &&
          llvm::none_of(E.Files, [](const ExampleFile &F) { return F.AfterLine != 0; }))
        complain(E.Line, "this 'before' has no 'after'");
    return std::move(Examples);
  }

private:
  void complain(unsigned Line, const llvm::Twine &What) { Problems.push_back({R.File.str(), Line, What.str()}); }

  void add(const Fence &F) {
    llvm::StringRef Word = F.Words[1];
    Example New;
    New.Line = F.Line;
    New.Language = F.Words[0] == "cpp" ? ExampleLanguage::Cpp : ExampleLanguage::Python;
    size_t FirstAttribute = 2;
    if (Word == "before")
      New.Kind = ExampleKind::Rewrite;
    else if (Word == "silent")
      New.Kind = ExampleKind::Silent;
    else if (Word == "declined") {
      New.Kind = ExampleKind::Declined;
      if (F.Words.size() < 3 || !isRuleCode(F.Words[2]))
        return complain(F.Line, "'declined' is followed by a code");
      New.DeclinedCode = F.Words[2].str();
      FirstAttribute = 3;
    } else if (Word != "after") {
      return complain(F.Line, "an example is before, after, silent or declined, not '" + Word + "'");
    }

    ExampleFile File;
    File.Name = New.Language == ExampleLanguage::Cpp ? "train.cc" : "train.py";
    llvm::StringRef Frame = R.Frame;
    bool HasFile = false;
    llvm::StringRef Does;
    for (llvm::StringRef Attribute : llvm::ArrayRef(F.Words).drop_front(FirstAttribute)) {
      auto [Key, Value] = Attribute.split('=');
      if (Key == "file" && !Value.empty()) {
        File.Name = Value.str();
        HasFile = true;
      } else if (Key == "frame")
        Frame = Value == "none" ? llvm::StringRef() : Value;
      else if (Key == "target" && Word != "after")
        New.Target = Value.str();
      else if (Key == "tags" && Word != "after")
        New.Tags = Value.str();
      else if (Key == "strategy" && Word != "after")
        New.Strategy = Value.str();
      else if (Attribute == "outside" && Word != "after")
        File.Outside = true;
      else if (Attribute == "unsafe" && Word != "after")
        New.Unsafe = true;
      else if (Attribute == "run" && Word != "after")
        New.Run = true;
      else if ((Key == "writes" || Key == "raises") && !Value.empty())
        Does = Attribute;
      else
        complain(F.Line, "unknown attribute '" + Attribute + "'");
    }
    if (HasFile && Frame == R.Frame)
      Frame = {}; // a named file is whole

    if (Word == "after")
      return addAfter(F, File.Name, Frame, Does);

    std::vector<Expectation> Expected;
    std::string Text = takeExpectations(F.Text, File.Name, New.Language == ExampleLanguage::Cpp ? "//" : "#", Expected);
    if (!Frame.empty()) {
      const std::optional<llvm::StringRef> Whole = Book.frame(Frame, false);
      if (!Whole)
        return complain(F.Line, "there is no frame '" + Frame + "'");
      const std::optional<BodyMark> Mark = findBodyMark(*Whole);
      if (!Mark)
        return complain(F.Line, "the frame '" + Frame + "' has no line '# body'");
      for (Expectation &E : Expected) {
        E.Line += static_cast<unsigned>(Whole->take_front(Mark->Begin).count('\n'));
        E.Column += E.Column ? static_cast<unsigned>(Mark->Indent) : 0;
      }
      Text = fillFrame(*Whole, Text);
    }
    File.Before = File.After = std::move(Text);
    File.BeforeLine = F.Line;
    File.BeforeDoes = Does.str();

    // One more file of the example above: same kind, a name it does not have yet, no `after` between.
    const bool Joins =
        HasFile && !Examples.empty() && Examples.back().Kind == New.Kind &&
        Examples.back().DeclinedCode == New.DeclinedCode &&
        llvm::all_of(Examples.back().Files,
                     [&](const ExampleFile &Other) { return Other.Name != File.Name && Other.AfterLine == 0; }) &&
        LastHadFile;
    if (!Joins) {
      Examples.push_back(std::move(New));
    } else { // each fence may say it
      Examples.back().Run |= New.Run;
      Examples.back().Unsafe |= New.Unsafe;
    }
    LastHadFile = HasFile;
    Example &Into = Examples.back();
    Into.Files.push_back(std::move(File));
    Into.Expected.insert(Into.Expected.end(), Expected.begin(), Expected.end());
  }

  void addAfter(const Fence &F, llvm::StringRef Name, llvm::StringRef Frame, llvm::StringRef Does) {
    if (Examples.empty() || Examples.back().Kind != ExampleKind::Rewrite)
      return complain(F.Line, "this 'after' follows no 'before'");
    for (ExampleFile &File : Examples.back().Files) {
      if (File.Name != Name)
        continue;
      if (File.AfterLine)
        return complain(F.Line, "the example has an 'after' for " + Name + " already");
      File.AfterLine = F.Line;
      File.After = F.Text.str();
      File.AfterDoes = Does.str();
      if (!Frame.empty())
        if (const std::optional<llvm::StringRef> Whole = Book.frame(Frame, true)) {
          File.After = fillFrame(*Whole, F.Text);
          File.AfterFrame = Frame.str();
        }
      return;
    }
    complain(F.Line, "this 'after' names " + Name + ", which is not in the example");
  }

  const Rule &R;
  const RuleBook &Book;
  std::vector<PageProblem> &Problems;
  std::vector<Example> Examples;
  bool LastHadFile = false;
};

} // namespace

std::vector<Example> parseExamples(const Rule &R, const RuleBook &Book, std::vector<PageProblem> &Problems) {
  return ExampleParser(R, Book, Problems).run();
}

std::string withAfters(llvm::StringRef Page, llvm::ArrayRef<std::pair<unsigned, std::string>> Afters) {
  std::string Result;
  const char *Copied = Page.begin();
  for (const Fence &F : fencesOf(Page, 1)) {
    const auto *New = llvm::find_if(Afters, [&](const auto &A) { return A.first == F.Line; });
    if (New == Afters.end())
      continue;
    Result.append(Copied, F.Text.begin());
    Result += New->second;
    Copied = F.Text.end();
  }
  Result.append(Copied, Page.end());
  return Result;
}

std::string fillFrame(llvm::StringRef Frame, llvm::StringRef Body) {
  const std::optional<BodyMark> Mark = findBodyMark(Frame);
  if (!Mark)
    return Frame.str();
  std::string Result = Frame.take_front(Mark->Begin).str();
  while (!Body.empty()) {
    auto [Line, Tail] = Body.split('\n');
    if (!Line.empty())
      Result.append(Mark->Indent, ' ').append(Line.data(), Line.size());
    Result += '\n';
    Body = Tail;
  }
  return Result += Frame.drop_front(Mark->End);
}

std::optional<std::string> bodyOfFrame(llvm::StringRef Frame, llvm::StringRef Program) {
  const std::optional<BodyMark> Mark = findBodyMark(Frame);
  if (!Mark || !Program.consume_front(Frame.take_front(Mark->Begin)) ||
      !Program.consume_back(Frame.drop_front(Mark->End)))
    return std::nullopt;
  std::string Body;
  while (!Program.empty()) {
    auto [Line, Tail] = Program.split('\n');
    if (!Line.empty() && !Line.take_front(Mark->Indent).trim(' ').empty())
      return std::nullopt; // less indented than the frame: not its body
    Body.append(Line.drop_front(std::min(Mark->Indent, Line.size()))).append("\n");
    Program = Tail;
  }
  return Body;
}

} // namespace summary_upgrade::rulebook
