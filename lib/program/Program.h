// The summary program of a project: what logs what, through which writer, at which step; and its components.
#ifndef SUMMARY_UPGRADE_PROGRAM_PROGRAM_H
#define SUMMARY_UPGRADE_PROGRAM_PROGRAM_H

#include "program/Linker.h"
#include "report/Finding.h"
#include <optional>

namespace summary_upgrade::program {

/// Arguments of a call by parameter name (expressions; a missing one is NoId), and what could not be bound.
struct Arguments {
  std::vector<std::pair<std::string, Id>> ByName;
  std::string Problem; ///< e.g. "takes no argument `step`"; empty when all is bound
  Id operator[](llvm::StringRef Name) const {
    for (auto &[Key, Value] : ByName)
      if (Key == Name)
        return Value;
    return NoId;
  }
};

enum class OpKind : uint8_t { Scalar, Histogram, Image, Audio, Text, Tensor };

/// A v1 summary op: `tf.summary.scalar(name, tensor)`.
struct Op {
  NodeRef Call;
  OpKind Kind = OpKind::Scalar;
  Arguments Args;
  Id Name = NoId, Data = NoId, Family = NoId, Collections = NoId;
  /// Graph collections it is put into ("summaries" is TensorFlow's default); nothing when they are not known.
  std::optional<std::vector<std::string>> Keys;
  uint32_t Component = 0;
  /// It is a call of a function that the settings describe; `Args` have the names of the summary op's parameters.
  const Wrapper *Described = nullptr;
};

/// `tf.summary.merge_all()` or `tf.summary.merge([...])`.
struct Merge {
  NodeRef Call;
  bool All = false;
  Arguments Args;
  Id Inputs = NoId;                  ///< merge: the list
  Id KeyExpr = NoId, Scope = NoId;   ///< merge_all
  std::optional<std::string> Key;    ///< merge_all: the collection; nothing when it is not known
  std::vector<uint32_t> Ops, Merges; ///< what it merges, as far as known
  bool Open = false;                 ///< merge: its list may hold more than that
  uint32_t Component = 0;
};

/// `tf.summary.FileWriter(logdir, ...)`.
struct Writer {
  NodeRef Call;
  Arguments Args;
  Id Logdir = NoId, Graph = NoId;
  /// `FileWriterCache.get(logdir)`: the one writer of the directory for all who ask, with the default graph of the
  /// first one.
  bool Cached = false;
  uint32_t CacheFile = 0;    ///< Cached: the file that has the class which stands in the cache's place
  std::string CacheImport;   ///< Cached, in another file: the module to import it from ("log", ".log", "tools.log")
  Id CacheImportStmt = NoId; ///< and the statement that imports this module
  uint32_t Component = 0;
};

/// A place in a run's fetch structure that fetches summary bytes.
struct FetchedSummary {
  std::string Path; ///< "", "[0]", "['summary']", "[1][0]"
  NodeRef Leaf;     ///< the expression in the fetch structure
  std::vector<uint32_t> Ops, Merges;
  std::vector<uint32_t> Writes; ///< writes that take these bytes
  bool Open = false;            ///< stands in a list that may hold more than is known
};

/// A `Session.run` that fetches summaries, or `merged.eval(...)`, which is a run of the default session.
struct Run {
  NodeRef Call;
  NodeRef Session;   ///< receiver expression; of an eval its `session=`, or no node
  bool Eval = false; ///< `Fetches` is the receiver
  Id Fetches = NoId, Feed = NoId;
  bool FeedIsKeyword = false;
  std::vector<FetchedSummary> Summaries;
  std::string Problem; ///< why its arguments are not known
  uint32_t Component = 0;
};

/// `writer.add_summary(summary, step)`.
struct Write {
  NodeRef Call;
  NodeRef WriterExpr;
  Id Summary = NoId, Step = NoId;
  std::vector<uint32_t> Writers;
  std::vector<std::pair<uint32_t, uint32_t>> Sources; ///< (run, index into its Summaries)
  uint32_t Component = 0;
};

enum class WriterCallKind : uint8_t {
  AddGraph,
  Flush,
  Close,
  Reopen,
  GetLogdir,
  AddEvent,
  AddRunMetadata,
  AddSessionLog,
  AddMetaGraph,
  Projector
};
/// Any other method call on a writer, and `projector.visualize_embeddings(writer, config)`, which asks it for its
/// directory.
struct WriterCall {
  NodeRef Call;
  NodeRef WriterExpr;
  WriterCallKind Kind = WriterCallKind::Close;
  Arguments Args;
  std::vector<uint32_t> Writers;
  uint32_t Component = 0;
};

enum class ContribKind : uint8_t {
  Scalar,
  Histogram,
  Image,
  Audio,
  Generic,
  Writer,
  DbWriter,
  Always,
  Never,
  EveryN,
  ShouldRecord,
  Initialize,
  WriterInit,
  AllOps,
  Flush,
  EvalDir,
  ImportEvent,
  Graph,
};
/// A call of `tf.contrib.summary`, whose functions write by themselves as those of TensorFlow 2 do.
struct ContribCall {
  NodeRef Call;
  ContribKind Kind = ContribKind::Scalar;
  Arguments Args;
  uint32_t Component = 0;
  bool isOp() const { return Kind <= ContribKind::Generic; }
};

enum class ManagerKind : uint8_t { Session, SaverHook, Supervisor, TrainLoop, Estimator, KerasCallback, WriterCache };
/// A call of something that writes summaries by itself.
struct Manager {
  NodeRef Call;
  ManagerKind Kind = ManagerKind::Session;
  Arguments Args;
  std::vector<uint32_t> Writers; ///< that it is given
  /// Calls of `add_summary` of the writer that it makes (`sv.summary_writer`), in files that may be edited.
  std::vector<NodeRef> Writes;
  /// It is migrated with a component: a hook whose writer is known, a supervisor that makes its own.
  bool Joins = false;
  std::string Why; ///< a writer cache: what keeps it from being taken for a writer
  uint32_t Component = 0;
};

/// A place that reads a scalar out of an event file: `value.simple_value`, or `value.HasField('simple_value')`.
struct Reader {
  NodeRef Place;     ///< the attribute, or the call
  NodeRef Value;     ///< the value of the summary
  NodeRef Events;    ///< the call of `summary_iterator`
  bool Asks = false; ///< the call
  uint32_t Component = 0;
};

/// A call that makes an `EventAccumulator` or `EventMultiplexer` of TensorBoard whose scalars or pictures are read.
struct Accumulator {
  NodeRef Call;
  bool Runs = false;   ///< an `EventMultiplexer`
  bool Images = false; ///< pictures are asked for
  uint32_t Component = 0;
};

/// Where a session is made: an assignment's value or a with item.
struct Session {
  NodeRef Call;
  std::string Class; ///< "tensorflow.Session", …
};

/// The first fact that stands in the way of a component.
struct Blocker {
  std::string Code, Message, Help;
  NodeRef Place; ///< expression
  std::vector<std::pair<NodeRef, std::string>> Related;
  bool AboutWriter = false; ///< stands in the way of the writer, and so of every strategy
  bool AboutGraph =
      false; ///< stands in the way of v2 ops in the program's graph, not of a writer with a graph of its own
};

/// Handles that must be migrated together or not at all.
struct Component {
  std::vector<uint32_t> Ops, Merges, Writers, Runs, Writes, WriterCalls;
  /// Calls of `tf.contrib.summary`: such a component has nothing else. Writer and recording hold for whatever runs
  /// meanwhile, so it is all calls of files that may run together.
  std::vector<uint32_t> Contribs;
  std::vector<uint32_t> Managers; ///< those that join
  /// Places that read one iterator of events: such a component has nothing else.
  std::vector<uint32_t> Readers;
  /// Accumulators of one or more readers, and where they are asked: such a component has nothing else.
  std::vector<uint32_t> Accumulators;
  std::vector<NodeRef> Asked;
  std::vector<Blocker> Blockers;
  /// Its bytes already go to a callable of a session, as the bridge writes them: there is nothing left to do.
  bool AlreadyBridged = false;
};

class Program {
public:
  explicit Program(const Linker &L);

