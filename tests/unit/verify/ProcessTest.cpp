#include "verify/Process.h"
#include "text/Interrupt.h"
#include "verify/Guard.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"
#include <csignal>
#include <thread>
#include <unistd.h>

using namespace llvm;

namespace summary_upgrade::verify {
namespace {

class ProcessTest : public ::testing::Test {
protected:
  void SetUp() override {
    SmallString<128> Made;
    ASSERT_FALSE(sys::fs::createUniqueDirectory("summary-upgrade-process", Made));
    Top = std::string(Made);
  }
  void TearDown() override { (void)sys::fs::remove_directories(Top); }

  Command shell(StringRef Script) const {
    Command C;
    C.Arguments = {"/bin/sh", "-c", Script.str()};
    C.Environment = {"PATH=/bin:/usr/bin", "WORD=pinned"};
    C.Directory = Top;
    C.Output = Top + "/output";
    return C;
  }
  std::string output() const {
    auto Buffer = MemoryBuffer::getFile(Top + "/output");
    return Buffer ? (*Buffer)->getBuffer().str() : std::string();
  }

  std::string Top;
};

TEST_F(ProcessTest, EndsAndOutput) {
  ProcessResult R = runProcess(shell("echo out; echo err >&2; cat; echo $WORD; pwd; exit 7"));
  EXPECT_EQ(R.How, ProcessResult::End::Exited);
  EXPECT_EQ(R.Code, 7);
  EXPECT_FALSE(R.ok());
  EXPECT_EQ(R.text(), "ended with exit code 7");
  SmallString<128> Real;
  (void)sys::fs::real_path(Top, Real);
  EXPECT_EQ(output(), ("out\nerr\npinned\n" + Real + "\n").str());
  R = runProcess(shell("kill -9 $$"));
  EXPECT_EQ(R.text(), "was killed by signal 9");
  EXPECT_TRUE(runProcess(shell("true")).ok());
}

TEST_F(ProcessTest, NotStarted) {
  Command C = shell("true");
  C.Arguments[0] = "/absent/program";
  EXPECT_EQ(runProcess(C).text(), "could not be started: No such file or directory");
  C = shell("true");
  C.Directory = "/absent";
  EXPECT_EQ(runProcess(C).How, ProcessResult::End::NotStarted);
}

TEST_F(ProcessTest, ItsFamilyEndsWithIt) {
  // One child in the background, one in a session of its own whose parent is gone.
  Command C = shell("sleep 977 & echo $!; (setsid sleep 978 & echo $!); sleep 977");
  C.Timeout = 0.5;
  ProcessResult R = runProcess(C);
  EXPECT_EQ(R.How, ProcessResult::End::TimedOut);
  EXPECT_GE(R.Seconds, 0.5);
  SmallVector<StringRef> Lines;
  std::string Text = output();
  StringRef(Text).split(Lines, '\n', -1, false);
  ASSERT_EQ(Lines.size(), 2u) << Text;
  for (StringRef Line : Lines) {
    pid_t Pid = 0;
    ASSERT_FALSE(Line.getAsInteger(10, Pid)) << Text;
    EXPECT_EQ(kill(Pid, 0), -1) << "still there: " << Pid;
  }
}

TEST_F(ProcessTest, OtherChildrenOfOursLive) {
  pid_t Mine = fork();
  if (Mine == 0) {
    pause();
    _exit(0);
  }
  EXPECT_TRUE(runProcess(shell("true")).ok());
  EXPECT_EQ(kill(Mine, 0), 0);
  kill(Mine, SIGKILL);
}

TEST_F(ProcessTest, Interrupt) {
  std::thread Later([] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    text::requestInterrupt();
  });
  ProcessResult R = runProcess(shell("sleep 977"));
  Later.join();
  text::clearInterrupt();
  EXPECT_EQ(R.How, ProcessResult::End::Interrupted);
}

TEST_F(ProcessTest, WritesOnlyWhereItMay) {
  ASSERT_FALSE(sys::fs::create_directory(Top + "/mine"));
  Command C = shell("echo x >mine/file && mkdir mine/folder && echo x >/dev/null && echo inside; echo x >other; mkdir "
                    "other; rm -f output; test -e output "
                    "&& echo outside is safe");
  C.Writable = {Top + "/mine"};
  ProcessResult R = runProcess(C);
  if (!R.Guarded)
    GTEST_SKIP() << "this kernel has no Landlock";
  EXPECT_TRUE(StringRef(output()).contains("inside\n")) << output();
  EXPECT_TRUE(StringRef(output()).contains("outside is safe")) << output();
  EXPECT_FALSE(sys::fs::exists(Top + "/other"));
}

} // namespace
} // namespace summary_upgrade::verify
