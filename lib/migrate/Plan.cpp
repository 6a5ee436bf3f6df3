#include "migrate/Plan.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

Plan::Plan(const Program &P, uint32_t ComponentIndex, const Options &Opts,
           std::map<uint32_t, std::set<std::string>> &TakenNames)
    : P(P), L(P.linker()), C(P.Components[ComponentIndex]), Index(ComponentIndex), Opts(Opts), Taken(TakenNames) {}

StringRef Plan::slice(NodeRef E) const {
  return P.project().module(E.File).File.slice(facts(E.File).ExprRange[E.Node]);
}

uint32_t Plan::line(NodeRef E) const {
  return P.project().module(E.File).File.lineOf(facts(E.File).ExprRange[E.Node].Begin) + 1;
}

std::string Plan::where(NodeRef E) const {
  return (sys::path::filename(P.project().module(E.File).File.path()) + ":" + Twine(line(E))).str();
}

Rewriter &Plan::rewriter(uint32_t File) {
  auto &R = Rewriters[File];
  if (!R)
    R = std::make_unique<Rewriter>(facts(File), P.project().module(File).File);
  return *R;
}

bool Plan::decline(std::string Code, std::string Message, NodeRef Place, std::string Help,
                   std::vector<std::pair<NodeRef, std::string>> Related) {
  if (!Reason)
    Reason = Blocker{std::move(Code), std::move(Message), std::move(Help), Place, std::move(Related)};
  return false;
}

void Plan::notice(std::string Code, std::string Message, NodeRef Place) {
  for (const Blocker &N : Notices)
    if (N.Code == Code && N.Place == Place)
      return;
  Notices.push_back({std::move(Code), std::move(Message), {}, Place, {}});
}

std::string Plan::freshName(uint32_t File, StringRef Wish) {
  auto &Names = Taken[File];
  if (Names.empty()) {
    Names.insert("");
    for (const Binding &B : facts(File).Bindings)
      Names.insert(B.Name);
    for (const Expr &X : facts(File).Exprs)
      if (X.Kind == ExprKind::Name || X.Kind == ExprKind::Attribute || X.Kind == ExprKind::Keyword)
        Names.insert(X.Text);
  }
  std::string Name = Wish.str();
  for (unsigned I = 2; !Names.insert(Name).second; ++I)
    Name = (Wish + "_" + Twine(I)).str();
  return Name;
}

std::string Plan::parameterName(uint32_t File, StringRef Wish) {
  const ModuleFacts &F = facts(File);
  bool InSource = any_of(F.Bindings, [&](const Binding &B) { return B.Name == Wish; }) ||
                  any_of(F.Exprs, [&](const Expr &X) { return X.Kind == ExprKind::Name && X.Text == Wish; });
  return InSource || Wish.contains('.')
             ? freshName(File, Wish.rsplit('.').second.empty() ? Wish : Wish.rsplit('.').second)
             : Wish.str();
}

std::string Plan::literal(uint32_t File, StringRef Value) const {
  char Quote = quote(File);
  std::string Result(1, Quote);
  for (char Character : Value) {
    if (Character == Quote || Character == '\\')
      Result += '\\';
    Result += Character;
  }
  Result += Quote;
  return Result;
}

