// The rules, by what they are about. Each adds what it finds.
#ifndef SUMMARY_UPGRADE_LINT_RULES_H
#define SUMMARY_UPGRADE_LINT_RULES_H

#include "lint/World.h"

namespace summary_upgrade::lint {

using Lints = std::vector<Lint>;

/// Writers that are used wrongly: SU702, SU733, SU734, SU735, SU738, SU739.
void lintWriters(const World &W, Lints &Out);
/// Arguments of ops: SU708, SU714, SU732, SU737.
void lintArguments(const World &W, Lints &Out);
/// Steps that stay what they were when a function was traced, or make it be traced again: SU703, SU704,
/// SU720.
void lintSteps(const World &W, Lints &Out);
/// Ops in functions that are traced: SU710, SU712, SU736.
void lintFunctions(const World &W, Lints &Out);
/// Which writer and step are the default where an op is executed: SU701, SU705, SU706, SU709, SU731.
void lintDefaults(const World &W, Lints &Out);
/// `record_if`: SU707.
void lintConditions(const World &W, Lints &Out);
/// Graphs: SU711, SU713.
void lintGraphs(const World &W, Lints &Out);

/// Whether two calls of a traced function surely run one trace.
bool sameTrace(const World &W, NodeRef CallA, NodeRef CallB);
/// An edit that puts text around an expression.
std::vector<text::Edit> around(const World &W, NodeRef E, const std::string &Before, const std::string &After);

} // namespace summary_upgrade::lint

#endif
