#include <algorithm>
#include <string>
#include <utility>

#include "app/accounts.h"
#include "app/memberships.h"
#include "app/principal.h"
#include "app/records.h"
#include "base/text.h"
#include "http/endpoints/offering_access.h"
#include "http/endpoints/offering_endpoints.h"
#include "http/error_map.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {
namespace {

using domain::Operation;
namespace where = app::where;

constexpr std::string_view kObject = "/api/marketplace-provider-offerings/{uuid}/";
constexpr std::string_view kPlainText = "text/plain; charset=utf-8";

/// Whether an If-None-Match header names the tag; weak comparison (RFC 9110 section 13.1.2).
bool names_tag(std::string_view header, std::string_view etag) {
  for (auto piece : split(header, ',')) {
    piece = trim(piece);
    if (piece == "*") return true;
    if (piece.starts_with("W/")) piece.remove_prefix(2);
    if (piece == etag) return true;
  }
  return false;
}

/// The offering of the path, for those who may read what it serves; nobody else learns of it.
Result<domain::Offering> served_offering(const Call& call) {
  DRAWBRIDGE_TRY(auto offering, provider_offering(call, call.uuid()));
  DRAWBRIDGE_CHECK(app::require(call.principal(), Operation::kReadGlauth, scope_of(offering)));
  return offering;
}

Result<Response> glauth_users_config(const Call& call) {
  DRAWBRIDGE_TRY(const auto offering, served_offering(call));
  auto document = call.services().outputs->glauth_document(offering.uuid);
  Response response;
  response.content_type = std::string(kPlainText);
  if (!document && document.error().code == ErrorCode::kInvalid) {
    response.status = 400;
    response.body = document.error().message;
    return response;
  }
  if (!document) return tl::unexpected(document.error());
  if (auto* const contacts = call.services().last_contacts; contacts != nullptr) {
    contacts->note_integration(offering.uuid, "Glauth sync", call.request().header("User-Agent"),
                               call.now());
  }
  response.set("ETag", document->etag);
  response.set("Cache-Control", "private, no-cache");
  const auto known = call.request().header("If-None-Match");
  if (!known.empty() && names_tag(known, document->etag)) {
    response.status = 304;
    return response;
  }
  response.stream = std::move(document->text);
  return response;
}

Result<Response> glauth_skipped(const Call& call) {
  DRAWBRIDGE_TRY(const auto offering, served_offering(call));
  DRAWBRIDGE_TRY(const auto skipped, call.services().outputs->skipped(offering.uuid));
  Response response;
  Window window{0, skipped.size()};
  // An operator wants to see all of it, unless asked for in pages.
  if (call.query().value("page") || call.query().value("page_size")) {
    DRAWBRIDGE_TRY(window, page_window(call, skipped.size(), response));
  } else {
    response.set("X-Result-Count", std::to_string(skipped.size()));
  }
  json::Writer out(response.body);
  out.begin_array();
  for (std::size_t i = window.first; i < window.last; ++i) {
    out.begin_object()
        .field("uuid", skipped[i].uuid)
        .field("username", skipped[i].username)
        .field("reason", skipped[i].reason)
        .end_object();
  }
  out.end_array();
  return response;
}

std::string_view to_word(app::RenameOutcome::Kind kind) {
  switch (kind) {
    case app::RenameOutcome::Kind::kUnchanged:
      return "unchanged";
    case app::RenameOutcome::Kind::kRenamed:
      return "renamed";
    case app::RenameOutcome::Kind::kRefused:
      return "refused";
  }
  return "unchanged";
}

Result<bool> query_flag(const Call& call, std::string_view name) {
  const auto text = call.query().value(name);
  if (!text || trim(*text).empty()) return false;
  auto flag = parse_boolean(*text);
  if (!flag) return fail(ErrorCode::kInvalid, flag.error().message, std::string(name));
  return flag;
}

Result<Response> refresh_usernames(const Call& call) {
  DRAWBRIDGE_TRY(const auto offering,
                 permitted_offering(call, call.uuid(), Operation::kRefreshUsernames));
  DRAWBRIDGE_TRY(const bool is_dry_run, query_flag(call, "dry_run"));
  DRAWBRIDGE_TRY(const bool is_report, query_flag(call, "report"));
  DRAWBRIDGE_TRY(const auto outcomes,
                 app::refresh_usernames(call.writer(), call.actor(), *call.services().rules,
                                        offering.uuid, is_dry_run));
  Response response;
  json::Writer out(response.body);
  out.begin_object();
  out.field("status", is_dry_run ? "Nothing has been changed: this was a dry run."
                                 : "Offering user usernames have been changed.");
  if (is_dry_run || is_report) {
    out.key("results").begin_array();
    for (const auto& outcome : outcomes) {
      out.begin_object()
          .field("uuid", outcome.uuid)
          .field("old", outcome.old_name)
          .field("new", outcome.new_name)
          .field("outcome", to_word(outcome.kind))
          .field("reason", outcome.reason)
          .end_object();
    }
    out.end_array();
  }
  out.end_object();
  return response;
}

Result<Response> user_has_resource_access(const Call& call) {
  DRAWBRIDGE_TRY(const auto offering, visible_offering(call, call.uuid()));
  const auto username = call.query().value("username");
  if (!username || username->empty()) {
    return fail(ErrorCode::kInvalid, "Username is missing in query parameters.");
  }
  DRAWBRIDGE_TRY(const auto user,
                 app::find_where<domain::User>(
                     call.store(), where::both(where::equal("username", std::string(*username)),
                                               where::is_true("is_active"))));
  if (!user) {
    return fail(ErrorCode::kInvalid,
                "The user with username " + std::string(*username) + " does not exist!");
  }
  DRAWBRIDGE_TRY(const bool has_access,
                 app::has_project_access(call.store(), user->uuid, offering.uuid, call.now()));
  Response response;
  json::Writer(response.body).begin_object().field("has_access", has_access).end_object();
  return response;
}

}  // namespace

void add_offering_identity_routes(Router& router) {
  const std::string one(kObject);
  router.get(one + "glauth_users_config/", glauth_users_config);
  router.get(one + "glauth_skipped/", glauth_skipped);
  router.post(one + "refresh_offering_usernames/", refresh_usernames);
  router.get(one + "user_has_resource_access/", user_has_resource_access);
}

}  // namespace drawbridge::http
