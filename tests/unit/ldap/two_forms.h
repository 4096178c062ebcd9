#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "ldap/directory/entry.h"
#include "ldap/directory/facts.h"
#include "ldap/directory/tree.h"
#include "unit/ldap/sample_tree.h"

/// One directory in two forms: with the attributes of facts stored like any others, and with facts
/// in their place. Whoever asks must not see which it is.
namespace drawbridge::ldap::test {

inline constexpr const char* kFactsUuid = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
inline constexpr const char* kFactsCsn = "20260301081530.123456Z#000000#000#000000";
inline constexpr const char* kFactsUsn = "1772352930123456";

inline directory::EntryFacts facts() {
  return {.uuid = *Uuid::parse(kFactsUuid),
          .created = *Timestamp::parse("2026-02-28T23:59:59.999999Z"),
          .changed = 1772352930123456,  // 2026-03-01T08:15:30.123456Z
          .structural_class = schema::find_object_class("inetOrgPerson")};
}

/// A person with some attributes of every kind.
inline directory::EntryPointer person_with_facts(bool are_stored) {
  directory::EntryContent content{
      name(kUser7),
      {{"objectClass", {"top", "person", "inetOrgPerson", "posixAccount"}},
       {"uid", {"user7"}},
       {"cn", {"Zoë User  7"}},
       {"uidNumber", {"5007"}},
       {"memberOf", {"cn=project1,ou=groups,ou=alpha,dc=example,dc=org"}}}};
  if (are_stored) {
    for (auto& [type, value] : std::vector<std::pair<std::string_view, std::string>>{
             {"structuralObjectClass", "inetOrgPerson"},
             {"entryUUID", kFactsUuid},
             {"createTimestamp", "20260228235959Z"},
             {"entryCSN", kFactsCsn},
             {"entryUSN", kFactsUsn},
             {"modifyTimestamp", "20260301081530Z"}}) {
      content.attributes.push_back({type, {value}});
    }
  } else {
    content.facts = facts();
  }
  return *directory::Entry::make(content);
}

/// That person, the names above and others that are in both forms alike.
inline std::shared_ptr<const directory::Tree> tree_with_facts(bool are_stored) {
  std::vector<directory::EntryPointer> entries = {
      entry("dc=example,dc=org", {{"objectClass", {"top", "organization", "dcObject"}},
                                  {"o", {"Example"}},
                                  {"dc", {"example"}}}),
      unit("ou=alpha,dc=example,dc=org", "alpha"),
      unit("ou=people,ou=alpha,dc=example,dc=org", "people"), person("alpha", 8),
      person_with_facts(are_stored)};
  return *directory::Tree::build(name("dc=example,dc=org"), std::move(entries), 1000);
}

/// Filters on the attributes of facts: of every kind, true, false and Undefined.
inline std::vector<std::string> filters_on_facts() {
  return {"(entryUUID=f81d4fae-7dec-11d0-a765-00a0c91e6bf6)",
          "(entryUUID=F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6)",
          "(entryUUID=f81d4fae-7dec-11d0-a765-00a0c91e6bf7)",
          "(entryUUID>=f81d4fae-7dec-11d0-a765-00a0c91e6bf6)",
          "(entryUUID=no uuid)",
          "(entryUUID=*)",
          "(1.3.6.1.1.16.4=*)",
          "(!(entryUUID=no uuid))",
          "(entryUSN>=1772352930123456)",
          "(entryUSN>=1772352930123457)",
          "(entryUSN<=1772352930123456)",
          "(entryUSN<=9)",
          "(entryUSN=1772352930123456)",
          "(entryUSN=01)",
          "(!(entryUSN=*))",
          "(modifyTimestamp>=20260301081530Z)",
          "(modifyTimestamp>=20260301081531Z)",
          "(modifyTimestamp<=20260301091530+0100)",
          "(modifyTimestamp=20260301081530.0Z)",
          "(modifyTimestamp=today)",
          "(createTimestamp=20260228235959Z)",
          "(createTimestamp<=20260228235958Z)",
          "(entryCSN=20260301081530.123456Z#000000#000#000000)",
          "(entryCSN>=20260301081530.123457Z#000000#000#000000)",
          "(entryCSN>=20260301081530.123455Z#000000#000#000000)",
          "(entryCSN=1)",
          "(structuralObjectClass=INETORGPERSON)",
          "(structuralObjectClass=2.16.840.1.113730.3.2.2)",
          "(structuralObjectClass=person)",
          "(structuralObjectClass=no class)",
          "(structuralObjectClass=inet*)",
          "(entryUSN:integerMatch:=1772352930123456)",
          "(:UUIDMatch:=f81d4fae-7dec-11d0-a765-00a0c91e6bf6)",
          "(:generalizedTimeMatch:=20260228235959Z)",
          "(:generalizedTimeOrderingMatch:=20260228235959Z)",
          "(:objectIdentifierMatch:=account)",
          "(:integerMatch:=1772352930123456)",
          "(&(uid=user7)(entryUSN>=2))",
          "(&(uid=user7)(!(modifyTimestamp>=20260301081531Z)))"};
}

}  // namespace drawbridge::ldap::test
