#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace drawbridge::ldap::dn {

/// Reads the `type=value` pairs of a distinguished name's text one after another (RFC 4514
/// section 3). No recursion, and no memory beyond one value.
class Scanner {
 public:
  /// @param text  at most kMaxDnOctets are accepted by next(); borrowed
  explicit Scanner(std::string_view text);

  /// Whether every pair has been read. The empty name is at its end from the start.
  bool at_end() const { return position_ == text_.size() && !expects_pair_; }

  /// Reads the next pair into type() and value(); kInvalid for text that is no name.
  Status next();

  /// Type of the last pair, as written.
  std::string_view type() const { return type_; }
  /// Its value, unescaped; for is_encoded() the BER element that was written in hex.
  const std::string& value() const { return value_; }
  bool is_encoded() const { return is_encoded_; }
  /// Whether the last pair was the last one of its RDN.
  bool ends_rdn() const { return ends_rdn_; }

 private:
  void skip_spaces();
  Status read_type();
  bool take_plain();
  Status read_string();
  Status read_escape();
  Status read_hex_string();
  Status read_separator();

  std::string_view text_;
  std::size_t position_ = 0;
  bool expects_pair_ = false;
  std::string_view type_;
  std::string value_;
  bool is_encoded_ = false;
  bool ends_rdn_ = true;
};

}  // namespace drawbridge::ldap::dn
