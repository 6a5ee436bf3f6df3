#include "cpp/GraphFlow.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace summary_upgrade::cpp {

namespace {

class Follower : public GraphFlow {
public:
  Follower(const Linked &L, const NodesOfDecl &ByDecl) : L(L), ByDecl(ByDecl) {}

  void start(uint32_t Op) {
    value(Op);
    surroundings();
  }

private:
  /// What the compiler did not see in the functions that were looked at.
  void surroundings() {
    std::set<std::string> Names;
    for (uint32_t D : Seen)
      Names.insert(L.All.Decls[D].Name);
    for (uint32_t Root : Roots) {
      const Span &Whole = L.node(Root).Where;
      for (const Span &S : L.All.Skipped)
        if (Whole.contains(S) && hasWord(L.slice(S), Names))
          fail(Root, "the preprocessor leaves out what may use it");
      for (const Problem &E : L.All.Errors)
        if (Whole.contains(E.Where))
          fail(Root, "the compiler reports: " + E.Message);
      for (const Difference &D : L.Differences)
        if (D.Root == Root)
          fail(Root, "it is compiled in two ways");
    }
  }
  uint32_t up(uint32_t Id) {
    Roots.insert(L.RootOf[Id]);
    return Why.empty() ? L.context(Id) : None;
  }
  void fail(uint32_t Id, const Twine &What) {
    if (!Why.empty())
      return;
    Why = What.str();
    if (Id != None && L.node(Id).Where.valid() && L.Sources[L.node(Id).Where.File])
      Why += ", line " + std::to_string(L.Sources[L.node(Id).Where.File]->position(L.node(Id).Where.Begin).Line);
  }
  StringRef qualified(uint32_t Id) const {
    const Decl *D = L.decl(Id);
    return D ? StringRef(D->Qualified) : StringRef();
  }
  bool isObject(uint32_t Call, uint32_t Id) const {
    return !L.node(Call).Children.empty() && L.skipParens(L.node(Call).Children[0]) == Id;
  }

  /// A declaration that holds it: every use of it is followed.
  template <typename Use> void uses(uint32_t Decl, Use Follow) {
    if (!Seen.insert(Decl).second)
      return;
    if (auto It = ByDecl.find(Decl); It != ByDecl.end())
      for (uint32_t Id : It->second)
        if (NodeKind K = L.node(Id).Kind; K == NodeKind::DeclRef || K == NodeKind::MemberRef)
          Follow(Id);
  }

  /// The parameter that an argument becomes, or None; calls of what is not known fail.
  uint32_t parameter(uint32_t Call, uint32_t Id) {
    const Node &N = L.node(Call);
    const Decl *Callee = L.decl(Call);
    size_t First = N.Kind == NodeKind::MemberCall ? 1 : 0, At = First;
    while (At < N.Children.size() && L.skipParens(N.Children[At]) != Id)
      ++At;
    if (!Callee || !Callee->InProject || Callee->Template || !Callee->Overrides.empty() || At == N.Children.size()) {
      fail(Call, "it is passed on to `" + (Callee ? Callee->Name : N.Text) + "`");
      return None;
    }
    uint32_t Param = L.declByKey(Callee->Key + "#" + std::to_string(At - First));
    if (Param == None)
      fail(Call, "it is passed on to `" + Callee->Name + "`");
    return Param;
  }

  /// The function whose result it becomes, or None and it fails.
  uint32_t returned(uint32_t Return) {
    uint32_t F = L.Parent[Return];
    while (F != None && L.node(F).Kind != NodeKind::Function && L.node(F).Kind != NodeKind::Lambda)
      F = L.Parent[F];
    if (F == None || L.node(F).Kind != NodeKind::Function || L.node(F).Decl == None) {
      fail(Return, "a lambda returns it");
      return None;
    }
    const Decl &D = L.All.Decls[L.node(F).Decl];
    if (!D.Template && D.InProject && D.Overrides.empty() && !is_contained(L.All.Referenced, L.node(F).Decl))
      return L.node(F).Decl;
    fail(Return, "`" + D.Name + "` returns it");
    return None;
  }

  std::vector<uint32_t> calls(uint32_t Function) {
    std::vector<uint32_t> Result;
    for (uint32_t Use : ByDecl.at(Function))
      if (NodeKind K = L.node(Use).Kind; K == NodeKind::Call || K == NodeKind::MemberCall)
        Result.push_back(Use);
      else if (K == NodeKind::DeclRef || K == NodeKind::MemberRef)
        fail(Use, "the address of `" + L.All.Decls[Function].Name + "` is taken");
    return Result;
  }

