#include "cpp/WriterPlanner.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace summary_upgrade::cpp {

std::vector<Component> WriterPlanner::run() {
  Group.assign(L.All.Nodes.size(), None);
  for (uint32_t Root : L.All.Roots)
    group(Root, None);
  joinOverrides();
  joinDeclarators();
  for (uint32_t Root : L.All.Roots)
    L.walk(Root, [&](uint32_t Id) { visit(Id); });
  for (auto &[Leader, C] : Components)
    finish(C);
  std::vector<Component> Result;
  for (auto &[Leader, C] : Components)
    Result.push_back(std::move(C));
  return Result;
}

void WriterPlanner::visit(uint32_t Id) {
  const Node &N = L.node(Id);
  if (N.Kind == NodeKind::Mention)
    return mention(Id);
  if (isDeclaration(N.Kind) || N.Kind == NodeKind::Function) {
    if (N.Decl != None && isWriterDecl(N.Decl)) {
      Component &C = componentOf(Id);
      const Decl &D = L.All.Decls[N.Decl];
      bool Local = D.Kind == DeclKind::Local || D.Kind == DeclKind::Parameter;
      (Local ? C.LocalNames : C.Names).insert(D.Name);
      if (D.Kind == DeclKind::Field)
        C.Fields.insert(D.Name);
      if (N.Kind == NodeKind::Function) // its own name has a result that is a writer
        for (const std::string &Base : D.Overrides)
          if (uint32_t B = L.declByKey(Base); B != None && !L.All.Decls[B].InProject)
            C.block("SU810", "`" + D.Name + "` overrides a function of another library", N.Where);
      if (N.Kind == NodeKind::Parameter)
        if (uint32_t F = L.declByKey(D.Owner); F != None) {
          C.Names.insert(L.All.Decls[F].Name);
          for (const std::string &Base : L.All.Decls[F].Overrides)
            if (uint32_t B = L.declByKey(Base); B != None && !L.All.Decls[B].InProject)
              C.block("SU810", "`" + L.All.Decls[F].Name + "` overrides a function of another library", N.Where);
        }
    }
    return;
  }
  if (isWriterNode(Id))
    expression(Id);
  // A call of a method through an object that is no writer's type any more cannot happen; through `this` it
  // can.
  if (N.Kind == NodeKind::MemberCall && N.Type == "void" && isWriterMethod(Id) && N.Children.size() &&
      shapeOf(L.node(L.skipParens(N.Children[0])).Type) == Shape::None)
    componentOf(Id).block("SU810", "`" + N.Text + "` is called on an object of a derived class", N.Where);
}

bool WriterPlanner::isWriterMethod(uint32_t Id) const {
  const Decl *D = L.decl(Id);
  return D && StringRef(D->Qualified).starts_with("tensorflow::EventsWriter::");
}

