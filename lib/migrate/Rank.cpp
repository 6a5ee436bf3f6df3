#include "migrate/Rank.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

namespace {

/// Reductions: rank 0 unless an axis is named or dimensions are kept.
const StringSet<> Reductions = {
    "tensorflow.reduce_mean",     "tensorflow.reduce_sum",          "tensorflow.reduce_max",
    "tensorflow.reduce_min",      "tensorflow.reduce_prod",         "tensorflow.reduce_any",
    "tensorflow.reduce_all",      "tensorflow.math.reduce_mean",    "tensorflow.math.reduce_sum",
    "tensorflow.math.reduce_max", "tensorflow.math.reduce_min",     "tensorflow.reduce_logsumexp",
    "tensorflow.math.reduce_std", "tensorflow.math.reduce_variance"};
/// Rank 0 whatever the arguments.
const StringSet<> AlwaysScalar = {"tensorflow.nn.l2_loss",
                                  "tensorflow.global_norm",
                                  "tensorflow.size",
                                  "tensorflow.rank",
                                  "tensorflow.train.get_or_create_global_step",
                                  "tensorflow.train.get_global_step",
                                  "tensorflow.train.create_global_step",
                                  "tensorflow.nn.zero_fraction",
                                  "tensorflow.losses.get_total_loss",
                                  "tensorflow.losses.get_regularization_loss",
                                  "tensorflow.train.exponential_decay",
                                  "tensorflow.trace"};
/// Losses of tf.losses reduce to rank 0 unless `reduction=` says otherwise.
const StringSet<> Losses = {"tensorflow.losses.mean_squared_error",
                            "tensorflow.losses.absolute_difference",
                            "tensorflow.losses.softmax_cross_entropy",
                            "tensorflow.losses.sparse_softmax_cross_entropy",
                            "tensorflow.losses.sigmoid_cross_entropy",
                            "tensorflow.losses.log_loss",
                            "tensorflow.losses.hinge_loss",
                            "tensorflow.losses.huber_loss",
                            "tensorflow.losses.cosine_distance",
                            "tensorflow.losses.mean_pairwise_squared_error"};
/// Element by element: rank 0 if every tensor argument is.
const StringSet<> Elementwise = {
    "tensorflow.square",      "tensorflow.sqrt",       "tensorflow.abs",        "tensorflow.negative",
    "tensorflow.log",         "tensorflow.exp",        "tensorflow.identity",   "tensorflow.tanh",
    "tensorflow.sigmoid",     "tensorflow.sin",        "tensorflow.cos",        "tensorflow.round",
    "tensorflow.floor",       "tensorflow.ceil",       "tensorflow.reciprocal", "tensorflow.rsqrt",
    "tensorflow.nn.relu",     "tensorflow.nn.sigmoid", "tensorflow.nn.tanh",    "tensorflow.stop_gradient",
    "tensorflow.to_float",    "tensorflow.to_int32",   "tensorflow.to_int64",   "tensorflow.to_double",
    "tensorflow.sign",        "tensorflow.math.log",   "tensorflow.math.sqrt",  "tensorflow.math.exp",
    "tensorflow.math.square", "tensorflow.math.abs"};
const StringSet<> BinaryElementwise = {
    "tensorflow.add",           "tensorflow.subtract",    "tensorflow.multiply",     "tensorflow.divide",
    "tensorflow.div",           "tensorflow.truediv",     "tensorflow.maximum",      "tensorflow.minimum",
    "tensorflow.pow",           "tensorflow.mod",         "tensorflow.floordiv",     "tensorflow.squared_difference",
    "tensorflow.equal",         "tensorflow.greater",     "tensorflow.less",         "tensorflow.math.add",
    "tensorflow.math.multiply", "tensorflow.math.divide", "tensorflow.math.subtract"};

class Prover {
public:
  explicit Prover(const Plan &P) : P(P) {}

