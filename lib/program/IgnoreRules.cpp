#include "program/IgnoreRules.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;

namespace summary_upgrade::program {

namespace {

/// Whether `C` is in the set that begins behind `[`; `Length` gets how much of the pattern that is, or 0 when
/// it never ends.
bool inSet(StringRef Set, char C, size_t &Length) {
  size_t At = 0;
  bool Negated = At < Set.size() && (Set[At] == '!' || Set[At] == '^');
  At += Negated;
  bool Found = false;
  for (bool First = true; At < Set.size() && (First || Set[At] != ']'); First = false) {
    char Low = Set[At++];
    if (Low == '\\' && At < Set.size())
      Low = Set[At++];
    char High = Low;
    if (At + 1 < Set.size() && Set[At] == '-' && Set[At + 1] != ']') {
      High = Set[At + 1];
      At += 2;
    }
    Found |= Low <= C && C <= High;
  }
  Length = At < Set.size() ? At + 1 : 0;
  return Found != Negated && C != '/';
}

/// Positions of the pattern that can be reached are kept as a set, so that no pattern costs more than its
/// length times the path's.
class Matcher {
public:
  explicit Matcher(StringRef Pattern) : Pattern(Pattern), Active(Pattern.size() + 1) {}

  bool match(StringRef Path) {
    add(Active, 0);
    for (size_t I = 0; I < Path.size(); ++I) {
      std::vector<bool> Next(Pattern.size() + 1);
      for (size_t At = 0; At < Pattern.size(); ++At)
        if (Active[At])
          step(At, Path[I], Next);
      Active = std::move(Next);
    }
    return Active[Pattern.size()];
  }

private:
  size_t stars(size_t At) const {
    return Pattern.substr(At).take_while([](char C) { return C == '*'; }).size();
  }
  /// `**` means any number of folders where it stands between slashes.
  bool manyFolders(size_t At) const {
    return stars(At) >= 2 && (At == 0 || Pattern[At - 1] == '/') &&
           (At + 2 == Pattern.size() || Pattern[At + 2] == '/') && stars(At) == 2;
  }
  /// A position and those that are reached from it by matching nothing.
  void add(std::vector<bool> &Set, size_t At) {
    if (Set[At])
      return;
    Set[At] = true;
    if (At >= Pattern.size() || Pattern[At] != '*')
      return;
    if (!manyFolders(At))
      add(Set, At + stars(At));
    else if (At + 2 < Pattern.size())
      add(Set, At + 3); // `a/**/b` matches `a/b`
  }
  void step(size_t At, char C, std::vector<bool> &Next) {
    char P = Pattern[At];
    if (P == '*') {
      if (manyFolders(At)) {
        Next[At] = true; // within folders; what follows begins behind a slash
        if (At + 2 == Pattern.size())
          add(Next, Pattern.size());
        else if (C == '/')
          add(Next, At + 3);
      } else if (C != '/') {
        add(Next, At);
      }
      return;
    }
    if (P == '?') {
      if (C != '/')
        add(Next, At + 1);
      return;
    }
    if (P == '[') {
      size_t Length = 0;
      bool In = inSet(Pattern.drop_front(At + 1), C, Length);
      if (In && Length != 0) // a set that never ends matches nothing
        add(Next, At + 1 + Length);
      return;
    }
    size_t Literal = P == '\\' && At + 1 < Pattern.size() ? At + 1 : At;
    if (Pattern[Literal] == C)
      add(Next, Literal + 1);
  }

  StringRef Pattern;
  std::vector<bool> Active;
};

} // namespace

bool matchesIgnorePattern(StringRef Pattern, StringRef Path) { return Matcher(Pattern).match(Path); }

IgnoreRules::IgnoreRules(StringRef Text) {
  while (!Text.empty()) {
    StringRef Line;
    std::tie(Line, Text) = Text.split('\n');
    Line.consume_back("\r");
    while (Line.ends_with(" ") && !Line.ends_with("\\ "))
      Line = Line.drop_back();
    if (Line.empty() || Line.starts_with("#"))
      continue;
    Rule R;
    R.Include = Line.consume_front("!");
    R.FoldersOnly = Line.consume_back("/");
    R.Anchored = Line.contains('/');
    Line.consume_front("/");
    R.Pattern = Line.str();
    if (!R.Pattern.empty() && R.Pattern.size() < 1000)
      Rules.push_back(std::move(R));
  }
}

IgnoreRules IgnoreRules::of(StringRef Folder) {
  SmallString<256> Path(Folder);
  sys::path::append(Path, ".gitignore");
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!Buffer || (*Buffer)->getBufferSize() > (1u << 20))
    return {};
  return IgnoreRules((*Buffer)->getBuffer());
}

IgnoreRules::Answer IgnoreRules::check(StringRef Path, bool IsFolder) const {
  for (const Rule &R : reverse(Rules)) {
    if (R.FoldersOnly && !IsFolder)
      continue;
    StringRef Against = R.Anchored ? Path : Path.rsplit('/').second.empty() ? Path : Path.rsplit('/').second;
    if (matchesIgnorePattern(R.Pattern, Against))
      return R.Include ? Answer::Included : Answer::Ignored;
  }
  return Answer::Nothing;
}

} // namespace summary_upgrade::program
