#include "cpp/Linked.h"
#include "llvm/ADT/STLExtras.h"
#include <map>

using namespace llvm;

namespace summary_upgrade::cpp {

namespace {

/// Copies one unit into another, with all numbers changed to those of the target.
class Copier {
public:
  Copier(const Unit &From, Unit &To, StringMap<uint32_t> &Files, StringMap<uint32_t> &Decls) : From(From), To(To) {
    for (size_t I = 0; I < From.Files.size(); ++I) {
      auto [It, New] = Files.try_emplace(From.Files[I], static_cast<uint32_t>(To.Files.size()));
      if (New) {
        To.Files.push_back(From.Files[I]);
        To.Hashes.push_back(I < From.Hashes.size() ? From.Hashes[I] : 0);
      }
      FileMap.push_back(It->second);
    }
    for (const Decl &D : From.Decls) {
      auto [It, New] = Decls.try_emplace(D.Key, static_cast<uint32_t>(To.Decls.size()));
      if (New) {
        To.Decls.push_back(D);
        To.Decls.back().Where = span(D.Where);
      }
      DeclMap.push_back(It->second);
    }
  }

  Span span(Span S) const {
    if (S.valid())
      S.File = FileMap[S.File];
    return S;
  }

  uint32_t decl(uint32_t Id) const { return DeclMap[Id]; }

  uint32_t tree(uint32_t Id) {
    uint32_t New = static_cast<uint32_t>(To.Nodes.size());
    Node N = From.Nodes[Id];
    N.Where = span(N.Where);
    N.A = span(N.A);
    N.B = span(N.B);
    N.C = span(N.C);
    N.D = span(N.D);
    if (N.Decl != None)
      N.Decl = DeclMap[N.Decl];
    std::vector<uint32_t> Children = std::move(N.Children);
    N.Children.clear();
    To.Nodes.push_back(std::move(N));
    for (uint32_t &C : Children)
      C = tree(C);
    To.Nodes[New].Children = std::move(Children);
    return New;
  }

private:
  const Unit &From;
  Unit &To;
  std::vector<uint32_t> FileMap, DeclMap;
};

bool sameTree(const Unit &U, uint32_t A, uint32_t B) {
  const Node &X = U.Nodes[A], &Y = U.Nodes[B];
  if (X.Kind != Y.Kind || X.Where != Y.Where || X.Macro != Y.Macro || X.Decl != Y.Decl || X.Text != Y.Text ||
      X.Type != Y.Type || X.A != Y.A || X.B != Y.B || X.Children.size() != Y.Children.size())
    return false;
  for (size_t I = 0; I < X.Children.size(); ++I)
    if (!sameTree(U, X.Children[I], Y.Children[I]))
      return false;
  return true;
}

} // namespace

Linked::Linked(const std::vector<Unit> &Units, function_ref<std::shared_ptr<const text::SourceFile>(StringRef)> Read) {
  StringMap<uint32_t> FileIds;
  std::map<std::tuple<uint32_t, uint32_t, uint32_t, NodeKind>, std::pair<uint32_t, std::string>> Seen;
  std::set<std::pair<uint32_t, uint32_t>> Includes;
  for (const Unit &U : Units) {
    Copier Copy(U, All, FileIds, ByKey);
    std::set<uint32_t> Mine;
    for (const std::string &F : U.Files)
      Mine.insert(FileIds[F]);
    FilesOfUnit.push_back(std::move(Mine));
    for (uint32_t Root : U.Roots) {
      uint32_t Size = static_cast<uint32_t>(All.Nodes.size());
      uint32_t New = Copy.tree(Root);
      const Node &N = All.Nodes[New];
      auto [It, IsNew] = Seen.try_emplace({N.Where.File, N.Where.Begin, N.B.Begin, N.Kind}, New, U.Main);
      if (IsNew || !N.Where.valid()) {
        All.Roots.push_back(New);
        continue;
      }
      if (!sameTree(All, It->second.first, New))
        Differences.push_back({It->second.first, It->second.second, U.Main});
      All.Nodes.resize(Size);
    }
    for (uint32_t D : U.Referenced)
      All.Referenced.push_back(Copy.decl(D));
    for (const Include &I : U.Includes) {
      Span S = Copy.span(I.Line);
      if (Includes.insert({S.File, S.Begin}).second)
        All.Includes.push_back({S, I.Name, I.Found});
    }
    for (const Span &S : U.Skipped)
      All.Skipped.push_back(Copy.span(S));
    for (const Span &S : U.MacroBodies)
      if (Span T = Copy.span(S); !is_contained(All.MacroBodies, T))
        All.MacroBodies.push_back(T);
    for (const Problem &P : U.Errors)
      All.Errors.push_back({Copy.span(P.Where), P.Message});
    All.OtherErrors += U.OtherErrors;
  }
  Parent.assign(All.Nodes.size(), None);
  RootOf.assign(All.Nodes.size(), None);
  for (uint32_t I = 0; I < All.Nodes.size(); ++I)
    for (uint32_t C : All.Nodes[I].Children)
      Parent[C] = I;
  for (uint32_t Root : All.Roots)
    walk(Root, [&](uint32_t Id) { RootOf[Id] = Root; });
  for (const std::string &F : All.Files)
    Sources.push_back(Read(F));
}

uint32_t Linked::declByKey(StringRef Key) const {
  auto It = ByKey.find(Key);
  return It == ByKey.end() ? None : It->second;
}

uint32_t Linked::context(uint32_t Id) const {
  do
    Id = Parent[Id];
  while (Id != None && All.Nodes[Id].Kind == NodeKind::Paren);
  return Id;
}

uint32_t Linked::skipParens(uint32_t Id) const {
  while (All.Nodes[Id].Kind == NodeKind::Paren && All.Nodes[Id].Children.size() == 1)
    Id = All.Nodes[Id].Children[0];
  return Id;
}

StringRef Linked::slice(const Span &S) const {
  if (!S.valid() || !Sources[S.File] || S.End > Sources[S.File]->bytes().size())
    return {};
  return Sources[S.File]->slice({S.Begin, S.End});
}

void Linked::walk(uint32_t Root, function_ref<void(uint32_t)> Visit) const {
  Visit(Root);
  for (uint32_t C : All.Nodes[Root].Children)
    walk(C, Visit);
}

} // namespace summary_upgrade::cpp
