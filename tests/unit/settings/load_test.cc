#include "settings/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <toml++/toml.h>

#include <set>

#include "base/file.h"
#include "base/text.h"
#include "settings/keys.h"
#include "settings/listen_address.h"
#include "support/temp_directory.h"

namespace drawbridge::settings {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::filesystem::path kReference =
    std::filesystem::path(DRAWBRIDGE_SOURCE_DIR) / "config/drawbridge.toml";

LoadOutcome load_here(std::string_view text, const Environment& environment = {}) {
  return load_text(text, "/srv/drawbridge/drawbridge.toml", environment);
}

std::vector<std::string> faults_of(const LoadOutcome& outcome) {
  std::vector<std::string> texts;
  for (const auto& fault : outcome.faults) texts.push_back(to_string(fault));
  return texts;
}

std::vector<std::string> faults_of(std::string_view text) { return faults_of(load_here(text)); }

TEST(ReferenceFile, HoldsEverySettingWithItsDefault) {
  const auto reference = load(kReference, {});
  EXPECT_THAT(faults_of(reference), IsEmpty());
  EXPECT_EQ(reference.settings, load_text("", kReference, {}).settings);
}

TEST(ReferenceFile, HoldsEveryKeyAndNoOther) {
  std::set<std::string> in_file;
  for (const auto& [section, table] : toml::parse_file(kReference.string())) {
    for (const auto& [name, value] : *table.as_table()) {
      if (value.is_table()) continue;  // its keys are the operator's own
      in_file.insert(std::string(section.str()) + "." + std::string(name.str()));
    }
  }
  std::set<std::string> known;
  for (const auto& key : all_keys()) known.emplace(key.name);
  EXPECT_EQ(in_file, known);
}

TEST(ReferenceFile, ExplainsEveryBlockOfKeys) {
  const auto text = read_file(kReference, 1U << 20U).value();
  std::string above;
  for (const auto line : split(text, '\n')) {
    const bool is_setting = line.find(" = ") != std::string_view::npos && line[0] != '#';
    // A key may stand right under another of its block; the first has a comment above it.
    if (is_setting) {
      EXPECT_FALSE(above.empty() || above[0] == '[') << line;
    }
    above = line;
  }
}

TEST(Load, TakesEveryKind) {
  const auto outcome = load_here(R"(
[http]
listen = "[::1]:0"
public_url = "https://idm.example.org/"
threads = 8
[ldap]
listen = ""
base_dn = "ou=hpc, dc=example, dc=net"
allow_clear_text = true
log = "operations"
[names]
reserved = ["Root", " oper "]
[log]
level = "debug"
format = "json"
)");
  EXPECT_THAT(faults_of(outcome), IsEmpty());
  const auto& settings = outcome.settings;
  EXPECT_EQ(settings.http.listen, (ListenAddress{"::1", 0}));
  EXPECT_EQ(settings.http.public_url, "https://idm.example.org");
  EXPECT_EQ(settings.http.threads, 8U);
  EXPECT_EQ(settings.ldap.listen, std::nullopt);
  EXPECT_EQ(settings.ldap.base_dn, "ou=hpc, dc=example, dc=net");
  EXPECT_TRUE(settings.ldap.allow_clear_text);
  EXPECT_EQ(settings.ldap.log, LdapLog::kOperations);
  EXPECT_THAT(settings.names.reserved, ElementsAre("root", "oper"));
  EXPECT_EQ(settings.log.level, LogLevel::kDebug);
  EXPECT_EQ(settings.log.format, LogFormat::kJson);
}

TEST(Load, NamesEveryMistakeByLineAndKey) {
  EXPECT_THAT(faults_of(R"([ldap]
base-dn = "dc=x"
threads = "two"
filter_depth_max = 0
log = "all"
[htpp]
listen = "x"
[http]
listen = "localhost"
)"),
              ElementsAre("/srv/drawbridge/drawbridge.toml:2: ldap.base-dn: unknown key; did you "
                          "mean ldap.base_dn?",
                          "/srv/drawbridge/drawbridge.toml:3: ldap.threads: must be a whole number",
                          "/srv/drawbridge/drawbridge.toml:4: ldap.filter_depth_max: must be from "
                          "1 to 1024",
                          "/srv/drawbridge/drawbridge.toml:5: ldap.log: must be one of "
                          "\"errors\", \"operations\"",
                          "/srv/drawbridge/drawbridge.toml:6: htpp: unknown section; did you mean "
                          "http?",
                          "/srv/drawbridge/drawbridge.toml:9: http.listen: must be \"host:port\", "
                          "or \"\" for off: there is no port"));
}

TEST(Load, SaysWhereTheFileIsNoToml) {
  const auto faults = load_here("[http]\nthreads = = 3\n").faults;
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0].line, 2U);
  EXPECT_FALSE(faults[0].reason.empty());
}

