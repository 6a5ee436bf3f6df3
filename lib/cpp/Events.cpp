#include "cpp/Plan.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace summary_upgrade::cpp {

namespace {

bool isMethod(const Linked &L, uint32_t Id, StringRef Class, StringRef Name = {}) {
  const Node &N = L.node(Id);
  const Decl *D = L.decl(Id);
  if (N.Kind != NodeKind::MemberCall || !D)
    return false;
  StringRef Q = D->Qualified;
  return Q.consume_front(Class) && Q.consume_front("::") && (Name.empty() || Q == Name);
}

/// A variable's reference: `e`, or the `s` of `s->add_value()`.
uint32_t variable(const Linked &L, uint32_t Id) {
  Id = L.skipParens(Id);
  const Node &N = L.node(Id);
  return N.Kind == NodeKind::DeclRef ? N.Decl : None;
}

class Effects {
public:
  Effects(const Linked &L, uint32_t Root) : L(L), Root(Root) {}

  /// Evaluating it changes nothing, as far as the code says.
  bool simple(uint32_t Id) const {
    const Node &N = L.node(Id);
    auto all = [&] { return all_of(N.Children, [&](uint32_t C) { return simple(C); }); };
    switch (N.Kind) {
    case NodeKind::Literal:
    case NodeKind::DeclRef:
    case NodeKind::This:
    case NodeKind::Mention:
      return true;
    case NodeKind::MemberRef:
    case NodeKind::Cast:
    case NodeKind::Paren:
    case NodeKind::Conditional:
    case NodeKind::Subscript:
      return all();
    case NodeKind::Unary:
      return N.Text != "++" && N.Text != "--" && all();
    case NodeKind::Binary:
      return !StringRef(N.Text).ends_with("=")
                 ? N.Text != "," && all()
                 : (N.Text == "==" || N.Text == "!=" || N.Text == "<=" || N.Text == ">=") && all();
    case NodeKind::OperatorCall: {
      const Decl *D = L.decl(Id);
      return D && (D->InStd || D->MemberOfStd) && !StringRef(N.Text).ends_with("=") && N.Text != "++" &&
             N.Text != "--" && N.Text != "<<" && N.Text != ">>" && N.Text != "()" && all();
    }
    case NodeKind::Construct: {
      const Decl *D = L.decl(Id);
      return D &&
             (StringRef(D->Qualified).starts_with("std::basic_string") ||
              StringRef(D->Qualified).starts_with("std::__cxx11::basic_string")) &&
             all();
    }
    case NodeKind::MemberCall: {
      const Decl *D = L.decl(Id);
      return D && D->Const && all();
    }
    case NodeKind::Call: {
      const Decl *D = L.decl(Id);
      static constexpr StringLiteral Pure[] = {"to_string", "abs", "fabs", "sqrt",  "exp",  "log",  "log10",
                                               "pow",       "min", "max",  "floor", "ceil", "round"};
      return D && is_contained(Pure, StringRef(D->Name)) && (D->InStd || D->Qualified == D->Name) && all();
    }
    default:
      return false;
    }
  }

  /// Literals, and locals that only their own function can change: their value does not depend on calls.
  bool stable(uint32_t Id, std::set<uint32_t> &Locals) const {
    const Node &N = L.node(Id);
    if (N.Kind == NodeKind::Literal)
      return true;
    if (N.Kind == NodeKind::DeclRef) {
      const Decl &D = L.All.Decls[N.Decl];
      if ((D.Kind != DeclKind::Local && D.Kind != DeclKind::Parameter) || StringRef(D.Type).ends_with("&") ||
          StringRef(D.Type).ends_with("*") || exposed(N.Decl))
        return false;
      Locals.insert(N.Decl);
      return true;
    }
    if (N.Kind == NodeKind::Paren || N.Kind == NodeKind::Cast || N.Kind == NodeKind::Unary ||
        N.Kind == NodeKind::Binary || N.Kind == NodeKind::Conditional || N.Kind == NodeKind::OperatorCall ||
        N.Kind == NodeKind::Construct || N.Kind == NodeKind::Call)
      return simple(Id) && all_of(N.Children, [&](uint32_t C) { return stable(C, Locals); });
    return false;
  }

  bool mentions(uint32_t Id, const std::set<uint32_t> &Decls) const {
    bool Found = false;
    L.walk(Id, [&](uint32_t N) { Found |= L.node(N).Kind == NodeKind::DeclRef && Decls.count(L.node(N).Decl); });
    return Found;
  }