bool Plan::spelling(NodeRef Scope, NodeRef Place, Spelling &Out) {
  const ModuleFacts &F = facts(Scope.File);
  std::string Plain, V1, V2;
  std::set<std::string> Shadowed;
  for (Id At = Scope.Node; At != NoId; At = F.Scopes[At].Outer) {
    if (F.Scopes[At].Kind == ScopeKind::Class && At != Scope.Node)
      continue;
    for (Id B : F.Scopes[At].Bindings) {
      const Binding &Bound = F.Bindings[B];
      if (Shadowed.count(Bound.Name))
        continue;
      bool HasPlain = false, HasV1 = false, HasV2 = false, HasOther = false;
      for (Id D : Bound.Defs) {
        const Def &Definition = F.Defs[D];
        std::string Path;
        if (Definition.Kind == DefKind::Import) {
          const ImportedName &I = F.Stmts[Definition.Stmt].Imports[Definition.Import];
          Path = I.Name.empty() ? (I.BindsRoot ? StringRef(I.Module).split('.').first.str() : I.Module)
                                : I.Module + "." + I.Name;
          if (!StringRef(Path).starts_with("tensorflow"))
            Path.clear();
        } else if (Definition.Kind == DefKind::Assign && Definition.Value != NoId && Definition.Path.empty()) {
          if (const Value *V = L.singleValue({Scope.File, Definition.Value}); V && V->Kind == ValueKind::External)
            Path = V->Path;
        }
        HasPlain |= Path == "tensorflow";
        HasV1 |= Path == "tensorflow.compat.v1";
        HasV2 |= Path == "tensorflow.compat.v2";
        HasOther |= Path != "tensorflow" && Path != "tensorflow.compat.v1" && Path != "tensorflow.compat.v2";
      }
      if (HasOther)
        continue;
      if (HasPlain && !HasV1 && Plain.empty())
        Plain = Bound.Name;
      else if (HasV1 && V1.empty())
        V1 = Bound.Name; // also a shim that takes either: both have the v1 names
      else if (HasV2 && !HasPlain && V2.empty())
        V2 = Bound.Name;
    }
    for (Id B : F.Scopes[At].Bindings)
      Shadowed.insert(F.Bindings[B].Name);
  }
  if (Plain.empty() && V1.empty()) {
    // Through a star import: any name here that is the module.
    for (Id E = 0; E < F.Exprs.size() && Plain.empty() && V1.empty(); ++E)
      if (F.Exprs[E].Kind == ExprKind::Name && F.Exprs[E].Binding == NoId)
        if (const Value *V = L.singleValue({Scope.File, E}); V && V->Kind == ValueKind::External) {
          if (V->Path == "tensorflow")
            Plain = F.Exprs[E].Text;
          else if (V->Path == "tensorflow.compat.v1")
            V1 = F.Exprs[E].Text;
        }
    // Imported through another module of the project (`from common import tf`): look at what the names are.
    for (Id At = Scope.Node; At != NoId; At = F.Scopes[At].Outer)
      for (Id B : F.Scopes[At].Bindings)
        for (Id Use : F.Bindings[B].Uses) {
          const ValueSet &Set = L.valuesOf({Scope.File, Use});
          auto is = [&](StringRef Path) {
            return [&, Path](ValueId VId) {
              return L.value(VId).Kind == ValueKind::External && L.value(VId).Path == Path;
            };
          };
          if (Set.Top || Set.Ids.empty())
            continue;
          if (all_of(Set.Ids, is("tensorflow")) && Plain.empty())
            Plain = F.Bindings[B].Name;
          else if (V1.empty() && any_of(Set.Ids, is("tensorflow.compat.v1")) && all_of(Set.Ids, [&](ValueId VId) {
                     return is("tensorflow")(VId) || is("tensorflow.compat.v1")(VId);
                   }))
            V1 = F.Bindings[B].Name; // also a shim that takes either
        }
  }
  bool CompatSpelled = false;
  auto looksCompat = [&](NodeRef Call) {
    const Expr &X = expr(Call);
    NodeRef Callee{Call.File, X.Children[0]};
    CompatSpelled |= slice(Callee).contains("compat.v1.");
  };
  for (uint32_t O : C.Ops)
    looksCompat(P.Ops[O].Call);
  for (uint32_t M : C.Merges)
    looksCompat(P.Merges[M].Call);
  for (uint32_t W : C.Writers)
    looksCompat(P.Writers[W].Call);
  bool ForTF2 = Opts.To == Target::TF2 || (Opts.To == Target::Auto && CompatSpelled);
  if (Plain.empty() && V1.empty()) {
    auto &Alias = RequestedAlias[Scope.File];
    if (Alias.empty()) {
      Alias = freshName(Scope.File, "tf");
      if (Alias != "tf" && Taken[Scope.File].insert("tensorflow").second)
        Alias = "tensorflow";
      rewriter(Scope.File).requestImport(Alias == "tensorflow" ? "import tensorflow" : "import tensorflow as " + Alias);
    }
    Plain = Alias;
  }
  if (!Plain.empty()) {
    Out.V1Always = Plain + ".compat.v1.";
    Out.V1 = ForTF2 || CompatSpelled ? Out.V1Always : Plain + ".";
    Out.V2 = ForTF2 ? Plain + "." : Plain + ".compat.v2.";
    return true;
  }
  // Only `tensorflow.compat.v1` is at hand; 1.15's has no `.compat.v2`.
  if (V2.empty()) {
    auto &Alias = RequestedAlias[Scope.File];
    if (Alias.empty()) {
      Alias = freshName(Scope.File, "tf2");
      rewriter(Scope.File).requestImport("import tensorflow.compat.v2 as " + Alias);
    }
    V2 = Alias;
  }
  Out.V1 = Out.V1Always = V1 + ".";
  Out.V2 = V2 + ".";
  return true;
}

