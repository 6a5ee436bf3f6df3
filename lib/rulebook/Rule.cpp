#include "rulebook/Rule.h"
#include "rulebook/Signature.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include <iterator>

namespace summary_upgrade::rulebook {
namespace {

constexpr llvm::StringLiteral Sections[] = {"What it does", "Why", "Fix safety", "What is left to you", "Evidence"};
constexpr llvm::StringLiteral GlobalHoles[] = {"tag", "data", "step", "writer"};

/// Walks a page line by line.
class LineReader {
public:
  explicit LineReader(llvm::StringRef Text) : Rest(Text) {}
  bool done() const { return Rest.empty(); }
  /// Number of the line that `next` returned last, 1-based.
  unsigned line() const { return Line; }
  llvm::StringRef rest() const { return Rest; }
  llvm::StringRef peek() const { return Rest.split('\n').first; }
  llvm::StringRef next() {
    auto [Text, Tail] = Rest.split('\n');
    Rest = Tail;
    ++Line;
    return Text;
  }

private:
  llvm::StringRef Rest;
  unsigned Line = 0;
};

bool isCode(llvm::StringRef Code) {
  return Code.size() == 5 && Code.starts_with("SU") && llvm::all_of(Code.drop_front(2), llvm::isDigit);
}

bool isRuleName(llvm::StringRef Name) {
  return !Name.empty() && !Name.starts_with("-") && !Name.ends_with("-") &&
         llvm::all_of(Name, [](char C) { return llvm::isLower(C) || llvm::isDigit(C) || C == '-'; });
}

class PageParser {
public:
  PageParser(llvm::StringRef File, llvm::StringRef Page, std::vector<PageProblem> &Problems)
      : File(File), Lines(Page), Problems(Problems) {
    Result.File = File;
  }

  Rule run() {
    if (Lines.next() != "---") {
      complain(1, "the page starts with front matter between lines of ---");
      return Result;
    }
    if (!readFrontMatter())
      return Result;
    Result.Body = Lines.rest().ltrim('\n');
    Result.BodyLine = Lines.line() + 1 + static_cast<unsigned>(Lines.rest().size() - Result.Body.size());
    checkFrontMatter();
    return Result;
  }

private:
  void complain(unsigned Line, const llvm::Twine &What) { Problems.push_back({File.str(), Line, What.str()}); }

  bool readFrontMatter() {
    while (!Lines.done()) {
      llvm::StringRef Text = Lines.next();
      if (Text == "---")
        return true;
      auto [Key, Value] = Text.split(':');
      Value = Value.trim();
      if (!Seen.insert(Key).second)
        complain(Lines.line(), "the key '" + Key + "' is repeated");
      if (Key == "from" || Key == "to")
        readSignatures(Key, Value);
      else
        readScalar(Key, Value);
    }
    complain(Lines.line(), "the front matter is not closed by ---");
    return false;
  }

  void readSignatures(llvm::StringRef Key, llvm::StringRef Value) {
    if (Value != "|")
      complain(Lines.line(), "'" + Key + "' is a block: write '" + Key + ": |' and indent its lines by two spaces");
    while (!Lines.done() && Lines.peek().starts_with("  ")) {
      llvm::StringRef Line = Lines.next().trim();
      (Key == "from" ? Result.From : Result.To).push_back(Line);
      if (Key == "from") {
        auto Parsed = parseSignature(Line);
        if (Parsed)
          for (const Parameter &P : Parsed->Params)
            FromParams.insert(P.Name);
        else
          complain(Lines.line(), llvm::toString(Parsed.takeError()));
      } else {
        ToLines.push_back({Line, Lines.line()});
      }
    }
  }

  void readScalar(llvm::StringRef Key, llvm::StringRef Value) {
    const unsigned Line = Lines.line();
    if (Key == "code") {
      Result.Code = Value;
      if (!isCode(Value))
        complain(Line, "a code is SU and three digits, not '" + Value + "'");
    } else if (Key == "name") {
      Result.Name = Value;
      if (!isRuleName(Value))
        complain(Line, "a name is lower-case words joined by '-', not '" + Value + "'");
    } else if (Key == "since") {
      Result.Since = Value;
      llvm::SmallVector<llvm::StringRef, 3> Parts;
      Value.split(Parts, '.');
      if (Parts.size() != 3 ||
          llvm::any_of(Parts, [](llvm::StringRef P) { return P.empty() || !llvm::all_of(P, llvm::isDigit); }))
        complain(Line, "'since' is a version such as 0.1.0, not '" + Value + "'");
    } else if (Key == "languages") {
      readLanguages(Value);
    } else if (Key == "fix") {
      const auto *Known = llvm::find_if(Fixes, [&](const auto &F) { return F.first == Value; });
      if (Known == std::end(Fixes))
        complain(Line, "'fix' is safe, unsafe, display-only or none, not '" + Value + "'");
      else
        Result.Fix = Known->second;
    } else if (Key == "frame") {
      Result.Frame = Value;
    } else {
      complain(Line, "unknown key '" + Key + "'");
    }
  }

