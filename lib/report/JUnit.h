// JUnit's XML, for services that know test results only: a suite a file, a failed case a finding.
#ifndef SUMMARY_UPGRADE_REPORT_JUNIT_H
#define SUMMARY_UPGRADE_REPORT_JUNIT_H

#include "report/Context.h"
#include "llvm/Support/raw_ostream.h"

namespace summary_upgrade::report {

/// A notice is a passed case with its text as output. Without findings there is one passed case, because
/// readers take an empty report for a run that did not happen.
void printJUnit(llvm::raw_ostream &Out, llvm::ArrayRef<Finding> Findings, const Context &C);

} // namespace summary_upgrade::report

#endif
