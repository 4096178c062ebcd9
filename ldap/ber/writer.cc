#include "ldap/ber/writer.h"

#include <array>

namespace drawbridge::ldap::ber {

void Writer::integer(std::int64_t value, Tag tag) {
  std::array<char, sizeof value> octets{};
  auto bits = static_cast<std::uint64_t>(value);
  for (std::size_t i = octets.size(); i > 0; --i, bits >>= 8U) {
    octets[i - 1] = static_cast<char>(bits & 0xffU);
  }
  std::size_t start = 0;
  const auto octet = [&](std::size_t i) { return static_cast<unsigned char>(octets[i]); };
  while (start + 1 < octets.size() && ((octet(start) == 0x00 && octet(start + 1) < 0x80) ||
                                       (octet(start) == 0xff && octet(start + 1) >= 0x80))) {
    ++start;
  }
  octet_string(std::string_view(octets.data() + start, octets.size() - start), tag);
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
