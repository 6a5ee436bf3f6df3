// Statements that give names their values: functions, classes, imports, assignments.
#include "program/TagNamesWalker.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program::tags {

void Walker::functionDef(Id StmtId) {
  const Stmt &S = facts().Stmts[StmtId];
  const python::Scope &Function = facts().Scopes[S.DefScope];
  Val V(Kind::Function);
  V.Function = &H->Functions.emplace_back();
  FunctionObject &New = *V.Function;
  New.File = Fr->File;
  New.Scope = S.DefScope;
  New.Outer = Fr;
  FunctionAt[{Fr->File, S.DefScope}] = &New;
  for (const Param &Parameter : Function.Params)
    New.Defaults.push_back(Parameter.Default == NoId ? Val(Kind::Unset) : eval(Parameter.Default));
  Val Result = V;
  for (Id D : reverse(Function.Decorators)) {
    const Expr *X = &facts().Exprs[D];
    if (X->Kind == ExprKind::Call)
      X = &facts().Exprs[X->Children[0]];
    StringRef Text = X->Text;
    if (Text == "staticmethod")
      New.Static = true;
    else if (Text == "classmethod")
      New.ClassMethod = true;
    else if (Text == "contextmanager")
      New.Manager = true;
    else if (Text == "property" || Text == "cached_property")
      New.Property = true;
    else if (Val Decorator = eval(D); Decorator.is(Kind::Function)) {
      Argument Arg;
      Arg.Value = Result;
      // The wrapper that a decorator returns stands for the function; what it does is followed when it is
      // called.
      if (Val Wrapped = invokeValue(Decorator, Arg, {Fr->File, D}); Wrapped.is(Kind::Function))
        Result = Wrapped;
    } else if (Text.contains("property")) {
      New.Property = true;
    }
  }
  for (Id B : facts().Scopes[Fr->Scope].Bindings)
    if (facts().Bindings[B].Name == Function.Name)
      if (Val *Slot = slot(B))
        return J.set(*Slot, Result);
  // `global f` before `def f`: rare enough to look it up by definition.
  for (const Def &D : facts().Defs)
    if (D.DefScope == S.DefScope)
      if (Val *Slot = slot(D.Binding))
        return J.set(*Slot, Result);
}

void Walker::classDef(Id StmtId) {
  const Stmt &S = facts().Stmts[StmtId];
  const python::Scope &Class = facts().Scopes[S.DefScope];
  Val V(Kind::Class);
  V.Class = &H->Classes.emplace_back();
  V.Class->File = Fr->File;
  V.Class->Scope = S.DefScope;
  for (Id Base : Class.Bases)
    if (Val B = eval(Base); B.is(Kind::Class))
      V.Class->Bases.push_back(B.Class);
  V.Class->Members = newFrame(Fr->File, S.DefScope, Fr);
  Frame *Outer = std::exchange(Fr, V.Class->Members);
  block(Class.Block);
  Fr = Outer;
  for (Id B : facts().Scopes[Fr->Scope].Bindings)
    if (facts().Bindings[B].Name == Class.Name)
      if (Val *Slot = slot(B))
        J.set(*Slot, V);
}

void Walker::import(Id StmtId) {
  const Stmt &S = facts().Stmts[StmtId];
  uint32_t File = Fr->File;
  auto module = [&](uint32_t To) {
    moduleFrame(To);
    Val V(Kind::Module);
    V.Int = To;
    return V;
  };
  for (const ImportedName &I : S.Imports) {
    Val V = Kind::Plain;
    std::optional<uint32_t> To;
    if (I.Name.empty()) {
      To = P.importedFile(File, I.BindsRoot ? StringRef(I.Module).split('.').first : StringRef(I.Module), I.Level);
      if (I.BindsRoot)
        if (auto Whole = P.importedFile(File, I.Module, I.Level))
          module(*Whole);
      if (To)
        V = module(*To);
    } else {
      To = P.importedFile(File, I.Module.empty() ? "__init__" : StringRef(I.Module), I.Level);
      if (To && I.Name == "*") {
        const Frame &Theirs = moduleFrame(*To);
        // Names of a star import have no binding here; the linker knows where they lead.
        (void)Theirs;
        continue;
      }
      bool Found = false;
      if (To) {
        const Frame &Theirs = moduleFrame(*To);
        const ModuleFacts &F = *P.module(*To).Facts;
        for (Id B : F.Scopes[0].Bindings)
          if (F.Bindings[B].Name == I.Name) {
            V = Theirs.Slots[SlotOf[*To][B]];
            Found = true;
          }
      }
      if (!Found)
        if (auto Sub = P.importedFile(File, I.Module.empty() ? I.Name : I.Module + "." + I.Name, I.Level))
          V = module(*Sub);
    }
    if (I.Binding != NoId)
      if (Val *Slot = slot(I.Binding))
        J.set(*Slot, V);
  }
}

// --- targets

void Walker::assign(Id TargetId, Val Value) {
  const Expr &Target = facts().Exprs[TargetId];
  switch (Target.Kind) {
  case ExprKind::Name:
    if (Target.Binding != NoId)
      if (Val *Slot = slot(Target.Binding)) {
        // No path was forked since this call began: nobody will undo what it does to its own names.
        bool Own = Fr->ForkDepth == J.depth() && facts().Bindings[Target.Binding].Scope == Fr->Scope;
        if (Own)
          *Slot = Value;
        else
          J.set(*Slot, Value);
      }
    return;
  case ExprKind::Attribute: {
    Val Object = eval(Target.Children[0]);
    if (Object.is(Kind::Instance))
      J.set(Object.Instance->Attributes[Target.Text], Value);
    else if (Object.is(Kind::Class))
      if (Val *Slot = member(*Object.Class, Target.Text))
        J.set(*Slot, Value);
    return;
  }
  case ExprKind::Subscript: {
    Val Object = eval(Target.Children[0]), Index = eval(Target.Children[1]);
    if (Object.is(Kind::Dict) && Object.Cell->Content.is(Kind::Tuple) && constant(Index)) {
      std::vector<Val> Entries = Object.Cell->Content.Seq->Items;
      bool Found = false;
      for (size_t I = 0; I < Entries.size() && !Found; I += 2)
        if (Entries[I] == Index) {
          Entries[I + 1] = Value;
          Found = true;
        }
      if (!Found) {
        Entries.push_back(Index);
        Entries.push_back(Value);
      }
      J.set(Object.Cell->Content, tupleVal(std::move(Entries)));
    } else if (Object.is(Kind::Dict) || Object.is(Kind::List)) {
      J.set(Object.Cell->Content, Kind::Unknown);
    }
    return;
  }
  case ExprKind::Tuple:
  case ExprKind::List:
    destructure(Target.Children, Value);
    return;
  case ExprKind::Starred:
    assign(Target.Children[0], Kind::Unknown);
    return;
  default:
    return;
  }
}

void Walker::destructure(ArrayRef<Id> Targets, Val Value) {
  const Sequence *Known = items(Value);
  bool Star = any_of(Targets, [&](Id T) { return facts().Exprs[T].Kind == ExprKind::Starred; });
  if (Known && !Star && Known->Items.size() == Targets.size()) {
    std::vector<Val> Items = Known->Items;
    for (size_t I = 0; I < Targets.size(); ++I)
      assign(Targets[I], Items[I]);
    return;
  }
  for (size_t I = 0; I < Targets.size(); ++I)
    assign(Targets[I], Star ? part(Value, Targets.size()) : part(Value, I));
}

} // namespace summary_upgrade::program::tags
