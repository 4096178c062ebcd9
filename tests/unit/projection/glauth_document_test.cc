#include "projection/glauth_document.h"

#include <toml++/toml.h>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "projection/glauth_record.h"
#include "unit/projection/sample.h"

namespace drawbridge::projection {
namespace {

using sample::contents;
using sample::group;
using sample::offering;
using sample::person;
using sample::robot;

constexpr std::string_view kShared =
    "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8";

app::OfferingContents two_people_a_robot_and_a_group() {
  auto mari = person("waldur_10001", 1);
  mari.last_name = "O\"Tamm";
  mari.groups = {{6001, "astro"}};
  auto juri = person("waldur_10002", 2);
  juri.first_name = "Jüri";
  juri.disabled = true;
  juri.ssh_keys = {};
  auto records = contents({juri, robot("ci-bot", 3), mari}, {group("astro", 1, {"waldur_10001"})});
  records.facts.shared_password_sha256 = std::string(kShared);
  return records;
}

toml::table parsed(const OfferingPointer& output) { return toml::parse(glauth_text(output)); }

std::vector<std::string> payloads() {
  std::vector<std::string> texts = {"\"",
                                    "\\",
                                    "a\rb",
                                    "a\nb",
                                    "\tx",
                                    "x\x7f",
                                    "]]]",
                                    "[[users]]",
                                    "'''",
                                    "\"\"\"",
                                    "${x}",
                                    "%00",
                                    "*)(uid=*",
                                    ",ou=x",
                                    "#x",
                                    " x",
                                    "<x",
                                    ":x",
                                    "=cmd()",
                                    "<script>",
                                    "../",
                                    "\xe2\x80\xae"
                                    "rtl",
                                    "\xe2\x80\xa8line",
                                    "\xc2\x85nl",
                                    "\\u0041",
                                    "\"\n[[users]]\nname = \"root\"\nuidnumber = 0\n#"};
  texts.emplace_back("nul\0in", 6);
  texts.emplace_back(65536, 'x');
  for (char c = 1; c < ' '; ++c) texts.push_back(std::string("c") + c + "c");
  return texts;
}

TEST(GlauthDocument, ShowsAPersonsOwnPasswordAloneAndNoneOfALockedAccount) {
  auto records = two_people_a_robot_and_a_group();
  for (auto& account : records.accounts) {
    auto with_password = *account;
    with_password.own_password =
        std::make_shared<const app::OwnPassword>(app::OwnPassword{"argon", "$2b$12$x"});
    account = std::make_shared<const app::AccountView>(std::move(with_password));
  }
  const auto text = glauth_text(offering(records));
  const auto first = text.find("[[users]]");
  const auto second = text.find("[[users]]", first + 1);
  const auto mari = text.substr(first, second - first);
  EXPECT_NE(mari.find("\npassbcrypt = \"2432622431322478\"\n"), std::string::npos) << mari;
  EXPECT_EQ(mari.find("passsha256"), std::string::npos);
  const auto juri = text.substr(second, text.find("[[users]]", second + 1) - second);
  EXPECT_EQ(juri.find("passbcrypt"), std::string::npos) << "disabled";
  EXPECT_NE(juri.find("passsha256 = \"0000"), std::string::npos);
}

TEST(GlauthDocument, IsTheModernProfileByteForByte) {
  EXPECT_EQ(glauth_text(offering(two_people_a_robot_and_a_group())), R"([[groups]]
name = "waldur_10001"
gidnumber = 5001
[[groups]]
name = "waldur_10002"
gidnumber = 5002
[[groups]]
name = "ci-bot"
gidnumber = 5003
[[groups]]
name = "astro"
gidnumber = 6001
[[users]]
name = "waldur_10001"
givenname = "Mari"
sn = "O\"Tamm"
mail = "waldur_10001@uni.example"
uidnumber = 5001
primarygroup = 5001
otherGroups = [
    6001,
]
sshkeys = [
    "ssh-ed25519 AAAAC3Nzwaldur_10001 laptop",
]
loginShell = "/bin/bash"
homeDir = "/home/waldur_10001"
passsha256 = "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8"
disabled = false

[[users.customattributes]]
preferredUsername = [
    "waldur_10001",
]

[[users]]
name = "waldur_10002"
givenname = "Jüri"
sn = "Tamm"
mail = "waldur_10002@uni.example"
uidnumber = 5002
primarygroup = 5002
otherGroups = []
sshkeys = []
loginShell = "/bin/bash"
homeDir = "/home/waldur_10002"
passsha256 = "0000000000000000000000000000000000000000000000000000000000000000"
disabled = true

[[users.customattributes]]
preferredUsername = [
    "waldur_10002",
]

[[users]]
name = "ci-bot"
uidnumber = 5003
primarygroup = 5003
sshkeys = [
    "ssh-ed25519 AAAAC3Nzci-bot laptop",
]
loginShell = "/bin/bash"
homeDir = "/home/ci-bot"
passsha256 = "0000000000000000000000000000000000000000000000000000000000000000"

[[users.customattributes]]
preferredUsername = [
    "ci-bot",
]
)");
}

TEST(GlauthDocument, IsEmptyWithoutUsersAndGroups) {
  EXPECT_EQ(glauth_text(offering(contents({}))), "");
}

TEST(GlauthDocument, IsTheSameWhateverTheOrderOfTheRecords) {
  auto records = two_people_a_robot_and_a_group();
  const std::string text = glauth_text(offering(records));
  std::reverse(records.accounts.begin(), records.accounts.end());
  EXPECT_EQ(glauth_text(offering(records)), text);
}

TEST(GlauthDocument, ComesInPiecesThatJoinToTheWhole) {
  std::vector<app::AccountView> people;
  for (std::uint32_t n = 0; n < 400; ++n) people.push_back(person("u" + std::to_string(n), n));
  const auto output = offering(contents(people));
  const auto stream = glauth_document(output);
  std::string whole;
  std::size_t pieces = 0;
  bool more = true;
  while (more) {
    std::string piece;
    more = stream->next(piece);
    EXPECT_LT(piece.size(), 2u * 64 * 1024);
    whole += piece;
    ++pieces;
  }
  EXPECT_GE(pieces, 3u);
  EXPECT_EQ(whole, glauth_text(output));
  EXPECT_EQ(toml::parse(whole)["users"].as_array()->size(), 400u);
}

TEST(GlauthDocument, HoldsHostileTextAsOneValueOfItsField) {
  for (const auto& text : payloads()) {
    auto mari = person("mari", 1);
    mari.first_name = text;
    mari.last_name = text;
    mari.email = text;
    mari.waldur_username = text;
    auto records = contents({mari, person("other", 2)});
    records.facts.emit_display_name = true;
    records.facts.emit_waldur_username = true;
    const auto table = parsed(offering(records));
    ASSERT_EQ(table.size(), 2u) << text;
    ASSERT_EQ(table["users"].as_array()->size(), 2u) << text;
    ASSERT_EQ(table["groups"].as_array()->size(), 2u) << text;
    const auto user = table["users"][0];
    EXPECT_EQ(user["name"].value<std::string>(), "mari");
    EXPECT_EQ(user["givenname"].value<std::string>(), text);
    EXPECT_EQ(user["sn"].value<std::string>(), text);
    EXPECT_EQ(user["mail"].value<std::string>(), text);
    EXPECT_EQ(user["customattributes"][0]["waldurUsername"][0].value<std::string>(), text);
    EXPECT_EQ(user["customattributes"][0]["displayName"][0].value<std::string>(),
              text + " " + text);
  }
}

TEST(GlauthDocument, WritesEachValueOnOneLine) {
  for (const auto& text : payloads()) {
    std::string out;
    append_toml_string(out, text);
    EXPECT_EQ(out.find('\n'), std::string::npos) << text;
    EXPECT_EQ(out.front(), '"');
    EXPECT_EQ(toml::parse("a = " + out)["a"].value<std::string>(), text);
  }
}

TEST(GlauthDocument, LeavesOutARecordItCannotShowAndListsIt) {
  auto latin1 = person("latin", 1);
  latin1.last_name = "M\xfcller";
  auto newline = person("two\nlines", 2);
  auto keys = person("keys", 3);
  keys.ssh_keys = {"ssh-ed25519 AAAA a\nssh-ed25519 BBBB b"};
  auto root = person("toor", 4);
  root.uid_number = 0;
  auto home = person("home", 5);
  home.home_directory = "/home/x:y";
  const auto output = offering(contents({latin1, newline, keys, root, home, person("good", 6)}));
  const auto table = parsed(output);
  ASSERT_EQ(table["users"].as_array()->size(), 1u);
  EXPECT_EQ(table["users"][0]["name"].value<std::string>(), "good");
  const auto left_out = output->left_out();
  ASSERT_EQ(left_out.size(), 5u);
  EXPECT_EQ(left_out[0].reason, "invalid_last_name");
  EXPECT_EQ(left_out[1].reason, "invalid_username");
  EXPECT_EQ(left_out[2].reason, "invalid_ssh_keys");
  EXPECT_EQ(left_out[3].reason, "invalid_uidnumber");
  EXPECT_EQ(left_out[4].reason, "invalid_home_directory");
}

TEST(GlauthDocument, NamesInOtherGroupsOnlyGroupsThatAreInIt) {
  auto mari = person("mari", 1);
  mari.groups = {{6003, "zebra"}, {5002, "clash"}, {6001, "juri"}, {6004, "gone"}};
  auto clash = group("clash", 2, {"mari"});
  clash.gid = 5002;  // juri's primary gid
  const auto output = offering(contents(
      {mari, person("juri", 2)}, {group("zebra", 3, {"mari"}), clash, group("juri", 1, {"mari"})}));
  const auto table = parsed(output);
  const auto& gids = *table["users"][1]["otherGroups"].as_array();
  ASSERT_EQ(table["users"][1]["name"].value<std::string>(), "mari");
  ASSERT_EQ(gids.size(), 1u);
  EXPECT_EQ(gids[0].value<std::int64_t>(), 6003);
  EXPECT_EQ(table["groups"].as_array()->size(), 3u);
  const auto left_out = output->left_out();
  ASSERT_EQ(left_out.size(), 2u);
  EXPECT_EQ(left_out[0].username, "juri");
  EXPECT_EQ(left_out[0].reason, "name_taken");
  EXPECT_EQ(left_out[1].username, "clash");
  EXPECT_EQ(left_out[1].reason, "gid_taken");
}

TEST(GlauthDocument, HasCustomAttributesAsTheOfferingAsks) {
  auto records = contents({person("mari", 1)});
  records.facts.emit_display_name = true;
  records.facts.emit_waldur_username = true;
  EXPECT_NE(glauth_text(offering(records)).find(R"(
[[users.customattributes]]
preferredUsername = [
    "mari",
]
displayName = [
    "Mari Tamm",
]
waldurUsername = [
    "mari@waldur",
]
)"),
            std::string::npos);
}

TEST(GlauthDocument, NeverHasAKeyOfADisabledAccount) {
  auto locked = person("mari", 1);
  locked.disabled = true;
  EXPECT_EQ(glauth_text(offering(contents({locked}))).find("ssh-ed25519"), std::string::npos);
}

TEST(GlauthBase, IsPutBeforeTheDocumentAndTheWholeParses) {
  for (const char* name : {"base.modern.toml", "base.compat.toml"}) {
    std::ifstream file(std::string(DRAWBRIDGE_SOURCE_DIR) + "/templates/glauth/" + name);
    std::stringstream base;
    base << file.rdbuf();
    ASSERT_FALSE(base.str().empty()) << name;
    const auto whole =
        with_base(base.str(), glauth_text(offering(two_people_a_robot_and_a_group())));
    ASSERT_TRUE(whole) << whole.error().message;
    const auto table = toml::parse(*whole);
    EXPECT_EQ(table["ldaps"]["enabled"].value<bool>(), false);
    EXPECT_EQ(table["backend"]["anonymousdse"].value<bool>(), true);
    EXPECT_EQ(table["users"].as_array()->size(), 3u);
    EXPECT_EQ(table["groups"].as_array()->size(), 4u);
  }
}

TEST(GlauthBase, MayHaveUsersOfItsOwnAndNoLineBreakAtTheEnd) {
  const auto whole = with_base("[[users]]\nname = \"search\"\nuidnumber = 900",
                               glauth_text(offering(contents({person("mari", 1)}))));
  ASSERT_TRUE(whole) << whole.error().message;
  EXPECT_EQ(toml::parse(*whole)["users"].as_array()->size(), 2u);
}

TEST(GlauthBase, IsRefusedWhenTheWholeWouldBeWrong) {
  const std::string document = glauth_text(offering(contents({person("mari", 1)})));
  for (const char* base :
       {"[ldap\n", "users = []\n", "[[users]]\nname = \"mari\"\nuidnumber = 900\n",
        "[[users]]\nname = \"search\"\nuidnumber = 5001\n",
        "[[groups]]\nname = \"g\"\ngidnumber = 5001\n", "a = \"\xff\"\n"}) {
    const auto whole = with_base(base, document);
    ASSERT_FALSE(whole) << base;
    EXPECT_EQ(whole.error().code, ErrorCode::kInvalid);
  }
}

}  // namespace
}  // namespace drawbridge::projection
