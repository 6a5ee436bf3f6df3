// Pythons with TensorFlow in them, found where people have them.
#ifndef SUMMARY_UPGRADE_VERIFY_INTERPRETER_H
#define SUMMARY_UPGRADE_VERIFY_INTERPRETER_H

#include "llvm/Support/Error.h"
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace summary_upgrade::verify {

struct Interpreter {
  std::string Path;       ///< absolute
  std::string Python;     ///< "3.7.16"
  std::string TensorFlow; ///< "1.15.5"; empty when it has none

  unsigned generation() const { return TensorFlow.empty() ? 0 : TensorFlow[0] == '1' ? 1 : 2; }
};

/// What a side needs of its interpreter.
enum class Need : uint8_t {
  Any,   ///< any TensorFlow, 1 before 2
  Later, ///< TensorFlow 2
};

class InterpreterFinder {
public:
  /// The environment's values of these decide: SUMMARY_UPGRADE_BEFORE_PYTHON and _AFTER_PYTHON, VIRTUAL_ENV,
  /// CONDA_PREFIX, SUMMARY_UPGRADE_ORACLE_DIR, PYENV_ROOT, HOME, PATH. `Scratch` takes the output of the
  /// probes.
  explicit InterpreterFinder(std::string Scratch) : Scratch(std::move(Scratch)) {}

  /// One that the user named. Errors: it does not run, or has no TensorFlow.
  llvm::Expected<Interpreter> named(llvm::StringRef Path);
  /// The first that fits; `Variable` is looked at before all others.
  llvm::Expected<Interpreter> find(Need Wanted, llvm::StringRef Variable);
  /// Where find() looks, in its order.
  static std::vector<std::string> candidates();

private:
  std::optional<Interpreter> probe(llvm::StringRef Path);
  std::string Scratch;
  std::map<std::string, std::optional<Interpreter>> Known;
};

} // namespace summary_upgrade::verify

#endif
