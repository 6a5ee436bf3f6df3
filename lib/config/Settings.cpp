#include "config/Settings.h"
#include "config/Glob.h"
#include "config/Toml.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace llvm;
namespace path = llvm::sys::path;

namespace summary_upgrade::config {

ArrayRef<Key> keys() {
  static constexpr StringLiteral Targets[] = {"auto", "compat", "tf2"}, Strategies[] = {"auto", "native", "bridge"};
  static const Key Table[] = {
      {"baseline", "file of findings that are known and not reported", KeyKind::Word, {}, false},
      {"exclude",
       "patterns of files and folders that are not migrated; they are still read where others need them",
       KeyKind::List,
       {},
       false},
      {"ignore", "codes or prefixes of rules that are not used", KeyKind::List, {}, true},
      {"per-file-ignores",
       "pattern of files → codes or prefixes of rules that are not used there",
       KeyKind::ListTable,
       {},
       true},
      {"roots", "folders in which imports are looked for, as if they were on sys.path", KeyKind::List, {}, false},
      {"select", "codes or prefixes of the only rules that are used", KeyKind::List, {}, true},
      {"strategy", "v2 ops, or v1 summaries through a v2 writer", KeyKind::Word, Strategies, false},
      {"target", "spelling of the result", KeyKind::Word, Targets, false},
      {"wrappers",
       "functions of other packages → the summary call that each acts like: \"utils.log(tag, value)\" = "
       "\"tf.summary.scalar(tag, value)\"",
       KeyKind::WordTable,
       {},
       false},
  };
  return Table;
}

namespace {

template <typename... Parts> Error problem(StringRef Place, const Parts &...Text) {
  std::string Message = Place.str() + ": ";
  ((Message += StringRef(Text)), ...);
  return createStringError(Message);
}

const Key *findKey(StringRef Name) {
  const Key *At = find_if(keys(), [&](const Key &K) { return K.Name == Name; });
  return At == keys().end() ? nullptr : At;
}

std::string nearKey(StringRef Name) {
  StringRef Near;
  unsigned Best = 4;
  for (const Key &K : keys())
    if (const unsigned Distance = Name.edit_distance(K.Name, true, Best); Distance < Best) {
      Best = Distance;
      Near = K.Name;
    }
  return Near.empty() ? "" : "; did you mean `" + Near.str() + "`?";
}

bool readList(const json::Value &Value, std::vector<std::string> &List) {
  const json::Array *Array = Value.getAsArray();
  if (!Array)
    return false;
  for (const json::Value &Item : *Array) {
    const auto Text = Item.getAsString();
    if (!Text)
      return false;
    List.push_back(Text->str());
  }
  return true;
}

/// Checks one value. `Place` is where it stands.
Expected<Setting> readValue(const Key &K, const json::Value &Value, StringRef Place) {
  Setting Result;
  Result.Origin = Place.str();
  switch (K.Kind) {
  case KeyKind::Word: {
    const auto Word = Value.getAsString();
    if (!Word)
      return problem(Place, "`", K.Name, "` wants a string");
    if (!K.Allowed.empty() && !is_contained(K.Allowed, *Word))
      return problem(Place, "`", K.Name, "`: `", *Word, "` is not one of ", join(K.Allowed, ", "));
    Result.Word = Word->str();
    break;
  }
  case KeyKind::List:
    if (!readList(Value, Result.List))
      return problem(Place, "`", K.Name, "` wants a list of strings");
    break;
  case KeyKind::ListTable: {
    const json::Object *Table = Value.getAsObject();
    if (!Table)
      return problem(Place, "`", K.Name, "` wants a table of lists");
    for (const auto &[Pattern, Item] : *Table) {
      std::vector<std::string> List;
      if (!readList(Item, List))
        return problem(Place, "`", K.Name, "`: `", Pattern.str(), "` wants a list of strings");
      Result.Table.emplace_back(Pattern.str(), std::move(List));
    }
    llvm::sort(Result.Table);
    break;
  }
  case KeyKind::WordTable: {
    const json::Object *Table = Value.getAsObject();
    if (!Table)
      return problem(Place, "`", K.Name, "` wants a table of strings");
    for (const auto &[Name, Item] : *Table) {
      const auto Text = Item.getAsString();
      if (!Text)
        return problem(Place, "`", K.Name, "`: `", Name.str(), "` wants a string");
      Result.Table.emplace_back(Name.str(), std::vector<std::string>{Text->str()});
    }
    llvm::sort(Result.Table);
    break;
  }
  }
  return Result;
}

std::string quoted(StringRef Text) {
  std::string Result;
  raw_string_ostream(Result) << json::Value(json::fixUTF8(Text));
  return Result;
}
std::string quotedList(ArrayRef<std::string> List) {
  std::string Result = "[";
  for (const std::string &Item : List)
    Result += (Result.size() > 1 ? ", " : "") + quoted(Item);
  return Result + "]";
}

} // namespace

Expected<Settings> Settings::parse(StringRef Text, StringRef File) {
  Settings S;
  S.File = File.str();
  SmallString<256> Absolute(File);
  if (const std::error_code Failed = sys::fs::make_absolute(Absolute))
    return problem(File, Failed.message());
  path::remove_dots(Absolute, /*remove_dot_dot=*/true);
  S.Folder = path::parent_path(Absolute).str();
  auto Document = parseToml(Text, File);
  if (!Document)
    return Document.takeError();
  const bool InPyproject = path::filename(File) == "pyproject.toml";
  const json::Object *Root = &Document->Root;
  if (InPyproject) {
    Root = Root->getObject("tool");
    if (Root)
      Root = Root->getObject("summary-upgrade");
    if (!Root)
      return problem(File, "there is no [tool.summary-upgrade]");
  }
  // In the order of the file, so that the first fault is named.
  std::vector<std::pair<unsigned, StringRef>> Order;
  for (const auto &[Name, Value] : *Root)
    Order.emplace_back(Document->Lines[(InPyproject ? "tool.summary-upgrade." : "") + Name.str()], Name);
  llvm::sort(Order);
  for (const auto &[Line, Name] : Order) {
    const std::string Place = S.File + ":" + std::to_string(Line);
    const Key *K = findKey(Name);
    if (!K)
      return problem(Place, "unknown key `", Name, "`", nearKey(Name));
    auto Value = readValue(*K, *Root->get(Name), Place);
    if (!Value)
      return Value.takeError();
    S.Values[Name.str()] = std::move(*Value);
  }
  return S;
}

Expected<Settings> Settings::read(StringRef File) {
  auto Buffer = MemoryBuffer::getFile(File, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!Buffer)
    return problem(File, Buffer.getError().message());
  return parse((*Buffer)->getBuffer(), File);
}

Expected<Settings> Settings::find(StringRef Start) {
  for (StringRef At = Start; !At.empty(); At = path::parent_path(At)) {
    SmallString<256> File(At);
    path::append(File, "summary-upgrade.toml");
    if (sys::fs::exists(File))
      return read(File);
    path::remove_filename(File);
    path::append(File, "pyproject.toml");
    // Most of these files are about other things; only one that speaks of us is parsed.
    if (auto Buffer = MemoryBuffer::getFile(File, false, false);
        Buffer && (*Buffer)->getBuffer().contains("summary-upgrade")) {
      auto Document = parseToml((*Buffer)->getBuffer(), File);
      if (!Document)
        return Document.takeError();
      const json::Object *Tool = Document->Root.getObject("tool");
      if (Tool && Tool->get("summary-upgrade"))
        return parse((*Buffer)->getBuffer(), File);
    }
  }
  Settings None;
  None.Folder = Start.str();
  return None;
}

Error Settings::set(StringRef KeyValue) {
  const auto [Name, Text] = KeyValue.split('=');
  const StringRef Key = Name.trim();
  const config::Key *K = findKey(Key);
  if (!K)
    return createStringError("unknown key `" + Key + "`" + nearKey(Key));
  if (!KeyValue.contains('='))
    return createStringError("wants KEY=VALUE");
  json::Value Value = nullptr;
  if (auto Document = parseToml(("value = " + Text).str(), "--config"))
    Value = std::move(*Document->Root.get("value"));
  else
    consumeError(Document.takeError());
  if (K->Kind == KeyKind::Word && !Value.getAsString())
    Value = Text.trim();
  if (K->Kind == KeyKind::List && !Value.getAsArray()) {
    json::Array List;
    SmallVector<StringRef, 8> Parts;
    SplitString(Value.getAsString().value_or(Text), Parts, ", ");
    for (const StringRef Part : Parts)
      List.push_back(Part);
    Value = std::move(List);
  }
  auto Read = readValue(*K, Value, "--config");
  if (!Read)
    return Read.takeError();
  Values[Key.str()] = std::move(*Read);
  return Error::success();
}

const Setting *Settings::get(StringRef Key) const {
  const auto At = Values.find(Key);
  return At == Values.end() ? nullptr : &At->second;
}
StringRef Settings::word(StringRef Key) const {
  const Setting *S = get(Key);
  return S ? StringRef(S->Word) : StringRef();
}
ArrayRef<std::string> Settings::list(StringRef Key) const {
  const Setting *S = get(Key);
  return S ? ArrayRef<std::string>(S->List) : ArrayRef<std::string>();
}

std::string Settings::relative(StringRef Path) const {
  SmallString<256> Absolute(Path);
  if (sys::fs::make_absolute(Absolute))
    return {};
  path::remove_dots(Absolute, /*remove_dot_dot=*/true);
  StringRef Rest(Absolute);
  if (!Rest.consume_front(Folder) || !(Folder == "/" || Rest.consume_front("/")))
    return {};
  return Rest.str();
}

bool Settings::excludes(StringRef Path) const {
  const ArrayRef<std::string> Patterns = list("exclude");
  if (Patterns.empty())
    return false;
  const std::string Relative = relative(Path);
  return !Relative.empty() &&
         any_of(Patterns, [&](const std::string &Pattern) { return matchesFile(Pattern, Relative); });
}

bool Settings::ignores(StringRef Code, StringRef Path) const {
  const Setting *S = get("per-file-ignores");
  if (!S)
    return false;
  const std::string Relative = relative(Path);
  return !Relative.empty() && any_of(S->Table, [&](const auto &Entry) {
    return any_of(Entry.second, [&](const std::string &Prefix) { return Code.starts_with(Prefix); }) &&
           matchesFile(Entry.first, Relative);
  });
}

std::vector<std::string> Settings::roots() const {
  std::vector<std::string> Result;
  for (const std::string &Root : list("roots")) {
    SmallString<256> Absolute(Root);
    sys::fs::make_absolute(Folder, Absolute);
    path::remove_dots(Absolute, /*remove_dot_dot=*/true);
    Result.push_back(std::string(Absolute));
  }
  return Result;
}

void Settings::print(raw_ostream &Out) const {
  Out << "# settings file: " << (File.empty() ? "none" : File) << "\n";
  for (const Key &K : keys()) {
    const Setting *S = get(K.Name);
    if (!S) {
      Out << "# " << K.Name << " is not set: " << K.Help << "\n";
      continue;
    }
    Out << K.Name << " = ";
    switch (K.Kind) {
    case KeyKind::Word:
      Out << quoted(S->Word);
      break;
    case KeyKind::List:
      Out << quotedList(S->List);
      break;
    case KeyKind::ListTable:
    case KeyKind::WordTable:
      Out << "{";
      for (const auto &[Pattern, List] : S->Table)
        Out << (&Pattern == &S->Table.front().first ? " " : ", ") << quoted(Pattern) << " = "
            << (K.Kind == KeyKind::WordTable ? quoted(List.front()) : quotedList(List));
      Out << " }";
      break;
    }
    Out << " # " << S->Origin << "\n";
  }
}

void printSchema(raw_ostream &Out) {
  auto texts = [](const Key &K) {
    json::Object Item{{"type", "string"}};
    if (K.IsCodes)
      Item["pattern"] = "^(SU[0-9]{0,3}|[a-z][a-z0-9-]*)$";
    return json::Object{{"type", "array"}, {"items", std::move(Item)}};
  };
  json::Object Properties;
  for (const Key &K : keys()) {
    json::Object Property;
    switch (K.Kind) {
    case KeyKind::Word:
      Property = json::Object{{"type", "string"}};
      if (!K.Allowed.empty())
        Property["enum"] = json::Array(map_range(K.Allowed, [](StringRef Word) { return json::Value(Word); }));
      break;
    case KeyKind::List:
      Property = texts(K);
      break;
    case KeyKind::ListTable:
      Property = json::Object{{"type", "object"}, {"additionalProperties", texts(K)}};
      break;
    case KeyKind::WordTable:
      Property = json::Object{{"type", "object"}, {"additionalProperties", json::Object{{"type", "string"}}}};
      break;
    }
    Property["description"] = K.Help;
    Properties[K.Name] = std::move(Property);
  }
  const json::Value Schema = json::Object{{"$schema", "http://json-schema.org/draft-07/schema#"},
                                          {"title", "Settings of summary-upgrade"},
                                          {"type", "object"},
                                          {"properties", std::move(Properties)},
                                          {"additionalProperties", false}};
  Out << formatv("{0:2}", Schema) << "\n";
}

} // namespace summary_upgrade::config
