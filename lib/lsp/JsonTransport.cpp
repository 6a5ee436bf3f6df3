#include "lsp/JsonTransport.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"
#include <cerrno>
#include <poll.h>
#include <unistd.h>

using namespace llvm;

namespace summary_upgrade::lsp {

namespace {

constexpr size_t MaxHeader = 1 << 14, MaxBody = size_t(1) << 28;
constexpr unsigned MaxDepth = 200;

std::string text(const json::Value &Value) {
  std::string Text;
  raw_string_ostream(Text) << Value;
  return Text;
}

} // namespace

std::optional<std::string> FrameReader::next(std::string &Problem) {
  Problem.clear();
  StringRef Rest(Buffer);
  const size_t End = Rest.find("\r\n\r\n");
  if (End == StringRef::npos) {
    if (Rest.size() > MaxHeader)
      Broken = true;
    return std::nullopt;
  }
  std::optional<size_t> Length;
  SmallVector<StringRef, 4> Lines;
  Rest.take_front(End).split(Lines, "\r\n");
  for (const StringRef Line : Lines) {
    const auto [Name, Value] = Line.split(':');
    size_t Read;
    if (Name.trim().equals_insensitive("Content-Length") && !Value.trim().getAsInteger(10, Read))
      Length = Read;
  }
  if (!Length) {
    // Go on where the next header may begin.
    Problem = "a header without Content-Length";
    const size_t Next = Rest.find("Content-Length", End);
    Buffer.erase(0, Next == StringRef::npos ? End + 4 : Next);
    return std::nullopt;
  }
  if (*Length > MaxBody) {
    Broken = true;
    return std::nullopt;
  }
  if (Rest.size() < End + 4 + *Length)
    return std::nullopt;
  std::string Body = Rest.substr(End + 4, *Length).str();
  Buffer.erase(0, End + 4 + *Length);
  return Body;
}

Expected<json::Value> parseMessage(StringRef Text) {
  unsigned Depth = 0;
  bool InString = false;
  for (size_t I = 0; I < Text.size(); ++I) {
    const char C = Text[I];
    if (InString) {
      if (C == '\\')
        ++I;
      else if (C == '"')
        InString = false;
    } else if (C == '"') {
      InString = true;
    } else if (C == '[' || C == '{') {
      if (++Depth > MaxDepth)
        return createStringError("nested too deeply");
    } else if ((C == ']' || C == '}') && Depth) {
      --Depth;
    }
  }
  return json::parse(Text);
}

void JsonTransport::start() {
  if (pipe(Wake) == 0)
    Reader = std::thread([this] { read(); });
  else
    Queue.push_back({nullptr, "no pipe", true});
}

JsonTransport::~JsonTransport() {
  if (Reader.joinable()) {
    (void)!write(Wake[1], "x", 1);
    Reader.join();
  }
  for (const int Side : Wake)
    if (Side >= 0)
      close(Side);
}

void JsonTransport::read() {
  FrameReader Frames;
  auto push = [this](Incoming Message) {
    const std::lock_guard<std::mutex> Lock(Mutex);
    Queue.push_back(std::move(Message));
    Ready.notify_one();
  };
  std::string Bytes(1 << 16, '\0');
  for (bool Open = true; Open && !Frames.isBroken();) {
    pollfd Both[2] = {{In, POLLIN, 0}, {Wake[0], POLLIN, 0}};
    if (poll(Both, 2, -1) < 0) {
      if (errno == EINTR)
        continue;
      break;
    }
    if (Both[1].revents)
      return;
    const ssize_t Got = ::read(In, Bytes.data(), Bytes.size());
    if (Got < 0 && errno == EINTR)
      continue;
    Open = Got > 0;
    if (Open)
      Frames.feed(StringRef(Bytes.data(), static_cast<size_t>(Got)));
    for (;;) {
      std::string Problem;
      std::optional<std::string> Body = Frames.next(Problem);
      if (!Problem.empty()) {
        push({nullptr, Problem, false});
        continue;
      }
      if (!Body)
        break;
      if (OnMessage)
        OnMessage('<', *Body);
      auto Message = parseMessage(*Body);
      if (!Message) {
        push({nullptr, toString(Message.takeError()), false});
        continue;
      }
      if (const json::Object *O = Message->getAsObject(); O && O->getString("method") == "$/cancelRequest") {
        const json::Object *Params = O->getObject("params");
        if (const json::Value *Id = Params ? Params->get("id") : nullptr) {
          const std::lock_guard<std::mutex> Lock(Mutex);
          // What is never asked for must not pile up.
          if (Cancelled.size() < 10000)
            Cancelled.insert(text(*Id));
        }
        continue;
      }
      push({std::move(*Message), "", false});
    }
  }
  push({nullptr, Frames.isBroken() ? "a frame that is too large" : "", true});
}

Incoming JsonTransport::receive() {
  std::unique_lock<std::mutex> Lock(Mutex);
  Ready.wait(Lock, [this] { return !Queue.empty(); });
  Incoming Result = std::move(Queue.front());
  Queue.pop_front();
  return Result;
}

bool JsonTransport::idle() {
  const std::lock_guard<std::mutex> Lock(Mutex);
  return Queue.empty();
}

bool JsonTransport::awaits(StringRef Method) {
  const std::lock_guard<std::mutex> Lock(Mutex);
  return any_of(Queue, [&](const Incoming &Next) {
    const json::Object *O = Next.Message.getAsObject();
    return O && O->getString("method") == Method;
  });
}

bool JsonTransport::takeCancelled(const json::Value &Id) {
  const std::lock_guard<std::mutex> Lock(Mutex);
  return Cancelled.erase(text(Id)) > 0;
}

void JsonTransport::send(const json::Value &Message) {
  const std::string Body = text(Message);
  if (OnMessage)
    OnMessage('>', Body);
  std::fprintf(Out, "Content-Length: %zu\r\n\r\n", Body.size());
  std::fwrite(Body.data(), 1, Body.size(), Out);
  std::fflush(Out);
}

} // namespace summary_upgrade::lsp
