#include "migrate/OpForm.h"
#include "migrate/Rank.h"
#include "migrate/TagForm.h"
#include "program/StringFolding.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

namespace {

/// Position of an argument expression among a call's arguments, and its keyword if it has one.
struct ArgumentPlace {
  unsigned Index = 0;
  Id Keyword = NoId;
};
std::optional<ArgumentPlace> placeOf(const Plan &P, NodeRef Call, Id Value) {
  const Expr &X = P.expr(Call);
  for (unsigned A = 1; A < X.Children.size(); ++A) {
    const Expr &Argument = P.expr({Call.File, X.Children[A]});
    if (X.Children[A] == Value)
      return ArgumentPlace{A - 1, NoId};
    if (Argument.Kind == ExprKind::Keyword && Argument.Children[0] == Value)
      return ArgumentPlace{A - 1, X.Children[A]};
  }
  return std::nullopt;
}

StringRef v2Name(OpKind Kind) {
  switch (Kind) {
  case OpKind::Scalar:
    return "scalar";
  case OpKind::Histogram:
    return "histogram";
  case OpKind::Image:
    return "image";
  case OpKind::Audio:
    return "audio";
  case OpKind::Text:
    return "text";
  case OpKind::Tensor:
    return "write";
  }
  return "";
}

StringRef v1Name(OpKind Kind) { return Kind == OpKind::Tensor ? "tensor_summary" : v2Name(Kind); }

/// Stays a v1 op inside `write_raw_pb`: the same bytes, tag included, through the v2 writer.
void emitRaw(Plan &P, const Op &O, const Spelling &S, const StepPlan &Step, bool ByCollection) {
  Rewriter &R = P.rewriter(O.Call.File);
  if (ByCollection && !O.Described) { // the writing op is collected, not the bytes
    if (O.Collections != NoId)
      R.replaceExpr(O.Collections, Text("[]"));
    else
      R.addArg(O.Call.Node, Text("collections=[]"), /*Keyword=*/true);
  }
  if (!O.Described)
    R.replaceExpr(P.expr(O.Call).Children[0], Text(S.V1Always + "summary." + v1Name(O.Kind).str()));
  Text T(S.V2 + "summary.experimental.write_raw_pb(");
  T.expr(O.Call.Node);
  if (!Step.BySetStep)
    T.lit(", step=" + Step.OpText);
  T.lit(")");
  R.replaceExpr(O.Call.Node, T);
}

} // namespace

/// `all_v2_summary_ops()` would also find what the migration builds for another component.
static bool othersBuildOps(const Plan &P) {
  return P.C.Writers.size() == 1 && any_of(P.C.Merges, [&](uint32_t M) {
           return P.P.Merges[M].All && any_of(P.P.Components, [&](const Component &Other) {
                    return &Other != &P.C && !Other.Writers.empty() && !(Other.Ops.empty() && Other.Writes.empty()) &&
                           P.P.project().mayRunTogether(P.P.Writers[Other.Writers[0]].Call.File,
                                                        P.P.Merges[M].Call.File);
                  });
         });
}

bool usesCollections(const Plan &P) {
  return othersBuildOps(P) ||
         any_of(P.C.Ops, [&](uint32_t O) { return P.P.Ops[O].Keys != std::vector<std::string>{"summaries"}; }) ||
         any_of(P.C.Merges, [&](uint32_t M) {
           return P.P.Merges[M].All && (P.P.Merges[M].Key != std::string("summaries") || P.P.Merges[M].Scope != NoId);
         });
}

std::string summariesKey(const Spelling &S) { return S.V1 + "GraphKeys.SUMMARIES"; }

