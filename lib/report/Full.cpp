#include "report/Full.h"
#include "report/Color.h"
#include "report/Concise.h"
#include "llvm/Support/Unicode.h"
#include <algorithm>

namespace summary_upgrade::report {
namespace {

/// Columns of code that are shown of a longer line, and how many of them stand before the place.
constexpr unsigned MaxColumns = 120, Lead = 40;

unsigned columns(llvm::StringRef UTF8) {
  const int Width = llvm::sys::unicode::columnWidthUTF8(UTF8);
  return Width < 0 ? static_cast<unsigned>(UTF8.size()) : static_cast<unsigned>(Width);
}

/// Cuts at most `Columns` columns off the front of UTF-8 text, never inside a character.
llvm::StringRef takeColumns(llvm::StringRef &Text, unsigned Columns) {
  size_t End = 0;
  unsigned Seen = 0;
  while (End < Text.size()) {
    size_t Next = End + 1;
    while (Next < Text.size() && (static_cast<unsigned char>(Text[Next]) & 0xC0) == 0x80)
      ++Next;
    Seen += columns(Text.slice(End, Next));
    if (Seen > Columns)
      break;
    End = Next;
  }
  llvm::StringRef Front = Text.take_front(End);
  Text = Text.drop_front(End);
  return Front;
}

/// Tabs and other control characters as spaces: a terminal would move the caret away from its place.
std::string printable(std::string Text) {
  for (char &C : Text)
    if (static_cast<unsigned char>(C) < 0x20 || C == 0x7F)
      C = ' ';
  return Text;
}

class FullPrinter {
public:
  FullPrinter(llvm::raw_ostream &Out, const Finding &F, FileLookup Files, bool Color)
      : Out(Out), F(F), Files(Files), Color(Color), Frame(Color, "34") {
    widenFor(F.Place);
    for (const Location &Place : F.Related)
      widenFor(Place);
  }

  void print() {
    printHeadline(Out, F, Files, Color);
    Out << '\n';
    excerpt(F.Place, '^', F.Level == Severity::Notice ? "36" : "31");
    for (const Location &Place : F.Related) {
      Out << std::string(Gutter, ' ') << Frame.on() << "::: " << Frame.off() << placeText(Place, Files);
      // Without its line the label would be lost.
      if (!Files(Place.Path) && !Place.Label.empty())
        Out << ": " << Place.Label;
      Out << '\n';
      excerpt(Place, '-', "34");
    }
    if (!F.Help.empty())
      Out << std::string(Gutter + 1, ' ') << Frame.on() << "= help: " << Frame.off() << F.Help << '\n';
    Out << '\n';
  }

private:
  void widenFor(const Location &Place) {
    if (const text::SourceFile *File = Files(Place.Path))
      Gutter = std::max(Gutter, std::to_string(File->lineOf(Place.Where.Begin) + 1).size());
  }

  void excerpt(const Location &Place, char Mark, llvm::StringRef MarkColor) {
    const text::SourceFile *File = Files(Place.Path);
    if (!File)
      return;
    const uint32_t Line = File->lineOf(Place.Where.Begin);
    llvm::StringRef Code = File->lineText(Line);
    uint32_t Start = File->lineStart(Line);
    if (Line == 0) { // the byte order mark is no column
      Code = Code.drop_front(std::min<size_t>(File->bomSize(), Code.size()));
      Start += File->bomSize();
    }
    const size_t Begin = std::clamp<size_t>(Place.Where.Begin, Start, Start + Code.size()) - Start;
    // A place over several lines is underlined to the end of its first one.
    const size_t End = std::clamp<size_t>(Place.Where.End, Start + Begin, Start + Code.size()) - Start;

    std::string Before = printable(toUTF8(Code.take_front(Begin), File->encoding()));
    const std::string Marked = printable(toUTF8(Code.slice(Begin, End), File->encoding()));
    llvm::StringRef Head = Before;
    if (columns(Before) + columns(Marked) > MaxColumns && columns(Before) > Lead) {
      takeColumns(Head, columns(Before) - Lead);
      Before = "…" + Head.str();
    }
    const std::string After = printable(toUTF8(Code.drop_front(End), File->encoding()));
    const std::string WholeText = Before + Marked + After;
    llvm::StringRef Whole = WholeText;
    llvm::StringRef Shown = takeColumns(Whole, MaxColumns);

    const std::string Number = std::to_string(File->position(Place.Where.Begin).Line);
    Out << Frame.on() << std::string(Gutter + 1, ' ') << "|\n"
        << std::string(Gutter - Number.size(), ' ') << Number << " |" << Frame.off();
    if (!Shown.empty())
      Out << ' ' << Shown.rtrim() << (Whole.empty() ? "" : "…");
    const unsigned Column = columns(Before);
    const unsigned Length = std::max(1u, std::min(columns(Marked), MaxColumns - std::min(Column, MaxColumns - 1)));
    const Style MarkStyle(Color, MarkColor);
    Out << '\n'
        << Frame.on() << std::string(Gutter + 1, ' ') << '|' << Frame.off() << ' ' << std::string(Column, ' ')
        << MarkStyle.on() << std::string(Length, Mark);
    if (!Place.Label.empty())
      Out << ' ' << Place.Label;
    Out << MarkStyle.off() << '\n';
  }

  llvm::raw_ostream &Out;
  const Finding &F;
  FileLookup Files;
  bool Color;
  Style Frame;
  size_t Gutter = 2; ///< columns of the line numbers
};

} // namespace

void printFull(llvm::raw_ostream &Out, llvm::ArrayRef<Finding> Findings, FileLookup Files, bool Color) {
  for (const Finding &F : Findings)
    FullPrinter(Out, F, Files, Color).print();
}

} // namespace summary_upgrade::report
