// Settings of a project: what summary-upgrade.toml or pyproject.toml say, checked against the table of keys.
#ifndef SUMMARY_UPGRADE_CONFIG_SETTINGS_H
#define SUMMARY_UPGRADE_CONFIG_SETTINGS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include <map>
#include <string>
#include <vector>

namespace summary_upgrade::config {

enum class KeyKind : uint8_t {
  Word,      ///< one of `Allowed`, or any text
  List,      ///< of texts
  ListTable, ///< pattern → list of texts
  WordTable, ///< text → text, kept as lists of one
};

struct Key {
  llvm::StringLiteral Name, Help;
  KeyKind Kind = KeyKind::Word;
  llvm::ArrayRef<llvm::StringLiteral> Allowed;
  bool IsCodes = false; ///< its texts are codes of rules
};
/// Sorted by name.
llvm::ArrayRef<Key> keys();

struct Setting {
  std::string Word;
  std::vector<std::string> List;
  std::vector<std::pair<std::string, std::vector<std::string>>> Table;
  std::string Origin; ///< "pyproject.toml:12" or "--config"
};

class Settings {
public:
  /// The nearest file that says something, from `Folder` (absolute) upwards; none is no error.
  static llvm::Expected<Settings> find(llvm::StringRef Folder);
  /// A file by name; a pyproject.toml must have a [tool.summary-upgrade].
  static llvm::Expected<Settings> read(llvm::StringRef File);
  /// The text of such a file, for tests and editors; `File` gives its name and folder.
  static llvm::Expected<Settings> parse(llvm::StringRef Text, llvm::StringRef File);

  /// KEY=VALUE: the value is TOML, or else a word, or words with commas for a list.
  llvm::Error set(llvm::StringRef KeyValue);

  const Setting *get(llvm::StringRef Key) const;
  llvm::StringRef word(llvm::StringRef Key) const;
  llvm::ArrayRef<std::string> list(llvm::StringRef Key) const;

  /// A path in terms of the settings' folder; empty for one outside.
  std::string relative(llvm::StringRef Path) const;
  bool excludes(llvm::StringRef Path) const;
  /// A rule (`Code`) is ignored in that file.
  bool ignores(llvm::StringRef Code, llvm::StringRef Path) const;
  /// Absolute folders in which imports are looked for too.
  std::vector<std::string> roots() const;

  /// Every key with its value and where that comes from, as TOML.
  void print(llvm::raw_ostream &Out) const;

  std::string File;   ///< empty without one
  std::string Folder; ///< absolute; patterns and paths are relative to it

private:
  std::map<std::string, Setting, std::less<>> Values;
};

/// A JSON schema of summary-upgrade.toml (and of the table in pyproject.toml), made from the keys.
void printSchema(llvm::raw_ostream &Out);

} // namespace summary_upgrade::config

#endif
