// Flow against executions: random programs are run over their facts with random branches, iterations and
// exceptions, and what the queries promise must hold in every trace.
#include "Sample.h"
#include "python/Flow.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <random>
#include <set>

namespace summary_upgrade::python {
namespace {

using Random = std::mt19937;

class Generator {
public:
  explicit Generator(Random &R) : R(R) {}
  std::string program() {
    Out = "def f(p):\n";
    block(1, 0, 3 + pick(4));
    return Out;
  }

private:
  unsigned pick(unsigned N) { return static_cast<unsigned>(R() % N); }
  std::string var() { return std::string(1, "abcp"[pick(4)]); }
  void line(unsigned Depth, const std::string &Text) { Out += std::string(Depth, ' ') + Text + "\n"; }
  std::string value() {
    switch (pick(8)) {
    case 0:
      return "run()";
    case 1:
      return var() + " + " + var();
    case 2:
      return "1";
    case 3:
      return "[" + var() + " for i in " + var() + "]";
    case 4:
      return "(" + var() + " := " + var() + ")";
    case 5:
      return var() + " and (" + var() + " := " + var() + ")";
    default:
      return var();
    }
  }
  void block(unsigned Depth, unsigned Loops, unsigned Count) {
    for (unsigned I = 0; I < Count; ++I)
      statement(Depth, Loops);
  }
  void body(unsigned Depth, unsigned Loops) { block(Depth, Loops, 1 + pick(3)); }
  void statement(unsigned Depth, unsigned Loops) {
    unsigned Kind = pick(Depth > 4 || ++Compound > 12 ? 9 : 17);
    switch (Kind) {
    default:
      return line(Depth, var() + " = " + value());
    case 3:
      return line(Depth, var() + " += " + var());
    case 4:
      return line(Depth, var() + ", " + var() + " = " + var() + ", run()");
    case 5:
    case 6:
      return line(Depth, "use(" + var() + ")");
    case 7:
      if (pick(3) == 0)
        return line(Depth, "del " + var());
      return line(Depth, "pass");
    case 8: {
      unsigned Which = pick(Loops ? 6 : 2);
      return line(Depth, Which == 0 ? "return" : Which == 1 ? "raise E" : Which % 2 ? "continue" : "break");
    }
    case 9:
    case 10:
      line(Depth, "if " + value() + ":");
      body(Depth + 1, Loops);
      if (pick(3) == 0) {
        line(Depth, "elif " + var() + ":");
        body(Depth + 1, Loops);
      }
      if (pick(2)) {
        line(Depth, "else:");
        body(Depth + 1, Loops);
      }
      return;
    case 11:
    case 12:
      line(Depth, pick(2)   ? "for " + var() + " in " + value() + ":"
                  : pick(2) ? "while " + value() + ":"
                            : "while True:");
      body(Depth + 1, Loops + 1);
      if (pick(3) == 0) {
        line(Depth, "else:");
        body(Depth + 1, Loops);
      }
      return;
    case 13:
    case 14: {
      line(Depth, "try:");
      body(Depth + 1, Loops);
      bool Handler = pick(3) != 0;
      if (Handler) {
        line(Depth, pick(2) ? "except E as " + var() + ":" : "except E:");
        body(Depth + 1, Loops);
        if (pick(3) == 0) {
          line(Depth, "else:");
          body(Depth + 1, Loops);
        }
      }
      if (!Handler || pick(3) == 0) {
        line(Depth, "finally:");
        body(Depth + 1, Loops);
      }
      return;
    }
    case 15:
    case 16:
      line(Depth, pick(4) == 0 ? "with suppress(E):" : "with " + value() + " as " + var() + ":");
      return body(Depth + 1, Loops);
    }
  }
  Random &R;
  std::string Out;
  unsigned Compound = 0;
};

enum class Outcome { Normal, Break, Continue, Return, Raise, GiveUp };

/// One execution of the function. Checks uses as they happen and keeps what the order queries need.
class Execution {
public:
  Execution(const Sample &S, const Flow &Fl, Random &R) : F(S.facts()), Fl(Fl), R(R) {
    size_t N = F.Stmts.size();
    Start.assign(N, 0);
    Iteration.assign(N, 0);
    Snapshot.resize(N);
    AwaitsFollower.assign(N * N, 0);
    for (Id A = 0; A < N; ++A)
      for (Id B = 0; B < N; ++B) {
        Dominates.push_back(F.Stmts[A].Scope && F.Stmts[B].Scope && Fl.dominates(A, B));
        Follows.push_back(F.Stmts[A].Scope && F.Stmts[B].Scope && Fl.alwaysFollows(A, B));
      }
  }

