#include "events/Compare.h"
#include "events/Match.h"
#include "llvm/ADT/STLExtras.h"
#include <set>

using namespace llvm;

namespace summary_upgrade::events {

StringRef differenceName(Difference::Kind Kind) {
  switch (Kind) {
  case Difference::Kind::Missing:
    return "missing";
  case Difference::Kind::Extra:
    return "extra";
  case Difference::Kind::Value:
    return "off in value";
  case Difference::Kind::Step:
    return "moved in step";
  case Difference::Kind::Plugin:
    return "other plugin";
  case Difference::Kind::Renamed:
    return "renamed";
  case Difference::Kind::Moved:
    return "other directory";
  }
  return "";
}

namespace {

using Indices = std::vector<uint32_t>;
using Pair = std::pair<uint32_t, uint32_t>;

/// What is left of one tag after matching, and all of it.
struct TagLeft {
  Indices Before, After;       ///< without a partner
  Indices AllBefore, AllAfter; ///< every value of the tag
};

/// Explains the unmatched values of one run.
class Explainer {
public:
  Explainer(StringRef Run, const RunPair &Runs, const Names &Known, size_t MaxExamples, Comparison &Out)
      : Run(Run), Runs(Runs), Known(Known), MaxExamples(MaxExamples), Out(Out) {}

  void explain(const Matching &M) {
    for (uint32_t I : M.OnlyBefore)
      Tags[Runs.Before[I].Tag].Before.push_back(I);
    for (uint32_t I : M.OnlyAfter)
      Tags[Runs.After[I].Tag].After.push_back(I);
    for (uint32_t I = 0; I < Runs.Before.size(); ++I)
      if (auto Found = Tags.find(Runs.Before[I].Tag); Found != Tags.end())
        Found->second.AllBefore.push_back(I);
    for (uint32_t I = 0; I < Runs.After.size(); ++I)
      if (auto Found = Tags.find(Runs.After[I].Tag); Found != Tags.end())
        Found->second.AllAfter.push_back(I);
    for (auto &[Tag, Left] : Tags) {
      sortByStep(Left.AllBefore, Runs.Before);
      sortByStep(Left.AllAfter, Runs.After);
    }
    explainRenames();
    for (auto &[Tag, Left] : Tags) {
      explainShiftOfAll(Tag, Left);
      explainShift(Tag, Left);
      explainSameStep(Tag, Left);
      explainMoved(Tag, Left);
      report(Difference::Kind::Missing, Tag, onlyBefore(Left.Before));
      report(Difference::Kind::Extra, Tag, onlyAfter(Left.After));
    }
  }

private:
  static constexpr uint32_t None = UINT32_MAX;

  static void sortByStep(Indices &Order, ArrayRef<Item> Items) {
    llvm::sort(Order, [&](uint32_t A, uint32_t B) { return std::tie(Items[A].Step, A) < std::tie(Items[B].Step, B); });
  }

  static std::vector<Pair> onlyBefore(const Indices &All) {
    std::vector<Pair> Out;
    for (uint32_t I : All)
      Out.emplace_back(I, None);
    return Out;
  }
  static std::vector<Pair> onlyAfter(const Indices &All) {
    std::vector<Pair> Out;
    for (uint32_t I : All)
      Out.emplace_back(None, I);
    return Out;
  }

  void report(Difference::Kind What, uint32_t Tag, const std::vector<Pair> &Pairs, StringRef NewName = "") {
    if (Pairs.empty())
      return;
    Difference D;
    D.What = What;
    D.NewName = NewName.str();
    D.Run = Run.str();
    D.Tag = Known.name(Tag).str();
    auto [A, B] = Pairs.front();
    D.Plugin = Known.name(A != None ? Runs.Before[A].Plugin : Runs.After[B].Plugin).str();
    D.Count = Pairs.size();
    for (auto [Left, Right] : Pairs) {
      if (D.Examples.size() == MaxExamples)
        break;
      Difference::Example E;
      if (Left != None) {
        E.StepBefore = Runs.Before[Left].Step;
        E.Before = describe(Runs.Before[Left], Runs.InBefore);
      }
      if (Right != None) {
        E.StepAfter = Runs.After[Right].Step;
        E.After = describe(Runs.After[Right], Runs.InAfter);
      }
      D.Examples.push_back(std::move(E));
    }
    Out.Differences.push_back(std::move(D));
  }

