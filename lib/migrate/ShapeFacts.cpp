// Ranks other than 0: read off the shape that stands in the code.
#include "migrate/Rank.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

static Id argument(const Plan &P, NodeRef Call, unsigned Position, StringRef Name) {
  const Expr &X = P.expr(Call);
  unsigned At = 0;
  for (size_t A = 1; A < X.Children.size(); ++A) {
    const Expr &Argument = P.expr({Call.File, X.Children[A]});
    if (Argument.Kind == ExprKind::Keyword) {
      if (Argument.Text == Name)
        return Argument.Children[0];
    } else if (At++ == Position) {
      return X.Children[A];
    }
  }
  return NoId;
}

/// The call or literal that an expression is for certain.
static NodeRef source(const Plan &P, NodeRef E) {
  const Expr &X = P.expr(E);
  if (X.Kind != ExprKind::Name && X.Kind != ExprKind::Attribute)
    return E;
  const Value *V = P.L.singleValue(E);
  if (!V || V->Site.Node == NoId || V->Site == E)
    return {E.File, NoId};
  if (V->Kind == ValueKind::Expression)
    return V->Site;
  bool Call = V->Kind == ValueKind::External && P.expr(V->Site).Kind == ExprKind::Call &&
              Linker::canonical(V->Path) == P.L.calleePath(V->Site) + "()";
  return Call ? V->Site : NodeRef{E.File, NoId};
}

static std::optional<unsigned> rankAt(const Plan &P, NodeRef E, unsigned Depth) {
  E = source(P, E);
  if (E.Node == NoId || Depth > 16 || P.expr(E).Kind != ExprKind::Call)
    return std::nullopt;
  auto shape = [&](unsigned Position, StringRef Name) -> std::optional<unsigned> {
    Id Shape = argument(P, E, Position, Name);
    if (Shape == NoId)
      return std::nullopt;
    const Expr &X = P.expr({E.File, Shape});
    if ((X.Kind != ExprKind::List && X.Kind != ExprKind::Tuple) ||
        any_of(X.Children, [&](Id Child) { return P.expr({E.File, Child}).Kind == ExprKind::Starred; }))
      return std::nullopt;
    return X.Children.size();
  };
  auto of = [&](unsigned Position, StringRef Name) -> std::optional<unsigned> {
    Id Input = argument(P, E, Position, Name);
    return Input == NoId ? std::nullopt : rankAt(P, {E.File, Input}, Depth + 1);
  };
  std::string Path = P.L.calleePath(E);
  if (Path == "tensorflow.placeholder" || Path == "tensorflow.reshape" ||
      Path == "tensorflow.placeholder_with_default" || Path == "tensorflow.get_variable")
    return shape(1, "shape");
  if (Path == "tensorflow.zeros" || Path == "tensorflow.ones" || Path == "tensorflow.random_normal" ||
      Path == "tensorflow.random_uniform" || Path == "tensorflow.truncated_normal")
    return shape(0, "shape");
  if (Path == "tensorflow.expand_dims") {
    auto Rank = of(0, "input");
    return Rank ? std::optional(*Rank + 1) : std::nullopt;
  }
  for (StringRef Same : {"cast", "identity", "tanh", "sigmoid", "sin", "cos", "abs", "square", "stop_gradient",
                         "clip_by_value", "to_float"})
    if (Path == ("tensorflow." + Same).str())
      return of(0, Same == "clip_by_value" ? "t" : Same == "identity" || Same == "stop_gradient" ? "input" : "x");
  return std::nullopt;
}

std::optional<unsigned> rankOf(const Plan &P, NodeRef E) { return rankAt(P, E, 0); }

bool isPythonInt(const Plan &P, NodeRef E) {
  NodeRef From = source(P, E);
  return From.Node != NoId && P.expr(From).Kind == ExprKind::Int;
}

} // namespace summary_upgrade::migrate
