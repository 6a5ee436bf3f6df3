#include "program/Wrappers.h"
#include "program/Program.h"
#include "rulebook/Signature.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace summary_upgrade::program {

namespace {

/// Those whose arguments mean the same in TensorFlow 2, whoever passes them.
constexpr StringRef Described[] = {"tf.summary.scalar", "tf.summary.histogram", "tf.summary.image", "tf.summary.text"};

bool isDottedName(StringRef Name) {
  SmallVector<StringRef, 4> Parts;
  Name.split(Parts, '.');
  return Parts.size() > 1 && all_of(Parts, [](StringRef Part) {
           return !Part.empty() && !isDigit(Part[0]) &&
                  all_of(Part, [](char C) { return isAlnum(C) || C == '_' || static_cast<unsigned char>(C) >= 0x80; });
         });
}

} // namespace

Expected<Wrapper> parseWrapper(StringRef Function, StringRef ActsAs) {
  auto Own = rulebook::parseSignature(Function);
  if (!Own)
    return createStringError("`" + Function + "`: " + toString(Own.takeError()));
  auto Call = rulebook::parseSignature(ActsAs);
  if (!Call)
    return createStringError("`" + ActsAs + "`: " + toString(Call.takeError()));
  if (!isDottedName(Own->Callee))
    return createStringError("`" + Own->Callee + "` is no `module.function`");
  if (!is_contained(Described, Call->Callee)) {
    StringRef Near;
    unsigned Best = 8;
    for (StringRef Name : Described)
      if (const unsigned Distance = Call->Callee.edit_distance(Name, true, Best); Distance < Best) {
        Best = Distance;
        Near = Name;
      }
    return createStringError("`" + Call->Callee.str() + "` is not one of " + join(ArrayRef(Described), ", ") +
                             (Near.empty() ? "" : "; did you mean `" + Near.str() + "`?"));
  }
  Wrapper W;
  W.Path = Own->Callee.str();
  W.ActsAs = "tensorflow." + Call->Callee.drop_front(3).str();
  const ApiEntry &Api = summaryApi().find(W.ActsAs)->second;
  for (const rulebook::Parameter &P : Own->Params) {
    if (P.Default && *P.Default != "None")
      return createStringError("`" + P.Name + "` has a default other than None, which the call would lose");
    W.Params.push_back(P.Name.str());
  }
  W.Roles.resize(W.Params.size());
  unsigned Position = 0;
  for (const rulebook::Parameter &P : Call->Params) {
    const StringRef Value = P.Default ? *P.Default : P.Name;
    StringRef Role = P.Name;
    if (!P.Default)
      Role = Position < Api.Params.size() ? StringRef(Api.Params[Position++]) : StringRef();
    else if (!is_contained(Api.Params, Role))
      return createStringError("`" + Call->Callee + "` takes no argument `" + Role + "`");
    if (Role != Api.Params[0] && Role != Api.Params[1] && Role != "family")
      return createStringError("`" + (Role.empty() ? Value : Role) + "`: only `" + Api.Params[0] + "`, `" +
                               Api.Params[1] + "` and `family` can be described");
    const auto At = llvm::find(W.Params, Value);
    if (At == W.Params.end())
      return createStringError("`" + Value + "` is no parameter of `" + Own->Callee + "`");
    std::string &Mine = W.Roles[At - W.Params.begin()];
    if (!Mine.empty() || is_contained(W.Roles, Role))
      return createStringError("`" + Value + "` is given twice");
    Mine = Role.str();
  }
  for (unsigned I = 0; I < 2; ++I)
    if (!is_contained(W.Roles, Api.Params[I]))
      return createStringError("`" + Call->Callee + "` wants its `" + Api.Params[I] + "`");
  for (size_t I = 0; I < W.Params.size(); ++I)
    if (W.Roles[I].empty())
      return createStringError("`" + W.Params[I] + "` would be lost: `" + Call->Callee + "` does not get it");
  return W;
}

const Wrapper *Wrappers::find(StringRef Path) const {
  const auto At = find_if(All, [&](const Wrapper &W) { return W.Path == Path; });
  return At == All.end() ? nullptr : &*At;
}

bool Wrappers::mentioned(StringRef Bytes) const {
  return any_of(All, [&](const Wrapper &W) { return Bytes.contains(StringRef(W.Path).rsplit('.').second); });
}

} // namespace summary_upgrade::program
