#include "cli/client_recipe.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace drawbridge::cli {
namespace {

constexpr Client kClients[] = {Client::kSssd, Client::kNslcd, Client::kSshd, Client::kSlapdReplica};

ClientRecipe recipe() {
  return {"hpc",
          "ldap://drawbridge.example.org",
          Protection::kStartTls,
          "/etc/ssl/site-ca.pem",
          "cn=nodes,ou=services,dc=example,dc=org",
          "ou=hpc,dc=example,dc=org",
          "ou=people,ou=hpc,dc=example,dc=org",
          "ou=groups,ou=hpc,dc=example,dc=org"};
}

/// The settings of a file: its lines without comments and empty ones.
std::vector<std::string> settings_of(Client client, const ClientRecipe& recipe) {
  const auto text = client_configuration(client, recipe);
  if (!text) return {"refused: " + text.error().message};
  std::vector<std::string> lines;
  std::string line;
  for (const char c : *text) {
    if (c != '\n') {
      line += c;
      continue;
    }
    if (!line.empty() && line.front() != '#') lines.push_back(line);
    line.clear();
  }
  return lines;
}

bool has(const std::vector<std::string>& lines, std::string_view line) {
  return std::find(lines.begin(), lines.end(), line) != lines.end();
}

TEST(ClientRecipeTest, EveryFileIsFilledInAndCommented) {
  for (const auto client : kClients) {
    for (const auto protection :
         {Protection::kClearText, Protection::kStartTls, Protection::kLdaps}) {
      auto wanted = recipe();
      wanted.protection = protection;
      const auto text = client_configuration(client, wanted);
      ASSERT_TRUE(text) << text.error().message;
      EXPECT_TRUE(text->starts_with("# ")) << *text;
      EXPECT_EQ(text->find("{{"), std::string::npos) << *text;
      EXPECT_NE(text->find("hpc"), std::string::npos) << *text;
    }
  }
}

TEST(ClientRecipeTest, SssdGetsAddressAccountAndBases) {
  const auto lines = settings_of(Client::kSssd, recipe());
  for (const auto* line :
       {"id_provider = ldap", "auth_provider = ldap", "chpass_provider = ldap",
        "ldap_uri = ldap://drawbridge.example.org", "[domain/hpc]",
        "ldap_default_bind_dn = cn=nodes,ou=services,dc=example,dc=org",
        "ldap_default_authtok = PUT-THE-SECRET-HERE", "ldap_id_use_start_tls = true",
        "ldap_tls_cacert = /etc/ssl/site-ca.pem", "ldap_tls_reqcert = demand",
        "ldap_user_search_base = ou=people,ou=hpc,dc=example,dc=org",
        "ldap_group_search_base = ou=groups,ou=hpc,dc=example,dc=org",
        "ldap_user_ssh_public_key = sshPublicKey", "ldap_schema = rfc2307"}) {
    EXPECT_TRUE(has(lines, line)) << line;
  }
}

TEST(ClientRecipeTest, TheConnectionIsProtectedAsTheServerCan) {
  auto wanted = recipe();
  wanted.protection = Protection::kLdaps;
  EXPECT_FALSE(has(settings_of(Client::kSssd, wanted), "ldap_id_use_start_tls = true"));
  EXPECT_TRUE(has(settings_of(Client::kSssd, wanted), "ldap_tls_reqcert = demand"));
  EXPECT_TRUE(has(settings_of(Client::kNslcd, wanted), "ssl on"));
  wanted.protection = Protection::kStartTls;
  EXPECT_TRUE(has(settings_of(Client::kNslcd, wanted), "ssl start_tls"));
  EXPECT_TRUE(has(settings_of(Client::kNslcd, wanted), "tls_reqcert demand"));
  wanted.protection = Protection::kClearText;
  EXPECT_TRUE(has(settings_of(Client::kSssd, wanted), "ldap_id_use_start_tls = false"));
  EXPECT_TRUE(has(settings_of(Client::kNslcd, wanted), "ssl off"));
}

TEST(ClientRecipeTest, ClearTextIsForServersWithoutCertificateOnThisMachine) {
  settings::LdapSettings ldap;
  EXPECT_EQ(protection_for("ldap://127.0.0.1:3893", ldap, false), Protection::kClearText);
  EXPECT_EQ(protection_for("ldap://[::1]", ldap, false), Protection::kClearText);
  EXPECT_EQ(protection_for("ldap://localhost:3893", ldap, false), Protection::kClearText);
  EXPECT_EQ(protection_for("ldap://localhost.example.org", ldap, false), Protection::kStartTls);
  EXPECT_EQ(protection_for("ldap://127.example.org:389", ldap, false), Protection::kStartTls);
  EXPECT_EQ(protection_for("ldap://127.0.0.1", ldap, true), Protection::kStartTls);
  EXPECT_EQ(protection_for("ldaps://127.0.0.1", ldap, false), Protection::kLdaps);
  ldap.allow_clear_text = true;
  EXPECT_EQ(protection_for("ldap://a.example.org", ldap, false), Protection::kClearText);
  ldap.certificate = "/etc/drawbridge/server.pem";
  EXPECT_EQ(protection_for("ldap://a.example.org", ldap, false), Protection::kStartTls);
}

TEST(ClientRecipeTest, TheSchemaIsChosen) {
  auto wanted = recipe();
  wanted.is_rfc2307bis = true;
  const auto lines = settings_of(Client::kSssd, wanted);
  EXPECT_TRUE(has(lines, "ldap_schema = rfc2307bis"));
  EXPECT_FALSE(has(lines, "ldap_schema = rfc2307"));
}

TEST(ClientRecipeTest, ValuesThatWouldBeMoreThanAValueAreRefused) {
  const std::string hostile[] = {"ou=a\nldap_tls_reqcert = never,dc=x",
                                 "ou=a\r,dc=x",
                                 std::string("ou=a\0,dc=x", 11),
                                 "ou=a\x7f,dc=x",
                                 " ou=a,dc=x",
                                 "ou=a,dc=x ",
                                 "",
                                 "ou=\xff,dc=x",
                                 "ou=a\x1b[2J,dc=x"};
  for (const auto& value : hostile) {
    for (auto field : {&ClientRecipe::top_dn, &ClientRecipe::account_dn, &ClientRecipe::uri}) {
      for (const auto client : {Client::kSssd, Client::kNslcd, Client::kSlapdReplica}) {
        auto wanted = recipe();
        wanted.*field = value;
        const auto text = client_configuration(client, wanted);
        ASSERT_FALSE(text) << *text;
        EXPECT_EQ(text.error().code, ErrorCode::kInvalid);
      }
    }
    auto wanted = recipe();
    wanted.offering = value;
    EXPECT_FALSE(client_configuration(Client::kSshd, wanted));
  }
}

TEST(ClientRecipeTest, ValuesAreWrittenInTheSyntaxOfTheFile) {
  auto wanted = recipe();
  wanted.top_dn = "ou=hpc,o=A \\\"B\\\" \\\\ C";
  const auto replica = client_configuration(Client::kSlapdReplica, wanted);
  ASSERT_TRUE(replica);
  EXPECT_NE(replica->find(R"("ou=hpc,o=A \\\"B\\\" \\\\ C")"), std::string::npos) << *replica;
  EXPECT_TRUE(has(settings_of(Client::kNslcd, wanted), "base " + wanted.top_dn));
  wanted.top_dn = "ou=hpc,o=What?";
  EXPECT_FALSE(client_configuration(Client::kSssd, wanted)) << "base?scope?filter";
  EXPECT_TRUE(client_configuration(Client::kNslcd, wanted));
  wanted = recipe();
  wanted.ca_file = "/etc/ssl/site ca.pem";
  EXPECT_FALSE(client_configuration(Client::kNslcd, wanted)) << "words end at blanks";
  EXPECT_TRUE(has(settings_of(Client::kSssd, wanted), "ldap_tls_cacert = /etc/ssl/site ca.pem"));
}

TEST(ClientRecipeTest, AddressesAreSchemeHostAndPort) {
  for (const auto* uri : {"ldap://a", "ldaps://a.example.org:636", "ldap://127.0.0.1:3893",
                          "ldaps://[2001:db8::1]:636", "ldap://[::1]"}) {
    EXPECT_EQ(check_uri(uri).value_or("refused"), uri);
  }
  EXPECT_EQ(check_uri("ldap://a/").value_or("refused"), "ldap://a");
  for (const auto* uri : {"",
                          "a",
                          "ldap://",
                          "ldap:///",
                          "ldapi:///run/slapd",
                          "http://a",
                          "ldap://a b",
                          "ldap://a,ldap://b",
                          "ldap://a:0",
                          "ldap://a:65536",
                          "ldap://a:",
                          "ldap://a:x",
                          "ldap://a/dc=x",
                          "ldap://a?x",
                          "ldap://a\nssl off",
                          "ldap://[::1",
                          "ldap://[]",
                          "LDAP://a\"",
                          "ldap://a//",
                          "ldap://user@a"}) {
    EXPECT_FALSE(check_uri(uri)) << uri;
  }
  EXPECT_FALSE(check_uri("ldap://" + std::string(254, 'a')));
}

TEST(ClientRecipeTest, TheAuthorityIsAWholePath) {
  EXPECT_TRUE(check_ca_file("/etc/ssl/ca.pem"));
  EXPECT_FALSE(check_ca_file("ca.pem"));
  EXPECT_FALSE(check_ca_file(""));
  EXPECT_FALSE(check_ca_file("/etc/ca\n.pem"));
}

TEST(ClientRecipeTest, TheDefaultAddressIsTheListenersWhereItHasOne) {
  settings::LdapSettings ldap;
  EXPECT_EQ(default_uri(ldap).value_or("none"), "ldap://127.0.0.1:3893");
  ldap.listen_tls = settings::ListenAddress{"ldap.example.org", 636};
  EXPECT_EQ(default_uri(ldap).value_or("none"), "ldaps://ldap.example.org:636");
  ldap.listen_tls = settings::ListenAddress{"2001:db8::1", 636};
  EXPECT_EQ(default_uri(ldap).value_or("none"), "ldaps://[2001:db8::1]:636");
  for (const auto& address :
       {settings::ListenAddress{"0.0.0.0", 636}, settings::ListenAddress{"::", 636},
        settings::ListenAddress{"127.0.0.1", 0}}) {
    ldap.listen_tls = address;
    const auto uri = default_uri(ldap);
    ASSERT_FALSE(uri);
    EXPECT_NE(uri.error().message.find("--uri"), std::string::npos);
  }
  ldap.listen_tls.reset();
  ldap.listen.reset();
  EXPECT_FALSE(default_uri(ldap));
}

}  // namespace
}  // namespace drawbridge::cli
