#include "events/Compare.h"
#include "Logs.h"
#include "events/Pixels.h"
#include "gmock/gmock.h"
#include <png.h>

using namespace summary_upgrade::events;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

std::string png(uint32_t Width, uint32_t Height, uint32_t Format, const std::vector<uint8_t> &Bytes,
                bool Fast = false) {
  png_image Image;
  std::memset(&Image, 0, sizeof Image);
  Image.version = PNG_IMAGE_VERSION;
  Image.width = Width;
  Image.height = Height;
  Image.format = Format;
  Image.flags = Fast ? PNG_IMAGE_FLAG_FAST : 0;
  png_alloc_size_t Size = PNG_IMAGE_PNG_SIZE_MAX(Image);
  std::string Out(Size, '\0');
  EXPECT_TRUE(png_image_write_to_memory(&Image, Out.data(), &Size, 0, Bytes.data(), 0, nullptr));
  Out.resize(Size);
  return Out;
}

std::vector<uint8_t> ramp(size_t Size, unsigned Plus = 0) {
  std::vector<uint8_t> Out;
  for (size_t I = 0; I < Size; ++I)
    Out.push_back(static_cast<uint8_t>(I * 7 % 200 + Plus));
  return Out;
}

TEST(Pixels, ChannelsAreThoseOfTheFile) {
  struct {
    uint32_t Format, Channels;
  } Cases[] = {{PNG_FORMAT_GRAY, 1}, {PNG_FORMAT_GA, 2}, {PNG_FORMAT_RGB, 3}, {PNG_FORMAT_RGBA, 4}};
  for (const auto &C : Cases) {
    std::vector<uint8_t> Bytes = ramp(5 * 3 * C.Channels);
    auto P = decodePng(png(5, 3, C.Format, Bytes));
    ASSERT_TRUE(P);
    EXPECT_EQ(P->Width, 5u);
    EXPECT_EQ(P->Height, 3u);
    EXPECT_EQ(P->Channels, C.Channels);
    EXPECT_EQ(P->Bytes, Bytes);
  }
}

TEST(Pixels, DamagedAndHugeOnesAreNone) {
  std::string Good = png(40, 30, PNG_FORMAT_RGB, ramp(3600));
  EXPECT_FALSE(decodePng(""));
  EXPECT_FALSE(decodePng("GIF89a"));
  for (size_t Size : {8u, 20u, 40u, 60u})
    EXPECT_FALSE(decodePng(std::string_view(Good).substr(0, Size)));
  // A header of 2^30 x 2^30 pixels with its checksum made right.
  std::string Huge = Good;
  for (size_t At : {16u, 20u})
    Huge.replace(At, 4, std::string("\x40\0\0\0", 4));
  uint32_t Crc = 0xffffffff;
  for (size_t At = 12; At < 29; ++At) {
    Crc ^= static_cast<unsigned char>(Huge[At]);
    for (int Bit = 0; Bit < 8; ++Bit)
      Crc = (Crc >> 1) ^ ((Crc & 1) ? 0xedb88320u : 0);
  }
  for (int I = 0; I < 4; ++I)
    Huge[29 + I] = static_cast<char>(~Crc >> (24 - 8 * I));
  EXPECT_FALSE(decodePng(Huge));
}

/// Values at steps; runs are directories.
using Log = std::vector<std::pair<std::string, std::vector<std::string>>>;

struct Outcome {
  Comparison Result;
  std::vector<Problem> Problems;
  std::vector<std::string> Kinds; ///< "run/tag kind count new"
};