TEST(Load, RefusesKeysOutsideASection) {
  EXPECT_THAT(faults_of("colour = 1\n"),
              ElementsAre("/srv/drawbridge/drawbridge.toml:1: colour: unknown key"));
  EXPECT_THAT(faults_of("http = 1\n"),
              ElementsAre("/srv/drawbridge/drawbridge.toml:1: http: is a section, not a value"));
}

class BadValue : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(BadValue, IsAFaultOfItsKey) {
  const auto& [text, key] = GetParam();
  const auto outcome = load_here(text);
  ASSERT_EQ(outcome.faults.size(), 1U) << text;
  EXPECT_EQ(outcome.faults[0].key, key);
  EXPECT_EQ(outcome.faults[0].line, 2U);
}

INSTANTIATE_TEST_SUITE_P(
    Each, BadValue,
    testing::Values(std::pair("[store]\npath = ''", "store.path"),
                    std::pair("[store]\npath = 1", "store.path"),
                    std::pair("[http]\nlisten = 'h:70000'", "http.listen"),
                    std::pair("[http]\nlisten = '::1:80'", "http.listen"),
                    std::pair("[http]\nlisten = ':80'", "http.listen"),
                    std::pair("[http]\npublic_url = 'idm.example.org'", "http.public_url"),
                    std::pair("[http]\npublic_url = 'http://'", "http.public_url"),
                    std::pair("[http]\npublic_url = 'http://a/?x'", "http.public_url"),
                    std::pair("[http]\nallow_clear_text = 'yes'", "http.allow_clear_text"),
                    std::pair("[http]\nallow_clear_text = 1", "http.allow_clear_text"),
                    std::pair("[http]\npage_size_max = 0", "http.page_size_max"),
                    std::pair("[http]\nbody_max_bytes = 1e6", "http.body_max_bytes"),
                    std::pair("[ldap]\nbase_dn = ''", "ldap.base_dn"),
                    std::pair("[ldap]\nbase_dn = 'example.org'", "ldap.base_dn"),
                    std::pair("[ldap]\nidle_seconds = -1", "ldap.idle_seconds"),
                    std::pair("[ldap]\nlisten_tls = '0.0.0.0:636'", "ldap.listen_tls"),
                    std::pair("[ldap]\nmax_message_bytes_anonymous = 2000000",
                              "ldap.max_message_bytes_anonymous"),
                    std::pair("[names]\npattern = '[a-'", "names.pattern"),
                    std::pair("[names]\npattern = ''", "names.pattern"),
                    std::pair("[names]\nreserved = 'root'", "names.reserved"),
                    std::pair("[names]\nreserved = [1]", "names.reserved"),
                    std::pair("[names]\nreserved = ['']", "names.reserved"),
                    std::pair("[accounts]\ndeleted_retention_days = 36501",
                              "accounts.deleted_retention_days"),
                    std::pair("[log]\nlevel = 'loud'", "log.level"),
                    std::pair("[log]\nformat = 'xml'", "log.format")));

TEST(Load, StartsRelativePathsAtTheFolderOfTheFile) {
  EXPECT_EQ(load_here("").settings.store.path, "/srv/var/drawbridge.db");
  EXPECT_EQ(load_here("[store]\npath = 'x.db'").settings.store.path, "/srv/drawbridge/x.db");
  EXPECT_EQ(load_here("[store]\npath = '/a/x.db'").settings.store.path, "/a/x.db");
}

TEST(Load, LetsTheEnvironmentWin) {
  const auto outcome = load_here("[http]\nthreads = 8\nlisten = '127.0.0.1:1'\n",
                                 {{"DRAWBRIDGE_HTTP_THREADS", "9"},
                                  {"DRAWBRIDGE_HTTP_LISTEN", ""},
                                  {"DRAWBRIDGE_LDAP_BASE_DN", "dc=env"},
                                  {"DRAWBRIDGE_LDAP_ALLOW_CLEAR_TEXT", "true"},
                                  {"DRAWBRIDGE_NAMES_RESERVED", "root, admin"},
                                  {"PATH", "/bin"},
                                  {"DRAWBRIDGE_TOKEN", "x"}});
  EXPECT_THAT(faults_of(outcome), IsEmpty());
  EXPECT_THAT(outcome.notices, IsEmpty());
  EXPECT_EQ(outcome.settings.http.threads, 9U);
  EXPECT_EQ(outcome.settings.http.listen, std::nullopt);
  EXPECT_EQ(outcome.settings.ldap.base_dn, "dc=env");
  EXPECT_TRUE(outcome.settings.ldap.allow_clear_text);
  EXPECT_THAT(outcome.settings.names.reserved, ElementsAre("root", "admin"));
}

