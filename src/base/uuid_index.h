#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/prefetch.h"
#include "base/uuid.h"

namespace drawbridge {

/// Finds the place of a UUID in a list of them. Two flat pieces of memory, so that many look-ups
/// among a hundred thousand stay in the processor's caches; UUIDs that somebody chose cost no more
/// than others.
class UuidIndex {
 public:
  /// Of no UUID.
  UuidIndex() = default;
  /// REQUIRES: fewer than 2^31 UUIDs. Of equal ones the first is found.
  explicit UuidIndex(std::vector<Uuid> uuids);

  std::size_t size() const { return uuids_.size(); }
  const Uuid& operator[](std::size_t place) const { return uuids_[place]; }

  /// Where it is in the list, if it is there.
  std::optional<std::size_t> find(const Uuid& uuid) const {
    return uuids_.empty() ? std::nullopt : find_from(first_slot(uuid), uuid);
  }

  /// Has the processor fetch what find() of this UUID reads first.
  void expect(const Uuid& uuid) const {
    if (!uuids_.empty()) prefetch(&slots_[first_slot(uuid)], sizeof slots_.front());
  }

  /// Where it probably is in the list, if it is there: what find() reads of the list itself is on
  /// its way into the processor's caches then. Best some time after expect().
  std::optional<std::size_t> guess(const Uuid& uuid) const {
    if (uuids_.empty()) return std::nullopt;
    const std::size_t place = slots_[first_slot(uuid)];
    if (place == 0) return std::nullopt;
    prefetch(&uuids_[place - 1], sizeof(Uuid));
    return place - 1;
  }

  /// Finds `count` of them as find() does, in their order. Faster than one by one where the list is
  /// long: what several look-ups read is fetched into the processor's caches together.
  /// @param uuid_at  gives the UUID of a number below `count`, each time the same
  /// @param found    is called with that number and with what find() returns
  template <class UuidAt, class Found>
  void find_each(std::size_t count, const UuidAt& uuid_at, Found found) const {
    if (uuids_.empty()) {
      for (std::size_t at = 0; at < count; ++at) found(at, std::optional<std::size_t>());
      return;
    }
    std::array<std::size_t, kTogether> slots{};
    for (std::size_t begin = 0; begin < count; begin += kTogether) {
      const std::size_t end = std::min(begin + kTogether, count);
      for (std::size_t at = begin; at < end; ++at) slots[at - begin] = first_slot(uuid_at(at));
      fetch(std::span(slots).first(end - begin));
      for (std::size_t at = begin; at < end; ++at) {
        found(at, find_from(slots[at - begin], uuid_at(at)));
      }
    }
  }

 private:
  static constexpr std::size_t kTogether = 32;  ///< Look-ups of find_each.

  /// Has the processor fetch what find_from() reads of these slots first.
  void fetch(std::span<const std::size_t> slots) const {
    for (const auto slot : slots) prefetch(&slots_[slot], sizeof slots_.front());
    for (const auto slot : slots) {
      const auto place = slots_[slot];
      if (place != 0) prefetch(&uuids_[place - 1], sizeof(Uuid));
    }
  }

  std::size_t first_slot(const Uuid& uuid) const;
  std::optional<std::size_t> find_from(std::size_t slot, const Uuid& uuid) const;

  std::vector<Uuid> uuids_;
  std::vector<std::uint32_t> slots_;  ///< A place and one; zero: free. A power of two of them.
};

}  // namespace drawbridge
