#include "program/TagNamesWalker.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/ScopeExit.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program::tags {

Val *Walker::slot(Id Binding) {
  const ModuleFacts &F = facts();
  Id Scope = F.Bindings[Binding].Scope;
  for (Frame *At = Fr; At; At = At->Outer)
    if (At->Scope == Scope && At->File == Fr->File)
      return &At->Slots[SlotOf[Fr->File][Binding]];
  if (Scope == 0 && Modules[Fr->File])
    return &Modules[Fr->File]->Slots[SlotOf[Fr->File][Binding]];
  return nullptr;
}

Val Walker::name(Id E) {
  const Expr &X = facts().Exprs[E];
  if (X.Binding == NoId) {
    if (X.Text == "__name__")
      return stringVal(MainFile == Fr->File ? "__main__" : "module");
    if (facts().HasStarImport)
      for (const Stmt &S : facts().Stmts)
        for (const ImportedName &I : S.Imports)
          if (I.Name == "*")
            if (auto To = P.importedFile(Fr->File, I.Module, I.Level)) {
              Val Theirs(Kind::Module);
              Theirs.Int = *To;
              if (Val V = attribute(Theirs, X.Text, E); !V.is(Kind::Unknown) && !V.is(Kind::Unset))
                return V;
            }
    return Kind::Unknown;
  }
  if (Val *Slot = slot(X.Binding); Slot && !Slot->is(Kind::Unset))
    return *Slot;
  return Kind::Unknown;
}

Val Walker::eval(Id E) {
  ++Nesting;
  auto Leave = make_scope_exit([this] { --Nesting; });
  if (E == NoId || !step())
    return Kind::Unknown;
  const ModuleFacts &F = facts();
  const Expr &X = F.Exprs[E];
  switch (X.Kind) {
  case ExprKind::Name:
    return X.Store ? Val(Kind::Unknown) : name(E);
  case ExprKind::Attribute:
    return attribute(eval(X.Children[0]), X.Text, E);
  case ExprKind::Call:
    return call(E);
  case ExprKind::Subscript:
    return subscript(E);
  case ExprKind::String:
    return stringVal(X.Text);
  case ExprKind::Int: {
    int64_t I = 0;
    std::string Digits = X.Text;
    erase(Digits, '_');
    return StringRef(Digits).getAsInteger(0, I) ? Val(Kind::Plain) : intVal(I);
  }
  case ExprKind::Float: {
    double D = 0;
    std::string Digits = X.Text;
    erase(Digits, '_');
    return StringRef(Digits).getAsDouble(D) ? Val(Kind::Plain) : constantVal(D);
  }
  case ExprKind::Bytes:
  case ExprKind::Imaginary:
  case ExprKind::Ellipsis:
    return Kind::Plain;
  case ExprKind::True:
  case ExprKind::False:
    return boolVal(X.Kind == ExprKind::True);
  case ExprKind::None:
    return Kind::None;
  case ExprKind::FString:
    return formattedString(E);
  case ExprKind::Unary: {
    Val V = eval(X.Children[0]);
    if (X.Text == "not") {
      auto Known = truth(V);
      return Known ? boolVal(!*Known) : Val(Kind::Plain);
    }
    if (X.Text == "-" && V.is(Kind::Int))
      return intVal(-V.Int);
    if (X.Text == "-" && V.is(Kind::Float))
      return constantVal(-V.Float);
    if (X.Text == "+" || V.noTensor())
      return V.noTensor() ? Val(Kind::Plain) : V;
    return operatorClaim(X.Text == "-" ? "unary-" : X.Text, E, !V.is(Kind::Tensor));
  }
  case ExprKind::Binary: {
    Val Left = eval(X.Children[0]);
    Val Right = eval(X.Children[1]);
    return binary(X.Text, Left, Right, E);
  }
  case ExprKind::BoolOp: {
    Val Left = eval(X.Children[0]);
    if (auto Known = truth(Left))
      return *Known == (X.Text == "and") ? eval(X.Children[1]) : Left;
    Val Right;
    fork({[&] {
            Right = eval(X.Children[1]);
            return true;
          },
          [] { return true; }});
    return join(Left, Right);
  }
  case ExprKind::Compare:
    return compare(E);
  case ExprKind::Conditional: {
    if (auto Known = truth(eval(X.Children[0])))
      return eval(X.Children[*Known ? 1 : 2]);
    Val Then, Else;
    fork({[&] {
            Then = eval(X.Children[1]);
            return true;
          },
          [&] {
            Else = eval(X.Children[2]);
            return true;
          }});
    return join(Then, Else);
  }
  case ExprKind::Lambda: {
    Val V(Kind::Function);
    V.Function = &H->Functions.emplace_back();
    V.Function->File = Fr->File;
    V.Function->Scope = X.DefScope;
    V.Function->Outer = Fr;
    for (const Param &Parameter : F.Scopes[X.DefScope].Params)
      V.Function->Defaults.push_back(Parameter.Default == NoId ? Val(Kind::Unset) : eval(Parameter.Default));
    return V;
  }
  case ExprKind::Tuple:
  case ExprKind::List:
  case ExprKind::Set: {
    std::vector<Val> Items;
    bool Known = X.Kind != ExprKind::Set;
    for (Id Child : X.Children) {
      const Expr &C = F.Exprs[Child];
      if (C.Kind == ExprKind::Starred) {
        const Sequence *Inner = items(eval(C.Children[0]));
        if (Inner)
          Items.insert(Items.end(), Inner->Items.begin(), Inner->Items.end());
        else
          Known = false;
      } else {
        Items.push_back(eval(Child));
      }
    }
    Val Content = Known ? tupleVal(std::move(Items)) : Val(Kind::Unknown);
    return X.Kind == ExprKind::List ? cellVal(Kind::List, Content) : Content;
  }
  case ExprKind::Dict: {
    std::vector<Val> Entries;
    bool Known = true;
    for (Id Child : X.Children) {
      const Expr &C = F.Exprs[Child];
      if (C.Kind != ExprKind::Pair) {
        eval(Child);
        Known = false;
        continue;
      }
      Entries.push_back(eval(C.Children[0]));
      Entries.push_back(eval(C.Children[1]));
    }
    return cellVal(Kind::Dict, Known ? tupleVal(std::move(Entries)) : Val(Kind::Unknown));
  }
  case ExprKind::ListComp:
  case ExprKind::SetComp:
  case ExprKind::DictComp:
  case ExprKind::Generator:
    return comprehension(E);
  case ExprKind::Keyword:
  case ExprKind::Starred:
  case ExprKind::DoubleStarred:
    return eval(X.Children[0]);
  case ExprKind::NamedExpr: {
    Val V = eval(X.Children[1]);
    assign(X.Children[0], V);
    return V;
  }
  case ExprKind::Yield: {
    Val V = X.Children.empty() ? Val(Kind::None) : eval(X.Children[0]);
    if (OnYield) {
      auto Body = std::exchange(OnYield, {});
      Body(V);
      OnYield = Body;
    }
    return Kind::Unknown;
  }
  default:
    for (Id Child : X.Children)
      eval(Child);
    return Kind::Unknown;
  }
}

