// The debug dump: one line per fact.
#include "python/Facts.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

namespace summary_upgrade::python {
namespace {

const char *const BlockNames[] = {"Module", "Function", "Class", "Body", "Elif", "Else", "Except", "Finally", "Case"};
const char *const StmtNames[] = {
    "Expr",   "Assign",   "AugAssign",   "AnnAssign",  "Return", "Delete", "Pass", "Break", "Continue",
    "Global", "Nonlocal", "Import",      "ImportFrom", "Raise",  "Assert", "If",   "For",   "While",
    "Try",    "With",     "FunctionDef", "ClassDef",   "Match",  "Print",  "Exec", "Other"};
const char *const ExprNames[] = {
    "Name",          "Attribute", "Call",     "Subscript",   "Slice",    "String",    "Bytes",   "Int",
    "Float",         "Imaginary", "True",     "False",       "None",     "Ellipsis",  "FString", "Unary",
    "Binary",        "BoolOp",    "Compare",  "Conditional", "Lambda",   "Tuple",     "List",    "Set",
    "Dict",          "Pair",      "ListComp", "SetComp",     "DictComp", "Generator", "Keyword", "Starred",
    "DoubleStarred", "Await",     "Yield",    "NamedExpr",   "Other"};
const char *const ScopeNames[] = {"Module", "Function", "Class", "Lambda", "Comprehension"};
const char *const ParamNames[] = {"/", "", "*", "kw-only", "**"};
const char *const DefNames[] = {"Assign", "AugAssign", "Annotation", "For",   "With",   "Import", "Function",
                                "Class",  "Param",     "Except",     "Named", "Delete", "Match",  "Comprehension"};

class Dumper {
public:
  Dumper(const ModuleFacts &F, const text::SourceFile &File, llvm::raw_ostream &OS) : F(F), File(File), OS(OS) {}

  void run() {
    header();
    if (!F.Blocks.empty())
      block(0, 0);
    for (Id S = 0; S < F.Scopes.size(); ++S)
      scope(S);
    for (Id B = 0; B < F.Bindings.size(); ++B)
      binding(B);
    for (Id D = 0; D < F.Defs.size(); ++D)
      def(D);
    for (text::Range C : F.Comments)
      OS << "comment " << place(C) << '\n';
  }

private:
  void header() {
    OS << "module quote=" << F.Quote << " indent=" << llvm::toHex(F.IndentUnit);
    if (F.Lang.Python2)
      OS << " python2@" << line(F.Lang.Evidence);
    if (F.Lang.Python36Plus)
      OS << " python3.6+";
    ref(" docstring=", 's', F.DocstringStmt);
    ref(" imports-after=", 's', F.ImportAnchor);
    ref(" main=", 'b', F.MainBlock);
    if (F.HasStarImport)
      OS << " star-import";
    OS << '\n';
  }
  std::string line(uint32_t Offset) {
    text::Position P = File.position(Offset);
    return (llvm::Twine(P.Line) + ":" + llvm::Twine(P.Column)).str();
  }
  std::string place(text::Range R) { return line(R.Begin) + "-" + line(R.End); }
  void ref(llvm::StringRef Label, char Letter, Id I) {
    if (I != NoId)
      OS << Label << Letter << I;
  }
  void list(llvm::StringRef Label, char Letter, llvm::ArrayRef<Id> Ids) {
    if (Ids.empty())
      return;
    OS << Label << '[';
    for (size_t I = 0; I < Ids.size(); ++I)
      OS << (I ? " " : "") << Letter << Ids[I];
    OS << ']';
  }
  void quoted(llvm::StringRef S) {
    OS << '\'';
    llvm::printEscapedString(S, OS);
    OS << '\'';
  }

  void block(Id B, unsigned Indent) {
    const Block &Bl = F.Blocks[B];
    OS.indent(Indent) << 'b' << B << ' ' << BlockNames[static_cast<unsigned>(Bl.Kind)];
    ref(" header=", 'e', Bl.Header);
    if (Bl.OneLine)
      OS << " one-line";
    OS << '\n';
    for (Id S : Bl.Stmts)
      stmt(S, Indent + 1);
  }

