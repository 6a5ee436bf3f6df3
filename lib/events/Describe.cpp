// Values and tags in words.
#include "events/Stream.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include <cmath>

using namespace llvm;

namespace summary_upgrade::events {

std::string describe(float Number) {
  if (std::isnan(Number))
    return "nan";
  if (std::isinf(Number))
    return Number < 0 ? "-inf" : "inf";
  char Text[32];
  // The fewest digits that give the same float32 back.
  for (int Digits = 6; Digits <= 9; ++Digits) {
    std::snprintf(Text, sizeof Text, "%.*g", Digits, static_cast<double>(Number));
    if (std::strtof(Text, nullptr) == Number)
      break;
  }
  return Text;
}

/// Length of the UTF-8 sequence at the front of `Bytes`; 0 when there is none.
static size_t sequenceLength(StringRef Bytes) {
  const auto *Begin = reinterpret_cast<const UTF8 *>(Bytes.data());
  unsigned Length = getNumBytesForUTF8(*Begin);
  return Length <= Bytes.size() && isLegalUTF8Sequence(Begin, Begin + Length) ? Length : 0;
}

std::string printable(StringRef Bytes, size_t MaxLength) {
  std::string Out;
  while (!Bytes.empty()) {
    if (Out.size() >= MaxLength)
      return Out + "...";
    auto First = static_cast<unsigned char>(Bytes.front());
    size_t Length = sequenceLength(Bytes);
    // C1 controls (U+0080 to U+009F) steer terminals as C0 do.
    bool Control =
        First < 0x20 || First == 0x7f || (First == 0xc2 && Length == 2 && static_cast<unsigned char>(Bytes[1]) < 0xa0);
    if (First == '\n') {
      Out += "\\n";
      Length = 1;
    } else if (Control || !Length) {
      Length = std::max<size_t>(Length, 1);
      for (char Byte : Bytes.take_front(Length))
        Out += "\\x" + utohexstr(static_cast<unsigned char>(Byte), true, 2);
    } else {
      Out += Bytes.take_front(Length);
    }
    Bytes = Bytes.drop_front(Length);
  }
  return Out;
}

static std::string shapeText(ArrayRef<int64_t> Shape) {
  std::string Out = "[";
  for (size_t I = 0; I < Shape.size(); ++I)
    Out += (I ? ", " : "") + std::to_string(Shape[I]);
  return Out + "]";
}

std::string describe(const Item &I, const Stream &S) {
  if (I.What == Item::Holds::Scalar)
    return describe(I.Scalar);
  const Blob &B = S.Blobs[I.Blob];
  switch (I.What) {
  case Item::Holds::Histogram:
  case Item::Holds::Numbers: {
    if (B.Shape.size() == 2 && B.Shape[1] == 3 && B.Numbers.size() == B.Count && B.Count) {
      float Sum = 0;
      for (size_t At = 2; At < B.Numbers.size(); At += 3)
        Sum += B.Numbers[At];
      return "[" + describe(B.Numbers.front()) + ", " + describe(B.Numbers[B.Numbers.size() - 2]) + "] x " +
             describe(Sum) + " in " + std::to_string(B.Shape[0]) + " rows";
    }
    if (B.Numbers.size() == B.Count && B.Count <= 8) {
      std::string Out;
      for (float Number : B.Numbers)
        Out += (Out.empty() ? "" : " ") + describe(Number);
      return "[" + Out + "]";
    }
    return "numbers " + shapeText(B.Shape);
  }
  case Item::Holds::Image: {
    size_t Pictures = B.Parts.size() - 2;
    std::string Size = B.Parts[0].empty() ? "" : " " + printable(B.Parts[0], 12) + "x" + printable(B.Parts[1], 12);
    return (Pictures == 1 ? "image" : std::to_string(Pictures) + " images") + Size;
  }
  case Item::Holds::Bytes: {
    if (B.Parts.empty())
      return "no strings";
    bool Text = all_of(B.Parts.front(), [](char C) { return isPrint(C) || isSpace(C) || (C & 0x80); });
    std::string Out =
        Text ? "\"" + printable(B.Parts.front(), 40) + "\"" : std::to_string(B.Parts.front().size()) + " bytes";
    if (B.Parts.size() > 1)
      Out += " and " + std::to_string(B.Parts.size() - 1) + " more";
    return Out;
  }
  case Item::Holds::Raw:
    return B.Parts[0] + ", " + std::to_string(B.Parts[1].size()) + " bytes";
  case Item::Holds::Scalar:
    break;
  }
  return "";
}

} // namespace summary_upgrade::events