static bool collect(Plan &P, const Op &O, const Spelling &S) {
  if (O.Keys->empty())
    return true;
  NodeRef StmtRef = P.stmtOf(O.Call);
  const Stmt &X = P.stmt(StmtRef);
  Rewriter &R = P.rewriter(O.Call.File);
  Text Call;
  if (O.Collections == NoId || P.expr({O.Call.File, O.Collections}).Kind == ExprKind::None) {
    Call.lit(S.V1 + "add_to_collection(" + summariesKey(S) + ", ");
  } else if (const Expr &List = P.expr({O.Call.File, O.Collections});
             List.Kind == ExprKind::List && List.Children.size() == 1) {
    Call.lit(S.V1 + "add_to_collection(" + P.slice({O.Call.File, List.Children[0]}).str() + ", ");
  } else {
    Call.lit(S.V1 + "add_to_collections(" + P.slice({O.Call.File, O.Collections}).str() + ", ");
  }
  if (X.Kind == StmtKind::Expr && X.Value == O.Call.Node) {
    Call.expr(O.Call.Node).lit(")");
    R.replaceStmt(StmtRef.Node, {{Call}});
    return true;
  }
  if (X.Kind == StmtKind::Assign && X.Value == O.Call.Node && X.Targets.size() == 1 &&
      (P.expr({O.Call.File, X.Targets[0]}).Kind == ExprKind::Name ||
       P.expr({O.Call.File, X.Targets[0]}).Kind == ExprKind::Attribute)) {
    Call.lit(P.slice({O.Call.File, X.Targets[0]}).str() + ")");
    R.insertAfter(StmtRef.Node, {{Call}}, /*InsideWraps=*/true);
    return true;
  }
  return P.decline("SU219", "a summary op with collections inside a larger expression has no rewrite yet", O.Call);
}

namespace {

/// Statements that stand under `with tf.name_scope(None):`, so that the name of an op is its whole tag.
class WholeTags {
public:
  explicit WholeTags(Plan &P) : P(P) {}
  void add(NodeRef Stmt, Text Header, bool LinesBefore) {
    const python::Stmt &X = P.stmt(Stmt);
    Blocks[{Stmt.File, X.Block}].try_emplace(X.Index, Header, LinesBefore);
  }
  void emit() {
    for (auto &[BlockRef, Statements] : Blocks)
      for (auto It = Statements.begin(); It != Statements.end();) {
        auto Last = It, Next = std::next(It);
        while (Next != Statements.end() && Next->first == Last->first + 1 && !Next->second.second &&
               sameText(Next->second.first, It->second.first))
          Last = Next++;
        P.rewriter(BlockRef.File).wrap(BlockRef.Node, It->first, Last->first, It->second.first);
        It = Next;
      }
  }

private:
  static bool sameText(const Text &A, const Text &B) {
    return A.Pieces.size() == 1 && B.Pieces.size() == 1 && A.Pieces[0].What == Piece::Literal &&
           B.Pieces[0].What == Piece::Literal && A.Pieces[0].Text == B.Pieces[0].Text;
  }
  Plan &P;
  std::map<NodeRef, std::map<uint32_t, std::pair<Text, bool>>> Blocks;
};

class OpWriter {
public:
  OpWriter(Plan &P, const StepPlan &Step, ArrayRef<TagAnswer> Tags, RawOps Raw)
      : P(P), Step(Step), Tags(Tags), Raw(Raw), ByCollection(usesCollections(P)), Scopes(P) {}

  bool emit() {
    for (size_t I = 0; I < P.C.Ops.size(); ++I)
      NativeKind.push_back(hasNativeForm(P.P.Ops[P.C.Ops[I]]));
    for (size_t I = 0; I < P.C.Ops.size(); ++I)
      if (!emitOp(I))
        return false;
    Scopes.emit();
    return true;
  }

private:
  struct Native {
    bool Is = false, Unsafe = false;
    unsigned Rank = 0; ///< audio
    std::string Why;   ///< why not
  };

  /// Whether the v2 function of the same name stores the same.
  Native hasNativeForm(const Op &O) {
    switch (O.Kind) {
    case OpKind::Scalar:
    case OpKind::Histogram:
    case OpKind::Text:
      return {true, false, 0, {}};
    case OpKind::Image:
      if (O.Data != NoId && isUint8(P, {O.Call.File, O.Data}))
        return {true, false, 0, {}};
      return {P.Opts.UnsafeFixes, true, 0, "TensorFlow 2 clips floats to [0, 1] where v1 rescaled each picture"};
    case OpKind::Audio: {
      Id Rate = O.Args["sample_rate"];
      std::optional<unsigned> Rank = O.Data == NoId ? std::nullopt : rankOf(P, {O.Call.File, O.Data});
      if (Rate == NoId || !isPythonInt(P, {O.Call.File, Rate}))
        return {false, false, 0, "TensorFlow 2 wants a whole number as sample rate, and this one is not known"};
      if (!Rank || (*Rank != 2 && *Rank != 3))
        return {false, false, 0, "TensorFlow 2 wants audio of rank 3, and the rank of this one is not known"};
      return {true, false, *Rank, {}};
    }
    case OpKind::Tensor:
      for (StringRef Extra : {"summary_description", "display_name"})
        if (O.Args[Extra] != NoId && P.expr({O.Call.File, O.Args[Extra]}).Kind != ExprKind::None)
          return {false, false, 0, ("`" + Extra + "=` has no place in TensorFlow 2's `write`").str()};
      return {true, false, 0, {}};
    }
    return {};
  }

