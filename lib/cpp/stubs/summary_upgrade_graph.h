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
  Status Run(std::initializer_list<Feed>, const std::vector<Output> &, const std::vector<Operation> &, std::vector<Tensor> *) const;
};

namespace ops {
namespace summary_upgrade_stubs {
struct Op {
  template <typename... T> explicit Op(const Scope &, const T &...);
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
  Operation operation;
  Output summary;
};
struct TensorSummary {
  TensorSummary(const Scope &, Input);
  operator Output() const;
  Operation operation;
  Output summary;
};
struct ImageSummary {
  ImageSummary(const Scope &, Input, Input);
  operator Output() const;
  Operation operation;
  Output summary;
};
struct AudioSummary {
  AudioSummary(const Scope &, Input, Input, float);
  operator Output() const;
  Operation operation;
  Output summary;
};
struct MergeSummary {
  MergeSummary(const Scope &, InputList);
  operator Output() const;
  operator Input() const;
  Operation operation;
  Output summary;
};
struct Placeholder : summary_upgrade_stubs::Op {
  Placeholder(const Scope &, DataType);
};
struct Square : summary_upgrade_stubs::Op {
  using Op::Op;
};
struct Add : summary_upgrade_stubs::Op {
  using Op::Op;
};
struct Multiply : summary_upgrade_stubs::Op {
  using Op::Op;
};
struct MatMul : summary_upgrade_stubs::Op {
  using Op::Op;
};
} // namespace ops

} // namespace tensorflow