  void readLanguages(llvm::StringRef Value) {
    if (!Value.consume_front("[") || !Value.consume_back("]"))
      complain(Lines.line(), "'languages' is a list such as [python]");
    llvm::SmallVector<llvm::StringRef, 2> Parts;
    Value.split(Parts, ',');
    for (llvm::StringRef Part : Parts) {
      Part = Part.trim();
      if (Part != "python" && Part != "cpp")
        complain(Lines.line(), "a language is python or cpp, not '" + Part + "'");
      Result.Languages.push_back(Part);
    }
  }

  void checkFrontMatter() {
    for (llvm::StringRef Key : {"code", "name", "since", "languages", "fix"})
      if (!Seen.contains(Key))
        complain(1, "the key '" + Key + "' is missing");
    // "v1-" only keeps a name apart from that of v2's API; a file name does not need it.
    llvm::StringRef Short = Result.Name;
    Short.consume_front("v1-");
    const std::string Expected = (Result.Code + "-" + Short + ".md").str();
    if (File != Expected)
      complain(1, "the file of this rule is called " + Expected);
    for (auto [Line, Number] : ToLines) {
      auto Pieces = parseTemplate(Line);
      if (!Pieces) {
        complain(Number, llvm::toString(Pieces.takeError()));
        continue;
      }
      for (const TemplatePiece &Piece : *Pieces)
        if (Piece.IsHole && !llvm::is_contained(GlobalHoles, Piece.Text) && !FromParams.contains(Piece.Text))
          complain(Number, "the hole {" + Piece.Text +
                               "} is neither {tag}, {data}, {step}, {writer} nor a parameter of 'from'");
    }
  }

  static constexpr std::pair<llvm::StringLiteral, FixKind> Fixes[] = {{"safe", FixKind::Safe},
                                                                      {"unsafe", FixKind::Unsafe},
                                                                      {"display-only", FixKind::DisplayOnly},
                                                                      {"none", FixKind::None}};
  llvm::StringRef File;
  LineReader Lines;
  std::vector<PageProblem> &Problems;
  Rule Result;
  llvm::StringSet<> Seen, FromParams;
  llvm::SmallVector<std::pair<llvm::StringRef, unsigned>, 2> ToLines;
};

} // namespace

std::string PageProblem::text() const { return File + ":" + std::to_string(Line) + ": " + Message; }

llvm::StringRef fixName(FixKind Fix) {
  switch (Fix) {
  case FixKind::Safe:
    return "safe";
  case FixKind::Unsafe:
    return "unsafe";
  case FixKind::DisplayOnly:
    return "display-only";
  case FixKind::None:
    return "none";
  }
  return "none";
}

llvm::ArrayRef<llvm::StringLiteral> requiredSections() { return Sections; }

Rule parsePage(llvm::StringRef File, llvm::StringRef Page, std::vector<PageProblem> &Problems) {
  return PageParser(File, Page, Problems).run();
}

void checkBody(const Rule &R, std::vector<PageProblem> &Problems) {
  LineReader Body(R.Body);
  auto Complain = [&](unsigned Line, const llvm::Twine &What) { Problems.push_back({R.File.str(), Line, What.str()}); };
  auto LineNumber = [&] { return R.BodyLine + Body.line() - 1; };
  llvm::SmallVector<llvm::StringRef, 8> Titles, Headings;
  bool InFence = false;
  while (!Body.done()) {
    llvm::StringRef Text = Body.next();
    if (Text.starts_with("```"))
      InFence = !InFence;
    if (InFence)
      continue;
    if (Text.consume_front("# "))
      Titles.push_back(Text.trim());
    else if (Text.consume_front("## "))
      Headings.push_back(Text.trim());
  }
  if (InFence)
    Complain(LineNumber(), "a fence is not closed");
  if (Titles.size() != 1 || Titles.front() != R.Name)
    Complain(R.BodyLine, "the page has one title, the rule's name: # " + R.Name);
  llvm::SmallVector<llvm::StringRef, 8> Wanted(std::begin(Sections), std::end(Sections));
  Wanted.push_back("Examples");
  if (Headings != Wanted)
    Complain(R.BodyLine, "the sections are, in this order: " + llvm::join(Wanted, ", "));
  for (llvm::StringRef Heading : Sections)
    if (llvm::is_contained(Headings, Heading) && section(R, Heading).empty())
      Complain(R.BodyLine, "the section '" + Heading + "' is empty");
}

llvm::StringRef section(const Rule &R, llvm::StringRef Heading) {
  LineReader Lines(R.Body);
  const char *Begin = nullptr;
  bool InFence = false;
  while (!Lines.done()) {
    const char *LineBegin = Lines.rest().data();
    llvm::StringRef Text = Lines.next();
    if (Text.starts_with("```"))
      InFence = !InFence;
    if (InFence || !Text.starts_with("## "))
      continue;
    if (Begin)
      return llvm::StringRef(Begin, LineBegin - Begin).trim();
    if (Text.drop_front(3).trim() == Heading)
      Begin = Lines.rest().data();
  }
  return Begin ? llvm::StringRef(Begin, R.Body.end() - Begin).trim() : llvm::StringRef();
}

} // namespace summary_upgrade::rulebook
