#include "report/Concise.h"
#include "report/Color.h"

namespace summary_upgrade::report {

void printHeadline(llvm::raw_ostream &Out, const Finding &F, FileLookup Files, bool Color) {
  const Style Bold(Color, "1"), Alarm(Color, F.Level == Severity::Notice ? "1;36" : "1;31");
  Out << Bold.on() << placeText(F.Place, Files) << Bold.off() << ": " << Alarm.on() << F.Code << Alarm.off() << ' ';
  if (F.Level == Severity::Notice)
    Out << "[notice] ";
  else if (F.Fix != Applicability::None)
    Out << '[' << applicabilityName(F.Fix) << "] ";
  Out << F.Message;
}

void printConcise(llvm::raw_ostream &Out, llvm::ArrayRef<Finding> Findings, FileLookup Files, bool Color) {
  for (const Finding &F : Findings) {
    printHeadline(Out, F, Files, Color);
    Out << '\n';
  }
}

} // namespace summary_upgrade::report
