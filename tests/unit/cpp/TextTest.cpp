#include "cpp/Plan.h"
#include "cpp/Project.h"
#include "cpp/Types.h"
#include "gmock/gmock.h"

using namespace summary_upgrade;
using testing::ElementsAre;

TEST(Types, AreTold) {
  const std::pair<const char *, cpp::Shape> Cases[] = {
      {"int", cpp::Shape::None},
      {"tensorflow::EventsWriter", cpp::Shape::Value},
      {"const tensorflow::EventsWriter &", cpp::Shape::Value},
      {"tensorflow::EventsWriter *", cpp::Shape::Pointer},
      {"tensorflow::EventsWriter *const", cpp::Shape::Pointer},
      {"std::unique_ptr<tensorflow::EventsWriter, std::default_delete<tensorflow::EventsWriter>> &", cpp::Shape::Smart},
      {"std::unique_ptr<tensorflow::EventsWriter, Mine>", cpp::Shape::Other},
      {"std::vector<tensorflow::EventsWriter *>", cpp::Shape::Other},
      {"tensorflow::EventsWriter **", cpp::Shape::Other},
  };
  for (const auto &[Type, Shape] : Cases)
    EXPECT_EQ(cpp::shapeOf(Type), Shape) << Type;
}

TEST(Words, AreFoundInCodeOnly) {
  EXPECT_TRUE(cpp::hasWord("a.WriteEvent(x)", {"WriteEvent"}));
  EXPECT_FALSE(cpp::hasWord("a.WriteEvents(x) // WriteEvent", {"WriteEvent"}));
  EXPECT_FALSE(cpp::hasWord("/* WriteEvent */ \"WriteEvent\" R\"x(WriteEvent)x\" 'W'", {"WriteEvent"}));
  EXPECT_TRUE(cpp::hasWord("1'000; w(\"\\\"\"); WriteEvent", {"WriteEvent"}));
}

TEST(Commands, KeepWhatDecidesAboutMeaning) {
  EXPECT_THAT(
      cpp::relevantArguments({"-O2", "-Iinc",    "-I",   "more",         "-DA=1",     "-Wall", "-o",
                              "x.o", "-c",       "x.cc", "-std=gnu++14", "-isystem",  "/s",    "-include-pch",
                              "p",   "-include", "c.h",  "-fno-plt",     "-fno-rtti", "-MF",   "d"}),
      ElementsAre("-Iinc", "-I", "more", "-DA=1", "-std=gnu++14", "-isystem", "/s", "-include", "c.h", "-fno-rtti"));
}

TEST(Edits, TakeWholeLinesWhereNothingIsLeft) {
  auto File = text::SourceFile::fromBytes("a.cc", "{\n  a; b;\n  c;  // kept\n  d(\n    1);\n}\n");
  ASSERT_TRUE(bool(File));
  const llvm::StringRef Text = File->bytes();
  auto gone = [&](llvm::StringRef What) {
    const uint32_t At = static_cast<uint32_t>(Text.find(What));
    return cpp::PlannedEdit{{0, At, At + static_cast<uint32_t>(What.size())}, "", true};
  };
  auto Edits = cpp::finishEdits(*File, {gone("a;"), gone("b;"), gone("c;"), gone("d(\n    1);")});
  ASSERT_TRUE(bool(Edits));
  auto New = text::applyEdits(Text, *Edits);
  ASSERT_TRUE(bool(New));
  EXPECT_EQ(*New, "{\n  // kept\n}\n");
  auto One = cpp::finishEdits(*File, {gone("a;")});
  ASSERT_TRUE(bool(One));
  EXPECT_EQ(*text::applyEdits(Text, *One), "{\n  b;\n  c;  // kept\n  d(\n    1);\n}\n");
}
