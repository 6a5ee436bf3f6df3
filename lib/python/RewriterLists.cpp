#include "python/RewriterLists.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace summary_upgrade::python {

bool isStar(StringRef Item) { return Item.starts_with("*"); }

bool isKeyword(StringRef Item) {
  Lexeme Name = lexAt(Item, 0);
  if (Name.What != Lexeme::Word)
    return false;
  StringRef Rest = Item.drop_front(Name.Where.End).ltrim();
  return Rest.starts_with("=") && !Rest.starts_with("==");
}

namespace {

class ListEditor {
public:
  ListEditor(Renderer &R, const Layout &L, const ListShape &Shape, const ListEdit &Edit, ListKind Kind)
      : R(R), L(L), Shape(Shape), Edit(Edit), Kind(Kind) {}

  void run() {
    size_t Kept = Shape.Items.size() - Edit.Removed.size();
    std::vector<std::vector<Chunks>> Adds(Shape.Items.size() + 1);
    for (const ListEdit::Added &A : Edit.Adds)
      Adds[std::min(A.Index, Shape.Items.size())].push_back(A.Item);
    if (Kept == 0)
      return fill(Adds);
    // New items go behind the last kept item before them, else before the first kept one.
    std::vector<Chunks> Leading;
    size_t Anchor = ~size_t(0);
    std::vector<std::vector<Chunks>> Behind(Shape.Items.size());
    size_t FirstKept = ~size_t(0);
    for (size_t I = 0; I <= Shape.Items.size(); ++I) {
      auto &To = Anchor == ~size_t(0) ? Leading : Behind[Anchor];
      To.insert(To.end(), Adds[I].begin(), Adds[I].end());
      if (I < Shape.Items.size() && !Edit.Removed.count(I)) {
        Anchor = I;
        FirstKept = std::min(FirstKept, I);
      }
    }
    remove(Behind);
    if (!Leading.empty())
      addBefore(FirstKept, Leading);
    for (size_t I = 0; I < Behind.size(); ++I)
      if (!Behind[I].empty())
        addBehind(I, Behind[I]);
  }

private:
  StringRef indentOfItem(size_t I) const { return L.indentation(L.File.lineOf(Shape.Items[I].Begin)); }
  bool startsLine(size_t I) const {
    uint32_t Line = L.File.lineOf(Shape.Items[I].Begin);
    return L.File.lineStart(Line) + indentOfItem(I).size() == Shape.Items[I].Begin &&
           Shape.Begin <= L.File.lineStart(Line);
  }
  bool onePerLine() const {
    size_t Count = Shape.Items.size();
    for (size_t I = 1; I < Count; ++I)
      if (!startsLine(I))
        return false;
    return Count > 1 || (Count == 1 && startsLine(0) && Shape.Commas[0] != ~0u);
  }
  Chunk newLine() const { return Chunk::likeLine(L.File.lineOf(Shape.Items[Shape.Items.size() > 1 ? 1 : 0].Begin)); }
  static void concat(Chunks &To, const Chunks &From) { To.insert(To.end(), From.begin(), From.end()); }

  /// Nothing of the old list stays.
  void fill(const std::vector<std::vector<Chunks>> &Adds) {
    Chunks All;
    size_t Count = 0;
    for (const auto &Place : Adds)
      for (const Chunks &Item : Place) {
        if (Count++)
          All.push_back(Chunk::text(", "));
        concat(All, Item);
      }
    if (Kind == ListKind::Tuple && Count == 1)
      All.push_back(Chunk::text(","));
    if (Shape.Items.empty()) {
      R.add({Shape.Begin, Shape.Begin}, int(Rank::Inside), std::move(All));
      return;
    }
    uint32_t End = Shape.Commas.back() == ~0u ? Shape.Items.back().End : Shape.Commas.back() + 1;
    R.add({Shape.Items.front().Begin, End}, int(Rank::List), std::move(All));
  }

  bool hasComment(uint32_t Begin, uint32_t End) const {
    return any_of(L.Facts.Comments, [&](text::Range C) { return Begin <= C.Begin && C.End <= End; });
  }

  using Additions = std::vector<std::vector<Chunks>>;

