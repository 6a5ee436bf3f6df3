// The examples of a rule page: small programs with what the tool must make of them. They are the rule's
// tests.
//
// A fence's first line says what it is:
//   ```python before            a program, or the body of one (see `frame` below); an `after` must follow
//   ```python after             what it becomes
//   ```python silent            a program the tool must leave alone without a word
//   ```python declined SU214    a program the tool must leave alone, with (at least) a finding of that code
// (or `cpp` for `python`, whose comments then start with // and whose default file is train.cc), then attributes:
// `file=model.py` (an example of several files; default train.py), `outside` (the file exists but is not among PATHS),
// `frame=NAME`
// (`frame=none` for a whole program on a framed page), `target=`, `tags=` and `strategy=` (options of the
// command), `unsafe` (with --unsafe-fixes), `run` (the oracle runs both versions and compares what they
// write), `writes=a@0,test:b@1` or `raises=ValueError` (the oracle runs this program, which may also be an `after`, on
// TensorFlow 2: it writes these summaries, each a tag and a step, behind the folder where there is one, or `none`; it
// ends with this exception).
//
// Expected findings are comments of the input, which the tool never sees. On a line of their own, the caret
// stands under the column of the line above; after code, they mean that line:
//   writer.add_summary(summary, step)
//   #                           ^ SU214 the step of this write
//   writer.add_summary(summary, step)  # ^ SU214 the step of this write
// The text must occur in the message. A finding that no comment (and no `declined`) expects is a failure.
#ifndef SUMMARY_UPGRADE_RULEBOOK_EXAMPLE_H
#define SUMMARY_UPGRADE_RULEBOOK_EXAMPLE_H

#include "rulebook/RuleBook.h"
#include <optional>
#include <string>
#include <vector>

namespace summary_upgrade::rulebook {

enum class ExampleKind : uint8_t { Rewrite, Silent, Declined };

struct Expectation {
  std::string File;
  unsigned Line = 0;   ///< of the program as the tool sees it, frame included; 1-based
  unsigned Column = 0; ///< 1-based, in bytes; 0: anywhere on the line
  std::string Code;
  std::string Text; ///< part of the message; may be empty
};

struct ExampleFile {
  std::string Name;
  std::string Before; ///< whole, without expectations
  std::string After;  ///< whole; equal to Before unless the example is a rewrite
  bool Outside = false;
  std::string AfterFrame; ///< the frame that the page's `after` is a body of; empty for a whole program
  /// What each version does when TensorFlow 2 runs it: "writes=…", "raises=…" or nothing.
  std::string BeforeDoes, AfterDoes;
  unsigned BeforeLine = 0,
           AfterLine = 0; ///< lines of the fences in the page, 1-based; AfterLine 0 without an `after`
};

enum class ExampleLanguage : uint8_t { Python, Cpp };

struct Example {
  ExampleLanguage Language = ExampleLanguage::Python;
  ExampleKind Kind = ExampleKind::Silent;
  std::string DeclinedCode;
  std::string Target, Tags, Strategy; ///< empty: the default
  bool Unsafe = false;
  bool Run = false;
  std::vector<ExampleFile> Files;
  std::vector<Expectation> Expected;
  unsigned Line = 0; ///< of the first fence in the page
};

/// The examples of a page, in order. Only fences whose language is `python` or `cpp` and which have one of the four
/// words above count; other fences are prose. Problems: unknown attributes, an `after` that belongs to
/// nothing, a missing `after`, an unknown frame.
std::vector<Example> parseExamples(const Rule &R, const RuleBook &Book, std::vector<PageProblem> &Problems);

/// The page with the text of `after` fences replaced by `Afters[i]` (one per fence of AfterLine, in page
/// order, bodies without frame): what scripts/bless writes back. `Page` is the whole page, front matter
/// included.
std::string withAfters(llvm::StringRef Page, llvm::ArrayRef<std::pair<unsigned, std::string>> Afters);

/// The frame with `Body` in place of its line `# body`, at that line's indentation.
std::string fillFrame(llvm::StringRef Frame, llvm::StringRef Body);
/// The inverse: the body within a framed program; empty optional when the program is not that frame with some
/// body.
std::optional<std::string> bodyOfFrame(llvm::StringRef Frame, llvm::StringRef Program);

} // namespace summary_upgrade::rulebook

#endif