  void reportSteps(uint32_t Tag, const std::vector<Pair> &Pairs) {
    if (Pairs.empty())
      return;
    report(Difference::Kind::Step, Tag, Pairs);
    Difference &D = Out.Differences.back();
    auto delta = [&](Pair P) {
      return int64_t(uint64_t(Runs.After[P.second].Step) - uint64_t(Runs.Before[P.first].Step));
    };
    D.Delta = delta(Pairs.front());
    if (any_of(Pairs, [&](Pair P) { return delta(P) != *D.Delta; }))
      D.Delta.reset();
  }

  bool sameSequence(const Indices &A, const Indices &B, bool WithSteps) const {
    return A.size() == B.size() && all_of(zip(A, B), [&](auto P) {
             const Item &X = Runs.Before[std::get<0>(P)], &Y = Runs.After[std::get<1>(P)];
             return X.Plugin == Y.Plugin && (!WithSteps || X.Step == Y.Step) &&
                    Runs.same(std::get<0>(P), std::get<1>(P)) != Sameness::Different;
           });
  }

  /// A tag that is gone and a new one with all of its values at its steps.
  void explainRenames() {
    for (auto &[Old, Gone] : Tags) {
      if (Gone.Before.empty() || !Gone.AllAfter.empty())
        continue;
      for (auto &[New, Came] : Tags) {
        if (Came.After.empty() || !Came.AllBefore.empty() || !sameSequence(Gone.AllBefore, Came.AllAfter, true))
          continue;
        std::vector<Pair> Pairs;
        for (auto [A, B] : zip(Gone.AllBefore, Came.AllAfter))
          Pairs.emplace_back(A, B);
        report(Difference::Kind::Renamed, Old, Pairs, Known.name(New));
        Gone.Before.clear();
        Came.After.clear();
        break;
      }
    }
  }

  /// The same values in the same order, at other steps.
  void explainShiftOfAll(uint32_t Tag, TagLeft &Left) {
    if (Left.Before.empty() || Left.After.empty() || Runs.Options.TagsOnly ||
        !sameSequence(Left.AllBefore, Left.AllAfter, false))
      return;
    std::vector<Pair> Pairs;
    for (auto [A, B] : zip(Left.AllBefore, Left.AllAfter))
      if (Runs.Before[A].Step != Runs.After[B].Step)
        Pairs.emplace_back(A, B);
    if (Pairs.empty())
      return;
    reportSteps(Tag, Pairs);
    Left.Before.clear();
    Left.After.clear();
  }

  /// A shift that holds for most of what is left, though something was lost besides: the distance that most
  /// equal values have.
  void explainShift(uint32_t Tag, TagLeft &Left) {
    if (Left.Before.size() < 2 || Left.After.size() < 2 || Runs.Options.TagsOnly)
      return;
    DenseMap<uint64_t, Indices> ByValue;
    for (uint32_t B : Left.After)
      ByValue[hashValue(Runs.After[B], Runs.InAfter) >> 1].push_back(B);
    std::map<int64_t, size_t> Distances;
    for (uint32_t A : Left.Before) {
      auto Found = ByValue.find(hashValue(Runs.Before[A], Runs.InBefore) >> 1);
      if (Found == ByValue.end())
        continue;
      // A value that comes again and again says little; the first few partners will do.
      for (uint32_t B : ArrayRef(Found->second).take_front(8))
        if (Runs.Before[A].Plugin == Runs.After[B].Plugin)
          ++Distances[int64_t(uint64_t(Runs.After[B].Step) - uint64_t(Runs.Before[A].Step))];
    }
    auto Best = max_element(Distances, [](const auto &X, const auto &Y) { return X.second < Y.second; });
    if (Best == Distances.end() || Best->first == 0 || Best->second * 2 < Left.Before.size())
      return;
    std::multimap<int64_t, uint32_t> ByStep;
    for (uint32_t B : Left.After)
      ByStep.emplace(Runs.After[B].Step, B);
    std::vector<Pair> Pairs;
    std::set<uint32_t> Used;
    Indices Alone;
    for (uint32_t A : Left.Before) {
      auto [At, End] = ByStep.equal_range(int64_t(uint64_t(Runs.Before[A].Step) + uint64_t(Best->first)));
      while (At != End && (Used.count(At->second) || Runs.same(A, At->second) == Sameness::Different))
        ++At;
      if (At == End) {
        Alone.push_back(A);
        continue;
      }
      Used.insert(At->second);
      Pairs.emplace_back(A, At->second);
    }
    Left.Before = std::move(Alone);
    erase_if(Left.After, [&](uint32_t B) { return Used.count(B); });
    reportSteps(Tag, Pairs);
  }

