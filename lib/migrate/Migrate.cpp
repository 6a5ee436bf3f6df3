#include "migrate/Migrate.h"
#include "migrate/ComponentMigration.h"
#include "migrate/Contrib.h"
#include "migrate/FetchedValues.h"
#include "migrate/HostGraph.h"
#include "migrate/Lints.h"
#include "migrate/Managed.h"
#include "migrate/OwnSession.h"
#include "migrate/ReaderNotes.h"
#include "migrate/Suppressions.h"
#include "migrate/TagForm.h"
#include "migrate/Uses.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;
using namespace summary_upgrade::report;

namespace summary_upgrade::migrate {

namespace {

/// Behind the imports, with the blank lines that a top-level definition has around it.
Expected<std::vector<text::Edit>> renderDefinition(const SourceModule &M, const Plan::Definition &D) {
  const ModuleFacts &F = *M.Facts;
  Rewriter R(F, M.File);
  std::vector<Line> Lines;
  for (auto &[Name, Part] : D.Parts) {
    if (!Lines.empty())
      Lines.insert(Lines.end(), 2, Line{Text("")});
    Lines.insert(Lines.end(), Part.begin(), Part.end());
  }
  Id After = F.ImportAnchor != NoId ? F.ImportAnchor : F.DocstringStmt;
  auto imported = [&](StringRef Statement) {
    return any_of(F.Stmts, [&](const Stmt &S) {
      return S.Kind == StmtKind::Import && S.Block == 0 && any_of(S.Imports, [&](const ImportedName &I) {
               return "import " + I.Module == Statement && I.Alias == I.Module;
             });
    });
  };
  auto addImports = [&](size_t At) {
    for (const std::string &Import : D.Imports)
      if (!imported(Import))
        Lines.insert(Lines.begin() + static_cast<long>(At), Line{Text(Import)});
  };
  if (After == NoId) {
    Lines.insert(Lines.begin(), 2, Line{Text("")});
    addImports(0);
    Lines.insert(Lines.end(), 2, Line{Text("")});
    R.insertBefore(F.Blocks[0].Stmts.front(), std::move(Lines));
    return R.render();
  }
  Lines.insert(Lines.begin(), 2, Line{Text("")});
  addImports(0);
  StringRef Rest = StringRef(M.File.bytes()).drop_front(F.StmtRange[After].End);
  Rest = Rest.drop_until([](char C) { return C == '\n'; }).drop_front(Rest.empty() ? 0 : 1);
  size_t Blank = 0;
  while (!Rest.empty() && Blank < 2) {
    auto [First, Others] = Rest.split('\n');
    if (!First.trim().empty())
      break;
    ++Blank;
    Rest = Others;
  }
  if (!Rest.trim().empty())
    Lines.insert(Lines.end(), 2 - Blank, Line{Text("")});
  R.insertAfter(After, std::move(Lines));
  return R.render();
}

void sortFindings(Migration &M) {
  llvm::stable_sort(M.Findings, [](const Finding &A, const Finding &B) {
    return std::tie(A.Place.Path, A.Place.Where.Begin, A.Code) < std::tie(B.Place.Path, B.Place.Where.Begin, B.Code);
  });
}

} // namespace

Migration migratePart(const Program &P, const Options &Opts) {
  Migration Result;
  Result.Components.resize(P.Components.size());
  std::map<uint32_t, std::set<std::string>> Taken;
  std::map<uint32_t, std::vector<text::Edit>> Edits;
  std::map<uint32_t, Plan::Definition> Definitions;
  Suppressions Comments(P.project());

  // Tags of one component depend on the names that all others take: computed for all ops together.
  std::vector<TagQuery> Queries;
  for (const Op &O : P.Ops)
    Queries.push_back({O.Call, O.Name, O.Family, isVerbatim(P, O)});
  std::vector<size_t> ContribTag(P.Contribs.size()); // of ops: which query
  for (size_t I = 0; I < P.Contribs.size(); ++I)
    if (const ContribCall &X = P.Contribs[I]; X.isOp() && X.Args["name"] != NoId) {
      ContribTag[I] = Queries.size();
      Queries.push_back({X.Call, X.Args["name"], X.Args["family"], false});
    }
  bool AnyCandidate = any_of(P.Components, [](const Component &C) {
    return C.Blockers.empty() && ((!C.Writers.empty() && !C.Ops.empty()) || !C.Contribs.empty());
  });
  std::vector<TagAnswer> AllTags =
      AnyCandidate ? computeTags(P.linker(), Queries) : std::vector<TagAnswer>(Queries.size());

  for (uint32_t I = 0; I < P.Components.size(); ++I) {
    const Component &C = P.Components[I];
    ComponentResult &Out = Result.Components[I];
    std::vector<Use> Uses = usesOf(P, C);
    Out.Uses = static_cast<uint32_t>(Uses.size());
    if ((C.AlreadyBridged && C.Writers.empty()) ||
        none_of(Uses, [&](const Use &U) { return P.project().module(U.Call.File).Writable; })) {
      Out.Uses = 0; // nothing of it was asked for
      continue;
    }
    // A comment at one of its places keeps a component as it is, and nothing is said of it.
    bool Kept = false;
    for (const Use &U : Uses)
      Kept |= Comments.covers(U.Code, locate(P, U.Call));
    if (Kept) {
      Out.Uses = 0;
      continue;
    }
    if (!Opts.Wanted(I)) {
      const SourceModule &First = P.project().module(Uses.front().Call.File);
      Out.Place = (First.File.path() + ":" +
                   Twine(First.File.position(First.Facts->ExprRange[Uses.front().Call.Node].Begin).Line))
                      .str();
      continue;
    }
    std::vector<TagAnswer> Tags;
    for (uint32_t O : C.Ops)
      Tags.push_back(AllTags[O]);
    for (uint32_t X : C.Contribs)
      Tags.push_back(P.Contribs[X].isOp() && P.Contribs[X].Args["name"] != NoId ? AllTags[ContribTag[X]] : TagAnswer());
    std::map<uint32_t, std::vector<text::Edit>> Rendered;
    auto render = [&](Plan &Planned) {
      Rendered.clear();
      for (auto &[File, R] : Planned.rewriters()) {
        auto FileEdits = R->render();
        if (!FileEdits)
          return Planned.decline(
              "SU219", "the edits of this component cannot be written together: " + toString(FileEdits.takeError()),
              Uses.front().Call);
        if (const text::SourceFile &Source = P.project().module(File).File; Source.isNotebook()) {
          auto New = text::applyEdits(Source.bytes(), *FileEdits);
          auto Fits = New ? Source.onDisk(*New) : Expected<std::string>(New.takeError());
          if (!Fits)
            return Planned.decline("SU219",
                                   "the edits of this component do not fit into the cells of the notebook: " +
                                       toString(Fits.takeError()),
                                   Uses.front().Call, "move what has to stand together into one cell");
        }
        // Two components may end in one line: `train.close(); test.close()`.
        std::vector<text::Edit> Together = Edits[File];
        copy_if(*FileEdits, std::back_inserter(Together),
                [&](const text::Edit &E) { return !is_contained(Together, E); });
        if (Error E = text::sortAndCheck(Together, static_cast<uint32_t>(P.project().module(File).File.bytes().size())))
          return Planned.decline("SU219",
                                 "the edits of this component meet those of another one: " + toString(std::move(E)),
                                 Uses.front().Call, "give each statement a line of its own");
        Rendered[File] = std::move(*FileEdits);
      }
      return true;
    };
    auto Before = Taken; // names that a failed plan took are free again
    auto M = std::make_unique<ComponentMigration>(P, I, Opts, Taken);
    bool Ok = false, Raw = false;
    std::optional<Blocker> ValuesReason, LastResort;
    bool Single = !C.Contribs.empty() || !C.Readers.empty() || !C.Accumulators.empty();
    if (Single)
      Ok = M->single(Tags) && render(M->planned());
    else if (M->hostOnly())
      Ok = Opts.How != Strategy::Bridge && M->hostEager(Raw) && render(M->planned());
    else
      Ok = Opts.How != Strategy::Bridge && M->plan(Tags, Raw) && render(M->planned());
    if (!Single && !Ok && !M->hostOnly() && Opts.How != Strategy::Bridge) {
      Taken = Before;
      auto Plain = std::make_unique<ComponentMigration>(P, I, Opts, Taken);
      if (Plain->plainValues(Tags) && render(Plain->planned())) {
        if (M->planned().reason())
          Plain->planned().story("values are fetched and written by ops over placeholders: " +
                                 M->planned().where(M->planned().reason()->Place) + ": " +
                                 M->planned().reason()->Message);
        M = std::move(Plain);
        Ok = true;
        Raw = false;
      }
    }
    if (!Single && !Ok && Opts.How != Strategy::Bridge) {
      Taken = Before;
      auto Own = std::make_unique<ComponentMigration>(P, I, Opts, Taken);
      if (Own->ownSession(M->hostOnly() ? OwnForm::HostScalars : OwnForm::Values) && render(Own->planned())) {
        if (M->planned().reason())
          Own->planned().story(
              "the writer has a session of its own: " + M->planned().where(M->planned().reason()->Place) + ": " +
              M->planned().reason()->Message);
        M = std::move(Own);
        Ok = true;
        Raw = false;
      } else if (!C.Writers.empty() && !M->hostOnly() && !valuesBlocker(Own->planned(), I)) {
        ValuesReason = Own->planned().reason(); // the class of its file writes values, no bytes
      }
    }
    Out.Bridged = Ok && Raw;
    if (!Ok && !Single && Opts.How != Strategy::Native) {
      Taken = Before;
      auto Bridge = std::make_unique<ComponentMigration>(P, I, Opts, Taken);
      bool Bridged = Bridge->bridge() && render(Bridge->planned());
      if (!Bridged && ValuesReason) {
        LastResort = ValuesReason;
      } else if (!Bridged) {
        Taken = Before;
        auto Own = std::make_unique<ComponentMigration>(P, I, Opts, Taken);
        Bridged = Own->ownSession() && render(Own->planned());
        if (Bridged) {
          if (Bridge->planned().reason())
            Own->planned().story(
                "the writer has a session of its own: " + Bridge->planned().where(Bridge->planned().reason()->Place) +
                ": " + Bridge->planned().reason()->Message);
          Bridge = std::move(Own);
        } else if (Opts.How == Strategy::Auto && Own->planned().reason()) {
          LastResort = *Own->planned().reason(); // without this one, it would be migrated
        }
      }
      if (Bridged) {
        Ok = Out.Bridged = true;
        if (Opts.How == Strategy::Auto && M->planned().reason())
          Bridge->planned().story("bridged, because a native form is declined at " +
                                  M->planned().where(M->planned().reason()->Place) + ": " +
                                  M->planned().reason()->Message);
        M = std::move(Bridge);
      } else {
        Taken = Before;
        if (Opts.How == Strategy::Bridge && Bridge->planned().reason())
          M = std::move(Bridge);
      }
    }
    Out.Story = M->planned().storyLines();
    if (!Ok) {
      if (!M->planned().reason())
        M->planned().decline("SU215", "how these summaries reach a writer is not known", Uses.front().Call);
      const Blocker &B = LastResort ? *LastResort : *M->planned().reason();
      Out.What = Outcome::Declined;
      Out.Code = B.Code;
      Out.Reason = B.Message;
      Out.Place = M->planned().where(B.Place);
      Finding F;
      F.Code = B.Code;
      F.Message = B.Message;
      F.Help = B.Help;
      F.Place = locate(P, B.Place);
      F.Component = I;
      for (auto &[Place, Label] : B.Related)
        F.Related.push_back(locate(P, Place, Label));
      for (const Use &U : Uses)
        if (U.Call != B.Place)
          F.Related.push_back(locate(P, U.Call, "stays as it is (" + U.Code + ")"));
      // One reason for several components is said once.
      auto Said = find_if(Result.Findings, [&](const Finding &Other) {
        return Other.Code == F.Code && Other.Place.Path == F.Place.Path && Other.Place.Where == F.Place.Where &&
               Other.Message == F.Message;
      });
      if (Said != Result.Findings.end())
        Said->Related.insert(Said->Related.end(), F.Related.begin(), F.Related.end());
      else
        Result.Findings.push_back(std::move(F));
      continue;
    }
    ArrayRef<Blocker> Unsafe = M->planned().unsafePlaces();
    Out.What = Unsafe.empty() || Opts.UnsafeFixes ? Outcome::Migrated : Outcome::NeedsUnsafe;
    for (const Use &U : Uses) {
      Finding F;
      F.Code = U.Code;
      F.Message = U.Message;
      F.Fix = Unsafe.empty() ? Applicability::Safe : Applicability::Unsafe;
      if (auto *Because = find_if(Unsafe, [&](const Blocker &B) { return B.Place == U.Call; });
          Because != Unsafe.end()) {
        F.Message += "; " + Because->Message;
        if (!Opts.UnsafeFixes)
          F.Help = "its component needs --unsafe-fixes";
      }
      F.Place = locate(P, U.Call);
      F.Component = I;
      Result.Findings.push_back(std::move(F));
    }
    for (const Blocker &N :
         Out.What == Outcome::Migrated ? ArrayRef<Blocker>(M->planned().notices()) : ArrayRef<Blocker>()) {
      Finding F;
      F.Code = N.Code;
      F.Message = N.Message;
      F.Level = Severity::Notice;
      F.Place = locate(P, N.Place);
      F.Component = I;
      Result.Findings.push_back(std::move(F));
    }
    if (Out.What == Outcome::NeedsUnsafe) {
      Out.Reason = Unsafe.front().Message;
      Out.Place = M->planned().where(Unsafe.front().Place);
      Taken = Before;
      continue;
    }
    ComponentFiles Files{I, {}, {}};
    for (auto &[File, List] : Rendered)
      if (!List.empty()) {
        Files.Paths.push_back(P.project().module(File).File.path().str());
        Files.Edits.push_back({Files.Paths.back(), List});
      }
    Result.FilesOf.push_back(std::move(Files));
    for (auto &[File, List] : Rendered)
      for (text::Edit &E : List)
        // Two components may ask for the same import, or keep protos that the same file makes.
        if (!is_contained(Edits[File], E))
          Edits[File].push_back(std::move(E));
    for (auto &[File, D] : M->planned().definitions())
      for (auto &[Name, Lines] : D.Parts) {
        Definitions[File].Parts[Name] = Lines;
        Definitions[File].Imports.insert(D.Imports.begin(), D.Imports.end());
      }
  }
  for (auto &[File, D] : Definitions)
    if (auto FileEdits = renderDefinition(P.project().module(File), D))
      Edits[File].insert(Edits[File].end(), FileEdits->begin(), FileEdits->end());
    else
      consumeError(FileEdits.takeError());
  std::vector<Blocker> Loose = P.Loose;
  for (const Manager &X : P.Managers)
    if (auto B = standingAlone(P, X); B && none_of(Result.Findings, [&](const Finding &F) {
                                        return F.Code == B->Code &&
                                               F.Place.Path == P.project().module(X.Call.File).File.path() &&
                                               F.Place.Where.Begin == P.facts(X.Call.File).ExprRange[X.Call.Node].Begin;
                                      }))
      Loose.push_back(*B);
  for (const Blocker &B : Loose)
    if (P.project().module(B.Place.File).Writable) {
      Finding F;
      F.Code = B.Code;
      F.Message = B.Message;
      F.Place = locate(P, B.Place);
      Result.Findings.push_back(std::move(F));
    }
  erase_if(Result.Findings, [&](const Finding &F) {
    if (F.Fix == Applicability::Safe || !Comments.covers(F.Code, F.Place))
      return false;
    if (F.Component && Result.Components[*F.Component].What == Outcome::Declined)
      Result.Components[*F.Component].Uses = 0; // not counted either
    return true;
  });
  collectReaders(P, Comments, Result);
  addLints(P, Opts, Comments, Result, Edits);
  Comments.reportUnused(Opts, Result.Findings, Edits);
  for (auto &[File, List] : Edits) {
    if (List.empty())
      continue;
    llvm::stable_sort(List, [](const text::Edit &A, const text::Edit &B) {
      return std::tie(A.Where.Begin, A.Where.End) < std::tie(B.Where.Begin, B.Where.End);
    });
    Result.Edits.push_back({P.project().module(File).File.path().str(), std::move(List)});
  }
  sortFindings(Result);
  return Result;
}

Migration migrate(const Program &P, const Options &Opts) {
  std::vector<Migration> Parts;
  Parts.push_back(migratePart(P, Opts));
  return joinParts(std::move(Parts));
}

void append(Migration &To, Migration From) {
  const uint32_t Offset = static_cast<uint32_t>(To.Components.size());
  for (auto *Findings : {&From.Findings, &From.ReaderNotes})
    for (Finding &F : *Findings)
      if (F.Component)
        *F.Component += Offset;
  for (ComponentFiles &Files : From.FilesOf)
    Files.Component += Offset;
  auto move = [](auto &Out, auto &In) {
    Out.insert(Out.end(), std::make_move_iterator(In.begin()), std::make_move_iterator(In.end()));
  };
  move(To.FilesOf, From.FilesOf);
  move(To.Components, From.Components);
  move(To.Findings, From.Findings);
  move(To.Edits, From.Edits);
  move(To.Readers, From.Readers);
  move(To.ReaderNotes, From.ReaderNotes);
}

Migration joinParts(std::vector<Migration> Parts) {
  Migration Result;
  for (Migration &Part : Parts)
    append(Result, std::move(Part));
  addReaderNotes(Result);
  sortFindings(Result);
  llvm::stable_sort(Result.Edits, [](const text::FileEdits &A, const text::FileEdits &B) { return A.Path < B.Path; });
  return Result;
}

} // namespace summary_upgrade::migrate