Outcome compare(const Log &Before, const Log &After, CompareOptions Options = {}, bool Documented = false) {
  LogDirectory A, B;
  for (const auto &[Run, Events] : Before)
    A.log(Run, Events);
  for (const auto &[Run, Events] : After)
    B.log(Run, Events);
  Names Known;
  Outcome Out;
  auto Note = [&](Problem P) { Out.Problems.push_back(std::move(P)); };
  auto Left = loadStream(A.Path, Known, Documented, Note), Right = loadStream(B.Path, Known, Documented, Note);
  EXPECT_TRUE(Left && Right);
  Out.Result = compareStreams(*Left, *Right, Known, Options);
  for (const Difference &D : Out.Result.Differences) {
    std::string Text = D.Run + "/" + D.Tag + " " + differenceName(D.What).str() + " " + std::to_string(D.Count);
    if (!D.NewName.empty())
      Text += " " + D.NewName;
    if (D.Delta)
      Text += " " + std::to_string(*D.Delta);
    Out.Kinds.push_back(Text);
  }
  return Out;
}

/// One event for each step from `First`, with the values given.
std::vector<std::string> scalars(std::string_view Tag, const std::vector<float> &Values, int64_t First = 0,
                                 bool Old = false) {
  std::vector<std::string> Out;
  for (float Number : Values)
    Out.push_back(event(First++, {Old ? oldScalar(Tag, Number) : newScalar(Tag, Number)}));
  return Out;
}

std::vector<std::string> both(std::vector<std::string> A, const std::vector<std::string> &B) {
  A.insert(A.end(), B.begin(), B.end());
  return A;
}

TEST(Compare, OldAndNewFormsOfTheSameAreEqual) {
  auto Out = compare({{"train", scalars("loss", {1, 2, 3}, 0, true)}}, {{"train", scalars("loss", {1, 2, 3})}});
  EXPECT_TRUE(Out.Result.equal());
  EXPECT_EQ(Out.Result.CountBefore, 3u);
  EXPECT_THAT(Out.Kinds, IsEmpty());
  ASSERT_EQ(Out.Result.Tags.size(), 1u);
  EXPECT_EQ(Out.Result.Tags[0].Exact, 3u);
}

TEST(Compare, WhatDifferencesMean) {
  const auto Base = scalars("loss", {1, 2, 3, 4});
  struct {
    const char *Name;
    Log After;
    size_t Unmatched;
    std::vector<std::string> Kinds;
  } Cases[] = {
      {"lost at the end", {{"r", scalars("loss", {1, 2, 3})}}, 1, {"r/loss missing 1"}},
      {"doubled", {{"r", both(Base, {event(2, {newScalar("loss", 3)})})}}, 1, {"r/loss extra 1"}},
      {"one value", {{"r", scalars("loss", {1, 2, 3.5f, 4})}}, 2, {"r/loss off in value 1"}},
      {"scaled", {{"r", scalars("loss", {10, 20, 30, 40})}}, 8, {"r/loss off in value 4"}},
      {"one step late", {{"r", scalars("loss", {1, 2, 3, 4}, 1)}}, 8, {"r/loss moved in step 4 1"}},
      {"one step late, one lost",
       {{"r", scalars("loss", {1, 2, 3}, 1)}},
       7,
       {"r/loss moved in step 3 1", "r/loss missing 1"}},
      {"all at step 0",
       {{"r",
         {event(0, {newScalar("loss", 1)}), event(0, {newScalar("loss", 2)}), event(0, {newScalar("loss", 3)}),
          event(0, {newScalar("loss", 4)})}}},
       6,
       {"r/loss moved in step 3"}},
      {"renamed", {{"r", scalars("train/loss", {1, 2, 3, 4})}}, 8, {"r/loss renamed 4 train/loss"}},
      {"other directory", {{"q", Base}}, 8, {"r/ other directory 4 q"}},
      {"nothing", {}, 4, {"r/loss missing 4"}},
      {"other plugin",
       {{"r", both(scalars("loss", {1, 2, 3}), {event(3, {newScalar("loss", 4, "mine")})})}},
       2,
       {"r/loss other plugin 1 mine"}},
      {"other order", {{"r", {Base[3], Base[0], Base[2], Base[1]}}}, 0, {}},
  };
  for (const auto &C : Cases) {
    auto Out = compare({{"r", Base}}, C.After);
    EXPECT_EQ(Out.Result.Unmatched, C.Unmatched) << C.Name;
    EXPECT_EQ(Out.Kinds, C.Kinds) << C.Name;
  }
}

