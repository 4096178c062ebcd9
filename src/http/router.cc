#include "http/router.h"

#include <algorithm>
#include <stdexcept>

#include "base/text.h"

namespace drawbridge::http {
namespace {

/// What stands between the slashes; the slash at the end leaves an empty segment behind it, so
/// that a path without it is another path.
std::vector<std::string_view> segments_of(std::string_view path) {
  return split(path.starts_with('/') ? path.substr(1) : path, '/');
}

std::optional<Uuid> uuid_segment(std::string_view segment) {
  const auto uuid = Uuid::parse(segment);
  return uuid ? std::optional(*uuid) : std::nullopt;
}

}  // namespace

const Endpoint* Router::Path::endpoint(std::string_view method) const {
  auto found = endpoints.find(method);
  if (found == endpoints.end() && method == "HEAD") found = endpoints.find("GET");
  return found == endpoints.end() ? nullptr : &found->second;
}

std::string Router::Path::allowed_methods() const {
  std::vector<std::string_view> methods;
  for (const std::string_view method : {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"}) {
    if (endpoint(method) != nullptr) methods.push_back(method);
  }
  return join(methods, ", ");
}

std::size_t Router::child_for(std::size_t node, std::string_view segment) {
  const auto existing = [&]() -> std::optional<std::size_t> {
    if (segment == "{uuid}") return nodes_[node].uuid_child;
    if (segment.starts_with('{')) return nodes_[node].text_child;
    const auto found = nodes_[node].literal.find(segment);
    return found == nodes_[node].literal.end() ? std::nullopt : std::optional(found->second);
  }();
  if (existing) return *existing;
  const std::size_t fresh = nodes_.size();
  nodes_.emplace_back();
  if (segment == "{uuid}") {
    nodes_[node].uuid_child = fresh;
  } else if (segment.starts_with('{')) {
    nodes_[node].text_child = fresh;
  } else {
    nodes_[node].literal.emplace(segment, fresh);
  }
  return fresh;
}

void Router::add(std::string_view method, std::string_view pattern, Endpoint endpoint,
                 Audience audience) {
  std::size_t node = 0;
  for (const auto segment : segments_of(pattern)) node = child_for(node, segment);
  if (!nodes_[node].path) {
    nodes_[node].path = paths_.size();
    Path path;
    path.pattern = std::string(pattern);
    path.audience = audience;
    path.index = paths_.size();
    paths_.push_back(std::move(path));
  }
  auto& path = paths_[*nodes_[node].path];
  if (audience == Audience::kAuthenticated) path.audience = audience;
  if (!path.endpoints.emplace(std::string(method), std::move(endpoint)).second) {
    throw std::logic_error("a route was added twice: " + std::string(pattern));
  }
}

std::optional<Router::Match> Router::match(std::string_view path) const {
  Match found;
  std::size_t node = 0;
  for (const auto segment : segments_of(path)) {
    const Node& here = nodes_[node];
    const auto literal = here.literal.find(segment);
    const auto uuid = here.uuid_child ? uuid_segment(segment) : std::nullopt;
    if (literal != here.literal.end()) {
      node = literal->second;
    } else if (uuid) {
      found.parameters.uuids.push_back(*uuid);
      node = *here.uuid_child;
    } else if (here.text_child && !segment.empty()) {
      found.parameters.texts.emplace_back(segment);
      node = *here.text_child;
    } else {
      return std::nullopt;
    }
  }
  if (!nodes_[node].path) return std::nullopt;
  found.path = &paths_[*nodes_[node].path];
  return found;
}

std::vector<std::string> Router::dump() const {
  std::vector<std::string> lines;
  for (const auto& path : paths_) {
    for (const auto& [method, endpoint] : path.endpoints) {
      lines.push_back(method + " " + path.pattern);
    }
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

}  // namespace drawbridge::http
