#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "ldap/filter/filter.h"
#include "ldap/protocol/abandon.h"
#include "ldap/protocol/cancel.h"
#include "ldap/protocol/compare.h"
#include "ldap/protocol/deref.h"
#include "ldap/protocol/entry_of.h"
#include "ldap/protocol/extended.h"
#include "ldap/protocol/password_policy.h"
#include "ldap/protocol/response.h"
#include "ldap/protocol/search_request.h"
#include "ldap/server/compare.h"
#include "ldap/server/extended.h"
#include "ldap/server/session.h"
#include "ldap/server/supported.h"

namespace drawbridge::ldap::server {
namespace {

using protocol::LdapResult;
using protocol::Operation;
using protocol::ResultCode;

constexpr std::string_view kReadOnly =
    "The directory is read-only over LDAP; changes are made through the REST API (/api/).";

bool is_update(Operation operation) {
  return operation == Operation::kAddRequest || operation == Operation::kDelRequest ||
         operation == Operation::kModifyRequest || operation == Operation::kModifyDnRequest;
}

bool is_honoured(const protocol::Control& control, Operation operation) {
  if (control.oid == kManageDsaItOid) {
    // RFC 3296 section 3; an update is refused with or without it.
    return operation == Operation::kSearchRequest || operation == Operation::kCompareRequest ||
           is_update(operation);
  }
  if (control.oid == protocol::kPasswordPolicyOid) {
    return operation == Operation::kBindRequest || operation == Operation::kExtendedRequest;
  }
  const bool is_of_searches = control.oid == protocol::kPagedResultsOid ||
                              control.oid == protocol::kDerefOid ||
                              control.oid == protocol::kSyncRequestOid;
  return is_of_searches && operation == Operation::kSearchRequest;
}

/// The OID of the first critical control that means nothing here; empty when there is none.
std::string_view unknown_critical_control(const protocol::Message& message) {
  for (const protocol::Control& control : message.controls) {
    if (control.is_critical && !is_honoured(control, message.operation)) return control.oid;
  }
  return {};
}

std::string_view name_of(Operation operation) {
  switch (operation) {
    case Operation::kBindRequest:
      return "bind";
    case Operation::kSearchRequest:
      return "search";
    case Operation::kCompareRequest:
      return "compare";
    case Operation::kExtendedRequest:
      return "extended";
    case Operation::kModifyRequest:
      return "modify";
    case Operation::kAddRequest:
      return "add";
    case Operation::kDelRequest:
      return "delete";
    case Operation::kModifyDnRequest:
      return "modify_dn";
    default:
      return "other";
  }
}

std::string_view cut(std::string_view text) { return text.substr(0, kMaxRecordedOctets); }

}  // namespace

void Session::dispatch(const protocol::Message& message, std::string& out) {
  if (message.operation == Operation::kUnbindRequest) {
    record("unbind", std::nullopt);
    need_ = Need::kClose;
    return;
  }
  if (message.operation == Operation::kAbandonRequest) {
    // Most often too late: what it names has been answered, see look_ahead().
    const auto id = protocol::decode_abandon_request(message.contents);
    if (!id) return malformed(id.error().message, out);
    end_operation(*id, Ending::kAbandoned, out);
    return record("abandon", std::nullopt, {}, std::to_string(*id));
  }
  if (message.has_too_many_controls) {
    return refuse(message, {ResultCode::kAdminLimitExceeded, {}, "Too many controls."}, out);
  }
  if (const auto oid = unknown_critical_control(message); !oid.empty()) {
    std::string text = "No control ";
    text += cut(oid);
    text += " for this operation.";
    return refuse(message, {ResultCode::kUnavailableCriticalExtension, {}, std::move(text)}, out,
                  oid);
  }
  switch (message.operation) {
    case Operation::kSearchRequest:
      return dispatch_search(message, out);
    case Operation::kBindRequest:
      return dispatch_bind(message, out);
    case Operation::kCompareRequest:
      return dispatch_compare(message, out);
    case Operation::kExtendedRequest:
      return dispatch_extended(message, out);
    default:
      refuse(message, {ResultCode::kUnwillingToPerform, {}, std::string(kReadOnly)}, out);
  }
}

/// Answers any request with a result of its own response type.
void Session::refuse(const protocol::Message& message, const LdapResult& result, std::string& out,
                     std::string_view detail) {
  if (message.operation == Operation::kBindRequest) become(nullptr);
  if (message.operation == Operation::kExtendedRequest) {
    protocol::append_extended_response(out, message.id, result);
  } else if (const auto response = protocol::response_to(message.operation)) {
    protocol::append_result(out, message.id, *response, result);
  }
  record(name_of(message.operation), result.code, protocol::entry_of(message), detail);
}

void Session::dispatch_search(const protocol::Message& message, std::string& out) {
  const auto request = protocol::decode_search_request(message.contents);
  if (!request && request.error().code == ErrorCode::kTooLarge) {
    return refuse(message, {ResultCode::kAdminLimitExceeded, {}, request.error().message}, out);
  }
  if (!request && !request.error().field.empty()) {
    return refuse(message, {ResultCode::kProtocolError, {}, request.error().message}, out);
  }
  if (!request) return malformed(request.error().message, out);
  for (const protocol::Control& control : message.controls) {
    if (control.oid == protocol::kSyncRequestOid) {
      return dispatch_sync(message, *request, control, out);
    }
  }
  search_message_id_ = message.id;
  const Searcher searcher{.authority = &authority_,
                          .size_limit = identity_ == nullptr ? 0 : identity_->size_limit,
                          .paged = &paged_,
                          .offers_external = request->base.empty() && offers_external()};
  search_ = start_search(message, *request, searcher, *services_, out);
  Observer* observer = services_->observer();
  if (observer != nullptr && observer->wants_details()) {
    search_target_ = cut(request->base);
    search_detail_ = search_.search == nullptr
                         ? std::string()
                         : filter::print(search_.search->filter(), kMaxRecordedOctets);
  }
  if (search_.search == nullptr) finish_search(search_.result, search_.entries, out);
}

void Session::dispatch_compare(const protocol::Message& message, std::string& out) {
  const auto request = protocol::decode_compare_request(message.contents);
  if (!request) return malformed(request.error().message, out);
  const LdapResult result =
      compare(*request, *services_, authority_, request->entry.empty() && offers_external());
  protocol::append_result(out, message.id, Operation::kCompareResponse, result);
  record("compare", result.code, request->entry, request->attribute);
}

void Session::dispatch_extended(const protocol::Message& message, std::string& out) {
  const auto request = protocol::decode_extended_request(message.contents);
  if (!request) return malformed(request.error().message, out);
  if (request->oid == protocol::kPasswordModifyOid && services_->options().passwords != nullptr) {
    return dispatch_password_change(message, *request, out);
  }
  if (request->oid == protocol::kCancelOid) {
    const LdapResult result = cancel(message, *request, out);
    protocol::append_extended_response(out, message.id, result);
    return record("extended", result.code, {}, request->oid);
  }
  const ExtendedAnswer answer =
      answer_extended(*request, {.identity = identity_.get(),
                                 .can_start_tls = services_->options().has_tls,
                                 .has_tls = peer_.has_tls,
                                 .has_outstanding = !syncs_.empty()});
  record("extended", answer.result.code, {}, request->oid);
  if (answer.starts_tls && framer_.octets_left() != 0) {
    // What came behind the request was not protected by TLS and must not be taken for it.
    return malformed("Data came before the TLS handshake.", out);
  }
  protocol::append_extended_response(
      out, message.id, answer.result, answer.oid,
      answer.value ? std::optional<std::string_view>(*answer.value) : std::nullopt);
  if (answer.starts_tls) need_ = Need::kTls;
}

/// @param code  none: the request is never answered
void Session::record(std::string_view operation, std::optional<ResultCode> code,
                     std::string_view target, std::string_view detail, std::uint64_t entries,
                     bool was_recorded) {
  Observer* observer = services_->observer();
  if (observer == nullptr) return;
  observer->operation(
      {.peer = peer_.address,
       .identity = identity_ == nullptr ? std::string_view() : identity_->name.text(),
       .operation = operation,
       .target = cut(target),
       .detail = cut(detail),
       .result_code =
           code ? std::optional<std::int32_t>(static_cast<std::int32_t>(*code)) : std::nullopt,
       .entries = entries,
       .duration = std::chrono::steady_clock::now() - request_began_,
       .delay = credentials_.delay,
       .was_recorded = was_recorded});
}

}  // namespace drawbridge::ldap::server
