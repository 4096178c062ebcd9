#include "projection/dit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/projection/sample.h"

namespace drawbridge::projection {
namespace {

using sample::person;
using sample::value;
using sample::values;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Branch branch() { return *sample::dit().branch("hpc"); }

ldap::dn::Dn dn(std::string_view text) { return *ldap::dn::Dn::parse(text); }

TEST(Dit, NamesTheOfferingsSubtree) {
  EXPECT_EQ(branch().top, dn("ou=hpc,dc=example,dc=org"));
  EXPECT_EQ(branch().people, dn("ou=people,ou=hpc,dc=example,dc=org"));
  EXPECT_EQ(branch().groups, dn("ou=groups,ou=hpc,dc=example,dc=org"));
  EXPECT_EQ(*sample::dit().service_account("sssd"), dn("cn=sssd,ou=services,dc=example,dc=org"));
}

TEST(Dit, KeepsTheServicesBranchFromAnOfferingOfThatSlug) {
  EXPECT_FALSE(sample::dit().branch("services"));
  EXPECT_FALSE(sample::dit().branch("Services"));
  EXPECT_FALSE(sample::dit().branch(""));
}

TEST(Dit, MakesTheSuffixOfWhatItsNameSays) {
  const auto domain = *suffix_entry(sample::dit(), EntryStamps(Timestamp{3}));
  EXPECT_THAT(values(*domain, "objectClass"), ElementsAre("top", "organization", "dcObject"));
  EXPECT_EQ(value(*domain, "dc"), "example");
  EXPECT_EQ(value(*domain, "o"), "example");
  EXPECT_EQ(value(*domain, "entryUSN"), "3");
  const auto organization =
      *suffix_entry(*Dit::below(dn("o=Uni \\2b Co,c=de")), EntryStamps(Timestamp{1}));
  EXPECT_THAT(values(*organization, "objectClass"), ElementsAre("top", "organization"));
  EXPECT_EQ(value(*organization, "o"), "Uni + Co");
  const auto unit =
      *suffix_entry(*Dit::below(dn("organizationalUnitName=x")), EntryStamps(Timestamp{1}));
  EXPECT_THAT(values(*unit, "objectClass"), ElementsAre("top", "organizationalUnit"));
  EXPECT_EQ(value(*unit, "ou"), "x");
}

TEST(Dit, RefusesASuffixItHasNoEntryFor) {
  for (const char* text : {"", "cn=x", "c=de", "dc=x+o=y,dc=org"}) {
    const auto refused = Dit::below(dn(text));
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(refused.error().field, "ldap.base_dn");
  }
}

constexpr std::array<ldap::directory::BorrowedValue, 1> kMemberOfAstro{
    {{"cn=astro,ou=groups,ou=hpc,dc=example,dc=org"}}};

TEST(Dit, MakesAPersonsEntry) {
  auto mari = person("mari", 1);
  mari.first_name = "Märi";
  mari.ssh_keys = {"ssh-ed25519 AAAA a", "ssh-rsa BBBB b"};
  const auto made = account_entry(branch(), mari, kMemberOfAstro, EntryStamps(Timestamp{9}));
  ASSERT_TRUE(made) << made.error().message << made.error().field;
  const auto& entry = **made;
  EXPECT_EQ(entry.dn(), "uid=mari,ou=people,ou=hpc,dc=example,dc=org");
  EXPECT_THAT(values(entry, "objectClass"),
              ElementsAre("top", "person", "organizationalPerson", "inetOrgPerson", "posixAccount",
                          "shadowAccount", "ldapPublicKey"));
  EXPECT_EQ(value(entry, "uid"), "mari");
  EXPECT_EQ(value(entry, "cn"), "Märi Tamm");
  EXPECT_EQ(value(entry, "sn"), "Tamm");
  EXPECT_EQ(value(entry, "givenName"), "Märi");
  EXPECT_EQ(value(entry, "displayName"), "Märi Tamm");
  EXPECT_EQ(value(entry, "mail"), "mari@uni.example");
  EXPECT_EQ(value(entry, "uidNumber"), "5001");
  EXPECT_EQ(value(entry, "gidNumber"), "5001");
  EXPECT_EQ(value(entry, "homeDirectory"), "/home/mari");
  EXPECT_EQ(value(entry, "loginShell"), "/bin/bash");
  EXPECT_TRUE(value(entry, "gecos").ends_with("ri Tamm"));
  EXPECT_THAT(values(entry, "sshPublicKey"), ElementsAre("ssh-ed25519 AAAA a", "ssh-rsa BBBB b"));
  EXPECT_THAT(values(entry, "shadowExpire"), IsEmpty());
  EXPECT_THAT(values(entry, "memberOf"),
              ElementsAre("cn=astro,ou=groups,ou=hpc,dc=example,dc=org"));
}

TEST(Dit, GivesAnEntryItsOperationalAttributes) {
  const auto moment = *Timestamp::parse("2026-03-01T08:15:31.123456Z");
  const auto entry = *account_entry(branch(), person("mari", 1), {}, EntryStamps(moment));
  EXPECT_EQ(value(*entry, "structuralObjectClass"), "inetOrgPerson");
  EXPECT_EQ(value(*entry, "entryUUID"), sample::uuid(2, 1).dashed());
  EXPECT_EQ(value(*entry, "entryUSN"), std::to_string(moment.microseconds));
  EXPECT_EQ(value(*entry, "createTimestamp"), "20260301081530Z");
  EXPECT_EQ(value(*entry, "modifyTimestamp"), "20260301081531Z");
  EXPECT_EQ(value(*entry, "entryCSN"), "20260301081531.123456Z#000000#000#000000");
}

ldap::directory::EntryFacts unit_facts() {
  return {.uuid = sample::uuid(2, 1),
          .created = sample::kCreated,
          .changed = 7,
          .structural_class = ldap::schema::find_object_class("organizationalUnit")};
}

TEST(Dit, DigestsAllThatAnEntryShowsButItsStamps) {
  const auto facts = unit_facts();
  const auto digest = [](std::string_view octets, std::string_view shared,
                         const ldap::directory::EntryFacts& of) {
    return fingerprint_of({.octets = octets, .shared_values = shared, .facts = of});
  };
  const std::uint64_t before = digest("name and attributes", "keys", facts);
  EXPECT_NE(digest("name and others", "keys", facts), before);
  EXPECT_NE(digest("name and attributes", "key", facts), before);
  auto changed = facts;
  changed.changed = 8;
  changed.created.microseconds += 1;
  EXPECT_EQ(digest("name and attributes", "keys", changed), before)
      << "a stamp shows nothing, nor does a part of a second";
  changed.created.microseconds += 1'000'000;
  EXPECT_NE(digest("name and attributes", "keys", changed), before);
  changed = facts;
  changed.uuid = sample::uuid(2, 2);
  EXPECT_NE(digest("name and attributes", "keys", changed), before);
  changed = facts;
  changed.structural_class = ldap::schema::find_object_class("organization");
  EXPECT_NE(digest("name and attributes", "keys", changed), before);
}

/// A store is read by later versions: with another digest all that is served would be stamped anew.
TEST(Dit, DigestsAsBefore) {
  const auto facts = unit_facts();
  EXPECT_EQ(fingerprint_of({.octets = "octets", .shared_values = "shared", .facts = facts}),
            17081905798371822920U);
}

TEST(Dit, FindsASurnameForWhoHasNone) {
  auto mononym = person("mono", 1);
  mononym.first_name = "Ibn Sina";
  mononym.last_name = "";
  EXPECT_EQ(value(**account_entry(branch(), mononym, {}, EntryStamps(Timestamp{1})), "sn"), "Sina");
  mononym.first_name = "";
  const auto nameless = *account_entry(branch(), mononym, {}, EntryStamps(Timestamp{1}));
  EXPECT_EQ(value(*nameless, "cn"), "mono");
  EXPECT_EQ(value(*nameless, "sn"), "mono");
  EXPECT_THAT(values(*nameless, "givenName"), IsEmpty());
  EXPECT_THAT(values(*nameless, "displayName"), IsEmpty());
  EXPECT_THAT(values(*nameless, "gecos"), IsEmpty());
}

TEST(Dit, LeavesOutAnAddressThatMailCannotHold) {
  auto mari = person("mari", 1);
  mari.email = "märi@uni.example";
  const auto made = account_entry(branch(), mari, {}, EntryStamps(Timestamp{1}));
  ASSERT_TRUE(made);
  EXPECT_THAT(values(**made, "mail"), IsEmpty());
}

TEST(Dit, ExpiresADisabledAccountAndTakesItsKeys) {
  auto locked = person("mari", 1);
  locked.disabled = true;
  const auto entry = *account_entry(branch(), locked, {}, EntryStamps(Timestamp{1}));
  EXPECT_EQ(value(*entry, "shadowExpire"), "1");
  EXPECT_THAT(values(*entry, "sshPublicKey"), IsEmpty());
  EXPECT_EQ(value(*entry, "uidNumber"), "5001");
}

TEST(Dit, MakesARobotAnAccountWithoutPersonalAttributes) {
  const auto entry =
      *account_entry(branch(), sample::robot("ci-bot", 3), {}, EntryStamps(Timestamp{1}));
  EXPECT_THAT(values(*entry, "objectClass"),
              ElementsAre("top", "account", "posixAccount", "shadowAccount", "ldapPublicKey"));
  EXPECT_EQ(value(*entry, "structuralObjectClass"), "account");
  EXPECT_EQ(value(*entry, "cn"), "ci-bot");
  for (const char* attribute : {"sn", "givenName", "displayName", "mail", "gecos"}) {
    EXPECT_THAT(values(*entry, attribute), IsEmpty()) << attribute;
  }
}

TEST(Dit, MakesGroups) {
  const auto personal =
      *personal_group_entry(branch(), person("mari", 1), EntryStamps(Timestamp{1}));
  EXPECT_EQ(personal->dn(), "cn=mari,ou=groups,ou=hpc,dc=example,dc=org");
  EXPECT_EQ(value(*personal, "gidNumber"), "5001");
  EXPECT_THAT(values(*personal, "member"), IsEmpty());
  EXPECT_EQ(value(*personal, "entryUUID"),
            Uuid::from_name(sample::uuid(1, 1), "group:mari").dashed());
  const std::vector<std::string_view> members = {"juri", "mari"};
  const auto project =
      *group_entry(branch(), sample::group("astro", 1, {}), members, EntryStamps(Timestamp{1}));
  EXPECT_THAT(values(*project, "objectClass"), ElementsAre("top", "groupOfMembers", "posixGroup"));
  EXPECT_THAT(values(*project, "memberUid"), ElementsAre("juri", "mari"));
  EXPECT_THAT(values(*project, "member"),
              ElementsAre("uid=juri,ou=people,ou=hpc,dc=example,dc=org",
                          "uid=mari,ou=people,ou=hpc,dc=example,dc=org"));
  EXPECT_EQ(value(*project, "entryUUID"),
            Uuid::from_name(sample::uuid(1, 1), "group:astro").dashed());
}

TEST(Dit, MakesTheContainersOfAnOffering) {
  const auto entries = *branch_entries(branch(), sample::facts(), EntryStamps(Timestamp{1}));
  ASSERT_EQ(entries.size(), 3u);
  EXPECT_EQ(value(*entries[0], "ou"), "hpc");
  EXPECT_EQ(value(*entries[0], "entryUUID"), sample::facts().uuid.dashed());
  EXPECT_EQ(value(*entries[1], "ou"), "people");
  EXPECT_EQ(value(*entries[2], "ou"), "groups");
  EXPECT_NE(value(*entries[1], "entryUUID"), value(*entries[2], "entryUUID"));
}

}  // namespace
}  // namespace drawbridge::projection