TEST(Load, NamesTheVariableThatIsWrong) {
  const auto outcome =
      load_here("", {{"DRAWBRIDGE_HTTP_THREADS", "many"}, {"DRAWBRIDGE_LDAP_BASEDN", "dc=x"}});
  EXPECT_THAT(faults_of(outcome),
              ElementsAre("DRAWBRIDGE_HTTP_THREADS: http.threads: must be a whole number"));
  EXPECT_THAT(outcome.notices, ElementsAre(HasSubstr("did you mean DRAWBRIDGE_LDAP_BASE_DN?")));
}

TEST(Load, ChecksTheFilesOfCertificates) {
  const test::TempDirectory directory;
  directory.write("c.pem", "certificate");
  const auto key = directory.write("k.pem", "key");
  const auto load_with = [&](std::string_view text) {
    return faults_of(load_text(text, directory / "d.toml", {}));
  };
  constexpr std::string_view kBoth = "[http]\ncertificate = 'c.pem'\nkey = 'k.pem'\n";
  ASSERT_EQ(::chmod(key.c_str(), 0600), 0);
  EXPECT_THAT(load_with(kBoth), IsEmpty());
  ASSERT_EQ(::chmod(key.c_str(), 0644), 0);
  EXPECT_THAT(load_with(kBoth), ElementsAre(HasSubstr(":3: http.key: ")));
  EXPECT_THAT(load_with("[ldap]\ncertificate = 'c.pem'\n"),
              ElementsAre(HasSubstr(":2: ldap.certificate: needs ldap.key too")));
  EXPECT_THAT(load_with("[http]\ncertificate = 'absent.pem'\nkey = 'absent.pem'\n"),
              ElementsAre(HasSubstr(":2: http.certificate: "), HasSubstr(":3: http.key: ")));
}

TEST(Load, ReadsTheAccountsOfClientCertificates) {
  const auto outcome = load_here(
      "[ldap]\ncertificate = 'c.pem'\nclient_ca = 'ca.pem'\n"
      "[ldap.external]\n'CN=node1,O=Site' = 'cluster'\n");
  ASSERT_EQ(outcome.settings.ldap.external.size(), 1U);
  EXPECT_EQ(outcome.settings.ldap.external[0],
            (ExternalAccount{.subject = "CN=node1,O=Site", .account = "cluster"}));
}

TEST(Load, FaultsCertificatesAndAccountsThatCannotBe) {
  EXPECT_THAT(
      faults_of("[ldap.external]\n'no name' = 'a'\n'' = 'a'\n'CN=x' = 'bad name'\n"
                "'CN=y' = 7\n'CN=a,O=b' = 'a'\n'cn = A, o=B' = 'b'\n"),
      testing::UnorderedElementsAre(
          HasSubstr(":2: ldap.external.\"no name\": is not a distinguished name"),
          HasSubstr(":3: ldap.external.\"\": is not a distinguished name"),
          HasSubstr(":4: ldap.external.\"CN=x\": must be the name of a service account"),
          HasSubstr(":5: ldap.external.\"CN=y\": must be the name of a service account"),
          HasSubstr("is the same name as"), HasSubstr("ldap.external: needs ldap.client_ca")));
}

TEST(Load, FaultsAFileThatWasNamedAndIsNotThere) {
  const test::TempDirectory directory;
  const auto outcome = load(directory / "absent.toml", {});
  ASSERT_EQ(outcome.faults.size(), 1U);
  EXPECT_THAT(to_string(outcome.faults[0]), HasSubstr("absent.toml"));
}

TEST(ListenAddress, PrintsAsItIsRead) {
  for (const auto* text : {"127.0.0.1:8080", "[::1]:389", "localhost:0"}) {
    EXPECT_EQ(to_string(*parse_listen_address(text).value()), text);
  }
}

}  // namespace
}  // namespace drawbridge::settings