  std::string run() {
    for (Id D = 0; D < F.Defs.size(); ++D)
      if (F.Defs[D].Kind == DefKind::Param)
        Values[F.Defs[D].Binding] = {D, ++Clock, {}};
    Outcome Last = block(F.Scopes[1].Block);
    if (Last != Outcome::Raise && Last != Outcome::GiveUp)
      for (Id A = 0; A < F.Stmts.size(); ++A)
        for (Id B = 0; B < F.Stmts.size(); ++B)
          check(pending(A, B) != 1, "never followed by", A, B);
    return Failure;
  }

private:
  struct Value {
    Id Def;
    unsigned Version;
    std::set<Id> Runs;
  };
  char &pending(Id A, Id B) { return AwaitsFollower[A * F.Stmts.size() + B]; }
  bool chance(unsigned Percent) { return R() % 100 < Percent; }
  void check(bool Good, const char *What, Id A, Id B) {
    if (!Good && Failure.empty())
      Failure = std::string(What) + ": s" + std::to_string(A) + " s" + std::to_string(B);
  }

  // Expressions. Raised is set when one raises.
  std::set<Id> eval(Id E) {
    const Expr &Ex = F.Exprs[E];
    std::set<Id> Out;
    auto child = [&](Id C) {
      if (!Raised) {
        std::set<Id> Part = eval(C);
        Out.insert(Part.begin(), Part.end());
      }
    };
    switch (Ex.Kind) {
    case ExprKind::Name: {
      if (Ex.Binding == NoId)
        return Out;
      const ReachingDefs &Reach = Fl.reaching(E);
      auto It = Values.find(Ex.Binding);
      if (It == Values.end()) {
        check(Reach.MayBeUnbound || !Reach.Complete, "unbound use: statement, expression", Ex.Stmt, E);
        Raised = true;
        return Out;
      }
      check(llvm::is_contained(Reach.Defs, It->second.Def), "unexpected definition: expression, definition", E,
            It->second.Def);
      Out = It->second.Runs;
      break;
    }
    case ExprKind::BoolOp:
      child(Ex.Children[0]);
      if (chance(50))
        child(Ex.Children[1]);
      break;
    case ExprKind::NamedExpr:
      child(Ex.Children[1]);
      if (!Raised)
        bind(Ex.Children[0], Out);
      break;
    case ExprKind::ListComp:
      child(Ex.Children[0]);
      for (unsigned I = 0, N = R() % 3; I < N && !Raised; ++I) {
        bind(Ex.Children[1], Out);
        child(Ex.Children[2]);
      }
      break;
    case ExprKind::Call:
      if (F.Exprs[Ex.Children[0]].Text == "run")
        Out.insert(E);
      [[fallthrough]];
    default:
      for (Id C : Ex.Children)
        child(C);
    }
    for (Id Run : Out)
      check(Fl.taintedBy(E, Run), "not tainted: expression, run", E, Run);
    Raised |= chance(1);
    return Out;
  }
  void bind(Id Target, const std::set<Id> &Runs) {
    const Expr &Ex = F.Exprs[Target];
    if (Ex.Kind != ExprKind::Name) {
      for (Id C : Ex.Children)
        bind(C, Runs);
      return;
    }
    for (Id D = 0; D < F.Defs.size(); ++D)
      if (F.Defs[D].Target == Target) {
        if (F.Defs[D].Kind == DefKind::Delete) {
          Raised |= !Values.erase(Ex.Binding);
          continue;
        }
        std::set<Id> All = Runs;
        if (F.Defs[D].Kind == DefKind::AugAssign) {
          std::set<Id> Old = eval(Target);
          if (Raised)
            return;
          All.insert(Old.begin(), Old.end());
        }
        Values[Ex.Binding] = {D, ++Clock, std::move(All)};
      }
  }

