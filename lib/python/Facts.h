// What one Python file says, as tables: blocks, statements, expressions, scopes, bindings and definitions.
// A language-level IR: no TensorFlow spelling, no source text beyond identifiers and short literals. Ids are indices
// into the tables of one `ModuleFacts`; `NoId` means "none". Tables are in source (= evaluation) order.
#ifndef SUMMARY_UPGRADE_PYTHON_FACTS_H
#define SUMMARY_UPGRADE_PYTHON_FACTS_H

#include "python/WatchedText.h"
#include "text/Range.h"
#include "text/SourceFile.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <string>
#include <vector>

namespace summary_upgrade::python {

using Id = uint32_t;
inline constexpr Id NoId = ~Id(0);

// ---------------------------------------------------------------------------------------------- blocks and statements

enum class BlockKind : uint8_t { Module, Function, Class, Body, Elif, Else, Except, Finally, Case };

/// A suite of statements. Block 0 is the module.
struct Block {
  BlockKind Kind = BlockKind::Module;
  Id Parent = NoId;     ///< the compound statement it belongs to (for Elif/Else: the `if`); NoId for the module
  Id Header = NoId;     ///< elif test, except type, case guard (expression); NoId otherwise
  bool OneLine = false; ///< the suite stands on its header's line: `if x: y()`
  llvm::SmallVector<Id, 4> Stmts; ///< in order
};

enum class StmtKind : uint8_t {
  Expr,      ///< Value
  Assign,    ///< Targets (one per `=`), Value
  AugAssign, ///< Targets[0], Value, Operator
  AnnAssign, ///< Targets[0], Value or NoId (the annotation is in Others)
  Return,    ///< Value or NoId
  Delete,    ///< Targets
  Pass,
  Break,
  Continue,
  Global,
  Nonlocal,   ///< Names
  Import,     ///< `import a.b as c, d`: Imports
  ImportFrom, ///< `from ..m import a as b, *`: Imports
  Raise,
  Assert,      ///< Others
  If,          ///< Value = test; Blocks: Body, Elif*, Else?
  For,         ///< Targets[0], Value = iterable; Blocks: Body, Else?
  While,       ///< Value = test; Blocks: Body, Else?
  Try,         ///< Blocks: Body, Except*, Else?, Finally? (the name after `as` is only in its Def)
  With,        ///< Items; Blocks: Body
  FunctionDef, ///< DefScope; decorators, defaults, annotations in Others; Blocks: Function
  ClassDef,    ///< DefScope; decorators and bases (arguments) in Others; Blocks: Class
  Match,       ///< Value = subject; patterns (ExprKind::Other around captures and values) in Others; Blocks: Case*
  Print,       ///< Python 2 print statement; Others
  Exec,        ///< Python 2 exec statement; Others
  Other        ///< anything else (type aliases…); Others
};

enum StmtFlags : uint8_t {
  SharesLine = 1, ///< `a; b`, or it stands in a one-line suite (the compound statement around that is not marked)
  HasMultilineString = 2, ///< a string literal inside it spans lines
  HasComment = 4,         ///< a comment stands inside its range or behind it on its last line
  HasJump =
      8, ///< return/break/continue/raise somewhere in it (also a break of its own loop), nested functions not counted
  HasYield = 16, ///< yield/await/async for/async with somewhere in it, nested functions and lambdas not counted
};

struct WithItem {
  Id Context = NoId; ///< expression
  Id Target = NoId;  ///< expression after `as`, or NoId
};

struct ImportedName {
  std::string Module; ///< absolute dotted name as written, without leading dots ("tensorflow.compat.v1"; "" in `from .
                      ///< import x`)
  uint8_t Level = 0;  ///< leading dots of a relative import
  std::string Name;   ///< imported name of `from m import name` ("*" for a star); empty for plain `import m`
  std::string Alias;  ///< bound name; for `import a.b` without `as` it is "a" and BindsRoot is set
  bool BindsRoot = false;
  Id Binding = NoId; ///< the binding it defines; NoId for a star
};

struct Stmt {
  StmtKind Kind = StmtKind::Other;
  Id Block = NoId;    ///< block it stands in
  uint32_t Index = 0; ///< position in that block
  Id Scope = NoId;    ///< innermost scope whose code it is (function, class, module)
  uint8_t Flags = 0;
  bool Async = false;
  std::string Operator; ///< AugAssign: "+=" …
  Id Value = NoId;
  llvm::SmallVector<Id, 2> Targets;
  llvm::SmallVector<WithItem, 1> Items;
  llvm::SmallVector<Id, 2> Others;
  llvm::SmallVector<Id, 2> Blocks;
  llvm::SmallVector<std::string, 1> Names;
  std::vector<ImportedName> Imports;
  Id DefScope = NoId; ///< FunctionDef/ClassDef: the scope it opens
};

// ----------------------------------------------------------------------------------------------------------
// expressions

enum class ExprKind : uint8_t {
  Name,      ///< Text = identifier; Binding
  Attribute, ///< Children {object}; Text = attribute
  Call,      ///< Children {callee, arguments…}: arguments are plain, Keyword, Starred, DoubleStarred, or one Generator
  Subscript, ///< Children {object, index}; several indices form a Tuple
  Slice,     ///< Children: the parts given
  String, ///< Text = decoded value in UTF-8 (adjacent literals joined, line ends LF, Latin1 read as ISO 8859-1; \N{…}
          ///< stays); no bytes/f prefix
  Bytes,
  Int,
  Float,
  Imaginary, ///< Text = source text
  True,
  False,
  None,
  Ellipsis,
  FString,     ///< Children: interpolated expressions
  Unary,       ///< Text = "-", "+", "~", "not"; Children {operand}
  Binary,      ///< Text = operator; Children {left, right}
  BoolOp,      ///< Text = "and"/"or"; Children {left, right}
  Compare,     ///< Text = operators joined by ","; Children: operands
  Conditional, ///< `a if c else b`: Children {c, a, b} (evaluation order)
  Lambda,      ///< DefScope; Children {body}; defaults have it as Parent but are only in Scope::Params
  Tuple,
  List,
  Set,  ///< Children: elements (Starred allowed)
  Dict, ///< Children: Pair or DoubleStarred
  Pair, ///< Children {key, value}
  ListComp,
  SetComp,
  DictComp,
  Generator, ///< DefScope; Children {iterable, target, condition…, (further clauses…), element}; for DictComp the
             ///< element is a Pair
  Keyword,   ///< Text = parameter name; Children {value}
  Starred,
  DoubleStarred, ///< Children {value}
  Await,
  Yield,     ///< Children {value} or none
  NamedExpr, ///< Children {target name, value}
  Other      ///< Children: what it holds (Python 2 backticks: Text = "`"; parts of `match` patterns)
};

struct Expr {
  ExprKind Kind = ExprKind::Other;
  Id Stmt = NoId;   ///< statement it belongs to (the compound statement for tests, iterables, with items, decorators)
  Id Parent = NoId; ///< parent expression, NoId at the top
  uint32_t Order =
      0; ///< evaluation order in the file: arguments before their call, right side before targets. It equals the id: a
         ///< subtree is a run of ids that ends with its root, and so are the expressions of a statement with its blocks
  Id Scope = NoId;       ///< scope it is evaluated in
  bool Store = false;    ///< a target: name bound, attribute or subscript stored (or deleted)
  bool OneToken = false; ///< String: a single literal token without prefix (its text can be replaced token for token)
  WatchedText Text;
  llvm::SmallVector<Id, 3> Children;
  Id Binding = NoId;  ///< Name: what it resolves to in this file; NoId = builtin, from a star import, or undefined
  Id DefScope = NoId; ///< Lambda and comprehensions
};

// ------------------------------------------------------------------------------------- scopes, bindings and
// definitions

enum class ScopeKind : uint8_t { Module, Function, Class, Lambda, Comprehension };

enum class ParamKind : uint8_t { PositionalOnly, Normal, VarArgs, KeywordOnly, KwArgs };
struct Param {
  std::string Name; ///< empty for a tuple parameter of Python 2 (its names are definitions with a Path)
  ParamKind Kind = ParamKind::Normal;
  Id Default = NoId; ///< expression
  Id Binding = NoId;
};

/// Scope 0 is the module.
struct Scope {
  ScopeKind Kind = ScopeKind::Module;
  Id Outer = NoId;
  std::string Name; ///< function or class name
  Id Stmt = NoId;   ///< FunctionDef/ClassDef statement (NoId for module; the statement around a lambda/comprehension)
  Id Expr = NoId;   ///< Lambda/comprehension expression
  Id Block = NoId;  ///< body block (NoId for lambda/comprehension)
  std::vector<Param> Params;
  llvm::SmallVector<Id, 1> Decorators; ///< expressions
  llvm::SmallVector<Id, 1> Bases;      ///< class: base expressions (keywords such as metaclass excluded)
  std::vector<Id> Bindings;            ///< bindings that live here
  bool IsGenerator = false;
  bool IsAsync = false;
};

struct Binding {
  std::string Name;
  Id Scope = NoId;
  bool IsParam = false;
  bool WrittenFromInner = false; ///< assigned in a nested scope through global/nonlocal
  std::vector<Id> Defs;          ///< all definitions, in source order (also those made through global/nonlocal)
  std::vector<Id> Uses;          ///< Name expressions that load it, all scopes; also targets of augmented assignments
};

enum class DefKind : uint8_t {
  Assign,
  AugAssign,
  Annotation,
  For,
  With,
  Import,
  Function,
  Class,
  Param,
  Except,
  Named,
  Delete,
  Match,
  Comprehension
};

/// One place where a name gets a value (Delete: loses it; Annotation: `x: int` without a value, which only makes the
/// name local; with a value it is Assign). The implicit deletion at the end of `except … as e` has no Def.
struct Def {
  DefKind Kind = DefKind::Assign;
  Id Binding = NoId;
  Id Stmt = NoId;   ///< for Param: the FunctionDef (or the statement around the lambda)
  Id Target = NoId; ///< the Name expression, where there is one (none for imports, functions, classes, parameters)
  Id Value = NoId;  ///< Assign/Named/AugAssign: the right side; For/Comprehension: the iterable; With: the context
                    ///< expression; Param: default
  /// Tuple position of the target inside the unpacked value, outermost first (empty = the whole value). -1 = behind a
  /// star: unknown.
  llvm::SmallVector<int, 2> Path;
  uint32_t Import = 0; ///< Import: index into Stmt::Imports
  uint32_t ParamIndex = 0;
  Id DefScope = NoId; ///< Function, Class
};

// ----------------------------------------------------------------------------------------------------------- the
// module

struct Dialect {
  bool Python2 = false;      ///< print/exec statement, backticks, `except X, e`, `<>`, ur'' …
  bool Python36Plus = false; ///< f-strings, annotations of variables, underscores in numbers, walrus, match …
  uint32_t Evidence = 0;     ///< byte offset of the first evidence of Python 2
};

/// Shape (everything but ranges), and ranges apart.
class ModuleFacts {
public:
  std::vector<Block> Blocks;
  std::vector<Stmt> Stmts;
  std::vector<Expr> Exprs;
  std::vector<Scope> Scopes;
  std::vector<Binding> Bindings;
  std::vector<Def> Defs;

