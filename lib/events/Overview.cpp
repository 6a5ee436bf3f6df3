#include "events/Overview.h"
#include "events/DataCompat.h"
#include "events/Tensor.h"
#include "llvm/Support/FileSystem.h"

using namespace llvm;

namespace summary_upgrade::events {

namespace {

/// A single number, when the value is one; no allocation.
std::optional<float> numberOf(const Value &V) {
  if (V.Kind == ValueKind::Simple)
    return V.Simple;
  if (V.Kind == ValueKind::Tensor)
    return floatScalar(V.Body);
  return std::nullopt;
}

/// A value in words, and its number if it is one.
std::pair<std::string, std::optional<float>> words(StringRef Raw, StringRef Plugin) {
  Value V;
  WireError Error;
  Names Known;
  Stream Into;
  std::vector<Item> Items;
  Normalizer Normal(Known, Into, false);
  if (!parseValue(Raw, V, Error) || !Normal.add(V, 0, Items, Error, Plugin))
    return {"malformed", std::nullopt};
  const Item &I = Items.front();
  return {describe(I, Into), I.What == Item::Holds::Scalar ? std::optional(I.Scalar) : std::nullopt};
}

/// One tag while its files are read. Only the first and the last value are kept.
struct Row {
  TagRow Out;
  std::optional<float> LastNumber;
  std::string LastRaw;  ///< encoded, when it is no single number
  std::string Metadata; ///< encoded, of the value before: nearly always the same again
};

StringRef pluginOf(const Value &V) {
  if (isMigrated(V.Kind))
    return migratedPlugin(V.Kind);
  SummaryMetadata Metadata;
  WireError Error;
  if (!V.Metadata || !parseMetadata(*V.Metadata, Metadata, Error))
    return "";
  return Metadata.PluginName;
}

void add(Row &R, const Value &V, const Event &E) {
  TagRow &Out = R.Out;
  if (isMigrated(V.Kind) || (V.Metadata && *V.Metadata != R.Metadata)) {
    if (StringRef Plugin = pluginOf(V); !Plugin.empty() && Plugin != Out.Plugin)
      Out.Plugin = Plugin.str();
    R.Metadata.assign(isMigrated(V.Kind) ? "" : *V.Metadata);
  }
  std::optional<float> Number = numberOf(V);
  if (Out.Count++ == 0) {
    Out.FirstStep = E.Step;
    Out.FirstTime = E.WallTime;
    if (Number) {
      Out.FirstNumber = Number;
      Out.FirstValue = describe(*Number);
    } else {
      std::tie(Out.FirstValue, Out.FirstNumber) = words(V.Raw, Out.Plugin);
    }
  }
  Out.LastStep = E.Step;
  Out.LastTime = E.WallTime;
  R.LastNumber = Number;
  if (!Number)
    R.LastRaw.assign(V.Raw);
}

} // namespace

/// How far a file was read.
struct LogDirReader::Progress {
  uint64_t Done = 0;              ///< offset after the last whole record
  uint64_t Size = 0;              ///< of the file, when it was last looked at
  StringMap<std::string> Plugins; ///< of tags, which later values need not repeat
  bool Lost = false;              ///< nothing after what was read can be found
};

LogDirReader::LogDirReader(std::string Dir, const GlobPattern *Tags) : Dir(std::move(Dir)), Tags(Tags) {}
LogDirReader::~LogDirReader() = default;

Expected<Overview> LogDirReader::read(function_ref<void(Problem)> Complain) {
  auto Found = findEventFiles(Dir);
  if (!Found)
    return Found.takeError();
  Overview Out;
  std::map<std::string, StringMap<Row>> Runs;
  for (const LogFile &F : *Found) {
    auto File = EventFile::open(F.Path);
    if (!File) {
      Complain({Problem::Kind::Unreadable, F.Path, 0, File.getError().message()});
      continue;
    }
    ++Out.Files;
    auto &Known = Files[F.Path] = std::make_unique<Progress>();
    StringMap<Row> &Rows = Runs[F.Run];
    auto Take = [&](const Event &E, uint64_t) {
      ++Out.Events;
      if (E.Kind != EventKind::Summary)
        return;
      ValueReader Values(E.Body);
      Value V;
      while (Values.next(V)) {
        auto [Entry, New] = Rows.try_emplace(V.Tag);
        if (New) {
          Entry->second.Out.Run = F.Run;
          Entry->second.Out.Tag = std::string(V.Tag);
        }
        if (!Tags || Tags->match(V.Tag))
          add(Entry->second, V, E);
      }
      if (Values.error().What)
        Complain({Problem::Kind::Malformed, F.Path, File->offsetOf(Values.error().Where), Values.error().What});
    };
    readEvents(*File, F.Path, Take, Complain);
    Known->Done = File->end();
    Known->Size = File->size();
    for (const auto &Entry : Rows)
      Known->Plugins[Entry.getKey()] = Entry.second.Out.Plugin;
  }
  for (auto &[Run, Rows] : Runs) {
    size_t First = Out.Rows.size();
    for (auto &Entry : Rows) {
      Row &R = Entry.second;
      if (!R.Out.Count)
        continue;
      R.Out.LastNumber = R.LastNumber;
      if (R.LastNumber)
        R.Out.LastValue = describe(*R.LastNumber);
      else
        std::tie(R.Out.LastValue, R.Out.LastNumber) = words(R.LastRaw, R.Out.Plugin);
      Out.Rows.push_back(std::move(R.Out));
    }
    llvm::sort(Out.Rows.begin() + First, Out.Rows.end(),
               [](const TagRow &A, const TagRow &B) { return A.Tag < B.Tag; });
  }
  return Out;
}

Error LogDirReader::follow(function_ref<void(const Arrival &)> Take, function_ref<void(Problem)> Complain) {
  auto Found = findEventFiles(Dir);
  if (!Found)
    return Found.takeError();
  for (const LogFile &F : *Found) {
    auto &Known = Files[F.Path];
    if (!Known)
      Known = std::make_unique<Progress>();
    uint64_t Size = 0;
    if (sys::fs::file_size(F.Path, Size) || Size == Known->Size)
      continue;
    // A file that became shorter is another one of the same name.
    if (Size < Known->Size)
      *Known = Progress();
    if (Known->Lost)
      continue;
    auto File = EventFile::open(F.Path, Known->Done);
    if (!File)
      continue; // perhaps next time
    auto TakeEvent = [&](const Event &E, uint64_t) {
      if (E.Kind != EventKind::Summary)
        return;
      ValueReader Values(E.Body);
      Value V;
      while (Values.next(V)) {
        if (Tags && !Tags->match(V.Tag))
          continue;
        std::string &Plugin = Known->Plugins[V.Tag];
        if (StringRef Own = pluginOf(V); !Own.empty())
          Plugin = Own.str();
        auto [Text, Number] = words(V.Raw, Plugin);
        Take({F.Run, std::string(V.Tag), std::move(Text), E.Step, E.WallTime, Number});
      }
    };
    auto Note = [&](Problem P) {
      Known->Lost = P.What != Problem::Kind::BadDataCrc && P.What != Problem::Kind::Malformed;
      Complain(std::move(P));
    };
    readEvents(*File, F.Path, TakeEvent, Note, /*TornIsEnd=*/true);
    Known->Done = File->end();
    Known->Size = File->size();
  }
  return Error::success();
}

} // namespace summary_upgrade::events
