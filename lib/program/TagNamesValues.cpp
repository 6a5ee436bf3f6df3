#include "program/TagNamesValues.h"
#include "llvm/ADT/MapVector.h"

namespace summary_upgrade::program::tags {

Journal::Delta Journal::since(size_t Mark) const {
  // Later entries of one place only repeat it: the first one has the old value.
  Delta Result;
  llvm::DenseMap<const void *, bool> Seen;
  for (size_t I = Mark; I < Log.size(); ++I) {
    const void *Place = Log[I].Slot ? static_cast<const void *>(Log[I].Slot) : Log[I].Name;
    if (!Seen.try_emplace(Place, true).second)
      continue;
    Change C = Log[I];
    if (C.Slot)
      C.NewVal = *C.Slot;
    else
      C.NewName = *C.Name;
    Result.push_back(C);
  }
  return Result;
}

void Journal::rollBack(size_t Mark) {
  while (Log.size() > Mark) {
    const Change &C = Log.back();
    if (C.Slot)
      *C.Slot = C.OldVal;
    else
      *C.Name = C.OldName;
    Log.pop_back();
  }
}

void Journal::merge(llvm::ArrayRef<Delta> Paths, llvm::function_ref<Val(Val, Val)> Join) {
  struct Merged {
    Change First;
    size_t Count = 0;
    Val Joined;
    NameCount Counts;
  };
  llvm::MapVector<const void *, Merged> Places;
  for (const Delta &Path : Paths)
    for (const Change &C : Path) {
      Merged &M = Places[C.Slot ? static_cast<const void *>(C.Slot) : C.Name];
      if (M.Count++ == 0) {
        M.First = C;
        M.Joined = C.NewVal;
        M.Counts = C.NewName;
      } else if (C.Slot) {
        M.Joined = Join(M.Joined, C.NewVal);
      } else {
        M.Counts.Min = std::min(M.Counts.Min, C.NewName.Min);
        M.Counts.Max = std::max(M.Counts.Max, C.NewName.Max);
      }
    }
  for (auto &[Place, M] : Places) {
    bool Everywhere = M.Count == Paths.size();
    if (M.First.Slot) {
      set(*M.First.Slot, Everywhere ? M.Joined : Join(M.Joined, M.First.OldVal));
      continue;
    }
    if (!Everywhere) {
      M.Counts.Min = std::min(M.Counts.Min, M.First.OldName.Min);
      M.Counts.Max = std::max(M.Counts.Max, M.First.OldName.Max);
      if (M.First.OldName.Max > 0)
        M.Counts.Who = M.First.OldName.Who;
    }
    beforeChange(*M.First.Name);
    *M.First.Name = M.Counts;
  }
}

} // namespace summary_upgrade::program::tags
