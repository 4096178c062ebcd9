#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "ldap/directory/entry.h"
#include "ldap/directory/tree.h"
#include "ldap/dn/dn.h"

namespace drawbridge::ldap::test {

// Names in sample_tree().
inline constexpr const char* kAlphaService = "cn=alpha-sssd,ou=services,dc=example,dc=org";
inline constexpr const char* kBetaService = "cn=beta-sssd,ou=services,dc=example,dc=org";
inline constexpr const char* kUser7 = "uid=user7,ou=people,ou=alpha,dc=example,dc=org";
inline constexpr const char* kProject1 = "cn=project1,ou=groups,ou=alpha,dc=example,dc=org";

inline dn::Dn name(const std::string& text) {
  auto parsed = dn::Dn::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed.value_or(dn::Dn());
}

inline directory::EntryPointer entry(const std::string& dn,
                                     std::vector<directory::AttributeContent> attributes) {
  auto made = directory::Entry::make({name(dn), std::move(attributes)});
  EXPECT_TRUE(made) << dn << ": " << (made ? "" : made.error().field + " " + made.error().message);
  return made.value_or(nullptr);
}

inline std::string number(int value) { return std::to_string(value); }

/// A person of an offering; numbers and names follow from `n`.
inline directory::EntryPointer person(const std::string& slug, int n) {
  const std::string uid = "user" + number(n);
  return entry("uid=" + uid + ",ou=people,ou=" + slug + ",dc=example,dc=org",
               {{"objectClass",
                 {"top", "person", "organizationalPerson", "inetOrgPerson", "posixAccount",
                  "shadowAccount", "ldapPublicKey"}},
                {"uid", {uid}},
                {"cn", {"Zoë User  " + number(n)}},
                {"sn", {"User"}},
                {"mail", {uid + "@Example.org"}},
                {"uidNumber", {number(5000 + n)}},
                {"gidNumber", {number(5000 + n)}},
                {"homeDirectory", {"/home/" + uid}},
                {"loginShell", {"/bin/bash"}},
                {"gecos", {" "}},
                {"sshPublicKey", {"ssh-ed25519 AAAA" + uid, "ssh-ed25519 BBBB" + uid}},
                {"memberOf",
                 {"cn=project" + number(n % 3) + ",ou=groups,ou=" + slug + ",dc=example,dc=org"}},
                {"entryUSN", {number(100 + n)}},
                {"modifyTimestamp", {"20260301081530Z"}}});
}

inline directory::EntryPointer group(const std::string& slug, int n,
                                     const std::vector<int>& users) {
  std::vector<std::string> uids;
  std::vector<std::string> dns;
  for (const int user : users) {
    uids.push_back("user" + number(user));
    dns.push_back("uid=user" + number(user) + ",ou=people,ou=" + slug + ",dc=example,dc=org");
  }
  return entry("cn=project" + number(n) + ",ou=groups,ou=" + slug + ",dc=example,dc=org",
               {{"objectClass", {"top", "groupOfMembers", "posixGroup"}},
                {"cn", {"project" + number(n)}},
                {"gidNumber", {number(6000 + n)}},
                {"memberUid", uids},
                {"member", dns}});
}

inline directory::EntryPointer unit(const std::string& dn, const std::string& ou) {
  return entry(dn, {{"objectClass", {"top", "organizationalUnit"}}, {"ou", {ou}}});
}

/// The entries of one offering with that many people in three groups.
inline void add_offering(std::vector<directory::EntryPointer>& out, const std::string& slug,
                         int people) {
  const std::string base = "ou=" + slug + ",dc=example,dc=org";
  out.push_back(unit(base, slug));
  out.push_back(unit("ou=people," + base, "people"));
  out.push_back(unit("ou=groups," + base, "groups"));
  std::vector<std::vector<int>> members(3);
  for (int n = 0; n < people; ++n) {
    out.push_back(person(slug, n));
    members[static_cast<std::size_t>(n % 3)].push_back(n);
  }
  for (int n = 0; n < 3; ++n) out.push_back(group(slug, n, members[static_cast<std::size_t>(n)]));
}

/// Two offerings, `alpha` and `beta`, and one service account each.
inline std::shared_ptr<const directory::Tree> sample_tree(int people = 10) {
  std::vector<directory::EntryPointer> entries;
  entries.push_back(
      entry("dc=example,dc=org", {{"objectClass", {"top", "organization", "dcObject"}},
                                  {"o", {"Example"}},
                                  {"dc", {"example"}}}));
  entries.push_back(unit("ou=services,dc=example,dc=org", "services"));
  for (const char* service : {"alpha-sssd", "beta-sssd"}) {
    entries.push_back(entry("cn=" + std::string(service) + ",ou=services,dc=example,dc=org",
                            {{"objectClass", {"top", "organizationalRole"}}, {"cn", {service}}}));
  }
  add_offering(entries, "alpha", people);
  add_offering(entries, "beta", people);
  auto tree = directory::Tree::build(name("dc=example,dc=org"), std::move(entries), 1000);
  EXPECT_TRUE(tree);
  return tree.value_or(nullptr);
}

}  // namespace drawbridge::ldap::test