  Dialect Lang;
  char Quote = '\'';               ///< the quote most plain strings use
  std::string IndentUnit = "    "; ///< one level as most blocks do it
  /// Last top-level import statement of the leading import block (new imports go after it); NoId if none. Docstrings,
  /// `__x__ = …`, `pass` (lines of notebooks) and `try`/`if` statements that begin with imports do not end the block.
  Id ImportAnchor = NoId;
  Id DocstringStmt = NoId; ///< module docstring
  Id MainBlock = NoId;     ///< body of `if __name__ == "__main__":`
  bool HasStarImport = false;

  /// Byte ranges in the file. Expr ranges exclude parentheses around them; `Outer` includes all pairs of them. A
  /// tuple's or generator's own parentheses are part of it, but the call's around its only, bare generator argument are
  /// not. A statement's range ends before its newline or semicolon; a compound statement's at the end of its last
  /// statement. It begins at the first decorator (the '@') if there are any. A block's range covers its first to last
  /// statement.
  std::vector<text::Range> BlockRange, StmtRange, ExprRange, ExprOuter;
  /// Compound statements: range of the header up to and including its ':' (decorators excluded); simple ones:
  /// StmtRange.
  std::vector<text::Range> HeaderRange;
  /// Comments in order, each without its newline.
  std::vector<text::Range> Comments;

