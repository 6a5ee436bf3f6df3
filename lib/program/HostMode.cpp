// Whether a program has any graph at all, and what is known of its numbers.
#include "program/HostPackages.h"
#include "program/HostProtos.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program {

namespace {

/// What of TensorFlow touches no graph.
constexpr StringRef HostNames[] = {"tensorflow.summary.FileWriter",
                                   "tensorflow.Summary",
                                   "tensorflow.HistogramProto",
                                   "tensorflow.gfile",
                                   "tensorflow.io.gfile",
                                   "tensorflow.logging",
                                   "tensorflow.__version__",
                                   "tensorflow.app.flags",
                                   "tensorflow.flags",
                                   "tensorflow.compat.as_text",
                                   "tensorflow.compat.as_bytes",
                                   "tensorflow.compat.as_str"};
/// The function is run by the program's own top level, as far as is known.
bool reached(const Program &P, NodeRef Function, std::set<NodeRef> &Seen) {
  if (P.facts(Function.File).Scopes[Function.Node].Kind == ScopeKind::Module)
    return true;
  if (!Seen.insert(Function).second)
    return false;
  for (uint32_t Edge : P.linker().callersOf(Function)) {
    NodeRef Call = P.linker().callEdges()[Edge].Call;
    const ModuleFacts &F = P.facts(Call.File);
    if (reached(P, {Call.File, F.functionScope(F.Exprs[Call.Node].Scope)}, Seen))
      return true;
  }
  return false;
}

/// A call that may bring code which is in no import: a module by its name, a text that is run, or a part of TensorFlow
/// by its name.
bool hidesImports(const Program &P, NodeRef Call) {
  static constexpr StringRef Loaders[] = {"importlib.import_module",
                                          "builtins.__import__",
                                          "builtins.exec",
                                          "builtins.execfile",
                                          "importlib.util.module_from_spec",
                                          "imp.load_source",
                                          "imp.load_module",
                                          "runpy.run_path",
                                          "runpy.run_module"};
  std::string Path = P.linker().calleePath(Call);
  if (is_contained(Loaders, Path))
    return true;
  if (Path != "builtins.getattr" && Path != "builtins.vars")
    return false;
  const Expr &X = P.facts(Call.File).Exprs[Call.Node];
  return X.Children.size() > 1 &&
         StringRef(P.linker().externalPath({Call.File, X.Children[1]})).starts_with("tensorflow");
}

} // namespace

HostMode hostMode(const Program &P, NodeRef WriterCall) {
  HostMode Result;
  auto against = [&](NodeRef Place, std::string Why) {
    Result.HostOnly = false;
    Result.Place = Place;
    Result.Why = std::move(Why);
    return Result;
  };
  const ModuleFacts &Home = P.facts(WriterCall.File);
  std::set<NodeRef> Seen;
  if (!reached(P, {WriterCall.File, Home.functionScope(Home.Exprs[WriterCall.Node].Scope)}, Seen))
    return against(WriterCall, "what programs use this writer is not known");
  for (uint32_t File = 0; File < P.project().modules().size(); ++File) {
    if (!P.project().mayRunTogether(File, WriterCall.File))
      continue;
    const ModuleFacts &F = P.facts(File);
    if (F.HasStarImport)
      return against(WriterCall, "a star import may bring a graph");
    for (const Stmt &S : F.Stmts)
      for (const ImportedName &I : S.Imports) {
        if (P.project().importedFile(File, I.Module, I.Level) ||
            (!I.Name.empty() &&
             P.project().importedFile(File, I.Module.empty() ? I.Name : I.Module + "." + I.Name, I.Level)))
          continue; // read, and judged as part of the program
        if (I.Level == 0 && usesNoGraph(I.Module))
          continue;
        bool Plain = I.Module == "tensorflow" && (I.Name.empty() || I.Name == "Summary" || I.Name == "gfile" ||
                                                  I.Name == "summary" || I.Name == "HistogramProto");
        bool Proto = StringRef(I.Module).starts_with("tensorflow.core.framework") &&
                     (I.Name == "summary_pb2" || I.Module.ends_with("summary_pb2"));
        if (!Plain && !Proto)
          return against(WriterCall, "`" + std::string(I.Level, '.') + (I.Module.empty() ? I.Name : I.Module) +
                                         "`, which this program imports, may use a graph");
      }
    for (Id E = 0; E < F.Exprs.size(); ++E) {
      const Expr &X = F.Exprs[E];
      if (X.Kind == ExprKind::Call && hidesImports(P, {File, E}))
        return against({File, E}, "what this brings into the program, and whether that uses a graph, is not known");
      if (X.Kind != ExprKind::Name && X.Kind != ExprKind::Attribute)
        continue;
      for (ValueId VId : P.linker().valuesOf({File, E}).Ids) {
        const Value &V = P.linker().value(VId);
        std::string Path = Linker::canonical(V.Path);
        StringRef Name = Path;
        if (V.Kind != ValueKind::External || !Name.starts_with("tensorflow") || Name.contains("()"))
          continue;
        bool Known = Name == "tensorflow" || Name == "tensorflow.summary" || Name == "tensorflow.io" ||
                     Name == "tensorflow.app" || Name == "tensorflow.compat" || any_of(HostNames, [&](StringRef Host) {
                       return Name == Host || (Name.starts_with(Host) && Name[Host.size()] == '.');
                     });
        if (!Known)
          return against({File, E}, "the program uses more of TensorFlow than its writer");
        // `tensorflow.compat.v1` runs with either kind of TensorFlow, and on 1.15 an eager write would be
        // lost.
        if (Name == "tensorflow" && V.Path != "tensorflow")
          return against({File, E}, "the program is written for both generations of TensorFlow");
      }
    }
  }
  Result.HostOnly = true;
  return Result;
}

