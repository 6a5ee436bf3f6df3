// A line on the terminal that says how far a long run is.
#ifndef SUMMARY_UPGRADE_TOOLS_PROGRESS_H
#define SUMMARY_UPGRADE_TOOLS_PROGRESS_H

#include "program/Project.h"
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace summary_upgrade::tools {

/// Draws on standard error, only when that is a terminal and the run takes long (half a second;
/// SUMMARY_UPGRADE_PROGRESS_DELAY sets another number of milliseconds, for tests). Nothing of it stays: who
/// prints does so outside of phases.
class Progress {
public:
  explicit Progress(bool Wanted);

  /// One thing that takes its time; the line is erased when it ends. `All` may be 0: the number of parts is
  /// not known.
  class Phase {
  public:
    Phase(Progress &P, llvm::StringRef What, uint32_t All = 0) : P(P) { P.begin(What, All); }
    ~Phase() { P.end(); }
    Phase(const Phase &) = delete;
    Phase &operator=(const Phase &) = delete;

  private:
    Progress &P;
  };

  /// From any thread: one more part is done, or there are `More` parts.
  void step() { ++Done; }
  void expect(uint32_t More) { All += More; }

private:
  void begin(llvm::StringRef What, uint32_t All);
  void end();
  void draw();

  bool Enabled = false;
  std::chrono::milliseconds Delay;
  std::chrono::steady_clock::time_point Start;
  std::string What;
  std::atomic<uint32_t> Done = 0, All = 0;
  bool Drawn = false, Ended = false;
  std::mutex Lock;
  std::condition_variable Wake;
  std::thread Ticker;
};

/// The disk, with each file that is read counted.
class CountedFiles : public program::FileProvider {
public:
  explicit CountedFiles(Progress &Bar) : Bar(Bar) {}
  llvm::Expected<text::SourceFile> read(llvm::StringRef Path) const override {
    auto File = Disk.read(Path);
    Bar.step();
    return File;
  }
  bool exists(llvm::StringRef Path) const override { return Disk.exists(Path); }
  std::vector<std::string> pythonFiles(llvm::StringRef Directory, bool Recursive) const override {
    return Disk.pythonFiles(Directory, Recursive);
  }
  std::string realPath(llvm::StringRef Path) const override { return Disk.realPath(Path); }
  program::ParsedFile parse(const text::SourceFile &File) const override { return Disk.parse(File); }

private:
  const program::FileProvider &Disk = program::diskFiles();
  Progress &Bar;
};

} // namespace summary_upgrade::tools

#endif
