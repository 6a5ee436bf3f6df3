// Names of before TensorFlow 1.0 beside their successors: `try: f = tf.scalar_summary` / `except: f =
// tf.summary.scalar`. No version that has the new names has the old ones, so where a program chooses between
// them, reading the old one raises.
#ifndef SUMMARY_UPGRADE_PROGRAM_OLDERNAMES_H
#define SUMMARY_UPGRADE_PROGRAM_OLDERNAMES_H

#include "python/Facts.h"
#include "llvm/ADT/StringMap.h"

namespace summary_upgrade::program {

/// `tf.summary.scalar` for `tensorflow.scalar_summary`, as the last two parts of the path; empty for any
/// other path.
std::pair<llvm::StringRef, llvm::StringRef> successorOf(llvm::StringRef Path);

/// What one file says about such choices.
class OlderNames {
public:
  explicit OlderNames(const python::ModuleFacts &F);

  /// This expression reads an old name (`Path`), and what runs instead of it reads the successor; in a
  /// program that has v2 writers, where a migration may have replaced the successor, whatever it reads.
  bool replaced(python::Id Read, llvm::StringRef Path, bool WithModernWriters) const;

  static bool makesModernWriter(const python::ModuleFacts &F);

  /// `except:` and `except` of AttributeError or a base of it.
  static bool catchesMissingName(const python::ModuleFacts &F, python::Id ExceptBlock);

private:
  using Range = text::Range;
  /// The successor (or the form that TensorFlow 1 kept under `contrib.deprecated`) is read inside the range.
  bool readIn(Range Where, llvm::StringRef Path, bool Any) const;
  bool insteadOf(python::Id Stmt, llvm::StringRef Path, bool Any) const;
  bool leaves(python::Id Block) const;

  const python::ModuleFacts &F;
  llvm::StringMap<std::vector<uint32_t>> Reads; ///< "summary.scalar" → where, in order
};

} // namespace summary_upgrade::program

#endif
