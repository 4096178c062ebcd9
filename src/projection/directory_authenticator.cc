#include "projection/directory_authenticator.h"

#include <algorithm>
#include <optional>

#include "crypto/digest.h"
#include "crypto/password.h"
#include "projection/glauth_record.h"

namespace drawbridge::projection {

using ldap::dn::Dn;

namespace {

/// The rules of names take `node1` with a NUL behind it for `node1`; in a certificate such a
/// character is there to deceive.
bool has_control_character(const Dn& name) {
  constexpr unsigned char kFirstPrintable = 0x20;
  for (const auto& rdn : name.rdns()) {
    for (const auto& pair : rdn) {
      const bool is_found = std::any_of(pair.value.begin(), pair.value.end(), [](char octet) {
        return static_cast<unsigned char>(octet) < kFirstPrintable;
      });
      if (is_found) return true;
    }
  }
  return false;
}

}  // namespace

using ldap::server::BindAttempt;
using ldap::server::BindOutcome;
using ldap::server::Identity;
using ldap::server::Renewal;

DirectoryAuthenticator::DirectoryAuthenticator(Dit dit, const Published<Snapshot>& snapshot,
                                               SizeLimits limits, app::LastContacts* last_contacts,
                                               std::size_t threads,
                                               const std::vector<CertificateAccount>& certificates,
                                               UnusableVerifier unusable_verifier)
    : dit_(std::move(dit)),
      snapshot_(&snapshot),
      limits_(limits),
      last_contacts_(last_contacts),
      certificates_(certificates.begin(), certificates.end()),
      unusable_verifier_(std::move(unusable_verifier)),
      password_checks_(threads) {}

void DirectoryAuthenticator::authenticate(const BindAttempt& attempt, BindOutcome done) {
  const auto snapshot = snapshot_->load();
  const auto candidate = find_candidate(dit_, *snapshot, attempt.name);
  if (auto identity = by_digest(attempt, *snapshot, candidate ? &*candidate : nullptr)) {
    note_contact(*candidate);
    return done(std::move(identity));
  }
  if (!is_person_name(attempt.name)) return done(nullptr);
  check_own_password(attempt, candidate ? candidate->own_password : nullptr, std::move(done));
}

std::shared_ptr<const Identity> DirectoryAuthenticator::authenticate_service(
    const BindAttempt& attempt) {
  const auto snapshot = snapshot_->load();
  auto candidate = find_candidate(dit_, *snapshot, attempt.name);
  if (candidate && candidate->service == nullptr) candidate.reset();
  auto identity = by_digest(attempt, *snapshot, candidate ? &*candidate : nullptr);
  if (identity != nullptr) note_contact(*candidate);
  return identity;
}

std::shared_ptr<const Identity> DirectoryAuthenticator::authenticate_certificate(
    std::string_view subject, CertificateUse use) {
  const auto name = Dn::parse(subject);
  const bool is_plain = name && !has_control_character(*name);
  const auto account = is_plain ? certificates_.find(*name) : certificates_.end();
  if (account == certificates_.end()) return nullptr;
  const auto snapshot = snapshot_->load();
  const auto candidate = find_service(dit_, *snapshot, account->second);
  if (!candidate) return nullptr;
  if (use == CertificateUse::kBind) note_contact(*candidate);
  return std::make_shared<const Identity>(
      identity_of(dit_, *snapshot, *candidate, limits_, std::string(kCertificateCredential)));
}

Renewal DirectoryAuthenticator::renew(const std::shared_ptr<const Identity>& identity) {
  const auto snapshot = snapshot_->load();
  const auto candidate = find_candidate(dit_, *snapshot, identity->name);
  if (!candidate || !has_credential(*candidate, identity->credential)) {
    return {nullptr, snapshot->revision};
  }
  auto now = identity_of(dit_, *snapshot, *candidate, limits_, identity->credential);
  if (now == *identity) return {identity, snapshot->revision};
  return {std::make_shared<const Identity>(std::move(now)), snapshot->revision};
}

/// The identity of the candidate whose secret or shared password this is, else null. An unknown
/// name is compared with what nothing hashes to, and costs the same.
std::shared_ptr<const Identity> DirectoryAuthenticator::by_digest(
    const BindAttempt& attempt, const Snapshot& snapshot, const BindCandidate* candidate) const {
  const std::string digest = crypto::sha256_hex(attempt.password);
  const std::string_view current = candidate ? candidate->digest : kUnmatchableSha256;
  const std::string_view previous = candidate ? candidate->previous_digest : kUnmatchableSha256;
  const bool is_current = crypto::constant_time_equal(digest, current);
  const bool is_previous = crypto::constant_time_equal(digest, previous);
  if (candidate == nullptr || (!is_current && !is_previous)) return nullptr;
  return std::make_shared<const Identity>(
      identity_of(dit_, snapshot, *candidate, limits_, shared_credential(digest)));
}

bool DirectoryAuthenticator::is_person_name(const Dn& name) const {
  constexpr std::size_t kBelowBase = 3;
  return name.is_within(dit_.base()) && name.depth() == dit_.base().depth() + kBelowBase;
}

void DirectoryAuthenticator::note_contact(const BindCandidate& candidate) {
  if (candidate.service != nullptr && last_contacts_ != nullptr) {
    last_contacts_->note_ldap_account(candidate.service->uuid, Timestamp::now());
  }
}

void DirectoryAuthenticator::check_own_password(
    const BindAttempt& attempt, std::shared_ptr<const app::OwnPassword> own_password,
    BindOutcome done) {
  if (own_password != nullptr &&
      password_checks_.is_known(own_password->argon2id, attempt.password)) {
    done(person_now(attempt.name, *own_password));
    return;
  }
  std::string verifier = own_password != nullptr ? own_password->argon2id : std::string();
  password_checks_.check(std::move(verifier), attempt.password,
                         [this, name = attempt.name, own_password = std::move(own_password),
                          done = std::move(done)](bool is_right) {
                           done(is_right ? person_now(name, *own_password) : nullptr);
                           if (own_password != nullptr && !is_right)
                             note_verifier(name, *own_password);
                         });
}

void DirectoryAuthenticator::note_verifier(const Dn& account,
                                           const app::OwnPassword& own_password) const {
  if (!unusable_verifier_) return;
  const Status usable = crypto::check_verifier(own_password.argon2id);
  if (!usable) unusable_verifier_(account, usable.error().message);
}

std::shared_ptr<const Identity> DirectoryAuthenticator::person_now(
    const Dn& name, const app::OwnPassword& checked) const {
  const auto snapshot = snapshot_->load();
  const auto candidate = find_candidate(dit_, *snapshot, name);
  if (!candidate || candidate->own_password == nullptr || *candidate->own_password != checked) {
    return nullptr;
  }
  return std::make_shared<const Identity>(
      identity_of(dit_, *snapshot, *candidate, limits_, own_credential(checked)));
}

}  // namespace drawbridge::projection
