#include "events/Match.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>
#include <numeric>

using namespace llvm;

namespace summary_upgrade::events {

uint64_t hashValue(const Item &I, const Stream &S) {
  auto number = [](float Value) -> uint64_t {
    // Equal numbers of different bits: the zeros, and all NaN.
    if (Value == 0)
      return 0;
    if (std::isnan(Value))
      return 1;
    uint32_t Bits;
    std::memcpy(&Bits, &Value, sizeof Bits);
    return Bits;
  };
  if (I.What == Item::Holds::Scalar)
    return hash_combine(number(I.Scalar), 0);
  const Blob &B = S.Blobs[I.Blob];
  hash_code Hash = hash_combine(static_cast<int>(I.What), B.Count);
  for (const std::string &Part : B.Parts)
    Hash = hash_combine(Hash, StringRef(Part));
  for (size_t At = 0; At < B.Numbers.size(); ++At)
    Hash = hash_combine(Hash, number(B.Numbers[At]));
  return Hash;
}

namespace {

using Indices = std::vector<uint32_t>;

auto keyOf(const Item &I) { return std::tuple(I.Tag, I.Plugin, I.Step); }

Indices sorted(ArrayRef<Item> Items) {
  Indices Order(Items.size());
  std::iota(Order.begin(), Order.end(), 0);
  auto less = [&](uint32_t A, uint32_t B) { return std::tuple(keyOf(Items[A]), A) < std::tuple(keyOf(Items[B]), B); };
  // Files are mostly in order of step with a few tags in turn: no better order to hope for than that of one
  // tag.
  if (!is_sorted(Order, less))
    llvm::sort(Order, less);
  return Order;
}

/// Up to this many values of one key the first partner that is the same is taken, as the definition does.
constexpr size_t SmallGroup = 64;
/// Pairs tried among values of one key that are neither equal nor numbers.
constexpr size_t MostTries = 4'000'000;

/// Partners among the values of one key.
class GroupMatcher {
public:
  GroupMatcher(const RunPair &Runs, Matching &Out) : Runs(Runs), Out(Out) {}

  void match(ArrayRef<uint32_t> Before, ArrayRef<uint32_t> After) {
    if (!Before.empty() && !After.empty()) {
      const Item &Key = Runs.Before[Before.front()];
      Count = &Out.Same[{Key.Tag, Key.Plugin}];
    }
    // The common case: one each, or all in the same order.
    size_t Common = 0, Least = std::min(Before.size(), After.size());
    while (Common < Least && take(Before[Common], After[Common]))
      ++Common;
    Before = Before.drop_front(Common);
    After = After.drop_front(Common);
    if (Before.empty() || After.empty())
      finish(Before, After);
    else if (Before.size() <= SmallGroup || After.size() <= SmallGroup)
      matchFirst(Before, After);
    else
      matchMany(Before, After);
  }

private:
  bool take(uint32_t A, uint32_t B) {
    Sameness How = Runs.same(A, B);
    if (How == Sameness::Different)
      return false;
    ++(How == Sameness::Exact ? Count->Exact : Count->Tolerated);
    return true;
  }

  void finish(ArrayRef<uint32_t> Before, ArrayRef<uint32_t> After) {
    Out.OnlyBefore.insert(Out.OnlyBefore.end(), Before.begin(), Before.end());
    Out.OnlyAfter.insert(Out.OnlyAfter.end(), After.begin(), After.end());
  }

  void matchFirst(ArrayRef<uint32_t> Before, Indices After) {
    Indices Alone;
    size_t Tries = MostTries;
    for (uint32_t A : Before) {
      auto Partner = find_if(After, [&](uint32_t B) { return Tries && Tries-- && take(A, B); });
      if (Partner == After.end())
        Alone.push_back(A);
      else
        After.erase(Partner);
    }
    finish(Alone, After);
  }

