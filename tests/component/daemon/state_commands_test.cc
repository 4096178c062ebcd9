#include <algorithm>
#include <fstream>
#include <sstream>

#include "component/daemon/fixture.h"
#include "ldap/dn/dn.h"

namespace drawbridge::daemon {
namespace {

class StateCommandsTest : public CommandsTest {
 protected:
  static std::string demo() {
    std::ifstream file(DRAWBRIDGE_SOURCE_DIR "/config/demo.ndjson", std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }

  int import_demo() { return run("import", {{"name", "demo.ndjson"}}, demo()); }
};

TEST_F(StateCommandsTest, TheDemoLoadsWholeAndASecondTimeChangesNothing) {
  ASSERT_EQ(import_demo(), 0) << console_.error;
  EXPECT_EQ(result()["user"]["created"], 40);
  ASSERT_EQ(run("export", {{"format", "ndjson"}, {"include_secrets", true}}), 0);
  const auto before = console_.out;
  ASSERT_EQ(import_demo(), 0) << console_.error;
  const auto again = result();
  for (const auto& [kind, counts] : again.items()) {
    EXPECT_EQ(counts["created"], 0) << kind;
    EXPECT_EQ(counts["changed"], 0) << kind;
  }
  ASSERT_EQ(run("export", {{"format", "ndjson"}, {"include_secrets", true}}), 0);
  EXPECT_TRUE(console_.out == before);
}

TEST_F(StateCommandsTest, FaultsNameFileLineAndFieldAndChangeNothing) {
  const std::string text =
      "{\"kind\":\"drawbridge-state\",\"version\":1}\n"
      "{\"kind\":\"customer\",\"uuid\":\"00000000000000000000000000000001\",\"name\":\"A\"}\n"
      "{\"kind\":\"user\",\"uuid\":\"00000000000000000000000000000002\"}\n"
      "rubbish\n";
  EXPECT_EQ(run("import", {{"name", "state.ndjson"}}, text), 1);
  EXPECT_NE(console_.error.find("state.ndjson:3: username: "), std::string::npos) << console_.error;
  EXPECT_NE(console_.error.find("state.ndjson:4: "), std::string::npos) << console_.error;
  EXPECT_EQ(console_.out, "");
  ASSERT_EQ(run("export", {{"format", "ndjson"}}), 0);
  EXPECT_EQ(console_.out.find("\"kind\":\"customer\""), std::string::npos);
}

TEST_F(StateCommandsTest, ADryRunChangesNothing) {
  ASSERT_EQ(run("export", {{"format", "ndjson"}}), 0);
  const auto before = console_.out;
  ASSERT_EQ(run("import", {{"name", "demo.ndjson"}, {"dry_run", true}}, demo()), 0);
  EXPECT_EQ(result()["user"]["created"], 40);
  ASSERT_EQ(run("export", {{"format", "ndjson"}}), 0);
  EXPECT_EQ(console_.out, before);
}

TEST_F(StateCommandsTest, LdifHasParentsBeforeTheirChildren) {
  ASSERT_EQ(import_demo(), 0) << console_.error;
  ASSERT_EQ(run("export", {{"format", "ldif"}}), 0);
  std::istringstream lines(console_.out);
  std::vector<std::string> seen;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("dn: ")) continue;
    for (std::string more; lines.peek() == ' ' && std::getline(lines, more);)
      line += more.substr(1);
    const auto dn = ldap::dn::Dn::parse(line.substr(4));
    ASSERT_TRUE(dn) << line;
    const auto is_parent = [&](const std::string& key) { return key == dn->parent().key(); };
    EXPECT_TRUE(seen.empty() || std::any_of(seen.begin(), seen.end(), is_parent)) << line;
    seen.push_back(dn->key());
  }
  EXPECT_GT(seen.size(), 80U);
}

TEST_F(StateCommandsTest, GlauthRenderTakesSlugOrUuidAndSaysWhenThereIsNone) {
  ASSERT_EQ(import_demo(), 0) << console_.error;
  ASSERT_EQ(run("glauth render", {{"offering", "Fjord"}}), 0) << console_.error;
  const auto by_slug = console_.out;
  EXPECT_NE(by_slug.find("name = \"jane_roe_00\""), std::string::npos);
  ASSERT_EQ(run("glauth render", {{"offering", "53552f51-0bca-5773-a988-4cd17626b09b"}}), 0)
      << console_.error;
  EXPECT_EQ(console_.out, by_slug);
  EXPECT_EQ(run("glauth render", {{"offering", "nowhere"}}), 1);
  EXPECT_NE(console_.error.find("nowhere"), std::string::npos);
}

}  // namespace
}  // namespace drawbridge::daemon
