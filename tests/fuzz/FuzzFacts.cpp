// Any bytes: the facts are consistent or there is an error with a place in the file; Flow's queries answer.
#include "../unit/python/Invariants.h"
#include "python/Flow.h"
#include "llvm/Support/raw_ostream.h"

using namespace summary_upgrade;
using namespace summary_upgrade::python;

static void require(bool Condition, llvm::StringRef What) {
  if (Condition)
    return;
  llvm::errs() << What << '\n';
  abort();
}

static void askFlow(const ModuleFacts &F) {
  Flow Fl(F);
  for (const Binding &B : F.Bindings)
    for (Id Use : B.Uses)
      for (Id D : Fl.reaching(Use).Defs)
        require(F.Bindings[F.Defs[D].Binding].Name == B.Name, "a definition of another name");
  // A sample of pairs, the same for the same input.
  Id Stmts = static_cast<Id>(F.Stmts.size()), Exprs = static_cast<Id>(F.Exprs.size());
  for (Id I = 0; I < Stmts && I < 40; ++I) {
    Id A = I * 7919 % Stmts, B = (I * 104729 + 1) % Stmts;
    bool Before = Fl.dominates(A, B);
    require(!Before || !Fl.dominates(B, A), "two statements dominate each other");
    require(!Fl.alwaysFollows(A, B) || Before, "what always follows must be dominated");
    Fl.innermostLoop(A);
    Fl.commonBlock(A, B);
    if (Exprs) {
      Id E = I * 31 % Exprs;
      Fl.effect(E);
      Fl.sameValue(E, A, B);
      Fl.taintedBy(E, I * 17 % Exprs);
    }
    if (!F.Bindings.empty())
      Fl.reachingAt(I % static_cast<Id>(F.Bindings.size()), A);
  }
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  llvm::Expected<text::SourceFile> File =
      text::SourceFile::fromBytes("fuzz.py", std::string(reinterpret_cast<const char *>(Data), Size));
  if (!File) {
    llvm::consumeError(File.takeError());
    return 0;
  }
  ParseResult Result = parseModule(*File);
  if (!Result.Facts) {
    require(!Result.Error.Message.empty(), "an error without a message");
    require(Result.Error.Where.Begin <= Result.Error.Where.End && Result.Error.Where.End <= Size,
            "an error outside of the file");
    return 0;
  }
  std::string Violated = violatedInvariant(*Result.Facts, *File);
  require(Violated.empty(), Violated);
  dumpFacts(*Result.Facts, *File);
  stmtAt(*Result.Facts, static_cast<uint32_t>(Size / 2));
  askFlow(*Result.Facts);
  return 0;
}
