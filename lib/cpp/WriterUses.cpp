#include "cpp/WriterPlanner.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace summary_upgrade::cpp {

void WriterPlanner::context(Component &C, uint32_t Id, Shape S) {
  uint32_t Up = L.context(Id);
  if (Up == None)
    return;
  const Node &N = L.node(Id), &P = L.node(Up);
  auto notFollowed = [&](const Twine &Why, StringRef Help = {}) {
    C.block("SU810", Why, N.Where.valid() ? N.Where : P.Where, Help);
  };
  bool IsObject = !P.Children.empty() && L.skipParens(P.Children[0]) == Id;
  switch (P.Kind) {
  case NodeKind::Variable:
  case NodeKind::Field:
  case NodeKind::CtorInit:
  case NodeKind::Return:
  case NodeKind::Compound:
  case NodeKind::Branch:
  case NodeKind::Loop:
  case NodeKind::DeclStmt:
  case NodeKind::Conditional:
  case NodeKind::Lambda:
  case NodeKind::Subscript:
  case NodeKind::InitList:
    return;
  case NodeKind::Delete: {
    if (P.Macro || !P.Where.valid() || !P.Text.empty() || S != Shape::Pointer)
      return notFollowed("a writer is deleted in a way that is not followed");
    C.edit({P.Where.File, P.Where.Begin, N.Where.Begin}, "");
    Span End = L.node(P.Children[0]).Where;
    C.edit({End.File, End.End, End.End}, ".reset()");
    return;
  }
  case NodeKind::Unary:
    if (P.Text == "!" || P.Text == "*" || P.Text == "&")
      return;
    return notFollowed("`" + P.Text + "` is applied to a " + what(S));
  case NodeKind::Binary:
    if (P.Text == "=" || P.Text == "==" || P.Text == "!=" || P.Text == "&&" || P.Text == "||" || P.Text == ",")
      return;
    return notFollowed("`" + P.Text + "` is applied to a " + what(S));
  case NodeKind::OperatorCall:
  case NodeKind::Call:
  case NodeKind::Construct:
    if (P.Kind == NodeKind::Construct && S == Shape::Value && StringRef(P.Type) == "tensorflow::EventsWriter")
      return notFollowed("a writer is copied");
    return argument(C, Id, Up);
  case NodeKind::MemberCall:
    if (!IsObject)
      return argument(C, Id, Up);
    if (S == Shape::Smart)
      return smartMethod(C, Id, Up);
    if (isWriterMethod(Up))
      return method(C, Id, Up);
    return; // of a container
  case NodeKind::MemberRef:
    if (S == Shape::Other)
      return;
    return notFollowed("a member of the writer's class is used");
  case NodeKind::Cast:
    if (P.Text == "void")
      return;
    if (P.Text == "pointer" && shapeOf(P.Type) == Shape::None)
      return notFollowed("a pointer to a writer becomes a pointer to something else");
    return;
  case NodeKind::New:
    return;
  case NodeKind::Recovery:
    return C.block("SU814", "the compiler does not understand this use of the writer", P.Where);
  case NodeKind::Dependent:
    return C.block("SU812", "what is done with the writer here depends on a template's arguments", P.Where);
  default:
    return notFollowed("the writer is used in a way that is not followed (" +
                       StringRef(P.Text.empty() ? "expression" : P.Text) + ")");
  }
}

void WriterPlanner::argument(Component &C, uint32_t Id, uint32_t Call) {
  const Node &P = L.node(Call);
  const Decl *Callee = L.decl(Call);
  if (!Callee || Callee->InStd || Callee->MemberOfStd)
    return;
  std::vector<uint32_t> Args = arguments(Call);
  size_t Index = 0;
  while (Index < Args.size() && L.skipParens(Args[Index]) != Id)
    ++Index;
  if (!Callee->InProject)
    return C.block(
        "SU810", "the writer is passed to `" + Callee->Qualified + "`, which is not among the files that are migrated",
        L.node(Id).Where, "run the tool on the folder that has it, too");
  uint32_t Param = L.declByKey(Callee->Key + "#" + std::to_string(Index));
  if (Param == None || isWriterDecl(Param) || P.Kind == NodeKind::OperatorCall)
    return;
  if (Callee->Template)
    return C.block("SU812", "the writer is passed to the template `" + Callee->Name + "`, whose parameter has any type",
                   L.node(Id).Where, "give the parameter the type `EventsWriter *`");
  C.block("SU810", "the writer is passed as `" + L.All.Decls[Param].Type + "`", L.node(Id).Where);
}

