#include "Values.h"
#include <cstdlib>
#include <cstring>
#include <zlib.h>

namespace summary_v2 {

namespace {

void addBig32(std::string &Out, uint32_t V) {
  for (int Shift = 24; Shift >= 0; Shift -= 8)
    Out += static_cast<char>(V >> Shift);
}

void addChunk(std::string &Out, const char *Type, const char *Data, size_t Size) {
  addBig32(Out, static_cast<uint32_t>(Size));
  size_t Start = Out.size();
  Out.append(Type, 4);
  Out.append(Data, Size);
  addBig32(Out, static_cast<uint32_t>(
                    ::crc32(0, reinterpret_cast<const Bytef *>(Out.data() + Start), static_cast<uInt>(4 + Size))));
}

uint8_t paeth(int Left, int Up, int Corner) {
  int P = Up - Corner, Q = Left - Corner;
  int A = std::abs(P), B = std::abs(Q), C = std::abs(P + Q);
  return static_cast<uint8_t>(A <= B && A <= C ? Left : B <= C ? Up : Corner);
}

/// Chooses the filter of each row as libpng does: the first one whose bytes, read as signed, have the least
/// sum.
class RowFilter {
public:
  RowFilter(uint32_t Height, uint32_t Width, unsigned Channels)
      : Size(size_t(Width) * Channels), Channels(Channels), Zero(Size, 0), Best(Size + 1), Trial(Size + 1),
        // Filters that look where there never is anything are left out.
        Sub(Width > 1), Up(Height > 1), Both(Width > 1 && Height > 1) {}

  /// The filter's number and the filtered row.
  const std::vector<uint8_t> &operator()(const uint8_t *Row, const uint8_t *Above) {
    if (!Above)
      Above = Zero.data();
    size_t Least = SIZE_MAX;
    for (unsigned Filter = 0; Filter < 5; ++Filter) {
      if ((Filter == 1 && !Sub) || (Filter == 2 && !Up) || (Filter >= 3 && !Both))
        continue;
      Trial[0] = static_cast<uint8_t>(Filter);
      size_t Sum = 0;
      for (size_t I = 0; I < Size; ++I) {
        int Left = I >= Channels ? Row[I - Channels] : 0;
        int Corner = I >= Channels ? Above[I - Channels] : 0;
        int Guess = Filter == 1   ? Left
                    : Filter == 2 ? Above[I]
                    : Filter == 3 ? (Left + Above[I]) / 2
                    : Filter == 4 ? paeth(Left, Above[I], Corner)
                                  : 0;
        auto Byte = static_cast<uint8_t>(Row[I] - Guess);
        Trial[I + 1] = Byte;
        Sum += Byte < 128 ? Byte : 256u - Byte;
      }
      if (Sum < Least) {
        Least = Sum;
        Best.swap(Trial);
      }
    }
    return Best;
  }

private:
  size_t Size, Channels;
  std::vector<uint8_t> Zero, Best, Trial;
  bool Sub, Up, Both;
};

/// The smallest window that holds all of a small image, as libpng asks for.
int windowBits(uint64_t Bytes) {
  int Bits = 15;
  if (Bytes <= 16384)
    for (uint64_t Half = 1u << 14; Bits > 8 && Bytes <= Half; Half >>= 1)
      --Bits;
  return Bits;
}

/// zlib says 256 bytes as 512, and a stream's header may promise less: libpng corrects the promise.
void fixHeader(std::string &Stream, uint64_t Bytes) {
  if (Bytes > 16384 || Stream.size() < 2)
    return;
  auto Cmf = static_cast<uint8_t>(Stream[0]);
  unsigned Info = Cmf >> 4;
  unsigned Half = 1u << (Info + 7);
  while (Info > 0 && Bytes <= Half) {
    --Info;
    Half >>= 1;
  }
  Cmf = static_cast<uint8_t>((Cmf & 0x0f) | Info << 4);
  auto Flags = static_cast<uint8_t>(Stream[1] & 0xe0);
  Flags = static_cast<uint8_t>(Flags + 31 - (unsigned(Cmf) * 256 + Flags) % 31);
  Stream[0] = static_cast<char>(Cmf);
  Stream[1] = static_cast<char>(Flags);
}

} // namespace

Status encodePng(const uint8_t *Pixels, uint32_t Height, uint32_t Width, unsigned Channels, std::string &Out) {
  static constexpr char ColorTypes[] = {0, 4, 2, 6}; // grey, grey + alpha, RGB, RGBA
  size_t RowSize = size_t(Width) * Channels;
  uint64_t Total = uint64_t(Height) * (RowSize + 1);

  z_stream Z = {};
  if (::deflateInit2(&Z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, windowBits(Total), 8, Z_FILTERED) != Z_OK)
    return Status(Code::ResourceExhausted, "No memory to compress an image");
  std::string Stream;
  char Buffer[16384];
  RowFilter Filter(Height, Width, Channels);
  for (uint32_t Row = 0; Row < Height; ++Row) {
    const uint8_t *This = Pixels + Row * RowSize;
    const std::vector<uint8_t> &Line = Filter(This, Row ? This - RowSize : nullptr);
    Z.next_in = const_cast<Bytef *>(Line.data());
    Z.avail_in = static_cast<uInt>(Line.size());
    int Mode = Row + 1 == Height ? Z_FINISH : Z_NO_FLUSH;
    do {
      Z.next_out = reinterpret_cast<Bytef *>(Buffer);
      Z.avail_out = sizeof Buffer;
      ::deflate(&Z, Mode);
      Stream.append(Buffer, sizeof Buffer - Z.avail_out);
    } while (Z.avail_out == 0);
  }
  ::deflateEnd(&Z);
  fixHeader(Stream, Total);

  Out.assign("\x89PNG\r\n\x1a\n", 8);
  std::string Header;
  addBig32(Header, Width);
  addBig32(Header, Height);
  Header += {8, ColorTypes[Channels - 1], 0, 0, 0};
  addChunk(Out, "IHDR", Header.data(), Header.size());
  constexpr size_t PartSize = 8192; // libpng's
  for (size_t At = 0; At < Stream.size(); At += PartSize)
    addChunk(Out, "IDAT", Stream.data() + At, std::min(PartSize, Stream.size() - At));
  addChunk(Out, "IEND", nullptr, 0);
  return Status();
}

} // namespace summary_v2