// --- attributes, subscripts

Val Walker::attribute(Val Object, StringRef Name, Id E) {
  switch (Object.K) {
  case Kind::Instance: {
    if (auto It = Object.Instance->Attributes.find(Name); It != Object.Instance->Attributes.end())
      return It->second.is(Kind::Unset) ? Val(Kind::Unknown) : It->second;
    if (!Object.Instance->Class)
      return Kind::Unknown;
    if (Name == "__class__") {
      Val V(Kind::Class);
      V.Class = Object.Instance->Class;
      return V;
    }
    Val *Member = member(*Object.Instance->Class, Name);
    if (!Member)
      return Kind::Unknown;
    if (!Member->is(Kind::Function) || Member->Function->Static)
      return *Member;
    if (Member->Function->Property) {
      // A lazily built part of a graph is built once.
      Val Result = invoke(*Member->Function, Object, {});
      return Result;
    }
    Val V(Kind::Method);
    V.Bound = &H->Bounds.emplace_back();
    V.Bound->Self = Object;
    if (Member->Function->ClassMethod) {
      V.Bound->Self = Val(Kind::Class);
      V.Bound->Self.Class = Object.Instance->Class;
    }
    V.Bound->Function = Member->Function;
    return V;
  }
  case Kind::Class: {
    if (Name == "__name__")
      return stringVal(P.module(Object.Class->File).Facts->Scopes[Object.Class->Scope].Name);
    Val *Member = member(*Object.Class, Name);
    if (!Member)
      return Kind::Unknown;
    if (Member->is(Kind::Function) && Member->Function->ClassMethod) {
      Val V(Kind::Method);
      V.Bound = &H->Bounds.emplace_back();
      V.Bound->Self = Object;
      V.Bound->Function = Member->Function;
      return V;
    }
    return *Member;
  }
  case Kind::Super:
    for (ClassObject *Base : Object.Bound->Class->Bases)
      if (Val *Member = member(*Base, Name); Member && Member->is(Kind::Function)) {
        Val V(Kind::Method);
        V.Bound = &H->Bounds.emplace_back();
        V.Bound->Self = Object.Bound->Self;
        V.Bound->Function = Member->Function;
        return V;
      }
    return Kind::Unknown;
  case Kind::Module: {
    uint32_t File = static_cast<uint32_t>(Object.Int);
    const ModuleFacts &F = *P.module(File).Facts;
    const Frame &Theirs = moduleFrame(File);
    for (Id B : F.Scopes[0].Bindings)
      if (F.Bindings[B].Name == Name)
        return Theirs.Slots[SlotOf[File][B]];
    return Kind::Unknown;
  }
  case Kind::Tensor:
  case Kind::Opaque:
  case Kind::TensorOp: {
    Val V = Object;
    if (Name == "op" && Object.K != Kind::TensorOp) {
      V.K = Kind::TensorOp;
      return V;
    }
    if (Name == "name") {
      if (Object.is(Kind::TensorOp)) {
        if (Object.Thing->Name)
          return stringVal(Object.Thing->Name->getKey());
        return stringVal(opName(*Object.Thing));
      }
      if (Object.Thing->Name)
        return stringVal((Object.Thing->Name->getKey() + ":0").str());
      return stringVal(opName(*Object.Thing) + ":0");
    }
    return Object.is(Kind::Opaque) ? Val(Kind::Unknown) : Val(Kind::Plain);
  }
  case Kind::VarScope:
    if (Name == "name")
      return stringVal(Object.VarScope->Name);
    if (Name == "original_name_scope")
      return stringVal(Object.VarScope->OriginalNameScope);
    return Kind::Plain;
  case Kind::Function:
    if (Name == "__name__")
      return stringVal(P.module(Object.Function->File).Facts->Scopes[Object.Function->Scope].Name);
    return Kind::Unknown;
  default:
    return Kind::Unknown;
  }
}

