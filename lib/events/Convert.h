// Event files of v1 summaries rewritten in the v2 format.
#ifndef SUMMARY_UPGRADE_EVENTS_CONVERT_H
#define SUMMARY_UPGRADE_EVENTS_CONVERT_H

#include "events/LogDir.h"

namespace summary_upgrade::events {

struct ConvertResult {
  size_t Files = 0, Events = 0;
  size_t Values = 0; ///< values that changed their form
};

/// Writes every event file below `From` (or the file `From`) to the same place below `To`, its values by
/// TensorBoard's data_compat rules, all else byte for byte. New files are named like the old ones with ".v2"
/// behind, as TensorFlow 2 names its own; each appears complete or not at all. What is wrong in a file goes
/// to `Complain`; the rest of it is converted. Errors: a directory cannot be read or written, `To` lies in
/// `From` or the other way around, or a new file is there already and `Overwrite` is false; files done by
/// then stay.
llvm::Error convertLogDir(llvm::StringRef From, llvm::StringRef To, bool Overwrite, ConvertResult &Result,
                          llvm::function_ref<void(Problem)> Complain);

} // namespace summary_upgrade::events

#endif
