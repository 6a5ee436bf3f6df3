// Results of the calls of this library. It throws no exceptions of its own.
#ifndef SUMMARY_V2_STATUS_H
#define SUMMARY_V2_STATUS_H

#include <cassert>
#include <memory>
#include <optional>
#include <string>
#include <utility>

// The library hides what is not marked.
#if defined(__GNUC__)
#define SUMMARY_V2_API __attribute__((visibility("default")))
#else
#define SUMMARY_V2_API
#endif

namespace summary_v2 {

/// The numbers are TensorFlow's (error_codes.proto), so that a caller may map them to its exceptions.
enum class Code : int {
  Ok = 0,
  Unknown = 2,
  InvalidArgument = 3,
  NotFound = 5,
  AlreadyExists = 6,
  PermissionDenied = 7,
  ResourceExhausted = 8,
  FailedPrecondition = 9,
  Unimplemented = 12,
  Internal = 13,
  DataLoss = 15,
};

/// Ok, or a code and a message. The size of a pointer; an Ok status allocates nothing.
class Status {
public:
  Status() = default;
  Status(Code C, std::string Message) {
    if (C != Code::Ok)
      Failure = std::make_unique<Detail>(Detail{C, std::move(Message)});
  }
  Status(const Status &Other) { *this = Other; }
  Status(Status &&) noexcept = default;
  Status &operator=(const Status &Other) {
    if (this != &Other)
      Failure = Other.Failure ? std::make_unique<Detail>(*Other.Failure) : nullptr;
    return *this;
  }
  Status &operator=(Status &&) noexcept = default;

  bool ok() const { return !Failure; }
  explicit operator bool() const { return ok(); }
  Code code() const { return Failure ? Failure->C : Code::Ok; }
  /// Empty when ok.
  const std::string &message() const {
    static const std::string Empty;
    return Failure ? Failure->Message : Empty;
  }

private:
  struct Detail {
    Code C;
    std::string Message;
  };
  std::unique_ptr<Detail> Failure;
};

/// What a write returns: a status, and whether a record was handed to a writer. Without a default writer, or
/// while `record_if` says no, a write is ok and not written, as in tf.summary.
class WriteStatus : public Status {
public:
  WriteStatus(Status S) : Status(std::move(S)) {}
  explicit WriteStatus(bool Written) : Recorded(Written) {}
  bool written() const { return Recorded; }

private:
  bool Recorded = false;
};

/// A value or the status that says why there is none.
template <typename T> class Result {
public:
  Result(T Value) : Held(std::move(Value)) {}
  Result(Status Failure) : Reason(std::move(Failure)) {
    assert(!Reason.ok() && "a result without a value needs a reason");
  }
  bool ok() const { return Held.has_value(); }
  explicit operator bool() const { return ok(); }
  const Status &status() const { return Reason; }
  /// The value; must be there.
  T &operator*() {
    assert(ok());
    return *Held;
  }
  const T &operator*() const {
    assert(ok());
    return *Held;
  }
  T *operator->() { return &**this; }
  const T *operator->() const { return &**this; }

private:
  std::optional<T> Held;
  Status Reason;
};

} // namespace summary_v2

#endif