std::optional<NodeRef> Plan::methodClass(NodeRef Scope, std::string *Self) const {
  const ModuleFacts &F = facts(Scope.File);
  const python::Scope &S = F.Scopes[Scope.Node];
  if (S.Kind != ScopeKind::Function || S.Outer == NoId || F.Scopes[S.Outer].Kind != ScopeKind::Class ||
      S.Params.empty())
    return std::nullopt;
  for (Id D : S.Decorators)
    if (F.Exprs[D].Text == "staticmethod" || F.Exprs[D].Text == "classmethod")
      return std::nullopt;
  if (Self)
    *Self = S.Params[0].Name;
  return NodeRef{Scope.File, S.Outer};
}

bool Plan::sees(NodeRef Inner, NodeRef Outer) const {
  if (Inner.File != Outer.File)
    return false;
  const ModuleFacts &F = facts(Inner.File);
  for (Id At = Inner.Node; At != NoId; At = F.Scopes[At].Outer)
    if (At == Outer.Node)
      return true;
  return false;
}

bool Plan::sameClassFamily(NodeRef A, NodeRef B) const { return L.related(A, B); }

std::vector<Id> Plan::chain(NodeRef S) const {
  const ModuleFacts &F = facts(S.File);
  std::vector<Id> Result;
  for (Id At = S.Node; At != NoId; At = F.parentStmt(At)) {
    Result.push_back(At);
    const Block &B = F.Blocks[F.Stmts[At].Block];
    if (B.Kind == BlockKind::Function || B.Kind == BlockKind::Class || B.Kind == BlockKind::Module)
      break;
  }
  return Result;
}

namespace {
/// Outside functions that give the same result whenever they are called with the same arguments.
bool isPureCall(StringRef Path) {
  static constexpr StringRef Pure[] = {"builtins.str",     "builtins.int",       "builtins.float",   "builtins.len",
                                       "builtins.repr",    "builtins.format",    "builtins.min",     "builtins.max",
                                       "builtins.abs",     "builtins.round",     "builtins.bool",    "os.path.join",
                                       "os.path.abspath",  "os.path.expanduser", "os.path.dirname",  "os.path.basename",
                                       "os.path.normpath", "os.path.realpath",   "os.path.splitext", "numpy.int64",
                                       "numpy.int32",      "posixpath.join"};
  return is_contained(Pure, Path);
}
} // namespace

std::string Plan::definitionName(uint32_t File, StringRef Wish) const {
  auto used = [&](StringRef Name) {
    for (uint32_t Other = 0; Other < P.project().modules().size(); ++Other) {
      const ModuleFacts &F = facts(Other);
      if (Other != File && (!F.HasStarImport || !P.project().mayRunTogether(Other, File)))
        continue;
      if (llvm::any_of(F.Bindings, [&](const Binding &B) { return B.Name == Name; }) ||
          llvm::any_of(F.Exprs, [&](const Expr &X) { return X.Kind == ExprKind::Name && X.Text == Name; }))
        return true;
    }
    return false;
  };
  std::string Name = Wish.str();
  for (unsigned I = 2; used(Name); ++I)
    Name = (Wish + Twine(I)).str();
  return Name;
}