  // ----- the graph: outputs, and lists with them in it

  void carry(uint32_t Decl) {
    const summary_upgrade::cpp::Decl &D = L.All.Decls[Decl];
    if (!D.InProject || D.Template)
      return fail(None, "it is kept in `" + D.Name + "`");
    Variables.push_back(Decl);
    bool First = !Seen.count(Decl);
    uses(Decl, [&](uint32_t Id) { value(Id); });
    // What is put into a caller's list is the caller's.
    if (First && D.Kind == DeclKind::Parameter &&
        (StringRef(D.Type).ends_with("&") || StringRef(D.Type).ends_with("*")))
      if (uint32_t Owner = L.declByKey(D.Owner); Owner != None)
        if (auto It = ByDecl.find(Owner); It != ByDecl.end())
          for (uint32_t Call : It->second) {
            const Node &N = L.node(Call);
            size_t At = D.Index + (N.Kind == NodeKind::MemberCall ? 1 : 0);
            if ((N.Kind == NodeKind::Call || N.Kind == NodeKind::MemberCall) && At < N.Children.size())
              assign(N.Children[At]);
          }
  }

  void assign(uint32_t Target) {
    Target = L.skipParens(Target);
    const Node &N = L.node(Target);
    if (N.Kind == NodeKind::Unary && (N.Text == "&" || N.Text == "*") && N.Children.size() == 1)
      return assign(N.Children[0]);
    if (N.Kind == NodeKind::OperatorCall && (N.Text == "[]" || N.Text == "->" || N.Text == "*") && !N.Children.empty())
      return assign(N.Children[0]);
    if ((N.Kind == NodeKind::DeclRef || N.Kind == NodeKind::MemberRef) && N.Decl != None)
      return carry(N.Decl);
    fail(Target, "it is kept in something that is not followed");
  }

  void value(uint32_t Id) {
    uint32_t Up = up(Id);
    if (Up == None)
      return;
    const Node &P = L.node(Up);
    const bool Object = isObject(Up, Id);
    switch (P.Kind) {
    case NodeKind::Compound:
    case NodeKind::Branch:
      return;
    case NodeKind::Variable:
    case NodeKind::Field:
    case NodeKind::CtorInit:
      return P.Decl == None ? fail(Up, "it is kept in something that is not followed") : carry(P.Decl);
    case NodeKind::Binary:
    case NodeKind::OperatorCall:
      if (P.Text == "=" && P.Children.size() == 2)
        return Object ? void() : assign(P.Children[0]);
      if (P.Text == "[]" && Object)
        return value(Up);
      break;
    case NodeKind::MemberRef:
      if (P.Text == "summary")
        return value(Up);
      break;
    case NodeKind::InitList:
    case NodeKind::Cast:
    case NodeKind::Conditional:
      return value(Up);
    case NodeKind::Other:
      if (P.Text == "CXXStdInitializerListExpr")
        return value(Up);
      break;
    case NodeKind::Unary:
      if (P.Text == "&" || P.Text == "*")
        return value(Up);
      break;
    case NodeKind::Construct: {
      StringRef Q = qualified(Up);
      if (graphSummaryOp(L, Up) == "MergeSummary" || Q.starts_with("tensorflow::Output::") ||
          Q.starts_with("tensorflow::Input::") || Q.starts_with("tensorflow::InputList::") ||
          Q.starts_with("std::vector::") || Q.starts_with("std::initializer_list::"))
        return value(Up);
      break;
    }
    case NodeKind::Return:
      if (uint32_t Function = returned(Up); Function != None && Seen.insert(Function).second) {
        Variables.push_back(Function);
        for (uint32_t Call : calls(Function))
          value(Call);
      }
      return;
    case NodeKind::MemberCall:
    case NodeKind::Call: {
      StringRef Q = qualified(Up);
      if (P.Kind == NodeKind::MemberCall && Object) {
        if (StringRef(P.Text).starts_with("operator"))
          return value(Up);
        static constexpr StringLiteral Quiet[] = {"push_back", "emplace_back", "size", "empty", "reserve", "clear"};
        if (is_contained(Quiet, StringRef(P.Text)))
          return;
        break;
      }
      if (P.Text == "push_back" || P.Text == "emplace_back")
        return assign(P.Children[0]);
      if (P.Text == "move" && L.decl(Up) && L.decl(Up)->InStd)
        return value(Up);
      if (Q == "tensorflow::ClientSession::Run")
        return fetched(Up);
      if (uint32_t Param = parameter(Up, Id); Param != None)
        carry(Param);
      return;
    }
    default:
      break;
    }
    fail(Up, "it is used in a way that is not followed");
  }

