#include "cpp/WriterPlanner.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace summary_upgrade::cpp {

namespace {

constexpr StringLiteral Create = "summary_v2::create_file_writer(summary_v2::logdir_of_prefix(";

} // namespace

bool WriterPlanner::make(Component &C, const Node &N, ArrayRef<uint32_t> Children) {
  if (N.Macro || !N.C.valid() || !N.D.valid()) {
    C.block("SU811", "a writer is made in a macro", N.Where, "write the construction without the macro");
    return false;
  }
  size_t Arguments = count_if(Children, [&](uint32_t X) { return L.node(X).Kind != NodeKind::Mention; });
  if (Arguments != 1) {
    C.block("SU810", "a writer is made of " + Twine(Arguments) + " arguments", N.Where);
    return false;
  }
  C.edit({N.Where.File, N.Where.Begin, N.C.End}, Create);
  C.edit(N.D, "))");
  C.NeedsRuntime.insert(N.Where.File);
  C.Uses.push_back({"SU801", "a v1 writer is made", N.Where});
  return true;
}

bool WriterPlanner::makeNew(Component &C, uint32_t Id) {
  const Node &N = L.node(Id);
  if (!N.Text.empty()) {
    if (N.Text == "[]" && N.Type != "tensorflow::EventsWriter *")
      return true;
    C.block("SU810", "writers are made by `new" + Twine(N.Text == "[]" ? "[]" : " (place)") + "`", N.Where);
    return false;
  }
  for (uint32_t Child : N.Children)
    if (L.node(Child).Kind == NodeKind::Construct)
      return make(C, N, L.node(Child).Children);
  C.block("SU810", "a writer is made in a way that is not followed", N.Where);
  return false;
}

bool WriterPlanner::construct(Component &C, uint32_t Id) {
  const Node &N = L.node(Id);
  uint32_t Up = L.context(Id);
  if (Up == None)
    return false;
  const Node &P = L.node(Up);
  if (P.Kind == NodeKind::New)
    return false;
  if (arguments(Id).size() != 1) {
    C.block("SU810", "a writer is made of " + Twine(arguments(Id).size()) + " arguments", N.Where);
    return false;
  }
  if (P.Kind == NodeKind::Cast && P.C.valid() && P.D.valid() && !P.Macro) { // EventsWriter(prefix)
    C.edit({P.Where.File, P.Where.Begin, P.C.End}, Create);
    C.edit(P.D, "))");
    C.NeedsRuntime.insert(P.Where.File);
    C.Uses.push_back({"SU801", "a v1 writer is made", P.Where});
    return false;
  }
  if (P.Kind != NodeKind::Variable && P.Kind != NodeKind::Field && P.Kind != NodeKind::CtorInit) {
    C.block("SU810", "a writer is made in a way that is not followed", N.Where);
    return false;
  }
  Span Open = N.C, Close = N.D;
  if (P.Kind == NodeKind::CtorInit && P.C.valid()) {
    Open = P.C;
    Close = P.D;
  }
  if (!Open.valid() || !Close.valid() || N.Macro) {
    C.block("SU811", "a writer is made in a macro", N.Where, "write the construction without the macro");
    return false;
  }
  C.NeedsRuntime.insert(Open.File);
  if (P.Kind == NodeKind::Variable && autoLocal(Up)) {
    C.edit(Open, " = " + Create);
    C.edit(Close, "))");
  } else {
    C.edit({Open.File, Open.End, Open.End}, Create);
    C.edit({Close.File, Close.Begin, Close.Begin}, "))");
  }
  return false;
}

bool WriterPlanner::smartGet(Component &C, uint32_t Id) {
  const Node &N = L.node(Id);
  if (N.Children.empty() || shapeOf(L.node(L.skipParens(N.Children[0])).Type) != Shape::Smart)
    return true;
  if (N.Macro || !N.A.valid() || !N.D.valid() || N.Arrow) {
    C.block(N.Arrow ? "SU810" : "SU811", "the pointer of a writer is taken in a way that is not followed", N.Where);
    return false;
  }
  C.edit({N.A.File, N.A.Begin, N.D.End}, "");
  return true;
}

bool WriterPlanner::dropToken(Component &C, const Node &N) {
  if (!N.A.valid() || N.Macro) {
    C.block("SU811", "a writer is used in a macro", N.Where, "write the use without the macro");
    return false;
  }
  C.edit(N.A, "");
  return true;
}

bool WriterPlanner::autoLocal(uint32_t Variable) const {
  const Node &V = L.node(Variable);
  uint32_t Statement = L.Parent[Variable];
  if (V.Decl == None || L.All.Decls[V.Decl].Kind != DeclKind::Local || Statement == None ||
      L.node(Statement).Kind != NodeKind::DeclStmt || L.node(Statement).Children.size() != 1 ||
      (V.Text != "()" && V.Text != "{}"))
    return false;
  return any_of(V.Children,
                [&](uint32_t Child) { return L.node(Child).Kind == NodeKind::Construct && L.node(Child).C.valid(); });
}

bool WriterPlanner::assigned(uint32_t Decl) const {
  for (uint32_t I = 0; I < L.All.Nodes.size(); ++I) {
    const Node &N = L.node(I);
    if (N.Kind != NodeKind::DeclRef || N.Decl != Decl)
      continue;
    uint32_t Up = L.context(I);
    if (Up == None)
      continue;
    const Node &P = L.node(Up);
    bool Left = !P.Children.empty() && L.skipParens(P.Children[0]) == I;
    if ((P.Kind == NodeKind::Binary && P.Text == "=" && Left) ||
        (P.Kind == NodeKind::Unary && (P.Text == "&" || P.Text == "++" || P.Text == "--")) ||
        P.Kind == NodeKind::Delete)
      return true;
  }
  return false;
}

} // namespace summary_upgrade::cpp