  void stmt(Id S, unsigned Indent) {
    const Stmt &St = F.Stmts[S];
    OS.indent(Indent) << 's' << S << ' ' << StmtNames[static_cast<unsigned>(St.Kind)] << ' ' << place(F.StmtRange[S])
                      << " c" << St.Scope;
    if (St.Async)
      OS << " async";
    if (!St.Operator.empty())
      OS << " op=" << St.Operator;
    ref(" value=", 'e', St.Value);
    list(" targets=", 'e', St.Targets);
    for (const WithItem &W : St.Items) {
      OS << " with=e" << W.Context;
      ref("->", 'e', W.Target);
    }
    list(" others=", 'e', St.Others);
    for (const std::string &N : St.Names)
      OS << ' ' << N;
    for (const ImportedName &I : St.Imports) {
      OS << " {" << std::string(I.Level, '.') << I.Module;
      if (!I.Name.empty())
        OS << ':' << I.Name;
      if (!I.Alias.empty())
        OS << " as " << I.Alias;
      if (I.BindsRoot)
        OS << " root";
      ref(" ", 'n', I.Binding);
      OS << '}';
    }
    ref(" scope=", 'c', St.DefScope);
    static const std::pair<uint8_t, const char *> FlagNames[] = {{SharesLine, " shares-line"},
                                                                 {HasMultilineString, " multiline-string"},
                                                                 {HasComment, " comment"},
                                                                 {HasJump, " jump"},
                                                                 {HasYield, " yield"}};
    for (auto [Bit, Name] : FlagNames)
      if (St.Flags & Bit)
        OS << Name;
    OS << '\n';
    for (; NextExpr < F.Exprs.size() && F.Exprs[NextExpr].Stmt <= S; ++NextExpr)
      expr(NextExpr, Indent + 2);
    for (Id B : St.Blocks) {
      block(B, Indent + 1);
      // Headers of later clauses and patterns.
      for (; NextExpr < F.Exprs.size() && F.Exprs[NextExpr].Stmt <= S; ++NextExpr)
        expr(NextExpr, Indent + 2);
    }
  }

  void expr(Id E, unsigned Indent) {
    const Expr &Ex = F.Exprs[E];
    OS.indent(Indent) << 'e' << E << ' ' << ExprNames[static_cast<unsigned>(Ex.Kind)];
    if (!Ex.Text.unwatched().empty() || Ex.Kind == ExprKind::String) {
      OS << ' ';
      quoted(Ex.Text.unwatched());
    }
    OS << ' ' << place(F.ExprRange[E]);
    if (F.ExprOuter[E] != F.ExprRange[E])
      OS << " outer=" << place(F.ExprOuter[E]);
    list(" ", 'e', Ex.Children);
    if (Ex.Scope != F.Stmts[Ex.Stmt].Scope)
      OS << " c" << Ex.Scope;
    if (Ex.Store)
      OS << " store";
    if (Ex.OneToken)
      OS << " one-token";
    ref(" ", 'n', Ex.Binding);
    ref(" scope=", 'c', Ex.DefScope);
    OS << '\n';
  }

  void scope(Id S) {
    const Scope &Sc = F.Scopes[S];
    OS << 'c' << S << ' ' << ScopeNames[static_cast<unsigned>(Sc.Kind)];
    if (!Sc.Name.empty())
      OS << ' ' << Sc.Name;
    ref(" outer=", 'c', Sc.Outer);
    if (!Sc.Params.empty()) {
      OS << " (";
      for (size_t I = 0; I < Sc.Params.size(); ++I) {
        const Param &P = Sc.Params[I];
        llvm::StringRef Kind = ParamNames[static_cast<unsigned>(P.Kind)];
        OS << (I ? ", " : "") << Kind << (Kind.size() > 2 ? " " : "") << P.Name;
        ref("=", 'e', P.Default);
      }
      OS << ')';
    }
    list(" decorators=", 'e', Sc.Decorators);
    list(" bases=", 'e', Sc.Bases);
    list(" ", 'n', Sc.Bindings);
    if (Sc.IsGenerator)
      OS << " generator";
    if (Sc.IsAsync)
      OS << " async";
    OS << '\n';
  }

  void binding(Id B) {
    const Binding &Bi = F.Bindings[B];
    OS << 'n' << B << ' ' << Bi.Name << " c" << Bi.Scope;
    if (Bi.IsParam)
      OS << " param";
    if (Bi.WrittenFromInner)
      OS << " written-from-inner";
    list(" defs=", 'd', Bi.Defs);
    list(" uses=", 'e', Bi.Uses);
    OS << '\n';
  }

  void def(Id D) {
    const Def &De = F.Defs[D];
    OS << 'd' << D << ' ' << DefNames[static_cast<unsigned>(De.Kind)] << ' ' << F.Bindings[De.Binding].Name << " n"
       << De.Binding << " s" << De.Stmt;
    ref(" target=", 'e', De.Target);
    ref(" value=", 'e', De.Value);
    if (!De.Path.empty()) {
      OS << " path=";
      for (size_t I = 0; I < De.Path.size(); ++I)
        OS << (I ? "." : "") << De.Path[I];
    }
    if (De.Kind == DefKind::Import)
      OS << " import=" << De.Import;
    if (De.Kind == DefKind::Param)
      OS << " param=" << De.ParamIndex;
    ref(" scope=", 'c', De.DefScope);
    OS << '\n';
  }

  const ModuleFacts &F;
  const text::SourceFile &File;
  llvm::raw_ostream &OS;
  Id NextExpr = 0;
};

} // namespace

std::string dumpFacts(const ModuleFacts &Facts, const text::SourceFile &File) {
  std::string Out;
  llvm::raw_string_ostream OS(Out);
  Dumper(Facts, File, OS).run();
  return Out;
}

} // namespace summary_upgrade::python
