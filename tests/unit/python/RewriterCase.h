// Table-driven tests of the Rewriter: a file, the operations, the file that must come out.
#ifndef SUMMARY_UPGRADE_TESTS_PYTHON_REWRITERCASE_H
#define SUMMARY_UPGRADE_TESTS_PYTHON_REWRITERCASE_H

#include "python/Rewriter.h"
#include <functional>
#include <ostream>

namespace summary_upgrade::python {

/// Names the nodes of a file by their text and records operations on them.
class Script {
public:
  Script(const ModuleFacts &Facts, const text::SourceFile &File, Rewriter &R) : Facts(Facts), File(File), R(R) {}
  const ModuleFacts &Facts;
  const text::SourceFile &File;
  Rewriter &R;

  /// The first statement with this text, else the only one that starts so.
  Id stmt(llvm::StringRef Begins) const;
  /// The outermost first expression with this text.
  Id expr(llvm::StringRef Text) const;
  /// A block of the compound statement.
  Id block(llvm::StringRef Begins, unsigned Index = 0) const { return Facts.Stmts[stmt(Begins)].Blocks[Index]; }
  Id scope(llvm::StringRef Name) const;
  /// Wraps the statements from the first to the last named.
  void wrap(llvm::StringRef First, llvm::StringRef Last, Text Header);
};

struct RewriterCase {
  const char *Name;
  std::string Before;
  std::function<void(Script &)> Ops;
  std::string After;
  friend void PrintTo(const RewriterCase &C, std::ostream *OS) { *OS << C.Name; }
};

/// Runs a case with all invariants: no operation, no edit; edits sorted, apart and minimal; the result is as
/// expected and parses. Returns what is wrong, or an empty string.
std::string check(const RewriterCase &Case);

/// A logical line, and several.
inline std::vector<Line> lines(std::initializer_list<const char *> Texts) {
  std::vector<Line> Result;
  for (const char *T : Texts)
    Result.push_back({Text(T), 0});
  return Result;
}

} // namespace summary_upgrade::python

#endif
