#include "http/endpoints/offering_user_endpoints.h"

#include <array>
#include <utility>

#include "app/accounts.h"
#include "app/attribute_exposure.h"
#include "app/authority.h"
#include "app/records.h"
#include "domain/offering_user_state.h"
#include "http/body.h"
#include "http/endpoints/offering_access.h"
#include "http/endpoints/offering_user_representation.h"
#include "http/error_map.h"
#include "http/field_checks.h"
#include "http/made_object.h"

namespace drawbridge::http {
namespace {

using app::Transaction;
using domain::Offering;
using domain::OfferingUser;
using domain::Operation;

constexpr std::string_view kPath = "/api/marketplace-offering-users/";

/// Accounts that exist for the caller, as things stand now.
app::Condition shown_accounts(const Call& call) {
  return app::shown_offering_users(call.principal(), *call.services().rules, call.now());
}

Result<Response> list_accounts(const Call& call) {
  DRAWBRIDGE_TRY(auto filtered, offering_user_filters(call));
  return list(call, offering_user_collection(),
              app::where::both(shown_accounts(call), std::move(filtered)));
}

Result<Response> retrieve_account(const Call& call) {
  return retrieve(call, offering_user_collection(), call.uuid(), shown_accounts(call));
}

/// A reference that Waldur words in its own way when it is missing.
Result<Uuid> reference_or(const json::Value& body, std::string_view key,
                          std::span<const std::string_view> collections) {
  DRAWBRIDGE_TRY(const auto found, optional_reference(body, key, collections));
  if (found) return *found;
  return fail(ErrorCode::kInvalid, "Either '" + std::string(key) + "' URL or '" + std::string(key) +
                                       "_uuid' is required.");
}

/// An offering that the caller may not know of is one that does not exist.
Status may_create(const Call& call, const Uuid& offering_uuid) {
  const auto offering = permitted_offering(call, offering_uuid, Operation::kManageOfferingUsers);
  if (offering) return {};
  if (offering.error().code == ErrorCode::kNotFound) return no_such_reference("offering");
  return tl::unexpected(offering.error());
}

Result<Response> create_account(const Call& call) {
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  app::NewOfferingUser wanted;
  DRAWBRIDGE_TRY(wanted.offering_uuid, reference_or(body, "offering", kOfferingCollections));
  DRAWBRIDGE_TRY(wanted.user_uuid, reference_or(body, "user", kUserCollections));
  DRAWBRIDGE_TRY(auto username, json::nullable_string(body, "username", kUsernameRules));
  wanted.username = std::move(username.value);
  DRAWBRIDGE_CHECK(may_create(call, wanted.offering_uuid));
  const auto& rules = *call.services().rules;
  return make_and_show(call, offering_user_collection(), [&](Transaction& transaction) {
    return app::create_offering_user(transaction, rules, wanted);
  });
}

/// PUT and PATCH: the username is all that can be written.
Result<Response> change_account(const Call& call) {
  DRAWBRIDGE_TRY(const auto account, managed_account(call));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_TRY(const auto username, json::nullable_string(body, "username", kUsernameRules));
  if (username.is_given) {
    const auto& rules = *call.services().rules;
    DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
      return app::change_username(transaction, rules, account.uuid, username.value);
    }));
  }
  return show(call, offering_user_collection(), account.uuid);
}

Result<Response> delete_account(const Call& call) {
  const auto account = managed_account(call);
  if (!account && account.error().code == ErrorCode::kForbidden) {
    return fail(ErrorCode::kForbidden, "You do not have permission to delete this user.");
  }
  if (!account) return tl::unexpected(account.error());
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::delete_offering_user(transaction, account->uuid);
  }));
  return empty_response(204);
}

Result<std::optional<std::string>> read_comment(const json::Value& body, std::string_view key) {
  return json::optional_string(body, key, {.max_length = kCommentMax, .may_be_blank = true});
}

/// A comment and its address under the given keys.
Result<app::CommentChange> read_comments(const json::Value& body, std::string_view comment_key,
                                         std::string_view url_key) {
  app::CommentChange change;
  DRAWBRIDGE_TRY(change.comment, read_comment(body, comment_key));
  DRAWBRIDGE_TRY(change.comment_url, optional_web_address(body, url_key));
  return change;
}

Result<Response> act(const Call& call, const domain::OfferingUserTransition& transition) {
  DRAWBRIDGE_TRY(const auto account, managed_account(call));
  app::StateChange change;
  change.action = transition.action;
  change.seen = account.state;
  if (transition.takes_comment) {
    DRAWBRIDGE_TRY(const auto body, body_object(call));
    DRAWBRIDGE_TRY(auto comments, read_comments(body, "comment", "comment_url"));
    change.comment = std::move(comments.comment);
    change.comment_url = std::move(comments.comment_url);
  }
  DRAWBRIDGE_TRY(const auto after, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::change_state(transaction, account.uuid, change);
  }));
  Response response;
  json::Writer(response.body)
      .begin_object()
      .field("uuid", after.uuid)
      .field("state", domain::to_word(after.state))
      .end_object();
  return response;
}

Result<Response> update_restricted(const Call& call) {
  DRAWBRIDGE_TRY(const auto account, managed_account(call));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_TRY(const bool is_restricted, json::required_boolean(body, "is_restricted"));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::set_restricted(transaction, account.uuid, is_restricted);
  }));
  return empty_response(200);
}

Result<Response> update_comments(const Call& call) {
  DRAWBRIDGE_TRY(const auto account, managed_account(call));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_TRY(const auto change,
                 read_comments(body, "service_provider_comment", "service_provider_comment_url"));
  DRAWBRIDGE_TRY(const auto after, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::update_comments(transaction, account.uuid, change);
  }));
  Response response;
  json::Writer(response.body)
      .begin_object()
      .field("service_provider_comment", after.service_provider_comment)
      .field("service_provider_comment_url", after.service_provider_comment_url)
      .end_object();
  return response;
}

Result<Response> update_runtime_state(const Call& call) {
  DRAWBRIDGE_TRY(const auto account, managed_account(call));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_TRY(const auto word, json::required_string(body, "runtime_state"));
  const auto state = domain::parse_runtime_state(word);
  if (!state) {
    return json::invalid_choice(word, "runtime_state");
  }
  DRAWBRIDGE_TRY(const auto change,
                 read_comments(body, "service_provider_comment", "service_provider_comment_url"));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::update_runtime_state(transaction, account.uuid, *state, change);
  }));
  return empty_response(200);
}

}  // namespace

void add_offering_user_routes(Router& router) {
  const std::string one = std::string(kPath) + "{uuid}/";
  router.get(kPath, list_accounts);
  router.post(kPath, create_account);
  router.get(one, retrieve_account);
  router.put(one, change_account);
  router.patch(one, change_account);
  router.remove(one, delete_account);
  for (const auto& transition : domain::offering_user_transitions()) {
    router.post(one + std::string(transition.path) + "/",
                [&transition](const Call& call) { return act(call, transition); });
  }
  router.post(one + "update_restricted/", update_restricted);
  router.patch(one + "update_comments/", update_comments);
  router.post(one + "update_runtime_state/", update_runtime_state);
}

}  // namespace drawbridge::http
