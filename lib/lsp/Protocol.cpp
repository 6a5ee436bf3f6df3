#include "lsp/Protocol.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>

using namespace llvm;

namespace summary_upgrade::lsp {

char ProtocolError::ID;

std::string pathOfUri(StringRef Uri) {
  if (!Uri.consume_front("file://"))
    return {};
  // An authority (a host) is not ours; `localhost` is what an empty one means.
  Uri.consume_front("localhost");
  if (!Uri.starts_with("/"))
    return {};
  std::string Path;
  for (size_t I = 0; I < Uri.size(); ++I) {
    if (Uri[I] == '%' && I + 2 < Uri.size() && isHexDigit(Uri[I + 1]) && isHexDigit(Uri[I + 2])) {
      Path += static_cast<char>(hexFromNibbles(Uri[I + 1], Uri[I + 2]));
      I += 2;
    } else {
      Path += Uri[I];
    }
  }
  return Path.find('\0') == std::string::npos ? Path : std::string();
}

std::string uriOfPath(StringRef Path) {
  std::string Uri = "file://";
  for (const char C : Path) {
    if (isAlnum(C) || StringRef("/-._~").contains(C))
      Uri += C;
    else
      Uri += "%" + toHex(StringRef(&C, 1));
  }
  return Uri;
}

std::optional<Position> readPosition(const json::Value *V) {
  const json::Object *O = V ? V->getAsObject() : nullptr;
  const auto Line = O ? O->getInteger("line") : std::nullopt, Character = O ? O->getInteger("character") : std::nullopt;
  if (!Line || !Character || *Line < 0 || *Character < 0)
    return std::nullopt;
  constexpr int64_t Max = 1 << 30;
  return Position{static_cast<uint32_t>(std::min(*Line, Max)), static_cast<uint32_t>(std::min(*Character, Max))};
}

std::optional<Range> readRange(const json::Value *V) {
  const json::Object *O = V ? V->getAsObject() : nullptr;
  const auto Start = readPosition(O ? O->get("start") : nullptr), End = readPosition(O ? O->get("end") : nullptr);
  if (!Start || !End)
    return std::nullopt;
  return Range{*Start, *End};
}

json::Value toJson(const Range &R) {
  auto one = [](Position P) { return json::Object{{"line", P.Line}, {"character", P.Character}}; };
  return json::Object{{"start", one(R.Start)}, {"end", one(R.End)}};
}

LineMap::LineMap(StringRef Bytes, PositionEncoding Encoding, bool IsLatin1)
    : Bytes(Bytes), Encoding(Encoding), IsLatin1(IsLatin1) {
  Starts.push_back(Bytes.starts_with("\xEF\xBB\xBF") ? 3 : 0); // the mark is no character
  for (size_t I = 0; I < Bytes.size(); ++I)
    if (Bytes[I] == '\n' || (Bytes[I] == '\r' && !(I + 1 < Bytes.size() && Bytes[I + 1] == '\n')))
      Starts.push_back(static_cast<uint32_t>(I + 1));
}

uint32_t LineMap::offset(Position P) const {
  if (P.Line >= Starts.size())
    return static_cast<uint32_t>(Bytes.size());
  uint32_t At = Starts[P.Line], Units = 0;
  while (At < Bytes.size() && Units < P.Character && Bytes[At] != '\n' && Bytes[At] != '\r') {
    const auto Lead = static_cast<unsigned char>(Bytes[At]);
    const unsigned Size = IsLatin1 || Lead < 0xC0 ? 1 : Lead < 0xE0 ? 2 : Lead < 0xF0 ? 3 : 4;
    const unsigned Width = IsLatin1 ? (Encoding == PositionEncoding::UTF8 && Lead >= 0x80 ? 2 : 1)
                           : Encoding == PositionEncoding::UTF8 ? Size
                           : Size == 4                          ? 2
                                                                : 1;
    if (Units + Width > P.Character)
      break;
    Units += Width;
    At = std::min<uint32_t>(At + Size, static_cast<uint32_t>(Bytes.size()));
  }
  return At;
}

Position LineMap::position(uint32_t Offset) const {
  Offset = std::min<uint32_t>(Offset, static_cast<uint32_t>(Bytes.size()));
  const auto After = std::upper_bound(Starts.begin(), Starts.end(), Offset);
  const auto Line = static_cast<uint32_t>(After == Starts.begin() ? 0 : After - Starts.begin() - 1);
  Position Result{Line, 0};
  for (uint32_t At = Starts[Line]; At < Offset; ++At) {
    const auto C = static_cast<unsigned char>(Bytes[At]);
    if (IsLatin1)
      Result.Character += Encoding == PositionEncoding::UTF8 && C >= 0x80 ? 2 : 1;
    else if (Encoding == PositionEncoding::UTF8)
      ++Result.Character;
    else if ((C & 0xC0) != 0x80)
      Result.Character += C >= 0xF0 ? 2 : 1;
  }
  return Result;
}

} // namespace summary_upgrade::lsp
