// What is kept of a translation unit: the parts of its syntax tree that may matter, with resolved names and types. No
// Clang header is needed to read it, and it travels between processes as JSON.
#ifndef SUMMARY_UPGRADE_CPP_FACTS_H
#define SUMMARY_UPGRADE_CPP_FACTS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace summary_upgrade::cpp {

inline constexpr uint32_t None = ~uint32_t(0);

/// A range of bytes of a file of the unit.
struct Span {
  uint32_t File = None;
  uint32_t Begin = 0, End = 0;
  bool valid() const { return File != None; }
  bool contains(const Span &O) const { return File == O.File && Begin <= O.Begin && O.End <= End; }
  friend bool operator==(const Span &, const Span &) = default;
};

enum class NodeKind : uint8_t {
  // roots and declarations
  Function,  ///< children: type mentions, parameters, constructor initialisers, body
  Variable,  ///< also inside a DeclStmt; children: type mentions, initialiser
  Field,     ///< children: type mentions, initialiser
  Parameter, ///< children: type mentions
  CtorInit,  ///< Decl: the field; children: the initialiser
  Alias,     ///< typedef or using; children: type mentions
  Base,      ///< a base class; children: type mentions
  Mention,   ///< a place where an interesting class is spelled; see Node
  // statements
  Compound,
  DeclStmt,
  Branch, ///< if, switch, case, try, conditional compilation of the language
  Loop,
  Return,
  // expressions
  Call,
  MemberCall,   ///< child 0: the object; the rest: arguments
  OperatorCall, ///< Text: the operator; children: operands
  Construct,    ///< Decl: the constructor; children: arguments
  New,          ///< children: mentions, then the Construct or argument
  Delete,
  DeclRef,
  MemberRef, ///< child 0: the object, unless implicit
  Unary,     ///< Text: the operator
  Binary,    ///< Text: the operator, also of assignments
  Cast,      ///< an explicit one; children: mentions, the operand
  Literal,
  Lambda,
  Conditional,
  InitList,
  This,
  Subscript,
  Paren,
  Dependent, ///< a name or call that only an instantiation resolves
  Recovery,  ///< what the compiler could not make sense of
  Other,
};
llvm::StringRef kindName(NodeKind Kind);

enum class DeclKind : uint8_t { Local, Global, Parameter, Field, Function, Method, Constructor, Alias, Other };

/// A declared name. The key is the same in every unit that sees it.
struct Decl {
  DeclKind Kind = DeclKind::Other;
  std::string Key, Name, Qualified;
  std::string Type;       ///< canonical, fully qualified; of functions, the result
  std::string Owner;      ///< key of a parameter's or local's function
  uint32_t Index = None;  ///< of a parameter
  Span Where;             ///< the name
  bool InProject = false; ///< declared in a file that may be edited
  bool InStd = false;
  bool Template = false;    ///< a function template, or in a class template
  bool Const = false;       ///< a const method
  bool MemberOfStd = false; ///< a member of a class of namespace std
  std::vector<std::string> Overrides;
};

struct Node {
  NodeKind Kind = NodeKind::Other;
  /// As written. A whole macro argument or a whole expansion has the place of its text; anything else that a macro
  /// makes has the place of the expansion and `Macro`.
  Span Where;
  bool Macro = false;
  bool Arrow = false;      ///< of member accesses
  bool Arithmetic = false; ///< of expressions: of arithmetic type
  bool Written = true;     ///< false: implicit (`this`, conversions by constructors)
  uint32_t Decl = None;
  /// Operator, member, spelling of a literal; of a mention, the class.
  std::string Text;
  /// Canonical type of an expression, when it may matter.
  std::string Type;
  /// Further places: of member calls and references A = the operator, B = the member's name; of calls, `new` and
  /// constructions C = `(` or `{`, D = `)` or `}`; of unary operators A = the operator; of mentions A = `*` or `&`
  /// behind it, C = the smart pointer around it.
  Span A, B, C, D;
  std::vector<uint32_t> Children;
};

struct Include {
  Span Line; ///< from `#` to the end of the line, newline excluded
  std::string Name;
  bool Found = false;
};

struct Problem {
  Span Where;
  std::string Message;
};

/// A translation unit, or several once they are linked.
struct Unit {
  std::string Main;
  std::vector<std::string> Files; ///< absolute, of the project
  std::vector<uint64_t> Hashes;   ///< of the bytes that were read, parallel
  std::vector<Decl> Decls;
  std::vector<Node> Nodes;
  std::vector<uint32_t> Roots; ///< functions, variables, fields, aliases, bases
  std::vector<uint32_t>
      Referenced; ///< functions that are named by code without a tree here: nobody knows with what arguments
  std::vector<Include> Includes;
  std::vector<Span> Skipped;     ///< inactive branches of the preprocessor
  std::vector<Span> MacroBodies; ///< definitions of macros that name something of interest
  std::vector<Problem> Errors;   ///< in files of the project
  uint32_t OtherErrors = 0;
  std::string LastOther; ///< the last of them
};

llvm::json::Value toJSON(const Unit &U);
llvm::Expected<Unit> unitFromJSON(const llvm::json::Value &V);

/// What a worker is asked for.
struct ParseRequest {
  std::string Directory, Main;
  std::vector<std::string> Args;              ///< the compiler's, without its name and the main file
  std::vector<std::string> Roots;             ///< folders whose files belong to the project
  std::map<std::string, std::string> Overlay; ///< files whose text is not the disk's
  bool Stubs = true;                          ///< TensorFlow's headers are ours where there are none
  bool Templates =
      false; ///< function templates of other people's headers are parsed whole: slower, and errors in them are seen
};
llvm::json::Value toJSON(const ParseRequest &R);
llvm::Expected<ParseRequest> requestFromJSON(const llvm::json::Value &V);

/// For tests and debugging: a tree, a node a line.
std::string dump(const Unit &U);

/// The names that make a file interesting.
bool mentionsSummaries(llvm::StringRef Text);

} // namespace summary_upgrade::cpp

#endif