bool Plan::movable(NodeRef E, NodeRef From, NodeRef To) const {
  const ModuleFacts &F = facts(E.File);
  if (From.File != To.File || E.File != From.File)
    return false;
  bool SamePlace = From == To;
  // Statements that may run between the two places: everything of this function in between, in source order; with a
  // common loop, the order in the loop body is what counts.
  auto storedBetween = [&](StringRef Attribute) {
    uint32_t Begin = F.StmtRange[To.Node].Begin, End = F.StmtRange[From.Node].Begin;
    if (Begin > End)
      return true;
    for (const Expr &X : F.Exprs) {
      if (!X.Store || X.Kind != ExprKind::Attribute || X.Text != Attribute)
        continue;
      uint32_t At = F.ExprRange[&X - F.Exprs.data()].Begin;
      if (At >= Begin && At < End)
        return true;
    }
    return false;
  };
  auto callsBetween = [&] {
    uint32_t Begin = F.StmtRange[To.Node].Begin, End = F.StmtRange[From.Node].Begin;
    for (Id X = 0; X < F.Exprs.size(); ++X)
      if (F.Exprs[X].Kind == ExprKind::Call && F.ExprRange[X].Begin >= Begin && F.ExprRange[X].Begin < End &&
          !L.calleesAt({E.File, X}).empty())
        return true;
    return false;
  };
  auto storedElsewhere = [&](StringRef Attribute) {
    // Some function of the project stores the attribute: a call in between could run it.
    for (uint32_t File = 0; File < P.project().modules().size(); ++File) {
      const ModuleFacts &G = facts(File);
      for (const Expr &X : G.Exprs)
        if (X.Store && X.Kind == ExprKind::Attribute && X.Text == Attribute &&
            !(File == E.File && G.functionScope(X.Scope) == G.functionScope(F.Stmts[From.Node].Scope)))
          return true;
    }
    return false;
  };
  std::function<bool(Id)> Check = [&](Id Node) -> bool {
    const Expr &X = F.Exprs[Node];
    switch (X.Kind) {
    case ExprKind::Name: {
      if (X.Binding == NoId)
        return true; // a builtin
      Id BindingScope = F.functionScope(F.Bindings[X.Binding].Scope);
      Id Here = F.functionScope(F.Stmts[From.Node].Scope);
      if (SamePlace)
        return true;
      if (BindingScope != Here) {
        // A name of an enclosing scope: fixed if it has one definition, or none of this function's callees changes it.
        const Binding &B = F.Bindings[X.Binding];
        return B.Defs.size() == 1 || !B.WrittenFromInner;
      }
      ReachingDefs Use = flow(E.File).reaching(Node), There = flow(E.File).reachingAt(X.Binding, To.Node);
      if (!Use.Complete || !There.Complete || There.MayBeUnbound)
        return false;
      llvm::sort(Use.Defs);
      llvm::sort(There.Defs);
      return Use.Defs == There.Defs;
    }
    case ExprKind::Attribute:
      if (!SamePlace && (storedBetween(X.Text) || (callsBetween() && storedElsewhere(X.Text))))
        return false;
      break;
    case ExprKind::Call: {
      std::string Path = L.calleePath({E.File, Node});
      const Expr &Callee = F.Exprs[X.Children[0]];
      bool Format = Callee.Kind == ExprKind::Attribute && Callee.Text == "format" &&
                    F.Exprs[Callee.Children[0]].Kind == ExprKind::String;
      if (!isPureCall(Path) && !Format)
        return false;
      break;
    }
    case ExprKind::Lambda:
    case ExprKind::ListComp:
    case ExprKind::SetComp:
    case ExprKind::DictComp:
    case ExprKind::Generator:
    case ExprKind::Await:
    case ExprKind::Yield:
    case ExprKind::NamedExpr:
    case ExprKind::Other:
      return false;
    default:
      break;
    }
    return all_of(X.Children, Check);
  };
  return Check(E.Node);
}

