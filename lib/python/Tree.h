// The concrete syntax tree of one file as a flat array, so that nothing beyond Tree.cpp sees tree-sitter.
#ifndef SUMMARY_UPGRADE_PYTHON_TREE_H
#define SUMMARY_UPGRADE_PYTHON_TREE_H

#include "python/Facts.h"
#include "python/ParseBuffer.h"

namespace summary_upgrade::python {

enum class Syntax : uint8_t {
  Token, ///< keyword, operator or punctuation: its text is in the parse buffer
#define SYNTAX(Name, Text) Name,
#include "python/Syntax.def"
};

/// The grammar's field of a child in its parent, where the extraction needs it.
enum class Field : uint8_t {
  None,
  Left,
  Right,
  Type,
  Value,
  Alias,
  Subject,
  Guard,
  Name,
  Condition,
  Operator,
  ModuleName,
  Cause
};

struct Node {
  Syntax Kind = Syntax::Token;
  Field InParent = Field::None;
  uint32_t Begin = 0, End = 0; ///< bytes in the file
  uint32_t First = 0;          ///< first child, 0 = none
  uint32_t Next = 0;           ///< next sibling, 0 = none
};

/// Node 0 is the module. Children in source order, tokens included; the insides of plain string literals are
/// left out.
struct Tree {
  std::vector<Node> Nodes;
  bool Failed = false;
  ParseError Error;

  /// Parses a prepared buffer; any error of the grammar sets `Failed` and the place of the first one.
  static Tree parse(const ParseBuffer &Buffer);
};

} // namespace summary_upgrade::python

#endif
