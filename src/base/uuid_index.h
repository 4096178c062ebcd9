#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

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
  std::optional<std::size_t> find(const Uuid& uuid) const;

 private:
  std::vector<Uuid> uuids_;
  std::vector<std::uint32_t> slots_;  ///< A place and one; zero: free. A power of two of them.
};

}  // namespace drawbridge
