#include "Logs.h"
#include "events/Crc32c.h"
#include "gmock/gmock.h"

using namespace summary_upgrade::events;
using testing::ElementsAre;

namespace {

TEST(Crc32c, KnownValues) {
  // From RFC 3720, appendix B.4.
  struct {
    std::string Bytes;
    uint32_t Crc;
  } Cases[] = {{std::string(32, '\0'), 0x8a9136aau},
               {std::string(32, '\xff'), 0x62a8ab43u},
               {"123456789", 0xe3069283u},
               {"", 0}};
  for (const auto &C : Cases) {
    EXPECT_EQ(crc32c(C.Bytes.data(), C.Bytes.size()), C.Crc);
    EXPECT_EQ(extendCrc32cPortable(0, C.Bytes.data(), C.Bytes.size()), C.Crc);
  }
}

TEST(Crc32c, HardwareAndSoftwareAgreeAtEveryLengthAndAlignment) {
  std::string Bytes;
  for (unsigned I = 0; I < 200; ++I)
    Bytes.push_back(static_cast<char>(I * 73 + 5));
  for (size_t Start = 0; Start < 9; ++Start)
    for (size_t Size = 0; Size + Start <= Bytes.size(); ++Size)
      ASSERT_EQ(crc32c(Bytes.data() + Start, Size), extendCrc32cPortable(0, Bytes.data() + Start, Size))
          << Start << " " << Size;
}

TEST(Crc32c, ExtendsAndMasks) {
  EXPECT_EQ(extendCrc32c(crc32c("1234", 4), "56789", 5), 0xe3069283u);
  EXPECT_EQ(maskCrc(0), 0xa282ead8u);
  EXPECT_EQ(maskCrc(0x8000), 0xa282ead9u);
}

TEST(Record, RoundTrip) {
  std::string File = framed({"one", "", std::string(1000, 'x')});
  RecordReader Reader(File);
  std::string_view Payload;
  ASSERT_EQ(Reader.next(Payload), RecordStatus::Ok);
  EXPECT_EQ(Payload, "one");
  ASSERT_EQ(Reader.next(Payload), RecordStatus::Ok);
  EXPECT_EQ(Payload, "");
  EXPECT_EQ(Reader.offset(), 19u);
  ASSERT_EQ(Reader.next(Payload), RecordStatus::Ok);
  EXPECT_EQ(Payload.size(), 1000u);
  EXPECT_EQ(Reader.next(Payload), RecordStatus::End);
  EXPECT_EQ(Reader.offset(), File.size());
}

/// Reads everything; "3" for a payload of three bytes, or the name of what is wrong and where.
std::vector<std::string> statuses(std::string_view File) {
  std::vector<std::string> Out;
  RecordReader Reader(File);
  for (;;) {
    std::string_view Payload;
    switch (Reader.next(Payload)) {
    case RecordStatus::Ok:
      Out.push_back(std::to_string(Payload.size()));
      continue;
    case RecordStatus::BadDataCrc:
      Out.push_back("data@" + std::to_string(Reader.offset()));
      continue;
    case RecordStatus::BadLengthCrc:
      Out.push_back("length@" + std::to_string(Reader.offset()));
      return Out;
    case RecordStatus::Torn:
      Out.push_back("torn@" + std::to_string(Reader.offset()) + "/" + std::to_string(Reader.wanted()));
      return Out;
    default:
      return Out;
    }
  }
}

TEST(Record, EveryTruncationIsTornAtTheRecord) {
  std::string File = framed({"one", "four"});
  size_t First = framed({"one"}).size();
  for (size_t Size = First + 1; Size < File.size(); ++Size) {
    std::string Wanted = std::to_string(Size - First < RecordHeaderSize ? 0 : File.size() - First);
    EXPECT_THAT(statuses(std::string_view(File).substr(0, Size)),
                ElementsAre("3", "torn@" + std::to_string(First) + "/" + Wanted));
  }
}

TEST(Record, EveryFlippedByteIsNoticed) {
  std::string Good = framed({"one", "four"});
  size_t First = framed({"one"}).size();
  for (size_t At = 0; At < Good.size(); ++At) {
    std::string Bad = Good;
    Bad[At] = static_cast<char>(Bad[At] ^ 0x10);
    size_t Inside = At < First ? At : At - First;
    std::string Place = At < First ? "0" : std::to_string(First);
    std::vector<std::string> Want;
    if (At >= First)
      Want.push_back("3");
    Want.push_back((Inside < RecordHeaderSize ? "length@" : "data@") + Place);
    if (At < First && Inside >= RecordHeaderSize)
      Want.push_back("4");
    EXPECT_EQ(statuses(Bad), Want) << "byte " << At;
  }
}

TEST(Record, LengthsThatOverflowAreTorn) {
  for (uint64_t Size : {UINT64_MAX, UINT64_MAX - 15, uint64_t(1) << 63, uint64_t(1) << 40}) {
    std::string File(RecordHeaderSize, '\0');
    writeRecordHeader(File.data(), Size);
    File += "abcdefgh";
    RecordReader Reader(File);
    std::string_view Payload;
    EXPECT_EQ(Reader.next(Payload), RecordStatus::Torn);
    EXPECT_GE(Reader.wanted(), Size);
  }
}

TEST(EventFile, ReadsRecordsLargerThanItsBuffer) {
  LogDirectory Dir;
  std::string Big(3 << 20, 'b');
  std::string Path = Dir.put("f", framed({"a", Big, "c"}));
  auto File = EventFile::open(Path);
  ASSERT_TRUE(File);
  std::string_view Payload;
  ASSERT_EQ(File->next(Payload), RecordStatus::Ok);
  ASSERT_EQ(File->next(Payload), RecordStatus::Ok);
  EXPECT_EQ(Payload, Big);
  EXPECT_EQ(File->offset(), 17u);
  EXPECT_EQ(File->offsetOf(Payload.data()), 17u + RecordHeaderSize);
  ASSERT_EQ(File->next(Payload), RecordStatus::Ok);
  EXPECT_EQ(Payload, "c");
  EXPECT_EQ(File->next(Payload), RecordStatus::End);
}

TEST(EventFile, LengthFieldsDoNotAllocate) {
  LogDirectory Dir;
  for (auto [Size, Want] :
       {std::pair(uint64_t(1) << 30, RecordStatus::Torn), std::pair(uint64_t(1) << 40, RecordStatus::TooLong)}) {
    std::string Header(RecordHeaderSize, '\0');
    writeRecordHeader(Header.data(), Size);
    auto File = EventFile::open(Dir.put("f", framed({"ok"}) + Header + "rest"));
    ASSERT_TRUE(File);
    std::string_view Payload;
    ASSERT_EQ(File->next(Payload), RecordStatus::Ok);
    EXPECT_EQ(File->next(Payload), Want);
    EXPECT_EQ(File->offset(), 18u);
    EXPECT_EQ(File->size(), 34u);
  }
}

TEST(EventFile, FollowsAFileThatGrowsByteByByte) {
  LogDirectory Dir;
  std::string Bytes = framed({"first", "second"});
  std::string Path = Dir.put("f", "");
  auto File = EventFile::open(Path);
  ASSERT_TRUE(File);
  std::vector<std::string> Seen;
  for (char Byte : Bytes) {
    Dir.put("f", llvm::StringRef(&Byte, 1), /*Append=*/true);
    std::string_view Payload;
    while (File->next(Payload) == RecordStatus::Ok)
      Seen.emplace_back(Payload);
  }
  EXPECT_THAT(Seen, ElementsAre("first", "second"));
}

TEST(EventFile, RefusesWhatIsNoFile) {
  LogDirectory Dir;
  EXPECT_EQ(EventFile::open(Dir.Path).getError(), std::errc::invalid_argument);
  EXPECT_EQ(EventFile::open(Dir.at("none")).getError(), std::errc::no_such_file_or_directory);
}

} // namespace
