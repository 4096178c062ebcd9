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
  static_assert((Slots & (Slots - 1)) == 0);
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
      if (equals_ignoring_case(slots_[at].name, name)) return slots_[at].number;
    }
    return kAbsent;
  }

 private:
  struct Slot {
    std::string_view name;
    std::uint16_t number = kAbsent;
  };

  static constexpr std::size_t slot_of(std::string_view name) {
    std::uint32_t hash = 2166136261U;  // FNV-1a
    for (const char c : name) {
      hash = (hash ^ static_cast<unsigned char>(ascii_lower(c))) * 16777619U;
    }
    return (hash ^ (hash >> 15U)) & (Slots - 1);
  }

  std::array<Slot, Slots> slots_{};
};

}  // namespace drawbridge::ldap::schema
