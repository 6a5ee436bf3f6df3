// Code that asks TensorBoard's `EventAccumulator` or `EventMultiplexer` for what v1 ops wrote: these keep what
// TensorFlow 2 writes as tensors.
#include "program/Classifier.h"
#include "llvm/ADT/EquivalenceClasses.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program {

namespace {

enum class Asks : uint8_t { Nothing, Scalars, Images, Others, Tensors, Adds, Reloads };

Asks asks(StringRef Name) {
  return StringSwitch<Asks>(Name)
      .Cases("Scalars", "scalars", Asks::Scalars)
      .Cases("Images", "images", Asks::Images)
      .Cases("Histograms", "CompressedHistograms", "Audio", Asks::Others)
      .Cases("Tensors", "tensors", Asks::Tensors)
      .Cases("AddRun", "AddRunsFromDirectory", Asks::Adds)
      .Case("Reload", Asks::Reloads)
      .Default(Asks::Nothing);
}

constexpr StringRef TensorBoard = "tensorboard.backend.event_processing.";
constexpr StringRef Older = "tensorflow.tensorboard.backend.event_processing.";

/// The calls that made the accumulators or multiplexers that an expression may be; what it was got from (`.Reload()`,
/// `.GetAccumulator(run)`) included.
void makersOf(const Linker &L, NodeRef E, std::set<NodeRef> &Out, unsigned Depth = 0) {
  for (ValueId Id : L.valuesOf(E).Ids) {
    const Value &V = L.value(Id);
    StringRef Path = V.Path, Rest = Path;
    if (V.Kind != ValueKind::External || V.Site.Node == NoId ||
        !(Rest.consume_front(TensorBoard) || Rest.consume_front(Older)))
      continue;
    const ModuleFacts &F = *L.project().module(V.Site.File).Facts;
    if (Rest == "event_accumulator.EventAccumulator()" || Rest == "event_multiplexer.EventMultiplexer()")
      Out.insert(V.Site);
    else if (Path.ends_with("()") && Depth < 4 && F.Exprs[V.Site.Node].Kind == ExprKind::Call)
      if (const Expr &Callee = F.Exprs[F.Exprs[V.Site.Node].Children[0]]; Callee.Kind == ExprKind::Attribute)
        makersOf(L, {V.Site.File, Callee.Children[0]}, Out, Depth + 1);
  }
}

/// `Tags()['scalars']`, `Tags()[event_accumulator.SCALARS]`.
Asks keyOf(const Linker &L, const ModuleFacts &F, NodeRef Subscript) {
  const Expr &X = F.Exprs[Subscript.Node];
  if (X.Children.size() != 2)
    return Asks::Nothing;
  const Expr &Key = F.Exprs[X.Children[1]];
  std::string Name = Key.Kind == ExprKind::String
                         ? Key.Text.str()
                         : StringRef(L.externalPath({Subscript.File, X.Children[1]})).rsplit('.').second.lower();
  Asks What = asks(Name);
  return Name == "scalars" || Name == "images" ? What : Asks::Nothing;
}

bool inLoop(const ModuleFacts &F, Id Stmt) {
  for (Id S = Stmt; S != NoId; S = F.parentStmt(S))
    if (F.Stmts[S].Kind == StmtKind::For || F.Stmts[S].Kind == StmtKind::While)
      return true;
  return false;
}

} // namespace

