// GitLab's code quality report: a JSON array with a fingerprint for each finding.
#ifndef SUMMARY_UPGRADE_REPORT_GITLAB_H
#define SUMMARY_UPGRADE_REPORT_GITLAB_H

#include "report/Context.h"
#include "llvm/Support/raw_ostream.h"

namespace summary_upgrade::report {

void printGitLab(llvm::raw_ostream &Out, llvm::ArrayRef<Finding> Findings, const Context &C);

} // namespace summary_upgrade::report

#endif
