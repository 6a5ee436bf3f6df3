#include "cpp/clang/FrontEnd.h"
#include "gmock/gmock.h"

using namespace summary_upgrade;
using testing::HasSubstr;
using testing::Not;

namespace {

cpp::Unit parse(std::string Text, std::vector<std::string> Args = {"-std=c++17"}) {
  cpp::ParseRequest Request;
  Request.Main = "/project/a.cc";
  Request.Args = std::move(Args);
  Request.Roots = {"/project"};
  Request.Overlay[Request.Main] = std::move(Text);
  auto U = cpp::parseUnit(Request);
  if (U)
    return std::move(*U);
  ADD_FAILURE() << llvm::toString(U.takeError());
  return {};
}

constexpr const char *Sample = R"(#include "tensorflow/core/util/events_writer.h"
int unrelated(int X) { return X; }
void log(tensorflow::EventsWriter *writer, const tensorflow::Event &event) { writer->WriteEvent(event); }
#ifdef NEVER
void other(tensorflow::EventsWriter &w);
#endif
)";

} // namespace

TEST(Facts, HoldWhatSpeaksOfWriters) {
  const cpp::Unit U = parse(Sample);
  EXPECT_TRUE(U.Errors.empty());
  EXPECT_EQ(U.Roots.size(), 1u);
  const std::string Dump = cpp::dump(U);
  EXPECT_THAT(Dump, HasSubstr("MemberCall 'WriteEvent' tensorflow::EventsWriter::WriteEvent"));
  EXPECT_THAT(Dump, HasSubstr("Mention 'class' : tensorflow::EventsWriter"));
  EXPECT_THAT(Dump, Not(HasSubstr("unrelated")));
  ASSERT_EQ(U.Skipped.size(), 1u);
  ASSERT_EQ(U.Includes.size(), 1u);
  EXPECT_TRUE(U.Includes[0].Found);
}

TEST(Facts, TravelAsJSON) {
  const cpp::Unit U = parse(Sample);
  auto Again = cpp::unitFromJSON(cpp::toJSON(U));
  ASSERT_TRUE(bool(Again)) << llvm::toString(Again.takeError());
  EXPECT_EQ(cpp::dump(*Again), cpp::dump(U));
  EXPECT_EQ(Again->Files, U.Files);
  EXPECT_EQ(Again->Skipped, U.Skipped);
}

TEST(Facts, OfABrokenWorkerAreRefused) {
  cpp::Unit U = parse(Sample);
  U.Nodes.back().Children.push_back(1u << 30);
  auto Again = cpp::unitFromJSON(cpp::toJSON(U));
  EXPECT_THAT(llvm::toString(Again.takeError()), HasSubstr("not understood"));
  auto Nothing = cpp::unitFromJSON(llvm::json::Object{});
  EXPECT_THAT(llvm::toString(Nothing.takeError()), HasSubstr("not understood"));
}

TEST(Facts, SurviveMissingHeadersAndErrors) {
  const cpp::Unit U = parse(std::string("#include <not_here.h>\nint f() { return undeclared; }\n") + Sample);
  EXPECT_EQ(U.Errors.size(), 2u);
  EXPECT_EQ(U.Roots.size(), 1u);
}
