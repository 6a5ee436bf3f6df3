#include "cpp/Migrate.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace summary_upgrade::cpp {

namespace {

/// `NOLINT(SU803)` on the line, or `NOLINTNEXTLINE(SU803)` on the one before.
bool suppressed(const text::SourceFile &File, uint32_t Offset, StringRef Code) {
  auto names = [&](StringRef Line, StringRef Word) {
    size_t At = Line.find((Word + "(").str());
    if (At == StringRef::npos)
      return false;
    StringRef List = Line.substr(At + Word.size() + 1).take_until([](char C) { return C == ')'; });
    SmallVector<StringRef, 4> Codes;
    List.split(Codes, ',');
    return any_of(Codes, [&](StringRef C) { return C.trim() == Code; });
  };
  uint32_t Line = File.lineOf(Offset);
  return names(File.lineText(Line), "NOLINT") || (Line && names(File.lineText(Line - 1), "NOLINTNEXTLINE"));
}

class Migrator {
public:
  Migrator(const Linked &L, const MigrateOptions &Options) : L(L), Options(Options) {}

  CppMigration run() {
    Components = planWriters(L, Options.Plan);
    const std::vector<Use> Staying = planGraphs(L, Components);
    for (Component &C : planInterfaces(L))
      Components.push_back(std::move(C));
    erase_if(Components, [](const Component &C) { return C.Uses.empty() && !C.Block; });
    auto first = [](const Component &C) { return C.Uses.empty() ? C.Block->Where : C.Uses[0].Where; };
    for (Component &C : Components) {
      sort(C.Uses, [](const Use &A, const Use &B) {
        return std::tie(A.Where.File, A.Where.Begin) < std::tie(B.Where.File, B.Where.Begin);
      });
      veto(C);
      checkUnparsed(C);
    }
    sort(Components, [&](const Component &A, const Component &B) {
      return std::pair(path(first(A)), first(A).Begin) < std::pair(path(first(B)), first(B).Begin);
    });
    std::map<uint32_t, std::vector<text::Edit>> Edits;
    std::vector<Component *> Migrated;
    for (Component &C : Components) {
      std::pair<std::string, uint32_t> Id = {path(first(C)), first(C).Begin};
      M.Ids.push_back(Id);
      if (auto It = Options.Refused.find(Id); It != Options.Refused.end())
        C.block("SU814", "the result would not compile: " + It->second, first(C));
      if (!C.Block && !Options.Unwanted.count(Id) && addEdits(C, Edits))
        Migrated.push_back(&C);
    }
    planIncludes(L, Migrated, Options.Plan, Edits);
    for (size_t I = 0; I < Components.size(); ++I)
      report(Components[I], Options.Unwanted.count(M.Ids[I]) > 0);
    for (auto &[File, List] : Edits) {
      if (Error E = text::sortAndCheck(List, static_cast<uint32_t>(L.Sources[File]->bytes().size()))) {
        consumeError(std::move(E)); // the edits of includes lie apart from the others
        continue;
      }
      if (!List.empty())
        M.Result.Edits.push_back({name(File), List});
    }
    hintAtBuild(Migrated);
    for (const Use &U : Staying) {
      add(U, 0, report::Severity::Notice, report::Applicability::None);
      M.Result.Findings.back().Component.reset();
    }
    sayWhatIsInactive();
    sayWhatIsUnknown();
    sort(M.Result.Edits, [](const auto &A, const auto &B) { return A.Path < B.Path; });
    stable_sort(M.Result.Findings, [](const report::Finding &A, const report::Finding &B) {
      return std::tie(A.Place.Path, A.Place.Where.Begin, A.Code) < std::tie(B.Place.Path, B.Place.Where.Begin, B.Code);
    });
    return std::move(M);
  }

private:
  std::string path(const Span &S) const { return S.valid() ? L.All.Files[S.File] : std::string(); }
  std::string name(uint32_t File) const { return Options.NameOf(L.All.Files[File]); }
  report::Location place(const Span &S) const {
    return {S.valid() ? name(S.File) : std::string(), {S.Begin, S.End}, {}};
  }

