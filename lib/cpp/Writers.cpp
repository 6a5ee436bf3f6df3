#include "cpp/Plan.h"
#include "cpp/Types.h"
#include "llvm/ADT/EquivalenceClasses.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace summary_upgrade::cpp {

namespace {

constexpr StringLiteral Create = "summary_v2::create_file_writer(summary_v2::logdir_of_prefix(";

bool isStatement(NodeKind K) {
  return K == NodeKind::Compound || K == NodeKind::DeclStmt || K == NodeKind::Branch || K == NodeKind::Loop || K == NodeKind::Return ||
         K == NodeKind::Function;
}
bool isDeclaration(NodeKind K) {
  return K == NodeKind::Variable || K == NodeKind::Field || K == NodeKind::Parameter || K == NodeKind::CtorInit || K == NodeKind::Alias ||
         K == NodeKind::Base;
}

class WriterPlanner {
public:
  WriterPlanner(const Linked &L, const PlanOptions &Options) : L(L), Options(Options) {}

  std::vector<Component> run() {
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

private:
  // --------------------------------------------------------------------------------------------------------- grouping
  //
  // An element is a declaration, or (offset by the number of declarations) a whole expression. What meets in one expression is one.

  uint32_t elementOf(uint32_t NodeId) const { return static_cast<uint32_t>(L.All.Decls.size()) + NodeId; }
  bool isWriterNode(uint32_t Id) const { return shapeOf(L.node(Id).Type) != Shape::None; }
  bool isWriterDecl(uint32_t Decl) const { return Decl != None && shapeOf(L.All.Decls[Decl].Type) != Shape::None; }

  void unite(uint32_t A, uint32_t B) { Classes.unionSets(A, B); }

  void group(uint32_t Id, uint32_t Current) {
    const Node &N = L.node(Id);
    if (isStatement(N.Kind) && N.Kind != NodeKind::Return)
      Current = None;
    if (N.Kind == NodeKind::Return) {
      // What is returned is the function, or the lambda around, which its own expression holds.
      Current = elementOf(Id);
      uint32_t Up = L.Parent[Id];
      while (Up != None && L.node(Up).Kind != NodeKind::Lambda && L.node(Up).Kind != NodeKind::Function)
        Up = L.Parent[Up];
      if (Up != None && L.node(Up).Kind == NodeKind::Function && isWriterDecl(L.node(Up).Decl))
        unite(Current, L.node(Up).Decl);
      else if (Up != None && L.node(Up).Kind == NodeKind::Lambda && Group[Up] != None && hasWriter(Id))
        unite(Current, Group[Up]);
    } else if (isDeclaration(N.Kind) && N.Decl != None) {
      Current = N.Decl;
    } else if (N.Kind == NodeKind::Function && N.Decl != None) {
      Current = N.Decl; // for the mentions of its result
    } else if (!isStatement(N.Kind) && Current == None) {
      Current = elementOf(Id);
    }
    Group[Id] = Current;
    if (Current != None) {
      if ((N.Kind == NodeKind::DeclRef || N.Kind == NodeKind::MemberRef || N.Kind == NodeKind::Call || N.Kind == NodeKind::MemberCall ||
           N.Kind == NodeKind::OperatorCall || N.Kind == NodeKind::Mention) &&
          isWriterDecl(N.Decl))
        unite(Current, N.Decl);
      if (N.Kind == NodeKind::Call || N.Kind == NodeKind::MemberCall || N.Kind == NodeKind::Construct)
        joinArguments(Id, Current);
    }
    // for (auto &w : writers)
    uint32_t Element = N.Kind == NodeKind::Loop && N.Children.size() > 1 && L.node(N.Children[0]).Kind == NodeKind::Variable ? L.node(N.Children[0]).Decl : None;
    for (uint32_t C : N.Children) {
      if (Element != None && C == N.Children[1] && isWriterDecl(Element)) {
        group(C, Element);
        continue;
      }
      // What a lambda takes is what it is called with.
      if (N.Kind == NodeKind::Lambda && L.node(C).Kind == NodeKind::Parameter && isWriterDecl(L.node(C).Decl) && Current != None)
        unite(Current, L.node(C).Decl);
      bool Body = N.Kind == NodeKind::Function && L.node(C).Kind != NodeKind::Mention;
      group(C, Body ? None : Current);
    }
  }

  bool hasWriter(uint32_t Id) const {
    bool Found = false;
    L.walk(Id, [&](uint32_t N) { Found |= isWriterNode(N); });
    return Found;
  }

  /// The children of a call that are arguments.
  std::vector<uint32_t> arguments(uint32_t Call) const {
    const Node &N = L.node(Call);
    std::vector<uint32_t> Args;
    for (size_t I = N.Kind == NodeKind::MemberCall ? 1 : 0; I < N.Children.size(); ++I)
      if (L.node(N.Children[I]).Kind != NodeKind::Mention)
        Args.push_back(N.Children[I]);
    return Args;
  }

  void joinArguments(uint32_t Call, uint32_t Current) {
    const Decl *Callee = L.decl(Call);
    if (!Callee)
      return;
    std::vector<uint32_t> Args = arguments(Call);
    for (size_t I = 0; I < Args.size(); ++I) {
      if (!isWriterNode(L.skipParens(Args[I])))
        continue;
      uint32_t Param = L.declByKey(Callee->Key + "#" + std::to_string(I));
      if (isWriterDecl(Param))
        unite(Current, Param);
      else if (Callee->InStd && Callee->Name != "move" && Callee->Name != "swap" && Callee->Name != "forward")
        // The library passes it on to whoever takes a writer.
        for (uint32_t D = 0; D < L.All.Decls.size(); ++D)
          if (L.All.Decls[D].Kind == DeclKind::Parameter && L.All.Decls[D].InProject && isWriterDecl(D))
            unite(Current, D);
    }
  }

  /// `EventsWriter a(x), b(y);`: one type for several names.
  void joinDeclarators() {
    std::map<std::pair<uint32_t, uint32_t>, uint32_t> First;
    for (uint32_t Id = 0; Id < L.All.Nodes.size(); ++Id) {
      const Node &N = L.node(Id);
      if (N.Kind != NodeKind::Mention || !N.Where.valid() || Group[Id] == None)
        continue;
      auto [It, New] = First.try_emplace({N.Where.File, N.Where.Begin}, Group[Id]);
      if (!New)
        unite(It->second, Group[Id]);
    }
  }

  void joinOverrides() {
    for (uint32_t D = 0; D < L.All.Decls.size(); ++D)
      for (const std::string &Base : L.All.Decls[D].Overrides) {
        uint32_t B = L.declByKey(Base);
        if (isWriterDecl(D) && B != None)
          unite(D, B);
        for (uint32_t I = 0; I < 32; ++I) {
          uint32_t Mine = L.declByKey(L.All.Decls[D].Key + "#" + std::to_string(I));
          uint32_t Theirs = L.declByKey(Base + "#" + std::to_string(I));
          if (Mine != None && Theirs != None && isWriterDecl(Mine))
            unite(Mine, Theirs);
        }
      }
  }

  Component &componentOf(uint32_t NodeId) {
    uint32_t Element = Group[NodeId] == None ? elementOf(NodeId) : Group[NodeId];
    uint32_t Leader = Classes.getOrInsertLeaderValue(Element);
    Component &C = Components[Leader];
    C.Roots.insert(L.RootOf[NodeId]);
    return C;
  }

  // ------------------------------------------------------------------------------------------------------------ nodes

  void visit(uint32_t Id) {
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
    // A call of a method through an object that is no writer's type any more cannot happen; through `this` it can.
    if (N.Kind == NodeKind::MemberCall && N.Type == "void" && isWriterMethod(Id) && N.Children.size() &&
        shapeOf(L.node(L.skipParens(N.Children[0])).Type) == Shape::None)
      componentOf(Id).block("SU810", "`" + N.Text + "` is called on an object of a derived class", N.Where);
  }

  bool isWriterMethod(uint32_t Id) const {
    const Decl *D = L.decl(Id);
    return D && StringRef(D->Qualified).starts_with("tensorflow::EventsWriter::");
  }

  static StringRef what(Shape S) { return S == Shape::Value ? "writer" : "pointer to a writer"; }

  void mention(uint32_t Id) {
    const Node &N = L.node(Id);
    const Node &P = L.node(L.Parent[Id]);
    Component &C = componentOf(Id);
    if (P.Kind == NodeKind::Base)
      return C.block("SU810", "a class is derived from `EventsWriter`", P.Where);
    if (P.Kind == NodeKind::New || (P.Kind == NodeKind::Call && (P.Text == "make_unique" || P.Text == "make_shared")))
      return; // the expression says what becomes of it
    if (P.Kind == NodeKind::Cast && P.C.valid())
      return;
    if (P.Kind == NodeKind::Cast)
      return C.block("SU810", "a writer is the result of a cast", P.Where);
    if (P.Kind == NodeKind::DeclRef && L.decl(L.Parent[Id]) && !L.decl(L.Parent[Id])->InStd)
      return C.block("SU812", "`EventsWriter` is an argument of the template `" + L.decl(L.Parent[Id])->Name + "`", P.Where,
                     "call a function that takes `EventsWriter *`");
    bool IsWriter = N.Type == "tensorflow::EventsWriter";
    if (!IsWriter)
      return; // the alias of something with a writer in it: the alias itself is edited
    if (N.Macro)
      return C.block("SU811", "a writer is declared by a macro", N.Where, "write the declaration without the macro");
    StringRef Declared = P.Decl == None ? StringRef() : StringRef(L.All.Decls[P.Decl].Type);
    if (N.C.valid()) {
      if (Declared.contains("unique_ptr<tensorflow::EventsWriter, ") && !Declared.contains("std::default_delete<tensorflow::EventsWriter>"))
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
    if (Parameter && (Suffix == "&" || (Suffix == "*" && Declared.trim() == (Const ? "const tensorflow::EventsWriter *" : "tensorflow::EventsWriter *") &&
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
      bool Tight = Gone.Begin > 0 && Gone.End < Text.size() && isIdentifierByte(Text[Gone.Begin - 1]) && isIdentifierByte(Text[Gone.End]);
      C.edit(Gone, Tight ? " " : "");
    } else if (N.A.valid() == false && P.Kind == NodeKind::Parameter && N.Text != "auto" && shapeOf(Declared) == Shape::Value) {
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

  void use(Component &C, const Node &P, Span Where) {
    if (P.Decl == None)
      return;
    const Decl &D = L.All.Decls[P.Decl];
    std::string Message = P.Kind == NodeKind::Function ? "`" + D.Name + "` returns a v1 writer"
                          : P.Kind == NodeKind::Alias  ? "`" + D.Name + "` names v1's writer"
                                                       : "`" + D.Name + "` is a v1 writer";
    C.Uses.push_back({"SU801", std::move(Message), Where});
  }

  /// A local variable by value whose declaration constructs it: `EventsWriter w(prefix);`.
  bool autoLocal(uint32_t Variable) const {
    const Node &V = L.node(Variable);
    uint32_t Statement = L.Parent[Variable];
    if (V.Decl == None || L.All.Decls[V.Decl].Kind != DeclKind::Local || Statement == None || L.node(Statement).Kind != NodeKind::DeclStmt ||
        L.node(Statement).Children.size() != 1 || (V.Text != "()" && V.Text != "{}"))
      return false;
    return any_of(V.Children, [&](uint32_t Child) { return L.node(Child).Kind == NodeKind::Construct && L.node(Child).C.valid(); });
  }

  /// Whether a parameter gets another value somewhere, or its address is taken.
  bool assigned(uint32_t Decl) const {
    for (uint32_t I = 0; I < L.All.Nodes.size(); ++I) {
      const Node &N = L.node(I);
      if (N.Kind != NodeKind::DeclRef || N.Decl != Decl)
        continue;
      uint32_t Up = L.context(I);
      if (Up == None)
        continue;
      const Node &P = L.node(Up);
      bool Left = !P.Children.empty() && L.skipParens(P.Children[0]) == I;
      if ((P.Kind == NodeKind::Binary && P.Text == "=" && Left) || (P.Kind == NodeKind::Unary && (P.Text == "&" || P.Text == "++" || P.Text == "--")) ||
          P.Kind == NodeKind::Delete)
        return true;
    }
    return false;
  }

  void expression(uint32_t Id) {
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
      if (N.Text == "*" && S == Shape::Value && N.Children.size() == 1)
        if (!dropToken(C, N))
          return;
      break;
    default:
      break;
    }
    context(C, Id, S);
  }

  bool dropToken(Component &C, const Node &N) {
    if (!N.A.valid() || N.Macro) {
      C.block("SU811", "a writer is used in a macro", N.Where, "write the use without the macro");
      return false;
    }
    C.edit(N.A, "");
    return true;
  }

  bool make(Component &C, const Node &N, ArrayRef<uint32_t> Children) {
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

  bool makeNew(Component &C, uint32_t Id) {
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

  bool construct(Component &C, uint32_t Id) {
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

  bool smartGet(Component &C, uint32_t Id) {
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

  // ---------------------------------------------------------------------------------------------------------- contexts

  void context(Component &C, uint32_t Id, Shape S) {
    uint32_t Up = L.context(Id);
    if (Up == None)
      return;
    const Node &N = L.node(Id), &P = L.node(Up);
    auto notFollowed = [&](const Twine &Why, StringRef Help = {}) { C.block("SU810", Why, N.Where.valid() ? N.Where : P.Where, Help); };
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
      return notFollowed("the writer is used in a way that is not followed (" + StringRef(P.Text.empty() ? "expression" : P.Text) + ")");
    }
  }

  void argument(Component &C, uint32_t Id, uint32_t Call) {
    const Node &P = L.node(Call);
    const Decl *Callee = L.decl(Call);
    if (!Callee || Callee->InStd || Callee->MemberOfStd)
      return;
    std::vector<uint32_t> Args = arguments(Call);
    size_t Index = 0;
    while (Index < Args.size() && L.skipParens(Args[Index]) != Id)
      ++Index;
    if (!Callee->InProject)
      return C.block("SU810", "the writer is passed to `" + Callee->Qualified + "`, which is not among the files that are migrated", L.node(Id).Where,
                     "run the tool on the folder that has it, too");
    uint32_t Param = L.declByKey(Callee->Key + "#" + std::to_string(Index));
    if (Param == None || isWriterDecl(Param) || P.Kind == NodeKind::OperatorCall)
      return;
    if (Callee->Template)
      return C.block("SU812", "the writer is passed to the template `" + Callee->Name + "`, whose parameter has any type", L.node(Id).Where,
                     "give the parameter the type `EventsWriter *`");
    C.block("SU810", "the writer is passed as `" + L.All.Decls[Param].Type + "`", L.node(Id).Where);
  }

  void smartMethod(Component &C, uint32_t Id, uint32_t Call) {
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
    bool Statement = Up != None && (L.node(Up).Kind == NodeKind::Compound || L.node(Up).Kind == NodeKind::Branch || L.node(Up).Kind == NodeKind::Loop);
    if (Args.size() != 1 || P.Macro || !P.A.valid() || !P.C.valid() || !P.D.valid() || P.Arrow || !Statement)
      return C.block("SU810", "a smart pointer of a writer is reset in a way that is not followed", P.Where);
    C.edit({P.A.File, P.A.Begin, P.C.End}, " = ");
    C.edit(P.D, "");
  }

  /// The expansion around a call that is an argument of TF_CHECK_OK, or invalid.
  Span checkMacro(uint32_t Call) const {
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
    // The statement may end with the semicolon, or (`while (auto …) LOG(FATAL) << …`) with what follows the expansion.
    return {};
  }

  void method(Component &C, uint32_t Id, uint32_t Call) {
    const Node &P = L.node(Call);
    const Node &Object = L.node(P.Children[0]);
    if (P.Macro || !P.A.valid() || !P.B.valid() || !P.C.valid() || !P.D.valid() || !Object.Where.valid())
      return C.block("SU811", "`" + P.Text + "` is called in a macro", P.Where, "call it without the macro, or in its argument");
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
    C.block("SU810", "the status of `" + P.Text + "` is used", P.Where, "use `.ok()` of it, `TF_CHECK_OK`, or nothing");
  }

  // ----------------------------------------------------------------------------------------------------------- writes

  void importEdits(Component &C, uint32_t Call) {
    const Node &P = L.node(Call);
    Span Object = L.node(P.Children[0]).Where;
    // `(*w).WriteEvent` needs no parentheses any more, but they do no harm.
    C.edit({Object.File, Object.Begin, Object.Begin}, "summary_v2::import_event(");
    C.edit({P.A.File, P.A.Begin, P.C.End}, ", ");
    if (P.Text == "WriteSerializedEvent")
      C.edit({P.D.File, P.D.Begin, P.D.Begin}, ", summary_v2::Import::ToV2");
  }

  void write(Component &C, uint32_t Call) {
    const Node &P = L.node(Call);
    BlockResult Event = recognizeEvent(L, Call);
    if (Event.Block && P.Text == "WriteEvent") {
      bool Now = Event.Block->WallTime == None || isNow(L, L.node(Event.Block->WallTime).Children.back());
      if (!Now && !Options.DropWallTime) {
        Event.Block.reset();
        Event.Reason = "its wall time is not known to be now";
      }
    }
    if (!Event.Block || P.Text != "WriteEvent") {
      C.Imports = true;
      C.ForeignEvents |= !Event.Local;
      importEdits(C, Call);
      C.Uses.push_back({"SU803", "the event is imported as it is: " + (Event.Reason.empty() ? std::string("it is serialized") : Event.Reason), P.Where});
      return;
    }
    Natives.push_back({*Event.Block, &C});
  }

  /// Last, when the edits inside of what is moved are known.
  void native(Component &C, const EventBlock &E) {
    const Node &P = L.node(E.Write);
    Span Object = L.node(P.Children[0]).Where;
    Object.End = P.A.Begin;
    std::string Writer = rendered(C, Object);
    auto argument = [&](uint32_t Call) {
      const Node &N = L.node(Call);
      return L.slice({N.C.File, N.C.End, N.D.Begin}).trim().str();
    };
    std::string Step = "0";
    if (E.Step != None) {
      Step = argument(E.Step);
      const Node &Value = L.node(L.node(E.Step).Children.back());
      if (Value.Type == "float" || Value.Type == "double" || Value.Type == "long double")
        Step = "static_cast<int64_t>(" + Step + ")";
    }
    const text::SourceFile &File = *L.Sources[P.Where.File];
    uint32_t Start = File.lineStart(File.lineOf(P.Where.Begin));
    StringRef Lead = File.slice({Start, P.Where.Begin});
    StringRef Indent = Lead.take_while([](char X) { return X == ' ' || X == '\t'; });
    std::string Text;
    for (const EventBlock::Value &V : E.Values) {
      if (!Text.empty())
        Text += (";" + File.newlineText() + Indent).str();
      Text += "summary_v2::scalar(" + Writer + ", " + argument(V.Tag) + ", " + argument(V.Simple) + ", " + Step + ")";
    }
    C.edit(P.Where, Text);
    for (uint32_t S : E.Statements) {
      Span Whole = L.node(S).Kind == NodeKind::DeclStmt ? L.node(S).Where : withSemicolon(L, L.node(S).Where);
      C.edit(Whole, "", true);
    }
    C.Uses.push_back({"SU802", "a v1 scalar is built and written", P.Where});
    if (E.WallTime != None && Options.DropWallTime && !isNow(L, L.node(E.WallTime).Children.back()))
      C.Notices.push_back({"SU804", "this wall time is dropped", L.node(E.WallTime).Where});
  }

  /// The text of a range with the edits in it done; they are taken out of the list.
  std::string rendered(Component &C, Span S) {
    std::vector<text::Edit> Inside;
    erase_if(C.Edits, [&](const PlannedEdit &E) {
      if (!S.contains(E.Where))
        return false;
      Inside.push_back({{E.Where.Begin - S.Begin, E.Where.End - S.Begin}, E.Text});
      return true;
    });
    auto New = text::applyEdits(L.slice(S), Inside);
    if (!New) {
      C.block("SU810", "internal: " + toString(New.takeError()), S);
      return {};
    }
    StringRef Text = StringRef(*New).trim();
    if (Text.starts_with("(") && Text.ends_with(")") && all_of(Text.drop_front().drop_back(), [](char X) { return isIdentifierByte(X); }))
      Text = Text.drop_front().drop_back();
    return Text.str();
  }

  void finish(Component &C) {
    for (auto &[Call, Owner] : Writes)
      if (Owner == &C)
        write(C, Call);
    for (auto &[Block, Owner] : Natives)
      if (Owner == &C)
        native(C, Block);
    checkSurroundings(C);
  }

  /// A line that the compiler may have dropped names something of the component. A field of another class may have the name of ours.
  static bool usesName(StringRef Line, const Component &C) {
    std::set<std::string> Others;
    std::set_difference(C.Names.begin(), C.Names.end(), C.Fields.begin(), C.Fields.end(), std::inserter(Others, Others.end()));
    if (hasWord(Line, Others))
      return true;
    size_t At = 0;
    for (StringRef Rest = Line; hasWord(Rest, C.Fields, &At); Rest = Rest.drop_front(At + 1))
      if (Rest.take_front(At).ends_with(".") || Rest.take_front(At).ends_with("->"))
        return true;
    return false;
  }

  void checkSurroundings(Component &C) {
    std::set<std::string> Trigger = {"EventsWriter", "WriteEvent"};
    auto near = [&](uint32_t File) {
      return any_of(C.Roots, [&](uint32_t R) { return R != None && L.node(R).Where.File == File; });
    };
    // In one unit with it.
    auto together = [&](uint32_t File) {
      return any_of(L.FilesOfUnit, [&](const std::set<uint32_t> &Unit) {
        return Unit.count(File) && any_of(C.Roots, [&](uint32_t R) { return R != None && Unit.count(L.node(R).Where.File); });
      });
    };
    for (const Difference &D : L.Differences)
      if (C.Roots.count(D.Root))
        C.block("SU813", "this is compiled in two ways, in " + D.UnitA + " and in " + D.UnitB, L.node(D.Root).Where);
    for (const Problem &E : L.All.Errors) {
      bool Inside = any_of(C.Roots, [&](uint32_t R) { return R != None && L.node(R).Where.contains(E.Where); });
      StringRef Line;
      if (L.Sources[E.Where.File])
        Line = L.Sources[E.Where.File]->lineText(L.Sources[E.Where.File]->lineOf(E.Where.Begin));
      if (Inside || (together(E.Where.File) && usesName(Line, C)))
        C.block("SU814", "the compiler reports: " + E.Message, E.Where, "make the file compile, or pass its flags with `-p`");
    }
    for (const Span &S : L.All.Skipped) {
      if (!together(S.File))
        continue;
      // Another unit may have compiled it, or it is a header that was included twice.
      if (any_of(L.All.Roots, [&](uint32_t R) { return S.contains(L.node(R).Where); }))
        continue;
      std::set<std::string> Names = C.Names;
      if (near(S.File))
        Names.insert(Trigger.begin(), Trigger.end());
      if (any_of(C.Roots, [&](uint32_t R) { return R != None && L.node(R).Where.contains(S); }))
        Names.insert(C.LocalNames.begin(), C.LocalNames.end());
      size_t At = 0;
      if (hasWord(L.slice(S), Names, &At))
        C.block("SU813", "the preprocessor leaves this out, so it was not analysed",
                {S.File, S.Begin + static_cast<uint32_t>(At), S.Begin + static_cast<uint32_t>(At)}, "pass the flags that compile it with `-p`");
    }
    for (const Span &S : L.All.MacroBodies)
      if (together(S.File))
        C.block("SU811", "a macro names `EventsWriter` or `WriteEvent`", S, "make it a function");
    if (C.Imports)
      for (uint32_t I = 0; I < L.All.Nodes.size(); ++I) {
        const Node &N = L.node(I);
        if (N.Kind != NodeKind::MemberCall || L.RootOf[I] == None || (!C.Roots.count(L.RootOf[I]) && !C.ForeignEvents))
          continue;
        const Decl *D = L.decl(I);
        if (!D || !StringRef(D->Qualified).starts_with("tensorflow::Event::"))
          continue;
        StringRef Name = N.Text;
        if (!Name.consume_front("mutable_") && !Name.consume_front("set_allocated_") && !Name.consume_front("set_"))
          continue;
        if (Name == "session_log" || Name == "log_message" || Name == "meta_graph_def" || Name == "tagged_run_metadata")
          C.block("SU815", "an event with a `" + Name + "` has no v2 form", N.Where, "write it with a v1 writer to a directory of its own");
      }
  }

  const Linked &L;
  const PlanOptions &Options;
  EquivalenceClasses<uint32_t> Classes;
  std::vector<uint32_t> Group;
  std::map<uint32_t, Component> Components;
  std::vector<std::pair<uint32_t, Component *>> Writes;
  std::vector<std::pair<EventBlock, Component *>> Natives;
};

} // namespace

std::vector<Component> planWriters(const Linked &L, const PlanOptions &Options) { return WriterPlanner(L, Options).run(); }

} // namespace summary_upgrade::cpp
