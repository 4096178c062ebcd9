#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "app/principal.h"
#include "app/writer.h"
#include "domain/event_records.h"

/// Receivers of events: their making, and what is delivered to whom.
namespace drawbridge::app {

/// A caller's own; staff see all.
Condition visible_web_hooks(const Principal& principal);

/// Whether there is such a group (`users`, `resources`, `roles`, `ssh`, ...).
bool is_event_group(std::string_view name);

/// Makes a receiver that gets what happens from now on.
Result<domain::WebHook> create_web_hook(Transaction& transaction, domain::WebHook wanted);

/// Changes what `change` changes.
/// @return kNotFound when there is none
Status change_web_hook(Transaction& transaction, const Uuid& uuid,
                       const std::function<void(domain::WebHook&)>& change);
/// @return kNotFound when there is none
Status delete_web_hook(Transaction& transaction, const Uuid& uuid);

/// The first `limit` events after `after`, up to `end`, that the receiver is for and its owner may
/// read, in their order.
Result<std::vector<domain::AuditEvent>> events_for(StoreReader& store, const domain::WebHook& hook,
                                                   const Principal& owner, std::int64_t after,
                                                   std::int64_t end, std::int64_t limit);

/// How far a receiver got.
struct DeliveryState {
  Uuid hook_uuid;
  std::int64_t delivered_sequence = 0;
  std::int64_t failed_attempts = 0;
  std::optional<Timestamp> next_attempt_at;
  std::string last_error;
};

/// Keeps them, in one commit and without audit events; of receivers that are gone, nothing.
Status store_delivery_states(Writer& writer, const std::vector<DeliveryState>& states);

}  // namespace drawbridge::app
