// What a component has of TensorFlow 1, and which rule speaks about each.
#ifndef SUMMARY_UPGRADE_MIGRATE_USES_H
#define SUMMARY_UPGRADE_MIGRATE_USES_H

#include "program/Program.h"

namespace summary_upgrade::migrate {

using program::NodeRef;

/// A v1 use and the rule that speaks about it.
struct Use {
  NodeRef Call;
  std::string Code;
  std::string Message;
};

report::Location locate(const program::Program &P, NodeRef Expr, std::string Label = {});

/// In the order of the files.
std::vector<Use> usesOf(const program::Program &P, const program::Component &C);

} // namespace summary_upgrade::migrate

#endif
