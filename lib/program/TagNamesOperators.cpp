// Operators: folded when both sides are known, ops of the graph when one is a tensor.
#include "program/TagNamesWalker.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program::tags {

Val Walker::binary(StringRef Operator, Val Left, Val Right, Id E) {
  if (Left.is(Kind::Str)) {
    if (Operator == "+")
      return Right.is(Kind::Str) ? stringVal((Left.str() + Right.str()).str()) : Val(Kind::Plain);
    if (Operator == "%") {
      SmallVector<Constant, 4> Values;
      const Sequence *Known = Right.is(Kind::Tuple) ? Right.Seq : nullptr;
      for (Val V : Known ? ArrayRef<Val>(Known->Items) : ArrayRef<Val>(Right)) {
        auto C = constant(V);
        if (!C)
          return Kind::Plain;
        Values.push_back(*C);
      }
      auto Text = formatPercent(Left.str(), Values);
      return Text ? stringVal(*Text) : Val(Kind::Plain);
    }
    if (Operator == "*" && Right.is(Kind::Int) && Right.Int >= 0 && Right.Int < 100) {
      std::string Text;
      for (int64_t I = 0; I < Right.Int; ++I)
        Text += Left.str();
      return stringVal(Text);
    }
    return Kind::Plain;
  }
  if ((Left.is(Kind::Int) || Left.is(Kind::Bool)) && (Right.is(Kind::Int) || Right.is(Kind::Bool))) {
    int64_t Result = 0;
    if (Operator == "+" && !__builtin_add_overflow(Left.Int, Right.Int, &Result))
      return intVal(Result);
    if (Operator == "-" && !__builtin_sub_overflow(Left.Int, Right.Int, &Result))
      return intVal(Result);
    if (Operator == "*" && !__builtin_mul_overflow(Left.Int, Right.Int, &Result))
      return intVal(Result);
    if ((Operator == "//" || Operator == "%") && Left.Int >= 0 && Right.Int > 0)
      return intVal(Operator == "%" ? Left.Int % Right.Int : Left.Int / Right.Int);
    return Kind::Plain;
  }
  if (Operator == "+")
    if (const Sequence *A = items(Left))
      if (const Sequence *B = items(Right); B && Left.K == Right.K) {
        std::vector<Val> Items = A->Items;
        Items.insert(Items.end(), B->Items.begin(), B->Items.end());
        Val Content = tupleVal(std::move(Items));
        return Left.is(Kind::List) ? cellVal(Kind::List, Content) : Content;
      }
  bool Tensor = Left.is(Kind::Tensor) || Right.is(Kind::Tensor);
  if (!Tensor && !Left.maybeTensor() && !Right.maybeTensor())
    return Kind::Plain;
  return operatorClaim(Operator, E, !Tensor);
}

std::optional<bool> Walker::truth(Val V) const {
  switch (V.K) {
  case Kind::None:
    return false;
  case Kind::Bool:
  case Kind::Int:
    return V.Int != 0;
  case Kind::Float:
    return V.Float != 0;
  case Kind::Str:
    if (V.str().contains('\1') && V.str().size() < 64)
      return true;
    return !V.str().empty();
  case Kind::Tuple:
    return !V.Seq->Items.empty();
  case Kind::List:
  case Kind::Dict:
    if (V.Cell->Content.is(Kind::Tuple))
      return !V.Cell->Content.Seq->Items.empty();
    return std::nullopt;
  case Kind::VarScope:
  case Kind::Function:
  case Kind::Method:
  case Kind::Class:
  case Kind::Module:
    return true;
  default:
    return std::nullopt;
  }
}

std::optional<bool> Walker::compareOne(StringRef Operator, Val Left, Val Right) const {
  bool Not = Operator == "!=" || Operator == "is not" || Operator == "not in";
  if (Operator == "is" || Operator == "is not") {
    if (Right.is(Kind::None) || Left.is(Kind::None)) {
      Val Other = Right.is(Kind::None) ? Left : Right;
      if (Other.is(Kind::None))
        return !Not;
      if (Other.is(Kind::Unknown) || Other.is(Kind::Opaque) || Other.is(Kind::Plain) || Other.is(Kind::Unset))
        return std::nullopt;
      return Not;
    }
    if (Left.is(Kind::Bool) && Right.is(Kind::Bool))
      return (Left == Right) != Not;
    return std::nullopt;
  }
  if (Operator == "in" || Operator == "not in") {
    const Sequence *Known = Right.is(Kind::Tuple) || Right.is(Kind::List) || Right.is(Kind::Dict)
                                ? const_cast<Walker *>(this)->items(Right)
                                : nullptr;
    if (!constant(Left) || !Known || !all_of(Known->Items, [&](Val V) { return constant(V).has_value(); }))
      return std::nullopt;
    return is_contained(Known->Items, Left) != Not;
  }
  auto A = constant(Left), B = constant(Right);
  if (!A || !B)
    return std::nullopt;
  if (Left.is(Kind::Str) && (Left.str().contains('\1') || Right.is(Kind::Str)) && Left.str().contains('\1'))
    return std::nullopt;
  bool Numbers = (Left.is(Kind::Int) || Left.is(Kind::Bool) || Left.is(Kind::Float)) &&
                 (Right.is(Kind::Int) || Right.is(Kind::Bool) || Right.is(Kind::Float));
  if (Numbers) {
    double X = Left.is(Kind::Float) ? Left.Float : static_cast<double>(Left.Int);
    double Y = Right.is(Kind::Float) ? Right.Float : static_cast<double>(Right.Int);
    if (Operator == "==" || Operator == "!=")
      return (X == Y) != Not;
    if (Operator == "<")
      return X < Y;
    if (Operator == "<=")
      return X <= Y;
    if (Operator == ">")
      return X > Y;
    if (Operator == ">=")
      return X >= Y;
    return std::nullopt;
  }
  if (Operator == "==" || Operator == "!=")
    return (Left == Right) != Not;
  return std::nullopt;
}

Val Walker::compare(Id E) {
  const Expr &X = facts().Exprs[E];
  SmallVector<Val, 2> Operands;
  for (Id Child : X.Children)
    Operands.push_back(eval(Child));
  if (Operands.size() != 2)
    return Kind::Plain;
  if (auto Known = compareOne(X.Text, Operands[0], Operands[1]))
    return boolVal(*Known);
  bool Tensor = Operands[0].is(Kind::Tensor) || Operands[1].is(Kind::Tensor);
  if ((X.Text[0] == '<' || X.Text[0] == '>') && (Tensor || Operands[0].maybeTensor() || Operands[1].maybeTensor()))
    return operatorClaim(X.Text, E, !Tensor);
  return Kind::Plain;
}

} // namespace summary_upgrade::program::tags
