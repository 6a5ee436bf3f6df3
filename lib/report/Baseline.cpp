#include "report/Baseline.h"
#include "report/Fingerprint.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace summary_upgrade::report {

Expected<Baseline> Baseline::parse(StringRef Json, StringRef File, std::string Folder) {
  auto fault = [&](const Twine &What) { return createStringError(File + ": not a baseline: " + What); };
  auto Value = json::parse(Json);
  if (!Value)
    return fault(toString(Value.takeError()));
  const json::Object *Root = Value->getAsObject();
  if (!Root || Root->getInteger("version") != 1)
    return fault("it has no `version` 1");
  const json::Array *List = Root->getArray("findings");
  if (!List)
    return fault("it has no `findings`");
  Baseline B(std::move(Folder));
  for (const json::Value &Item : *List) {
    const json::Object *One = Item.getAsObject();
    const auto Path = One ? One->getString("path") : std::nullopt, Code = One ? One->getString("code") : std::nullopt,
               Line = One ? One->getString("line") : std::nullopt;
    const auto Known = One ? One->getInteger("count") : std::nullopt;
    if (!Path || !Code || !Line || !Known || *Known < 1 || *Known > 1000000)
      return fault("a finding has `path`, `code`, `line` and `count`");
    B.Entries[{Path->str(), Code->str(), Line->str()}].Known += static_cast<unsigned>(*Known);
  }
  return B;
}

Baseline::Key Baseline::keyOf(const Finding &F, FileLookup Files) const {
  SmallString<256> Absolute(F.Place.Path);
  if (!sys::fs::make_absolute(Absolute))
    sys::path::remove_dots(Absolute, /*remove_dot_dot=*/true);
  StringRef Path(Absolute);
  if (Path.consume_front(Folder))
    Path.consume_front("/");
  else
    Path = Absolute;
  return {json::fixUTF8(Path), F.Code, normalizedLine(F.Place, Files)};
}

void Baseline::add(const Finding &F, FileLookup Files) {
  if (F.Level != Severity::Notice)
    ++Entries[keyOf(F, Files)].Known;
}

bool Baseline::take(const Finding &F, FileLookup Files) {
  if (F.Level == Severity::Notice)
    return false;
  const auto At = Entries.find(keyOf(F, Files));
  if (At == Entries.end() || At->second.Taken == At->second.Known)
    return false;
  ++At->second.Taken;
  return true;
}

unsigned Baseline::dropUntaken(function_ref<bool(StringRef)> Seen) {
  unsigned Dropped = 0;
  for (auto At = Entries.begin(); At != Entries.end();) {
    Count &C = At->second;
    if (C.Taken == C.Known || !Seen(At->first.Path)) {
      ++At;
      continue;
    }
    Dropped += C.Known - C.Taken;
    C.Known = C.Taken;
    At = C.Known ? std::next(At) : Entries.erase(At);
  }
  return Dropped;
}

unsigned Baseline::size() const {
  unsigned Sum = 0;
  for (const auto &[Key, Count] : Entries)
    Sum += Count.Known;
  return Sum;
}

void Baseline::print(raw_ostream &Out) const {
  json::OStream J(Out, 2);
  J.object([&] {
    J.attribute("version", 1);
    J.attributeArray("findings", [&] {
      for (const auto &[Key, Count] : Entries)
        J.object([&] {
          J.attribute("path", Key.Path);
          J.attribute("code", Key.Code);
          J.attribute("line", Key.Line);
          J.attribute("count", Count.Known);
        });
    });
  });
  Out << '\n';
}

} // namespace summary_upgrade::report
