// The two sides of a verification: what the original and the result are, and which Python runs each.
#ifndef SUMMARY_UPGRADE_TOOLS_VERIFYSIDES_H
#define SUMMARY_UPGRADE_TOOLS_VERIFYSIDES_H

#include "VerifySettings.h"
#include "program/Program.h"

namespace summary_upgrade::tools {

struct Sides {
  verify::Side Before, After;
};

/// With symbolic links resolved, as far as it exists.
std::string realPath(llvm::StringRef Path);

/// How the files of a side spell TensorFlow, which says where it runs.
struct Spelling {
  bool V1Module = false;   ///< tensorflow.compat.v1 for more than summaries: it runs on TensorFlow 2 as it is
  bool EagerLater = false; ///< a v2 writer of `tf.summary` itself, which TensorFlow 1 does not have
};
Spelling spellingOf(llvm::ArrayRef<std::string> Texts);

/// Chooses the interpreters and says which side needs its import swapped. `Before` and `After` are texts of
/// the Python files.
llvm::Error choosePythons(Sides &S, const VerifySettings &Settings, llvm::ArrayRef<std::string> Before,
                          llvm::ArrayRef<std::string> After, llvm::StringRef Scratch);

/// Where a tag is made: the places of the summary ops whose name it can be.
class TagPlaces {
public:
  explicit TagPlaces(const program::Program &P);
  /// "model.py:41"; empty when no op is known to make it.
  std::string place(llvm::StringRef Tag) const;
  void fill(verify::Report &R) const;

private:
  std::vector<std::pair<std::string, std::string>> Leaves; ///< last part of the tag, place
};

} // namespace summary_upgrade::tools

#endif
