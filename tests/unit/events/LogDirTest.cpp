#include "Logs.h"
#include "events/Check.h"
#include "events/Convert.h"
#include "events/Overview.h"
#include "gmock/gmock.h"
#include <cmath>
#include <sys/stat.h>
#include <unistd.h>

using namespace summary_upgrade::events;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

TEST(LogDir, FindsFilesThroughLinksButNotInCircles) {
  LogDirectory Dir;
  Dir.put("events.out.tfevents.2.a", "");
  Dir.put("b/c/events.out.tfevents.1.a.v2", "");
  Dir.put("b/notes.txt", "");
  ASSERT_EQ(symlink("..", Dir.at("b/up").c_str()), 0);
  ASSERT_EQ(symlink("b", Dir.at("link").c_str()), 0);
  ASSERT_EQ(symlink("nowhere", Dir.at("tfevents.dangling").c_str()), 0);
  ASSERT_EQ(mkfifo(Dir.at("tfevents.pipe").c_str(), 0600), 0) << "would hang a reader";
  auto Files = findEventFiles(Dir.Path);
  ASSERT_TRUE(static_cast<bool>(Files));
  std::vector<std::string> Runs;
  for (const LogFile &F : *Files)
    Runs.push_back(F.Run);
  EXPECT_THAT(Runs, ElementsAre(".", "b/c", "link/c"));
  auto Missing = findEventFiles(Dir.at("missing"));
  ASSERT_FALSE(static_cast<bool>(Missing));
  EXPECT_THAT(llvm::toString(Missing.takeError()), HasSubstr("missing: No such file"));
}

std::vector<std::string> check(const LogDirectory &Dir) {
  auto Result = checkLogDir(Dir.Path);
  EXPECT_TRUE(static_cast<bool>(Result));
  std::vector<std::string> Out;
  for (const Problem &P : Result->Problems)
    Out.push_back(problemName(P.What).str() + "@" + std::to_string(P.Offset));
  return Out;
}

TEST(Check, FilesOneByOne) {
  const std::string V = version(), E0 = event(0, {newScalar("x", 1)}), E1 = event(1, {newScalar("x", 1)});
  const size_t Head = framed({V}).size(), One = framed({E0}).size();
  std::string Start, Log;
  appendIntField(Log, 1, 1);
  appendEvent(Start, 1, 0, EventKind::SessionLog, Log);
  auto at = [](const char *Name, size_t Offset) { return std::string(Name) + "@" + std::to_string(Offset); };
  std::string BadPayload = framed({E1});
  BadPayload[20] ^= 1;
  struct {
    const char *Name;
    std::string Bytes;
    std::vector<std::string> Want;
  } Cases[] = {
      {"good", framed({V, E0, E1}), {}},
      {"empty", "", {"empty@0"}},
      {"no version", framed({E0, E1}), {"version@0"}},
      {"other version", framed({version(1, "brain.Event:7"), E0}), {"version@0"}},
      {"torn", framed({V, E0, E1}).substr(0, Head + One + 20), {at("torn-tail", Head + One)}},
      {"payload", framed({V}) + BadPayload + framed({E1}), {at("bad-data-crc", Head)}},
      {"zeros at the end", framed({V}) + std::string(64, '\0'), {at("bad-length-crc", Head)}},
      {"no event", framed({V, "\x0a\x05hey", E0}), {at("malformed", Head + RecordHeaderSize)}},
      {"steps back", framed({V, E1, E0, E1, E0}), {at("step-back", Head + framed({E1}).size())}},
      {"steps back after a restart", framed({V, E1, Start, E0}), {}},
      {"malformed tensor",
       framed({V, event(0, {tensorValue("x", "\x0a\x05hey", "p")})}),
       {at("malformed", Head + 12 + 9 + 2 + 2 + 3 + 2)}},
  };
  for (const auto &C : Cases) {
    LogDirectory Dir;
    Dir.put("events.out.tfevents.1", C.Bytes);
    EXPECT_EQ(check(Dir), C.Want) << C.Name;
  }
}

