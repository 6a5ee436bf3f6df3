#include "program/TagNamesWalker.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program::tags {

namespace {
/// Enough for a program of many thousand lines; a loop nest that would take longer is given up.
constexpr uint64_t MaxSteps = 400'000;
/// Expressions and statements inside each other, over all calls: what the stack bears.
constexpr unsigned MaxNesting = 3000;
} // namespace

Walker::Walker(const Linker &L, ArrayRef<TagQuery> Queries) : L(L), P(L.project()), Queries(Queries) {
  size_t Files = P.modules().size();
  SlotOf.resize(Files);
  QueryAt.resize(Files);
  Visited.resize(Files);
  Outcomes.resize(Queries.size());
  for (uint32_t File = 0; File < Files; ++File) {
    const ModuleFacts &F = *P.module(File).Facts;
    SlotOf[File].resize(F.Bindings.size());
    for (const Scope &S : F.Scopes)
      for (uint32_t I = 0; I < S.Bindings.size(); ++I)
        SlotOf[File][S.Bindings[I]] = I;
    Visited[File].resize(F.Scopes.size());
  }
  for (uint32_t I = 0; I < Queries.size(); ++I)
    QueryAt[Queries[I].Call.File][Queries[I].Call.Node] = I;
}

bool Walker::step() {
  if (++Steps <= MaxSteps && ++AllSteps <= 4 * MaxSteps && Nesting <= MaxNesting)
    return true;
  OutOfSteps = true;
  return false;
}

Frame *Walker::newFrame(uint32_t File, Id Scope, Frame *Outer) {
  Frame &New = H->Frames.emplace_back();
  New.File = File;
  New.Scope = Scope;
  New.Facts = P.module(File).Facts.get();
  New.Outer = Outer;
  New.Slots.resize(New.Facts->Scopes[Scope].Bindings.size(), Val(Kind::Unset));
  New.ForkDepth = J.depth();
  return &New;
}

Frame &Walker::moduleFrame(uint32_t File) {
  if (Modules[File])
    return *Modules[File];
  Frame *New = Modules[File] = newFrame(File, 0, nullptr);
  if (Active.size() > 50)
    return *New;
  Frame *Caller = std::exchange(Fr, New);
  Exits *OuterReturns = std::exchange(Returns, nullptr), *OuterJumps = std::exchange(Jumps, nullptr);
  block(0);
  Returns = OuterReturns;
  Jumps = OuterJumps;
  Fr = Caller;
  return *New;
}

void Walker::startRun(bool AsMain, uint32_t File) {
  H = std::make_unique<Heap>();
  J = Journal();
  Modules.assign(P.modules().size(), nullptr);
  FunctionAt.clear();
  GraphAt.clear();
  MainFile = AsMain ? std::optional(File) : std::nullopt;
  Fr = nullptr;
  Graph = &H->Graphs.emplace_back();
  NameStack.clear();
  VarStack.clear();
  VarNameScope.clear();
  Active.clear();
  Turns.clear();
  Returns = Jumps = nullptr;
  OnYield = {};
  EntryCall = false;
  KnownTurns = 0;
  Steps = 0;
  moduleFrame(File);
}

/// Functions, methods and lambdas from which a query can be reached: only those are worth entering without a
/// known caller.
std::vector<std::vector<bool>> Walker::leadsToQuery() const {
  std::vector<std::vector<bool>> Result(P.modules().size());
  for (uint32_t File = 0; File < Result.size(); ++File)
    Result[File].resize(P.module(File).Facts->Scopes.size());
  std::vector<NodeRef> Work;
  auto add = [&](uint32_t File, Id ExprScope) {
    // A nested function is reached through the ones around it.
    const ModuleFacts &F = *P.module(File).Facts;
    for (Id S = ExprScope; S != NoId; S = F.Scopes[S].Outer)
      if (!Result[File][S]) {
        Result[File][S] = true;
        Work.push_back({File, S});
      }
  };
  for (const TagQuery &Q : Queries)
    add(Q.Call.File, P.module(Q.Call.File).Facts->Exprs[Q.Call.Node].Scope);
  while (!Work.empty()) {
    NodeRef At = Work.back();
    Work.pop_back();
    // A module's body runs when another file imports it.
    if (At.Node == 0)
      for (uint32_t File = 0; File < Result.size(); ++File)
        if (is_contained(P.module(File).ImportsFiles, At.File))
          add(File, 0);
    for (uint32_t Index : L.callersOf(At)) {
      NodeRef Call = L.callEdges()[Index].Call;
      add(Call.File, P.module(Call.File).Facts->Exprs[Call.Node].Scope);
    }
  }
  return Result;
}

