#include "migrate/HostImages.h"
#include "migrate/HostScalars.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

namespace {

class ImageReader {
public:
  ImageReader(const Plan &P, const Write &W)
      : P(P), W(W), File(W.Call.File), F(P.facts(File)), Flow(P.flow(File)), Add(P.stmtOf(W.Call).Node) {}

  std::optional<HostImages> read() {
    const Stmt &S = F.Stmts[Add];
    if (S.Kind != StmtKind::Expr || S.Value != W.Call.Node || W.Summary == NoId)
      return std::nullopt;
    std::vector<Id> Chain{Add};
    const Id Values = onlyKeyword(behind(W.Summary, Chain), "tensorflow.Summary", "value");
    if (Values == NoId)
      return std::nullopt;
    const Expr &List = F.Exprs[Values];
    if (List.Kind == ExprKind::Name)
      return filled(Values, Chain) ? std::optional(Found) : std::nullopt;
    if (List.Kind != ExprKind::List && List.Kind != ExprKind::Tuple)
      return std::nullopt;
    for (Id Element : List.Children)
      if (!image(Element, Chain))
        return std::nullopt;
    Found.At = Add;
    return !Found.Images.empty() && together(Chain) && takes(Chain) ? std::optional(Found) : std::nullopt;
  }

private:
  /// What a name that is read once stands for, and the statement that sets it; any other expression as it is.
  Id behind(Id E, std::vector<Id> &Chain) const {
    if (F.Exprs[E].Kind != ExprKind::Name)
      return E;
    const Id D = Flow.uniqueDef(E);
    if (D == NoId || F.Defs[D].Kind != DefKind::Assign || !F.Defs[D].Path.empty() || F.Defs[D].Value == NoId ||
        F.Stmts[F.Defs[D].Stmt].Targets.size() != 1 || usesOf(D) != std::vector{E})
      return E;
    Chain.push_back(F.Defs[D].Stmt);
    return F.Defs[D].Value;
  }
  /// Where the value of a definition may be read.
  std::vector<Id> usesOf(Id D) const {
    std::vector<Id> Result;
    for (Id Use : F.Bindings[F.Defs[D].Binding].Uses)
      if (const ReachingDefs &R = Flow.reaching(Use); !R.Complete || is_contained(R.Defs, D))
        Result.push_back(Use);
    return Result;
  }
  bool isCall(Id E, StringRef Path) const {
    return F.Exprs[E].Kind == ExprKind::Call && P.L.calleePath({File, E}) == Path;
  }
  /// The value of the one keyword that the call has.
  Id onlyKeyword(Id Call, StringRef Path, StringRef Name) const {
    if (!isCall(Call, Path) || F.Exprs[Call].Children.size() != 2)
      return NoId;
    const Expr &K = F.Exprs[F.Exprs[Call].Children[1]];
    return K.Kind == ExprKind::Keyword && K.Text == Name ? K.Children[0] : NoId;
  }

  bool image(Id E, std::vector<Id> &Chain) {
    HostImage Image;
    const Id Value = behind(E, Chain);
    Id Made = NoId;
    if (!keywords(Value, "tensorflow.Summary.Value", {{"tag", &Image.Tag}, {"image", &Made}}) || Image.Tag == NoId ||
        F.Exprs[Image.Tag].Kind == ExprKind::None || Made == NoId)
      return false;
    Id Colors = NoId;
    if (!keywords(behind(Made, Chain), "tensorflow.Summary.Image",
                  {{"encoded_image_string", &Image.Encoded},
                   {"width", &Image.Width},
                   {"height", &Image.Height},
                   {"colorspace", &Colors}}) ||
        Image.Encoded == NoId || (Colors != NoId && Flow.effect(Colors) == Effect::Call))
      return false;
    Found.Images.push_back(Image);
    return true;
  }
  bool keywords(Id Call, StringRef Path, ArrayRef<std::pair<StringRef, Id *>> Names) const {
    if (!isCall(Call, Path))
      return false;
    for (Id A : drop_begin(F.Exprs[Call].Children)) {
      const Expr &K = F.Exprs[A];
      const auto *Name = find_if(Names, [&](const auto &N) { return K.Text == N.first; });
      if (K.Kind != ExprKind::Keyword || Name == Names.end())
        return false;
      *Name->second = K.Children[0];
    }
    return true;
  }

  /// One behind the other in one block, so that nothing is worked out at another time than before.
  bool together(const std::vector<Id> &Chain) const {
    std::set<uint32_t> Places;
    for (Id S : Chain)
      if (F.Stmts[S].Block != F.Stmts[Chain.front()].Block || !Places.insert(F.Stmts[S].Index).second)
        return false;
    return *Places.rbegin() - *Places.begin() + 1 == Places.size() && *Places.rbegin() == F.Stmts[Chain.front()].Index;
  }
  bool takes(const std::vector<Id> &Chain) {
    for (Id S : Chain)
      if (S != Found.At)
        Found.Gone.push_back(S);
    return true;
  }

