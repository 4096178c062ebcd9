#include <array>

#include "http/openapi/tables.h"

namespace drawbridge::http {
namespace {

constexpr auto kModels = std::to_array<ModelRow>({
    {"Error", "", "detail:string!"},
    {"Event", "An event as its endpoints show it.",
     "url:uri uuid:uuid created:date-time event_type:string message:string "
     "context:object actor:string actor_uuid:uuid object_kind:string "
     "object_uuid:uuid user_uuid:uuid customer_uuid:uuid project_uuid:uuid "
     "offering_uuid:uuid"},
    {"Livez", "", "status:string"},
    {"OfferingUsersChanges", "", "revision:integer changes:[OfferingUsersChangesChange]"},
    {"OfferingUsersChangesChange", "",
     "revision:integer action:string offering_user_uuid:uuid user_uuid:uuid "
     "offering_uuid:uuid username:string state:string runtime_state:string "
     "changed_fields:[any]"},
    {"Readyz", "", "status:string reasons:[any]"},
    {"Version", "", "version:string? latest_version:string?"},
    {"WebHook", "A webhook as its endpoints show it.",
     "url:uri uuid:uuid hook_type:string author_uuid:uuid author_username:string "
     "destination_url:string content_type:string event_types:[string] "
     "event_groups:[any] is_active:boolean failed_attempts:integer "
     "last_error:string created:date-time modified:date-time secret:string"},
    {"WebHookChangeRequest", "",
     "destination_url:string event_types:[string] event_groups:[string] "
     "content_type:string is_active:boolean secret:string",
     true},
    {"WebHookCreateRequest", "",
     "destination_url:string! event_types:[string] event_groups:[string] "
     "content_type:string is_active:boolean secret:string",
     true},
});

constexpr auto kOperations = std::to_array<OperationRow>({
    {"GET", "/api/docs/", "docs_list", "The viewer of this document", "", "", 200, "text/html"},
    {"GET", "/api/docs/start.js", "docs_start_script", "A part of the viewer", "", "", 200,
     "text/javascript"},
    {"GET", "/api/docs/swagger-ui-bundle.js", "docs_script", "A part of the viewer", "", "", 200,
     "text/javascript"},
    {"GET", "/api/docs/swagger-ui.css", "docs_style", "A part of the viewer", "", "", 200,
     "text/css"},
    {"GET", "/api/events/", "events_list", "Events",
     "paging event_type:string scope:string uuid:uuid user_uuid:string "
     "customer_uuid:uuid project_uuid:uuid offering_uuid:uuid object_uuid:uuid "
     "created_from:date-time created_to:date-time",
     "", 200, "[Event]"},
    {"GET", "/api/events/{uuid}/", "events_retrieve", "One event", "", "", 200, "Event"},
    {"GET", "/api/hooks-web/", "hooks_web_list", "Webhooks",
     "paging author_uuid:uuid destination_url:string is_active:boolean", "", 200, "[WebHook]"},
    {"POST", "/api/hooks-web/", "hooks_web_create", "Make a webhook", "", "WebHookCreateRequest",
     201, "WebHook"},
    {"GET", "/api/hooks-web/{uuid}/", "hooks_web_retrieve", "One webhook", "", "", 200, "WebHook"},
    {"PATCH", "/api/hooks-web/{uuid}/", "hooks_web_partial_update", "Change a webhook", "",
     "WebHookChangeRequest", 200, "WebHook"},
    {"DELETE", "/api/hooks-web/{uuid}/", "hooks_web_destroy", "Remove a webhook", "", "", 204, ""},
    {"GET", "/api/offering-users-changes/", "offering_users_changes_list",
     "Changes of offering users since a revision; waits for the next one",
     "since:integer offering_uuid:uuid timeout:integer limit:integer", "", 200,
     "OfferingUsersChanges"},
    {"GET", "/api/schema/", "schema_list", "This document", "", "", 200, "object"},
    {"GET", "/api/version/", "version_retrieve", "The version that runs", "", "", 200, "Version"},
    {"GET", "/livez", "livez_list", "Whether the process runs", "", "", 200, "Livez"},
    {"GET", "/metrics", "metrics_list", "Measurements for Prometheus; needs no token", "", "", 200,
     "text/plain"},
    {"GET", "/readyz", "readyz_list", "Whether it serves, and why not", "", "", 200, "Readyz"},
});

}  // namespace

Table system_table() {
  return {"system",
          "Events, webhooks, the feed of changes, health and this document.",
          {},
          kModels,
          kOperations};
}

}  // namespace drawbridge::http
