// The system calls of the writer, each behind a fail point.
#ifndef SUMMARY_UPGRADE_TEXT_SYSTEMCALLS_H
#define SUMMARY_UPGRADE_TEXT_SYSTEMCALLS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <sys/stat.h>
#include <sys/types.h>

namespace summary_upgrade::text {

/// Called before each system call with its name; a number other than 0 makes the call fail with that errno.
/// Tests count calls, fail them, or end the process.
using FailPoint = int (*)(const char *Call);
/// Null removes it. Without one, the environment variable SUMMARY_UPGRADE_FAILPOINT=N ends the process with
/// `FailPointExitCode` before the N-th call, N:kill kills it there, and N:CODE fails that call with the errno CODE,
/// so that the finished tool can be tested as well.
void setFailPoint(FailPoint Hook);
constexpr int FailPointExitCode = 77;

/// Thin wrappers: the results and errno of the calls they are named after, but EINTR is retried.
namespace sys {
int open(const std::string &Path, int Flags, mode_t Mode = 0);
int close(int FD);
int stat(const std::string &Path, struct stat &Out);
int lstat(const std::string &Path, struct stat &Out);
int fstat(int FD, struct stat &Out);
ssize_t read(int FD, char *Data, size_t Size);
ssize_t write(int FD, const char *Data, size_t Size);
/// access(2) for the effective user.
int access(const std::string &Path, int Mode);
int fchmod(int FD, mode_t Mode);
int fchown(int FD, uid_t User, gid_t Group);
/// Copies user attributes and access lists; a file system that has none is no failure.
int copyAttributes(int From, int To);
int fsync(int FD);
int rename(const std::string &From, const std::string &To);
int unlink(const std::string &Path);
/// Does not retry EINTR: whoever waits for a lock may be interrupted.
int flock(int FD, int Operation);
/// Empty on failure.
std::string realpath(const std::string &Path);

/// All bytes of an open file; -1 on failure.
int readAll(int FD, std::string &Out);
/// All bytes of `Path`, which must be a regular file and no symbolic link; -1 on failure.
int readFile(const std::string &Path, std::string &Out);
int writeAll(int FD, llvm::StringRef Bytes);
/// Makes the entries of a directory durable. File systems that cannot do so for directories are no failure.
int syncDirectory(const std::string &Path);
} // namespace sys

/// "what: reason of errno".
llvm::Error systemError(const llvm::Twine &What, int Code);

} // namespace summary_upgrade::text

#endif
