#include "program/HostProtos.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program {

namespace {

class ProtoReader {
public:
  ProtoReader(const Program &P, const Write &W)
      : P(P), W(W), File(W.Call.File), F(P.facts(File)), Flow(*P.project().module(File).Flow) {}

  std::optional<HostProto> read() {
    if (W.Summary == NoId)
      return std::nullopt;
    const Expr &X = F.Exprs[W.Summary];
    if (isMake(W.Summary)) {
      Proto.Make = {File, W.Summary};
      Proto.MakeStmt = X.Stmt;
      return constructor() && !Proto.Values.empty() ? std::optional(Proto) : std::nullopt;
    }
    if (X.Kind != ExprKind::Name || X.Binding == NoId)
      return std::nullopt;
    Id D = Flow.uniqueDef(W.Summary);
    if (D == NoId || F.Defs[D].Kind != DefKind::Assign || !F.Defs[D].Path.empty() || F.Defs[D].Value == NoId ||
        !isMake(F.Defs[D].Value))
      return std::nullopt;
    const Stmt &Made = F.Stmts[F.Defs[D].Stmt];
    if (Made.Kind != StmtKind::Assign || Made.Targets.size() != 1 ||
        F.functionScope(Made.Scope) != F.functionScope(X.Scope))
      return std::nullopt;
    Proto.Make = {File, F.Defs[D].Value};
    Proto.MakeStmt = F.Defs[D].Stmt;
    if (!constructor() || !uses(X.Binding, D) || Proto.Values.empty())
      return std::nullopt;
    return Proto;
  }

private:
  bool isMake(Id E) const {
    return F.Exprs[E].Kind == ExprKind::Call && P.linker().calleePath({File, E}) == "tensorflow.Summary";
  }

