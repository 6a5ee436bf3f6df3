#include "lint/Lint.h"
#include "lint/Rules.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace summary_upgrade::lint {

std::vector<Lint> lint(const program::Program &P) {
  const World W(P);
  Lints Result;
  if (W.Calls.empty())
    return Result;
  for (auto *Rule : {lintWriters, lintArguments, lintSteps, lintFunctions, lintDefaults, lintConditions, lintGraphs})
    Rule(W, Result);
  stable_sort(Result,
              [](const Lint &A, const Lint &B) { return std::tie(A.Place, A.Code) < std::tie(B.Place, B.Code); });
  return Result;
}

std::vector<text::Edit> around(const World &W, NodeRef E, const std::string &Before, const std::string &After) {
  const text::Range R = W.facts(E.File).ExprOuter[E.Node];
  return {{{R.Begin, R.Begin}, Before}, {{R.End, R.End}, After}};
}

} // namespace summary_upgrade::lint
