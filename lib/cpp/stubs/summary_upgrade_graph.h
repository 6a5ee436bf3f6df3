// Sessions, graphs and their ops; included by summary_upgrade_stubs.h.
#pragma once

namespace tensorflow {

// ----- sessions

class SessionOptions {};
class Session {
public:
  virtual Status Create(const GraphDef &);
  virtual Status Run(const std::vector<std::pair<std::string, Tensor>> &, const std::vector<std::string> &,
                     const std::vector<std::string> &, std::vector<Tensor> *);
  virtual Status Close();
};
Status NewSession(const SessionOptions &, Session **);
Session *NewSession(const SessionOptions &);

// ----- graphs

class Node {
public:
  const std::string &name() const;
};
class Output;
class Operation {
public:
  Operation();
  Output output(int) const;
  Node *node() const;
};
class Output {
public:
  Output();
  Operation op() const;
  Node *node() const;
  int index() const;
  std::string name() const;
};
class Input {
public:
  struct Initializer {
    template <typename T> Initializer(const T &);
    template <typename T> Initializer(const T &, const TensorShape &);
    template <typename T> Initializer(const std::initializer_list<T> &);
  };
  template <typename T> Input(const T &);
  Input(std::initializer_list<Initializer>);
  Node *node() const;
};
class InputList {
public:
  InputList(const std::vector<Output> &);
  InputList(const std::vector<Input> &);
  InputList(std::initializer_list<Output>);
  InputList(std::initializer_list<Input>);
};
class Scope {
public:
  static Scope NewRootScope();
  Scope NewSubScope(const std::string &) const;
  template <typename... T> Scope WithOpName(T...) const;
  template <typename T> Scope WithControlDependencies(const T &) const;
  Scope WithControlDependencies(const std::vector<Operation> &) const;
  Status status() const;
  Status ToGraphDef(GraphDef *) const;
  bool ok() const;
};
class ClientSession {
public:
  using FeedType = std::unordered_map<std::string, Input::Initializer>;
  struct Feed {
    template <typename K, typename V> Feed(const K &, const V &);
  };
  explicit ClientSession(const Scope &);
  Status Run(const std::vector<Output> &, std::vector<Tensor> *) const;
  Status Run(std::initializer_list<Feed>, const std::vector<Output> &, std::vector<Tensor> *) const;
  Status Run(std::initializer_list<Feed>, const std::vector<Output> &, const std::vector<Operation> &,
             std::vector<Tensor> *) const;
};

namespace ops {
namespace summary_upgrade_stubs {
struct Op {
  template <typename... T> explicit Op(const Scope &, const T &...);
  // For arguments in braces.
  Op(const Scope &, Input);
  Op(const Scope &, Input, Input);
  Op(const Scope &, Input, Input, Input);
  operator Output() const;
  operator Input() const;
  Operation operation;
  Output output;
  Node *node() const;
};
} // namespace summary_upgrade_stubs
struct ScalarSummary {
  ScalarSummary(const Scope &, Input, Input);
  operator Output() const;
  operator Input() const;
  Node *node() const;
  Operation operation;
  Output summary;
};
struct HistogramSummary {
  HistogramSummary(const Scope &, Input, Input);
  operator Output() const;
  operator Input() const;
  Node *node() const;
  Operation operation;
  Output summary;
};
struct TensorSummary {
  TensorSummary(const Scope &, Input);
  operator Output() const;
  operator Input() const;
  Node *node() const;
  Operation operation;
  Output summary;
};
struct TensorSummaryV2 {
  TensorSummaryV2(const Scope &, Input, Input, Input);
  operator Output() const;
  operator Input() const;
  Node *node() const;
  Operation operation;
  Output summary;
};
struct ImageSummary {
  struct Attrs {
    Attrs MaxImages(int64_t);
    Attrs BadColor(const TensorProto &);
  };
  static Attrs MaxImages(int64_t);
  static Attrs BadColor(const TensorProto &);
  ImageSummary(const Scope &, Input, Input);
  ImageSummary(const Scope &, Input, Input, const Attrs &);
  operator Output() const;
  operator Input() const;
  Node *node() const;
  Operation operation;
  Output summary;
};
struct AudioSummary {
  struct Attrs {
    Attrs MaxOutputs(int64_t);
  };
  static Attrs MaxOutputs(int64_t);
  AudioSummary(const Scope &, Input, Input, Input);
  AudioSummary(const Scope &, Input, Input, Input, const Attrs &);
  operator Output() const;
  operator Input() const;
  Node *node() const;
  Operation operation;
  Output summary;
};
struct MergeSummary {
  MergeSummary(const Scope &, InputList);
  operator Output() const;
  operator Input() const;
  Node *node() const;
  Operation operation;
  Output summary;
};
struct Placeholder : summary_upgrade_stubs::Op {
  Placeholder(const Scope &, DataType);
};
template <typename T> Output Const(const Scope &, const T &);
template <typename T> Output Const(const Scope &, const T &, const TensorShape &);
template <typename T> Output Const(const Scope &, const std::initializer_list<T> &);
template <typename T> Output Const(const Scope &, const std::initializer_list<T> &, const TensorShape &);
Output Const(const Scope &, const Input::Initializer &);
#define SUMMARY_UPGRADE_OP(NAME)                                                                                       \
  struct NAME : summary_upgrade_stubs::Op {                                                                            \
    using Op::Op;                                                                                                      \
  };
SUMMARY_UPGRADE_OP(Abs)
SUMMARY_UPGRADE_OP(Add)
SUMMARY_UPGRADE_OP(AddN)
SUMMARY_UPGRADE_OP(ApplyAdam)
SUMMARY_UPGRADE_OP(ApplyGradientDescent)
SUMMARY_UPGRADE_OP(ArgMax)
SUMMARY_UPGRADE_OP(Assign)
SUMMARY_UPGRADE_OP(AssignAdd)
SUMMARY_UPGRADE_OP(AssignSub)
SUMMARY_UPGRADE_OP(BiasAdd)
SUMMARY_UPGRADE_OP(Cast)
SUMMARY_UPGRADE_OP(Ceil)
SUMMARY_UPGRADE_OP(Concat)
SUMMARY_UPGRADE_OP(Conv2D)
SUMMARY_UPGRADE_OP(Div)
SUMMARY_UPGRADE_OP(Equal)
SUMMARY_UPGRADE_OP(Exp)
SUMMARY_UPGRADE_OP(ExpandDims)
SUMMARY_UPGRADE_OP(Fill)
SUMMARY_UPGRADE_OP(Floor)
SUMMARY_UPGRADE_OP(Identity)
SUMMARY_UPGRADE_OP(L2Loss)
SUMMARY_UPGRADE_OP(Less)
SUMMARY_UPGRADE_OP(Log)
SUMMARY_UPGRADE_OP(MatMul)
SUMMARY_UPGRADE_OP(Max)
SUMMARY_UPGRADE_OP(MaxPool)
SUMMARY_UPGRADE_OP(Maximum)
SUMMARY_UPGRADE_OP(Mean)
SUMMARY_UPGRADE_OP(Min)
SUMMARY_UPGRADE_OP(Minimum)
SUMMARY_UPGRADE_OP(Mod)
SUMMARY_UPGRADE_OP(Mul)
SUMMARY_UPGRADE_OP(Multiply)
SUMMARY_UPGRADE_OP(Neg)
SUMMARY_UPGRADE_OP(Negate)
SUMMARY_UPGRADE_OP(NoOp)
SUMMARY_UPGRADE_OP(OneHot)
SUMMARY_UPGRADE_OP(OnesLike)
SUMMARY_UPGRADE_OP(Pow)
SUMMARY_UPGRADE_OP(RandomNormal)
SUMMARY_UPGRADE_OP(RandomUniform)
SUMMARY_UPGRADE_OP(RealDiv)
SUMMARY_UPGRADE_OP(Relu)
SUMMARY_UPGRADE_OP(Reshape)
SUMMARY_UPGRADE_OP(Round)
SUMMARY_UPGRADE_OP(Shape)
SUMMARY_UPGRADE_OP(Sigmoid)
SUMMARY_UPGRADE_OP(Size)
SUMMARY_UPGRADE_OP(Slice)
SUMMARY_UPGRADE_OP(Softmax)
SUMMARY_UPGRADE_OP(SoftmaxCrossEntropyWithLogits)
SUMMARY_UPGRADE_OP(SparseSoftmaxCrossEntropyWithLogits)
SUMMARY_UPGRADE_OP(Sqrt)
SUMMARY_UPGRADE_OP(Square)
SUMMARY_UPGRADE_OP(SquaredDifference)
SUMMARY_UPGRADE_OP(Squeeze)
SUMMARY_UPGRADE_OP(Stack)
SUMMARY_UPGRADE_OP(Sub)
SUMMARY_UPGRADE_OP(Subtract)
SUMMARY_UPGRADE_OP(Sum)
SUMMARY_UPGRADE_OP(Tanh)
SUMMARY_UPGRADE_OP(Transpose)
SUMMARY_UPGRADE_OP(TruncatedNormal)
SUMMARY_UPGRADE_OP(Variable)
SUMMARY_UPGRADE_OP(Where3)
SUMMARY_UPGRADE_OP(ZerosLike)
#undef SUMMARY_UPGRADE_OP
} // namespace ops

} // namespace tensorflow
