#pragma once

#include <string_view>

#include "domain/field_types.h"

/// The records of events; see records.h for the manner.
namespace drawbridge::domain {

/// What one change was: who, what, before, after, within which request.
struct AuditEvent {
  static constexpr std::string_view kKind = "audit_event";
  Uuid uuid;
  std::int64_t sequence = 0;  ///< strictly increasing
  Timestamp created;
  /// Waldur's event type where there is one, else `<kind>_created`, `_updated`, `_deleted`.
  std::string event_type;
  std::optional<Uuid> actor_uuid;
  std::string actor_name;  ///< user name, or `command line`, `import`, `background`
  std::string request_id;
  std::string object_kind;
  Uuid object_uuid;
  std::optional<JsonText> before, after;
  std::string message;  ///< for a person to read
  JsonText context;     ///< what the event type promises, such as changed_fields
  /// Whom and what it concerns, for who may read it.
  std::optional<Uuid> affected_user_uuid, customer_uuid, project_uuid, offering_uuid;

  friend bool operator==(const AuditEvent&, const AuditEvent&) = default;
};
template <Is<AuditEvent> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("sequence", r.sequence, FieldUse::kRequired);
  v("created", r.created, FieldUse::kRequired);
  v("event_type", r.event_type, FieldUse::kRequired);
  v("actor_uuid", r.actor_uuid, FieldUse::kOptional);
  v("actor_name", r.actor_name, FieldUse::kOptional);
  v("request_id", r.request_id, FieldUse::kOptional);
  v("object_kind", r.object_kind, FieldUse::kRequired);
  v("object_uuid", r.object_uuid, FieldUse::kRequired);
  v("before", r.before, FieldUse::kOptional);
  v("after", r.after, FieldUse::kOptional);
  v("message", r.message, FieldUse::kOptional);
  v("context", r.context, FieldUse::kOptional);
  v("affected_user_uuid", r.affected_user_uuid, FieldUse::kOptional);
  v("customer_uuid", r.customer_uuid, FieldUse::kOptional);
  v("project_uuid", r.project_uuid, FieldUse::kOptional);
  v("offering_uuid", r.offering_uuid, FieldUse::kOptional);
}

/// A receiver of events. Deliveries go out in the order of the events, one at a time.
struct WebHook {
  static constexpr std::string_view kKind = "web_hook";
  Uuid uuid;
  Uuid user_uuid;  ///< whose events, as far as they may read them
  std::string destination_url;
  std::string content_type = "json";  ///< `json` or `form`
  StringList event_types;             ///< empty with empty groups: all
  StringList event_groups;
  bool is_active = true;
  std::string secret;  ///< key of the HMAC; must be used again, so it cannot be a digest
  std::int64_t delivered_sequence = 0;  ///< of the last event that was delivered or passed over
  std::int64_t failed_attempts = 0;     ///< in a row, of the next event
  std::optional<Timestamp> next_attempt_at;  ///< none: at once
  std::string last_error;
  Timestamp created;
  Timestamp modified;

  friend bool operator==(const WebHook&, const WebHook&) = default;
};
template <Is<WebHook> R, class V>
void visit_fields(R& r, V&& v) {
  v("uuid", r.uuid, FieldUse::kRequired);
  v("user_uuid", r.user_uuid, FieldUse::kRequired);
  v("destination_url", r.destination_url, FieldUse::kRequired);
  v("content_type", r.content_type, FieldUse::kOptional);
  v("event_types", r.event_types, FieldUse::kOptional);
  v("event_groups", r.event_groups, FieldUse::kOptional);
  v("is_active", r.is_active, FieldUse::kOptional);
  v("secret", r.secret, FieldUse::kSecret);
  v("delivered_sequence", r.delivered_sequence, FieldUse::kInternal);
  v("failed_attempts", r.failed_attempts, FieldUse::kInternal);
  v("next_attempt_at", r.next_attempt_at, FieldUse::kInternal);
  v("last_error", r.last_error, FieldUse::kInternal);
  v("created", r.created, FieldUse::kOptional);
  v("modified", r.modified, FieldUse::kInternal);
}

}  // namespace drawbridge::domain