  const Linker &linker() const { return L; }
  const Project &project() const { return L.project(); }
  const python::ModuleFacts &facts(uint32_t File) const { return *L.project().module(File).Facts; }

  std::vector<Op> Ops;
  std::vector<Merge> Merges;
  std::vector<Writer> Writers;
  std::vector<Session> Sessions;
  std::vector<Run> Runs;
  std::vector<Write> Writes;
  std::vector<WriterCall> WriterCalls;
  std::vector<ContribCall> Contribs;
  std::vector<Manager> Managers;
  std::vector<Reader> Readers;
  std::vector<Accumulator> Accumulators;
  std::vector<Component> Components;
  /// Calls of TensorFlow functions that put summaries of their own into the graph (`tf.train.batch`, …).
  std::vector<NodeRef> LibrarySummaries;
  /// Calls that may be of the summary API but cannot be told: they belong to no component.
  std::vector<Blocker> Loose;

private:
  const Linker &L;
};

/// The TensorFlow API that is classified, as one signature a line (from the rule book's pages).
enum class ApiKind : uint8_t { None, Op, Merge, MergeAll, Writer, Contrib, Manager };
struct ApiEntry {
  ApiKind Kind = ApiKind::None;
  OpKind Op = OpKind::Scalar;
  ContribKind Contrib = ContribKind::Scalar;
  ManagerKind Manager = ManagerKind::Session;
  std::vector<std::string> Params;
};
/// By canonical path, e.g. "tensorflow.summary.scalar".
const llvm::StringMap<ApiEntry> &summaryApi();

} // namespace summary_upgrade::program

#endif
