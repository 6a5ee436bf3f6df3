#include "text/EncodingCookie.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <string>

using llvm::StringRef;

namespace summary_upgrade::text {

std::optional<EncodingCookie> findEncodingCookie(StringRef Bytes) {
  StringRef Rest = Bytes;
  (void)Rest.consume_front("\xEF\xBB\xBF");
  for (int Line = 0; Line < 2; ++Line) {
    StringRef Text = Rest.take_until([](char C) { return C == '\n' || C == '\r'; });
    StringRef Body = Text.ltrim(" \t\f");
    if (!Body.empty() && Body.front() != '#')
      return std::nullopt;
    for (size_t At = Body.find("coding"); At != StringRef::npos; At = Body.find("coding", At + 1)) {
      StringRef After = Body.substr(At + 6);
      if (!After.starts_with(":") && !After.starts_with("="))
        continue;
      StringRef Name = After.drop_front().ltrim(" \t").take_while(
          [](char C) { return llvm::isAlnum(C) || C == '-' || C == '_' || C == '.'; });
      if (!Name.empty())
        return EncodingCookie{Name, static_cast<uint32_t>(Name.data() - Bytes.data())};
    }
    Rest = Rest.drop_front(Text.size());
    if (!Rest.consume_front("\r\n") && !Rest.consume_front("\n"))
      (void)Rest.consume_front("\r");
  }
  return std::nullopt;
}

/// Python's normalisation of codec names: lower case, runs of other characters become one '_'.
static std::string normalise(StringRef Name) {
  std::string Result;
  for (char C : Name) {
    if (llvm::isAlnum(C) || C == '.')
      Result += llvm::toLower(C);
    else if (!Result.empty() && Result.back() != '_')
      Result += '_';
  }
  if (!Result.empty() && Result.back() == '_')
    Result.pop_back();
  return Result;
}

CookieKind classifyCookie(StringRef Name) {
  static constexpr StringRef UTF8[] = {"utf_8", "utf8", "u8", "utf", "utf8_ucs2", "utf8_ucs4", "cp65001", "utf_8_sig"};
  static constexpr StringRef ASCII[] = {
      "ascii",          "us_ascii",      "us",    "646",    "iso646_us",        "iso_ir_6",
      "ansi_x3.4_1968", "367",           "cp367", "ibm367", "iso_646.irv_1991", "ansi_x3.4_1986",
      "csascii",        "ansi_x3_4_1968"};
  // The code pages of which every byte below 0x80 is its ASCII character; 864 is not one: 0x25 is another
  // sign.
  static constexpr StringRef CodePages[] = {"437", "720", "737", "775", "850", "852", "855", "856", "857",  "858",
                                            "860", "861", "862", "863", "865", "866", "869", "874", "1125", "1006"};
  static constexpr StringRef Others[] = {
      "latin",        "l1",          "l2",          "l3",         "l4",          "l5",           "l6",
      "l7",           "l8",          "l9",          "l10",        "8859",        "cp819",        "ibm819",
      "iso_ir_100",   "csisolatin1", "cyrillic",    "arabic",     "greek",       "greek8",       "hebrew",
      "koi8_r",       "koi8_u",      "koi8_t",      "kz_1048",    "kz1048",      "rk1048",       "ptcp154",
      "cp154",        "pt154",       "tis_620",     "tis620",     "thai",        "hp_roman8",    "roman8",
      "mac_roman",    "macroman",    "macintosh",   "mac_latin2", "maclatin2",   "mac_cyrillic", "maccyrillic",
      "mac_greek",    "macgreek",    "mac_iceland", "maciceland", "mac_turkish", "macturkish",   "mac_croatian",
      "mac_romanian", "palmos"};
  static constexpr StringRef Unsupported[] = {"gbk",
                                              "gb2312",
                                              "gb18030",
                                              "gb18030_2000",
                                              "936",
                                              "cp936",
                                              "ms936",
                                              "euc_cn",
                                              "euccn",
                                              "hz",
                                              "hzgb",
                                              "hz_gb",
                                              "hz_gb_2312",
                                              "big5",
                                              "big5_tw",
                                              "csbig5",
                                              "big5hkscs",
                                              "big5_hkscs",
                                              "hkscs",
                                              "950",
                                              "cp950",
                                              "ms950",
                                              "euc_kr",
                                              "euckr",
                                              "korean",
                                              "949",
                                              "cp949",
                                              "ms949",
                                              "uhc",
                                              "johab",
                                              "cp1361",
                                              "ms1361",
                                              "euc_jp",
                                              "eucjp",
                                              "ujis",
                                              "u_jis",
                                              "euc_jis_2004",
                                              "euc_jisx0213",
                                              "shift_jis",
                                              "shiftjis",
                                              "sjis",
                                              "s_jis",
                                              "csshiftjis",
                                              "shift_jis_2004",
                                              "shift_jisx0213",
                                              "932",
                                              "cp932",
                                              "ms932",
                                              "mskanji",
                                              "ms_kanji",
                                              "windows_31j",
                                              "iso2022_jp",
                                              "iso_2022_jp",
                                              "iso2022_kr",
                                              "iso_2022_kr",
                                              "utf_16",
                                              "utf16",
                                              "u16",
                                              "utf_16_le",
                                              "utf_16_be",
                                              "utf_16le",
                                              "utf_16be",
                                              "utf_32",
                                              "utf32",
                                              "u32",
                                              "utf_32_le",
                                              "utf_32_be",
                                              "utf_7",
                                              "utf7",
                                              "u7",
                                              "cp864",
                                              "ibm864",
                                              "cp037",
                                              "ibm037",
                                              "cp273",
                                              "cp424",
                                              "cp500",
                                              "ibm500",
                                              "cp875",
                                              "cp1026",
                                              "cp1140",
                                              "rot13",
                                              "rot_13",
                                              "idna",
                                              "punycode",
                                              "unicode_escape",
                                              "raw_unicode_escape",
                                              "mbcs",
                                              "dbcs",
                                              "oem",
                                              "ansi"};

  std::string Normal = normalise(Name);
  StringRef N = Normal;
  auto In = [](const auto &List, StringRef What) { return llvm::is_contained(List, What); };
  // "utf-8-unix" and its like are Emacs' way to name line ends as well.
  if (In(UTF8, N) || N.starts_with("utf_8_"))
    return CookieKind::UTF8;
  if (In(ASCII, N))
    return CookieKind::ASCII;
  if (In(Unsupported, N))
    return CookieKind::Unsupported;
  if (In(Others, N) || N.starts_with("latin_1_") || N.starts_with("iso_8859_1_") || N.starts_with("iso_latin_1_"))
    return CookieKind::SingleByte;
  StringRef Number = N;
  unsigned Value;
  if (Number.consume_front("cp") || Number.consume_front("ibm") || Number.consume_front("windows_")) {
    if (In(CodePages, Number) || (!Number.getAsInteger(10, Value) && Value >= 1250 && Value <= 1258))
      return CookieKind::SingleByte;
    return CookieKind::Unknown;
  }
  if (Number.consume_front("iso_8859_") || Number.consume_front("iso8859_") || Number.consume_front("8859_")) {
    // There is no part 12; part 1 may carry its year.
    bool Known = !Number.getAsInteger(10, Value) && Value >= 1 && Value <= 16 && Value != 12;
    return Known ? CookieKind::SingleByte : CookieKind::Unknown;
  }
  if (Number.consume_front("iso_latin_") || Number.consume_front("latin_") || Number.consume_front("latin")) {
    bool Known = !Number.getAsInteger(10, Value) && Value >= 1 && Value <= 10;
    return Known ? CookieKind::SingleByte : CookieKind::Unknown;
  }
  return CookieKind::Unknown;
}

} // namespace summary_upgrade::text