  /// What stands at the same step on both sides differs in value or plugin.
  void explainSameStep(uint32_t Tag, TagLeft &Left) {
    sortByStep(Left.Before, Runs.Before);
    sortByStep(Left.After, Runs.After);
    std::vector<Pair> Values;
    std::map<uint32_t, std::vector<Pair>> Plugins;
    Indices AloneBefore, AloneAfter;
    size_t A = 0, B = 0;
    while (A < Left.Before.size() && B < Left.After.size()) {
      const Item &X = Runs.Before[Left.Before[A]], &Y = Runs.After[Left.After[B]];
      if (X.Step < Y.Step) {
        AloneBefore.push_back(Left.Before[A++]);
      } else if (Y.Step < X.Step) {
        AloneAfter.push_back(Left.After[B++]);
      } else {
        Pair P(Left.Before[A++], Left.After[B++]);
        if (X.Plugin != Y.Plugin && Runs.same(P.first, P.second) != Sameness::Different)
          Plugins[Y.Plugin].push_back(P);
        else
          Values.push_back(P);
      }
    }
    AloneBefore.insert(AloneBefore.end(), Left.Before.begin() + A, Left.Before.end());
    AloneAfter.insert(AloneAfter.end(), Left.After.begin() + B, Left.After.end());
    Left.Before = std::move(AloneBefore);
    Left.After = std::move(AloneAfter);
    report(Difference::Kind::Value, Tag, Values);
    for (const auto &[Plugin, Pairs] : Plugins)
      report(Difference::Kind::Plugin, Tag, Pairs, Known.name(Plugin));
  }

  /// Equal values among the rest, each at its own distance.
  void explainMoved(uint32_t Tag, TagLeft &Left) {
    if (Left.Before.empty() || Left.After.empty() || Runs.Options.TagsOnly)
      return;
    DenseMap<uint64_t, Indices> ByValue;
    for (uint32_t B : reverse(Left.After))
      ByValue[hashValue(Runs.After[B], Runs.InAfter) >> 1].push_back(B);
    std::vector<Pair> Pairs;
    std::set<uint32_t> Used;
    Indices Alone;
    for (uint32_t A : Left.Before) {
      auto Found = ByValue.find(hashValue(Runs.Before[A], Runs.InBefore) >> 1);
      if (Found == ByValue.end() || Found->second.empty() ||
          Runs.same(A, Found->second.back()) == Sameness::Different ||
          Runs.Before[A].Plugin != Runs.After[Found->second.back()].Plugin) {
        Alone.push_back(A);
        continue;
      }
      Pairs.emplace_back(A, Found->second.back());
      Used.insert(Found->second.back());
      Found->second.pop_back();
    }
    Left.Before = std::move(Alone);
    erase_if(Left.After, [&](uint32_t B) { return Used.count(B); });
    reportSteps(Tag, Pairs);
  }

