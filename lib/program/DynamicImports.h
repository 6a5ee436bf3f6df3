// Modules that a program loads by a name that it makes; private to this folder.
#ifndef SUMMARY_UPGRADE_PROGRAM_DYNAMICIMPORTS_H
#define SUMMARY_UPGRADE_PROGRAM_DYNAMICIMPORTS_H

#include "python/Facts.h"
#include <string>
#include <vector>

namespace summary_upgrade::program {

struct DynamicImport {
  enum { This, Below, Any } What = Any;
  std::string Module; ///< "a.b": that module, or one below it
};

/// `importlib.import_module`, `__import__`, `imp.load_source` and their like, and imports in a text that `exec` runs.
std::vector<DynamicImport> dynamicImports(const python::ModuleFacts &Facts, const text::SourceFile &File);
/// The same without parsing: there may be one.
bool mayImportByName(llvm::StringRef Bytes);
/// It is started, not imported: it does its work as soon as it is read.
bool isScript(const python::ModuleFacts &Facts);

} // namespace summary_upgrade::program

#endif
