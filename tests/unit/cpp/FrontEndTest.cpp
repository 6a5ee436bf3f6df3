#include "cpp/clang/FrontEnd.h"
#include "gtest/gtest.h"

using namespace summary_upgrade;

TEST(FrontEnd, KnowsWhichClangItIs) { EXPECT_TRUE(llvm::StringRef(cpp::clangVersion()).starts_with("19.")); }
