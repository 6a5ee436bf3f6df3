// The v2 form of `tf.contrib.summary`'s ops, and their step.
#include "migrate/Contrib.h"
#include "migrate/Rank.h"
#include "migrate/TagForm.h"
#include "program/HostProtos.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

namespace {

bool isGlobalStepPath(StringRef Path) {
  return Path == "tensorflow.train.get_or_create_global_step" || Path == "tensorflow.train.create_global_step" ||
         Path == "tensorflow.contrib.framework.get_or_create_global_step";
}

/// A name that holds the global step wherever `Place` runs.
std::string stepName(const Plan &P, NodeRef Place) {
  const ModuleFacts &F = P.facts(Place.File);
  NodeRef Home = P.scopeOf(Place);
  for (Id At = Home.Node; At != NoId; At = F.Scopes[At].Outer) {
    if (F.Scopes[At].Kind == ScopeKind::Class)
      continue;
    for (Id B : F.Scopes[At].Bindings) {
      const Binding &Bound = F.Bindings[B];
      if (Bound.Defs.size() != 1)
        continue;
      const Def &D = F.Defs[Bound.Defs[0]];
      if (D.Kind != DefKind::Assign || D.Value == NoId || !D.Path.empty() || F.Exprs[D.Value].Kind != ExprKind::Call ||
          !isGlobalStepPath(P.L.calleePath({Place.File, D.Value})))
        continue;
      if (At == Home.Node) {
        ReachingDefs There = P.flow(Place.File).reachingAt(B, P.stmtOf(Place).Node);
        if (There.Complete && !There.MayBeUnbound && There.Defs.size() == 1)
          return Bound.Name;
      } else if (At == 0 && D.Target != NoId) {
        // Bound by the module before the function can run.
        Id Top = F.Scopes[Home.Node].Stmt;
        while (Top != NoId && F.Stmts[Top].Block != 0)
          Top = F.parentStmt(Top) != NoId ? F.parentStmt(Top) : F.Scopes[F.Stmts[Top].Scope].Stmt;
        if (Top != NoId && F.Stmts[D.Stmt].Block == 0 && F.StmtRange[D.Stmt].End <= F.StmtRange[Top].Begin)
          return Bound.Name;
      }
    }
  }
  return {};
}

bool calls(const Plan &P, uint32_t Near, StringRef Path) {
  for (uint32_t File = 0; File < P.P.project().modules().size(); ++File)
    if (P.P.project().mayRunTogether(File, Near))
      for (Id E = 0; E < P.facts(File).Exprs.size(); ++E)
        if (P.facts(File).Exprs[E].Kind == ExprKind::Call && P.L.calleePath({File, E}) == Path)
          return true;
  return false;
}

class ContribOp {
public:
  ContribOp(Plan &P, const ContribCall &C, const ContribMode &Mode, Recording &Records, Spelling S)
      : P(P), C(C), Mode(Mode), Records(Records), S(std::move(S)), R(P.rewriter(C.Call.File)), File(C.Call.File) {}

  bool emit(const TagAnswer &Answer) {
    if (!C.Args.Problem.empty())
      return P.decline("SU320", "this call " + C.Args.Problem, C.Call);
    if (C.Args["name"] == NoId || C.Args["tensor"] == NoId)
      return P.decline("SU320", "this summary has no name or no tensor", C.Call);
    if (Id Bad = C.Args["bad_color"]; given(Bad))
      return P.decline("SU320", "`bad_color=` has no form in TensorFlow 2", {File, Bad});
    if (NodeRef Step{File, C.Args["step"]}; given(Step.Node)) {
      StepMayBeNone = mayBeNone(P, Step);
      GivenStep = givenStep(P, Step, Mode, S);
      if (!GivenStep)
        return false;
    }
    auto Tag = contribTag(P, C, Answer, Mode, Records.someOff());
    if (!Tag)
      return false;
    std::string WhyKept = Tag->Why;
    std::string Unlike = mediaUnlike();
    bool Graph = Mode.at(C.Call) == ContribMode::Graph;
    if (!Unlike.empty() && Graph && !P.Opts.UnsafeFixes) {
      Tag->Kept = true;
      WhyKept = Unlike;
    } else if (!Unlike.empty() && C.Kind == ContribKind::Image) {
      P.unsafe(Unlike, C.Call);
    } else if (!Unlike.empty()) {
      return P.decline("SU320", Unlike, C.Call);
    }
    if (Tag->Kept && (C.Kind == ContribKind::Generic || !Graph))
      return P.decline("SU323", "the tag of this summary is known only at run time: " + WhyKept,
                       {File, C.Args["name"]});
    if (Tag->Unsafe)
      P.unsafe("with `--tags plain` it gets another tag", C.Call);
    if (Tag->NeedsRe)
      R.requestImport("import re");
    if (Tag->Kept) {
      keep();
      P.notice(Unlike.empty() ? "SU217" : "SU120", WhyKept + ", so this stays a v1 op whose bytes the v2 writer writes",
               C.Call);
      return true;
    }
    native(*Tag);
    return true;
  }

private:
  bool given(Id Argument) const { return Argument != NoId && P.expr({File, Argument}).Kind != ExprKind::None; }