Val Walker::subscript(Id E) {
  const Expr &X = facts().Exprs[E];
  Val Object = eval(X.Children[0]);
  Id IndexExpr = X.Children[1];
  Val Index = eval(IndexExpr);
  const Expr &I = facts().Exprs[IndexExpr];
  if (Object.is(Kind::Dict)) {
    if (Object.Cell->Content.is(Kind::Tuple) && constant(Index)) {
      const auto &Entries = Object.Cell->Content.Seq->Items;
      for (size_t N = 0; N + 1 < Entries.size(); N += 2)
        if (Entries[N] == Index)
          return Entries[N + 1];
    }
    return Kind::Unknown;
  }
  if (const Sequence *Known = items(Object)) {
    int64_t Size = static_cast<int64_t>(Known->Items.size());
    if (Index.is(Kind::Int) && Index.Int < Size && Index.Int >= -Size)
      return Known->Items[static_cast<size_t>(Index.Int < 0 ? Index.Int + Size : Index.Int)];
    return Kind::Unknown;
  }
  StringRef Source = P.module(Fr->File).File.slice(facts().ExprRange[E]);
  if (Object.is(Kind::Str)) {
    if (I.Kind == ExprKind::Slice && I.Children.size() == 1 && Source.contains("[:")) {
      Val End = eval(I.Children[0]);
      int64_t Size = static_cast<int64_t>(Object.str().size());
      if (End.is(Kind::Int)) {
        int64_t Stop = End.Int < 0 ? std::max<int64_t>(0, Size + End.Int) : std::min(End.Int, Size);
        // `x.name[:-2]` takes the `:0` off a name that is not known.
        if (Object.str().contains('\1') &&
            (End.Int >= 0 || Object.str().drop_front(static_cast<size_t>(Stop)).contains('\1')))
          return Kind::Plain;
        return stringVal(Object.str().take_front(static_cast<size_t>(Stop)));
      }
    }
    return Kind::Plain;
  }
  if (Object.is(Kind::Opaque) && Object.Thing->What != Thing::Any && Object.Thing->What != Thing::Variable)
    return Object.Thing->What == Thing::GradientPair && Index.is(Kind::Int)
               ? part(Object, static_cast<size_t>(Index.Int))
               : element(Object);
  if (Object.is(Kind::Plain) || Object.noTensor())
    return Object.is(Kind::Plain) ? Object : Val(Kind::Unknown);
  return operatorClaim("[]", E, !Object.is(Kind::Tensor));
}

