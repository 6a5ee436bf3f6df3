// Writes the originals of all examples marked `run` as programs, a folder each, for tests/oracle/run.py, and into the
// second folder the programs that say what they do (`writes=`, `raises=`), for tests/oracle/lints.py: DumpExamples RUN
// DOES
#include "rulebook/Example.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace summary_upgrade::rulebook;

namespace {

std::error_code write(llvm::StringRef Folder, llvm::StringRef Name, llvm::StringRef Text) {
  llvm::SmallString<128> Path(Folder);
  llvm::sys::path::append(Path, Name);
  std::error_code Error;
  llvm::raw_fd_ostream(Path, Error) << Text;
  return Error;
}

/// The options of the command, as JSON strings.
std::string options(const Example &E) {
  std::string Result = E.Unsafe ? "\"--unsafe-fixes\"" : "";
  for (auto [Name, Value] : {std::pair("--target", E.Target), {"--tags", E.Tags}, {"--strategy", E.Strategy}})
    if (!Value.empty())
      Result += (Result.empty() ? "\"" : ", \"") + std::string(Name) + "=" + Value + "\"";
  return Result;
}

/// A version of an example that says what it does.
std::error_code dumpDoer(llvm::StringRef Root, const llvm::Twine &Name, llvm::StringRef Text, llvm::StringRef Does) {
  llvm::SmallString<128> Folder(Root);
  llvm::sys::path::append(Folder, Name);
  std::error_code Error = llvm::sys::fs::create_directories(Folder);
  if (!Error)
    Error = write(Folder, "train.py", Text);
  return Error ? Error : write(Folder, "does", Does);
}

} // namespace

int main(int Count, char **Arguments) {
  if (Count != 3) {
    llvm::errs() << "usage: dump_rule_examples RUN DOES\n";
    return 2;
  }
  llvm::sys::fs::remove_directories(Arguments[2]);
  // An example that is gone must not be run any more.
  llvm::sys::fs::remove_directories(Arguments[1]);
  std::vector<PageProblem> Problems;
  unsigned Dumped = 0, Doers = 0;
  for (const Rule &R : RuleBook::get().all())
    for (const Example &E : parseExamples(R, RuleBook::get(), Problems)) {
      const ExampleFile &First = E.Files.front();
      const std::string Name = (R.Code + "_line" + llvm::Twine(E.Line)).str();
      for (auto [Side, Text, Does] :
           {std::tuple("", &First.Before, &First.BeforeDoes), {"_after", &First.After, &First.AfterDoes}})
        if (!Does->empty()) {
          if (std::error_code Error = dumpDoer(Arguments[2], Name + Side, *Text, *Does)) {
            llvm::errs() << Name << ": " << Error.message() << '\n';
            return 1;
          }
          ++Doers;
        }
      if (!E.Run || E.Language != ExampleLanguage::Python)
        continue;
      llvm::SmallString<128> Folder(Arguments[1]);
      llvm::sys::path::append(Folder, R.Code + "_line" + std::to_string(E.Line));
      std::error_code Error = llvm::sys::fs::create_directories(Folder);
      for (const ExampleFile &File : E.Files)
        if (!Error)
          Error = write(Folder, File.Name, File.Before);
      // A program without a graph becomes an eager one, which needs TensorFlow 2.
      const bool Eager = llvm::any_of(E.Files, [](const ExampleFile &File) {
        return llvm::StringRef(File.Before).contains(" tf.summary.FileWriter(") &&
               llvm::StringRef(File.After).contains(" tf.summary.create_file_writer(");
      });
      if (!Error)
        Error = write(Folder, "expect.json",
                      "{\"main\": \"train.py\", " + std::string(Eager ? "\"target\": \"d\", " : "") + "\"options\": [" +
                          options(E) + "]}\n");
      if (Error) {
        llvm::errs() << Folder << ": " << Error.message() << '\n';
        return 1;
      }
      ++Dumped;
    }
  llvm::outs() << Dumped << " examples, " << Doers << " programs that say what they do\n";
  return Dumped && Doers ? 0 : 1;
}
