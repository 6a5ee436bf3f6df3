// Whether ops of `tf.contrib.summary` run in a graph, at once, or in a function that is traced: a graph
// numbers tags, eager code does not.
#ifndef SUMMARY_UPGRADE_MIGRATE_CONTRIBMODE_H
#define SUMMARY_UPGRADE_MIGRATE_CONTRIBMODE_H

#include "migrate/Plan.h"

namespace summary_upgrade::migrate {

class ContribMode {
public:
  explicit ContribMode(const Plan &P);

  enum Kind : uint8_t { Graph, Eager, Either };
  Kind program() const { return Program; }
  /// Where an expression runs.
  Kind at(NodeRef E) const { return isTraced(E) ? Either : Program; }
  /// It runs while a `tf.function` (or `defun`) is traced, or may.
  bool isTraced(NodeRef E) const;
  /// The same function, under an `if` or a loop: TensorFlow 2 may turn those into ops with a scope of their
  /// own.
  bool isTracedBranch(NodeRef E) const;
  /// Several graphs, so that a name bound in one place may be another graph's.
  bool severalGraphs() const { return SeveralGraphs; }

private:
  const Plan &P;
  Kind Program = Either;
  bool SeveralGraphs = false;
  bool AnythingTraced = false; ///< something is traced that is not known
  std::set<NodeRef> Traced;    ///< functions
};

} // namespace summary_upgrade::migrate

#endif
