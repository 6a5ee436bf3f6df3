#include "Values.h"
#include <cfloat>
#include <cmath>

namespace summary_v2 {

// The arithmetic is TensorBoard's, operation by operation (tensorboard/plugins/histogram/summary_v2.py,
// _buckets), and tf.linspace's: results must be equal to the last bit.
std::vector<double> histogramBuckets(const std::vector<double> &Values, int Buckets) {
  size_t Count = Buckets > 0 ? static_cast<size_t>(Buckets) : 0;
  std::vector<double> Rows(Count * 3, 0.0);
  if (Values.empty() || Count == 0)
    return Rows;
  // Denormal numbers count as zero there.
  auto Normal = [](double V) { return std::fabs(V) < DBL_MIN ? std::copysign(0.0, V) : V; };
  double Min = Normal(Values[0]), Max = Min;
  bool NaN = false;
  for (double V : Values) {
    NaN |= std::isnan(V);
    V = Normal(V);
    Min = V < Min ? V : Min;
    Max = V > Max ? V : Max;
  }
  if (NaN)
    Min = Max = NAN; // the reductions hand a NaN on
  double Range = Normal(Max - Min);
  if (Range == 0) {
    for (size_t I = 0; I < Count; ++I)
      Rows[3 * I] = Rows[3 * I + 1] = Max;
    Rows[3 * (Count - 1) + 2] = static_cast<double>(Values.size());
    return Rows;
  }
  double Width = Normal(Range / static_cast<double>(Buckets));
  for (double V : Values) {
    double Index = std::floor(Normal(Normal(V) - Min) / Width);
    // What is no int32 becomes the smallest one in TensorFlow's cast, and no bucket.
    if (!(Index >= 0 && Index <= 2147483647.0))
      continue;
    size_t Bucket = Index >= static_cast<double>(Count) ? Count - 1 : static_cast<size_t>(Index);
    Rows[3 * Bucket + 2] += 1;
  }
  for (size_t I = 0; I < Count; ++I) {
    // A volatile product keeps the compiler from fusing it with the sum.
    volatile double Product = Width * static_cast<double>(I);
    Rows[3 * I] = I == 0 ? Min : Normal(Min + Product);
    if (I > 0)
      Rows[3 * I - 2] = Rows[3 * I];
  }
  Rows[3 * Count - 2] = Max;
  return Rows;
}

} // namespace summary_v2
