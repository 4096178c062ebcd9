#include "http/events/change_feed_endpoint.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>

#include "app/events/change_feed.h"
#include "app/events/visible_events.h"
#include "base/text.h"
#include "json/write.h"

namespace drawbridge::http {
namespace {

constexpr std::int64_t kTimeoutDefault = 25;  // seconds
constexpr std::int64_t kTimeoutMax = 60;
constexpr std::int64_t kLimitDefault = 100;
constexpr std::int64_t kLimitMax = 1000;

/// A whole number of the query within bounds; nothing when it is not given or blank.
Result<std::optional<std::int64_t>> number(const Call& call, std::string_view name,
                                           std::int64_t least, std::int64_t most) {
  const auto given = call.query().value(name);
  if (!given || trim(*given).empty()) return std::nullopt;
  const auto value = parse_integer<std::int64_t>(trim(*given));
  if (!value) {
    return fail(ErrorCode::kInvalid, "A valid integer is required.", std::string(name));
  }
  if (*value < least || *value > most) {
    return fail(ErrorCode::kInvalid,
                "Ensure this value is between " + std::to_string(least) + " and " +
                    std::to_string(most) + ".",
                std::string(name));
  }
  return *value;
}

void write_change(json::Writer& out, const app::AccountChange& change) {
  out.begin_object()
      .field("revision", change.revision)
      .field("action", change.action)
      .field("offering_user_uuid", change.offering_user_uuid)
      .field("user_uuid", change.user_uuid)
      .field("offering_uuid", change.offering_uuid)
      .field("username", change.username)
      .field("state", change.state)
      .field("runtime_state", change.runtime_state)
      .key("changed_fields")
      .begin_array();
  for (const auto& name : change.changed_fields) out.value(name);
  out.end_array().end_object();
}

Response answer_with(const app::AccountChanges& found) {
  Response response;
  json::Writer out(response.body);
  out.begin_object().field("revision", found.revision).key("changes").begin_array();
  for (const auto& change : found.changes) write_change(out, change);
  out.end_array().end_object();
  response.set("Cache-Control", "no-store");
  return response;
}

Result<app::ChangeQuery> read_query(const Call& call) {
  app::ChangeQuery query;
  DRAWBRIDGE_TRY(const auto limit, number(call, "limit", 1, kLimitMax));
  query.limit = static_cast<std::size_t>(limit.value_or(kLimitDefault));
  if (const auto given = call.query().value("offering_uuid"); given && !trim(*given).empty()) {
    const auto uuid = Uuid::parse(trim(*given));
    if (!uuid) return fail(ErrorCode::kInvalid, "Enter a valid UUID.", "offering_uuid");
    query.offering_uuid = *uuid;
  }
  return query;
}

Result<Response> changes(const Call& call) {
  DRAWBRIDGE_TRY(auto query, read_query(call));
  DRAWBRIDGE_TRY(const auto timeout, number(call, "timeout", 0, kTimeoutMax));
  DRAWBRIDGE_TRY(const auto since,
                 number(call, "since", 0, std::numeric_limits<std::int64_t>::max()));
  if (!since) {
    app::AccountChanges none;
    DRAWBRIDGE_TRY(none.revision, app::newest_event(call.store()));
    return answer_with(none);
  }
  query.since = *since;
  DRAWBRIDGE_TRY(const auto found, app::read_changes(call.store(), call.principal(),
                                                     *call.services().rules, call.now(), query));
  auto response = answer_with(found);
  const auto patience = timeout.value_or(kTimeoutDefault);
  if (found.changes.empty() && patience > 0 && call.request().may_wait &&
      !call.request().is_head()) {
    response.wait = Wait{found.revision, std::chrono::seconds(patience)};
  }
  return response;
}

}  // namespace

void add_change_feed_routes(Router& router) { router.get("/api/offering-users-changes/", changes); }

}  // namespace drawbridge::http
