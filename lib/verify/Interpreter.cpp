#include "verify/Interpreter.h"
#include "verify/Process.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/VersionTuple.h"
#include <cstdlib>

extern char **environ;

using namespace llvm;
namespace path = llvm::sys::path;

namespace summary_upgrade::verify {

namespace {

/// Prints the versions of Python and TensorFlow without importing the latter, which takes seconds.
constexpr char Probe[] = R"(
import os, re, sys
found = ''
for folder in sys.path:
    try:
        names = os.listdir(folder or '.')
    except OSError:
        continue
    if 'tensorflow' not in names and 'tensorflow_core' not in names:
        continue
    for name in names:
        match = re.match(r'(tensorflow|tensorflow_cpu|tensorflow_gpu|tensorflow_rocm|tensorflow_macos|intel_tensorflow|tf_nightly\w*)-(\d[^-]*)\.(dist|egg)-info$', name)
        if match:
            found = match.group(2)
    break
print('summary-upgrade %d.%d.%d %s' % (sys.version_info[:3] + (found,)))
)";

std::string environment(const char *Name) {
  const char *Value = std::getenv(Name);
  return Value ? Value : "";
}

Error error(const Twine &Message) { return createStringError(inconvertibleErrorCode(), Message); }

std::string join(StringRef A, const Twine &B, const Twine &C = "", const Twine &D = "") {
  SmallString<256> Result(A);
  path::append(Result, B, C, D);
  return std::string(Result);
}

} // namespace

std::vector<std::string> InterpreterFinder::candidates() {
  std::vector<std::string> Result;
  for (const char *Variable : {"VIRTUAL_ENV", "CONDA_PREFIX"})
    if (std::string Folder = environment(Variable); !Folder.empty())
      Result.push_back(join(Folder, "bin", "python"));
  std::string Home = environment("HOME"), Oracle = environment("SUMMARY_UPGRADE_ORACLE_DIR");
  if (Oracle.empty() && !Home.empty())
    Oracle = join(Home, ".cache", "summary-upgrade", "oracle");
  if (!Oracle.empty())
    for (const char *Name : {"tf1", "tf2"})
      Result.push_back(join(Oracle, Name, "bin", "python"));
  SmallVector<StringRef> Folders;
  std::string Path = environment("PATH");
  StringRef(Path).split(Folders, ':', -1, false);
  for (StringRef Folder : Folders)
    for (const char *Name : {"python3", "python", "python3.7", "python3.6", "python3.8", "python3.9", "python3.10",
                             "python3.11", "python3.12", "python3.13"})
      Result.push_back(join(Folder, Name));
  std::string Pyenv = environment("PYENV_ROOT");
  if (Pyenv.empty() && !Home.empty())
    Pyenv = join(Home, ".pyenv");
  if (!Pyenv.empty()) {
    std::vector<std::pair<VersionTuple, std::string>> Versions;
    std::error_code Error;
    for (sys::fs::directory_iterator It(join(Pyenv, "versions"), Error), End; It != End && !Error;
         It.increment(Error)) {
      VersionTuple Version;
      Version.tryParse(path::filename(It->path()));
      Versions.emplace_back(Version, join(It->path(), "bin", "python"));
    }
    llvm::sort(Versions,
               [](const auto &A, const auto &B) { return std::tie(B.first, A.second) < std::tie(A.first, B.second); });
    for (auto &[Version, Python] : Versions)
      Result.push_back(Python);
  }
  return Result;
}

std::optional<Interpreter> InterpreterFinder::probe(StringRef Path) {
  auto [It, New] = Known.try_emplace(Path.str());
  if (!New)
    return It->second;
  if (!sys::fs::can_execute(Path))
    return std::nullopt;
  Command C;
  C.Arguments = {Path.str(), "-c", Probe};
  for (char **Variable = environ; *Variable; ++Variable)
    C.Environment.push_back(*Variable);
  C.Directory = Scratch;
  C.Output = join(Scratch, "probe.out");
  C.Timeout = 30;
  ProcessResult Done = runProcess(C);
  auto Buffer = MemoryBuffer::getFile(C.Output);
  if (!Done.ok() || !Buffer)
    return std::nullopt;
  StringRef Line = (*Buffer)->getBuffer();
  Line = Line.substr(Line.find("summary-upgrade ")).split('\n').first;
  SmallVector<StringRef, 3> Words;
  Line.rtrim().split(Words, ' ');
  if (Words.size() < 2)
    return std::nullopt;
  return It->second = Interpreter{Path.str(), Words[1].str(), Words.size() > 2 ? Words[2].str() : std::string()};
}

Expected<Interpreter> InterpreterFinder::named(StringRef Path) {
  SmallString<256> Absolute(Path);
  if (!Path.contains('/')) {
    auto Found = sys::findProgramByName(Path);
    if (!Found)
      return error("`" + Path + "`: no such program");
    Absolute = *Found;
  }
  (void)sys::fs::make_absolute(Absolute);
  path::remove_dots(Absolute, /*remove_dot_dot=*/false);
  std::optional<Interpreter> I = probe(Absolute);
  if (!I)
    return error("`" + Path + "` does not run as a Python");
  if (I->TensorFlow.empty())
    return error("`" + Path + "` is Python " + I->Python + " without TensorFlow");
  return *I;
}

Expected<Interpreter> InterpreterFinder::find(Need Wanted, StringRef Variable) {
  if (std::string Named = environment(Variable.str().c_str()); !Named.empty()) {
    auto I = named(Named);
    return I ? std::move(I) : error(Variable + ": " + toString(I.takeError()));
  }
  std::vector<std::string> All = candidates();
  for (unsigned Generation : Wanted == Need::Later ? SmallVector<unsigned, 2>{2} : SmallVector<unsigned, 2>{1, 2})
    for (const std::string &Path : All)
      if (std::optional<Interpreter> I = probe(Path); I && I->generation() == Generation)
        return *I;
  return error(Wanted == Need::Later ? "no Python with TensorFlow 2 was found" : "no Python with TensorFlow was found");
}

} // namespace summary_upgrade::verify
