#include "http/router.h"

#include <gmock/gmock.h>

#include <stdexcept>

namespace drawbridge::http {
namespace {

using ::testing::ElementsAre;

Result<Response> nothing(const Call&) { return Response(); }

class RouterTest : public ::testing::Test {
 protected:
  RouterTest() {
    router_.get("/api/users/", nothing);
    router_.post("/api/users/", nothing);
    router_.get("/api/users/me/", nothing);
    router_.get("/api/users/{uuid}/", nothing);
    router_.add("GET", "/livez", nothing, Audience::kAnybody);
  }

  std::string pattern_of(std::string_view path) const {
    const auto match = router_.match(path);
    return match ? match->path->pattern : "";
  }

  Router router_;
};

TEST_F(RouterTest, FindsAPathThatIsSpelledOut) {
  EXPECT_EQ(pattern_of("/api/users/"), "/api/users/");
}

TEST_F(RouterTest, PrefersASpelledOutSegmentToAUuid) {
  EXPECT_EQ(pattern_of("/api/users/me/"), "/api/users/me/");
}

TEST_F(RouterTest, TakesUuidsInHexAndDashedOfAnyCase) {
  const auto hex = router_.match("/api/users/0123456789ABCDEF0123456789abcdef/");
  const auto dashed = router_.match("/api/users/01234567-89ab-cdef-0123-456789ABCDEF/");
  ASSERT_TRUE(hex);
  ASSERT_TRUE(dashed);
  EXPECT_EQ(hex->parameters.uuids, dashed->parameters.uuids);
  EXPECT_EQ(hex->parameters.uuids.front().hex(), "0123456789abcdef0123456789abcdef");
}

TEST_F(RouterTest, KnowsNoPathWithoutItsSlash) { EXPECT_EQ(pattern_of("/api/users"), ""); }

TEST_F(RouterTest, KnowsNoPathWithASlashTooMany) {
  EXPECT_EQ(pattern_of("/api/users//"), "");
  EXPECT_EQ(pattern_of("//api/users/"), "");
  EXPECT_EQ(pattern_of("/livez/"), "");
}

TEST_F(RouterTest, KnowsNoPathWhoseUuidIsNone) { EXPECT_EQ(pattern_of("/api/users/bob/"), ""); }

TEST_F(RouterTest, AnswersHeadWhereverItAnswersGet) {
  const auto match = router_.match("/api/users/");
  ASSERT_TRUE(match);
  EXPECT_NE(match->path->endpoint("HEAD"), nullptr);
  EXPECT_EQ(match->path->endpoint("HEAD"), match->path->endpoint("GET"));
}

TEST_F(RouterTest, KnowsWhichMethodsAPathHas) {
  const auto match = router_.match("/api/users/");
  ASSERT_TRUE(match);
  EXPECT_EQ(match->path->endpoint("DELETE"), nullptr);
  EXPECT_EQ(match->path->allowed_methods(), "GET, POST, HEAD");
}

TEST_F(RouterTest, DumpsItsTableSorted) {
  EXPECT_THAT(router_.dump(),
              ElementsAre("GET /api/users/", "GET /api/users/me/", "GET /api/users/{uuid}/",
                          "GET /livez", "POST /api/users/"));
}

TEST_F(RouterTest, RefusesTheSameRouteTwice) {
  EXPECT_THROW(router_.get("/api/users/", nothing), std::logic_error);
}

TEST_F(RouterTest, KeepsAPathClosedWhenOneOfItsMethodsIs) {
  router_.add("POST", "/livez", nothing);
  const auto match = router_.match("/livez");
  ASSERT_TRUE(match);
  EXPECT_EQ(match->path->audience, Audience::kAuthenticated);
}

}  // namespace
}  // namespace drawbridge::http
