#include "verify/Overlay.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace llvm;

namespace summary_upgrade::verify {
namespace {

class OverlayTest : public ::testing::Test {
protected:
  void SetUp() override {
    SmallString<128> Made;
    ASSERT_FALSE(sys::fs::createUniqueDirectory("summary-upgrade-overlay", Made));
    SmallString<128> Real;
    ASSERT_FALSE(sys::fs::real_path(Made, Real));
    Top = std::string(Real);
  }
  void TearDown() override { (void)sys::fs::remove_directories(Top); }

  std::string at(const Twine &Name) const { return (Top + "/" + Name).str(); }
  void write(const Twine &Name, StringRef Text) const {
    std::string Path = at(Name);
    (void)sys::fs::create_directories(sys::path::parent_path(Path));
    std::error_code Code;
    raw_fd_ostream(Path, Code) << Text;
    ASSERT_FALSE(Code);
  }
  std::string read(const Twine &Name) const {
    auto Buffer = MemoryBuffer::getFile(at(Name));
    return Buffer ? (*Buffer)->getBuffer().str() : "(absent)";
  }
  /// The copy of project/ with the working directory at `Here`.
  Overlay overlay(const Contents &New = {}, StringRef Here = "project", OverlayLimits Limits = {}) {
    Place P{at("project"), at("project"), at(Here), at("project/train.py")};
    if (Here.empty() || Here == ".")
      P.Base = P.Directory = Top;
    auto O = Overlay::make(P, at("copy"), New, Limits);
    EXPECT_TRUE(!!O) << toString(O.takeError());
    return *O;
  }

  std::string Top;
};

TEST_F(OverlayTest, CopiesSourcesAndLinksLargeData) {
  write("project/train.py", "import model\n");
  write("project/model/net.py", "x = 1\n");
  write("project/small.json", "{}");
  write("project/large.bin", std::string(100, 'x'));
  write("project/large.py", std::string(100, '#'));
  OverlayLimits Limits;
  Limits.CopiedFile = 50;
  overlay({}, "project", Limits);
  EXPECT_EQ(read("copy/model/net.py"), "x = 1\n");
  EXPECT_FALSE(sys::fs::is_symlink_file(at("copy/small.json")));
  EXPECT_TRUE(sys::fs::is_symlink_file(at("copy/large.bin")));
  EXPECT_FALSE(sys::fs::is_symlink_file(at("copy/large.py")));
  EXPECT_EQ(read("copy/large.bin"), std::string(100, 'x'));
}

TEST_F(OverlayTest, LeavesOutEventFilesAndWhatIsNotTheProject) {
  write("project/train.py", "");
  write("project/logs/events.out.tfevents.1.host", "old");
  write("project/.git/config", "");
  write("project/__pycache__/train.pyc", "");
  write("project/.venv/pyvenv.cfg", "");
  write("project/.hidden/data", "kept");
  overlay();
  EXPECT_EQ(read("copy/logs/events.out.tfevents.1.host"), "(absent)");
  EXPECT_TRUE(sys::fs::is_directory(at("copy/logs"))) << "a program may expect its log directory";
  for (const char *Absent : {"copy/.git", "copy/__pycache__", "copy/.venv"})
    EXPECT_FALSE(sys::fs::exists(at(Absent))) << Absent;
  EXPECT_EQ(read("copy/.hidden/data"), "kept");
}

TEST_F(OverlayTest, NewContentsAlsoBehindALink) {
  write("project/real.py", "old");
  write("project/train.py", "old");
  ASSERT_FALSE(sys::fs::create_link(at("project/real.py"), at("project/link.py")));
  overlay({{at("project/real.py"), "new"}});
  EXPECT_EQ(read("copy/real.py"), "new");
  EXPECT_EQ(read("copy/link.py"), "new");
  EXPECT_EQ(read("copy/train.py"), "old");
  EXPECT_EQ(read("project/real.py"), "old");
}

TEST_F(OverlayTest, TooManyFiles) {
  for (int I = 0; I < 5; ++I)
    write("project/" + Twine(I), "");
  OverlayLimits Limits;
  Limits.Entries = 3;
  auto O = Overlay::make({at("project"), at("project"), at("project"), at("project/0")}, at("copy"), {}, Limits);
  ASSERT_FALSE(!!O);
  EXPECT_NE(toString(O.takeError()).find("more than 3 files"), std::string::npos);
}

TEST_F(OverlayTest, ArgumentsAreCarriedOver) {
  write("project/train.py", "");
  write("data/set.csv", "1,2");
  write("other/set.csv", "1,2");
  Overlay O = overlay({}, ".");
  EXPECT_EQ(O.argument("--steps=5"), "--steps=5");
  EXPECT_EQ(O.argument("logs"), "logs");
  EXPECT_EQ(O.argument(at("project/logs")), at("copy/project/logs"));
  EXPECT_EQ(O.argument("--logdir=" + at("project/./x/../logs")), "--logdir=" + at("copy/project/logs"));
  EXPECT_EQ(O.argument("/elsewhere/logs"), "/elsewhere/logs");
  EXPECT_EQ(O.argument(at("data/set.csv")), at("data/set.csv")) << "it is not in the copy";
  EXPECT_EQ(O.argument(at("project") + "-not/logs"), at("project") + "-not/logs")
      << "the same beginning, another folder";
  // A relative path that the user has there is there in the copy.
  EXPECT_EQ(read("copy/data/set.csv"), "(absent)");
  EXPECT_EQ(O.argument("data/set.csv"), "data/set.csv");
  EXPECT_EQ(read("copy/data/set.csv"), "1,2");
  EXPECT_EQ(O.argument("--data=other"), "--data=other");
  EXPECT_EQ(read("copy/other/set.csv"), "1,2");
}

TEST_F(OverlayTest, ProjectOfAScript) {
  write("project/pyproject.toml", "");
  write("project/a/b/train.py", "");
  write("loose/package/__init__.py", "");
  write("loose/package/train.py", "");
  auto P = Place::of(at("project/a/b/train.py"));
  ASSERT_TRUE(!!P);
  EXPECT_EQ(P->Root, at("project"));
  EXPECT_EQ(P->Directory, at("project/a/b")) << "the working directory has nothing to do with it";
  P = Place::of(at("loose/package/train.py"));
  ASSERT_TRUE(!!P);
  EXPECT_EQ(P->Root, at("loose"));
  P = Place::of(at("loose/package/train.py"), at("project"));
  ASSERT_FALSE(!!P);
  EXPECT_NE(toString(P.takeError()).find("does not lie in"), std::string::npos);
  P = Place::of(at("absent.py"));
  ASSERT_FALSE(!!P);
  consumeError(P.takeError());
}

} // namespace
} // namespace summary_upgrade::verify
