#include "python/RewriterRender.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace summary_upgrade::python {

namespace {

/// Follows the output line by line and corrects the indentation of continuation lines.
class Aligner {
public:
  Aligner(const Layout &L) : L(L) {
    for (uint32_t Line = 0; Line < L.States.size(); ++Line) {
      const LineState &S = L.States[Line];
      if (!S.Continuation || S.InString || S.Bracket == ~0u || L.File.lineText(Line).trim(" \t\f").empty())
        continue;
      StringRef Indent = L.indentation(Line);
      Stops.push_back({S.Bracket, true, Line});
      Stops.push_back({static_cast<uint32_t>(Indent.end() - L.Bytes.data()), false, Line});
    }
    llvm::sort(Stops);
    Stops.erase(
        std::unique(Stops.begin(), Stops.end(),
                    [](const Stop &A, const Stop &B) { return A.IsBracket && B.IsBracket && A.Offset == B.Offset; }),
        Stops.end());
  }

  Rope run(Rope Whole) {
    if (Stops.empty())
      return Whole;
    for (Segment &S : Whole) {
      if (S.FromSource) {
        copy(S);
        continue;
      }
      emit(S.Text);
      uint32_t Like = S.LikeLine;
      Result.push_back(std::move(S));
      if (Like != ~0u)
        correct(Like);
    }
    return std::move(Result);
  }

private:
  struct Stop {
    uint32_t Offset;
    bool IsBracket; ///< else the first byte of a continuation line behind its indentation
    uint32_t Line;
    bool operator<(const Stop &O) const {
      return std::tie(Offset, IsBracket, Line) < std::tie(O.Offset, O.IsBracket, O.Line);
    }
  };
  struct Place {
    size_t Column; ///< of the bracket in the output
    size_t Indent; ///< of its line there
  };

  size_t columns(StringRef S) const {
    if (L.File.encoding() == text::Encoding::Latin1)
      return S.size();
    return count_if(S, [](char C) { return (static_cast<unsigned char>(C) & 0xC0) != 0x80; });
  }
  static size_t spaces(StringRef S) { return std::min(S.find_first_not_of(' '), S.size()); }

  void emit(StringRef Text) {
    size_t Newline = Text.find_last_of("\r\n");
    if (Newline != StringRef::npos)
      Current.clear();
    Current += Newline == StringRef::npos ? Text : Text.drop_front(Newline + 1);
  }

  void copy(const Segment &S) {
    uint32_t Begin = S.Where.Begin;
    auto put = [&](uint32_t End) {
      if (Begin == End)
        return;
      emit(L.Bytes.slice(Begin, End));
      Result.push_back({true, S.Moved, {Begin, End}, {}, ~0u});
      Begin = End;
    };
    auto It = llvm::lower_bound(Stops, S.Where.Begin, [](const Stop &A, uint32_t B) { return A.Offset < B; });
    for (; It != Stops.end() && It->Offset < S.Where.End; ++It) {
      put(It->Offset);
      if (It->IsBracket)
        Brackets[It->Offset] = {columns(Current), spaces(Current)};
      else
        correct(It->Line);
    }
    put(S.Where.End);
  }

  /// The output stands behind the indentation of a line that continues like this source line.
  void correct(uint32_t Line) {
    uint32_t Bracket = L.States[Line].Bracket;
    auto At = Brackets.find(Bracket);
    StringRef Old = L.indentation(Line);
    uint32_t OpenLine = L.File.lineOf(Bracket);
    StringRef Before = L.Bytes.slice(L.lineBegin(OpenLine), Bracket);
    if (At == Brackets.end() || Old.contains('\t') || Before.contains('\t') || spaces(Current) != Current.size())
      return;
    Lexeme Next = lexAt(L.Bytes, Bracket + 1);
    if (Next.What == Lexeme::Blank)
      Next = lexAt(L.Bytes, Next.Where.End);
    bool Hanging = Next.What == Lexeme::Newline || Next.What == Lexeme::Comment;
    int64_t Wanted;
    if (!Hanging && Old.size() == columns(Before) + 1)
      Wanted = At->second.Column + 1;
    else
      Wanted = static_cast<int64_t>(Old.size()) + At->second.Indent - L.indentation(OpenLine).size();
    int64_t Missing = std::max<int64_t>(Wanted, 0) - static_cast<int64_t>(Current.size());
    if (Missing > 0)
      Result.push_back({false, false, {}, std::string(Missing, ' '), ~0u});
    for (int64_t Surplus = -Missing; Surplus > 0 && !Result.empty();)
      Surplus -= shorten(Surplus);
    Current.assign(std::max<int64_t>(Wanted, 0), ' ');
  }

  /// Takes up to `Count` of the spaces that end the output.
  size_t shorten(size_t Count) {
    Segment &Last = Result.back();
    StringRef Text = Last.FromSource ? L.File.slice(Last.Where) : StringRef(Last.Text);
    size_t Taken = std::min(Count, Text.size());
    if (Last.FromSource)
      Last.Where.End -= Taken;
    else
      Last.Text.resize(Text.size() - Taken);
    if (Taken == Text.size())
      Result.pop_back();
    return Taken;
  }

  const Layout &L;
  std::vector<Stop> Stops;
  Rope Result;
  std::string Current; ///< the output line so far
  DenseMap<uint32_t, Place> Brackets;
};

} // namespace

Rope realign(const Layout &L, Rope Whole) { return Aligner(L).run(std::move(Whole)); }

} // namespace summary_upgrade::python
