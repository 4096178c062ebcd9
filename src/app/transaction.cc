#include "app/transaction.h"

#include "app/events/event_description.h"
#include "base/ordered_uuid.h"

namespace drawbridge::app {

Status Transaction::audit(std::string_view kind, std::string_view what, const Uuid& object,
                          std::optional<std::string> before, std::optional<std::string> after) {
  DRAWBRIDGE_TRY(const auto last, store_->counter("audit_sequence"));
  domain::AuditEvent event;
  event.uuid = ordered_uuid(now_);
  event.sequence = last + 1;
  event.created = now_;
  event.actor_uuid = actor_.user_uuid;
  event.actor_name = actor_.name;
  event.request_id = actor_.request_id;
  event.object_kind = std::string(kind);
  event.object_uuid = object;
  if (before) event.before = domain::JsonText{std::move(*before)};
  if (after) event.after = domain::JsonText{std::move(*after)};
  DRAWBRIDGE_CHECK(describe_event(*store_, what, event));
  DRAWBRIDGE_CHECK(store_->set_counter("audit_sequence", event.sequence));
  return insert_silently(event);
}

}  // namespace drawbridge::app
