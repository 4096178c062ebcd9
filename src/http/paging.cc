#include "http/paging.h"

#include <algorithm>

#include "base/text.h"

namespace drawbridge::http {
namespace {

constexpr std::int64_t kDefaultSize = 10;
constexpr std::int64_t kPageMax = 1'000'000'000;

std::string page_url(const Request& request, std::int64_t page) {
  std::string url = request.base_url;
  for (const auto segment : split(request.path, '/')) {
    if (!url.empty() && segment.data() != request.path.data()) url += '/';
    url += percent_encode(segment);
  }
  char separator = '?';
  const auto append = [&](std::string_view name, std::string_view value) {
    url += separator;
    separator = '&';
    url.append(percent_encode(name)).append("=").append(percent_encode(value));
  };
  for (const auto& [name, value] : request.query.pairs()) {
    if (name != "page") append(name, value);
  }
  if (page > 1) append("page", std::to_string(page));
  return url;
}

void append_link(std::string& header, const std::string& url, std::string_view relation) {
  if (!header.empty()) header += ", ";
  header.append("<").append(url).append(">; rel=\"").append(relation).append("\"");
}

}  // namespace

Result<PageRequest> read_page(const QueryString& query, std::int64_t size_max) {
  PageRequest wanted;
  wanted.size = std::min(kDefaultSize, size_max);
  if (const auto text = query.value("page_size")) {
    if (const auto size = parse_integer<std::int64_t>(trim(*text)); size && *size > 0) {
      wanted.size = std::min(*size, size_max);
    }
  }
  const auto text = query.value("page");
  if (!text || trim(*text).empty()) return wanted;
  const auto page = parse_integer<std::int64_t>(trim(*text));
  if (!page || *page < 1 || *page > kPageMax) return fail(ErrorCode::kNotFound, "Invalid page.");
  wanted.page = *page;
  return wanted;
}

std::int64_t page_count(std::int64_t rows, std::int64_t page_size) {
  return std::max<std::int64_t>(1, (rows + page_size - 1) / page_size);
}

std::string link_header(const Request& request, std::int64_t page, std::int64_t last_page) {
  std::string header;
  append_link(header, page_url(request, 1), "first");
  if (page > 1) append_link(header, page_url(request, page - 1), "prev");
  if (page < last_page) append_link(header, page_url(request, page + 1), "next");
  append_link(header, page_url(request, last_page), "last");
  return header;
}

Status set_page_headers(Response& response, const Request& request, const PageRequest& page,
                        std::int64_t rows) {
  const std::int64_t last = page_count(rows, page.size);
  if (page.page > last) return fail(ErrorCode::kNotFound, "Invalid page.");
  response.set("X-Result-Count", std::to_string(rows));
  response.set("Link", link_header(request, page.page, last));
  return {};
}

}  // namespace drawbridge::http
