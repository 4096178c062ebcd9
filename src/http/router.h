#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/uuid.h"
#include "http/call.h"
#include "http/response.h"

namespace drawbridge::http {

/// Answers one kind of request. An error becomes its answer by error_map.
using Endpoint = std::function<Result<Response>(const Call&)>;

enum class Audience : std::uint8_t {
  kAuthenticated,  ///< Without a valid token 401.
  kAnybody,        ///< The call has no principal.
};

/// Method and path to endpoint. Paths are patterns of segments between slashes; `{uuid}` takes one
/// segment that is a UUID (hex or dashed), any other text in braces takes one segment of anything.
/// A segment spelled out goes before one in braces. Filled at start, then only read.
class Router {
 public:
  /// HEAD is answered wherever GET is. The same method and pattern twice is a bug:
  /// std::logic_error.
  void add(std::string_view method, std::string_view pattern, Endpoint endpoint,
           Audience audience = Audience::kAuthenticated);

  void get(std::string_view pattern, Endpoint endpoint) {
    add("GET", pattern, std::move(endpoint));
  }
  void post(std::string_view pattern, Endpoint endpoint) {
    add("POST", pattern, std::move(endpoint));
  }
  void put(std::string_view pattern, Endpoint endpoint) {
    add("PUT", pattern, std::move(endpoint));
  }
  void patch(std::string_view pattern, Endpoint endpoint) {
    add("PATCH", pattern, std::move(endpoint));
  }
  void remove(std::string_view pattern, Endpoint endpoint) {
    add("DELETE", pattern, std::move(endpoint));
  }

  /// All that is known of one path.
  struct Path {
    std::string pattern;
    Audience audience = Audience::kAuthenticated;
    std::map<std::string, Endpoint, std::less<>> endpoints;  ///< by method
    std::size_t index = 0;                                   ///< dense, for metrics by path

    /// The endpoint for a method, GET's for HEAD; null when there is none.
    const Endpoint* endpoint(std::string_view method) const;
    /// For the Allow header: `GET, POST, HEAD, OPTIONS`.
    std::string allowed_methods() const;
  };

  struct Match {
    const Path* path = nullptr;
    PathParameters parameters;
  };

  /// The pattern that `path` (decoded) fits; none: 404. The slash at the end counts.
  std::optional<Match> match(std::string_view path) const;

  const std::vector<Path>& paths() const { return paths_; }
  /// One line a method and pattern, sorted: `GET /api/users/`.
  std::vector<std::string> dump() const;

 private:
  struct Node {
    std::map<std::string, std::size_t, std::less<>> literal;  ///< segment to node
    std::optional<std::size_t> uuid_child, text_child;
    std::optional<std::size_t> path;
  };

  std::size_t child_for(std::size_t node, std::string_view segment);

  std::vector<Node> nodes_{1};
  std::vector<Path> paths_;
};

}  // namespace drawbridge::http
