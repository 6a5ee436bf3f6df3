#include "migrate/Suppressions.h"
#include "python/RewriterLexer.h"
#include "rulebook/RuleBook.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace summary_upgrade::migrate {

namespace {

constexpr StringRef Marker = "summary-upgrade:";

} // namespace

Suppressions::Suppressions(const program::Project &P) : P(P) {
  for (uint32_t File = 0; File < P.modules().size(); ++File)
    if (const text::SourceFile &Source = P.module(File).File; Source.bytes().contains(Marker))
      read(File, Source);
}

bool Suppressions::parse(StringRef Text, Comment &Out, bool &WholeFile) const {
  // Other tools have their comments on the line, too: `# noqa  # summary-upgrade: ignore[SU218]  # pylint: disable=…`.
  const size_t At = Text.find(Marker);
  if (At == StringRef::npos)
    return false;
  const StringRef Before = Text.take_front(At).rtrim(" \t");
  if (!Before.ends_with("#"))
    return false;
  StringRef Rest = Text.drop_front(At + Marker.size()).ltrim();
  if (!Rest.consume_front("ignore"))
    return false;
  const uint32_t Begin = Out.Where.Begin;
  Out.Where.Begin = Begin + static_cast<uint32_t>(Before.rtrim('#').size());
  if (const size_t Next = Text.find('#', At); Next != StringRef::npos)
    Out.Where.End = Begin + static_cast<uint32_t>(Next);
  WholeFile = Rest.consume_front("-file");
  const size_t Close = Rest.find(']');
  if (!Rest.consume_front("[") || Close == StringRef::npos) {
    Out.Problem = "a comment that switches rules off names them: `# summary-upgrade: ignore[SU218]`";
    return true;
  }
  SmallVector<StringRef, 4> Names;
  SplitString(Rest.take_front(Close - 1), Names, ", \t");
  const rulebook::RuleBook &Book = rulebook::RuleBook::get();
  for (const StringRef Name : Names) {
    const rulebook::Rule *R = Book.find(Name) ? Book.find(Name) : Book.findByName(Name);
    if (!R)
      Out.Problem = "no rule `" + Name.str() + "`" +
                    (Book.suggest(Name).empty() ? "" : "; did you mean `" + Book.suggest(Name).str() + "`?");
    else
      Out.Codes.push_back({R->Code.str(), false});
  }
  if (Names.empty())
    Out.Problem = "a comment that switches rules off names them: `# summary-upgrade: ignore[SU218]`";
  return true;
}

void Suppressions::read(uint32_t File, const text::SourceFile &Source) {
  const StringRef Bytes = Source.bytes();
  const auto Size = static_cast<uint32_t>(Bytes.size());
  std::vector<size_t> Waiting; ///< comments of the logical line that is being read, or of the next one
  uint32_t Start = Source.bomSize(), Pos = Start;
  unsigned Depth = 0;
  bool Code = false; ///< the logical line has some
  auto finish = [&](uint32_t End) {
    for (const size_t I : Waiting)
      Comments[I].Covers = {Start, End};
    Waiting.clear();
    Code = false;
  };
  while (Pos < Size) {
    const python::Lexeme L = python::lexAt(Bytes, Pos);
    Pos = std::max(L.Where.End, Pos + 1);
    switch (L.What) {
    case python::Lexeme::Blank:
    case python::Lexeme::Continuation:
    case python::Lexeme::End:
      break;
    case python::Lexeme::Comment: {
      Comment C;
      C.File = File;
      C.Where = L.Where;
      bool WholeFile = false;
      if (!parse(Bytes.slice(L.Where.Begin, L.Where.End), C, WholeFile))
        break;
      if (WholeFile)
        C.Covers = {0, Size};
      else
        Waiting.push_back(Comments.size());
      Comments.push_back(std::move(C));
      break;
    }
    case python::Lexeme::Newline:
      if (Depth == 0 && Code)
        finish(L.Where.Begin);
      break;
    default:
      if (L.What == python::Lexeme::Open)
        ++Depth;
      else if (L.What == python::Lexeme::Close && Depth)
        --Depth;
      if (!Code)
        Start = L.Where.Begin;
      Code = true;
    }
  }
  if (Code)
    finish(Size);
}

bool Suppressions::covers(StringRef Code, const report::Location &Place) {
  bool Result = false;
  for (Comment &C : Comments)
    if (C.Covers.Begin <= Place.Where.Begin && Place.Where.Begin < C.Covers.End &&
        P.module(C.File).File.path() == Place.Path)
      for (auto &Named : C.Codes)
        if (Named.Name == Code)
          Result = Named.Used = true;
  return Result;
}

text::Edit Suppressions::removal(const Comment &C) const {
  const text::SourceFile &Source = P.module(C.File).File;
  std::string Kept;
  for (const Code &Named : C.Codes)
    if (Named.Used)
      Kept += (Kept.empty() ? "" : ", ") + Named.Name;
  const StringRef Text = Source.slice(C.Where);
  if (!Kept.empty()) {
    const auto Open = static_cast<uint32_t>(Text.find('[')), Close = static_cast<uint32_t>(Text.find(']'));
    return {{C.Where.Begin + Open + 1, C.Where.Begin + Close}, Kept};
  }
  // With the blanks before it, or with its line when there is nothing else on it.
  const uint32_t Line = Source.lineOf(C.Where.Begin);
  const StringRef Before = Source.slice({Source.lineStart(Line), C.Where.Begin});
  const StringRef Code = Before.rtrim(" \t\f");
  if (C.Where.End < Source.bytes().size() && Source.bytes()[C.Where.End] == '#') // another tool's comment
    return {C.Where, ""};
  if (Code.empty() && Line + 1 < Source.lineCount())
    return {{Source.lineStart(Line), Source.lineStart(Line + 1)}, ""};
  return {{Source.lineStart(Line) + static_cast<uint32_t>(Code.size()), C.Where.End}, ""};
}

void Suppressions::reportUnused(const Options &Opts, std::vector<report::Finding> &Findings,
                                std::map<uint32_t, std::vector<text::Edit>> &Edits) const {
  for (const Comment &C : Comments) {
    if (!P.module(C.File).Writable)
      continue;
    report::Finding F;
    F.Code = "SU290";
    F.Place = {P.module(C.File).File.path().str(), C.Where, ""};
    if (!Opts.Enabled(F.Code, F.Place.Path))
      continue;
    if (!C.Problem.empty()) {
      F.Message = C.Problem;
      Findings.push_back(std::move(F));
      continue;
    }
    std::string Unused;
    for (const Code &Named : C.Codes)
      if (!Named.Used)
        Unused += (Unused.empty() ? "" : ", ") + Named.Name;
    if (Unused.empty())
      continue;
    F.Message = "nothing of " + Unused + " is found where this comment switches it off";
    const text::Edit Removal = removal(C);
    // Edits that only touch are in no doubt about their order: one of the two takes text away.
    const bool Meets = any_of(Edits[C.File], [&](const text::Edit &E) {
      return E.Where.Begin < Removal.Where.End && Removal.Where.Begin < E.Where.End;
    });
    if (!Meets) {
      F.Fix = report::Applicability::Safe;
      Edits[C.File].push_back(Removal);
    }
    Findings.push_back(std::move(F));
  }
}

} // namespace summary_upgrade::migrate
