// The name table of one TensorFlow graph, as `Graph.unique_name` keeps it: case-insensitive, full names,
// numbered from `_1`. Counts are intervals, because code behind an unknown condition may or may not have
// taken a name.
#ifndef SUMMARY_UPGRADE_PROGRAM_GRAPHNAMES_H
#define SUMMARY_UPGRADE_PROGRAM_GRAPHNAMES_H

#include "program/Linker.h"
#include "llvm/ADT/StringMap.h"
#include <functional>

namespace summary_upgrade::program {

/// How often a name was asked for so far: at least Min, at most Max times.
struct NameCount {
  uint32_t Min = 0;
  uint32_t Max = 0;
  NodeRef Who; ///< what asked first; Node NoId when nothing did
  friend bool operator==(const NameCount &, const NameCount &) = default;
};

/// What `unique_name` returns.
struct UniqueName {
  std::string Full;      ///< meaningful when Known
  bool Known = true;     ///< false: it depends on a condition whether the name is numbered
  bool Numbered = false; ///< `_N` was appended
  NodeRef Taken;         ///< who took the plain name (Numbered or not Known)
};

class GraphNames {
public:
  /// Called before an entry changes, so that the owner can undo it. Entries stay where they are.
  using Observer = llvm::function_ref<void(NameCount &)>;

  /// `Full` includes the scopes. Maybe: it is not known whether this happens at all.
  UniqueName claim(llvm::StringRef Full, NodeRef Who, bool Maybe, Observer BeforeChange);
  /// The entry of a name, made when absent.
  NameCount &entry(llvm::StringRef Full);
  const NameCount *find(llvm::StringRef Full) const;

private:
  llvm::StringMap<NameCount> Counts; ///< keys are lower case
};

} // namespace summary_upgrade::program

#endif