  /// `values = []`, a loop with `values.append(…)`, `tf.Summary(value=values)`.
  bool filled(Id Name, std::vector<Id> &Chain) {
    const Id D = Flow.uniqueDef(Name);
    if (D == NoId || F.Defs[D].Kind != DefKind::Assign || !F.Defs[D].Path.empty() || F.Defs[D].Value == NoId ||
        F.Exprs[F.Defs[D].Value].Kind != ExprKind::List || !F.Exprs[F.Defs[D].Value].Children.empty() ||
        F.Stmts[F.Defs[D].Stmt].Targets.size() != 1 || !together(Chain))
      return false;
    Id Append = NoId;
    for (Id Use : usesOf(D)) {
      if (Use == Name)
        continue;
      const Id Method = F.Exprs[Use].Parent;
      if (Append != NoId || Method == NoId || F.Exprs[Method].Kind != ExprKind::Attribute ||
          F.Exprs[Method].Text != "append" || F.Exprs[Method].Parent == NoId)
        return false;
      Append = F.Exprs[Method].Parent;
      if (F.Exprs[Append].Kind != ExprKind::Call || F.Exprs[Append].Children[0] != Method ||
          F.Exprs[Append].Children.size() != 2 || F.Stmts[F.Exprs[Append].Stmt].Kind != StmtKind::Expr)
        return false;
    }
    if (Append == NoId)
      return false;
    Found.At = F.Exprs[Append].Stmt;
    Found.Loop = F.parentStmt(Found.At);
    const Id Made = F.Defs[D].Stmt;
    if (Found.Loop == NoId || F.Stmts[Found.Loop].Kind != StmtKind::For ||
        F.Blocks[F.Stmts[Found.At].Block].Kind != BlockKind::Body ||
        (F.Stmts[Found.Loop].Flags & (HasJump | HasYield)) || F.Stmts[Found.Loop].Block != F.Stmts[Add].Block ||
        F.Stmts[Made].Block != F.Stmts[Add].Block || F.Stmts[Made].Index > F.Stmts[Found.Loop].Index ||
        F.Stmts[Found.Loop].Index > F.Stmts[Add].Index)
      return false;
    // The step and the writer are read in every round now, and before what stands behind the loop.
    const NodeRef Loop{File, Found.Loop}, At{File, Add};
    if ((W.Step != NoId && (Flow.effect(W.Step) == Effect::Call || !P.movable({File, W.Step}, At, Loop))) ||
        Flow.effect(W.WriterExpr.Node) == Effect::Call || !P.movable(W.WriterExpr, At, Loop))
      return false;
    std::vector<Id> Inner{Found.At};
    if (!image(F.Exprs[Append].Children[1], Inner) || !together(Inner))
      return false;
    Chain.push_back(Made);
    return takes(Chain) && takes(Inner);
  }

  const Plan &P;
  const Write &W;
  const uint32_t File;
  const ModuleFacts &F;
  const class Flow &Flow;
  const Id Add;
  HostImages Found;
};

} // namespace

std::optional<HostImages> hostImages(const Plan &P, const Write &W) {
  // Who reads them would not find them under their tags.
  return P.P.project().words().ReadsEvents ? std::nullopt : ImageReader(P, W).read();
}

void emitHostImages(Plan &P, const Write &W, const HostImages &Images, const Text &Header, const std::string &Tf) {
  const uint32_t File = W.Call.File;
  Rewriter &R = P.rewriter(File);
  const std::string Name = P.definitionName(File, "write_image");
  std::vector<Line> Lines;
  if (Images.Loop == NoId)
    Lines.push_back({Header});
  for (const HostImage &Image : Images.Images) {
    Text T(Name + "(");
    T.expr(Image.Tag).lit(", ").expr(Image.Encoded);
    for (Id Size : {Image.Width, Image.Height})
      Size == NoId ? T.lit(", 0") : T.lit(", ").expr(Size);
    T.lit(", ");
    for (const Piece &X : hostStep(P, W).Pieces)
      T.Pieces.push_back(X);
    Lines.push_back({T.lit(")"), Images.Loop == NoId ? 1u : 0u});
  }
  R.replaceStmt(Images.At, std::move(Lines));
  for (Id S : Images.Gone)
    R.removeStmt(S);
  if (Images.Loop != NoId) {
    const Stmt &Loop = P.stmt({File, Images.Loop});
    R.wrap(Loop.Block, Loop.Index, Loop.Index, Header);
  }
  P.define(
      File, Name,
      {{Text("def " + Name + "(tag, encoded, width, height, step):")},
       {Text("\"\"\"Writes an image that is encoded already, as `tf.summary.image` stores it.\"\"\""), 1},
       {Text("plugin = " + Tf + "compat.v1.SummaryMetadata.PluginData(plugin_name=" + P.literal(File, "images") + ")"),
        1},
       {Text("metadata = " + Tf + "compat.v1.SummaryMetadata(plugin_data=plugin)"), 1},
       {Text("content = [str(width).encode(), str(height).encode(), encoded]"), 1},
       {Text(Tf + "summary.write(tag, content, step=step, metadata=metadata)"), 1}});
}

} // namespace summary_upgrade::migrate