  // ----- the host: what a run fetches

  void fetched(uint32_t Run) {
    for (uint32_t Argument : drop_begin(L.node(Run).Children)) {
      uint32_t Id = L.skipParens(Argument);
      const Node &N = L.node(Id);
      if (!StringRef(N.Type).contains("std::vector<tensorflow::Tensor") || !StringRef(N.Type).ends_with("*"))
        continue;
      uint32_t Variable =
          N.Kind == NodeKind::Unary && N.Text == "&" && N.Children.size() == 1 ? L.skipParens(N.Children[0]) : None;
      if (Variable == None ||
          (L.node(Variable).Kind != NodeKind::DeclRef && L.node(Variable).Kind != NodeKind::MemberRef) ||
          L.node(Variable).Decl == None)
        return fail(Run, "what is fetched goes to something that is not followed");
      return uses(L.node(Variable).Decl, [&](uint32_t Use) { outputs(Use); });
    }
    if (none_of(L.node(Run).Children, [&](uint32_t C) { return L.node(L.skipParens(C)).Kind == NodeKind::Literal; }))
      fail(Run, "what is fetched goes to something that is not followed");
  }

  void outputs(uint32_t Id) {
    uint32_t Up = up(Id);
    if (Up == None)
      return;
    const Node &P = L.node(Up);
    if (P.Kind == NodeKind::Unary && P.Text == "&") {
      uint32_t Call = L.context(Up);
      if (Call != None && L.node(Call).Kind == NodeKind::MemberCall && L.node(Call).Text == "Run")
        return;
    }
    if (P.Kind == NodeKind::OperatorCall && P.Text == "[]" && isObject(Up, Id))
      return tensor(Up);
    if (P.Kind == NodeKind::MemberCall && isObject(Up, Id)) {
      if (P.Text == "at" || P.Text == "front" || P.Text == "back")
        return tensor(Up);
      if (P.Text == "clear" || P.Text == "size" || P.Text == "empty" || P.Text == "reserve" || P.Text == "resize")
        return;
    }
    fail(Up, "what is fetched is used as a whole");
  }

  void tensor(uint32_t Id) {
    uint32_t Up = up(Id);
    if (Up == None)
      return;
    const Node &P = L.node(Up);
    if (P.Kind == NodeKind::Compound)
      return;
    if (P.Kind == NodeKind::Variable && P.Decl != None) // `const auto &t = out[0]`
      return uses(P.Decl, [&](uint32_t Use) { tensor(Use); });
    if (P.Kind == NodeKind::MemberCall && isObject(Up, Id)) {
      static constexpr StringLiteral Views[] = {"scalar", "flat", "vec", "matrix", "tensor"};
      static constexpr StringLiteral Quiet[] = {"dtype", "shape", "dims", "dim_size", "NumElements", "IsInitialized"};
      if (is_contained(Quiet, StringRef(P.Text)))
        return;
      if (is_contained(Views, StringRef(P.Text)) && P.B.valid() && P.C.valid()) {
        StringRef Element = L.slice({P.B.File, P.B.End, P.C.Begin});
        if (!Element.contains("string"))
          return known(Element) ? void() : fail(Up, "an output is read as `" + Element.trim(" <>") + "`");
        uint32_t Call = L.context(Up);
        if (Call != None && L.node(Call).Kind == NodeKind::OperatorCall && L.node(Call).Text == "()" &&
            isObject(Call, Up))
          return bytes(Call);
      }
    }
    fail(Up, "an output is used in a way that is not followed");
  }

  /// A type that a summary's bytes cannot be read as.
  static bool known(StringRef Element) {
    Element = Element.trim(" <>");
    Element.consume_front("::");
    Element.consume_front("tensorflow::");
    Element.consume_front("std::");
    static constexpr StringLiteral Numbers[] = {"float",   "double",  "int",     "bool",   "int64",
                                                "int32",   "int16",   "int8",    "uint8",  "int64_t",
                                                "int32_t", "uint8_t", "int64_t", "uint64", "uint32"};
    return is_contained(Numbers, Element.split(',').first.trim());
  }

