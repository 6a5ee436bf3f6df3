// The default writer, step, recording condition and name scope of a thread, as tf.summary has them. Every
// thread has its own and starts without.
#ifndef SUMMARY_V2_CONTEXT_H
#define SUMMARY_V2_CONTEXT_H

#include "summary_v2/writer.h"
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace summary_v2 {

/// While it lives, its writer is the thread's default; then the writer is flushed and the former default is
/// back. End scopes in the reverse order of their making, in the thread that made them.
class SUMMARY_V2_API DefaultScope {
public:
  DefaultScope(WriterPtr W, std::optional<int64_t> Step);
  ~DefaultScope();
  DefaultScope(const DefaultScope &) = delete;
  DefaultScope &operator=(const DefaultScope &) = delete;

private:
  WriterPtr Mine;
  WriterPtr Before;
  std::function<int64_t()> StepBefore;
  bool HasStep;
};

/// `auto Scope = as_default(Writer);`. A step given here is the thread's default step until the scope ends.
[[nodiscard]] inline DefaultScope as_default(WriterPtr W, std::optional<int64_t> Step = std::nullopt) {
  return DefaultScope(std::move(W), Step);
}

/// Makes the writer the thread's default for good. FailedPrecondition when it is closed.
SUMMARY_V2_API Status set_as_default(WriterPtr W, std::optional<int64_t> Step = std::nullopt);
/// May be null.
SUMMARY_V2_API WriterPtr default_writer();

SUMMARY_V2_API void set_step(int64_t Step);
/// A step that is asked for at every write, for instance a counter of the program.
SUMMARY_V2_API void set_step(std::function<int64_t()> Step);
SUMMARY_V2_API void clear_step();
SUMMARY_V2_API std::optional<int64_t> get_step();

/// While it lives, writes are recorded only if the condition holds; the innermost one decides.
class SUMMARY_V2_API RecordScope {
public:
  explicit RecordScope(std::function<bool()> Condition);
  ~RecordScope();
  RecordScope(const RecordScope &) = delete;
  RecordScope &operator=(const RecordScope &) = delete;

private:
  std::function<bool()> Before;
};

[[nodiscard]] inline RecordScope record_if(bool Condition) {
  return RecordScope([Condition] { return Condition; });
}
/// The condition is asked at every write.
[[nodiscard]] inline RecordScope record_if(std::function<bool()> Condition) {
  return RecordScope(std::move(Condition));
}

/// True when a write without a writer of its own would be recorded: there is a default writer and record_if
/// agrees.
SUMMARY_V2_API bool should_record_summaries();

/// Prefixes tags by "name/". A name that ends in '/' replaces the scopes around it; the empty name and "/"
/// leave none.
class SUMMARY_V2_API NameScope {
public:
  explicit NameScope(std::string_view Name);
  ~NameScope();
  NameScope(const NameScope &) = delete;
  NameScope &operator=(const NameScope &) = delete;

private:
  std::string Before;
};

[[nodiscard]] inline NameScope name_scope(std::string_view Name) { return NameScope(Name); }

/// Flushes the default writer, if there is one.
SUMMARY_V2_API Status flush();
inline Status flush(const WriterPtr &W) { return W ? W->flush() : Status(); }

} // namespace summary_v2

#endif
