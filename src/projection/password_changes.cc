#include "projection/password_changes.h"

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "app/ldap_passwords.h"
#include "app/records.h"
#include "crypto/digest.h"
#include "crypto/password.h"
#include "crypto/token.h"

namespace drawbridge::projection {
namespace {

using domain::LdapPassword;
using ldap::protocol::LdapResult;
using ldap::protocol::PasswordPolicyError;
using ldap::protocol::ResultCode;
using ldap::server::PasswordChange;
using ldap::server::PasswordChangeAnswer;

constexpr std::size_t kWaitingMax = 64;

// Without characters that are taken for one another.
constexpr std::string_view kAlphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
constexpr std::size_t kGeneratedLength = 16;  // 93 bits

PasswordChangeAnswer refuse(ResultCode code, std::string text) {
  return {.result = {code, {}, std::move(text)}};
}

bool is_own(const BindCandidate& person, std::string_view password) {
  return person.own_password != nullptr && password.size() <= crypto::kMaxPasswordBytes &&
         crypto::verify_password(person.own_password->argon2id, password);
}

bool is_shared(const BindCandidate& person, std::string_view password) {
  return crypto::constant_time_equal(crypto::sha256_hex(password), person.digest);
}

/// Why this person may not make this change; success when nothing speaks against it.
LdapResult check_rights(const BindCandidate& person, const PasswordChange& change) {
  const bool has_own = person.own_password != nullptr;
  bool knows_own = has_own && change.identity->credential == own_credential(*person.own_password);
  if (change.old_password) {
    const auto old = change.old_password->reveal();
    const bool proves_own = is_own(person, old);
    if (!proves_own && !is_shared(person, old)) {
      return {ResultCode::kInvalidCredentials, {}, "The old password is wrong."};
    }
    knows_own = knows_own || proves_own;
  }
  if (has_own && !knows_own) {
    return {ResultCode::kInsufficientAccessRights,
            {},
            "This account has a password of its own: give that as the old one."};
  }
  return {};
}

PasswordChangeAnswer refuse_weak(const Error& error, std::string_view password) {
  constexpr std::size_t kShort = 8;
  PasswordChangeAnswer answer = refuse(ResultCode::kConstraintViolation, error.message);
  answer.policy_error = password.size() < kShort
                            ? PasswordPolicyError::kPasswordTooShort
                            : PasswordPolicyError::kInsufficientPasswordQuality;
  return answer;
}

/// Stores the hashes unless the password has been changed by somebody else meanwhile.
Status store(app::Transaction& transaction, const BindCandidate& person,
             const app::PasswordHashes& hashes) {
  const Uuid& account = person.person->uuid;
  DRAWBRIDGE_TRY(const auto stored, app::find<LdapPassword>(transaction.store(), account));
  const bool is_unchanged =
      stored ? person.own_password != nullptr && person.own_password->argon2id == stored->argon2id
             : person.own_password == nullptr;
  if (!is_unchanged) {
    return fail(ErrorCode::kConflict, "The password was changed elsewhere at the same time.");
  }
  return app::set_ldap_password(transaction, account, hashes);
}

}  // namespace

PasswordChanges::PasswordChanges(Dit dit, const Published<Snapshot>& snapshot, app::Writer& writer,
                                 SizeLimits limits)
    : dit_(std::move(dit)),
      snapshot_(&snapshot),
      writer_(&writer),
      limits_(limits),
      workers_("password-set", 1, kWaitingMax) {}

void PasswordChanges::change(PasswordChange change, ldap::server::PasswordChangeOutcome done) {
  auto wish = std::make_shared<const PasswordChange>(std::move(change));
  const bool is_taken = workers_.try_run([this, wish, done] { done(carry_out(*wish)); });
  if (!is_taken) {
    done(refuse(ResultCode::kBusy, "Too many passwords are being changed; try again soon."));
  }
}

PasswordChangeAnswer PasswordChanges::carry_out(const PasswordChange& change) {
  const auto snapshot = snapshot_->load();
  const auto person = find_candidate(dit_, *snapshot, change.identity->name);
  if (!person || person->person == nullptr) {
    return refuse(ResultCode::kUnwillingToPerform, "The account cannot be used any more.");
  }
  if (auto result = check_rights(*person, change); result.code != ResultCode::kSuccess) {
    return {.result = std::move(result)};
  }
  std::optional<Secret> generated;
  if (!change.new_password) generated = crypto::random_code(kAlphabet, kGeneratedLength);
  const auto password = generated ? generated->reveal() : change.new_password->reveal();
  const auto hashes = app::hash_ldap_password(password);
  if (!hashes && hashes.error().code == ErrorCode::kInvalid) {
    return refuse_weak(hashes.error(), password);
  }
  if (!hashes) return refuse(ResultCode::kOther, "The password could not be stored.");
  const app::Actor actor{person->person->user_uuid, person->person->waldur_username, {}};
  const Status stored = writer_->run(
      actor, [&](app::Transaction& transaction) { return store(transaction, *person, *hashes); });
  if (!stored && stored.error().code == ErrorCode::kConflict) {
    return refuse(ResultCode::kBusy, stored.error().message);
  }
  if (!stored) return refuse(ResultCode::kUnavailable, "The password could not be stored.");
  PasswordChangeAnswer answer{.result = {}, .generated = std::move(generated)};
  answer.identity = std::make_shared<const ldap::server::Identity>(identity_of(
      dit_, *snapshot, *person, limits_, own_credential({hashes->argon2id, hashes->bcrypt})));
  return answer;
}

}  // namespace drawbridge::projection
