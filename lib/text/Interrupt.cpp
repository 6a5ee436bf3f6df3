#include "text/Interrupt.h"
#include <atomic>

namespace summary_upgrade::text {

static std::atomic<bool> Requested{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler must not wait");

void requestInterrupt() { Requested.store(true); }
bool interrupted() { return Requested.load(); }
void clearInterrupt() { Requested.store(false); }

} // namespace summary_upgrade::text
