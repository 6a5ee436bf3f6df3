#include "Values.h"
#include <cmath>

namespace summary_v2 {

// The arithmetic is TensorBoard's, operation by operation (tensorboard/plugins/histogram/summary_v2.py, _buckets), and
// tf.linspace's: results must be equal to the last bit.
std::vector<double> histogramBuckets(const std::vector<double> &Values, int Buckets) {
  size_t Count = Buckets > 0 ? static_cast<size_t>(Buckets) : 0;
  std::vector<double> Rows(Count * 3, 0.0);
  if (Values.empty() || Count == 0)
    return Rows;
  double Min = Values[0], Max = Values[0];
  bool NaN = false;
  for (double V : Values) {
    NaN |= std::isnan(V);
    Min = V < Min ? V : Min;
    Max = V > Max ? V : Max;
  }
  if (NaN)
    Min = Max = NAN; // the reductions hand a NaN on
  double Range = Max - Min;
  if (Range == 0) {
    for (size_t I = 0; I < Count; ++I)
      Rows[3 * I] = Rows[3 * I + 1] = Max;
    Rows[3 * (Count - 1) + 2] = static_cast<double>(Values.size());
    return Rows;
  }
  double Width = Range / static_cast<double>(Buckets);
  for (double V : Values) {
    double Index = std::floor((V - Min) / Width);
    // What is no int32 becomes the smallest one in TensorFlow's cast, and no bucket.
    if (!(Index >= 0 && Index <= 2147483647.0))
      continue;
    size_t Bucket = Index >= static_cast<double>(Count) ? Count - 1 : static_cast<size_t>(Index);
    Rows[3 * Bucket + 2] += 1;
  }
  double Delta = Range / static_cast<double>(Buckets);
  for (size_t I = 0; I < Count; ++I) {
    // A volatile product keeps the compiler from fusing it with the sum.
    volatile double Product = Delta * static_cast<double>(I);
    Rows[3 * I] = I == 0 ? Min : Min + Product;
    if (I > 0)
      Rows[3 * I - 2] = Rows[3 * I];
  }
  Rows[3 * Count - 2] = Max;
  return Rows;
}

} // namespace summary_v2