  void remove(const Additions &Behind) {
    for (size_t I = 0; I < Shape.Items.size(); ++I) {
      if (!Edit.Removed.count(I))
        continue;
      size_t Last = I;
      while (Edit.Removed.count(Last + 1))
        ++Last;
      text::Range First = Shape.Items[I], End = Shape.Items[Last];
      if (Last + 1 < Shape.Items.size())
        R.add({First.Begin, Shape.Items[Last + 1].Begin}, int(Rank::List), {});
      else if (!hasComment(Shape.Items[I - 1].End, First.Begin))
        R.add({Shape.Items[I - 1].End, End.End}, int(Rank::List), {});
      else
        removeBehindComment(I, Last, !Behind[I - 1].empty());
      I = Last;
    }
  }

  /// The last items go, the comment before them stays: it speaks of an item that stays.
  void removeBehindComment(size_t First, size_t Last, bool KeepComma) {
    uint32_t Begin = Shape.Items[First].Begin, End = Shape.Items[Last].End;
    if (Shape.Commas[Last] == ~0u && !KeepComma)
      R.add({Shape.Commas[First - 1], Shape.Commas[First - 1] + 1}, int(Rank::List), {});
    if (Shape.Commas[Last] != ~0u)
      End = Shape.Commas[Last] + 1;
    uint32_t Line = L.File.lineOf(End);
    bool Whole = startsLine(First) && L.Bytes.slice(End, L.lineEnd(Line)).trim(" \t").empty();
    R.add(Whole ? text::Range{L.File.lineStart(L.File.lineOf(Begin)), L.behindLine(Line)} : text::Range{Begin, End},
          int(Rank::List), {});
  }

  void addBefore(size_t I, const std::vector<Chunks> &Items) {
    Chunks All;
    for (const Chunks &Item : Items) {
      concat(All, Item);
      All.push_back(Chunk::text(onePerLine() ? "," : ", "));
      if (onePerLine())
        All.push_back(newLine());
    }
    R.add({Shape.Items[I].Begin, Shape.Items[I].Begin}, int(Rank::Inside), std::move(All));
  }

  void addBehind(size_t I, const std::vector<Chunks> &Items) {
    uint32_t End = Shape.Items[I].End, Comma = Shape.Commas[I];
    Chunks All;
    if (!onePerLine()) {
      // `(a,)` and `x = a,`: the comma only makes a tuple.
      bool Bare = Kind == ListKind::BareTuple;
      bool Lone = Shape.Items.size() == 1 && Comma != ~0u && Kind != ListKind::Other;
      for (const Chunks &Item : Items) {
        All.push_back(Chunk::text(Lone && All.empty() ? " " : ", "));
        concat(All, Item);
      }
      if (Bare)
        replaceBare(I, Lone ? Comma + 1 : End, std::move(All));
      else if (Lone)
        R.add({Comma + 1, Comma + 1}, int(Rank::Inside), std::move(All));
      else
        R.add({End, End}, int(Rank::Inside), std::move(All));
      return;
    }
    // Behind the comma and the comment that follow on the item's line.
    uint32_t Line = L.File.lineOf(Comma == ~0u ? End : Comma), Place = Comma == ~0u ? End : Comma + 1;
    StringRef Rest = L.Bytes.slice(Place, L.lineEnd(Line)).ltrim(" \t");
    if (Rest.starts_with("#"))
      Place = L.lineEnd(Line);
    for (const Chunks &Item : Items) {
      bool Last = &Item == &Items.back();
      All.push_back(Chunk::text(Comma == ~0u && All.empty() && Place == End ? "," : ""));
      All.push_back(newLine());
      concat(All, Item);
      if (Comma != ~0u || !Last)
        All.push_back(Chunk::text(","));
    }
    if (Comma == ~0u && Place != End)
      R.add({End, End}, int(Rank::Inside), {Chunk::text(",")});
    R.add({Place, Place}, int(Rank::Inside), std::move(All));
  }

  /// At the rim of a list without brackets an insertion would lie outside of it.
  void replaceBare(size_t I, uint32_t End, Chunks All) {
    text::Range Old{Shape.Items[I].Begin, End};
    All.insert(All.begin(), Chunk::source(Old));
    R.add(Old, int(Rank::List), std::move(All));
  }

  Renderer &R;
  const Layout &L;
  const ListShape &Shape;
  const ListEdit &Edit;
  ListKind Kind;
};

} // namespace

void editList(Renderer &R, const Layout &L, const ListShape &Shape, const ListEdit &Edit, ListKind Kind) {
  ListEditor(R, L, Shape, Edit, Kind).run();
}

} // namespace summary_upgrade::python
