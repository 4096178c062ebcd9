#include "cli/cli.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "json/read.h"
#include "support/temp_directory.h"

namespace drawbridge::cli {
namespace {

class CommandLineTest : public testing::Test {
 protected:
  CommandLineTest() : config_(directory_.write("drawbridge.toml", "[store]\npath = \"d.db\"\n")) {}

  /// Runs `drawbridge --config ... arguments`; the exit code.
  int run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"drawbridge", "--config", config_.string()});
    std::vector<char*> argv;
    for (auto& argument : arguments) argv.push_back(argument.data());
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int code = cli::run(static_cast<int>(argv.size()), argv.data());
    out_ = testing::internal::GetCapturedStdout();
    error_ = testing::internal::GetCapturedStderr();
    return code;
  }

  test::TempDirectory directory_;
  std::filesystem::path config_;
  std::string out_, error_;
};

TEST_F(CommandLineTest, WrongUsageExitsWithTwo) {
  EXPECT_EQ(run({}), 2);
  EXPECT_EQ(run({"no-such-command"}), 2);
  EXPECT_EQ(run({"token"}), 2);
  EXPECT_EQ(run({"token", "create"}), 2);
  EXPECT_EQ(run({"token", "create", "--user", "a", "--expires", "-1"}), 2);
  EXPECT_EQ(run({"token", "list", "--output", "xml"}), 2);
  EXPECT_EQ(run({"ldap-account", "create", "x"}), 2);
  EXPECT_EQ(run({"ldap-account", "create", "x", "--offering", "hpc", "--all-offerings"}), 2);
  EXPECT_EQ(run({"export", "--format", "ldif", "--include-secrets"}), 2);
  EXPECT_EQ(out_, "");
}

TEST_F(CommandLineTest, HelpShowsExamplesEverywhere) {
  const std::vector<std::vector<std::string>> commands = {{},
                                                          {"serve"},
                                                          {"check-config"},
                                                          {"import"},
                                                          {"export"},
                                                          {"backup"},
                                                          {"token"},
                                                          {"token", "create"},
                                                          {"token", "list"},
                                                          {"token", "revoke"},
                                                          {"ldap-account"},
                                                          {"ldap-account", "create"},
                                                          {"ldap-account", "list"},
                                                          {"ldap-account", "delete"},
                                                          {"ldap-account", "rotate"},
                                                          {"glauth"},
                                                          {"glauth", "render"},
                                                          {"client-config"}};
  for (auto command : commands) {
    command.push_back("--help");
    EXPECT_EQ(run(command), 0) << command.front();
    EXPECT_NE(out_.find("Example"), std::string::npos) << command.front();
  }
}

TEST_F(CommandLineTest, VersionGoesToStandardOutput) {
  EXPECT_EQ(run({"--version"}), 0);
  EXPECT_TRUE(out_.starts_with("drawbridge "));
}

TEST_F(CommandLineTest, CheckConfigSaysOkOrNamesEveryFault) {
  EXPECT_EQ(run({"check-config"}), 0);
  EXPECT_EQ(out_, "ok\n");
  config_ = directory_.write("bad.toml", "[http]\nlisten = 7\n[ldap]\nbase_nd = \"x\"\n");
  EXPECT_EQ(run({"check-config"}), 2);
  EXPECT_EQ(out_, "");
  EXPECT_NE(error_.find("bad.toml:2: http.listen: "), std::string::npos) << error_;
  EXPECT_NE(error_.find("bad.toml:4: ldap.base_nd: "), std::string::npos) << error_;
  EXPECT_NE(error_.find("base_dn"), std::string::npos) << error_;
}

TEST_F(CommandLineTest, EveryCommandRefusesAFaultyConfigWithTwo) {
  config_ = directory_.write("bad.toml", "nonsense = 1\n");
  EXPECT_EQ(run({"token", "list"}), 2);
  EXPECT_EQ(run({"serve"}), 2);
}

