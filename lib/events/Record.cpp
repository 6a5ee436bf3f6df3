#include "events/Record.h"
#include "events/Crc32c.h"

namespace summary_upgrade::events {

namespace {

template <typename T> T readLittle(const char *P) {
  T Value = 0;
  for (size_t I = 0; I < sizeof(T); ++I)
    Value |= static_cast<T>(static_cast<unsigned char>(P[I])) << (8 * I);
  return Value;
}

template <typename T> void writeLittle(char *P, T Value) {
  for (size_t I = 0; I < sizeof(T); ++I)
    P[I] = static_cast<char>(static_cast<unsigned char>(Value >> (8 * I)));
}

} // namespace

void writeRecordHeader(char *To, uint64_t Size) {
  writeLittle<uint64_t>(To, Size);
  writeLittle<uint32_t>(To + 8, maskedCrc32c(To, 8));
}

void writeRecordFooter(char *To, const void *Payload, size_t Size) {
  writeLittle<uint32_t>(To, maskedCrc32c(Payload, Size));
}

void appendRecord(std::string &Out, std::string_view Payload) {
  char Header[RecordHeaderSize], Footer[RecordFooterSize];
  writeRecordHeader(Header, Payload.size());
  writeRecordFooter(Footer, Payload.data(), Payload.size());
  Out.append(Header, RecordHeaderSize);
  Out.append(Payload.data(), Payload.size());
  Out.append(Footer, RecordFooterSize);
}

RecordStatus RecordReader::next(std::string_view &Payload) {
  Current = Next;
  Wanted = 0;
  if (Next >= File.size())
    return RecordStatus::End;
  size_t Left = File.size() - Next;
  const char *P = File.data() + Next;
  if (Left < RecordHeaderSize)
    return RecordStatus::Torn;
  uint64_t Size = readLittle<uint64_t>(P);
  if (readLittle<uint32_t>(P + 8) != maskedCrc32c(P, 8))
    return RecordStatus::BadLengthCrc;
  // Subtractions only: Size may be anything.
  size_t Room = Left - RecordHeaderSize;
  if (Room < RecordFooterSize || Size > Room - RecordFooterSize) {
    constexpr uint64_t Framing = RecordHeaderSize + RecordFooterSize;
    Wanted = Size > UINT64_MAX - Framing ? UINT64_MAX : Size + Framing;
    return RecordStatus::Torn;
  }
  Payload = std::string_view(P + RecordHeaderSize, static_cast<size_t>(Size));
  Next += RecordHeaderSize + Size + RecordFooterSize;
  bool Good = readLittle<uint32_t>(Payload.data() + Size) == maskedCrc32c(Payload.data(), Payload.size());
  return Good ? RecordStatus::Ok : RecordStatus::BadDataCrc;
}

} // namespace summary_upgrade::events
