#include "report/Place.h"
#include "llvm/Support/JSON.h"

namespace summary_upgrade::report {

std::string placeText(const Location &Place, FileLookup Files) {
  const text::SourceFile *File = Files(Place.Path);
  if (!File)
    return Place.Path;
  const text::Position At = File->position(Place.Where.Begin);
  const std::string Cell = At.Cell ? ":cell " + std::to_string(At.Cell) : std::string();
  return Place.Path + Cell + ":" + std::to_string(At.Line) + ":" + std::to_string(At.Column);
}

llvm::StringRef repositoryPath(llvm::StringRef Path) {
  while (Path.consume_front("./"))
    ;
  return Path;
}

llvm::StringRef applicabilityName(Applicability Fix) {
  switch (Fix) {
  case Applicability::Safe:
    return "safe";
  case Applicability::Unsafe:
    return "unsafe";
  case Applicability::DisplayOnly:
    return "display-only";
  case Applicability::None:
    break;
  }
  return "none";
}

llvm::StringRef severityName(Severity Level) { return Level == Severity::Notice ? "notice" : "warning"; }

std::string toUTF8(llvm::StringRef Bytes, text::Encoding Encoding) {
  if (Encoding != text::Encoding::Latin1)
    return llvm::json::fixUTF8(Bytes);
  std::string Result;
  for (const char C : Bytes) {
    const auto Byte = static_cast<unsigned char>(C);
    if (Byte < 0x80) {
      Result += C;
    } else {
      Result += static_cast<char>(0xC0 | Byte >> 6);
      Result += static_cast<char>(0x80 | (Byte & 0x3F));
    }
  }
  return Result;
}

} // namespace summary_upgrade::report
