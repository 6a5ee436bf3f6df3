// String literals: prefixes, quotes and escapes.
#include "python/FactsBuilder.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"

namespace summary_upgrade::python {

LiteralParts literalParts(llvm::StringRef Literal) {
  LiteralParts Out;
  size_t I = 0;
  for (; I < Literal.size() && Literal[I] != '\'' && Literal[I] != '"'; ++I)
    switch (llvm::toLower(Literal[I])) {
    case 'r':
      Out.Raw = true;
      break;
    case 'b':
      Out.Bytes = true;
      break;
    case 'f':
    case 't':
      Out.Format = true;
      break;
    case 'u':
      Out.Unicode = true;
      break;
    }
  Out.PrefixSize = static_cast<uint32_t>(I);
  llvm::StringRef Rest = Literal.drop_front(I);
  Out.Triple = Rest.size() >= 6 && (Rest.starts_with("'''") || Rest.starts_with("\"\"\""));
  Out.QuoteSize = Out.Triple ? 3 : 1;
  return Out;
}

static void appendCodePoint(uint32_t Code, std::string &Out) {
  char Buffer[UNI_MAX_UTF8_BYTES_PER_CODE_POINT];
  char *End = Buffer;
  // Lone surrogates have no UTF-8.
  if ((Code >= 0xD800 && Code < 0xE000) || !llvm::ConvertCodePointToUTF8(Code, End)) {
    Out += "\xEF\xBF\xBD";
    return;
  }
  Out.append(Buffer, End);
}

/// `Digits` hexadecimal digits at the front of S; false if there are fewer.
static bool hex(llvm::StringRef S, unsigned Digits, uint32_t &Code) {
  return S.size() >= Digits && !S.substr(0, Digits).getAsInteger(16, Code);
}

void decodeLiteral(llvm::StringRef Literal, bool Latin1, std::string &Out) {
  LiteralParts Parts = literalParts(Literal);
  llvm::StringRef S = Literal.drop_front(Parts.PrefixSize + Parts.QuoteSize).drop_back(Parts.QuoteSize);
  for (size_t I = 0; I < S.size();) {
    char C = S[I];
    if (C == '\r') { // Python reads every line end as LF
      Out += '\n';
      I += I + 1 < S.size() && S[I + 1] == '\n' ? 2 : 1;
      continue;
    }
    if (C != '\\' || Parts.Raw || I + 1 == S.size()) {
      if (Latin1 && static_cast<unsigned char>(C) >= 0x80)
        appendCodePoint(static_cast<unsigned char>(C), Out);
      else
        Out += C;
      ++I;
      continue;
    }
    char E = S[I + 1];
    llvm::StringRef Rest = S.drop_front(I + 2);
    uint32_t Code = 0;
    I += 2;
    switch (E) {
    case '\n':
      break;
    case '\r':
      I += Rest.starts_with("\n") ? 1 : 0;
      break;
    case '\\':
    case '\'':
    case '"':
      Out += E;
      break;
    case 'a':
      Out += '\a';
      break;
    case 'b':
      Out += '\b';
      break;
    case 'f':
      Out += '\f';
      break;
    case 'n':
      Out += '\n';
      break;
    case 'r':
      Out += '\r';
      break;
    case 't':
      Out += '\t';
      break;
    case 'v':
      Out += '\v';
      break;
    case 'x':
    case 'u':
    case 'U': {
      unsigned Digits = E == 'x' ? 2 : E == 'u' ? 4 : 8;
      if (hex(Rest, Digits, Code)) {
        appendCodePoint(Code, Out);
        I += Digits;
      } else {
        Out += '\\';
        Out += E;
      }
      break;
    }
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7': {
      Code = static_cast<uint32_t>(E - '0');
      for (unsigned N = 1; N < 3 && I < S.size() && S[I] >= '0' && S[I] <= '7'; ++N)
        Code = Code * 8 + static_cast<uint32_t>(S[I++] - '0');
      appendCodePoint(Code, Out);
      break;
    }
    default: // unknown escapes stay, so does \N{name}: the table of names is not ours
      Out += '\\';
      Out += E;
    }
  }
}

} // namespace summary_upgrade::python
