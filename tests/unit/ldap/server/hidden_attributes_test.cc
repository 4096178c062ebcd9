#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "ldap/directory/tree_editor.h"
#include "ldap/server/attribute_visibility.h"
#include "unit/ldap/server/conversation.h"
#include "unit/ldap/server/replica.h"

/// What an identity may not see of an entry does not exist for it: every answer is the one of a
/// directory whose schema lacks the attribute (security: an oracle on hidden attributes).
namespace drawbridge::ldap::server {
namespace {

using test::Conversation;
using test::kUser7;
using test::Search;

const std::vector<std::string> kVisible = {"uid", "uidNumber", "gidNumber", "memberUid"};
const std::vector<std::string> kHidden = {"cn",       "sn",     "mail",          "sshPublicKey",
                                          "memberOf", "member", "homeDirectory", "loginShell"};

class HiddenAttributes : public testing::Test {
 protected:
  explicit HiddenAttributes(const std::vector<std::string>& visible = kVisible) {
    auto identity = *test::alpha_service();
    identity.hidden_attributes = types_hidden_unless(visible);
    talk.bind_as("alpha-sssd");
    talk.authenticator.renewal = [identity](const auto&) {
      return Renewal{std::make_shared<const Identity>(identity), 1'000'000};
    };
    // Any request makes the session take the narrower identity over.
    directory::TreeEditor editor(talk.tree().load());
    editor.set_revision(5000);
    talk.tree().publish(editor.finish(5000));
    talk.ask(test::extended(2, "1.3.6.1.4.1.4203.1.11.3"));
  }

  /// All octets of the answer to a search with `filter`.
  std::string search(const std::string& filter, std::vector<std::string> attributes = {"1.1"},
                     bool types_only = false) {
    return talk.send(test::search(9, Search{.base = "ou=alpha,dc=example,dc=org",
                                            .filter = filter,
                                            .attributes = std::move(attributes),
                                            .types_only = types_only}));
  }

  /// What the deref control brings with a group.
  std::optional<std::string> uids_and_mails_of_members() {
    const std::string spec = "\x30\x17\x30\x15\x04\x06member\x30\x0b\x04\x03uid\x04\x04mail";
    const auto all =
        talk.ask(test::search(9, Search{.base = "cn=project1,ou=groups,ou=alpha,dc=example,dc=org",
                                        .scope = 0,
                                        .controls = {{"1.3.6.1.4.1.4203.666.5.16", true, spec}}}));
    EXPECT_EQ(all.size(), 2U);
    return all.empty() ? std::nullopt : all.front().dereferenced;
  }

