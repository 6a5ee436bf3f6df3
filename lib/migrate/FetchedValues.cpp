#include "migrate/FetchedValues.h"
#include "migrate/Respell.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

namespace {

class ValueUses {
public:
  ValueUses(const Plan &P, const Component &C) : P(P), C(C) {
    for (uint32_t R : C.Runs)
      Runs[P.P.Runs[R].Call] = R;
  }

  /// The first expression that does more with a fetched summary than hand it on to a write.
  std::optional<NodeRef> other() const {
    for (uint32_t File = 0; File < P.P.project().modules().size(); ++File) {
      if (!P.P.project().mayRunTogether(File, P.P.Runs[C.Runs[0]].Call.File))
        continue;
      for (Id E = 0; E < P.facts(File).Exprs.size(); ++E)
        for (ValueId VId : P.L.valuesOf({File, E}).Ids)
          if (const Value &V = P.L.value(VId); V.Kind == ValueKind::External)
            if (auto It = Runs.find(V.Site); It != Runs.end() && !handedOn({File, E}, V, P.P.Runs[It->second]))
              return NodeRef{File, E};
    }
    return std::nullopt;
  }

private:
  bool handedOn(NodeRef E, const Value &V, const Run &R) const {
    StringRef Path = V.Path;
    size_t At = Path.rfind(".run()");
    if (At == StringRef::npos)
      return true;
    StringRef Part = Path.substr(At + 6);
    auto is = [&](StringRef Where) {
      return any_of(R.Summaries, [&](const FetchedSummary &S) { return S.Path == Where; });
    };
    bool Loose = Part.contains("[*]"), Bytes = is(Part);
    bool Holds = any_of(R.Summaries, [&](const FetchedSummary &S) { return StringRef(S.Path).starts_with(Part); });
    if (Part.contains("()") || Part.contains('.'))
      return !is(Part.take_until([](char X) { return X == '.' || X == '('; }));
    if (!Holds && !Loose)
      return true;
    const ModuleFacts &F = P.facts(E.File);
    Id At2 = E.Node;
    // Through displays: their elements are followed.
    while (F.Exprs[At2].Parent != NoId && (F.Exprs[F.Exprs[At2].Parent].Kind == ExprKind::Tuple ||
                                           F.Exprs[F.Exprs[At2].Parent].Kind == ExprKind::List))
      At2 = F.Exprs[At2].Parent;
    const Expr &X = F.Exprs[At2];
    if (X.Store)
      return true;
    if (X.Parent == NoId) {
      switch (F.Stmts[X.Stmt].Kind) {
      case StmtKind::Assign:
      case StmtKind::AnnAssign:
      case StmtKind::Expr:
        return true;
      case StmtKind::For:
        return !Bytes;
      case StmtKind::Return: {
        NodeRef Function{E.File, F.functionScope(X.Scope)};
        return !P.L.callersOf(Function).empty() && !P.L.escapes(Function);
      }
      default:
        return false;
      }
    }
    const Expr &Parent = F.Exprs[X.Parent];
    if (Parent.Kind == ExprKind::Subscript && Parent.Children[0] == At2)
      return !Bytes;
    if (Parent.Kind == ExprKind::Attribute)
      return !Bytes && !Loose;
    if (Parent.Kind == ExprKind::Compare)
      return (Parent.Text == "is" || Parent.Text == "is not");
    Id Call = Parent.Kind == ExprKind::Keyword ? Parent.Parent : X.Parent;
    if (Call == NoId || F.Exprs[Call].Kind != ExprKind::Call)
      return false;
    NodeRef At3{E.File, Call};
    return any_of(C.Writes, [&](uint32_t W) { return P.P.Writes[W].Call == At3; }) || !P.L.calleesAt(At3).empty() ||
           P.L.calleePath(At3) == "container.append";
  }

