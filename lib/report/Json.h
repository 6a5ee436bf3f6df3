// Findings for machines: one JSON array.
#ifndef SUMMARY_UPGRADE_REPORT_JSON_H
#define SUMMARY_UPGRADE_REPORT_JSON_H

#include "report/Context.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"

namespace summary_upgrade::report {

/// An array, in the order given, with a newline at its end. A finding has: code, message, severity (notice,
/// warning), applicability (safe, unsafe, display-only, none), path, range ({start: {line, column}, end:
/// {line, column}}, 1-based, columns in characters, end exclusive; null when the file could not be read),
/// label, related ([{path, range, label}]), help (null when there is none), component (a number, or null), fix. The
/// edits of a component stand once, with its first finding: {edits: [{path, range, text}]}, in their order at one
/// place; null elsewhere.
void printJson(llvm::raw_ostream &Out, llvm::ArrayRef<Finding> Findings, const Context &C);

} // namespace summary_upgrade::report

#endif
