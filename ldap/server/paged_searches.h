#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ldap/server/search.h"

namespace drawbridge::ldap::server {

/// The paged searches of one connection that wait for their next page (RFC 2696). They are
/// independent of each other and of other operations: sssd pages users and groups at the same
/// time. A cookie names a place kept here and nothing else, so one from another connection or
/// one that was made up finds nothing.
class PagedSearches {
 public:
  explicit PagedSearches(std::size_t most) : most_(most) {}

  /// Keeps a place; beyond the limit the oldest is dropped.
  /// @param fingerprint  of the request: the next page must ask for the same
  /// @return the cookie
  std::string keep(std::unique_ptr<SearchPlace> place, std::uint64_t fingerprint);

  /// Gives the place back; null when the cookie is unknown, dropped, used before, or the request
  /// is another one.
  std::unique_ptr<SearchPlace> take(std::string_view cookie, std::uint64_t fingerprint);

  void clear() { kept_.clear(); }
  std::size_t size() const { return kept_.size(); }

 private:
  struct Kept {
    std::string cookie;
    std::uint64_t fingerprint;
    std::unique_ptr<SearchPlace> place;
  };

  std::size_t most_;
  std::vector<Kept> kept_;
};

}  // namespace drawbridge::ldap::server