  const Plan &P;
  const Component &C;
  std::map<NodeRef, uint32_t> Runs;
};

bool isCall(const ModuleFacts &F, Id E, StringRef Method) {
  if (F.Exprs[E].Kind != ExprKind::Call)
    return false;
  const Expr &Callee = F.Exprs[F.Exprs[E].Children[0]];
  return (Callee.Kind == ExprKind::Attribute || Callee.Kind == ExprKind::Name) && Callee.Text == Method;
}

/// The program looks into the collection of summaries, or parses them.
std::optional<NodeRef> looksInside(const Plan &P, uint32_t Home) {
  for (uint32_t File = 0; File < P.P.project().modules().size(); ++File) {
    if (!P.P.project().mayRunTogether(File, Home))
      continue;
    const ModuleFacts &F = P.facts(File);
    for (Id E = 0; E < F.Exprs.size(); ++E) {
      if (isCall(F, E, "get_collection") || isCall(F, E, "get_collection_ref") || isCall(F, E, "clear_collection")) {
        Id Key = F.Exprs[E].Children.size() > 1 ? F.Exprs[E].Children[1] : NoId;
        if (Key != NoId && F.Exprs[Key].Kind == ExprKind::Keyword)
          Key = F.Exprs[Key].Children[0];
        std::string Path = Key == NoId ? std::string() : P.L.externalPath({File, Key});
        bool Other =
            Key != NoId &&
            ((F.Exprs[Key].Kind == ExprKind::String && F.Exprs[Key].Text != "summaries") ||
             (StringRef(Path).starts_with("tensorflow.GraphKeys.") && Path != "tensorflow.GraphKeys.SUMMARIES"));
        if (!Other)
          return NodeRef{File, E};
      }
      if (isCall(F, E, "ParseFromString") || isCall(F, E, "MergeFromString") || isCall(F, E, "FromString")) {
        Id Callee = F.Exprs[E].Children[0];
        if (F.Exprs[Callee].Kind == ExprKind::Attribute &&
            StringRef(P.L.externalPath({File, F.Exprs[Callee].Children[0]})).contains("Summary"))
          return NodeRef{File, E};
      }
    }
  }
  return std::nullopt;
}

bool cleanName(const Plan &P, const Op &O) {
  const Expr &X = P.expr({O.Call.File, O.Name});
  return X.Kind == ExprKind::String && !X.Text.empty() && X.Text[0] != '/' &&
         all_of(X.Text, [](char C) { return llvm::isAlnum(C) || C == '_' || C == '.' || C == '-' || C == '/'; });
}

} // namespace

std::optional<Blocker> valuesBlocker(const Plan &P, uint32_t Index) {
  const Component &C = P.P.Components[Index];
  auto blocker = [](std::string Message, NodeRef Place) {
    return Blocker{"SU219", std::move(Message), {}, Place, {}, false};
  };
  if (C.Writers.empty() || C.Runs.empty() || C.Writes.empty() || !C.Managers.empty() || !C.Contribs.empty())
    return Blocker{"SU219", "nothing is fetched and written here", {}, {}, {}, false};
  for (const Blocker &B : C.Blockers)
    if (B.AboutWriter || (!B.AboutGraph && B.Code != "SU210" && B.Code != "SU214"))
      return B;
  bool Scalars = false;
  for (uint32_t I : C.Ops) {
    const Op &O = P.P.Ops[I];
    if (O.Kind != OpKind::Scalar)
      continue;
    Scalars = true;
    if (P.L.calleePath(O.Call) != "tensorflow.summary.scalar" || !O.Args.Problem.empty() || O.Name == NoId ||
        O.Data == NoId || O.Family != NoId || !O.Keys)
      return blocker("this form of a scalar summary cannot be fetched as a value", O.Call);
    const Expr &Name = P.expr({O.Call.File, O.Name});
    if (Name.Kind == ExprKind::None ||
        (Name.Kind == ExprKind::String && (Name.Text.empty() || Name.Text.ref().ends_with("/"))))
      return blocker("this name of a scalar summary cannot be an op's name", O.Call);
  }
  if (!Scalars)
    return blocker("no scalar is among these summaries", P.P.Runs[C.Runs[0]].Call);
  for (uint32_t I : C.Merges) {
    const Merge &M = P.P.Merges[I];
    if (!M.Args.Problem.empty() || M.Open || (M.All && !M.Key) || M.Args["name"] != NoId ||
        M.Args["collections"] != NoId)
      return blocker("this merge cannot become a dictionary", M.Call);
  }
  for (uint32_t I : C.Runs) {
    const Run &R = P.P.Runs[I];
    if (R.Eval || !R.Problem.empty() || any_of(R.Summaries, [](const FetchedSummary &S) { return S.Open; }))
      return blocker("what this run fetches cannot be a dictionary", R.Call);
  }
  uint32_t Home = P.P.Runs[C.Runs[0]].Call.File;
  if (auto Place = looksInside(P, Home))
    return blocker("the program looks into its summaries", *Place);
  if (auto Place = ValueUses(P, C).other())
    return Blocker{"SU210", "the fetched summary is used here as a value, not only written", {}, *Place, {}, false};
  return std::nullopt;
}