  StringRef Run;
  const RunPair &Runs;
  const Names &Known;
  size_t MaxExamples;
  Comparison &Out;
  std::map<uint32_t, TagLeft> Tags;
};

void countTags(StringRef Run, const RunPair &Runs, const Matching &M, const Names &Known, Comparison &Out) {
  DenseMap<std::pair<uint32_t, uint32_t>, std::pair<size_t, size_t>> Counts;
  for (const Item &I : Runs.Before)
    ++Counts[{I.Tag, I.Plugin}].first;
  for (const Item &I : Runs.After)
    ++Counts[{I.Tag, I.Plugin}].second;
  size_t First = Out.Tags.size();
  for (const auto &[Key, Count] : Counts) {
    TagResult R{Run.str(), Known.name(Key.first).str(), Known.name(Key.second).str(), Count.first, Count.second};
    if (auto Found = M.Same.find(Key); Found != M.Same.end()) {
      R.Exact = Found->second.Exact;
      R.Tolerated = Found->second.Tolerated;
    }
    Out.Tags.push_back(std::move(R));
  }
  std::sort(Out.Tags.begin() + First, Out.Tags.end(), [](const TagResult &A, const TagResult &B) {
    return std::tie(A.Tag, A.Plugin) < std::tie(B.Tag, B.Plugin);
  });
}

/// What one side has of events that are no summaries: "graph_def at step 0, session_log at step 5".
std::string othersText(const RunStream &Run) {
  std::string Text;
  for (const auto &[Kind, Step] : ArrayRef(Run.Other).take_front(5))
    Text += (Text.empty() ? "" : ", ") + std::string(eventKindName(Kind)) + " at step " + std::to_string(Step);
  if (Run.Other.size() > 5)
    Text += " and " + std::to_string(Run.Other.size() - 5) + " more";
  return Text.empty() ? "none" : Text;
}

} // namespace

Comparison compareStreams(const Stream &Before, const Stream &After, const Names &Known, const CompareOptions &Options,
                          size_t Examples) {
  Comparison Out;
  Out.CountBefore = Before.count();
  Out.CountAfter = After.count();
  static const RunStream Nothing;
  std::set<std::string> Runs;
  for (const Stream *Side : {&Before, &After})
    for (const auto &Run : Side->Runs)
      Runs.insert(Run.first);
  auto side = [&](const Stream &S, const std::string &Run) -> const RunStream & {
    auto Found = S.Runs.find(Run);
    return Found == S.Runs.end() ? Nothing : Found->second;
  };
  // Runs that are on one side only, and the same as one that is on the other side only.
  std::map<std::string, std::string> MovedTo, MovedFrom;
  for (const std::string &Old : Runs)
    for (const std::string &New : Runs) {
      const RunStream &A = side(Before, Old), &B = side(After, New);
      bool Candidates = !A.Items.empty() && A.Items.size() == B.Items.size() && side(After, Old).Items.empty() &&
                        side(Before, New).Items.empty() && !MovedTo.count(Old) && !MovedFrom.count(New);
      if (!Candidates)
        continue;
      Matching M = matchRuns({Before, After, A.Items, B.Items, Options});
      if (M.OnlyBefore.empty() && M.OnlyAfter.empty()) {
        MovedTo[Old] = New;
        MovedFrom[New] = Old;
      }
    }
  for (const std::string &Run : Runs) {
    const RunStream &A = side(Before, Run), &B = side(After, Run);
    RunPair Pair{Before, After, A.Items, B.Items, Options};
    Matching M = matchRuns(Pair);
    Out.Unmatched += M.OnlyBefore.size() + M.OnlyAfter.size();
    countTags(Run, Pair, M, Known, Out);
    if (auto To = MovedTo.find(Run); To != MovedTo.end()) {
      Difference D;
      D.What = Difference::Kind::Moved;
      D.Run = Run;
      D.NewName = To->second;
      D.Count = A.Items.size();
      Out.Differences.push_back(std::move(D));
    } else if (!MovedFrom.count(Run)) {
      Explainer(Run, Pair, Known, Examples, Out).explain(M);
    }
    if (A.Other != B.Other)
      Out.Notes.push_back("run " + printable(Run) + ": other events: " + othersText(A) + " -> " + othersText(B));
  }
  return Out;
}

} // namespace summary_upgrade::events