TEST(Check, FilesThatOverlapInOneDirectory) {
  auto file = [](std::initializer_list<double> Times) {
    std::vector<std::string> Events;
    for (double Time : Times)
      Events.push_back(Events.empty() ? version(Time) : event(static_cast<int64_t>(Time), {newScalar("x", 1)}, Time));
    return framed(Events);
  };
  LogDirectory After, Together, Apart;
  After.put("r/events.out.tfevents.1", file({1, 2, 3}));
  After.put("r/events.out.tfevents.4", file({4, 5}));
  EXPECT_THAT(check(After), IsEmpty());
  Together.put("r/events.out.tfevents.1", file({1, 2, 5, 6}));
  Together.put("r/events.out.tfevents.4", file({4, 5}));
  EXPECT_THAT(check(Together), ElementsAre("two-files@0"));
  auto Text = checkLogDir(Together.Path);
  ASSERT_TRUE(static_cast<bool>(Text));
  EXPECT_THAT(Text->Problems[0].Text, HasSubstr("2 events are newer than the beginning of events.out.tfevents.4"));
  Apart.put("r/events.out.tfevents.1", file({1, 2, 5, 6}));
  Apart.put("q/events.out.tfevents.4", file({4, 5}));
  EXPECT_THAT(check(Apart), IsEmpty());
}

TEST(Convert, WritesTheSameTreeInTheNewForm) {
  LogDirectory From, To;
  std::string New = event(2, {newScalar("x", 3)});
  From.log("train", {event(1, {oldScalar("x", 2)}), New});
  ConvertResult Result;
  auto none = [](Problem P) { ADD_FAILURE() << P.Text; };
  ASSERT_FALSE(convertLogDir(From.Path, To.Path, false, Result, none));
  EXPECT_EQ(Result.Files, 1u);
  EXPECT_EQ(Result.Events, 3u);
  EXPECT_EQ(Result.Values, 1u);
  std::string Migrated;
  WireError Error;
  ASSERT_TRUE(appendMigratedEvent(Migrated, event(1, {oldScalar("x", 2)}), Error));
  EXPECT_EQ(fileBytes(To.at("train/events.out.tfevents.1.v2")), framed({version(), Migrated, New}));

  auto Again = convertLogDir(From.Path, To.Path, false, Result, none);
  ASSERT_TRUE(static_cast<bool>(Again)) << "nothing is overwritten unasked";
  EXPECT_THAT(llvm::toString(std::move(Again)), HasSubstr("is there already"));
  EXPECT_FALSE(convertLogDir(From.Path, To.Path, true, Result, none));

  for (const std::string &Inside : {From.Path, From.at("v2"), From.at("train/../v2")}) {
    auto Refused = convertLogDir(From.Path, Inside, false, Result, none);
    ASSERT_TRUE(static_cast<bool>(Refused)) << Inside;
    EXPECT_THAT(llvm::toString(std::move(Refused)), HasSubstr("one log directory"));
  }
}

TEST(Convert, KeepsWhatIsWhole) {
  LogDirectory From, To;
  std::string Bytes = framed({version(), event(1, {oldScalar("x", 2)}), event(2, {oldScalar("x", 3)})});
  std::string Path = From.put("one.log", Bytes.substr(0, Bytes.size() - 3));
  ConvertResult Result;
  std::vector<std::string> Problems;
  ASSERT_FALSE(convertLogDir(Path, To.at("out.log"), false, Result,
                             [&](Problem P) { Problems.push_back(problemName(P.What).str()); }));
  EXPECT_THAT(Problems, ElementsAre("torn-tail"));
  EXPECT_EQ(Result.Events, 2u);
  EXPECT_GT(fileBytes(To.at("out.log")).size(), 0u);
}

