#include "migrate/TagForm.h"
#include "program/StringFolding.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

bool isAtomic(const Plan &P, NodeRef E) {
  const Expr &X = P.expr(E);
  switch (X.Kind) {
  case ExprKind::Name:
  case ExprKind::String:
  case ExprKind::Int:
  case ExprKind::Float:
  case ExprKind::True:
  case ExprKind::False:
  case ExprKind::None:
    return true;
  case ExprKind::Attribute:
    return isAtomic(P, {E.File, X.Children[0]});
  default:
    return false;
  }
}

bool hasOwnStatement(const Plan &P, NodeRef Call) {
  const Stmt &S = P.stmt(P.stmtOf(Call));
  if (S.Kind != StmtKind::Expr && S.Kind != StmtKind::Assign && S.Kind != StmtKind::AugAssign &&
      S.Kind != StmtKind::Return)
    return false;
  for (Id At = S.Value; At != NoId;) {
    if (At == Call.Node)
      return true;
    const Expr &X = P.expr({Call.File, At});
    if ((X.Kind == ExprKind::List || X.Kind == ExprKind::Tuple) && X.Children.size() == 1)
      At = X.Children[0];
    else if (X.Kind == ExprKind::Call && X.Children.size() == 2 && isAtomic(P, {Call.File, X.Children[0]}))
      At = X.Children[1]; // summaries.append(op)
    else
      return false;
  }
  return false;
}

bool isVerbatim(const Program &P, const Op &O) {
  if (O.Described)
    return false; // whatever its name ends with
  std::string Path = P.linker().calleePath(O.Call);
  return StringRef(Path).ends_with("_summary") && !StringRef(Path).ends_with(".tensor_summary");
}

