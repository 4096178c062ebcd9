#include "http/error_map.h"

#include <gtest/gtest.h>

namespace drawbridge::http {
namespace {

std::string header_of(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return "";
}

TEST(ErrorResponse, NamesTheFieldOfAValidationError) {
  const auto response = error_response({ErrorCode::kInvalid, "No \"such\" thing.", "user"}, "r1");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.body, R"({"user":["No \"such\" thing."]})");
}

TEST(ErrorResponse, IsABareListWithoutAField) {
  EXPECT_EQ(error_response({ErrorCode::kInvalid, "Offering is archived."}, "r1").body,
            R"(["Offering is archived."])");
}

TEST(ErrorResponse, AnswersATakenNameAsAValidationError) {
  const auto response = error_response({ErrorCode::kConflict, "Taken.", "username"}, "r1");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.body, R"({"username":["Taken."]})");
}

TEST(ErrorResponse, HasADetailForEverythingElse) {
  const std::pair<ErrorCode, int> codes[] = {
      {ErrorCode::kTooLarge, 413},    {ErrorCode::kUnauthenticated, 401},
      {ErrorCode::kForbidden, 403},   {ErrorCode::kNotFound, 404},
      {ErrorCode::kConflict, 409},    {ErrorCode::kExhausted, 409},
      {ErrorCode::kRateLimited, 429}, {ErrorCode::kUnavailable, 503}};
  for (const auto& [code, status] : codes) {
    const auto response = error_response({code, "Why."}, "r1");
    EXPECT_EQ(response.status, status);
    EXPECT_EQ(response.body, R"({"detail":"Why."})");
  }
}

TEST(ErrorResponse, KeepsTheReasonOfABugToTheLog) {
  const auto response = error_response({ErrorCode::kInternal, "no such column: secret"}, "r-42");
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.body.find("column"), std::string::npos);
  EXPECT_NE(response.body.find("r-42"), std::string::npos);
}

TEST(ErrorResponse, SaysHowToAuthenticate) {
  EXPECT_EQ(
      header_of(error_response({ErrorCode::kUnauthenticated, "Who?"}, "r"), "WWW-Authenticate"),
      "Token");
}

TEST(ErrorResponse, SaysWhenToComeBack) {
  EXPECT_EQ(header_of(error_response({ErrorCode::kUnavailable, "Full."}, "r"), "Retry-After"), "1");
}

}  // namespace
}  // namespace drawbridge::http
