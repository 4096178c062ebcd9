#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "ldap/ber/tag.h"

namespace drawbridge::ldap::ber {

/// One decoded element; `contents` borrows from the PDU.
struct Element {
  Tag tag;
  std::string_view contents;
};

/// A cursor over the contents of one BER element (X.690, with the restrictions of RFC 4511
/// section 5.1: definite lengths, primitive octet strings, BOOLEAN true is 0xFF).
///
/// Borrows: every view returned points into the PDU and lives as long as it. A read past the end,
/// a wrong tag or a bad length is kInvalid; the cursor then has not moved. Nothing is allocated.
class Reader {
 public:
  Reader() = default;
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  bool at_end() const { return rest_.empty(); }
  /// What has not been read yet.
  std::string_view rest() const { return rest_; }
  /// Tag of the next element, nothing at the end. Says nothing about whether it can be read.
  std::optional<Tag> peek() const {
    if (rest_.empty()) return std::nullopt;
    return static_cast<Tag>(rest_.front());
  }

  /// The next element, whatever its tag.
  Result<Element> next() {
    Element element{};
    if (!take_usual(element)) DRAWBRIDGE_CHECK(take_any(element));
    return element;
  }

  /// Passes the next element, whatever its tag. @return false where next() fails
  bool pass() {
    Element element{};
    return take_usual(element) || take_any(element).has_value();
  }

  /// Contents of the next element, which must carry `tag`.
  Result<std::string_view> element(Tag tag) {
    Element element{};
    if (peek() != tag || !take_usual(element)) DRAWBRIDGE_CHECK(take_tagged(tag, element));
    return element.contents;
  }
  /// Passes the next element if it carries `tag` and has a length of one octet.
  /// @return false, without a move, for any other and for a malformed one
  bool skip_short(Tag tag) {
    Element element{};
    return peek() == tag && take_short(element);
  }
  /// Contents of the next element if it carries `tag`; nothing, and no move, if it is another.
  Result<std::optional<std::string_view>> optional_element(Tag tag);

  /// INTEGER within [min, max].
  Result<std::int32_t> integer(std::int32_t min, std::int32_t max, Tag tag = kInteger) {
    Reader ahead = *this;
    Element element{};
    const bool has_one_octet =
        peek() == tag && ahead.take_short(element) && element.contents.size() == 1;
    if (!has_one_octet) return long_integer(min, max, tag);
    const std::int32_t octet = static_cast<unsigned char>(element.contents[0]);
    const std::int32_t value = octet < 0x80 ? octet : octet - 0x100;
    if (value < min || value > max) return long_integer(min, max, tag);
    *this = ahead;
    return value;
  }
  /// ENUMERATED within [min, max].
  Result<std::int32_t> enumerated(std::int32_t min, std::int32_t max) {
    return integer(min, max, kEnumerated);
  }
  Result<std::string_view> octet_string(Tag tag = kOctetString) { return element(tag); }
  Result<bool> boolean(Tag tag = kBoolean);

  /// A reader over the contents of the constructed element that comes next.
  Result<Reader> enter(Tag tag) {
    DRAWBRIDGE_TRY(const auto contents, element(tag));
    return Reader(contents);
  }

  /// kInvalid when something is left.
  Status finish() const;

 private:
  /// The next element if it has the one-octet tag and length that nearly all have and lies within
  /// the octets.
  bool take_short(Element& element) {
    constexpr std::size_t kHeader = 2;
    if (rest_.size() < kHeader) return false;
    const char* const octets = rest_.data();
    const auto tag = static_cast<Tag>(octets[0]);
    const std::size_t length = static_cast<unsigned char>(octets[1]);
    if ((tag & kTagNumberMask) == kTagNumberMask || length >= 0x80 ||
        length > rest_.size() - kHeader) {
      return false;
    }
    element = {tag, std::string_view(octets + kHeader, length)};
    rest_.remove_prefix(kHeader + length);
    return true;
  }
  /// The same with a length of up to three octets.
  bool take_long(Element& element);
  /// Either. False says nothing but that take_any() must look.
  bool take_usual(Element& element) { return take_short(element) || take_long(element); }

  Result<std::int32_t> long_integer(std::int32_t min, std::int32_t max, Tag tag);
  Status take_any(Element& element);
  Status take_tagged(Tag tag, Element& element);

  std::string_view rest_;
};

/// Contents octets of an INTEGER or ENUMERATED: 1 to 4 octets, two's complement, minimal
/// (X.690 section 8.3.2), within [min, max]; else kInvalid.
Result<std::int32_t> decode_integer(std::string_view contents, std::int32_t min, std::int32_t max);

/// Contents octets of a BOOLEAN: exactly 0x00 or 0xFF (RFC 4511 section 5.1); else kInvalid.
Result<bool> decode_boolean(std::string_view contents);

}  // namespace drawbridge::ldap::ber
