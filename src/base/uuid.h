#pragma once

#include <endian.h>

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace drawbridge {

/// A UUID (RFC 4122): 32 hex digits or the dashed form in, any case; 32 lower-case hex digits
/// out, as the Waldur wire contract has it (api-surface section 4).
class Uuid {
 public:
  /// The nil UUID; no object of ours has it.
  constexpr Uuid() = default;
  constexpr explicit Uuid(const std::array<std::uint8_t, 16>& bytes) : bytes_(bytes) {}

  /// @return kInvalid unless `text` is 32 hex digits, or 8-4-4-4-12 of them with dashes.
  static Result<Uuid> parse(std::string_view text);

  /// A random (version 4) UUID from the system's generator.
  static Uuid random();

  /// A name-based (version 5) UUID: the same arguments give the same UUID for ever.
  static Uuid from_name(const Uuid& name_space, std::string_view name);

  /// 32 lower-case hex digits.
  std::string hex() const;
  /// 8-4-4-4-12 form, as LDAP's entryUUID has it (RFC 4530).
  std::string dashed() const;

  bool is_nil() const { return bytes_ == std::array<std::uint8_t, 16>{}; }
  const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }

  // The defaulted ones call a function for each comparison.
  friend bool operator==(const Uuid& a, const Uuid& b) {
    return std::memcmp(a.bytes_.data(), b.bytes_.data(), sizeof a.bytes_) == 0;
  }
  friend std::strong_ordering operator<=>(const Uuid& a, const Uuid& b) {
    const auto first = a.half(0) <=> b.half(0);
    return std::is_neq(first) ? first : a.half(1) <=> b.half(1);
  }

 private:
  /// Eight of the bytes as a number that is ordered as they are.
  std::uint64_t half(std::size_t number) const {
    std::uint64_t value = 0;
    std::memcpy(&value, bytes_.data() + number * sizeof value, sizeof value);
    return be64toh(value);
  }

  std::array<std::uint8_t, 16> bytes_{};
};

}  // namespace drawbridge

template <>
struct std::hash<drawbridge::Uuid> {
  std::size_t operator()(const drawbridge::Uuid& uuid) const noexcept;
};
