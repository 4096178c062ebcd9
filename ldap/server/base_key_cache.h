#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace drawbridge::ldap::server {

/// The normal keys of the names at which searches begin: clients send the same few again and
/// again. One event loop's; fixed size.
class BaseKeyCache {
 public:
  /// As dn::append_key.
  /// @param name  an LDAPDN as sent
  /// @return the key, good until the next call
  Result<std::string_view> find(std::string_view name);

 private:
  struct Slot {
    std::string name;
    std::string key;
  };
  static constexpr std::size_t kSlots = 64;
  static constexpr std::size_t kMaxNameOctets = 512;

  std::array<Slot, kSlots> slots_;
  std::size_t last_ = 0;
  std::string long_key_;
};

}  // namespace drawbridge::ldap::server
