// `tf.contrib.summary`: its functions write by themselves, as those of TensorFlow 2 do; what is said by
// silence there (the step, that nothing is recorded, how a tag is spelled) is written down here.
#ifndef SUMMARY_UPGRADE_MIGRATE_CONTRIB_H
#define SUMMARY_UPGRADE_MIGRATE_CONTRIB_H

#include "migrate/ContribMode.h"
#include "migrate/ContribRecording.h"
#include "program/TagNames.h"

namespace summary_upgrade::migrate {

/// `Tags`: of the component's contrib calls, in order (only those of ops are looked at).
bool emitContrib(Plan &P, llvm::ArrayRef<program::TagAnswer> Tags);

// ContribOps.cpp
bool emitContribOp(Plan &P, const program::ContribCall &C, const program::TagAnswer &Tag, const ContribMode &Mode,
                   Recording &Records);
/// The global step where `Place` is: by a name that holds it, or by a call.
Text globalStep(const Plan &P, NodeRef Place, const ContribMode &Mode, const Spelling &S);

/// The step that is given, which may be None for the global one; nothing: declined.
std::optional<Text> givenStep(Plan &P, NodeRef Step, const ContribMode &Mode, const Spelling &S);
/// None is among the values that the expression can have.
bool mayBeNone(const Plan &P, NodeRef E);

// ContribTags.cpp
struct ContribTag {
  std::optional<Text> Name; ///< nothing: as it stands
  bool Whole = false;       ///< it is the whole tag: the op stands under `name_scope(None)`
  bool NeedsRe = false;
  bool Unsafe = false;
  /// TensorFlow 1 must say the tag: the op stays a v1 op. Only in a graph.
  bool Kept = false;
  std::string Why; ///< of Kept, and of a decline
};
/// Nothing: declined.
std::optional<ContribTag> contribTag(Plan &P, const program::ContribCall &C, const program::TagAnswer &Tag,
                                     const ContribMode &Mode, bool SomeOff);

// ContribNames.cpp
/// Removes imports and aliases of the module that nothing uses any more.
void dropContribNames(Plan &P);

} // namespace summary_upgrade::migrate

#endif
