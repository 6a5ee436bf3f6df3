#include "program/TagNamesWalker.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program::tags {

const Argument *Walker::argument(ArrayRef<Argument> Args, StringRef Name, int Position) {
  int At = 0;
  for (const Argument &A : Args) {
    if (A.Name == Name)
      return &A;
    if (A.Name.empty() && At++ == Position && !A.Star)
      return &A;
  }
  return nullptr;
}

UniqueName Walker::claimFull(StringRef Full, NodeRef Who, bool Maybe) {
  return Graph->Names.claim(Full, Who, Maybe, [this](NameCount &N) { J.beforeChange(N); });
}
UniqueName Walker::claim(StringRef Name, NodeRef Who, bool Maybe) {
  return claimFull(inScope(NameStack, Name), Who, Maybe);
}

// --- scopes

/// The scope that `name_scope(Name)` opens.
std::string Walker::scopeFor(Val Name, NodeRef Where) {
  if (!Name.is(Kind::Str))
    return inScope(NameStack, symbol());
  StringRef S = Name.str();
  if (S.empty())
    return {};
  if (S.ends_with("/"))
    return S.drop_back().str();
  UniqueName U = claim(S, Where);
  return U.Known ? U.Full : inScope(NameStack, symbol());
}

std::string Walker::uniqueVariableScope(StringRef Default) {
  for (unsigned I = 0;; ++I) {
    std::string Name = I ? (Default + "_" + Twine(I)).str() : Default.str();
    NameCount &N = Graph->Names.entry("\2scope:" + inScope(VarStack, Name));
    if (N.Max > 0)
      continue;
    return Name;
  }
}

bool Walker::enter(ManagerObject &M, Val &Bound, function_ref<bool()> Body) {
  std::string OldNames = NameStack, OldVars = VarStack, OldVarNames = VarNameScope;
  GraphObject *OldGraph = Graph;
  Val Name = M.Name;
  bool Absent = Name.is(Kind::None);
  switch (M.What) {
  case ManagerObject::GraphDefault:
    if (Name.is(Kind::Graph) && Name.Graph != Graph) {
      Graph = Name.Graph;
      NameStack.clear();
      VarStack.clear();
      VarNameScope.clear();
    }
    Bound = M.IsSession ? Val(Kind::Plain) : Name;
    break;
  case ManagerObject::NameScope:
    if (Absent && !M.Default.is(Kind::None))
      Name = M.Default;
    NameStack = Name.is(Kind::None) ? std::string() : scopeFor(Name, M.Where);
    Bound = stringVal(NameStack.empty() ? std::string() : NameStack + "/");
    break;
  case ManagerObject::VariableScope: {
    std::string Variables, Opened;
    bool OpensName = !M.KeepsNameScope;
    if (Name.is(Kind::VarScope)) {
      Variables = Name.VarScope->Name;
      StringRef Last = Variables;
      Last = Last.substr(Last.rfind('/') + 1);
      OpensName &= !Last.empty();
      if (OpensName)
        Opened = scopeFor(stringVal(Last), M.Where);
    } else if (Name.is(Kind::Str)) {
      Variables = inScope(VarStack, Name.str());
      if (Name.str().empty()) {
        Variables = VarStack;
        OpensName = false;
      } else if (OpensName) {
        Opened = scopeFor(Name, M.Where);
      }
    } else if (Absent && M.Default.is(Kind::Str)) {
      if (OpensName)
        Opened = scopeFor(M.Default, M.Where);
      Variables = inScope(VarStack, uniqueVariableScope(M.Default.str()));
    } else {
      if (M.Default.is(Kind::Str))
        claim(M.Default.str(), M.Where, true);
      Variables = inScope(VarStack, symbol());
      Opened = inScope(NameStack, symbol());
    }
    NameCount &Used = Graph->Names.entry("\2scope:" + Variables);
    J.beforeChange(Used);
    ++Used.Min, ++Used.Max;
    if (OpensName)
      NameStack = Opened;
    VarStack = Variables;
    VarNameScope = Name.is(Kind::VarScope) ? Name.VarScope->OriginalNameScope
                   : NameStack.empty()     ? ""
                                           : NameStack + "/";
    Bound = Val(Kind::VarScope);
    Bound.VarScope = &H->VarScopes.emplace_back(VarScopeObject{VarStack, VarNameScope});
    break;
  }
  }
  bool Alive = Body();
  NameStack = OldNames;
  VarStack = OldVars;
  VarNameScope = OldVarNames;
  if (M.What == ManagerObject::GraphDefault)
    Graph = OldGraph;
  return Alive;
}