TEST(Compare, Tolerance) {
  const float Nan = std::nanf(""), Inf = INFINITY;
  struct {
    float Before, After;
    bool Equal;
  } Cases[] = {{1, 1.000009f, true}, {1, 1.00002f, false}, {0, 9e-8f, true},      {0, 2e-7f, false},
               {Nan, Nan, true},     {Nan, 0, false},      {Inf, Inf, true},      {Inf, -Inf, false},
               {Inf, 3e38f, false},  {0.0f, -0.0f, true},  {3e38f, -3e38f, false}};
  for (const auto &C : Cases)
    EXPECT_EQ(compare({{".", scalars("x", {C.Before})}}, {{".", scalars("x", {C.After})}}).Result.equal(), C.Equal)
        << C.Before << " " << C.After;
  CompareOptions Loose;
  Loose.RelativeTolerance = 0.1;
  auto Out = compare({{".", scalars("x", {1})}}, {{".", scalars("x", {1.05f})}}, Loose);
  EXPECT_TRUE(Out.Result.equal());
  EXPECT_EQ(Out.Result.Tags[0].Tolerated, 1u);
  Loose.TagsOnly = true;
  EXPECT_TRUE(compare({{".", scalars("x", {1})}}, {{".", scalars("x", {7})}}, Loose).Result.equal());
  EXPECT_FALSE(compare({{".", scalars("x", {1})}}, {{".", scalars("x", {1}, 1)}}, Loose).Result.equal());
}

std::string image(const std::string &Tag, const std::string &Png) {
  return strings(Tag, {3}, {"5", "3", Png}, "images");
}

TEST(Compare, ImagesByPixelsWithOneGreyLevel) {
  auto one = [](const std::string &Png) { return Log{{".", {event(0, {image("x", Png)})}}}; };
  std::string Base = png(5, 3, PNG_FORMAT_GRAY, ramp(15));
  std::string Other = png(5, 3, PNG_FORMAT_GRAY, ramp(15), /*Fast=*/true);
  ASSERT_NE(Base, Other) << "the same pixels in other bytes";
  EXPECT_EQ(compare(one(Base), one(Other)).Result.Tags[0].Exact, 1u);
  EXPECT_EQ(compare(one(Base), one(png(5, 3, PNG_FORMAT_GRAY, ramp(15, 1)))).Result.Tags[0].Tolerated, 1u);
  EXPECT_FALSE(compare(one(Base), one(png(5, 3, PNG_FORMAT_GRAY, ramp(15, 2)))).Result.equal());
  EXPECT_FALSE(compare(one(Base), one(png(3, 5, PNG_FORMAT_GRAY, ramp(15)))).Result.equal());
  EXPECT_FALSE(compare(one(Base), one("no picture")).Result.equal());
  EXPECT_TRUE(compare(one("no picture"), one("no picture")).Result.equal());
}

std::string histogram(std::string_view Tag, const std::vector<float> &Rows) {
  std::string Tensor;
  appendFloatTensor(Tensor, {static_cast<int64_t>(Rows.size() / 3), 3}, Rows);
  return tensorValue(Tag, Tensor, "histograms");
}

TEST(Compare, DocumentedChangesFoldTagsAndBuckets) {
  std::string P1 = png(5, 3, PNG_FORMAT_GRAY, ramp(15)), P2 = png(5, 3, PNG_FORMAT_GRAY, ramp(15, 9));
  Log Before = {{".",
                 {event(0, {image("x/image/0", P1), image("x/image/1", P2), image("y/image", P1),
                            strings("z/audio", {1, 2}, {"wav", ""}, "audio"), histogram("h", {0, 1, 2, 1, 5, 4})})}}};
  Log After = {{".",
                {event(0, {strings("x", {4}, {"5", "3", P1, P2}, "images"), image("y", P1),
                           strings("z", {1, 2}, {"wav", "label"}, "audio"), histogram("h", {0, 2, 3, 2, 5, 3})})}}};
  EXPECT_FALSE(compare(Before, After).Result.equal());
  auto Out = compare(Before, After, {}, /*Documented=*/true);
  EXPECT_TRUE(Out.Result.equal()) << Out.Kinds.size();
  EXPECT_EQ(Out.Result.CountBefore, 5u);
  EXPECT_EQ(Out.Result.CountAfter, 5u);
  After[0].second[0] = event(0, {strings("x", {4}, {"5", "3", P2, P1}, "images")});
  EXPECT_FALSE(compare(Before, After, {}, true).Result.equal());
}