// -------------------------------------------------------------------------------------------------------------
// numbers

namespace {

class Numbers {
public:
  Numbers(const Program &P, bool Integral) : P(P), Integral(Integral) {}

  bool check(NodeRef E) {
    if (!Seen.insert(E).second)
      return true; // a cycle adds nothing new
    const ModuleFacts &F = P.facts(E.File);
    const Expr &X = F.Exprs[E.Node];
    auto child = [&](size_t I) { return check({E.File, X.Children[I]}); };
    switch (X.Kind) {
    case ExprKind::Int:
    case ExprKind::True:
    case ExprKind::False:
      return true;
    case ExprKind::Float:
      return !Integral;
    case ExprKind::Unary:
      return X.Text == "not" || child(0);
    case ExprKind::Compare:
      return true;
    case ExprKind::Binary:
      if (Integral && (X.Text == "/" || X.Text == "**" || X.Text == "@"))
        return false;
      return child(0) && child(1);
    case ExprKind::Conditional:
      return child(1) && child(2);
    case ExprKind::BoolOp:
      return all_of(X.Children, [&](Id C) { return check({E.File, C}); });
    default:
      break;
    }
    if (augmented(E))
      return false;
    const ValueSet &Set = P.linker().valuesOf(E);
    return !Set.Top && !Set.Ids.empty() && all_of(Set.Ids, [&](ValueId VId) {
      const Value &V = P.linker().value(VId);
      if (V.Kind == ValueKind::Expression)
        return V.Site != E && check(V.Site);
      return V.Kind == ValueKind::External && known(V.Path);
    });
  }

private:
  bool known(StringRef Path) const {
    static constexpr StringRef Ints[] = {"builtins.int()",       "builtins.len()",
                                         "builtins.range()[*]",  "builtins.xrange()[*]",
                                         "numpy.int32()",        "numpy.int64()",
                                         "six.moves.range()[*]", "six.moves.xrange()[*]",
                                         "numpy.arange()[*]",    "builtins.enumerate()[*][0]"};
    static constexpr StringRef Floats[] = {
        "builtins.float()", "numpy.mean()",   "numpy.sum()",     "numpy.max()",     "numpy.min()",    "numpy.std()",
        "numpy.var()",      "numpy.median()", "numpy.float32()", "numpy.float64()", "builtins.sum()", "builtins.abs()",
        "builtins.round()", "time.time()",    "math.sqrt()",     "math.exp()",      "math.log()"};
    if (Path == "numpy.arange()[*]")
      return !Integral;
    return is_contained(Ints, Path) || (!Integral && is_contained(Floats, Path));
  }
  /// Some `x /= y` or `x += something else` changes it.
  bool augmented(NodeRef E) {
    const Expr &X = P.facts(E.File).Exprs[E.Node];
    for (uint32_t File = 0; File < P.project().modules().size(); ++File) {
      if (X.Kind != ExprKind::Attribute && File != E.File)
        continue;
      const ModuleFacts &F = P.facts(File);
      for (const Stmt &S : F.Stmts) {
        if (S.Kind != StmtKind::AugAssign || S.Targets.empty())
          continue;
        const Expr &T = F.Exprs[S.Targets[0]];
        bool Same = T.Kind == X.Kind && T.Text == X.Text && (T.Kind == ExprKind::Attribute || T.Binding == X.Binding);
        if (Same && ((Integral && (S.Operator == "/=" || S.Operator == "**=")) || !check({File, S.Value})))
          return true;
      }
    }
    return false;
  }

  const Program &P;
  bool Integral;
  std::set<NodeRef> Seen;
};

} // namespace

bool isIntegral(const Program &P, NodeRef E) { return Numbers(P, true).check(E); }
bool isNumber(const Program &P, NodeRef E) { return Numbers(P, false).check(E); }
bool mayBeNone(const Program &P, NodeRef E) {
  const Expr &X = P.facts(E.File).Exprs[E.Node];
  if (X.Kind == ExprKind::None)
    return true;
  if (X.Kind == ExprKind::Conditional)
    return mayBeNone(P, {E.File, X.Children[1]}) || mayBeNone(P, {E.File, X.Children[2]});
  return any_of(P.linker().valuesOf(E).Ids, [&](ValueId VId) {
    const Value &V = P.linker().value(VId);
    return V.Kind == ValueKind::Expression && V.Site != E &&
           P.facts(V.Site.File).Exprs[V.Site.Node].Kind == ExprKind::None;
  });
}

} // namespace summary_upgrade::program
