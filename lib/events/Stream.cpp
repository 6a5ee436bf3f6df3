#include "events/Stream.h"
#include "events/DataCompat.h"
#include "events/Tensor.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"

using namespace llvm;

namespace summary_upgrade::events {

uint32_t Names::id(StringRef Name) {
  auto [Entry, New] = Ids.try_emplace(Name, static_cast<uint32_t>(All.size()));
  if (New)
    All.push_back(Entry->getKey());
  return Entry->second;
}

size_t Stream::count() const {
  size_t Sum = 0;
  for (const auto &Run : Runs)
    Sum += Run.second.Items.size();
  return Sum;
}

uint32_t Normalizer::keep(Blob &&B) {
  Into.Blobs.push_back(std::move(B));
  return static_cast<uint32_t>(Into.Blobs.size() - 1);
}

bool Normalizer::fill(const Value &V, StringRef Plugin, Item &I, WireError &Error) {
  auto raw = [&] {
    Blob B;
    B.Parts = {std::string(valueKindName(V.Kind)), std::string(V.Raw)};
    I.What = Item::Holds::Raw;
    I.Blob = keep(std::move(B));
  };
  if (V.Kind == ValueKind::Simple) {
    I.Scalar = V.Simple;
    return true;
  }
  std::string_view Encoded = V.Body;
  if (isMigrated(V.Kind)) {
    Scratch.clear();
    if (!appendMigratedTensor(Scratch, V, Error)) {
      raw();
      return false;
    }
    Encoded = Scratch;
  } else if (V.Kind != ValueKind::Tensor) {
    raw();
    return true;
  }
  if (auto Scalar = floatScalar(Encoded)) {
    I.Scalar = *Scalar;
    return true;
  }
  Tensor T;
  if (!parseTensor(Encoded, T, Error)) {
    raw();
    return false;
  }
  if (T.What == Tensor::Holds::Opaque) {
    raw();
    return true;
  }
  if (T.What == Tensor::Holds::Numbers && T.Shape.empty()) {
    I.Scalar = T.Values.empty() ? 0 : T.Values.front();
    return true;
  }
  Blob B;
  B.Count = T.Count;
  if (T.What == Tensor::Holds::Numbers) {
    I.What = Item::Holds::Numbers;
    B.Shape = std::move(T.Shape);
    B.Numbers = std::move(T.Values);
    if (B.Numbers.empty() && B.Count)
      B.Numbers.push_back(0);
  } else {
    bool IsImage = Plugin == "images" && T.Shape.size() == 1 && T.Strings.size() >= 2 && T.Strings.size() == T.Count;
    I.What = IsImage ? Item::Holds::Image : Item::Holds::Bytes;
    for (std::string_view Part : T.Strings)
      B.Parts.emplace_back(Part);
  }
  I.Blob = keep(std::move(B));
  return true;
}

/// TensorFlow 1 has an event of its own for what a run took, TensorFlow 2 a summary of this plugin.
static constexpr StringRef RunMetadataPlugin = "graph_run_metadata";

/// More than any program's histogram has; a shape alone shall cost no memory.
static constexpr uint64_t MostHistogramNumbers = 3 << 16;

/// "x/image/3" and "x/image" are picture 3 and 0 of "x"; likewise audio. Any other tag is left as it is.
static std::pair<StringRef, unsigned> splitMediaTag(StringRef Tag) {
  StringRef Base = Tag, Number;
  unsigned Index = 0;
  size_t Slash = Tag.rfind('/');
  if (Slash != StringRef::npos && Slash + 1 < Tag.size() && all_of(Tag.drop_front(Slash + 1), isDigit)) {
    Number = Tag.drop_front(Slash + 1);
    Base = Tag.take_front(Slash);
  }
  for (StringRef Suffix : {"/image", "/audio"})
    if (Base.ends_with(Suffix) && (Number.empty() || !Number.getAsInteger(10, Index)))
      return {Base.drop_back(Suffix.size()), Index};
  return {Tag, 0};
}

void Normalizer::fold(const Item &I, std::vector<Item> &Out) {
  StringRef Plugin = Known.name(I.Plugin);
  bool Media = Plugin == "images" || Plugin == "audio";
  if (Media && (I.What == Item::Holds::Image || I.What == Item::Holds::Bytes)) {
    auto [Name, First] = splitMediaTag(Known.name(I.Tag));
    std::string Base = Name.str();
    std::vector<std::string> Parts = Into.Blobs[I.Blob].Parts;
    bool IsImage = I.What == Item::Holds::Image;
    // An image is width, height and pictures; audio is clips that alternate with their labels.
    size_t Begin = IsImage ? 2 : 0, Stride = IsImage ? 1 : 2;
    for (size_t At = Begin, Index = First; At < Parts.size(); At += Stride, ++Index) {
      Blob One;
      One.Count = 1;
      if (IsImage)
        One.Parts = {"", ""};
      One.Parts.push_back(std::move(Parts[At]));
      Item Folded = I;
      Folded.Tag = Known.id(Base + "#" + std::to_string(Index));
      Folded.Blob = keep(std::move(One));
      Out.push_back(Folded);
    }
    return;
  }
  Item Folded = I;
  if (Plugin == RunMetadataPlugin && I.What == Item::Holds::Bytes)
    Folded.Blob = keepRunMetadata(any_of(Into.Blobs[I.Blob].Parts, [](const auto &Part) { return !Part.empty(); }));
  if (Plugin == "histograms" && I.What == Item::Holds::Numbers) {
    Blob &B = Into.Blobs[I.Blob];
    if (B.Shape.size() == 2 && B.Shape[1] == 3 && B.Count && B.Count <= MostHistogramNumbers) {
      B.Numbers.resize(B.Count, B.Numbers.back());
      Folded.What = Item::Holds::Histogram;
    }
  }
  Out.push_back(Folded);
}

uint32_t Normalizer::keepRunMetadata(bool Any) {
  Blob B;
  B.Count = 1;
  B.Parts = {Any ? "run metadata" : "no run metadata"};
  return keep(std::move(B));
}

bool Normalizer::addRunMetadata(std::string_view Body, int64_t Step, std::vector<Item> &Out, WireError &Error) {
  TaggedRunMetadata Run;
  bool Good = parseTaggedRunMetadata(Body, Run, Error);
  Item I;
  I.Step = Step;
  I.Tag = Known.id(Run.Tag);
  I.Plugin = Known.id(RunMetadataPlugin);
  I.What = Item::Holds::Bytes;
  I.Blob = keepRunMetadata(!Run.RunMetadata.empty());
  Out.push_back(I);
  return Good;
}

bool Normalizer::add(const Value &V, int64_t Step, std::vector<Item> &Out, WireError &Error, StringRef Default) {
  bool Good = true;
  Item I;
  I.Step = Step;
  if (!LastTag || StringRef(V.Tag) != *LastTag) {
    LastTagId = Known.id(V.Tag);
    LastTag = Known.name(LastTagId);
  }
  I.Tag = LastTagId;
  StringRef Plugin;
  if (isMigrated(V.Kind)) {
    Plugin = migratedPlugin(V.Kind);
  } else if (V.Metadata && *V.Metadata != LastMetadata) {
    SummaryMetadata Metadata;
    Good = parseMetadata(*V.Metadata, Metadata, Error);
    Plugin = Metadata.PluginName;
    if (Good) {
      LastMetadata.assign(*V.Metadata);
      LastPlugin = Plugin.str();
    }
  } else if (V.Metadata) {
    Plugin = LastPlugin;
  }
  auto [Entry, New] = PluginOfTag.try_emplace(I.Tag, 0);
  uint32_t &Remembered = Entry->second;
  if (!Plugin.empty()) {
    if (New || Known.name(Remembered) != Plugin)
      Remembered = Known.id(Plugin);
  } else if (New) {
    Remembered = Known.id(Default);
  }
  I.Plugin = Remembered;
  Good &= fill(V, Known.name(I.Plugin), I, Error);
  if (Documented)
    fold(I, Out);
  else
    Out.push_back(I);
  return Good;
}

Expected<Stream> loadStream(StringRef Dir, Names &Names, bool Documented, function_ref<void(Problem)> Complain) {
  auto Files = findEventFiles(Dir);
  if (!Files)
    return Files.takeError();
  Stream Out;
  Out.Files = Files->size();
  for (const LogFile &F : *Files) {
    auto File = EventFile::open(F.Path);
    if (!File) {
      Complain({Problem::Kind::Unreadable, F.Path, 0, File.getError().message()});
      continue;
    }
    Normalizer Normal(Names, Out, Documented);
    RunStream *Run = nullptr;
    auto Take = [&](const Event &E, uint64_t Offset) {
      if (E.Kind == EventKind::None || E.Kind == EventKind::FileVersion)
        return;
      if (!Run) {
        Run = &Out.Runs[F.Run];
        // A scalar takes some 60 bytes. What a file claims to be long costs address space only, and little of
        // it.
        uint64_t Size = 0;
        if (Run->Items.empty() && !sys::fs::file_size(F.Path, Size))
          Run->Items.reserve(static_cast<size_t>(std::min<uint64_t>(Size / 60, 1 << 20)));
      }
      if (E.Kind != EventKind::Summary && !(Documented && E.Kind == EventKind::TaggedRunMetadata)) {
        Run->Other.emplace_back(E.Kind, E.Step);
        return;
      }
      auto Malformed = [&](const WireError &Error) {
        // An error in bytes that were made in between has no place in the file: the record's is given.
        bool Inside = std::less_equal<>()(E.Body.data(), Error.Where) &&
                      std::less_equal<>()(Error.Where, E.Body.data() + E.Body.size());
        Complain({Problem::Kind::Malformed, F.Path, Inside ? File->offsetOf(Error.Where) : Offset,
                  std::string("a summary: ") + Error.What});
      };
      WireError Error;
      if (E.Kind == EventKind::TaggedRunMetadata) {
        if (!Normal.addRunMetadata(E.Body, E.Step, Run->Items, Error))
          Malformed(Error);
        return;
      }
      ValueReader Values(E.Body);
      Value V;
      while (Values.next(V))
        if (!Normal.add(V, E.Step, Run->Items, Error))
          Malformed(Error);
      if (Values.error().What)
        Malformed(Values.error());
    };
    readEvents(*File, F.Path, Take, Complain);
  }
  return Out;
}

} // namespace summary_upgrade::events