namespace {

/// The literals of a name that is put together by `+`; false when it is put together in another way.
bool literalParts(const Plan &P, NodeRef E, SmallVectorImpl<Id> &Literals) {
  const Expr &X = P.expr(E);
  if (X.Kind == ExprKind::Binary && X.Text == "+")
    return all_of(X.Children, [&](Id Child) { return literalParts(P, {E.File, Child}, Literals); });
  if (X.Kind == ExprKind::String)
    Literals.push_back(E.Node);
  return X.Kind == ExprKind::String || isAtomic(P, E) || X.Kind == ExprKind::Call || X.Kind == ExprKind::Subscript;
}

/// The name with what v1 replaced replaced. Nothing when no short text says it. InPlace: literals in it may be edited.
std::optional<Text> cleanedName(Plan &P, NodeRef Name, const TagAnswer &Tag, bool InPlace = true) {
  if (Tag.Illegal.empty())
    return Text().expr(Name.Node);
  if (P.expr(Name).Kind == ExprKind::String)
    return Text(P.literal(Name.File, cleanTag(P.expr(Name).Text)));
  SmallVector<Id, 4> Literals;
  bool Sum = InPlace && literalParts(P, Name, Literals);
  std::string Left;
  for (char C : Tag.Illegal) {
    // In the literals alone: written there.
    size_t InLiterals = 0;
    if (Sum)
      for (Id Literal : Literals)
        InLiterals += P.expr({Name.File, Literal}).Text.ref().count(C);
    if (!Sum || Tag.Values.empty() ||
        any_of(Tag.Values, [&](const std::string &V) { return StringRef(V).count(C) != InLiterals; }))
      Left += C;
  }
  if (Left.size() > 2)
    return std::nullopt;
  if (Left.size() < Tag.Illegal.size())
    for (Id Literal : Literals) {
      const std::string &Old = P.expr({Name.File, Literal}).Text;
      std::string New = Old;
      for (char &C : New)
        if (StringRef(Tag.Illegal).contains(C) && !StringRef(Left).contains(C))
          C = '_';
      if (New != Old)
        P.rewriter(Name.File).replaceExpr(Literal, Text(P.literal(Name.File, New)));
    }
  Text Result;
  Result.expr(Name.Node, /*Tight=*/!Left.empty());
  for (char C : Left)
    Result.lit(".replace(" + P.literal(Name.File, StringRef(&C, 1)) + ", " + P.literal(Name.File, "_") + ")");
  return Result;
}

/// The loop whose turns number the op, as the name of its counter; empty when there is none.
std::string counter(const Plan &P, NodeRef Call) {
  for (NodeRef E = Call; P.expr(E).Parent != NoId; E.Node = P.expr(E).Parent)
    if (ExprKind K = P.expr({Call.File, P.expr(E).Parent}).Kind;
        K != ExprKind::Call && K != ExprKind::List && K != ExprKind::Tuple && K != ExprKind::Keyword)
      return {};
  const ModuleFacts &F = P.facts(Call.File);
  Id Loop = NoId;
  for (Id At : P.chain(P.stmtOf(Call)))
    if (F.Stmts[At].Kind == StmtKind::For) {
      Loop = At;
      break;
    } else if (At != P.stmtOf(Call).Node && F.Stmts[At].Kind != StmtKind::With) {
      return {};
    }
  if (Loop == NoId || F.Stmts[Loop].Flags & HasJump)
    return {};
  const Stmt &S = F.Stmts[Loop];
  const Expr &Iterable = F.Exprs[S.Value];
  if (Iterable.Kind != ExprKind::Call || Iterable.Children.size() != 2)
    return {};
  std::string Path = P.L.calleePath({Call.File, S.Value});
  Id Target = S.Targets[0];
  if (Path == "builtins.enumerate" && F.Exprs[Target].Kind == ExprKind::Tuple && !F.Exprs[Target].Children.empty())
    Target = F.Exprs[Target].Children[0];
  else if (Path != "builtins.range" && Path != "builtins.xrange")
    return {};
  if (F.Exprs[Target].Kind != ExprKind::Name || F.Exprs[Target].Binding == NoId)
    return {};
  for (Id D : F.Bindings[F.Exprs[Target].Binding].Defs)
    if (Id At = F.Defs[D].Stmt; At != Loop && At != NoId && F.StmtRange[At].Begin >= F.StmtRange[Loop].Begin &&
                                F.StmtRange[At].End <= F.StmtRange[Loop].End)
      return {};
  return F.Exprs[Target].Text;
}

/// `--tags plain`: the name as it stands, under a scope of the family.
void plainTag(Plan &P, const Op &O, const TagAnswer &Tag, TagForm &F) {
  NodeRef Name{O.Call.File, O.Name};
  const Expr &X = P.expr(Name);
  if (X.Kind == ExprKind::String && X.Text.ref().starts_with("/")) // opens no scope
    F.Name = Text(P.literal(O.Call.File, X.Text.ref().ltrim('/')));
  bool Family = O.Family != NoId && P.expr({O.Call.File, O.Family}).Kind != ExprKind::None;
  if (Family && !Tag.Family.empty() && X.Kind == ExprKind::String)
    F.Name = Text(P.literal(O.Call.File, Tag.Family + "/" + X.Text.ref().ltrim('/').str()));
  else if (Family)
    F.Scope = Text().expr(O.Family);
  if (Family && F.Name && hasOwnStatement(P, O.Call)) {
    F.Name.reset();
    F.Scope = Text().expr(O.Family);
  }
  F.Unsafe = Tag.What != TagAnswer::Keep;
}

/// `re` is the module, or nothing yet.
bool canImportRe(const Plan &P, uint32_t File) {
  const ModuleFacts &F = P.facts(File);
  return all_of(F.Bindings, [&](const Binding &B) {
    return B.Name != "re" || all_of(B.Defs, [&](Id D) {
             return F.Defs[D].Kind == DefKind::Import && F.Stmts[F.Defs[D].Stmt].Kind == StmtKind::Import;
           });
  });
}

void runTimeTag(Plan &P, const Op &O, const TagAnswer &Tag, const Spelling &S, TagForm &F) {
  NodeRef Name{O.Call.File, O.Name};
  bool Write = O.Kind == OpKind::Tensor;
  Text Base;
  bool Literal = P.expr(Name).Kind == ExprKind::String;
  bool Slashes = Tag.Slashes || !Tag.NameKnown;
  F.OwnLine = !Write && (!Tag.Family.empty() || (!Tag.AtRoot && Slashes));
  F.WholeTag = F.OwnLine;
  if (Tag.NameKnown) {
    auto Clean = cleanedName(P, Name, Tag, !F.OwnLine);
    if (!Clean) {
      F.Raw = true;
      return;
    }
    Base = *Clean;
  } else if (O.Family == NoId && canImportRe(P, O.Call.File)) {
    F.NeedsRe = true;
    Base.lit("re.sub(r'[^-\\w./]', '_', ").expr(O.Name).lit(").lstrip('/')");
  } else {
    F.Raw = true;
    return;
  }
  Text T;
  std::string Unique = S.V1 + "get_default_graph().unique_name(";
  auto append = [&](const Text &Part) { T.Pieces.insert(T.Pieces.end(), Part.Pieces.begin(), Part.Pieces.end()); };
  if (!Tag.Family.empty()) {
    // The name is taken where v1 took it; the tag has the family once more in front.
    T.lit(P.literal(O.Call.File, Tag.Family + "/") + " + " + Unique);
    if (Literal)
      T.lit(P.literal(O.Call.File, Tag.Family + "/" + cleanTag(P.expr(Name).Text)));
    else
      T.lit(P.literal(O.Call.File, Tag.Family + "/") + " + ").expr(O.Name, true);
    if (!Literal && !Tag.Illegal.empty()) {
      F.Raw = true;
      return;
    }
    T.lit(")");
  } else if (Write) {
    T.lit(Unique);
    append(Base);
    T.lit(")");
  } else {
    T.lit(Unique);
    append(Base);
    T.lit(", mark_as_used=False)");
    if (!Tag.AtRoot && !Slashes)
      T.lit(".split(" + P.literal(O.Call.File, "/") + ")[-1]");
  }
  F.AtRunTime = true;
  F.Name = T;
  F.Story = "the tag is worked out while the graph is built, because " + Tag.Reason;
}

} // namespace

