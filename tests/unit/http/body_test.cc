#include "http/body.h"

#include <gtest/gtest.h>

#include "http/field_checks.h"

namespace drawbridge::http {
namespace {

const std::string kHex = "0123456789abcdef0123456789abcdef";

json::Value object(std::string_view text) { return json::parse_object(text).value(); }

TEST(ParseReference, TakesAnyHostAndABarePath) {
  for (const auto& url : {"http://a/api/users/" + kHex + "/",
                          "https://b:8/x/api/users/" + kHex + "/", "/api/users/" + kHex + "/"}) {
    const auto uuid = parse_reference(url, kUserCollections, "user");
    ASSERT_TRUE(uuid) << url;
    EXPECT_EQ(uuid->hex(), kHex);
  }
}

TEST(ParseReference, RefusesUrlsOfOtherThings) {
  for (const auto& url :
       {"http://a/api/customers/" + kHex + "/", "http://a/api/users/" + kHex,
        std::string("http://a/api/users/7/"), std::string("http://a"), std::string()}) {
    const auto uuid = parse_reference(url, kUserCollections, "user");
    ASSERT_FALSE(uuid) << url;
    EXPECT_EQ(uuid.error().field, "user");
    EXPECT_EQ(uuid.error().message, "Invalid hyperlink - No URL match.");
  }
}

TEST(OptionalReference, TakesTheUrlOrTheUuidButNotBoth) {
  const auto by_url = optional_reference(
      object(R"({"user":"http://h/api/users/)" + kHex + R"(/"})"), "user", kUserCollections);
  const auto by_uuid =
      optional_reference(object(R"({"user_uuid":")" + kHex + R"("})"), "user", kUserCollections);
  ASSERT_TRUE(by_url);
  ASSERT_TRUE(by_uuid);
  EXPECT_EQ(*by_url, *by_uuid);
  const auto both =
      optional_reference(object(R"({"user":")" + kHex + R"(","user_uuid":")" + kHex + R"("})"),
                         "user", kUserCollections);
  ASSERT_FALSE(both);
  EXPECT_EQ(both.error().message,
            "Cannot specify both 'user' URL and 'user_uuid'. Use one or the other.");
}

TEST(RequiredReference, MissesWhatIsNotThere) {
  const auto uuid = required_reference(object("{}"), "user", kUserCollections);
  ASSERT_FALSE(uuid);
  EXPECT_EQ(uuid.error().field, "user");
  EXPECT_EQ(uuid.error().message, "This field is required.");
}

TEST(OptionalWebAddress, TakesHttpAndBlankOnly) {
  const auto check = [](const std::string& address) {
    json::Value body;
    body["link"] = address;
    return optional_web_address(body, "link").has_value();
  };
  EXPECT_TRUE(check("https://example.org/x?y=1"));
  EXPECT_TRUE(check("HTTP://example.org"));
  EXPECT_TRUE(check(""));
  for (const auto* bad : {"javascript:alert(1)", "ftp://example.org", "https://", "example.org",
                          "https://a b", "https://a/\"><script>"}) {
    EXPECT_FALSE(check(bad)) << bad;
  }
}

}  // namespace
}  // namespace drawbridge::http
