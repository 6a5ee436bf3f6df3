// Signs in a file that decide whether lints are for it: v1 graphs, and how writers and steps become the
// default.
#include "lint/World.h"
#include "program/HostPackages.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;
using namespace summary_upgrade::python;
using namespace summary_upgrade::program;

namespace summary_upgrade::lint {

namespace {

/// What only TensorFlow 1 has, as the first part of its name.
bool isV1Name(StringRef Name) {
  static const StringSet<> Names{"Session",
                                 "InteractiveSession",
                                 "placeholder",
                                 "placeholder_with_default",
                                 "contrib",
                                 "ConfigProto",
                                 "GPUOptions",
                                 "app",
                                 "flags",
                                 "gfile",
                                 "logging",
                                 "layers",
                                 "estimator",
                                 "assign",
                                 "assign_add",
                                 "log",
                                 "get_variable",
                                 "variable_scope",
                                 "global_variables",
                                 "trainable_variables",
                                 "GraphKeys",
                                 "get_collection",
                                 "add_to_collection",
                                 "global_variables_initializer",
                                 "initialize_all_variables",
                                 "local_variables_initializer",
                                 "get_default_graph",
                                 "get_default_session",
                                 "reset_default_graph",
                                 "set_random_seed",
                                 "enable_eager_execution",
                                 "to_float",
                                 "to_int32",
                                 "to_int64",
                                 "random_normal",
                                 "random_uniform",
                                 "truncated_normal",
                                 "Summary"};
  return Names.contains(Name);
}
/// The parts of `tf.compat.v1` that only programs with graphs use; the others are old names of functions that
/// work anywhere.
bool isGraphName(StringRef Name) {
  static const StringSet<> Names{"Session",
                                 "InteractiveSession",
                                 "placeholder",
                                 "placeholder_with_default",
                                 "disable_eager_execution",
                                 "disable_v2_behavior",
                                 "disable_resource_variables",
                                 "disable_control_flow_v2",
                                 "global_variables_initializer",
                                 "variables_initializer",
                                 "initialize_all_variables",
                                 "local_variables_initializer",
                                 "tables_initializer",
                                 "get_default_session",
                                 "reset_default_graph",
                                 "summary",
                                 "estimator",
                                 "layers",
                                 "get_variable",
                                 "variable_scope",
                                 "get_collection",
                                 "add_to_collection",
                                 "GraphKeys",
                                 "Graph",
                                 "global_variables",
                                 "local_variables",
                                 "tpu",
                                 "wrap_function",
                                 "import_graph_def"};
  return Names.contains(Name);
}
bool isV1Training(StringRef Name) {
  return Name == "Saver" || Name == "Supervisor" || Name == "SessionRunHook" || Name == "Scaffold" ||
         Name.starts_with("Monitored") || Name.starts_with("Session") || Name.ends_with("Hook") ||
         Name == "create_global_step";
}
/// The path belongs to a graph, or may.
bool isV1Path(StringRef Path) {
  if (!Path.consume_front("tensorflow."))
    return false;
  const bool Compat = Path.consume_front("compat.v1.");
  const auto [Part, Rest] = Path.split('.');
  const StringRef First = Part.take_until([](char C) { return C == '('; });
  const StringRef Second = Rest.split('.').first;
  if (First == "train")
    return Compat ? isV1Training(Second)
                  : isV1Training(Second) || Second.ends_with("Optimizer") || Second == "get_or_create_global_step";
  if (First == "summary")
    return Compat || Second == "FileWriter" || Second == "merge_all" || Second == "merge" || Second == "Summary";
  if (First == "python") // `tensorflow.python.framework.ops` and its neighbours are for people who build graphs
    return StringRef(Rest).contains("disable_eager") || StringRef(Rest).contains("summary");
  return Compat ? isGraphName(First) : isV1Name(First);
}

/// What is imported was read, or has nothing to do with summaries.
bool isKnown(const Project &P, uint32_t File, const ImportedName &I) {
  const std::string Whole = I.Module.empty() ? I.Name : I.Module + "." + I.Name;
  if (P.importedFile(File, I.Module, I.Level) || (!I.Name.empty() && P.importedFile(File, Whole, I.Level)))
    return true;
  const StringRef Package = StringRef(I.Module).split('.').first;
  return I.Level == 0 && (usesNoGraph(I.Module) ||
                          is_contained({"tensorflow", "keras", "tensorflow_datasets", "tensorboard"}, Package));
}

} // namespace

World::FileMarks World::marksOf(uint32_t File) const {
  FileMarks M;
  M.Any = true;
  const ModuleFacts &F = facts(File);
  for (const Stmt &S : F.Stmts)
    for (const ImportedName &I : S.Imports) {
      M.V1 |= I.Name == "*" && StringRef(I.Module).starts_with("tensorflow");
      // A module that nobody read and nobody knows may set both.
      if (!isKnown(P.project(), File, I))
        M.OtherMeans = M.DefaultStep = true;
    }
  auto here = [&](const auto &List) { return any_of(List, [&](const auto &X) { return X.Call.File == File; }); };
  M.V1 |=
      here(P.Ops) || here(P.Merges) || here(P.Writers) || here(P.Runs) || here(P.Contribs) ||
      any_of(P.Managers, [&](const Manager &X) { return X.Call.File == File && X.Kind != ManagerKind::KerasCallback; });
  for (Id E = 0; E < F.Exprs.size(); ++E) {
    const Expr &X = F.Exprs[E];
    if (X.Kind != ExprKind::Attribute && X.Kind != ExprKind::Name)
      continue;
    for (ValueId VId : L.valuesOf({File, E}).Ids)
      if (const Value &V = L.value(VId); V.Kind == ValueKind::External)
        M.V1 |= isV1Path(V.Path) || (X.Kind == ExprKind::Name && V.Path == "tensorflow.compat.v1");
    if (X.Text == "create_file_writer")
      M.MakesWriter = true;
    else if (X.Text == "trace_export")
      M.Exports = true;
    else if (X.Text == "set_step")
      M.DefaultStep = true;
    else if (X.Text == "run_functions_eagerly" || X.Text == "experimental_run_functions_eagerly")
      M.RunsEagerly = true;
    const bool Set = X.Text == "set_as_default";
    if (X.Kind != ExprKind::Attribute || !(Set || X.Text == "as_default"))
      continue;
    if (path({File, X.Children[0]}).rfind("tensorflow.Graph", 0) == 0)
      continue;
    const bool Called =
        X.Parent != NoId && F.Exprs[X.Parent].Kind == ExprKind::Call && F.Exprs[X.Parent].Children[0] == E;
    M.DefaultStep |= Called && F.Exprs[X.Parent].Children.size() > 1;
    const Stmt &S = F.Stmts[X.Stmt];
    if (!Set && Called && S.Kind == StmtKind::Expr && S.Value == X.Parent) {
      M.OtherMeans = true; // it was meant to (SU702), and one cause is said once
      continue;
    }
    M.UsesWriter = true;
    M.OtherMeans |= Set || !Called || S.Kind != StmtKind::With ||
                    none_of(S.Items, [&](const WithItem &I) { return I.Context == X.Parent; });
  }
  return M;
}

const World::Group &World::group(uint32_t File) const {
  auto [At, New] = Groups.try_emplace(File);
  Group &G = At->second;
  if (!New)
    return G;
  for (uint32_t Other = 0; Other < Marks.size(); ++Other)
    if (P.project().mayRunTogether(File, Other)) {
      const FileMarks &M = Marks[Other];
      G.Files.insert(Other);
      G.V1 |= M.V1;
      G.OtherMeans |= M.OtherMeans;
      G.DefaultStep |= M.DefaultStep;
      G.MakesWriter |= M.MakesWriter;
      G.UsesWriter |= M.UsesWriter;
      G.Exports |= M.Exports;
      G.RunsEagerly |= M.RunsEagerly;
    }
  return G;
}

} // namespace summary_upgrade::lint
