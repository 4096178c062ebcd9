#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "ldap/ber/length_prefix.h"
#include "ldap/ber/tag.h"

namespace drawbridge::ldap::ber {

/// Appends BER (definite, shortest lengths) to a string that the caller owns.
class Writer {
 public:
  /// Where a constructed element began; to be given back to end(), innermost first.
  struct Mark {
    std::size_t contents;  ///< Offset of the first contents octet.
  };

  explicit Writer(std::string& out) : out_(&out) {}

  void integer(std::int64_t value, Tag tag = kInteger);
  void enumerated(std::int64_t value) { integer(value, kEnumerated); }
  void boolean(bool value, Tag tag = kBoolean);
  void null(Tag tag = kNull) { append_header(*out_, tag, 0); }
  void octet_string(std::string_view value, Tag tag = kOctetString) {
    append_header(*out_, tag, value.size());
    out_->append(value);
  }
  /// Octets that are BER already.
  void raw(std::string_view encoded) { out_->append(encoded); }

  /// Opens a constructed element; its length is filled in by end(). Contents of 128 octets and
  /// more are moved by up to four octets then: where the size is known beforehand, use
  /// append_header() instead.
  [[nodiscard]] Mark begin(Tag tag);
  void end(Mark mark);

 private:
  std::string* out_;
};

}  // namespace drawbridge::ldap::ber
