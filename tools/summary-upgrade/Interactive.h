// `--interactive`: each component is shown, and migrated when the person at the terminal says so.
#ifndef SUMMARY_UPGRADE_TOOLS_INTERACTIVE_H
#define SUMMARY_UPGRADE_TOOLS_INTERACTIVE_H

#include "migrate/Migrate.h"
#include "report/Place.h"
#include <memory>
#include <set>

namespace summary_upgrade::tools {

/// One thing to decide: a component over all its files.
struct Question {
  std::string Title;
  std::vector<std::string> Files;
  std::string Patch;
  std::function<std::string()> Explain;
};

/// What there is to say about a component; `Parts` is what only its language knows.
Question questionAbout(const migrate::Migration &M, const migrate::ComponentFiles &Files, report::FileLookup Lookup,
                       std::function<std::string()> Parts);

/// The person. Questions and answers go through the terminal of the process, whatever the standard streams
/// are.
class Dialogue {
public:
  static llvm::Expected<Dialogue> open(bool Color);

  /// Whether the change is wanted. After "all", "quit" or an interrupt nothing is asked any more.
  bool ask(const Question &Q, uint32_t Number, uint32_t Count);
  /// Asks about the migrated components of a plan; returns those that are not wanted.
  std::set<uint32_t> ask(const migrate::Migration &M,
                         llvm::function_ref<Question(const migrate::ComponentFiles &)> Make, std::set<uint32_t> &Asked);

private:
  struct Closer {
    void operator()(int *FD) const;
  };
  Dialogue() = default;
  std::optional<std::string> readLine();

  std::unique_ptr<int, Closer> Terminal;
  bool Color = false, All = false, Quit = false;
};

} // namespace summary_upgrade::tools

#endif
