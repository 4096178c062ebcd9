#include "ldap/dn/attribute_name.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace drawbridge::ldap::dn {

namespace {

using Synonym = std::pair<std::string_view, std::string_view>;

/// Types that stand in distinguished names under several spellings (RFC 4514 section 3, RFC 4519,
/// RFC 2307), sorted by the first column for binary search.
constexpr std::array<Synonym, 36> kSynonyms = {{
    {"0.9.2342.19200300.100.1.1", "uid"},
    {"0.9.2342.19200300.100.1.25", "dc"},
    {"0.9.2342.19200300.100.1.3", "mail"},
    {"0.9.2342.19200300.100.1.9", "host"},
    {"1.3.6.1.1.1.1.0", "uidnumber"},
    {"1.3.6.1.1.1.1.1", "gidnumber"},
    {"1.3.6.1.1.16.4", "entryuuid"},
    {"2.16.840.1.113730.3.1.241", "displayname"},
    {"2.16.840.1.113730.3.1.3", "employeenumber"},
    {"2.5.4.10", "o"},
    {"2.5.4.11", "ou"},
    {"2.5.4.12", "title"},
    {"2.5.4.13", "description"},
    {"2.5.4.3", "cn"},
    {"2.5.4.4", "sn"},
    {"2.5.4.41", "name"},
    {"2.5.4.42", "givenname"},
    {"2.5.4.43", "initials"},
    {"2.5.4.45", "x500uniqueidentifier"},
    {"2.5.4.5", "serialnumber"},
    {"2.5.4.6", "c"},
    {"2.5.4.7", "l"},
    {"2.5.4.8", "st"},
    {"2.5.4.9", "street"},
    {"commonname", "cn"},
    {"countryname", "c"},
    {"domaincomponent", "dc"},
    {"gn", "givenname"},
    {"localityname", "l"},
    {"organizationalunitname", "ou"},
    {"organizationname", "o"},
    {"rfc822mailbox", "mail"},
    {"stateorprovincename", "st"},
    {"streetaddress", "street"},
    {"surname", "sn"},
    {"userid", "uid"},
}};
static_assert(std::is_sorted(kSynonyms.begin(), kSynonyms.end()));

constexpr std::size_t kLongestSynonym = 26;

constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// By the first letter of descriptors among the synonyms: their sizes, a bit each.
constexpr auto kSizesOfSynonyms = [] {
  std::array<std::uint32_t, 26> sizes{};
  for (const auto& [name, canonical] : kSynonyms) {
    if (!is_digit(name.front())) {
      sizes[static_cast<std::size_t>(name.front() - 'a')] |= std::uint32_t{1} << name.size();
    }
  }
  return sizes;
}();
static_assert(kLongestSynonym < 32);

/// Whether a name in lower case may be one of the synonyms. Of `cn`, `uid` and most others that is
/// seen without looking any up.
bool may_be_synonym(std::string_view name) {
  if (name.empty() || name.size() > kLongestSynonym) return false;
  if (!is_letter(name.front())) return true;
  const auto sizes = kSizesOfSynonyms[static_cast<std::size_t>(name.front() - 'a')];
  return ((sizes >> name.size()) & 1U) != 0;
}

bool is_dotted_oid(std::string_view text) {
  bool wants_digit = true;
  bool has_dot = false;
  for (const char c : text) {
    if (c == '.') {
      if (wants_digit) return false;
      wants_digit = true;
      has_dot = true;
    } else if (is_digit(c)) {
      wants_digit = false;
    } else {
      return false;
    }
  }
  return has_dot && !wants_digit;
}

std::string_view without_oid_prefix(std::string_view name) {
  constexpr std::size_t kPrefix = 4;  // "OID.", which RFC 2253 section 4 asks servers to accept
  if (name.size() <= kPrefix || name[3] != '.') return name;
  const bool matches = lower(name[0]) == 'o' && lower(name[1]) == 'i' && lower(name[2]) == 'd';
  return matches ? name.substr(kPrefix) : name;
}

}  // namespace

bool is_attribute_name(std::string_view text) {
  if (text.empty()) return false;
  const std::string_view oid = without_oid_prefix(text);
  if (is_digit(oid.front())) return is_dotted_oid(oid);
  return is_letter(text.front()) && std::all_of(text.begin(), text.end(), [](char c) {
           return is_letter(c) || is_digit(c) || c == '-' || c == '_';
         });
}

void append_canonical_name(std::string_view name, std::string& out) {
  name = without_oid_prefix(name);
  const std::size_t start = out.size();
  for (const char c : name) out += lower(c);
  const std::string_view lowered = std::string_view(out).substr(start);
  if (!may_be_synonym(lowered)) return;
  const auto found =
      std::lower_bound(kSynonyms.begin(), kSynonyms.end(), lowered,
                       [](const Synonym& a, std::string_view b) { return a.first < b; });
  if (found != kSynonyms.end() && found->first == lowered) {
    out.replace(start, std::string::npos, found->second);
  }
}

}  // namespace drawbridge::ldap::dn
