#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ldap/dn/dn.h"
#include "ldap/server/authenticator.h"
#include "projection/dit.h"
#include "projection/snapshot.h"

namespace drawbridge::projection {

/// Entries of one search; 0 = none.
struct SizeLimits {
  std::int32_t person = 1000;
  std::int32_t service = 0;
};

/// Somebody who may bind, and what the credentials are; borrowed from a snapshot. Digests are 64
/// hex digits.
struct BindCandidate {
  std::string_view digest, previous_digest;
  const domain::LdapAccount* service = nullptr;          ///< null: a person
  const app::AccountView* person = nullptr;              ///< null: a service account
  std::shared_ptr<const app::OwnPassword> own_password;  ///< null: none
  ldap::dn::Dn name;
};

/// The candidate of that name; none when there is no such account or it may not bind.
std::optional<BindCandidate> find_candidate(const Dit& dit, const Snapshot& snapshot,
                                            const ldap::dn::Dn& name);
/// The service account of that name (the value of its `cn`), if there is one.
std::optional<BindCandidate> find_service(const Dit& dit, const Snapshot& snapshot,
                                          std::string_view account);

/// Stands for the candidate's own password, see Identity::credential.
std::string own_credential(const app::OwnPassword& password);
/// Stands for a secret or shared password of that digest.
std::string shared_credential(std::string_view digest);
/// Stands for a client certificate.
inline constexpr std::string_view kCertificateCredential = "certificate";

/// Whether what was proven at the bind is still good.
bool has_credential(const BindCandidate& candidate, std::string_view credential);

/// What the candidate is and sees now.
ldap::server::Identity identity_of(const Dit& dit, const Snapshot& snapshot,
                                   const BindCandidate& candidate, const SizeLimits& limits,
                                   std::string credential);

}  // namespace drawbridge::projection