/// Statements below which something happens that a query needs; see skip().
void Walker::markStatements(const std::vector<std::vector<bool>> &Leads) {
  StmtLeads.resize(P.modules().size());
  for (uint32_t File = 0; File < StmtLeads.size(); ++File)
    StmtLeads[File].resize(P.module(File).Facts->Stmts.size());
  auto mark = [&](NodeRef Expr) {
    const ModuleFacts &F = *P.module(Expr.File).Facts;
    for (Id S = F.Exprs[Expr.Node].Stmt; S != NoId && !StmtLeads[Expr.File][S]; S = F.parentStmt(S))
      StmtLeads[Expr.File][S] = true;
  };
  for (const TagQuery &Q : Queries)
    mark(Q.Call);
  for (const CallEdge &Edge : L.callEdges())
    if (Leads[Edge.Callee.File][Edge.Callee.Node])
      mark(Edge.Call);
}

/// Functions that loop over data and build nothing; see StepsInFull.
void Walker::markDataFunctions(const std::vector<std::vector<bool>> &Leads) {
  std::vector<std::vector<bool>> Builds = Leads;
  std::vector<NodeRef> Work;
  auto add = [&](uint32_t File, Id S) {
    const ModuleFacts &F = *P.module(File).Facts;
    for (; S != NoId; S = F.Scopes[S].Outer)
      if (!Builds[File][S]) {
        Builds[File][S] = true;
        Work.push_back({File, S});
      }
  };
  DataOnly.resize(P.modules().size());
  for (uint32_t File = 0; File < DataOnly.size(); ++File) {
    const ModuleFacts &F = *P.module(File).Facts;
    DataOnly[File].resize(F.Scopes.size());
    for (const Stmt &S : F.Stmts)
      if (S.Kind == StmtKind::For || S.Kind == StmtKind::While)
        DataOnly[File][F.functionScope(S.Scope)] = true;
    for (const Expr &X : F.Exprs)
      if (X.Kind == ExprKind::Call) {
        const ValueSet &Callee = L.valuesOf({File, X.Children[0]});
        bool Outside = any_of(Callee.Ids, [&](ValueId V) {
          const Value &Of = L.value(V);
          return Of.Kind == ValueKind::External && StringRef(Of.Path).starts_with("tensorflow") &&
                 !StringRef(Of.Path).ends_with("Session().run");
        });
        if (Outside)
          add(File, X.Scope);
      }
  }
  while (!Work.empty()) {
    NodeRef At = Work.back();
    Work.pop_back();
    for (uint32_t Index : L.callersOf(At)) {
      NodeRef Call = L.callEdges()[Index].Call;
      add(Call.File, P.module(Call.File).Facts->Exprs[Call.Node].Scope);
    }
  }
  for (uint32_t File = 0; File < DataOnly.size(); ++File)
    for (Id S = 0; S < DataOnly[File].size(); ++S)
      if (Builds[File][S])
        DataOnly[File][S] = false;
}

void Walker::run() {
  size_t Files = P.modules().size();
  std::vector<bool> Imported(Files);
  for (uint32_t File = 0; File < Files; ++File)
    for (uint32_t To : P.module(File).ImportsFiles)
      if (To != File)
        Imported[To] = true;
  std::vector<std::vector<bool>> Leads = leadsToQuery();
  markStatements(Leads);
  markDataFunctions(Leads);
  for (uint32_t File = 0; File < Files; ++File)
    if (!Imported[File] || P.module(File).Facts->MainBlock != NoId) {
      if (!Leads[File].empty() && Leads[File][0])
        startRun(true, File);
    }
  for (uint32_t File = 0; File < Files; ++File) {
    const ModuleFacts &F = *P.module(File).Facts;
    // Functions nobody calls come first: what they call is then not an entry point of its own.
    bool Started = false;
    for (bool Called : {false, true})
      for (Id S = 1; S < F.Scopes.size(); ++S) {
        if (!Leads[File][S] || Visited[File][S] || L.callersOf({File, S}).empty() == Called)
          continue;
        if (F.Scopes[S].Kind != ScopeKind::Function)
          continue;
        if (!Started)
          startRun(false, File);
        Started = true;
        if (!Visited[File][S]) // running the module may have entered it
          callEntry(File, S);
      }
  }
  // Bodies of modules that only an import which was not followed would run.
  for (size_t I = 0; I < Queries.size(); ++I) {
    NodeRef Call = Queries[I].Call;
    const ModuleFacts &F = *P.module(Call.File).Facts;
    if (Outcomes[I].empty() && F.functionScope(F.Exprs[Call.Node].Scope) == 0)
      startRun(false, Call.File);
  }
}

