#include "rulebook/RuleBook.h"
#include "rulebook/Embedded.h"
#include "rulebook/Example.h"
#include "llvm/ADT/STLExtras.h"

namespace summary_upgrade::rulebook {

/// Pages write `tf.` for the module that the linker calls `tensorflow.`.
static std::string linkedName(llvm::StringRef Callee) {
  return Callee.consume_front("tf.") ? ("tensorflow." + Callee).str() : Callee.str();
}

const RuleBook &RuleBook::get() {
  static const RuleBook Book;
  return Book;
}

RuleBook::RuleBook() {
  for (const EmbeddedFile &Page : embeddedPages())
    Rules.push_back(parsePage(Page.Name, Page.Text, Problems));
  llvm::sort(Rules, [](const Rule &A, const Rule &B) { return A.Code < B.Code; });
  for (size_t I = 1; I < Rules.size(); ++I)
    if (Rules[I].Code == Rules[I - 1].Code)
      Problems.push_back({Rules[I].File.str(), 1, "the code is also that of " + Rules[I - 1].File.str()});
  for (const Rule &R : Rules) {
    if (findByName(R.Name) != &R)
      Problems.push_back({R.File.str(), 1, "the name is also that of " + findByName(R.Name)->File.str()});
    for (llvm::StringRef Line : R.From) {
      llvm::Expected<Signature> From = parseSignature(Line);
      if (!From) {
        llvm::consumeError(From.takeError()); // parsePage has reported it
        continue;
      }
      const std::string Key = linkedName(From->Callee);
      auto [At, New] = Calls.try_emplace(Key, ApiCall{&R, *From});
      if (!New)
        Problems.push_back({R.File.str(), 1, "'" + Key + "' belongs to " + At->second.Owner->File.str()});
    }
    if (!R.Frame.empty() && (!frame(R.Frame, false) || !frame(R.Frame, true)))
      Problems.push_back(
          {R.File.str(), 1, "there is no frame '" + R.Frame.str() + "' with a before and an after file"});
  }
}

const Rule *RuleBook::find(llvm::StringRef Code) const {
  const auto At = llvm::lower_bound(Rules, Code, [](const Rule &R, llvm::StringRef C) { return R.Code < C; });
  return At != Rules.end() && At->Code == Code ? &*At : nullptr;
}

const Rule *RuleBook::findByName(llvm::StringRef Name) const {
  const auto At = llvm::find_if(Rules, [&](const Rule &R) { return R.Name == Name; });
  return At == Rules.end() ? nullptr : &*At;
}

llvm::StringRef RuleBook::suggest(llvm::StringRef CodeOrName) const {
  // An upper bound on the distance, so that nothing far away is suggested.
  unsigned Best = std::max<unsigned>(2, static_cast<unsigned>(CodeOrName.size()) / 3) + 1;
  llvm::StringRef Result;
  for (const Rule &R : Rules)
    for (llvm::StringRef Known : {R.Code, R.Name}) {
      const unsigned Distance = CodeOrName.edit_distance_insensitive(Known, true, Best);
      if (Distance < Best) {
        Best = Distance;
        Result = R.Code;
      }
    }
  return Result;
}

const ApiCall *RuleBook::findCall(llvm::StringRef Callee) const {
  const auto At = Calls.find(Callee);
  return At == Calls.end() ? nullptr : &At->second;
}

std::vector<std::pair<std::string, const ApiCall *>> RuleBook::callsOf(llvm::StringRef Code) const {
  std::vector<std::pair<std::string, const ApiCall *>> Result;
  const Rule *R = find(Code);
  if (!R)
    return Result;
  for (llvm::StringRef Line : R->From) {
    llvm::Expected<Signature> From = parseSignature(Line);
    if (!From) {
      llvm::consumeError(From.takeError()); // parsePage has reported it
      continue;
    }
    const std::string Name = linkedName(From->Callee);
    Result.emplace_back(Name, findCall(Name));
  }
  return Result;
}

std::optional<llvm::StringRef> RuleBook::frame(llvm::StringRef Name, bool After) const {
  const std::string File = (Name + (After ? ".after.py" : ".before.py")).str();
  for (const EmbeddedFile &Frame : embeddedFrames())
    if (Frame.Name == File)
      return Frame.Text;
  return std::nullopt;
}

std::vector<PageProblem> checkBook(const RuleBook &Book) {
  std::vector<PageProblem> Problems = Book.problems();
  for (const Rule &R : Book.all()) {
    checkBody(R, Problems);
    parseExamples(R, Book, Problems);
  }
  return Problems;
}

} // namespace summary_upgrade::rulebook
