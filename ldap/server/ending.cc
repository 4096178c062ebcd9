#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "ldap/protocol/abandon.h"
#include "ldap/protocol/cancel.h"
#include "ldap/protocol/response.h"
#include "ldap/server/session.h"

// How an operation is ended by the client before it is done: Abandon (RFC 4511 section 4.11),
// Cancel (RFC 3909), and Unbind (RFC 4511 section 4.3).

namespace drawbridge::ldap::server {

using protocol::LdapResult;
using protocol::Operation;
using protocol::ResultCode;

bool Session::is_under_way(std::int32_t id) const {
  if (need_ == Need::kOutcome && id == credentials_.message_id) return true;
  if (search_.search != nullptr && id == search_message_id_) return true;
  return is_synchronising_as(id);
}

bool Session::is_synchronising_as(std::int32_t id) const {
  return std::any_of(syncs_.begin(), syncs_.end(),
                     [&](const auto& sync) { return sync.search->message_id() == id; });
}

/// Ends that operation if it is under way and can be ended.
/// @return whether it was
bool Session::end_operation(std::int32_t id, Ending ending, std::string& out) {
  const bool is_search = search_.search != nullptr && id == search_message_id_;
  const auto code =
      ending == Ending::kCanceled ? std::optional(ResultCode::kCanceled) : std::nullopt;
  if (!is_search && !end_sync(id, code)) return false;
  if (code) {
    protocol::append_result(out, id, Operation::kSearchResultDone, {ResultCode::kCanceled});
  }
  if (!is_search) return true;
  record("search", code, search_target_, search_detail_,
         static_cast<std::uint64_t>(search_.search->entries_sent()));
  search_.search.reset();
  framer_.release();
  return true;
}

/// What a Cancel is answered with.
LdapResult Session::cancel(const protocol::Message& message,
                           const protocol::ExtendedRequest& request, std::string& out) {
  const auto id = protocol::decode_cancel_request(request.value);
  if (!id) return {ResultCode::kProtocolError, {}, id.error().message};
  if (end_operation(*id, Ending::kCanceled, out)) return {};
  const bool is_fixed = *id == message.id || is_under_way(*id);
  return {is_fixed ? ResultCode::kCannotCancel : ResultCode::kNoSuchOperation};
}

/// Looks for an Abandon or a Cancel of the operation under way, or an Unbind, among the requests
/// that wait behind it.
void Session::look_ahead(std::string& out) {
  while (need_ == Need::kOutcome || search_.search != nullptr) {
    const auto pdu = framer_.next_waiting();
    if (!pdu) break;
    const auto message = protocol::decode_request(*pdu, services_->limits().max_controls);
    // What is wrong with it is said when its turn comes. The connection ends with that, so that
    // nothing behind it counts.
    if (!message) {
      framer_.end_waiting();
      break;
    }
    obey_ahead(*message, out);
  }
  if (search_.search == nullptr) framer_.release();
}

/// Does what the request says, and takes it out, if it is one of these.
void Session::obey_ahead(const protocol::Message& message, std::string& out) {
  const auto began = std::chrono::steady_clock::now();
  // Whoever unbinds wants no answers any more. A bind or a change of a password is left to come to
  // its end: it is short, and has been handed on.
  if (message.operation == Operation::kUnbindRequest && search_.search != nullptr) {
    end_operation(search_message_id_, Ending::kAbandoned, out);
    record_overtaking("unbind", std::nullopt, {}, began);
    need_ = Need::kClose;
    return;
  }
  const bool has_critical = std::any_of(message.controls.begin(), message.controls.end(),
                                        [](const auto& control) { return control.is_critical; });
  if (has_critical || message.has_too_many_controls) return;
  if (message.operation == Operation::kAbandonRequest) {
    const auto id = protocol::decode_abandon_request(message.contents);
    if (!id || !is_under_way(*id)) return;
    framer_.drop_waiting();
    end_operation(*id, Ending::kAbandoned, out);
    return record_overtaking("abandon", std::nullopt, std::to_string(*id), began);
  }
  if (message.operation != Operation::kExtendedRequest) return;
  const auto request = protocol::decode_extended_request(message.contents);
  if (!request || request->oid != protocol::kCancelOid) return;
  const auto id = protocol::decode_cancel_request(request->value);
  if (!id || !is_under_way(*id)) return;
  framer_.drop_waiting();
  const LdapResult result = end_operation(*id, Ending::kCanceled, out)
                                ? LdapResult{}
                                : LdapResult{ResultCode::kCannotCancel};
  protocol::append_extended_response(out, message.id, result);
  record_overtaking("extended", result.code, protocol::kCancelOid, began);
}

/// As record(), for a request that has overtaken one which may still be under way: when that one
/// began and how long it was held back are for its own record.
void Session::record_overtaking(std::string_view operation, std::optional<ResultCode> code,
                                std::string_view detail,
                                std::chrono::steady_clock::time_point request_began) {
  const auto began = std::exchange(request_began_, request_began);
  const auto delay = std::exchange(credentials_.delay, {});
  record(operation, code, {}, detail);
  request_began_ = began;
  credentials_.delay = delay;
}

}  // namespace drawbridge::ldap::server
