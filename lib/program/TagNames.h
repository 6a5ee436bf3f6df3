// The tag that TensorFlow 1 would give each summary op: scopes, cleaning, numbering against every name the graph has by
// then. Walks the program from its entry points in evaluation order and plays the graph's name table.
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
  bool Verbatim = false; ///< of before 1.0: its name is its tag, and its op has another name
};

/// What a v2 op must be given so that it writes the v1 tag.
struct TagAnswer {
  enum Kind : uint8_t {
    Keep, ///< the name expression as it stands gives the v1 leaf, in every calling context (`Leaf` is it when there is
          ///< only one)
    Literal, ///< `Leaf` in every calling context
    Cleaned, ///< the name expression with `Illegal` characters replaced by `_`, in every calling context
    FullTag, ///< family: `Leaf` is the full tag, to be written under `name_scope(None)`
    Counted, ///< known in each context, but numbered in another way: `Graph.unique_name` says it, or `Turns` of a loop
    Unknown  ///< `Reason`
  } What = Unknown;
  std::string Leaf;
  std::string Reason;    ///< e.g. "the loop on line 12 builds this op more than once, so TensorFlow numbers its tag"
  NodeRef Because;       ///< the expression that stands in the way or that took the name; Node may be NoId
  bool Numbered = false; ///< a `_1` was added (Because = who took the name)
  /// The whole tag, when it is the same in every context.
  std::string Full;
  // About the name and where the op is built, in all contexts. They hold for every kind.
  bool NameKnown = false; ///< what TensorFlow cleans away is in `Illegal`
  std::string Illegal;    ///< characters of the name that TensorFlow replaces, each once, in order of appearance
  std::vector<std::string> Values; ///< of the name; \1…\1 stands for a part that needs no cleaning
  bool Slashes = false;            ///< the name, cleaned, may have a `/`
  bool AtRoot = false;             ///< never built in a scope
  std::string Family;              ///< cleaned; the same everywhere (NameKnown)
  /// Counted: the leaves are Leaf, Leaf_1, … Leaf_(Turns-1) in this order, and that is all; 0 otherwise.
  unsigned Turns = 0;
};

/// Answers in the order of the queries. Calling contexts: call strings from entry points, at most 32 per op, no
/// recursion.
std::vector<TagAnswer> computeTags(const Linker &L, llvm::ArrayRef<TagQuery> Queries);

} // namespace summary_upgrade::program

#endif
