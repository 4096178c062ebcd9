#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "ldap/directory/match.h"
#include "ldap/server/attribute_selection.h"
#include "unit/ldap/sample_tree.h"

namespace drawbridge::ldap::server {
namespace {

using directory::Entry;
using directory::EntryContent;
using directory::EntryPointer;

const std::vector<std::string> kKeys{"ssh-ed25519 AAAA laptop", std::string(300, 'k')};

/// An entry whose keys are shared, or are stored in the same place.
EntryPointer with_keys(bool are_shared) {
  EntryContent content{.dn = test::name(test::kUser7),
                       .attributes = {{"objectClass", {"top", "account", "ldapPublicKey"}},
                                      {"uid", {"user7"}},
                                      {"host", {"a", "b"}}}};
  if (are_shared) {
    content.shared = {"sshPublicKey",
                      PackedTexts(std::vector<std::string_view>(kKeys.begin(), kKeys.end()))};
  } else {
    content.attributes.push_back({"sshPublicKey", kKeys});
  }
  content.attributes.push_back({"createTimestamp", {"20260301081530Z"}});
  content.attributes.push_back({"modifyTimestamp", {"20260301081530Z"}});
  auto made = Entry::make(content);
  EXPECT_TRUE(made);
  return made.value_or(nullptr);
}

TEST(SharedValues, AreServedAsStoredOnesAre) {
  const auto tree = test::sample_tree();
  using Names = std::vector<std::string_view>;
  for (const Names& names : {Names{},
                             {"*"},
                             {"+"},
                             {"*", "+"},
                             {"sshPublicKey"},
                             {"uid"},
                             {"1.1"},
                             {"uid", "sshPublicKey", "modifyTimestamp"},
                             {"sshPublicKey", "createTimestamp"},
                             {"host", "SSHPUBLICKEY", "entryDN"},
                             {"*", "createTimestamp", "hasSubordinates"}}) {
    for (const bool types_only : {false, true}) {
      const AttributeSelection selection(names);
      std::string shared;
      selection.append_entry(shared, 7, *tree, *with_keys(true), types_only, 0);
      std::string stored;
      selection.append_entry(stored, 7, *tree, *with_keys(false), types_only, 0);
      EXPECT_EQ(shared, stored) << names.size() << types_only;
    }
  }
}

TEST(SharedValues, AreMatchedAsStoredOnesAre) {
  const auto tree = test::sample_tree();
  for (const std::string text :
       {"(sshPublicKey=*)", "(sshPublicKey=ssh-ed25519 AAAA laptop)", "(sshPublicKey=ssh-rsa)",
        "(!(sshPublicKey=*))", "(sshPublicKey:2.5.13.17:=ssh-ed25519 AAAA laptop)",
        "(:2.5.13.17:=ssh-ed25519 AAAA laptop)"}) {
    const auto filter = filter::Filter::parse(text);
    ASSERT_TRUE(filter) << text;
    directory::Matcher matcher(*filter, *tree);
    EXPECT_EQ(matcher.matches(*with_keys(true)), matcher.matches(*with_keys(false))) << text;
  }
  const auto filter = filter::Filter::parse("(sshPublicKey=ssh-ed25519 AAAA laptop)");
  EXPECT_TRUE(directory::Matcher(*filter, *tree).matches(*with_keys(true)));
}

}  // namespace
}  // namespace drawbridge::ldap::server
