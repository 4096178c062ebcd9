#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/query_string.h"

namespace drawbridge::http {

using Header = std::pair<std::string, std::string>;

/// One HTTP request as plain values.
struct Request {
  std::string method;  ///< Upper case: `GET`.
  std::string path;    ///< Percent-decoded, without the query.
  QueryString query;
  std::vector<Header> headers;  ///< As they came; names compare without regard to case.
  std::string body;
  std::string request_id;      ///< The client's X-Request-ID, or one of ours.
  std::string remote_address;  ///< IP address, for the log.
  bool is_loopback = false;    ///< The peer is on this machine.
  bool is_secure = false;      ///< Came over TLS.
  bool may_wait = false;       ///< The client can be kept without a thread (Response::wait).
  std::string base_url;  ///< `https://host:port`, in front of absolute URLs; no slash at the end.

  /// The first header of this name; empty when there is none.
  std::string_view header(std::string_view name) const;
  bool is_head() const { return method == "HEAD"; }
};

}  // namespace drawbridge::http
