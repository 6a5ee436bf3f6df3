#include "text/SourceFile.h"
#include "text/EncodingCookie.h"
#include "gtest/gtest.h"
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace summary_upgrade::text;
using llvm::StringRef;

namespace {

/// A literal with NUL bytes in it.
template <size_t N> std::string bytes(const char (&Literal)[N]) { return std::string(Literal, N - 1); }

struct Good {
  const char *Name;
  std::string Bytes;
  Encoding Enc;
  NewlineStyle Newline;
  std::vector<const char *> Lines;
  bool EndsWithNewline;
};

class Accepts : public testing::TestWithParam<Good> {};

TEST_P(Accepts, AndSplits) {
  const Good &Case = GetParam();
  auto File = SourceFile::fromBytes("a.py", Case.Bytes);
  ASSERT_TRUE(bool(File)) << llvm::toString(File.takeError());
  EXPECT_EQ(File->bytes(), Case.Bytes);
  EXPECT_EQ(File->path(), "a.py");
  EXPECT_EQ(File->encoding(), Case.Enc);
  EXPECT_EQ(File->bomSize(), Case.Enc == Encoding::UTF8WithBOM ? 3u : 0u);
  EXPECT_EQ(File->newline(), Case.Newline);
  EXPECT_EQ(File->endsWithNewline(), Case.EndsWithNewline);
  std::vector<std::string> Lines;
  for (uint32_t I = 0; I < File->lineCount(); ++I)
    Lines.push_back(File->lineText(I).str());
  EXPECT_EQ(Lines, std::vector<std::string>(Case.Lines.begin(), Case.Lines.end()));
  // Lines tile the file, and each offset is in its line.
  uint32_t Line = 0;
  for (uint32_t At = 0; At <= File->bytes().size(); ++At) {
    while (Line + 1 < File->lineCount() && File->lineStart(Line + 1) <= At)
      ++Line;
    EXPECT_EQ(File->lineOf(At), Line) << "offset " << At;
  }
}

const auto LF = NewlineStyle::LF, CRLF = NewlineStyle::CRLF, CR = NewlineStyle::CR;
const auto UTF8 = Encoding::UTF8, BOM = Encoding::UTF8WithBOM, Latin1 = Encoding::Latin1;

INSTANTIATE_TEST_SUITE_P(
    Table, Accepts,
    testing::Values(
        Good{"Empty", "", UTF8, LF, {""}, false}, Good{"OnlyBOM", "\xEF\xBB\xBF", BOM, LF, {"\xEF\xBB\xBF"}, false},
        Good{"OneLine", "x", UTF8, LF, {"x"}, false}, Good{"OneNewline", "\n", UTF8, LF, {"", ""}, true},
        Good{"LF", "a\nb\n", UTF8, LF, {"a", "b", ""}, true},
        Good{"CRLF", "a\r\nb\r\n", UTF8, CRLF, {"a", "b", ""}, true},
        Good{"CR", "a\rb\r", UTF8, CR, {"a", "b", ""}, true},
        Good{"CRCRLF", "a\r\r\nb", UTF8, CRLF, {"a", "", "b"}, false},
        Good{"LFCR", "a\n\rb", UTF8, LF, {"a", "", "b"}, false},
        Good{"MixedMostlyCRLF", "a\nb\r\nc\r\nd\re", UTF8, CRLF, {"a", "b", "c", "d", "e"}, false},
        Good{"MixedMostlyCR", "a\rb\rc\nd", UTF8, CR, {"a", "b", "c", "d"}, false},
        Good{"FormFeedIsNoNewline",
             "a\f\v\x1c"
             "b\n",
             UTF8,
             LF,
             {"a\f\v\x1c"
              "b",
              ""},
             true},
        Good{"NextLineIsNoNewline", "s = '\xC2\x85\xE2\x80\xA8'\n", UTF8, LF, {"s = '\xC2\x85\xE2\x80\xA8'", ""}, true},
        Good{"BOM", "\xEF\xBB\xBFx\n", BOM, LF, {"\xEF\xBB\xBFx", ""}, true},
        Good{"BOMWithUTF8Cookie", "\xEF\xBB\xBF# coding: utf-8\n", BOM, LF, {"\xEF\xBB\xBF# coding: utf-8", ""}, true},
        Good{"SecondBOMIsText", "\xEF\xBB\xBF\xEF\xBB\xBFx", BOM, LF, {"\xEF\xBB\xBF\xEF\xBB\xBFx"}, false},
        Good{"ExtremeCodePoints",
             "\xC2\x80\xDF\xBF\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xF0\x90\x80\x80\xF4\x8F\xBF\xBF",
             UTF8,
             LF,
             {"\xC2\x80\xDF\xBF\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"},
             false},
        Good{
            "Latin1", "# -*- coding: latin-1 -*-\n\xE9\n", Latin1, LF, {"# -*- coding: latin-1 -*-", "\xE9", ""}, true},
        Good{"CP1252",
             "#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n\x80",
             Latin1,
             LF,
             {"#!/usr/bin/python", "# vim: set fileencoding=cp1252 :", "\x80"},
             false},
        Good{"CookieAfterCR", "\r# coding=koi8-r\r\xC1", Latin1, CR, {"", "# coding=koi8-r", "\xC1"}, false},
        Good{"ASCII", "# coding: us-ascii\n", Latin1, LF, {"# coding: us-ascii", ""}, true},
        Good{"ThirdLineIsNoCookie", "#\n#\n# coding: latin-1\n", UTF8, LF, {"#", "#", "# coding: latin-1", ""}, true},
        Good{"CookieAfterCodeIsNone",
             "import x\n# coding: latin-1\n",
             UTF8,
             LF,
             {"import x", "# coding: latin-1", ""},
             true},
        Good{"CookieBesideCodeIsNone", "x = 1  # coding: latin-1\n", UTF8, LF, {"x = 1  # coding: latin-1", ""}, true}),
    [](const auto &Info) { return Info.param.Name; });

struct Bad {
  const char *Name;
  std::string Bytes;
  const char *Message;
};

class Refuses : public testing::TestWithParam<Bad> {};

TEST_P(Refuses, WithPlace) {
  auto File = SourceFile::fromBytes("a.py", GetParam().Bytes);
  ASSERT_FALSE(bool(File));
  EXPECT_EQ(llvm::toString(File.takeError()), GetParam().Message);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Refuses,
    testing::Values(
        Bad{"LoneByte", "a\nb\xE9\n",
            "line 2: invalid UTF-8: byte 0xE9 at byte offset 3; the file names no other encoding"},
        Bad{"WithCookie", "# coding: utf8\n\xFF", "line 2: invalid UTF-8: byte 0xFF at byte offset 15"},
        Bad{"AfterFastPath", std::string(1000, 'x') + "\r\n" + std::string(37, 'y') + "\x80",
            "line 2: invalid UTF-8: byte 0x80 at byte offset 1039; the file names no other encoding"},
        Bad{"Overlong", "\xC0\x80",
            "line 1: invalid UTF-8: byte 0xC0 at byte offset 0; the file names no other encoding"},
        Bad{"Overlong3", "\xE0\x9F\xBF",
            "line 1: invalid UTF-8: byte 0xE0 at byte offset 0; the file names no other encoding"},
        Bad{"Overlong4", "\xF0\x8F\xBF\xBF",
            "line 1: invalid UTF-8: byte 0xF0 at byte offset 0; the file names no other encoding"},
        Bad{"Surrogate", "x\xED\xA0\x80",
            "line 1: invalid UTF-8: byte 0xED at byte offset 1; the file names no other encoding"},
        Bad{"TooLarge", "\xF4\x90\x80\x80",
            "line 1: invalid UTF-8: byte 0xF4 at byte offset 0; the file names no other encoding"},
        Bad{"Truncated", "abc\xE2\x82",
            "line 1: invalid UTF-8: byte 0xE2 at byte offset 3; the file names no other encoding"},
        Bad{"Unknown", "# coding: klingon\n", "line 1: unknown encoding 'klingon'"},
        Bad{"UnknownSecondLine", "#!x\n#coding=utf-9\n", "line 2: unknown encoding 'utf-9'"},
        Bad{"MultiByte", "# -*- coding: GBK -*-\n",
            "line 1: the encoding 'GBK' is not supported: only UTF-8 and single-byte supersets of ASCII are; "
            "convert the "
            "file to UTF-8"},
        Bad{"BOMConflict", "\xEF\xBB\xBF# coding: latin-1\n",
            "line 1: the encoding 'latin-1' contradicts the UTF-8 byte order mark"},
        Bad{"NotASCII", "# coding: ascii\n\xC3\xA9",
            "line 2: byte 0xC3 at byte offset 16 is not ASCII, but the file says 'ascii'"},
        Bad{"NUL", bytes("a\n\0"), "line 2: NUL byte at byte offset 2"},
        Bad{"UTF16", bytes("\xFF\xFEx\0"),
            "line 1: NUL byte at byte offset 3; the file looks like UTF-16, which Python does not read"}),
    [](const auto &Info) { return Info.param.Name; });

TEST(SourceFile, RefusesHugeFiles) {
  auto File = SourceFile::fromBytes("a.py", std::string((64u << 20) + 1, '#'));
  ASSERT_FALSE(bool(File));
  EXPECT_EQ(llvm::toString(File.takeError()), "the file has 67108865 bytes, more than the 64 MiB that are read");
}

TEST(SourceFile, Positions) {
  struct Case {
    const char *Bytes;
    uint32_t Offset, Line, Column;
  } Cases[] = {
      {"", 0, 1, 1},
      {"ab\ncd", 0, 1, 1},
      {"ab\ncd", 2, 1, 3},
      {"ab\ncd", 3, 2, 1},
      {"ab\r\ncd", 5, 2, 2},
      {"ab\rcd", 4, 2, 2},
      {"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80x", 9, 1, 4},
      {"\xEF\xBB\xBFx", 3, 1, 1},
      {"\xEF\xBB\xBFx", 0, 1, 1},
      {"\xEF\xBB\xBFx\ny", 5, 2, 1},
      {"#coding:latin1\n\xC3\xA9x", 17, 2, 3},
      {"ab", 99, 1, 3},
  };
  for (const Case &C : Cases) {
    auto File = llvm::cantFail(SourceFile::fromBytes("a.py", C.Bytes));
    Position P = File.position(C.Offset);
    EXPECT_EQ(std::make_pair(P.Line, P.Column), std::make_pair(C.Line, C.Column)) << C.Bytes << " at " << C.Offset;
  }
}

TEST(SourceFile, CookieNames) {
  using enum CookieKind;
  struct Case {
    const char *Name;
    CookieKind Kind;
  } Cases[] = {
      {"utf-8", UTF8},
      {"UTF8", UTF8},
      {"U8", UTF8},
      {"utf_8", UTF8},
      {"utf-8-sig", UTF8},
      {"utf-8-unix", UTF8},
      {"ascii", ASCII},
      {"US-ASCII", ASCII},
      {"latin-1", SingleByte},
      {"Latin1", SingleByte},
      {"L1", SingleByte},
      {"iso-8859-1", SingleByte},
      {"ISO_8859-15", SingleByte},
      {"iso8859-2", SingleByte},
      {"iso-latin-1", SingleByte},
      {"latin-1-unix", SingleByte},
      {"iso-8859-1-dos", SingleByte},
      {"iso-8859-12", Unknown},
      {"iso-8859-17", Unknown},
      {"cp1250", SingleByte},
      {"cp1258", SingleByte},
      {"cp1259", Unknown},
      {"windows-1251", SingleByte},
      {"cp437", SingleByte},
      {"koi8-u", SingleByte},
      {"mac-roman", SingleByte},
      {"gbk", Unsupported},
      {"gb2312", Unsupported},
      {"euc-kr", Unsupported},
      {"cp949", Unsupported},
      {"shift_jis", Unsupported},
      {"Shift-JIS", Unsupported},
      {"euc-jp", Unsupported},
      {"big5", Unsupported},
      {"utf-16", Unsupported},
      {"utf-7", Unsupported},
      {"cp037", Unsupported},
      {"cp864", Unsupported},
      {"utf-9", Unknown},
      {"latin11", Unknown},
      {"latin-0", Unknown},
      {"binary", Unknown},
  };
  for (const Case &C : Cases)
    EXPECT_EQ(classifyCookie(C.Name), C.Kind) << C.Name;
}

TEST(SourceFile, CookiePlaces) {
  struct Case {
    const char *Bytes;
    const char *Name; // null: none
  } Cases[] = {
      {"# coding: a", "a"},
      {"#coding=a", "a"},
      {" \t\f# -*- coding: x_y.z-1 -*-", "x_y.z-1"},
      {"# encoding:\t a b", "a"},
      {"# coding : a", nullptr},
      {"# coding coding: a", "a"},
      {"# coding: , coding: b", "b"},
      {"# coding:", nullptr},
      {"\r\n# coding: a", "a"},
      {"\f\n# coding: a", "a"},
      {"'''\n# coding: a'''", nullptr},
      {"\n\n# coding: a", nullptr},
      {"# x\r\r# coding: a", nullptr},
      {"", nullptr},
  };
  for (const Case &C : Cases) {
    auto Cookie = findEncodingCookie(C.Bytes);
    ASSERT_EQ(bool(Cookie), C.Name != nullptr) << C.Bytes;
    if (Cookie) {
      EXPECT_EQ(Cookie->Name, C.Name) << C.Bytes;
      EXPECT_EQ(StringRef(C.Bytes).substr(Cookie->Offset, Cookie->Name.size()), C.Name) << C.Bytes;
    }
  }
}

TEST(SourceFile, ReadsFromDisk) {
  char Folder[] = "/tmp/summary-upgrade-source-XXXXXX";
  ASSERT_NE(mkdtemp(Folder), nullptr);
  std::string Base = Folder, Path = Base + "/a.py";
  std::string Long(100000, 'x');
  for (const std::string &Content : {std::string(), std::string("a\r\nb"), Long}) {
    int FD = open(Path.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0644);
    ASSERT_EQ(write(FD, Content.data(), Content.size()), static_cast<ssize_t>(Content.size()));
    close(FD);
    auto File = SourceFile::read(Path);
    ASSERT_TRUE(bool(File)) << llvm::toString(File.takeError());
    EXPECT_EQ(File->bytes(), Content);
    EXPECT_EQ(File->path(), Path);
  }
  std::string FIFO = Base + "/fifo";
  ASSERT_EQ(mkfifo(FIFO.c_str(), 0600), 0);
  const std::pair<std::string, const char *> Broken[] = {{Base + "/absent.py", "No such file or directory"},
                                                         {Base, "Is a directory"},
                                                         {FIFO, "not a regular file"},
                                                         {Path + "/x", "Not a directory"}};
  for (const auto &[Name, Message] : Broken) {
    auto File = SourceFile::read(Name);
    ASSERT_FALSE(bool(File)) << Name;
    EXPECT_EQ(llvm::toString(File.takeError()), Message) << Name;
  }
  unlink(Path.c_str());
  unlink(FIFO.c_str());
  EXPECT_EQ(rmdir(Folder), 0);
}

} // namespace
