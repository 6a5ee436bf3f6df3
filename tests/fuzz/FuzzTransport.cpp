// Bytes as what a client sends: frames, messages and positions. No crash, no end that is never reached, and a good
// frame arrives whole however it was cut into pieces. The first byte chooses: 0 takes the rest as raw bytes; anything
// else is the size of the pieces in which frames that are right arrive.
#include "lsp/JsonTransport.h"
#include "lsp/Protocol.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdlib>

using namespace summary_upgrade;
using namespace summary_upgrade::lsp;

namespace {

void require(bool Good) {
  if (!Good)
    std::abort();
}

std::string printed(const llvm::json::Value &V) {
  std::string Text;
  llvm::raw_string_ostream(Text) << V;
  return Text;
}

/// All frames that come; it must come to an end.
std::vector<std::string> frames(llvm::StringRef Bytes, size_t Piece) {
  std::vector<std::string> Result;
  FrameReader Reader;
  size_t Asked = 0;
  while (!Bytes.empty() && !Reader.isBroken()) {
    Reader.feed(Bytes.take_front(Piece));
    Bytes = Bytes.drop_front(std::min(Piece, Bytes.size()));
    for (;;) {
      std::string Problem;
      auto Body = Reader.next(Problem);
      require(++Asked < 100000);
      if (!Problem.empty())
        continue;
      if (!Body)
        break;
      Result.push_back(std::move(*Body));
    }
  }
  return Result;
}

void parse(llvm::StringRef Body) {
  auto Message = parseMessage(Body);
  if (!Message)
    return llvm::consumeError(Message.takeError());
  // What was understood can be said again.
  auto Again = parseMessage(printed(*Message));
  if (!Again)
    return llvm::consumeError(
        Again.takeError()); // text that is not UTF-8 is printed with marks, and numbers may lose digits
  (void)readRange(&*Message);
  (void)readPosition(&*Message);
  if (auto Text = Message->getAsString())
    (void)pathOfUri(*Text);
}

/// A place within the text, and always the same one. Other bytes than UTF-8 come from no client.
void positions(llvm::StringRef Text, uint8_t Where) {
  if (!llvm::json::isUTF8(Text))
    return;
  for (const PositionEncoding Encoding : {PositionEncoding::UTF8, PositionEncoding::UTF16}) {
    const LineMap Map(Text, Encoding);
    const uint32_t At = Map.offset({Where % 7u, Where / 3u});
    require(At <= Text.size());
    require(Map.offset(Map.position(At)) == At);
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  if (Size < 2)
    return 0;
  const llvm::StringRef Rest(reinterpret_cast<const char *>(Data + 1), Size - 1);
  for (const std::string &Body : frames(Rest, Data[0] ? Data[0] : Rest.size()))
    parse(Body);
  parse(Rest);
  positions(Rest, Data[0]);
  if (Data[0] == 0)
    return 0;
  // The bodies are what stands between zero bytes.
  std::vector<std::string> Bodies;
  std::string Stream;
  for (llvm::StringRef Left = Rest; !Left.empty();) {
    const auto [Body, Next] = Left.split('\0');
    Bodies.push_back(Body.str());
    Stream += (Bodies.size() % 2 ? "Content-Length: " : "content-length:") + std::to_string(Body.size()) +
              (Bodies.size() % 3 ? "\r\n\r\n" : "\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n") +
              Body.str();
    Left = Next;
  }
  require(frames(Stream, Data[0]) == Bodies);
  return 0;
}