  Conversation talk;
};

std::string value_of(const std::string& attribute) {
  if (attribute == "cn") return "zoe user 7";
  if (attribute == "sn") return "User";
  if (attribute == "mail") return "user7@example.org";
  if (attribute == "sshPublicKey") return "ssh-ed25519 AAAAuser7";
  if (attribute == "memberOf") return "cn=project1,ou=groups,ou=alpha,dc=example,dc=org";
  if (attribute == "member") return kUser7;
  if (attribute == "homeDirectory") return "/home/user7";
  return "/bin/bash";
}

TEST_F(HiddenAttributes, AreNotReturnedHoweverTheyAreAskedFor) {
  for (const bool types_only : {false, true}) {
    for (const std::vector<std::string>& list :
         {std::vector<std::string>{}, {"*"}, {"*", "+"}, kHidden, {"+", "cn", "2.5.4.3", "mail"}}) {
      for (const auto& answer : test::answers(search("(objectClass=*)", list, types_only))) {
        for (const auto& [name, values] : answer.attributes) {
          EXPECT_THAT(kHidden, testing::Not(testing::Contains(name))) << answer.dn;
        }
      }
    }
  }
  const auto whole = test::answers(search("(uid=user7)", {"*", "+"}));
  std::vector<std::string> names;
  for (const auto& [name, values] : whole.at(0).attributes) names.push_back(name);
  EXPECT_THAT(names, testing::IsSupersetOf({"objectClass", "uid", "uidNumber", "gidNumber",
                                            "entryDN", "entryUSN", "modifyTimestamp"}));
}

TEST_F(HiddenAttributes, AreAnUnknownTypeInEveryFilter) {
  for (const std::string& attribute : kHidden) {
    const std::string value = value_of(attribute);
    const auto with = [&](const std::string& name, const std::string& shape) {
      std::string filter = shape;
      for (auto at = filter.find("ATTR"); at != std::string::npos; at = filter.find("ATTR")) {
        filter.replace(at, 4, name);
      }
      for (auto at = filter.find("VALUE"); at != std::string::npos; at = filter.find("VALUE")) {
        filter.replace(at, 5, value);
      }
      return filter;
    };
    for (const std::string shape : {"(ATTR=VALUE)",
                                    "(ATTR=*)",
                                    "(ATTR=*e*)",
                                    "(ATTR>=a)",
                                    "(ATTR<=z)",
                                    "(ATTR~=VALUE)",
                                    "(!(ATTR=VALUE))",
                                    "(!(ATTR=*))",
                                    "(!(!(ATTR=VALUE)))",
                                    "(&(uid=user7)(ATTR=VALUE))",
                                    "(|(uid=user7)(ATTR=VALUE))",
                                    "(|(uid=user8)(ATTR=*))",
                                    "(!(|(uid=x)(ATTR=VALUE)))",
                                    "(&(objectClass=*)(!(ATTR=nothing)))",
                                    "(ATTR:=VALUE)",
                                    "(!(ATTR:=VALUE))",
                                    "(ATTR:caseIgnoreMatch:=VALUE)",
                                    "(ATTR:caseExactIA5Match:=VALUE)",
                                    "(ATTR:distinguishedNameMatch:=VALUE)",
                                    "(ATTR:octetStringMatch:=VALUE)",
                                    "(ATTR:dn:=VALUE)",
                                    "(!(ATTR:dn:=VALUE))"}) {
      EXPECT_EQ(search(with(attribute, shape)), search(with("noSuchType", shape)))
          << attribute << " in " << shape;
    }
  }
}

TEST_F(HiddenAttributes, AreNotAmongAllAttributes) {
  for (const std::string& attribute : kHidden) {
    const std::string value = value_of(attribute);
    for (const std::string rule :
         {"caseIgnoreMatch", "caseExactMatch", "caseExactIA5Match", "caseIgnoreIA5Match",
          "octetStringMatch", "distinguishedNameMatch", "dn:caseIgnoreMatch"}) {
      if (rule == "distinguishedNameMatch" && value.ends_with("dc=org")) {
        EXPECT_THAT(test::entry_names(test::answers(search("(:" + rule + ":=" + value + ")"))),
                    testing::ElementsAre(value))
            << "by its entryDN, which is seen";
        continue;
      }
      EXPECT_EQ(search("(:" + rule + ":=" + value + ")"), search("(:" + rule + ":=cn=nothing)"))
          << attribute << " by " << rule;
    }
  }
}

TEST_F(HiddenAttributes, AreNotReachedByDereferencing) {
  EXPECT_FALSE(uids_and_mails_of_members());
}

class HiddenAttributesOfMembers : public HiddenAttributes {
 protected:
  HiddenAttributesOfMembers() : HiddenAttributes({"uid", "uidNumber", "gidNumber", "member"}) {}
};

TEST_F(HiddenAttributesOfMembers, AreNotAmongThoseThatAreDereferenced) {
  const auto found = uids_and_mails_of_members();
  ASSERT_TRUE(found);
  EXPECT_THAT(*found, testing::HasSubstr("uid"));
  EXPECT_THAT(*found, testing::Not(testing::HasSubstr("mail")));
  EXPECT_THAT(*found, testing::Not(testing::HasSubstr("@example.org")));
}

TEST_F(HiddenAttributes, DoNotReachAReplica) {
  const auto replicate = [&](const std::string& filter) {
    return talk.send(test::search(
        9, Search{.base = "ou=alpha,dc=example,dc=org",
                  .filter = filter,
                  .attributes = {"*", "+"},
                  .controls = {test::Replica().request(protocol::SyncMode::kRefreshOnly)}}));
  };
  const auto all = test::answers(replicate("(objectClass=*)"));
  EXPECT_GT(all.size(), 10U);
  EXPECT_EQ(all.back().code, 0);
  for (const auto& answer : all) {
    for (const auto& [name, values] : answer.attributes) {
      EXPECT_THAT(kHidden, testing::Not(testing::Contains(name))) << answer.dn;
    }
  }
  for (const std::string& attribute : kHidden) {
    const std::string value = value_of(attribute);
    EXPECT_EQ(replicate("(|(uid=user1)(" + attribute + "=" + value + "))"),
              replicate("(|(uid=user1)(noSuchType=" + value + "))"))
        << attribute;
  }
}

TEST_F(HiddenAttributes, AreAnUnknownTypeToCompare) {
  for (const std::string& attribute : kHidden) {
    for (const std::string& value : {value_of(attribute), std::string("wrong"), std::string()}) {
      EXPECT_EQ(talk.send(test::compare(3, kUser7, attribute, value)),
                talk.send(test::compare(3, kUser7, "noSuchType", value)))
          << attribute << " " << value;
    }
  }
  EXPECT_EQ(talk.ask_one(test::compare(4, kUser7, "uid", "user7")).code, 6);
}

TEST_F(HiddenAttributes, ChangeNoPage) {
  const auto pages = [&](const std::string& filter) {
    std::vector<std::vector<std::string>> names;
    std::string cookie;
    do {
      const test::SentControl paged{std::string(protocol::kPagedResultsOid), true,
                                    protocol::encode_paged_results({.size = 1, .cookie = cookie})};
      const auto all = talk.ask(test::search(
          9, Search{.base = "ou=alpha,dc=example,dc=org", .filter = filter, .controls = {paged}}));
      names.push_back(test::entry_names(all));
      cookie = all.back().cookie;
    } while (!cookie.empty() && names.size() < 100);
    return names;
  };
  // What would be found by the hidden attribute comes on the first page, and behind it.
  for (const std::string hidden : {"(cn=project1)", "(mail=user7@example.org)"}) {
    const auto shown = pages("(|(uid=user1)(uid=user2)(uid=user3)" + hidden + ")");
    EXPECT_GT(shown.size(), 2U);
    EXPECT_EQ(shown, pages("(|(uid=user1)(uid=user2)(uid=user3)(noSuchType=x))")) << hidden;
  }
}

TEST_F(HiddenAttributes, LeaveTheRootDseAndTheSchemaWhole) {
  const auto schema = talk.ask(test::search(
      3, Search{.base = "cn=Subschema", .scope = 0, .filter = "(cn=*)", .attributes = {"cn"}}));
  ASSERT_EQ(schema.size(), 2U);
  EXPECT_EQ(schema[0].attributes.size(), 1U);
  EXPECT_EQ(talk.ask_one(test::compare(4, "cn=Subschema", "cn", "subschema")).code, 6);
}

TEST(AttributeVisibility, LeavesOutNothingOperationalNorObjectClass) {
  const auto hidden = types_hidden_unless(kVisible);
  for (const auto& type : schema::attribute_types()) {
    EXPECT_FALSE(type.is_operational() && hidden.contains(type.id)) << type.name;
  }
  EXPECT_FALSE(hidden.contains(schema::AttributeId::kObjectClass));
  EXPECT_TRUE(hidden.contains(schema::AttributeId::kMemberOf));
  EXPECT_TRUE(hidden.contains(schema::AttributeId::kUserPassword));
}

}  // namespace
}  // namespace drawbridge::ldap::server
