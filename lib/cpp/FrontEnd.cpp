#include "cpp/FrontEnd.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/Version.h"
#include "clang/Frontend/FrontendActions.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/VirtualFileSystem.h"

namespace summary_upgrade::cpp {

std::string clangVersion() { return CLANG_VERSION_STRING; }

// Nothing but a test calls this yet. It is retained so that the program has Clang's parser in it from its
// first version on, and size and start-up are measured with it.
[[gnu::used, gnu::retain]] bool parses(llvm::StringRef Code) {
  // An in-memory file system: the answer must not depend on the machine's headers or on a file called
  // input.cc.
  llvm::IntrusiveRefCntPtr<llvm::vfs::InMemoryFileSystem> Memory(new llvm::vfs::InMemoryFileSystem);
  Memory->addFile("input.cc", 0, llvm::MemoryBuffer::getMemBufferCopy(Code));
  llvm::IntrusiveRefCntPtr<clang::FileManager> Files(
      new clang::FileManager(clang::FileSystemOptions(), Memory));
  // The plain consumer counts errors and prints nothing; IgnoringDiagConsumer does not even count.
  clang::DiagnosticConsumer Quiet;
  clang::tooling::ToolInvocation Invocation(
      {"summary-upgrade", "-fsyntax-only", "-std=c++17", "-fno-caret-diagnostics", "input.cc"},
      std::make_unique<clang::SyntaxOnlyAction>(), Files.get());
  Invocation.setDiagnosticConsumer(&Quiet);
  return Invocation.run();
}

} // namespace summary_upgrade::cpp
