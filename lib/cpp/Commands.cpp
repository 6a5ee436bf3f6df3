#include "cpp/Project.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;
namespace path = llvm::sys::path;

namespace summary_upgrade::cpp {

bool isCppSource(StringRef Path) {
  return StringSwitch<bool>(path::extension(Path)).Cases(".cc", ".cpp", ".cxx", ".c++", ".C", true).Default(false);
}
bool isCppHeader(StringRef Path) {
  return StringSwitch<bool>(path::extension(Path))
      .Cases(".h", ".hh", ".hpp", ".hxx", ".inl", ".ipp", ".tcc", true)
      .Default(false);
}

std::vector<std::string> cppFiles(StringRef Folder) {
  std::vector<std::string> Files;
  std::error_code Error;
  for (sys::fs::recursive_directory_iterator At(Folder, Error, /*follow_symlinks=*/false), End; At != End && !Error;
       At.increment(Error)) {
    StringRef Name = path::filename(At->path());
    if (At->type() == sys::fs::file_type::directory_file) {
      if (Name.starts_with(".") || Name == "node_modules" || Name.starts_with("bazel-") || Name == "CMakeFiles")
        At.no_push();
    } else if (At->type() == sys::fs::file_type::regular_file && (isCppSource(Name) || isCppHeader(Name))) {
      Files.push_back(At->path());
    }
  }
  llvm::sort(Files);
  return Files;
}

std::vector<std::string> relevantArguments(ArrayRef<std::string> Args) {
  // An argument that our Clang does not know would be an error, and most say nothing about meaning.
  static constexpr StringLiteral WithValue[] = {"-I", "-isystem", "-iquote",   "-idirafter", "-D",
                                                "-U", "-include", "-isysroot", "-imacros",   "-x"};
  static constexpr StringLiteral Whole[] = {
      "-std=",     "-stdlib=",      "--sysroot",       "-nostdinc", "-pthread", "-fno-exceptions", "-fexceptions",
      "-fno-rtti", "-frtti",        "-fopenmp",        "-m32",      "-m64",     "-fsigned-char",   "-funsigned-char",
      "-ansi",     "-fshort-wchar", "-fms-extensions", "-fchar8_t"};
  std::vector<std::string> Kept;
  for (size_t I = 0; I < Args.size(); ++I) {
    StringRef A = Args[I];
    bool Taken = false;
    for (StringRef Option : WithValue) {
      if (A == Option && I + 1 < Args.size()) {
        Kept.push_back(A.str());
        Kept.push_back(Args[++I]);
        Taken = true;
        break;
      }
      // "-include-pch" is no "-include".
      if (A.starts_with(Option) && A.size() > Option.size() && (Option.size() == 2 || Option.starts_with("-i")) &&
          A[Option.size()] != '-') {
        Kept.push_back(A.str());
        Taken = true;
        break;
      }
    }
    if (!Taken)
      for (StringRef Option : Whole)
        if (A.starts_with(Option)) {
          Kept.push_back(A.str());
          break;
        }
  }
  return Kept;
}

Expected<Commands> readCommands(StringRef Path) {
  SmallString<256> File(Path);
  if (sys::fs::is_directory(File))
    path::append(File, "compile_commands.json");
  auto Buffer = MemoryBuffer::getFile(File);
  if (!Buffer)
    return createStringError(Buffer.getError(), "%s: %s", File.c_str(), Buffer.getError().message().c_str());
  auto Parsed = json::parse((*Buffer)->getBuffer());
  if (!Parsed)
    return createStringError("%s: %s", File.c_str(), toString(Parsed.takeError()).c_str());
  const json::Array *List = Parsed->getAsArray();
  if (!List)
    return createStringError("%s: not a list of commands", File.c_str());
  Commands Result;
  SmallString<256> Here(File);
  sys::fs::make_absolute(Here);
  for (const json::Value &V : *List) {
    const json::Object *O = V.getAsObject();
    if (!O || !O->getString("file"))
      return createStringError("%s: an entry without a file", File.c_str());
    Command C;
    C.Directory = O->getString("directory").value_or(path::parent_path(Here)).str();
    std::vector<std::string> Args;
    if (const json::Array *Arguments = O->getArray("arguments")) {
      for (const json::Value &A : *Arguments)
        Args.push_back(A.getAsString().value_or("").str());
    } else {
      BumpPtrAllocator Memory;
      StringSaver Saver(Memory);
      SmallVector<const char *, 64> Words;
      cl::TokenizeGNUCommandLine(O->getString("command").value_or(""), Saver, Words);
      for (const char *W : Words)
        Args.push_back(W);
    }
    if (!Args.empty())
      Args.erase(Args.begin());
    C.Args = relevantArguments(Args);
    SmallString<256> Source(*O->getString("file"));
    sys::fs::make_absolute(C.Directory, Source);
    path::remove_dots(Source, true);
    std::vector<Command> &Known = Result[std::string(Source)];
    bool New = none_of(Known, [&](const Command &K) { return K.Directory == C.Directory && K.Args == C.Args; });
    if (New)
      Known.push_back(std::move(C));
  }
  return Result;
}

} // namespace summary_upgrade::cpp
