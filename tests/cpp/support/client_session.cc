// TensorFlow's wheel has the header of tensorflow::ClientSession and not its code: what the programs here call, over Session.
#include "tensorflow/cc/client/client_session.h"
#include "tensorflow/core/public/session.h"

namespace tensorflow {

class ClientSession::Impl {
public:
  std::unique_ptr<Session> session;
};

ClientSession::ClientSession(const Scope &scope) : impl_(new Impl) {
  GraphDef graph;
  TF_CHECK_OK(scope.ToGraphDef(&graph));
  impl_->session.reset(NewSession(SessionOptions()));
  TF_CHECK_OK(impl_->session->Create(graph));
}

ClientSession::~ClientSession() = default;

absl::Status ClientSession::Run(const FeedType &inputs, const std::vector<Output> &fetches, std::vector<Tensor> *outputs) const {
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