  bool scalar(NodeRef E) {
    if (++Steps > 500 || is_contained(Active, E))
      return false;
    Active.push_back(E);
    bool Result = scalarNow(E);
    Active.pop_back();
    return Result;
  }

private:
  Id argument(NodeRef Call, unsigned Position, StringRef Name) const {
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
  bool emptyShape(NodeRef File, Id Shape) const {
    if (Shape == NoId)
      return false;
    const Expr &X = P.expr({File.File, Shape});
    return (X.Kind == ExprKind::List || X.Kind == ExprKind::Tuple) && X.Children.empty();
  }

  bool scalarNow(NodeRef E) {
    const Expr &X = P.expr(E);
    auto all = [&] { return all_of(X.Children, [&](Id Child) { return scalar({E.File, Child}); }); };
    switch (X.Kind) {
    case ExprKind::Int:
    case ExprKind::Float:
    case ExprKind::True:
    case ExprKind::False:
      return true;
    case ExprKind::Unary:
    case ExprKind::Binary:
      return all();
    case ExprKind::Conditional:
      return scalar({E.File, X.Children[1]}) && scalar({E.File, X.Children[2]});
    case ExprKind::NamedExpr:
      return scalar({E.File, X.Children[1]});
    case ExprKind::Call:
      return scalarCall(E);
    case ExprKind::Name:
    case ExprKind::Attribute:
    case ExprKind::Subscript: {
      const ValueSet &Set = P.L.valuesOf(E);
      if (Set.Top || Set.Ids.empty())
        return false;
      return all_of(Set.Ids, [&](ValueId VId) {
        const Value &V = P.L.value(VId);
        if (V.Site.Node == NoId || V.Site == E)
          return false;
        if (V.Kind == ValueKind::Expression)
          return scalar(V.Site);
        return V.Kind == ValueKind::External && StringRef(V.Path).ends_with("()") &&
               P.expr(V.Site).Kind == ExprKind::Call && Linker::canonical(V.Path) == P.L.calleePath(V.Site) + "()" &&
               scalar(V.Site);
      });
    }
    default:
      return false;
    }
  }
  bool scalarCall(NodeRef Call) {
    std::string Path = P.L.calleePath(Call);
    if (Path.empty()) {
      // A project function: what it returns.
      const ValueSet &Set = P.L.valuesOf(Call);
      if (Set.Top || Set.Ids.empty() || P.L.calleesAt(Call).empty())
        return false;
      return all_of(Set.Ids, [&](ValueId VId) {
        const Value &V = P.L.value(VId);
        return V.Site.Node != NoId && V.Site != Call &&
               (V.Kind == ValueKind::Expression || V.Kind == ValueKind::External) &&
               P.expr(V.Site).Kind != ExprKind::Name &&
               (V.Kind == ValueKind::Expression || StringRef(V.Path).ends_with("()")) && scalar(V.Site);
      });
    }
    if (Reductions.contains(Path)) {
      for (StringRef Name : {"axis", "reduction_indices", "keepdims", "keep_dims"})
        if (Id A = argument(Call, 99, Name); A != NoId && P.expr({Call.File, A}).Kind != ExprKind::None &&
                                             P.expr({Call.File, A}).Kind != ExprKind::False)
          return false;
      return argument(Call, 1, "axis") == NoId || P.expr({Call.File, argument(Call, 1, "axis")}).Kind == ExprKind::None;
    }
    if (AlwaysScalar.contains(Path))
      return Path != "tensorflow.train.exponential_decay" ||
             (argument(Call, 0, "learning_rate") != NoId && scalar({Call.File, argument(Call, 0, "learning_rate")}));
    if (Losses.contains(Path))
      return argument(Call, 99, "reduction") == NoId;
    if (Elementwise.contains(Path) || Path == "tensorflow.cast") {
      Id X = argument(Call, 0, "x");
      return X != NoId && scalar({Call.File, X});
    }
    if (BinaryElementwise.contains(Path)) {
      Id X = argument(Call, 0, "x"), Y = argument(Call, 1, "y");
      return X != NoId && Y != NoId && scalar({Call.File, X}) && scalar({Call.File, Y});
    }
    if (Path == "tensorflow.add_n") {
      Id Inputs = argument(Call, 0, "inputs");
      if (Inputs == NoId)
        return false;
      const Expr &List = P.expr({Call.File, Inputs});
      return List.Kind == ExprKind::List && !List.Children.empty() && scalar({Call.File, List.Children[0]});
    }
    if (Path == "tensorflow.placeholder")
      return emptyShape(Call, argument(Call, 1, "shape"));
    if (Path == "tensorflow.placeholder_with_default")
      return emptyShape(Call, argument(Call, 1, "shape"));
    if (Path == "tensorflow.reshape")
      return emptyShape(Call, argument(Call, 1, "shape"));
    if (Path == "tensorflow.get_variable")
      return emptyShape(Call, argument(Call, 1, "shape"));
    if (Path == "tensorflow.Variable") {
      Id Initial = argument(Call, 0, "initial_value");
      return Initial != NoId && scalar({Call.File, Initial});
    }
    if (Path == "tensorflow.constant") {
      Id Value = argument(Call, 0, "value"), Shape = argument(Call, 2, "shape");
      return Value != NoId && Shape == NoId && scalar({Call.File, Value});
    }
    if (Path == "tensorflow.zeros" || Path == "tensorflow.ones" || Path == "tensorflow.random_normal" ||
        Path == "tensorflow.random_uniform" || Path == "tensorflow.truncated_normal")
      return emptyShape(Call, argument(Call, 0, "shape"));
    return false;
  }

  const Plan &P;
  SmallVector<NodeRef, 8> Active;
  unsigned Steps = 0;
};

bool uint8(const Plan &P, NodeRef E, unsigned Depth) {
  if (Depth > 16)
    return false;
  const Expr &X = P.expr(E);
  if (X.Kind != ExprKind::Call) {
    const Value *V = P.L.singleValue(E);
    return V && V->Kind == ValueKind::External && V->Site.Node != NoId && V->Site != E &&
           P.expr(V->Site).Kind == ExprKind::Call && Linker::canonical(V->Path) == P.L.calleePath(V->Site) + "()" &&
           uint8(P, V->Site, Depth + 1);
  }
  std::string Path = P.L.calleePath(E);
  auto dtypeAt = [&](unsigned Position) {
    unsigned At = 0;
    for (size_t A = 1; A < X.Children.size(); ++A) {
      NodeRef Argument{E.File, X.Children[A]};
      if (P.expr(Argument).Kind == ExprKind::Keyword) {
        if (P.expr(Argument).Text == "dtype")
          return P.L.externalPath({E.File, P.expr(Argument).Children[0]}) == "tensorflow.uint8";
      } else if (At++ == Position) {
        return P.L.externalPath(Argument) == "tensorflow.uint8";
      }
    }
    return false;
  };
  if (Path == "tensorflow.placeholder")
    return dtypeAt(0);
  if (Path == "tensorflow.cast" || Path == "tensorflow.saturate_cast" || Path == "tensorflow.image.convert_image_dtype")
    return dtypeAt(1);
  if (Path == "tensorflow.reshape" || Path == "tensorflow.expand_dims" || Path == "tensorflow.identity" ||
      Path == "tensorflow.transpose")
    return X.Children.size() > 1 && P.expr({E.File, X.Children[1]}).Kind != ExprKind::Keyword &&
           uint8(P, {E.File, X.Children[1]}, Depth + 1);
  return false;
}

} // namespace

bool isScalar(const Plan &P, NodeRef E) { return Prover(P).scalar(E); }
bool isUint8(const Plan &P, NodeRef E) { return uint8(P, E, 0); }

} // namespace summary_upgrade::migrate
