#include "Explain.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace summary_upgrade::program;

namespace summary_upgrade::tools {

namespace {

struct Row {
  std::string Role;
  NodeRef Place;
  std::string Detail;
};

StringRef opName(OpKind Kind) {
  static constexpr StringRef Names[] = {"scalar", "histogram", "image", "audio", "text", "tensor"};
  return Names[static_cast<unsigned>(Kind)];
}

class Explainer {
public:
  Explainer(const Program &P, const migrate::Migration &M) : P(P), M(M) {}

  std::string at(NodeRef E) const {
    const SourceModule &Module = P.project().module(E.File);
    text::Position Position = Module.File.position(Module.Facts->ExprRange[E.Node].Begin);
    return (Module.File.path() + ":" + Twine(Position.Line) + ":" + Twine(Position.Column)).str();
  }
  std::string source(NodeRef E) const {
    const SourceModule &Module = P.project().module(E.File);
    StringRef Text = Module.File.slice(Module.Facts->ExprRange[E.Node]);
    std::string OneLine = Text.split('\n').first.rtrim().str();
    return OneLine.size() < Text.rtrim().size() ? OneLine + " …" : OneLine;
  }

  std::vector<Row> rows(const Component &C) const {
    std::vector<Row> Rows;
    for (uint32_t O : C.Ops)
      Rows.push_back({("op " + opName(P.Ops[O].Kind)).str(), P.Ops[O].Call, {}});
    for (uint32_t X : C.Merges) {
      const Merge &Me = P.Merges[X];
      Rows.push_back({Me.All ? "merge_all" : "merge", Me.Call, (Twine("of ") + Twine(Me.Ops.size()) + " ops").str()});
    }
    for (uint32_t X : C.Runs) {
      std::string Detail = "fetches";
      for (const FetchedSummary &S : P.Runs[X].Summaries) {
        Detail += " " + (S.Path.empty() ? std::string("the summary") : S.Path) + " (";
        Detail += S.Writes.empty() ? "not written" : "written at " + at(P.Writes[S.Writes[0]].Call);
        Detail += ")";
      }
      Rows.push_back({"run", P.Runs[X].Call, Detail});
    }
    for (uint32_t X : C.Writes) {
      const Write &W = P.Writes[X];
      std::string Detail = W.Step == NoId ? "no step" : "step " + source({W.Call.File, W.Step});
      for (auto [Run, Summary] : W.Sources)
        Detail += ", from the run at " + at(P.Runs[Run].Call);
      Rows.push_back({"write", W.Call, Detail});
    }
    for (uint32_t X : C.Writers)
      Rows.push_back(
          {"writer", P.Writers[X].Call,
           P.Writers[X].Logdir == NoId ? "" : "to " + source({P.Writers[X].Call.File, P.Writers[X].Logdir})});
    for (uint32_t X : C.WriterCalls)
      Rows.push_back({"writer call", P.WriterCalls[X].Call, {}});
    for (uint32_t X : C.Readers)
      Rows.push_back({"reader", P.Readers[X].Place, {}});
    for (uint32_t X : C.Accumulators)
      Rows.push_back({"accumulator", P.Accumulators[X].Call, {}});
    for (NodeRef X : C.Asked)
      Rows.push_back({"reader", X, {}});
    for (uint32_t X : C.Managers)
      Rows.push_back({"writes alone", P.Managers[X].Call, {}});
    for (uint32_t X : C.Contribs)
      Rows.push_back({P.Contribs[X].isOp() ? "contrib op" : "contrib call", P.Contribs[X].Call, {}});
    return Rows;
  }

  void print(ArrayRef<Row> Rows, const migrate::ComponentResult &Result, raw_ostream &Out) const {
    for (const Row &R : Rows) {
      Out << "  " << left_justify(R.Role, 13) << at(R.Place) << "  " << source(R.Place) << "\n";
      if (!R.Detail.empty())
        Out << "               " << R.Detail << "\n";
    }
    for (const std::string &S : Result.Story)
      Out << "  - " << S << "\n";
  }

  bool holds(const Component &C, StringRef Path, uint32_t Line) const {
    for (const Row &R : rows(C)) {
      const SourceModule &Module = P.project().module(R.Place.File);
      text::Range Where = Module.Facts->ExprRange[R.Place.Node];
      StringRef Own = Module.File.path();
      if ((Own == Path || sys::path::filename(Own) == Path) && Module.File.lineOf(Where.Begin) + 1 <= Line &&
          Line <= Module.File.lineOf(Where.End) + 1)
        return true;
    }
    return false;
  }

  const Program &P;
  const migrate::Migration &M;
};

} // namespace

std::string describeComponent(const Program &P, const migrate::Migration &M, uint32_t Component) {
  std::string Text;
  raw_string_ostream Out(Text);
  Explainer E(P, M);
  E.print(Component < P.Components.size() ? E.rows(P.Components[Component]) : std::vector<Row>(),
          M.Components[Component], Out);
  return Text;
}

int explainComponent(const Program &P, const migrate::Migration &M, const CommandLine &Options) {
  Explainer E(P, M);
  auto [Path, LineText] = StringRef(Options.ExplainComponent).rsplit(':');
  uint32_t Line = 0;
  LineText.getAsInteger(10, Line);
  json::Array All;
  bool Any = false;
  for (uint32_t I = 0; I < P.Components.size(); ++I) {
    const Component &C = P.Components[I];
    if (!E.holds(C, Path, Line))
      continue;
    const migrate::ComponentResult &Result = M.Components[I];
    bool Migrated = Result.What == migrate::Outcome::Migrated;
    std::vector<Row> Rows = E.rows(C);
    if (Options.Format == OutputFormat::Json) {
      json::Array Parts, Story;
      for (const Row &R : Rows)
        Parts.push_back(json::Object{
            {"role", R.Role}, {"place", E.at(R.Place)}, {"source", E.source(R.Place)}, {"detail", R.Detail}});
      for (const std::string &S : Result.Story)
        Story.push_back(S);
      json::Object Object{
          {"component", I}, {"migrated", Migrated}, {"parts", std::move(Parts)}, {"story", std::move(Story)}};
      if (!Migrated) {
        Object["code"] = Result.Code;
        Object["reason"] = Result.Reason;
        Object["place"] = Result.Place;
      }
      All.push_back(std::move(Object));
    } else {
      outs() << (Any ? "\n" : "") << "component " << I << ": "
             << (Migrated ? "migrated"
                 : Result.What == migrate::Outcome::NeedsUnsafe
                     ? "needs --unsafe-fixes, " + Result.Place + ": " + Result.Reason
                     : "declined at " + Result.Place + ": " + Result.Code + " " + Result.Reason)
             << "\n";
      E.print(Rows, Result, outs());
    }
    Any = true;
  }
  if (Options.Format == OutputFormat::Json)
    outs() << formatv("{0:2}", json::Value(std::move(All))) << "\n";
  else if (!Any)
    errs() << "summary-upgrade: no summary component has a part at " << Options.ExplainComponent << "\n";
  return Any ? ExitClean : ExitFindings;
}

} // namespace summary_upgrade::tools
