#include "ldap/server/base_key_cache.h"

#include <utility>

#include "base/keyed_hash.h"
#include "ldap/dn/dn.h"

namespace drawbridge::ldap::server {

Result<std::string_view> BaseKeyCache::find(std::string_view name) {
  if (name.empty()) return std::string_view();
  if (name.size() > kMaxNameOctets) {
    long_key_.clear();
    DRAWBRIDGE_CHECK(dn::append_key(name, long_key_));
    return long_key_;
  }
  // Most often it is the last one again, and a comparison costs less than a hash.
  if (slots_[last_].name == name) return slots_[last_].key;
  const std::size_t at = keyed_hash(name) % kSlots;
  Slot& slot = slots_[at];
  if (slot.name != name) {
    std::string key;
    DRAWBRIDGE_CHECK(dn::append_key(name, key));
    slot = {std::string(name), std::move(key)};
  }
  last_ = at;
  return slot.key;
}

}  // namespace drawbridge::ldap::server