  /// A statement that declares something and computes nothing with effects.
  bool quiet(uint32_t Statement) const {
    const Node &N = L.node(Statement);
    if (N.Kind == NodeKind::DeclStmt)
      return all_of(N.Children, [&](uint32_t V) {
        return L.node(V).Kind == NodeKind::Variable &&
               all_of(L.node(V).Children, [&](uint32_t I) { return L.node(I).Kind == NodeKind::Mention || simple(I); });
      });
    return simple(Statement);
  }

private:
  /// Its address is taken, it is bound to a reference, or a lambda may hold it.
  bool exposed(uint32_t Decl) const {
    bool Yes = false;
    L.walk(Root, [&](uint32_t Id) {
      const Node &N = L.node(Id);
      if (N.Kind == NodeKind::Lambda && mentions(Id, {Decl}))
        Yes = true;
      if (N.Kind == NodeKind::Variable && StringRef(N.Type).ends_with("&") && mentions(Id, {Decl}))
        Yes = true;
      if (N.Kind == NodeKind::Unary && N.Text == "&" && mentions(Id, {Decl}))
        Yes = true;
    });
    return Yes;
  }

  const Linked &L;
  uint32_t Root;
};

class Recognizer {
public:
  Recognizer(const Linked &L, uint32_t Write) : L(L), Write(Write), Root(L.RootOf[Write]), Effect(L, Root) {}

  BlockResult run() {
    BlockResult R;
    const Node &W = L.node(Write);
    if (W.Children.size() != 2 || (Event = variable(L, W.Children[1])) == None ||
        L.All.Decls[Event].Kind != DeclKind::Local) {
      R.Reason = "it is made elsewhere";
      return R;
    }
    R.Local = true;
    R.Reason = blocker();
    if (R.Reason.empty())
      R.Block = std::move(E);
    return R;
  }

private:
  std::string blocker() {
    uint32_t Parent = L.Parent[Write];
    if (L.All.Decls[Event].Type != "tensorflow::Event")
      return "it is not a local event";
    if (L.node(Parent).Kind != NodeKind::Compound)
      return "its write stands alone in a branch or a larger expression";
    const std::vector<uint32_t> &Block = L.node(Parent).Children;
    size_t End = llvm::find(Block, Write) - Block.begin();
    size_t Begin = 0;
    while (Begin < End && !declares(Block[Begin], Event))
      ++Begin;
    if (Begin == End)
      return "it is declared in another block than it is written in";
    E.Write = Write;
    Aliases.insert(Event);
    E.Statements.push_back(Block[Begin]);
    Consumed = 1;                                   // the write's own
    std::vector<std::pair<size_t, uint32_t>> Moved; // index of the statement, argument
    std::vector<size_t> Between;
    for (size_t I = Begin + 1; I < End; ++I) {
      size_t Before = Arguments.size();
      if (statement(Block[I])) {
        if (L.node(Block[I]).Macro || !complete(Block[I]))
          return "a statement of it comes from a macro";
        E.Statements.push_back(Block[I]);
        for (size_t A = Before; A < Arguments.size(); ++A)
          Moved.push_back({I, Arguments[A]});
      } else {
        Between.push_back(I);
      }
    }
    if (!Odd.empty())
      return Odd;
    // Another configuration may fill it in another way.
    if (hasDirective({L.node(Block[Begin]).Where.File, L.node(Block[Begin]).Where.Begin, L.node(Write).Where.Begin}))
      return "lines of the preprocessor stand between";
    // It is named once for each value, and no longer after them.
    if (!Effect.simple(L.node(Write).Children[0]))
      return "its writer is the result of a call";
    // Everything that is said of the event and its values is one of the statements above.
    size_t References = 0;
    L.walk(Root,
           [&](uint32_t Id) { References += L.node(Id).Kind == NodeKind::DeclRef && Aliases.count(L.node(Id).Decl); });
    if (References != Consumed)
      return "it is used by other statements, too";
    if (E.Values.empty())
      return "it has no scalar";
    for (const EventBlock::Value &V : E.Values)
      if (V.Tag == None || V.Simple == None)
        return "not all of its values are scalars with a tag";
    return order(Block, Moved, Between);
  }

  bool hasDirective(Span S) const {
    const std::string Code = blanked(L.slice(S));
    for (StringRef Rest = Code; !Rest.empty(); Rest = Rest.split('\n').second)
      if (Rest.ltrim(" \t").starts_with("#"))
        return true;
    return false;
  }