TEST(Overview, RowsAndFollowing) {
  LogDirectory Dir;
  std::string Path = Dir.log("train", {event(3, {oldScalar("loss", 0.5f), strings("note", {}, {"hello"}, "text")}),
                                       event(9, {oldScalar("loss", 0.25f), strings("note", {}, {"a\x1b[31m"}, "")})});
  auto Glob = llvm::GlobPattern::create("*o*");
  ASSERT_TRUE(static_cast<bool>(Glob));
  LogDirReader Reader(Dir.Path, &*Glob);
  auto none = [](Problem P) { ADD_FAILURE() << P.Text; };
  auto All = Reader.read(none);
  ASSERT_TRUE(static_cast<bool>(All));
  std::vector<std::string> Rows;
  for (const TagRow &R : All->Rows)
    Rows.push_back(R.Run + " " + R.Tag + " " + R.Plugin + " " + std::to_string(R.Count) + " " +
                   std::to_string(R.FirstStep) + ".." + std::to_string(R.LastStep) + " " + R.FirstValue + " " +
                   R.LastValue);
  EXPECT_THAT(Rows, ElementsAre("train loss scalars 2 3..9 0.5 0.25", "train note text 2 3..9 \"hello\" 6 bytes"));

  std::vector<std::string> Seen;
  auto take = [&](const Arrival &A) {
    Seen.push_back((A.Run + " " + A.Tag + " " + std::to_string(A.Step) + " " + A.Value).str());
  };
  ASSERT_FALSE(Reader.follow(take, none));
  EXPECT_THAT(Seen, IsEmpty());
  std::string More = framed({event(10, {oldScalar("loss", 1), oldScalar("hidden", 1)})});
  Dir.put("train/events.out.tfevents.1", More.substr(0, 30), /*Append=*/true);
  ASSERT_FALSE(Reader.follow(take, none));
  EXPECT_THAT(Seen, IsEmpty()) << "half a record";
  Dir.put("train/events.out.tfevents.1", More.substr(30), /*Append=*/true);
  Dir.log("new", {event(0, {newScalar("lo", 7)})});
  ASSERT_FALSE(Reader.follow(take, none));
  EXPECT_THAT(Seen, ElementsAre("new lo 0 7", "train loss 10 1"));
}

TEST(Overview, AFileBegunAnewIsReadFromItsBeginning) {
  LogDirectory Dir;
  Dir.log("r", {event(1, {oldScalar("x", 1)}), event(2, {oldScalar("x", 2)})});
  LogDirReader Reader(Dir.Path, nullptr);
  auto none = [](Problem P) { ADD_FAILURE() << P.Text; };
  ASSERT_TRUE(static_cast<bool>(Reader.read(none)));
  Dir.log("r", {event(5, {oldScalar("x", 3)})});
  std::vector<int64_t> Steps;
  ASSERT_FALSE(Reader.follow([&](const Arrival &A) { Steps.push_back(A.Step); }, none));
  ASSERT_FALSE(Reader.follow([&](const Arrival &A) { Steps.push_back(A.Step); }, none));
  EXPECT_THAT(Steps, ElementsAre(5));
}

TEST(Describe, NumbersAndHostileTags) {
  struct {
    float Number;
    const char *Text;
  } Numbers[] = {{0.1f, "0.1"}, {1.0f / 3, "0.33333334"}, {1e-7f, "1e-07"}, {-2, "-2"}, {INFINITY, "inf"},
                 {NAN, "nan"},  {16777216, "16777216"}};
  for (const auto &N : Numbers)
    EXPECT_EQ(describe(N.Number), N.Text);
  struct {
    std::string Bytes, Text;
  } Strings[] = {{"loss/é", "loss/é"},       {"a\nb", "a\\nb"},          {"\x1b]0;x\x07", "\\x1b]0;x\\x07"},
                 {"\xff\xfe", "\\xff\\xfe"}, {"\xc2\x9b", "\\xc2\\x9b"}, {"\xe2\x82", "\\xe2\\x82"}};
  for (const auto &S : Strings)
    EXPECT_EQ(printable(S.Bytes), S.Text);
  EXPECT_EQ(printable("abcdef", 3), "abc...");
}

} // namespace
