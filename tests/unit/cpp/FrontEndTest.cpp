#include "cpp/FrontEnd.h"
#include "gtest/gtest.h"

using namespace summary_upgrade;

TEST(FrontEnd, KnowsWhichClangItIs) { EXPECT_TRUE(llvm::StringRef(cpp::clangVersion()).starts_with("19.")); }

TEST(FrontEnd, TellsCodeFromNonsense) {
  EXPECT_TRUE(cpp::parses(
      "template <class T> auto twice(T X) { return X + X; } static_assert(sizeof(twice(1)) == 4);"));
  EXPECT_FALSE(cpp::parses("int main() { return undeclared; }"));
  EXPECT_FALSE(cpp::parses("#include <no_such_header.h>\n"));
}