  /// `tag=` and `simple_value=` of a call, in any order and nothing else.
  bool scalarArguments(Id Call, HostValue &V) const {
    const Expr &X = F.Exprs[Call];
    for (size_t A = 1; A < X.Children.size(); ++A) {
      const Expr &K = F.Exprs[X.Children[A]];
      if (K.Kind != ExprKind::Keyword)
        return false;
      if (K.Text == "tag")
        V.Tag = K.Children[0];
      else if (K.Text == "simple_value")
        V.Value = K.Children[0];
      else
        return false;
    }
    V.Call = {File, Call};
    return V.Tag != NoId && V.Value != NoId && tagKept(V.Tag) && valueKept(V.Value);
  }
  /// The expression, or a value that it is known to have, is of that sort.
  bool holds(Id E, function_ref<bool(const Expr &)> Sort) const {
    return Sort(F.Exprs[E]) ||
           any_of(P.linker().valuesOf({File, E}).Ids,
                  [&](ValueId VId) {
                    const Value &V = P.linker().value(VId);
                    return (V.Kind == ValueKind::Expression || V.Kind == ValueKind::Container) &&
                           Sort(P.facts(V.Site.File).Exprs[V.Site.Node]);
                  }) ||
           (F.Exprs[E].Kind == ExprKind::Name && looped(E, Sort));
  }
  /// A loop's name over a display that is written down: one of its elements is of that sort.
  bool looped(Id Name, function_ref<bool(const Expr &)> Sort) const {
    return any_of(Flow.reaching(Name).Defs, [&](Id D) {
      const Def &X = F.Defs[D];
      if ((X.Kind != DefKind::For && X.Kind != DefKind::Comprehension) || X.Value == NoId)
        return false;
      ArrayRef<int> Path = X.Path;
      Id Over = X.Value;
      while (F.Exprs[Over].Kind == ExprKind::Call && F.Exprs[Over].Children.size() == 2) {
        std::string Callee = P.linker().calleePath({File, Over});
        if (Callee == "builtins.enumerate" && !Path.empty() && Path[0] == 1)
          Path = Path.drop_front();
        else if (Callee != "builtins.sorted" && Callee != "builtins.list" && Callee != "builtins.reversed" &&
                 Callee != "builtins.tuple")
          return false;
        Over = F.Exprs[Over].Children[1];
      }
      const Value *V = P.linker().singleValue({File, Over});
      if (!V || V->Kind != ValueKind::Container)
        return false;
      const ModuleFacts &There = P.facts(V->Site.File);
      return any_of(There.Exprs[V->Site.Node].Children, [&](Id Element) {
        for (int I : Path) {
          const Expr &Y = There.Exprs[Element];
          if ((Y.Kind != ExprKind::Tuple && Y.Kind != ExprKind::List) || I < 0 ||
              static_cast<size_t>(I) >= Y.Children.size())
            return false;
          Element = Y.Children[static_cast<size_t>(I)];
        }
        return Sort(There.Exprs[Element]);
      });
    });
  }
  /// v2 gives an empty tag another name, and takes no bytes.
  bool tagKept(Id Tag) const {
    const Expr &X = F.Exprs[Tag];
    bool Encoded = X.Kind == ExprKind::Call && (F.Exprs[X.Children[0]].Text == "encode" ||
                                                P.linker().calleePath({File, Tag}) == "tensorflow.compat.as_bytes");
    return !Encoded && !holds(Tag, [](const Expr &Y) {
      return Y.Kind == ExprKind::Bytes || Y.Kind == ExprKind::None || (Y.Kind == ExprKind::String && Y.Text.empty());
    });
  }
  /// v1 stored nothing for None and infinity for numbers that a float32 cannot hold; v2 refuses them, and
  /// loses imaginary parts. v1 refused what is no single number.
  bool valueKept(Id Value) const {
    bool Other = holds(Value, [](const Expr &X) {
      double Number = 0;
      switch (X.Kind) {
      case ExprKind::None:
      case ExprKind::Imaginary:
      case ExprKind::String:
      case ExprKind::Bytes:
      case ExprKind::List:
      case ExprKind::Tuple:
        return true;
      case ExprKind::Float:
      case ExprKind::Int:
        return !X.Text.ref().getAsDouble(Number) && Number > (X.Kind == ExprKind::Int ? 9.2e18 : 3e38);
      default:
        return false;
      }
    });
    const Expr &X = F.Exprs[Value];
    bool Arithmetic = X.Kind == ExprKind::Binary || X.Kind == ExprKind::Unary || X.Kind == ExprKind::Conditional;
    return !Other && (!Arithmetic || all_of(X.Children, [&](Id C) { return valueKept(C); }));
  }
  bool isValue(Id E) const {
    return F.Exprs[E].Kind == ExprKind::Call && P.linker().calleePath({File, E}) == "tensorflow.Summary.Value";
  }

  bool constructor() {
    const Expr &X = F.Exprs[Proto.Make.Node];
    if (X.Children.size() == 1) {
      Proto.Filled = true;
      return true;
    }
    const Expr &K = F.Exprs[X.Children[1]];
    if (X.Children.size() != 2 || K.Kind != ExprKind::Keyword || K.Text != "value")
      return false;
    const Expr &List = F.Exprs[K.Children[0]];
    if (List.Kind == ExprKind::ListComp || List.Kind == ExprKind::Generator) {
      HostValue V;
      if (!isValue(List.Children.back()) || !scalarArguments(List.Children.back(), V))
        return false;
      V.Clauses.assign(List.Children.begin(), List.Children.end() - 1);
      Proto.Values.push_back(std::move(V));
      return true;
    }
    if (List.Kind != ExprKind::List && List.Kind != ExprKind::Tuple)
      return false;
    for (Id Element : List.Children) {
      HostValue V;
      if (!isValue(Element) || !scalarArguments(Element, V))
        return false;
      Proto.Values.push_back(std::move(V));
    }
    return true;
  }

  /// Everything that is done with the name while it holds this proto.
  bool uses(Id Binding, Id D) {
    for (Id Use : F.Bindings[Binding].Uses) {
      const ReachingDefs &R = Flow.reaching(Use);
      if (R.Complete && !is_contained(R.Defs, D))
        continue;
      if (!R.Complete || R.Defs.size() != 1)
        return false;
      if (Use == W.Summary)
        continue;
      if (!Proto.Filled || !added(Use))
        return false;
    }
    return true;
  }

