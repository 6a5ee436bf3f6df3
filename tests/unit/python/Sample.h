// A parsed sample whose lines are named by trailing comments: `x = f()  #A` makes "A" the statement that
// begins on that line.
#ifndef SUMMARY_UPGRADE_TESTS_PYTHON_SAMPLE_H
#define SUMMARY_UPGRADE_TESTS_PYTHON_SAMPLE_H

#include "Invariants.h"
#include "python/Facts.h"
#include "gtest/gtest.h"

namespace summary_upgrade::python {

class Sample {
public:
  explicit Sample(std::string Source) : File(open(std::move(Source))), Result(parseModule(File)) {
    if (Result.Facts)
      EXPECT_EQ(violatedInvariant(*Result.Facts, File), "") << File.bytes().str();
  }
  bool ok() const { return Result.Facts != nullptr; }
  const ModuleFacts &facts() const { return *Result.Facts; }
  /// "line:column message" of the parse error.
  std::string error() const {
    text::Position P = File.position(Result.Error.Where.Begin);
    return std::to_string(P.Line) + ":" + std::to_string(P.Column) + " " + Result.Error.Message;
  }
  uint32_t line(uint32_t Offset) const { return File.lineOf(Offset) + 1; }
  /// The line (1-based) whose comment ends in `#Mark`.
  uint32_t lineMarked(llvm::StringRef Mark) const {
    std::string Wanted = ("#" + Mark).str();
    for (uint32_t L = 0; L < File.lineCount(); ++L)
      if (File.lineText(L).rtrim().ends_with(Wanted))
        return L + 1;
    ADD_FAILURE() << "no line marked " << Mark.str();
    return 0;
  }
  /// The last statement that begins on the marked line.
  Id stmt(llvm::StringRef Mark) const {
    uint32_t Line = lineMarked(Mark);
    Id Found = NoId;
    for (Id S = 0; S < facts().Stmts.size(); ++S)
      if (line(facts().HeaderRange[S].Begin) == Line)
        Found = S;
    EXPECT_NE(Found, NoId) << Mark.str();
    return Found;
  }
  /// The last expression with this text (parentheses apart) on the marked line, one that loads rather than a
  /// target.
  Id expr(llvm::StringRef Text, llvm::StringRef Mark) const {
    uint32_t Line = lineMarked(Mark);
    Id Found = NoId;
    for (Id E = 0; E < facts().Exprs.size(); ++E)
      if (line(facts().ExprRange[E].Begin) == Line && File.slice(facts().ExprRange[E]) == Text &&
          (Found == NoId || !facts().Exprs[E].Store))
        Found = E;
    EXPECT_NE(Found, NoId) << Text.str() << " on line " << Mark.str();
    return Found;
  }
  const text::SourceFile &file() const { return File; }

private:
  static text::SourceFile open(std::string Source) {
    llvm::Expected<text::SourceFile> F = text::SourceFile::fromBytes("sample.py", std::move(Source));
    if (!F) {
      ADD_FAILURE() << llvm::toString(F.takeError());
      return llvm::cantFail(text::SourceFile::fromBytes("sample.py", ""));
    }
    return std::move(*F);
  }
  text::SourceFile File;
  ParseResult Result;
};

} // namespace summary_upgrade::python

#endif
