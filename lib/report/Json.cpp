#include "report/Json.h"
#include "llvm/Support/JSON.h"
#include <set>

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

void printRange(llvm::json::OStream &J, const text::SourceFile &File, text::Range Where) {
  J.attributeObject("range", [&] {
    printPosition(J, "start", File.position(Where.Begin));
    printPosition(J, "end", File.position(Where.End));
  });
}

void printPlace(llvm::json::OStream &J, const Location &Place, FileLookup Files) {
  J.attribute("path", clean(Place.Path));
  if (const text::SourceFile *File = Files(Place.Path))
    printRange(J, *File, Place.Where);
  else
    J.attribute("range", nullptr);
  J.attribute("label", clean(Place.Label));
}

void printFix(llvm::json::OStream &J, llvm::ArrayRef<text::FileEdits> Edits, FileLookup Files) {
  J.attributeObject("fix", [&] {
    J.attributeArray("edits", [&] {
      for (const text::FileEdits &Changes : Edits)
        if (const text::SourceFile *File = Files(Changes.Path))
          for (const text::Edit &E : Changes.Edits)
            J.object([&] {
              J.attribute("path", clean(Changes.Path));
              printRange(J, *File, E.Where);
              J.attribute("text", toUTF8(E.Text, File->encoding()));
            });
    });
  });
}

} // namespace

void printJson(llvm::raw_ostream &Out, llvm::ArrayRef<Finding> Findings, const Context &C) {
  std::set<uint32_t> Told; // components whose edits are written
  llvm::json::OStream J(Out, 2);
  J.array([&] {
    for (const Finding &F : Findings)
      J.object([&] {
        J.attribute("code", clean(F.Code));
        J.attribute("message", clean(F.Message));
        J.attribute("severity", severityName(F.Level));
        J.attribute("applicability", applicabilityName(F.Fix));
        printPlace(J, F.Place, C.Files);
        J.attributeArray("related", [&] {
          for (const Location &Place : F.Related)
            J.object([&] { printPlace(J, Place, C.Files); });
        });
        J.attribute("help", F.Help.empty() ? llvm::json::Value(nullptr) : llvm::json::Value(clean(F.Help)));
        J.attribute("component",
                    F.Component ? llvm::json::Value(static_cast<int64_t>(*F.Component)) : llvm::json::Value(nullptr));
        const auto Edits = F.Fix != Applicability::None && F.Component ? C.FixOf(F) : llvm::ArrayRef<text::FileEdits>();
        if (!Edits.empty() && Told.insert(*F.Component).second)
          printFix(J, Edits, C.Files);
        else
          J.attribute("fix", nullptr);
      });
  });
  Out << '\n';
}

} // namespace summary_upgrade::report
