// Parts are what hangs together through imports; nothing gets lost between them.
#include "program/ProjectParts.h"
#include "gtest/gtest.h"
#include <map>
#include <mutex>
#include <random>

using namespace summary_upgrade;
using namespace summary_upgrade::program;

namespace {

/// A disk in memory.
class Memory : public FileProvider {
public:
  std::map<std::string, std::string> Texts;

  llvm::Expected<text::SourceFile> read(llvm::StringRef Path) const override {
    auto It = Texts.find(Path.str());
    if (It == Texts.end())
      return llvm::createStringError("no such file");
    return text::SourceFile::fromBytes(Path.str(), It->second);
  }
  bool exists(llvm::StringRef Path) const override { return Texts.count(Path.str()) > 0; }
  std::vector<std::string> pythonFiles(llvm::StringRef, bool) const override { return {}; }
  std::vector<std::string> paths() const {
    std::vector<std::string> Result;
    for (const auto &[Path, Text] : Texts)
      Result.push_back(Path);
    return Result;
  }
};

/// Paths of each part, "a b", and how each file sees its imports.
struct Seen {
  std::vector<std::string> Parts;
  std::map<std::string, std::vector<std::string>> Imports;
};

void note(const Project &P, Seen &Out, std::string &Part) {
  for (const auto &M : P.modules()) {
    Part += (Part.empty() ? "" : " ") + M->AbsolutePath;
    std::vector<std::string> &Names = Out.Imports[M->AbsolutePath];
    for (uint32_t To : M->ImportsFiles)
      Names.push_back(P.module(To).AbsolutePath);
    llvm::sort(Names);
  }
}

Seen parts(const Memory &Disk, unsigned Threads, const std::vector<std::string> &Paths) {
  ProjectParts Parts(Paths, Disk, Threads, {}, {}, {});
  Seen Result;
  Result.Parts.resize(Parts.size());
  std::mutex Lock;
  Parts.take([&](size_t Part, Project P) {
    const std::lock_guard<std::mutex> Guard(Lock);
    note(P, Result, Result.Parts[Part]);
  });
  return Result;
}

constexpr const char *Op = "import tensorflow as tf\ntf.summary.scalar('x', 1)\n";

TEST(ProjectParts, FilesThatHangTogether) {
  Memory Disk;
  Disk.Texts = {{"/p/model.py", Op},       {"/p/train.py", std::string("import model\n") + Op},
                {"/p/other.py", Op},       {"/p/pkg/__init__.py", std::string("from . import a\n") + Op},
                {"/p/pkg/a.py", Op},       {"/p/pkg/b.py", Op}, // `pkg.b`, for whoever imports pkg
                {"/p/prose.py", "x = 1\n"}};
  EXPECT_EQ(parts(Disk, 1, Disk.paths()).Parts,
            (std::vector<std::string>{"/p/model.py /p/train.py", "/p/other.py",
                                      "/p/pkg/__init__.py /p/pkg/a.py /p/pkg/b.py"}));
}

TEST(ProjectParts, AScriptElsewhereExtendsTheSearchPath) {
  Memory Disk;
  Disk.Texts = {{"/p/lib/net.py", Op},
                {"/p/run/main.py", std::string("import net\n") + Op},
                {"/p/set.py", std::string("import sys\nsys.path.append('/p/lib')\n") + Op}};
  const Seen Result = parts(Disk, 1, Disk.paths());
  EXPECT_EQ(Result.Parts, (std::vector<std::string>{"/p/lib/net.py /p/run/main.py", "/p/set.py"}));
  EXPECT_EQ(Result.Imports.at("/p/run/main.py"), std::vector<std::string>{"/p/lib/net.py"});
}

TEST(ProjectParts, AFolderAboveAllPaths) {
  // `python -m` from /p; PATHS is /p/src alone, so that its parent is no folder of the project.
  Memory Disk;
  Disk.Texts = {{"/p/src/a/model.py", Op}, {"/p/src/b/train.py", std::string("from src.a import model\n") + Op}};
  EXPECT_EQ(parts(Disk, 1, Disk.paths()).Parts, std::vector<std::string>{"/p/src/a/model.py /p/src/b/train.py"});
}

TEST(ProjectParts, WordsOfOtherPartsAreKnown) {
  Memory Disk;
  Disk.Texts = {{"/p/plot.py", "import tensorflow as tf\ntf.train.summary_iterator('x')\n"}, {"/p/train.py", Op}};
  ProjectParts Parts(Disk.paths(), Disk, 1, {}, {}, {});
  ASSERT_EQ(Parts.size(), 2u);
  Parts.take([](size_t, Project P) {
    EXPECT_TRUE(P.words().ReadsEvents);
    EXPECT_FALSE(P.words().OldWriting);
  });
}

TEST(ProjectParts, WhatCannotBeRead) {
  Memory Disk;
  Disk.Texts = {{"/p/a.py", Op}, {"/p/broken.py", std::string(Op) + "def f(:\n"}};
  ProjectParts Parts({"/p/a.py", "/p/broken.py", "/p/gone.py"}, Disk, 1, {}, {}, {});
  EXPECT_EQ(Parts.filesSeen(), 3u);
  EXPECT_EQ(Parts.paths(), (std::vector<std::string>{"/p/a.py", "/p/broken.py"}));
  ASSERT_EQ(Parts.problems().size(), 1u);
  EXPECT_EQ(Parts.problems()[0].Path, "/p/gone.py");
  std::vector<std::string> Said;
  Parts.take([&](size_t, Project P) {
    for (const FileProblem &Problem : P.problems())
      Said.push_back(Problem.Path);
  });
  EXPECT_EQ(Said, std::vector<std::string>{"/p/broken.py"});
}

/// Each file sees in its part what it sees in the whole project, whatever the threads.
TEST(ProjectParts, NothingIsLost) {
  std::mt19937 Random(11);
  size_t Several = 0;
  for (unsigned Round = 0; Round < 40; ++Round) {
    Memory Disk;
    const size_t N = 2 + Random() % 24;
    auto name = [](size_t I) { return "m" + std::to_string(100 + I); };
    for (size_t I = 0; I < N; ++I) {
      std::string Text = Random() % 3 ? Op : "x = 1\n";
      for (size_t J = 0; J < N; ++J)
        if (Random() % (2 * N) < 2)
          Text = (Random() % 2 ? "import " + name(J) : "from " + name(J) + " import x") + "\n" + Text;
      Disk.Texts["/p/" + name(I) + ".py"] = Text;
    }
    Seen Whole;
    std::string All;
    note(Project::load(Disk.paths(), Disk), Whole, All);
    const Seen One = parts(Disk, 1, Disk.paths()), Four = parts(Disk, 4, Disk.paths());
    EXPECT_EQ(One.Parts, Four.Parts);
    EXPECT_EQ(One.Imports, Whole.Imports) << "round " << Round;
    EXPECT_EQ(Four.Imports, Whole.Imports) << "round " << Round;
    Several += One.Parts.size() > 1;
  }
  EXPECT_GT(Several, 10u);
}

} // namespace
