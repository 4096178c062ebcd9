#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "http/response.h"

namespace drawbridge::http {

int status_of(ErrorCode code);

/// The answer for an error, in the shapes of the Django REST framework that Waldur's clients know:
/// `{"<field>": ["<message>"]}` for kInvalid and kConflict that name a field (both 400, as
/// Waldur's validation answers them), `["<message>"]` for kInvalid without one, else
/// `{"detail": "<message>"}`. kInternal's message is for the log; the answer is fixed words with
/// `request_id`.
Response error_response(const Error& error, std::string_view request_id);

/// `{"detail": "<message>"}`.
Response detail_response(int status, std::string_view message);

/// 404 `{"detail": "Not found."}`: no such object, or none that the caller may know of.
inline tl::unexpected<Error> not_found() { return fail(ErrorCode::kNotFound, "Not found."); }
/// 403 with the framework's text.
inline tl::unexpected<Error> forbidden() {
  return fail(ErrorCode::kForbidden, "You do not have permission to perform this action.");
}

}  // namespace drawbridge::http