TEST_F(CommandLineTest, TokenCreatePrintsTheTokenAndALineBreak) {
  ASSERT_EQ(run({"token", "create", "--user", "admin", "--staff"}), 0) << error_;
  EXPECT_EQ(out_.size(), 41U);
  EXPECT_EQ(out_.find_first_not_of("0123456789abcdef"), 40U);
  ASSERT_EQ(run({"token", "create", "--user", "admin", "--output", "json"}), 0) << error_;
  const auto json = json::parse(out_);
  ASSERT_TRUE(json);
  EXPECT_EQ(json->size(), 4U);
  EXPECT_EQ((*json)["user"], "admin");
  ASSERT_EQ(run({"token", "list"}), 0) << error_;
  EXPECT_NE(out_.find("admin"), std::string::npos);
  ASSERT_EQ(run({"token", "revoke", (*json)["uuid"].get<std::string>()}), 0) << error_;
  EXPECT_EQ(run({"token", "revoke", (*json)["uuid"].get<std::string>()}), 1);
}

TEST_F(CommandLineTest, LdapAccountCreatePrintsTheNameAndTheSecret) {
  ASSERT_EQ(run({"ldap-account", "create", "sssd", "--all-offerings"}), 0) << error_;
  const auto end = out_.find('\n');
  EXPECT_EQ(out_.substr(0, end), "cn=sssd,ou=services,dc=example,dc=org");
  EXPECT_EQ(out_.size(), end + 42);
  ASSERT_EQ(run({"ldap-account", "list", "--output", "json"}), 0) << error_;
  EXPECT_NE(out_.find("\"sssd\""), std::string::npos);
  ASSERT_EQ(run({"ldap-account", "rotate", "sssd", "--output", "json"}), 0) << error_;
  EXPECT_EQ(json::parse(out_)->size(), 2U);
  ASSERT_EQ(run({"ldap-account", "rotate", "sssd", "--retire"}), 0) << error_;
  EXPECT_EQ(out_ + error_, "");
  ASSERT_EQ(run({"ldap-account", "rotate", "sssd", "--retire"}), 0) << error_;
  EXPECT_EQ(out_, "");
  EXPECT_NE(error_.find("nothing to retire"), std::string::npos) << error_;
  EXPECT_EQ(run({"ldap-account", "delete", "sssd"}), 0) << error_;
  EXPECT_EQ(run({"ldap-account", "delete", "sssd"}), 1);
}

TEST_F(CommandLineTest, ImportOfTheDemoAndGlauthRenderToAFile) {
  ASSERT_EQ(run({"import", DRAWBRIDGE_SOURCE_DIR "/config/demo.ndjson"}), 0) << error_;
  EXPECT_NE(out_.find("user              40"), std::string::npos) << out_;
  ASSERT_EQ(run({"glauth", "render", "--offering", "fjord"}), 0) << error_;
  const auto document = out_;
  EXPECT_NE(document.find("[[users]]"), std::string::npos);
  const auto file = directory_ / "glauth.cfg";
  ASSERT_EQ(run({"glauth", "render", "--offering", "fjord", "--output", file.string()}), 0)
      << error_;
  std::ostringstream written;
  written << std::ifstream(file).rdbuf();
  EXPECT_EQ(written.str(), document);
  const auto base = directory_.write("base.toml", "not toml [");
  EXPECT_EQ(run({"glauth", "render", "--offering", "fjord", "--base", base.string(), "--output",
                 file.string()}),
            1);
  std::ostringstream kept;
  kept << std::ifstream(file).rdbuf();
  EXPECT_EQ(kept.str(), document);
}

TEST_F(CommandLineTest, ImportNamesFileAndLineOfFaults) {
  const auto file = directory_.write(
      "state.ndjson", "{\"kind\":\"drawbridge-state\",\"version\":1}\n{\"kind\":\"user\"}\n");
  EXPECT_EQ(run({"import", file.string()}), 1);
  EXPECT_NE(error_.find(file.string() + ":2: "), std::string::npos) << error_;
  EXPECT_EQ(run({"import", (directory_ / "absent").string()}), 1);
  EXPECT_EQ(run({"import", directory_.path().string()}), 1);
}

}  // namespace
}  // namespace drawbridge::cli
