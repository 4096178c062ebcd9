#pragma once

#include <string_view>

namespace drawbridge::http {

/// Whether an If-None-Match header names the tag; weak comparison (RFC 9110 section 13.1.2).
bool names_tag(std::string_view header, std::string_view etag);

}  // namespace drawbridge::http
