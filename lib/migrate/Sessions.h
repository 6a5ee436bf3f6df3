// Where the sessions are that run a writer's summaries, and by what text code at a given place can use one.
#ifndef SUMMARY_UPGRADE_MIGRATE_SESSIONS_H
#define SUMMARY_UPGRADE_MIGRATE_SESSIONS_H

#include "migrate/WriterPlace.h"

namespace summary_upgrade::migrate {

/// The session that `merged.eval()` runs in at a place: the innermost `with tf.Session() as sess:` around it, or the
/// program's only interactive one.
struct DefaultSession {
  NodeRef Site;     ///< the call that makes it
  std::string Text; ///< its name, or `tf.get_default_session()`
};
std::optional<DefaultSession> defaultSession(Plan &P, NodeRef Stmt);

class Sessions {
public:
  Sessions(Plan &P, const WriterPlan &W) : P(P), W(W), V1(P.P.Writers[W.Writer]) {}

  const std::set<NodeRef> &sites() const { return Sites; }
  /// The writer lives through several sessions: it is initialised and closed in each.
  bool several() const { return Several; }
  bool find();
  bool isOurs(NodeRef E) const;
  /// Text of a session that is open just before (`After`: just after) statement `At`, or empty.
  std::string at(NodeRef At) const;
  /// `sess.close()` stands before `At` in the same function.
  Id closeOf(NodeRef E) const;
  /// Every session is open whenever the statement runs, as far as the callers are known.
  bool openAt(NodeRef Stmt, unsigned Depth = 0) const;
  /// Text of the session in which a method call on the writer can be run, or empty.
  std::string forCall(NodeRef Call, NodeRef WriterExpr) const;

private:
  const python::ModuleFacts &facts(uint32_t File) const { return P.facts(File); }
  void add(NodeRef E);
  /// The ops that the migration adds must come into the session's graph: with explicit graphs, all places
  /// stand in one `with` of it.
  bool graphKnown();
  /// The call that makes the graph which `graph.as_default()` or `tf.Session(graph=graph)` enters, if that is known.
  NodeRef graphOf(NodeRef Context) const;
  /// Several sessions take turns: each in a `with` of its own, one behind the other.
  bool takeTurns();
  /// A session of the same object as the writer: `trainer.writer.close()` → `trainer.session`.
  std::string beside(NodeRef WriterExpr) const;
  bool available(NodeRef E, NodeRef At) const;
  bool nameAvailable(NodeRef E, NodeRef At) const;
  bool closedBefore(NodeRef E, NodeRef At) const;

  Plan &P;
  const WriterPlan &W;
  const program::Writer &V1;
  std::set<NodeRef> Sites; ///< calls that make a session
  bool Several = false;
  std::string Direct; ///< of a writer that only writes `X.graph`: X, whichever session it is
};

} // namespace summary_upgrade::migrate

#endif
