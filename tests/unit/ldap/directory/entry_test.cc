#include "ldap/directory/entry.h"

#include <gtest/gtest.h>

#include <array>
#include <numeric>
#include <ostream>
#include <string>
#include <vector>

#include "ldap/directory/derived.h"
#include "unit/ldap/sample_tree.h"

namespace drawbridge::ldap::directory {
namespace {

using schema::AttributeId;
using test::name;

template <class Cursor>
std::vector<std::string> all(Cursor cursor) {
  std::vector<std::string> out;
  while (const auto value = cursor.next()) out.emplace_back(*value);
  return out;
}

Result<EntryPointer> make(std::vector<AttributeContent> attributes) {
  attributes.insert(attributes.begin(), {"objectClass", {"top", "account"}});
  return Entry::make({name("uid=a,dc=x"), std::move(attributes)});
}

TEST(Entry, KeepsNameValuesAndTheirSpelling) {
  const auto entry = test::person("alpha", 7);
  EXPECT_EQ(entry->dn(), "uid=user7,ou=people,ou=alpha,dc=example,dc=org");
  EXPECT_EQ(entry->key(), name("UID=USER7, ou=people,ou=alpha,dc=example,dc=org").key());
  EXPECT_EQ(all(entry->values(*entry->find(AttributeId::kCn))),
            std::vector<std::string>{"Zoë User  7"});
  EXPECT_EQ(all(entry->values(*entry->find(AttributeId::kSshPublicKey))).size(), 2U);
  EXPECT_EQ(entry->usn(), 107U);
}

TEST(Entry, KeepsNormalFormsInTheOrderOfTheValues) {
  const auto group = test::group("alpha", 1, {3, 1, 2});
  EXPECT_EQ(all(group->normal_values(*group->find(AttributeId::kMemberUid))),
            (std::vector<std::string>{"user3", "user1", "user2"}));
  const auto members = all(group->normal_values(*group->find(AttributeId::kMember)));
  ASSERT_EQ(members.size(), 3U);
  EXPECT_EQ(members[1], name("uid=user1,ou=people,ou=alpha,dc=example,dc=org").key());
}

TEST(Entry, TakesValuesThatLieElsewhereLikeItsOwn) {
  const auto ada = name("uid=Ada,dc=x"), bob = name("UID=bob+cn=B\\,b, dc=x");
  const std::array<BorrowedValue, 1> tail{{{bob.text()}}};
  const std::array<BorrowedValue, 3> given{
      {{ada.text(), ada.key()}, {" "}, {bob.text(), bob.key()}}};
  const auto owned = make({{"member", {ada.text(), bob.text()}}});
  const auto borrowed = make({{"member", {}, given}});
  const auto mixed = make({{"member", {ada.text()}, tail}});
  ASSERT_TRUE(owned && borrowed && mixed);
  const auto slice = *(*owned)->find(AttributeId::kMember);
  for (const auto& entry : {*borrowed, *mixed}) {
    EXPECT_EQ(entry->user_attributes(), (*owned)->user_attributes());
    EXPECT_EQ(all(entry->normal_values(*entry->find(AttributeId::kMember))),
              all((*owned)->normal_values(slice)));
  }
  const std::array<BorrowedValue, 1> head{{{ada.text(), ada.key()}}};
  const auto single = make({{"member", {}, head, bob.text()}});
  const auto after_owned = make({{"member", {ada.text()}, {}, bob.text()}});
  ASSERT_TRUE(single && after_owned);
  EXPECT_EQ((*single)->user_attributes(), (*owned)->user_attributes());
  EXPECT_EQ((*after_owned)->user_attributes(), (*owned)->user_attributes());
  EXPECT_EQ((*make({{"uid", {}, {}, "a"}}))->user_attributes(),
            (*make({{"uid", {"a"}}}))->user_attributes());
  EXPECT_FALSE((*make({{"uid", {}, {}, " "}}))->find(AttributeId::kUid)) << "blank";
  const std::array<BorrowedValue, 1> wrong{{{"no name"}}};
  EXPECT_FALSE(make({{"member", {}, wrong}}));
}

TEST(Entry, KeepsNoNormalFormsThatAreTheValuesInLowerCase) {
  const std::string longest(NormalValueCursor::kMostFolded, 'X');
  const auto entry = make({{"uid", {"User7"}},
                           {"cn", {longest, "Y"}},
                           {"mail", {longest + "@example.org"}},
                           {"gidNumber", {"12"}}});
  ASSERT_TRUE(entry);
  const auto forms = [&](AttributeId type) {
    return all((*entry)->normal_values(*(*entry)->find(type)));
  };
  EXPECT_EQ(forms(AttributeId::kObjectClass), (std::vector<std::string>{"top", "account"}));
  EXPECT_EQ(forms(AttributeId::kUid), (std::vector<std::string>{"user7"}));
  EXPECT_EQ(forms(AttributeId::kCn),
            (std::vector<std::string>{std::string(longest.size(), 'x'), "y"}));
  EXPECT_EQ(forms(AttributeId::kMail),
            (std::vector<std::string>{std::string(longest.size(), 'x') + "@example.org"}));
  EXPECT_TRUE((*entry)->find(AttributeId::kUid)->folds_case);
  EXPECT_TRUE((*entry)->find(AttributeId::kCn)->folds_case);
  EXPECT_FALSE((*entry)->find(AttributeId::kMail)->folds_case);
  EXPECT_FALSE((*entry)->find(AttributeId::kGidNumber)->folds_case);
  const auto other = make({{"cn", {"Two  Spaces"}}, {"uid", {"a", "B\xc3\x8b"}}});
  ASSERT_TRUE(other);
  EXPECT_FALSE((*other)->find(AttributeId::kCn)->folds_case);
  EXPECT_EQ(all((*other)->normal_values(*(*other)->find(AttributeId::kUid))),
            (std::vector<std::string>{"a", "b\xc3\xab"}));
}

EntryContent with_shared(std::string_view type, PackedTexts values) {
  return {.dn = name("uid=a,dc=x"),
          .attributes = {{"objectClass", {"top", "account"}},
                         {"uid", {"a"}},
                         {"createTimestamp", {"20260301081530Z"}}},
          .shared = {type, std::move(values)}};
}

TEST(Entry, HasSharedValuesBehindItsOtherUserAttributes) {
  for (const std::size_t size : {1U, 200U, 70'000U}) {
    const std::vector<std::string> keys{"ssh-ed25519 AAAA", std::string(size, 'k')};
    const auto shared = Entry::make(with_shared(
        "sshPublicKey", PackedTexts(std::vector<std::string_view>(keys.begin(), keys.end()))));
    const auto stored = make({{"uid", {"a"}}, {"sshPublicKey", keys}});
    ASSERT_TRUE(shared && stored);
    EXPECT_EQ(std::string((*shared)->user_attributes()).append((*shared)->shared_values()),
              (*stored)->user_attributes());
    const auto slice = (*shared)->find(AttributeId::kSshPublicKey);
    ASSERT_TRUE(slice && slice->has_shared_values && !slice->is_operational);
    EXPECT_EQ(all((*shared)->values(*slice)), keys);
    EXPECT_EQ((*shared)->served_name(*slice), "sshPublicKey");
    EXPECT_FALSE((*shared)->find(AttributeId::kUid)->has_shared_values);
    EXPECT_FALSE((*shared)->find(AttributeId::kCreateTimestamp)->has_shared_values);
  }
  const auto without = Entry::make(with_shared("sshPublicKey", {}));
  ASSERT_TRUE(without);
  EXPECT_FALSE((*without)->find(AttributeId::kSshPublicKey));
  EXPECT_FALSE((*without)->find(AttributeId::kUid)->has_shared_values);
}

TEST(Entry, RefusesWhatCannotBeShared) {
  for (const std::string type :
       {"noSuchThing", "userPassword", "uidNumber", "cn", "uid", "entryUUID", "entryDN"}) {
    const auto entry = Entry::make(with_shared(type, {"1"}));
    ASSERT_FALSE(entry) << type;
    EXPECT_EQ(entry.error().field, type);
  }
  EXPECT_FALSE(Entry::make(with_shared("sshPublicKey", {"a", " "})));
  EXPECT_FALSE(Entry::make(with_shared("objectClass", {"top"})));
}

TEST(Entry, LeavesBlankValuesOut) {
  EXPECT_FALSE(test::person("alpha", 1)->find(AttributeId::kGecos));
  const auto entry = make({{"description", {"", " \t", "x"}}});
  ASSERT_TRUE(entry);
  EXPECT_EQ(all((*entry)->values(*(*entry)->find(AttributeId::kDescription))),
            std::vector<std::string>{"x"});
}

TEST(Entry, EncodesAttributesAsRfc4511Asks) {
  const auto entry = Entry::make({name("uid=a,dc=x"), {{"objectClass", {"top"}}, {"uid", {"a"}}}});
  ASSERT_TRUE(entry);
  EXPECT_EQ((*entry)->name_tlv(), std::string("\x04\x0auid=a,dc=x"));
  EXPECT_EQ((*entry)->user_attributes(),
            std::string("\x30\x14\x04\x0bobjectClass\x31\x05\x04\x03top"
                        "\x30\x0a\x04\x03uid\x31\x03\x04\x01"
                        "a"));
  EXPECT_EQ((*entry)->operational_attributes(), "");
}

TEST(Entry, PutsOperationalAttributesBehindTheOthers) {
  const auto entry = make({{"modifyTimestamp", {"20260301081530Z"}}, {"uid", {"a"}}});
  ASSERT_TRUE(entry);
  EXPECT_EQ((*entry)->user_attributes().find("modifyTimestamp"), std::string_view::npos);
  EXPECT_NE((*entry)->operational_attributes().find("modifyTimestamp"), std::string_view::npos);
  EXPECT_EQ((*entry)->attribute_tlv(*(*entry)->find(AttributeId::kModifyTimestamp)),
            (*entry)->operational_attributes());
}

TEST(Entry, HoldsLongValues) {
  const std::string key(70'000, 'k');
  const auto entry = make({{"sshPublicKey", {key, key + "2"}}, {"uid", {"a"}}});
  ASSERT_TRUE(entry);
  EXPECT_EQ(all((*entry)->values(*(*entry)->find(AttributeId::kSshPublicKey))),
            (std::vector<std::string>{key, key + "2"}));
}

/// Some 40 octets a member and as many of its normal form: beyond 64 KiB each.
TEST(Entry, HoldsManyValuesWithTheirNormalForms) {
  std::vector<int> users(5000);
  std::iota(users.begin(), users.end(), 1);
  const auto group = test::group("alpha", 1, users);
  EXPECT_EQ(group->key(), name("cn=project1,ou=groups,ou=alpha,dc=example,dc=org").key());
  EXPECT_EQ(all(group->normal_values(*group->find(AttributeId::kGidNumber))).size(), 1U);
  const auto members = all(group->values(*group->find(AttributeId::kMember)));
  const auto keys = all(group->normal_values(*group->find(AttributeId::kMember)));
  ASSERT_EQ(members.size(), users.size());
  ASSERT_EQ(keys.size(), users.size());
  for (std::size_t at = 0; at < members.size(); ++at) EXPECT_EQ(keys[at], name(members[at]).key());
}

/// The table of attributes has another form from 64 KiB on.
TEST(Entry, IsTheSameOnBothSidesOf64KiB) {
  constexpr std::size_t kEdge = 0x10000;
  constexpr std::size_t kOthers = 200;  // octets of the name, the other attributes and all headers
  for (std::size_t size = kEdge - kOthers; size <= kEdge + 1; ++size) {
    const std::string text(size, 'x');
    const auto made = make({{"uid", {"A"}},
                            {"description", {text}},
                            {"cn", {"Last"}},
                            {"modifyTimestamp", {"20260301081530Z"}}});
    ASSERT_TRUE(made);
    const Entry& entry = **made;
    std::vector<std::string> served;
    for (const auto slice : entry.slices()) served.emplace_back(entry.served_name(slice));
    ASSERT_EQ(served, (std::vector<std::string>{"objectClass", "uid", "description", "cn",
                                                "modifyTimestamp"}));
    ASSERT_EQ(entry.key(), name("uid=a,dc=x").key());
    ASSERT_EQ(all(entry.values(*entry.find(AttributeId::kDescription))).front(), text);
    ASSERT_EQ(all(entry.values(*entry.find(AttributeId::kCn))).front(), "Last");
    ASSERT_EQ(all(entry.normal_values(*entry.find(AttributeId::kCn))).front(), "last");
    ASSERT_EQ(all(entry.normal_values(*entry.find(AttributeId::kUid))).front(), "a");
    ASSERT_EQ(all(entry.values(*entry.find(AttributeId::kModifyTimestamp))).front(),
              "20260301081530Z");
    ASSERT_TRUE(entry.find(AttributeId::kModifyTimestamp)->is_operational);
    ASSERT_FALSE(entry.find(AttributeId::kCn)->is_operational);
    ASSERT_FALSE(entry.find(AttributeId::kSn));
  }
}

struct Refused {
  const char* why;
  std::vector<AttributeContent> attributes;
};
void PrintTo(const Refused& row, std::ostream* out) { *out << row.why; }

class RefusedEntry : public testing::TestWithParam<Refused> {};

TEST_P(RefusedEntry, IsInvalidAndNamesTheAttribute) {
  const auto entry = make(GetParam().attributes);
  ASSERT_FALSE(entry);
  EXPECT_EQ(entry.error().code, ErrorCode::kInvalid);
  EXPECT_EQ(entry.error().field, GetParam().attributes.back().name);
}

INSTANTIATE_TEST_SUITE_P(Entry, RefusedEntry,
                         testing::Values(Refused{"UnknownAttribute", {{"noSuchThing", {"x"}}}},
                                         Refused{"TheSameTwice", {{"uid", {"a"}}, {"UID", {"b"}}}},
                                         Refused{"SecretAttribute", {{"userPassword", {"x"}}}},
                                         Refused{"DerivedAttribute", {{"entryDN", {"dc=x"}}}},
                                         Refused{"NoInteger", {{"uidNumber", {"abc"}}}},
                                         Refused{"TwoOfASingleValue", {{"uidNumber", {"1", "2"}}}},
                                         Refused{"NoDn", {{"member", {"not a dn"}}}}),
                         [](const auto& test) { return std::string(test.param.why); });

TEST(Entry, NeedsAnObjectClass) {
  const auto entry = Entry::make({name("uid=a,dc=x"), {{"uid", {"a"}}}});
  ASSERT_FALSE(entry);
  EXPECT_EQ(entry.error().field, "objectClass");
}

}  // namespace
}  // namespace drawbridge::ldap::directory
