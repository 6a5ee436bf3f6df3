#include "python/Rewriter.h"
#include "python/RewriterLists.h"
#include "python/RewriterStatements.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace summary_upgrade::python {

struct Rewriter::Impl {
  Impl(const ModuleFacts &Facts, const text::SourceFile &File) : Facts(Facts), File(File) {}

  struct Argument {
    Text Content;
    bool Keyword = false;
  };
  struct Call {
    std::vector<Argument> Added;
    std::set<size_t> Removed;
  };

  const ModuleFacts &Facts;
  const text::SourceFile &File;
  StatementOps Statements;
  std::vector<std::pair<Id, Text>> Exprs;
  std::vector<std::pair<Id, Text>> WithItems;
  std::vector<std::pair<text::Range, Text>> ReplacedItems; ///< of with statements
  std::map<Id, std::vector<std::string>> Params;           ///< by scope
  std::map<Id, Call> Calls;
  std::map<Id, std::vector<Text>> Elements; ///< of lists, tuples, sets and dicts
  std::set<Id> DroppedTargets;
  std::string Contradiction; ///< the first one met while recording

  void contradict(const Twine &What, Id Stmt) {
    if (Contradiction.empty())
      Contradiction =
          (What + " at line " + Twine(File.lineOf(Facts.StmtRange[Stmt].Begin) + 1) + " of " + File.path()).str();
  }
  void editCall(Id Expr, const Call &C, const Layout &L, Renderer &R) const;
  void editElements(Id Expr, const std::vector<Text> &Added, const Layout &L, Renderer &R) const;
  void editParams(Id Scope, const std::vector<std::string> &Added, const Layout &L, Renderer &R) const;
  void editWith(Id Stmt, const Text &Item, const Layout &L, Renderer &R) const;
};

Rewriter::Rewriter(const ModuleFacts &Facts, const text::SourceFile &File) : P(std::make_unique<Impl>(Facts, File)) {}
Rewriter::~Rewriter() = default;

// ------------------------------------------------------------------------------------------------------------
// recording

void Rewriter::replaceExpr(Id Expr, Text With) { P->Exprs.push_back({Expr, std::move(With)}); }

void Rewriter::replaceStmt(Id Stmt, std::vector<Line> Lines) {
  if (Lines.empty())
    return removeStmt(Stmt);
  if (!P->Facts.Stmts[Stmt].Blocks.empty())
    P->contradict("replaced compound statement", Stmt);
  if (!P->Statements.Replaced.emplace(Stmt, std::move(Lines)).second || P->Statements.Removed.count(Stmt))
    P->contradict("statement replaced twice", Stmt);
}

void Rewriter::removeStmt(Id Stmt) {
  P->Statements.Removed.insert(Stmt);
  if (P->Statements.Replaced.count(Stmt))
    P->contradict("statement replaced and removed", Stmt);
}

void Rewriter::insertBefore(Id Stmt, std::vector<Line> Lines, bool InsideWraps) {
  if (!Lines.empty())
    P->Statements.Before[Stmt].push_back({std::move(Lines), InsideWraps});
}

void Rewriter::insertAfter(Id Stmt, std::vector<Line> Lines, bool InsideWraps) {
  if (!Lines.empty())
    P->Statements.After[Stmt].push_back({std::move(Lines), InsideWraps});
}

void Rewriter::insertAtStart(Id Block, std::vector<Line> Lines) {
  const python::Block &B = P->Facts.Blocks[Block];
  if (B.Kind == BlockKind::Module) {
    P->Statements.AtHead.insert(P->Statements.AtHead.end(), Lines.begin(), Lines.end());
    return;
  }
  Id First = B.Stmts.front();
  const Stmt &S = P->Facts.Stmts[First];
  bool Docstring = (B.Kind == BlockKind::Function || B.Kind == BlockKind::Class) && S.Kind == StmtKind::Expr &&
                   S.Value != NoId && P->Facts.Exprs[S.Value].Kind == ExprKind::String;
  Docstring ? insertAfter(First, std::move(Lines)) : insertBefore(First, std::move(Lines));
}

void Rewriter::appendToBody(Id Block, std::vector<Line> Lines) {
  const python::Block &B = P->Facts.Blocks[Block];
  if (B.Stmts.empty())
    return insertAtStart(Block, std::move(Lines));
  insertAfter(B.Stmts.back(), std::move(Lines));
}

void Rewriter::wrap(Id Block, uint32_t FirstIndex, uint32_t LastIndex, Text Header) {
  P->Statements.Wraps.push_back({Block, FirstIndex, LastIndex, std::move(Header)});
}

