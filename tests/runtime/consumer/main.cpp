#include "summary_v2/summary.h"
#include <cstdio>

int main(int, char **Arguments) {
  auto Writer = summary_v2::create_file_writer(Arguments[1]);
  auto Scope = summary_v2::as_default(Writer);
  for (int Step = 0; Step < 5; ++Step)
    if (summary_v2::WriteStatus S = summary_v2::scalar("x", 1.0 / (1 + Step), Step); !S.written()) {
      std::fprintf(stderr, "%s\n", S.message().c_str());
      return 1;
    }
}