void WriterPlanner::smartMethod(Component &C, uint32_t Id, uint32_t Call) {
  const Node &P = L.node(Call);
  if (!P.Written || P.Text == "get")
    return;
  if (P.Text == "release")
    return C.block("SU810", "the pointer of a writer is released", P.Where, "move the smart pointer instead");
  if (P.Text != "reset")
    return;
  std::vector<uint32_t> Args = arguments(Call);
  if (Args.empty() || (L.node(Args[0]).Kind == NodeKind::Literal))
    return;
  uint32_t Up = L.context(Call);
  bool Statement = Up != None && (L.node(Up).Kind == NodeKind::Compound || L.node(Up).Kind == NodeKind::Branch ||
                                  L.node(Up).Kind == NodeKind::Loop);
  if (Args.size() != 1 || P.Macro || !P.A.valid() || !P.C.valid() || !P.D.valid() || P.Arrow || !Statement)
    return C.block("SU810", "a smart pointer of a writer is reset in a way that is not followed", P.Where);
  C.edit({P.A.File, P.A.Begin, P.C.End}, " = ");
  C.edit(P.D, "");
}

Span WriterPlanner::checkMacro(uint32_t Call) const {
  uint32_t Top = None;
  for (uint32_t Up = L.Parent[Call]; Up != None && L.node(Up).Kind != NodeKind::Compound; Up = L.Parent[Up])
    if (L.node(Up).Where.contains(L.node(Call).Where))
      Top = Up;
  if (Top == None)
    return {};
  Span S = L.node(Top).Where;
  StringRef Text = L.slice(S);
  if ((Text.starts_with("TF_CHECK_OK(") || Text.starts_with("TF_QCHECK_OK(")) && Text.ends_with(")"))
    return S;
  // The statement may end with the semicolon, or (`while (auto …) LOG(FATAL) << …`) with what follows the
  // expansion.
  return {};
}

void WriterPlanner::method(Component &C, uint32_t Id, uint32_t Call) {
  const Node &P = L.node(Call);
  const Node &Object = L.node(P.Children[0]);
  if (P.Macro || !P.A.valid() || !P.B.valid() || !P.C.valid() || !P.D.valid() || !Object.Where.valid())
    return C.block("SU811", "`" + P.Text + "` is called in a macro", P.Where,
                   "call it without the macro, or in its argument");
  if (const Decl *Arrow = L.decl(L.skipParens(P.Children[0]));
      Arrow && L.node(L.skipParens(P.Children[0])).Kind == NodeKind::OperatorCall &&
      L.node(L.skipParens(P.Children[0])).Text == "->" && !Arrow->MemberOfStd)
    return C.block("SU810", "the writer is reached through `" + Arrow->Qualified + "`", P.Where,
                   "call a method that returns the writer");
  if (P.Text == "WriteEvent" || P.Text == "WriteSerializedEvent") {
    C.NeedsRuntime.insert(P.Where.File);
    return Writes.push_back({Call, &C}), void();
  }
  if (P.Text != "Flush" && P.Text != "Close" && P.Text != "Init" && P.Text != "FileName")
    return C.block("SU810", "`EventsWriter::" + P.Text + "` has no counterpart in v2", P.Where);
  StringRef New = P.Text == "Flush" ? "flush" : P.Text == "Close" ? "close" : P.Text == "Init" ? "status" : "path";
  auto rename = [&] {
    C.edit(P.B, New);
    if (L.slice(P.A) == ".")
      C.edit(P.A, "->");
    C.Uses.push_back({"SU801", "`" + P.Text + "` is called on a v1 writer", P.Where});
  };
  if (P.Text == "FileName")
    return rename();
  uint32_t Up = L.context(Call);
  const Node &Outer = L.node(Up);
  bool Statement = Outer.Kind == NodeKind::Compound || Outer.Kind == NodeKind::Branch || Outer.Kind == NodeKind::Loop;
  if (Statement && Outer.Kind == NodeKind::Compound && P.Text == "Init") {
    if (Span Whole = withSemicolon(L, P.Where); Whole.valid()) {
      C.edit(Whole, "", true);
      C.Uses.push_back({"SU801", "`Init` is called on a v1 writer", P.Where});
      return;
    }
  }
  if (Statement || (Outer.Kind == NodeKind::Cast && Outer.Text == "void"))
    return rename();
  if (Outer.Kind == NodeKind::MemberCall && Outer.Text == "ok" && !Outer.Macro)
    return rename();
  if (Outer.Kind == NodeKind::MemberCall && Outer.Text == "IgnoreError" && Outer.A.valid() && Outer.D.valid()) {
    C.edit({Outer.A.File, Outer.A.Begin, Outer.D.End}, "");
    return rename();
  }
  if (Span Macro = checkMacro(Call); Macro.valid()) {
    C.edit({Macro.File, Macro.Begin, P.Where.Begin}, "if (!");
    C.edit({Macro.File, P.Where.End, Macro.End}, ".ok()) std::abort()");
    C.NeedsAbort.insert(Macro.File);
    return rename();
  }
  if (uint32_t Kept = statusVariable(Call); Kept != None && keepStatus(C, Kept))
    return rename();
  C.block("SU810", "the status of `" + P.Text + "` is used", P.Where, "use `.ok()` of it, `TF_CHECK_OK`, or nothing");
}