void Rewriter::addWithItem(Id WithStmt, Text Item) { P->WithItems.push_back({WithStmt, std::move(Item)}); }
void Rewriter::replaceWithItem(Id WithStmt, unsigned Index, Text Item) {
  const WithItem &Old = P->Facts.Stmts[WithStmt].Items[Index];
  uint32_t End = P->Facts.ExprOuter[Old.Target == NoId ? Old.Context : Old.Target].End;
  P->ReplacedItems.push_back({{P->Facts.ExprOuter[Old.Context].Begin, End}, std::move(Item)});
}
void Rewriter::addParam(Id FunctionScope, std::string Param) { P->Params[FunctionScope].push_back(std::move(Param)); }
void Rewriter::addArg(Id CallExpr, Text Argument, bool Keyword) {
  P->Calls[CallExpr].Added.push_back({std::move(Argument), Keyword});
}
void Rewriter::removeArg(Id CallExpr, unsigned ArgumentIndex) { P->Calls[CallExpr].Removed.insert(ArgumentIndex); }

void Rewriter::addDictEntry(Id DictExpr, Text Key, Text Value) {
  Key.lit(": ");
  Key.Pieces.insert(Key.Pieces.end(), Value.Pieces.begin(), Value.Pieces.end());
  P->Elements[DictExpr].push_back(std::move(Key));
}

void Rewriter::addElement(Id ListOrTupleExpr, Text Element) {
  P->Elements[ListOrTupleExpr].push_back(std::move(Element));
}
void Rewriter::dropTarget(Id AssignStmt) { P->DroppedTargets.insert(AssignStmt); }
void Rewriter::requestImport(std::string Statement) { P->Statements.Imports.push_back(std::move(Statement)); }

bool Rewriter::empty() const {
  const StatementOps &S = P->Statements;
  return S.Before.empty() && S.After.empty() && S.Replaced.empty() && S.Removed.empty() && S.Wraps.empty() &&
         S.AtHead.empty() && S.Imports.empty() && P->Exprs.empty() && P->WithItems.empty() &&
         P->ReplacedItems.empty() && P->Params.empty() && P->Calls.empty() && P->Elements.empty() &&
         P->DroppedTargets.empty();
}

// --------------------------------------------------------------------------------------------------------------
// rendering

static std::vector<text::Range> outerRanges(const ModuleFacts &Facts, ArrayRef<Id> Exprs) {
  std::vector<text::Range> Ranges;
  for (Id E : Exprs)
    if (E != NoId)
      Ranges.push_back(Facts.ExprOuter[E]);
  llvm::sort(Ranges, [](text::Range A, text::Range B) { return A.Begin < B.Begin; });
  return Ranges;
}

/// Offset behind the first '(' at or behind `Pos`.
static uint32_t behindParenthesis(StringRef Bytes, uint32_t Pos) {
  for (;;) {
    Lexeme L = lexAt(Bytes, Pos);
    Pos = L.Where.End;
    if (L.What == Lexeme::End || (L.What == Lexeme::Open && Bytes[L.Where.Begin] == '('))
      return Pos;
  }
}

void Rewriter::Impl::editCall(Id Expr, const Call &C, const Layout &L, Renderer &R) const {
  ArrayRef<Id> Children = Facts.Exprs[Expr].Children;
  uint32_t Begin = behindParenthesis(L.Bytes, Facts.ExprOuter[Children.front()].End);
  ListShape Shape = readList(L.Bytes, Begin, Facts.ExprRange[Expr].End, outerRanges(Facts, Children.drop_front()));
  ListEdit Edit;
  for (size_t I : C.Removed)
    if (I < Shape.Items.size())
      Edit.Removed.insert(I);
  auto item = [&](size_t I) { return File.slice(Shape.Items[I]); };
  auto add = [&](const Argument &A) {
    size_t Index = Shape.Items.size();
    if (A.Keyword) {
      while (Index > 0 && item(Index - 1).starts_with("**"))
        --Index;
    } else {
      Index = 0;
      while (Index < Shape.Items.size() && !isStar(item(Index)) && !isKeyword(item(Index)))
        ++Index;
    }
    Edit.Adds.push_back({Index, toChunks(A.Content, L.Newline)});
  };
  // Positional ones first: both may go to the same place.
  for (bool Keyword : {false, true})
    for (const Argument &A : C.Added)
      if (A.Keyword == Keyword)
        add(A);
  Id Only = Children.size() == 2 ? Children[1] : NoId;
  if (Only != NoId && Facts.Exprs[Only].Kind == ExprKind::Generator && !Edit.Adds.empty() && Edit.Removed.empty() &&
      !isEnclosed(File.slice(Facts.ExprOuter[Only]))) {
    text::Range Range = Facts.ExprOuter[Only];
    R.add(Range, int(Rank::List), {Chunk::text("("), Chunk::source(Range), Chunk::text(")")});
  }
  editList(R, L, Shape, Edit, ListKind::Other);
}

void Rewriter::Impl::editElements(Id Expr, const std::vector<Text> &Added, const Layout &L, Renderer &R) const {
  text::Range Range = Facts.ExprRange[Expr];
  bool Tuple = Facts.Exprs[Expr].Kind == ExprKind::Tuple;
  bool Bare = !isEnclosed(File.slice(Range));
  std::vector<text::Range> Items = outerRanges(Facts, Facts.Exprs[Expr].Children);
  ListShape Shape = Bare ? readList(L.Bytes, Range.Begin, Range.End, Items)
                         : readList(L.Bytes, Range.Begin + 1, Range.End - 1, Items);
  ListEdit Edit;
  for (const Text &T : Added)
    Edit.Adds.push_back({Shape.Items.size(), toChunks(T, L.Newline)});
  editList(R, L, Shape, Edit, Bare ? ListKind::BareTuple : Tuple ? ListKind::Tuple : ListKind::Other);
}

