// Log directories: which event files there are, and their events with everything that is wrong with them.
#ifndef SUMMARY_UPGRADE_EVENTS_LOGDIR_H
#define SUMMARY_UPGRADE_EVENTS_LOGDIR_H

#include "events/Event.h"
#include "events/EventFile.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <string>
#include <vector>

namespace summary_upgrade::events {

struct LogFile {
  std::string Path; ///< as it can be opened
  std::string Run;  ///< its directory, relative to the log directory; "." at the top
};

/// The files below `Dir` with "tfevents" in their names, sorted by path; symbolic links are followed, cycles
/// are not. `Dir` may also be one event file, of any name. Errors: Dir cannot be read.
llvm::Expected<std::vector<LogFile>> findEventFiles(llvm::StringRef Dir);

struct Problem {
  enum class Kind {
    Unreadable,   ///< the system could not open or read the file
    Empty,        ///< no byte in it
    Torn,         ///< the last record is not complete
    BadLengthCrc, ///< the rest of the file is lost
    BadDataCrc,   ///< one record is lost
    TooLong,      ///< the rest of the file is lost
    Malformed,    ///< a record that is no Event; it is skipped
    Version,      ///< the first record is no version record, or of an unknown version
    StepBack,     ///< a tag's steps decrease
    TwoFiles,     ///< two files of a directory were written at the same time
  };
  Kind What;
  std::string Path;
  uint64_t Offset = 0; ///< in bytes; of the record, or of the place in it
  std::string Text;    ///< a sentence without path and offset
};
/// "torn-tail", "bad-data-crc", ...: the names in JSON reports.
llvm::StringRef problemName(Problem::Kind Kind);

/// Reads one open file to its end. `Take` gets every event with the offset of its record; its views live
/// until the next one. A Torn tail ends the reading quietly when `TornIsEnd`, as for a file that is still
/// written.
void readEvents(EventFile &File, llvm::StringRef Path, llvm::function_ref<void(const Event &, uint64_t)> Take,
                llvm::function_ref<void(Problem)> Complain, bool TornIsEnd = false);

/// The same for a path.
void readEvents(llvm::StringRef Path, llvm::function_ref<void(const Event &, uint64_t)> Take,
                llvm::function_ref<void(Problem)> Complain);

} // namespace summary_upgrade::events

#endif
