// A workspace that lives through edits says what a new one says of the same texts.
#include "lsp/Workspace.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdlib>
#include <gtest/gtest.h>
#include <random>

using namespace summary_upgrade;
using namespace summary_upgrade::lsp;

namespace {

const char Train[] = R"(# -*- coding: utf-8 -*-
"""Trains it."""
import sys  # for the arguments

import tensorflow as tf

import model


class Other(object):
    """Documentation: é and more."""

    # A comment on its own, far from all that is migrated.

    def add(self, a, b=1):
        # Inside.
        total = (a +  # in brackets
                 b)
        return total * 2  # behind

    def name(self):
        'One line.'
        return 'text'


def main(logdir):
    # Above the model.
    built = model.Model()
    sess = tf.Session()


    # Above the writer.
    writer = tf.summary.FileWriter(logdir)  # summary-upgrade: ignore[SU999]
    for i in range(6):

        # Quiet.


        # In the loop.
        summaries = sess.run(built.summary_op, {built.x: i})
        writer.add_summary(summaries, global_step=i)  # the write
    # The end.
    writer.close()


# Below.
main(sys.argv[1])
)";
const char Model[] = R"(import tensorflow as tf


class Model(object):
    """What is trained."""

    def __init__(self):
        self.x = tf.placeholder(tf.float32, [])  # the input
        tf.summary.scalar('loss', self.x * 2)
        self.summary_op = tf.summary.merge_all()


def unused():
    # Nobody calls it.
    return """not a statement"""
)";
const std::string TrainPath = "/nowhere/train.py", ModelPath = "/nowhere/model.py";

llvm::Expected<WorkspaceSettings> defaults(llvm::StringRef) { return WorkspaceSettings(); }

void print(llvm::raw_ostream &Out, text::Range R) { Out << R.Begin << '-' << R.End << ' '; }
void print(llvm::raw_ostream &Out, const std::vector<text::FileEdits> &List) {
  for (const text::FileEdits &File : List)
    for (const text::Edit &E : File.Edits) {
      Out << File.Path << ' ';
      print(Out, E.Where);
      Out << E.Text << '\n';
    }
}
std::string dump(const Analysis &A) {
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  for (const report::Finding &F : A.Plan.Findings) {
    Out << F.Code << ' ' << F.Message << ' ' << F.Place.Path << ' ';
    print(Out, F.Place.Where);
    for (const report::Location &L : F.Related) {
      Out << L.Path << ' ' << L.Label << ' ';
      print(Out, L.Where);
    }
    Out << '\n';
  }
  print(Out, A.Plan.Edits);
  for (const migrate::ComponentFiles &Files : A.Plan.FilesOf)
    print(Out, Files.Edits);
  for (const auto &[Path, Problem] : A.Broken) {
    Out << Path << Problem->Message;
    print(Out, Problem->Where);
  }
  for (const auto &[Path, Place] : A.Modules) {
    const program::SourceModule *M = &Place.first->Project.module(Place.second);
    Out << M->File.path() << ' ' << M->File.bytes() << '\n' << python::dumpFacts(*M->Facts, M->File);
    for (const text::Range &R : M->Facts->Comments)
      print(Out, R);
    for (const text::Range &R : M->Facts->ExprOuter)
      print(Out, R);
  }
  for (const auto &[Path, Version] : A.Versions)
    Out << Path << ' ' << Version << '\n';
  return Text;
}

struct Session {
  Workspace Files{defaults};
  int64_t Version = 1;
  explicit Session(std::string TrainText = Train, std::string ModelText = Model, int64_t At = 1) {
    EXPECT_EQ(Files.setFolders({}), "");
    Files.open(TrainPath, std::move(TrainText), At);
    Files.open(ModelPath, std::move(ModelText), 1);
    Files.analysis();
  }
  /// True if the analysis was kept.
  bool change(const std::string &Text) {
    const uint64_t Before = Files.timesRetouched();
    Files.document(TrainPath)->Text = Text;
    Files.document(TrainPath)->Version = ++Version;
    Files.changed(TrainPath);
    Files.analysis();
    return Files.timesRetouched() > Before;
  }
  void expectFresh() {
    Session New(Files.document(TrainPath)->Text, Model, Version);
    ASSERT_EQ(dump(Files.analysis()), dump(New.Files.analysis())) << Files.document(TrainPath)->Text;
  }
};

/// `Text` with `Part`, which stands in it once, replaced.
std::string with(const std::string &Part, const std::string &New, std::string Text = Train) {
  const size_t At = Text.find(Part);
  EXPECT_NE(At, std::string::npos) << Part;
  EXPECT_EQ(Text.find(Part, At + 1), std::string::npos) << Part;
  return Text.replace(At, Part.size(), New);
}

