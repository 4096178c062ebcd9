#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/projection.h"
#include "http/request.h"

namespace drawbridge::http {

/// There is nothing to answer yet: the request is to be asked again, from `since`, when something
/// happened, and answered whatever there is after `timeout`.
struct Wait {
  std::int64_t since = 0;
  std::chrono::seconds timeout{0};
};

/// One HTTP answer as plain values.
struct Response {
  int status = 200;
  std::string body;
  std::string content_type = "application/json";
  std::vector<Header> headers;
  std::unique_ptr<app::TextStream> stream;  ///< Set: sent in chunks instead of `body`.
  bool closes_connection = false;
  std::optional<Wait> wait;  ///< Only for requests that may_wait.

  void set(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
  }
};

inline Response json_response(int status, std::string body) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

/// Status alone; 200 with an empty body is what several of Waldur's actions answer.
inline Response empty_response(int status) { return json_response(status, {}); }

}  // namespace drawbridge::http