  // Statements.
  void begin(Id S) {
    ++Clock;
    std::map<Id, unsigned> Now;
    for (auto &[B, V] : Values)
      Now[B] = V.Version;
    for (Id A = 0; A < F.Stmts.size(); ++A) {
      unsigned Since = iterationOf(commonLoop(A, S));
      if (Dominates[A * F.Stmts.size() + S])
        check(Start[A] && Start[A] >= Since, "does not dominate", A, S);
      if (A != S && Start[A] && Start[A] >= Since && F.Stmts[A].Scope)
        checkSame(A, S, Now);
      if (Follows[A * F.Stmts.size() + S]) {
        check(pending(A, S) != 2, "followed twice by", A, S);
        pending(A, S) = pending(A, S) ? 2 : 0;
      }
    }
    for (Id B = 0; B < F.Stmts.size(); ++B)
      check(pending(S, B) != 1, "not followed by", S, B);
    Start[S] = Clock;
    Snapshot[S] = std::move(Now);
  }
  void checkSame(Id P, Id Q, const std::map<Id, unsigned> &Now) {
    for (Id E = 0; E < F.Exprs.size(); ++E) {
      const Expr &Ex = F.Exprs[E];
      // One use of every name is enough.
      if (Ex.Kind != ExprKind::Name || Ex.Binding == NoId || Ex.Store || F.Bindings[Ex.Binding].Uses[0] != E)
        continue;
      auto Before = std::as_const(Snapshot[P]).find(Ex.Binding), After = Now.find(Ex.Binding);
      unsigned A = Before == Snapshot[P].end() ? 0 : Before->second, B = After == Now.end() ? 0 : After->second;
      if (A != B)
        check(!Fl.sameValue(E, P, Q), ("not the same value of " + Ex.Text + " at").c_str(), P, Q);
    }
  }
  Id commonLoop(Id A, Id B) {
    for (Id LA = Fl.innermostLoop(A); LA != NoId; LA = Fl.innermostLoop(LA))
      for (Id LB = Fl.innermostLoop(B); LB != NoId; LB = Fl.innermostLoop(LB))
        if (LA == LB)
          return LA;
    return NoId;
  }
  unsigned iterationOf(Id Loop) { return Loop == NoId ? 0 : Iteration[Loop]; }

