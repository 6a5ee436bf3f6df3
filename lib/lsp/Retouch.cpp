// What is kept of an analysis when an edit changes only text that says nothing to it, such as a word of a
// comment.
#include "python/Retouch.h"
#include "lsp/Workspace.h"
#include "program/GeneratedFiles.h"
#include "program/Project.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;

namespace summary_upgrade::lsp {

namespace {

/// Findings and edits look at their neighbourhood: comments above a statement, the end of its line.
constexpr uint32_t LinesAround = 2;

/// No place that the plan speaks of is near the change, and nothing that it says was copied from there.
bool isQuiet(const migrate::Migration &Plan, const text::SourceFile &File, const python::QuietChange &C) {
  const uint32_t First = File.lineOf(C.Around.Begin), Last = File.lineOf(C.Around.End);
  const text::Range Near = {File.lineStart(First > LinesAround ? First - LinesAround : 0),
                            Last + LinesAround + 1 < File.lineCount() ? File.lineStart(Last + LinesAround + 1)
                                                                      : static_cast<uint32_t>(File.bytes().size() + 1)};
  auto isNear = [&](text::Range R) { return R.Begin < Near.End && Near.Begin <= R.End; };
  const StringRef Path = File.path();
  for (const report::Finding &F : Plan.Findings) {
    if (F.Place.Path == Path && isNear(F.Place.Where))
      return false;
    for (const report::Location &L : F.Related)
      if (L.Path == Path && isNear(L.Where))
        return false;
  }
  for (const text::FileEdits &Edits : Plan.Edits)
    if (Edits.Path == Path && any_of(Edits.Edits, [&](const text::Edit &E) { return isNear(E.Where); }))
      return false;
  const text::Range Changed = {C.Change.Begin, C.Change.OldEnd + 1};
  const std::vector<text::Range> *Read = File.slices();
  return !Read || none_of(*Read, [&](text::Range R) { return R.overlaps(Changed); });
}

/// What of a file is read, and how, depends on words in its bytes too: whether a change may make or break one.
bool changesWords(const text::SourceFile &File, StringRef New, python::TextChange C,
                  const program::Wrappers &Described) {
  const StringRef Old = File.bytes();
  constexpr uint32_t LongestWord = 32;
  const uint32_t Begin = C.Begin > LongestWord ? C.Begin - LongestWord : 0;
  for (const StringRef Near : {Old.slice(Begin, C.OldEnd + LongestWord), New.slice(Begin, C.NewEnd + LongestWord)}) {
    if (Near.contains("sys.path") || program::Vocabulary(Near) != program::Vocabulary())
      return true;
    if ((program::mentionsSummaries(Near) || program::namesSummaryApi(Near)) &&
        (program::mentionsSummaries(Old) != program::mentionsSummaries(New) ||
         program::maySummarise(Old) != program::maySummarise(New)))
      return true;
  }
  // Imports are looked for before a file is parsed, in comments and strings, too. What else this one tells is in its
  // facts.
  auto imports = [](StringRef Bytes) {
    std::vector<StringRef> Words = program::importWords(Bytes);
    if (!Words.empty() && Words.back().size() == Bytes.size())
      Words.pop_back();
    return Words;
  };
  return imports(Old) != imports(New) || Described.mentioned(Old) != Described.mentioned(New) ||
         program::generatedMark(File.path(), Old) != program::generatedMark(File.path(), New);
}

void move(migrate::Migration &Plan, StringRef Path, python::TextChange C) {
  auto moveEdits = [&](std::vector<text::FileEdits> &List) {
    for (text::FileEdits &Edits : List)
      if (Edits.Path == Path)
        for (text::Edit &E : Edits.Edits)
          E.Where = C.moved(E.Where);
  };
  auto moveLocations = [&](std::vector<report::Location> &List) {
    for (report::Location &L : List)
      if (L.Path == Path)
        L.Where = C.moved(L.Where);
  };
  for (auto *Findings : {&Plan.Findings, &Plan.ReaderNotes})
    for (report::Finding &F : *Findings) {
      if (F.Place.Path == Path)
        F.Place.Where = C.moved(F.Place.Where);
      moveLocations(F.Related);
    }
  moveLocations(Plan.Readers);
  moveEdits(Plan.Edits);
  for (migrate::ComponentFiles &Files : Plan.FilesOf)
    moveEdits(Files.Edits);
}

} // namespace

/// The analysis of before an edit of `Path` becomes that of after it, if nothing but places can differ.
bool Workspace::retouch(const std::string &Path) {
  const Document *Open = document(Path);
  if (!Open || !Now->Versions.count(Path))
    return false;
  const auto At = Now->Modules.find(Path);
  const auto Known = Cache.find(Path);
  if (At == Now->Modules.end())
    return retouchUnparsed(Path);
  const auto [Part, Index] = At->second;
  program::SourceModule &M = *Part->Project.modules()[Index];
  if (Known == Cache.end() || Known->second.File.Facts != M.Facts)
    return false;
  const StringRef Old = M.File.bytes(), New = Open->Text;
  const python::TextChange C = python::changeBetween(Old, New);
  const std::optional<python::QuietChange> Quiet = python::keepsShape(*M.Facts, Old, New, C);
  if (!Quiet || !isQuiet(Now->Plan, M.File, *Quiet) || changesWords(M.File, New, C, Settings.Wrappers))
    return false;
  auto File = text::SourceFile::fromBytes(Path, New.str());
  if (!File) {
    consumeError(File.takeError());
    return false;
  }
  if (File->encoding() != M.File.encoding())
    return false;
  // Nobody else has these facts: the cache and the analysis are ours, and change together.
  python::retouch(const_cast<python::ModuleFacts &>(*M.Facts), *File, *Quiet);
  File->watchSlicesOf(M.File);
  if (std::vector<text::Range> *Read = File->slices())
    for (text::Range &R : *Read)
      R = Quiet->Change.moved(R);
  M.File = std::move(*File);
  move(Now->Plan, Path, Quiet->Change);
  move(Part->Plan, Path, Quiet->Change);
  Known->second.Hash = xxh3_64bits(M.File.bytes());
  kept(Path);
  return true;
}

/// The analysis is that of the new text as well.
void Workspace::kept(const std::string &Path) {
  Unsafe.reset();
  Now->Generation = ++Generation;
  Now->Versions[Path] = document(Path)->Version;
  Now->Retouched = Path;
  ++Retouches;
}

std::optional<std::vector<std::string>> Workspace::unparsedWords(const std::string &Path, StringRef Text) const {
  if (program::mentionsSummaries(Text) || Settings.Wrappers.mentioned(Text))
    return std::nullopt;
  auto File = text::SourceFile::fromBytes(Path, Text.str());
  if (!File) {
    consumeError(File.takeError());
    return std::nullopt;
  }
  std::vector<std::string> Words;
  for (const StringRef Word : program::importWords(File->bytes()))
    Words.push_back(Word.str());
  return Words;
}

/// Any edit of a file that is not parsed is a quiet one, unless it is parsed from now on.
bool Workspace::retouchUnparsed(const std::string &Path) {
  const auto Old = Now->Unparsed.find(Path);
  if (Old == Now->Unparsed.end() || unparsedWords(Path, document(Path)->Text) != Old->second)
    return false;
  kept(Path);
  return true;
}

} // namespace summary_upgrade::lsp
