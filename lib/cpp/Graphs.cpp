// Summary ops of graphs. An op is exchanged where all that becomes of its bytes is known: who reads them
// otherwise would find a v2 value.
#include "cpp/GraphFlow.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace summary_upgrade::cpp {

namespace {

class Graphs {
public:
  Graphs(const Linked &L, std::vector<Component> &Components) : L(L), Components(Components) {
    for (uint32_t Id = 0; Id < L.All.Nodes.size(); ++Id)
      if (L.node(Id).Decl != None && L.RootOf[Id] != None)
        ByDecl[L.node(Id).Decl].push_back(Id);
  }

  std::vector<Use> run() {
    std::vector<Use> Notices;
    for (uint32_t Id = 0; Id < L.All.Nodes.size(); ++Id) {
      StringRef Name = graphSummaryOp(L, Id);
      if (Name.empty() || any_of(Notices, [&](const Use &U) { return U.Where == L.node(Id).Where; }))
        continue;
      std::string Why;
      if (Name == "ScalarSummary" || Name == "HistogramSummary") {
        Why = migrate(Id, Name);
        if (Why.empty())
          continue;
        Why = " (" + Why + ")";
      }
      Notices.push_back({"SU807",
                         "`" + Name.str() + "` stays a v1 op" + Why +
                             (Name == "MergeSummary" ? "; it joins summaries of both formats"
                                                     : "; what it makes becomes v2 where it is written"),
                         L.node(Id).Where});
    }
    return Notices;
  }

private:
  /// Adds the exchange to the component that writes; else says why not.
  std::string migrate(uint32_t Id, StringRef Name) {
    const Node &N = L.node(Id);
    if (!N.Where.valid() || N.Macro || !N.C.valid() || !N.D.valid())
      return "a macro makes it";
    if (N.Children.size() != 3)
      return "it has further arguments";
    if (!isText(N.Children[1]))
      return "its tag may be a list";
    GraphFlow F = followSummary(L, ByDecl, Id);
    if (!F.Why.empty())
      return F.Why;
    Component *Owner = nullptr;
    for (uint32_t Write : F.Writes)
      for (Component &C : Components)
        if (!C.Block &&
            any_of(C.Uses, [&](const Use &U) { return U.Code == "SU803" && U.Where == L.node(Write).Where; })) {
          if (Owner && Owner != &C)
            return "several writers write it";
          Owner = &C;
        }
    if (!Owner)
      return "nothing that is migrated writes it";
    std::vector<std::pair<Span, std::string>> Edits;
    // The type of variables, where it is spelled.
    for (uint32_t Decl : F.Variables) {
      const summary_upgrade::cpp::Decl &D = L.All.Decls[Decl];
      if (!StringRef(D.Type).contains("tensorflow::ops::ScalarSummary") &&
          !StringRef(D.Type).contains("tensorflow::ops::HistogramSummary"))
        continue;
      std::optional<Span> Type = declaredType(Decl);
      if (!Type)
        return "`" + D.Name + "` is declared with the op's class";
      if (Type->valid())
        Edits.push_back({*Type, L.slice(*Type).starts_with("const ") ? "const auto " : "auto "});
    }
    std::string New = (Name == "ScalarSummary" ? "summary_v2::ops::scalar(" : "summary_v2::ops::histogram(");
    StringRef Spelled = L.slice({N.Where.File, N.Where.Begin, N.C.Begin}).rtrim();
    if (Spelled.ends_with(Name)) {
      Edits.push_back({{N.Where.File, N.Where.Begin, N.C.End}, New});
    } else {
      uint32_t Variable = L.Parent[Id];
      if (Variable == None || L.node(Variable).Kind != NodeKind::Variable)
        return "it is made in a way that is not followed";
      Edits.push_back({N.C, " = " + New});
    }
    if (L.slice(N.D) != ")")
      Edits.push_back({N.D, ")"});
    for (auto &[Where, Text] : Edits)
      if (none_of(Owner->Edits, [&, &Where = Where](const PlannedEdit &E) { return E.Where == Where; }))
        Owner->edit(Where, Text);
    for (uint32_t Decl : F.Seen)
      if (DeclKind K = L.All.Decls[Decl].Kind; K != DeclKind::Local && K != DeclKind::Parameter)
        Owner->Names.insert(L.All.Decls[Decl].Name);
    Owner->NeedsGraph.insert(N.Where.File);
    Owner->Roots.insert(L.RootOf[Id]);
    Owner->Uses.push_back({"SU808", ("`" + Name + "` makes a v1 summary").str(), N.Where});
    return {};
  }

  /// A scalar string: what the conversions to Input are made of.
  bool isText(uint32_t Id) const {
    for (;;) {
      Id = L.skipParens(Id);
      const Node &N = L.node(Id);
      if ((N.Kind != NodeKind::Construct || N.Written) || N.Children.size() != 1)
        break;
      Id = N.Children[0];
    }
    StringRef T = L.node(Id).Type;
    while (T.consume_front("const "))
      ;
    T = T.rtrim(" &");
    return T.starts_with("char[") || T.starts_with("char *") || T.starts_with("std::basic_string") ||
           T == "std::string" || T == "tensorflow::tstring" || T == "tsl::tstring" ||
           T.starts_with("absl::string_view");
  }

  /// Where the type of a local stands; an invalid place for `auto`; nothing when it cannot be exchanged.
  std::optional<Span> declaredType(uint32_t Decl) const {
    auto It = ByDecl.find(Decl);
    for (uint32_t Id : It == ByDecl.end() ? std::vector<uint32_t>() : It->second) {
      const Node &V = L.node(Id);
      uint32_t Statement = L.Parent[Id];
      if (V.Kind != NodeKind::Variable || Statement == None || L.node(Statement).Kind != NodeKind::DeclStmt ||
          L.node(Statement).Children.size() != 1 || L.node(Statement).Macro || !V.B.valid())
        continue;
      Span Type{V.B.File, L.node(Statement).Where.Begin, V.B.Begin};
      StringRef Text = L.slice(Type);
      if (hasWord(Text, {"auto"}))
        return Span();
      if (Text.empty() || hasWord(Text, {"static", "constexpr", "thread_local"}) ||
          !all_of(Text, [](char C) { return isIdentifierByte(C) || C == ':' || C == ' '; }))
        return std::nullopt;
      return Type;
    }
    return std::nullopt;
  }

  const Linked &L;
  std::vector<Component> &Components;
  NodesOfDecl ByDecl;
};

} // namespace

std::vector<Use> planGraphs(const Linked &L, std::vector<Component> &Components) { return Graphs(L, Components).run(); }

} // namespace summary_upgrade::cpp