// --- calls

Val Walker::externalCall(const External &X, Id E, ArrayRef<Argument> Args) {
  auto value = [&](StringRef Name, int Position) {
    const Argument *A = argument(Args, Name, Position);
    return A ? A->Value : Val(Kind::None);
  };
  auto manager = [&](enum ManagerObject::What What, Val Name, Val Default) {
    Val V(Kind::Manager);
    V.Manager = &H->Managers.emplace_back();
    V.Manager->What = What;
    V.Manager->Name = Name;
    V.Manager->Default = Default;
    V.Manager->Where = here(E);
    return V;
  };
  switch (X.What) {
  case Special::NameScope:
    return manager(ManagerObject::NameScope, value("name", 0), value("default_name", 1));
  case Special::VariableScope: {
    Val V = manager(ManagerObject::VariableScope, value("name_or_scope", 0), value("default_name", 1));
    Val Auxiliary = value("auxiliary_name_scope", -1);
    V.Manager->KeepsNameScope = Auxiliary.is(Kind::Bool) && Auxiliary.Int == 0;
    return V;
  }
  case Special::VariableOpScope:
    return manager(StringRef(X.Path).contains("variable") ? ManagerObject::VariableScope : ManagerObject::NameScope,
                   value("name", 1), value("default_name", 2));
  case Special::NewGraph: {
    Val V(Kind::Graph);
    V.Graph = &H->Graphs.emplace_back();
    return V;
  }
  case Special::AsDefault: {
    // The receiver is not known as a value; one graph per place that makes one.
    GraphObject *&Known = GraphAt[X.Site.Node];
    if (!Known)
      Known = &H->Graphs.emplace_back();
    Val V(Kind::Graph);
    V.Graph = Known;
    return manager(ManagerObject::GraphDefault, V, Kind::None);
  }
  case Special::DefaultGraph: {
    Val V(Kind::Graph);
    V.Graph = Graph;
    return V;
  }
  case Special::ResetGraph:
    Graph = &H->Graphs.emplace_back();
    return Kind::None;
  case Special::Session:
    if (Val G = value("graph", 1); G.is(Kind::Graph)) {
      Val V = manager(ManagerObject::GraphDefault, G, Kind::None);
      V.Manager->IsSession = true;
      return V;
    }
    return Kind::Plain;
  case Special::GetVariable: {
    Val Name = value("name", 0);
    // Which number the scope around has is not known: without one the variable stands in it, for variables'
    // scopes have none.
    if (StringRef(NameStack).contains('\1') && Name.is(Kind::Str))
      claim(Name.str(), here(E), true);
    return Name.is(Kind::Str) ? variable(inScope(VarStack, Name.str()), false, E) : tensor(nullptr);
  }
  case Special::GetVariableScope: {
    Val V(Kind::VarScope);
    V.VarScope = &H->VarScopes.emplace_back(VarScopeObject{VarStack, VarNameScope});
    return V;
  }
  case Special::SummaryOp:
    return summaryOp(X, E, Args);
  case Special::AppRun: {
    const Argument *Main = argument(Args, "main", 0);
    Val Function = Main ? Main->Value : Val(Kind::None);
    if (Function.is(Kind::None) && MainFile) {
      const ModuleFacts &F = *P.module(*MainFile).Facts;
      for (Id B : F.Scopes[0].Bindings)
        if (F.Bindings[B].Name == "main")
          Function = Modules[*MainFile]->Slots[SlotOf[*MainFile][B]];
    }
    invokeValue(Function, {}, here(E));
    return Kind::None;
  }
  case Special::CallsBack: {
    Val Result = opCall(X, E, Args);
    // Bodies are traced inside a scope of the control flow op, all in the same one.
    std::string Outer = NameStack;
    NameStack = inScope(NameStack, symbol());
    auto callback = [&](Val V) {
      if (V.is(Kind::Function) || V.is(Kind::Method))
        invokeValue(V, {}, here(E));
    };
    for (const Argument &A : Args) {
      callback(A.Value);
      if (const Sequence *Known = items(A.Value))
        for (Val V : std::vector<Val>(Known->Items)) {
          callback(V);
          if (V.is(Kind::Tuple))
            for (Val Part : std::vector<Val>(V.Seq->Items))
              callback(Part);
        }
    }
    NameStack = Outer;
    return Result;
  }
  case Special::Builtin:
    return builtin(StringRef(X.Path).drop_front(StringRef("builtins.").size()), E, Args);
  case Special::PlainResult:
    return Kind::Plain;
  case Special::VariableList:
    return opaque(Thing::Variables);
  case Special::OpaqueResult:
    return opaque();
  case Special::Variable:
  case Special::NotSpecial:
    return opCall(X, E, Args);
  }
  return opaque();
}

