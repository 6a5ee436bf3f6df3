// Which files can be parts of one running program, whatever the shape of the imports.
#include "program/Project.h"
#include "gtest/gtest.h"
#include <random>

using namespace summary_upgrade;
using namespace summary_upgrade::program;

namespace {

using Matrix = std::vector<std::vector<bool>>;

Project importing(const Matrix &Imports) {
  std::vector<text::SourceFile> Files;
  for (size_t I = 0; I < Imports.size(); ++I) {
    std::string Text;
    for (size_t J = 0; J < Imports.size(); ++J)
      if (Imports[I][J])
        Text += "import m" + std::to_string(100 + J) + "\n";
    auto File = text::SourceFile::fromBytes("/project/m" + std::to_string(100 + I) + ".py", Text + "x = 1\n");
    EXPECT_TRUE(static_cast<bool>(File));
    Files.push_back(std::move(*File));
  }
  return Project::fromSources(std::move(Files));
}

/// The definition: some file reaches both.
bool together(Matrix Reaches, size_t A, size_t B) {
  size_t N = Reaches.size();
  for (size_t I = 0; I < N; ++I)
    Reaches[I][I] = true;
  for (size_t K = 0; K < N; ++K)
    for (size_t I = 0; I < N; ++I)
      for (size_t J = 0; J < N; ++J)
        if (Reaches[I][K] && Reaches[K][J])
          Reaches[I][J] = true;
  for (size_t I = 0; I < N; ++I)
    if (Reaches[I][A] && Reaches[I][B])
      return true;
  return false;
}

TEST(Project, FilesRunTogetherWhenSomeFileReachesBoth) {
  std::mt19937 Random(7);
  unsigned Together = 0, Apart = 0;
  for (unsigned Round = 0; Round < 60; ++Round) {
    size_t N = 1 + Random() % 9;
    Matrix Imports(N, std::vector<bool>(N));
    for (auto &Row : Imports)
      for (size_t J = 0; J < N; ++J)
        Row[J] = Random() % (2 + Round % 7) == 0; // from dense, with cycles, to sparse
    Project P = importing(Imports);
    ASSERT_EQ(P.modules().size(), N);
    for (uint32_t A = 0; A < N; ++A)
      for (uint32_t B = 0; B < N; ++B) {
        bool Expected = together(Imports, A, B);
        (Expected ? Together : Apart)++;
        ASSERT_EQ(P.mayRunTogether(A, B), Expected)
            << "round " << Round << ": files " << A << " and " << B << " of " << N;
      }
  }
  EXPECT_GT(Together, 100u);
  EXPECT_GT(Apart, 100u);
}

} // namespace
