// The part of a worker process: `summary-upgrade --cpp-worker REQUEST ANSWER`. No Clang header is included here.
#ifndef SUMMARY_UPGRADE_CPP_CLANG_WORKER_H
#define SUMMARY_UPGRADE_CPP_CLANG_WORKER_H

#include "llvm/ADT/StringRef.h"

namespace summary_upgrade::cpp {

inline constexpr llvm::StringLiteral WorkerCommand = "--cpp-worker";

int runWorker(int Argc, char **Argv);

} // namespace summary_upgrade::cpp

#endif