TEST(Compare, HistogramsOverOtherEdgesAreEqualWhenOneSetOfDataFitsBoth) {
  using Rows = std::vector<float>;
  const Rows Base = {-2, 0, 3, 0, 1, 4, 1, 2, 3}, Around = {4.5f, 5.5f, 7}, Point = {5, 5, 0, 5, 5, 7};
  struct {
    const char *Name;
    Rows Before, After;
    bool Same;
  } Cases[] = {
      {"the same", Base, Base, true},
      {"other edges", Base, {-2, 0.5f, 5, 0.5f, 2, 5}, true},
      {"one bucket", Base, {-2, 2, 10}, true},
      {"empty buckets between", Base, {-2, -1, 3, -1, 1, 0, 1, 1.5f, 7, 1.5f, 2, 0}, false},
      {"more below 0 than there were", Base, {-2, -0.5f, 4, -0.5f, 2, 6}, false},
      {"fewer below 1 than there were", Base, {-2, 1.5f, 6, 1.5f, 2, 4}, false},
      {"another smallest value", Base, {-2.5f, 0, 3, 0, 2, 7}, false},
      {"another largest value", Base, {-2, 0, 3, 0, 2.1f, 7}, false},
      {"another count", Base, {-2, 0, 3, 0, 2, 8}, false},
      {"all values scaled", Base, {-4, 0, 3, 0, 2, 4, 2, 4, 3}, false},
      {"one value, 1.15 against 2.x", Around, Point, true},
      {"another value", Around, {6, 6, 7}, false},
      {"around 5, and spread", Around, {4, 5, 3, 5, 6, 4}, false},
      {"edges rounded", {0.1f, 1000, 5, 1000, 2000, 5}, {0.1f, 999.999f, 5, 999.999f, 2000, 5}, true},
      {"no values", {0, 1, 0}, {0, 0, 0, 0, 0, 0}, true},
      {"no values any more", Base, {0, 0, 0}, false},
      {"no number", {NAN, 1, 10}, {0, 1, 10}, false},
      {"no number on both sides", {NAN, 1, 10}, {NAN, 1, 10}, true},
  };
  for (const auto &C : Cases) {
    auto one = [](const Rows &R) { return Log{{".", {event(3, {histogram("h", R)})}}}; };
    EXPECT_EQ(compare(one(C.Before), one(C.After), {}, true).Result.equal(), C.Same) << C.Name;
    EXPECT_EQ(compare(one(C.After), one(C.Before), {}, true).Result.equal(), C.Same) << C.Name;
  }
}

TEST(Compare, RunMetadataIsASummaryInTensorFlow2) {
  auto old = [](int64_t Step, std::string_view Tag, std::string_view Content) {
    std::string Body, Out;
    appendStringField(Body, 1, Tag);
    appendStringField(Body, 2, Content);
    appendEvent(Out, 1, Step, EventKind::TaggedRunMetadata, Body);
    return Out;
  };
  auto now = [](int64_t Step, std::string_view Tag, std::string_view Content) {
    return event(Step, {strings(Tag, {}, {Content}, "graph_run_metadata")});
  };
  const Log Before = {{".", {old(4, "step4", "timings")}}};
  struct {
    const char *Name;
    std::vector<std::string> After;
    bool Same;
  } Cases[] = {
      {"other timings", {now(4, "step4", "others")}, true},
      {"v1 again", {old(4, "step4", "others")}, true},
      {"nothing in it", {now(4, "step4", "")}, false},
      {"lost", {}, false},
      {"another tag", {now(4, "step5", "timings")}, false},
      {"another step", {now(5, "step4", "timings")}, false},
      {"twice", {now(4, "step4", "timings"), now(4, "step4", "timings")}, false},
  };
  for (const auto &C : Cases)
    EXPECT_EQ(compare(Before, {{".", C.After}}, {}, true).Result.equal(), C.Same) << C.Name;
  EXPECT_FALSE(compare(Before, {{".", Cases[0].After}}).Result.equal()) << "only a documented change";
}

