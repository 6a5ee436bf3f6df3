#include "text/Edit.h"
#include "llvm/ADT/STLExtras.h"
#include <tuple>

using llvm::createStringError;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;

namespace summary_upgrade::text {

Error sortAndCheck(std::vector<Edit> &Edits, uint32_t FileSize) {
  // An insertion comes before a replacement that begins at the same place.
  llvm::stable_sort(Edits, [](const Edit &A, const Edit &B) {
    return std::tie(A.Where.Begin, A.Where.End) < std::tie(B.Where.Begin, B.Where.End);
  });
  const Edit *Before = nullptr;
  for (const Edit &E : Edits) {
    if (E.Where.Begin > E.Where.End || E.Where.End > FileSize)
      return createStringError(std::errc::invalid_argument, "edit [%u, %u) does not lie in a file of %u bytes",
                               E.Where.Begin, E.Where.End, FileSize);
    if (Before && E.Where.Begin < Before->Where.End)
      return createStringError(std::errc::invalid_argument, "edits [%u, %u) and [%u, %u) overlap", Before->Where.Begin,
                               Before->Where.End, E.Where.Begin, E.Where.End);
    Before = &E;
  }
  return Error::success();
}

Expected<std::string> applyEdits(StringRef Bytes, std::vector<Edit> Edits) {
  if (Error Problem = sortAndCheck(Edits, static_cast<uint32_t>(Bytes.size())))
    return std::move(Problem);
  size_t Size = Bytes.size();
  for (const Edit &E : Edits)
    Size += E.Text.size();
  std::string Result;
  Result.reserve(Size);
  size_t At = 0;
  for (const Edit &E : Edits) {
    Result.append(Bytes.data() + At, E.Where.Begin - At);
    Result += E.Text;
    At = E.Where.End;
  }
  Result.append(Bytes.data() + At, Bytes.size() - At);
  return Result;
}

} // namespace summary_upgrade::text
