#include "Writer.h"
#include "summary_v2/c_api.h"
#include <new>

using namespace summary_v2;

struct summary_v2_writer {
  WriterPtr W;
};

namespace {

std::string &lastMessage() {
  static thread_local std::string Message;
  return Message;
}

int report(Code C, const std::string &Message) {
  lastMessage() = Message;
  return static_cast<int>(C);
}

/// Runs `Do`, which returns a Status, and turns the answer into a code. Memory is what may run out in here.
template <typename F> int guarded(F Do) noexcept {
  try {
    Status S = Do();
    if (S.ok())
      return 0;
    return report(S.code(), S.message());
  } catch (const std::bad_alloc &) {
    return static_cast<int>(Code::ResourceExhausted);
  } catch (const std::exception &E) {
    return report(Code::Internal, E.what());
  }
}

std::string_view view(summary_v2_bytes B) { return {B.data, B.data ? B.size : 0}; }

/// A C tensor as a view, with the strings in a form of our own.
struct Tensor {
  explicit Tensor(const summary_v2_tensor *T)
      : View(static_cast<DType>(T->dtype), T->data, std::vector<int64_t>(T->shape, T->shape + T->rank)) {
    if (View.dtype() != DType::String || !T->data)
      return;
    size_t Count = 1;
    for (int64_t Size : View.shape()) {
      if (Size < 0 || (Size && Count > SIZE_MAX / 64 / static_cast<size_t>(Size)))
        return; // refused later
      Count *= static_cast<size_t>(Size);
    }
    const auto *From = static_cast<const summary_v2_bytes *>(T->data);
    Strings.reserve(Count);
    for (size_t I = 0; I < Count; ++I)
      Strings.push_back(view(From[I]));
    View = TensorView(Strings.data(), View.shape());
  }
  std::vector<std::string_view> Strings;
  TensorView View;
};

} // namespace

extern "C" {

int summary_v2_abi_version(void) { return 1; }

const char *summary_v2_error_message(void) { return lastMessage().c_str(); }

int summary_v2_create_file_writer(const char *logdir, int max_queue, int flush_millis, const char *filename_suffix,
                                  summary_v2_writer **out) {
  *out = nullptr;
  return guarded([&]() -> Status {
    auto W = open_file_writer(logdir, WriterOptions{max_queue, flush_millis, filename_suffix});
    if (!W)
      return W.status();
    *out = new summary_v2_writer{*W};
    return Status();
  });
}

int summary_v2_flush(summary_v2_writer *writer) {
  return guarded([&] { return writer->W->flush(); });
}

int summary_v2_close(summary_v2_writer *writer) {
  return guarded([&] { return writer->W->close(); });
}

void summary_v2_free(summary_v2_writer *writer) { delete writer; }

const char *summary_v2_path(summary_v2_writer *writer) { return writer->W->path().c_str(); }

int summary_v2_scalar(summary_v2_writer *writer, const char *tag, size_t tag_size, double value, int64_t step) {
  return guarded(
      [&]() -> Status { return writeScalar(*writer->W, {tag, tag_size}, static_cast<float>(value), step, {}); });
}

int summary_v2_scalar_described(summary_v2_writer *writer, summary_v2_bytes tag, double value, int64_t step,
                                summary_v2_bytes description) {
  return guarded([&]() -> Status {
    return writeScalar(*writer->W, view(tag), static_cast<float>(value), step, view(description));
  });
}

int summary_v2_scalar_int(summary_v2_writer *writer, summary_v2_bytes tag, int64_t value, int64_t step,
                          summary_v2_bytes description) {
  return guarded([&]() -> Status {
    return writeScalar(*writer->W, view(tag), static_cast<float>(value), step, view(description));
  });
}

int summary_v2_histogram(summary_v2_writer *writer, summary_v2_bytes tag, const summary_v2_tensor *values, int64_t step,
                         int buckets, summary_v2_bytes description) {
  return guarded([&]() -> Status {
    return writeHistogram(*writer->W, view(tag), Tensor(values).View, step, buckets, view(description));
  });
}

int summary_v2_image(summary_v2_writer *writer, summary_v2_bytes tag, const summary_v2_tensor *images, int64_t step,
                     int64_t max_outputs, summary_v2_bytes description) {
  return guarded([&]() -> Status {
    return writeImage(*writer->W, view(tag), Tensor(images).View, step, max_outputs, view(description));
  });
}

int summary_v2_audio(summary_v2_writer *writer, summary_v2_bytes tag, const summary_v2_tensor *clips,
                     int64_t sample_rate, int64_t step, int64_t max_outputs, summary_v2_bytes description) {
  return guarded([&]() -> Status {
    return writeAudio(*writer->W, view(tag), Tensor(clips).View, sample_rate, step, max_outputs, view(description));
  });
}

int summary_v2_text(summary_v2_writer *writer, summary_v2_bytes tag, const summary_v2_tensor *strings, int64_t step,
                    summary_v2_bytes description) {
  return guarded(
      [&]() -> Status { return writeText(*writer->W, view(tag), Tensor(strings).View, step, view(description)); });
}

int summary_v2_write(summary_v2_writer *writer, summary_v2_bytes tag, const summary_v2_tensor *value, int64_t step,
                     summary_v2_bytes metadata) {
  return guarded(
      [&]() -> Status { return writeTensor(*writer->W, view(tag), Tensor(value).View, step, view(metadata)); });
}

int summary_v2_graph(summary_v2_writer *writer, summary_v2_bytes graph_def) {
  return guarded([&]() -> Status { return writeGraph(*writer->W, view(graph_def)); });
}

int summary_v2_write_raw_pb(summary_v2_writer *writer, summary_v2_bytes summary, int64_t step) {
  return guarded([&]() -> Status { return writeSummary(*writer->W, view(summary), step); });
}

int summary_v2_import_event(summary_v2_writer *writer, summary_v2_bytes event, int to_v2) {
  return guarded(
      [&]() -> Status { return importEvent(*writer->W, view(event), to_v2 ? Import::ToV2 : Import::Verbatim); });
}
}
