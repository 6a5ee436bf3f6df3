// Arguments that v1 ops took, and steps and tags of the wrong kind.
#include "lint/Rules.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::python;
using namespace summary_upgrade::program;
using summary_upgrade::report::Applicability;

namespace summary_upgrade::lint {

namespace {

bool isInt(const World &W, NodeRef E) {
  const Expr &X = W.expr(E);
  // A number that takes more than 32 bits becomes int64.
  if (X.Kind == ExprKind::Int)
    return X.Text.size() < 10;
  return (X.Kind == ExprKind::Unary && X.Text == "-" && W.facts(E.File).Exprs[X.Children[0]].Kind == ExprKind::Int);
}

/// With the comma before it.
std::optional<text::Edit> removal(const World &W, NodeRef Call, Id Argument) {
  const ModuleFacts &F = W.facts(Call.File);
  const Expr &X = W.expr(Call);
  const auto *At = find(X.Children, Argument);
  if (At == X.Children.end() || At == X.Children.begin() + 1)
    return std::nullopt;
  const text::Range R{F.ExprOuter[*(At - 1)].End, F.ExprOuter[Argument].End};
  if (W.slice(Call.File, R).contains('#'))
    return std::nullopt;
  return text::Edit{R, ""};
}

/// `family=` and `collections=`, and collections in the place of the step.
void v1Arguments(const World &W, const V2Call &C, Lints &Out) {
  const ModuleFacts &F = W.facts(C.Call.File);
  for (Id A : ArrayRef(W.expr(C.Call).Children).drop_front()) {
    const Expr &X = F.Exprs[A];
    if (X.Kind != ExprKind::Keyword || (X.Text != "family" && X.Text != "collections"))
      continue;
    const NodeRef Place{C.Call.File, A};
    Lint L{"SU732",
           "`" + X.Text + "` is an argument of the v1 op only: this call raises a TypeError",
           X.Text == "family" ? "v1 wrote the family before the tag, twice where no scope stood between: "
                                "write the tag as it is to be shown"
                              : "v2 ops write at once and are in no collection",
           Place,
           {},
           {}};
    if (auto Edit = X.Text == "collections" ? removal(W, C.Call, A) : std::nullopt)
      L.How = Fix{Applicability::Safe, "Remove `collections`", {*Edit}};
    Out.push_back(std::move(L));
  }
  const NodeRef Step = W.stepOf(C);
  if (Step.Node == NoId || W.hasStars(C.Call))
    return;
  const ExprKind Kind = W.expr(Step).Kind;
  if ((Kind == ExprKind::List || Kind == ExprKind::Tuple) && W.expr(Step).Parent == C.Call.Node)
    Out.push_back({"SU732",
                   "here the v1 op took its collections, and the v2 op takes its step: this call raises",
                   "write `step=`",
                   Step,
                   {},
                   {}});
}

/// `tf.summary.image('x', images, 4)`: v1's third argument was `max_outputs`.
void outputsAsStep(const World &W, const V2Call &C, Lints &Out) {
  if ((C.Kind != CallKind::Image && C.Kind != CallKind::Audio) || W.hasStars(C.Call) ||
      W.argument(C.Call, "max_outputs", ~0u) != NoId)
    return;
  const NodeRef Step = W.stepOf(C);
  // A literal 0 or 1 may well be a step, and so may a large one.
  uint64_t Number = 0;
  if (Step.Node == NoId || W.expr(Step).Parent != C.Call.Node || W.expr(Step).Kind != ExprKind::Int ||
      W.expr(Step).Text.ref().getAsInteger(0, Number) || Number < 2 || Number > 64)
    return;
  Lint L{"SU708",
         "in the v1 op this " + W.expr(Step).Text + " was `max_outputs`; the v2 op takes it as the step",
         "write `max_outputs=" + W.expr(Step).Text + "`, and give the step: `step=…`",
         Step,
         {},
         {}};
  if (W.group(C.Call.File).DefaultStep) {
    const text::Range R = W.rangeOf(Step);
    L.How = Fix{Applicability::Unsafe, "Write `max_outputs=`", {{{R.Begin, R.Begin}, "max_outputs="}}};
  }
  Out.push_back(std::move(L));
}

void emptyTag(const World &W, const V2Call &C, Lints &Out) {
  const NodeRef Tag{C.Call.File, W.argument(C.Call, "name", 0)};
  if (C.Kind == CallKind::Write || Tag.Node == NoId || W.hasStars(C.Call))
    return;
  const Expr &X = W.expr(Tag);
  if (X.Kind != ExprKind::None && !(X.Kind == ExprKind::String && X.Text.empty()))
    return;
  static constexpr StringRef Names[] = {"scalar", "histogram", "image", "audio", "text"};
  Out.push_back({"SU714",
                 ("this op has no tag: its summaries are called `" + Names[static_cast<size_t>(C.Kind)] +
                  "_summary`, whatever it logs")
                     .str(),
                 "give it a name of its own",
                 Tag,
                 {},
                 {}});
}

/// Why this is no step, or nothing; `Cast`: a cast to int64 would make it one.
std::string wrongStep(const World &W, NodeRef Step, bool &Cast) {
  if (W.expr(Step).Kind == ExprKind::Float)
    return "a float is no step";
  const ValueSet &Set = W.L.valuesOf(Step);
  if (Set.Top || Set.Ids.size() != 1)
    return {};
  const Value &V = W.L.value(Set.Ids[0]);
  StringRef Path = V.Path;
  if (V.Kind != ValueKind::External || V.Site.Node == NoId)
    return {};
  Path.consume_front("tensorflow.compat.v2.");
  Path.consume_front("tensorflow.");
  const bool Range = Path == "range()[*]";
  if (!Range && Path != "constant()" && Path != "Variable()" && Path != "cast()")
    return {};
  if (W.hasStars(V.Site))
    return {};
  Cast = true;
  const Id Type = Path == "Variable()" ? W.argument(V.Site, "dtype", 6) : W.argument(V.Site, "dtype", Range ? 3 : 1);
  if (Type != NoId) {
    const std::string Name = W.path({V.Site.File, Type});
    const StringRef Short = StringRef(Name).rsplit('.').second;
    if (StringRef(Name).starts_with("tensorflow.") &&
        (Short == "int32" || Short == "float32" || Short == "float64" || Short == "int16" || Short == "uint8"))
      return ("this step is of type " + Short).str();
    return {};
  }
  if (Path == "cast()")
    return {};
  const auto Arguments = ArrayRef(W.expr(V.Site).Children).drop_front();
  const bool Ints = !Arguments.empty() && all_of(Arguments, [&](Id A) {
    if (W.facts(V.Site.File).Exprs[A].Kind == ExprKind::Keyword)
      return W.facts(V.Site.File).Exprs[A].Text == "name" || W.facts(V.Site.File).Exprs[A].Text == "trainable";
    return isInt(W, {V.Site.File, A});
  });
  return Ints && W.facts(V.Site.File).Exprs[Arguments[0]].Kind != ExprKind::Keyword ? "this step is of type int32"
                                                                                    : std::string();
}

void stepType(const World &W, const V2Call &C, Lints &Out) {
  const NodeRef Step = W.stepOf(C);
  if (Step.Node == NoId || W.hasStars(C.Call))
    return;
  bool Cast = false;
  const std::string Why = wrongStep(W, Step, Cast);
  if (Why.empty())
    return;
  Lint L{"SU737",
         Why + ", and an op takes int64 only: it raises where a writer is set",
         Cast ? "make it int64 where it begins, or cast it" : "give an integer",
         Step,
         {},
         {}};
  if (const std::string Name = W.tensorflowName(C.Call); Cast && !Name.empty())
    L.How =
        Fix{Applicability::Safe, "Cast the step to int64", around(W, Step, Name + ".cast(", ", " + Name + ".int64)")};
  Out.push_back(std::move(L));
}

} // namespace

void lintArguments(const World &W, Lints &Out) {
  for (const V2Call &C : W.Calls) {
    if (!C.isOp())
      continue;
    v1Arguments(W, C, Out);
    outputsAsStep(W, C, Out);
    emptyTag(W, C, Out);
    stepType(W, C, Out);
  }
}

} // namespace summary_upgrade::lint
