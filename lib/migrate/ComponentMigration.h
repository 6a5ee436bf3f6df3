// The plan of one component in each form: native, host writes, bridged, through a writer of its own session. Private to
// this folder.
#ifndef SUMMARY_UPGRADE_MIGRATE_COMPONENTMIGRATION_H
#define SUMMARY_UPGRADE_MIGRATE_COMPONENTMIGRATION_H

#include "migrate/OwnSession.h"
#include "migrate/Plan.h"
#include <set>

namespace summary_upgrade::migrate {

class ComponentMigration {
public:
  ComponentMigration(const program::Program &P, uint32_t Index, const Options &Opts,
                     std::map<uint32_t, std::set<std::string>> &Taken)
      : P(P), Index(Index), Opts(Opts), Planned(P, Index, Opts, Taken) {}
  bool plan(llvm::ArrayRef<program::TagAnswer> Tags, bool &Raw);
  /// `tf.contrib.summary`, and readers of event files: what has one form only.
  bool single(llvm::ArrayRef<program::TagAnswer> Tags);
  /// Nothing but a host writes these.
  bool hostOnly() const;
  bool hostEager(bool &Raw);
  /// After a native plan was declined.
  bool plainValues(llvm::ArrayRef<program::TagAnswer> Tags);
  bool bridge();
  /// After the bridge over the program's own session was declined.
  bool ownSession(OwnForm Form = OwnForm::Any);
  Plan &planned() { return Planned; }

private:
  /// A cache makes its writers when they are asked for, each once: that is a class of the writer's own.
  bool cached();
  program::NodeRef firstCall(const program::Component &C) const;
  bool withinWriteSet(const program::Component &C);
  bool needsFiles(const std::set<uint32_t> &Files, program::NodeRef Place);
  bool finished(const program::Component &C);
  /// Rewriters may touch files that hold no use (a call that hands the step on).
  bool enabled(const program::Component &C);
  void graphNotices(const program::Component &C);
  const program::Program &P;
  uint32_t Index;
  const Options &Opts;
  Plan Planned;
};

} // namespace summary_upgrade::migrate

#endif
