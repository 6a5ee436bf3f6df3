// The state of a thread.
#ifndef SUMMARY_V2_SRC_CONTEXT_H
#define SUMMARY_V2_SRC_CONTEXT_H

#include "summary_v2/context.h"

namespace summary_v2 {

struct ThreadState {
  WriterPtr Writer;
  std::function<int64_t()> Step;   ///< empty: none
  std::function<bool()> Condition; ///< empty: always
  std::string Scope;               ///< empty, or ends in '/'; "/" prefixes nothing

  bool recording() const { return !Condition || Condition(); }
};

ThreadState &threadState();

} // namespace summary_v2

#endif
