#include "program/StringFolding.h"
#include "llvm/ADT/StringExtras.h"
#include <charconv>
#include <cmath>

using namespace llvm;

namespace summary_upgrade::program {

std::string pythonStr(const Constant &Value) {
  if (const auto *S = std::get_if<std::string>(&Value))
    return *S;
  if (const auto *I = std::get_if<int64_t>(&Value))
    return std::to_string(*I);
  if (const auto *B = std::get_if<bool>(&Value))
    return *B ? "True" : "False";
  if (const auto *D = std::get_if<double>(&Value)) {
    // Python writes the shortest digits that read back: positional between 1e-4 and 1e16, else with an
    // exponent of two digits.
    char Buffer[64];
    double Size = std::fabs(*D);
    bool Positional = *D == 0 || (Size >= 1e-4 && Size < 1e16);
    auto End = std::to_chars(Buffer, Buffer + sizeof Buffer, *D,
                             Positional ? std::chars_format::fixed : std::chars_format::scientific)
                   .ptr;
    std::string Text(Buffer, End);
    if (Positional && Text.find('.') == std::string::npos && std::isfinite(*D))
      Text += ".0";
    return Text;
  }
  return "None";
}

namespace {
/// The common part of `%05.2f` and `{:05.2f}`.
struct Spec {
  char Fill = ' ', Align = 0, Sign = 0, Type = 0;
  bool Alternate = false, Zero = false;
  unsigned Width = 0;
  int Precision = -1;
};

std::string pad(std::string Text, const Spec &S, bool Number) {
  if (Text.size() >= S.Width)
    return Text;
  size_t Missing = S.Width - Text.size();
  char Align = S.Align ? S.Align : S.Zero && Number ? '=' : Number ? '>' : '<';
  char Fill = S.Zero && Align == '=' ? '0' : S.Fill;
  switch (Align) {
  case '<':
    return Text + std::string(Missing, Fill);
  case '^':
    return std::string(Missing / 2, Fill) + Text + std::string(Missing - Missing / 2, Fill);
  case '=': {
    size_t Sign = !Text.empty() && (Text[0] == '-' || Text[0] == '+' || Text[0] == ' ') ? 1 : 0;
    return Text.substr(0, Sign) + std::string(Missing, Fill) + Text.substr(Sign);
  }
  default:
    return std::string(Missing, Fill) + Text;
  }
}

std::optional<std::string> render(const Constant &Value, const Spec &S, bool Percent) {
  auto number = [&](std::string Text) {
    if (S.Sign && Text[0] != '-')
      Text = S.Sign + Text;
    return pad(Text, S, true);
  };
  auto isBool = std::get_if<bool>(&Value);
  const int64_t *Int = std::get_if<int64_t>(&Value);
  int64_t FromBool = isBool ? *isBool : 0;
  if (isBool && S.Type != 's' && (S.Type || !Percent) && S.Type != 0)
    Int = &FromBool;
  const double *Double = std::get_if<double>(&Value);
  switch (S.Type) {
  case 'd':
  case 'i':
  case 'u':
  case 'x':
  case 'X': {
    if (S.Alternate || S.Precision >= 0 || (Double && !Percent) || (!Int && !Double))
      return std::nullopt;
    int64_t N = Int ? *Int : static_cast<int64_t>(*Double);
    if (S.Type == 'x' || S.Type == 'X') {
      if (N < 0 || Double)
        return std::nullopt;
      return number(utohexstr(static_cast<uint64_t>(N), S.Type == 'x'));
    }
    return number(std::to_string(N));
  }
  case 'f':
  case 'F':
  case 'e':
  case 'g': {
    if (S.Alternate || (!Int && !Double))
      return std::nullopt;
    char Format[] = {'%', '.', '*', S.Type, 0}, Buffer[512];
    double D = Int ? static_cast<double>(*Int) : *Double;
    int Length = snprintf(Buffer, sizeof Buffer, Format, S.Precision < 0 ? 6 : S.Precision, D);
    if (Length < 0 || Length >= static_cast<int>(sizeof Buffer))
      return std::nullopt;
    return number(Buffer);
  }
  case 's':
  case 0: {
    bool Number = Int || Double;
    if (S.Type == 's' && !Percent && (Number || isBool || std::holds_alternative<std::monostate>(Value)))
      return std::nullopt; // format(1, 's') is an error
    std::string Text = pythonStr(Value);
    if (S.Precision >= 0) {
      if (Number && !Percent)
        return std::nullopt;
      Text = Text.substr(0, static_cast<size_t>(S.Precision));
    }
    if (Number && !Percent)
      return number(Text);
    Spec Plain = S;
    Plain.Zero = false;
    if (Percent && !Plain.Align)
      Plain.Align = '>';
    return pad(Text, Plain, false);
  }
  default:
    return std::nullopt;
  }
}

bool consumeNumber(StringRef &Text, unsigned &Out) {
  size_t Digits = Text.find_first_not_of("0123456789");
  StringRef Number = Text.substr(0, Digits);
  if (Number.empty())
    return true;
  Text = Text.drop_front(Number.size());
  return !Number.getAsInteger(10, Out) && Out <= 200;
}
} // namespace

std::optional<std::string> formatOne(const Constant &Value, StringRef Text) {
  Spec S;
  if (Text.size() >= 2 && StringRef("<>=^").contains(Text[1])) {
    S.Fill = Text[0];
    S.Align = Text[1];
    Text = Text.drop_front(2);
  } else if (!Text.empty() && StringRef("<>=^").contains(Text[0])) {
    S.Align = Text[0];
    Text = Text.drop_front();
  }
  if (!Text.empty() && StringRef("+ ").contains(Text[0])) {
    S.Sign = Text[0];
    Text = Text.drop_front();
  } else {
    Text.consume_front("-");
  }
  if (Text.consume_front("#"))
    S.Alternate = true;
  if (Text.consume_front("0"))
    S.Zero = true;
  if (!consumeNumber(Text, S.Width))
    return std::nullopt;
  if (Text.consume_front(".")) {
    unsigned Precision = 0;
    if (!consumeNumber(Text, Precision))
      return std::nullopt;
    S.Precision = static_cast<int>(Precision);
  }
  if (Text.size() > 1)
    return std::nullopt;
  if (!Text.empty())
    S.Type = Text[0];
  if (S.Type == 'i' || S.Type == 'u')
    return std::nullopt;
  return render(Value, S, false);
}

std::optional<std::string> formatPercent(StringRef Format, ArrayRef<Constant> Values) {
  std::string Out;
  size_t Next = 0;
  while (!Format.empty()) {
    size_t At = Format.find('%');
    Out += Format.substr(0, At);
    if (At == StringRef::npos)
      break;
    Format = Format.drop_front(At + 1);
    if (Format.consume_front("%")) {
      Out += '%';
      continue;
    }
    Spec S;
    for (; !Format.empty() && StringRef("-+ 0#").contains(Format[0]); Format = Format.drop_front())
      switch (Format[0]) {
      case '-':
        S.Align = '<';
        break;
      case '0':
        S.Zero = true;
        break;
      case '#':
        S.Alternate = true;
        break;
      default:
        S.Sign = Format[0];
      }
    if (!consumeNumber(Format, S.Width))
      return std::nullopt;
    if (Format.consume_front(".")) {
      unsigned Precision = 0;
      if (!consumeNumber(Format, Precision))
        return std::nullopt;
      S.Precision = static_cast<int>(Precision);
    }
    if (Format.empty() || Next >= Values.size())
      return std::nullopt;
    S.Type = Format[0];
    Format = Format.drop_front();
    auto Text = render(Values[Next++], S, true);
    if (!Text)
      return std::nullopt;
    Out += *Text;
  }
  if (Next != Values.size())
    return std::nullopt;
  return Out;
}

std::optional<std::string> formatBraces(StringRef Format, ArrayRef<NamedConstant> Values) {
  std::string Out;
  unsigned Automatic = 0;
  while (!Format.empty()) {
    size_t At = Format.find_first_of("{}");
    Out += Format.substr(0, At);
    if (At == StringRef::npos)
      break;
    char Brace = Format[At];
    Format = Format.drop_front(At + 1);
    if (!Format.empty() && Format[0] == Brace) {
      Out += Brace;
      Format = Format.drop_front();
      continue;
    }
    size_t End = Format.find('}');
    if (Brace == '}' || End == StringRef::npos)
      return std::nullopt;
    StringRef Field = Format.substr(0, End);
    Format = Format.drop_front(End + 1);
    auto [NameAndConversion, SpecText] = Field.split(':');
    auto [Name, Conversion] = NameAndConversion.split('!');
    if (SpecText.contains('{') || (!Conversion.empty() && Conversion != "s"))
      return std::nullopt;
    unsigned Index = 0;
    const Constant *Value = nullptr;
    if (Name.empty() || !Name.getAsInteger(10, Index)) {
      if (Name.empty())
        Index = Automatic++;
      for (const NamedConstant &V : Values)
        if (V.Name.empty() && Index-- == 0) {
          Value = &V.Value;
          break;
        }
    } else {
      for (const NamedConstant &V : Values)
        if (V.Name == Name)
          Value = &V.Value;
    }
    if (!Value)
      return std::nullopt;
    auto Text = formatOne(Conversion.empty() ? *Value : Constant(pythonStr(*Value)), SpecText);
    if (!Text)
      return std::nullopt;
    Out += *Text;
  }
  return Out;
}

std::string cleanTag(StringRef Tag) {
  std::string Out;
  for (char C : Tag)
    // Bytes of other scripts stay: Python 3's \w takes letters of all of them. 1 and 2 mark parts that are
    // not known.
    Out += isAlnum(C) || StringRef("_./-\1\2").contains(C) || static_cast<unsigned char>(C) >= 0x80 ? C : '_';
  return StringRef(Out).ltrim('/').str();
}

} // namespace summary_upgrade::program
