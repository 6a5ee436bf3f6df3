// Which ops, merges and writers an expression, a list or a fetch stands for.
#include "program/Classifier.h"
#include "program/HostPackages.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program {

void Classifier::collect(const ValueSet &Set, Handles &Out) const {
  for (ValueId VId : Set.Ids) {
    const Value &V = L.value(VId);
    if (V.Kind != ValueKind::External || V.Site.Node == NoId || !StringRef(V.Path).ends_with("()"))
      continue;
    if (auto It = OpAt.find(V.Site); It != OpAt.end() && pathMakes(V))
      Out.Ops.push_back(It->second);
    if (auto It = MergeAt.find(V.Site); It != MergeAt.end() && pathMakes(V))
      Out.Merges.push_back(It->second);
    if (auto It = WriterAt.find(V.Site); It != WriterAt.end() && pathMakes(V))
      Out.Writers.push_back(It->second);
  }
}

bool Classifier::pathMakes(const Value &V) { return StringRef(V.Path).count("()") == 1; }

Classifier::Handles Classifier::handles(NodeRef E) const {
  Handles H;
  collect(L.valuesOf(E), H);
  return H;
}

void Classifier::leaves(NodeRef E, std::string Path, std::vector<FetchedSummary> &Out, unsigned Depth) const {
  const ModuleFacts &F = facts(E.File);
  const Expr &X = F.Exprs[E.Node];
  if (Depth > 4)
    return;
  switch (X.Kind) {
  case ExprKind::List:
  case ExprKind::Tuple:
    for (size_t I = 0; I < X.Children.size(); ++I)
      leaves({E.File, X.Children[I]}, Path + ("[" + Twine(I) + "]").str(), Out, Depth + 1);
    return;
  case ExprKind::Dict:
    for (Id Pair : X.Children)
      if (F.Exprs[Pair].Kind == ExprKind::Pair) {
        const Expr &Key = F.Exprs[F.Exprs[Pair].Children[0]];
        leaves({E.File, F.Exprs[Pair].Children[1]},
               Path + (Key.Kind == ExprKind::String ? "['" + Key.Text + "']" : "[*]"), Out, Depth + 1);
      }
    return;
  case ExprKind::ListComp:
  case ExprKind::SetComp:
    leaves({E.File, X.Children.back()}, Path + "[*]", Out, Depth + 1);
    return;
  case ExprKind::DictComp:
    if (F.Exprs[X.Children.back()].Kind == ExprKind::Pair)
      leaves({E.File, F.Exprs[X.Children.back()].Children[1]}, Path + "[*]", Out, Depth + 1);
    return;
  default:
    break;
  }
  if (const ValueSet *Elements = L.elementsOf(E)) {
    Handles H;
    collect(*Elements, H);
    Out.push_back({Path + "[*]", E, H.Ops, H.Merges, {}, Elements->Top});
    return;
  }
  Handles H = handles(E);
  if (!H.Ops.empty() || !H.Merges.empty()) {
    Out.push_back({Path, E, H.Ops, H.Merges, {}});
    return;
  }
  const ValueSet &Set = L.valuesOf(E);
  if (const Value *V = L.singleValue(E); V && V->Kind == ValueKind::Container && V->Site != E) {
    size_t Before = Out.size();
    leaves(V->Site, Path, Out, Depth + 1);
    for (NodeRef Added : Appended.lookup(V->Site))
      leaves(Added, Path + "[*]", Out, Depth + 1);
    if (OpenContainers.count(V->Site))
      for (size_t I = Before; I < Out.size(); ++I)
        Out[I].Open = true;
  } else if (Set.Top || Set.Ids.size() > 1) {
    // One of several lists, or anything: what is known of it is not all of it.
    size_t Before = Out.size();
    for (ValueId VId : Set.Ids)
      if (L.value(VId).Kind == ValueKind::Container && L.value(VId).Site != E)
        leaves(L.value(VId).Site, Path, Out, Depth + 1);
    for (size_t I = Before; I < Out.size(); ++I)
      Out[I].Open = true;
  }
}

