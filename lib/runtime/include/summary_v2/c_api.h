/* The C interface of libsummary_v2.so. Writers are explicit here; default writers, steps and conditions are a
 * matter of the language on top.
 *
 * Functions that can fail return 0 or one of TensorFlow's error codes (enum Code in status.h);
 * summary_v2_error_message() then tells more. Tags, texts and serialized messages are a pointer and a size in
 * bytes and may hold NULs; nothing is kept after the call. Everything may be called from any thread. No
 * exception comes through. */
#ifndef SUMMARY_V2_C_API_H
#define SUMMARY_V2_C_API_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define SUMMARY_V2_C_API __attribute__((visibility("default")))
#else
#define SUMMARY_V2_C_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct summary_v2_writer summary_v2_writer;

typedef struct summary_v2_bytes {
  const char *data;
  size_t size;
} summary_v2_bytes;

/* A dense row-major tensor. `dtype` is TensorFlow's number (enum DType in tensor.h); for strings (7) `data`
 * points to as many summary_v2_bytes as there are elements. */
typedef struct summary_v2_tensor {
  int dtype;
  int rank;
  const int64_t *shape;
  const void *data;
} summary_v2_tensor;

/* Grows with every incompatible change; this header is 1. */
SUMMARY_V2_C_API int summary_v2_abi_version(void);

/* The message of the last failure in this thread; valid until the next call. */
SUMMARY_V2_C_API const char *summary_v2_error_message(void);

/* On success *out is a writer to be given to summary_v2_free; on failure it is NULL. */
SUMMARY_V2_C_API int summary_v2_create_file_writer(const char *logdir, int max_queue, int flush_millis,
                                                   const char *filename_suffix, summary_v2_writer **out);
SUMMARY_V2_C_API int summary_v2_flush(summary_v2_writer *writer);
SUMMARY_V2_C_API int summary_v2_close(summary_v2_writer *writer);
/* Closes what is open and releases the writer. */
SUMMARY_V2_C_API void summary_v2_free(summary_v2_writer *writer);
/* The path of the event file, valid as long as the writer. */
SUMMARY_V2_C_API const char *summary_v2_path(summary_v2_writer *writer);

SUMMARY_V2_C_API int summary_v2_scalar(summary_v2_writer *writer, const char *tag, size_t tag_size, double value,
                                       int64_t step);
/* With a description, in Markdown. */
SUMMARY_V2_C_API int summary_v2_scalar_described(summary_v2_writer *writer, summary_v2_bytes tag, double value,
                                                 int64_t step, summary_v2_bytes description);
/* An integer that a double might not hold. */
SUMMARY_V2_C_API int summary_v2_scalar_int(summary_v2_writer *writer, summary_v2_bytes tag, int64_t value, int64_t step,
                                           summary_v2_bytes description);
SUMMARY_V2_C_API int summary_v2_histogram(summary_v2_writer *writer, summary_v2_bytes tag,
                                          const summary_v2_tensor *values, int64_t step, int buckets,
                                          summary_v2_bytes description);
SUMMARY_V2_C_API int summary_v2_image(summary_v2_writer *writer, summary_v2_bytes tag, const summary_v2_tensor *images,
                                      int64_t step, int64_t max_outputs, summary_v2_bytes description);
SUMMARY_V2_C_API int summary_v2_audio(summary_v2_writer *writer, summary_v2_bytes tag, const summary_v2_tensor *clips,
                                      int64_t sample_rate, int64_t step, int64_t max_outputs,
                                      summary_v2_bytes description);
SUMMARY_V2_C_API int summary_v2_text(summary_v2_writer *writer, summary_v2_bytes tag, const summary_v2_tensor *strings,
                                     int64_t step, summary_v2_bytes description);
/* `metadata`: a serialized tensorflow.SummaryMetadata, or nothing. */
SUMMARY_V2_C_API int summary_v2_write(summary_v2_writer *writer, summary_v2_bytes tag, const summary_v2_tensor *value,
                                      int64_t step, summary_v2_bytes metadata);
SUMMARY_V2_C_API int summary_v2_graph(summary_v2_writer *writer, summary_v2_bytes graph_def);
SUMMARY_V2_C_API int summary_v2_write_raw_pb(summary_v2_writer *writer, summary_v2_bytes summary, int64_t step);
/* `to_v2` not 0: values in v1 format are turned into their v2 form. */
SUMMARY_V2_C_API int summary_v2_import_event(summary_v2_writer *writer, summary_v2_bytes event, int to_v2);

#ifdef __cplusplus
}
#endif

#endif
