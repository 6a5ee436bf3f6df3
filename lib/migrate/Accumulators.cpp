#include "migrate/Accumulators.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

namespace {

/// An accumulator hands each tensor to its `tensors`: from there a scalar or picture goes to those of TensorFlow 1,
/// too, which then have the sizes, the order and the tags that they always had. It stays among the tensors for code
/// that nobody has seen.
std::vector<Line> accumulatorFunction(const Plan &P, uint32_t File, const std::string &Name, bool Images) {
  std::vector<Line> Lines;
  auto line = [&](unsigned Depth, const Twine &T) { Lines.push_back({Text(T.str()), Depth}); };
  line(0, "def " + Name + "(events):");
  line(1, "\"\"\"Lets an accumulator find what TensorFlow 2 writes where it finds what TensorFlow 1 wrote.\"\"\"");
  line(1, Twine("from tensorboard.backend.event_processing.event_accumulator import ") +
              (Images ? "ImageEvent, " : "") + "ScalarEvent");
  line(1, "from tensorboard.util import tensor_util");
  line(0, "");
  line(1, "add_tensor = events.tensors.AddItem");
  line(0, "");
  line(1, "def add(tag, event, *args, **kwargs):");
  line(2, "add_tensor(tag, event, *args, **kwargs)");
  line(2, "metadata = events.summary_metadata.get(tag)");
  line(2, "plugin = metadata.plugin_data.plugin_name if metadata else None");
  line(2, "if plugin == " + P.literal(File, "scalars") + ":");
  line(3, "value = tensor_util.make_ndarray(event.tensor_proto).item()");
  line(3, "events.scalars.AddItem(tag, ScalarEvent(event.wall_time, event.step, value))");
  if (Images) {
    line(2, "elif plugin == " + P.literal(File, "images") + ":");
    line(3, "content = tensor_util.make_ndarray(event.tensor_proto).tolist()");
    line(3, "for i, image in enumerate(content[2:]):");
    line(4, "image = ImageEvent(event.wall_time, event.step, image, int(content[0]), int(content[1]))");
    line(4, "events.images.AddItem(" + P.literal(File, "%s/image/%d") + " % (tag, i), image)");
  }
  line(0, "");
  line(1, "events.tensors.AddItem = add");
  line(1, "return events");
  return Lines;
}

std::vector<Line> multiplexerFunction(const std::string &Name, const std::string &OfOne) {
  std::vector<Line> Lines;
  auto line = [&](unsigned Depth, const Twine &T) { Lines.push_back({Text(T.str()), Depth}); };
  line(0, "def " + Name + "(runs):");
  line(1, "\"\"\"Lets the accumulators of a multiplexer find what TensorFlow 2 writes.\"\"\"");
  line(1, "reload, seen = runs.Reload, []");
  line(0, "");
  line(1, "def reload_runs():");
  line(2, "for events in map(runs.GetAccumulator, runs.Runs()):");
  line(3, "if events not in seen:");
  line(4, "seen.append(" + OfOne + "(events))");
  line(2, "return reload()");
  line(0, "");
  line(1, "runs.Reload = reload_runs");
  line(1, "return runs");
  return Lines;
}

} // namespace

bool emitAccumulators(Plan &P) {
  for (uint32_t I : P.C.Accumulators) {
    const Accumulator &A = P.P.Accumulators[I];
    const uint32_t File = A.Call.File;
    // Several components of one file ask for the same function.
    const bool Images = any_of(P.P.Accumulators, [&](const Accumulator &X) { return X.Call.File == File && X.Images; });
    const std::string OfOne = P.definitionName(File, "reading_both"),
                      OfRuns = P.definitionName(File, "reading_both_runs");
    P.define(File, OfOne, accumulatorFunction(P, File, OfOne, Images));
    if (A.Runs)
      P.define(File, OfRuns, multiplexerFunction(OfRuns, OfOne));
    P.rewriter(File).replaceExpr(A.Call.Node, Text((A.Runs ? OfRuns : OfOne) + "(").expr(A.Call.Node).lit(")"));
  }
  return true;
}

} // namespace summary_upgrade::migrate