TagForm planTag(Plan &P, const Op &O, const TagAnswer &Tag, const Spelling &S) {
  TagForm F;
  NodeRef Name{O.Call.File, O.Name};
  const Expr &X = P.expr(Name);
  F.Reason = Tag.Reason;
  F.Because = Name;
  if (isVerbatim(P.P, O)) {
    F.WholeTag = !Tag.AtRoot;
    return F;
  }
  bool Write = O.Kind == OpKind::Tensor; // `write` puts no scope in front
  if (P.Opts.Tags == TagMode::Plain && !Write) {
    plainTag(P, O, Tag, F);
    return F;
  }
  auto literal = [&](StringRef Leaf) {
    if (!(X.Kind == ExprKind::String && X.Text == Leaf))
      F.Name = Text(P.literal(O.Call.File, Leaf));
    if (Tag.Numbered)
      F.Story = ("tag `" + Leaf + "`, because " +
                 (!Tag.Reason.empty()        ? Tag.Reason
                  : Tag.Because.Node != NoId ? "`" + P.slice(Tag.Because).split('\n').first.str() + "` at " +
                                                   P.where(Tag.Because) + " has the name"
                                             : std::string("the name is taken in its scope")))
                    .str();
  };
  if (Write && Tag.What != TagAnswer::Unknown) {
    if (!Tag.Full.empty())
      literal(Tag.Full);
    else if (!(Tag.AtRoot && Tag.What == TagAnswer::Keep))
      runTimeTag(P, O, Tag, S, F);
    return F;
  }
  switch (Tag.What) {
  case TagAnswer::Keep:
    return F;
  case TagAnswer::Literal:
    literal(Tag.Leaf);
    return F;
  case TagAnswer::FullTag:
    literal(Tag.Leaf);
    F.WholeTag = true;
    return F;
  case TagAnswer::Cleaned:
    if (auto Clean = cleanedName(P, Name, Tag))
      F.Name = *Clean;
    else
      F.Raw = true;
    return F;
  case TagAnswer::Counted:
    if (Tag.Turns)
      if (std::string K = counter(P, O.Call); !K.empty()) {
        F.Name = Text(P.literal(O.Call.File, Tag.Leaf + "_%d") + " % " + K + " if " + K + " else " +
                      P.literal(O.Call.File, Tag.Leaf));
        return F;
      }
    runTimeTag(P, O, Tag, S, F);
    return F;
  case TagAnswer::Unknown:
    if (P.Opts.Tags == TagMode::Exact)
      runTimeTag(P, O, Tag, S, F);
    else
      F.Raw = true;
    return F;
  }
  return F;
}

} // namespace summary_upgrade::migrate
