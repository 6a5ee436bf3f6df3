// Workflow commands: GitHub shows each finding at its line of a pull request.
#ifndef SUMMARY_UPGRADE_REPORT_GITHUB_H
#define SUMMARY_UPGRADE_REPORT_GITHUB_H

#include "report/Context.h"
#include "llvm/Support/raw_ostream.h"

namespace summary_upgrade::report {

void printGitHub(llvm::raw_ostream &Out, llvm::ArrayRef<Finding> Findings, const Context &C);

} // namespace summary_upgrade::report

#endif
