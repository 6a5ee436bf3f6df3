// Summaries that are built on the host: `tf.Summary(value=[...])`, `summary.value.add(...)`; and whether a
// program has any graph at all.
#ifndef SUMMARY_UPGRADE_PROGRAM_HOSTPROTOS_H
#define SUMMARY_UPGRADE_PROGRAM_HOSTPROTOS_H

#include "program/Program.h"

namespace summary_upgrade::program {

/// Whether the program of a file uses TensorFlow for anything but logging. Only a program that does not is
/// eager under TensorFlow 2 wherever it writes: in a graph an eager write is lost without a word.
struct HostMode {
  bool HostOnly = false;
  NodeRef Place; ///< what speaks against it
  std::string Why;
};
HostMode hostMode(const Program &P, NodeRef WriterCall);

/// One value of a proto: `tf.Summary.Value(tag=..., simple_value=...)`.
struct HostValue {
  NodeRef Call; ///< of `Value` or `add`
  Id Tag = NoId, Value = NoId;
  std::vector<Id> Clauses;    ///< of the comprehension around it, as in Facts: iterable, target, conditions…
  Id LastStmt = NoId;         ///< filled: the statement that completes it
  std::vector<Id> OtherStmts; ///< filled: statements that only prepare it
};

/// A proto that is made, filled with scalars and written once.
struct HostProto {
  NodeRef Make;                  ///< the call of `tf.Summary`
  Id MakeStmt = NoId;            ///< the write's own statement if it is made there
  bool Filled = false;           ///< by `add`, after it was made
  std::vector<HostValue> Values; ///< in order
};
/// What a write writes, taken apart; nothing when it is more than scalars or is used in other ways as well.
std::optional<HostProto> takeApart(const Program &P, const Write &W);

/// Every value the expression can have is an int of Python or numpy.
bool isIntegral(const Program &P, NodeRef E);
/// Every value the expression can have is a number of Python or numpy.
bool isNumber(const Program &P, NodeRef E);
/// One of the values that the expression is known to have is None.
bool mayBeNone(const Program &P, NodeRef E);

} // namespace summary_upgrade::program

#endif
