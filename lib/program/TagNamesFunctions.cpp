// What is known about functions outside the project: which names they take, and which of them open scopes.
#include "program/TagNamesWalker.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace summary_upgrade::program::tags {

namespace {
struct Row {
  StringRef Function;
  DefaultClaim Claim;
};
constexpr auto Named = ClaimWhen::Named, Scope = ClaimWhen::Scope, NoAxis = ClaimWhen::NoAxis, Const = ClaimWhen::Const,
               Always = ClaimWhen::Always;
#define OP(FUNCTION, NAME, WHEN) {FUNCTION, {NAME, WHEN}},
const Row Rows[] = {
#include "program/DefaultOpNames.inc"
};
#undef OP

/// The rows of one function stand together.
struct ClaimTable {
  StringMap<SmallVector<DefaultClaim, 2>> ByFunction;
  ClaimTable() {
    for (const Row &R : Rows)
      ByFunction[R.Function].push_back(R.Claim);
  }
};

/// Where `name` (and `axis`) stand when they are given by position.
struct Position {
  StringRef Function;
  int Name;
  int Axis = -1;
};
constexpr Position Positions[] = {
    {"placeholder", 2},
    {"placeholder_with_default", 2},
    {"constant", 3},
    {"identity", 1},
    {"cast", 2},
    {"to_float", 1},
    {"to_int32", 1},
    {"to_int64", 1},
    {"add", 2},
    {"subtract", 2},
    {"multiply", 2},
    {"divide", 2},
    {"truediv", 2},
    {"div", 2},
    {"maximum", 2},
    {"minimum", 2},
    {"pow", 2},
    {"equal", 2},
    {"less", 2},
    {"greater", 2},
    {"square", 1},
    {"sqrt", 1},
    {"exp", 1},
    {"log", 1},
    {"abs", 1},
    {"negative", 1},
    {"sigmoid", 1},
    {"tanh", 1},
    {"reshape", 2},
    {"squeeze", 2},
    {"expand_dims", 2},
    {"concat", 2},
    {"stack", 2},
    {"add_n", 1},
    {"zeros", 2},
    {"ones", 2},
    {"zeros_like", 2},
    {"ones_like", 2},
    {"shape", 1},
    {"stop_gradient", 1},
    {"argmax", 2},
    {"argmin", 2},
    {"reduce_mean", 3, 1},
    {"reduce_sum", 3, 1},
    {"reduce_max", 3, 1},
    {"reduce_min", 3, 1},
    {"reduce_prod", 3, 1},
    {"reduce_all", 3, 1},
    {"reduce_any", 3, 1},
    {"reduce_logsumexp", 3, 1},
    {"nn.relu", 1},
    {"nn.tanh", 1},
    {"nn.sigmoid", 1},
    {"nn.softmax", 2},
    {"nn.l2_loss", 1},
    {"nn.bias_add", 3},
    {"nn.dropout", 4},
    {"nn.moments", 3},
    {"math.reduce_mean", 3, 1},
    {"math.reduce_sum", 3, 1},
    {"math.reduce_max", 3, 1},
    {"math.reduce_min", 3, 1},
    {"math.reduce_std", 3, 1},
    {"Variable", 5},
    {"get_variable", 0},
    {"squared_difference", 2},
    {"count_nonzero", 3, 1},
};
} // namespace

ArrayRef<DefaultClaim> defaultClaims(StringRef Function) {
  static const ClaimTable Table;
  auto It = Table.ByFunction.find(Function);
  return It == Table.ByFunction.end() ? ArrayRef<DefaultClaim>() : ArrayRef<DefaultClaim>(It->second);
}

int positionOf(StringRef Function, StringRef Parameter) {
  if (!Function.consume_front("tensorflow."))
    return -1;
  for (const Position &P : Positions)
    if (P.Function == Function)
      return Parameter == "axis" ? P.Axis : P.Name;
  return -1;
}

External classify(std::string Path) {
  External Result;
  StringRef S = Path;
  Result.What =
      StringSwitch<Special>(S)
          .Cases("tensorflow.name_scope", "tensorflow.keras.backend.name_scope", "tensorflow.compat.v2.name_scope",
                 "tensorflow.get_default_graph().name_scope", "tensorflow.Graph().name_scope", Special::NameScope)
          .Case("tensorflow.variable_scope", Special::VariableScope)
          .Cases("tensorflow.variable_op_scope", "tensorflow.op_scope", Special::VariableOpScope)
          .Case("tensorflow.Graph", Special::NewGraph)
          .Cases("tensorflow.Graph().as_default", "tensorflow.get_default_graph().as_default", Special::AsDefault)
          .Case("tensorflow.get_default_graph", Special::DefaultGraph)
          .Case("tensorflow.reset_default_graph", Special::ResetGraph)
          .Cases("tensorflow.Session", "tensorflow.InteractiveSession", Special::Session)
          .Cases("tensorflow.get_variable", "tensorflow.contrib.framework.model_variable",
                 "tensorflow.contrib.framework.variable", "tensorflow.contrib.slim.variable",
                 "tensorflow.contrib.slim.model_variable", Special::GetVariable)
          .Case("tensorflow.Variable", Special::Variable)
          .Case("tensorflow.get_variable_scope", Special::GetVariableScope)
          .Cases("tensorflow.app.run", "absl.app.run", Special::AppRun)
          .Cases("tensorflow.cond", "tensorflow.case", "tensorflow.while_loop", "tensorflow.map_fn", "tensorflow.scan",
                 "tensorflow.foldl", "tensorflow.foldr", Special::CallsBack)
          .Cases("tensorflow.trainable_variables", "tensorflow.global_variables", "tensorflow.all_variables",
                 "tensorflow.model_variables", "tensorflow.local_variables", Special::VariableList)
          .Case("tensorflow.get_collection", Special::OpaqueResult)
          .Default(Special::NotSpecial);
  StringRef Summary = S;
  if (Summary.consume_front("tensorflow.summary.") || Summary.consume_front("tensorflow.contrib.summary.") ||
      Summary.consume_front("tensorflow.compat.v2.summary."))
    if (is_contained({"scalar", "histogram", "image", "audio", "text", "tensor_summary", "generic", "write"}, Summary))
      Result.What = Special::SummaryOp;
  if (S.starts_with("builtins."))
    Result.What = Special::Builtin;
  if (S.starts_with("numpy.") || S.ends_with("Session().run") || S.starts_with("os.") || S.starts_with("argparse.") ||
      S.starts_with("time.") || S.starts_with("math.") || S.starts_with("random.") || S.starts_with("json."))
    Result.What = Special::PlainResult;
  std::string Key;
  for (size_t I = 0; I < S.size(); ++I)
    if (!S.substr(I).starts_with("()"))
      Key += S[I];
    else
      ++I;
  if (StringRef(Key).starts_with("tensorflow.get_variable."))
    Key = "tensorflow.Variable." + Key.substr(StringRef("tensorflow.get_variable.").size());
  Result.Claims = defaultClaims(Key);
  Result.Path = std::move(Path);
  return Result;
}

} // namespace summary_upgrade::program::tags