TEST(Retouch, WhatIsKept) {
  const struct {
    const char *Old, *New;
    bool Kept;
  } Cases[] = {
      {"on its own", "on it's \\own", true},
      {"Documentation: é", "Documentation: è", true},
      {"Documentation: é and more.", "", true},
      {"One line.", "One line more.", true},
      {"# Inside.", "#", true},
      {"# Quiet.", "# Quiet too.", true},
      {"# behind", "# behind it", true},
      {"# Inside.", "", false},                         // the '#' goes
      {"# Inside.", "# Inside.\n        b = 7", false}, // a line comes
      {"One line.", "One' 'line.", false},
      {"One line.", "One\\nline.", false},
      {"'One line.'", "b'One line.'", false},
      {"'text'", "'texts'", true}, // a value that nobody looks at
      {"'text'", "'text''s'", false},
      {"# in brackets", "# in the brackets", false},
      {"# the write", "# a write", false}, // beside a finding
      {"# Above the writer.", "# Above a writer.", false},
      {"coding: utf-8", "coding: ascii", false},
      {"# A comment on its own", "# summary-upgrade: ignore-file[SU202]", false},
      {"on its own", "about sys.path", false},
      {"a, b=1", "a, b=12", false},       // a default is evaluated
      {"a, b=1", "a,  b=1", false},       // not within a literal
      {"total * 2", "total * 27", true},  // a number that nobody looks at
      {"total * 2", "total * 2.", false}, // of another kind
      {"total * 2", "total * 02", false},
      {"total * 2", "total * 1234567890123456789", false},
      {"total * 2", "total * 2_0", false},
      {"total * 2", "total * 2e", false},
      {"total * 2", "total * x2", false},
      {"range(6)", "range(7)", false}, // near a finding
  };
  for (const auto &Case : Cases) {
    SCOPED_TRACE(std::string(Case.Old) + " -> " + Case.New);
    Session S;
    EXPECT_EQ(S.change(with(Case.Old, Case.New)), Case.Kept);
    S.expectFresh();
    // And back, from what the edit left behind.
    S.change(Train);
    S.expectFresh();
  }
}

TEST(Retouch, WordsThatDecideWhatIsRead) {
  Session S;
  S.change(with("# Quiet.", "# Quiet summary."));
  S.expectFresh();
  // Another document changes in between: its edit is not taken for one of this file.
  S.Files.document(ModelPath)->Text = "x = 1\n";
  S.Files.changed(ModelPath);
  EXPECT_FALSE(S.change(Train));
  Session New(Train, "x = 1\n", S.Version);
  EXPECT_EQ(dump(S.Files.analysis()), dump(New.Files.analysis()));
}

TEST(Workspace, AnAnalysisThatIsNoLongerWanted) {
  Session S;
  const std::string Old = dump(S.Files.analysis());
  auto edit = [&](const std::string &Text) {
    S.Files.document(TrainPath)->Text = Text;
    S.Files.document(TrainPath)->Version = ++S.Version;
    S.Files.changed(TrainPath);
  };
  edit(with("total * 2", "total * x"));
  for (unsigned Phases = 0; Phases < 3; ++Phases) {
    unsigned Asked = 0;
    EXPECT_FALSE(S.Files.analyse([&] { return Asked++ == Phases; })) << Phases;
    EXPECT_TRUE(S.Files.isDirty());
  }
  // A change that alone would keep what is known does not hide the one before.
  edit(with("total * 2", "total * x", with("'text'", "'texts'")));
  S.expectFresh();
  EXPECT_NE(dump(S.Files.analysis()), Old);
}

TEST(Retouch, CommentsThatSayThatAFileIsGenerated) {
  for (const char *Folder : {"", "/nowhere"}) {
    const std::string Head = "import sys\n\n\n# Made by hand.\n\n\n";
    auto session = [&](const std::string &Text) {
      auto S = std::make_unique<Session>();
      EXPECT_EQ(S->Files.setFolders(*Folder ? std::vector<std::string>{Folder} : std::vector<std::string>{}), "");
      S->Files.open(TrainPath, Text, 2);
      S->Files.analysis();
      return S;
    };
    auto S = session(Head + Train);
    S->Version = 1;
    EXPECT_FALSE(S->change(with("Made by hand.", "@generated by hand.", Head + Train)));
    EXPECT_EQ(dump(S->Files.analysis()),
              dump(session(with("Made by hand.", "@generated by hand.", Head + Train))->Files.analysis()));
  }
}

