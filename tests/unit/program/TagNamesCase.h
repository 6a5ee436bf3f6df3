// Programs whose summary ops say in a comment which tag they get.
//   # keep         the name as it stands is right      # = mean_1   this literal
//   # full F/F/a   a full tag (family)                 # ? text     not known, and the reason contains the text
// `# --- model.py` starts another file. tests/oracle/tag_truth.py runs the same programs on TensorFlow 1.15 and holds
// them to the comments.
#ifndef SUMMARY_UPGRADE_TESTS_PROGRAM_TAGNAMESCASE_H
#define SUMMARY_UPGRADE_TESTS_PROGRAM_TAGNAMESCASE_H

#include <gtest/gtest.h>
#include <string>

namespace summary_upgrade::program {

struct TagCase {
  const char *Name;
  const char *Program;
};
inline void PrintTo(const TagCase &Case, std::ostream *Out) { *Out << Case.Name; }
inline std::string nameOf(const testing::TestParamInfo<TagCase> &Info) { return Info.param.Name; }

/// Fails the test for every summary op whose answer is not the one its comment gives.
void expectTags(const TagCase &Case);

} // namespace summary_upgrade::program

#endif
