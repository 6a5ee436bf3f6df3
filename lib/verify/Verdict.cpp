#include "verify/Verdict.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <set>

using namespace llvm;

namespace summary_upgrade::verify {

namespace {

using Key = std::tuple<std::string, std::string, std::string>;
Key keyOf(const events::TagResult &T) { return {T.Run, T.Tag, T.Plugin}; }
bool same(const events::TagResult &T) { return T.Before == T.After && T.Exact + T.Tolerated == T.Before; }

std::set<Key> differing(const events::Comparison &C) {
  std::set<Key> Result;
  for (const events::TagResult &T : C.Tags)
    if (!same(T))
      Result.insert(keyOf(T));
  return Result;
}

/// A run that had a graph must have one: TensorBoard shows it. What the graph holds changes with every op
/// that is migrated.
void compareGraphs(const events::Stream &Before, const events::Stream &After, StreamVerdict &V) {
  auto graphs = [](const events::Stream &S) {
    std::set<std::string> Result;
    for (const auto &[Name, Run] : S.Runs)
      if (any_of(Run.Other, [](const auto &Event) { return Event.first == events::EventKind::GraphDef; }))
        Result.insert(Name);
    return Result;
  };
  std::set<std::string> Old = graphs(Before), New = graphs(After), All = Old;
  All.insert(New.begin(), New.end());
  for (const std::string &Run : All) {
    bool IsOld = Old.count(Run), IsNew = New.count(Run);
    TagState State = IsOld && IsNew ? TagState::Equal : IsOld ? TagState::OnlyBefore : TagState::OnlyAfter;
    V.Tags.push_back({Run, "(the graph)", "graphs", IsOld, IsNew, State, {}});
    if (State != TagState::Equal) {
      V.Different = true;
      V.ValuesOnly = false;
    }
  }
}

/// The name with the digits of dates and times taken out; the same name when it has none. Six digits are the
/// fewest that say a time, so that `run1` and `run2` stay apart.
std::string withoutTime(StringRef Run) {
  SmallVector<StringRef> Parts;
  Run.split(Parts, '/');
  std::string Result;
  for (StringRef Part : Parts) {
    size_t Digits = count_if(Part, [](char C) { return isDigit(C); });
    for (char C : Part)
      Result += Digits >= 6 && isDigit(C) ? '#' : C;
    Result += '/';
  }
  return Result;
}

} // namespace

StringRef stateName(TagState State) {
  switch (State) {
  case TagState::Equal:
    return "equal";
  case TagState::Tolerated:
    return "within tolerance";
  case TagState::StepsEqual:
    return "steps equal";
  case TagState::NotRepeatable:
    return "not repeatable";
  case TagState::Different:
    return "different";
  case TagState::OnlyBefore:
    return "only before";
  case TagState::OnlyAfter:
    return "only after";
  }
  return {};
}

StreamVerdict judge(ArrayRef<const events::Stream *> Before, const events::Stream &After, const events::Names &Names,
                    const events::CompareOptions &Options) {
  StreamVerdict V;
  events::CompareOptions Steps = Options;
  Steps.TagsOnly = true;
  V.Compared = compareStreams(*Before[0], After, Names, Options);
  events::Comparison BySteps = compareStreams(*Before[0], After, Names, Steps);
  std::set<Key> NoisyValues, NoisySteps, StepsDiffer = differing(BySteps);
  for (const events::Stream *Again : Before.drop_front()) {
    NoisyValues.merge(differing(compareStreams(*Before[0], *Again, Names, Options)));
    NoisySteps.merge(differing(compareStreams(*Before[0], *Again, Names, Steps)));
  }
  V.ValuesOnly = true;
  for (const events::TagResult &T : V.Compared.Tags) {
    TagVerdict R{T.Run, T.Tag, T.Plugin, T.Before, T.After, TagState::Equal, {}};
    Key K = keyOf(T);
    if (same(T))
      R.State = T.Tolerated ? TagState::Tolerated : TagState::Equal;
    else if (NoisySteps.count(K))
      R.State = TagState::NotRepeatable;
    else if (NoisyValues.count(K) && !StepsDiffer.count(K))
      R.State = TagState::StepsEqual;
    else if (!T.After)
      R.State = TagState::OnlyBefore;
    else if (!T.Before)
      R.State = TagState::OnlyAfter;
    else
      R.State = TagState::Different;
    if (R.State == TagState::Different || R.State == TagState::OnlyBefore || R.State == TagState::OnlyAfter) {
      V.Different = true;
      V.ValuesOnly &= !StepsDiffer.count(K);
    } else if (R.State != TagState::NotRepeatable)
      V.Proven += T.Before;
    V.Tags.push_back(std::move(R));
  }
  compareGraphs(*Before[0], After, V);
  return V;
}

std::vector<std::string> alignTimedRuns(const events::Stream &Reference, events::Stream &Other) {
  std::map<std::string, std::vector<std::string>> Wanted, Offered;
  for (const auto &[Name, Run] : Reference.Runs)
    if (!Other.Runs.count(Name))
      Wanted[withoutTime(Name)].push_back(Name);
  for (const auto &[Name, Run] : Other.Runs)
    if (!Reference.Runs.count(Name))
      Offered[withoutTime(Name)].push_back(Name);
  std::vector<std::string> Notes;
  for (auto &[Pattern, Names] : Offered) {
    auto Found = Wanted.find(Pattern);
    if (Found == Wanted.end() || Found->second.size() != Names.size())
      continue;
    // Both in the order of their names, which for times is the order in which they were made.
    for (auto [Old, New] : zip_equal(Names, Found->second)) {
      auto Node = Other.Runs.extract(Old);
      Node.key() = New;
      Other.Runs.insert(std::move(Node));
      Notes.push_back("run " + events::printable(Old) + " is taken as " + events::printable(New) +
                      ", which differs in digits of a time only");
    }
  }
  return Notes;
}

} // namespace summary_upgrade::verify
