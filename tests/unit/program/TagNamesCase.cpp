#include "TagNamesCase.h"
#include "program/TagNames.h"

using namespace llvm;

namespace summary_upgrade::program {

static std::vector<text::SourceFile> filesOf(StringRef Program) {
  std::vector<text::SourceFile> Files;
  std::string Path = "main.py", Bytes;
  auto finish = [&] {
    auto File = text::SourceFile::fromBytes(Path, Bytes);
    if (!File)
      FAIL() << toString(File.takeError());
    Files.push_back(std::move(*File));
    Bytes.clear();
  };
  Program.consume_front("\n");
  while (!Program.empty()) {
    auto [Line, Rest] = Program.split('\n');
    if (StringRef Name = Line; Name.consume_front("# --- ")) {
      if (!Bytes.empty())
        finish();
      Path = Name.str();
    } else {
      Bytes += (Line + "\n").str();
    }
    Program = Rest;
  }
  finish();
  return Files;
}

static std::string describe(const TagAnswer &Answer, StringRef Expected) {
  switch (Answer.What) {
  case TagAnswer::Keep:
    return "keep";
  case TagAnswer::Literal:
    return "= " + Answer.Leaf;
  case TagAnswer::FullTag:
    return "full " + Answer.Leaf;
  case TagAnswer::Cleaned:
    return "clean '" + Answer.Illegal + "'";
  case TagAnswer::Counted:
  case TagAnswer::Unknown:
    break;
  }
  // The comment gives a part of the reason.
  std::string Kind = Answer.What == TagAnswer::Counted ? "count " : "? ";
  if (StringRef Part = Expected; Part.consume_front(Kind) && StringRef(Answer.Reason).contains(Part))
    return Expected.str();
  return Kind + Answer.Reason;
}

void expectTags(const TagCase &Case) {
  Project P = Project::fromSources(filesOf(Case.Program));
  for (const FileProblem &Problem : P.problems())
    ADD_FAILURE() << Problem.Path << ": " << Problem.Message;
  Linker L(P);
  std::vector<TagQuery> Queries;
  for (uint32_t File = 0; File < P.modules().size(); ++File) {
    const python::ModuleFacts &F = *P.module(File).Facts;
    for (Id E = 0; E < F.Exprs.size(); ++E) {
      if (F.Exprs[E].Kind != python::ExprKind::Call ||
          !StringRef(L.calleePath({File, E})).starts_with("tensorflow.summary."))
        continue;
      TagQuery Q{{File, E}, NoId, NoId};
      for (size_t I = 1; I < F.Exprs[E].Children.size(); ++I) {
        const python::Expr &Argument = F.Exprs[F.Exprs[E].Children[I]];
        if (Argument.Kind != python::ExprKind::Keyword && I == 1)
          Q.NameExpr = F.Exprs[E].Children[I];
        else if (Argument.Text == "name")
          Q.NameExpr = Argument.Children[0];
        else if (Argument.Text == "family")
          Q.FamilyExpr = Argument.Children[0];
      }
      // merge_all() and FileWriter() have no name.
      if (Q.NameExpr != NoId && !StringRef(L.calleePath({File, E})).contains("FileWriter") &&
          !StringRef(L.calleePath({File, E})).contains("merge"))
        Queries.push_back(Q);
    }
  }
  EXPECT_FALSE(Queries.empty());
  std::vector<TagAnswer> Answers = computeTags(L, Queries);
  ASSERT_EQ(Answers.size(), Queries.size());
  for (size_t I = 0; I < Queries.size(); ++I) {
    const SourceModule &M = P.module(Queries[I].Call.File);
    uint32_t Line = M.File.lineOf(M.Facts->ExprRange[Queries[I].Call.Node].Begin);
    StringRef Expected = M.File.lineText(Line).rsplit("  # ").second;
    EXPECT_EQ(describe(Answers[I], Expected), Expected.str()) << M.File.path().str() << ":" << Line + 1;
  }
}

} // namespace summary_upgrade::program
