// Declarations for programs whose TensorFlow is not on this machine. They are only ever parsed: nothing is linked
// or run with them. Signatures follow TensorFlow's as far as the analysis looks at them.
#pragma once

#include <algorithm>
#include <atomic>
#include <cassert>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <functional>
#include <initializer_list>
#include <iostream>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace google {
namespace protobuf {
class Message {
public:
  virtual ~Message();
  bool ParseFromString(const std::string &Data);
  bool ParseFromArray(const void *Data, int Size);
  bool SerializeToString(std::string *Out) const;
  std::string SerializeAsString() const;
  std::string DebugString() const;
  std::string ShortDebugString() const;
  size_t ByteSizeLong() const;
  void Clear();
};
template <typename T> class RepeatedPtrField {
public:
  T *Add();
  int size() const;
  const T &operator[](int) const;
  T *begin();
  T *end();
  const T *begin() const;
  const T *end() const;
};
template <typename T> class RepeatedField {
public:
  void Add(T);
  int size() const;
};
} // namespace protobuf
} // namespace google

namespace tensorflow {

typedef signed char int8;
typedef short int16;
typedef int int32;
typedef int64_t int64;
typedef unsigned char uint8;
typedef unsigned short uint16;
typedef unsigned int uint32;
typedef uint64_t uint64;
using std::string;
namespace protobuf = google::protobuf;

class StringPiece {
public:
  StringPiece(const char *);
  StringPiece(const std::string &);
  StringPiece(std::string_view);
  operator std::string() const;
  std::string ToString() const;
};
class tstring {
public:
  tstring();
  tstring(const char *);
  tstring(const std::string &);
  operator std::string() const;
  operator std::string_view() const;
  const char *c_str() const;
  const char *data() const;
  size_t size() const;
};

class Status {
public:
  static Status OK();
  bool ok() const;
  void IgnoreError() const;
  std::string ToString() const;
  std::string error_message() const;
  std::string_view message() const;
};
std::ostream &operator<<(std::ostream &, const Status &);
Status OkStatus();
template <typename T> class StatusOr;
namespace summary_upgrade_stubs {
void check(const Status &);
} // namespace summary_upgrade_stubs
#define TF_CHECK_OK(...) ::tensorflow::summary_upgrade_stubs::check(__VA_ARGS__)
#define TF_QCHECK_OK(...) ::tensorflow::summary_upgrade_stubs::check(__VA_ARGS__)
#define TF_RETURN_IF_ERROR(...)                                                                                        \
  do {                                                                                                                 \
    ::tensorflow::Status _status = (__VA_ARGS__);                                                                      \
    if (!_status.ok())                                                                                                 \
      return _status;                                                                                                  \
  } while (0)

// ----- protocol buffers

class HistogramProto : public google::protobuf::Message {
public:
  void set_min(double);
  void set_max(double);
  void set_num(double);
  void set_sum(double);
  void set_sum_squares(double);
  void add_bucket(double);
  void add_bucket_limit(double);
  double min() const;
  double max() const;
};
class TensorShapeProto;
class TensorProto : public google::protobuf::Message {
public:
  void set_dtype(int);
  TensorShapeProto *mutable_tensor_shape();
  void add_float_val(float);
  void add_string_val(const std::string &);
  std::string *add_string_val();
};
class SummaryMetadata_PluginData : public google::protobuf::Message {
public:
  void set_plugin_name(const std::string &);
  void set_content(const std::string &);
};
class SummaryMetadata : public google::protobuf::Message {
public:
  using PluginData = SummaryMetadata_PluginData;
  PluginData *mutable_plugin_data();
  void set_display_name(const std::string &);
  void set_summary_description(const std::string &);
};
class Summary_Image : public google::protobuf::Message {
public:
  void set_height(int);
  void set_width(int);
  void set_colorspace(int);
  void set_encoded_image_string(const std::string &);
  void set_encoded_image_string(const void *, size_t);
  std::string *mutable_encoded_image_string();
};
class Summary_Audio : public google::protobuf::Message {
public:
  void set_sample_rate(float);
  void set_num_channels(int64_t);
  void set_length_frames(int64_t);
  void set_encoded_audio_string(const std::string &);
  void set_encoded_audio_string(const void *, size_t);
  void set_content_type(const std::string &);
};
class Summary_Value : public google::protobuf::Message {
public:
  void set_tag(const std::string &);
  void set_tag(const char *);
  void set_tag(const char *, size_t);
  std::string *mutable_tag();
  const std::string &tag() const;
  void set_node_name(const std::string &);
  void set_simple_value(float);
  float simple_value() const;
  HistogramProto *mutable_histo();
  void set_allocated_histo(HistogramProto *);
  Summary_Image *mutable_image();
  void set_allocated_image(Summary_Image *);
  Summary_Audio *mutable_audio();
  void set_allocated_audio(Summary_Audio *);
  TensorProto *mutable_tensor();
  void set_allocated_tensor(TensorProto *);
  SummaryMetadata *mutable_metadata();
  void set_allocated_metadata(SummaryMetadata *);
  void CopyFrom(const Summary_Value &);
};
class Summary : public google::protobuf::Message {
public:
  using Value = Summary_Value;
  using Image = Summary_Image;
  using Audio = Summary_Audio;
  Value *add_value();
  Value *mutable_value(int);
  google::protobuf::RepeatedPtrField<Value> *mutable_value();
  const Value &value(int) const;
  const google::protobuf::RepeatedPtrField<Value> &value() const;
  int value_size() const;
  void CopyFrom(const Summary &);
  void MergeFrom(const Summary &);
};
class LogMessage : public google::protobuf::Message {
public:
  enum Level { UNKNOWN, DEBUGGING, INFO, WARN, ERROR, FATAL };
  void set_level(Level);
  void set_message(const std::string &);
};
class SessionLog : public google::protobuf::Message {
public:
  enum SessionStatus { STATUS_UNSPECIFIED, START, STOP, CHECKPOINT };
  static const SessionStatus STATUS_START = START;
  void set_status(SessionStatus);
  void set_checkpoint_path(const std::string &);
  void set_msg(const std::string &);
};
class TaggedRunMetadata : public google::protobuf::Message {
public:
  void set_tag(const std::string &);
  void set_run_metadata(const std::string &);
};
class Event : public google::protobuf::Message {
public:
  void set_wall_time(double);
  double wall_time() const;
  void set_step(int64_t);
  int64_t step() const;
  void set_file_version(const std::string &);
  void set_graph_def(const std::string &);
  std::string *mutable_graph_def();
  void set_meta_graph_def(const std::string &);
  Summary *mutable_summary();
  const Summary &summary() const;
  void set_allocated_summary(Summary *);
  LogMessage *mutable_log_message();
  void set_allocated_log_message(LogMessage *);
  SessionLog *mutable_session_log();
  void set_allocated_session_log(SessionLog *);
  TaggedRunMetadata *mutable_tagged_run_metadata();
  void set_allocated_tagged_run_metadata(TaggedRunMetadata *);
  void CopyFrom(const Event &);
};
class NodeDef : public google::protobuf::Message {};
class GraphDef : public google::protobuf::Message {
public:
  int node_size() const;
  NodeDef *mutable_node(int);
  const NodeDef &node(int) const;
};
class MetaGraphDef : public google::protobuf::Message {
public:
  const GraphDef &graph_def() const;
};

// ----- writers

class Env {
public:
  static Env *Default();
  uint64_t NowMicros() const;
  uint64_t NowSeconds() const;
  uint64_t NowNanos() const;
  Status CreateDir(const std::string &);
  Status RecursivelyCreateDir(const std::string &);
  Status FileExists(const std::string &);
  Status IsDirectory(const std::string &);
  Status GetChildren(const std::string &, std::vector<std::string> *);
  Status DeleteFile(const std::string &);
};
Status ReadBinaryProto(Env *, const std::string &, google::protobuf::Message *);
Status WriteBinaryProto(Env *, const std::string &, const google::protobuf::Message &);

class EventsWriter {
public:
  explicit EventsWriter(const std::string &file_prefix);
  ~EventsWriter();
  EventsWriter(const EventsWriter &) = delete;
  void operator=(const EventsWriter &) = delete;
  Status Init();
  Status InitWithSuffix(const std::string &);
  std::string FileName();
  void WriteEvent(const Event &);
  void WriteSerializedEvent(StringPiece);
  Status Flush();
  Status Close();
};

enum DataType {
  DT_INVALID,
  DT_FLOAT,
  DT_DOUBLE,
  DT_INT32,
  DT_UINT8,
  DT_INT16,
  DT_INT8,
  DT_STRING,
  DT_COMPLEX64,
  DT_INT64,
  DT_BOOL
};
class TensorShape {
public:
  TensorShape();
  TensorShape(std::initializer_list<int64_t>);
  void AddDim(int64_t);
  int dims() const;
  int64_t dim_size(int) const;
  int64_t num_elements() const;
};
namespace summary_upgrade_stubs {
template <typename T> struct Values {
  T &operator()(...) const;
  T *data() const;
  int64_t size() const;
  Values &setZero();
  template <typename U> Values &operator=(const U &);
};
} // namespace summary_upgrade_stubs
class Tensor {
public:
  Tensor();
  Tensor(DataType, const TensorShape &);
  Tensor(const Tensor &);
  explicit Tensor(float);
  explicit Tensor(int);
  template <typename T> summary_upgrade_stubs::Values<T> scalar() const;
  template <typename T> summary_upgrade_stubs::Values<T> vec() const;
  template <typename T> summary_upgrade_stubs::Values<T> matrix() const;
  template <typename T> summary_upgrade_stubs::Values<T> flat() const;
  template <typename T, size_t N> summary_upgrade_stubs::Values<T> tensor() const;
  DataType dtype() const;
  const TensorShape &shape() const;
  int dims() const;
  int64_t dim_size(int) const;
  int64_t NumElements() const;
  void AsProtoField(TensorProto *) const;
  void AsProtoTensorContent(TensorProto *) const;
  std::string DebugString() const;
  std::string SummarizeValue(int64_t) const;
};

class SummaryWriterInterface {
public:
  virtual ~SummaryWriterInterface();
  void Ref() const;
  bool Unref() const;
  virtual Status Flush() = 0;
  virtual Status WriteTensor(int64_t, Tensor, const std::string &, const std::string &) = 0;
  virtual Status WriteScalar(int64_t, Tensor, const std::string &) = 0;
  virtual Status WriteHistogram(int64_t, Tensor, const std::string &) = 0;
  virtual Status WriteImage(int64_t, Tensor, const std::string &, int, Tensor) = 0;
  virtual Status WriteAudio(int64_t, Tensor, const std::string &, int, float) = 0;
  virtual Status WriteGraph(int64_t, std::unique_ptr<GraphDef>) = 0;
  virtual Status WriteEvent(std::unique_ptr<Event>) = 0;
};
Status CreateSummaryFileWriter(int, int, const std::string &, const std::string &, Env *, SummaryWriterInterface **);

namespace histogram {
class Histogram {
public:
  Histogram();
  void Add(double);
  void Clear();
  double Median() const;
  double Percentile(double) const;
  double Average() const;
  double StandardDeviation() const;
  std::string ToString() const;
  void EncodeToProto(HistogramProto *, bool) const;
};
} // namespace histogram

} // namespace tensorflow

#include <summary_upgrade_graph.h>
