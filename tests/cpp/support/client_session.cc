// TensorFlow's wheel has the header of tensorflow::ClientSession and not its code: what the programs here call, over Session.
#include "tensorflow/cc/client/client_session.h"
#include "tensorflow/core/graph/graph.h"
#include "tensorflow/core/public/session.h"

namespace tensorflow {

class ClientSession::Impl {
public:
  explicit Impl(const Scope &Scope) : scope(Scope), session(NewSession(SessionOptions())) {}
  /// Ops that were made since the last run.
  void extend() {
    if (known == scope.graph()->num_node_ids())
      return;
    GraphDef added;
    scope.graph()->ToGraphDefSubRange(&added, known);
    TF_CHECK_OK(session->Extend(added));
    known = scope.graph()->num_node_ids();
  }
  Scope scope;
  std::unique_ptr<Session> session;
  int known = 0;
};

ClientSession::ClientSession(const Scope &scope) : impl_(new Impl(scope)) {}

ClientSession::~ClientSession() = default;

absl::Status ClientSession::Run(const FeedType &inputs, const std::vector<Output> &fetches, std::vector<Tensor> *outputs) const {
  impl_->extend();
  std::vector<std::pair<std::string, Tensor>> feeds;
  for (const auto &feed : inputs)
    feeds.emplace_back(feed.first.name(), feed.second.tensor);
  std::vector<std::string> names;
  for (const Output &fetch : fetches)
    names.push_back(fetch.name());
  std::vector<Tensor> unused;
  return impl_->session->Run(feeds, names, {}, outputs ? outputs : &unused);
}

absl::Status ClientSession::Run(const std::vector<Output> &fetches, std::vector<Tensor> *outputs) const { return Run(FeedType{}, fetches, outputs); }

} // namespace tensorflow
