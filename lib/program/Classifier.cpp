// Finds the calls of the summary API among the linked values and joins them into components.
#include "program/Classifier.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program {

void Classifier::run() {
  for (uint32_t File = 0; File < L.project().modules().size(); ++File)
    for (Id E = 0; E < facts(File).Exprs.size(); ++E)
      if (facts(File).Exprs[E].Kind == ExprKind::Call)
        makers({File, E});
  cachedWriters();
  dropModernOps();
  containers();
  for (uint32_t File = 0; File < L.project().modules().size(); ++File)
    for (Id E = 0; E < facts(File).Exprs.size(); ++E)
      if (facts(File).Exprs[E].Kind == ExprKind::Call)
        users({File, E});
  mergeInputs();
  writeSources();
  managers();
  components();
  contribComponents();
  readers();
  accumulators();
  useChecks();
  looseNames();
  contribNames();
  contribBeside();
  managedOps();
  alreadyBridged();
}

Program::Program(const Linker &L) : L(L) { Classifier(*this, L).run(); }

} // namespace summary_upgrade::program
