#include "projection/entry_stamps.h"

#include <algorithm>
#include <bit>
#include <string_view>
#include <utility>

#include "app/records.h"
#include "base/message_digest.h"

namespace drawbridge::projection {
namespace {

constexpr std::int64_t kMicrosecondsInSecond = 1'000'000;

template <class Value>
std::string_view octets_of(const Value& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

}  // namespace

std::uint64_t fingerprint_of(const ldap::directory::Shown& shown) {
  thread_local MessageDigest sha256("SHA256");
  const auto& facts = shown.facts;
  MessageDigest::Value digest;
  if (facts.structural_class == nullptr) {
    digest = sha256.of({shown.octets, shown.shared_values});
  } else {
    // createTimestamp shows whole seconds.
    const std::int64_t created = facts.created.microseconds / kMicrosecondsInSecond;
    digest = sha256.of({shown.octets, shown.shared_values, octets_of(facts.uuid.bytes()),
                        octets_of(created), facts.structural_class->name});
  }
  std::uint64_t fingerprint = 0;
  for (std::size_t at = 0; at < sizeof fingerprint; ++at) {
    fingerprint = (fingerprint << 8U) | static_cast<unsigned char>(digest.octets[at]);
  }
  return fingerprint;
}

Status EntryStamps::load(app::StoreReader& store) {
  std::vector<Uuid> entries;
  DRAWBRIDGE_CHECK(store.for_each(app::select_records<domain::EntryStamp>(), [&](app::Row& row) {
    remembered_.push_back(app::from_row<domain::EntryStamp>(row));
    entries.push_back(remembered_.back().uuid);
    return true;
  }));
  places_ = UuidIndex(std::move(entries));
  return {};
}

ldap::directory::Stamper::Stamp EntryStamps::stamp(const ldap::directory::Shown& shown) const {
  expect_soon(shown.facts.uuid);
  const std::uint64_t fingerprint = fingerprint_of(shown);
  const Timestamp moment = moment_of(shown.facts.uuid, fingerprint);
  return {.fingerprint = fingerprint,
          .changed = static_cast<std::uint64_t>(std::max<std::int64_t>(moment.microseconds, 0))};
}

Timestamp EntryStamps::moment_of(const Uuid& entry, std::uint64_t fingerprint) const {
  const auto place = places_.find(entry);
  if (!place) return now_;
  const auto& stamp = remembered_[*place];
  return std::bit_cast<std::uint64_t>(stamp.fingerprint) == fingerprint ? stamp.moment : now_;
}

}  // namespace drawbridge::projection
