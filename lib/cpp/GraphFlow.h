// What becomes of the bytes that a summary op of a graph makes.
#ifndef SUMMARY_UPGRADE_CPP_GRAPHFLOW_H
#define SUMMARY_UPGRADE_CPP_GRAPHFLOW_H

#include "cpp/Plan.h"

namespace summary_upgrade::cpp {

/// The nodes that name a declaration, by it.
using NodesOfDecl = std::map<uint32_t, std::vector<uint32_t>>;

struct GraphFlow {
  std::string Why;                 ///< the first thing that is not followed; empty if all is known
  std::set<uint32_t> Writes;       ///< the calls of WriteEvent that write it
  std::vector<uint32_t> Variables; ///< what holds its output in the graph; may have the op's class as type
  std::set<uint32_t> Seen;         ///< all declarations on the way
};

/// The summary op that a node constructs ("ScalarSummary"), or nothing.
llvm::StringRef graphSummaryOp(const Linked &L, uint32_t Id);
/// Follows it: merged, fetched, parsed into events, written.
GraphFlow followSummary(const Linked &L, const NodesOfDecl &ByDecl, uint32_t Op);

} // namespace summary_upgrade::cpp

#endif
