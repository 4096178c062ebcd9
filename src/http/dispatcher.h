#pragma once

#include <array>
#include <memory>
#include <vector>

#include "http/reader_pool.h"
#include "http/request.h"
#include "http/response.h"
#include "http/router.h"
#include "http/services.h"

namespace drawbridge::http {

/// From a request to its answer: path (404), token (401), method (405), media type (415), endpoint;
/// then the log line and the counters. Any thread may call answer; nothing that an endpoint throws
/// leaves it.
class Dispatcher {
 public:
  /// Both are borrowed; the router is complete by now.
  Dispatcher(const Router& router, const Services& services);

  Response answer(const Request& request);

  /// Answers a request that could not be read, and logs it.
  Response refuse(const Request& request, const Error& error);

 private:
  struct PathCounters {
    std::array<Counter*, 5> by_status_class{};  ///< 1xx .. 5xx
  };

  Result<Response> route(const Request& request, const Router::Match* match);
  Result<Response> call_endpoint(const Request& request, const Router::Match& match);
  Response finish(const Request& request, const Router::Path* path, Result<Response> outcome,
                  Timestamp start);

  const Router* router_;
  const Services* services_;
  ReaderPool readers_;
  std::vector<PathCounters> counters_;  ///< by Path::index, the last for unknown paths
  Histogram* seconds_;
};

}  // namespace drawbridge::http