  bool declares(uint32_t Statement, uint32_t Decl) const {
    const Node &N = L.node(Statement);
    if (N.Kind != NodeKind::DeclStmt || N.Children.size() != 1 || N.Macro)
      return false;
    const Node &V = L.node(N.Children[0]);
    if (V.Kind != NodeKind::Variable || V.Decl != Decl)
      return false;
    // What outlives its block has the values of the times before.
    if (hasWord(blanked(L.slice(N.Where)), {"static", "thread_local", "extern"}))
      return false;
    // Event e; Event e{};
    return all_of(V.Children, [&](uint32_t C) {
      return (L.node(C).Kind == NodeKind::Construct && L.node(C).Children.empty()) ||
             (L.node(C).Kind == NodeKind::InitList && L.node(C).Children.empty()) ||
             L.node(C).Kind == NodeKind::Mention;
    });
  }

  bool complete(uint32_t Statement) const {
    const Node &N = L.node(Statement);
    return N.Kind == NodeKind::DeclStmt ? N.Where.valid() : withSemicolon(L, N.Where).valid();
  }

  /// `event.mutable_summary()`, or an alias of it.
  bool isSummary(uint32_t Id) {
    Id = L.skipParens(Id);
    const Node &N = L.node(Id);
    if (N.Kind == NodeKind::Unary && (N.Text == "*" || N.Text == "&") && N.Children.size() == 1)
      return isSummary(N.Children[0]);
    if (N.Kind == NodeKind::DeclRef && Summaries.count(N.Decl)) {
      ++Consumed;
      return true;
    }
    if (isMethod(L, Id, "tensorflow::Event", "mutable_summary") && variable(L, N.Children[0]) == Event) {
      ++Consumed;
      return true;
    }
    return false;
  }
  bool isNewValue(uint32_t Id) {
    Id = L.skipParens(Id);
    return isMethod(L, Id, "tensorflow::Summary", "add_value") && isSummary(L.node(Id).Children[0]);
  }

  bool statement(uint32_t Id) {
    const Node &N = L.node(Id);
    if (N.Kind == NodeKind::DeclStmt && N.Children.size() == 1) {
      const Node &V = L.node(N.Children[0]);
      if (V.Kind != NodeKind::Variable || V.Children.empty() || V.Decl == None)
        return false;
      uint32_t Init = L.skipParens(V.Children.back());
      // A copy of the summary would be another one.
      if (StringRef(V.Type) == "tensorflow::Summary *" || StringRef(V.Type) == "tensorflow::Summary &") {
        if (!isSummary(Init))
          return false;
        Summaries.insert(V.Decl);
        Aliases.insert(V.Decl);
        return true;
      }
      if (StringRef(V.Type) == "tensorflow::Summary_Value &" && L.node(Init).Kind == NodeKind::Unary &&
          L.node(Init).Text == "*" && L.node(Init).Children.size() == 1)
        Init = L.skipParens(L.node(Init).Children[0]);
      if ((StringRef(V.Type) == "tensorflow::Summary_Value *" || StringRef(V.Type) == "tensorflow::Summary_Value &") &&
          isNewValue(Init)) {
        Current[V.Decl] = E.Values.size();
        Aliases.insert(V.Decl);
        E.Values.emplace_back();
        return true;
      }
      return false;
    }
    if (N.Kind == NodeKind::Binary && N.Text == "=" && N.Children.size() == 2) {
      uint32_t Left = variable(L, N.Children[0]);
      if (Left == None || !Current.count(Left) || !isNewValue(N.Children[1]))
        return false;
      ++Consumed;
      Current[Left] = E.Values.size();
      E.Values.emplace_back();
      return true;
    }
    if (N.Kind != NodeKind::MemberCall || N.Children.empty())
      return false;
    uint32_t Object = variable(L, N.Children[0]);
    if (Object == Event &&
        (isMethod(L, Id, "tensorflow::Event", "set_step") || isMethod(L, Id, "tensorflow::Event", "set_wall_time"))) {
      uint32_t &Slot = N.Text == "set_step" ? E.Step : E.WallTime;
      if (Slot != None || N.Children.size() != 2)
        Odd = "`" + N.Text + "` is called twice";
      Slot = Id;
      ++Consumed;
      Arguments.push_back(N.Children[1]);
      if (N.Text == "set_step" && !L.node(L.skipParens(N.Children[1])).Arithmetic)
        Odd = "its step is no number";
      return true;
    }
    if (Current.count(Object) && (isMethod(L, Id, "tensorflow::Summary_Value", "set_tag") ||
                                  isMethod(L, Id, "tensorflow::Summary_Value", "set_simple_value"))) {
      EventBlock::Value &V = E.Values[Current[Object]];
      uint32_t &Slot = N.Text == "set_tag" ? V.Tag : V.Simple;
      if (Slot != None || N.Children.size() != 2)
        Odd = "`" + N.Text + "` is called twice, or with two arguments";
      Slot = Id;
      ++Consumed;
      if (N.Children.size() == 2) {
        Arguments.push_back(N.Children[1]);
        const Node &A = L.node(L.skipParens(N.Children[1]));
        if (N.Text == "set_simple_value" && !A.Arithmetic)
          Odd = "its value is no number";
        if (N.Text == "set_tag" && !isText(A))
          Odd = "its tag is no string of the standard library";
      }
      return true;
    }
    return false;
  }

