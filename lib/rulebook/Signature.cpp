#include "rulebook/Signature.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace summary_upgrade::rulebook {
namespace {

llvm::Error problem(llvm::StringRef Line, llvm::StringRef At, const llvm::Twine &What) {
  return llvm::createStringError("column " + llvm::Twine(At.data() - Line.data() + 1) + ": " + What);
}

bool isIdentifier(llvm::StringRef Name) {
  return !Name.empty() && !llvm::isDigit(Name.front()) &&
         llvm::all_of(Name, [](char C) { return llvm::isAlnum(C) || C == '_'; });
}

/// The byte after the string literal that starts at `At`, or npos.
size_t skipString(llvm::StringRef Text, size_t At) {
  const char Quote = Text[At];
  for (size_t I = At + 1; I < Text.size(); ++I) {
    if (Text[I] == '\\')
      ++I;
    else if (Text[I] == Quote)
      return I + 1;
  }
  return llvm::StringRef::npos;
}

/// The first `Wanted` byte of `Text` outside brackets and strings, or npos; sets `Broken` for unbalanced
/// text.
size_t findAtDepthZero(llvm::StringRef Text, llvm::StringRef Wanted, bool &Broken) {
  int Depth = 0;
  for (size_t I = 0; I < Text.size();) {
    const char C = Text[I];
    if (Depth == 0 && Wanted.contains(C))
      return I;
    if (C == '\'' || C == '"') {
      I = skipString(Text, I);
      if (I == llvm::StringRef::npos)
        break;
      continue;
    }
    if (llvm::StringRef("([{").contains(C))
      ++Depth;
    else if (llvm::StringRef(")]}").contains(C) && --Depth < 0)
      break;
    ++I;
  }
  Broken |= Depth != 0;
  return llvm::StringRef::npos;
}

/// The `(` that the last `)` of the line closes, or npos.
size_t lastOpen(llvm::StringRef Line) {
  llvm::SmallVector<size_t, 4> Open;
  for (size_t I = 0; I < Line.size();) {
    if (Line[I] == '\'' || Line[I] == '"') {
      I = skipString(Line, I);
      if (I == llvm::StringRef::npos)
        return I;
      continue;
    }
    if (Line[I] == '(')
      Open.push_back(I);
    if (Line[I] == ')') {
      if (Open.empty())
        return llvm::StringRef::npos;
      if (I + 1 == Line.size())
        return Open.size() == 1 ? Open.back() : llvm::StringRef::npos;
      Open.pop_back();
    }
    ++I;
  }
  return llvm::StringRef::npos;
}

} // namespace

std::optional<unsigned> Signature::indexOf(llvm::StringRef Name) const {
  for (unsigned I = 0; I < Params.size(); ++I)
    if (Params[I].Name == Name)
      return I;
  return std::nullopt;
}

llvm::Expected<Signature> parseSignature(llvm::StringRef Line) {
  Line = Line.trim();
  const size_t Open = lastOpen(Line);
  if (Open == llvm::StringRef::npos)
    return problem(Line, Line.take_back(0), "a signature ends in a balanced parameter list");
  Signature Result;
  Result.Callee = Line.take_front(Open);
  for (llvm::StringRef Rest = Result.Callee; !Rest.empty();) {
    auto [Part, Tail] = Rest.split('.');
    llvm::StringRef Name = Part;
    Name.consume_back("()");
    if (!isIdentifier(Name) || (Tail.empty() && Rest.ends_with(".")))
      return problem(Line, Part, "expected a dotted name");
    Rest = Tail;
  }
  if (Result.Callee.empty() || Result.Callee.ends_with("()"))
    return problem(Line, Line, "expected a dotted name before the parameters");

  llvm::StringRef Rest = Line.slice(Open + 1, Line.size() - 1);
  bool KeywordOnly = false, SeenDefault = false, Broken = false;
  while (!Rest.trim().empty()) {
    const size_t Comma = findAtDepthZero(Rest, ",", Broken);
    llvm::StringRef Part = Rest.take_front(Comma).trim();
    Rest = Comma == llvm::StringRef::npos ? llvm::StringRef() : Rest.drop_front(Comma + 1);
    if (Broken)
      return problem(Line, Part, "unbalanced brackets or quotes");
    if (Part == "*" && !KeywordOnly) {
      KeywordOnly = true;
      continue;
    }
    Parameter P;
    P.KeywordOnly = KeywordOnly;
    const size_t Equals = Part.find('=');
    P.Name = Part.take_front(Equals).rtrim();
    if (!isIdentifier(P.Name))
      return problem(Line, Part, "expected a parameter name");
    if (Equals != llvm::StringRef::npos) {
      P.Default = Part.drop_front(Equals + 1).ltrim();
      if (P.Default->empty())
        return problem(Line, Part, "the default of '" + P.Name + "' is missing");
      SeenDefault = true;
    } else if (SeenDefault && !KeywordOnly) {
      return problem(Line, Part, "'" + P.Name + "' has no default but follows a parameter that has one");
    }
    if (Result.indexOf(P.Name))
      return problem(Line, Part, "'" + P.Name + "' is repeated");
    Result.Params.push_back(P);
  }
  return Result;
}

llvm::Expected<llvm::SmallVector<int, 8>> bindArguments(const Signature &S, unsigned Positional,
                                                        llvm::ArrayRef<llvm::StringRef> Keywords) {
  llvm::SmallVector<int, 8> Map(S.Params.size(), -1);
  const auto MaxPositional =
      static_cast<unsigned>(llvm::count_if(S.Params, [](const Parameter &P) { return !P.KeywordOnly; }));
  if (Positional > MaxPositional)
    return llvm::createStringError("takes at most " + llvm::Twine(MaxPositional) + " positional arguments but " +
                                   llvm::Twine(Positional) + " are given");
  for (unsigned I = 0; I < Positional; ++I)
    Map[I] = static_cast<int>(I); // keyword-only parameters come last
  for (unsigned K = 0; K < Keywords.size(); ++K) {
    const std::optional<unsigned> Index = S.indexOf(Keywords[K]);
    if (!Index)
      return llvm::createStringError("has no parameter '" + Keywords[K] + "'");
    if (Map[*Index] != -1)
      return llvm::createStringError("gets '" + Keywords[K] + "' twice");
    Map[*Index] = static_cast<int>(Positional + K);
  }
  for (unsigned I = 0; I < Map.size(); ++I)
    if (Map[I] == -1 && !S.Params[I].Default)
      return llvm::createStringError("lacks the argument '" + S.Params[I].Name + "'");
  return Map;
}

llvm::Expected<llvm::SmallVector<TemplatePiece, 8>> parseTemplate(llvm::StringRef Line) {
  llvm::SmallVector<TemplatePiece, 8> Pieces;
  for (llvm::StringRef Rest = Line; !Rest.empty();) {
    const size_t Open = Rest.find('{');
    if (Open != 0)
      Pieces.push_back({Rest.take_front(Open), false});
    if (Open == llvm::StringRef::npos)
      break;
    const size_t Close = Rest.find('}', Open);
    if (Close == llvm::StringRef::npos)
      return problem(Line, Rest.drop_front(Open), "the hole is not closed");
    llvm::StringRef Name = Rest.slice(Open + 1, Close);
    if (!isIdentifier(Name))
      return problem(Line, Name, "a hole is a name in braces");
    Pieces.push_back({Name, true});
    Rest = Rest.drop_front(Close + 1);
  }
  return Pieces;
}

} // namespace summary_upgrade::rulebook
