#include "ldap/dn/dn.h"

#include <gtest/gtest.h>
#include <ldap.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace drawbridge::ldap::dn {
namespace {

using namespace std::string_literals;

Dn dn(std::string_view text) {
  auto parsed = Dn::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed.value_or(Dn());
}

struct PrintCase {
  std::string text;
  std::string printed;
};

class ValidDn : public testing::TestWithParam<PrintCase> {};

TEST_P(ValidDn, IsPrintedInOneForm) { EXPECT_EQ(dn(GetParam().text).text(), GetParam().printed); }

TEST_P(ValidDn, SurvivesPrintingAndParsing) {
  const Dn once = dn(GetParam().text);
  const Dn twice = dn(once.text());
  EXPECT_EQ(once, twice);
  EXPECT_EQ(once.text(), twice.text());
  EXPECT_EQ(once.rdns(), twice.rdns());
}

TEST_P(ValidDn, GivesTheSameKeyWithoutBuildingTheName) {
  std::string key = "x";
  ASSERT_TRUE(append_key(GetParam().text, key));
  EXPECT_EQ(key, "x" + dn(GetParam().text).key());
}

INSTANTIATE_TEST_SUITE_P(
    Table, ValidDn,
    testing::Values(
        PrintCase{"", ""}, PrintCase{"  ", ""}, PrintCase{"dc=example,dc=org", "dc=example,dc=org"},
        PrintCase{"dc = example , dc=org ", "dc=example,dc=org"},
        PrintCase{"UID=jsmith;DC=example;DC=net", "UID=jsmith,DC=example,DC=net"},
        PrintCase{"OU=Sales+CN=J.  Smith,DC=example", "OU=Sales+CN=J.  Smith,DC=example"},
        PrintCase{R"(CN=James \"Jim\" Smith\, III,DC=x)", R"(CN=James \"Jim\" Smith\, III,DC=x)"},
        PrintCase{R"(CN=Before\0dAfter,DC=x)", R"(CN=Before\0DAfter,DC=x)"},
        PrintCase{R"(1.3.6.1.4.1.1466.0=#04024869)", "1.3.6.1.4.1.1466.0=Hi"},
        PrintCase{R"(cn=#0402ffff)", "cn=#0402ffff"}, PrintCase{"cn=#3000 ,dc=x", "cn=#3000,dc=x"},
        PrintCase{R"(CN=Lu\C4\8Di\C4\87)", "CN=Lu\xc4\x8di\xc4\x87"},
        PrintCase{R"(cn=\ lead and trail\ )", R"(cn=\ lead and trail\ )"},
        PrintCase{R"(cn=\20\20)", R"(cn=\ \ )"}, PrintCase{R"(cn=\#hash#)", R"(cn=\#hash#)"},
        PrintCase{"cn=a=b", "cn=a=b"}, PrintCase{R"(cn=nul\00nul)", R"(cn=nul\00nul)"},
        PrintCase{"cn=", "cn="}, PrintCase{"OID.2.5.4.3=x", "OID.2.5.4.3=x"}));

class InvalidDn : public testing::TestWithParam<std::string> {};

TEST_P(InvalidDn, IsRefused) {
  EXPECT_FALSE(Dn::parse(GetParam()));
  std::string key = "kept";
  EXPECT_FALSE(append_key(GetParam(), key));
  EXPECT_EQ(key, "kept");
}

INSTANTIATE_TEST_SUITE_P(Table, InvalidDn,
                         testing::Values("x", "=x", "dc", "dc=x,", ",dc=x", "dc=x,,dc=y", "dc=x+",
                                         "dc=x,+", "1.=x", "1..2=x", ".1=x", "1=x", "-a=x", "a b=x",
                                         "dc=\"x\"", "dc=<x", "dc=x\\", "dc=x\\z", "dc=x\\0",
                                         "dc=#", "dc=#0", "dc=#zz", "dc=#04024869x", "dc=\\ff",
                                         "dc=\xff", "dc=\xc0\x80", "dc=\xed\xa0\x80", "dc=a\0b"s,
                                         "\0"s, "dc=x\0"s, "a;b=x"));

TEST(Dn, RefusesNamesOverTheLimits) {
  const auto repeated = [](std::size_t count) {
    std::string text = "dc=x";
    for (std::size_t i = 1; i < count; ++i) text += ",dc=x";
    return text;
  };
  EXPECT_TRUE(Dn::parse(repeated(kMaxRdns)));
  EXPECT_FALSE(Dn::parse(repeated(kMaxRdns + 1)));
  EXPECT_FALSE(Dn::parse(repeated(10000)));
  EXPECT_TRUE(Dn::parse("cn=" + std::string(kMaxDnOctets - 3, 'x')));
  EXPECT_FALSE(Dn::parse("cn=" + std::string(kMaxDnOctets - 2, 'x')));
  EXPECT_FALSE(Dn::parse("cn=" + std::string(kMaxDnOctets - 100, '\x01')));
  EXPECT_TRUE(Dn::parse(std::string(kMaxDnOctets, ' ')));
}

TEST(Dn, ComparesWithoutRegardToSpelling) {
  const Dn plain = dn("cn=John Smith,ou=people,dc=example,dc=org");
  for (const char* other :
       {"CN=john smith,OU=People,DC=Example,DC=ORG",
        "cn= John   Smith ,ou=people,dc=example,dc=org",
        "2.5.4.3=John Smith,2.5.4.11=people,0.9.2342.19200300.100.1.25=example,dc=org",
        "commonName=John Smith,organizationalUnitName=people,domainComponent=example,dc=org",
        R"(cn=J\6fhn\20Smith,ou=people,dc=example,dc=org)",
        "cn=#040a4a6f686e20536d697468,ou=people,dc=example,dc=org"}) {
    EXPECT_EQ(plain, dn(other)) << other;
  }
  EXPECT_NE(plain, dn("cn=JohnSmith,ou=people,dc=example,dc=org"));
  EXPECT_NE(plain, dn("sn=John Smith,ou=people,dc=example,dc=org"));
  EXPECT_NE(dn("cn=#0402ffff"), dn(R"(cn=\#0402ffff)"));
}

TEST(Dn, KnowsEverySpellingOfAType) {
  for (const auto& [spelling, type] : std::vector<std::pair<const char*, const char*>>{
           {"countryName", "c"},
           {"gn", "givenName"},
           {"localityName", "l"},
           {"organizationName", "o"},
           {"RFC822mailbox", "mail"},
           {"stateOrProvinceName", "st"},
           {"streetAddress", "street"},
           {"surname", "sn"},
           {"userid", "uid"},
           {"OID.2.5.4.3", "cn"},
           {"2.16.840.1.113730.3.1.241", "displayName"}}) {
    EXPECT_EQ(dn(std::string(spelling) + "=a,dc=x"), dn(std::string(type) + "=a,dc=x")) << spelling;
  }
  EXPECT_NE(dn("userie=a"), dn("uid=a"));
}

TEST(Dn, FoldsCaseBeyondAscii) {
  EXPECT_EQ(dn("cn=\xc5\x81ukasz \xc5\xbb\xc3\xb3\xc5\x82\xc4\x87"),  // Łukasz Żółć
            dn("cn=\xc5\x82ukasz \xc5\xbc\xc3\xb3\xc5\x82\xc4\x87"));
  EXPECT_EQ(dn("cn=Stra\xc3\x9f"
               "e"),
            dn("cn=STRASSE"));
}

TEST(Dn, TakesTheOrderOfPairsInAnRdnAsInsignificant) {
  EXPECT_EQ(dn("cn=a+ou=b+uid=c,dc=x"), dn("UID=C+2.5.4.11=B+CN=A,DC=X"));
  EXPECT_NE(dn("cn=a+ou=b,dc=x"), dn("cn=a,ou=b,dc=x"));
  EXPECT_NE(dn("cn=a+ou=b,dc=x"), dn(R"(cn=a\2Bou=b,dc=x)"));
}

TEST(Dn, KnowsItsParentsAndChildren) {
  const Dn leaf = dn(R"(cn=a\,b+ou=c,ou=people,dc=x)");
  const Dn people = dn("ou=people,dc=x");
  EXPECT_EQ(leaf.depth(), 3u);
  EXPECT_EQ(leaf.parent(), people);
  EXPECT_EQ(leaf.parent().text(), "ou=people,dc=x");
  EXPECT_EQ(leaf.rdn_text(), R"(cn=a\,b+ou=c)");
  EXPECT_TRUE(leaf.is_child_of(people));
  EXPECT_FALSE(leaf.is_child_of(leaf));
  EXPECT_FALSE(leaf.is_child_of(dn("dc=x")));
  EXPECT_TRUE(leaf.is_within(dn("dc=x")));
  EXPECT_TRUE(leaf.is_within(leaf));
  EXPECT_FALSE(people.is_within(leaf));
  EXPECT_FALSE(dn("dc=xy").is_within(dn("dc=x")));
  EXPECT_TRUE(leaf.is_within(Dn()));
  EXPECT_EQ(dn("dc=x").parent(), Dn());
  EXPECT_EQ(Dn().parent(), Dn());
  EXPECT_TRUE(dn("dc=x").is_child_of(Dn()));
  EXPECT_FALSE(Dn().is_child_of(Dn()));
  EXPECT_TRUE(Dn().is_root());
  EXPECT_EQ(Dn().depth(), 0u);
}

TEST(Dn, GivesItsParts) {
  const auto rdns = dn(R"(cn=a\,b+OU=\ c,dc=#0402ffff)").rdns();
  const std::vector<Rdn> expected = {{{"cn", "a,b"}, {"OU", " c"}},
                                     {{"dc", "\x04\x02\xff\xff", true}}};
  EXPECT_EQ(rdns, expected);
}

TEST(DnChild, EqualsTheParsedName) {
  const Dn base = dn("ou=people,dc=x");
  const auto child = base.child("uid", "o\"brien, jr.+x ");
  ASSERT_TRUE(child);
  EXPECT_EQ(child->text(), R"(uid=o\"brien\, jr.\+x\ ,ou=people,dc=x)");
  EXPECT_EQ(*child, dn(child->text()));
  EXPECT_EQ(child->parent(), base);
  EXPECT_EQ(Dn().child("dc", "x")->text(), "dc=x");
}

TEST(DnChild, RefusesWhatIsNoName) {
  EXPECT_FALSE(Dn().child("", "x"));
  EXPECT_FALSE(Dn().child("a=b", "x"));
  EXPECT_FALSE(Dn().child("cn", ""));
  EXPECT_FALSE(Dn().child("cn", "\xff"));
  EXPECT_FALSE(Dn().child("cn", std::string(kMaxDnOctets, 'x')));
  Dn deep;
  for (std::size_t i = 0; i < kMaxRdns; ++i) deep = deep.child("dc", "x").value_or(Dn());
  EXPECT_EQ(deep.depth(), kMaxRdns);
  EXPECT_FALSE(deep.child("dc", "x"));
}

TEST(DnKeys, MakeEverySubtreeOneRange) {
  std::vector<Dn> names;
  for (const char* a : {"a", "a b", "ab", "b", "a-", "a\\,", "a\\00", "a!"}) {
    names.push_back(dn("dc="s + a));
    for (const char* b : {"a", "z", "a b", "!", "~"}) {
      names.push_back(dn("ou="s + b + ",dc=" + a));
      names.push_back(dn("uid=x,ou="s + b + ",dc=" + a));
      names.push_back(dn("uid=x+cn=y,ou="s + b + ",dc=" + a));
    }
  }
  std::sort(names.begin(), names.end());
  for (const Dn& base : names) {
    const std::string end = subtree_end(base.key());
    for (const Dn& name : names) {
      const bool is_in_range = name.key() >= base.key() && name.key() < end;
      EXPECT_EQ(is_in_range, name.is_within(base)) << name.text() << " / " << base.text();
    }
  }
}

TEST(DnKeys, GiveTheParentAndTheDepth) {
  const Dn leaf = dn("uid=a,ou=b,dc=c");
  EXPECT_EQ(parent_key(leaf.key()), dn("ou=b,dc=c").key());
  EXPECT_EQ(parent_key(dn("dc=c").key()), "");
  EXPECT_EQ(parent_key(""), "");
  EXPECT_EQ(key_depth(leaf.key()), 3u);
  EXPECT_EQ(key_depth(""), 0u);
  EXPECT_EQ(subtree_end(""), "");
}

struct FreeDn {
  void operator()(LDAPRDN* name) const { ldap_dnfree(name); }
};

TEST(AgainstLibldap, PrintsNamesThatItReadsAsTheSameValues) {
  std::mt19937 random(4514);
  const std::string alphabet = " ,+=\"\\<>;#aZ\x01\x7f\n0";
  for (int round = 0; round < 5000; ++round) {
    std::string value(1 + random() % 8, '\0');
    for (char& c : value) c = alphabet[random() % alphabet.size()];
    const auto name = dn("ou=people,dc=x").child("cn", value);
    ASSERT_TRUE(name);
    LDAPDN read = nullptr;
    ASSERT_EQ(ldap_str2dn(name->text().c_str(), &read, LDAP_DN_FORMAT_LDAPV3), LDAP_SUCCESS)
        << name->text();
    const std::unique_ptr<LDAPRDN, FreeDn> owner(read);
    const berval& theirs = read[0][0]->la_value;
    EXPECT_EQ(std::string(theirs.bv_val, theirs.bv_len), value) << name->text();
    EXPECT_EQ(dn(name->text()).rdns()[0][0].value, value);
  }
}

}  // namespace
}  // namespace drawbridge::ldap::dn
