#include "report/Fingerprint.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MD5.h"
#include "llvm/Support/Path.h"

namespace summary_upgrade::report {

std::string normalizedLine(const Location &Place, FileLookup Files) {
  const text::SourceFile *File = Files(Place.Path);
  if (!File)
    return {};
  llvm::StringRef Line = File->lineText(File->lineOf(Place.Where.Begin));
  Line.consume_front("\xEF\xBB\xBF");
  llvm::SmallVector<llvm::StringRef, 16> Words;
  llvm::SplitString(Line, Words, " \t\f\v");
  return toUTF8(llvm::join(Words, " "), File->encoding());
}

std::vector<std::string> fingerprints(llvm::ArrayRef<Finding> Findings, FileLookup Files) {
  std::vector<std::string> Result;
  llvm::StringMap<unsigned> Seen;
  for (const Finding &F : Findings) {
    llvm::SmallString<256> Path(F.Place.Path);
    llvm::sys::path::remove_dots(Path, /*remove_dot_dot=*/true, llvm::sys::path::Style::posix);
    std::string Key = F.Code + '\0' + std::string(Path) + '\0' + normalizedLine(F.Place, Files);
    const unsigned Ordinal = Seen[Key]++;
    Key += '\0' + std::to_string(Ordinal);
    llvm::MD5 Hash;
    Hash.update(Key);
    Result.push_back(std::string(Hash.final().digest()));
  }
  return Result;
}

} // namespace summary_upgrade::report