  /// `summary.value.add(...)`.
  bool added(Id Use) {
    auto parent = [&](Id E, ExprKind Kind, StringRef Name) {
      Id At = F.Exprs[E].Parent;
      return At != NoId && F.Exprs[At].Kind == Kind && F.Exprs[At].Children[0] == E &&
                     (Name.empty() || F.Exprs[At].Text == Name)
                 ? At
                 : NoId;
    };
    Id Field = parent(Use, ExprKind::Attribute, "value");
    Id Add = Field == NoId ? NoId : parent(Field, ExprKind::Attribute, "add");
    Id Call = Add == NoId ? NoId : parent(Add, ExprKind::Call, "");
    if (Call == NoId || F.Exprs[Call].Parent != NoId)
      return false;
    const Stmt &S = F.Stmts[F.Exprs[Call].Stmt];
    HostValue V;
    if (S.Kind == StmtKind::Expr) {
      if (!scalarArguments(Call, V))
        return false;
      V.LastStmt = F.Exprs[Call].Stmt;
      Proto.Values.push_back(std::move(V));
      return true;
    }
    if (S.Kind != StmtKind::Assign || S.Targets.size() != 1 || F.Exprs[S.Targets[0]].Kind != ExprKind::Name)
      return false;
    return stored(Call, V);
  }
  /// `value = summary.value.add()`, then `value.tag = ...` and `value.simple_value = ...` right behind it.
  bool stored(Id Call, HostValue &V) {
    Id Made = F.Exprs[Call].Stmt;
    const Stmt &S = F.Stmts[Made];
    Id Binding = F.Exprs[S.Targets[0]].Binding;
    for (const Expr &K : F.Exprs)
      if (K.Kind == ExprKind::Keyword && K.Parent == Call) {
        if (K.Text == "tag")
          V.Tag = K.Children[0];
        else if (K.Text == "simple_value")
          V.Value = K.Children[0];
        else
          return false;
      }
    if (F.Exprs[Call].Children.size() != 1u + (V.Tag != NoId) + (V.Value != NoId) || Binding == NoId)
      return false;
    V.OtherStmts.push_back(Made);
    const Block &B = F.Blocks[S.Block];
    unsigned Stores = 0;
    for (uint32_t I = S.Index + 1; I < B.Stmts.size() && (V.Tag == NoId || V.Value == NoId); ++I) {
      const Stmt &Next = F.Stmts[B.Stmts[I]];
      if (Next.Kind != StmtKind::Assign || Next.Targets.size() != 1 ||
          F.Exprs[Next.Targets[0]].Kind != ExprKind::Attribute)
        return false;
      const Expr &T = F.Exprs[Next.Targets[0]];
      const Expr &Object = F.Exprs[T.Children[0]];
      if (Object.Kind != ExprKind::Name || Object.Binding != Binding)
        return false;
      if (T.Text == "tag" && V.Tag == NoId)
        V.Tag = Next.Value;
      else if (T.Text == "simple_value" && V.Value == NoId)
        V.Value = Next.Value;
      else
        return false;
      ++Stores;
      V.OtherStmts.push_back(B.Stmts[I]);
    }
    if (V.Tag == NoId || V.Value == NoId || !tagKept(V.Tag) || !valueKept(V.Value))
      return false;
    // Nothing else is done with this one.
    unsigned Here = 0;
    for (Id Use : F.Bindings[Binding].Uses) {
      const ReachingDefs &R = Flow.reaching(Use);
      if (R.Complete && none_of(R.Defs, [&](Id D) { return F.Defs[D].Stmt == Made; }))
        continue;
      ++Here;
    }
    if (Here != Stores)
      return false;
    V.LastStmt = V.OtherStmts.back();
    V.OtherStmts.pop_back();
    V.Call = {File, Call};
    Proto.Values.push_back(std::move(V));
    return true;
  }

  const Program &P;
  const Write &W;
  uint32_t File;
  const ModuleFacts &F;
  const class Flow &Flow;
  HostProto Proto;
};

} // namespace

std::optional<HostProto> takeApart(const Program &P, const Write &W) { return ProtoReader(P, W).read(); }

} // namespace summary_upgrade::program
