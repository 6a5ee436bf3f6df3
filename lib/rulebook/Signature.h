// A call signature as rule pages write it: `tf.summary.scalar(name, tensor, collections=None, family=None)`.
#ifndef SUMMARY_UPGRADE_RULEBOOK_SIGNATURE_H
#define SUMMARY_UPGRADE_RULEBOOK_SIGNATURE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>

namespace summary_upgrade::rulebook {

/// All text is borrowed from the parsed line.
struct Parameter {
  llvm::StringRef Name;
  /// The default as written; empty optional for a required parameter.
  std::optional<llvm::StringRef> Default;
  bool KeywordOnly = false; ///< after a bare `*`
};

struct Signature {
  /// What is called, as written: `tf.summary.scalar`, or for a method the call that makes the receiver:
  /// `tf.Session().run`.
  llvm::StringRef Callee;
  llvm::SmallVector<Parameter, 8> Params;

  /// Index of a parameter, or nothing.
  std::optional<unsigned> indexOf(llvm::StringRef Name) const;
};

/// Parses one line. The last pair of parentheses at depth 0 holds the parameters; `*` alone starts
/// keyword-only ones. Errors say what is wrong and at which column (1-based).
llvm::Expected<Signature> parseSignature(llvm::StringRef Line);

/// Which argument of a call fills which parameter. Arguments are numbered as in the call: positional ones
/// 0…n-1, then the keywords in their order. An entry is -1 where the default applies. Errors are those of
/// Python: too many positional arguments, an unknown or repeated keyword, a missing argument. `*args` and
/// `**kw` cannot be bound: the caller must not ask for such a call.
llvm::Expected<llvm::SmallVector<int, 8>> bindArguments(const Signature &S, unsigned Positional,
                                                        llvm::ArrayRef<llvm::StringRef> Keywords);

/// A piece of a `to:` line: literal text, or a hole such as `{tag}`.
struct TemplatePiece {
  llvm::StringRef Text; ///< of a hole: its name without braces
  bool IsHole = false;
};

/// Splits `tf.summary.scalar({tag}, {data}, step={step})`. Errors: an unclosed brace, a hole that is no
/// identifier.
llvm::Expected<llvm::SmallVector<TemplatePiece, 8>> parseTemplate(llvm::StringRef Line);

} // namespace summary_upgrade::rulebook

#endif