  /// Evaluated before `Stmt` in the same block chain: ancestors' helper.
  /// The statement that contains `S` as a nested statement (through its block), or NoId at module level / function
  /// body: crosses no function border when `StopAtScope`.
  Id parentStmt(Id S) const { return Blocks[Stmts[S].Block].Parent; }
  /// The innermost enclosing Function/Lambda/Module scope (class bodies are skipped).
  Id functionScope(Id Scope) const;
};

/// Why a file gave no facts.
struct ParseError {
  text::Range Where;
  std::string Message; ///< e.g. "invalid syntax near `foo bar`"; "unexpected indent"
};

struct ParseResult {
  std::unique_ptr<ModuleFacts> Facts; ///< null if there is an error
  ParseError Error;
};

/// Parses and extracts. Never touches the disk, never throws; thread-safe. Refused although Python may accept it:
/// expressions nested over 1000 deep, 100 levels of indentation, Python 2's `exec <expression>`.
ParseResult parseModule(const text::SourceFile &File);

/// One line per fact, for tests and `--explain-component`; stable.
std::string dumpFacts(const ModuleFacts &Facts, const text::SourceFile &File);

/// The deepest statement whose range contains the byte offset, or NoId.
Id stmtAt(const ModuleFacts &Facts, uint32_t Offset);

} // namespace summary_upgrade::python

#endif
