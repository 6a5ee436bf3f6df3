#include "cpp/Plan.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace summary_upgrade::cpp {

namespace {

constexpr StringLiteral WriterHeader = "tensorflow/core/util/events_writer.h";
constexpr StringLiteral Dropped[] = {WriterHeader, "tensorflow/core/framework/summary.pb.h",
                                     "tensorflow/core/util/event.pb.h"};

/// The end of a line, newline included.
uint32_t nextLine(const text::SourceFile &F, uint32_t Offset) {
  uint32_t Line = F.lineOf(Offset);
  return Line + 1 < F.lineCount() ? F.lineStart(Line + 1) : static_cast<uint32_t>(F.bytes().size());
}

} // namespace

void planIncludes(const Linked &L, std::vector<Component *> Migrated, const PlanOptions &Options,
                  std::map<uint32_t, std::vector<text::Edit>> &Edits) {
  std::map<uint32_t, std::vector<StringRef>> Wanted;
  auto want = [&](const std::set<uint32_t> &Files, StringRef Header) {
    for (uint32_t F : Files)
      if (!is_contained(Wanted[F], Header))
        Wanted[F].push_back(Header);
  };
  for (Component *C : Migrated) {
    want(C->NeedsGraph, "\"summary_v2/graph.h\"");
    want(C->NeedsRuntime, "\"summary_v2/summary.h\"");
    want(C->NeedsAdapter, "\"summary_v2/tensorflow.h\"");
    want(C->NeedsMedia, "\"summary_v2/tensorflow_media.h\"");
    want(C->NeedsAbort, "<cstdlib>");
  }
  // What a file says of TensorFlow once its edits are done, include lines aside.
  auto speaksOfTensorFlow = [&](uint32_t File) {
    if (!L.Sources[File])
      return true;
    std::vector<text::Edit> All = Edits.count(File) ? Edits[File] : std::vector<text::Edit>();
    for (const Include &I : L.All.Includes)
      if (I.Line.File == File)
        All.push_back({{I.Line.Begin, I.Line.End}, ""});
    auto Text = text::applyEdits(L.Sources[File]->bytes(), All);
    if (!Text) {
      consumeError(Text.takeError());
      return true;
    }
    return hasWord(*Text, {"tensorflow", "TF_CHECK_OK", "TF_QCHECK_OK", "LOG", "CHECK"});
  };
  std::vector<bool> Free(L.All.Files.size());
  for (uint32_t F = 0; F < Free.size(); ++F)
    Free[F] = !speaksOfTensorFlow(F);
  for (auto &[File, Headers] : Wanted) {
    if (!L.Sources[File])
      continue;
    const text::SourceFile &Source = *L.Sources[File];
    // A header's includes serve those who include it.
    bool Drop = !Options.KeepIncludes;
    for (const std::set<uint32_t> &Unit : L.FilesOfUnit)
      if (Unit.count(File)) {
        for (uint32_t Other : Unit)
          Drop &= static_cast<bool>(Free[Other]);
      }
    std::vector<const Include *> Mine;
    for (const Include &I : L.All.Includes)
      if (I.Line.File == File)
        Mine.push_back(&I);
    sort(Mine, [](const Include *A, const Include *B) { return A->Line.Begin < B->Line.Begin; });
    std::string Lines;
    for (StringRef H : Headers) {
      bool Has = any_of(Mine, [&](const Include *I) { return I->Name == H.drop_front().drop_back(); });
      if (!Has)
        Lines += ("#include " + H + Source.newlineText()).str();
    }
    // In place of the writer's header, or before the first include.
    const Include *Place = nullptr;
    for (const Include *I : Mine)
      if (Drop && is_contained(Dropped, I->Name) && (!Place || I->Name == WriterHeader))
        Place = I;
    std::vector<text::Edit> &Into = Edits[File];
    if (Drop)
      for (const Include *I : Mine)
        if (is_contained(Dropped, I->Name))
          Into.push_back({{I->Line.Begin, nextLine(Source, I->Line.End)}, I == Place ? Lines : ""});
    if (Lines.empty() || Place)
      continue;
    uint32_t At = 0;
    if (!Mine.empty()) {
      At = Mine.front()->Line.Begin;
    } else {
      // After the guard, else after the comment a file begins with.
      StringRef Text = Source.bytes();
      std::string Code = blanked(Text);
      size_t First = StringRef(Code).find_first_not_of(" \t\r\n");
      uint32_t Line = First == StringRef::npos ? 0 : Source.lineOf(static_cast<uint32_t>(First));
      StringRef Here = Source.lineText(Line).trim();
      if (Here == "#pragma once")
        At = nextLine(Source, Source.lineStart(Line));
      else if (Here.starts_with("#ifndef") && Line + 1 < Source.lineCount() &&
               Source.lineText(Line + 1).trim().starts_with("#define"))
        At = nextLine(Source, Source.lineStart(Line + 1));
      else
        At = Source.lineStart(Line);
      At = std::max(At, Source.bomSize());
    }
    Into.push_back({{At, At}, Lines});
  }
}

} // namespace summary_upgrade::cpp