// --- comprehensions, f-strings

Val Walker::comprehension(Id E) {
  const Expr &X = facts().Exprs[E];
  Frame *Inner = newFrame(Fr->File, X.DefScope, Fr);
  Id Element = X.Children.back();
  size_t Clauses = 0;
  for (size_t I = 1; I < X.Children.size(); ++I)
    Clauses += facts().Exprs[X.Children[I]].Store;
  Val Iterable = eval(X.Children[0]);
  Frame *Outer = std::exchange(Fr, Inner);
  auto pairOrValue = [&](std::vector<Val> &Out) {
    const Expr &Last = facts().Exprs[Element];
    if (Last.Kind == ExprKind::Pair) {
      Out.push_back(eval(Last.Children[0]));
      Out.push_back(eval(Last.Children[1]));
    } else {
      Out.push_back(eval(Element));
    }
  };
  const Sequence *Known = items(Iterable);
  std::vector<Val> Out;
  bool Complete = Clauses == 1 && Known && Known->Items.size() <= 64;
  if (Complete) {
    std::vector<Val> Items = Known->Items;
    for (Val Item : Items) {
      assign(X.Children[1], Item);
      std::optional<bool> Taken = true;
      for (size_t I = 2; I + 1 < X.Children.size() && Taken == true; ++I)
        Taken = truth(eval(X.Children[I]));
      if (!Taken) {
        fork({[&] {
                std::vector<Val> Ignored;
                pairOrValue(Ignored);
                return true;
              },
              [] { return true; }});
        Complete = false;
      } else if (*Taken) {
        pairOrValue(Out);
      }
    }
  } else {
    repeat(X.Stmt, [&] {
      assign(X.Children[1], element(Iterable));
      for (size_t I = 2; I + 1 < X.Children.size(); ++I)
        if (facts().Exprs[X.Children[I]].Store)
          assign(X.Children[I], opaque());
        else
          eval(X.Children[I]);
      std::vector<Val> Ignored;
      pairOrValue(Ignored);
      return true;
    });
  }
  Fr = Outer;
  if (X.Kind == ExprKind::SetComp)
    return Kind::Unknown;
  return cellVal(X.Kind == ExprKind::DictComp ? Kind::Dict : Kind::List,
                 Complete ? tupleVal(std::move(Out)) : Val(Kind::Unknown));
}

/// The facts keep only the interpolated expressions; the text between them is read from the file.
Val Walker::formattedString(Id E) {
  const Expr &X = facts().Exprs[E];
  const text::SourceFile &File = P.module(Fr->File).File;
  SmallVector<std::optional<Constant>, 4> Values;
  for (Id Child : X.Children)
    Values.push_back(constant(eval(Child)));
  StringRef Source = File.slice(facts().ExprRange[E]);
  size_t Prefix = Source.find_first_of("'\"");
  if (Prefix == StringRef::npos || Source.take_front(Prefix).find_first_of("rRbB") != StringRef::npos)
    return Kind::Plain;
  char Quote = Source[Prefix];
  uint32_t At = facts().ExprRange[E].Begin + static_cast<uint32_t>(Prefix) + 1, End = facts().ExprRange[E].End - 1;
  std::string Format;
  SmallVector<NamedConstant, 4> Constants;
  for (size_t I = 0; I <= X.Children.size(); ++I) {
    uint32_t Stop = I < X.Children.size() ? facts().ExprOuter[X.Children[I]].Begin : End;
    if (Stop < At || Stop > End)
      return Kind::Plain;
    StringRef Gap = File.slice({At, Stop});
    // Escapes, joined literals and triple quotes are left alone.
    if (Gap.contains('\\') || Gap.contains(Quote))
      return Kind::Plain;
    Format += Gap;
    if (I == X.Children.size())
      break;
    if (!Values[I])
      return Kind::Plain;
    Constants.push_back({"", *Values[I]});
    At = facts().ExprOuter[X.Children[I]].End;
  }
  auto Text = formatBraces(Format, Constants);
  return Text ? stringVal(*Text) : Val(Kind::Plain);
}

} // namespace summary_upgrade::program::tags