  /// Codes that are switched off, comments that say so, and files that may not be written.
  void veto(Component &C) {
    for (const Use &U : C.Uses) {
      if (!Options.Enabled(U.Code, path(U.Where)))
        C.block(U.Code, "`" + U.Code + "` is switched off, and this needs it", U.Where);
      if (U.Where.valid() && L.Sources[U.Where.File] && suppressed(*L.Sources[U.Where.File], U.Where.Begin, U.Code))
        C.block(U.Code, "a comment leaves this as it is", U.Where);
    }
    for (const PlannedEdit &E : C.Edits) {
      if (!L.Sources[E.Where.File])
        C.block("SU810", "`" + name(E.Where.File) + "` cannot be read", E.Where);
      else if (!Options.Writable(L.All.Files[E.Where.File]))
        C.block("SU810", "also needs " + name(E.Where.File), E.Where, "run the tool on the folder");
    }
  }

  /// A function, field or global of the component that a file names which was not analysed.
  void checkUnparsed(Component &C) {
    for (const UnknownFile &File : Options.Unknown)
      if (hasWord(File.Text, C.Names))
        C.block(File.Unparsed ? "SU814" : "SU810",
                "`" + File.Name + "`, which names this, " +
                    (File.Unparsed ? "could not be parsed" : "is not among the files that are migrated"),
                C.Uses.empty() ? Span() : C.Uses[0].Where, File.Unparsed ? "" : "run the tool on the folder");
  }

  bool addEdits(Component &C, std::map<uint32_t, std::vector<text::Edit>> &Edits) {
    std::map<uint32_t, std::vector<PlannedEdit>> ByFile;
    for (PlannedEdit &E : C.Edits)
      ByFile[E.Where.File].push_back(std::move(E));
    std::map<uint32_t, std::vector<text::Edit>> Done;
    for (auto &[File, List] : ByFile) {
      auto Finished = finishEdits(*L.Sources[File], List);
      if (!Finished) {
        C.block("SU810", "internal: " + toString(Finished.takeError()), List[0].Where);
        return false;
      }
      // Two components may not change the same place.
      std::vector<text::Edit> Both = Edits[File];
      Both.insert(Both.end(), Finished->begin(), Finished->end());
      if (Error E = text::sortAndCheck(Both, static_cast<uint32_t>(L.Sources[File]->bytes().size()))) {
        C.block("SU810", "internal: " + toString(std::move(E)), List[0].Where);
        return false;
      }
      Done[File] = std::move(Both);
      C.Files.insert(File);
      C.Finished[File] = std::move(*Finished);
    }
    for (auto &[File, List] : Done)
      Edits[File] = std::move(List);
    return true;
  }

  void report(Component &C, bool Unwanted) {
    uint32_t Index = static_cast<uint32_t>(M.Result.Components.size());
    migrate::ComponentResult R;
    R.Uses = static_cast<uint32_t>(C.Uses.size());
    R.Bridged = C.Imports;
    std::set<std::string> Files;
    if (Unwanted && !C.Block) {
      R.Uses = 0; // nothing of it was asked for
    } else if (C.Block) {
      R.Code = C.Block->Code;
      R.Reason = C.Block->Message;
      if (R.Uses == 0)
        R.Uses = 1;
      report::Finding F;
      F.Code = C.Block->Code;
      F.Message = C.Block->Message;
      F.Place = place(C.Block->Where);
      F.Help = C.Help;
      F.Component = Index;
      for (const Use &U : C.Uses) {
        report::Location At = place(U.Where);
        At.Label = "stays as it is (" + U.Code + ")";
        if (!(U.Where == C.Block->Where))
          F.Related.push_back(std::move(At));
      }
      if (F.Place.Path.size() && C.Block->Where.valid() && L.Sources[C.Block->Where.File])
        R.Place =
            F.Place.Path + ":" + std::to_string(L.Sources[C.Block->Where.File]->position(F.Place.Where.Begin).Line);
      M.Result.Findings.push_back(std::move(F));
    } else {
      R.What = migrate::Outcome::Migrated;
      migrate::ComponentFiles Paths{Index, {}, {}};
      for (const Use &U : C.Uses)
        add(U, Index, report::Severity::Warning, report::Applicability::Safe);
      for (const Use &U : C.Notices)
        add(U, Index, report::Severity::Notice, report::Applicability::None);
      for (uint32_t F : C.Files) {
        Paths.Paths.push_back(name(F));
        Paths.Edits.push_back({name(F), C.Finished[F]});
        Files.insert(L.All.Files[F]);
      }
      M.Result.FilesOf.push_back(std::move(Paths));
    }
    M.Result.Components.push_back(std::move(R));
    M.Files.push_back(std::move(Files));
  }

