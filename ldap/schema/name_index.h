#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace drawbridge::ldap::schema {

constexpr char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Equality without regard to ASCII case.
constexpr bool equals_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (ascii_lower(a[i]) != ascii_lower(b[i])) return false;
  }
  return true;
}

/// A hash table from name, in any case, to a small number; built once from a fixed table and
/// never changed. Open addressing; the names are borrowed. Hostile names cost one probe chain of
/// the fixed table, whatever they hash to.
/// @tparam Slots  a power of two, at least twice the number of names
template <std::size_t Slots>
class NameIndex {
 public:
  static_assert((Slots & (Slots - 1)) == 0 && Slots <= 0x10000);
  static constexpr std::uint16_t kAbsent = 0xffff;

  constexpr void add(std::string_view name, std::uint16_t number) {
    if (name.empty()) return;
    std::size_t at = slot_of(name);
    while (!slots_[at].name.empty()) at = (at + 1) & (Slots - 1);
    slots_[at] = {name, number};
  }

  constexpr std::uint16_t find(std::string_view name) const {
    if (name.empty()) return kAbsent;
    for (std::size_t at = slot_of(name); !slots_[at].name.empty(); at = (at + 1) & (Slots - 1)) {
      // Nearly everybody writes a name as the schema does, and that is compared faster.
      const std::string_view known = slots_[at].name;
      if (known == name || equals_ignoring_case(known, name)) return slots_[at].number;
    }
    return kAbsent;
  }

 private:
  struct Slot {
    std::string_view name;
    std::uint16_t number = kAbsent;
  };

  /// By the length and a few octets: it tells the names of the tables apart as well as a hash of
  /// all octets would.
  static constexpr std::size_t slot_of(std::string_view name) {
    const std::size_t size = name.size();
    const char* const octets = name.data();
    const auto lower = [&](std::size_t at) {
      return static_cast<std::uint32_t>(static_cast<unsigned char>(octets[at]) | 0x20U);
    };
    std::uint32_t hash = static_cast<std::uint32_t>(size) * 0x9e3779b1U;
    hash += lower(0) * 0x85ebca6bU + lower(size / 3) * 0xd3a2646cU;
    hash += lower(size / 2) * 0xc2b2ae35U + lower(size - 1) * 0x27d4eb2fU;
    hash += lower(size < 2 ? 0 : size - 2) * 0x165667b1U;
    hash ^= hash >> 15U;
    return ((hash * 0x2c1b3c6dU) >> 16U) & (Slots - 1);
  }

  std::array<Slot, Slots> slots_{};
};

}  // namespace drawbridge::ldap::schema