/// Calls a function as an unknown user of the project would: with unknown arguments, on the graph its module
/// left.
void Walker::callEntry(uint32_t File, Id Scope) {
  Steps = 0;
  J.enter();
  size_t Mark = J.mark();
  Fr = Modules[File];
  const ModuleFacts &F = *P.module(File).Facts;
  FunctionObject *Function = functionOf({File, Scope});
  std::optional<Val> Self;
  if (Id Outer = F.Scopes[Scope].Outer; F.Scopes[Outer].Kind == ScopeKind::Class && !Function->Static) {
    // A method is called on an object, so `__init__` has run before.
    Self = opaque();
    if (const python::Scope &Class = F.Scopes[Outer]; Class.Outer == 0) {
      for (Id B : F.Scopes[0].Bindings)
        if (F.Bindings[B].Name == Class.Name)
          if (const Val &V = Modules[File]->Slots[SlotOf[File][B]]; V.is(Kind::Class) && V.Class->Scope == Outer) {
            if (Function->ClassMethod || F.Scopes[Scope].Name == "__init__") {
              Val Object(Kind::Instance);
              Object.Instance = &H->Instances.emplace_back();
              Object.Instance->Class = V.Class;
              Self = Function->ClassMethod ? V : Object;
            } else {
              EntryCall = true;
              Self = construct(*V.Class, {});
            }
          }
    }
  }
  EntryCall = true;
  invoke(*Function, Self, {});
  J.rollBack(Mark);
  J.leave();
}

// --- values

Val Walker::stringVal(StringRef S) {
  Val V(Kind::Str);
  V.Str = &*Strings.try_emplace(S).first;
  return V;
}
Val Walker::intVal(int64_t I) {
  Val V(Kind::Int);
  V.Int = I;
  return V;
}
Val Walker::boolVal(bool B) {
  Val V(Kind::Bool);
  V.Int = B;
  return V;
}
Val Walker::constantVal(const Constant &C) {
  if (const auto *S = std::get_if<std::string>(&C))
    return stringVal(*S);
  if (const auto *I = std::get_if<int64_t>(&C))
    return intVal(*I);
  if (const auto *B = std::get_if<bool>(&C))
    return boolVal(*B);
  if (const auto *D = std::get_if<double>(&C)) {
    Val V(Kind::Float);
    V.Float = *D;
    return V;
  }
  return Kind::None;
}
std::optional<Constant> Walker::constant(Val V) const {
  switch (V.K) {
  case Kind::Str:
    return Constant(V.str().str());
  case Kind::Int:
    return Constant(V.Int);
  case Kind::Bool:
    return Constant(V.Int != 0);
  case Kind::Float:
    return Constant(V.Float);
  case Kind::None:
    return Constant(std::monostate());
  default:
    return std::nullopt;
  }
}
Val Walker::tupleVal(std::vector<Val> Items) {
  Val V(Kind::Tuple);
  V.Seq = &H->Sequences.emplace_back();
  V.Seq->Items = std::move(Items);
  return V;
}
Val Walker::cellVal(Kind K, Val Content) {
  Val V(K);
  V.Cell = &H->Cells.emplace_back();
  V.Cell->Content = Content;
  return V;
}
Val Walker::opaque() {
  Val V(Kind::Opaque);
  V.Thing = &H->Things.emplace_back();
  V.Thing->Number = ++Things;
  return V;
}
Val Walker::opaque(enum Thing::What What) {
  Val V = opaque();
  V.Thing->What = What;
  return V;
}
Val Walker::element(Val List) {
  if (List.is(Kind::Plain))
    return List;
  if (List.is(Kind::Opaque) && List.Thing->What == Thing::Variables)
    return opaque(Thing::Variable);
  if (List.is(Kind::Opaque) && List.Thing->What == Thing::GradientPairs)
    return opaque(Thing::GradientPair);
  return opaque();
}
Val Walker::part(Val Tuple, size_t Index) {
  if (Tuple.is(Kind::Plain))
    return Tuple;
  if (Tuple.is(Kind::Tensor))
    return tensor(nullptr);
  if (Tuple.is(Kind::Opaque) && Tuple.Thing->What == Thing::GradientPair && Index == 1)
    return opaque(Thing::Variable);
  return opaque();
}
Val Walker::tensor(const InternedString *Name) {
  Val V = opaque();
  V.K = Kind::Tensor;
  V.Thing->Name = Name;
  return V;
}
Val Walker::join(Val A, Val B) {
  if (A == B)
    return A;
  if (A.is(Kind::Unset))
    return B;
  if (B.is(Kind::Unset))
    return A;
  if (A.is(Kind::Tensor) && B.is(Kind::Tensor))
    return tensor(nullptr);
  if (A.noTensor() && B.noTensor())
    return Kind::Plain;
  return opaque();
}
const Sequence *Walker::items(Val V) {
  if (V.is(Kind::Tuple))
    return V.Seq;
  if (V.is(Kind::List) && V.Cell->Content.is(Kind::Tuple))
    return V.Cell->Content.Seq;
  if (V.is(Kind::Dict) && V.Cell->Content.is(Kind::Tuple)) {
    std::vector<Val> Keys;
    for (size_t I = 0; I < V.Cell->Content.Seq->Items.size(); I += 2)
      Keys.push_back(V.Cell->Content.Seq->Items[I]);
    return tupleVal(std::move(Keys)).Seq;
  }
  return nullptr;
}

} // namespace summary_upgrade::program::tags
