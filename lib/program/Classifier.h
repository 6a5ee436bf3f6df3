// Turns linked values into the summary program: the calls of the API, what they hold, their components, and
// what blocks those. Internal to this folder; users see Program.h.
#ifndef SUMMARY_UPGRADE_PROGRAM_CLASSIFIER_H
#define SUMMARY_UPGRADE_PROGRAM_CLASSIFIER_H

#include "program/Program.h"
#include <map>
#include <set>

namespace summary_upgrade::program {

class Classifier {
public:
  Classifier(Program &Prog, const Linker &L) : Prog(Prog), L(L) {}

  void run();

private:
  struct Handles {
    std::vector<uint32_t> Ops, Merges, Writers;
    bool any() const { return !Ops.empty() || !Merges.empty() || !Writers.empty(); }
  };

  const python::ModuleFacts &facts(uint32_t File) const { return *L.project().module(File).Facts; }

  // ClassifyCalls.cpp
  void makers(NodeRef Call);
  bool isNone(NodeRef E) const;
  std::optional<std::string> collectionKey(NodeRef E) const;
  std::optional<std::vector<std::string>> collectionKeys(NodeRef E) const;
  /// `tf.summary.scalar(name, x)` is v1 or v2 by the company it keeps: in a program with a v2 writer and no
  /// v1 merge or writer it is v2 (its step comes from `set_step` or the writer).
  void dropModernOps();
  void users(NodeRef Call);

  // Handles.cpp
  void collect(const ValueSet &Set, Handles &Out) const;
  static bool pathMakes(const Value &V);
  Handles handles(NodeRef E) const;
  /// Handles in a display or a container variable, with their places.
  void leaves(NodeRef E, std::string Path, std::vector<FetchedSummary> &Out, unsigned Depth) const;
  /// The elements that `append` adds to lists, and the lists that change in ways that are not followed.
  bool givenAway(NodeRef E, python::Id Call) const;
  void containers();
  void mergeInputs();
  /// Every element of the list is a summary that is known.
  bool closedList(NodeRef E, unsigned Depth) const;
  std::string fromTheEnd(NodeRef E, const Run &R) const;
  void writeSources();

  // Components.cpp
  void components();
  bool parsesProtos(uint32_t File) const;

  // ContribCalls.cpp
  void contribComponents();
  /// Uses of `tf.contrib.summary` that are no call of one of its functions.
  void contribNames();
  /// What v1's own summaries and those of contrib, in one graph, do to each other's migration.
  void contribBeside();

  // EventReaders.cpp
  void readers();
  // Accumulators.cpp
  void accumulators();

  // WriterCache.cpp
  /// Writers out of a cache that nothing but the program's own code asks for.
  void cachedWriters();
  /// Why one who asks the cache must go on asking it; empty if the program's own class may stand in its place.
  std::string whyCached(const Manager &M, std::set<uint32_t> &Askers) const;

  // ManagedSummaries.cpp
  /// Which hooks and supervisors are migrated with a component.
  void managers();
  std::vector<NodeRef> writesOfItsOwn(const Manager &M) const;
  /// What writes all summaries by itself needs them to stay v1 ops.
  void managedOps();

  // UseChecks.cpp
  void block(uint32_t Component, std::string Code, std::string Message, NodeRef Place, std::string Help = {},
             std::vector<std::pair<NodeRef, std::string>> Related = {}) {
    Prog.Components[Component].Blockers.push_back(
        {std::move(Code), std::move(Message), std::move(Help), Place, std::move(Related)});
  }
  /// Every place a handle or fetched summary reaches must be one that the tool understands.
  void useChecks();
  /// The call whose argument `E` is (through keyword and displays when `ThroughDisplays`), or NoId.
  python::Id argumentOf(uint32_t File, python::Id E, bool ThroughDisplays) const;
  bool isCalled(NodeRef Function) const;
  bool isNoneTest(uint32_t File, python::Id E) const;
  void checkUse(NodeRef E, uint32_t Component, llvm::StringRef What, bool IsWriter);
  void checkUseAs(NodeRef E, uint32_t Component, llvm::StringRef What, bool IsWriter);
  /// A container that holds ops may be fetched, merged, stored or passed inside the project.
  void checkContainer(NodeRef E);
  /// Fetched summary bytes may only go to `add_summary`.
  void checkBytes(NodeRef E);

  // LooseNames.cpp
  /// Uses of the API that no call shows, and writes through writers that are not known.
  void looseNames();
  bool unknownSummaryCall(NodeRef Callee) const;
  /// An attribute that nothing in the project sets: what it holds was made elsewhere.
  bool foreignAttribute(NodeRef E) const;
  void alreadyBridged();

  Program &Prog;
  const Linker &L;
  std::map<NodeRef, uint32_t> OpAt, MergeAt, WriterAt, RunAt, WriteAt, WriterCallAt, ContribAt, ManagerAt;
  std::vector<NodeRef> Modern;
  std::vector<Manager> Caches; ///< calls of `FileWriterCache.get`
  size_t Blocks = 0;           ///< components that looseNames blocked
  struct AppendedElements : std::map<NodeRef, std::vector<NodeRef>> {
    std::vector<NodeRef> lookup(NodeRef Container) const {
      auto It = find(Container);
      return It == end() ? std::vector<NodeRef>() : It->second;
    }
  };
  AppendedElements Appended;        ///< container → what `append` adds
  std::set<NodeRef> OpenContainers; ///< changed in ways that are not followed
};

} // namespace summary_upgrade::program

#endif