  Outcome block(Id B) {
    for (Id S : F.Blocks[B].Stmts) {
      if (++Steps > 300)
        return Outcome::GiveUp;
      begin(S);
      Outcome O = stmt(S);
      if (O == Outcome::Raise) // whatever waited may be skipped
        std::fill(AwaitsFollower.begin(), AwaitsFollower.end(), 0);
      if (O != Outcome::Normal)
        return O;
      for (Id Later = 0; Later < F.Stmts.size(); ++Later)
        if (Follows[S * F.Stmts.size() + Later])
          pending(S, Later) = 1;
    }
    return Outcome::Normal;
  }
  Outcome raised() {
    Raised = false;
    return Outcome::Raise;
  }
  Outcome stmt(Id S) {
    const Stmt &St = F.Stmts[S];
    switch (St.Kind) {
    case StmtKind::Break:
      return Outcome::Break;
    case StmtKind::Continue:
      return Outcome::Continue;
    case StmtKind::Return:
      return Outcome::Return;
    case StmtKind::Raise:
      return Outcome::Raise;
    case StmtKind::If:
      return ifStmt(S);
    case StmtKind::For:
    case StmtKind::While:
      return loop(S);
    case StmtKind::Try:
      return tryStmt(S);
    case StmtKind::With: {
      std::set<Id> V = eval(St.Items[0].Context);
      if (!Raised && St.Items[0].Target != NoId)
        bind(St.Items[0].Target, V);
      if (Raised)
        return raised();
      Outcome O = block(St.Blocks[0]);
      return O == Outcome::Raise && St.Items[0].Target == NoId ? Outcome::Normal : O;
    }
    default: {
      std::set<Id> V;
      if (St.Value != NoId)
        V = eval(St.Value);
      for (Id T : St.Targets) {
        Raised |= chance(2);
        if (!Raised)
          bind(T, V);
      }
      return Raised || chance(2) ? raised() : Outcome::Normal;
    }
    }
  }
  Outcome ifStmt(Id S) {
    eval(F.Stmts[S].Value);
    for (Id B : F.Stmts[S].Blocks) {
      if (!Raised && F.Blocks[B].Kind == BlockKind::Elif)
        eval(F.Blocks[B].Header);
      if (Raised)
        return raised();
      if (F.Blocks[B].Kind == BlockKind::Else || chance(50))
        return block(B);
    }
    return Outcome::Normal;
  }
  Outcome loop(Id S) {
    const Stmt &St = F.Stmts[S];
    std::set<Id> V;
    if (St.Kind == StmtKind::For)
      V = eval(St.Value);
    bool Forever = St.Kind == StmtKind::While &&
                   (F.Exprs[St.Value].Kind == ExprKind::True || F.Exprs[St.Value].Kind == ExprKind::Int);
    for (unsigned Left = R() % 4;; --Left) {
      Iteration[S] = ++Clock;
      if (!Raised && St.Kind == StmtKind::While)
        eval(St.Value);
      if (Raised)
        return raised();
      if (Left == 0)
        break;
      if (St.Kind == StmtKind::For)
        bind(St.Targets[0], V);
      Outcome O = block(St.Blocks[0]);
      if (O == Outcome::Break)
        return Outcome::Normal;
      if (O != Outcome::Normal && O != Outcome::Continue)
        return O;
    }
    if (Forever)
      return Outcome::GiveUp;
    return St.Blocks.size() > 1 ? block(St.Blocks[1]) : Outcome::Normal;
  }
  Outcome tryStmt(Id S) {
    Id Handler = NoId, Else = NoId, Finally = NoId;
    for (Id B : F.Stmts[S].Blocks) {
      BlockKind K = F.Blocks[B].Kind;
      (K == BlockKind::Except ? Handler : K == BlockKind::Else ? Else : Finally) = K == BlockKind::Body ? Finally : B;
    }
    Outcome O = block(F.Stmts[S].Blocks[0]);
    if (O == Outcome::Normal && Else != NoId) {
      O = block(Else);
    } else if (O == Outcome::Raise && Handler != NoId && chance(80)) {
      Id Name = NoId;
      for (const Def &D : F.Defs)
        if (D.Kind == DefKind::Except && D.Stmt == S)
          Name = D.Target;
      if (Name != NoId)
        bind(Name, {});
      O = block(Handler);
      if (Name != NoId)
        Values.erase(F.Exprs[Name].Binding);
    }
    if (O == Outcome::GiveUp || Finally == NoId)
      return O;
    Outcome Last = block(Finally);
    return Last == Outcome::Normal ? O : Last;
  }

  const ModuleFacts &F;
  const Flow &Fl;
  Random &R;
  std::map<Id, Value> Values;
  std::vector<unsigned> Start, Iteration;
  std::vector<std::map<Id, unsigned>> Snapshot;
  std::vector<bool> Dominates, Follows;
  std::vector<char> AwaitsFollower; ///< per pair: 1 = A has completed and B has not begun yet, 2 = B has begun
  unsigned Clock = 0, Steps = 0;
  bool Raised = false;
  std::string Failure;
};

TEST(FlowTraces, QueriesHoldInEveryTrace) {
  unsigned Programs = 400, Traces = 40;
  if (const char *Many = getenv("SUMMARY_UPGRADE_FLOW_PROGRAMS"))
    Programs = static_cast<unsigned>(atoi(Many));
  for (unsigned Seed = 0; Seed < Programs; ++Seed) {
    Random R(Seed);
    std::string Source = Generator(R).program();
    Sample S(Source);
    ASSERT_TRUE(S.ok()) << S.error() << "\n" << Source;
    Flow Fl(S.facts());
    for (unsigned T = 0; T < Traces; ++T)
      ASSERT_EQ(Execution(S, Fl, R).run(), "") << "seed " << Seed << "\n" << Source << dumpFacts(S.facts(), S.file());
  }
}

} // namespace
} // namespace summary_upgrade::python
