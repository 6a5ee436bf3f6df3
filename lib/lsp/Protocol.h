// What the protocol says about places: URIs, and positions in the encoding that was agreed on.
#ifndef SUMMARY_UPGRADE_LSP_PROTOCOL_H
#define SUMMARY_UPGRADE_LSP_PROTOCOL_H

#include "text/SourceFile.h"
#include "llvm/Support/JSON.h"

namespace summary_upgrade::lsp {

enum class PositionEncoding : uint8_t { UTF8, UTF16 };

namespace error {
inline constexpr int Parse = -32700, InvalidRequest = -32600, MethodNotFound = -32601, InvalidParams = -32602,
                     Internal = -32603, NotInitialized = -32002, RequestCancelled = -32800, ContentModified = -32801;
}

/// An error with a code of the protocol.
class ProtocolError : public llvm::ErrorInfo<ProtocolError> {
public:
  static char ID;
  ProtocolError(int Code, std::string Message) : Code(Code), Message(std::move(Message)) {}
  void log(llvm::raw_ostream &Out) const override { Out << Message; }
  std::error_code convertToErrorCode() const override { return llvm::inconvertibleErrorCode(); }
  const int Code;
  const std::string Message;
};

/// The path of a file URI; empty for other ones.
std::string pathOfUri(llvm::StringRef Uri);
std::string uriOfPath(llvm::StringRef Path);

/// Zero-based.
struct Position {
  uint32_t Line = 0, Character = 0;
};
std::optional<Position> readPosition(const llvm::json::Value *V);
struct Range {
  Position Start, End;
};
std::optional<Range> readRange(const llvm::json::Value *V);
llvm::json::Value toJson(const Range &R);

/// Positions of bytes that are UTF-8, or one byte a character.
class LineMap {
public:
  LineMap(llvm::StringRef Bytes, PositionEncoding Encoding, bool IsLatin1 = false);

  /// Clamped to the line and the text, never inside a character.
  uint32_t offset(Position P) const;
  Position position(uint32_t Offset) const;
  Range range(text::Range R) const { return {position(R.Begin), position(R.End)}; }

private:
  llvm::StringRef Bytes;
  PositionEncoding Encoding;
  bool IsLatin1;
  std::vector<uint32_t> Starts;
};

} // namespace summary_upgrade::lsp

#endif
