// Strings that Python code computes from constants: formatting as Python does it, and TensorFlow's cleaning
// of tags.
#ifndef SUMMARY_UPGRADE_PROGRAM_STRINGFOLDING_H
#define SUMMARY_UPGRADE_PROGRAM_STRINGFOLDING_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>
#include <variant>

namespace summary_upgrade::program {

/// A constant that can stand in a name; monostate is Python's None.
using Constant = std::variant<std::monostate, bool, int64_t, double, std::string>;
struct NamedConstant {
  std::string Name; ///< empty: positional
  Constant Value;
};

/// `str(Value)`.
std::string pythonStr(const Constant &Value);
/// `format(Value, Spec)`; nothing when the specification is not understood.
std::optional<std::string> formatOne(const Constant &Value, llvm::StringRef Spec);
/// `Format % Values` (Values of a tuple, or one); nothing when it is an error or not understood.
std::optional<std::string> formatPercent(llvm::StringRef Format, llvm::ArrayRef<Constant> Values);
/// `Format.format(*…, **…)`; only plain fields: `{}`, `{0}`, `{name}`, with conversions and specifications.
std::optional<std::string> formatBraces(llvm::StringRef Format, llvm::ArrayRef<NamedConstant> Values);

/// TensorFlow's `clean_tag`: characters outside [A-Za-z0-9_./-] become `_`, leading slashes are dropped.
std::string cleanTag(llvm::StringRef Tag);

} // namespace summary_upgrade::program

#endif
