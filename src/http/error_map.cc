#include "http/error_map.h"

#include "json/write.h"

namespace drawbridge::http {
namespace {

bool is_validation(const Error& error) {
  return error.code == ErrorCode::kInvalid ||
         (error.code == ErrorCode::kConflict && !error.field.empty());
}

Response validation_response(const Error& error) {
  Response response = json_response(400, {});
  json::Writer out(response.body);
  if (error.field.empty()) {
    out.begin_array().value(error.message).end_array();
  } else {
    out.begin_object().key(error.field).begin_array().value(error.message).end_array().end_object();
  }
  return response;
}

}  // namespace

int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalid:
      return 400;
    case ErrorCode::kTooLarge:
      return 413;
    case ErrorCode::kUnauthenticated:
      return 401;
    case ErrorCode::kForbidden:
      return 403;
    case ErrorCode::kNotFound:
      return 404;
    case ErrorCode::kConflict:
    case ErrorCode::kExhausted:
      return 409;
    case ErrorCode::kRateLimited:
      return 429;
    case ErrorCode::kUnavailable:
      return 503;
    case ErrorCode::kInternal:
      return 500;
  }
  return 500;
}

Response detail_response(int status, std::string_view message) {
  Response response = json_response(status, {});
  json::Writer(response.body).begin_object().field("detail", message).end_object();
  return response;
}

Response error_response(const Error& error, std::string_view request_id) {
  if (is_validation(error)) return validation_response(error);
  if (error.code == ErrorCode::kInternal) {
    return detail_response(500, "An internal error happened; the log has it under request " +
                                    std::string(request_id) + ".");
  }
  Response response = detail_response(status_of(error.code), error.message);
  if (error.code == ErrorCode::kUnauthenticated) response.set("WWW-Authenticate", "Token");
  if (error.code == ErrorCode::kRateLimited || error.code == ErrorCode::kUnavailable) {
    response.set("Retry-After", "1");
  }
  return response;
}

}  // namespace drawbridge::http