/// An argument of a function that nobody read, and that may add to it.
bool Classifier::givenAway(NodeRef E, Id Call) const {
  const ModuleFacts &F = facts(E.File);
  if (F.Exprs[Call].Kind == ExprKind::Keyword)
    Call = F.Exprs[Call].Parent;
  if (Call == NoId || F.Exprs[Call].Kind != ExprKind::Call || F.Exprs[Call].Children[0] == E.Node ||
      !L.calleesAt({E.File, Call}).empty())
    return false;
  StringRef Path = L.calleePath({E.File, Call});
  if (Path.empty())
    Path = L.externalPath({E.File, F.Exprs[Call].Children[0]});
  return Path.starts_with("importlib.import_module()") || Path.starts_with("builtins.__import__()") ||
         (!Path.empty() && !Path.contains("()") && !Path.contains('[') && !Path.starts_with("builtins.") &&
          !Path.starts_with("container.") && !usesNoGraph(Path.split('.').first) && Path.contains('.') &&
          !Path.starts_with("tensorflow"));
}

void Classifier::containers() {
  for (uint32_t File = 0; File < L.project().modules().size(); ++File) {
    const ModuleFacts &F = facts(File);
    for (Id E = 0; E < F.Exprs.size(); ++E)
      for (ValueId VId : L.valuesOf({File, E}).Ids) {
        const Value &V = L.value(VId);
        if (V.Kind != ValueKind::Container || V.Site == NodeRef{File, E})
          continue;
        Id Parent = F.Exprs[E].Parent;
        if (Parent == NoId)
          continue;
        const Expr &Around = F.Exprs[Parent];
        if (Around.Kind == ExprKind::Attribute) {
          Id Call = Around.Parent;
          bool IsCall = Call != NoId && F.Exprs[Call].Kind == ExprKind::Call && F.Exprs[Call].Children[0] == Parent;
          if (Around.Text == "append" && IsCall && F.Exprs[Call].Children.size() == 2)
            Appended[V.Site].push_back({File, F.Exprs[Call].Children[1]});
          else if (Around.Text != "keys" && Around.Text != "items" && Around.Text != "values" && Around.Text != "get" &&
                   Around.Text != "index" && Around.Text != "count" && Around.Text != "copy")
            OpenContainers.insert(V.Site);
        } else if ((Around.Kind == ExprKind::Subscript && Around.Store && Around.Children[0] == E) ||
                   givenAway({File, E}, Parent)) {
          OpenContainers.insert(V.Site);
        }
      }
    for (const Stmt &S : F.Stmts)
      if (S.Kind == StmtKind::AugAssign)
        for (Id B : S.Targets)
          if (F.Exprs[B].Kind == ExprKind::Name && F.Exprs[B].Binding != NoId)
            for (Id D : F.Bindings[F.Exprs[B].Binding].Defs)
              if (F.Defs[D].Value != NoId)
                for (ValueId VId : L.valuesOf({File, F.Defs[D].Value}).Ids)
                  if (L.value(VId).Kind == ValueKind::Container)
                    OpenContainers.insert(L.value(VId).Site);
  }
}

void Classifier::mergeInputs() {
  for (Merge &M : Prog.Merges) {
    if (M.All) {
      for (uint32_t O = 0; O < Prog.Ops.size(); ++O)
        if ((!M.Key || !Prog.Ops[O].Keys || is_contained(*Prog.Ops[O].Keys, *M.Key)) &&
            L.project().mayRunTogether(Prog.Ops[O].Call.File, M.Call.File))
          M.Ops.push_back(O);
    } else if (M.Inputs != NoId) {
      std::vector<FetchedSummary> Found;
      leaves({M.Call.File, M.Inputs}, "", Found, 0);
      for (FetchedSummary &S : Found) {
        M.Ops.insert(M.Ops.end(), S.Ops.begin(), S.Ops.end());
        M.Merges.insert(M.Merges.end(), S.Merges.begin(), S.Merges.end());
        M.Open |= S.Open || L.valuesOf(S.Leaf).Top;
      }
      M.Open |= !closedList({M.Call.File, M.Inputs}, 0);
    }
  }
}

