// Which summary ops of a graph are exchanged, and why the others stay.
#include "cpp/Project.h"
#include "cpp/clang/FrontEnd.h"
#include "gmock/gmock.h"

using namespace summary_upgrade;

namespace {

/// One function each: what follows the op, and what is said of it (nothing: it is exchanged). `OUT` stands for the
/// bytes.
struct Case {
  const char *Op, *Then, *Stays;
};
const Case Cases[] = {
    {"auto s = ScalarSummary(root, tag, x);", "e.mutable_summary()->ParseFromString(OUT);", ""},
    {"const ScalarSummary s(root, tag, x);", "Summary *m = e.mutable_summary(); m->ParseFromString(OUT);", ""},
    {"auto o = ScalarSummary(root, tag, x); Output s = o;",
     "Summary m; m.ParseFromString(OUT); e.mutable_summary()->CopyFrom(m);", ""},
    {"auto s = ScalarSummary(root, tag, x);",
     "const tstring &b = OUT; e.mutable_summary()->ParseFromArray(b.data(), b.size());", ""},
    {"auto s = ScalarSummary(root, tag, x);",
     "const auto &t = out[0]; Summary m; m.ParseFromString(t.scalar<tstring>()()); for (const auto &v : m.value()) "
     "e.mutable_summary()->add_value()->CopyFrom(v);",
     ""},
    {"auto s = ScalarSummary(root, tag, x);",
     "Summary m; m.ParseFromString(OUT); for (const auto &v : m.value()) { std::cout << v.simple_value(); "
     "*e.mutable_summary()->add_value() = v; }",
     "a value of the parsed summary is used"},
    {"static ScalarSummary s(root, tag, x);", "e.mutable_summary()->ParseFromString(OUT);",
     "`s` is declared with the op's class"},
    {"auto s = ScalarSummary(root, x, x);", "e.mutable_summary()->ParseFromString(OUT);", "its tag may be a list"},
    {"auto s = ScalarSummary(root, tag, x); unknown(s);", "e.mutable_summary()->ParseFromString(OUT);",
     "passed on to `unknown`"},
    {"auto s = ScalarSummary(root, tag, x); name = s.node()->name();", "e.mutable_summary()->ParseFromString(OUT);",
     "it is used in a way that is not followed"},
    {"auto s = ScalarSummary(root, tag, x); auto f = [&] { return s; };", "e.mutable_summary()->ParseFromString(OUT);",
     "a lambda returns it"},
    {"auto s = ScalarSummary(root, tag, x); std::pair<int, Output> p; p.second = s;",
     "e.mutable_summary()->ParseFromString(OUT);", "it is kept in `second`"},
    {"auto s = ScalarSummary(root, tag, x); list()[0] = s;", "e.mutable_summary()->ParseFromString(OUT);",
     "it is kept in something that is not followed"},
    {"auto s = ScalarSummary(root, tag, x);", "name = OUT; e.mutable_summary()->ParseFromString(OUT);",
     "its bytes are used"},
    {"auto s = ScalarSummary(root, tag, x);", "all.mutable_summary(0)->ParseFromString(OUT);",
     "its bytes are parsed into something"},
    {"auto s = ScalarSummary(root, tag, x);",
     "e.mutable_summary()->ParseFromString(OUT); std::cout << e.summary().value(0).simple_value();",
     "its event is used"},
    {"auto s = ScalarSummary(root, tag, x);",
     "Summary m; m.ParseFromString(OUT); std::cout << m.value(0).simple_value(); *e.mutable_summary() = m;",
     "the parsed summary is used"},
    {"auto s = ScalarSummary(root, tag, x);", "unknown(out); e.mutable_summary()->ParseFromString(OUT);",
     "what is fetched is used as a whole"},
    {"auto s = ScalarSummary(root, tag, x);", "unknown(out[0]); e.mutable_summary()->ParseFromString(OUT);",
     "an output is used in a way"},
    {"auto s = ScalarSummary(root, tag, x);", "out[0].scalar<T>(); e.mutable_summary()->ParseFromString(OUT);",
     "an output is read as `T`"},
    {"auto s = ScalarSummary(root, tag, x);",
     "session.Run({s}, list_of_outputs()); e.mutable_summary()->ParseFromString(OUT);",
     "what is fetched goes to something"},
    {"auto s = ScalarSummary(root, tag, x);",
     "e.mutable_summary()->ParseFromString(OUT);\n#ifdef X\nunknown(out);\n#endif\n", "the preprocessor leaves out"},
    {"auto s = ScalarSummary(root, tag, x);", "e.mutable_summary()->ParseFromString(OUT); undeclared();",
     "the compiler reports"},
    {"auto s = ScalarSummary(root, tag, x);", "e.mutable_summary()->ParseFromString(OUT); other.WriteEvent(e);",
     "several writers write it"},
    {"auto s = ScalarSummary(root, tag, x); unused = s;", "", "nothing that is migrated writes it"},
    {"MAKE(s);", "e.mutable_summary()->ParseFromString(OUT);", "a macro makes it"},
    {"auto s = make(root, x);", "e.mutable_summary()->ParseFromString(OUT);", ""},
    {"auto s = kept(root, x); auto f = kept;", "e.mutable_summary()->ParseFromString(OUT);",
     "the address of `kept` is taken"},
};

} // namespace

