// Whether `tf.contrib.summary` records at a place. Its default is not to, TensorFlow 2's is to: where nothing
// was said, `record_if(False)` says it.
#ifndef SUMMARY_UPGRADE_MIGRATE_CONTRIBRECORDING_H
#define SUMMARY_UPGRADE_MIGRATE_CONTRIBRECORDING_H

#include "migrate/Plan.h"

namespace summary_upgrade::migrate {

class Recording {
public:
  explicit Recording(Plan &P);

  enum State : uint8_t {
    Bottom, ///< never reached
    On,
    Never,
    Conditional, ///< said by the code, on every path
    Off,         ///< said by nobody, on every path
    Mixed,       ///< said on some paths
    Unknown,     ///< who calls this is not known
  };
  static bool isSaid(State S) { return S == On || S == Never || S == Conditional; }
  /// What holds where an expression is evaluated.
  State at(NodeRef E);
  /// The same, as far as the function around it says.
  State said(NodeRef E) const;
  /// Some op is not recorded, or perhaps not: it takes no name in the graph then.
  bool someOff();
  /// Says it where nothing does. False: declined.
  bool emit();

private:
  State recorder(NodeRef Context, unsigned Depth = 0) const;
  State entry(NodeRef Scope);
  static State join(State A, State B);
  bool isWriterDefault(NodeRef Context) const;
  bool inBody(NodeRef E, Id With) const;
  bool needs(uint32_t File, Id With);
  bool with(uint32_t File, Id With, unsigned Item, bool Last);
  bool unsaidOp(NodeRef Op);

  Plan &P;
  std::map<NodeRef, program::ContribKind> Calls;
  std::map<NodeRef, State> Entries;
  std::vector<NodeRef> UnsaidOps;
  NodeRef Loose;                   ///< a recorder that is entered in a way that is not followed
  NodeRef OpenDefault;             ///< a writer becomes the default without a `with`
  std::map<NodeRef, bool> Covered; ///< with statements that got `record_if(False)`
  bool FunctionsHaveUnsaid = false, OutsideCallsThem = false;
};

} // namespace summary_upgrade::migrate

#endif
