// Several translation units as one: every file, name and tree once.
#ifndef SUMMARY_UPGRADE_CPP_LINKED_H
#define SUMMARY_UPGRADE_CPP_LINKED_H

#include "cpp/Facts.h"
#include "text/SourceFile.h"
#include "llvm/ADT/StringMap.h"
#include <memory>
#include <set>

namespace summary_upgrade::cpp {

/// A tree that two units see differently, because macros differ.
struct Difference {
  uint32_t Root = None;
  std::string UnitA, UnitB;
};

class Linked {
public:
  /// Files are read through `Read`, which may fail: their places are then known and their text is empty.
  Linked(const std::vector<Unit> &Units,
         llvm::function_ref<std::shared_ptr<const text::SourceFile>(llvm::StringRef)> Read);

  Unit All;
  std::vector<uint32_t> Parent, RootOf; ///< parallel to All.Nodes
  std::vector<Difference> Differences;
  std::vector<std::shared_ptr<const text::SourceFile>> Sources; ///< parallel to All.Files; null if unreadable
  /// Files of each unit, as indices of All.Files.
  std::vector<std::set<uint32_t>> FilesOfUnit;

  const Node &node(uint32_t Id) const { return All.Nodes[Id]; }
  const Decl *decl(uint32_t NodeId) const {
    return All.Nodes[NodeId].Decl == None ? nullptr : &All.Decls[All.Nodes[NodeId].Decl];
  }
  /// Id of a declaration by its key, or None.
  uint32_t declByKey(llvm::StringRef Key) const;
  /// The parent, parentheses skipped.
  uint32_t context(uint32_t NodeId) const;
  /// The node in parentheses.
  uint32_t skipParens(uint32_t NodeId) const;
  llvm::StringRef slice(const Span &S) const;
  /// All nodes of a tree, parents first.
  void walk(uint32_t Root, llvm::function_ref<void(uint32_t)> Visit) const;

private:
  llvm::StringMap<uint32_t> ByKey;
};

} // namespace summary_upgrade::cpp

#endif
