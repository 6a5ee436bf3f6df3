#include "report/Sarif.h"
#include "report/Fingerprint.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"

namespace summary_upgrade::report {
namespace {

std::string clean(llvm::StringRef Text) { return llvm::json::fixUTF8(Text); }

class SarifPrinter {
public:
  SarifPrinter(llvm::raw_ostream &Out, const Context &C) : C(C), J(Out, 2) {}

  void print(llvm::ArrayRef<Finding> Findings) {
    for (const Finding &F : Findings)
      if (RuleIndex.try_emplace(F.Code, static_cast<unsigned>(Codes.size())).second)
        Codes.push_back(F.Code);
    const std::vector<std::string> Prints = fingerprints(Findings, C.Files);
    J.object([&] {
      J.attribute("$schema",
                  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json");
      J.attribute("version", "2.1.0");
      J.attributeArray("runs", [&] {
        J.object([&] {
          J.attributeObject("tool", [&] { J.attributeObject("driver", [&] { driver(); }); });
          J.attribute("columnKind", "unicodeCodePoints");
          J.attributeArray("invocations", [&] { J.object([&] { invocation(); }); });
          J.attributeArray("results", [&] {
            for (size_t I = 0; I < Findings.size(); ++I)
              J.object([&] { result(Findings[I], Prints[I]); });
          });
        });
      });
    });
  }

private:
  void text(llvm::StringRef Key, llvm::StringRef Text, llvm::StringRef Markdown = {}) {
    J.attributeObject(Key, [&] {
      J.attribute("text", clean(Text));
      if (!Markdown.empty())
        J.attribute("markdown", clean(Markdown));
    });
  }

  void driver() {
    J.attribute("name", "summary-upgrade");
    J.attribute("semanticVersion", clean(C.Version));
    J.attributeArray("rules", [&] {
      for (const std::string &Code : Codes)
        J.object([&] {
          const RuleText R = C.Rule(Code);
          J.attribute("id", clean(Code));
          if (R.Name.empty())
            return;
          J.attribute("name", clean(R.Name));
          text("shortDescription", R.Name);
          text("fullDescription", R.Summary);
          text("help", R.Markdown, R.Markdown);
        });
    });
  }

  void invocation() {
    bool Ok = true;
    for (const Problem &P : C.Problems)
      Ok &= !P.IsError;
    J.attribute("executionSuccessful", Ok);
    J.attributeArray("toolExecutionNotifications", [&] {
      for (const Problem &P : C.Problems)
        J.object([&] {
          J.attribute("level", P.IsError ? "error" : "note");
          text("message", P.Message);
          J.attributeArray("locations", [&] {
            J.object([&] {
              J.attributeObject("physicalLocation", [&] {
                artifact(P.Path);
                if (P.At)
                  J.attributeObject("region", [&] {
                    J.attribute("startLine", P.At->Line);
                    J.attribute("startColumn", P.At->Column);
                  });
              });
            });
          });
        });
    });
  }

  void artifact(llvm::StringRef Path) {
    J.attributeObject("artifactLocation", [&] { J.attribute("uri", pathToUri(Path)); });
  }

  void region(llvm::StringRef Key, const text::SourceFile &File, text::Range Where) {
    J.attributeObject(Key, [&] {
      const text::Position Start = File.diskPosition(Where.Begin), End = File.diskPosition(Where.End);
      J.attribute("startLine", Start.Line);
      J.attribute("startColumn", Start.Column);
      J.attribute("endLine", End.Line);
      J.attribute("endColumn", End.Column);
    });
  }

  void location(const Location &Place) {
    J.attributeObject("physicalLocation", [&] {
      artifact(Place.Path);
      if (const text::SourceFile *File = C.Files(Place.Path))
        region("region", *File, Place.Where);
    });
    if (!Place.Label.empty())
      text("message", Place.Label);
  }

  void result(const Finding &F, llvm::StringRef Print) {
    J.attribute("ruleId", clean(F.Code));
    J.attribute("ruleIndex", RuleIndex[F.Code]);
    J.attribute("level", F.Level == Severity::Notice ? "note" : "warning");
    text("message", F.Help.empty() ? F.Message : F.Message + ". Help: " + F.Help);
    J.attributeArray("locations", [&] { J.object([&] { location(F.Place); }); });
    if (!F.Related.empty())
      J.attributeArray("relatedLocations", [&] {
        unsigned Id = 0;
        for (const Location &Place : F.Related)
          J.object([&] {
            J.attribute("id", ++Id);
            location(Place);
          });
      });
    J.attributeObject("partialFingerprints", [&] { J.attribute("summaryUpgrade/v1", Print); });
    fix(F);
    J.attributeObject("properties", [&] {
      J.attribute("applicability", applicabilityName(F.Fix));
      if (F.Component)
        J.attribute("component", static_cast<int64_t>(*F.Component));
    });
  }

  void fix(const Finding &F) {
    if (F.Fix == Applicability::None)
      return;
    llvm::ArrayRef<text::FileEdits> Files = C.FixOf(F);
    // The code of a notebook is not where its regions would point.
    if (Files.empty() || llvm::any_of(Files, [&](const text::FileEdits &Changes) {
          const text::SourceFile *File = C.Files(Changes.Path);
          return File && File->isNotebook();
        }))
      return;
    J.attributeArray("fixes", [&] {
      J.object([&] {
        text("description", F.Fix == Applicability::Safe ? "migrate this writer and all its uses"
                                                         : "migrate this writer and all its uses (unsafe)");
        J.attributeArray("artifactChanges", [&] {
          for (const text::FileEdits &Changes : Files)
            if (const text::SourceFile *File = C.Files(Changes.Path); File && !Changes.Edits.empty())
              J.object([&] {
                artifact(Changes.Path);
                J.attributeArray("replacements", [&] {
                  for (const text::Edit &E : Changes.Edits)
                    J.object([&] {
                      region("deletedRegion", *File, E.Where);
                      text("insertedContent", toUTF8(E.Text, File->encoding()));
                    });
                });
              });
        });
      });
    });
  }

  const Context &C;
  llvm::json::OStream J;
  std::vector<std::string> Codes;
  llvm::StringMap<unsigned> RuleIndex;
};

} // namespace

std::string pathToUri(llvm::StringRef Path) {
  llvm::SmallString<256> Short(Path);
  llvm::sys::path::remove_dots(Short, /*remove_dot_dot=*/false, llvm::sys::path::Style::posix);
  std::string Uri = Short.starts_with("/") ? "file://" : "";
  for (const char Char : Short) {
    const bool Plain = llvm::isAlnum(Char) || llvm::StringRef("/-._~").contains(Char);
    if (Plain)
      Uri += Char;
    else
      Uri += "%" + llvm::toHex(llvm::StringRef(&Char, 1));
  }
  return Uri;
}

void printSarif(llvm::raw_ostream &Out, llvm::ArrayRef<Finding> Findings, const Context &C) {
  SarifPrinter(Out, C).print(Findings);
  Out << '\n';
}

} // namespace summary_upgrade::report
