#include "Writer.h"
#include "EventBuilder.h"
#include "events/Record.h"
#include <cstdlib>
#include <set>

namespace summary_v2 {

namespace {

/// The open files of the process. Never destroyed: writers may outlive every static object.
struct OpenFiles {
  std::mutex Mutex;
  std::set<FileQueue *> Set;
};

OpenFiles &openFiles() {
  static auto *Files = new OpenFiles;
  return *Files;
}

/// Programs often never close a writer, or leak it.
void flushAll() {
  OpenFiles &Files = openFiles();
  std::lock_guard<std::mutex> L(Files.Mutex);
  for (FileQueue *Q : Files.Set)
    (void)Q->flush();
}

} // namespace

Writer::Impl::~Impl() {
  if (!Queue)
    return;
  if (Queue->ofAnotherProcess()) {
    // Its locks and its thread are the parent's: they can be neither used nor destroyed here.
    (void)Queue.release();
    return;
  }
  {
    OpenFiles &Files = openFiles();
    std::lock_guard<std::mutex> L(Files.Mutex);
    Files.Set.erase(Queue.get());
  }
  (void)Queue->close();
}

Writer::Writer(std::unique_ptr<Impl> I) : P(std::move(I)) {}
Writer::~Writer() = default;

Status Writer::status() const { return P->Queue ? P->Queue->status() : Status(); }
Status Writer::flush() { return P->Queue ? P->Queue->flush() : Status(); }
Status Writer::close() { return P->Queue ? P->Queue->close() : Status(); }
bool Writer::closed() const { return P->Queue && P->Queue->closed(); }
bool Writer::noop() const { return !P->Queue; }
const std::string &Writer::path() const {
  static const std::string None;
  return P->Queue ? P->Queue->path() : None;
}

WriteStatus Writer::write_event(std::string_view Event) {
  if (!P->Queue)
    return WriteStatus(false);
  std::string Record;
  Record.reserve(Event.size() + summary_upgrade::events::RecordHeaderSize + summary_upgrade::events::RecordFooterSize);
  summary_upgrade::events::appendRecord(Record, Event);
  if (Status S = P->Queue->append(Record); !S.ok())
    return S;
  return WriteStatus(true);
}

WriterPtr create_file_writer(const std::string &Logdir, const WriterOptions &Options) {
  auto Queue = std::make_unique<FileQueue>(Logdir, Options);
  OpenFiles &Files = openFiles();
  std::lock_guard<std::mutex> L(Files.Mutex);
  static const int Registered = std::atexit(flushAll);
  (void)Registered;
  Files.Set.insert(Queue.get());
  return std::make_shared<Writer>(std::make_unique<Writer::Impl>(std::move(Queue)));
}

WriterPtr create_noop_writer() { return std::make_shared<Writer>(std::make_unique<Writer::Impl>(nullptr)); }

} // namespace summary_v2
