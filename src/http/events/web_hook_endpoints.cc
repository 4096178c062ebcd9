#include "http/events/web_hook_endpoints.h"

#include <algorithm>
#include <array>
#include <utility>

#include "app/events/web_hooks.h"
#include "app/records.h"
#include "crypto/token.h"
#include "http/body.h"
#include "http/error_map.h"
#include "http/events/web_hook_client.h"
#include "http/field_checks.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {
namespace {

using app::Transaction;
using domain::WebHook;

constexpr std::array<std::string_view, 2> kContentTypes = {"json", "form"};
constexpr std::size_t kSecretMin = 16;
constexpr std::size_t kMostWords = 200;

/// What a body asks for; nothing: stays as it is.
struct Wish {
  std::optional<std::string> destination_url, content_type, secret;
  std::optional<domain::StringList> event_types, event_groups;
  std::optional<bool> is_active;

  void apply_to(WebHook& hook) const {
    const auto take = [](auto& field, const auto& given) {
      if (given) field = *given;
    };
    take(hook.destination_url, destination_url);
    take(hook.content_type, content_type);
    take(hook.secret, secret);
    take(hook.event_types, event_types);
    take(hook.event_groups, event_groups);
    take(hook.is_active, is_active);
  }
};

Status represent(const Call& call, ObjectWriter& out, const WebHook& hook,
                 const ExtraFields& extra) {
  out.field("url", call.url("hooks-web", hook.uuid))
      .field("uuid", hook.uuid)
      .field("hook_type", "webhook")
      .field("author_uuid", hook.user_uuid)
      .field("author_username", extra.text("user_username"))
      .field("destination_url", hook.destination_url)
      .field("content_type", hook.content_type)
      .field("event_types", hook.event_types)
      .field("event_groups", hook.event_groups)
      .field("is_active", hook.is_active)
      .field("failed_attempts", hook.failed_attempts)
      .field("last_error", hook.last_error)
      .field("created", hook.created)
      .field("modified", hook.modified);
  return {};
}

const Collection<WebHook>& hook_collection() {
  static const Collection<WebHook> collection = {
      .extra = {"user_username"},
      .filters = {filter::uuid("author_uuid", "user_uuid"),
                  filter::exact("destination_url", "destination_url"),
                  filter::boolean("is_active", "is_active")},
      .orderings = {{"created", "created"}, {"destination_url", "destination_url"}},
      .default_order = {{"created", false}},
      .represent = represent,
  };
  return collection;
}

bool is_event_type(std::string_view word) {
  return !word.empty() && word.size() <= 100 && std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

Result<std::optional<domain::StringList>> words(const json::Value& body, std::string_view key,
                                                bool (*is_known)(std::string_view)) {
  DRAWBRIDGE_TRY(auto given, json::optional_string_list(body, key, {}, kMostWords));
  if (!given) return std::nullopt;
  for (const auto& word : *given) {
    if (is_known(word)) continue;
    return fail(ErrorCode::kInvalid, "\"" + word + "\" is not a valid choice.", std::string(key));
  }
  return given;
}

Result<Wish> read_wish(const Call& call, const json::Value& body) {
  Wish wish;
  DRAWBRIDGE_TRY(wish.destination_url, optional_web_address(body, "destination_url"));
  if (wish.destination_url) {
    const auto allowed =
        check_destination(*wish.destination_url, call.services().allow_private_destinations);
    if (!allowed) return fail(ErrorCode::kInvalid, allowed.error().message, "destination_url");
  }
  DRAWBRIDGE_TRY(wish.content_type, json::optional_choice(body, "content_type", kContentTypes));
  DRAWBRIDGE_TRY(wish.event_types, words(body, "event_types", is_event_type));
  DRAWBRIDGE_TRY(wish.event_groups, words(body, "event_groups", app::is_event_group));
  DRAWBRIDGE_TRY(wish.is_active, json::optional_boolean(body, "is_active"));
  DRAWBRIDGE_TRY(wish.secret,
                 json::optional_string(body, "secret", {.max_length = 200, .trims = false}));
  if (wish.secret && wish.secret->size() < kSecretMin) {
    return fail(ErrorCode::kInvalid, "Ensure this field has at least 16 characters.", "secret");
  }
  return wish;
}

Result<WebHook> visible_hook(const Call& call) {
  DRAWBRIDGE_TRY(auto hook,
                 app::find_where<WebHook>(
                     call.store(), app::where::both(app::where::equal("uuid", call.uuid()),
                                                    app::visible_web_hooks(call.principal()))));
  if (!hook) return not_found();
  return std::move(*hook);
}

Result<Response> list_hooks(const Call& call) {
  return list(call, hook_collection(), app::visible_web_hooks(call.principal()));
}

Result<Response> retrieve_hook(const Call& call) {
  return retrieve(call, hook_collection(), call.uuid(), app::visible_web_hooks(call.principal()));
}

/// The one answer that shows the secret.
Result<Response> show_with_secret(const Call& call, const WebHook& hook) {
  DRAWBRIDGE_TRY(auto response, show(call, hook_collection(), hook.uuid, 201));
  if (!response.body.ends_with('}')) return response;
  response.body.pop_back();
  response.body += ",\"secret\":";
  json::Writer(response.body).value(hook.secret);
  response.body += '}';
  return response;
}

Result<Response> create_hook(const Call& call) {
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_CHECK(json::required_string(body, "destination_url"));
  DRAWBRIDGE_TRY(const auto wish, read_wish(call, body));
  WebHook hook;
  hook.user_uuid = call.principal().user.uuid;
  hook.secret = std::string(crypto::random_token().reveal());
  wish.apply_to(hook);
  DRAWBRIDGE_TRY(const auto made, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::create_web_hook(transaction, hook);
  }));
  return show_with_secret(call, made);
}

Result<Response> change_hook(const Call& call) {
  DRAWBRIDGE_TRY(const auto hook, visible_hook(call));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_TRY(const auto wish, read_wish(call, body));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::change_web_hook(transaction, hook.uuid,
                                [&](WebHook& changed) { wish.apply_to(changed); });
  }));
  return show(call, hook_collection(), hook.uuid);
}

Result<Response> delete_hook(const Call& call) {
  DRAWBRIDGE_TRY(const auto hook, visible_hook(call));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::delete_web_hook(transaction, hook.uuid);
  }));
  return empty_response(204);
}

}  // namespace

void add_web_hook_routes(Router& router) {
  router.get("/api/hooks-web/", list_hooks);
  router.post("/api/hooks-web/", create_hook);
  router.get("/api/hooks-web/{uuid}/", retrieve_hook);
  router.patch("/api/hooks-web/{uuid}/", change_hook);
  router.remove("/api/hooks-web/{uuid}/", delete_hook);
}

}  // namespace drawbridge::http
