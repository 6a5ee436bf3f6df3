#include "text/LineMatch.h"
#include "llvm/ADT/DenseMap.h"
#include <algorithm>

using llvm::ArrayRef;
using llvm::StringRef;

namespace summary_upgrade::text {

namespace {

/// Stretches that differ by more lines than this are replaced whole.
constexpr int32_t MaximumCost = 4096;

class Matcher {
public:
  Matcher(ArrayRef<StringRef> Old, ArrayRef<StringRef> New) : OldKept(Old.size()), NewKept(New.size()) {
    llvm::DenseMap<StringRef, uint32_t> Ids;
    auto Intern = [&](ArrayRef<StringRef> Lines, std::vector<uint32_t> &Out) {
      Out.reserve(Lines.size());
      for (StringRef Line : Lines)
        Out.push_back(Ids.try_emplace(Line, Ids.size()).first->second);
    };
    Intern(Old, A);
    Intern(New, B);
  }

  std::vector<LineChange> run() {
    solve({0, static_cast<int32_t>(A.size()), 0, static_cast<int32_t>(B.size())});
    slide(A, OldKept, B, NewKept);
    slide(B, NewKept, A, OldKept);
    return changes();
  }

private:
  /// Old lines [A0, A1) against new lines [B0, B1).
  struct Box {
    int32_t A0, A1, B0, B1;
  };
  /// A run of equal lines in the middle of a shortest path: (A0, B0) to (A1, B1).
  using Snake = Box;

  void keep(int32_t I, int32_t J) { OldKept[I] = NewKept[J] = true; }

  void solve(Box X) {
    // The stack is explicit: a recursion as deep as the file is long is nothing to rely on.
    std::vector<Box> Pending{X};
    while (!Pending.empty()) {
      Box C = Pending.back();
      Pending.pop_back();
      while (C.A0 < C.A1 && C.B0 < C.B1 && A[C.A0] == B[C.B0])
        keep(C.A0++, C.B0++);
      while (C.A0 < C.A1 && C.B0 < C.B1 && A[C.A1 - 1] == B[C.B1 - 1])
        keep(--C.A1, --C.B1);
      if (C.A0 == C.A1 || C.B0 == C.B1)
        continue;
      Snake S;
      if (!middle(C, S))
        continue;
      for (int32_t I = S.A0, J = S.B0; I < S.A1; ++I, ++J)
        keep(I, J);
      Pending.push_back({C.A0, S.A0, C.B0, S.B0});
      Pending.push_back({S.A1, C.A1, S.B1, C.B1});
    }
  }

  /// Has a path at `X` passed the one that comes from the other corner and is at `Far` on its `Diagonal`? A
  /// value that has left the box of N by M lines is no path.
  static bool meets(int32_t X, int32_t Far, int32_t Diagonal, int32_t N, int32_t M) {
    int32_t Y = Far - Diagonal;
    return Far <= N && Y >= 0 && Y <= M && X + Far >= N;
  }

  /// Finds the middle snake of a box whose corners differ; false if that costs too much.
  bool middle(Box C, Snake &Out) {
    const int32_t N = C.A1 - C.A0, M = C.B1 - C.B0, Delta = N - M;
    const bool Odd = Delta & 1;
    const int32_t Half = std::min((N + M + 1) / 2, MaximumCost);
    // Diagonals -Half-1 ... Half+1; the value is the furthest x on it.
    const int32_t Mid = Half + 1;
    Forward.assign(2 * Mid + 1, 0);
    Backward.assign(2 * Mid + 1, 0);
    for (int32_t D = 0; D <= Half; ++D) {
      for (int32_t K = -D; K <= D; K += 2) {
        int32_t X = K == -D || (K != D && Forward[Mid + K - 1] < Forward[Mid + K + 1]) ? Forward[Mid + K + 1]
                                                                                       : Forward[Mid + K - 1] + 1;
        int32_t Y = X - K;
        if (X > N || Y > M || Y < 0) { // outside of the box: nothing starts here
          Forward[Mid + K] = X;
          continue;
        }
        const int32_t X0 = X, Y0 = Y;
        while (X < N && Y < M && A[C.A0 + X] == B[C.B0 + Y])
          ++X, ++Y;
        Forward[Mid + K] = X;
        const int32_t Opposite = Delta - K;
        if (Odd && std::abs(Opposite) < D && meets(X, Backward[Mid + Opposite], Opposite, N, M)) {
          Out = {C.A0 + X0, C.A0 + X, C.B0 + Y0, C.B0 + Y};
          return true;
        }
      }
      for (int32_t K = -D; K <= D; K += 2) {
        int32_t X = K == -D || (K != D && Backward[Mid + K - 1] < Backward[Mid + K + 1]) ? Backward[Mid + K + 1]
                                                                                         : Backward[Mid + K - 1] + 1;
        int32_t Y = X - K;
        if (X > N || Y > M || Y < 0) {
          Backward[Mid + K] = X;
          continue;
        }
        const int32_t X0 = X, Y0 = Y;
        while (X < N && Y < M && A[C.A1 - 1 - X] == B[C.B1 - 1 - Y])
          ++X, ++Y;
        Backward[Mid + K] = X;
        const int32_t Opposite = Delta - K;
        if (!Odd && std::abs(Opposite) <= D && meets(X, Forward[Mid + Opposite], Opposite, N, M)) {
          Out = {C.A1 - X, C.A1 - X0, C.B1 - Y, C.B1 - Y0};
          return true;
        }
      }
    }
    return false;
  }

  /// Moves a pure insertion or deletion down as far as it goes: then a new statement is shown after the block
  /// it follows rather than torn over two. `Kept` belongs to the side that has the lines. Where it meets
  /// another change the two become one.
  static void slide(const std::vector<uint32_t> &Lines, std::vector<bool> &Kept, const std::vector<uint32_t> &Other,
                    const std::vector<bool> &OtherKept) {
    size_t I = 0, J = 0;
    while (I < Kept.size()) {
      if (Kept[I]) {
        while (J < OtherKept.size() && !OtherKept[J])
          ++J;
        ++I, ++J;
        continue;
      }
      size_t Begin = I, End = I;
      for (;;) {
        while (End < Kept.size() && !Kept[End])
          ++End;
        // Here (End, J) is the next pair of equal lines, unless the other side has a change at J as well.
        if (End == Kept.size() || !OtherKept[J] || Lines[Begin] != Lines[End])
          break;
        Kept[Begin++] = true;
        Kept[End] = false;
        ++J;
      }
      I = End;
    }
  }

  std::vector<LineChange> changes() const {
    std::vector<LineChange> Result;
    uint32_t I = 0, J = 0;
    const auto N = static_cast<uint32_t>(A.size()), M = static_cast<uint32_t>(B.size());
    while (I < N || J < M) {
      if (I < N && J < M && OldKept[I] && NewKept[J]) {
        ++I, ++J;
        continue;
      }
      LineChange Change{I, I, J, J};
      while (Change.OldEnd < N && !OldKept[Change.OldEnd])
        ++Change.OldEnd;
      while (Change.NewEnd < M && !NewKept[Change.NewEnd])
        ++Change.NewEnd;
      I = Change.OldEnd;
      J = Change.NewEnd;
      Result.push_back(Change);
    }
    return Result;
  }

  std::vector<uint32_t> A, B;
  std::vector<bool> OldKept, NewKept;
  std::vector<int32_t> Forward, Backward;
};

} // namespace

std::vector<LineChange> matchLines(ArrayRef<StringRef> Old, ArrayRef<StringRef> New) { return Matcher(Old, New).run(); }

} // namespace summary_upgrade::text
