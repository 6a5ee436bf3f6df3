// What a program wrote, with file format and order taken out: per run the values with their step, tag and
// plugin, after TensorBoard's v1 to v2 rules.
#ifndef SUMMARY_UPGRADE_EVENTS_STREAM_H
#define SUMMARY_UPGRADE_EVENTS_STREAM_H

#include "events/LogDir.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include <map>

namespace summary_upgrade::events {

/// Strings as small numbers, shared by the streams that are compared.
class Names {
public:
  uint32_t id(llvm::StringRef Name);
  llvm::StringRef name(uint32_t Id) const { return All[Id]; }

private:
  llvm::StringMap<uint32_t> Ids;
  std::vector<llvm::StringRef> All; ///< keys of Ids
};

/// A value that is more than one number. Owns its bytes.
struct Blob {
  std::vector<int64_t> Shape;
  uint64_t Count = 0;             ///< elements; a shorter list goes on with its last element
  std::vector<float> Numbers;     ///< for Numbers; for Histogram: left edge, right edge and count of each row
  std::vector<std::string> Parts; ///< for Bytes; for Image: width, height, pictures; for Raw: kind of value, its bytes
};

struct Item {
  enum class Holds : uint8_t { Scalar, Numbers, Histogram, Bytes, Image, Raw };

  int64_t Step = 0;
  uint32_t Tag = 0, Plugin = 0; ///< in Names
  Holds What = Holds::Scalar;
  float Scalar = 0;
  uint32_t Blob = 0; ///< index into Stream::Blobs, for all but Scalar
};

struct RunStream {
  std::vector<Item> Items;                          ///< in the order of the files
  std::vector<std::pair<EventKind, int64_t>> Other; ///< kind and step of events that are no summaries
};

struct Stream {
  std::map<std::string, RunStream> Runs; ///< by directory relative to the log directory
  std::vector<Blob> Blobs;
  size_t Files = 0;

  size_t count() const;
};

/// Turns values into items. Plugins go on for a tag within a file, so that each file needs its own.
class Normalizer {
public:
  /// `Documented` folds what TensorFlow's documentation says the generations write differently: image and
  /// audio tags
  /// (`x/image/0` and `x/image` become `x`, one item for each picture) and histogram buckets (one Histogram,
  /// whose edges may be others). The same for run metadata.
  Normalizer(Names &Names, Stream &Into, bool Documented) : Known(Names), Into(Into), Documented(Documented) {}

  /// Appends the items of one value. False, with the place in `Error`, when it is malformed; it is then kept
  /// as Raw. `Plugin` is that of the tag when the value names none and no value before did.
  bool add(const Value &V, int64_t Step, std::vector<Item> &Out, WireError &Error, llvm::StringRef Plugin = "");
  /// Appends a TaggedRunMetadata as the summary that TensorFlow 2 writes in its place. Of what is in it,
  /// which is mostly timings, only counts that there is something.
  bool addRunMetadata(std::string_view Body, int64_t Step, std::vector<Item> &Out, WireError &Error);

private:
  bool fill(const Value &V, llvm::StringRef Plugin, Item &I, WireError &Error);
  void fold(const Item &I, std::vector<Item> &Out);
  uint32_t keep(Blob &&B);
  uint32_t keepRunMetadata(bool Any);

  Names &Known;
  Stream &Into;
  bool Documented;
  llvm::DenseMap<uint32_t, uint32_t> PluginOfTag;
  std::string Scratch;
  std::optional<llvm::StringRef> LastTag; ///< in Known
  uint32_t LastTagId = 0;
  std::string LastMetadata, LastPlugin; ///< nearly always the same for the next value
};

/// Reads all event files below `Dir`. What is wrong in them goes to `Complain`, the rest is kept. Errors: Dir
/// cannot be read.
llvm::Expected<Stream> loadStream(llvm::StringRef Dir, Names &Names, bool Documented,
                                  llvm::function_ref<void(Problem)> Complain);

/// An item's value in a few words: "0.25", "float [10, 3]", "image 28x28, 1 picture", "text \"...\"".
std::string describe(const Item &I, const Stream &S);

/// A number as short as float32 allows: "0.1", "nan", "1e-07".
std::string describe(float Number);

/// Bytes of a file as text for people and terminals: control characters and what is no UTF-8 is escaped.
std::string printable(llvm::StringRef Bytes, size_t MaxLength = 200);

} // namespace summary_upgrade::events

#endif
