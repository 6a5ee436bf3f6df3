// Mistakes in programs that are written for TensorFlow 2 already: summaries that are lost, mislabelled,
// written at a frozen step, or that raise. Reads the linked program, and proposes byte edits of single files.
//
// A lint fires only where the code that was read proves the mistake. A caller that is not known, a decorator,
// a base class or a context manager that cannot be seen into keep it silent, and so does any sign that the
// program builds v1 graphs.
#ifndef SUMMARY_UPGRADE_LINT_LINT_H
#define SUMMARY_UPGRADE_LINT_LINT_H

#include "program/Program.h"
#include "report/Finding.h"
#include "text/Edit.h"

namespace summary_upgrade::lint {

/// Safe: the program raises at this place as it stands, or writes the same events afterwards. Unsafe: it
/// writes other events afterwards, which is what the fix is for.
struct Fix {
  report::Applicability How = report::Applicability::Unsafe;
  std::string Title;             ///< what the edit does, as an editor's menu shows it
  std::vector<text::Edit> Edits; ///< of the file of the place
};

struct Lint {
  std::string Code, Message, Help;
  program::NodeRef Place; ///< expression
  std::vector<std::pair<program::NodeRef, std::string>> Related;
  std::optional<Fix> How;
};

/// In order of the files and places.
std::vector<Lint> lint(const program::Program &P);

} // namespace summary_upgrade::lint

#endif
