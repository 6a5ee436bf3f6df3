// Histograms of one tag over different edges: TensorFlow 1 has buckets that grow with the number, TensorFlow
// 2 has equal ones between the smallest and the largest value. What they count is the same when one set of
// data fits both.
#include "events/Match.h"
#include <cmath>

using namespace llvm;

namespace summary_upgrade::events {

namespace {

struct Bucket {
  double Left, Right, Count;
};

class BucketList {
public:
  explicit BucketList(const Blob &B) {
    for (size_t At = 0; At + 2 < B.Numbers.size(); At += 3)
      if (Bucket Row{B.Numbers[At], B.Numbers[At + 1], B.Numbers[At + 2]}; Row.Count != 0)
        Buckets.push_back(Row);
    Rows = B.Numbers.size() / 3;
    for (const Bucket &Row : Buckets)
      Total += Row.Count;
  }

  /// Edges in order, counts above zero: what a program that counts its data writes.
  bool good() const {
    double Before = -INFINITY;
    for (const Bucket &Row : Buckets) {
      // NaN is in no order.
      if (!(Row.Count > 0 && Before <= Row.Left && Row.Left <= Row.Right) || std::isinf(Row.Left) ||
          std::isinf(Row.Right) || std::isinf(Row.Count))
        return false;
      Before = Row.Left;
    }
    return true;
  }
  double min() const { return Buckets.front().Left; }
  double max() const { return Buckets.back().Right; }
  /// TensorFlow 1.15's form of v2 has one row around a value that all data have.
  bool isAround() const {
    return Rows == 1 && Buckets.size() == 1 && std::fabs(max() - min() - 1) <= 1e-6 * std::fabs(max()) + 1e-6;
  }
  void shrink() { Buckets[0].Left = Buckets[0].Right = (min() + max()) / 2; }

  std::vector<Bucket> Buckets; ///< those that hold something
  size_t Rows = 0;
  double Total = 0;
};

class Fit {
public:
  Fit(BucketList &A, BucketList &B, const CompareOptions &Options)
      : A(A), B(B), Relative(std::max(Options.RelativeTolerance, 2.5e-7)) {}

  bool fits() {
    if (A.Buckets.empty() || B.Buckets.empty())
      return A.Buckets.empty() && B.Buckets.empty();
    if (A.isAround() && B.min() == B.max())
      A.shrink();
    else if (B.isAround() && A.min() == A.max())
      B.shrink();
    Range = std::max(A.max() - A.min(), B.max() - B.min());
    return near(A.min(), B.min()) && near(A.max(), B.max()) && covers(A, B) && covers(B, A);
  }

private:
  /// Edges are stored as float32, and are as uncertain as the values.
  double slack(double Edge) const { return 1e-7 + Relative * std::fabs(Edge) + 1e-9 * Range; }
  bool near(double X, double Y) const { return std::fabs(X - Y) <= std::max(slack(X), slack(Y)); }

  /// What X has up to an edge, Y has room for in the buckets that begin below it.
  bool covers(const BucketList &X, const BucketList &Y) const {
    double Have = 0, Room = 0;
    const double Uncounted = 1e-6 + std::max(Relative, 1e-6) * X.Total;
    size_t Next = 0;
    for (const Bucket &Row : X.Buckets) {
      Have += Row.Count;
      while (Next < Y.Buckets.size() &&
             Y.Buckets[Next].Left <= Row.Right + slack(Row.Right) + slack(Y.Buckets[Next].Left))
        Room += Y.Buckets[Next++].Count;
      if (Have > Room + Uncounted)
        return false;
    }
    return true;
  }

  BucketList &A, &B;
  double Relative, Range = 0;
};

} // namespace

Sameness compareHistograms(const Blob &A, const Blob &B, const CompareOptions &Options) {
  BucketList X(A), Y(B);
  auto Total = [](const BucketList &H) { return static_cast<float>(H.Total); };
  Sameness Result = compareNumbers(Total(X), Total(Y), Options);
  if (Result == Sameness::Different || !X.good() || !Y.good() || !Fit(X, Y, Options).fits())
    return A.Numbers.size() == B.Numbers.size() ? compareLists(A, B, Options) : Sameness::Different;
  return Result;
}

} // namespace summary_upgrade::events
