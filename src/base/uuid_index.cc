#include "base/uuid_index.h"

#include <bit>
#include <string_view>
#include <utility>

#include "base/keyed_hash.h"

namespace drawbridge {
namespace {

std::size_t hash_of(const Uuid& uuid) {
  const auto& bytes = uuid.bytes();
  return keyed_hash({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

UuidIndex::UuidIndex(std::vector<Uuid> uuids)
    : uuids_(std::move(uuids)), slots_(std::bit_ceil(2 * uuids_.size() + 1)) {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t place = 0; place < uuids_.size(); ++place) {
    std::size_t slot = hash_of(uuids_[place]) & mask;
    while (slots_[slot] != 0 && uuids_[slots_[slot] - 1] != uuids_[place]) slot = (slot + 1) & mask;
    if (slots_[slot] == 0) slots_[slot] = static_cast<std::uint32_t>(place + 1);
  }
}

std::size_t UuidIndex::first_slot(const Uuid& uuid) const {
  return hash_of(uuid) & (slots_.size() - 1);
}

std::optional<std::size_t> UuidIndex::find_from(std::size_t slot, const Uuid& uuid) const {
  for (; slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
    const std::size_t place = slots_[slot] - 1;
    if (uuids_[place] == uuid) return place;
  }
  return std::nullopt;
}

}  // namespace drawbridge
