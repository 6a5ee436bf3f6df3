#include "migrate/Migrate.h"
#include "migrate/Bridge.h"
#include "migrate/Contrib.h"
#include "migrate/FetchedValues.h"
#include "migrate/HostEager.h"
#include "migrate/HostGraph.h"
#include "migrate/Lifecycle.h"
#include "migrate/Lints.h"
#include "migrate/Managed.h"
#include "migrate/OpForm.h"
#include "migrate/OwnSession.h"
#include "migrate/Plugins.h"
#include "migrate/ReaderNotes.h"
#include "migrate/Readers.h"
#include "migrate/RunForm.h"
#include "migrate/SeveralWriters.h"
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

class ComponentMigration {
public:
  ComponentMigration(const Program &P, uint32_t Index, const Options &Opts,
                     std::map<uint32_t, std::set<std::string>> &Taken)
      : P(P), Index(Index), Opts(Opts), Planned(P, Index, Opts, Taken) {}

  bool plan(ArrayRef<TagAnswer> Tags, bool &Raw) {
    const Component &C = P.Components[Index];
    if (C.Writers.empty())
      if (auto B = writtenBy(P, C))
        return Planned.decline(B->Code, B->Message, B->Place, B->Help);
    if (!C.Blockers.empty()) {
      const Blocker &B = C.Blockers.front();
      return Planned.decline(B.Code, B.Message, B.Place, B.Help, B.Related);
    }
    NodeRef First = firstCall(C);
    if (C.Writers.empty())
      return Planned.decline("SU215",
                             C.Merges.empty() && C.Runs.empty()
                                 ? "how this summary reaches a writer is not known"
                                 : "how these summaries reach a writer is not known",
                             First,
                             "run the tool on the whole project");
    if (!C.Ops.empty() && C.Writes.empty())
      return Planned.decline("SU221", "these summaries are never written by the code that was read", First);
    if (!withinWriteSet(C))
      return false;

    CallIndex Calls(Planned);
    if (cached())
      return false;
    std::map<NodeRef, std::string> PassedStep, PassedWriter, PassedDir;
    if (C.Writers.size() > 1) {
      if (!emitSeveralWriters(Planned, Calls, Tags))
        return false;
    } else {
      WriterPlan W;
      W.Writer = C.Writers[0];
      StepPlan Step;
      HostGraph Host(Planned);
      if (!placeWriter(Planned, Calls, W) || !planStep(Planned, Calls, W, Step) || !Host.prepare(W))
        return false;
      if (!emitCreation(Planned, W, W.InPlace ? std::vector<Line>() : Step.Creation,
                        W.InPlace ? Step.Creation : std::vector<Line>()))
        return false;
      emitDefault(Planned, Calls, W);
      if (!emitRuns(Planned, Step, PassedStep) || !emitOps(Planned, Step, Tags) || !emitMerges(Planned) ||
          !emitLifecycle(Planned, W, PassedWriter, PassedDir) || !Host.emit())
        return false;
      if ((Raw = Host.keepsProtos())) {
        if (Opts.How == Strategy::Native)
          return Planned.decline("SU219", "a summary that is more than scalars, or not written at once, keeps its bytes",
                                 P.Writers[C.Writers[0]].Call);
        Planned.notice(
            "SU235",
            "bridged: some summaries are still made the v1 way, and the v2 writer stores them unchanged",
            P.Writers[C.Writers[0]].Call);
      }
    }
    graphNotices(C);
    return !Planned.declined() && finished(C);
  }

  /// `tf.contrib.summary`, and readers of event files: what has one form only.
  bool single(ArrayRef<TagAnswer> Tags) {
    const Component &C = P.Components[Index];
    if (!C.Blockers.empty()) {
      const Blocker &B = C.Blockers.front();
      return Planned.decline(B.Code, B.Message, B.Place, B.Help, B.Related);
    }
    return withinWriteSet(C) && (C.Readers.empty() ? emitContrib(Planned, Tags) : emitReaders(Planned)) && !Planned.declined() && finished(C);
  }

  /// Nothing but a host writes these.
  bool hostOnly() const {
    const Component &C = P.Components[Index];
    return !C.Writers.empty() && C.Ops.empty() && C.Merges.empty() && C.Runs.empty() && !C.Writes.empty() && C.Managers.empty();
  }
  bool hostEager(bool &Raw) {
    const Component &C = P.Components[Index];
    if (Opts.To == Target::Compat)
      return Planned.decline("SU403", "with `--target compat` a writer must work in a graph, too",
                             P.Writers[C.Writers[0]].Call);
    if (!withinWriteSet(C) || cached() || !emitHostEager(Planned, Raw))
      return false;
    if (Raw && Opts.How == Strategy::Native)
      return Planned.decline("SU219",
                             "a summary that is more than scalars, or not written at once, keeps its bytes",
                             P.Writers[C.Writers[0]].Call);
    if (Raw)
      Planned.notice(
          "SU235",
          "bridged: some summaries are still made the v1 way, and the v2 writer stores them unchanged",
          P.Writers[C.Writers[0]].Call);
    Planned.notice("SU402",
                   "the program builds no graph, so its writer becomes an eager one: it needs TensorFlow 2",
                   P.Writers[C.Writers[0]].Call);
    return !Planned.declined() && finished(C);
  }

