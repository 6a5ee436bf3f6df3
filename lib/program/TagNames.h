// The tag that TensorFlow 1 would give each summary op: scopes, cleaning, numbering against every name the graph has by then.
// Walks the program from its entry points in evaluation order and plays the graph's name table.
#ifndef SUMMARY_UPGRADE_PROGRAM_TAGNAMES_H
#define SUMMARY_UPGRADE_PROGRAM_TAGNAMES_H

#include "program/Linker.h"
#include <optional>

namespace summary_upgrade::program {

/// A summary op as the tag computation needs it.
struct TagQuery {
  NodeRef Call;          ///< the v1 summary op call
  Id NameExpr = NoId;    ///< expression of the name argument
  Id FamilyExpr = NoId;  ///< expression of the family argument, or NoId
};

/// What a v2 op must be given so that it writes the v1 tag.
struct TagAnswer {
  enum Kind : uint8_t {
    Keep,     ///< the name expression as it stands gives the v1 leaf, in every calling context (`Leaf` is it when there is only one)
    Literal,  ///< `Leaf` in every calling context
    FullTag,  ///< family: `Leaf` is the full tag, to be written under `name_scope(None)`
    Unknown   ///< `Reason`
  } What = Unknown;
  std::string Leaf;
  std::string Reason; ///< e.g. "the loop on line 12 builds this op more than once, so TensorFlow numbers its tag"
  NodeRef Because;    ///< the expression that stands in the way or that took the name; Node may be NoId
  bool Numbered = false; ///< a `_1` was added (Because = who took the name)
  bool Cleaned = false;  ///< illegal characters were replaced
};

/// Answers in the order of the queries. Calling contexts: call strings from entry points, at most 32 per op, no recursion.
std::vector<TagAnswer> computeTags(const Linker &L, llvm::ArrayRef<TagQuery> Queries);

} // namespace summary_upgrade::program

#endif
