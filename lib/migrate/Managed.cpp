#include "migrate/Managed.h"
#include "migrate/TagForm.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace summary_upgrade::program;
using namespace summary_upgrade::python;

namespace summary_upgrade::migrate {

namespace {

struct Words {
  const char *Code, *Message, *Help;
};
/// `%` stands for what is called.
Words wordsFor(ManagerKind Kind) {
  switch (Kind) {
  case ManagerKind::Session:
    return {"SU501", "`%` writes these summaries by itself, through a v1 writer that also gets its checkpoints' events",
            "in TensorFlow 2 it still does, for ops that are spelled `tf.compat.v1.summary`; or turn it off "
            "(`save_summaries_steps=None, save_summaries_secs=None`) and write `merge_all()` with a "
            "`tf.summary.FileWriter` of your own in "
            "another directory, which is migrated"};
  case ManagerKind::SaverHook:
    return {"SU502", "`%` writes these summaries through a writer that it shares with TensorFlow's other hooks",
            "give it `summary_writer=tf.summary.FileWriter(...)` for a directory that no other hook writes "
            "to, which is migrated; or leave "
            "the ops as they are, spelled `tf.compat.v1.summary`"};
  case ManagerKind::Supervisor:
    return {"SU503", "`%` writes these summaries by itself",
            "let it make its writer (leave out `summary_writer=`), or give it a `FileWriter` that is made in the same "
            "project"};
  case ManagerKind::TrainLoop:
    return {"SU504",
            "`%` writes these summaries by itself, from a thread of its own and whenever some seconds have "
            "passed",
            "write them in a loop of your own; or leave the ops as they are, spelled `tf.compat.v1.summary`"};
  case ManagerKind::Estimator:
    return {"SU505",
            "an Estimator writes these summaries by itself, and v2 ops in its graph would be lost without a word",
            "up to TensorFlow 2.15 it still does, for ops that are spelled `tf.compat.v1.summary`; from 2.16 on "
            "there is no Estimator, and "
            "the model needs a training loop of its own"};
  case ManagerKind::KerasCallback:
    return {"SU506", "", ""};
  case ManagerKind::WriterCache:
    return {"SU507", "`%` gives the one v1 writer of a directory to all who ask",
            "make a `tf.summary.FileWriter` of your own for another directory: a second event file in this "
            "one would hide what the first "
            "gets later"};
  }
  return {"", "", ""};
}

Blocker say(const Program &P, const Manager &M) {
  Words W = wordsFor(M.Kind);
  const ModuleFacts &F = P.facts(M.Call.File);
  const Expr &Callee = F.Exprs[F.Exprs[M.Call.Node].Children[0]];
  std::string Name = Callee.Text;
  if (Name == "get" || Name == "train") { // of which class or module
    Name = P.project().module(M.Call.File).File.slice(F.ExprRange[F.Exprs[M.Call.Node].Children[0]]).str();
  }
  auto [Before, After] = StringRef(W.Message).split('%');
  std::string Message = StringRef(W.Message).contains('%') ? (Before + Name + After).str() : W.Message;
  if (!M.Why.empty())
    Message += ": " + M.Why;
  return {W.Code, Message, W.Help, M.Call, {}, false};
}

bool isNone(const Program &P, const Manager &M, StringRef Name) {
  return M.Args[Name] != NoId && P.facts(M.Call.File).Exprs[M.Args[Name]].Kind == ExprKind::None;
}

bool writes(const Program &P, const Manager &M) {
  if (M.Kind == ManagerKind::Session)
    return (M.Args["checkpoint_dir"] != NoId || M.Args["summary_dir"] != NoId) &&
           !(isNone(P, M, "save_summaries_steps") && isNone(P, M, "save_summaries_secs"));
  return M.Kind != ManagerKind::KerasCallback && !(M.Kind == ManagerKind::Supervisor && isNone(P, M, "summary_writer"));
}

} // namespace

std::optional<Blocker> writtenBy(const Program &P, const Component &C) {
  std::vector<NodeRef> Places;
  for (uint32_t O : C.Ops)
    Places.push_back(P.Ops[O].Call);
  for (uint32_t M : C.Merges)
    Places.push_back(P.Merges[M].Call);
  if (!C.Managers.empty() || Places.empty())
    return std::nullopt;
  // A hook that was asked for says more than what writes anyway.
  for (ManagerKind Kind : {ManagerKind::SaverHook, ManagerKind::WriterCache, ManagerKind::Estimator,
                           ManagerKind::TrainLoop, ManagerKind::Session, ManagerKind::Supervisor})
    for (const Manager &M : P.Managers)
      if (M.Kind == Kind && !M.Joins && writes(P, M) &&
          any_of(Places, [&](NodeRef Place) { return P.project().mayRunTogether(Place.File, M.Call.File); }))
        return say(P, M);
  return std::nullopt;
}

std::optional<Blocker> standingAlone(const Program &P, const Manager &M) {
  if (M.Joins || M.Kind == ManagerKind::Session || M.Kind == ManagerKind::Estimator ||
      M.Kind == ManagerKind::Supervisor || (M.Kind == ManagerKind::SaverHook && M.Args["summary_writer"] != NoId))
    return std::nullopt;
  if (M.Kind != ManagerKind::KerasCallback)
    return say(P, M);
  std::string Gone;
  for (StringRef Name : {"batch_size", "write_grads", "embeddings_layer_names", "embeddings_data"})
    if (M.Args[Name] != NoId)
      Gone += ((Gone.empty() ? "`" : ", `") + Name + "=`").str();
  if (Gone.empty())
    return std::nullopt;
  return Blocker{"SU506",
                 Gone + " of this callback: TensorFlow 2 takes no such argument, and from 2.16 on the call "
                        "raises a TypeError",
                 "leave it out; nothing stands for `write_grads`. The callback of TensorFlow 2 also writes "
                 "to `train/` and `validation/`, "
                 "under other tags and with other steps",
                 M.Call,
                 {},
                 false};
}

bool giveWriter(Plan &P, const Manager &M, const std::string &Class) {
  NodeRef Dir{M.Call.File, M.Args["logdir"]};
  Rewriter &R = P.rewriter(M.Call.File);
  // It is said twice: asking again must not make another one.
  if (!isAtomic(P, Dir) && !P.movable(Dir, P.stmtOf(M.Call), P.stmtOf(M.Call)))
    return P.decline("SU503", "this directory is worked out in the call, and the supervisor's writer needs it too", Dir,
                     "give it a name first");
  ExprKind Kind = P.expr(Dir).Kind;
  if (!isAtomic(P, Dir) && Kind != ExprKind::Call && Kind != ExprKind::Binary && Kind != ExprKind::FString &&
      Kind != ExprKind::Subscript)
    return P.decline("SU503", "this directory is chosen in the call, and the supervisor's writer needs it too", Dir,
                     "give it a name first");
  Text T("summary_writer=" + Class + "(" + P.slice(Dir).str() + ")");
  std::string Condition;
  bool Argument = Kind == ExprKind::Subscript && P.L.externalPath({Dir.File, P.expr(Dir).Children[0]}) == "sys.argv";
  if ((isAtomic(P, Dir) || Kind == ExprKind::Subscript) && Kind != ExprKind::String && !Argument)
    Condition = P.slice(Dir).str();
  if (Id Chief = M.Args["is_chief"]; Chief != NoId && P.expr({Dir.File, Chief}).Kind != ExprKind::True) {
    NodeRef E{Dir.File, Chief};
    if (!isAtomic(P, E) && !P.movable(E, P.stmtOf(M.Call), P.stmtOf(M.Call)))
      return P.decline("SU503", "whether this is the chief is worked out in the call, and only a chief has a writer", E,
                       "give it a name first");
    std::string Text = isAtomic(P, E) ? P.slice(E).str() : "(" + P.slice(E).str() + ")";
    Condition = Condition.empty() ? Text : Text + " and " + Condition;
  }
  if (!Condition.empty())
    T.lit(" if " + Condition + " else None");
  R.addArg(M.Call.Node, T, /*Keyword=*/true);
  return true;
}

} // namespace summary_upgrade::migrate
