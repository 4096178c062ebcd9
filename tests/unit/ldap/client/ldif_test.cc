#include "daemon/ldif.h"

#include <gtest/gtest.h>

#include <string>

#include "base/encoding.h"

namespace drawbridge::daemon {
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

TEST(LdifTest, LeavesOutWhatAnotherServerMakesItself) {
  using ldap::directory::Entry;
  const auto entry = Entry::make({*ldap::dn::Dn::parse("cn=x,dc=example,dc=org"),
                                  {{"objectClass", {"organizationalRole"}},
                                   {"cn", {"x"}},
                                   {"description", {"b", "a\xc3\xa9"}},
                                   {"memberOf", {"cn=g,dc=example,dc=org"}},
                                   {"createTimestamp", {"20260301081530Z"}}}});
  ASSERT_TRUE(entry) << entry.error().message;
  std::string out;
  append_ldif_entry(out, **entry);
  EXPECT_EQ(out,
            "dn: cn=x,dc=example,dc=org\nobjectClass: organizationalRole\ncn: x\n"
            "description: b\ndescription:: YcOp\n\n");
}

}  // namespace
}  // namespace drawbridge::daemon
