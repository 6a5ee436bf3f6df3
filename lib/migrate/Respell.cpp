#include "migrate/Respell.h"
#include "migrate/HostImages.h"
#include "migrate/HostScalars.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

std::string bytesForm(const Plan &P, NodeRef Summary) {
  const ValueSet &Set = P.L.valuesOf(Summary);
  if (Set.Top || Set.Ids.empty())
    return "?";
  std::set<std::string> Forms;
  for (ValueId VId : Set.Ids) {
    const Value &V = P.L.value(VId);
    std::string Path = Linker::canonical(V.Path);
    StringRef Text = Path;
    if (V.Kind != ValueKind::External)
      Forms.insert("?");
    else if (Text == "tensorflow.Summary()")
      Forms.insert(".SerializeToString()");
    else if (Text.contains("Session().run()") && !Text.contains("[*]"))
      Forms.insert("");
    else if (Text.starts_with("tensorflow.summary.") && Text.ends_with("().eval()"))
      Forms.insert("");
    else if (Text == "tensorflow.Summary().SerializeToString()")
      Forms.insert("");
    else
      Forms.insert("?");
  }
  return Forms.size() == 1 ? *Forms.begin() : "?";
}

namespace {

/// The name under `tf.compat.v1` of a proto's constructor that is reached through `tf`; empty for the
/// generated modules (`summary_pb2`), which both generations have under one name.
std::string protoName(const Plan &P, NodeRef Callee) {
  const Value *V = P.L.singleValue(Callee);
  if (!V || V->Kind != ValueKind::External)
    return {};
  StringRef Name = V->Path;
  if (!Name.consume_front("tensorflow."))
    return {};
  Name.consume_front("compat.v1.");
  Name.consume_front("summary.");
  StringRef First = Name.split('.').first;
  return First == "Summary" || First == "HistogramProto" || First == "Event" ? Name.str() : std::string();
}

} // namespace

static bool spell(Plan &P, NodeRef Call, StringRef Name) {
  NodeRef Callee{Call.File, P.expr(Call).Children[0]};
  // Said as `tensorflow.compat.v1` already, in whatever words; a shim takes TensorFlow 1 itself where it is 1.
  std::string V1Path = "tensorflow.compat.v1." + Name.str(), PlainPath = "tensorflow." + Name.str();
  const ValueSet &Said = P.L.valuesOf(Callee);
  auto isV1 = [&](ValueId VId) { return P.L.value(VId).Kind == ValueKind::External && P.L.value(VId).Path == V1Path; };
  if (!Said.Top && any_of(Said.Ids, isV1) && all_of(Said.Ids, [&](ValueId VId) {
        return isV1(VId) || (P.L.value(VId).Kind == ValueKind::External && P.L.value(VId).Path == PlainPath);
      }))
    return true;
  Spelling S;
  if (!P.spelling(P.scopeOf(Call), Call, S))
    return false;
  std::string New = S.V1Always + Name.str();
  if (P.slice(Callee) != New)
    P.rewriter(Call.File).replaceExpr(Callee.Node, Text(New));
  return true;
}

bool respell(Plan &P, const std::set<NodeRef> &Apart, bool Values) {
  auto spellOp = [&](NodeRef Call) {
    std::string Path = P.L.calleePath(Call);
    StringRef Name = Path;
    Name.consume_front("tensorflow.");
    if (Name.starts_with("summary."))
      return spell(P, Call, Name);
    // Names from before 1.0; their first arguments have other names, too.
    std::string Now = StringSwitch<std::string>(Name)
                          .Case("scalar_summary", "summary.scalar")
                          .Case("histogram_summary", "summary.histogram")
                          .Case("image_summary", "summary.image")
                          .Case("audio_summary", "summary.audio")
                          .Cases("merge_summary", "contrib.deprecated.merge_summary", "summary.merge")
                          .Cases("merge_all_summaries", "contrib.deprecated.merge_all_summaries", "summary.merge_all")
                          .Default("");
    if (Now.empty())
      return P.decline("SU219", "a name from before TensorFlow 1.0 cannot stay", Call);
    for (Id Argument : P.expr(Call).Children) {
      const Expr &K = P.expr({Call.File, Argument});
      if (K.Kind != ExprKind::Keyword)
        continue;
      StringRef Key = StringSwitch<StringRef>(K.Text)
                          .Cases("tag", "tags", "name")
                          .Case("values", Now == "summary.scalar" ? "tensor" : "values")
                          .Case("max_images", "max_outputs")
                          .Default(K.Text);
      if (Key != K.Text)
        P.rewriter(Call.File).replaceExpr(Argument, Text((Key + "=").str()).expr(K.Children[0]));
    }
    return spell(P, Call, Now);
  };
  for (uint32_t O : P.C.Ops) // what the settings describe goes on making v1 bytes
    if (!P.P.Ops[O].Described && !(Values && P.P.Ops[O].Kind == OpKind::Scalar) && !spellOp(P.P.Ops[O].Call))
      return false;
  for (uint32_t M : P.C.Merges)
    if (!Values && !spellOp(P.P.Merges[M].Call))
      return false;
  return respellProtos(P, Apart);
}

bool respellProtos(Plan &P, const std::set<NodeRef> &Apart) {
  // Protos that are written: their constructors in the files of the writes.
  std::set<uint32_t> Files;
  for (uint32_t W : P.C.Writes)
    for (ValueId VId : P.L.valuesOf({P.P.Writes[W].Call.File, P.P.Writes[W].Summary}).Ids)
      if (const Value &V = P.L.value(VId);
          V.Kind == ValueKind::External && StringRef(Linker::canonical(V.Path)).starts_with("tensorflow.Summary()"))
        Files.insert(V.Site.File);
  for (uint32_t M : P.C.Managers)
    for (NodeRef Call : P.P.Managers[M].Writes)
      Files.insert(Call.File);
  std::set<NodeRef> Gone;
  for (const Write &W : P.P.Writes)
    if (Files.count(W.Call.File) && (Apart.count(W.Call) || W.Component != P.Index)) {
      if (auto Proto = hostScalars(P, W))
        Gone.merge(statementsOf(W, *Proto));
      if (auto Images = hostImages(P, W)) {
        Gone.insert({W.Call.File, Images->At});
        for (Id S : Images->Gone)
          Gone.insert({W.Call.File, S});
      }
    }
  for (uint32_t File : Files)
    for (Id E = 0; E < P.facts(File).Exprs.size(); ++E)
      if (P.facts(File).Exprs[E].Kind == ExprKind::Call && !Gone.count({File, P.facts(File).Exprs[E].Stmt}))
        if (std::string Name = protoName(P, {File, P.facts(File).Exprs[E].Children[0]}); !Name.empty())
          if (!spell(P, {File, E}, Name))
            return false;
  return true;
}

} // namespace summary_upgrade::migrate
