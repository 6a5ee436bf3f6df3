// The v1 to v2 rules of TensorBoard's data_compat: a value that is not a tensor becomes the tensor, with the
// plugin metadata, that the v2 form of its op writes. Plain C++17 without LLVM.
#ifndef SUMMARY_UPGRADE_EVENTS_DATACOMPAT_H
#define SUMMARY_UPGRADE_EVENTS_DATACOMPAT_H

#include "events/Event.h"

namespace summary_upgrade::events {

/// True for the kinds the rules know: simple_value, histo, image, audio.
bool isMigrated(ValueKind Kind);

/// The plugin a migrated value of this kind belongs to; "" for a kind the rules do not know.
std::string_view migratedPlugin(ValueKind Kind);

/// Appends the encoded TensorProto that `V` becomes. Only for kinds that isMigrated(). False when V is
/// malformed.
bool appendMigratedTensor(std::string &Out, const Value &V, WireError &Error);

/// Appends the encoded Summary.Value that `V` becomes; a value no rule applies to is appended as it is.
bool appendMigratedValue(std::string &Out, const Value &V, WireError &Error);

/// Appends the encoded event that the encoded event `Bytes` becomes. All but the values of a summary is kept
/// byte for byte, unknown fields included.
bool appendMigratedEvent(std::string &Out, std::string_view Bytes, WireError &Error);

} // namespace summary_upgrade::events

#endif
