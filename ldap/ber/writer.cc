#include "ldap/ber/writer.h"

#include <array>
#include <bit>

namespace drawbridge::ldap::ber {

void Writer::integer(std::int64_t value, Tag tag) {
  const auto bits = static_cast<std::uint64_t>(value);
  // The sign takes a bit, too: of a negative number the leading ones say no more than one does.
  const auto significant = static_cast<std::size_t>(std::bit_width(value < 0 ? ~bits : bits));
  const std::size_t size = significant / 8 + 1;
  std::array<char, sizeof value> octets{};
  for (std::size_t i = 0; i < size; ++i) {
    octets[i] = static_cast<char>((bits >> (8 * (size - 1 - i))) & 0xffU);
  }
  octet_string(std::string_view(octets.data(), size), tag);
}

void Writer::boolean(bool value, Tag tag) {
  octet_string(std::string_view(value ? "\xff" : "\x00", 1), tag);
}

Writer::Mark Writer::begin(Tag tag) {
  append_header(*out_, tag, 0);
  return Mark{out_->size()};
}

void Writer::end(Mark mark) {
  const std::size_t length = out_->size() - mark.contents;
  const std::size_t length_at = mark.contents - 1;
  if (length < 0x80) {
    (*out_)[length_at] = static_cast<char>(length);
    return;
  }
  std::string header;
  append_header(header, kSequence, length);
  out_->replace(length_at, 1, header, 1, std::string::npos);
}

}  // namespace drawbridge::ldap::ber