void WriterPlanner::mention(uint32_t Id) {
  const Node &N = L.node(Id);
  const Node &P = L.node(L.Parent[Id]);
  Component &C = componentOf(Id);
  if (P.Kind == NodeKind::Base)
    return C.block("SU810", "a class is derived from `EventsWriter`", P.Where);
  if (P.Kind == NodeKind::New || (P.Kind == NodeKind::Call && (P.Text == "make_unique" || P.Text == "make_shared")))
    return;                                      // the expression says what becomes of it
  if (P.Kind == NodeKind::Cast && P.C.valid()) { // its construction says what is done
    if (N.C.valid() && !N.Macro)
      C.edit(N.C, "summary_v2::WriterPtr"); // `std::unique_ptr<EventsWriter>(…)`
    return;
  }
  if (P.Kind == NodeKind::Cast)
    return C.block("SU810", "a writer is the result of a cast", P.Where);
  if (P.Kind == NodeKind::DeclRef && L.decl(L.Parent[Id]) && !L.decl(L.Parent[Id])->InStd)
    return C.block("SU812", "`EventsWriter` is an argument of the template `" + L.decl(L.Parent[Id])->Name + "`",
                   P.Where, "call a function that takes `EventsWriter *`");
  bool IsWriter = N.Type == "tensorflow::EventsWriter";
  if (!IsWriter)
    return; // the alias of something with a writer in it: the alias itself is edited
  if (N.Macro)
    return C.block("SU811", "a writer is declared by a macro", N.Where, "write the declaration without the macro");
  StringRef Declared = P.Decl == None ? StringRef() : StringRef(L.All.Decls[P.Decl].Type);
  if (StringRef Bare = withoutConst(Declared);
      shapeOf(Declared) == Shape::Other && Bare.contains('<') && !Bare.starts_with("std::") && !Bare.contains('('))
    return C.block("SU812", "`EventsWriter` is an argument of the template `" + Bare.split('<').first + "`", P.Where,
                   "give the template's member the type `EventsWriter *`");
  // What a pointer to a function takes is what the function takes.
  if (Declared.contains("(*)(") && N.A.valid() && N.Text == "class" && !N.C.valid()) {
    C.edit(N.Where, "const summary_v2::WriterPtr");
    C.edit(N.A, "&");
    C.NeedsRuntime.insert(N.Where.File);
    return use(C, P, N.Where);
  }
  if (N.C.valid()) {
    if (Declared.contains("unique_ptr<tensorflow::EventsWriter, ") &&
        !Declared.contains("std::default_delete<tensorflow::EventsWriter>"))
      return C.block("SU810", "the writer has a deleter of its own", P.Where);
    C.edit(N.C, "summary_v2::WriterPtr");
    C.NeedsRuntime.insert(N.C.File);
    return use(C, P, N.C);
  }
  StringRef Suffix = L.slice(N.A);
  bool Parameter = P.Kind == NodeKind::Parameter;
  bool Const = Declared.starts_with("const tensorflow::EventsWriter");
  std::string Name = N.Text == "class" ? "summary_v2::WriterPtr" : L.slice(N.Where).str();
  if (Suffix == "&&")
    return C.block("SU810", "a writer is taken by rvalue reference", P.Where);
  if (Parameter && (Suffix == "&" ||
                    (Suffix == "*" &&
                     Declared.trim() == (Const ? "const tensorflow::EventsWriter *" : "tensorflow::EventsWriter *") &&
                     !assigned(P.Decl)))) {
    if (N.Text != "auto") {
      if (!Const || N.Text == "class")
        C.edit(N.Where, Const ? Name : "const " + Name);
      if (Suffix == "*")
        C.edit(N.A, "&");
      C.NeedsRuntime.insert(N.Where.File);
      return use(C, P, N.Where);
    }
  }
  if (N.A.valid() && (Suffix == "*" || Suffix == "&")) {
    // "EventsWriter * w" keeps one of its spaces.
    Span Gone = N.A;
    StringRef Text = L.Sources[Gone.File] ? L.Sources[Gone.File]->bytes() : StringRef();
    if (Gone.Begin > 0 && Gone.End < Text.size() && Text[Gone.Begin - 1] == ' ' && Text[Gone.End] == ' ')
      ++Gone.End;
    bool Tight = Gone.Begin > 0 && Gone.End < Text.size() && isIdentifierByte(Text[Gone.Begin - 1]) &&
                 isIdentifierByte(Text[Gone.End]);
    C.edit(Gone, Tight ? " " : "");
  } else if (N.A.valid() == false && P.Kind == NodeKind::Parameter && N.Text != "auto" &&
             shapeOf(Declared) == Shape::Value) {
    // By value: a writer cannot be copied, so nobody calls this.
  }
  if (N.Text == "auto")
    return;
  C.NeedsRuntime.insert(N.Where.File);
  use(C, P, N.Where);
  // A local made in its declaration says its type once.
  if (P.Kind == NodeKind::Variable && !N.A.valid() && autoLocal(L.Parent[Id]))
    C.edit(N.Where, "auto");
  else if (N.Text == "class")
    C.edit(N.Where, Name);
}

void WriterPlanner::use(Component &C, const Node &P, Span Where) {
  if (P.Decl == None)
    return;
  const Decl &D = L.All.Decls[P.Decl];
  std::string Message = P.Kind == NodeKind::Function ? "`" + D.Name + "` returns a v1 writer"
                        : P.Kind == NodeKind::Alias  ? "`" + D.Name + "` names v1's writer"
                                                     : "`" + D.Name + "` is a v1 writer";
  C.Uses.push_back({"SU801", std::move(Message), Where});
}

void WriterPlanner::expression(uint32_t Id) {
  const Node &N = L.node(Id);
  Component &C = componentOf(Id);
  Shape S = shapeOf(N.Type);
  switch (N.Kind) {
  case NodeKind::Recovery:
    return C.block("SU814", "the compiler does not understand this", N.Where);
  case NodeKind::Dependent:
    return C.block("SU812", "what this is depends on a template's arguments", N.Where);
  case NodeKind::Paren:
    return;
  case NodeKind::New:
    if (S == Shape::Pointer && !makeNew(C, Id))
      return;
    break;
  case NodeKind::Construct:
    if (S == Shape::Value && !construct(C, Id))
      return;
    if (S == Shape::Smart && arguments(Id).size() > 1)
      return C.block("SU810", "the writer has a deleter of its own", N.Where);
    break;
  case NodeKind::Call:
    if (S == Shape::Smart && (N.Text == "make_unique" || N.Text == "make_shared"))
      if (!make(C, N, N.Children))
        return;
    break;
  case NodeKind::Cast:
    if (S == Shape::Value && N.C.valid())
      return; // `EventsWriter(prefix)`: its construction says what is done
    if (S != Shape::None && N.Text != "void" && N.Written)
      if (S == Shape::Pointer || S == Shape::Value)
        return C.block("SU810", "a writer is the result of a cast", N.Where);
    break;
  case NodeKind::MemberCall:
    if (N.Text == "get" && !smartGet(C, Id))
      return;
    break;
  case NodeKind::Unary:
    if ((N.Text == "*" && S == Shape::Value) || (N.Text == "&" && S == Shape::Pointer))
      if (!dropToken(C, N))
        return;
    break;
  case NodeKind::OperatorCall:
    if (N.Text == "*" && S == Shape::Value && N.Children.size() == 1 && L.decl(Id) && L.decl(Id)->MemberOfStd)
      if (!dropToken(C, N))
        return;
    break;
  default:
    break;
  }
  context(C, Id, S);
}

std::vector<Component> planWriters(const Linked &L, const PlanOptions &Options) {
  return WriterPlanner(L, Options).run();
}

} // namespace summary_upgrade::cpp
