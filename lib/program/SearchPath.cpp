#include "program/SearchPath.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace summary_upgrade::python;

namespace summary_upgrade::program {

namespace path = llvm::sys::path;

namespace {

std::string joined(StringRef A, StringRef B) {
  SmallString<256> Result(path::is_absolute(B) ? StringRef() : A);
  path::append(Result, B);
  return std::string(Result);
}

/// The value of an expression that names a file or folder; nothing when it is not known. Relative ones stay
/// relative.
class PathReader {
public:
  PathReader(const ModuleFacts &F, StringRef AbsoluteFile) : F(F), AbsoluteFile(AbsoluteFile) {}

  std::optional<std::string> read(Id E, unsigned Depth = 0) const {
    if (Depth > MaxDepth)
      return std::nullopt;
    const Expr &X = F.Exprs[E];
    switch (X.Kind) {
    case ExprKind::String:
      return X.Text;
    case ExprKind::Name:
      return name(X, Depth);
    case ExprKind::Attribute:
      if (X.Text == "pardir")
        return "..";
      if (X.Text == "curdir")
        return ".";
      if (X.Text == "parent")
        if (auto Inner = read(X.Children[0], Depth + 1))
          return parent(*Inner);
      return std::nullopt;
    case ExprKind::Subscript: { // Path(__file__).parents[1]
      const Expr &Object = F.Exprs[X.Children[0]], &Index = F.Exprs[X.Children[1]];
      unsigned Up = 0;
      if (Object.Kind != ExprKind::Attribute || Object.Text != "parents" || Index.Kind != ExprKind::Int ||
          StringRef(Index.Text).getAsInteger(10, Up) || Up > 16)
        return std::nullopt;
      auto Inner = read(Object.Children[0], Depth + 1);
      for (unsigned I = 0; Inner && I <= Up; ++I)
        Inner = parent(*Inner);
      return Inner;
    }
    case ExprKind::Binary: {
      auto Left = read(X.Children[0], Depth + 1), Right = read(X.Children[1], Depth + 1);
      if (!Left || !Right)
        return std::nullopt;
      if (X.Text == "/")
        return joined(*Left, *Right);
      return X.Text == "+" ? std::optional(*Left + *Right) : std::nullopt;
    }
    case ExprKind::Call:
      return call(X, Depth);
    default:
      return std::nullopt;
    }
  }

private:
  static constexpr unsigned MaxDepth = 16;

  static std::string parent(StringRef Path) {
    StringRef Parent = path::parent_path(Path);
    return Parent.empty() ? "." : Parent.str();
  }

  std::optional<std::string> name(const Expr &X, unsigned Depth) const {
    if (X.Binding == NoId)
      return X.Text == "__file__" ? std::optional(AbsoluteFile.str()) : std::nullopt;
    const Binding &B = F.Bindings[X.Binding];
    if (B.Defs.size() != 1)
      return std::nullopt;
    const Def &D = F.Defs[B.Defs[0]];
    if (D.Kind == DefKind::Import)
      return X.Text == "pardir" ? std::optional<std::string>("..") : std::nullopt;
    return D.Kind == DefKind::Assign && D.Path.empty() && D.Value != NoId ? read(D.Value, Depth + 1) : std::nullopt;
  }

  std::optional<std::string> call(const Expr &X, unsigned Depth) const {
    const Expr &Callee = F.Exprs[X.Children[0]];
    bool Method = Callee.Kind == ExprKind::Attribute;
    if (!Method && Callee.Kind != ExprKind::Name)
      return std::nullopt;
    StringRef Name = Callee.Text;
    ArrayRef<Id> Args = ArrayRef(X.Children).drop_front();
    if (Name == "getcwd" && Args.empty())
      return ".";
    // `Path(__file__).resolve()`: what it is called on.
    if (Method && Args.empty() &&
        (Name == "resolve" || Name == "absolute" || Name == "as_posix" || Name == "expanduser"))
      return read(Callee.Children[0], Depth + 1);
    if (Args.empty())
      return std::nullopt;
    if (Name == "joinpath" && Method) {
      auto Result = read(Callee.Children[0], Depth + 1);
      return Result ? join(*Result, Args, Depth) : std::nullopt;
    }
    auto First = read(Args[0], Depth + 1);
    if (!First || (Method && F.Exprs[Callee.Children[0]].Kind == ExprKind::String)) // `','.join(…)`
      return std::nullopt;
    if (Name == "dirname")
      return parent(*First);
    if (Name == "join" || Name == "Path" || Name == "PurePath")
      return join(*First, Args.drop_front(), Depth);
    if (Name == "abspath" || Name == "realpath" || Name == "normpath" || Name == "expanduser" || Name == "str" ||
        Name == "fspath" || Name == "fsdecode")
      return First;
    return std::nullopt;
  }

  std::optional<std::string> join(std::string Result, ArrayRef<Id> Parts, unsigned Depth) const {
    for (Id Part : Parts) {
      auto Next = read(Part, Depth + 1);
      if (!Next)
        return std::nullopt;
      Result = joined(Result, *Next);
    }
    return Result;
  }

  const ModuleFacts &F;
  StringRef AbsoluteFile;
};

bool isSysPath(const ModuleFacts &F, Id E) {
  const Expr &X = F.Exprs[E];
  return X.Kind == ExprKind::Attribute && X.Text == "path" && F.Exprs[X.Children[0]].Kind == ExprKind::Name &&
         F.Exprs[X.Children[0]].Text == "sys";
}

} // namespace

SearchPath searchPathOf(const ModuleFacts &F, const text::SourceFile &File, StringRef AbsoluteFile, StringRef Root) {
  SearchPath Result;
  if (!StringRef(File.bytes()).contains("sys.path"))
    return Result;
  PathReader Reader(F, AbsoluteFile);
  auto add = [&](std::vector<std::string> &To, Id E) {
    auto Said = Reader.read(E);
    if (!Said || Said->empty())
      return;
    auto put = [&](StringRef Base) {
      SmallString<256> Folder(joined(Base, *Said));
      path::remove_dots(Folder, /*remove_dot_dot=*/true);
      if (!is_contained(To, Folder.str()))
        To.push_back(std::string(Folder));
    };
    put(path::parent_path(AbsoluteFile));
    if (!Root.empty() && !path::is_absolute(*Said))
      put(Root);
  };
  auto addAll = [&](Id E) {
    const Expr &X = F.Exprs[E];
    if (X.Kind == ExprKind::List || X.Kind == ExprKind::Tuple)
      for (Id Element : X.Children)
        add(Result.Back, Element);
  };
  for (const Expr &X : F.Exprs) {
    if (X.Kind != ExprKind::Call || F.Exprs[X.Children[0]].Kind != ExprKind::Attribute)
      continue;
    const Expr &Callee = F.Exprs[X.Children[0]];
    if (!isSysPath(F, Callee.Children[0]))
      continue;
    if (Callee.Text == "append" && X.Children.size() == 2)
      add(Result.Back, X.Children[1]);
    else if (Callee.Text == "extend" && X.Children.size() == 2)
      addAll(X.Children[1]);
    else if (Callee.Text == "insert" && X.Children.size() == 3)
      add(F.Exprs[X.Children[1]].Text == "0" ? Result.Front : Result.Back, X.Children[2]);
  }
  for (const Stmt &S : F.Stmts)
    if (S.Kind == StmtKind::AugAssign && S.Operator == "+=" && !S.Targets.empty() && isSysPath(F, S.Targets[0]) &&
        S.Value != NoId)
      addAll(S.Value);
  return Result;
}

} // namespace summary_upgrade::program
