#include "ldap/client/ldif_reader.h"

#include <algorithm>
#include <utility>

#include "base/encoding.h"
#include "base/text.h"
#include "ldap/schema/attribute_type.h"

namespace drawbridge::ldap::client {
namespace {

std::string_view without_blanks_in_front(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return text;
}

/// The values of a name stand together in what we write; elsewhere they may be apart.
std::vector<std::string>& values_of(PlainEntry& entry, std::string_view name) {
  auto& attributes = entry.attributes;
  if (!attributes.empty() && attributes.back().name == name) return attributes.back().values;
  const auto found = std::find_if(attributes.begin(), attributes.end(), [&](const auto& attribute) {
    return equal_ignoring_case(attribute.name, name);
  });
  if (found != attributes.end()) return found->values;
  attributes.push_back({std::string(name), {}});
  return attributes.back().values;
}

}  // namespace

Status LdifReader::feed(std::string_view piece) {
  while (!piece.empty()) {
    const auto end = piece.find('\n');
    const auto part = piece.substr(0, end);
    record_octets_ += part.size() + 1;
    if (record_octets_ > kMaxRecordOctets) {
      return fail(ErrorCode::kTooLarge, "An LDIF record is larger than 512 MiB.");
    }
    partial_ += part;
    if (end == std::string_view::npos) return {};
    piece.remove_prefix(end + 1);
    if (partial_.ends_with('\r')) partial_.pop_back();
    const std::string line = std::exchange(partial_, {});
    DRAWBRIDGE_CHECK(take_physical_line(line));
  }
  return {};
}

Status LdifReader::finish() {
  if (!partial_.empty()) DRAWBRIDGE_CHECK(feed("\n"));
  DRAWBRIDGE_CHECK(take_logical_line());
  return end_record();
}

Status LdifReader::take_physical_line(std::string_view line) {
  ++line_number_;
  if (line.starts_with(' ')) {
    if (!has_logical_) return fault("a continuation without a line before it");
    logical_ += line.substr(1);
    return {};
  }
  DRAWBRIDGE_CHECK(take_logical_line());
  if (line.empty()) return end_record();
  logical_ = line;
  has_logical_ = true;
  return {};
}

Status LdifReader::take_logical_line() {
  if (!std::exchange(has_logical_, false)) return {};
  const std::string line = std::exchange(logical_, {});
  if (line.starts_with('#')) return {};
  const auto colon = line.find(':');
  const auto name = std::string_view(line).substr(0, colon);
  if (colon == std::string::npos || !schema::is_attribute_description(name)) {
    return fault("no attribute name");
  }
  auto rest = std::string_view(line).substr(colon + 1);
  if (rest.starts_with('<')) return fault("a value by URL");
  std::string value;
  if (rest.starts_with(':')) {
    auto decoded = base64_decode(without_blanks_in_front(rest.substr(1)));
    if (!decoded) return fault("a value that is not base64");
    value = std::move(*decoded);
  } else {
    value = without_blanks_in_front(rest);
  }
  if (!has_name_) {
    if (equal_ignoring_case(name, "version")) return {};
    if (!equal_ignoring_case(name, "dn")) return fault("a record that does not begin with dn");
    has_name_ = true;
    entry_.dn = std::move(value);
    return {};
  }
  if (equal_ignoring_case(name, "changetype") || equal_ignoring_case(name, "control")) {
    return fault("a change record");
  }
  values_of(entry_, name).push_back(std::move(value));
  return {};
}

Status LdifReader::end_record() {
  record_octets_ = 0;
  if (!std::exchange(has_name_, false)) return {};
  return sink_(std::exchange(entry_, {}));
}

tl::unexpected<Error> LdifReader::fault(const std::string& what) const {
  return fail(ErrorCode::kInvalid,
              "LDIF, before or at line " + std::to_string(line_number_) + ": " + what + ".");
}

}  // namespace drawbridge::ldap::client
