#include "cpp/Plan.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace summary_upgrade::cpp {

std::vector<Component> planInterfaces(const Linked &L) {
  std::vector<Component> Result;
  for (uint32_t Id = 0; Id < L.All.Nodes.size(); ++Id) {
    const Node &N = L.node(Id);
    const Decl *D = L.decl(Id);
    if (N.Kind != NodeKind::MemberCall || !D || L.RootOf[Id] == None)
      continue;
    StringRef Method = D->Qualified;
    if (!Method.consume_front("tensorflow::SummaryWriterInterface::") ||
        (Method != "WriteScalar" && Method != "WriteHistogram" && Method != "WriteImage" && Method != "WriteAudio"))
      continue;
    Component C;
    C.Roots.insert(L.RootOf[Id]);
    C.Uses.push_back({"SU806", ("`" + Method + "` writes a v1 summary").str(), N.Where});
    const Node &Object = L.node(N.Children[0]);
    if (N.Macro || !N.A.valid() || !N.C.valid() || !N.D.valid() || !Object.Where.valid()) {
      C.block("SU811", "`" + Method + "` is called in a macro", N.Where, "call it without the macro, or in its argument");
    } else if (Method == "WriteImage" || Method == "WriteAudio") {
      C.block("SU816", "`" + Method + "` encodes what it writes, and the adapter does not", N.Where, "write it with summary_v2::" +
                                                                                                          StringRef(Method == "WriteImage" ? "image" : "audio").str());
    } else if (N.Children.size() == 4) {
      auto text = [&](uint32_t Argument) { return L.slice(L.node(Argument).Where); };
      Span Writer{Object.Where.File, Object.Where.Begin, N.A.Begin};
      std::string Pointer = L.slice(Writer).rtrim().str();
      if (Object.Kind == NodeKind::OperatorCall)
        Pointer += ".get()";
      else if (!N.Arrow)
        Pointer = "&" + Pointer;
      if (all_of(ArrayRef(N.Children).drop_front(), [&](uint32_t A) { return L.node(A).Where.valid() && !L.node(A).Macro; })) {
        C.edit(N.Where, Twine("summary_v2::") + (Method == "WriteScalar" ? "scalar(" : "histogram(") + Pointer + ", " + text(N.Children[3]) + ", " +
                            text(N.Children[2]) + ", " + text(N.Children[1]) + ")");
        C.NeedsAdapter.insert(N.Where.File);
      } else {
        C.block("SU811", "an argument of `" + Method + "` comes from a macro", N.Where);
      }
    } else {
      C.block("SU810", "`" + Method + "` is called in a way that is not followed", N.Where);
    }
    // One call is changed: only what is wrong about it matters.
    for (const Problem &E : L.All.Errors)
      if (N.Where.contains(E.Where))
        C.block("SU814", "the compiler reports: " + E.Message, E.Where, "make the file compile, or pass its flags with `-p`");
    for (const Difference &Other : L.Differences)
      if (Other.Root == L.RootOf[Id])
        C.block("SU813", "this is compiled in two ways, in " + Other.UnitA + " and in " + Other.UnitB, N.Where);
    Result.push_back(std::move(C));
  }
  return Result;
}

std::vector<Use> graphNotices(const Linked &L) {
  std::vector<Use> Result;
  for (uint32_t Id = 0; Id < L.All.Nodes.size(); ++Id) {
    const Node &N = L.node(Id);
    const Decl *D = L.decl(Id);
    if (N.Kind != NodeKind::Construct || !D || D->Kind != DeclKind::Constructor || L.RootOf[Id] == None || N.Children.size() < 2)
      continue;
    StringRef Class = D->Qualified;
    if (!Class.consume_front("tensorflow::ops::"))
      continue;
    Class = Class.split("::").first;
    if (Class == "ScalarSummary" || Class == "HistogramSummary" || Class == "ImageSummary" || Class == "AudioSummary" || Class == "TensorSummary" ||
        Class == "MergeSummary")
      if (none_of(Result, [&](const Use &U) { return U.Where == N.Where; }))
        Result.push_back({"SU807", ("`" + Class + "` stays a v1 op; what it makes becomes v2 where it is written").str(), N.Where});
  }
  return Result;
}

} // namespace summary_upgrade::cpp