  /// Why the v2 function of the same name stores something else.
  std::string mediaUnlike() const {
    NodeRef Data{File, C.Args["tensor"]};
    if (C.Kind == ContribKind::Image && !isUint8(P, Data))
      return "TensorFlow 2 clips floats to [0, 1] where `tf.contrib.summary` rescales each picture";
    if (C.Kind != ContribKind::Audio)
      return {};
    auto Rank = rankOf(P, Data);
    if (!Rank || (*Rank != 2 && *Rank != 3))
      return "TensorFlow 2 wants audio of rank 3, and the rank of this one is not known";
    if (!given(C.Args["sample_rate"]) || !isPythonInt(P, {File, C.Args["sample_rate"]}))
      return "TensorFlow 2 wants a whole number as sample rate, and this one is not known";
    return {};
  }

  Text step() const {
    if (GivenStep)
      return *GivenStep;
    Recording::State Here = Records.at(C.Call);
    // Never written: no reason to make the step that the program makes later.
    if ((Here == Recording::Off || Here == Recording::Never) && calls(P, File, "tensorflow.train.create_global_step"))
      return Text("0");
    return globalStep(P, C.Call, Mode, S);
  }
  static void append(Text &To, const Text &From) {
    To.Pieces.insert(To.Pieces.end(), From.Pieces.begin(), From.Pieces.end());
  }

  /// The argument's index in the call, and its keyword expression or NoId.
  std::pair<unsigned, Id> place(Id Value) const {
    const Expr &X = P.expr(C.Call);
    for (unsigned A = 1; A < X.Children.size(); ++A) {
      const Expr &Argument = P.expr({File, X.Children[A]});
      if (X.Children[A] == Value)
        return {A - 1, NoId};
      if (Argument.Kind == ExprKind::Keyword && Argument.Children[0] == Value)
        return {A - 1, X.Children[A]};
    }
    return {0, NoId};
  }
  void remove(StringRef Parameter) {
    if (Id Value = C.Args[Parameter]; Value != NoId)
      R.removeArg(C.Call.Node, place(Value).first);
  }
  /// `value` or `old=value` becomes `New=value`.
  void keyword(StringRef Old, StringRef New) {
    Id Value = C.Args[Old];
    if (Value == NoId)
      return;
    Id Keyword = place(Value).second;
    if (Keyword != NoId && Old == New)
      return;
    R.replaceExpr(Keyword != NoId ? Keyword : Value, Text((New + "=").str()).expr(Value));
  }
  /// A positional argument stays one, a keyword gets its new name.
  void rename(StringRef Old, StringRef New, std::optional<Text> Value) {
    Id Is = C.Args[Old], Keyword = place(Is).second;
    if (Keyword != NoId) {
      Text T((New + "=").str());
      append(T, Value ? *Value : Text().expr(Is));
      if (Value || Old != New)
        R.replaceExpr(Keyword, T);
    } else if (Value) {
      R.replaceExpr(Is, *Value);
    }
  }
  std::optional<Text> data() const {
    NodeRef Data{File, C.Args["tensor"]};
    if (C.Kind == ContribKind::Scalar && !isScalar(P, Data) && !isNumber(P.P, Data))
      return Text(S.V1 + "reshape(").expr(Data.Node).lit(", [])");
    if (C.Kind == ContribKind::Audio && rankOf(P, Data) == 2)
      return Text(S.V1 + "expand_dims(").expr(Data.Node).lit(", -1)");
    return std::nullopt;
  }