  /// The op's tag is numbered by the graph while it is built, also after the migration.
  bool numberedAtRunTime(size_t I) const {
    if (isVerbatim(P.P, P.P.Ops[P.C.Ops[I]]))
      return false;
    if (NativeKind[I].Is)
      return Tags[I].What == TagAnswer::Counted || Tags[I].What == TagAnswer::Unknown;
    return Tags[I].What != TagAnswer::Keep || Tags[I].Numbered;
  }
  /// The migration adds ops of its own (the step, a reshape): a tag that is numbered after those would be another one.
  bool meetsAddedOp(size_t I) const {
    if (isVerbatim(P.P, P.P.Ops[P.C.Ops[I]]) ||
        (NativeKind[I].Is && Tags[I].What != TagAnswer::Counted && Tags[I].What != TagAnswer::Unknown))
      return false;
    for (const std::string &Value : Tags[I].Values) {
      std::string Name = StringRef(cleanTag(Value)).lower();
      StringRef Last = StringRef(Name).substr(Name.rfind('/') + 1);
      Last = Last.rtrim("0123456789").rtrim('_');
      for (StringRef Added : {"const", "reshape", "expanddims", "cast", "summary_step", "summary_dir"})
        if (Last == Added)
          return true;
    }
    return false;
  }
  /// v1 took a name for op `I` that its v2 form would not take, and another op may need it to be taken.
  bool leavesNameThatCounts(size_t I) const {
    std::string Mine = nameKey(Tags[I]);
    for (size_t Other = 0; Other < P.C.Ops.size(); ++Other)
      if (Other != I && numberedAtRunTime(Other) &&
          (Mine.empty() || nameKey(Tags[Other]).empty() || nameKey(Tags[Other]) == Mine))
        return true;
    return false;
  }
  static std::string nameKey(const TagAnswer &Tag) {
    if (!Tag.NameKnown || Tag.Values.size() != 1 || StringRef(Tag.Values[0]).contains('\1'))
      return {};
    return StringRef(Tag.Family + "/" + cleanTag(Tag.Values[0])).lower();
  }

  /// Handlers of names that a version of TensorFlow lacks are no handlers of values.
  static bool catchesValues(const ModuleFacts &F, Id BlockId) {
    const Block &B = F.Blocks[BlockId];
    return B.Kind == BlockKind::Except &&
           (B.Header == NoId || F.Exprs[B.Header].Kind != ExprKind::Name ||
            (F.Exprs[B.Header].Text != "AttributeError" && F.Exprs[B.Header].Text != "ImportError"));
  }
  bool errorsAreCaught(NodeRef Call) const {
    for (Id At : P.chain(P.stmtOf(Call))) {
      const Block &B = P.facts(Call.File).Blocks[P.stmt({Call.File, At}).Block];
      if (B.Kind == BlockKind::Body && P.stmt({Call.File, B.Parent}).Kind == StmtKind::Try &&
          any_of(P.stmt({Call.File, B.Parent}).Blocks,
                 [&](Id Other) { return catchesValues(P.facts(Call.File), Other); }) &&
          P.stmt({Call.File, At}).Kind == StmtKind::Expr)
        return true;
    }
    return false;
  }

