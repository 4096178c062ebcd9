#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/encoding.h"
#include "ldap/client/ldif_reader.h"
#include "ldap/client/ldif_writer.h"
#include "unit/ldap/two_forms.h"

namespace drawbridge::ldap::client {
namespace {

std::string line(std::string_view value) {
  std::string out;
  append_ldif_line(out, "cn", value);
  return out;
}

TEST(LdifTest, WritesASafeValueAsItIs) {
  EXPECT_EQ(line("Jane Roe"), "cn: Jane Roe\n");
  EXPECT_EQ(line("a:b<c"), "cn: a:b<c\n");
  EXPECT_EQ(line(""), "cn:\n");
}

TEST(LdifTest, WritesAnyOtherValueInBase64) {
  using namespace std::string_view_literals;
  for (const auto value : {" lead"sv, ":colon"sv, "<angle"sv, "trail "sv, "a\nb"sv, "a\rb"sv,
                           "a\0b"sv, "\xc5\x81ukasz"sv}) {
    EXPECT_EQ(line(value), "cn:: " + base64_encode(value) + "\n");
  }
}

TEST(LdifTest, FoldsLongLinesSoThatUnfoldingGivesThemBack) {
  for (const std::size_t length : {71U, 72U, 73U, 200U, 1000U}) {
    const std::string value(length, 'x');
    auto text = line(value);
    std::size_t start = 0;
    for (std::size_t end = 0; (end = text.find('\n', start)) != std::string::npos;
         start = end + 1) {
      EXPECT_LE(end - start, 76U);
    }
    for (std::size_t at = 0; (at = text.find("\n ")) != std::string::npos;) text.erase(at, 2);
    EXPECT_EQ(text, "cn: " + value + "\n");
  }
}

TEST(LdifTest, KeepsOfTheOperationalAttributesWhatACopyMustKeep) {
  using directory::Entry;
  const std::string uuid = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
  const std::string csn = "20260301081530.000000Z#000000#000#000000";
  const auto entry = Entry::make({*dn::Dn::parse("cn=x,dc=example,dc=org"),
                                  {{"objectClass", {"organizationalRole"}},
                                   {"cn", {"x"}},
                                   {"description", {"b", "a\xc3\xa9"}},
                                   {"memberOf", {"cn=g,dc=example,dc=org"}},
                                   {"structuralObjectClass", {"organizationalRole"}},
                                   {"entryUUID", {uuid}},
                                   {"entryCSN", {csn}},
                                   {"entryUSN", {"7"}},
                                   {"createTimestamp", {"20260301081530Z"}},
                                   {"modifyTimestamp", {"20260301081530Z"}}}});
  ASSERT_TRUE(entry) << entry.error().message;
  std::string out;
  append_ldif_entry(out, **entry);
  EXPECT_EQ(out,
            "dn: cn=x,dc=example,dc=org\nobjectClass: organizationalRole\ncn: x\n"
            "description: b\ndescription:: YcOp\nstructuralObjectClass: organizationalRole\n"
            "entryUUID: " +
                uuid + "\nentryCSN: " + csn +
                "\ncreateTimestamp: 20260301081530Z\nmodifyTimestamp: 20260301081530Z\n\n");
}

TEST(LdifTest, WritesFactsBehindWhatIsStored) {
  std::string out;
  append_ldif_entry(out, *test::person_with_facts(false));
  std::string stored;
  append_ldif_entry(stored, *test::person_with_facts(true));
  EXPECT_EQ(out, stored);
  EXPECT_TRUE(out.ends_with(std::string("\nentryCSN: ") + test::kFactsCsn +
                            "\nmodifyTimestamp: 20260301081530Z\n\n"));
}

/// Reads text in pieces of that size; entries as `dn|name=value,value|...`.
Result<std::vector<std::string>> read(std::string_view text, std::size_t piece) {
  std::vector<std::string> entries;
  LdifReader reader([&](const PlainEntry& entry) -> Status {
    std::string line = entry.dn;
    for (const auto& attribute : entry.attributes) {
      line += "|" + attribute.name + "=";
      for (const auto& value : attribute.values) line += value + ",";
    }
    entries.push_back(line);
    return {};
  });
  for (; !text.empty(); text.remove_prefix(std::min(piece, text.size()))) {
    DRAWBRIDGE_CHECK(reader.feed(text.substr(0, piece)));
  }
  DRAWBRIDGE_CHECK(reader.finish());
  return entries;
}

TEST(LdifReaderTest, ReadsRecordsHoweverTheyArrive) {
  const std::string text =
      "version: 1\n# a remark\n that goes on\ndn: cn=x\r\ncn: x\nsn:\ncn:: eQ==\nCN: z\n"
      "description: folded\n  text\n\n\ndn:: Y249w6k=\ncn: last";
  const std::vector<std::string> wanted = {"cn=x|cn=x,y,z,|sn=,|description=folded text,",
                                           "cn=\xc3\xa9|cn=last,"};
  for (std::size_t piece = 1; piece <= text.size(); ++piece) {
    const auto entries = read(text, piece);
    ASSERT_TRUE(entries) << entries.error().message;
    EXPECT_EQ(*entries, wanted);
  }
}

TEST(LdifReaderTest, RefusesWhatIsNoContentRecord) {
  for (const std::string text :
       {" continued\n", "cn: x\n", "dn: cn=x\nno colon\n", "dn: cn=x\n: x\n", "dn: cn=x\ncn:: ?\n",
        "dn: cn=x\ncn:< file:///etc/passwd\n", "dn: cn=x\nchangetype: delete\n",
        "dn: cn=x\nc\rn: x\n", "dn: cn=x\n\xc3\xa9: x\n", "dn: cn=x\nc n: x\n"}) {
    const auto entries = read(text, 4096);
    ASSERT_FALSE(entries) << text;
    EXPECT_EQ(entries.error().code, ErrorCode::kInvalid);
    EXPECT_NE(entries.error().message.find("line "), std::string::npos);
  }
}

TEST(LdifReaderTest, GivesTheErrorOfWhoTakesTheEntries) {
  LdifReader reader([](const PlainEntry&) { return Status(fail(ErrorCode::kNotFound, "enough")); });
  const auto fed = reader.feed("dn: cn=x\n\n");
  ASSERT_FALSE(fed);
  EXPECT_EQ(fed.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace drawbridge::ldap::client
