// Code that reads event files: what TensorFlow 2 writes is in other fields, and the old ones say 0 or
// nothing.
#include "program/Classifier.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program {

namespace {

/// The value is one of a summary that an event iterator gave.
bool isSummaryValue(StringRef Path) {
  return (Path.starts_with("tensorflow.train.summary_iterator()") ||
          Path.starts_with("tensorflow.python.summary.summary_iterator.summary_iterator()")) &&
         (Path.ends_with(".summary.value[*]") || Path.ends_with(".summary.value[0]"));
}

} // namespace

void Classifier::readers() {
  std::map<NodeRef, uint32_t> ComponentOf;
  for (uint32_t File = 0; File < L.project().modules().size(); ++File) {
    const ModuleFacts &F = facts(File);
    for (Id E = 0; E < F.Exprs.size(); ++E) {
      const Expr &X = F.Exprs[E];
      if (X.Kind != ExprKind::Attribute || X.Store)
        continue;
      bool Callee = X.Parent != NoId && F.Exprs[X.Parent].Kind == ExprKind::Call && F.Exprs[X.Parent].Children[0] == E;
      bool Field = X.Text == "simple_value";
      if (!Field && !(Callee && (X.Text == "HasField" || X.Text == "WhichOneof")))
        continue;
      const Value *V = L.singleValue({File, X.Children[0]});
      if (!V || V->Kind != ValueKind::External || !isSummaryValue(Linker::canonical(V->Path)))
        continue;
      NodeRef Place{File, Field ? E : X.Parent};
      const Expr &At = F.Exprs[Place.Node];
      if (!Field) {
        const Expr *Argument = At.Children.size() == 2 ? &F.Exprs[At.Children[1]] : nullptr;
        if (X.Text == "HasField" &&
            !(Argument && Argument->Kind == ExprKind::String && Argument->Text == "simple_value"))
          continue;
      }
      // Where the plugin's name is asked for, both kinds are read already.
      bool Both = false;
      for (Id Up = Place.Node; Up != NoId && !Both; Up = F.Exprs[Up].Parent) {
        ExprKind Kind = F.Exprs[Up].Kind;
        if (Kind != ExprKind::Conditional && Kind != ExprKind::BoolOp)
          continue;
        auto Range = F.ExprRange[Up];
        for (Id Other = 0; Other < F.Exprs.size(); ++Other)
          Both |= F.Exprs[Other].Kind == ExprKind::Attribute && F.Exprs[Other].Text == "plugin_name" &&
                  F.ExprRange[Other].Begin >= Range.Begin && F.ExprRange[Other].End <= Range.End;
      }
      if (Both)
        continue;
      auto [It, New] = ComponentOf.try_emplace(V->Site, static_cast<uint32_t>(Prog.Components.size()));
      if (New)
        Prog.Components.emplace_back();
      if (X.Text == "WhichOneof")
        block(It->second, "SU601", "which field has the value is asked for here, and TensorFlow 2 writes another one",
              Place,
              "ask for `value.HasField('simple_value') or value.metadata.plugin_data.plugin_name == "
              "'scalars'`");
      Prog.Components[It->second].Readers.push_back(static_cast<uint32_t>(Prog.Readers.size()));
      Prog.Readers.push_back({Place, {File, X.Children[0]}, V->Site, !Field, It->second});
    }
  }
}

} // namespace summary_upgrade::program