  static bool isText(const Node &A) {
    StringRef T = A.Type;
    while (T.consume_front("const "))
      ;
    T = T.rtrim(" &");
    return T.starts_with("std::basic_string<char") || T.starts_with("std::basic_string_view<char") ||
           T.starts_with("char[") || T.starts_with("char *") || T == "std::string";
  }

  /// The arguments are evaluated at the write from now on: that must be the same.
  std::string order(const std::vector<uint32_t> &Block, ArrayRef<std::pair<size_t, uint32_t>> Moved,
                    ArrayRef<size_t> Between) {
    unsigned Calls = 0;
    uint32_t TheCall = None;
    std::set<uint32_t> Locals;
    bool AllOthersStable = true;
    for (auto &[At, Argument] : Moved) {
      bool Time = E.WallTime != None && L.node(E.WallTime).Children.back() == Argument;
      if (Time)
        continue; // it goes; isNow says that it has no effects
      if (!Effect.simple(Argument)) {
        ++Calls;
        TheCall = Argument;
      } else {
        AllOthersStable &= Effect.stable(Argument, Locals);
      }
    }
    if (Calls > 1)
      return "the order of its calls would change";
    if (Calls == 1) {
      if (!AllOthersStable || Effect.mentions(TheCall, Locals))
        return "a call in it may change its other values";
      if (E.Values.size() > 1 && E.Step != None && Effect.mentions(L.node(E.Step).Children.back(), {}))
        return "its step would be computed twice";
      if (E.Step != None && L.node(E.Step).Children.back() == TheCall && E.Values.size() > 1)
        return "its step would be computed twice";
    }
    for (auto &[At, Argument] : Moved)
      for (size_t B : Between) {
        if (B < At)
          continue;
        std::set<uint32_t> Mine;
        if (Effect.simple(Argument) && Effect.quiet(Block[B]))
          continue;
        if (Effect.stable(Argument, Mine) && !Effect.mentions(Block[B], Mine))
          continue;
        return "a statement between may change what it is made of";
      }
    return {};
  }

  const Linked &L;
  uint32_t Write, Root, Event = None;
  Effects Effect;
  EventBlock E;
  std::set<uint32_t> Aliases, Summaries;
  std::map<uint32_t, size_t> Current;
  std::vector<uint32_t> Arguments;
  size_t Consumed = 0;
  std::string Odd;
};

bool isMillion(StringRef Literal) {
  double Value = 0;
  Literal = Literal.rtrim("fFlLuU");
  return !Literal.getAsDouble(Value) && Value == 1e6;
}
bool isMillionth(StringRef Literal) {
  double Value = 0;
  Literal = Literal.rtrim("fFlL");
  return !Literal.getAsDouble(Value) && Value == 1e-6;
}

bool isMicros(const Linked &L, uint32_t Id) {
  Id = L.skipParens(Id);
  const Node &N = L.node(Id);
  if (N.Kind == NodeKind::Cast && !N.Children.empty())
    return isMicros(L, N.Children.back());
  return N.Kind == NodeKind::MemberCall && N.Text == "NowMicros";
}

} // namespace

BlockResult recognizeEvent(const Linked &L, uint32_t Write) { return Recognizer(L, Write).run(); }