  bool raw(const Op &O, const TagAnswer &Tag, const Spelling &S) {
    if (isVerbatim(P.P, O) && !StringRef(P.L.calleePath(O.Call)).starts_with("tensorflow.contrib."))
      return P.decline("SU219", "this op of before TensorFlow 1.0 has no v1 form that stores the same", O.Call);
    if (O.Described && (Raw.Hoisted || ByCollection))
      return P.decline("SU219",
                       "this function, which the settings describe, would have to make its v1 summary for some "
                       "collections or writers only",
                       O.Call);
    if (!Raw.Hoisted) {
      emitRaw(P, O, S, Step, ByCollection);
      return true;
    }
    // Several writers build the op's v2 form each; a v1 op would get a number at its second time.
    NodeRef Place = Raw.Before.Node == NoId ? P.stmtOf(O.Call) : Raw.Before;
    if (Raw.Before.Node == NoId)
      Raw.Own->insert(Place);
    else if (Tag.What == TagAnswer::Unknown || Tag.What == TagAnswer::Counted || Place.File != O.Call.File)
      return P.decline("SU213",
                       "the same summaries go to several writers, and this op keeps its v1 form, whose tag would be "
                       "numbered for the second writer",
                       O.Call);
    std::string Name = P.freshName(O.Call.File, wish(O, Tag) + (Raw.Before.Node == NoId ? "_summary" : ""));
    Text Before(Name + " = " + S.V1Always + "summary." + v1Name(O.Kind).str() + "(");
    const Expr &X = P.expr(O.Call);
    for (size_t A = 1; A < X.Children.size(); ++A)
      Before.lit(A > 1 ? ", " : "").lit(P.slice({O.Call.File, X.Children[A]}));
    P.rewriter(O.Call.File).insertBefore(Place.Node, {{Before.lit(")")}});
    P.rewriter(O.Call.File)
        .replaceExpr(O.Call.Node, Text(S.V2 + "summary.experimental.write_raw_pb(" + Name +
                                       (Step.BySetStep ? "" : ", step=" + Step.OpText) + ")"));
    return true;
  }

  /// A readable name for what an op logs.
  static std::string wish(const Op &O, const TagAnswer &Tag) {
    std::string Name = Tag.Values.empty() ? "" : StringRef(cleanTag(Tag.Values[0])).rsplit('/').second.str();
    if (Name.empty() && !Tag.Values.empty())
      Name = cleanTag(Tag.Values[0]);
    Name = StringRef(Name).lower();
    for (char &C : Name)
      if (!isAlnum(C))
        C = '_';
    if (Name.empty() || !isAlpha(Name[0]) || StringRef(Name).contains('\1'))
      Name = O.Kind == OpKind::Scalar ? "value" : "values";
    return Name;
  }