  void native(const ContribTag &Tag) {
    static constexpr StringRef Names[] = {"scalar", "histogram", "image", "audio", "write"};
    R.replaceExpr(P.expr(C.Call).Children[0], Text(S.V2 + "summary." + Names[static_cast<size_t>(C.Kind)].str()));
    bool Write = C.Kind == ContribKind::Generic;
    rename("name", Write ? "tag" : "name", Tag.Name);
    rename("tensor", Write ? "tensor" : "data", data());
    remove("family");
    remove("bad_color");
    keyword("max_images", "max_outputs");
    keyword("max_outputs", "max_outputs");
    keyword("metadata", "metadata");
    if (given(C.Args["step"]) && !StepMayBeNone) {
      keyword("step", "step");
    } else {
      remove("step");
      Text T("step=");
      append(T, step());
      R.addArg(C.Call.Node, T, /*Keyword=*/true);
    }
    if (Tag.Whole) {
      const Stmt &X = P.stmt(P.stmtOf(C.Call));
      R.wrap(X.Block, X.Index, X.Index, Text("with " + S.V1Always + "name_scope(None):"));
    }
    if (C.Kind == ContribKind::Histogram)
      P.notice("SU230",
               "TensorFlow 2 stores histograms in other buckets; and a NaN is stored instead of raising an error",
               C.Call);
    if (C.Kind == ContribKind::Image)
      P.notice("SU234",
               "the tag loses its `/image` or `/image/0` ending, as TensorFlow 2 stores all pictures of a "
               "step in one value",
               C.Call);
    if (C.Kind == ContribKind::Audio)
      P.notice("SU234",
               "the tag loses its `/audio` or `/audio/0` ending, as TensorFlow 2 stores all clips of a step "
               "in one value",
               C.Call);
  }

  /// A v1 op in no collection, whose bytes the v2 writer writes: v1 spells the tag as contrib does.
  void keep() {
    static constexpr StringRef Names[] = {"scalar", "histogram", "image", "audio"};
    R.replaceExpr(P.expr(C.Call).Children[0], Text(S.V1Always + "summary." + Names[static_cast<size_t>(C.Kind)].str()));
    rename("tensor", C.Kind == ContribKind::Histogram ? "values" : "tensor", data());
    remove("bad_color");
    keyword("max_images", "max_outputs");
    keyword("max_outputs", "max_outputs");
    given(C.Args["family"]) ? keyword("family", "family") : remove("family");
    R.addArg(C.Call.Node, Text("collections=[]"), /*Keyword=*/true);
    Text T(S.V2 + "summary.experimental.write_raw_pb(");
    T.expr(C.Call.Node).lit(", step=");
    append(T, step());
    remove("step");
    R.replaceExpr(C.Call.Node, T.lit(")"));
  }

  Plan &P;
  const ContribCall &C;
  const ContribMode &Mode;
  Recording &Records;
  Spelling S;
  Rewriter &R;
  uint32_t File;
  std::optional<Text> GivenStep;
  bool StepMayBeNone = false;
};

} // namespace

bool mayBeNone(const Plan &P, NodeRef E) {
  if (P.expr(E).Kind == ExprKind::Name && P.expr(E).Binding != NoId) {
    const ModuleFacts &F = P.facts(E.File);
    const Binding &B = F.Bindings[P.expr(E).Binding];
    for (Id D : B.Defs)
      if (F.Defs[D].Kind == DefKind::Param && F.Defs[D].Value != NoId &&
          F.Exprs[F.Defs[D].Value].Kind == ExprKind::None)
        return true;
  }
  return any_of(P.L.valuesOf(E).Ids, [&](ValueId VId) {
    const Value &V = P.L.value(VId);
    return V.Kind == ValueKind::Expression && V.Site.Node != NoId && P.expr(V.Site).Kind == ExprKind::None;
  });
}

std::optional<Text> givenStep(Plan &P, NodeRef Step, const ContribMode &Mode, const Spelling &S) {
  if (!mayBeNone(P, Step))
    return Text().expr(Step.Node);
  if (!isAtomic(P, Step)) {
    P.decline("SU320", "this step may be None, which stands for the global step", Step, "give it a name first");
    return std::nullopt;
  }
  Text T;
  for (Piece &Part : globalStep(P, Step, Mode, S).Pieces)
    T.Pieces.push_back(Part);
  return T.lit(" if ").expr(Step.Node).lit(" is None else ").expr(Step.Node);
}

Text globalStep(const Plan &P, NodeRef Place, const ContribMode &Mode, const Spelling &S) {
  if (!Mode.severalGraphs())
    if (std::string Name = stepName(P, Place); !Name.empty())
      return Text(Name);
  return Text(S.V1 + "train.get_or_create_global_step()");
}

bool emitContribOp(Plan &P, const ContribCall &C, const TagAnswer &Tag, const ContribMode &Mode, Recording &Records) {
  Spelling S;
  if (!P.spelling(P.scopeOf(C.Call), C.Call, S))
    return false;
  return ContribOp(P, C, Mode, Records, S).emit(Tag);
}

} // namespace summary_upgrade::migrate
