#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/views/views.h"
#include "base/result.h"
#include "domain/account_records.h"
#include "ldap/directory/entry.h"
#include "ldap/dn/dn.h"
#include "projection/entry_stamps.h"

/// Our naming of the directory, and the entries that accounts and groups become. Pure.
namespace drawbridge::projection {

/// The names of one offering's subtree.
struct Branch {
  ldap::dn::Dn top;     ///< ou=<slug>,<base>
  ldap::dn::Dn people;  ///< ou=people,ou=<slug>,<base>
  ldap::dn::Dn groups;  ///< ou=groups,ou=<slug>,<base>

  friend bool operator==(const Branch&, const Branch&) = default;
};

/// The fixed names below one suffix. Immutable, cheap to copy.
class Dit {
 public:
  /// @return kInvalid, field `ldap.base_dn`, when `base` is the empty name or its first RDN has
  ///         several pairs or a type other than dc, o, ou
  static Result<Dit> below(const ldap::dn::Dn& base);

  const ldap::dn::Dn& base() const { return base_; }
  /// ou=services,<base>: the parent of the service accounts.
  const ldap::dn::Dn& services() const { return services_; }
  /// cn=<name>,ou=services,<base>. @return kInvalid for a name no DN can hold
  Result<ldap::dn::Dn> service_account(std::string_view name) const;
  /// @return kInvalid for a slug no DN can hold
  Result<Branch> branch(std::string_view slug) const;

 private:
  Dit() = default;

  ldap::dn::Dn base_, services_;
};

/// The suffix (organization with dcObject for dc=, organization for o=, else organizationalUnit).
Result<ldap::directory::EntryPointer> suffix_entry(const Dit& dit, const EntryStamps& stamps);
Result<ldap::directory::EntryPointer> services_entry(const Dit& dit, const EntryStamps& stamps);
Result<ldap::directory::EntryPointer> service_account_entry(const Dit& dit,
                                                            const domain::LdapAccount& account,
                                                            const EntryStamps& stamps);

/// The three containers of an offering: top, people, groups.
Result<std::vector<ldap::directory::EntryPointer>> branch_entries(const Branch& branch,
                                                                  const app::OfferingFacts& facts,
                                                                  const EntryStamps& stamps);

/// A person (inetOrgPerson) or robot (account).
/// @param member_of DNs of the served project groups, with their keys where they are known
/// @return kInvalid when a value does not fit its syntax
Result<ldap::directory::EntryPointer> account_entry(
    const Branch& branch, const app::AccountView& account,
    std::span<const ldap::directory::BorrowedValue> member_of, const EntryStamps& stamps);

/// The account's own group: its name and primary gid, no members.
Result<ldap::directory::EntryPointer> personal_group_entry(const Branch& branch,
                                                           const app::AccountView& account,
                                                           const EntryStamps& stamps);

/// A project group with those members (account names of the same branch, sorted).
Result<ldap::directory::EntryPointer> group_entry(const Branch& branch, const app::GroupView& group,
                                                  std::span<const std::string_view> members,
                                                  const EntryStamps& stamps);

}  // namespace drawbridge::projection
