// Comments that switch rules off: which places they are for, and what is said of those that are for nothing.
#include "migrate/Suppressions.h"
#include "OneFile.h"
#include "llvm/ADT/StringExtras.h"
#include "gtest/gtest.h"

using namespace summary_upgrade;
using migrate::Suppressions;

namespace {

struct Place {
  const char *Name;
  const char *Source;
  const char *At;   ///< first text of the place
  const char *Code; ///< of the finding there
  bool Covered;
};

class Places : public testing::TestWithParam<Place> {};

TEST_P(Places, AreCoveredByTheirComment) {
  const std::string Source = GetParam().Source;
  const program::Project P = oneFile(Source);
  ASSERT_EQ(P.modules().size(), 1u) << "does not parse";
  Suppressions Comments(P);
  // Behind the byte order mark the file's bytes are those of the source.
  const size_t At = P.module(0).File.bytes().find(GetParam().At);
  ASSERT_NE(At, llvm::StringRef::npos);
  const auto Begin = static_cast<uint32_t>(At);
  EXPECT_EQ(Comments.covers(GetParam().Code, {"/project/train.py", {Begin, Begin + 1}, ""}), GetParam().Covered);
}

constexpr Place Covering[] = {
    {"behind", "f(1)  # summary-upgrade: ignore[SU218]\n", "f(1)", "SU218", true},
    {"behind_not_the_next", "f(1)  # summary-upgrade: ignore[SU218]\ng(2)\n", "g(2)", "SU218", false},
    {"another_code", "f(1)  # summary-upgrade: ignore[SU218]\n", "f(1)", "SU219", false},
    {"another_file", "f(1)  # summary-upgrade: ignore[SU218]\n", "f(1)", "SU21", false},
    {"by_name", "f(1)  # summary-upgrade: ignore[unresolved]\n", "f(1)", "SU218", true},
    {"second_of_two", "f(1)  # summary-upgrade: ignore[SU101, SU218]\n", "f(1)", "SU218", true},
    {"blanks_for_commas", "f(1)  # summary-upgrade: ignore[SU101 SU218]\n", "f(1)", "SU218", true},
    {"before", "# summary-upgrade: ignore[SU218]\nf(1)\n", "f(1)", "SU218", true},
    {"before_not_the_one_after", "# summary-upgrade: ignore[SU218]\nf(1)\ng(2)\n", "g(2)", "SU218", false},
    {"before_with_a_gap", "# summary-upgrade: ignore[SU218]\n\n# why\nf(1)\n", "f(1)", "SU218", true},
    {"two_before", "# summary-upgrade: ignore[SU101]\n# summary-upgrade: ignore[SU218]\nf(1)\n", "f(1)", "SU101", true},
    {"at_the_end_of_a_block", "if x:\n    f(1)\n    # summary-upgrade: ignore[SU218]\ng(2)\n", "g(2)", "SU218", true},
    {"in_a_call", "f(1,\n  # summary-upgrade: ignore[SU218]\n  g(2))\n", "f(1", "SU218", true},
    {"in_a_call_its_last_line", "f(1,\n  2)  # summary-upgrade: ignore[SU218]\n", "f(1", "SU218", true},
    {"first_line_of_a_call", "f(1,  # summary-upgrade: ignore[SU218]\n  g(2))\n", "g(2)", "SU218", true},
    {"continued", "x = 1 + \\\n    f(1)  # summary-upgrade: ignore[SU218]\n", "x = ", "SU218", true},
    {"semicolons", "f(1); g(2)  # summary-upgrade: ignore[SU218]\n", "f(1)", "SU218", true},
    {"one_line_suite", "if x: f(1)  # summary-upgrade: ignore[SU218]\n", "f(1)", "SU218", true},
    {"header", "with f(1):  # summary-upgrade: ignore[SU218]\n    g(2)\n", "f(1)", "SU218", true},
    {"header_not_its_body", "with f(1):  # summary-upgrade: ignore[SU218]\n    g(2)\n", "g(2)", "SU218", false},
    {"decorator", "# summary-upgrade: ignore[SU218]\n@f(1)\ndef g():\n    pass\n", "f(1)", "SU218", true},
    {"decorator_not_its_function", "# summary-upgrade: ignore[SU218]\n@f(1)\ndef g(x=h(2)):\n    pass\n", "h(2)",
     "SU218", false},
    {"behind_a_decorator", "@f(1)  # summary-upgrade: ignore[SU218]\ndef g():\n    pass\n", "f(1)", "SU218", true},
    {"whole_file", "f(1)\ng(2)\n# summary-upgrade: ignore-file[SU218]\n", "f(1)", "SU218", true},
    {"whole_file_another_code", "# summary-upgrade: ignore-file[SU218]\nf(1)\n", "f(1)", "SU101", false},
    {"in_a_string", "f('# summary-upgrade: ignore[SU218]')\n", "f(", "SU218", false},
    {"in_a_docstring", "\"\"\"\n# summary-upgrade: ignore-file[SU218]\n\"\"\"\nf(1)\n", "f(1)", "SU218", false},
    {"behind_a_string_with_a_hash", "f('#')  # summary-upgrade: ignore[SU218]\n", "f(", "SU218", true},
    {"behind_a_long_string", "f('''\n#\n''')  # summary-upgrade: ignore[SU218]\n", "f(", "SU218", true},
    {"talked_about", "f(1)  # like summary-upgrade: ignore[SU218]\n", "f(1)", "SU218", false},
    {"behind_another_comment", "f(1)  # noqa # summary-upgrade: ignore[SU218]\n", "f(1)", "SU218", true},
    {"before_another_comment", "f(1)  # summary-upgrade: ignore[SU218]  # noqa\n", "f(1)", "SU218", true},
    {"another_word", "f(1)  # summary-upgrade: off[SU218]\n", "f(1)", "SU218", false},
    {"no_bracket", "f(1)  # summary-upgrade: ignore SU218\n", "f(1)", "SU218", false},
    {"no_closing_bracket", "f(1)  # summary-upgrade: ignore[SU218\n", "f(1)", "SU218", false},
    {"no_blank", "f(1)#summary-upgrade:ignore[SU218]\n", "f(1)", "SU218", true},
    {"carriage_returns", "# summary-upgrade: ignore[SU218]\r\nf(1)\r\ng(2)\r\n", "f(1)", "SU218", true},
    {"carriage_returns_not_the_next", "# summary-upgrade: ignore[SU218]\r\nf(1)\r\ng(2)\r\n", "g(2)", "SU218", false},
    {"byte_order_mark", "\xEF\xBB\xBF# summary-upgrade: ignore[SU218]\nf(1)\n", "f(1)", "SU218", true},
    {"no_line_end", "f(1)  # summary-upgrade: ignore[SU218]", "f(1)", "SU218", true},
    {"nothing_below", "f(1)\n# summary-upgrade: ignore[SU218]", "f(1)", "SU218", false},
};

INSTANTIATE_TEST_SUITE_P(Forms, Places, testing::ValuesIn(Covering),
                         [](const auto &Info) { return std::string(Info.param.Name); });

struct Left {
  const char *Name;
  const char *Source;
  const char *Used;  ///< codes that are found at `f(1)`
  const char *Said;  ///< all messages
  const char *After; ///< the file when what can be removed is
};

class Unused : public testing::TestWithParam<Left> {};

TEST_P(Unused, IsSaidAndRemoved) {
  const std::string Source = GetParam().Source;
  const program::Project P = oneFile(Source);
  ASSERT_EQ(P.modules().size(), 1u);
  Suppressions Comments(P);
  const auto Begin = static_cast<uint32_t>(Source.find("f(1)"));
  llvm::SmallVector<llvm::StringRef, 2> Codes;
  llvm::StringRef(GetParam().Used).split(Codes, ' ', -1, false);
  for (llvm::StringRef Code : Codes)
    EXPECT_TRUE(Comments.covers(Code, {"/project/train.py", {Begin, Begin + 4}, ""}));
  std::vector<report::Finding> Findings;
  std::map<uint32_t, std::vector<text::Edit>> Edits;
  Comments.reportUnused(migrate::Options(), Findings, Edits);
  std::string Said;
  for (const report::Finding &F : Findings) {
    EXPECT_EQ(F.Code, "SU290");
    Said += (Said.empty() ? "" : "; ") + F.Message;
  }
  EXPECT_EQ(Said, GetParam().Said);
  llvm::Expected<std::string> After = text::applyEdits(Source, Edits[0]);
  ASSERT_TRUE(static_cast<bool>(After));
  EXPECT_EQ(*After, GetParam().After);
}

constexpr const char *NoName = "a comment that switches rules off names them: `# summary-upgrade: ignore[SU218]`";
constexpr Left Leftovers[] = {
    {"used", "f(1)  # summary-upgrade: ignore[SU218]\n", "SU218", "", "f(1)  # summary-upgrade: ignore[SU218]\n"},
    {"behind", "f(1)  # summary-upgrade: ignore[SU218]\n", "",
     "nothing of SU218 is found where this comment switches it off", "f(1)\n"},
    {"before", "# summary-upgrade: ignore[SU218]\nf(1)\n", "",
     "nothing of SU218 is found where this comment switches it off", "f(1)\n"},
    {"indented", "if x:\n    # summary-upgrade: ignore[SU218]\n    f(1)\n", "",
     "nothing of SU218 is found where this comment switches it off", "if x:\n    f(1)\n"},
    {"one_of_two", "f(1)  # summary-upgrade: ignore[SU101, SU218]\n", "SU218",
     "nothing of SU101 is found where this comment switches it off", "f(1)  # summary-upgrade: ignore[SU218]\n"},
    {"both_of_two", "f(1)  # summary-upgrade: ignore[SU101, SU218]\n", "",
     "nothing of SU101, SU218 is found where this comment switches it off", "f(1)\n"},
    {"whole_file", "# summary-upgrade: ignore-file[SU218]\nf(1)\n", "",
     "nothing of SU218 is found where this comment switches it off", "f(1)\n"},
    {"in_a_call", "f(1)\ng(2,  # summary-upgrade: ignore[SU218]\n  3)\n", "",
     "nothing of SU218 is found where this comment switches it off", "f(1)\ng(2,\n  3)\n"},
    {"behind_another_comment", "f(1)  # noqa # summary-upgrade: ignore[SU218]\n", "",
     "nothing of SU218 is found where this comment switches it off", "f(1)  # noqa\n"},
    {"before_another_comment", "f(1)  # summary-upgrade: ignore[SU218]  # noqa\n", "",
     "nothing of SU218 is found where this comment switches it off", "f(1)  # noqa\n"},
    {"alone_before_another", "# summary-upgrade: ignore[SU218] # noqa\nf(1)\n", "",
     "nothing of SU218 is found where this comment switches it off", "# noqa\nf(1)\n"},
    {"nothing_below", "f(1)\n# summary-upgrade: ignore[SU218]", "",
     "nothing of SU218 is found where this comment switches it off", "f(1)\n"},
    {"carriage_returns", "# summary-upgrade: ignore[SU218]\r\nf(1)\r\n", "",
     "nothing of SU218 is found where this comment switches it off", "f(1)\r\n"},
    {"no_code", "f(1)  # summary-upgrade: ignore\n", "", NoName, "f(1)  # summary-upgrade: ignore\n"},
    {"empty_brackets", "f(1)  # summary-upgrade: ignore[]\n", "", NoName, "f(1)  # summary-upgrade: ignore[]\n"},
    {"not_closed", "f(1)  # summary-upgrade: ignore[SU218\n", "", NoName, "f(1)  # summary-upgrade: ignore[SU218\n"},
    {"no_such_rule", "f(1)  # summary-upgrade: ignore[unresolvd]\n", "", "no rule `unresolvd`; did you mean `SU218`?",
     "f(1)  # summary-upgrade: ignore[unresolvd]\n"},
    {"nothing_like_it", "f(1)  # summary-upgrade: ignore[everything-at-once]\n", "", "no rule `everything-at-once`",
     "f(1)  # summary-upgrade: ignore[everything-at-once]\n"},
};

INSTANTIATE_TEST_SUITE_P(Forms, Unused, testing::ValuesIn(Leftovers),
                         [](const auto &Info) { return std::string(Info.param.Name); });

} // namespace
