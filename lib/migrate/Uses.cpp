#include "migrate/Uses.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

namespace {

StringRef opCode(OpKind Kind) {
  switch (Kind) {
  case OpKind::Scalar:
    return "SU101";
  case OpKind::Histogram:
    return "SU102";
  case OpKind::Image:
    return "SU103";
  case OpKind::Audio:
    return "SU104";
  case OpKind::Text:
    return "SU105";
  case OpKind::Tensor:
    return "SU106";
  }
  return "";
}

StringRef writerCallCode(WriterCallKind Kind) {
  switch (Kind) {
  case WriterCallKind::AddGraph:
    return "SU203";
  case WriterCallKind::Flush:
    return "SU204";
  case WriterCallKind::Close:
    return "SU205";
  case WriterCallKind::AddRunMetadata:
    return "SU206";
  case WriterCallKind::AddEvent:
  case WriterCallKind::AddSessionLog:
  case WriterCallKind::AddMetaGraph:
    return "SU207";
  case WriterCallKind::Reopen:
    return "SU208";
  case WriterCallKind::GetLogdir:
  case WriterCallKind::Projector:
    return "SU209";
  default:
    return "SU219";
  }
}

StringRef contribCode(ContribKind Kind) {
  switch (Kind) {
  case ContribKind::Scalar:
    return "SU301";
  case ContribKind::Histogram:
    return "SU302";
  case ContribKind::Image:
    return "SU303";
  case ContribKind::Audio:
    return "SU304";
  case ContribKind::Generic:
    return "SU305";
  case ContribKind::Writer:
  case ContribKind::DbWriter:
    return "SU310";
  case ContribKind::Always:
  case ContribKind::Never:
  case ContribKind::EveryN:
  case ContribKind::ShouldRecord:
    return "SU311";
  case ContribKind::ImportEvent:
  case ContribKind::Graph:
    return "SU313";
  default:
    return "SU312";
  }
}

} // namespace

report::Location locate(const Program &P, NodeRef Expr, std::string Label) {
  const SourceModule &M = P.project().module(Expr.File);
  return {M.File.path().str(), M.Facts->ExprRange[Expr.Node], std::move(Label)};
}

std::vector<Use> usesOf(const Program &P, const Component &C) {
  std::vector<Use> Result;
  auto spelled = [&](NodeRef Call) {
    const ModuleFacts &F = P.facts(Call.File);
    return P.project().module(Call.File).File.slice(F.ExprRange[F.Exprs[Call.Node].Children[0]]).str();
  };
  for (uint32_t O : C.Ops)
    Result.push_back({P.Ops[O].Call, opCode(P.Ops[O].Kind).str(),
                      "`" + spelled(P.Ops[O].Call) +
                          (P.Ops[O].Described ? "` acts like a TensorFlow 1 summary op, as the settings say"
                                              : "` is a TensorFlow 1 summary op")});
  for (uint32_t M : C.Merges)
    Result.push_back({P.Merges[M].Call, P.Merges[M].All ? "SU111" : "SU110",
                      "`" + spelled(P.Merges[M].Call) + "` has no TensorFlow 2 form"});
  for (uint32_t W : C.Writers)
    Result.push_back({P.Writers[W].Call, P.Writers[W].Cached ? "SU507" : "SU201",
                      "`" + spelled(P.Writers[W].Call) +
                          (P.Writers[W].Cached ? "` gives a TensorFlow 1 writer" : "` is the TensorFlow 1 writer")});
  for (uint32_t W : C.Writes) {
    const Write &X = P.Writes[W];
    bool Host = X.Sources.empty() && X.Summary != NoId &&
                StringRef(P.linker().externalPath({X.Call.File, X.Summary})).starts_with("tensorflow.Summary()");
    Result.push_back({X.Call, Host ? "SU401" : "SU202",
                      "`" + spelled(X.Call) +
                          (Host ? "` writes a summary that is built on the host"
                                : "` writes what a run returned; a v2 op writes in the run")});
  }
  for (uint32_t W : C.WriterCalls)
    Result.push_back(
        {P.WriterCalls[W].Call, writerCallCode(P.WriterCalls[W].Kind).str(),
         "`" + spelled(P.WriterCalls[W].Call) +
             (P.WriterCalls[W].Kind == WriterCallKind::Projector ? "` asks the TensorFlow 1 writer for its directory"
                                                                 : "` is a method of the TensorFlow 1 writer")});
  for (uint32_t M : C.Managers)
    Result.push_back({P.Managers[M].Call, P.Managers[M].Kind == ManagerKind::Supervisor ? "SU503" : "SU502",
                      "`" + spelled(P.Managers[M].Call) +
                          (P.Managers[M].Kind == ManagerKind::Supervisor ? "` makes a TensorFlow 1 writer"
                                                                         : "` writes through a TensorFlow 1 writer")});
  for (uint32_t M : C.Managers)
    for (NodeRef Call : P.Managers[M].Writes)
      Result.push_back(
          {Call, "SU202", "`" + spelled(Call) + "` writes what a run returned; a v2 op writes in the run"});
  for (uint32_t R : C.Readers)
    Result.push_back(
        {P.Readers[R].Place, "SU601", "this reads what TensorFlow 1 wrote; TensorFlow 2 writes another field"});
  for (NodeRef Place : C.Asked)
    Result.push_back({Place, "SU602",
                      "this finds what TensorFlow 1 wrote; an accumulator keeps what TensorFlow 2 writes as tensors"});
  for (uint32_t X : C.Contribs)
    Result.push_back({P.Contribs[X].Call, contribCode(P.Contribs[X].Kind).str(),
                      "`" + spelled(P.Contribs[X].Call) + "` is of `tf.contrib`, which TensorFlow 2 does not have"});
  llvm::sort(Result, [](const Use &A, const Use &B) { return A.Call < B.Call; });
  return Result;
}

} // namespace summary_upgrade::migrate
