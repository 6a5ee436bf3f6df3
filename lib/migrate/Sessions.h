// Where the sessions are that run a writer's summaries, and by what text code at a given place can use one.
#ifndef SUMMARY_UPGRADE_MIGRATE_SESSIONS_H
#define SUMMARY_UPGRADE_MIGRATE_SESSIONS_H

#include "migrate/WriterPlace.h"

namespace summary_upgrade::migrate {

class Sessions {
public:
  Sessions(Plan &P, const WriterPlan &W) : P(P), W(W), V1(P.P.Writers[W.Writer]) {}

  const std::set<NodeRef> &sites() const { return Sites; }
  bool find();
  bool isOurs(NodeRef E) const;
  /// Text of a session that is open just before (`After`: just after) statement `At`, or empty.
  std::string at(NodeRef At) const;
  /// `sess.close()` stands before `At` in the same function.
  Id closeOf(NodeRef E) const;
  /// Text of the session in which a method call on the writer can be run, or empty.
  std::string forCall(NodeRef Call, NodeRef WriterExpr) const;

private:
  const python::ModuleFacts &facts(uint32_t File) const { return P.facts(File); }
  void add(NodeRef E);
  /// The ops that the migration adds must come into the session's graph: with explicit graphs, all places
  /// stand in one `with` of it.
  bool graphKnown();
  /// A session of the same object as the writer: `trainer.writer.close()` → `trainer.session`.
  std::string beside(NodeRef WriterExpr) const;
  bool available(NodeRef E, NodeRef At) const;
  bool nameAvailable(NodeRef E, NodeRef At) const;
  bool closedBefore(NodeRef E, NodeRef At) const;

  Plan &P;
  const WriterPlan &W;
  const program::Writer &V1;
  std::set<NodeRef> Sites; ///< calls that make a session
};

} // namespace summary_upgrade::migrate

#endif
