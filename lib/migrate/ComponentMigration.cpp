#include "migrate/ComponentMigration.h"
#include "migrate/Accumulators.h"
#include "migrate/Bridge.h"
#include "migrate/Contrib.h"
#include "migrate/HostEager.h"
#include "migrate/HostGraph.h"
#include "migrate/Lifecycle.h"
#include "migrate/Managed.h"
#include "migrate/OpForm.h"
#include "migrate/OwnSession.h"
#include "migrate/PlainValues.h"
#include "migrate/Plugins.h"
#include "migrate/Readers.h"
#include "migrate/RunForm.h"
#include "migrate/SeveralWriters.h"
#include "migrate/Suppressions.h"
#include "migrate/Uses.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

bool ComponentMigration::plan(ArrayRef<TagAnswer> Tags, bool &Raw) {
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
                           C.Merges.empty() && C.Runs.empty() ? "how this summary reaches a writer is not known"
                                                              : "how these summaries reach a writer is not known",
                           First, "run the tool on the whole project");
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
      Planned.notice("SU235",
                     "bridged: some summaries are still made the v1 way, and the v2 writer stores them unchanged",
                     P.Writers[C.Writers[0]].Call);
    }
  }
  graphNotices(C);
  return !Planned.declined() && finished(C);
}

bool ComponentMigration::single(ArrayRef<TagAnswer> Tags) {
  const Component &C = P.Components[Index];
  if (!C.Blockers.empty()) {
    const Blocker &B = C.Blockers.front();
    return Planned.decline(B.Code, B.Message, B.Place, B.Help, B.Related);
  }
  return withinWriteSet(C) &&
         (!C.Readers.empty()        ? emitReaders(Planned)
          : !C.Accumulators.empty() ? emitAccumulators(Planned)
                                    : emitContrib(Planned, Tags)) &&
         !Planned.declined() && finished(C);
}

bool ComponentMigration::hostOnly() const {
  const Component &C = P.Components[Index];
  return !C.Writers.empty() && C.Ops.empty() && C.Merges.empty() && C.Runs.empty() && !C.Writes.empty() &&
         C.Managers.empty();
}

bool ComponentMigration::hostEager(bool &Raw) {
  const Component &C = P.Components[Index];
  if (Opts.To == Target::Compat)
    return Planned.decline("SU403", "with `--target compat` a writer must work in a graph, too",
                           P.Writers[C.Writers[0]].Call);
  if (!withinWriteSet(C) || cached() || !emitHostEager(Planned, Raw))
    return false;
  if (Raw && Opts.How == Strategy::Native)
    return Planned.decline("SU219", "a summary that is more than scalars, or not written at once, keeps its bytes",
                           P.Writers[C.Writers[0]].Call);
  if (Raw)
    Planned.notice("SU235",
                   "bridged: some summaries are still made the v1 way, and the v2 writer stores them unchanged",
                   P.Writers[C.Writers[0]].Call);
  Planned.notice("SU402", "the program builds no graph, so its writer becomes an eager one: it needs TensorFlow 2",
                 P.Writers[C.Writers[0]].Call);
  return !Planned.declined() && finished(C);
}

bool ComponentMigration::bridge() {
  const Component &C = P.Components[Index];
  if (C.Writers.empty() || !C.Managers.empty() || cached() || !withinWriteSet(C) || !emitBridge(Planned))
    return false; // a hook needs a writer with v1's methods
  Planned.notice("SU235", "bridged: the summaries are still made the v1 way, and the v2 writer stores them unchanged",
                 P.Writers[C.Writers[0]].Call);
  graphNotices(C);
  return !Planned.declined() && finished(C);
}

bool ComponentMigration::plainValues(ArrayRef<TagAnswer> Tags) {
  const Component &C = P.Components[Index];
  if (C.Writers.empty() || !withinWriteSet(C) || !emitPlainValues(Planned, Tags))
    return false;
  Planned.notice("SU241", "what a run fetches are values, and v2 ops over placeholders write them",
                 P.Writers[C.Writers[0]].Call);
  graphNotices(C);
  return !Planned.declined() && finished(C);
}

bool ComponentMigration::ownSession(OwnForm Form) {
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

bool ComponentMigration::cached() {
  for (uint32_t W : P.Components[Index].Writers)
    if (P.Writers[W].Cached)
      return !Planned.decline("SU507", "`FileWriterCache` makes a directory's writer when it is first asked for",
                              P.Writers[W].Call);
  return false;
}

NodeRef ComponentMigration::firstCall(const Component &C) const {
  std::vector<Use> Uses = usesOf(P, C);
  return Uses.front().Call;
}

bool ComponentMigration::withinWriteSet(const Component &C) {
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

bool ComponentMigration::needsFiles(const std::set<uint32_t> &Files, NodeRef Place) {
  for (uint32_t File : Files)
    if (const SourceModule &M = P.project().module(File); !M.Generated.empty())
      return Planned.decline(
          "SU216",
          ("also needs " + sys::path::filename(M.File.path()) + ", which is generated (" + M.Generated + ")").str(),
          Place, "change what generates it, or name the file on the command line if it is kept by hand");
  std::set<std::string> Names;
  for (uint32_t File : Files)
    Names.insert(sys::path::filename(P.project().module(File).File.path()).str());
  return Planned.decline("SU216", "also needs " + join(Names, ", ") + ": run it on the directory", Place,
                         "a component is migrated whole, so every file it reaches must be named");
}

bool ComponentMigration::finished(const Component &C) {
  respellPlugins(Planned);
  return enabled(C);
}

bool ComponentMigration::enabled(const Component &C) {
  for (auto &[File, R] : Planned.rewriters())
    if (!R->empty() && !P.project().module(File).Writable)
      return needsFiles({File}, firstCall(C));
  for (const Use &U : usesOf(P, C))
    if (!Opts.Enabled(U.Code, P.project().module(U.Call.File).File.path()))
      return Planned.decline(
          U.Code, "the rule " + U.Code + " is switched off here, and a component is migrated whole or not at all",
          U.Call);
  return true;
}

void ComponentMigration::graphNotices(const Component &C) {
  bool HasGraph = any_of(C.Writers, [&](uint32_t W) { return P.Writers[W].Graph != NoId || P.Writers[W].Cached; }) ||
                  any_of(C.WriterCalls, [&](uint32_t W) { return P.WriterCalls[W].Kind == WriterCallKind::AddGraph; });
  if (HasGraph && !C.Writers.empty())
    Planned.notice("SU233", "the graph is written, but not the meta graph that TensorFlow 1 wrote beside it",
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

} // namespace summary_upgrade::migrate