bool fetchesBytes(const Plan &P, uint32_t Index) {
  const Component &C = P.P.Components[Index];
  auto together = [&](NodeRef Call) { return P.P.project().mayRunTogether(Call.File, P.P.Runs[C.Runs[0]].Call.File); };
  return any_of(C.Ops, [&](uint32_t O) { return P.P.Ops[O].Kind != OpKind::Scalar; }) ||
         (any_of(C.Merges, [&](uint32_t M) { return P.P.Merges[M].All; }) && any_of(P.P.LibrarySummaries, together));
}

bool emitFetchedValues(Plan &P) {
  if (auto B = valuesBlocker(P, P.Index))
    return P.decline(B->Code, B->Message, B->Place, B->Help, B->Related);
  auto replace = [&](NodeRef Call, StringRef Wish,
                     function_ref<void(std::vector<Line> &, const std::string &, const Spelling &)> Body) {
    NodeRef Module{Call.File, 0};
    Spelling S;
    if (!P.spelling(Module, Call, S))
      return false;
    std::string Name = P.definitionName(Call.File, Wish);
    P.rewriter(Call.File).replaceExpr(P.expr(Call).Children[0], Text(Name));
    std::vector<Line> Lines;
    Body(Lines, Name, S);
    P.define(Call.File, Name, std::move(Lines));
    return true;
  };
  auto line = [](std::vector<Line> &Lines, unsigned Depth, const Twine &T) { Lines.push_back({Text(T.str()), Depth}); };
  for (uint32_t I : P.C.Ops) {
    const Op &O = P.P.Ops[I];
    if (O.Kind != OpKind::Scalar)
      continue;
    auto InFile = [&](auto Test) {
      return any_of(P.P.Ops,
                    [&](const Op &X) { return X.Kind == OpKind::Scalar && X.Call.File == O.Call.File && Test(X); });
    };
    bool Collections = InFile([](const Op &X) { return X.Collections != NoId; });
    bool Clean = !InFile([&](const Op &X) { return !cleanName(P, X); });
    if (!replace(O.Call, "scalar_summary", [&](std::vector<Line> &Lines, const std::string &Name, const Spelling &S) {
          std::string Tf = StringRef(S.V1Always).split('.').first.str() + ".";
          line(Lines, 0, "def " + Name + "(name, tensor" + (Collections ? ", collections=None" : "") + "):");
          line(
              Lines, 1,
              "\"\"\"A scalar that runs fetch and `SummaryWriter.write` writes; its op has the name of its tag.\"\"\"");
          if (!Clean)
            line(Lines, 1, "name = ''.join(c if c.isalnum() or c in '-/_.' else '_' for c in name).lstrip('/')");
          line(Lines, 1, "value = " + Tf + "add(tensor, 0, name=name)");
          if (Collections) {
            line(Lines, 1, "for key in ['summaries'] if collections is None else collections:");
            line(Lines, 2, S.V1Always + "add_to_collection('scalar_' + key, value)");
          } else {
            line(Lines, 1, S.V1Always + "add_to_collection('scalar_summaries', value)");
          }
          line(Lines, 1, "return {value.op.name: value}");
        }))
      return false;
  }
  for (uint32_t I : P.C.Merges) {
    const Merge &M = P.P.Merges[I];
    if (!replace(M.Call, M.All ? "merge_all_summaries" : "merge_summaries",
                 [&](std::vector<Line> &Lines, const std::string &Name, const Spelling &S) {
                   if (M.All) {
                     line(Lines, 0, "def " + Name + "(key='summaries', scope=None):");
                     line(Lines, 1,
                          "\"\"\"All scalars, and what else was collected, by tag; nothing if there is nothing.\"\"\"");
                     line(Lines, 1,
                          "values = " + S.V1Always + "get_collection('scalar_' + key, scope) + " + S.V1Always +
                              "get_collection(key, scope)");
                     line(Lines, 1, "return {value.op.name: value for value in values} or None");
                     return;
                   }
                   line(Lines, 0, "def " + Name + "(inputs):");
                   line(Lines, 1, "\"\"\"One dictionary of all.\"\"\"");
                   line(Lines, 1, "merged = {}");
                   line(Lines, 1, "for summary in inputs:");
                   line(Lines, 2,
                        "merged.update(summary if isinstance(summary, dict) else {summary.op.name: summary})");
                   line(Lines, 1, "return merged");
                 }))
      return false;
  }
  return true;
}

} // namespace summary_upgrade::migrate
