#include "http/openapi/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "daemon/routes.h"
#include "http/router.h"
#include "json/read.h"

namespace drawbridge::daemon {
namespace {

http::Router whole_router() {
  http::Router router;
  add_routes(router);
  return router;
}

http::Endpoint nothing() {
  return [](const http::Call&) -> Result<http::Response> { return http::empty_response(200); };
}

TEST(OpenApiDocument, HasEveryRouteAndNoOther) {
  EXPECT_THAT(http::openapi_gaps(whole_router()), testing::IsEmpty());
}

TEST(OpenApiDocument, ARouteWithoutARowIsAGap) {
  auto router = whole_router();
  router.get("/api/undocumented/", nothing());
  EXPECT_THAT(http::openapi_gaps(router),
              testing::ElementsAre("not documented: GET /api/undocumented/"));
}

TEST(OpenApiDocument, ARowWithoutARouteIsAGap) {
  const http::Router empty;
  EXPECT_THAT(http::openapi_gaps(empty), testing::Contains("no such route: GET /api/users/"));
}

TEST(OpenApiDocument, IsJsonThatAnybodyMayRead) {
  const auto router = whole_router();
  const auto text = http::openapi_document(router, "1.2.3");
  const auto document = json::parse(text);
  ASSERT_TRUE(document);
  EXPECT_EQ(document->at("openapi"), "3.1.0");
  EXPECT_EQ(document->at("info").at("version"), "1.2.3");
  const auto& users = document->at("paths").at("/api/users/");
  EXPECT_TRUE(users.contains("get") && users.contains("head") && users.contains("post"));
  EXPECT_FALSE(users.contains("delete"));
  EXPECT_TRUE(users.at("post").at("responses").contains("201"));
  EXPECT_TRUE(users.at("post").at("responses").contains("401"));
  const auto& schema = document->at("paths").at("/api/schema/").at("get");
  EXPECT_TRUE(schema.at("security").empty());
  EXPECT_FALSE(schema.at("responses").contains("401"));
  EXPECT_EQ(document->at("components").at("schemas").at("User").at("additionalProperties"), false);
}

}  // namespace
}  // namespace drawbridge::daemon
