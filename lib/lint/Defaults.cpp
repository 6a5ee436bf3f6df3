// Which writer and step are the default where an op is executed.
#include "lint/Rules.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::python;
using namespace summary_upgrade::program;

namespace summary_upgrade::lint {

namespace {

/// The allocation of the innermost writer that is the default at the place, by the statements of its own
/// function.
NodeRef writerAround(const World &W, NodeRef E, NodeRef &Context) {
  for (NodeRef C : W.contextsOf(E))
    if (const auto Writer = W.defaulted(C)) {
      std::vector<NodeRef> Sites;
      W.isWriter(*Writer, &Sites);
      Context = C;
      return Sites.size() == 1 ? Sites[0] : NodeRef{E.File, NoId};
    }
  return {E.File, NoId};
}

bool hasWriterAround(const World &W, NodeRef E) {
  return any_of(W.contextsOf(E), [&](NodeRef C) {
    const std::string Path = W.expr(C).Kind == ExprKind::Call ? W.calleePath(C) : std::string();
    return !StringRef(Path).starts_with("tensorflow.") || StringRef(Path).ends_with("as_default");
  });
}

void withoutWriter(const World &W, const V2Call &C, Lints &Out) {
  const World::Group &G = W.group(C.Call.File);
  if (!G.MakesWriter || G.OtherMeans || W.defaultAt(C.Call) != Default::None)
    return;
  Out.push_back({"SU701",
                 "no writer is the default here, so this writes nothing",
                 "put it under `with writer.as_default():`",
                 C.Call,
                 {},
                 {}});
}

void withoutStep(const World &W, const V2Call &C, Lints &Out) {
  const World::Group &G = W.group(C.Call.File);
  if (G.DefaultStep || G.OtherMeans || W.hasStars(C.Call) || W.stepOf(C).Node != NoId)
    return;
  if (W.defaultAt(C.Call) != Default::Some || !W.isRooted(C.Call))
    return;
  Out.push_back({"SU731",
                 "this op gets no step, and no default one is set: it raises a ValueError",
                 "give it `step=`",
                 C.Call,
                 {},
                 {}});
}

/// The ops of a traced function that are written to whatever writer is the default when it is traced.
std::map<NodeRef, std::vector<NodeRef>> freeOps(const World &W) {
  std::map<NodeRef, std::vector<NodeRef>> Result;
  for (const V2Call &C : W.Calls) {
    if (!C.isOp() || W.group(C.Call.File).RunsEagerly)
      continue;
    const NodeRef Function = W.tracedAround(C.Call);
    if (Function.Node != NoId && W.scopeOf(C.Call) == Function && !hasWriterAround(W, C.Call) &&
        W.facts(C.Call.File).Scopes[Function.Node].Outer == 0)
      Result[Function].push_back(C.Call);
  }
  return Result;
}

void otherWriter(const World &W, NodeRef Function, NodeRef Op, Lints &Out) {
  const std::string Name = W.facts(Function.File).Scopes[Function.Node].Name;
  const auto Edges = W.L.callersOf(Function);
  for (uint32_t A : Edges)
    for (uint32_t B : Edges) {
      const NodeRef First = W.L.callEdges()[A].Call, Second = W.L.callEdges()[B].Call;
      if (A == B || First.File != Second.File || W.scopeOf(First) != W.scopeOf(Second) || !(First < Second) ||
          !sameTrace(W, First, Second))
        continue;
      const Flow &Flow = W.flow(First.File);
      // The first one is surely executed before the second one: itself, or the `with` it stands in.
      Id Before = W.expr(First).Stmt;
      for (auto [S, Block] : W.ancestorsOf(First)) {
        if (W.facts(First.File).Stmts[S].Kind != StmtKind::With)
          break;
        Before = S;
      }
      if (!Flow.dominates(Before, W.expr(Second).Stmt))
        continue;
      NodeRef FirstContext, SecondContext;
      const NodeRef To = writerAround(W, Second, SecondContext);
      if (To.Node == NoId)
        continue;
      const NodeRef From = writerAround(W, First, FirstContext);
      if (From.Node == NoId) {
        if (hasWriterAround(W, First) || W.group(First.File).OtherMeans || W.defaultAt(First) != Default::None)
          continue;
        Out.push_back(
            {"SU705",
             "`" + Name + "` is traced here, where no writer is the default, and writes nothing in later calls either",
             "make the writer the default before the first call",
             First,
             {{Op, "left out of the trace"}, {Second, "writes nothing"}},
             {}});
        return;
      }
      if (From == To)
        continue;
      Out.push_back({"SU706",
                     "`" + Name + "` was traced with another writer, and still writes to that one",
                     "give each writer a `tf.function` of its own, or return the value and write it outside",
                     Second,
                     {{First, "traced here"}, {Op, "keeps the writer of its trace"}},
                     {}});
      return;
    }
}

/// The function's own code may make a writer the default from there on.
bool setsWriter(const World &W, NodeRef Function) {
  const ModuleFacts &F = W.facts(Function.File);
  return any_of(F.Exprs, [&](const Expr &X) {
    return X.Kind == ExprKind::Attribute && (X.Text == "set_as_default" || X.Text == "enter_context") &&
           F.functionScope(X.Scope) == Function.Node;
  });
}

/// `Thread(target=log)`: the default writer is that of a thread.
void inThread(const World &W, NodeRef Call, Lints &Out) {
  const std::string Path = W.calleePath(Call);
  Id Target = NoId;
  if (Path == "threading.Thread")
    Target = W.argument(Call, "target", 1);
  else if (Path == "concurrent.futures.ThreadPoolExecutor().submit")
    Target = W.argument(Call, "fn", 0);
  if (Target == NoId || !W.group(Call.File).UsesWriter)
    return;
  const Value *V = W.L.singleValue({Call.File, Target});
  if (!V || (V->Kind != ValueKind::Function && V->Kind != ValueKind::BoundMethod) || W.tracing(V->Site).Unknown)
    return;
  for (const V2Call &C : W.Calls) {
    if (!C.isOp() || W.scopeOf(C.Call) != V->Site || hasWriterAround(W, C.Call))
      continue;
    if (setsWriter(W, V->Site) || any_of(W.L.callEdges(), [&](const CallEdge &E) {
          return W.scopeOf(E.Call) == V->Site && setsWriter(W, E.Callee);
        }))
      continue;
    Out.push_back({"SU709",
                   "the default writer is that of one thread, and this thread has none: the op writes nothing",
                   "enter `with writer.as_default():` inside of the function",
                   C.Call,
                   {{Call, "runs in another thread"}},
                   {}});
  }
}

} // namespace

bool sameTrace(const World &W, NodeRef A, NodeRef B) {
  const Expr &X = W.expr(A), &Y = W.expr(B);
  if (X.Children.size() != Y.Children.size() || W.hasStars(A) || W.hasStars(B))
    return false;
  // Methods are traced for each object.
  if (W.slice({A.File, X.Children[0]}) != W.slice({B.File, Y.Children[0]}))
    return false;
  for (size_t I = 1; I < X.Children.size(); ++I) {
    NodeRef One{A.File, X.Children[I]}, Other{B.File, Y.Children[I]};
    if (W.expr(One).Kind != W.expr(Other).Kind)
      return false;
    if (W.expr(One).Kind == ExprKind::Keyword) {
      if (W.expr(One).Text != W.expr(Other).Text)
        return false;
      One.Node = W.expr(One).Children[0];
      Other.Node = W.expr(Other).Children[0];
    }
    if (W.slice(One) == W.slice(Other) && (W.expr(One).Kind == ExprKind::Int || W.expr(One).Kind == ExprKind::True ||
                                           W.expr(One).Kind == ExprKind::False || W.expr(One).Kind == ExprKind::String))
      continue;
    if (!W.isTensor(One) || !W.isTensor(Other))
      return false;
    if (W.expr(One).Kind == ExprKind::Name && W.slice(One) == W.slice(Other) &&
        W.flow(A.File).uniqueDef(One.Node) != NoId &&
        W.flow(A.File).uniqueDef(One.Node) == W.flow(A.File).uniqueDef(Other.Node))
      continue;
    // `tf.constant(0, tf.int64)` and `tf.constant(i, tf.int64)` are of one kind.
    auto isNumber = [&](NodeRef Call) {
      bool Varies = false;
      return W.expr(Call).Kind == ExprKind::Call && W.calleePath(Call) == "tensorflow.constant" &&
             W.expr(Call).Children.size() > 1 &&
             (W.expr({Call.File, W.expr(Call).Children[1]}).Kind == ExprKind::Float ||
              W.isPythonInt({Call.File, W.expr(Call).Children[1]}, Varies));
    };
    auto rest = [&](NodeRef Call) { return StringRef(W.slice(Call)).drop_until([](char C) { return C == ','; }); };
    if (!isNumber(One) || !isNumber(Other) || rest(One) != rest(Other) ||
        (rest(One).empty() &&
         W.expr({A.File, W.expr(One).Children[1]}).Kind != W.expr({B.File, W.expr(Other).Children[1]}).Kind))
      return false;
  }
  return true;
}

void lintDefaults(const World &W, Lints &Out) {
  std::set<uint32_t> Files;
  for (const V2Call &C : W.Calls) {
    if (!C.isOp())
      continue;
    copy_if(W.group(C.Call.File).Files, std::inserter(Files, Files.end()),
            [&](uint32_t File) { return !W.group(File).V1; });
    withoutWriter(W, C, Out);
    withoutStep(W, C, Out);
  }
  for (const auto &[Function, Ops] : freeOps(W))
    otherWriter(W, Function, Ops[0], Out);
  for (uint32_t File : Files)
    for (Id E = 0; E < W.facts(File).Exprs.size(); ++E)
      if (const Expr &X = W.facts(File).Exprs[E]; X.Kind == ExprKind::Call && X.Children.size() > 1)
        inThread(W, {File, E}, Out);
}

} // namespace summary_upgrade::lint
