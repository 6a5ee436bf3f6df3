#include "config/Glob.h"

namespace summary_upgrade::config {
namespace {

/// Backtracks to the last star only: a star that matched less than it could is enough for the ones before it, except
/// that `*` stops at a slash, where an earlier `**` goes on.
bool matches(llvm::StringRef Pattern, llvm::StringRef Text) {
  while (!Pattern.empty()) {
    if (Pattern.starts_with("**")) {
      Pattern = Pattern.drop_front(2);
      // `**/x` also is `x`.
      if (Pattern.starts_with("/") && matches(Pattern.drop_front(1), Text))
        return true;
      for (size_t I = 0; I <= Text.size(); ++I)
        if (matches(Pattern, Text.drop_front(I)))
          return true;
      return false;
    }
    if (Pattern.front() == '*') {
      Pattern = Pattern.drop_front(1);
      for (size_t I = 0;; ++I) {
        if (matches(Pattern, Text.drop_front(I)))
          return true;
        if (I == Text.size() || Text[I] == '/')
          return false;
      }
    }
    if (Text.empty())
      return false;
    if (Pattern.front() == '?' ? Text.front() == '/' : Pattern.front() != Text.front())
      return false;
    Pattern = Pattern.drop_front(1);
    Text = Text.drop_front(1);
  }
  return Text.empty();
}

} // namespace

bool matchesFile(llvm::StringRef Pattern, llvm::StringRef Path) {
  Pattern.consume_front("./");
  Pattern = Pattern.rtrim('/');
  Pattern.consume_back("/**");
  const bool AnyFolder = !Pattern.contains('/');
  Pattern.consume_front("/");
  size_t Start = 0;
  for (size_t End = Path.find('/');; End = Path.find('/', End + 1)) {
    if (matches(Pattern, Path.slice(AnyFolder ? Start : 0, End)))
      return true;
    if (End == llvm::StringRef::npos)
      return false;
    Start = End + 1;
  }
}

} // namespace summary_upgrade::config
