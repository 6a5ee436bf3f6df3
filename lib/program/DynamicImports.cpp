#include "program/DynamicImports.h"
#include "program/ImportScan.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program {

namespace {

constexpr StringRef ByName[] = {"import_module", "__import__", "run_module", "locate"};
constexpr StringRef ByPath[] = {"load_source", "spec_from_file_location", "SourceFileLoader", "run_path", "execfile"};

class Reader {
public:
  Reader(const ModuleFacts &F, const text::SourceFile &File) : F(F), File(File) {}

  std::vector<DynamicImport> read() {
    for (Id E = 0; E < F.Exprs.size(); ++E) {
      const Expr &X = F.Exprs[E];
      if ((X.Kind != ExprKind::Name && X.Kind != ExprKind::Attribute) || X.Store)
        continue;
      StringRef Name = function(X);
      const bool Path = is_contained(ByPath, Name), Exec = Name == "exec";
      if (!Path && !Exec && !is_contained(ByName, Name))
        continue;
      const Expr *Call = X.Parent == NoId ? nullptr : &F.Exprs[X.Parent];
      if (Call && (Call->Kind != ExprKind::Call || Call->Children[0] != E))
        Call = nullptr;
      if (Exec)
        executed(Call);
      else if (!Call || Call->Children.size() < 2)
        Result.push_back({});
      else if (Path)
        path(Call->Children[Name == "run_path" || Name == "execfile" || Call->Children.size() < 3 ? 1 : 2]);
      else
        module(Call->Children[1]);
    }
    return std::move(Result);
  }

private:
  /// What the function is called where it comes from: `from importlib import import_module as load`.
  StringRef function(const Expr &X) const {
    if (X.Kind == ExprKind::Attribute) {
      const Expr &Object = F.Exprs[X.Children[0]];
      return X.Text == "locate" && (Object.Kind != ExprKind::Name || Object.Text != "pydoc") ? StringRef() : X.Text;
    }
    if (X.Binding == NoId)
      return X.Text == "locate" ? StringRef() : X.Text;
    for (Id D : F.Bindings[X.Binding].Defs)
      if (F.Defs[D].Kind == DefKind::Import) {
        const ImportedName &I = F.Stmts[F.Defs[D].Stmt].Imports[F.Defs[D].Import];
        if (I.Name != "locate" || I.Module == "pydoc")
          return I.Name;
      }
    return {};
  }

  /// Literal text that the expression begins with; sets Whole where that is all of it.
  std::string begins(Id E, bool &Whole, unsigned Depth = 0) const {
    const Expr &X = F.Exprs[E];
    Whole = false;
    if (Depth > 8)
      return {};
    switch (X.Kind) {
    case ExprKind::String:
      Whole = true;
      return X.Text;
    case ExprKind::Keyword:
      return begins(X.Children[0], Whole, Depth + 1);
    case ExprKind::Name: {
      if (X.Binding == NoId || F.Bindings[X.Binding].Defs.size() != 1)
        return {};
      const Def &D = F.Defs[F.Bindings[X.Binding].Defs[0]];
      return D.Kind == DefKind::Assign && D.Path.empty() && D.Value != NoId ? begins(D.Value, Whole, Depth + 1)
                                                                            : std::string();
    }
    case ExprKind::Binary: {
      std::string Left = begins(X.Children[0], Whole, Depth + 1);
      bool LeftWhole = std::exchange(Whole, false);
      if (X.Text == "%")
        return StringRef(Left).split('%').first.str();
      if (X.Text != "+")
        return {};
      return LeftWhole ? Left + begins(X.Children[1], Whole, Depth + 1) : Left;
    }
    case ExprKind::Call: { // 'models.{}'.format(name)
      const Expr &Callee = F.Exprs[X.Children[0]];
      if (Callee.Kind != ExprKind::Attribute || Callee.Text != "format")
        return {};
      std::string Text = begins(Callee.Children[0], Whole, Depth + 1);
      Whole = false;
      return StringRef(Text).split('{').first.str();
    }
    case ExprKind::FString:
      return File.slice(F.ExprRange[E])
          .drop_until([](char C) { return C == '"' || C == '\''; })
          .ltrim("\"'")
          .take_until([](char C) { return C == '{' || C == '"' || C == '\''; })
          .str();
    default:
      return {};
    }
  }

  void module(Id E) {
    bool Whole = false;
    std::string Text = begins(E, Whole);
    StringRef Module = StringRef(Text).ltrim('.'); // of a package that is named beside it
    if (!Whole)
      Module = Module.contains('.') ? Module.rsplit('.').first : StringRef();
    Result.push_back({Module.empty() ? DynamicImport::Any
                      : Whole        ? DynamicImport::This
                                     : DynamicImport::Below,
                      Module.str()});
  }

  void path(Id E) {
    bool Whole = false;
    std::string Text = begins(E, Whole);
    StringRef Stem = sys::path::stem(Text);
    Result.push_back({Whole && !Stem.empty() ? DynamicImport::This : DynamicImport::Any, Stem.str()});
  }

  /// Imports in the text; what text it is must be said in the call.
  void executed(const Expr *Call) {
    if (!Call || Call->Children.size() < 2)
      return;
    bool Whole = false;
    std::string Text = begins(Call->Children[1], Whole);
    if (!Whole && (StringRef(Text).contains("import") || StringRef(Text).contains("from ")))
      Result.push_back({});
    else if (Whole)
      for (const ScannedImport &Import : scanImports(Text))
        if (!Import.Module.empty())
          Result.push_back({DynamicImport::This, Import.Module.str()});
  }

  const ModuleFacts &F;
  const text::SourceFile &File;
  std::vector<DynamicImport> Result;
};

} // namespace

std::vector<DynamicImport> dynamicImports(const ModuleFacts &F, const text::SourceFile &File) {
  if (!mayImportByName(File.bytes()))
    return {};
  return Reader(F, File).read();
}

bool mayImportByName(StringRef Bytes) {
  return Bytes.contains("exec(") ||
         any_of(ByName, [&](StringRef Name) { return Bytes.contains(Name == "locate" ? "pydoc" : Name); }) ||
         any_of(ByPath, [&](StringRef Name) { return Bytes.contains(Name); });
}

bool isScript(const ModuleFacts &F) {
  if (F.MainBlock != NoId)
    return true;
  return any_of(F.Stmts, [&](const Stmt &S) {
    if (S.Scope != 0)
      return false;
    if (S.Kind == StmtKind::With || S.Kind == StmtKind::While)
      return true;
    if (S.Kind != StmtKind::Expr || S.Value == NoId || F.Exprs[S.Value].Kind != ExprKind::Call)
      return false;
    const Expr &Callee = F.Exprs[F.Exprs[S.Value].Children[0]];
    return (Callee.Kind == ExprKind::Name &&
            (Callee.Text == "main" || Callee.Text == "train" || Callee.Text == "run")) ||
           (Callee.Kind == ExprKind::Attribute && Callee.Text == "run"); // tf.app.run()
  });
}

} // namespace summary_upgrade::program
