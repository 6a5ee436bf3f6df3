// The kernel's word that a process writes nowhere but where it may (Landlock, since Linux 5.13).
#ifndef SUMMARY_UPGRADE_VERIFY_GUARD_H
#define SUMMARY_UPGRADE_VERIFY_GUARD_H

#include "llvm/ADT/ArrayRef.h"
#include <string>

namespace summary_upgrade::verify {

/// A rule set that forbids all writing, but below these directories and to devices. -1 when the kernel has
/// none; else a file descriptor.
int makeGuard(llvm::ArrayRef<std::string> Writable);

/// Puts this process and all that it starts under the rule set, for good. Only system calls.
bool enterGuard(int Guard);

} // namespace summary_upgrade::verify

#endif
