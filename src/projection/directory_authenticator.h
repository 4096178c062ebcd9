#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/last_contacts.h"
#include "base/published.h"
#include "ldap/server/authenticator.h"
#include "projection/bind_candidate.h"
#include "projection/dit.h"
#include "projection/password_checks.h"
#include "projection/snapshot.h"

namespace drawbridge::projection {

/// A client certificate's subject and the name of the service account it stands for.
using CertificateAccount = std::pair<ldap::dn::Dn, std::string>;

/// Decides binds from the published snapshot: service accounts by their secret or certificate,
/// people by their offering's shared password or their own. Secrets and shared passwords are
/// compared by SHA-256 in constant time, inline; a person's own password is checked on other
/// threads, which also spend that time on people who have none and on unknown names, so that all of
/// these look alike. Any thread.
class DirectoryAuthenticator final : public ldap::server::Authenticator {
 public:
  using SizeLimits = projection::SizeLimits;
  /// Is told of a bind that was refused, whatever its password, because the stored hash is damaged
  /// or would cost too much. Comes from a thread that checks passwords, after the answer, so that
  /// what it takes does not show in that.
  /// @param reason  one sentence, without anything of the hash
  using UnusableVerifier =
      std::function<void(const ldap::dn::Dn& account, std::string_view reason)>;

  /// `snapshot` and `last_contacts` outlive the authenticator.
  /// @param threads        that check people's own passwords
  /// @param last_contacts  told of every successful bind of a service account; null: nobody is
  DirectoryAuthenticator(Dit dit, const Published<Snapshot>& snapshot, SizeLimits limits,
                         app::LastContacts* last_contacts = nullptr, std::size_t threads = 1,
                         const std::vector<CertificateAccount>& certificates = {},
                         UnusableVerifier unusable_verifier = {});

  void authenticate(const ldap::server::BindAttempt& attempt,
                    ldap::server::BindOutcome done) override;
  std::shared_ptr<const ldap::server::Identity> authenticate_service(
      const ldap::server::BindAttempt& attempt) override;
  std::shared_ptr<const ldap::server::Identity> authenticate_certificate(
      std::string_view subject, CertificateUse use) override;
  /// An account that was deleted or locked has ended, and so has a credential that was changed; one
  /// for another offering, or of an offering with another name, sees other entries now.
  ldap::server::Renewal renew(
      const std::shared_ptr<const ldap::server::Identity>& identity) override;

  /// Answers what still waits; refuses people's own passwords from then on. Idempotent.
  void stop() { password_checks_.stop(); }

 private:
  bool is_person_name(const ldap::dn::Dn& name) const;
  std::shared_ptr<const ldap::server::Identity> by_digest(const ldap::server::BindAttempt& attempt,
                                                          const Snapshot& snapshot,
                                                          const BindCandidate* candidate) const;
  void check_own_password(const ldap::server::BindAttempt& attempt,
                          std::shared_ptr<const app::OwnPassword> own_password,
                          ldap::server::BindOutcome done);
  /// The person now, whose own password turned out right; null when locked or changed since.
  std::shared_ptr<const ldap::server::Identity> person_now(const ldap::dn::Dn& name,
                                                           const app::OwnPassword& checked) const;
  void note_contact(const BindCandidate& candidate);
  void note_verifier(const ldap::dn::Dn& account, const app::OwnPassword& own_password) const;

  Dit dit_;
  const Published<Snapshot>* snapshot_;
  SizeLimits limits_;
  app::LastContacts* last_contacts_;
  std::map<ldap::dn::Dn, std::string> certificates_;
  UnusableVerifier unusable_verifier_;
  PasswordChecks password_checks_;  // the last: its jobs use what stands above
};

}  // namespace drawbridge::projection
