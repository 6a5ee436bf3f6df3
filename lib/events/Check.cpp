#include "events/Check.h"
#include "events/Stream.h"
#include "events/Tensor.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Path.h"
#include <algorithm>

using namespace llvm;

namespace summary_upgrade::events {

namespace {

/// When a file was begun and what it holds later, for files that overlap.
struct Times {
  const LogFile *File;
  double Begin;
  std::vector<double> Events; ///< wall times
};

/// Steps of one tag that went back.
struct Steps {
  int64_t Last = 0;
  size_t Back = 0; ///< how often
  int64_t From = 0, To = 0;
  uint64_t Offset = 0; ///< of the first time
};

class FileChecker {
public:
  FileChecker(const LogFile &File, CheckResult &Out) : File(File), Out(Out) {}

  Times check() {
    Times Result{&File, 0, {}};
    auto Opened = EventFile::open(File.Path);
    if (!Opened) {
      complain(Problem::Kind::Unreadable, 0, Opened.getError().message());
      return Result;
    }
    bool First = true;
    readEvents(
        *Opened, File.Path,
        [&](const Event &E, uint64_t Offset) {
          ++Out.Events;
          if (First) {
            checkVersion(E, Offset);
            Result.Begin = E.WallTime;
          }
          First = false;
          Result.Events.push_back(E.WallTime);
          checkBody(*Opened, E, Offset);
        },
        [&](Problem P) { Out.Problems.push_back(std::move(P)); });
    if (Opened->size() == 0)
      complain(Problem::Kind::Empty, 0, "the file is empty");
    std::vector<StringRef> Tags;
    for (const auto &Entry : ByTag)
      if (Entry.second.Back)
        Tags.push_back(Entry.getKey());
    llvm::sort(Tags);
    for (StringRef Tag : Tags) {
      const Steps &S = ByTag[Tag];
      complain(Problem::Kind::StepBack, S.Offset,
               "the steps of `" + printable(Tag) + "` go back " +
                   (S.Back == 1 ? "once" : std::to_string(S.Back) + " times") + ", first from " +
                   std::to_string(S.From) + " to " + std::to_string(S.To));
    }
    return Result;
  }

private:
  void complain(Problem::Kind Kind, uint64_t Offset, const std::string &Text) {
    Out.Problems.push_back({Kind, File.Path, Offset, Text});
  }

  void checkVersion(const Event &E, uint64_t Offset) {
    if (E.Kind != EventKind::FileVersion)
      complain(Problem::Kind::Version, Offset, "the file does not begin with a version record");
    else if (E.Body != "brain.Event:2")
      complain(Problem::Kind::Version, Offset, "the version is `" + printable(E.Body) + "`, not `brain.Event:2`");
  }

  void checkBody(const EventFile &Opened, const Event &E, uint64_t Offset) {
    WireError Error;
    if (E.Kind == EventKind::SessionLog) {
      SessionLog Log;
      // A start at a step says that what came at later steps is to be dropped: steps begin anew.
      if (parseSessionLog(E.Body, Log, Error) && Log.Status == 1)
        for (auto &Entry : ByTag)
          Entry.second.Last = std::min(Entry.second.Last, E.Step);
    }
    if (E.Kind == EventKind::Summary) {
      ValueReader Values(E.Body);
      Value V;
      while (Values.next(V)) {
        ++Out.Values;
        checkStep(V, E.Step, Offset);
        checkValue(V, Error);
        if (Error.What)
          break;
      }
      if (Values.error().What)
        Error = Values.error();
    }
    if (Error.What)
      complain(Problem::Kind::Malformed, Opened.offsetOf(Error.Where), Error.What);
  }

  void checkStep(const Value &V, int64_t Step, uint64_t Offset) {
    auto [Entry, New] = ByTag.try_emplace(V.Tag);
    Steps &S = Entry->second;
    if (!New && Step < S.Last && S.Back++ == 0) {
      S.From = S.Last;
      S.To = Step;
      S.Offset = Offset;
    }
    S.Last = Step;
  }

  static void checkValue(const Value &V, WireError &Error) {
    SummaryMetadata Metadata;
    if (V.Metadata && !parseMetadata(*V.Metadata, Metadata, Error))
      return;
    if (V.Kind == ValueKind::Tensor && !floatScalar(V.Body)) {
      Tensor T;
      parseTensor(V.Body, T, Error);
    } else if (V.Kind == ValueKind::Histogram) {
      Histogram H;
      if (parseHistogram(V.Body, H, Error) && H.Limits.size() != H.Counts.size())
        Error = {V.Body.data(), "a histogram has not as many bucket limits as buckets"};
    } else if (V.Kind == ValueKind::Image) {
      Image I;
      parseImage(V.Body, I, Error);
    } else if (V.Kind == ValueKind::Audio) {
      Audio A;
      parseAudio(V.Body, A, Error);
    }
  }

  const LogFile &File;
  CheckResult &Out;
  StringMap<Steps> ByTag;
};

/// TensorBoard reads the files of a directory in order of their names and never goes back: what is added to a
/// file after the next one began is not seen by a TensorBoard that was there before.
void checkOverlaps(ArrayRef<Times> Directory, CheckResult &Out) {
  for (size_t I = 0; I < Directory.size(); ++I) {
    const Times &Old = Directory[I];
    for (const Times &New : Directory.drop_front(I + 1)) {
      if (New.Events.empty())
        continue;
      auto Later = std::count_if(Old.Events.begin(), Old.Events.end(), [&](double Time) { return Time > New.Begin; });
      if (!Later)
        continue;
      Out.Problems.push_back({Problem::Kind::TwoFiles, Old.File->Path, 0,
                              std::to_string(Later) + (Later == 1 ? " event is" : " events are") +
                                  " newer than the beginning of " + sys::path::filename(New.File->Path).str() +
                                  " in the same directory; a TensorBoard that watches it drops " +
                                  (Later == 1 ? "it" : "them")});
      break;
    }
  }
}

} // namespace

Expected<CheckResult> checkLogDir(StringRef Dir) {
  auto Files = findEventFiles(Dir);
  if (!Files)
    return Files.takeError();
  CheckResult Out;
  Out.Files = Files->size();
  std::vector<Times> Directory;
  for (const LogFile &File : *Files) {
    if (!Directory.empty() && Directory.back().File->Run != File.Run) {
      checkOverlaps(Directory, Out);
      Directory.clear();
    }
    Directory.push_back(FileChecker(File, Out).check());
  }
  checkOverlaps(Directory, Out);
  return Out;
}

} // namespace summary_upgrade::events
