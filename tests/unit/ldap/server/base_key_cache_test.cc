#include <gtest/gtest.h>

#include <string>

#include "ldap/dn/dn.h"
#include "ldap/server/base_key_cache.h"

namespace drawbridge::ldap::server {
namespace {

std::string key_of(const std::string& name) { return dn::Dn::parse(name).value().key(); }

TEST(BaseKeyCacheTest, GivesTheKeyOfEachSpelling) {
  BaseKeyCache cache;
  for (int turn = 0; turn < 2; ++turn) {
    for (const std::string name : {"", "dc=example,dc=org", "DC=Example, dc=ORG",
                                   "ou=people,ou=hpc,dc=example,dc=org", "o=a\\,b"}) {
      const auto key = cache.find(name);
      ASSERT_TRUE(key) << name;
      EXPECT_EQ(*key, key_of(name)) << name;
    }
  }
}

TEST(BaseKeyCacheTest, KeepsApartNamesThatShareASlot) {
  BaseKeyCache cache;
  for (int turn = 0; turn < 2; ++turn) {
    for (int n = 0; n < 1000; ++n) {
      const std::string name = "ou=unit" + std::to_string(n) + ",dc=example,dc=org";
      EXPECT_EQ(*cache.find(name), key_of(name));
    }
  }
}

TEST(BaseKeyCacheTest, TakesNamesThatAreTooLongToBeKept) {
  BaseKeyCache cache;
  for (const std::size_t length : {400U, 600U, 500U, 1000U}) {
    const std::string name = "o=" + std::string(length, 'x');
    EXPECT_EQ(*cache.find(name), key_of(name));
  }
}

TEST(BaseKeyCacheTest, RefusesAgainWhatItRefused) {
  BaseKeyCache cache;
  for (int turn = 0; turn < 2; ++turn) {
    for (const std::string name : {"dc", "dc=example,,", "=x"}) {
      const auto key = cache.find(name);
      ASSERT_FALSE(key) << name;
      EXPECT_EQ(key.error().code, ErrorCode::kInvalid);
    }
    EXPECT_FALSE(cache.find(std::string(600, 'x')));
  }
}

}  // namespace
}  // namespace drawbridge::ldap::server
