#include "migrate/Readers.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

namespace {

/// Reading it twice reads the same, and runs nothing.
bool isPlain(const Plan &P, NodeRef E) {
  const Expr &X = P.expr(E);
  switch (X.Kind) {
  case ExprKind::Name:
  case ExprKind::Int:
  case ExprKind::String:
    return true;
  case ExprKind::Attribute:
  case ExprKind::Subscript:
    return all_of(X.Children, [&](Id Child) { return isPlain(P, {E.File, Child}); });
  default:
    return false;
  }
}

/// An expression of low precedence may stand there.
bool standsFree(const Plan &P, NodeRef E) {
  Id Parent = P.expr(E).Parent;
  if (Parent == NoId)
    return true;
  switch (P.expr({E.File, Parent}).Kind) {
  case ExprKind::Call:
  case ExprKind::Keyword:
  case ExprKind::List:
  case ExprKind::Tuple:
    return true;
  default:
    return false;
  }
}

} // namespace

bool emitReaders(Plan &P) {
  NodeRef Events;
  for (uint32_t I : P.C.Readers) {
    const Reader &R = P.P.Readers[I];
    Events = R.Events;
    if (!isPlain(P, R.Value))
      return P.decline("SU601", "the value is worked out where it is read, and TensorFlow 2 has it in another field",
                       R.Value, "give it a name first");
    Spelling S;
    if (!P.spelling(P.scopeOf(R.Place), R.Place, S))
      return false;
    std::string Value = P.slice(R.Value).str();
    std::string IsNew = Value + ".metadata.plugin_data.plugin_name == " + P.literal(R.Place.File, "scalars");
    std::string Old = P.slice(R.Place).str();
    std::string Both =
        R.Asks ? Old + " or " + IsNew : S.V1 + "make_ndarray(" + Value + ".tensor).item() if " + IsNew + " else " + Old;
    P.rewriter(R.Place.File).replaceExpr(R.Place.Node, Text(standsFree(P, R.Place) ? Both : "(" + Both + ")"));
  }
  // The iterator has another name in TensorFlow 2.
  NodeRef Callee{Events.File, P.expr(Events).Children[0]};
  Spelling S;
  if (!P.spelling(P.scopeOf(Events), Events, S))
    return false;
  if (std::string New = S.V1Always + "train.summary_iterator";
      P.L.calleePath(Events) == "tensorflow.train.summary_iterator" && P.slice(Callee) != New)
    P.rewriter(Events.File).replaceExpr(Callee.Node, Text(New));
  return true;
}

} // namespace summary_upgrade::migrate
