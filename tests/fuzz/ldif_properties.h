#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fuzz/require.h"
#include "ldap/client/ldif_reader.h"
#include "ldap/client/ldif_writer.h"

namespace drawbridge::fuzz {

/// A `name: value` of LDIF, as a reader of its own finds it.
using LdifPair = std::pair<std::string, std::string>;

/// Strict base64 with padding.
inline std::string read_base64(std::string_view text) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  require(text.size() % 4 == 0, "base64 comes in fours");
  std::string octets;
  for (std::size_t at = 0; at < text.size(); at += 4) {
    unsigned bits = 0;
    std::size_t padding = 0;
    for (const char c : text.substr(at, 4)) {
      const auto digit = kAlphabet.find(c);
      require(digit != kAlphabet.npos || (c == '=' && at + 4 == text.size()), "base64 alphabet");
      if (c == '=') ++padding;
      bits = (bits << 6U) | (c == '=' ? 0U : static_cast<unsigned>(digit));
    }
    require(padding <= 2, "base64 padding");
    for (unsigned i = 0; i < 3 - padding; ++i) {
      octets += static_cast<char>((bits >> (16U - 8U * i)) & 0xffU);
    }
  }
  return octets;
}

/// SAFE-STRING of RFC 2849, and no blank at the end (its note 8).
inline bool is_safe_string(std::string_view text) {
  if (text.empty()) return true;
  if (text.front() == ' ' || text.front() == ':' || text.front() == '<') return false;
  return text.back() != ' ' && std::none_of(text.begin(), text.end(), [](char c) {
           return c == '\0' || c == '\n' || c == '\r' || static_cast<unsigned char>(c) > 127;
         });
}

inline LdifPair read_pair(std::string_view line) {
  const auto colon = line.find(':');
  require(colon != line.npos && colon > 0, "a line has a name");
  const std::string name(line.substr(0, colon));
  auto rest = line.substr(colon + 1);
  if (rest.starts_with(": ")) return {name, read_base64(rest.substr(2))};
  if (rest.empty()) return {name, ""};
  require(rest.starts_with(' '), "a blank parts name and value");
  require(is_safe_string(rest.substr(1)), "a value as it stands is a SAFE-STRING");
  return {name, std::string(rest.substr(1))};
}

/// The lines of one record, unfolded; checks their form.
inline std::vector<LdifPair> read_record(std::string_view text) {
  require(text.ends_with("\n\n"), "a blank line ends the record");
  text.remove_suffix(1);
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(line.size() + 1);
    require(!line.empty() && line.size() <= 76, "1 to 76 columns");
    if (line.front() == ' ') {
      require(!lines.empty(), "something is continued");
      lines.back() += line.substr(1);
    } else {
      lines.emplace_back(line);
    }
  }
  std::vector<LdifPair> pairs;
  for (const auto& line : lines) pairs.push_back(read_pair(line));
  return pairs;
}

/// Whatever the values hold, an independent reader finds them all, and so does ours.
/// The input: a DN and values, parted by octets 0x1e.
inline void check_ldif_writer(std::string_view input) {
  ldap::client::PlainEntry entry;
  std::vector<LdifPair> wanted;
  bool is_first = true;
  for (bool more = true; more;) {
    const auto end = input.find('\x1e');
    more = end != input.npos;
    const std::string value(input.substr(0, end));
    if (more) input.remove_prefix(end + 1);
    if (std::exchange(is_first, false)) {
      entry.dn = value;
      wanted.emplace_back("dn", value);
    } else {
      const std::string name = "a" + std::to_string(value.size() % 3);
      entry.attributes.push_back({name, {value}});
      wanted.emplace_back(name, value);
    }
  }
  std::string text;
  ldap::client::append_ldif_entry(text, entry);
  require(read_record(text) == wanted, "every value comes back");

  std::size_t records = 0, values = 0;
  ldap::client::LdifReader reader([&](const ldap::client::PlainEntry& read) -> Status {
    ++records;
    require(read.dn == entry.dn, "our reader finds the name");
    for (const auto& attribute : read.attributes) values += attribute.values.size();
    return {};
  });
  const auto half = text.size() / 2;
  require(reader.feed(text.substr(0, half)) && reader.feed(text.substr(half)) && reader.finish(),
          "our reader takes it");
  require(records == 1 && values + 1 == wanted.size(), "our reader finds every value");
}

/// Text of others is read or refused; what was read is written so that it is read again.
inline void check_ldif_reader(std::string_view text) {
  std::string written;
  ldap::client::LdifReader reader([&](const ldap::client::PlainEntry& entry) -> Status {
    ldap::client::append_ldif_entry(written, entry);
    return {};
  });
  if (!reader.feed(text) || !reader.finish()) return;
  std::string again;
  ldap::client::LdifReader second([&](const ldap::client::PlainEntry& entry) -> Status {
    ldap::client::append_ldif_entry(again, entry);
    return {};
  });
  require(second.feed(written) && second.finish(), "what was written is read");
  require(again == written, "and is the same");
}

}  // namespace drawbridge::fuzz