Val Walker::variable(StringRef Full, bool Maybe, Id E) {
  NameCount &Known = Graph->Names.entry(("\2variable:" + Full).str());
  Val Result = tensor(&*Strings.try_emplace(Full).first);
  if (Known.Min > 0)
    return Result; // reused: the op is there
  bool Uncertain = Maybe || Known.Max > 0;
  J.beforeChange(Known);
  Known.Max = 1;
  if (!Uncertain)
    Known.Min = 1;
  UniqueName U = claimFull(Full, here(E), Uncertain);
  if (!U.Known)
    Result.Thing->Name = nullptr;
  else if (U.Numbered)
    Result.Thing->Name = &*Strings.try_emplace(U.Full).first;
  return Result;
}

Val Walker::operatorClaim(StringRef Operator, Id E, bool Maybe) {
  SmallString<32> Key("operator.");
  Key += Operator;
  Val Result = Maybe ? opaque() : tensor(nullptr);
  for (const DefaultClaim &C : defaultClaims(Key))
    if (UniqueName U = claim(C.Name, here(E), Maybe); U.Known && !Maybe)
      Result.Thing->Name = &*Strings.try_emplace(U.Full).first;
  return Result;
}

/// A function of TensorFlow takes its default names, or the one it is given.
Val Walker::opCall(const External &X, Id E, ArrayRef<Argument> Args) {
  StringRef Path = X.Path;
  const Argument *Name = argument(Args, "name", positionOf(Path, "name"));
  const Argument *ScopeArg = argument(Args, "scope", -1);
  bool TensorFlow = Path.starts_with("tensorflow.");
  Val Given = Name ? Name->Value : Val(Kind::None);
  bool Star = any_of(Args, [](const Argument &A) { return A.Star && A.Name == "**"; });
  if (Given.is(Kind::None) && X.Site.Node != NoId && Path.contains("Optimizer().")) {
    // The constructor's name= counts for the methods.
    const ModuleFacts &F = *P.module(X.Site.File).Facts;
    for (Id Child : F.Exprs[X.Site.Node].Children)
      if (F.Exprs[Child].Kind == ExprKind::Keyword && F.Exprs[Child].Text == "name") {
        const Expr &Literal = F.Exprs[F.Exprs[Child].Children[0]];
        Given = Literal.Kind == ExprKind::String ? stringVal(Literal.Text) : Val(Kind::Unknown);
      }
  }
  if (Path == "tensorflow.summary.merge_all" && !Graph->HasSummaries)
    return Kind::None;
  if (X.Claims.empty()) {
    // Not in the table: assumed not to take a name, unless it is told one.
    if (!TensorFlow)
      return opaque();
    Val Told = Given.is(Kind::Str) ? Given : ScopeArg ? ScopeArg->Value : Val(Kind::None);
    bool Layer = Path.ends_with("()") && Path.contains("layers.");
    if (Layer && X.Site.Node != NoId) {
      const ModuleFacts &F = *P.module(X.Site.File).Facts;
      for (Id Child : F.Exprs[X.Site.Node].Children)
        if (F.Exprs[Child].Kind == ExprKind::Keyword && F.Exprs[Child].Text == "name" &&
            F.Exprs[F.Exprs[Child].Children[0]].Kind == ExprKind::String)
          Told = stringVal(F.Exprs[F.Exprs[Child].Children[0]].Text);
      // The first call of a named layer opens its scope; Keras numbers unnamed layers by itself, and shared
      // ones go their own way.
      NameCount &Calls =
          Graph->Names.entry("\2layer:" + std::to_string(X.Site.File) + ":" + std::to_string(X.Site.Node));
      bool First = Calls.Max == 0;
      J.beforeChange(Calls);
      ++Calls.Min, ++Calls.Max;
      if (Told.is(Kind::Str))
        claim(Told.str(), here(E), !First);
      else
        claim(convertToSnakeFromCamelCase(Path.rsplit('.').second.drop_back(2)), here(E), true);
      return tensor(nullptr);
    }
    // A constructor (`tf.layers.Dense(…, name='x')`) takes nothing yet.
    bool Constructs = isUpper(Path.rsplit('.').second.empty() ? 'a' : Path.rsplit('.').second[0]);
    if (Told.is(Kind::Str) && !Told.str().empty() && !Told.str().ends_with("/") && !Constructs)
      claim(Told.str(), here(E), true);
    return opaque();
  }
  // These open a scope; the tensor they return has the name of some op in it.
  static constexpr StringRef Scoped[] = {"losses.",   "layers.", "metrics.", "train.",
                                         "gradients", "rnn",     "slim.",    "summary."};
  bool ScopeLike = any_of(Scoped, [&](StringRef Part) { return Path.contains(Part); });
  bool MaybeNoTensor =
      Path.contains("train.") || Path.contains("gradients") || Path.contains("rnn") || Path.contains("summary.");
  Val Result = Path.ends_with(".compute_gradients") ? opaque(Thing::GradientPairs)
               : MaybeNoTensor                      ? opaque()
                                                    : tensor(nullptr);
  bool NamePlaced = false;
  auto take = [&](StringRef Text, bool Maybe, bool IsName) {
    UniqueName U = claim(Text, here(E), Maybe);
    if (IsName && U.Known && !Maybe && !ScopeLike)
      Result.Thing->Name = &*Strings.try_emplace(U.Full).first;
    if (X.What == Special::Variable && U.Known)
      Graph->Names.entry("\2plain-variable:" + U.Full).Max = 1;
  };
  for (const DefaultClaim &C : X.Claims) {
    if (C.Name.empty())
      continue;
    switch (C.When) {
    case ClaimWhen::Named:
    case ClaimWhen::Scope: {
      Val Told = C.When == ClaimWhen::Named ? Given : ScopeArg ? ScopeArg->Value : Val(Kind::None);
      if (Told.is(Kind::None)) {
        take(C.Name, Star, true);
      } else if (NamePlaced) {
        break;
      } else if (Told.is(Kind::Str)) {
        NamePlaced = true;
        StringRef S = Told.str();
        if (S.ends_with("/") && !ScopeLike)
          Result.Thing->Name = &*Strings.try_emplace(S.drop_back()).first;
        else if (!S.empty() && !S.ends_with("/"))
          take(S, false, true);
      } else if (Told.is(Kind::VarScope)) {
        NamePlaced = true;
        StringRef S = Told.VarScope->Name;
        take(S.substr(S.rfind('/') + 1), false, false);
      } else if (!Told.is(Kind::Plain)) {
        take(C.Name, true, false); // it may be None
      }
      break;
    }
    case ClaimWhen::NoAxis: {
      const Argument *Axis = argument(Args, "axis", positionOf(Path, "axis"));
      if (!Axis)
        Axis = argument(Args, "reduction_indices", -1);
      bool Absent = !Axis || Axis->Value.is(Kind::None);
      if (Absent || Axis->Value.maybeTensor())
        take(C.Name, !Absent, false);
      break;
    }
    case ClaimWhen::Const:
      if (any_of(Args, [](const Argument &A) { return A.Name.empty() && !A.Value.is(Kind::Tensor); }))
        take(C.Name, true, false);
      break;
    case ClaimWhen::Always:
      take(C.Name, false, !NamePlaced && X.Claims.size() == 1);
      break;
    }
  }
  return Result;
}

} // namespace summary_upgrade::program::tags
