#include "RewriterCase.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace summary_upgrade::python {

Id Script::stmt(StringRef Begins) const {
  Id Found = NoId;
  for (Id S = 0; S < Facts.Stmts.size(); ++S)
    if (File.slice(Facts.StmtRange[S]) == Begins)
      return S;
  for (Id S = 0; S < Facts.Stmts.size(); ++S) {
    if (!File.slice(Facts.StmtRange[S]).starts_with(Begins))
      continue;
    EXPECT_EQ(Found, NoId) << "two statements start with " << Begins.str();
    Found = S;
  }
  EXPECT_NE(Found, NoId) << "no statement starts with " << Begins.str();
  return Found;
}

Id Script::expr(StringRef Text) const {
  for (Id E = Facts.Exprs.size(); E-- > 0;) {
    bool Earlier = false;
    for (Id Other = 0; Other < E && !Earlier; ++Other)
      Earlier = File.slice(Facts.ExprRange[Other]) == Text && Facts.ExprRange[Other].Begin < Facts.ExprRange[E].Begin;
    if (!Earlier && File.slice(Facts.ExprRange[E]) == Text)
      return E;
  }
  ADD_FAILURE() << "no expression " << Text.str();
  return NoId;
}

Id Script::scope(StringRef Name) const {
  for (Id S = 0; S < Facts.Scopes.size(); ++S)
    if (Facts.Scopes[S].Name == Name || (Name == "lambda" && Facts.Scopes[S].Kind == ScopeKind::Lambda))
      return S;
  ADD_FAILURE() << "no scope " << Name.str();
  return NoId;
}

void Script::wrap(StringRef First, StringRef Last, Text Header) {
  const Stmt &A = Facts.Stmts[stmt(First)], &B = Facts.Stmts[stmt(Last)];
  EXPECT_EQ(A.Block, B.Block);
  R.wrap(A.Block, A.Index, B.Index, std::move(Header));
}

std::string check(const RewriterCase &Case) {
  Expected<text::SourceFile> File = text::SourceFile::fromBytes("t.py", Case.Before);
  if (!File)
    return toString(File.takeError());
  ParseResult Parsed = parseModule(*File);
  if (!Parsed.Facts)
    return "before: " + Parsed.Error.Message;

  Rewriter Idle(*Parsed.Facts, *File);
  Expected<std::vector<text::Edit>> None = Idle.render();
  if (!None)
    return toString(None.takeError());
  if (!None->empty() || !Idle.empty())
    return "edits without operations";

  Rewriter R(*Parsed.Facts, *File);
  Script S(*Parsed.Facts, *File, R);
  Case.Ops(S);
  Expected<std::vector<text::Edit>> Edits = R.render();
  if (!Edits) {
    std::string Message = toString(Edits.takeError());
    return Case.After == Message ? "" : "error: " + Message;
  }
  for (size_t I = 0; I < Edits->size(); ++I) {
    const text::Edit &E = (*Edits)[I];
    if (I > 0 && (*Edits)[I - 1].Where.End >= E.Where.Begin)
      return "edits that touch or are out of order";
    if (File->slice(E.Where) == E.Text)
      return "an edit that changes nothing";
  }
  Expected<std::string> Result = text::applyEdits(File->bytes(), *Edits);
  if (!Result)
    return toString(Result.takeError());
  if (*Result != Case.After)
    return "expected:\n" + Case.After + "---- got:\n" + *Result + "----\n";
  Expected<text::SourceFile> Out = text::SourceFile::fromBytes("t.py", *Result);
  if (!Out)
    return toString(Out.takeError());
  ParseResult Again = parseModule(*Out);
  return Again.Facts ? "" : "result does not parse: " + Again.Error.Message;
}

} // namespace summary_upgrade::python