bool Plan::fixed(NodeRef E) const {
  const ModuleFacts &F = facts(E.File);
  const Expr &X = F.Exprs[E.Node];
  switch (X.Kind) {
  case ExprKind::String:
  case ExprKind::Int:
    return true;
  case ExprKind::Name:
    return X.Binding == NoId || F.Bindings[X.Binding].Defs.size() == 1;
  case ExprKind::Attribute:
    for (uint32_t File = 0; File < P.project().modules().size(); ++File)
      if (any_of(facts(File).Exprs,
                 [&](const Expr &Y) { return Y.Store && Y.Kind == ExprKind::Attribute && Y.Text == X.Text; }))
        return false;
    break;
  case ExprKind::Call:
    if (std::string Path = L.calleePath(E); Path != "os.path.join" && Path != "builtins.str")
      return false;
    break;
  case ExprKind::Binary:
  case ExprKind::Subscript:
    break;
  default:
    return false;
  }
  return all_of(X.Children, [&](Id Child) { return fixed({E.File, Child}); });
}

bool Plan::fixedBefore(NodeRef E, NodeRef Home) const {
  if (E.File != Home.File || !fixed(E))
    return false;
  const ModuleFacts &F = facts(E.File);
  if (F.Scopes[Home.Node].Kind != ScopeKind::Function)
    return false;
  Id Top = F.Scopes[Home.Node].Stmt;
  while (F.Stmts[Top].Block != 0)
    Top = F.Stmts[Top].Scope != 0 && F.parentStmt(Top) == NoId ? F.Scopes[F.Stmts[Top].Scope].Stmt : F.parentStmt(Top);
  std::function<bool(Id)> Known = [&](Id Node) {
    const Expr &X = F.Exprs[Node];
    if (X.Kind == ExprKind::Name && X.Binding != NoId) {
      const Binding &B = F.Bindings[X.Binding];
      Id Stmt = F.Defs[B.Defs[0]].Stmt;
      return B.Scope == 0 && F.Stmts[Stmt].Block == 0 && F.StmtRange[Stmt].End <= F.StmtRange[Top].Begin;
    }
    return all_of(X.Children, Known);
  };
  return Known(E.Node);
}

bool Plan::onceAfter(NodeRef Earlier, NodeRef Later) const {
  if (Earlier.File != Later.File || scopeOfStmt(Earlier) != scopeOfStmt(Later))
    return false;
  if (Earlier == Later)
    return true;
  if (flow(Earlier.File).alwaysFollows(Earlier.Node, Later.Node))
    return true;
  // Out of an `if` branch, a `with` or a `try` body, as long as nothing behind `Earlier` in it can jump.
  const ModuleFacts &F = facts(Earlier.File);
  Id At = Earlier.Node;
  for (unsigned Depth = 0; Depth < 32; ++Depth) {
    const Stmt &S = F.Stmts[At];
    const Block &B = F.Blocks[S.Block];
    for (uint32_t I = S.Index; I < B.Stmts.size(); ++I)
      if (F.Stmts[B.Stmts[I]].Flags & (HasJump | HasYield))
        return false;
    if (B.Kind != BlockKind::Body && B.Kind != BlockKind::Elif && B.Kind != BlockKind::Else)
      return false;
    Id Parent = B.Parent;
    StmtKind Kind = F.Stmts[Parent].Kind;
    if (Kind != StmtKind::If && Kind != StmtKind::With)
      return false;
    At = Parent;
    if (flow(Earlier.File).alwaysFollows(At, Later.Node))
      return true;
  }
  return false;
}

} // namespace summary_upgrade::migrate
