#include "Context.h"

namespace summary_v2 {

ThreadState &threadState() {
  static thread_local ThreadState State;
  return State;
}

DefaultScope::DefaultScope(WriterPtr W, std::optional<int64_t> Step) : HasStep(Step.has_value()) {
  ThreadState &State = threadState();
  if (!W || W->noop()) { // a no-op writer changes nothing
    HasStep = false;
    return;
  }
  Mine = std::move(W);
  Before = std::exchange(State.Writer, Mine);
  if (HasStep)
    StepBefore = std::exchange(State.Step, [Value = *Step] { return Value; });
}

DefaultScope::~DefaultScope() {
  if (!Mine)
    return;
  (void)Mine->flush();
  ThreadState &State = threadState();
  State.Writer = std::move(Before);
  if (HasStep)
    State.Step = std::move(StepBefore);
}

Status set_as_default(WriterPtr W, std::optional<int64_t> Step) {
  if (W && W->noop())
    return Status();
  if (W && W->closed())
    return Status(Code::FailedPrecondition, "The summary writer of " + W->path() + " is already closed");
  threadState().Writer = std::move(W);
  if (Step)
    set_step(*Step);
  return Status();
}

WriterPtr default_writer() { return threadState().Writer; }

void set_step(int64_t Step) {
  threadState().Step = [Step] { return Step; };
}
void set_step(std::function<int64_t()> Step) { threadState().Step = std::move(Step); }
void clear_step() { threadState().Step = nullptr; }
std::optional<int64_t> get_step() {
  const ThreadState &State = threadState();
  return State.Step ? std::optional<int64_t>(State.Step()) : std::nullopt;
}

RecordScope::RecordScope(std::function<bool()> Condition)
    : Before(std::exchange(threadState().Condition, std::move(Condition))) {}
RecordScope::~RecordScope() { threadState().Condition = std::move(Before); }

bool should_record_summaries() {
  const ThreadState &State = threadState();
  return State.Writer && State.recording();
}

NameScope::NameScope(std::string_view Name) {
  std::string &Scope = threadState().Scope;
  Before = Scope;
  if (Name.empty() || Name.back() == '/') {
    Scope = Name;
  } else {
    Scope.append(Name.data(), Name.size()) += '/';
  }
}
NameScope::~NameScope() { threadState().Scope = std::move(Before); }

Status flush() { return flush(threadState().Writer); }

} // namespace summary_v2
