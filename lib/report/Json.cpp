#include "report/Json.h"
#include "llvm/Support/JSON.h"

namespace summary_upgrade::report {
namespace {

/// Paths and quoted source may be any bytes; JSON is UTF-8.
std::string clean(llvm::StringRef Text) { return llvm::json::fixUTF8(Text); }

void printPosition(llvm::json::OStream &J, llvm::StringRef Key, text::Position P) {
  J.attributeObject(Key, [&] {
    J.attribute("line", P.Line);
    J.attribute("column", P.Column);
    if (P.Cell)
      J.attribute("cell", P.Cell);
  });
}

void printPlace(llvm::json::OStream &J, const Location &Place, FileLookup Files) {
  J.attribute("path", clean(Place.Path));
  if (const text::SourceFile *File = Files(Place.Path))
    J.attributeObject("range", [&] {
      printPosition(J, "start", File->position(Place.Where.Begin));
      printPosition(J, "end", File->position(Place.Where.End));
    });
  else
    J.attribute("range", nullptr);
  J.attribute("label", clean(Place.Label));
}

} // namespace

void printJson(llvm::raw_ostream &Out, llvm::ArrayRef<Finding> Findings, FileLookup Files) {
  llvm::json::OStream J(Out, 2);
  J.array([&] {
    for (const Finding &F : Findings)
      J.object([&] {
        J.attribute("code", clean(F.Code));
        J.attribute("message", clean(F.Message));
        J.attribute("severity", severityName(F.Level));
        J.attribute("applicability", applicabilityName(F.Fix));
        printPlace(J, F.Place, Files);
        J.attributeArray("related", [&] {
          for (const Location &Place : F.Related)
            J.object([&] { printPlace(J, Place, Files); });
        });
        J.attribute("help", F.Help.empty() ? llvm::json::Value(nullptr) : llvm::json::Value(clean(F.Help)));
        J.attribute("component", F.Component ? llvm::json::Value(static_cast<int64_t>(*F.Component))
                                             : llvm::json::Value(nullptr));
      });
  });
  Out << '\n';
}

} // namespace summary_upgrade::report
