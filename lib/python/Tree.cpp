#include "python/Tree.h"
#include "tree_sitter/api.h"
#include "llvm/ADT/StringSwitch.h"
#include <array>
#include <cassert>

extern "C" const TSLanguage *tree_sitter_python(void);

namespace summary_upgrade::python {
namespace {

struct Grammar {
  const TSLanguage *Language = tree_sitter_python();
  std::array<Syntax, 512> Kinds{};
  std::array<Field, 64> Fields{};

  Grammar() {
    uint32_t Count = std::min<uint32_t>(ts_language_symbol_count(Language), Kinds.size());
    for (uint32_t I = 0; I < Count; ++I) {
      if (ts_language_symbol_type(Language, static_cast<TSSymbol>(I)) != TSSymbolTypeRegular)
        continue;
      Kinds[I] = llvm::StringSwitch<Syntax>(ts_language_symbol_name(Language, static_cast<TSSymbol>(I)))
#define SYNTAX(Name, Text) .Case(Text, Syntax::Name)
#include "python/Syntax.def"
                     .Default(Syntax::Token);
    }
    field("left", Field::Left);
    field("right", Field::Right);
    field("type", Field::Type);
    field("value", Field::Value);
    field("alias", Field::Alias);
    field("subject", Field::Subject);
    field("guard", Field::Guard);
    field("name", Field::Name);
    field("condition", Field::Condition);
    field("operator", Field::Operator);
    field("operators", Field::Operator);
    field("module_name", Field::ModuleName);
    field("cause", Field::Cause);
  }
  void field(llvm::StringRef Name, Field Value) {
    TSFieldId Id = ts_language_field_id_for_name(Language, Name.data(), static_cast<uint32_t>(Name.size()));
    if (Id < Fields.size())
      Fields[Id] = Value;
  }
  static const Grammar &get() {
    static const Grammar Instance;
    return Instance;
  }
};

struct ParserDeleter {
  void operator()(TSParser *P) const { ts_parser_delete(P); }
};
struct TreeDeleter {
  void operator()(TSTree *T) const { ts_tree_delete(T); }
};
class Cursor {
public:
  explicit Cursor(TSNode Root) : C(ts_tree_cursor_new(Root)) {}
  ~Cursor() { ts_tree_cursor_delete(&C); }
  Cursor(const Cursor &) = delete;
  Cursor &operator=(const Cursor &) = delete;
  TSNode node() const { return ts_tree_cursor_current_node(&C); }
  TSFieldId field() const { return ts_tree_cursor_current_field_id(&C); }
  bool down() { return ts_tree_cursor_goto_first_child(&C); }
  bool right() { return ts_tree_cursor_goto_next_sibling(&C); }
  bool up() { return ts_tree_cursor_goto_parent(&C); }

private:
  TSTreeCursor C;
};

llvm::StringRef lineAround(llvm::StringRef Text, size_t Offset) {
  size_t Begin = Text.substr(0, Offset).rfind('\n');
  Begin = Begin == llvm::StringRef::npos ? 0 : Begin + 1;
  return Text.slice(Begin, Text.find('\n', Offset));
}

/// Statements that only Python 2 has and the grammar has not.
const char *python2Statement(llvm::StringRef Line) {
  Line = Line.ltrim();
  for (const char *Keyword : {"print", "exec", "raise"})
    if (Line.consume_front(Keyword)) {
      llvm::StringRef Rest = Line.ltrim();
      if (Rest.size() < Line.size() && !Rest.empty() && llvm::StringRef("(=.,)").find(Rest[0]) == llvm::StringRef::npos)
        return Keyword;
      return nullptr;
    }
  return nullptr;
}

/// The first ERROR or MISSING node in source order; of nested errors the innermost.
ParseError firstError(TSNode Root, llvm::StringRef Text) {
  Cursor C(Root);
  TSNode Found = Root;
  for (;;) {
    TSNode N = C.node();
    if (ts_node_is_missing(N) || ts_node_is_error(N)) {
      Found = N;
      if (ts_node_is_missing(N))
        break;
    }
    // Into the first child that holds an error; an ERROR node without one is the place.
    bool Deeper = false;
    if (C.down()) {
      do {
        TSNode Child = C.node();
        if (ts_node_has_error(Child) || ts_node_is_missing(Child) || ts_node_is_error(Child)) {
          Deeper = true;
          break;
        }
      } while (C.right());
    }
    if (!Deeper)
      break;
  }
  uint32_t Begin = ts_node_start_byte(Found), End = ts_node_end_byte(Found);
  ParseError Error;
  llvm::StringRef Line = lineAround(Text, Begin);
  if (const char *Keyword = python2Statement(Line)) {
    Error.Message = (llvm::Twine("Python 2 syntax: `") + Keyword + "` statement").str();
  } else if (ts_node_is_missing(Found)) {
    Error.Message = (llvm::Twine("invalid syntax: missing `") + ts_node_type(Found) + "`").str();
  } else {
    llvm::StringRef Near = Text.slice(Begin, End).ltrim();
    Begin = static_cast<uint32_t>(Near.data() - Text.data());
    End = Begin + static_cast<uint32_t>(Near.split('\n').first.rtrim().size());
    Near = excerpt(Near);
    Error.Message = Near.empty() ? "invalid syntax" : ("invalid syntax near `" + Near + "`").str();
  }
  Error.Where = {Begin, std::max(Begin, End)};
  return Error;
}

/// Whether the grammar gives no field to the children of such a node. Asking for one walks up through all that the
/// parser balanced a long list with.
bool hasNoFields(Syntax Kind) {
  switch (Kind) {
  case Syntax::Module:
  case Syntax::List:
  case Syntax::Tuple:
  case Syntax::Set:
  case Syntax::Dictionary:
  case Syntax::ArgumentList:
    return true;
  default:
    return false;
  }
}

} // namespace

Tree Tree::parse(const ParseBuffer &Buffer) {
  const Grammar &G = Grammar::get();
  Tree Out;
  std::unique_ptr<TSParser, ParserDeleter> Parser(ts_parser_new());
  ts_parser_set_language(Parser.get(), G.Language);
  std::unique_ptr<TSTree, TreeDeleter> Parsed(
      ts_parser_parse_string(Parser.get(), nullptr, Buffer.Bytes.data(), static_cast<uint32_t>(Buffer.Bytes.size())));
  if (!Parsed) {
    Out.Failed = true;
    Out.Error.Message = "the parser gave up";
    return Out;
  }
  TSNode Root = ts_tree_root_node(Parsed.get());
  if (ts_node_has_error(Root)) {
    Out.Failed = true;
    Out.Error = firstError(Root, Buffer.Bytes);
    return Out;
  }

  Out.Nodes.reserve(Buffer.Bytes.size() / 3 + 16);
  llvm::SmallVector<uint32_t, 64> Ancestors, LastChild;
  Cursor C(Root);
  bool Descend = true;
  for (;;) {
    if (Descend) {
      TSNode N = C.node();
      uint32_t Index = static_cast<uint32_t>(Out.Nodes.size());
      Node Flat;
      TSSymbol Symbol = ts_node_symbol(N);
      Flat.Kind = Symbol < G.Kinds.size() ? G.Kinds[Symbol] : Syntax::Token;
      bool MayHaveField = Ancestors.empty() || !hasNoFields(Out.Nodes[Ancestors.back()].Kind);
      assert((MayHaveField || C.field() == 0) && "the grammar has changed");
      TSFieldId FieldId = MayHaveField ? C.field() : 0;
      Flat.InParent = FieldId < G.Fields.size() ? G.Fields[FieldId] : Field::None;
      Flat.Begin = ts_node_start_byte(N);
      Flat.End = ts_node_end_byte(N);
      bool Keep = Flat.Kind != Syntax::LineContinuation && Flat.Kind != Syntax::Comment;
      if (Keep) {
        if (!Ancestors.empty()) {
          if (LastChild.back())
            Out.Nodes[LastChild.back()].Next = Index;
          else
            Out.Nodes[Ancestors.back()].First = Index;
          LastChild.back() = Index;
        }
        Out.Nodes.push_back(Flat);
      }
      bool Leaf = !Keep || Flat.Kind == Syntax::Token || Flat.Kind == Syntax::StringContent;
      if (!Leaf && C.down()) {
        Ancestors.push_back(Index);
        LastChild.push_back(0);
        continue;
      }
    }
    if (C.right()) {
      Descend = true;
      continue;
    }
    if (!C.up() || Ancestors.empty())
      break;
    Ancestors.pop_back();
    LastChild.pop_back();
    Descend = false;
  }
  return Out;
}

} // namespace summary_upgrade::python
