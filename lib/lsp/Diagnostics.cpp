#include "lsp/Server.h"
#include "report/Place.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace summary_upgrade::lsp {

namespace {

constexpr int Error = 1, Warning = 2, Information = 3;
constexpr int TagDeprecated = 2;

std::string text(const json::Value &V) {
  std::string Text;
  raw_string_ostream(Text) << V;
  return Text;
}

} // namespace

json::Value Server::diagnosticsOf(const Analysis &A, const std::string &Path) {
  json::Array Result;
  const auto At = A.ByFile.find(Path);
  if ((At == A.ByFile.end() || At->second.empty()) && !A.Broken.count(Path))
    return Result;
  const LineMap Map = mapOf(A, Path);
  if (const auto Problem = A.Broken.find(Path); Problem != A.Broken.end() && Problem->second->MentionsSummaries)
    Result.push_back(Object{{"range", toJson(Map.range(Problem->second->Where))},
                            {"severity", Error},
                            {"source", "summary-upgrade"},
                            {"code", "unreadable-file"},
                            {"message", json::fixUTF8(Problem->second->Message)}});
  if (At == A.ByFile.end())
    return Result;
  for (const report::Finding *F : At->second) {
    const bool Notice = F->Level == report::Severity::Notice;
    Object D{{"range", toJson(Map.range(F->Place.Where))},
             {"severity", Notice ? Information : Warning},
             {"source", "summary-upgrade"},
             {"code", F->Code},
             {"message", json::fixUTF8(F->Help.empty() ? F->Message : F->Message + "\nhelp: " + F->Help)},
             {"data", Object{{"applicability", report::applicabilityName(F->Fix)}}}};
    if (!Notice && F->Fix == report::Applicability::Safe && F->Component)
      D["tags"] = json::Array{TagDeprecated};
    json::Array Related;
    if (Can.Related)
      for (const report::Location &Place : F->Related)
        Related.push_back(Object{{"location", Object{{"uri", uriOfPath(Place.Path)},
                                                     {"range", toJson(mapOf(A, Place.Path).range(Place.Where))}}},
                                 {"message", json::fixUTF8(Place.Label.empty() ? "see here" : Place.Label)}});
    if (!Related.empty())
      D["relatedInformation"] = std::move(Related);
    Result.push_back(std::move(D));
  }
  return Result;
}

/// The present state is there, or the client has written on: then what it shows is old, and the next version is what it
/// waits for. Who never stops writing sees something now and then.
bool Server::upToDate() {
  if (!Files.isDirty())
    return true;
  constexpr unsigned Patience = 10;
  const bool Done = Files.analyse([this] { return Dropped < Patience && Transport.awaits("textDocument/didChange"); });
  Dropped = Done ? 0 : Dropped + 1;
  return Done;
}

void Server::publish() {
  // A client that asks is told only that it should ask again; before it has asked for anything it knows nothing that
  // could be old.
  if (Can.Pull) {
    if (!Files.isDirty() || !Can.Refresh || Shown.empty() || !upToDate())
      return;
    const Analysis &A = analysis();
    bool Others = false;
    for (auto &[Path, Old] : Shown)
      if (std::string New = text(diagnosticsOf(A, Path)); New != Old) {
        Others = true;
        Old = std::move(New);
      }
    if (Others)
      request("workspace/diagnostic/refresh", nullptr);
    return;
  }
  if (Loaded && !upToDate())
    return;
  const Analysis &A = analysis();
  if (A.Generation == Published)
    return;
  const bool Next = A.Generation == Published + 1;
  Published = A.Generation;
  auto send = [&](const std::string &Path, const std::string &Uri, Value Diagnostics) {
    Object Params{{"uri", Uri}, {"diagnostics", std::move(Diagnostics)}};
    if (const auto Version = A.Versions.find(Path); Version != A.Versions.end())
      Params["version"] = Version->second;
    notify("textDocument/publishDiagnostics", std::move(Params));
  };
  if (Next && !A.Retouched.empty()) {
    const auto Old = Shown.find(A.Retouched);
    Expected<Value> Same = json::parse(Old == Shown.end() ? StringRef("[]") : StringRef(Old->second));
    if (Same)
      return send(A.Retouched, uriOfPath(A.Retouched), std::move(*Same));
    consumeError(Same.takeError());
  }
  std::map<std::string, std::string> New;
  for (const auto &[Path, Findings] : A.ByFile) {
    Value Diagnostics = diagnosticsOf(A, Path);
    std::string Text = text(Diagnostics);
    const auto Old = Shown.find(Path);
    // An open document hears of each version, another file of changes only.
    const bool Open = A.Versions.count(Path) > 0;
    const bool Same = Old == Shown.end() ? Text == "[]" : Text == Old->second;
    if (Open || !Same)
      send(Path, uriOfPath(Path), std::move(Diagnostics));
    New[Path] = std::move(Text);
  }
  for (const auto &[Path, Text] : Shown)
    if (!New.count(Path) && Text != "[]")
      send(Path, uriOfPath(Path), json::Array());
  Shown = std::move(New);
}

Server::Answer Server::documentDiagnostic(const Object &Params) {
  const std::string Path = documentPath(Params);
  const Analysis &A = analysis();
  Value Items = diagnosticsOf(A, Path);
  std::string Text = text(Items);
  const std::string Id = std::to_string(hash_value(Text));
  Shown[Path] = std::move(Text);
  if (Params.getString("previousResultId") == Id)
    return Object{{"kind", "unchanged"}, {"resultId", Id}};
  return Object{{"kind", "full"}, {"resultId", Id}, {"items", std::move(Items)}};
}

Server::Answer Server::workspaceDiagnostic(const Object &Params) {
  const Analysis &A = analysis();
  std::map<std::string, std::string> Known;
  if (const json::Array *Ids = Params.getArray("previousResultIds"))
    for (const Value &One : *Ids)
      if (const Object *O = One.getAsObject())
        Known[pathOfUri(O->getString("uri").value_or(""))] = O->getString("value").value_or("").str();
  json::Array Items;
  for (const auto &[Path, Findings] : A.ByFile) {
    Value Diagnostics = diagnosticsOf(A, Path);
    std::string Text = text(Diagnostics);
    const std::string Id = std::to_string(hash_value(Text));
    const auto Version = A.Versions.find(Path);
    Object Report{{"uri", uriOfPath(Path)},
                  {"resultId", Id},
                  {"version", Version == A.Versions.end() ? Value(nullptr) : Value(Version->second)}};
    Shown[Path] = std::move(Text);
    if (const auto Old = Known.find(Path); Old != Known.end() && Old->second == Id) {
      Report["kind"] = "unchanged";
    } else {
      Report["kind"] = "full";
      Report["items"] = std::move(Diagnostics);
    }
    Items.push_back(std::move(Report));
  }
  for (const auto &[Path, Id] : Known)
    if (!Path.empty() && !A.ByFile.count(Path))
      Items.push_back(
          Object{{"uri", uriOfPath(Path)}, {"version", nullptr}, {"kind", "full"}, {"items", json::Array()}});
  return Object{{"items", std::move(Items)}};
}

} // namespace summary_upgrade::lsp