  /// After a native plan was declined.
  bool bridge() {
    const Component &C = P.Components[Index];
    if (C.Writers.empty() || !C.Managers.empty() || cached() || !withinWriteSet(C) || !emitBridge(Planned))
      return false; // a hook needs a writer with v1's methods
    Planned.notice(
        "SU235", "bridged: the summaries are still made the v1 way, and the v2 writer stores them unchanged",
        P.Writers[C.Writers[0]].Call);
    graphNotices(C);
    return !Planned.declined() && finished(C);
  }

  /// After the bridge over the program's own session was declined.
  bool ownSession(OwnForm Form = OwnForm::Any) {
    const Component &C = P.Components[Index];
    bool Raw = false;
    if ((C.Writers.empty() && C.Managers.empty()) || !withinWriteSet(C) || !emitOwnSession(Planned, Form, Raw))
      return false;
    NodeRef Made = C.Writers.empty() ? P.Managers[C.Managers[0]].Call : P.Writers[C.Writers[0]].Call;
    if (Raw || C.Writes.empty())
      Planned.notice("SU237",
                     "bridged: the summaries are still made the v1 way, and a v2 writer with a session of its "
                     "own stores them unchanged",
                     Made);
    else if (Form == OwnForm::Values)
      Planned.notice("SU241", "what a run fetches are values, and a v2 op in a session of its own writes them", Made);
    else
      Planned.notice("SU240", "scalars that are computed on the host are written by a v2 op in a session of its own",
                     Made);
    graphNotices(C);
    return !Planned.declined() && finished(C);
  }

  Plan &planned() { return Planned; }

private:
  /// A cache makes its writers when they are asked for, each once: that is a class of the writer's own.
  bool cached() {
    for (uint32_t W : P.Components[Index].Writers)
      if (P.Writers[W].Cached)
        return !Planned.decline("SU507", "`FileWriterCache` makes a directory's writer when it is first asked for", P.Writers[W].Call);
    return false;
  }
  NodeRef firstCall(const Component &C) const {
    std::vector<Use> Uses = usesOf(P, C);
    return Uses.front().Call;
  }
  bool withinWriteSet(const Component &C) {
    std::set<uint32_t> Missing;
    NodeRef Place = firstCall(C);
    for (const Use &U : usesOf(P, C)) {
      if (!P.project().module(U.Call.File).Writable)
        Missing.insert(U.Call.File);
      else
        Place = P.project().module(Place.File).Writable ? Place : U.Call;
    }
    return Missing.empty() || needsFiles(Missing, Place);
  }
  bool needsFiles(const std::set<uint32_t> &Files, NodeRef Place) {
    for (uint32_t File : Files)
      if (const SourceModule &M = P.project().module(File); !M.Generated.empty())
        return Planned.decline("SU216", ("also needs " + sys::path::filename(M.File.path()) + ", which is generated (" + M.Generated + ")").str(), Place,
                               "change what generates it, or name the file on the command line if it is kept by hand");
    std::set<std::string> Names;
    for (uint32_t File : Files)
      Names.insert(sys::path::filename(P.project().module(File).File.path()).str());
    return Planned.decline("SU216", "also needs " + join(Names, ", ") + ": run it on the directory", Place,
                           "a component is migrated whole, so every file it reaches must be named");
  }
  bool finished(const Component &C) {
    respellPlugins(Planned);
    return enabled(C);
  }
  /// Rewriters may touch files that hold no use (a call that hands the step on).
  bool enabled(const Component &C) {
    for (auto &[File, R] : Planned.rewriters())
      if (!R->empty() && !P.project().module(File).Writable)
        return needsFiles({File}, firstCall(C));
    for (const Use &U : usesOf(P, C))
      if (!Opts.Enabled(U.Code, P.project().module(U.Call.File).File.path()))
        return Planned.decline(U.Code,
                               "the rule " + U.Code +
                                   " is switched off here, and a component is migrated whole or not at all",
                               U.Call);
    return true;
  }
  void graphNotices(const Component &C) {
    bool HasGraph =
        any_of(C.Writers, [&](uint32_t W) { return P.Writers[W].Graph != NoId || P.Writers[W].Cached; }) ||
        any_of(C.WriterCalls, [&](uint32_t W) { return P.WriterCalls[W].Kind == WriterCallKind::AddGraph; });
    if (HasGraph && !C.Writers.empty())
      Planned.notice("SU233",
                     "the graph is written, but not the meta graph that TensorFlow 1 wrote beside it",
                     P.Writers[C.Writers[0]].Call);
    if (C.Ops.empty() || C.Writers.empty())
      return;
    for (uint32_t File = 0; File < P.project().modules().size(); ++File) {
      if (!P.project().mayRunTogether(File, P.Writers[C.Writers[0]].Call.File))
        continue;
      const ModuleFacts &F = P.facts(File);
      for (Id E = 0; E < F.Exprs.size(); ++E)
        if (F.Exprs[E].Kind == ExprKind::Call) {
          std::string Path = P.linker().calleePath({File, E});
          if (Path == "tensorflow.set_random_seed" || Path == "tensorflow.random.set_random_seed")
            Planned.notice("SU231",
                           "a graph-level seed gives other random numbers when ops are added to the graph: "
                           "values change, the logging does not",
                           {File, E});
        }
    }
  }

