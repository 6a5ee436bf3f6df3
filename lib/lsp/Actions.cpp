#include "lsp/Server.h"
#include "report/Place.h"
#include "rulebook/RuleBook.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <set>

using namespace llvm;

namespace summary_upgrade::lsp {

namespace {

bool overlaps(text::Range A, text::Range B) { return A.Begin <= B.End && B.Begin <= A.End; }

/// Adds edits of a component; two components may ask for the same import.
void merge(std::map<std::string, std::vector<text::Edit>> &Edits, ArrayRef<text::FileEdits> More) {
  for (const text::FileEdits &File : More) {
    std::vector<text::Edit> &List = Edits[File.Path];
    for (const text::Edit &E : File.Edits)
      if (!(E.Where.empty() && is_contained(List, E)))
        List.push_back(E);
  }
}

const migrate::ComponentFiles *componentFiles(const migrate::Migration &Plan, std::optional<uint32_t> Component) {
  for (const migrate::ComponentFiles &Files : Plan.FilesOf)
    if (Component && Files.Component == *Component)
      return &Files;
  return nullptr;
}

std::string paragraph(const rulebook::Rule &R) {
  return (R.Code + " " + R.Name + "\n" + rulebook::section(R, "What it does") + "\n\n" + rulebook::section(R, "Why"))
      .str();
}

} // namespace

std::optional<json::Value> Server::workspaceEdit(const Analysis &A,
                                                 const std::map<std::string, std::vector<text::Edit>> &Edits) {
  json::Array Versioned;
  Object Plain;
  for (const auto &[Path, Unsorted] : Edits) {
    const auto File = A.Files.find(Path);
    std::vector<text::Edit> List = Unsorted;
    if (File == A.Files.end())
      return std::nullopt;
    // Our own output must parse, or it is not offered.
    if (Error E = text::sortAndCheck(List, static_cast<uint32_t>(File->second->bytes().size()))) {
      consumeError(std::move(E));
      return std::nullopt;
    }
    auto New = text::applyEdits(File->second->bytes(), List);
    if (!New) {
      consumeError(New.takeError());
      return std::nullopt;
    }
    auto Source = text::SourceFile::fromBytes(Path, std::move(*New));
    if (!Source) {
      consumeError(Source.takeError());
      return std::nullopt;
    }
    if (!python::parseModule(*Source).Facts)
      return std::nullopt;
    const LineMap Map = mapOf(A, Path);
    const bool Open = A.Versions.count(Path) > 0;
    json::Array Texts;
    for (const text::Edit &E : List)
      Texts.push_back(
          Object{{"range", toJson(Map.range(E.Where))},
                 {"newText", Open ? json::fixUTF8(E.Text) : report::toUTF8(E.Text, File->second->encoding())}});
    if (Can.DocumentChanges)
      Versioned.push_back(
          Object{{"textDocument",
                  Object{{"uri", uriOfPath(Path)}, {"version", Open ? Value(A.Versions.at(Path)) : Value(nullptr)}}},
                 {"edits", std::move(Texts)}});
    else
      Plain[uriOfPath(Path)] = std::move(Texts);
  }
  if (Can.DocumentChanges)
    return Object{{"documentChanges", std::move(Versioned)}};
  return Object{{"changes", std::move(Plain)}};
}

std::optional<json::Value> Server::editOf(const Analysis &A, const report::Finding &F) {
  std::map<std::string, std::vector<text::Edit>> Edits;
  if (F.Component) {
    const migrate::ComponentFiles *Files =
        componentFiles(F.Fix == report::Applicability::Unsafe ? this->Files.unsafePlan() : A.Plan, F.Component);
    if (!Files)
      return std::nullopt;
    merge(Edits, Files->Edits);
  } else {
    for (const text::FileEdits &File : A.Plan.Edits)
      if (File.Path == F.Place.Path)
        for (const text::Edit &E : File.Edits)
          if (overlaps(E.Where, F.Place.Where))
            Edits[File.Path].push_back(E);
  }
  if (Edits.empty())
    return std::nullopt;
  return workspaceEdit(A, Edits);
}

std::optional<json::Value> Server::fixAll(const Analysis &A, ArrayRef<std::string> Paths) {
  std::map<std::string, std::vector<text::Edit>> Edits;
  for (const migrate::ComponentFiles &Files : A.Plan.FilesOf)
    if (any_of(Files.Paths, [&](const std::string &Path) { return is_contained(Paths, Path); }))
      merge(Edits, Files.Edits);
  if (Edits.empty())
    return std::nullopt;
  return workspaceEdit(A, Edits);
}

/// A comment above the statement, indented like it.
std::optional<json::Value> Server::suppression(const Analysis &A, const report::Finding &F) {
  const auto Known = A.Modules.find(F.Place.Path);
  if (Known == A.Modules.end())
    return std::nullopt;
  const program::SourceModule &M = Known->second.first->Project.module(Known->second.second);
  const python::Id S = python::stmtAt(*M.Facts, F.Place.Where.Begin);
  if (S == python::NoId)
    return std::nullopt;
  const uint32_t Line = M.File.lineOf(M.Facts->HeaderRange[S].Begin);
  const StringRef Text = M.File.lineText(Line);
  const std::string Comment =
      (Text.take_front(Text.size() - Text.ltrim(" \t\f").size()) + "# summary-upgrade: ignore[" + F.Code + "]").str();
  const uint32_t At = Line == 0 ? M.File.bomSize() : M.File.lineStart(Line);
  return workspaceEdit(
      A, {{F.Place.Path,
           {{{At, At},
             (Line == 0 ? StringRef(Comment).ltrim("\xEF\xBB\xBF").str() : Comment) + M.File.newlineText().str()}}}});
}

Server::Answer Server::codeAction(const Object &Params) {
  const std::string Path = documentPath(Params);
  const auto Where = readRange(Params.get("range"));
  if (!Where)
    return createStringError("`range` is missing");
  const Object *Context = Params.getObject("context");
  const json::Array *Only = Context ? Context->getArray("only") : nullptr;
  auto wanted = [&](StringRef Kind) {
    return !Only || any_of(*Only, [&](const Value &V) {
      const auto Prefix = V.getAsString();
      return Prefix &&
             (Kind == *Prefix || (Kind.starts_with(*Prefix) && Kind.drop_front(Prefix->size()).starts_with(".")) ||
              Prefix->empty());
    });
  };
  const Analysis &A = analysis();
  json::Array Result;
  const auto At = A.ByFile.find(Path);
  if (At == A.ByFile.end() || !A.Files.count(Path))
    return Result;
  const LineMap Map = mapOf(A, Path);
  const text::Range Range{Map.offset(Where->Start), Map.offset(Where->End)};

  // The edit is made when the action is chosen, where the client knows how to ask for it.
  auto add = [&](Object Action, StringRef What, const report::Finding *F, size_t Index) {
    if (Can.Resolve) {
      Action["data"] = Object{{"what", What},
                              {"uri", uriOfPath(Path)},
                              {"index", static_cast<int64_t>(Index)},
                              {"code", F ? Value(F->Code) : Value(nullptr)},
                              {"generation", static_cast<int64_t>(A.Generation)}};
    } else {
      std::optional<Value> Edit = What == "fixAll"   ? fixAll(A, Path)
                                  : What == "ignore" ? suppression(A, *F)
                                                     : editOf(A, *F);
      if (!Edit)
        return;
      Action["edit"] = std::move(*Edit);
    }
    Result.push_back(std::move(Action));
  };

  // Without literals there are only commands, and those cannot carry an edit.
  const Value Shown = Can.Literals ? diagnosticsOf(A, Path) : Value(nullptr);
  const size_t Offset = Can.Literals ? Shown.getAsArray()->size() - At->second.size() : 0;
  std::set<std::string> Explained;
  std::set<uint32_t> Offered;
  if (wanted("quickfix"))
    for (size_t I = 0; I < At->second.size(); ++I) {
      const report::Finding &F = *At->second[I];
      if (!overlaps(F.Place.Where, Range))
        continue;
      const rulebook::Rule *R = rulebook::RuleBook::get().find(F.Code);
      Object Explain{{"title", "Explain " + F.Code + (R ? " (" + R->Name.str() + ")" : "")},
                     {"command", "summaryUpgrade.explain"},
                     {"arguments", json::Array{F.Code}}};
      if (!Can.Literals) {
        if (Explained.insert(F.Code).second)
          Result.push_back(std::move(Explain));
        continue;
      }
      const Value Diagnostics = json::Array{(*Shown.getAsArray())[Offset + I]};
      const bool Notice = F.Level == report::Severity::Notice;
      if (!Notice && F.Component && Offered.insert(*F.Component).second) {
        const migrate::ComponentFiles *Files = componentFiles(A.Plan, F.Component);
        const std::string Title =
            !F.FixTitle.empty()
                ? F.FixTitle
                : std::string("Migrate this writer and all its uses") +
                      (Files && Files->Paths.size() > 1 ? " (" + std::to_string(Files->Paths.size()) + " files)" : "");
        if (F.Fix == report::Applicability::None) {
          if (Can.Disabled)
            Result.push_back(Object{{"title", Title},
                                    {"kind", "quickfix"},
                                    {"diagnostics", Diagnostics},
                                    {"disabled", Object{{"reason", json::fixUTF8(F.Message)}}}});
        } else if (F.Fix != report::Applicability::DisplayOnly) {
          const bool Safe = F.Fix == report::Applicability::Safe;
          add(Object{{"title", Title + (Safe ? "" : " (unsafe)")},
                     {"kind", "quickfix"},
                     {"diagnostics", Diagnostics},
                     {"isPreferred", Safe}},
              "migrate", &F, I);
        }
      } else if (!F.Component && F.Fix == report::Applicability::Safe) {
        add(Object{{"title", "Remove what is not needed"},
                   {"kind", "quickfix"},
                   {"diagnostics", Diagnostics},
                   {"isPreferred", true}},
            "migrate", &F, I);
      }
      add(Object{{"title", "Ignore " + F.Code + " here"}, {"kind", "quickfix"}, {"diagnostics", Diagnostics}}, "ignore",
          &F, I);
      if (Explained.insert(F.Code).second)
        Result.push_back(Object{{"title", *Explain.getString("title")},
                                {"kind", "quickfix"},
                                {"diagnostics", Diagnostics},
                                {"command", std::move(Explain)}});
    }
  const bool Fixable =
      any_of(A.Plan.FilesOf, [&](const migrate::ComponentFiles &Files) { return is_contained(Files.Paths, Path); });
  if (Can.Literals && Fixable && wanted("source.fixAll.summaryUpgrade"))
    add(Object{{"title", "Migrate all summaries of this file"}, {"kind", "source.fixAll.summaryUpgrade"}}, "fixAll",
        nullptr, 0);
  return Result;
}

Server::Answer Server::resolve(const Object &Action) {
  const Object *Data = Action.getObject("data");
  Object Result(Action);
  if (!Data)
    return Result;
  const Analysis &A = analysis();
  if (Data->getInteger("generation") != static_cast<int64_t>(A.Generation))
    return make_error<ProtocolError>(error::ContentModified, "the files have changed; ask again");
  const std::string Path = pathOfUri(Data->getString("uri").value_or(""));
  const StringRef What = Data->getString("what").value_or("");
  std::optional<Value> Edit;
  if (What == "fixAll") {
    Edit = fixAll(A, Path);
  } else {
    const auto At = A.ByFile.find(Path);
    const auto Index = Data->getInteger("index").value_or(-1);
    if (At == A.ByFile.end() || Index < 0 || static_cast<size_t>(Index) >= At->second.size())
      return createStringError("no such finding");
    const report::Finding &F = *At->second[static_cast<size_t>(Index)];
    Edit = What == "ignore" ? suppression(A, F) : editOf(A, F);
  }
  if (!Edit)
    return createStringError("there is no edit that could be made");
  Result["edit"] = std::move(*Edit);
  return Result;
}

Server::Answer Server::hover(const Object &Params) {
  const std::string Path = documentPath(Params);
  const auto Where = readPosition(Params.get("position"));
  if (!Where)
    return createStringError("`position` is missing");
  const Analysis &A = analysis();
  const auto At = A.ByFile.find(Path);
  if (At == A.ByFile.end() || !A.Files.count(Path))
    return nullptr;
  const LineMap Map = mapOf(A, Path);
  const uint32_t Offset = Map.offset(*Where);
  for (const report::Finding *F : At->second) {
    if (Offset < F->Place.Where.Begin || Offset >= F->Place.Where.End)
      continue;
    const rulebook::Rule *R = rulebook::RuleBook::get().find(F->Code);
    if (!R)
      continue;
    std::string Text = (Twine("**") + F->Code + "** " + F->Message + "\n\n").str();
    if (F->Component && *F->Component < A.Plan.Components.size())
      for (const std::string &Line : A.Plan.Components[*F->Component].Story)
        Text += "- " + Line + "\n";
    Text += "\n---\n" + R->Body.trim().str();
    if (!Can.Markdown)
      Text = paragraph(*R);
    return Object{
        {"contents", Object{{"kind", Can.Markdown ? "markdown" : "plaintext"}, {"value", json::fixUTF8(Text)}}},
        {"range", toJson(Map.range(F->Place.Where))}};
  }
  return nullptr;
}

Server::Answer Server::execute(const Object &Params) {
  const StringRef Command = Params.getString("command").value_or("");
  if (Command == "summaryUpgrade.explain") {
    const json::Array *Arguments = Params.getArray("arguments");
    const auto Code = Arguments && !Arguments->empty() ? (*Arguments)[0].getAsString() : std::nullopt;
    const rulebook::Rule *R = Code ? rulebook::RuleBook::get().find(*Code) : nullptr;
    if (!R)
      return createStringError("`summaryUpgrade.explain` wants the code of a rule");
    show(3, paragraph(*R));
    return R->Body.trim();
  }
  if (Command == "summaryUpgrade.migrateWorkspace") {
    const Analysis &A = analysis();
    std::vector<std::string> Paths;
    for (const auto &[Path, Findings] : A.ByFile)
      Paths.push_back(Path);
    std::optional<Value> Edit = fixAll(A, Paths);
    if (Edit && Can.ApplyEdit)
      request("workspace/applyEdit", Object{{"label", "Migrate all summaries"}, {"edit", std::move(*Edit)}});
    else
      show(3, Edit ? "this editor lets no server change files" : "there is nothing to migrate");
    return nullptr;
  }
  return createStringError("no command `" + Command + "`");
}

} // namespace summary_upgrade::lsp
