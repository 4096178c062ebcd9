#include "ldap/server/paged_searches.h"

#include <algorithm>
#include <utility>

#include "base/uuid.h"

namespace drawbridge::ldap::server {

std::string PagedSearches::keep(std::unique_ptr<SearchPlace> place, std::uint64_t fingerprint) {
  if (most_ == 0) return {};
  if (kept_.size() >= most_) kept_.erase(kept_.begin());
  const auto random = Uuid::random().bytes();
  std::string cookie(random.begin(), random.end());
  kept_.push_back({cookie, fingerprint, std::move(place)});
  return cookie;
}

std::unique_ptr<SearchPlace> PagedSearches::take(std::string_view cookie,
                                                 std::uint64_t fingerprint) {
  const auto found = std::find_if(kept_.begin(), kept_.end(),
                                  [&](const Kept& kept) { return kept.cookie == cookie; });
  if (found == kept_.end() || found->fingerprint != fingerprint) return nullptr;
  std::unique_ptr<SearchPlace> place = std::move(found->place);
  kept_.erase(found);
  return place;
}

}  // namespace drawbridge::ldap::server
