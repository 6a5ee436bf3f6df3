#include "cpp/Plan.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace summary_upgrade::cpp {

namespace {

struct Form {
  StringLiteral Method, New;
  size_t Children; ///< the object and the arguments
  bool Step;       ///< the arguments begin with step, value and tag
  bool Media;
};
constexpr Form Forms[] = {{"WriteScalar", "scalar", 4, true, false},
                          {"WriteHistogram", "histogram", 4, true, false},
                          {"WriteImage", "image", 6, true, true},
                          {"WriteAudio", "audio", 6, true, true},
                          {"WriteEvent", "import_event", 2, false, true}};

} // namespace

std::vector<Component> planInterfaces(const Linked &L) {
  std::vector<Component> Result;
  for (uint32_t Id = 0; Id < L.All.Nodes.size(); ++Id) {
    const Node &N = L.node(Id);
    const Decl *D = L.decl(Id);
    if (N.Kind != NodeKind::MemberCall || !D || L.RootOf[Id] == None)
      continue;
    StringRef Method = D->Qualified;
    if (!Method.consume_front("tensorflow::SummaryWriterInterface::"))
      continue;
    const Form *F = find_if(Forms, [&](const Form &X) { return X.Method == Method; });
    if (F == std::end(Forms))
      continue;
    Component C;
    C.Roots.insert(L.RootOf[Id]);
    C.Uses.push_back(
        {"SU806", ("`" + Method + "` writes " + (F->Step ? "a v1 summary" : "an event as it is")).str(), N.Where});
    const Node &Object = L.node(N.Children[0]);
    if (N.Macro || !N.A.valid() || !N.C.valid() || !N.D.valid() || !Object.Where.valid()) {
      C.block("SU811", "`" + Method + "` is called in a macro", N.Where,
              "call it without the macro, or in its argument");
    } else if (any_of(ArrayRef(N.Children).drop_front(),
                      [&](uint32_t A) { return !L.node(A).Where.valid() || L.node(A).Macro; })) {
      C.block("SU811", "an argument of `" + Method + "` comes from a macro", N.Where);
    } else if (N.Children.size() != F->Children) {
      C.block("SU810", "`" + Method + "` is called in a way that is not followed", N.Where);
    } else {
      auto text = [&](size_t Argument) { return L.slice(L.node(N.Children[Argument]).Where).str(); };
      Span Writer{Object.Where.File, Object.Where.Begin, N.A.Begin};
      std::string Pointer = L.slice(Writer).rtrim().str();
      if (Object.Kind == NodeKind::OperatorCall)
        Pointer += ".get()";
      else if (!N.Arrow)
        Pointer = "&" + Pointer;
      std::string New = ("summary_v2::" + F->New + "(" + Pointer).str();
      if (F->Step)
        New += ", " + text(3) + ", " + text(2) + ", " + text(1);
      for (size_t I = F->Step ? 4 : 1; I < N.Children.size(); ++I)
        New += ", " + text(I);
      C.edit(N.Where, New + ")");
      (F->Media ? C.NeedsMedia : C.NeedsAdapter).insert(N.Where.File);
      if (F->Step && F->Media)
        C.Notices.push_back({"SU816", ("v1 wrote the tag with `/" + F->New + "` behind it").str(), N.Where});
    }
    // One call is changed: only what is wrong about it matters.
    for (const Problem &E : L.All.Errors)
      if (N.Where.contains(E.Where))
        C.block("SU814", "the compiler reports: " + E.Message, E.Where,
                "make the file compile, or pass its flags with `-p`");
    for (const Difference &Other : L.Differences)
      if (Other.Root == L.RootOf[Id])
        C.block("SU813", "this is compiled in two ways, in " + Other.UnitA + " and in " + Other.UnitB, N.Where);
    Result.push_back(std::move(C));
  }
  return Result;
}

} // namespace summary_upgrade::cpp
