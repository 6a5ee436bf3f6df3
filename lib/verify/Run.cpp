#include "verify/Run.h"
#include "verify/Shim.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

extern char **environ;

using namespace llvm;
namespace path = llvm::sys::path;

namespace summary_upgrade::verify {

namespace {

Error error(StringRef Path, std::error_code Code) { return createStringError(Code, Path + ": " + Code.message()); }

std::string join(StringRef A, const Twine &B, const Twine &C = "") {
  SmallString<256> Result(A);
  path::append(Result, B, C);
  return std::string(Result);
}

Error writeFile(StringRef Path, StringRef Text) {
  std::error_code Code;
  raw_fd_ostream Out(Path, Code);
  if (Code)
    return error(Path, Code);
  Out << Text;
  Out.close();
  if (!Out.has_error())
    return Error::success();
  Code = Out.error();
  Out.clear_error();
  return error(Path, Code);
}

/// One thread, no GPU, fixed seeds: what makes two runs comparable. The program's surroundings stay as they
/// are otherwise.
std::vector<std::string> environmentOf(const Side &S, const Overlay &Copy, StringRef Live, StringRef Shim) {
  std::vector<std::pair<std::string, std::string>> Pinned = {
      {"PYTHONHASHSEED", "0"},
      {"PYTHONDONTWRITEBYTECODE", "1"},
      {"PYTHONUNBUFFERED", "1"},
      {"CUDA_VISIBLE_DEVICES", "-1"},
      {"HIP_VISIBLE_DEVICES", "-1"},
      {"OMP_NUM_THREADS", "1"},
      {"MKL_NUM_THREADS", "1"},
      {"OPENBLAS_NUM_THREADS", "1"},
      {"TF_NUM_INTRAOP_THREADS", "1"},
      {"TF_NUM_INTEROP_THREADS", "1"},
      {"TF_DETERMINISTIC_OPS", "1"},
      {"TF_CUDNN_DETERMINISTIC", "1"},
      {"TF_ENABLE_ONEDNN_OPTS", "0"},
      {"TF_CPP_MIN_LOG_LEVEL", "2"},
      {"MPLBACKEND", "Agg"},
      {"TMPDIR", join(Live, "tmp")},
      {"PWD", Copy.carry(S.Where.Directory)},
      {"SUMMARY_UPGRADE_VERIFY", join(Live, "settings.json")},
  };
  std::string Path = Shim.str();
  if (const char *Own = std::getenv("PYTHONPATH")) {
    SmallVector<StringRef> Folders;
    StringRef(Own).split(Folders, ':', -1, false);
    for (StringRef Folder : Folders) {
      SmallString<256> Absolute(Folder);
      if (!sys::fs::make_absolute(Absolute))
        Path += ":" + Copy.carry(Absolute);
    }
  }
  Pinned.emplace_back("PYTHONPATH", Path);
  std::vector<std::string> Result;
  for (char **Variable = environ; *Variable; ++Variable) {
    StringRef Name = StringRef(*Variable).split('=').first;
    if (Name != "PYTHONHOME" && Name != "PYTHONSTARTUP" &&
        none_of(Pinned, [&](const auto &P) { return P.first == Name; }))
      Result.push_back(*Variable);
  }
  for (const auto &[Name, Value] : Pinned)
    Result.push_back(Name + "=" + Value);
  return Result;
}

std::vector<std::string> lastLines(StringRef Path, size_t Count) {
  std::vector<std::string> Result;
  auto Buffer = MemoryBuffer::getFile(Path);
  if (!Buffer)
    return Result;
  StringRef Text = (*Buffer)->getBuffer().rtrim();
  SmallVector<StringRef> Lines;
  if (!Text.empty())
    Text.split(Lines, '\n');
  for (StringRef Line : ArrayRef(Lines).take_back(Count))
    Result.push_back(events::printable(Line.rtrim('\r'), 400));
  return Result;
}

void readStatus(StringRef Path, RunRecord &R) {
  auto Buffer = MemoryBuffer::getFile(Path);
  if (!Buffer)
    return;
  auto Value = json::parse((*Buffer)->getBuffer());
  if (!Value) {
    consumeError(Value.takeError());
    return;
  }
  const json::Object *Status = Value->getAsObject();
  if (!Status)
    return;
  R.Reported = true;
  R.TensorFlow = Status->getString("version").value_or("").str();
  R.RandomOps = Status->getInteger("random_ops").value_or(0);
  R.GraphSeeds = Status->getInteger("graph_seeds").value_or(0);
  R.SessionRuns = Status->getInteger("session_runs").value_or(0);
  R.Stopped = Status->getBoolean("stopped").value_or(false);
  if (const json::Array *Paths = Status->getArray("redirected"))
    for (const json::Value &P : *Paths)
      if (auto Text = P.getAsString())
        R.Redirected.push_back(Text->str());
}

/// "work/logs/train" was "logs/train" to a program in the copy's top, "elsewhere/tmp/logs" was "/tmp/logs".
void renameRuns(events::Stream &S, const Place &P) {
  StringRef Here = StringRef(P.Directory).drop_front(P.Base.size()).ltrim('/');
  std::map<std::string, events::RunStream> Named;
  for (auto &[Name, Run] : S.Runs) {
    StringRef Rest = Name;
    std::string Real = Name;
    if (Rest.consume_front("elsewhere")) {
      Real = Rest.str();
    } else if (Rest.consume_front("work")) {
      Rest = Rest.ltrim('/');
      StringRef Below = Rest;
      if (Below.consume_front(Here) && (Here.empty() || Below.empty() || Below[0] == '/'))
        Real = Below.ltrim('/').empty() ? std::string(".") : Below.ltrim('/').str();
      else
        Real = join(P.Base, Rest);
    }
    Named[Real] = std::move(Run);
  }
  S.Runs = std::move(Named);
}

} // namespace

Expected<Runner> Runner::make(StringRef Parent) {
  SmallString<256> Scratch;
  if (Parent.empty()) {
    sys::path::system_temp_directory(/*ErasedOnReboot=*/true, Scratch);
  } else {
    Scratch = Parent;
    (void)sys::fs::make_absolute(Scratch);
  }
  path::append(Scratch, "summary-upgrade-verify-XXXXXX");
  (void)Scratch.c_str(); // ends it with a zero
  if (!mkdtemp(Scratch.data()))
    return error(path::parent_path(Scratch), std::error_code(errno, std::generic_category()));
  SmallString<256> Real;
  Runner R(sys::fs::real_path(Scratch, Real) ? std::string(Scratch.c_str()) : std::string(Real));
  std::string Shim = join(R.Scratch, "shim");
  if (std::error_code Code = sys::fs::create_directory(Shim))
    return error(Shim, Code);
  for (const ShimFile &File : shimFiles())
    if (Error E = writeFile(join(Shim, File.Name), File.Text))
      return std::move(E);
  return R;
}

Runner::~Runner() {
  if (!Scratch.empty() && !Keep)
    (void)sys::fs::remove_directories(Scratch);
}

Expected<RunRecord> Runner::run(const Side &S, const RunOptions &Options, StringRef Name, events::Names &Names) {
  // Every run stands at the same place, so that a path in a summary is no difference; it is moved aside when
  // it is over.
  std::string Live = join(Scratch, "run"), Work = join(Live, "files", "work"),
              Elsewhere = join(Live, "files", "elsewhere");
  for (const std::string &Folder : {Work, Elsewhere, join(Live, "tmp")})
    if (std::error_code Code = sys::fs::create_directories(Folder))
      return error(Folder, Code);
  auto Copy = Overlay::make(S.Where, Work, S.New);
  if (!Copy)
    return Copy.takeError();
  std::string Folder = Copy->carry(S.Where.Directory);
  if (std::error_code Code = sys::fs::create_directories(Folder))
    return error(Folder, Code);
  json::Object Settings{{"scratch", Live},
                        {"elsewhere", Elsewhere},
                        {"seed", 0},
                        {"max_session_runs", static_cast<int64_t>(Options.MaxSessionRuns)},
                        {"many_threads", Options.ManyThreads},
                        {"own_seeds", Options.OwnSeeds},
                        {"swap", S.swapped() ? json::Value(Work) : json::Value(nullptr)},
                        {"status", join(Live, "status")}};
  std::string Text;
  raw_string_ostream(Text) << json::Value(std::move(Settings));
  if (Error E = writeFile(join(Live, "settings.json"), Text))
    return std::move(E);

  Command C;
  C.Arguments = {S.Python.Path, Copy->carry(S.Where.Script)};
  for (const std::string &Argument : Options.Arguments)
    C.Arguments.push_back(Copy->argument(Argument));
  C.Environment = environmentOf(S, *Copy, Live, join(Scratch, "shim"));
  C.Directory = Folder;
  C.Output = join(Live, "output");
  C.Timeout = Options.Timeout;
  C.Writable = {Live};
  RunRecord R;
  R.Process = runProcess(C);

  R.Folder = join(Scratch, Name);
  (void)sys::fs::remove_directories(R.Folder);
  if (std::error_code Code = sys::fs::rename(Live, R.Folder))
    return error(R.Folder, Code);
  R.LastLines = lastLines(join(R.Folder, "output"), 8);
  readStatus(join(R.Folder, "status." + std::to_string(R.Process.Pid)), R);
  auto Events = events::loadStream(join(R.Folder, "files"), Names, Options.Documented,
                                   [&](events::Problem P) { R.Problems.push_back(std::move(P)); });
  if (!Events)
    return Events.takeError();
  R.Events = std::move(*Events);
  renameRuns(R.Events, S.Where);
  R.Values = R.Events.count();
  return R;
}

} // namespace summary_upgrade::verify
