// Messages over a pair of file descriptors: `Content-Length` frames of JSON. Knows no protocol.
#ifndef SUMMARY_UPGRADE_LSP_JSONTRANSPORT_H
#define SUMMARY_UPGRADE_LSP_JSONTRANSPORT_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <functional>
#include <mutex>
#include <set>
#include <thread>

namespace summary_upgrade::lsp {

/// What arrived: a message, or what was wrong with it.
struct Incoming {
  llvm::json::Value Message = nullptr;
  std::string Problem; ///< not JSON, or a broken frame; then there is no message
  bool End = false;    ///< nothing will follow
};

/// Takes frames out of bytes as they come.
class FrameReader {
public:
  void feed(llvm::StringRef Bytes) { Buffer += Bytes; }
  /// The next whole frame's body; nothing while more bytes are needed. A header that makes no sense is skipped up to
  /// the next one, and said.
  std::optional<std::string> next(std::string &Problem);
  /// A frame that is too large to be one: there is no way to go on.
  bool isBroken() const { return Broken; }

private:
  std::string Buffer;
  bool Broken = false;
};

/// JSON of bounded depth: the parser is recursive.
llvm::Expected<llvm::json::Value> parseMessage(llvm::StringRef Text);

/// A thread reads, so that cancellations are seen while the server works.
class JsonTransport {
public:
  JsonTransport(int In, std::FILE *Out) : In(In), Out(Out) {}
  ~JsonTransport();

  void start();
  /// The next message; waits for it.
  Incoming receive();
  /// Nothing is waiting: the time for work that can wait.
  bool idle();
  /// A message of that method is waiting.
  bool awaits(llvm::StringRef Method);
  /// A `$/cancelRequest` for that id has come. Asking forgets it.
  bool takeCancelled(const llvm::json::Value &Id);
  void send(const llvm::json::Value &Message);

  /// Sees every message, for the log; '<' came, '>' went.
  std::function<void(char, llvm::StringRef)> OnMessage;

private:
  void read();
  int In;
  std::FILE *Out;
  std::thread Reader;
  std::mutex Mutex;
  std::condition_variable Ready;
  std::deque<Incoming> Queue;
  std::set<std::string> Cancelled;
  int Wake[2] = {-1, -1}; ///< a pipe that ends the reader
};

} // namespace summary_upgrade::lsp

#endif
