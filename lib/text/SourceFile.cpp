#include "text/SourceFile.h"
#include "text/EncodingCookie.h"
#include "text/Notebook.h"
#include "llvm/ADT/Twine.h"
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <tuple>
#include <unistd.h>

using llvm::createStringError;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using llvm::Twine;

namespace summary_upgrade::text {

static constexpr size_t MaximumSize = 64u << 20;

/// The first byte >= 0x80, or the size. Eight bytes a step: sources are ASCII almost everywhere.
static size_t skipASCII(StringRef Bytes, size_t At) {
  const char *Data = Bytes.data();
  size_t Size = Bytes.size();
  for (; At + 8 <= Size; At += 8) {
    uint64_t Word;
    std::memcpy(&Word, Data + At, 8);
    if (Word & 0x8080808080808080ull)
      break;
  }
  while (At < Size && static_cast<unsigned char>(Data[At]) < 0x80)
    ++At;
  return At;
}

/// The length of the UTF-8 sequence at `At` (a byte >= 0x80), or 0 if it is none. Overlong forms, surrogates
/// and code points above U+10FFFF are refused, as Python refuses them.
static unsigned sequenceLength(StringRef Bytes, size_t At) {
  auto Byte = [&](size_t I) -> unsigned {
    return At + I < Bytes.size() ? static_cast<unsigned char>(Bytes[At + I]) : 0;
  };
  auto Continues = [&](size_t I) { return (Byte(I) & 0xC0) == 0x80; };
  unsigned Lead = Byte(0), Second = Byte(1);
  if (Lead >= 0xC2 && Lead <= 0xDF)
    return Continues(1) ? 2 : 0;
  if (Lead >= 0xE0 && Lead <= 0xEF) {
    if ((Lead == 0xE0 && Second < 0xA0) || (Lead == 0xED && Second > 0x9F))
      return 0;
    return Continues(1) && Continues(2) ? 3 : 0;
  }
  if (Lead >= 0xF0 && Lead <= 0xF4) {
    if ((Lead == 0xF0 && Second < 0x90) || (Lead == 0xF4 && Second > 0x8F))
      return 0;
    return Continues(1) && Continues(2) && Continues(3) ? 4 : 0;
  }
  return 0;
}

static size_t firstInvalidUTF8(StringRef Bytes) {
  for (size_t At = 0;;) {
    At = skipASCII(Bytes, At);
    if (At >= Bytes.size())
      return StringRef::npos;
    unsigned Length = sequenceLength(Bytes, At);
    if (!Length)
      return At;
    At += Length;
  }
}

/// Fills the starts of all lines and counts the newlines of each style.
static void splitLines(StringRef Bytes, std::vector<uint32_t> &Starts, uint32_t (&Counts)[3]) {
  const char *Begin = Bytes.begin(), *End = Bytes.end();
  auto Find = [&](const char *From, char What) {
    const void *Found = From < End ? std::memchr(From, What, End - From) : nullptr;
    return Found ? static_cast<const char *>(Found) : End;
  };
  Starts.push_back(0);
  // The next newline of both kinds is kept, so that no byte is looked at twice for the same one.
  const char *NextLF = Find(Begin, '\n'), *NextCR = Find(Begin, '\r');
  while (NextLF != End || NextCR != End) {
    const char *Next;
    if (NextLF < NextCR) {
      ++Counts[static_cast<unsigned>(NewlineStyle::LF)];
      Next = NextLF + 1;
    } else if (NextLF != End && NextCR + 1 == NextLF) {
      ++Counts[static_cast<unsigned>(NewlineStyle::CRLF)];
      Next = NextLF + 1;
    } else {
      ++Counts[static_cast<unsigned>(NewlineStyle::CR)];
      Next = NextCR + 1;
    }
    Starts.push_back(static_cast<uint32_t>(Next - Begin));
    if (NextLF < Next)
      NextLF = Find(Next, '\n');
    if (NextCR < Next)
      NextCR = Find(Next, '\r');
  }
}

Expected<SourceFile> SourceFile::fromBytes(std::string Path, std::string Bytes) {
  if (Bytes.size() > MaximumSize)
    return createStringError(std::errc::file_too_large, "the file has %zu bytes, more than the 64 MiB that are read",
                             Bytes.size());
  SourceFile File;
  File.Path = std::move(Path);
  if (Notebook::isNotebook(File.Path)) {
    auto Book = Notebook::parse(std::move(Bytes));
    if (!Book)
      return Book.takeError();
    Bytes = Book->code().str();
    File.Book = std::make_shared<const Notebook>(std::move(*Book));
  }
  File.Bytes = std::move(Bytes);
  StringRef All = File.Bytes;

  uint32_t Counts[3] = {0, 0, 0};
  splitLines(All, File.LineStarts, Counts);
  auto Most = std::max_element(std::begin(Counts), std::end(Counts));
  File.Newline = static_cast<NewlineStyle>(Most - std::begin(Counts));
  auto Fail = [&](size_t Offset, const Twine &Message) {
    return createStringError(std::make_error_code(std::errc::illegal_byte_sequence),
                             "line " + Twine(File.lineOf(static_cast<uint32_t>(Offset)) + 1) + ": " + Message);
  };
  auto Hex = [&](size_t Offset) {
    static const char Digits[] = "0123456789ABCDEF";
    auto Byte = static_cast<unsigned char>(All[Offset]);
    return std::string("0x") + Digits[Byte >> 4] + Digits[Byte & 15];
  };

  bool HasBOM = All.starts_with("\xEF\xBB\xBF");
  auto Cookie = findEncodingCookie(All);
  if (size_t NUL = All.find('\0'); NUL != StringRef::npos) {
    bool Wide = All.starts_with("\xFF\xFE") || All.starts_with("\xFE\xFF");
    return Fail(NUL, "NUL byte at byte offset " + Twine(NUL) +
                         (Wide ? "; the file looks like UTF-16, which Python does not read" : ""));
  }
  CookieKind Kind = CookieKind::UTF8;
  if (Cookie) {
    std::string Name = Cookie->Name.str();
    Kind = classifyCookie(Name);
    if (Kind == CookieKind::Unknown)
      return Fail(Cookie->Offset, "unknown encoding '" + Name + "'");
    if (Kind == CookieKind::Unsupported)
      return Fail(Cookie->Offset, "the encoding '" + Name +
                                      "' is not supported: only UTF-8 and single-byte supersets of ASCII are; "
                                      "convert the file to UTF-8");
    if (HasBOM && Kind != CookieKind::UTF8)
      return Fail(Cookie->Offset, "the encoding '" + Name + "' contradicts the UTF-8 byte order mark");
  }
  if (Kind == CookieKind::SingleByte) {
    File.Enc = Encoding::Latin1;
  } else if (Kind == CookieKind::ASCII) {
    File.Enc = Encoding::Latin1;
    if (size_t Bad = skipASCII(All, 0); Bad < All.size())
      return Fail(Bad, "byte " + Hex(Bad) + " at byte offset " + Twine(Bad) + " is not ASCII, but the file says '" +
                           Cookie->Name + "'");
  } else {
    File.Enc = HasBOM ? Encoding::UTF8WithBOM : Encoding::UTF8;
    if (size_t Bad = firstInvalidUTF8(All); Bad != StringRef::npos)
      return Fail(Bad, "invalid UTF-8: byte " + Hex(Bad) + " at byte offset " + Twine(Bad) +
                           (Cookie ? "" : "; the file names no other encoding"));
  }
  return File;
}

Expected<SourceFile> SourceFile::read(StringRef Path) {
  std::string Name = Path.str();
  auto Fail = [&](int Code) {
    return createStringError(std::error_code(Code, std::generic_category()), std::strerror(Code));
  };
  // O_NONBLOCK: opening a FIFO by mistake must not hang; it changes nothing for regular files.
  int FD = ::open(Name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (FD < 0)
    return Fail(errno);
  struct Closer {
    int FD;
    ~Closer() { ::close(FD); }
  } Close{FD};
  struct stat Status;
  if (::fstat(FD, &Status) != 0)
    return Fail(errno);
  if (S_ISDIR(Status.st_mode))
    return Fail(EISDIR);
  if (!S_ISREG(Status.st_mode))
    return createStringError(std::errc::invalid_argument, "not a regular file");
  std::string Bytes;
  // One byte more than the limit is enough for `fromBytes` to refuse the file.
  size_t Want = std::min<uint64_t>(static_cast<uint64_t>(Status.st_size), MaximumSize + 1);
  Bytes.resize(Want + 1);
  size_t Have = 0;
  for (;;) {
    if (Have == Bytes.size()) {
      if (Have > MaximumSize)
        break;
      Bytes.resize(Have * 2);
    }
    ssize_t Got = ::read(FD, Bytes.data() + Have, Bytes.size() - Have);
    if (Got < 0 && errno == EINTR)
      continue;
    if (Got < 0)
      return Fail(errno);
    if (Got == 0)
      break;
    Have += static_cast<size_t>(Got);
  }
  Bytes.resize(Have);
  return fromBytes(std::move(Name), std::move(Bytes));
}

StringRef SourceFile::newlineText() const {
  switch (Newline) {
  case NewlineStyle::CRLF:
    return "\r\n";
  case NewlineStyle::CR:
    return "\r";
  case NewlineStyle::LF:
    break;
  }
  return "\n";
}

bool SourceFile::endsWithNewline() const { return !Bytes.empty() && (Bytes.back() == '\n' || Bytes.back() == '\r'); }

uint32_t SourceFile::lineOf(uint32_t Offset) const {
  auto After = std::upper_bound(LineStarts.begin(), LineStarts.end(), Offset);
  return static_cast<uint32_t>(After - LineStarts.begin()) - 1;
}

StringRef SourceFile::lineText(uint32_t Line) const {
  uint32_t Begin = LineStarts[Line];
  uint32_t End = Line + 1 < LineStarts.size() ? LineStarts[Line + 1] : static_cast<uint32_t>(Bytes.size());
  StringRef Text = StringRef(Bytes).slice(Begin, End);
  if (!Text.consume_back("\r\n") && !Text.consume_back("\n"))
    (void)Text.consume_back("\r");
  return Text;
}

void SourceFile::noteSlice(Range R) const {
  if (!Slices->empty() && Slices->back() == R)
    return;
  // Each is kept once from time to time, so that nobody who asks again and again makes it grow.
  if (Slices->size() == Slices->capacity()) {
    std::sort(Slices->begin(), Slices->end(),
              [](Range A, Range B) { return std::tie(A.Begin, A.End) < std::tie(B.Begin, B.End); });
    Slices->erase(std::unique(Slices->begin(), Slices->end()), Slices->end());
    if (Slices->size() > Slices->capacity() / 2)
      Slices->reserve(std::max<size_t>(64, Slices->capacity() * 2));
  }
  Slices->push_back(R);
}

Position SourceFile::position(uint32_t Offset) const {
  Offset = std::min(Offset, static_cast<uint32_t>(Bytes.size()));
  uint32_t Line = lineOf(Offset);
  uint32_t Begin = LineStarts[Line];
  if (Line == 0)
    Begin = std::min(bomSize(), Offset);
  Position Result{Line + 1, 1};
  if (Book) {
    Notebook::Place In = Book->place(Line);
    Result.Line = In.Line;
    Result.Cell = In.Cell;
  }
  if (Enc == Encoding::Latin1) {
    Result.Column += Offset - Begin;
    return Result;
  }
  for (char C : StringRef(Bytes).slice(Begin, Offset))
    Result.Column += (static_cast<unsigned char>(C) & 0xC0) != 0x80;
  return Result;
}

Position SourceFile::diskPosition(uint32_t Offset) const {
  if (!Book)
    return position(Offset);
  return {Book->place(lineOf(std::min(Offset, static_cast<uint32_t>(Bytes.size())))).FileLine, 1};
}

StringRef SourceFile::diskBytes() const { return Book ? Book->json() : StringRef(Bytes); }

Expected<std::string> SourceFile::onDisk(StringRef NewBytes) const {
  if (!Book)
    return NewBytes.str();
  return Book->withCode(NewBytes);
}

} // namespace summary_upgrade::text
