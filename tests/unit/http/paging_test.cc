#include "http/paging.h"

#include <gtest/gtest.h>

namespace drawbridge::http {
namespace {

Request request_for(std::string_view query) {
  Request request;
  request.method = "GET";
  request.path = "/api/users/";
  request.base_url = "http://host:8080";
  request.query = QueryString::parse(query).value();
  return request;
}

std::int64_t size_for(std::string_view query) {
  return read_page(QueryString::parse(query).value(), 300)->size;
}

TEST(ReadPage, HasTenRowsOnTheFirstPageUnlessTold) {
  const auto page = read_page(QueryString(), 300);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->page, 1);
  EXPECT_EQ(page->size, 10);
}

TEST(ReadPage, ClampsASizeOverTheLimit) {
  EXPECT_EQ(size_for("page_size=300"), 300);
  EXPECT_EQ(size_for("page_size=301"), 300);
  EXPECT_EQ(size_for("page_size=999999999"), 300);
}

TEST(ReadPage, TakesTheDefaultForASizeThatIsNone) {
  for (const auto* query : {"page_size=0", "page_size=-5", "page_size=ten", "page_size="}) {
    EXPECT_EQ(size_for(query), 10) << query;
  }
}

TEST(ReadPage, KnowsNoPageThatIsNoPositiveNumber) {
  for (const auto* query : {"page=0", "page=-1", "page=x", "page=99999999999999999999"}) {
    const auto page = read_page(QueryString::parse(query).value(), 300);
    ASSERT_FALSE(page) << query;
    EXPECT_EQ(page.error().code, ErrorCode::kNotFound);
    EXPECT_EQ(page.error().message, "Invalid page.");
  }
}

TEST(LinkHeader, NamesFirstPrevNextLastInThatOrder) {
  EXPECT_EQ(link_header(request_for("page=2&page_size=5"), 2, 3),
            "<http://host:8080/api/users/?page_size=5>; rel=\"first\", "
            "<http://host:8080/api/users/?page_size=5>; rel=\"prev\", "
            "<http://host:8080/api/users/?page_size=5&page=3>; rel=\"next\", "
            "<http://host:8080/api/users/?page_size=5&page=3>; rel=\"last\"");
}

TEST(LinkHeader, HasNoPrevOnTheFirstAndNoNextOnTheLastPage) {
  EXPECT_EQ(link_header(request_for(""), 1, 1),
            "<http://host:8080/api/users/>; rel=\"first\", "
            "<http://host:8080/api/users/>; rel=\"last\"");
}

TEST(LinkHeader, KeepsEveryFilterWithItsCommasEncoded) {
  const auto header = link_header(request_for("o=name,-created&state=OK&state=Erred&page=1"), 1, 2);
  EXPECT_NE(header.find("?o=name%2C-created&state=OK&state=Erred&page=2>; rel=\"next\""),
            std::string::npos)
      << header;
}

TEST(SetPageHeaders, CountsAndRefusesPagesBehindTheLast) {
  Response response;
  EXPECT_TRUE(set_page_headers(response, request_for(""), {2, 10}, 11));
  EXPECT_EQ(response.headers.front(), Header("X-Result-Count", "11"));
  const auto behind = set_page_headers(response, request_for(""), {3, 10}, 11);
  ASSERT_FALSE(behind);
  EXPECT_EQ(behind.error().message, "Invalid page.");
}

TEST(SetPageHeaders, HasOnePageForNothing) {
  Response response;
  EXPECT_TRUE(set_page_headers(response, request_for(""), {1, 10}, 0));
}

}  // namespace
}  // namespace drawbridge::http
