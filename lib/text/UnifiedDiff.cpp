#include "text/UnifiedDiff.h"
#include "text/LineMatch.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>

using llvm::ArrayRef;
using llvm::raw_ostream;
using llvm::StringRef;

namespace summary_upgrade::text {

/// Lines with their LF; the last one may have none.
static std::vector<StringRef> splitLines(StringRef Bytes) {
  std::vector<StringRef> Lines;
  while (!Bytes.empty()) {
    size_t LF = Bytes.find('\n');
    size_t Size = LF == StringRef::npos ? Bytes.size() : LF + 1;
    Lines.push_back(Bytes.take_front(Size));
    Bytes = Bytes.drop_front(Size);
  }
  return Lines;
}

/// Both readers take names with odd characters in double quotes, and need a TAB after a name with blanks.
static void printPath(raw_ostream &Out, StringRef Marker, StringRef Prefix, StringRef Path) {
  while (Path.consume_front("./") || Path.consume_front("/")) {
  }
  Out << Marker << ' ';
  bool Odd = llvm::any_of(Path, [](unsigned char C) { return C < 0x20 || C == 0x7F || C == '"' || C == '\\'; });
  if (!Odd) {
    Out << Prefix << Path << (Path.contains(' ') ? "\t" : "") << '\n';
    return;
  }
  Out << '"' << Prefix;
  for (unsigned char C : Path) {
    if (C < 0x20 || C == 0x7F)
      Out << '\\' << char('0' + (C >> 6)) << char('0' + (C >> 3 & 7)) << char('0' + (C & 7));
    else if (C == '"' || C == '\\')
      Out << '\\' << char(C);
    else
      Out << char(C);
  }
  Out << "\"\n";
}

static void printLines(raw_ostream &Out, char Marker, ArrayRef<StringRef> Lines, uint32_t Begin, uint32_t End) {
  for (uint32_t I = Begin; I < End; ++I) {
    Out << Marker << Lines[I];
    if (!Lines[I].ends_with("\n"))
      Out << "\n\\ No newline at end of file\n";
  }
}

static void printExtent(raw_ostream &Out, char Sign, uint32_t Begin, uint32_t End) {
  uint32_t Count = End - Begin;
  // An empty extent is named by the line before it.
  Out << Sign << (Count ? Begin + 1 : Begin);
  if (Count != 1)
    Out << ',' << Count;
}

std::string unifiedDiff(StringRef OldPath, StringRef NewPath, StringRef OldBytes, StringRef NewBytes,
                        unsigned Context) {
  std::string Result;
  if (OldBytes == NewBytes)
    return Result;
  llvm::raw_string_ostream Out(Result);
  printPath(Out, "---", "a/", OldPath);
  printPath(Out, "+++", "b/", NewPath);
  std::vector<StringRef> Old = splitLines(OldBytes), New = splitLines(NewBytes);
  std::vector<LineChange> Changes = matchLines(Old, New);
  const auto OldSize = static_cast<uint32_t>(Old.size());
  for (size_t First = 0, After; First < Changes.size(); First = After) {
    // Changes whose contexts touch share a hunk.
    After = First + 1;
    while (After < Changes.size() && Changes[After].OldBegin - Changes[After - 1].OldEnd <= 2 * uint64_t(Context))
      ++After;
    const LineChange &Head = Changes[First], &Tail = Changes[After - 1];
    uint32_t Lead = std::min<uint32_t>(Context, Head.OldBegin);
    uint32_t Trail = std::min<uint32_t>(Context, OldSize - Tail.OldEnd);
    Out << "@@ ";
    printExtent(Out, '-', Head.OldBegin - Lead, Tail.OldEnd + Trail);
    Out << ' ';
    printExtent(Out, '+', Head.NewBegin - Lead, Tail.NewEnd + Trail);
    Out << " @@\n";
    uint32_t At = Head.OldBegin - Lead;
    for (const LineChange &Change : llvm::ArrayRef(Changes).slice(First, After - First)) {
      printLines(Out, ' ', Old, At, Change.OldBegin);
      printLines(Out, '-', Old, Change.OldBegin, Change.OldEnd);
      printLines(Out, '+', New, Change.NewBegin, Change.NewEnd);
      At = Change.OldEnd;
    }
    printLines(Out, ' ', Old, At, Tail.OldEnd + Trail);
  }
  return Result;
}

} // namespace summary_upgrade::text
