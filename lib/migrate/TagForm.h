// How the v1 tag of an op is said to its v2 form: as its own name, as a literal, or worked out while the graph is
// built.
#ifndef SUMMARY_UPGRADE_MIGRATE_TAGFORM_H
#define SUMMARY_UPGRADE_MIGRATE_TAGFORM_H

#include "migrate/Plan.h"

namespace summary_upgrade::migrate {

struct TagForm {
  /// Nothing says the tag: the op keeps its v1 form. `Reason` says why.
  bool Raw = false;
  std::string Reason;
  NodeRef Because;
  /// What stands for the name; nothing: the name stays as it is.
  std::optional<Text> Name;
  /// The name is the whole tag, so the op stands under `with tf.name_scope(None):`.
  bool WholeTag = false;
  /// The name is worked out in a line of its own before the statement.
  bool OwnLine = false;
  /// The name is worked out from what the graph has by then, so the data is built first.
  bool AtRunTime = false;
  /// `--tags plain`: the scope that stands for the family.
  std::optional<Text> Scope;
  bool NeedsRe = false; ///< the name is cleaned with `re`
  /// The tag may be another one than v1's.
  bool Unsafe = false;
  std::string Story;
};

TagForm planTag(Plan &P, const program::Op &O, const program::TagAnswer &Tag, const Spelling &S);

/// Evaluating it makes no op and calls nothing.
bool isAtomic(const Plan &P, NodeRef E);
/// The statement does nothing else than build this op and keep it, so what the op needs can be worked out in a line
/// before it.
bool hasOwnStatement(const Plan &P, NodeRef Call);
/// An op of before 1.0 (`tf.scalar_summary`) takes its tag as it stands: no scope, no cleaning, no number.
bool isVerbatim(const program::Program &P, const program::Op &O);

} // namespace summary_upgrade::migrate

#endif
