#include "projection/entry_stamps.h"

#include <array>
#include <bit>
#include <cstring>
#include <string>
#include <utility>

#include "app/records.h"
#include "crypto/digest.h"

namespace drawbridge::projection {
namespace {

/// The facts that are no stamps.
constexpr std::array kShownFacts = {ldap::schema::AttributeId::kStructuralObjectClass,
                                    ldap::schema::AttributeId::kEntryUUID,
                                    ldap::schema::AttributeId::kCreateTimestamp};

void append(std::string& out, std::string_view part) {
  const std::uint64_t size = part.size();
  std::array<char, 4> octets{};
  for (std::size_t at = 0; at < octets.size(); ++at) {
    octets[at] = static_cast<char>((size >> (8 * at)) & 0xffU);
  }
  out.append(octets.data(), octets.size());
  out.append(part);
}

}  // namespace

std::uint64_t fingerprint_of(const ldap::directory::EntryContent& content) {
  constexpr std::size_t kUsualSize = 2048;
  std::string text;
  text.reserve(kUsualSize);
  append(text, content.dn.text());
  for (const auto& attribute : content.attributes) {
    append(text, attribute.name);
    append(text, std::to_string(attribute.values.size()));
    for (const auto& value : attribute.values) append(text, value);
  }
  if (!content.shared.values.empty()) {
    append(text, content.shared.name);
    append(text, std::to_string(content.shared.values.size()));
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
  const std::string digest = crypto::sha256(text);
  std::uint64_t fingerprint = 0;
  for (std::size_t at = 0; at < sizeof fingerprint; ++at) {
    fingerprint = (fingerprint << 8U) | static_cast<unsigned char>(digest[at]);
  }
  return fingerprint;
}

Result<EntryStamps> EntryStamps::load(app::StoreReader& store, Timestamp now) {
  EntryStamps stamps(now);
  DRAWBRIDGE_CHECK(store.for_each(app::select_records<domain::EntryStamp>(), [&](app::Row& row) {
    const auto stamp = app::from_row<domain::EntryStamp>(row);
    stamps.remembered_.emplace(stamp.uuid, stamp);
    return true;
  }));
  return stamps;
}

Timestamp EntryStamps::moment_of(const Uuid& entry, std::uint64_t fingerprint) const {
  const auto found = remembered_.find(entry);
  if (found == remembered_.end()) return now_;
  return std::bit_cast<std::uint64_t>(found->second.fingerprint) == fingerprint
             ? found->second.moment
             : now_;
}

}  // namespace drawbridge::projection
