// Adding to and removing from comma separated lists: arguments, parameters, elements, entries.
#ifndef SUMMARY_UPGRADE_PYTHON_REWRITERLISTS_H
#define SUMMARY_UPGRADE_PYTHON_REWRITERLISTS_H

#include "python/RewriterRender.h"
#include <set>

namespace summary_upgrade::python {

struct ListEdit {
  struct Added {
    size_t Index; ///< before which of the old items; their number appends
    Chunks Item;
  };
  std::vector<Added> Adds; ///< those with one index keep their order
  std::set<size_t> Removed;
};

/// A bare tuple has no brackets around it (`x = a, b`).
enum class ListKind : uint8_t { Other, Tuple, BareTuple };
void editList(Renderer &R, const Layout &L, const ListShape &Shape, const ListEdit &Edit, ListKind Kind);

/// `*args`, `**kw`, the bare `*` of keyword-only parameters.
bool isStar(llvm::StringRef Item);
/// `name=value`.
bool isKeyword(llvm::StringRef Item);

} // namespace summary_upgrade::python

#endif
