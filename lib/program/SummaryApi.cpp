// The v1 summary API as the rule pages describe it.
#include "program/Program.h"
#include "rulebook/RuleBook.h"
#include "rulebook/Signature.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace summary_upgrade::program {

/// What a function of `tf.contrib.summary` is; its name says it.
static std::optional<ContribKind> contribKind(StringRef Name) {
  return StringSwitch<std::optional<ContribKind>>(Name)
      .Case("scalar", ContribKind::Scalar)
      .Case("histogram", ContribKind::Histogram)
      .Case("image", ContribKind::Image)
      .Case("audio", ContribKind::Audio)
      .Case("generic", ContribKind::Generic)
      .Cases("create_file_writer", "create_summary_file_writer", ContribKind::Writer)
      .Case("create_db_writer", ContribKind::DbWriter)
      .Case("always_record_summaries", ContribKind::Always)
      .Case("never_record_summaries", ContribKind::Never)
      .Case("record_summaries_every_n_global_steps", ContribKind::EveryN)
      .Case("should_record_summaries", ContribKind::ShouldRecord)
      .Case("initialize", ContribKind::Initialize)
      .Case("summary_writer_initializer_op", ContribKind::WriterInit)
      .Case("all_summary_ops", ContribKind::AllOps)
      .Case("flush", ContribKind::Flush)
      .Case("eval_dir", ContribKind::EvalDir)
      .Case("import_event", ContribKind::ImportEvent)
      .Case("graph", ContribKind::Graph)
      .Default(std::nullopt);
}

const StringMap<ApiEntry> &summaryApi() {
  // The pages say how the functions are called; here stands only what each page's functions are.
  static const StringMap<ApiEntry> Api = [] {
    StringMap<ApiEntry> Result;
    for (const rulebook::Rule &R : rulebook::RuleBook::get().all()) {
      ApiEntry Entry;
      auto Op = StringSwitch<std::optional<OpKind>>(R.Code)
                    .Case("SU101", OpKind::Scalar)
                    .Case("SU102", OpKind::Histogram)
                    .Case("SU103", OpKind::Image)
                    .Case("SU104", OpKind::Audio)
                    .Case("SU105", OpKind::Text)
                    .Case("SU106", OpKind::Tensor)
                    .Default(std::nullopt);
      auto Manager = StringSwitch<std::optional<ManagerKind>>(R.Code)
                         .Case("SU501", ManagerKind::Session)
                         .Case("SU502", ManagerKind::SaverHook)
                         .Case("SU503", ManagerKind::Supervisor)
                         .Case("SU504", ManagerKind::TrainLoop)
                         .Case("SU505", ManagerKind::Estimator)
                         .Case("SU506", ManagerKind::KerasCallback)
                         .Case("SU507", ManagerKind::WriterCache)
                         .Default(std::nullopt);
      Entry.Manager = Manager.value_or(ManagerKind::Session);
      Entry.Op = Op.value_or(OpKind::Scalar);
      Entry.Kind = Op                                     ? ApiKind::Op
                   : R.Code == "SU110"                    ? ApiKind::Merge
                   : R.Code == "SU111"                    ? ApiKind::MergeAll
                   : R.Code == "SU201"                    ? ApiKind::Writer
                   : Manager                              ? ApiKind::Manager
                   : StringRef(R.Code).starts_with("SU3") ? ApiKind::Contrib
                                                          : ApiKind::None;
      if (Entry.Kind == ApiKind::None)
        continue;
      for (StringRef Line : R.From) {
        auto Signature = rulebook::parseSignature(Line);
        if (!Signature) { // the pages are tested
          consumeError(Signature.takeError());
          continue;
        }
        StringRef Callee = Signature->Callee;
        if (!Callee.consume_front("tf."))
          continue;
        ApiEntry One = Entry;
        if (Entry.Kind == ApiKind::Contrib) {
          auto Kind = contribKind(Callee.rsplit('.').second);
          if (!Kind)
            continue;
          One.Contrib = *Kind;
        }
        for (const rulebook::Parameter &P : Signature->Params)
          One.Params.push_back(P.Name.str());
        Result[("tensorflow." + Callee).str()] = std::move(One);
      }
    }
    return Result;
  }();
  return Api;
}

} // namespace summary_upgrade::program
