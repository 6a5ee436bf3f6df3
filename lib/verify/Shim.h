// The Python files that stand beside every program that is run; they are compiled in.
#ifndef SUMMARY_UPGRADE_VERIFY_SHIM_H
#define SUMMARY_UPGRADE_VERIFY_SHIM_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace summary_upgrade::verify {

struct ShimFile {
  llvm::StringRef Name, Text;
};
llvm::ArrayRef<ShimFile> shimFiles();

} // namespace summary_upgrade::verify

#endif
