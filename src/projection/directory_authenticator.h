#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "app/last_contacts.h"
#include "base/published.h"
#include "ldap/server/authenticator.h"
#include "projection/dit.h"
#include "projection/password_checks.h"
#include "projection/snapshot.h"

namespace drawbridge::projection {

/// Decides simple binds from the published snapshot: service accounts by their secret, people by
/// their offering's shared password or their own. Secrets and shared passwords are compared by
/// SHA-256 in constant time, inline; a person's own password is checked on other threads, which
/// also spend that time on people who have none and on unknown names, so that all of these look
/// alike. Any thread.
class DirectoryAuthenticator final : public ldap::server::Authenticator {
 public:
  /// Entries of one search; 0 = none.
  struct SizeLimits {
    std::int32_t person = 1000;
    std::int32_t service = 0;
  };

  /// `snapshot` and `last_contacts` outlive the authenticator.
  /// @param threads        that check people's own passwords
  /// @param last_contacts  told of every successful bind of a service account; null: nobody is
  DirectoryAuthenticator(Dit dit, const Published<Snapshot>& snapshot, SizeLimits limits,
                         app::LastContacts* last_contacts = nullptr, std::size_t threads = 1);

  void authenticate(const ldap::server::BindAttempt& attempt,
                    ldap::server::BindOutcome done) override;

  /// A service account that was deleted has ended, and so has one for another offering or of an
  /// offering with another name: who is bound as it sees other entries now.
  ldap::server::Renewal renew(
      const std::shared_ptr<const ldap::server::Identity>& identity) override;

  /// Answers what still waits; refuses people's own passwords from then on. Idempotent.
  void stop() { password_checks_.stop(); }

 private:
  /// What the name's credentials are, and whose; borrowed from the snapshot. Digests are 64 hex
  /// digits.
  struct Candidate {
    std::string_view digest, previous_digest;
    const domain::LdapAccount* service = nullptr;          ///< null: a person
    std::shared_ptr<const app::OwnPassword> own_password;  ///< null: none
    ldap::dn::Dn name;
  };

  std::optional<Candidate> find(const Snapshot& snapshot, const ldap::dn::Dn& name) const;
  std::optional<Candidate> find_service(const Snapshot& snapshot, const ldap::dn::Dn& name,
                                        std::string_view value) const;
  std::optional<Candidate> find_person(const Snapshot& snapshot, const ldap::dn::Dn& name,
                                       std::string_view value, std::string_view slug) const;

  bool is_person_name(const ldap::dn::Dn& name) const;
  void check_own_password(const ldap::server::BindAttempt& attempt,
                          std::shared_ptr<const app::OwnPassword> own_password,
                          ldap::server::BindOutcome done);
  /// The person now, whose own password turned out right; null when locked or changed since.
  std::shared_ptr<const ldap::server::Identity> person_now(const ldap::dn::Dn& name,
                                                           const app::OwnPassword& checked) const;

  ldap::server::Identity identity_of(const Snapshot& snapshot, Candidate candidate) const;

  Dit dit_;
  const Published<Snapshot>* snapshot_;
  SizeLimits limits_;
  app::LastContacts* last_contacts_;
  PasswordChecks password_checks_;  // the last: its jobs use what stands above
};

}  // namespace drawbridge::projection