void Classifier::accumulators() {
  struct Group {
    std::vector<NodeRef> Reads, Tags, Adds, Reloads;
    bool Images = false, Tensors = false;
  };
  struct Place {
    NodeRef E;
    Asks What;
    std::set<NodeRef> Makers;
    bool OfTags = false;
  };
  std::vector<Place> Places;
  EquivalenceClasses<NodeRef> Together;
  bool Torch = false;
  for (uint32_t File = 0; File < L.project().modules().size(); ++File) {
    const ModuleFacts &F = facts(File);
    for (const Stmt &S : F.Stmts)
      for (const ImportedName &I : S.Imports) {
        StringRef Top = StringRef(I.Module).split('.').first;
        Torch |= is_contained({"torch", "pytorch_lightning", "lightning", "tensorboardX"}, Top);
      }
    for (Id E = 0; E < F.Exprs.size(); ++E) {
      const Expr &X = F.Exprs[E];
      Place At{{File, E}, Asks::Nothing, {}, false};
      if (X.Kind == ExprKind::Attribute && X.Store) {
        // `runs.Reload = …`: this is what the migration makes of a multiplexer.
        if (X.Text != "Reload")
          continue;
        At.What = Asks::Tensors;
        makersOf(L, {File, X.Children[0]}, At.Makers);
      } else if (X.Kind == ExprKind::Attribute) {
        At.What = asks(X.Text);
        if (At.What == Asks::Nothing)
          continue;
        bool Callee =
            X.Parent != NoId && F.Exprs[X.Parent].Kind == ExprKind::Call && F.Exprs[X.Parent].Children[0] == E;
        if (Callee)
          At.E.Node = X.Parent;
        else if (X.Text != "scalars" && X.Text != "images" && X.Text != "tensors")
          continue;
        makersOf(L, {File, X.Children[0]}, At.Makers);
      } else if (X.Kind == ExprKind::Subscript && !X.Store) {
        At.What = keyOf(L, F, {File, E});
        At.OfTags = true;
        if (At.What == Asks::Nothing)
          continue;
        makersOf(L, {File, X.Children[0]}, At.Makers);
      }
      if (At.Makers.empty())
        continue;
      NodeRef First = Together.insert(*At.Makers.begin())->getData();
      for (NodeRef Maker : At.Makers)
        Together.unionSets(First, Maker);
      Places.push_back(std::move(At));
    }
  }
  // What PyTorch's writers store is what an accumulator has always found.
  if (Torch && !L.project().words().TensorFlow)
    return;
  std::map<NodeRef, Group> Groups; // by leader
  for (Place &At : Places) {
    Group &G = Groups[Together.getLeaderValue(*At.Makers.begin())];
    G.Images |= At.What == Asks::Images;
    G.Tensors |= At.What == Asks::Tensors;
    if (At.What == Asks::Scalars || At.What == Asks::Images)
      (At.OfTags ? G.Tags : G.Reads).push_back(At.E);
    else if (At.What == Asks::Adds)
      G.Adds.push_back(At.E);
    else if (At.What == Asks::Reloads)
      G.Reloads.push_back(At.E);
  }
  // Who asks for tensors, too, reads both already.
  for (Place &At : Places)
    if (At.What == Asks::Others && !Groups[Together.getLeaderValue(*At.Makers.begin())].Tensors) {
      StringRef Name = facts(At.E.File).Exprs[facts(At.E.File).Exprs[At.E.Node].Children[0]].Text;
      Prog.Loose.push_back({"SU602",
                            ("`" + Name + "` finds what v1 ops wrote; " +
                             (Name == "Audio" ? "TensorFlow 2 writes a tensor without rate and length"
                                              : "TensorFlow 2 writes other buckets, and no sums, as a tensor"))
                                .str(),
                            "where `tag in Tags()['tensors']`, each event of `Tensors(tag)` has it as "
                            "`tf.make_ndarray(event.tensor_proto)`",
                            At.E,
                            {},
                            false});
    }
  for (auto &[Leader, G] : Groups) {
    if (G.Tensors || (G.Reads.empty() && G.Tags.empty()))
      continue;
    const auto Index = static_cast<uint32_t>(Prog.Components.size());
    Prog.Components.emplace_back();
    Prog.Components[Index].Asked = G.Reads.empty() ? G.Tags : G.Reads;
    for (auto It = Together.findLeader(Leader); It != Together.member_end(); ++It) {
      const bool Runs = StringRef(L.calleePath(*It)).ends_with("EventMultiplexer");
      Prog.Components[Index].Accumulators.push_back(static_cast<uint32_t>(Prog.Accumulators.size()));
      Prog.Accumulators.push_back({*It, Runs, G.Images, Index});
      if (StringRef(L.calleePath(*It)).starts_with(Older))
        block(Index, "SU602", "`tensorflow.tensorboard` is what TensorFlow had before 1.3", *It,
              "import it from `tensorboard.backend.event_processing`");
    }
    llvm::sort(Prog.Components[Index].Accumulators,
               [&](uint32_t A, uint32_t B) { return Prog.Accumulators[A].Call < Prog.Accumulators[B].Call; });
    // A run that is added after `Reload` is loaded in the same breath.
    for (NodeRef Add : G.Adds)
      for (NodeRef Reload : G.Reloads) {
        const ModuleFacts &F = facts(Add.File);
        const Id Made = F.Exprs[Add.Node].Stmt, Loaded = facts(Reload.File).Exprs[Reload.Node].Stmt;
        if (Add.File != Reload.File || inLoop(F, Made) ||
            F.functionScope(F.Stmts[Made].Scope) != F.functionScope(F.Stmts[Loaded].Scope) ||
            F.ExprRange[Add.Node].End > F.ExprRange[Reload.Node].End)
          block(Index, "SU602", "a run may be added after `Reload`, and is then loaded at once", Add,
                "add all runs before `Reload`, in the same function");
      }
  }
}

} // namespace summary_upgrade::program
