#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "app/last_contacts.h"
#include "base/published.h"
#include "ldap/server/authenticator.h"
#include "projection/dit.h"
#include "projection/snapshot.h"

namespace drawbridge::projection {

/// Decides simple binds from the published snapshot: service accounts by their secret, people by
/// their offering's shared password. Both are compared by SHA-256 in constant time, and an unknown
/// name costs the same as a wrong password. Any thread; answers inline.
class DirectoryAuthenticator final : public ldap::server::Authenticator {
 public:
  /// Entries of one search; 0 = none.
  struct SizeLimits {
    std::int32_t person = 1000;
    std::int32_t service = 0;
  };

  /// `snapshot` and `last_contacts` outlive the authenticator.
  /// @param last_contacts  told of every successful bind of a service account; null: nobody is
  DirectoryAuthenticator(Dit dit, const Published<Snapshot>& snapshot, SizeLimits limits,
                         app::LastContacts* last_contacts = nullptr);

  void authenticate(const ldap::server::BindAttempt& attempt,
                    ldap::server::BindOutcome done) override;

 private:
  /// What the name's credentials are, and whose; borrowed from the snapshot. Digests are 64 hex
  /// digits.
  struct Candidate {
    std::string_view digest, previous_digest;
    const domain::LdapAccount* service = nullptr;  ///< null: a person
    ldap::dn::Dn name;
  };

  std::optional<Candidate> find(const Snapshot& snapshot, const ldap::dn::Dn& name) const;
  std::optional<Candidate> find_service(const Snapshot& snapshot, const ldap::dn::Dn& name,
                                        std::string_view value) const;
  std::optional<Candidate> find_person(const Snapshot& snapshot, const ldap::dn::Dn& name,
                                       std::string_view value, std::string_view slug) const;

  ldap::server::Identity identity_of(const Snapshot& snapshot, Candidate candidate) const;

  Dit dit_;
  const Published<Snapshot>* snapshot_;
  SizeLimits limits_;
  app::LastContacts* last_contacts_;
};

}  // namespace drawbridge::projection
