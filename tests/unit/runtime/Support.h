// Event files as the tests see them. Parses with code of its own: what the runtime writes is not judged by
// the runtime.
#ifndef SUMMARY_UPGRADE_TESTS_UNIT_RUNTIME_SUPPORT_H
#define SUMMARY_UPGRADE_TESTS_UNIT_RUNTIME_SUPPORT_H

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace runtime_test {

/// A fresh directory that goes with its object.
class Directory {
public:
  Directory() {
    std::string Name = (std::filesystem::temp_directory_path() / "summary_v2.XXXXXX").string();
    Path = ::mkdtemp(Name.data());
  }
  ~Directory() { std::filesystem::remove_all(Path); }
  std::string Path;
};

inline std::string readFile(const std::string &Path) {
  std::ifstream In(Path, std::ios::binary);
  return {std::istreambuf_iterator<char>(In), {}};
}

inline uint32_t maskedCrc(std::string_view Data) {
  uint32_t Crc = ~0u;
  for (unsigned char Byte : Data) {
    Crc ^= Byte;
    for (int Bit = 0; Bit < 8; ++Bit)
      Crc = (Crc >> 1) ^ ((Crc & 1) ? 0x82f63b78u : 0);
  }
  Crc = ~Crc;
  return ((Crc >> 15) | (Crc << 17)) + 0xa282ead8u;
}

template <typename T> T readAt(const std::string &Bytes, size_t At) {
  T Value;
  std::memcpy(&Value, Bytes.data() + At, sizeof Value);
  return Value;
}

struct File {
  std::vector<std::string> Records;
  bool Damaged = false; ///< a CRC is wrong
  bool Torn = false;    ///< the file ends inside a record
};

/// `CheckAll`: also the CRCs of the payloads, which is slow for large files.
inline File readRecords(const std::string &Path, bool CheckAll = true) {
  File F;
  std::string Bytes = readFile(Path);
  size_t At = 0;
  while (At < Bytes.size()) {
    if (Bytes.size() - At < 12) {
      F.Torn = true;
      break;
    }
    auto Size = readAt<uint64_t>(Bytes, At);
    if (CheckAll && readAt<uint32_t>(Bytes, At + 8) != maskedCrc({Bytes.data() + At, 8})) {
      F.Damaged = true;
      break;
    }
    if (Size > Bytes.size() - At - 12 || Bytes.size() - At - 12 - Size < 4) {
      F.Torn = true;
      break;
    }
    std::string Payload = Bytes.substr(At + 12, Size);
    if (CheckAll && readAt<uint32_t>(Bytes, At + 12 + Size) != maskedCrc(Payload))
      F.Damaged = true;
    F.Records.push_back(std::move(Payload));
    At += 16 + Size;
  }
  return F;
}

inline std::string onlyFile(const std::string &Directory) {
  std::string Found;
  for (const auto &Entry : std::filesystem::directory_iterator(Directory))
    Found = Found.empty() ? Entry.path().string() : "more than one file";
  return Found;
}

/// An event's bytes behind its wall time.
inline std::string body(const std::string &Record) { return Record.substr(9); }

/// A scalar event without its wall time, for tags and steps below 128.
inline std::string scalarBody(int Step, const std::string &Tag, float Value) {
  std::string V = "\x0a" + std::string(1, char(Tag.size())) + Tag + std::string("\x42\x0a\x08\x01\x12\x00\x22\x04", 8);
  V.append(reinterpret_cast<const char *>(&Value), 4);
  V += "\x4a\x0b\x0a\x09\x0a\x07scalars";
  std::string Out;
  if (Step)
    Out += {'\x10', char(Step)};
  Out += {'\x2a', char(V.size() + 2), '\x0a', char(V.size())};
  return Out + V;
}

} // namespace runtime_test

#endif
