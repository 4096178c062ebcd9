#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/request.h"
#include "http/response.h"

namespace drawbridge::http {

struct PageRequest {
  std::int64_t page = 1;   ///< From 1.
  std::int64_t size = 10;  ///< Rows.
};

/// `page` and `page_size`; a size over `size_max` is clamped, one that is no positive number is
/// the default 10.
/// @return kNotFound "Invalid page." for a page that is no positive number
Result<PageRequest> read_page(const QueryString& query, std::int64_t size_max);

/// Number of pages, at least 1.
std::int64_t page_count(std::int64_t rows, std::int64_t page_size);

/// `<url>; rel="first", <url>; rel="prev", <url>; rel="next", <url>; rel="last"`: that order and
/// exactly these separators, because older clients count on them; prev and next only when there
/// is such a page; every other parameter of the request kept; `first` has no `page`.
std::string link_header(const Request& request, std::int64_t page, std::int64_t last_page);

/// Sets X-Result-Count and Link.
/// @return kNotFound "Invalid page." for a page behind the last one
Status set_page_headers(Response& response, const Request& request, const PageRequest& page,
                        std::int64_t rows);

}  // namespace drawbridge::http
