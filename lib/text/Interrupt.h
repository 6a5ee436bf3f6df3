// The wish to stop, as a signal handler may express it.
#ifndef SUMMARY_UPGRADE_TEXT_INTERRUPT_H
#define SUMMARY_UPGRADE_TEXT_INTERRUPT_H

namespace summary_upgrade::text {

/// Safe in a signal handler and from any thread.
void requestInterrupt();
bool interrupted();
/// For tests and servers, which live on after an interrupt.
void clearInterrupt();

} // namespace summary_upgrade::text

#endif
