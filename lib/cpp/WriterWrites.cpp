#include "cpp/WriterPlanner.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace summary_upgrade::cpp {

void WriterPlanner::importEdits(Component &C, uint32_t Call) {
  const Node &P = L.node(Call);
  Span Object = L.node(P.Children[0]).Where;
  // `(*w).WriteEvent` needs no parentheses any more, but they do no harm.
  C.edit({Object.File, Object.Begin, Object.Begin}, "summary_v2::import_event(");
  C.edit({P.A.File, P.A.Begin, P.C.End}, ", ");
  if (P.Text == "WriteSerializedEvent")
    C.edit({P.D.File, P.D.Begin, P.D.Begin}, ", summary_v2::Import::ToV2");
}

void WriterPlanner::write(Component &C, uint32_t Call) {
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
    C.Uses.push_back(
        {"SU803",
         "the event is imported as it is: " + (Event.Reason.empty() ? std::string("it is serialized") : Event.Reason),
         P.Where});
    return;
  }
  Natives.push_back({*Event.Block, &C});
}

void WriterPlanner::native(Component &C, const EventBlock &E) {
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

std::string WriterPlanner::rendered(Component &C, Span S) {
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
  if (Text.starts_with("(") && Text.ends_with(")") &&
      all_of(Text.drop_front().drop_back(), [](char X) { return isIdentifierByte(X); }))
    Text = Text.drop_front().drop_back();
  return Text.str();
}

bool WriterPlanner::usesName(StringRef Line, const Component &C) {
  std::set<std::string> Others;
  std::set_difference(C.Names.begin(), C.Names.end(), C.Fields.begin(), C.Fields.end(),
                      std::inserter(Others, Others.end()));
  if (hasWord(Line, Others))
    return true;
  size_t At = 0;
  for (StringRef Rest = Line; hasWord(Rest, C.Fields, &At); Rest = Rest.drop_front(At + 1))
    if (Rest.take_front(At).ends_with(".") || Rest.take_front(At).ends_with("->"))
      return true;
  return false;
}

void WriterPlanner::checkSurroundings(Component &C) {
  std::set<std::string> Trigger = {"EventsWriter", "WriteEvent"};
  auto near = [&](uint32_t File) {
    return any_of(C.Roots, [&](uint32_t R) { return R != None && L.node(R).Where.File == File; });
  };
  // In one unit with it.
  auto together = [&](uint32_t File) {
    return any_of(L.FilesOfUnit, [&](const std::set<uint32_t> &Unit) {
      return Unit.count(File) &&
             any_of(C.Roots, [&](uint32_t R) { return R != None && Unit.count(L.node(R).Where.File); });
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
      C.block("SU814", "the compiler reports: " + E.Message, E.Where,
              "make the file compile, or pass its flags with `-p`");
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
              {S.File, S.Begin + static_cast<uint32_t>(At), S.Begin + static_cast<uint32_t>(At)},
              "pass the flags that compile it with `-p`");
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
        C.block("SU815", "an event with a `" + Name + "` has no v2 form", N.Where,
                "write it with a v1 writer to a directory of its own");
    }
}

void WriterPlanner::finish(Component &C) {
  for (auto &[Call, Owner] : Writes)
    if (Owner == &C)
      write(C, Call);
  for (auto &[Block, Owner] : Natives)
    if (Owner == &C)
      native(C, Block);
  checkSurroundings(C);
}

} // namespace summary_upgrade::cpp