TEST(Graphs, AreExchangedWhereTheirBytesAreFollowed) {
  std::string Text = R"(#include "tensorflow/cc/client/client_session.h"
#include "tensorflow/cc/ops/standard_ops.h"
#include "tensorflow/core/framework/summary.pb.h"
#include "tensorflow/core/util/events_writer.h"
#include <iostream>
using namespace tensorflow;
using namespace tensorflow::ops;
#define MAKE(name) auto name = ScalarSummary(root, "x", x)
using T = float;
struct Summaries { Summary *mutable_summary(int); } all;
std::vector<Output> &list();
std::vector<Tensor> *list_of_outputs();
extern void (*unknown_)(const Output &);
template <typename U> void unknown(const U &);
Output make(const Scope &root, Input x) { return ScalarSummary(root, "x", x); }
Output kept(const Scope &root, Input x) { return ScalarSummary(root, "x", x); }
Output unused;
)";
  std::vector<unsigned> Lines;
  for (size_t I = 0; I < std::size(Cases); ++I) {
    llvm::StringRef Then = Cases[I].Then;
    std::string Body = Then.str();
    for (size_t At; (At = Body.find("OUT")) != std::string::npos;)
      Body.replace(At, 3, "out[0].scalar<tstring>()()");
    Text += "void f" + std::to_string(I) +
            "(const Scope &root, ClientSession &session, Output x, EventsWriter &writer, EventsWriter &other, const "
            "std::string &tag, std::string name) {\n  " +
            Cases[I].Op + "\n  std::vector<Tensor> out;\n  session.Run({s}, &out);\n  Event e;\n  " + Body +
            "\n  writer.WriteEvent(e);\n}\n";
  }
  cpp::ProjectOptions Options;
  Options.Files = {"/project/a.cc"};
  Options.Folders = {"/project"};
  Options.Texts["/project/a.cc"] = Text;
  cpp::ProjectResult R = cpp::migrateProject(Options, [](llvm::ArrayRef<cpp::ParseRequest> Requests) {
    std::vector<llvm::Expected<cpp::Unit>> Units;
    for (const cpp::ParseRequest &Request : Requests)
      Units.push_back(cpp::parseUnit(Request));
    return Units;
  });
  for (size_t I = 0; I < std::size(Cases); ++I) {
    const size_t Begin = Text.find("void f" + std::to_string(I) + "("), End = Text.find("\n}\n", Begin);
    std::string Said = "nothing";
    for (const report::Finding &F : R.M.Result.Findings)
      for (size_t Made : {Begin, Text.find(std::string("Output ") +
                                           (llvm::StringRef(Cases[I].Op).contains("kept(") ? "kept" : "make"))})
        if (F.Place.Where.Begin >= Made && F.Place.Where.Begin < (Made == Begin ? End : Text.find("}", Made)) &&
            (F.Code == "SU807" || F.Code == "SU808") &&
            (Made == Begin || llvm::StringRef(Cases[I].Op).contains("(root, x)")))
          Said = F.Code == "SU808" ? "" : F.Message;
    if (*Cases[I].Stays)
      EXPECT_THAT(Said, testing::HasSubstr(Cases[I].Stays)) << Cases[I].Op << "\n" << Cases[I].Then;
    else
      EXPECT_EQ(Said, "") << Cases[I].Op << "\n" << Cases[I].Then;
  }
}
