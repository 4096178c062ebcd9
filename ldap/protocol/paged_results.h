#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace drawbridge::ldap::protocol {

/// Control type of simple paged results (RFC 2696), in requests and responses.
inline constexpr std::string_view kPagedResultsOid = "1.2.840.113556.1.4.319";

/// realSearchControlValue of RFC 2696; borrows from the PDU.
struct PagedResults {
  std::int32_t size = 0;  ///< Request: entries a page, 0..2^31-1. Response: estimate, 0 = unknown.
  std::string_view cookie;  ///< Request: empty on the first page. Response: empty on the last.
};

/// @param value  controlValue; kInvalid when malformed or negative
Result<PagedResults> decode_paged_results(std::string_view value);

std::string encode_paged_results(const PagedResults& control);

}  // namespace drawbridge::ldap::protocol
