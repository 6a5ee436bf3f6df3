#include "cpp/Facts.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"
#include <functional>

using namespace llvm;

namespace summary_upgrade::cpp {

static constexpr StringLiteral KindNames[] = {
    "Function",   "Variable",     "Field",     "Parameter", "CtorInit", "Alias",       "Base",
    "Mention",    "Compound",     "DeclStmt",  "Branch",    "Loop",     "Return",      "Call",
    "MemberCall", "OperatorCall", "Construct", "New",       "Delete",   "DeclRef",     "MemberRef",
    "Unary",      "Binary",       "Cast",      "Literal",   "Lambda",   "Conditional", "InitList",
    "This",       "Subscript",    "Paren",     "Dependent", "Recovery", "Other"};
static_assert(std::size(KindNames) == static_cast<size_t>(NodeKind::Other) + 1);

StringRef kindName(NodeKind Kind) { return KindNames[static_cast<size_t>(Kind)]; }

bool mentionsSummaries(StringRef Text) {
  static constexpr StringLiteral Names[] = {"EventsWriter",  "SummaryWriterInterface", "CreateSummaryFileWriter",
                                            "ScalarSummary", "HistogramSummary",       "ImageSummary",
                                            "AudioSummary",  "TensorSummary",          "MergeSummary"};
  return any_of(Names, [&](StringRef Name) { return Text.contains(Name); });
}

// Numbers in arrays keep the text small: a node is some twenty fields, most of them empty.
namespace {

json::Value spanValue(const Span &S) {
  if (!S.valid())
    return nullptr;
  return json::Array{S.File, S.Begin, S.End};
}

uint32_t number(const json::Value &V) { return static_cast<uint32_t>(V.getAsInteger().value_or(None)); }

Span toSpan(const json::Value &V) {
  const json::Array *A = V.getAsArray();
  return A && A->size() == 3 ? Span{number((*A)[0]), number((*A)[1]), number((*A)[2])} : Span();
}

std::string text(const json::Value &V) { return V.getAsString().value_or("").str(); }

json::Array strings(ArrayRef<std::string> List) {
  json::Array A;
  for (const std::string &S : List)
    A.push_back(json::fixUTF8(S));
  return A;
}
std::vector<std::string> toStrings(const json::Value &V) {
  std::vector<std::string> List;
  if (const json::Array *A = V.getAsArray())
    for (const json::Value &S : *A)
      List.push_back(text(S));
  return List;
}

json::Value declValue(const Decl &D) {
  return json::Array{static_cast<int>(D.Kind),
                     D.Key,
                     D.Name,
                     D.Qualified,
                     D.Type,
                     D.Owner,
                     D.Index,
                     spanValue(D.Where),
                     D.InProject | D.InStd << 1 | D.Template << 2 | D.Const << 3 | D.MemberOfStd << 4,
                     strings(D.Overrides)};
}
bool toDecl(const json::Value &V, Decl &D) {
  const json::Array *A = V.getAsArray();
  if (!A || A->size() != 10)
    return false;
  D.Kind = static_cast<DeclKind>(number((*A)[0]));
  D.Key = text((*A)[1]);
  D.Name = text((*A)[2]);
  D.Qualified = text((*A)[3]);
  D.Type = text((*A)[4]);
  D.Owner = text((*A)[5]);
  D.Index = number((*A)[6]);
  D.Where = toSpan((*A)[7]);
  uint32_t Flags = number((*A)[8]);
  D.InProject = Flags & 1;
  D.InStd = Flags & 2;
  D.Template = Flags & 4;
  D.Const = Flags & 8;
  D.MemberOfStd = Flags & 16;
  D.Overrides = toStrings((*A)[9]);
  return true;
}

json::Value nodeValue(const Node &N) {
  json::Array Children;
  for (uint32_t C : N.Children)
    Children.push_back(C);
  return json::Array{static_cast<int>(N.Kind),
                     spanValue(N.Where),
                     N.Macro | N.Arrow << 1 | N.Arithmetic << 2 | N.Written << 3,
                     N.Decl,
                     json::fixUTF8(N.Text),
                     N.Type,
                     spanValue(N.A),
                     spanValue(N.B),
                     spanValue(N.C),
                     spanValue(N.D),
                     std::move(Children)};
}
bool toNode(const json::Value &V, Node &N) {
  const json::Array *A = V.getAsArray();
  if (!A || A->size() != 11)
    return false;
  N.Kind = static_cast<NodeKind>(number((*A)[0]));
  N.Where = toSpan((*A)[1]);
  uint32_t Flags = number((*A)[2]);
  N.Macro = Flags & 1;
  N.Arrow = Flags & 2;
  N.Arithmetic = Flags & 4;
  N.Written = Flags & 8;
  N.Decl = number((*A)[3]);
  N.Text = text((*A)[4]);
  N.Type = text((*A)[5]);
  N.A = toSpan((*A)[6]);
  N.B = toSpan((*A)[7]);
  N.C = toSpan((*A)[8]);
  N.D = toSpan((*A)[9]);
  if (const json::Array *Children = (*A)[10].getAsArray())
    for (const json::Value &C : *Children)
      N.Children.push_back(number(C));
  return true;
}

Error broken() { return createStringError("the worker's answer is not understood"); }

template <typename T, typename Fn> json::Array list(const std::vector<T> &From, Fn Value) {
  json::Array A;
  for (const T &X : From)
    A.push_back(Value(X));
  return A;
}

} // namespace

json::Value toJSON(const Unit &U) {
  return json::Object{
      {"main", U.Main},
      {"files", strings(U.Files)},
      {"hashes", list(U.Hashes, [](uint64_t H) { return json::Value(utohexstr(H)); })},
      {"decls", list(U.Decls, declValue)},
      {"nodes", list(U.Nodes, nodeValue)},
      {"roots", list(U.Roots, [](uint32_t R) { return json::Value(R); })},
      {"referenced", list(U.Referenced, [](uint32_t R) { return json::Value(R); })},
      {"includes",
       list(U.Includes, [](const Include &I) { return json::Value(json::Array{spanValue(I.Line), I.Name, I.Found}); })},
      {"skipped", list(U.Skipped, spanValue)},
      {"macros", list(U.MacroBodies, spanValue)},
      {"errors",
       list(U.Errors,
            [](const Problem &P) { return json::Value(json::Array{spanValue(P.Where), json::fixUTF8(P.Message)}); })},
      {"other", U.OtherErrors},
      {"lastOther", U.LastOther}};
}

Expected<Unit> unitFromJSON(const json::Value &V) {
  const json::Object *O = V.getAsObject();
  if (!O || !O->getArray("nodes") || !O->getArray("decls") || !O->getArray("roots"))
    return broken();
  auto array = [&](StringRef Key) -> const json::Array & {
    static const json::Array Empty;
    const json::Array *A = O->getArray(Key);
    return A ? *A : Empty;
  };
  Unit U;
  U.Main = O->getString("main").value_or("").str();
  for (const json::Value &F : array("files"))
    U.Files.push_back(text(F));
  for (const json::Value &H : array("hashes")) {
    uint64_t Hash = 0;
    StringRef(text(H)).getAsInteger(16, Hash);
    U.Hashes.push_back(Hash);
  }
  for (const json::Value &D : array("decls"))
    if (!toDecl(D, U.Decls.emplace_back()))
      return broken();
  for (const json::Value &N : array("nodes"))
    if (!toNode(N, U.Nodes.emplace_back()))
      return broken();
  for (const json::Value &R : array("roots"))
    U.Roots.push_back(number(R));
  for (const json::Value &R : array("referenced"))
    U.Referenced.push_back(number(R));
  for (const json::Value &I : array("includes")) {
    const json::Array *A = I.getAsArray();
    if (!A || A->size() != 3)
      return broken();
    U.Includes.push_back({toSpan((*A)[0]), text((*A)[1]), (*A)[2].getAsBoolean().value_or(false)});
  }
  for (const json::Value &S : array("skipped"))
    U.Skipped.push_back(toSpan(S));
  for (const json::Value &S : array("macros"))
    U.MacroBodies.push_back(toSpan(S));
  for (const json::Value &E : array("errors"))
    if (const json::Array *A = E.getAsArray(); A && A->size() == 2)
      U.Errors.push_back({toSpan((*A)[0]), text((*A)[1])});
  U.OtherErrors = static_cast<uint32_t>(O->getInteger("other").value_or(0));
  U.LastOther = O->getString("lastOther").value_or("").str();
  // A worker that went wrong must not make us read outside of its tables.
  auto knownFile = [&](const Span &S) { return !S.valid() || S.File < U.Files.size(); };
  for (const Node &N : U.Nodes)
    if ((N.Decl != None && N.Decl >= U.Decls.size()) ||
        any_of(N.Children, [&](uint32_t C) { return C >= U.Nodes.size(); }) || !knownFile(N.Where) || !knownFile(N.A) ||
        !knownFile(N.B) || !knownFile(N.C) || !knownFile(N.D))
      return broken();
  if (any_of(U.Roots, [&](uint32_t R) { return R >= U.Nodes.size(); }))
    return broken();
  if (any_of(U.Referenced, [&](uint32_t D) { return D >= U.Decls.size(); }))
    return broken();
  return U;
}

json::Value toJSON(const ParseRequest &R) {
  json::Object Overlay;
  for (auto &[Path, Text] : R.Overlay)
    Overlay[Path] = Text;
  return json::Object{
      {"directory", R.Directory},      {"main", R.Main},   {"args", strings(R.Args)}, {"roots", strings(R.Roots)},
      {"overlay", std::move(Overlay)}, {"stubs", R.Stubs}, {"templates", R.Templates}};
}

Expected<ParseRequest> requestFromJSON(const json::Value &V) {
  const json::Object *O = V.getAsObject();
  if (!O || !O->getString("main") || !O->getArray("args"))
    return createStringError("the request is not understood");
  ParseRequest R;
  R.Directory = O->getString("directory").value_or("").str();
  R.Main = O->getString("main")->str();
  R.Args = toStrings(*O->get("args"));
  if (const json::Value *Roots = O->get("roots"))
    R.Roots = toStrings(*Roots);
  if (const json::Object *Overlay = O->getObject("overlay"))
    for (auto &[Path, Text] : *Overlay)
      R.Overlay[Path.str()] = text(Text);
  R.Stubs = O->getBoolean("stubs").value_or(true);
  R.Templates = O->getBoolean("templates").value_or(false);
  return R;
}

std::string dump(const Unit &U) {
  std::string Text;
  raw_string_ostream Out(Text);
  std::function<void(uint32_t, unsigned)> print = [&](uint32_t Id, unsigned Depth) {
    const Node &N = U.Nodes[Id];
    Out.indent(2 * Depth) << kindName(N.Kind) << (N.Macro ? " macro" : "") << (N.Written ? "" : " implicit");
    if (!N.Text.empty())
      Out << " '" << N.Text << "'";
    if (N.Decl != None)
      Out << " " << U.Decls[N.Decl].Qualified;
    if (!N.Type.empty())
      Out << " : " << N.Type;
    Out << " [" << N.Where.Begin << "," << N.Where.End << ")\n";
    for (uint32_t C : N.Children)
      print(C, Depth + 1);
  };
  for (uint32_t R : U.Roots)
    print(R, 0);
  for (const Problem &P : U.Errors)
    Out << "error [" << P.Where.Begin << "] " << P.Message << "\n";
  return Text;
}

} // namespace summary_upgrade::cpp