  bool emitOp(size_t I) {
    const Op &O = P.P.Ops[P.C.Ops[I]];
    const TagAnswer &Tag = Tags[I];
    Spelling S;
    if (!P.spelling(P.scopeOf(O.Call), O.Call, S))
      return false;
    if (!O.Args.Problem.empty())
      return P.decline("SU219", "this summary op " + O.Args.Problem, O.Call);
    if (O.Name == NoId || O.Data == NoId)
      return P.decline("SU219", "this summary op has no name or no tensor", O.Call);
    if (!O.Keys)
      return P.decline("SU218", "the collections of this summary op are not known", {O.Call.File, O.Collections});
    if (isVerbatim(P.P, O) && P.expr({O.Call.File, O.Name}).Kind == ExprKind::List)
      return P.decline("SU219", "one op with a list of tags has no rewrite yet", O.Call);
    if (ByCollection && !collect(P, O, S))
      return false;
    if (errorsAreCaught(O.Call))
      return P.decline("SU219", "errors of this summary op are caught, and a v2 op takes values that a v1 op refuses",
                       O.Call);

    if (meetsAddedOp(I))
      return P.decline("SU217", "the tag of this op is numbered after ops that a native form would add to the graph",
                       O.Call);
    const Native &Form = NativeKind[I];
    if (!Form.Is) {
      if (!raw(O, Tag, S))
        return false;
      P.notice("SU120", Form.Why + ", so this op stays a v1 op whose bytes the v2 writer writes", O.Call);
      P.story(P.where(O.Call) + ": stays a v1 op inside write_raw_pb: " + Form.Why);
      return true;
    }
    auto rawTag = [&](StringRef Why, NodeRef Place) {
      P.notice("SU217",
               ("the tag of this op is known only at run time (" + Why +
                "), so it stays a v1 op whose bytes the v2 writer writes")
                   .str(),
               Place);
      return raw(O, Tag, S);
    };
    TagForm F = planTag(P, O, Tag, S);
    if (F.Raw)
      return rawTag(F.Reason, F.Because);
    bool Write = O.Kind == OpKind::Tensor && !isVerbatim(P.P, O);
    if (!F.AtRunTime && (F.WholeTag || Write) && leavesNameThatCounts(I))
      return rawTag("another op's tag is numbered after its name while the graph is built", O.Call);
    if (F.AtRunTime && Raw.Hoisted)
      return P.decline("SU213",
                       "the same summaries go to several writers, and the tag of this op is worked out anew for each",
                       O.Call);
    bool Own = hasOwnStatement(P, O.Call), Atomic = isAtomic(P, {O.Call.File, O.Data});
    bool DataFirst = (F.WholeTag || F.AtRunTime) && !Atomic;
    if ((F.WholeTag || F.OwnLine || F.Scope || DataFirst) && (!Own || Raw.Hoisted)) {
      if (Raw.Hoisted)
        return P.decline(
            "SU213", "the same summaries go to several writers, and the tag of this op needs a statement of its own",
            O.Call);
      return rawTag("it would need a statement of its own", O.Call);
    }
    if ((DataFirst && (P.slice({O.Call.File, O.Data}).contains('\n') || holdsOp({O.Call.File, O.Data}))) ||
        (F.OwnLine && P.slice({O.Call.File, O.Name}).contains('\n')))
      return rawTag("its value would need a statement of its own", O.Call);
    if (F.Unsafe || Form.Unsafe)
      P.unsafe(Form.Unsafe ? Form.Why : "with `--tags plain` it gets another tag", O.Call);
    if (F.NeedsRe)
      P.rewriter(O.Call.File).requestImport("import re");
    if (!F.Story.empty())
      P.story(P.where(O.Call) + ": " + F.Story);

    NodeRef Stmt = P.stmtOf(O.Call);
    std::string Value; // the data under a name of its own
    std::vector<Line> Before;
    if (DataFirst) {
      Value = P.freshName(O.Call.File, wish(O, Tag));
      Before.push_back({Text(Value + " = " + P.slice({O.Call.File, O.Data}).str())});
    }
    if (F.OwnLine) {
      std::string Name = P.freshName(O.Call.File, "tag");
      Before.push_back({Text(Name + " = " + asWritten(*F.Name, O.Call.File))});
      F.Name = Text(Name);
    }
    Rewriter &R = P.rewriter(O.Call.File);
    bool HasBefore = !Before.empty();
    if (HasBefore)
      R.insertBefore(Stmt.Node, std::move(Before));
    if (F.WholeTag)
      Scopes.add(Stmt, Text("with " + S.V1Always + "name_scope(None):"), HasBefore);
    else if (F.Scope)
      Scopes.add(Stmt, Text("with " + S.V1 + "name_scope(" + asWritten(*F.Scope, O.Call.File) + "):"), HasBefore);
    call(O, Form, F, S, Value);
    return true;
  }

  /// Slices without the edits in them: what they were is replaced where they stood.
  std::string asWritten(const Text &T, uint32_t File) const {
    std::string Result;
    for (const Piece &Part : T.Pieces) {
      StringRef Source = Part.What == Piece::Literal ? StringRef(Part.Text) : P.slice({File, Part.Node});
      bool Parens = Part.What == Piece::ExprSlice && Part.Tight && !isAtomic(P, {File, Part.Node});
      Result += Parens ? ("(" + Source + ")").str() : Source.str();
    }
    return Result;
  }

  bool holdsOp(NodeRef E) const {
    auto Within = P.facts(E.File).ExprRange[E.Node];
    return any_of(P.C.Ops, [&](uint32_t O) {
      NodeRef Call = P.P.Ops[O].Call;
      auto At = P.facts(Call.File).ExprRange[Call.Node];
      return Call.File == E.File && At.Begin >= Within.Begin && At.End <= Within.End;
    });
  }