  /// Thousands of values at one step (a program that never sets it): equal ones by hash, then scalars in
  /// order of size, so that the time stays near linear.
  void matchMany(ArrayRef<uint32_t> Before, ArrayRef<uint32_t> After) {
    DenseMap<uint64_t, SmallVector<uint32_t, 1>> ByHash;
    // Reversed, so that the first of the equal ones is taken first.
    for (uint32_t B : reverse(After))
      ByHash[key(Runs.After[B], Runs.InAfter)].push_back(B);
    Indices LeftBefore;
    std::vector<bool> Used(Runs.After.size());
    for (uint32_t A : Before) {
      auto Found = ByHash.find(key(Runs.Before[A], Runs.InBefore));
      if (Found != ByHash.end() && !Found->second.empty() && take(A, Found->second.back())) {
        Used[Found->second.back()] = true;
        Found->second.pop_back();
      } else {
        LeftBefore.push_back(A);
      }
    }
    Indices LeftAfter;
    copy_if(After, std::back_inserter(LeftAfter), [&](uint32_t B) { return !Used[B]; });
    // Scalars are walked in order of size; what is not a scalar has none: pairs are tried, up to a bound.
    auto [Before1, Before2] = split(LeftBefore, Runs.Before);
    auto [After1, After2] = split(LeftAfter, Runs.After);
    Indices Alone, AloneAfter;
    size_t A = 0, B = 0;
    while (A < Before1.size() && B < After1.size()) {
      if (take(Before1[A], After1[B])) {
        ++A;
        ++B;
      } else if (Runs.Before[Before1[A]].Scalar < Runs.After[After1[B]].Scalar) {
        Alone.push_back(Before1[A++]);
      } else {
        AloneAfter.push_back(After1[B++]);
      }
    }
    finish(ArrayRef(Before1).drop_front(A), ArrayRef(After1).drop_front(B));
    finish(Alone, AloneAfter);
    matchFirst(Before2, After2);
  }

  /// The scalars in order of size, and the rest.
  static std::pair<Indices, Indices> split(ArrayRef<uint32_t> All, ArrayRef<Item> Items) {
    Indices Scalars, Rest;
    for (uint32_t I : All)
      (Items[I].What == Item::Holds::Scalar && !std::isnan(Items[I].Scalar) ? Scalars : Rest).push_back(I);
    llvm::sort(Scalars,
               [&](uint32_t A, uint32_t B) { return std::tie(Items[A].Scalar, A) < std::tie(Items[B].Scalar, B); });
    return {std::move(Scalars), std::move(Rest)};
  }

  /// DenseMap keeps its two largest keys for itself.
  static uint64_t key(const Item &I, const Stream &S) { return hashValue(I, S) >> 1; }

  const RunPair &Runs;
  Matching &Out;
  Matching::Count *Count = nullptr;
};

/// Both runs hold the same in the same order: the usual outcome, and no sorting.
bool matchInOrder(const RunPair &Runs, Matching &Out) {
  if (Runs.Before.size() != Runs.After.size())
    return false;
  DenseMap<std::pair<uint32_t, uint32_t>, Matching::Count> Same;
  for (uint32_t I = 0; I < Runs.Before.size(); ++I) {
    const Item &A = Runs.Before[I];
    if (keyOf(A) != keyOf(Runs.After[I]))
      return false;
    Sameness How = Runs.same(I, I);
    if (How == Sameness::Different)
      return false;
    Matching::Count &Count = Same[{A.Tag, A.Plugin}];
    ++(How == Sameness::Exact ? Count.Exact : Count.Tolerated);
  }
  Out.Same.insert(Same.begin(), Same.end());
  return true;
}

} // namespace

Matching matchRuns(const RunPair &Runs) {
  Matching Out;
  if (matchInOrder(Runs, Out))
    return Out;
  Indices Before = sorted(Runs.Before), After = sorted(Runs.After);
  GroupMatcher Groups(Runs, Out);
  auto endOf = [](ArrayRef<Item> Items, const Indices &Order, size_t At) {
    size_t End = At;
    while (End < Order.size() && keyOf(Items[Order[End]]) == keyOf(Items[Order[At]]))
      ++End;
    return End;
  };
  size_t A = 0, B = 0;
  while (A < Before.size() || B < After.size()) {
    bool TakeA = A < Before.size(), TakeB = B < After.size();
    if (TakeA && TakeB) {
      auto KeyA = keyOf(Runs.Before[Before[A]]), KeyB = keyOf(Runs.After[After[B]]);
      TakeA = KeyA <= KeyB;
      TakeB = KeyB <= KeyA;
    }
    size_t EndA = TakeA ? endOf(Runs.Before, Before, A) : A;
    size_t EndB = TakeB ? endOf(Runs.After, After, B) : B;
    Groups.match(ArrayRef(Before).slice(A, EndA - A), ArrayRef(After).slice(B, EndB - B));
    A = EndA;
    B = EndB;
  }
  return Out;
}

} // namespace summary_upgrade::events
