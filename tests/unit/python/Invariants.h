// What must hold for the facts of every file: ids in range, ranges nest, tile and lie in the file, tables
// agree with each other.
#ifndef SUMMARY_UPGRADE_TESTS_PYTHON_INVARIANTS_H
#define SUMMARY_UPGRADE_TESTS_PYTHON_INVARIANTS_H

#include "python/Facts.h"
#include "llvm/ADT/Twine.h"

namespace summary_upgrade::python {

/// The first violated invariant, or an empty string.
inline std::string violatedInvariant(const ModuleFacts &F, const text::SourceFile &File) {
  uint32_t Size = static_cast<uint32_t>(File.bytes().size());
  auto say = [](const llvm::Twine &What, Id I) { return (What + " " + llvm::Twine(I)).str(); };
  auto in = [&](text::Range R) { return R.Begin <= R.End && R.End <= Size; };
  if (F.Blocks.size() != F.BlockRange.size() || F.Stmts.size() != F.StmtRange.size() ||
      F.Stmts.size() != F.HeaderRange.size() || F.Exprs.size() != F.ExprRange.size() ||
      F.Exprs.size() != F.ExprOuter.size())
    return "tables of different sizes";
  if (F.Blocks.empty() || F.Scopes.empty())
    return "no module block or scope";
  uint32_t LastComment = 0;
  for (text::Range C : F.Comments) {
    if (!in(C) || C.empty() || C.Begin < LastComment || File.bytes()[C.Begin] != '#')
      return say("comment at", C.Begin);
    LastComment = C.End;
  }
  for (Id B = 0; B < F.Blocks.size(); ++B) {
    const Block &Bl = F.Blocks[B];
    if (!in(F.BlockRange[B]))
      return say("block outside of the file", B);
    if ((Bl.Parent == NoId) != (B == 0))
      return say("parent of block", B);
    if (Bl.Parent != NoId && !F.StmtRange[Bl.Parent].contains(F.BlockRange[B]))
      return say("block outside of its statement", B);
    uint32_t End = F.BlockRange[B].Begin;
    for (uint32_t I = 0; I < Bl.Stmts.size(); ++I) {
      Id S = Bl.Stmts[I];
      if (S >= F.Stmts.size() || F.Stmts[S].Block != B || F.Stmts[S].Index != I)
        return say("place of statement", S);
      if (F.StmtRange[S].Begin < End || !F.BlockRange[B].contains(F.StmtRange[S]) || F.StmtRange[S].empty())
        return say("range of statement", S);
      // Between statements of a block there is nothing but space, comments, semicolons and backslashes.
      for (uint32_t P = End; P < F.StmtRange[S].Begin; ++P) {
        char C = File.bytes()[P];
        if (C == '#') {
          while (P < F.StmtRange[S].Begin && File.bytes()[P] != '\n' && File.bytes()[P] != '\r')
            ++P;
        } else if (llvm::StringRef(" \t\f\r\n;\\").find(C) == llvm::StringRef::npos) {
          return say("text before statement", S);
        }
      }
      End = F.StmtRange[S].End;
    }
    if (!Bl.Stmts.empty() && End != F.BlockRange[B].End)
      return say("end of block", B);
    if (B != 0 && Bl.Stmts.empty())
      return say("empty block", B);
  }
  for (Id S = 0; S < F.Stmts.size(); ++S) {
    const Stmt &St = F.Stmts[S];
    if (!F.StmtRange[S].contains(F.HeaderRange[S]) || F.HeaderRange[S].empty())
      return say("header of statement", S);
    if (St.Scope >= F.Scopes.size())
      return say("scope of statement", S);
    auto owns = [&](Id E) {
      return E == NoId || (E < F.Exprs.size() && F.Exprs[E].Stmt == S && F.Exprs[E].Parent == NoId);
    };
    bool Good = owns(St.Value);
    for (Id E : St.Targets)
      Good &= owns(E);
    for (Id E : St.Others)
      Good &= owns(E);
    for (const WithItem &W : St.Items)
      Good &= owns(W.Context) && owns(W.Target);
    if (!Good)
      return say("expressions of statement", S);
    uint32_t End = F.StmtRange[S].Begin;
    for (Id B : St.Blocks) {
      if (F.Blocks[B].Parent != S || F.BlockRange[B].Begin < End)
        return say("blocks of statement", S);
      End = F.BlockRange[B].End;
    }
    if (!St.Blocks.empty() && (End != F.StmtRange[S].End || File.bytes()[F.HeaderRange[S].End - 1] != ':'))
      return say("end of compound statement", S);
  }
  for (Id E = 0; E < F.Exprs.size(); ++E) {
    const Expr &Ex = F.Exprs[E];
    if (Ex.Stmt >= F.Stmts.size() || Ex.Scope >= F.Scopes.size() || Ex.Order != E)
      return say("owner or order of expression", E);
    if (!in(F.ExprRange[E]) || F.ExprRange[E].empty() || !F.ExprOuter[E].contains(F.ExprRange[E]) ||
        !F.StmtRange[Ex.Stmt].contains(F.ExprOuter[E]))
      return say("range of expression", E);
    llvm::SmallVector<text::Range, 8> Taken;
    for (Id C : Ex.Children) {
      if (C >= E || F.Exprs[C].Parent != E)
        return say("children of expression", E);
      if (!F.ExprRange[E].contains(F.ExprOuter[C]))
        return say("child outside of expression", E);
      if (Taken.size() < 8) {
        for (text::Range R : Taken)
          if (R.overlaps(F.ExprOuter[C]))
            return say("overlapping children of expression", E);
        Taken.push_back(F.ExprOuter[C]);
      }
    }
    if (Ex.Kind == ExprKind::Name && File.slice(F.ExprRange[E]) != Ex.Text)
      return say("text of name", E);
    if (Ex.Binding != NoId && (Ex.Binding >= F.Bindings.size() || F.Bindings[Ex.Binding].Name != Ex.Text))
      return say("binding of name", E);
    if (Ex.DefScope != NoId && F.Scopes[Ex.DefScope].Expr != E)
      return say("scope of expression", E);
  }
  for (Id B = 0; B < F.Bindings.size(); ++B) {
    for (Id D : F.Bindings[B].Defs)
      if (D >= F.Defs.size() || F.Defs[D].Binding != B)
        return say("definitions of binding", B);
    for (Id E : F.Bindings[B].Uses)
      if (E >= F.Exprs.size() || F.Exprs[E].Binding != B)
        return say("uses of binding", B);
  }
  for (Id D = 0; D < F.Defs.size(); ++D)
    if (F.Defs[D].Binding >= F.Bindings.size() || F.Defs[D].Stmt >= F.Stmts.size())
      return say("definition", D);
  return {};
}

} // namespace summary_upgrade::python

#endif
