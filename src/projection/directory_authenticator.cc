#include "projection/directory_authenticator.h"

#include <string>
#include <utility>

#include "crypto/digest.h"
#include "projection/glauth_record.h"

namespace drawbridge::projection {
namespace {

using ldap::dn::Dn;
using ldap::server::Identity;
using ldap::server::IdentityKind;

}  // namespace

DirectoryAuthenticator::DirectoryAuthenticator(Dit dit, const Published<Snapshot>& snapshot,
                                               SizeLimits limits, app::LastContacts* last_contacts,
                                               std::size_t threads)
    : dit_(std::move(dit)),
      snapshot_(&snapshot),
      limits_(limits),
      last_contacts_(last_contacts),
      password_checks_(threads) {}

void DirectoryAuthenticator::authenticate(const ldap::server::BindAttempt& attempt,
                                          ldap::server::BindOutcome done) {
  const auto snapshot = snapshot_->load();
  auto candidate = find(*snapshot, attempt.name);
  const std::string digest = crypto::sha256_hex(attempt.password);
  // An unknown name is compared with what nothing hashes to, and costs the same.
  const std::string_view current = candidate ? candidate->digest : kUnmatchableSha256;
  const std::string_view previous = candidate ? candidate->previous_digest : kUnmatchableSha256;
  const bool is_current = crypto::constant_time_equal(digest, current);
  const bool is_previous = crypto::constant_time_equal(digest, previous);
  const bool is_right = candidate && (is_current || is_previous);
  if (!is_right) {
    if (is_person_name(attempt.name)) {
      check_own_password(attempt, candidate ? candidate->own_password : nullptr, std::move(done));
    } else {
      done(nullptr);
    }
    return;
  }
  if (candidate->service != nullptr && last_contacts_ != nullptr) {
    last_contacts_->note_ldap_account(candidate->service->uuid, Timestamp::now());
  }
  done(std::make_shared<const Identity>(identity_of(*snapshot, std::move(*candidate))));
}

ldap::server::Renewal DirectoryAuthenticator::renew(
    const std::shared_ptr<const Identity>& identity) {
  const auto snapshot = snapshot_->load();
  auto candidate = find(*snapshot, identity->name);
  if (!candidate) return {nullptr, snapshot->revision};
  auto now = identity_of(*snapshot, std::move(*candidate));
  if (now == *identity) return {identity, snapshot->revision};
  return {std::make_shared<const Identity>(std::move(now)), snapshot->revision};
}

bool DirectoryAuthenticator::is_person_name(const Dn& name) const {
  constexpr std::size_t kBelowBase = 3;
  return name.is_within(dit_.base()) && name.depth() == dit_.base().depth() + kBelowBase;
}

void DirectoryAuthenticator::check_own_password(
    const ldap::server::BindAttempt& attempt, std::shared_ptr<const app::OwnPassword> own_password,
    ldap::server::BindOutcome done) {
  if (own_password != nullptr &&
      password_checks_.is_known(own_password->argon2id, attempt.password)) {
    done(person_now(attempt.name, *own_password));
    return;
  }
  std::string verifier = own_password != nullptr ? own_password->argon2id : std::string();
  password_checks_.check(
      std::move(verifier), attempt.password,
      [this, name = attempt.name, own_password = std::move(own_password), done = std::move(done)](
          bool is_right) { done(is_right ? person_now(name, *own_password) : nullptr); });
}

std::shared_ptr<const Identity> DirectoryAuthenticator::person_now(
    const Dn& name, const app::OwnPassword& checked) const {
  const auto snapshot = snapshot_->load();
  auto candidate = find(*snapshot, name);
  if (!candidate || candidate->own_password == nullptr || *candidate->own_password != checked) {
    return nullptr;
  }
  return std::make_shared<const Identity>(identity_of(*snapshot, std::move(*candidate)));
}

Identity DirectoryAuthenticator::identity_of(const Snapshot& snapshot, Candidate candidate) const {
  Identity identity;
  identity.name = std::move(candidate.name);
  if (candidate.service == nullptr) {
    identity.kind = IdentityKind::kPerson;
    identity.entries.push_back(identity.name);
    identity.size_limit = limits_.person;
    return identity;
  }
  identity.kind = IdentityKind::kService;
  identity.size_limit = limits_.service;
  const auto& only = candidate.service->offering_uuid;
  if (!only) {
    identity.subtrees.push_back(dit_.base());
    identity.hidden.push_back(dit_.services());
    return identity;
  }
  identity.entries.push_back(dit_.base());
  const auto* offering = snapshot.find_offering(*only);
  if (offering != nullptr && offering->branch) identity.subtrees.push_back(offering->branch->top);
  return identity;
}

std::optional<DirectoryAuthenticator::Candidate> DirectoryAuthenticator::find(
    const Snapshot& snapshot, const Dn& name) const {
  const std::size_t depth = name.depth();
  const std::size_t base_depth = dit_.base().depth();
  if (!name.is_within(dit_.base()) || depth <= base_depth) return std::nullopt;
  const auto rdns = name.rdns();
  if (depth == base_depth + 2) return find_service(snapshot, name, rdns[0].front().value);
  if (depth == base_depth + 3) {
    return find_person(snapshot, name, rdns[0].front().value, rdns[2].front().value);
  }
  return std::nullopt;
}

std::optional<DirectoryAuthenticator::Candidate> DirectoryAuthenticator::find_service(
    const Snapshot& snapshot, const Dn& name, std::string_view value) const {
  const auto expected = dit_.service_account(value);
  const auto* item = snapshot.service_accounts.find(value);
  if (!expected || *expected != name || item == nullptr) return std::nullopt;
  const domain::LdapAccount& account = *item->value;
  const auto& previous = account.previous_secret_digest;
  return Candidate{account.secret_digest, previous ? *previous : kUnmatchableSha256, &account,
                   nullptr, *expected};
}

std::optional<DirectoryAuthenticator::Candidate> DirectoryAuthenticator::find_person(
    const Snapshot& snapshot, const Dn& name, std::string_view value, std::string_view slug) const {
  const auto* offering = snapshot.find_offering_by_slug(slug);
  if (offering == nullptr || !offering->branch) return std::nullopt;
  const auto expected = offering->branch->people.child("uid", value);
  if (!expected || *expected != name) return std::nullopt;
  const auto* account = offering->find_account(value);
  if (account == nullptr || account->disabled) return std::nullopt;
  if (account->kind != app::AccountView::Kind::kPerson) return std::nullopt;
  const auto& shared = offering->facts.shared_password_sha256;
  return Candidate{shared ? std::string_view(*shared) : kUnmatchableSha256, kUnmatchableSha256,
                   nullptr, account->own_password, *expected};
}

}  // namespace drawbridge::projection