TEST(Retouch, FilesThatAreNotParsed) {
  const std::string Path = "/nowhere/other.py";
  auto open = [&](const std::string &Text) {
    auto S = std::make_unique<Session>();
    S->Files.open(Path, Text, 1);
    S->Files.analysis();
    return S;
  };
  const struct {
    const char *Old, *New;
    bool Kept;
  } Cases[] = {
      {"import os\nx = 1\n", "import os\nxy = 1\n", true},
      {"import os\nx = 1\n", "import os\ndef x(:\n", true}, // nobody parses it
      {"import os\nx = 1\n", "import os\nx = 'Summary'\n", false},
      {"import os\nx = 1\n", "import model\nx = 1\n", false},    // an importer is parsed
      {"import model\nx = 1\n", "import model\ny = 1\n", false}, // it is parsed already
      {"import os\nx = 1\n", "import os\nx = 1\xff\n", false},
  };
  for (const auto &Case : Cases) {
    SCOPED_TRACE(std::string(Case.Old) + " -> " + Case.New);
    auto S = open(Case.Old);
    const uint64_t Before = S->Files.timesRetouched();
    S->Files.document(Path)->Text = Case.New;
    S->Files.changed(Path);
    const std::string Now = dump(S->Files.analysis());
    EXPECT_EQ(S->Files.timesRetouched() > Before, Case.Kept);
    EXPECT_EQ(Now, dump(open(Case.New)->Files.analysis()));
  }
}

TEST(Retouch, RandomEditsGiveWhatAFreshAnalysisGives) {
  std::mt19937 Random(9);
  Session S;
  unsigned Kept = 0;
  for (unsigned I = 0; I < 300; ++I) {
    std::string Text = S.Files.document(TrainPath)->Text;
    if (I % 3 == 0)
      Text = Train;
    // Half of them near the comments and strings that nothing depends on.
    const size_t Class = Text.find("class Other");
    const size_t At = Random() % 2 || Class == std::string::npos || Class + 120 > Text.size()
                          ? Random() % Text.size()
                          : Class + 20 + Random() % 100;
    static const char *const Pieces[] = {"x", "1", " ", "#", "\n", "'", "", ")", "é", "\\"};
    Text.replace(At, Random() % 3, Pieces[Random() % std::size(Pieces)]);
    Kept += S.change(Text);
    S.expectFresh();
    if (testing::Test::HasFatalFailure())
      return;
  }
  EXPECT_GT(Kept, 20u);
}

/// What most code is like: nothing to do with summaries.
const char Ordinary[] = R"(

def mean_above(values, scale):
    """Sums what is above the mean."""
    total = 0.0
    for value in values:
        # The 3 is a guess.
        if value * scale > 3.5:
            total += value / 4  # weighted
    names = ['total', 'n']


    while 1:
        total = total + 12 - {'a': 7, 'b': "text"}['a']
        if total > 250:
            break
    return {names[0]: total, names[1]: len(values), 'kind': 'mean', 'weights': [0.25, 1, 3]}


print('%d files of %s' % (len(str(17)), "text"))
)";

/// Programs of the corpus, edited where literals and comments are: what was concluded from one of them must not be
/// kept. SUMMARY_UPGRADE_EDITS=N makes it longer.
TEST(Retouch, ProgramsOfTheCorpus) {
  std::vector<std::string> Paths;
  std::error_code Problem;
  for (llvm::sys::fs::recursive_directory_iterator At(CORPUS_FOLDER, Problem), End; At != End && !Problem;
       At.increment(Problem))
    if (llvm::StringRef(At->path()).ends_with(".py"))
      Paths.push_back(At->path());
  ASSERT_GT(Paths.size(), 50u);
  llvm::sort(Paths);
  const char *const Given = std::getenv("SUMMARY_UPGRADE_EDITS");
  const unsigned Edits = Given ? static_cast<unsigned>(std::atoi(Given)) : 250;
  std::mt19937 Random(Given ? std::random_device()() : 5);
  unsigned Kept = 0;
  std::unique_ptr<Session> S;
  std::string Original;
  for (unsigned I = 0; I < Edits; ++I) {
    if (I % 10 == 0) {
      auto Buffer = llvm::MemoryBuffer::getFile(Paths[Random() % Paths.size()]);
      ASSERT_TRUE(bool(Buffer));
      Original = (*Buffer)->getBuffer().str() + Ordinary;
      S = std::make_unique<Session>(Original);
    }
    std::string Text = Random() % 3 ? S->Files.document(TrainPath)->Text : Original;
    if (Text.empty())
      continue;
    // Behind a digit, or somewhere in a string or comment.
    size_t At =
        Random() % 2 ? Random() % Text.size() : Text.size() - 1 - Random() % std::min(Text.size(), sizeof Ordinary);
    const char *const Wanted = Random() % 3 ? "0123456789" : "'\"#";
    if (const size_t Found = Text.find_first_of(Wanted, At); Found != std::string::npos && Random() % 8)
      At = Found + 1 + (Text[Found] == '#' || Random() % 2 ? Random() % 3 : 0);
    static const char *const Pieces[] = {"7", "7", "0", "q", "s", " ", ".", "", "", "/", "e", "-"};
    At = std::min(At, Text.size());
    Text.replace(At, Random() % 3 == 0, Pieces[Random() % std::size(Pieces)]);
    Kept += S->change(Text);
    S->expectFresh();
    if (testing::Test::HasFatalFailure())
      return;
  }
  if (Given)
    llvm::outs() << Kept << " of " << Edits << " edits kept the analysis\n";
  EXPECT_GT(Kept, Edits / 60);
}

} // namespace
