#include "tensorflow/core/framework/summary.pb.h"
#include "tensorflow/core/util/events_writer.h"
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

// Writers that change hands in every way that is followed.
namespace tf = tensorflow;
using Writer = tf::EventsWriter;

template <typename T> void put(Writer *w, const std::string &tag, T value, int64_t step) {
  if (!w) return;
  tf::Event e;
  e.set_step(step);
  tf::Summary::Value &v = *e.mutable_summary()->add_value();
  v.set_tag(tag);
  v.set_simple_value(value);
  w->WriteEvent(e);
}

extern "C" {
Writer *tb_open(const char *prefix) { return new Writer(prefix); }
void tb_close(Writer *w) { delete w; }
}

struct Sink {
  std::unique_ptr<tf::EventsWriter> own;
  void take(std::unique_ptr<tf::EventsWriter> w) { own = std::move(w); }
};

struct Base {
  virtual ~Base() = default;
  virtual void log(tf::EventsWriter &w, int step) = 0;
};
struct Twice : Base {
  void log(tf::EventsWriter &writer, int step) override { put(&writer, "twice", 2 * step, step); }
};
struct Holder {
  tf::EventsWriter inner;
  explicit Holder(const std::string &prefix) : inner(prefix) {}
  tf::EventsWriter &operator*() { return inner; }
};

void plain(tf::EventsWriter *w, int step) { put(w, "plain", step, step); }
tf::EventsWriter &global(const std::string &prefix) {
  static tf::EventsWriter w(prefix);
  return w;
}

int main(int argc, char **argv) {
  const std::string dir = std::string(argv[1]) + "/";
  {
    auto w = std::make_unique<tf::EventsWriter>(dir + "sink");
    Sink sink;
    sink.take(std::move(w));
    put(sink.own.get(), "sink", w == nullptr ? 1.f : 0.f, 1);
  }
  std::map<std::string, std::unique_ptr<tf::EventsWriter>> named;
  named["x"] = std::unique_ptr<tf::EventsWriter>(new tf::EventsWriter(dir + "x"));
  for (auto &entry : named) put(entry.second.get(), entry.first, 1, 2);
  std::vector<std::unique_ptr<tf::EventsWriter>> list;
  list.emplace_back(new tf::EventsWriter(dir + "l"));
  list.push_back(std::make_unique<tf::EventsWriter>(dir + "m"));
  for (auto &w : list) put(w.get(), "list", 3, 3);

  Writer *c = tb_open((dir + "c").c_str());
  put(c, "c", 4.5, 4);
  tb_close(c);

  Holder holder(dir + "h");
  std::unique_ptr<Base> base = std::make_unique<Twice>();
  base->log(*holder, 5);
  auto owner = [own = std::make_unique<tf::EventsWriter>(dir + "o")] { put(own.get(), "owner", 6, 6); };
  owner();
  void (*function)(tf::EventsWriter *, int) = plain;
  function(&*holder, 7);
  tf::EventsWriter *both[2] = {&*holder, &global(dir + "g")};
  for (tf::EventsWriter *w : both) put(w, "both", 8, 8);
  std::function<void(tf::EventsWriter &)> flush = [](tf::EventsWriter &w) { w.Flush(); };
  flush(*both[1]);

  std::mutex mutex;
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t)
    threads.emplace_back([&holder, &mutex, t] {
      std::lock_guard<std::mutex> lock(mutex);
      put(&*holder, "thread" + std::to_string(t), t, 10);
    });
  for (std::thread &t : threads) t.join();
}
