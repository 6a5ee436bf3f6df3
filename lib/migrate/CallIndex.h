// Which statements of a function build which summary ops, directly or through the project functions they call.
#ifndef SUMMARY_UPGRADE_MIGRATE_CALLINDEX_H
#define SUMMARY_UPGRADE_MIGRATE_CALLINDEX_H

#include "migrate/Plan.h"

namespace summary_upgrade::migrate {

/// A statement of a scope and the component's ops that running it builds.
struct BuildStatement {
  NodeRef Stmt;
  std::set<uint32_t> Ops;
};

class CallIndex {
public:
  explicit CallIndex(const Plan &P);

  /// In source order; nested functions' bodies do not count as running.
  std::vector<BuildStatement> buildStatements(NodeRef Scope) const;
  /// Ops that calling this function builds.
  const std::set<uint32_t> &opsOf(NodeRef FunctionScope) const;
  /// Every way to build any op of the component goes through statements of `Scope`.
  bool covers(NodeRef Scope) const;
  /// Scopes whose code holds op calls, in order.
  const std::vector<NodeRef> &opScopes() const { return Scopes; }
  /// Why an op's builder cannot be known (its function escapes or is never called), if so.
  std::optional<std::pair<NodeRef, std::string>> openBuilder(NodeRef Home) const;

private:
  bool onlyFrom(NodeRef Scope, NodeRef Home, std::set<NodeRef> &Seen) const;
  const Plan &P;
  std::map<NodeRef, uint32_t> OpAt;
  std::vector<NodeRef> Scopes;
  std::map<NodeRef, std::vector<Id>> CallsIn; ///< scope → calls that build something
  std::map<NodeRef, std::set<uint32_t>> OpsOf;
};

} // namespace summary_upgrade::migrate

#endif