  void bytes(uint32_t Id) {
    uint32_t Up = up(Id);
    if (Up == None)
      return;
    const Node &P = L.node(Up);
    if (P.Kind == NodeKind::Variable && P.Decl != None)
      return uses(P.Decl, [&](uint32_t Use) { bytes(Use); });
    if (P.Kind == NodeKind::Cast || (P.Kind == NodeKind::Construct &&
                                     (qualified(Up).contains("basic_string") || qualified(Up).contains("tstring"))))
      return bytes(Up);
    if (P.Kind == NodeKind::MemberCall) {
      if (isObject(Up, Id) && (StringRef(P.Text).starts_with("operator") || P.Text == "data" || P.Text == "c_str"))
        return bytes(Up);
      if (isObject(Up, Id) && (P.Text == "size" || P.Text == "empty"))
        return;
      if (!isObject(Up, Id) && (P.Text == "ParseFromString" || P.Text == "ParseFromArray"))
        return summary(P.Children[0], Up);
    }
    fail(Up, "its bytes are used in a way that is not followed");
  }

  /// `event.mutable_summary()` or a variable of tensorflow::Summary, into which the bytes go.
  void summary(uint32_t Id, uint32_t Where) {
    Id = L.skipParens(Id);
    const Node &N = L.node(Id);
    if (N.Kind == NodeKind::Unary && N.Children.size() == 1)
      return summary(N.Children[0], Where);
    if (N.Kind == NodeKind::MemberCall && qualified(Id) == "tensorflow::Event::mutable_summary") {
      uint32_t Object = L.skipParens(N.Children[0]);
      if (L.node(Object).Kind == NodeKind::DeclRef && L.node(Object).Decl != None)
        return event(L.node(Object).Decl);
    }
    if (N.Kind == NodeKind::DeclRef && N.Decl != None) {
      // `Summary *s = event.mutable_summary()`
      if (auto It = ByDecl.find(N.Decl); It != ByDecl.end())
        for (uint32_t Use : It->second)
          if (const Node &V = L.node(Use);
              V.Kind == NodeKind::Variable && (StringRef(V.Type).ends_with("*") || StringRef(V.Type).ends_with("&"))) {
            if (V.Children.empty())
              return fail(Where, "its bytes are parsed into something that is not followed");
            summary(V.Children.back(), Where);
          }
      return uses(N.Decl, [&](uint32_t Use) { summaryUse(Use); });
    }
    fail(Where, "its bytes are parsed into something that is not followed");
  }

  void summaryUse(uint32_t Id) {
    uint32_t Up = up(Id);
    if (Up == None)
      return;
    if (const Node &P = L.node(Up); P.Kind == NodeKind::Unary && (P.Text == "*" || P.Text == "&"))
      return summaryUse(Up);
    const Node &P = L.node(Up);
    static constexpr StringLiteral Quiet[] = {"ParseFromString", "ParseFromArray", "Clear", "value_size", "add_value"};
    if (P.Kind == NodeKind::MemberCall && isObject(Up, Id) && is_contained(Quiet, StringRef(P.Text)))
      return;
    // for (const auto &value : summary.value())
    if (P.Kind == NodeKind::MemberCall && isObject(Up, Id) && P.Text == "value" && P.Children.size() == 1)
      if (uint32_t Loop = L.context(Up); Loop != None && L.node(Loop).Kind == NodeKind::Loop &&
                                         L.node(L.node(Loop).Children[0]).Kind == NodeKind::Variable)
        return uses(L.node(L.node(Loop).Children[0]).Decl, [&](uint32_t Use) { valueUse(Use); });
    if (P.Kind == NodeKind::MemberCall && !isObject(Up, Id)) {
      if (P.Text == "CopyFrom" || P.Text == "MergeFrom" || P.Text == "Swap")
        return summary(P.Children[0], Up);
      uint32_t Object = L.skipParens(P.Children[0]);
      if (qualified(Up) == "tensorflow::Event::set_allocated_summary" && L.node(Object).Kind == NodeKind::DeclRef &&
          L.node(Object).Decl != None)
        return event(L.node(Object).Decl);
    }
    if (P.Kind == NodeKind::OperatorCall && P.Text == "=" && P.Children.size() == 2)
      return isObject(Up, Id) ? void() : summary(P.Children[0], Up);
    fail(Up, "the parsed summary is used in a way that is not followed");
  }

