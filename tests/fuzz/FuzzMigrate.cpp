// Any bytes through the whole pipeline: never a crash, the result parses, a second run changes nothing. A line `# ---
// model.py` starts another file, so that the input may be a project.
#include "migrate/Migrate.h"
#include "llvm/Support/raw_ostream.h"

using namespace summary_upgrade;

static void require(bool Condition, llvm::StringRef What, llvm::StringRef Detail) {
  if (Condition)
    return;
  llvm::errs() << What << ":\n" << Detail << '\n';
  abort();
}

static std::vector<text::SourceFile> filesOf(llvm::StringRef Input) {
  std::vector<text::SourceFile> Files;
  std::string Name = "main.py";
  while (true) {
    size_t Marker = Input.find("\n# --- ");
    llvm::StringRef Content = Input.take_front(Marker == llvm::StringRef::npos ? Marker : Marker + 1);
    bool Known = llvm::any_of(Files, [&](const text::SourceFile &F) { return F.path() == Name; });
    if (auto File = text::SourceFile::fromBytes(Name, Content.str()); !File)
      llvm::consumeError(File.takeError());
    else if (!Known)
      Files.push_back(std::move(*File));
    if (Marker == llvm::StringRef::npos)
      return Files;
    Input = Input.drop_front(Marker + 7);
    Name = Input.take_until([](char C) { return C == '\n'; }).rtrim().str();
    if (Name.empty() || Name.front() == '/')
      Name = "other.py";
    Input = Input.drop_until([](char C) { return C == '\n'; }).drop_front(Input.contains('\n') ? 1 : 0);
  }
}

static migrate::Migration migrateAll(const program::Project &P) {
  program::Linker Linked(P);
  program::Program Summary(Linked);
  migrate::Migration M = migrate::migrate(Summary, migrate::Options());
  require(M.Components.size() >= Summary.Components.size(), "a component without a result", ""); // lints come behind
  for (const migrate::ComponentResult &C : M.Components)
    // A component without v1 uses is one that was migrated before.
    require(C.What == migrate::Outcome::Migrated || !C.Uses || !C.Reason.empty(), "a decline without a reason",
            C.Place);
  for (const report::Finding &F : M.Findings)
    require(!F.Message.empty() && !F.Code.empty(), "a finding that says nothing", F.Code);
  return M;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  program::Project P = program::Project::fromSources(filesOf({reinterpret_cast<const char *>(Data), Size}));
  migrate::Migration M = migrateAll(P);
  std::vector<text::SourceFile> After;
  for (const auto &Module : P.modules()) {
    std::string Bytes = Module->File.bytes().str();
    for (const text::FileEdits &E : M.Edits) {
      if (E.Path != Module->File.path())
        continue;
      llvm::Expected<std::string> New = text::applyEdits(Module->File.bytes(), E.Edits);
      require(static_cast<bool>(New), "edits that cannot be applied", New ? "" : llvm::toString(New.takeError()));
      Bytes = std::move(*New);
    }
    llvm::Expected<text::SourceFile> File = text::SourceFile::fromBytes(Module->File.path().str(), Bytes);
    require(static_cast<bool>(File), "the result is no source file", Bytes);
    python::ParseResult Parsed = python::parseModule(*File);
    require(Parsed.Facts != nullptr, "the result does not parse", Parsed.Error.Message + "\n" + Bytes);
    After.push_back(std::move(*File));
  }
  program::Project Again = program::Project::fromSources(std::move(After));
  require(Again.problems().empty(), "the result has problems", "");
  for (const text::FileEdits &E : migrateAll(Again).Edits) {
    std::string Edits;
    for (const text::Edit &Edit : E.Edits)
      Edits +=
          "  [" + std::to_string(Edit.Where.Begin) + ", " + std::to_string(Edit.Where.End) + ") -> " + Edit.Text + "\n";
    require(E.Edits.empty(), "a second run changes " + E.Path, Edits);
  }
  return 0;
}
