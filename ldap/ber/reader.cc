#include "ldap/ber/reader.h"

#include "ldap/ber/length_prefix.h"

namespace drawbridge::ldap::ber {

namespace {

/// The element at the start of `bytes`, and in `size` what it takes up altogether.
Result<Element> read_element(std::string_view bytes, std::size_t& size) {
  if (bytes.empty()) return fail(ErrorCode::kInvalid, "BER element missing");
  DRAWBRIDGE_TRY(const auto header, read_header(bytes));
  if (!header) return fail(ErrorCode::kInvalid, "BER element cut short");
  if (header->length > bytes.size() - header->size) {
    return fail(ErrorCode::kInvalid, "BER length runs past the end");
  }
  size = header->size + header->length;
  return Element{header->tag, bytes.substr(header->size, header->length)};
}

}  // namespace

bool Reader::take_long(Element& element) {
  constexpr std::size_t kMostHeader = 4;
  if (rest_.size() < kMostHeader) return false;
  const auto octet = [octets = rest_.data()](std::size_t at) -> std::size_t {
    return static_cast<unsigned char>(octets[at]);
  };
  const bool has_one = octet(1) == 0x81;
  const auto tag = static_cast<Tag>(octet(0));
  if ((!has_one && octet(1) != 0x82) || (tag & kTagNumberMask) == kTagNumberMask) return false;
  const std::size_t header = has_one ? kMostHeader - 1 : kMostHeader;
  const std::size_t length = has_one ? octet(2) : octet(2) << 8U | octet(3);
  if (length > rest_.size() - header) return false;
  element = {tag, rest_.substr(header, length)};
  rest_.remove_prefix(header + length);
  return true;
}

Status Reader::take_any(Element& element) {
  std::size_t size = 0;
  DRAWBRIDGE_TRY(element, read_element(rest_, size));
  rest_.remove_prefix(size);
  return {};
}

Status Reader::take_tagged(Tag tag, Element& element) {
  std::size_t size = 0;
  DRAWBRIDGE_TRY(element, read_element(rest_, size));
  if (element.tag != tag) return fail(ErrorCode::kInvalid, "unexpected BER tag");
  rest_.remove_prefix(size);
  return {};
}

Result<std::optional<std::string_view>> Reader::optional_element(Tag tag) {
  if (peek() != tag) return std::nullopt;
  return element(tag);
}

/// The one-octet form is read in place, in the header.
Result<std::int32_t> Reader::long_integer(std::int32_t min, std::int32_t max, Tag tag) {
  Reader ahead = *this;
  DRAWBRIDGE_TRY(const auto contents, ahead.element(tag));
  DRAWBRIDGE_TRY(const auto value, decode_integer(contents, min, max));
  *this = ahead;
  return value;
}

Result<bool> Reader::boolean(Tag tag) {
  Reader ahead = *this;
  DRAWBRIDGE_TRY(const auto contents, ahead.element(tag));
  DRAWBRIDGE_TRY(const auto value, decode_boolean(contents));
  *this = ahead;
  return value;
}

Status Reader::finish() const {
  if (!at_end()) return fail(ErrorCode::kInvalid, "BER octets after the last element");
  return {};
}

Result<std::int32_t> decode_integer(std::string_view contents, std::int32_t min, std::int32_t max) {
  if (contents.empty() || contents.size() > sizeof(std::int32_t)) {
    return fail(ErrorCode::kInvalid, "integer takes 1 to 4 octets");
  }
  const auto octet = [&](std::size_t i) { return static_cast<unsigned char>(contents[i]); };
  const bool is_negative = (octet(0) & 0x80U) != 0;
  if (contents.size() > 1) {
    const bool second_is_high = (octet(1) & 0x80U) != 0;
    if ((octet(0) == 0x00 && !second_is_high) || (octet(0) == 0xff && second_is_high)) {
      return fail(ErrorCode::kInvalid, "integer has a superfluous leading octet");
    }
  }
  std::uint32_t bits = is_negative ? ~std::uint32_t{0} : 0;
  for (std::size_t i = 0; i < contents.size(); ++i) bits = (bits << 8U) | octet(i);
  const auto value = static_cast<std::int32_t>(bits);
  if (value < min || value > max) return fail(ErrorCode::kInvalid, "integer is out of range");
  return value;
}

Result<bool> decode_boolean(std::string_view contents) {
  if (contents.size() != 1) return fail(ErrorCode::kInvalid, "boolean takes one octet");
  const auto octet = static_cast<unsigned char>(contents.front());
  if (octet != 0x00 && octet != 0xff) {
    return fail(ErrorCode::kInvalid, "boolean is neither 00 nor FF");
  }
  return octet == 0xff;
}

}  // namespace drawbridge::ldap::ber