/// `Status s = w.Flush();` or `s = w.Flush();`: the local variable, or None.
uint32_t WriterPlanner::statusVariable(uint32_t Call) const {
  uint32_t Up = L.context(Call);
  if (Up == None)
    return None;
  const Node &P = L.node(Up);
  uint32_t D = None;
  if (P.Kind == NodeKind::Variable)
    D = P.Decl;
  else if ((P.Kind == NodeKind::OperatorCall || P.Kind == NodeKind::Binary) && P.Text == "=" &&
           P.Children.size() == 2 && L.skipParens(P.Children[1]) == Call &&
           L.node(L.skipParens(P.Children[0])).Kind == NodeKind::DeclRef)
    D = L.node(L.skipParens(P.Children[0])).Decl;
  if (D == None || L.All.Decls[D].Kind != DeclKind::Local)
    return None;
  StringRef Type = withoutConst(L.All.Decls[D].Type);
  return Type == "tensorflow::Status" || Type.ends_with("::Status") ? D : None;
}

/// A status that only the writer's methods give, and that is only asked whether it is good and why not.
bool WriterPlanner::keepStatus(Component &C, uint32_t Variable) {
  auto [It, New] = Statuses.try_emplace(Variable, false);
  if (New)
    It->second = followStatus(C, Variable);
  return It->second;
}

bool WriterPlanner::followStatus(Component &C, uint32_t Variable) const {
  std::vector<PlannedEdit> Edits;
  bool Declared = false;
  for (uint32_t Id = 0; Id < L.All.Nodes.size(); ++Id) {
    const Node &N = L.node(Id);
    if (N.Decl != Variable || L.RootOf[Id] == None)
      continue;
    uint32_t Up = L.context(Id);
    if (Up == None)
      return false;
    if (N.Kind == NodeKind::Variable) {
      const Node &Statement = L.node(L.Parent[Id]);
      if (Statement.Kind != NodeKind::DeclStmt || Statement.Children.size() != 1 || Statement.Macro || !N.B.valid())
        return false;
      uint32_t Init = N.Children.empty() ? None : L.skipParens(N.Children.back());
      if (Init != None && !isWriterMethod(Init) &&
          !(L.node(Init).Kind == NodeKind::Construct && L.node(Init).Children.empty()))
        return false;
      Span Type{N.B.File, Statement.Where.Begin, N.B.Begin};
      StringRef Text = L.slice(Type);
      if (hasWord(Text, {"static", "thread_local"}) ||
          !all_of(Text, [](char X) { return isIdentifierByte(X) || X == ':' || X == ' '; }))
        return false;
      if (!hasWord(Text, {"auto"}))
        Edits.push_back({Type, Text.starts_with("const ") ? "const summary_v2::Status " : "summary_v2::Status "});
      Declared = true;
      continue;
    }
    const Node &P = L.node(Up);
    bool Object = !P.Children.empty() && L.skipParens(P.Children[0]) == Id;
    if ((P.Kind == NodeKind::OperatorCall || P.Kind == NodeKind::Binary) && P.Text == "=" && Object &&
        P.Children.size() == 2 && isWriterMethod(L.skipParens(P.Children[1])))
      continue;
    if (P.Kind != NodeKind::MemberCall || !Object || P.Arrow)
      return false;
    if (P.Text == "ToString" || P.Text == "error_message") {
      if (!P.B.valid())
        return false;
      Edits.push_back({P.B, "message"});
    } else if (P.Text != "ok" && P.Text != "message") {
      return false;
    }
  }
  for (const PlannedEdit &E : Edits)
    C.edit(E.Where, E.Text);
  return Declared;
}

} // namespace summary_upgrade::cpp
