#include "program/GraphNames.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace summary_upgrade::program {

static void lower(StringRef Full, SmallVectorImpl<char> &Out) {
  Out.clear();
  for (char C : Full)
    Out.push_back(toLower(C));
}

NameCount &GraphNames::entry(StringRef Full) {
  SmallString<128> Key;
  lower(Full, Key);
  return Counts[Key];
}

const NameCount *GraphNames::find(StringRef Full) const {
  SmallString<128> Key;
  lower(Full, Key);
  auto It = Counts.find(Key);
  return It == Counts.end() ? nullptr : &It->second;
}

UniqueName GraphNames::claim(StringRef Full, NodeRef Who, bool Maybe, Observer BeforeChange) {
  UniqueName Result;
  NameCount &Base = entry(Full);
  const NameCount Before = Base;
  BeforeChange(Base);
  if (Base.Max == 0)
    Base.Who = Who;
  Base.Max = Before.Max + 1;
  if (!Maybe)
    Base.Min = Before.Min + 1;
  auto numbered = [&](uint32_t N) { return (Full + "_" + Twine(N)).str(); };
  Result.Taken = Before.Who;
  if (Before.Max == 0) {
    Result.Full = Full.str();
    Result.Known = !Maybe;
    return Result;
  }
  if (Maybe || Before.Min != Before.Max) {
    // One of several numbers is taken; remembering the likely one is enough to make a later use of it
    // ambiguous too.
    NameCount &Next = entry(numbered(Before.Max));
    BeforeChange(Next);
    if (Next.Max == 0)
      Next = {0, 1, Who};
    Result.Known = false;
    return Result;
  }
  for (uint32_t N = Before.Min;; ++N) {
    NameCount &Next = entry(numbered(N));
    if (Next.Min > 0)
      continue;
    if (Next.Max > 0) {
      Result.Known = false;
      Result.Taken = Next.Who;
      return Result;
    }
    BeforeChange(Next);
    Next = {1, 1, Who};
    Result.Full = numbered(N);
    Result.Numbered = true;
    return Result;
  }
}

} // namespace summary_upgrade::program