bool Classifier::closedList(NodeRef E, unsigned Depth) const {
  const ModuleFacts &F = facts(E.File);
  const Expr &X = F.Exprs[E.Node];
  if (Depth > 4)
    return false;
  auto element = [&](NodeRef Element) {
    Handles H = handles(Element);
    const ValueSet &Set = L.valuesOf(Element);
    if (!Set.Top && H.Ops.size() + H.Merges.size() > 0 && H.Ops.size() + H.Merges.size() == Set.Ids.size())
      return true;
    return closedList(Element, Depth + 1);
  };
  if (X.Kind == ExprKind::List || X.Kind == ExprKind::Tuple)
    return all_of(X.Children, [&](Id Child) { return element({E.File, Child}); });
  if (X.Kind == ExprKind::ListComp)
    return element({E.File, X.Children.back()});
  const Value *V = L.singleValue(E);
  if (!V || V->Kind != ValueKind::Container || V->Site == E || OpenContainers.count(V->Site))
    return false;
  return closedList(V->Site, Depth + 1) && all_of(Appended.lookup(V->Site), element);
}

/// `result[-1]` of a run whose fetches are written down: "[2]".
std::string Classifier::fromTheEnd(NodeRef E, const Run &R) const {
  const ModuleFacts &F = facts(E.File), &There = facts(R.Call.File);
  const Expr &X = F.Exprs[E.Node], &Fetches = There.Exprs[R.Fetches];
  if (X.Kind != ExprKind::Subscript || X.Children.size() != 2 ||
      (Fetches.Kind != ExprKind::List && Fetches.Kind != ExprKind::Tuple) ||
      any_of(Fetches.Children, [&](Id C) { return There.Exprs[C].Kind == ExprKind::Starred; }))
    return {};
  const Expr &Index = F.Exprs[X.Children[1]];
  int Back = 0;
  if (Index.Kind != ExprKind::Unary || Index.Text != "-" || F.Exprs[Index.Children[0]].Kind != ExprKind::Int ||
      F.Exprs[Index.Children[0]].Text.ref().getAsInteger(10, Back) || Back < 1 ||
      static_cast<size_t>(Back) > Fetches.Children.size())
    return {};
  return "[" + std::to_string(Fetches.Children.size() - static_cast<size_t>(Back)) + "]";
}

void Classifier::writeSources() {
  for (uint32_t W = 0; W < Prog.Writes.size(); ++W) {
    Write &Wr = Prog.Writes[W];
    if (Wr.Summary == NoId)
      continue;
    for (ValueId VId : L.valuesOf({Wr.Call.File, Wr.Summary}).Ids) {
      const Value &V = L.value(VId);
      auto It = RunAt.find(V.Site);
      if (V.Kind != ValueKind::External || It == RunAt.end())
        continue;
      StringRef Path = V.Path;
      size_t At = Path.rfind("()");
      StringRef Part = Path.substr(At + 2);
      Run &R = Prog.Runs[It->second];
      std::string Last = Part == "[*]" ? fromTheEnd({Wr.Call.File, Wr.Summary}, R) : std::string();
      if (!Last.empty())
        Part = Last;
      for (uint32_t S = 0; S < R.Summaries.size(); ++S)
        if (R.Summaries[S].Path == Part) {
          R.Summaries[S].Writes.push_back(W);
          Wr.Sources.push_back({It->second, S});
        }
    }
  }
}

} // namespace summary_upgrade::program
