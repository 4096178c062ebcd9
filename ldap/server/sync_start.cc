#include <utility>

#include "ldap/directory/change_sequence.h"
#include "ldap/dn/dn.h"
#include "ldap/protocol/deref.h"
#include "ldap/protocol/paged_results.h"
#include "ldap/server/search.h"
#include "ldap/server/sync_search.h"

namespace drawbridge::ldap::server {
namespace {

using protocol::ResultCode;

SyncStart answer(ResultCode code, std::string text) {
  return {nullptr, {code, {}, std::move(text)}};
}

const protocol::Control* find_control(const protocol::Message& message, std::string_view oid) {
  for (const protocol::Control& control : message.controls) {
    if (control.oid == oid) return &control;
  }
  return nullptr;
}

SyncSearch::Held held_by(std::string_view cookie) {
  const auto parsed = protocol::parse_sync_cookie(cookie);
  if (parsed.csn.empty()) {
    // OpenLDAP's consumer sends its number alone when it begins with nothing.
    const bool begins = cookie.empty() || !parsed.replica.empty();
    return {begins ? SyncSearch::Held::Kind::kNothing : SyncSearch::Held::Kind::kUnknown, 0};
  }
  const auto moment = directory::parse_change_sequence_number(parsed.csn);
  if (!moment) return {SyncSearch::Held::Kind::kUnknown, 0};
  return {SyncSearch::Held::Kind::kSince, *moment};
}

}  // namespace

SyncStart start_sync(const protocol::Message& message, const protocol::SearchRequest& request,
                     const protocol::Control& control, const Identity* identity,
                     const Authority& authority, Services& services) {
  if (identity == nullptr || identity->kind != IdentityKind::kService) {
    return answer(ResultCode::kInsufficientAccessRights, "Only service accounts may replicate.");
  }
  const auto sync = protocol::decode_sync_request(control.value.value_or(""));
  if (!sync) return answer(ResultCode::kProtocolError, sync.error().message);
  const auto* const deref = find_control(message, protocol::kDerefOid);
  if (deref != nullptr && deref->is_critical) {
    return answer(ResultCode::kUnavailableCriticalExtension,
                  "A synchronisation does not dereference.");
  }
  if (find_control(message, protocol::kPagedResultsOid) != nullptr) {
    return answer(ResultCode::kUnwillingToPerform, "A synchronisation has no pages.");
  }
  std::string key;
  if (const Status parsed = dn::append_key(request.base, key); !parsed) {
    return answer(ResultCode::kInvalidDnSyntax, parsed.error().message);
  }
  const auto tree = services.tree();
  if (services.special_entry(*tree, key, false) != nullptr) {
    return answer(ResultCode::kUnwillingToPerform, "The directory itself is not replicated.");
  }
  if (!authority.sees(key) || tree->find(std::string_view(key)) == nullptr) {
    return {nullptr, no_such_object(*tree, authority, key)};
  }
  // The search outlives its message, so it has a copy to point into.
  auto contents = std::make_unique<const std::string>(message.contents);
  const auto own = protocol::decode_search_request(*contents);
  if (!own) return answer(ResultCode::kProtocolError, own.error().message);
  const Limits& limits = services.limits();
  auto filter = filter::Filter::decode(
      own->filter, {.max_depth = limits.max_filter_depth, .max_nodes = limits.max_filter_nodes});
  if (!filter) {
    const bool is_large = filter.error().code == ErrorCode::kTooLarge;
    return answer(is_large ? ResultCode::kAdminLimitExceeded : ResultCode::kProtocolError,
                  filter.error().message);
  }
  const schema::AttributeSet& hidden = authority.hidden_attributes();
  filter->hide(hidden);
  SyncSearch::Terms terms{.message_id = message.id,
                          .mode = sync->mode,
                          .scope = request.scope,
                          .base_key = std::move(key),
                          .replica = std::string(protocol::parse_sync_cookie(sync->cookie).replica),
                          .types_only = request.types_only};
  return {std::make_unique<SyncSearch>(
              std::move(terms), held_by(sync->cookie), std::move(contents), *std::move(filter),
              AttributeSelection::for_replica(own->attributes.names()).without(hidden), authority,
              tree),
          {}};
}

}  // namespace drawbridge::ldap::server
