// A text that knows whether anybody has looked at it: what nobody has read may become another text without
// any conclusion being another one.
#ifndef SUMMARY_UPGRADE_PYTHON_WATCHEDTEXT_H
#define SUMMARY_UPGRADE_PYTHON_WATCHEDTEXT_H

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include <string>

namespace summary_upgrade::python {

/// Every way to the characters leaves its mark. The facts of one file are used by one thread at a time.
class WatchedText {
public:
  WatchedText() = default;
  WatchedText(std::string Value) : Value(std::move(Value)) {}
  WatchedText(const char *Value) : Value(Value) {}

  const std::string &str() const {
    Read = true;
    return Value;
  }
  llvm::StringRef ref() const { return str(); }
  operator const std::string &() const { return str(); }
  operator llvm::StringRef() const { return str(); }
  operator llvm::Twine() const { return llvm::Twine(str()); }
  bool empty() const { return str().empty(); }
  size_t size() const { return str().size(); }
  char operator[](size_t I) const { return str()[I]; }
  auto begin() const { return str().begin(); }
  auto end() const { return str().end(); }
  size_t find_first_of(const char *Characters) const { return str().find_first_of(Characters); }

  friend bool operator==(const WatchedText &A, const WatchedText &B) { return A.str() == B.str(); }
  friend bool operator==(const WatchedText &A, llvm::StringRef B) { return A.ref() == B; }
  friend bool operator==(const WatchedText &A, const std::string &B) { return A.str() == B; }
  friend bool operator==(const WatchedText &A, const char *B) { return A.str() == B; }
  friend std::string operator+(const std::string &A, const WatchedText &B) { return A + B.str(); }
  friend std::string operator+(const char *A, const WatchedText &B) { return A + B.str(); }

  /// For who only shows it.
  const std::string &unwatched() const { return Value; }
  /// Somebody has asked since it was set up.
  bool wasRead() const { return Read; }
  /// Another value for a text that nobody has read; the mark stays as it is.
  void replaceUnread(std::string New) { Value = std::move(New); }

private:
  std::string Value;
  mutable bool Read = false;
};

} // namespace summary_upgrade::python

#endif
