// A v2 writer with a graph and a session of its own: the bridge for programs in which no session can be found
// that the writer could share.
#ifndef SUMMARY_UPGRADE_MIGRATE_OWNSESSION_H
#define SUMMARY_UPGRADE_MIGRATE_OWNSESSION_H

#include "migrate/Plan.h"

namespace summary_upgrade::migrate {

enum class OwnForm : uint8_t {
  Any,         ///< bytes are stored as they are
  HostScalars, ///< nothing but scalars that the host computes
  Values,      ///< what a run fetches are values, see FetchedValues.h
};

/// Makes every writer of the component an object of a small class, which its file defines: it writes, and has
/// the other methods of the v1 writer that the program calls, so that the writer may go wherever it went.
/// Protos of scalars are taken apart: each scalar is written by a v2 op. `Raw` says whether other bytes are left;
/// `HostScalars` declines those. False = declined.
bool emitOwnSession(Plan &P, OwnForm Form, bool &Raw);

/// The class for all writers that `File` makes: the same whichever component asks.
std::vector<Line> ownSessionClass(Plan &P, uint32_t File);

} // namespace summary_upgrade::migrate

#endif
