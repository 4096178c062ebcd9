#include "projection/bind_candidate.h"

#include <utility>

#include "crypto/digest.h"
#include "ldap/server/attribute_visibility.h"
#include "projection/glauth_record.h"

namespace drawbridge::projection {
namespace {

using ldap::dn::Dn;
using ldap::server::Identity;
using ldap::server::IdentityKind;

std::optional<BindCandidate> find_person(const Snapshot& snapshot, const Dn& name,
                                         std::string_view value, std::string_view slug) {
  const auto* offering = snapshot.find_offering_by_slug(slug);
  if (offering == nullptr || !offering->branch) return std::nullopt;
  const auto expected = offering->branch->people.child("uid", value);
  if (!expected || *expected != name) return std::nullopt;
  const auto* account = offering->find_account(value);
  if (account == nullptr || account->disabled) return std::nullopt;
  if (account->kind != app::AccountView::Kind::kPerson) return std::nullopt;
  const auto& shared = offering->facts.shared_password_sha256;
  return BindCandidate{shared ? std::string_view(*shared) : kUnmatchableSha256,
                       kUnmatchableSha256,
                       nullptr,
                       account,
                       account->own_password,
                       *expected};
}

}  // namespace

std::optional<BindCandidate> find_candidate(const Dit& dit, const Snapshot& snapshot,
                                            const Dn& name) {
  const std::size_t depth = name.depth();
  const std::size_t base_depth = dit.base().depth();
  if (!name.is_within(dit.base()) || depth <= base_depth) return std::nullopt;
  const auto rdns = name.rdns();
  if (depth == base_depth + 2) {
    auto service = find_service(dit, snapshot, rdns[0].front().value);
    return service && service->name == name ? std::move(service) : std::nullopt;
  }
  if (depth == base_depth + 3) {
    return find_person(snapshot, name, rdns[0].front().value, rdns[2].front().value);
  }
  return std::nullopt;
}

std::optional<BindCandidate> find_service(const Dit& dit, const Snapshot& snapshot,
                                          std::string_view account) {
  auto name = dit.service_account(account);
  const auto* item = snapshot.service_accounts.find(account);
  if (!name || item == nullptr) return std::nullopt;
  const domain::LdapAccount& record = *item->value;
  const auto& previous = record.previous_secret_digest;
  return BindCandidate{
      record.secret_digest, previous ? *previous : kUnmatchableSha256, &record, nullptr, nullptr,
      *std::move(name)};
}

std::string own_credential(const app::OwnPassword& password) {
  return "own " + crypto::sha256_hex(password.argon2id);
}

std::string shared_credential(std::string_view digest) {
  return "shared " + crypto::sha256_hex(digest);
}

bool has_credential(const BindCandidate& candidate, std::string_view credential) {
  if (candidate.service != nullptr && credential == kCertificateCredential) return true;
  if (candidate.own_password != nullptr && credential == own_credential(*candidate.own_password)) {
    return true;
  }
  return credential == shared_credential(candidate.digest) ||
         credential == shared_credential(candidate.previous_digest);
}

Identity identity_of(const Dit& dit, const Snapshot& snapshot, const BindCandidate& candidate,
                     const SizeLimits& limits, std::string credential) {
  Identity identity;
  identity.name = candidate.name;
  identity.credential = std::move(credential);
  if (candidate.service == nullptr) {
    identity.kind = IdentityKind::kPerson;
    identity.entries.push_back(identity.name);
    identity.size_limit = limits.person;
    return identity;
  }
  identity.kind = IdentityKind::kService;
  identity.size_limit = limits.service;
  const auto& attributes = candidate.service->attributes;
  if (!attributes.empty()) {
    identity.hidden_attributes = ldap::server::types_hidden_unless(attributes);
  }
  const auto& only = candidate.service->offering_uuid;
  if (!only) {
    identity.subtrees.push_back(dit.base());
    identity.hidden.push_back(dit.services());
    return identity;
  }
  identity.entries.push_back(dit.base());
  const auto* offering = snapshot.find_offering(*only);
  if (offering != nullptr && offering->branch) identity.subtrees.push_back(offering->branch->top);
  return identity;
}

}  // namespace drawbridge::projection
