#include "config/Toml.h"

#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace summary_upgrade::config {
namespace {

class Converter {
public:
  explicit Converter(TomlDocument &Document) : Document(Document) {}

  llvm::json::Object table(const toml::table &Table, const std::string &Path) {
    llvm::json::Object Result;
    for (auto &&[Key, Node] : Table) {
      const std::string Name(Key.str());
      Result[llvm::json::fixUTF8(Name)] = value(Node, Path.empty() ? Name : Path + "." + Name);
    }
    return Result;
  }

private:
  llvm::json::Value value(const toml::node &Node, const std::string &Path) {
    Document.Lines[Path] = Node.source().begin.line;
    if (const toml::table *Table = Node.as_table())
      return table(*Table, Path);
    if (const toml::array *Array = Node.as_array()) {
      llvm::json::Array Result;
      for (const toml::node &Item : *Array)
        Result.push_back(value(Item, Path + "[" + std::to_string(Result.size()) + "]"));
      return Result;
    }
    if (const auto *String = Node.as_string())
      return llvm::json::fixUTF8(String->get());
    if (const auto *Integer = Node.as_integer())
      return Integer->get();
    if (const auto *Boolean = Node.as_boolean())
      return Boolean->get();
    if (const auto *Float = Node.as_floating_point())
      return Float->get();
    return nullptr; // dates, which no setting takes
  }
  TomlDocument &Document;
};

} // namespace

llvm::Expected<TomlDocument> parseToml(llvm::StringRef Text, llvm::StringRef Name) {
  toml::parse_result Result = toml::parse(std::string_view(Text.data(), Text.size()));
  if (!Result) {
    const toml::parse_error &Problem = Result.error();
    const auto At = Problem.source().begin;
    return llvm::createStringError(Name + ":" + llvm::Twine(At.line) + ":" + llvm::Twine(At.column) + ": " +
                                   std::string(Problem.description()));
  }
  TomlDocument Document;
  Document.Root = Converter(Document).table(Result.table(), "");
  return Document;
}

} // namespace summary_upgrade::config