void Rewriter::Impl::editParams(Id ScopeId, const std::vector<std::string> &Added, const Layout &L, Renderer &R) const {
  const Scope &S = Facts.Scopes[ScopeId];
  std::vector<Id> Defaults;
  for (const Param &Pm : S.Params)
    Defaults.push_back(Pm.Default);
  std::vector<text::Range> Opaque = outerRanges(Facts, Defaults);
  ListShape Shape;
  if (S.Kind == ScopeKind::Lambda) {
    uint32_t Begin = Facts.ExprRange[S.Expr].Begin + static_cast<uint32_t>(StringRef("lambda").size());
    uint32_t End = Facts.ExprOuter[Facts.Exprs[S.Expr].Children.back()].Begin;
    while (End > Begin && L.Bytes[End] != ':')
      --End;
    Shape = readList(L.Bytes, Begin, End, Opaque);
  } else {
    uint32_t Begin = behindParenthesis(L.Bytes, Facts.HeaderRange[S.Stmt].Begin);
    Shape = readList(L.Bytes, Begin, Facts.HeaderRange[S.Stmt].End, Opaque);
  }
  size_t Index = 0;
  while (Index < Shape.Items.size() && !isStar(File.slice(Shape.Items[Index])))
    ++Index;
  auto hasDefault = [](StringRef Param) {
    int Depth = 0;
    for (uint32_t Pos = 0;;) {
      Lexeme Lx = lexAt(Param, Pos);
      if (Lx.What == Lexeme::End)
        return false;
      Depth += Lx.What == Lexeme::Open;
      Depth -= Lx.What == Lexeme::Close;
      if (Depth == 0 && Param[Pos] == '=')
        return true;
      Pos = Lx.Where.End;
    }
  };
  bool Defaulted = false;
  for (size_t I = 0; I < Index; ++I)
    Defaulted |= hasDefault(File.slice(Shape.Items[I]));
  ListEdit Edit;
  for (const std::string &Pm : Added) {
    bool Own = hasDefault(Pm);
    std::string Spelled = Defaulted && !Own ? Pm + "=None" : Pm;
    Defaulted |= Own;
    if (S.Kind == ScopeKind::Lambda && Shape.Items.empty() && Edit.Adds.empty())
      Spelled.insert(0, " ");
    Edit.Adds.push_back({Index, {Chunk::text(std::move(Spelled))}});
  }
  editList(R, L, Shape, Edit, ListKind::Other);
}

void Rewriter::Impl::editWith(Id StmtId, const Text &Item, const Layout &L, Renderer &R) const {
  const Stmt &S = Facts.Stmts[StmtId];
  Id First = S.Items.front().Context;
  uint32_t Place = Facts.ExprOuter[First].Begin;
  // `with (a, b):` lists two items where it is legal at all.
  bool Tuple = S.Items.size() == 1 && S.Items.front().Target == NoId && Facts.Exprs[First].Kind == ExprKind::Tuple;
  if (Tuple && File.slice(Facts.ExprRange[First]).starts_with("("))
    Place = Facts.ExprRange[First].Begin + 1;
  Chunks All = toChunks(Item, L.Newline);
  All.push_back(Chunk::text(", "));
  R.add({Place, Place}, int(Rank::Inside), std::move(All));
}

Expected<std::vector<text::Edit>> Rewriter::render() const {
  if (!P->Contradiction.empty())
    return createStringError(P->Contradiction);
  if (empty())
    return std::vector<text::Edit>();
  Layout L(P->Facts, P->File);
  Renderer R(L);
  for (const auto &[Expr, With] : P->Exprs)
    R.add(P->Facts.ExprRange[Expr], int(Rank::Replacement), toChunks(With, L.Newline));
  for (const auto &[Range, Item] : P->ReplacedItems)
    R.add(Range, int(Rank::Replacement), toChunks(Item, L.Newline));
  for (const auto &[Expr, C] : P->Calls)
    P->editCall(Expr, C, L, R);
  for (const auto &[Expr, Added] : P->Elements)
    P->editElements(Expr, Added, L, R);
  for (const auto &[Scope, Added] : P->Params)
    P->editParams(Scope, Added, L, R);
  for (const auto &[Stmt, Item] : P->WithItems)
    P->editWith(Stmt, Item, L, R);
  for (Id Stmt : P->DroppedTargets)
    if (Id Value = P->Facts.Stmts[Stmt].Value; Value != NoId)
      R.add({P->Facts.StmtRange[Stmt].Begin, P->Facts.ExprOuter[Value].Begin}, int(Rank::List), {});
  StatementEditor Statements(L, P->Statements, R);
  if (Error E = Statements.run())
    return std::move(E);
  return R.edits();
}

} // namespace summary_upgrade::python
