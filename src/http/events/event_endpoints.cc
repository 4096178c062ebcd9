#include "http/events/event_endpoints.h"

#include <array>
#include <string>

#include "app/events/visible_events.h"
#include "base/text.h"
#include "http/body.h"

namespace drawbridge::http {
namespace {

using domain::AuditEvent;

/// Collections whose objects may be the scope of an event.
constexpr std::string_view kScopes[] = {
    "users",
    "keys",
    "customers",
    "projects",
    "marketplace-offering-users",
    "marketplace-offering-user-groups",
    "marketplace-offering-users-groups",
    "marketplace-provider-offerings",
    "marketplace-public-offerings",
    "marketplace-offerings",
    "marketplace-provider-resources",
    "marketplace-resources",
    "marketplace-robot-accounts",
    "marketplace-service-providers",
    "marketplace-course-accounts",
    "marketplace-project-service-accounts",
    "marketplace-customer-service-accounts",
    "marketplace-user-offering-consents",
    "hooks-web",
};

/// Events of the object itself, and those that concern it.
Result<app::Condition> scope_condition(std::string_view value) {
  DRAWBRIDGE_TRY(const auto scope, parse_reference(trim(value), kScopes, {}));
  return app::where::any_of(
      {app::where::equal("object_uuid", scope), app::where::equal("affected_user_uuid", scope),
       app::where::equal("customer_uuid", scope), app::where::equal("project_uuid", scope),
       app::where::equal("offering_uuid", scope)});
}

/// What the person did, and what affects the person.
Result<app::Condition> user_condition(std::string_view value) {
  const auto user = Uuid::parse(trim(value));
  if (!user) return fail(ErrorCode::kInvalid, "Enter a valid UUID.");
  return app::where::any_of(
      {app::where::equal("actor_uuid", *user), app::where::equal("affected_user_uuid", *user)});
}

Status represent(const Call& call, ObjectWriter& out, const AuditEvent& event, const ExtraFields&) {
  out.field("url", call.url("events", event.uuid))
      .field("uuid", event.uuid)
      .field("created", event.created)
      .field("event_type", event.event_type)
      .field("message", event.message)
      .field("context", event.context)
      .field("actor", event.actor_name)
      .field_unless_null("actor_uuid", event.actor_uuid)
      .field("object_kind", event.object_kind)
      .field("object_uuid", event.object_uuid)
      .field_unless_null("user_uuid", event.affected_user_uuid)
      .field_unless_null("customer_uuid", event.customer_uuid)
      .field_unless_null("project_uuid", event.project_uuid)
      .field_unless_null("offering_uuid", event.offering_uuid);
  return {};
}

Result<Response> list_events(const Call& call) {
  return list(call, event_collection(), app::visible_events(call.principal()));
}

Result<Response> retrieve_event(const Call& call) {
  return retrieve(call, event_collection(), call.uuid(), app::visible_events(call.principal()));
}

}  // namespace

const Collection<AuditEvent>& event_collection() {
  static const Collection<AuditEvent> collection = {
      .extra = {},
      .filters = {filter::exact("event_type", "event_type"),
                  filter::custom("scope", scope_condition), filter::uuid("uuid", "uuid"),
                  filter::custom("user_uuid", user_condition),
                  filter::uuid("customer_uuid", "customer_uuid"),
                  filter::uuid("project_uuid", "project_uuid"),
                  filter::uuid("offering_uuid", "offering_uuid"),
                  filter::uuid("object_uuid", "object_uuid"),
                  filter::since("created_from", "created"), filter::until("created_to", "created")},
      .orderings = {{"created", "sequence"}},
      .default_order = {{"sequence", true}},
      .represent = represent,
  };
  return collection;
}

void add_event_routes(Router& router) {
  router.get("/api/events/", list_events);
  router.get("/api/events/{uuid}/", retrieve_event);
}

}  // namespace drawbridge::http