  /// One of its values: only copied to another event.
  void valueUse(uint32_t Id) {
    uint32_t Up = up(Id);
    if (Up == None)
      return;
    const Node &P = L.node(Up);
    if (P.Kind == NodeKind::MemberCall && isObject(Up, Id) && P.Text == "tag")
      return;
    uint32_t Target = P.Children.empty() ? None : L.skipParens(P.Children[0]);
    if (P.Kind == NodeKind::OperatorCall && P.Text == "=" && L.node(Target).Kind == NodeKind::Unary &&
        L.node(Target).Text == "*")
      Target = L.skipParens(L.node(Target).Children[0]);
    else if (P.Kind != NodeKind::MemberCall || P.Text != "CopyFrom" || isObject(Up, Id))
      return fail(Up, "a value of the parsed summary is used");
    if (L.node(Target).Kind == NodeKind::MemberCall && L.node(Target).Text == "add_value")
      return summary(L.node(Target).Children[0], Up);
    fail(Up, "a value of the parsed summary is used");
  }

  void event(uint32_t Decl) {
    uses(Decl, [&](uint32_t Id) { eventUse(Id); });
  }

  void eventUse(uint32_t Id) {
    uint32_t Up = up(Id);
    if (Up == None)
      return;
    const Node &P = L.node(Up);
    if (P.Kind == NodeKind::Compound)
      return;
    if (P.Kind == NodeKind::Variable && P.Decl != None && StringRef(P.Type).starts_with("tensorflow::Event"))
      return event(P.Decl);
    if (P.Kind == NodeKind::Return) {
      if (uint32_t Function = returned(Up); Function != None && Seen.insert(Function).second)
        for (uint32_t Call : calls(Function))
          eventUse(Call);
      return;
    }
    if (P.Kind == NodeKind::MemberCall && isObject(Up, Id)) {
      StringRef Name = P.Text;
      if (Name == "mutable_summary") {
        uint32_t Next = L.context(Up);
        if (Next != None && L.node(Next).Kind == NodeKind::Unary)
          Next = L.context(Next);
        static constexpr StringLiteral Quiet[] = {"ParseFromString", "ParseFromArray", "CopyFrom", "MergeFrom", "Swap",
                                                  "Clear",           "add_value"};
        if (Next != None && L.node(Next).Kind == NodeKind::Variable && L.node(Next).Decl != None)
          return uses(L.node(Next).Decl, [&](uint32_t Use) { summaryUse(Use); });
        if (Next != None &&
            ((L.node(Next).Kind == NodeKind::MemberCall && is_contained(Quiet, StringRef(L.node(Next).Text))) ||
             (L.node(Next).Kind == NodeKind::OperatorCall && L.node(Next).Text == "=")))
          return;
      } else if (Name.starts_with("set_") || Name == "Clear" || Name == "step" || Name == "wall_time") {
        return;
      }
    } else if (P.Kind == NodeKind::MemberCall && qualified(Up) == "tensorflow::EventsWriter::WriteEvent") {
      Writes.insert(Up);
      return;
    } else if (P.Kind == NodeKind::MemberCall || P.Kind == NodeKind::Call) {
      if (uint32_t Param = parameter(Up, Id); Param != None)
        event(Param);
      return;
    }
    fail(Up, "its event is used in a way that is not followed");
  }

  const Linked &L;
  const NodesOfDecl &ByDecl;
  std::set<uint32_t> Roots;
};

} // namespace

StringRef graphSummaryOp(const Linked &L, uint32_t Id) {
  const Node &N = L.node(Id);
  const Decl *D = L.decl(Id);
  if (N.Kind != NodeKind::Construct || !D || D->Kind != DeclKind::Constructor || L.RootOf[Id] == None ||
      N.Children.size() < 2)
    return {};
  StringRef Class = D->Qualified;
  if (!Class.consume_front("tensorflow::ops::"))
    return {};
  Class = Class.split("::").first;
  static constexpr StringLiteral All[] = {"ScalarSummary", "HistogramSummary", "ImageSummary",
                                          "AudioSummary",  "TensorSummary",    "MergeSummary"};
  return is_contained(All, Class) ? Class : StringRef();
}

GraphFlow followSummary(const Linked &L, const NodesOfDecl &ByDecl, uint32_t Op) {
  Follower F(L, ByDecl);
  F.start(Op);
  return F;
}

} // namespace summary_upgrade::cpp
