#include "lsp/Server.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"

using namespace llvm;

namespace summary_upgrade::lsp {

namespace {

const json::Value *at(const json::Object *O, std::initializer_list<StringRef> Path) {
  const json::Value *V = nullptr;
  for (const StringRef Name : Path) {
    V = O ? O->get(Name) : nullptr;
    O = V ? V->getAsObject() : nullptr;
  }
  return V;
}
bool isTrue(const json::Object &O, std::initializer_list<StringRef> Path) {
  const json::Value *V = at(&O, Path);
  return V && V->getAsBoolean().value_or(false);
}
bool has(const json::Object &O, std::initializer_list<StringRef> Path) {
  const json::Value *V = at(&O, Path);
  return V && V->kind() != json::Value::Null;
}
bool lists(const json::Object &O, std::initializer_list<StringRef> Path, StringRef Word) {
  const json::Value *V = at(&O, Path);
  const json::Array *List = V ? V->getAsArray() : nullptr;
  return List && any_of(*List, [&](const json::Value &Item) { return Item.getAsString() == Word; });
}

} // namespace

std::string documentPath(const json::Object &Params) {
  const json::Object *Document = Params.getObject("textDocument");
  return pathOfUri(Document ? Document->getString("uri").value_or("") : "");
}

Server::Server(JsonTransport &Transport, SettingsSource Source, StringRef Version)
    : Transport(Transport), Files(std::move(Source)), Version(Version) {
  bind();
}

void Server::bind() {
  auto on = [this](StringRef Method, auto Member) {
    Requests[Method] = [this, Member](const Object &Params) { return (this->*Member)(Params); };
  };
  on("initialize", &Server::initialize);
  on("textDocument/diagnostic", &Server::documentDiagnostic);
  on("workspace/diagnostic", &Server::workspaceDiagnostic);
  on("textDocument/codeAction", &Server::codeAction);
  on("codeAction/resolve", &Server::resolve);
  on("textDocument/hover", &Server::hover);
  on("workspace/executeCommand", &Server::execute);
  Requests["shutdown"] = [this](const Object &) -> Answer {
    Life = State::ShutDown;
    return nullptr;
  };
  auto notice = [this](StringRef Method, auto Member) {
    Notifications[Method] = [this, Member](const Object &Params) { (this->*Member)(Params); };
  };
  notice("textDocument/didOpen", &Server::didOpen);
  notice("textDocument/didChange", &Server::didChange);
  notice("textDocument/didClose", &Server::didClose);
  notice("workspace/didChangeWorkspaceFolders", &Server::changeFolders);
  Notifications["initialized"] = [this](const Object &) { initialized(); };
  Notifications["textDocument/didSave"] = [this](const Object &) { Files.diskChanged(); };
  Notifications["workspace/didChangeConfiguration"] = [this](const Object &) { reloadSettings(); };
  Notifications["workspace/didChangeWatchedFiles"] = [this](const Object &Params) {
    Files.diskChanged();
    if (const json::Array *Changes = Params.getArray("changes"))
      for (const Value &Change : *Changes)
        if (const Object *O = Change.getAsObject(); O && O->getString("uri").value_or("").ends_with(".toml"))
          return reloadSettings();
  };
  Notifications["exit"] = [](const Object &) {}; // `run` sees it
}

int Server::run() {
  for (;;) {
    // Diagnostics wait until the client has said all that it has to say.
    if (Life == State::Initialized && Transport.idle()) {
      publish();
      Files.tidy();
    }
    const Incoming Next = Transport.receive();
    if (Next.End)
      return Life == State::ShutDown ? 0 : 1;
    if (!Next.Problem.empty()) {
      replyError(nullptr, error::Parse, Next.Problem);
      continue;
    }
    if (const Object *O = Next.Message.getAsObject(); O && O->getString("method") == "exit")
      return Life == State::ShutDown ? 0 : 1;
    handle(Next.Message);
  }
}

void Server::handle(const Value &Message) {
  const Object *O = Message.getAsObject();
  if (!O)
    return replyError(nullptr, error::InvalidRequest, "a message is an object");
  const Value *Id = O->get("id");
  const auto Method = O->getString("method");
  if (!Method) {
    // An answer to a request of ours, or nothing that makes sense.
    if (!Id || (!O->get("result") && !O->get("error")))
      replyError(Id ? *Id : Value(nullptr), error::InvalidRequest, "neither a request nor an answer");
    return;
  }
  static const Object None;
  const Object *Params = O->getObject("params");
  if (!Params)
    Params = &None;
  if (!Id) {
    if (Life != State::Initialized)
      return;
    if (const auto At = Notifications.find(*Method); At != Notifications.end())
      At->second(*Params);
    return;
  }
  if (Transport.takeCancelled(*Id))
    return replyError(*Id, error::RequestCancelled, "cancelled");
  if (Life == State::New && *Method != "initialize")
    return replyError(*Id, error::NotInitialized, "`initialize` comes first");
  if (Life == State::ShutDown || (Life == State::Initialized && *Method == "initialize"))
    return replyError(*Id, error::InvalidRequest,
                      Life == State::ShutDown ? "the server is shut down" : "`initialize` comes once");
  const auto At = Requests.find(*Method);
  if (At == Requests.end())
    return replyError(*Id, error::MethodNotFound, ("no method `" + *Method + "`").str());
  reply(*Id, At->second(*Params));
}

void Server::reply(const Value &Id, Answer Result) {
  if (Result)
    return Transport.send(Object{{"jsonrpc", "2.0"}, {"id", Id}, {"result", std::move(*Result)}});
  int Code = error::Internal;
  std::string Message;
  handleAllErrors(
      Result.takeError(),
      [&](const ProtocolError &E) {
        Code = E.Code;
        Message = E.Message;
      },
      [&](const ErrorInfoBase &E) {
        Code = error::InvalidParams;
        Message = E.message();
      });
  replyError(Id, Code, Message);
}
void Server::replyError(const Value &Id, int Code, StringRef Message) {
  Transport.send(
      Object{{"jsonrpc", "2.0"}, {"id", Id}, {"error", Object{{"code", Code}, {"message", json::fixUTF8(Message)}}}});
}
void Server::notify(StringRef Method, Value Params) {
  Transport.send(Object{{"jsonrpc", "2.0"}, {"method", Method}, {"params", std::move(Params)}});
}
void Server::request(StringRef Method, Value Params) {
  Transport.send(Object{{"jsonrpc", "2.0"}, {"id", NextId++}, {"method", Method}, {"params", std::move(Params)}});
}
void Server::show(int Kind, StringRef Text) {
  notify("window/showMessage", Object{{"type", Kind}, {"message", json::fixUTF8(Text)}});
}

Server::Answer Server::initialize(const Object &Params) {
  static const Object None;
  const Object *Given = Params.getObject("capabilities");
  const Object &C = Given ? *Given : None;
  Can.Encoding = lists(C, {"general", "positionEncodings"}, "utf-8") ? PositionEncoding::UTF8 : PositionEncoding::UTF16;
  Can.DocumentChanges = isTrue(C, {"workspace", "workspaceEdit", "documentChanges"});
  Can.Pull = has(C, {"textDocument", "diagnostic"});
  Can.Resolve = lists(C, {"textDocument", "codeAction", "resolveSupport", "properties"}, "edit");
  Can.Literals = has(C, {"textDocument", "codeAction", "codeActionLiteralSupport"});
  Can.Disabled = isTrue(C, {"textDocument", "codeAction", "disabledSupport"});
  Can.Progress = isTrue(C, {"window", "workDoneProgress"});
  Can.WatchedFiles = isTrue(C, {"workspace", "didChangeWatchedFiles", "dynamicRegistration"});
  Can.Refresh = isTrue(C, {"workspace", "diagnostics", "refreshSupport"}) ||
                isTrue(C, {"workspace", "diagnostic", "refreshSupport"});
  Can.ApplyEdit = isTrue(C, {"workspace", "applyEdit"});
  Can.Related = isTrue(C, {"textDocument", "publishDiagnostics", "relatedInformation"}) ||
                isTrue(C, {"textDocument", "diagnostic", "relatedInformation"}) || Can.Pull;
  if (const json::Value *Formats = at(&C, {"textDocument", "hover", "contentFormat"}))
    Can.Markdown = !Formats->getAsArray() || lists(C, {"textDocument", "hover", "contentFormat"}, "markdown");

  std::vector<std::string> Folders;
  if (const json::Array *Given = Params.getArray("workspaceFolders"))
    for (const Value &One : *Given)
      if (const Object *O = One.getAsObject())
        if (std::string Path = pathOfUri(O->getString("uri").value_or("")); !Path.empty())
          Folders.push_back(std::move(Path));
  if (Folders.empty())
    if (std::string Path = pathOfUri(Params.getString("rootUri").value_or("")); !Path.empty())
      Folders.push_back(std::move(Path));
  const std::string Problem = Files.setFolders(std::move(Folders));
  Life = State::Initialized;
  if (!Problem.empty())
    show(1, "summary-upgrade: " + Problem);

  Object Capabilities{
      {"positionEncoding", Can.Encoding == PositionEncoding::UTF8 ? "utf-8" : "utf-16"},
      {"textDocumentSync", Object{{"openClose", true}, {"change", 2}, {"save", Object{{"includeText", false}}}}},
      {"hoverProvider", true},
      {"codeActionProvider",
       Can.Literals ? Value(Object{{"codeActionKinds", json::Array{"quickfix", "source.fixAll.summaryUpgrade"}},
                                   {"resolveProvider", true}})
                    : Value(true)},
      {"executeCommandProvider",
       Object{{"commands", json::Array{"summaryUpgrade.explain", "summaryUpgrade.migrateWorkspace"}}}},
      {"workspace", Object{{"workspaceFolders", Object{{"supported", true}, {"changeNotifications", true}}}}},
  };
  if (Can.Pull)
    Capabilities["diagnosticProvider"] =
        Object{{"identifier", "summary-upgrade"}, {"interFileDependencies", true}, {"workspaceDiagnostics", true}};
  return Object{{"capabilities", std::move(Capabilities)},
                {"serverInfo", Object{{"name", "summary-upgrade"}, {"version", Version}}}};
}

void Server::initialized() {
  if (!Can.WatchedFiles)
    return;
  json::Array Watchers;
  for (const StringRef Pattern : {"**/*.py", "**/summary-upgrade.toml", "**/pyproject.toml"})
    Watchers.push_back(Object{{"globPattern", Pattern}});
  request(
      "client/registerCapability",
      Object{{"registrations", json::Array{Object{{"id", "summary-upgrade-files"},
                                                  {"method", "workspace/didChangeWatchedFiles"},
                                                  {"registerOptions", Object{{"watchers", std::move(Watchers)}}}}}}});
}

void Server::didOpen(const Object &Params) {
  const std::string Path = documentPath(Params);
  const Object *Document = Params.getObject("textDocument");
  if (Path.empty() || !Document->getString("text"))
    return;
  // Other languages are not read as Python.
  if (const StringRef Language = Document->getString("languageId").value_or("python");
      Language != "python" && !StringRef(Path).ends_with(".py"))
    return;
  Files.open(Path, Document->getString("text")->str(), Document->getInteger("version").value_or(0));
  if (Files.folders().empty() && Files.documents().size() == 1)
    reloadSettings();
}

void Server::didChange(const Object &Params) {
  const std::string Path = documentPath(Params);
  Document *Open = Files.document(Path);
  const json::Array *Changes = Params.getArray("contentChanges");
  if (!Open || !Changes)
    return;
  for (const Value &Change : *Changes) {
    const Object *O = Change.getAsObject();
    const auto Text = O ? O->getString("text") : std::nullopt;
    if (!Text)
      continue;
    const Value *Where = O->get("range");
    if (!Where) {
      Open->Text = Text->str();
      continue;
    }
    const auto R = readRange(Where);
    if (!R)
      continue;
    const LineMap Map(Open->Text, Can.Encoding);
    const uint32_t Begin = Map.offset(R->Start), End = Map.offset(R->End);
    if (Begin <= End)
      Open->Text.replace(Begin, End - Begin, Text->str());
  }
  Open->Version = Params.getObject("textDocument")->getInteger("version").value_or(Open->Version + 1);
  Files.changed(Path);
}

void Server::didClose(const Object &Params) {
  if (const std::string Path = documentPath(Params); Files.document(Path))
    Files.close(Path);
}

void Server::changeFolders(const Object &Params) {
  const Object *Event = Params.getObject("event");
  if (!Event)
    return;
  std::vector<std::string> Folders = Files.folders();
  auto each = [&](StringRef List, auto Do) {
    if (const json::Array *Items = Event->getArray(List))
      for (const Value &Item : *Items)
        if (const Object *O = Item.getAsObject())
          if (const std::string Path = pathOfUri(O->getString("uri").value_or("")); !Path.empty())
            Do(Path);
  };
  each("removed", [&](const std::string &Path) { llvm::erase(Folders, Path); });
  each("added", [&](const std::string &Path) { Folders.push_back(Path); });
  if (const std::string Problem = Files.setFolders(std::move(Folders)); !Problem.empty())
    show(1, "summary-upgrade: " + Problem);
}

void Server::reloadSettings() {
  if (const std::string Problem = Files.reloadSettings(); !Problem.empty())
    show(1, "summary-upgrade: " + Problem);
}

const Analysis &Server::analysis() {
  // The first time everything is read.
  if (std::exchange(Loaded, true) || !Can.Progress)
    return Files.analysis();
  request("window/workDoneProgress/create", Object{{"token", "summary-upgrade-load"}});
  auto progress = [this](Value V) {
    notify("$/progress", Object{{"token", "summary-upgrade-load"}, {"value", std::move(V)}});
  };
  progress(Object{{"kind", "begin"}, {"title", "summary-upgrade"}, {"message", "reading the project"}});
  const Analysis &A = Files.analysis();
  progress(Object{{"kind", "end"}, {"message", std::to_string(A.ByFile.size()) + " files read"}});
  return A;
}

LineMap Server::mapOf(const Analysis &A, const std::string &Path) const {
  const auto At = A.Files.find(Path);
  if (At == A.Files.end())
    return LineMap("", Can.Encoding);
  // A buffer is what the editor sent, whatever its cookie says.
  const bool Open = A.Versions.count(Path) > 0;
  return LineMap(At->second->bytes(), Can.Encoding, !Open && At->second->encoding() == text::Encoding::Latin1);
}

} // namespace summary_upgrade::lsp
