// A workspace that lives through edits says what a new one says of the same texts.
#include "lsp/Workspace.h"
#include "llvm/Support/raw_ostream.h"
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
  for (const auto &M : A.Project.modules()) {
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
      {"# Inside.", "", false},                        // the '#' goes
      {"# Inside.", "# Inside.\n        b = 7", false}, // a line comes
      {"One line.", "One' 'line.", false},
      {"One line.", "One\\nline.", false},
      {"'One line.'", "b'One line.'", false},
      {"'text'", "'texts'", false}, // a value
      {"# in brackets", "# in the brackets", false},
      {"# the write", "# a write", false}, // beside a finding
      {"# Above the writer.", "# Above a writer.", false},
      {"coding: utf-8", "coding: ascii", false},
      {"# A comment on its own", "# summary-upgrade: ignore-file[SU202]", false},
      {"a, b=1", "a, b=12", false},
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
    const size_t At = Random() % 2 || Class == std::string::npos || Class + 120 > Text.size() ? Random() % Text.size() : Class + 20 + Random() % 100;
    static const char *const Pieces[] = {"x", "1", " ", "#", "\n", "'", "", ")", "é", "\\"};
    Text.replace(At, Random() % 3, Pieces[Random() % std::size(Pieces)]);
    Kept += S.change(Text);
    S.expectFresh();
    if (testing::Test::HasFatalFailure())
      return;
  }
  EXPECT_GT(Kept, 20u);
}

} // namespace
