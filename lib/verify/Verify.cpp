#include "verify/Verify.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace summary_upgrade::verify {

namespace {

using End = ProcessResult::End;

/// Damage that may hide a difference. The end of a file that its program did not live to complete is no part
/// of its stream.
bool isDamaged(const RunRecord &R) {
  return any_of(R.Problems, [](const events::Problem &P) {
    return P.What != events::Problem::Kind::Torn && P.What != events::Problem::Kind::Empty;
  });
}

std::string failure(StringRef Who, const RunRecord &R) {
  std::string Text = (Who + " " + R.Process.text()).str();
  for (const std::string &Line : R.LastLines)
    Text += "\n    " + Line;
  return Text;
}

} // namespace

StringRef outcomeName(Outcome O) {
  return O == Outcome::Equal ? "equal" : O == Outcome::Different ? "different" : "nothing-proven";
}

Error Verification::runOriginal(size_t Times, bool ManyThreads) {
  RunOptions Options = O;
  Options.ManyThreads = ManyThreads;
  while (Before.size() < Times) {
    auto Record = R.run(Original, Options, "before-" + std::to_string(Before.size() + 1), Names);
    if (!Record)
      return Record.takeError();
    Before.push_back(std::move(*Record));
    if (!Before.back().Process.ok())
      break;
  }
  return Error::success();
}

/// Whether the original fails on the result's interpreter too: then the result's failure says nothing about
/// the migration.
Expected<bool> Verification::failsWithoutUs(const Side &Result) {
  if (Result.Python.Path == Original.Python.Path)
    return false;
  Side Control = Original;
  Control.Python = Result.Python;
  auto Record = R.run(Control, O, "control", Names);
  if (!Record)
    return Record.takeError();
  return !Record->Process.ok();
}

Expected<Report> Verification::compare(const Side &Result) {
  Report Out;
  auto finish = [&]() -> Report {
    for (const RunRecord &B : Before)
      Out.Interrupted |= B.Process.How == End::Interrupted;
    Out.Interrupted |= Out.After && Out.After->Process.How == End::Interrupted;
    Out.Before.reserve(Before.size());
    // The streams stay here: they may be compared with another result.
    for (RunRecord &B : Before) {
      events::Stream Events = std::move(B.Events);
      Out.Before.push_back(B);
      B.Events = std::move(Events);
    }
    return std::move(Out);
  };
  if (Error E = runOriginal(std::max(1u, O.Runs)))
    return std::move(E);
  for (const RunRecord &B : Before)
    if (!B.Process.ok()) {
      Out.Reason = failure("the original", B);
      return finish();
    }
  auto After = R.run(Result, O, "after", Names);
  if (!After)
    return After.takeError();
  Out.After = std::move(*After);
  if (!Out.After->Process.ok()) {
    Out.Reason = failure("the result", *Out.After);
    if (Out.After->Process.How == End::Exited || Out.After->Process.How == End::Signaled) {
      auto Control = failsWithoutUs(Result);
      if (!Control)
        return Control.takeError();
      Out.Verdict = *Control ? Outcome::NothingProven : Outcome::Different;
      if (*Control)
        Out.Reason += "\n    The original fails there too, so this says nothing about the migration.";
    }
    return finish();
  }
  decide(Out);
  if (Out.Verdict == Outcome::Different && Out.Streams.ValuesOnly && O.Runs == 0 && Before.size() == 1) {
    if (Error E = runOriginal(2, /*ManyThreads=*/true))
      return std::move(E);
    if (Before.back().Process.ok())
      decide(Out);
  }
  return finish();
}

void Verification::decide(Report &Out) {
  Out.Notes.clear();
  Out.Reason.clear();
  RunRecord &After = *Out.After;
  auto note = [&](const Twine &Text) { Out.Notes.push_back(Text.str()); };
  std::vector<const events::Stream *> Originals;
  for (RunRecord &B : Before) {
    if (&B != &Before[0])
      alignTimedRuns(Before[0].Events, B.Events);
    Originals.push_back(&B.Events);
  }
  for (std::string &Text : alignTimedRuns(Before[0].Events, After.Events))
    note(Text);
  events::CompareOptions Compare;
  Compare.RelativeTolerance = O.RelativeTolerance;
  Out.Streams = judge(Originals, After.Events, Names, Compare);

  const RunRecord &First = Before[0];
  if (O.MaxSessionRuns && First.Stopped != After.Stopped)
    note((First.Stopped ? "only the original" : "only the result") + Twine(" came to ") + Twine(O.MaxSessionRuns) +
         " session runs: the two do not make them alike, so that they were not stopped at the same point");
  else if (First.Stopped)
    note("both were stopped after " + Twine(O.MaxSessionRuns) + " session runs");
  if (!O.OwnSeeds && First.GraphSeeds)
    note("the program sets a graph seed: random ops got seeds that do not depend on the number of ops, as "
         "TensorFlow's own do "
         "(--own-seeds compares with those)");
  auto redirected = [&](const RunRecord &R) {
    for (const std::string &Path : ArrayRef(R.Redirected).take_front(5))
      note("it wanted to write " + events::printable(Path) + ", and wrote into its scratch directory instead");
    if (R.Redirected.size() > 5)
      note("and " + Twine(R.Redirected.size() - 5) + " more paths outside of its scratch directory");
  };
  redirected(First);
  if (!First.Process.Guarded)
    note("this kernel has no Landlock: a program that writes by other means than Python's and TensorFlow's "
         "functions was not kept in its "
         "scratch directory");
  for (const std::string &Text : Out.Streams.Compared.Notes)
    note(Text);

  bool Differs = Out.Streams.Different;
  if (!First.Events.count() && !After.Events.count()) {
    Out.Verdict = Outcome::NothingProven;
    Out.Reason = "neither wrote any summary";
  } else if (Differs && Out.Streams.ValuesOnly && After.RandomOps && Original.Python.generation() != 0 &&
             First.TensorFlow != After.TensorFlow) {
    Out.Verdict = Outcome::NothingProven;
    Out.Reason = "the program has random ops, whose values differ between TensorFlow " + First.TensorFlow + " and " +
                 After.TensorFlow + "; runs, steps and tags are equal. Compare on one interpreter";
  } else if (Differs) {
    Out.Verdict = Outcome::Different;
  } else if (isDamaged(First) || isDamaged(After)) {
    Out.Verdict = Outcome::NothingProven;
    Out.Reason = "an event file is damaged: what is lost may have differed";
  } else if (!Out.Streams.Proven) {
    Out.Verdict = Outcome::NothingProven;
    Out.Reason = "no tag comes out alike in two runs of the original";
  } else {
    Out.Verdict = Outcome::Equal;
  }
}

} // namespace summary_upgrade::verify