TEST(Compare, PluginsGoOnForATag) {
  auto Out = compare({{".", {event(0, {newScalar("x", 1)}), event(1, {newScalar("x", 2, "")})}}},
                     {{".", scalars("x", {1, 2})}});
  EXPECT_TRUE(Out.Result.equal());
}

TEST(Compare, ManyValuesAtOneStep) {
  std::vector<std::string> Forward, Backward, Other;
  for (int I = 0; I < 3000; ++I) {
    Forward.push_back(event(0, {newScalar("x", static_cast<float>(I))}));
    Backward.insert(Backward.begin(), event(0, {newScalar("x", static_cast<float>(I) * 1.000001f)}));
  }
  EXPECT_TRUE(compare({{".", Forward}}, {{".", Backward}}).Result.equal());
  Backward[10] = event(0, {newScalar("x", -5)});
  auto Out = compare({{".", Forward}}, {{".", Backward}});
  EXPECT_EQ(Out.Result.Unmatched, 2u);
  EXPECT_THAT(Out.Kinds, ElementsAre("./x off in value 1"));
}

TEST(Compare, DamageIsReportedAndTheRestCompared) {
  LogDirectory A;
  std::string Bytes = framed({version(), event(0, {newScalar("x", 1)})});
  std::string Second = framed({event(1, {newScalar("x", 2)})});
  Second.back() = static_cast<char>(Second.back() ^ 1);
  A.put("events.out.tfevents.1", Bytes + Second + framed({event(2, {newScalar("x", 3)}), "\x0a\x05hey"}));
  Names Known;
  std::vector<std::string> Problems;
  auto S = loadStream(A.Path, Known, false, [&](Problem P) {
    Problems.push_back(problemName(P.What).str() + "@" + std::to_string(P.Offset));
  });
  ASSERT_TRUE(static_cast<bool>(S));
  EXPECT_EQ(S->count(), 2u);
  size_t Bad = Bytes.size(), Third = framed({event(2, {newScalar("x", 3)})}).size();
  EXPECT_THAT(Problems, ElementsAre("bad-data-crc@" + std::to_string(Bad),
                                    "malformed@" + std::to_string(Bad + Second.size() + Third + RecordHeaderSize)));
}

TEST(Compare, MalformedMetadataBesideAGoodTensor) {
  std::string Value = newScalar("x", 1, ""), Tensor;
  appendFloatTensor(Tensor, {2}, {1, 2});
  appendBytesField(Value, 8, Tensor);
  appendBytesField(Value, 9, "\x0a\x05hey");
  auto Out = compare({{".", {event(0, {Value})}}}, {{".", {event(0, {Value})}}});
  ASSERT_EQ(Out.Problems.size(), 2u);
  EXPECT_EQ(Out.Problems[0].Text, "a summary: a field is longer than its message");
  EXPECT_TRUE(Out.Result.equal());
}

TEST(Compare, OtherEventsAreANote) {
  std::string Graph;
  appendEvent(Graph, 1, 0, EventKind::GraphDef, "graph");
  auto Out = compare({{".", both(scalars("x", {1}), {Graph})}}, {{".", scalars("x", {1})}});
  EXPECT_TRUE(Out.Result.equal());
  EXPECT_THAT(Out.Result.Notes, ElementsAre("run .: other events: graph_def at step 0 -> none"));
}

} // namespace