  const Program &P;
  uint32_t Index;
  const Options &Opts;
  Plan Planned;
};

Location locate(const Program &P, NodeRef E, std::string Label = {}) {
  const SourceModule &M = P.project().module(E.File);
  return {M.File.path().str(), M.Facts->ExprRange[E.Node], std::move(Label)};
}

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

} // namespace

Migration migrate(const Program &P, const Options &Opts) {
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
      Out.Place = (First.File.path() + ":" + Twine(First.File.position(First.Facts->ExprRange[Uses.front().Call.Node].Begin).Line)).str();
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
          return Planned.decline("SU219",
                                 "the edits of this component cannot be written together: " +
                                     toString(FileEdits.takeError()),
                                 Uses.front().Call);
        if (const text::SourceFile &Source = P.project().module(File).File; Source.isNotebook()) {
          auto New = text::applyEdits(Source.bytes(), *FileEdits);
          auto Fits = New ? Source.onDisk(*New) : Expected<std::string>(New.takeError());
          if (!Fits)
            return Planned.decline("SU219", "the edits of this component do not fit into the cells of the notebook: " + toString(Fits.takeError()),
                                   Uses.front().Call, "move what has to stand together into one cell");
        }
        Rendered[File] = std::move(*FileEdits);
      }
      return true;
    };
    auto Before = Taken; // names that a failed plan took are free again
    auto M = std::make_unique<ComponentMigration>(P, I, Opts, Taken);
    bool Ok = false, Raw = false;
    std::optional<Blocker> ValuesReason, LastResort;
    bool Single = !C.Contribs.empty() || !C.Readers.empty();
    if (Single)
      Ok = M->single(Tags) && render(M->planned());
    else if (M->hostOnly())
      Ok = Opts.How != Strategy::Bridge && M->hostEager(Raw) && render(M->planned());
    else
      Ok = Opts.How != Strategy::Bridge && M->plan(Tags, Raw) && render(M->planned());
    if (!Single && !Ok && Opts.How != Strategy::Bridge) {
      Taken = Before;
      auto Own = std::make_unique<ComponentMigration>(P, I, Opts, Taken);
      if (Own->ownSession(M->hostOnly() ? OwnForm::HostScalars : OwnForm::Values) && render(Own->planned())) {
        if (M->planned().reason())
          Own->planned().story("the writer has a session of its own: " + M->planned().where(M->planned().reason()->Place) + ": " +
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
            Own->planned().story("the writer has a session of its own: " +
                                 Bridge->planned().where(Bridge->planned().reason()->Place) + ": " +
                                 Bridge->planned().reason()->Message);
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
        return Other.Code == F.Code && Other.Place.Path == F.Place.Path && Other.Place.Where == F.Place.Where && Other.Message == F.Message;
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
      if (auto *Because = find_if(Unsafe, [&](const Blocker &B) { return B.Place == U.Call; }); Because != Unsafe.end()) {
        F.Message += "; " + Because->Message;
        if (!Opts.UnsafeFixes)
          F.Help = "its component needs --unsafe-fixes";
      }
      F.Place = locate(P, U.Call);
      F.Component = I;
      Result.Findings.push_back(std::move(F));
    }
    for (const Blocker &N : Out.What == Outcome::Migrated ? ArrayRef<Blocker>(M->planned().notices()) : ArrayRef<Blocker>()) {
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
                                        return F.Code == B->Code && F.Place.Path == P.project().module(X.Call.File).File.path() &&
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
  addReaderNotes(P, Comments, Result);
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
  llvm::stable_sort(Result.Findings, [](const Finding &A, const Finding &B) {
    return std::tie(A.Place.Path, A.Place.Where.Begin, A.Code) <
           std::tie(B.Place.Path, B.Place.Where.Begin, B.Code);
  });
  return Result;
}

} // namespace summary_upgrade::migrate
