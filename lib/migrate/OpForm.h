// The v2 form of each summary op and merge.
#ifndef SUMMARY_UPGRADE_MIGRATE_OPFORM_H
#define SUMMARY_UPGRADE_MIGRATE_OPFORM_H

#include "migrate/StepSource.h"

namespace summary_upgrade::migrate {

/// Ops that keep their v1 form.
struct RawOps {
  bool Hoisted = false; ///< the others are built once for each of several writers: these are built before, once
  NodeRef Before{
      0, NoId}; ///< the statement they are built before; Node NoId: their own, with what stands there now behind it
  std::set<NodeRef> *Own = nullptr; ///< gets those statements
};
bool emitOps(Plan &P, const StepPlan &Step, llvm::ArrayRef<program::TagAnswer> Tags, RawOps Raw = {});
/// Some op or merge names a collection of its own: then the v2 ops are put into the collections that v1 filled by
/// itself.
bool usesCollections(const Plan &P);
std::string summariesKey(const Spelling &S);
bool emitMerges(Plan &P);

} // namespace summary_upgrade::migrate

#endif
