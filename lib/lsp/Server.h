// The language server: requests and notifications in, answers and diagnostics out.
#ifndef SUMMARY_UPGRADE_LSP_SERVER_H
#define SUMMARY_UPGRADE_LSP_SERVER_H

#include "lsp/JsonTransport.h"
#include "lsp/Workspace.h"
#include "llvm/ADT/StringMap.h"
#include <memory>

namespace summary_upgrade::lsp {

class Server {
public:
  Server(JsonTransport &Transport, SettingsSource Source, llvm::StringRef Version);
  /// Until `exit` or the end of input. Returns the exit code: 0 after `shutdown`.
  int run();

private:
  using Object = llvm::json::Object;
  using Value = llvm::json::Value;
  /// What a request comes to.
  using Answer = llvm::Expected<Value>;

  // Server.cpp: life, dispatch, documents
  void bind();
  void handle(const Value &Message);
  void reply(const Value &Id, Answer Result);
  void replyError(const Value &Id, int Code, llvm::StringRef Message);
  void notify(llvm::StringRef Method, Value Params);
  void request(llvm::StringRef Method, Value Params);
  void show(int Kind, llvm::StringRef Text);
  Answer initialize(const Object &Params);
  void initialized();
  void didOpen(const Object &Params);
  void didChange(const Object &Params);
  void didClose(const Object &Params);
  void changeFolders(const Object &Params);
  void reloadSettings();
  const Analysis &analysis();

  // Diagnostics.cpp
  Value diagnosticsOf(const Analysis &A, const std::string &Path);
  bool upToDate();
  void publish();
  Answer documentDiagnostic(const Object &Params);
  Answer workspaceDiagnostic(const Object &Params);

  // Actions.cpp
  Answer codeAction(const Object &Params);
  Answer resolve(const Object &Action);
  Answer hover(const Object &Params);
  Answer execute(const Object &Params);
  /// The edit of a finding's component, over all its files; null when there is none.
  std::optional<Value> editOf(const Analysis &A, const report::Finding &F);
  std::optional<Value> fixAll(const Analysis &A, llvm::ArrayRef<std::string> Paths);
  std::optional<Value> workspaceEdit(const Analysis &A, const std::map<std::string, std::vector<text::Edit>> &Edits);
  std::optional<Value> suppression(const Analysis &A, const report::Finding &F);

  LineMap mapOf(const Analysis &A, const std::string &Path) const;

  struct Client {
    PositionEncoding Encoding = PositionEncoding::UTF16;
    bool DocumentChanges = false, Pull = false, Resolve = false, Disabled = false, Progress = false,
         WatchedFiles = false, Refresh = false, ApplyEdit = false, Markdown = true, Related = false, Literals = false;
  };
  enum class State : uint8_t { New, Initialized, ShutDown, Exited };

  JsonTransport &Transport;
  Workspace Files;
  std::string Version;
  Client Can;
  State Life = State::New;
  bool Loaded = false;
  unsigned Dropped = 0; ///< analyses in a row that were not finished, because a newer version came
  int64_t NextId = 1;
  uint64_t Published = 0;
  std::map<std::string, std::string> Shown; ///< by path: the diagnostics that the client has
  llvm::StringMap<std::function<Answer(const Object &)>> Requests;
  llvm::StringMap<std::function<void(const Object &)>> Notifications;
};

/// A path of a `textDocument` of parameters; empty for documents that are no files.
std::string documentPath(const llvm::json::Object &Params);

} // namespace summary_upgrade::lsp

#endif
