// What the role files share while one component is planned: the program, a rewriter per file, names, spelling, and the
// reason if the component cannot be migrated.
#ifndef SUMMARY_UPGRADE_MIGRATE_PLAN_H
#define SUMMARY_UPGRADE_MIGRATE_PLAN_H

#include "migrate/Migrate.h"
#include "program/Program.h"
#include "python/Rewriter.h"
#include <map>
#include <set>

namespace summary_upgrade::migrate {

using program::NodeRef;
using python::Id;
using python::Line;
using python::NoId;
using python::Text;

/// How one file spells the two generations of the API.
struct Spelling {
  std::string V1;       ///< prefix of v1 functions: "tf." or "tf.compat.v1."
  std::string V1Always; ///< prefix that stays v1 under TensorFlow 2 as well: "tf.compat.v1." or "tf."
  std::string V2;       ///< prefix of v2 functions: "tf.compat.v2." or "tf."
};

/// Where a value that the migration introduces can be read: a name in a scope (and scopes nested in it), or an
/// attribute of objects of a class.
struct Carrier {
  enum Kind : uint8_t { None, Name, SelfAttribute } What = None;
  std::string Text; ///< "summary_step"; for SelfAttribute the attribute name
  NodeRef Scope;    ///< Name: the scope that binds it
  NodeRef Class;    ///< SelfAttribute: the class scope
};

class Plan {
public:
  Plan(const program::Program &P, uint32_t ComponentIndex, const Options &Opts,
       std::map<uint32_t, std::set<std::string>> &TakenNames);

  const program::Program &P;
  const program::Linker &L;
  const program::Component &C;
  const uint32_t Index;
  const Options &Opts;

  const python::ModuleFacts &facts(uint32_t File) const { return P.facts(File); }
  const python::Flow &flow(uint32_t File) const { return *P.project().module(File).Flow; }
  const python::Expr &expr(NodeRef E) const { return facts(E.File).Exprs[E.Node]; }
  const python::Stmt &stmt(NodeRef S) const { return facts(S.File).Stmts[S.Node]; }
  /// The statement an expression belongs to.
  NodeRef stmtOf(NodeRef E) const { return {E.File, expr(E).Stmt}; }
  /// The function (or module) whose code an expression or statement is.
  NodeRef scopeOf(NodeRef E) const { return {E.File, facts(E.File).functionScope(expr(E).Scope)}; }
  NodeRef scopeOfStmt(NodeRef S) const { return {S.File, facts(S.File).functionScope(stmt(S).Scope)}; }
  llvm::StringRef slice(NodeRef E) const;
  uint32_t line(NodeRef E) const;     ///< 1-based
  std::string where(NodeRef E) const; ///< "train.py:12"

  python::Rewriter &rewriter(uint32_t File);
  std::map<uint32_t, std::unique_ptr<python::Rewriter>> &rewriters() { return Rewriters; }

  /// The first reason wins. Returns false, so that `return decline(...)` reads well.
  bool decline(std::string Code, std::string Message, NodeRef Place, std::string Help = {},
               std::vector<std::pair<NodeRef, std::string>> Related = {});
  bool declined() const { return Reason.has_value(); }
  const std::optional<program::Blocker> &reason() const { return Reason; }
  void notice(std::string Code, std::string Message, NodeRef Place);
  const std::vector<program::Blocker> &notices() const { return Notices; }
  /// The plan is valid code that may change the stream: it is applied only with --unsafe-fixes.
  void unsafe(std::string Why, NodeRef Place) { UnsafePlaces.push_back({{}, std::move(Why), {}, Place, {}}); }
  const std::vector<program::Blocker> &unsafePlaces() const { return UnsafePlaces; }
  void story(std::string Line) { StoryLines.push_back(std::move(Line)); }
  const std::vector<std::string> &storyLines() const { return StoryLines; }

  /// A class or function of the module that this component needs; several components of one file ask for the same one.
  struct Definition {
    std::map<std::string, std::vector<Line>> Parts; ///< by name
    std::set<std::string> Imports;
  };
  void define(uint32_t File, const std::string &Name, std::vector<Line> Lines) {
    Defined[File].Parts[Name] = std::move(Lines);
  }
  void requestDefinitionImport(uint32_t File, std::string Statement) {
    Defined[File].Imports.insert(std::move(Statement));
  }
  const std::map<uint32_t, Definition> &definitions() const { return Defined; }

  /// A name that is free in the whole file; remembered as taken.
  std::string freshName(uint32_t File, llvm::StringRef Wish);
  /// A name for a definition of the file, the same for every component that asks: free in its source and in all files
  /// with star imports.
  std::string definitionName(uint32_t File, llvm::StringRef Wish) const;
  void giveBack(uint32_t File, const std::string &Name) { Taken[File].erase(Name); }
  /// The wished name for a parameter that carries a value of that name: free unless the source itself uses the name.
  std::string parameterName(uint32_t File, llvm::StringRef Wish);
  /// The file's spelling as seen from `Scope`; requests an import when the file has no name for it. False = declined.
  bool spelling(NodeRef Scope, NodeRef Place, Spelling &Out);
  char quote(uint32_t File) const { return facts(File).Quote; }
  /// A Python string literal in the file's quotes.
  std::string literal(uint32_t File, llvm::StringRef Value) const;

  /// The class scope when `Scope` is a method that has a receiver, and the receiver's name.
  std::optional<NodeRef> methodClass(NodeRef Scope, std::string *Self = nullptr) const;
  /// `Inner` is `Outer` or stands lexically in it (and can read its names).
  bool sees(NodeRef Inner, NodeRef Outer) const;
  bool sameClassFamily(NodeRef A, NodeRef B) const;

  /// Moving the evaluation of `E` from statement `From` up to just before `To` (same function) gives the same value.
  bool movable(NodeRef E, NodeRef From, NodeRef To) const;
  /// It has one value for the whole program: nothing in it is stored twice.
  bool fixed(NodeRef E) const;
  /// `fixed`, and known before the function `Home` of the same file can run.
  bool fixedBefore(NodeRef E, NodeRef Home) const;
  /// `Later` is executed exactly once after each completed execution of `Earlier` (same function), before `Earlier` can
  /// run again.
  bool onceAfter(NodeRef Earlier, NodeRef Later) const;
  /// Ancestors of a statement within its function, innermost first, the statement itself included.
  std::vector<Id> chain(NodeRef S) const;

private:
  std::map<uint32_t, std::unique_ptr<python::Rewriter>> Rewriters;
  std::map<uint32_t, std::set<std::string>> &Taken;
  std::map<uint32_t, std::string> RequestedAlias;
  std::optional<program::Blocker> Reason;
  std::vector<program::Blocker> Notices;
  std::vector<program::Blocker> UnsafePlaces;
  std::vector<std::string> StoryLines;
  std::map<uint32_t, Definition> Defined;
};

} // namespace summary_upgrade::migrate

#endif