  void add(const Use &U, uint32_t Component, report::Severity Level, report::Applicability Fix) {
    report::Finding F;
    F.Code = U.Code;
    F.Message = U.Message;
    F.Level = Level;
    F.Fix = Fix;
    F.Place = place(U.Where);
    F.Component = Component;
    M.Result.Findings.push_back(std::move(F));
  }

  /// Inactive code that no component had to mention.
  void sayWhatIsInactive() {
    for (const Span &S : L.All.Skipped) {
      size_t At = 0;
      bool Analysed = any_of(L.All.Roots, [&](uint32_t R) { return S.contains(L.node(R).Where); });
      bool Said = any_of(M.Result.Findings, [&](const report::Finding &F) {
        return F.Code == "SU813" && S.valid() && F.Place.Path == name(S.File) && S.Begin <= F.Place.Where.Begin &&
               F.Place.Where.Begin < S.End;
      });
      if (Analysed || Said || !hasWord(L.slice(S), {"EventsWriter", "WriteEvent"}, &At))
        continue;
      uint32_t Begin = S.Begin + static_cast<uint32_t>(At);
      add({"SU813", "the preprocessor leaves this out, so it was not analysed", {S.File, Begin, Begin}}, 0,
          report::Severity::Warning, report::Applicability::None);
      M.Result.Findings.back().Component.reset();
      M.Result.Findings.back().Help = "pass the flags that compile it with `-p`";
    }
  }

  /// Files whose writers the compiler does not know, because a header is missing: without this, nothing would be said
  /// of them.
  void sayWhatIsUnknown() {
    std::set<uint32_t> Said;
    for (const Problem &P : L.All.Errors) {
      uint32_t File = P.Where.File;
      if (!L.Sources[File] ||
          !hasWord(L.Sources[File]->lineText(L.Sources[File]->lineOf(P.Where.Begin)), {"EventsWriter"}) ||
          any_of(L.All.Roots,
                 [&](uint32_t R) {
                   bool Has = false;
                   if (L.node(R).Where.File == File)
                     L.walk(R, [&](uint32_t N) { Has |= L.node(N).Kind == NodeKind::Mention; });
                   return Has;
                 }) ||
          !Said.insert(File).second)
        continue;
      add({"SU814", "the compiler reports: " + P.Message, P.Where}, 0, report::Severity::Warning,
          report::Applicability::None);
      M.Result.Findings.back().Component.reset();
      M.Result.Findings.back().Help = "pass the flags it is compiled with by `-p`";
    }
  }

  /// Once a run: what links has to change, too.
  void hintAtBuild(ArrayRef<Component *> Migrated) {
    for (Component *C : Migrated)
      if (!C->NeedsRuntime.empty() && !C->Uses.empty() && C->Uses[0].Where.valid()) {
        Use Hint{"SU805",
                 "the migrated code needs the library summary_v2: find_package(summary_v2 REQUIRED), then "
                 "target_link_libraries(… summary_v2::summary_v2)",
                 C->Uses[0].Where};
        add(Hint, 0, report::Severity::Notice, report::Applicability::None);
        M.Result.Findings.back().Component.reset();
        return;
      }
  }

  const Linked &L;
  const MigrateOptions &Options;
  std::vector<Component> Components;
  CppMigration M;
};

} // namespace

CppMigration migrateLinked(const Linked &L, const MigrateOptions &Options) { return Migrator(L, Options).run(); }

} // namespace summary_upgrade::cpp