bool isNow(const Linked &L, uint32_t Id, unsigned Depth) {
  if (Depth > 4)
    return false;
  Id = L.skipParens(Id);
  const Node &N = L.node(Id);
  const Decl *D = L.decl(Id);
  switch (N.Kind) {
  case NodeKind::Cast:
    return N.Arithmetic && !N.Children.empty() && isNow(L, N.Children.back(), Depth);
  case NodeKind::Call: {
    if (!D)
      return false;
    if (D->Name == "time" && (D->InStd || D->Qualified == "time"))
      return N.Children.size() == 1 && L.node(L.skipParens(N.Children[0])).Kind == NodeKind::Literal;
    // A function of the project that returns the time.
    if (!D->InProject || !N.Children.empty())
      return false;
    for (uint32_t Root : L.All.Roots) {
      const Node &F = L.node(Root);
      if (F.Kind != NodeKind::Function || F.Decl != N.Decl || F.Children.empty() ||
          L.node(F.Children.back()).Kind != NodeKind::Compound)
        continue;
      const Node &Body = L.node(F.Children.back());
      return Body.Children.size() == 1 && L.node(Body.Children[0]).Kind == NodeKind::Return &&
             !L.node(Body.Children[0]).Children.empty() && isNow(L, L.node(Body.Children[0]).Children[0], Depth + 1);
    }
    return false;
  }
  case NodeKind::MemberCall:
    if (N.Text == "NowSeconds")
      return true;
    if (N.Text == "to_time_t" || N.Text == "count") {
      StringRef Text = L.slice(N.Where);
      return Text.contains("system_clock::now()") &&
             (Text.contains("duration_cast<std::chrono::seconds>") || Text.contains("duration_cast<seconds>") ||
              Text.contains("duration<double>(")) &&
             Text.count("now()") == 1 && !Text.contains('+') && !Text.contains(" - ");
    }
    return false;
  case NodeKind::Binary:
    if (N.Children.size() != 2)
      return false;
    if (N.Text == "/")
      return isMicros(L, N.Children[0]) && isMillion(L.node(L.skipParens(N.Children[1])).Text);
    if (N.Text == "*")
      return (isMicros(L, N.Children[0]) && isMillionth(L.node(L.skipParens(N.Children[1])).Text)) ||
             (isMicros(L, N.Children[1]) && isMillionth(L.node(L.skipParens(N.Children[0])).Text));
    return false;
  case NodeKind::DeclRef: {
    if (!D)
      return false;
    if (D->Kind == DeclKind::Local) {
      // Set where it is declared, in the block of the event, and never again.
      uint32_t Init = None, Statement = None;
      unsigned References = 0;
      L.walk(L.RootOf[Id], [&](uint32_t I) {
        if (L.node(I).Kind == NodeKind::Variable && L.node(I).Decl == N.Decl && !L.node(I).Children.empty()) {
          Init = L.node(I).Children.back();
          Statement = L.Parent[I];
        }
        References += L.node(I).Kind == NodeKind::DeclRef && L.node(I).Decl == N.Decl;
      });
      uint32_t Use = Id;
      while (Use != None && L.node(Use).Kind != NodeKind::Compound)
        Use = L.Parent[Use];
      return Init != None && References == 1 && Statement != None && L.Parent[Statement] == Use &&
             isNow(L, Init, Depth + 1);
    }
    if (D->Kind != DeclKind::Parameter)
      return false;
    // What all callers pass.
    uint32_t Function = L.declByKey(D->Owner);
    if (Function == None || !L.All.Decls[Function].Overrides.empty() || is_contained(L.All.Referenced, Function))
      return false;
    unsigned Calls = 0;
    bool All = true;
    for (uint32_t I = 0; I < L.All.Nodes.size(); ++I) {
      const Node &C = L.node(I);
      if (C.Decl != Function || L.RootOf[I] == None)
        continue;
      if (C.Kind == NodeKind::DeclRef || C.Kind == NodeKind::MemberRef || C.Kind == NodeKind::OperatorCall) {
        All = false; // its address
        continue;
      }
      if (C.Kind != NodeKind::Call && C.Kind != NodeKind::MemberCall && C.Kind != NodeKind::Construct)
        continue;
      size_t Argument = D->Index + (C.Kind == NodeKind::MemberCall ? 1 : 0);
      ++Calls;
      All &= Argument < C.Children.size() && isNow(L, C.Children[Argument], Depth + 1);
    }
    return All && Calls;
  }
  default:
    return false;
  }
}

} // namespace summary_upgrade::cpp
