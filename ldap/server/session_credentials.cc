#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "ldap/protocol/bind.h"
#include "ldap/protocol/extended.h"
#include "ldap/protocol/password_modify.h"
#include "ldap/protocol/password_policy.h"
#include "ldap/protocol/response.h"
#include "ldap/server/bind.h"
#include "ldap/server/session.h"

namespace drawbridge::ldap::server {
namespace {

using protocol::LdapResult;
using protocol::Operation;
using protocol::ResultCode;

bool has_policy_control(const protocol::Message& message) {
  for (const protocol::Control& control : message.controls) {
    if (control.oid == protocol::kPasswordPolicyOid) return true;
  }
  return false;
}

/// The password policy control of an answer, when the request had one.
class PolicyControl {
 public:
  PolicyControl(bool is_wanted, std::optional<protocol::PasswordPolicyError> error)
      : count_(is_wanted ? 1U : 0U),
        control_{protocol::kPasswordPolicyOid, protocol::encode_password_policy(error)} {}
  std::span<const protocol::ResponseControl> list() const { return {&control_, count_}; }

 private:
  std::size_t count_;
  protocol::ResponseControl control_;
};

}  // namespace

bool Session::may_send_password() const {
  return peer_.has_tls || peer_.is_local || services_->options().allow_clear_text;
}

bool Session::offers_external() {
  return services_->options().has_external && !peer_.certificate_subject.empty() &&
         services_->authenticator().authenticate_certificate(
             peer_.certificate_subject, Authenticator::CertificateUse::kInquiry) != nullptr;
}

void Session::dispatch_bind(const protocol::Message& message, std::string& out) {
  const auto request = protocol::decode_bind_request(message.contents);
  if (!request) return malformed(request.error().message, out);
  // Whatever becomes of it, the former identity ends here (RFC 4511 section 4.2.1).
  become(nullptr);
  begin_credentials(message, request->name);
  const BindDecision decision = decide_bind(*request,
                                            {.may_send_password = may_send_password(),
                                             .has_tls = peer_.has_tls,
                                             .offers_external = services_->options().has_external},
                                            services_->limits());
  if (decision.result) return answer_bind(*decision.result, nullptr, out);
  if (decision.is_external) return bind_external(*request, out);
  const BindAttempt attempt{
      .name = decision.name, .password = request->password, .peer = peer_.address};
  if (auto service = services_->authenticator().authenticate_service(attempt)) {
    return answer_bind({}, std::move(service), out);
  }
  credentials_.name = decision.name;
  credentials_.password = Secret(std::string(request->password));
  hold_back();
}

void Session::bind_external(const protocol::BindRequest& request, std::string& out) {
  auto identity = peer_.certificate_subject.empty()
                      ? nullptr
                      : services_->authenticator().authenticate_certificate(
                            peer_.certificate_subject, Authenticator::CertificateUse::kBind);
  if (identity != nullptr && !asks_for_own_identity(request, identity->name)) identity = nullptr;
  const LdapResult result = identity == nullptr ? invalid_credentials() : LdapResult{};
  credentials_.target = identity == nullptr ? peer_.certificate_subject : identity->name.text();
  answer_bind(result, std::move(identity), out);
}

void Session::dispatch_password_change(const protocol::Message& message,
                                       const protocol::ExtendedRequest& request, std::string& out) {
  const auto wish = protocol::decode_password_modify(request.value);
  begin_credentials(message, identity_ == nullptr ? std::string_view() : identity_->name.text());
  if (!wish) {
    return answer_password_change(
        {.result = {ResultCode::kProtocolError, {}, wish.error().message}}, out);
  }
  auto decision = decide_password_change(*wish, identity_, may_send_password());
  if (decision.result) return answer_password_change({.result = *decision.result}, out);
  credentials_.name = identity_->name;
  const bool proves = decision.change.old_password.has_value();
  credentials_.change = std::move(decision.change);
  // A password that is to be checked can be tried out here as well as by binds.
  if (proves) return hold_back();
  need_ = Need::kOutcome;
  look_at_credentials();
}

void Session::begin_credentials(const protocol::Message& message, std::string_view target) {
  const std::uint64_t serial = credentials_.serial + 1;
  credentials_ = {};
  credentials_.serial = serial;
  credentials_.message_id = message.id;
  credentials_.wants_policy = has_policy_control(message);
  credentials_.target = target.substr(0, kMaxRecordedOctets);
}

/// Lets the throttle say when the password may be looked at.
void Session::hold_back() {
  need_ = Need::kOutcome;
  if (BindThrottle* throttle = services_->options().throttle) {
    const auto admission =
        throttle->admit(credentials_.name.key(), peer_.address, services_->now());
    credentials_.is_counted = true;
    credentials_.is_admitted = admission.is_admitted;
    credentials_.delay = admission.at - services_->now();
    if (admission.at > services_->now()) {
      credentials_.held_until = admission.at;
      return;
    }
  }
  look_at_credentials();
}

void Session::look_at_credentials() {
  credentials_.held_until.reset();
  const std::uint64_t serial = credentials_.serial;
  if (credentials_.change) {
    if (credentials_.is_admitted) {
      services_->options().passwords->change(*std::exchange(credentials_.change, PasswordChange()),
                                             routes_.password(serial));
    } else {
      complete_password_change(
          serial, {.result = {ResultCode::kInvalidCredentials, {}, "The old password is wrong."}});
    }
    return;
  }
  const Secret password = std::move(credentials_.password);
  if (!credentials_.is_admitted) return complete_bind(serial, nullptr);
  services_->authenticator().authenticate(
      {.name = credentials_.name, .password = password.reveal(), .peer = peer_.address},
      routes_.bind(serial));
}

void Session::complete_bind(std::uint64_t serial, std::shared_ptr<const Identity> identity) {
  if (need_ != Need::kOutcome || serial != credentials_.serial || credentials_.has_outcome ||
      credentials_.change) {
    return;
  }
  credentials_.has_outcome = true;
  credentials_.identity = std::move(identity);
}

void Session::complete_password_change(std::uint64_t serial, PasswordChangeAnswer answer) {
  if (need_ != Need::kOutcome || serial != credentials_.serial || credentials_.has_outcome ||
      !credentials_.change) {
    return;
  }
  credentials_.has_outcome = true;
  credentials_.answer = std::move(answer);
}

/// Answers with the outcome that has come.
void Session::answer_credentials(std::string& out) {
  need_ = Need::kInput;
  const bool is_change = credentials_.change.has_value();
  const bool is_right = is_change ? credentials_.answer.result.code == ResultCode::kSuccess
                                  : credentials_.identity != nullptr;
  if (is_right && credentials_.is_counted) {
    services_->options().throttle->succeeded(credentials_.name.key(), peer_.address);
  }
  if (is_change) return answer_password_change(std::move(credentials_.answer), out);
  auto identity = std::exchange(credentials_.identity, nullptr);
  answer_bind(identity == nullptr ? invalid_credentials() : LdapResult{}, identity, out);
}

void Session::answer_bind(const LdapResult& result, std::shared_ptr<const Identity> identity,
                          std::string& out) {
  become(std::move(identity));
  const PolicyControl policy(credentials_.wants_policy, std::nullopt);
  protocol::append_result(out, credentials_.message_id, Operation::kBindResponse, result,
                          policy.list());
  record("bind", result.code, credentials_.target);
  credentials_ = {.serial = credentials_.serial};
}

void Session::answer_password_change(PasswordChangeAnswer answer, std::string& out) {
  if (answer.identity != nullptr) become(std::move(answer.identity));
  const PolicyControl policy(credentials_.wants_policy, answer.policy_error);
  std::optional<std::string> value;
  if (answer.generated) value = protocol::encode_generated_password(answer.generated->reveal());
  protocol::append_extended_response(out, credentials_.message_id, answer.result, {},
                                     value ? std::optional<std::string_view>(*value) : std::nullopt,
                                     policy.list());
  record("extended", answer.result.code, credentials_.target, protocol::kPasswordModifyOid);
  credentials_ = {.serial = credentials_.serial};
}

/// Asks what has become of the identity when the directory has moved on, so that whoever was locked
/// or deleted sees nothing from then on, also on a connection that is open.
/// @return false when it has ended, and the connection with it
bool Session::renew_identity(std::string& out) {
  if (identity_ == nullptr || need_ == Need::kOutcome) return true;
  if (services_->tree()->revision() <= renewed_at_) return true;
  Renewal renewal = services_->authenticator().renew(identity_);
  if (renewal.identity == nullptr) {
    request_began_ = std::chrono::steady_clock::now();
    record("disconnect", ResultCode::kStrongerAuthRequired);
    // Not a refusal of the search: a client would take "nothing there" for the removal of
    // everybody.
    disconnect(ResultCode::kStrongerAuthRequired,
               "The account or credential of this connection has ended; bind again.", out);
    return false;
  }
  if (renewal.identity != identity_) {
    // What runs goes on under what it began with.
    if (search_.search != nullptr) return true;
    if (!syncs_.empty()) {
      // A consumer that sees other entries than before must not take that for deletions.
      disconnect(ResultCode::kUnavailable,
                 "What this account may replicate has changed; bind again.", out);
      return false;
    }
    become(std::move(renewal.identity));
  }
  renewed_at_ = renewal.revision;
  return true;
}

}  // namespace drawbridge::ldap::server
