// Overviews, comparisons and problems as text for people and as JSON for programs.
#ifndef SUMMARY_UPGRADE_EVENTS_REPORT_H
#define SUMMARY_UPGRADE_EVENTS_REPORT_H

#include "events/Compare.h"
#include "events/Overview.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

namespace summary_upgrade::events {

/// "path:offset: text" and a line end.
void printProblem(llvm::raw_ostream &Out, const Problem &P);
/// A table with one line for each tag, and a closing line.
void printOverview(llvm::raw_ostream &Out, const Overview &O);
/// The differences of each run, and a closing line with the verdict.
void printComparison(llvm::raw_ostream &Out, const Comparison &C, size_t MaxDifferences);

llvm::json::Array toJson(llvm::ArrayRef<Problem> Problems);
llvm::json::Object toJson(const Overview &O);
/// Without the verdict and the problems, which are the caller's.
llvm::json::Object toJson(const Comparison &C);

/// Text for a JSON string: what is no UTF-8 is replaced.
std::string jsonText(llvm::StringRef Bytes);

} // namespace summary_upgrade::events

#endif
