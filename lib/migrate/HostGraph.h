// Summaries that Python code builds in a program with a graph, through the writer of the graph's summaries.
#ifndef SUMMARY_UPGRADE_MIGRATE_HOSTGRAPH_H
#define SUMMARY_UPGRADE_MIGRATE_HOSTGRAPH_H

#include "migrate/WriterPlace.h"

namespace summary_upgrade::migrate {

/// What a host writes, not a run: a `tf.Summary`.
bool isHostWrite(const Plan &P, const program::Write &W);

class HostGraph {
public:
  explicit HostGraph(Plan &P) : P(P) {}

  /// The ops that write what they are fed, and the functions that run them: made where the writer is initialised.
  /// Before the writer's life is emitted. False = declined.
  bool prepare(WriterPlan &W);
  /// The writes themselves. Behind it. False = declined.
  bool emit();
  /// Some writes keep what they write: it is more than scalars.
  bool keepsProtos() const { return Proto.has_value(); }

private:
  bool afterMerges(const WriterPlan &W);
  bool dominated(const program::Merge &M, NodeRef Stmt) const;

  Plan &P;
  std::vector<uint32_t> Writes;
  std::optional<Companion> Scalar, Proto; ///< functions that write one scalar, a whole proto
  std::map<NodeRef, std::string> PassedScalar, PassedProto;
};

} // namespace summary_upgrade::migrate

#endif
