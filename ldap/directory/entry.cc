#include "ldap/directory/entry.h"

#include <algorithm>

#include "ldap/schema/name_index.h"

namespace drawbridge::ldap::directory {
namespace {

/// Takes the next header off BER that was encoded here. @return the length in it
std::size_t take_header(std::string_view& rest) {
  const auto first = static_cast<unsigned char>(rest[1]);
  std::size_t header = 2;
  std::size_t length = first;
  if (first >= 0x80) {
    const std::size_t octets = first & 0x7fU;
    length = 0;
    for (std::size_t i = 0; i < octets; ++i) {
      length = (length << 8U) | static_cast<unsigned char>(rest[2 + i]);
    }
    header += octets;
  }
  rest.remove_prefix(header);
  return length;
}

/// Takes the contents of the next element off.
std::string_view take_element(std::string_view& rest) {
  const std::size_t length = take_header(rest);
  const std::string_view contents = rest.substr(0, length);
  rest.remove_prefix(length);
  return contents;
}

}  // namespace

std::optional<std::string_view> ValueCursor::next() {
  if (rest_.empty()) return std::nullopt;
  return take_element(rest_);
}

std::optional<std::string_view> NormalValueCursor::next() {
  const auto value = values_.next();
  if (!value || !folds_case_) return value;
  std::transform(value->begin(), value->end(), folded_.begin(), schema::ascii_lower);
  return std::string_view(folded_.data(), value->size());
}

std::string_view Entry::dn() const {
  std::string_view tlv = name_tlv();
  return take_element(tlv);
}

std::optional<Entry::Slice> Entry::find(schema::AttributeId type) const {
  const auto wanted = static_cast<char>(type);
  const auto find_in_rows = [&]<class Offset>(Offset) -> std::optional<Slice> {
    const char* place = tail() + key_size_ + offsetof(Row<Offset>, type);
    for (std::size_t at = 0; at < slice_count_; ++at, place += sizeof(Row<Offset>)) {
      if (*place == wanted) return slice_with<Offset>(at);
    }
    return std::nullopt;
  };
  return is_wide_ ? find_in_rows(std::uint32_t{}) : find_in_rows(std::uint16_t{});
}

ValueCursor Entry::values(const Slice& slice) const {
  if (slice.has_shared_values) return ValueCursor(shared_.octets());
  std::string_view tlv = attribute_tlv(slice);
  std::string_view attribute = take_element(tlv);
  take_element(attribute);
  return ValueCursor(take_element(attribute));
}

template <class Offset>
std::string_view Entry::forms_with(std::uint8_t number) const {
  const std::size_t ends = (slice_count_ + std::size_t{1}) * sizeof(Row<Offset>);
  const auto end_of = [&](std::size_t at) { return load<Offset>(ends + at * sizeof(Offset)); };
  return octets(number == 1 ? offset_of(slice_count_) : end_of(number - std::size_t{2}),
                end_of(number - std::size_t{1}));
}

NormalValueCursor Entry::normal_values(const Slice& slice) const {
  if (slice.own_forms == 0) return {values(slice).rest(), slice.folds_case};
  return {is_wide_ ? forms_with<std::uint32_t>(slice.own_forms)
                   : forms_with<std::uint16_t>(slice.own_forms),
          false};
}

std::string_view Entry::served_name(const Slice& slice) const {
  std::string_view attribute = attribute_tlv(slice);
  take_header(attribute);
  return take_element(attribute);
}

}  // namespace drawbridge::ldap::directory