  /// The call itself.
  void call(const Op &O, const Native &Form, const TagForm &F, const Spelling &S, const std::string &Value) {
    Rewriter &R = P.rewriter(O.Call.File);
    R.replaceExpr(P.expr(O.Call).Children[0], Text(S.V2 + "summary." + v2Name(O.Kind).str()));
    auto NamePlace = placeOf(P, O.Call, O.Name);
    bool Write = O.Kind == OpKind::Tensor;
    auto DataPlace = placeOf(P, O.Call, O.Data);
    // The arguments of a function of the project's own may come in another order, which stays that of their evaluation.
    const bool ByKeyword = O.Described && !(NamePlace && DataPlace && NamePlace->Index == 0 &&
                                            (DataPlace->Keyword != NoId || DataPlace->Index == 1));
    if (NamePlace && (ByKeyword || (NamePlace->Keyword != NoId && (Write || O.Described || isVerbatim(P.P, O))))) {
      Text Named(Write ? "tag=" : "name=");
      if (F.Name)
        Named.Pieces.insert(Named.Pieces.end(), F.Name->Pieces.begin(), F.Name->Pieces.end());
      else
        Named.expr(O.Name);
      R.replaceExpr(NamePlace->Keyword != NoId ? NamePlace->Keyword : O.Name, Named);
    } else if (F.Name) {
      R.replaceExpr(O.Name, *F.Name);
    }

    Text Inner, Data;
    Value.empty() ? Inner.expr(O.Data) : Inner.lit(Value);
    auto wrapped = [&](StringRef Function, StringRef Rest) {
      Data.lit((S.V1 + Function + "(").str());
      Data.Pieces.insert(Data.Pieces.end(), Inner.Pieces.begin(), Inner.Pieces.end());
      Data.lit(Rest);
    };
    bool Changed = !Value.empty();
    if (O.Kind == OpKind::Scalar && !isScalar(P, {O.Call.File, O.Data}))
      wrapped("reshape", ", [])"), Changed = true;
    else if (O.Kind == OpKind::Audio && Form.Rank == 2)
      wrapped("expand_dims", ", -1)"), Changed = true;
    else
      Data = Inner;
    if (DataPlace && (ByKeyword || DataPlace->Keyword != NoId)) {
      Text Named(Write ? "tensor=" : "data=");
      Named.Pieces.insert(Named.Pieces.end(), Data.Pieces.begin(), Data.Pieces.end());
      if (!Write || Changed)
        R.replaceExpr(DataPlace->Keyword != NoId ? DataPlace->Keyword : O.Data, Named);
    } else if (Changed) {
      R.replaceExpr(O.Data, Data);
    }
    // Arguments that v2 does not have, or has in another place.
    for (StringRef Gone : {"collections", "family", "summary_description", "display_name"})
      if (Id Argument = O.Args[Gone]; Argument != NoId)
        if (auto Place = placeOf(P, O.Call, Argument))
          R.removeArg(O.Call.Node, Place->Index);
    if (Id Own = O.Args["name"]; isVerbatim(P.P, O) && Own != NoId) // the op's, not the tag
      if (auto Place = placeOf(P, O.Call, Own))
        R.removeArg(O.Call.Node, Place->Index);
    for (auto [Old, New] :
         {std::pair("max_outputs", "max_outputs="), {"max_images", "max_outputs="}, {"summary_metadata", "metadata="}})
      if (Id Argument = O.Args[Old]; Argument != NoId)
        if (auto Place = placeOf(P, O.Call, Argument);
            Place && (Place->Keyword == NoId || !StringRef(New).starts_with(Old)))
          R.replaceExpr(Place->Keyword != NoId ? Place->Keyword : Argument, Text(New).expr(Argument));
    if (!Step.BySetStep)
      R.addArg(O.Call.Node, Text("step=" + Step.OpText), /*Keyword=*/true);
    if (O.Kind == OpKind::Histogram)
      P.notice("SU230",
               "TensorFlow 2 stores histograms in other buckets; and a NaN is stored instead of raising an error",
               O.Call);
    if (O.Kind == OpKind::Image)
      P.notice(
          "SU234",
          "the tag loses its `/image` or `/image/0` ending, as TensorFlow 2 stores all pictures of a step in one value",
          O.Call);
    if (O.Kind == OpKind::Audio)
      P.notice(
          "SU234",
          "the tag loses its `/audio` or `/audio/0` ending, as TensorFlow 2 stores all clips of a step in one value",
          O.Call);
  }

  Plan &P;
  const StepPlan &Step;
  ArrayRef<TagAnswer> Tags;
  RawOps Raw;
  bool ByCollection;
  WholeTags Scopes;
  std::vector<Native> NativeKind;
};

} // namespace

bool emitOps(Plan &P, const StepPlan &Step, ArrayRef<TagAnswer> Tags, RawOps Raw) {
  return OpWriter(P, Step, Tags, Raw).emit();
}

} // namespace summary_upgrade::migrate
