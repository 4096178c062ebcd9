#include "projection/entry_stamps.h"

#include <array>
#include <bit>
#include <string>
#include <utility>

#include "app/records.h"
#include "base/octet_buffer.h"
#include "crypto/digest.h"

namespace drawbridge::projection {
namespace {

/// The facts that are no stamps.
constexpr std::array kShownFacts = {ldap::schema::AttributeId::kStructuralObjectClass,
                                    ldap::schema::AttributeId::kEntryUUID,
                                    ldap::schema::AttributeId::kCreateTimestamp};

void append(OctetBuffer& out, std::string_view part) {
  const std::uint64_t size = part.size();
  std::array<char, 4> octets{};
  for (std::size_t at = 0; at < octets.size(); ++at) {
    octets[at] = static_cast<char>((size >> (8 * at)) & 0xffU);
  }
  out.append(octets.data(), octets.size());
  out.append(part);
}

void append_count(OctetBuffer& out, std::size_t count) { append(out, std::to_string(count)); }

}  // namespace

std::uint64_t fingerprint_of(const ldap::directory::EntryContent& content) {
  OctetBuffer text;
  append(text, content.dn.text());
  for (const auto& attribute : content.attributes) {
    append(text, attribute.name);
    append_count(text, attribute.size());
    for (std::size_t at = 0; at < attribute.size(); ++at) append(text, attribute[at].text);
  }
  if (!content.shared.values.empty()) {
    append(text, content.shared.name);
    append_count(text, content.shared.values.size());
    for (const std::string_view value : content.shared.values) append(text, value);
  }
  if (content.facts.structural_class != nullptr) {
    for (const auto type : kShownFacts) {
      ldap::directory::FactText value;
      append(text, ldap::schema::attribute_type(type).name);
      append(text, "1");
      append(text, value.value(content.facts, type));
    }
  }
  const std::string digest = crypto::sha256(text.view());
  std::uint64_t fingerprint = 0;
  for (std::size_t at = 0; at < sizeof fingerprint; ++at) {
    fingerprint = (fingerprint << 8U) | static_cast<unsigned char>(digest[at]);
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

Timestamp EntryStamps::moment_of(const Uuid& entry, std::uint64_t fingerprint) const {
  const auto place = places_.find(entry);
  if (!place) return now_;
  const auto& stamp = remembered_[*place];
  return std::bit_cast<std::uint64_t>(stamp.fingerprint) == fingerprint ? stamp.moment : now_;
}

}  // namespace drawbridge::projection
