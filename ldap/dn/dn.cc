#include "ldap/dn/dn.h"

#include <algorithm>
#include <array>

#include "ldap/dn/attribute_name.h"
#include "ldap/dn/escape.h"
#include "ldap/dn/scanner.h"
#include "ldap/dn/string_prep.h"

namespace drawbridge::ldap::dn {

namespace {

// Octets below 0x20 cannot occur in types or in prepared values.
constexpr char kRdnEnd = '\0';
constexpr char kEncodedValue = '\x01';
constexpr char kPairSeparator = '\x02';

constexpr std::string_view kHexDigits = "0123456789abcdef";

void append_hex(std::string_view octets, std::string& out) {
  for (const char c : octets) {
    const auto octet = static_cast<unsigned char>(c);
    out += kHexDigits[octet >> 4U];
    out += kHexDigits[octet & 0x0fU];
  }
}

Status append_pair_key(std::string_view type, std::string_view value, bool is_encoded,
                       std::string& out) {
  append_canonical_name(type, out);
  out += '=';
  if (is_encoded) {
    out += kEncodedValue;
    append_hex(value, out);
    return {};
  }
  if (!append_prepared(value, CaseRule::kFold, StringRole::kValue, out)) {
    return fail(ErrorCode::kInvalid, "DN value is not UTF-8");
  }
  return {};
}

void append_pair_text(std::string_view type, std::string_view value, bool is_encoded,
                      std::string& out) {
  out += type;
  out += '=';
  if (is_encoded) {
    out += '#';
    append_hex(value, out);
  } else {
    append_escaped_value(value, out);
  }
}

/// The keys of RDNs in the order of the text; turned round when all are there.
class KeyBuilder {
 public:
  explicit KeyBuilder(std::string_view text) { keys_.reserve(text.size()); }

  Status add(const Scanner& pair) {
    if (starts_rdn_) {
      if (count_ == kMaxRdns) return fail(ErrorCode::kInvalid, "DN has too many RDNs");
      starts_[count_++] = keys_.size();
    } else {
      keys_ += kPairSeparator;
      is_multi_valued_ = true;
    }
    DRAWBRIDGE_CHECK(append_pair_key(pair.type(), pair.value(), pair.is_encoded(), keys_));
    starts_rdn_ = pair.ends_rdn();
    if (starts_rdn_ && is_multi_valued_) sort_pairs();
    return {};
  }

  void append_to(std::string& out) const {
    out.reserve(out.size() + keys_.size() + count_);
    std::size_t end = keys_.size();
    for (std::size_t i = count_; i > 0; --i) {
      out.append(keys_, starts_[i - 1], end - starts_[i - 1]);
      out += kRdnEnd;
      end = starts_[i - 1];
    }
  }

 private:
  void sort_pairs() {
    const std::string rdn = keys_.substr(starts_[count_ - 1]);
    std::vector<std::string_view> pairs;
    for (std::size_t from = 0; from <= rdn.size();) {
      const std::size_t to = std::min(rdn.find(kPairSeparator, from), rdn.size());
      pairs.push_back(std::string_view(rdn).substr(from, to - from));
      from = to + 1;
    }
    std::sort(pairs.begin(), pairs.end());
    keys_.resize(starts_[count_ - 1]);
    for (const auto pair : pairs) {
      if (pair.data() != pairs.front().data()) keys_ += kPairSeparator;
      keys_ += pair;
    }
    is_multi_valued_ = false;
  }

  std::string keys_;
  std::array<std::size_t, kMaxRdns> starts_{};
  std::size_t count_ = 0;
  bool starts_rdn_ = true;
  bool is_multi_valued_ = false;
};

Status check_size(std::size_t octets) {
  if (octets > kMaxDnOctets) return fail(ErrorCode::kInvalid, "DN is too long");
  return {};
}

/// Offset of the comma that ends the first RDN of a printed name, or its size.
std::size_t first_rdn_size(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ',') return i;
    if (text[i] == '\\') ++i;
  }
  return text.size();
}

}  // namespace

Result<Dn> Dn::parse(std::string_view text) {
  DRAWBRIDGE_CHECK(check_size(text.size()));
  Dn dn;
  KeyBuilder key(text);
  dn.text_.reserve(text.size());
  for (Scanner scanner(text); !scanner.at_end();) {
    DRAWBRIDGE_CHECK(scanner.next());
    DRAWBRIDGE_CHECK(key.add(scanner));
    append_pair_text(scanner.type(), scanner.value(), scanner.is_encoded(), dn.text_);
    if (!scanner.at_end()) dn.text_ += scanner.ends_rdn() ? ',' : '+';
  }
  DRAWBRIDGE_CHECK(check_size(dn.text_.size()));
  key.append_to(dn.key_);
  return dn;
}

Status append_key(std::string_view text, std::string& out) {
  DRAWBRIDGE_CHECK(check_size(text.size()));
  KeyBuilder key(text);
  for (Scanner scanner(text); !scanner.at_end();) {
    DRAWBRIDGE_CHECK(scanner.next());
    DRAWBRIDGE_CHECK(key.add(scanner));
  }
  key.append_to(out);
  return {};
}

std::size_t Dn::depth() const { return key_depth(key_); }

Dn Dn::parent() const {
  Dn result;
  result.key_ = parent_key(key_);
  const std::size_t first = first_rdn_size(text_);
  if (first < text_.size()) result.text_ = text_.substr(first + 1);
  return result;
}

std::string_view Dn::rdn_text() const {
  return std::string_view(text_).substr(0, first_rdn_size(text_));
}

std::vector<Rdn> Dn::rdns() const {
  std::vector<Rdn> result;
  bool starts_rdn = true;
  for (Scanner scanner(text_); !scanner.at_end();) {
    if (!scanner.next()) break;  // cannot happen: text_ was printed by us
    if (starts_rdn) result.emplace_back();
    result.back().push_back({std::string(scanner.type()), scanner.value(), scanner.is_encoded()});
    starts_rdn = scanner.ends_rdn();
  }
  return result;
}

bool Dn::is_child_of(const Dn& parent) const {
  return !is_root() && parent_key(key_) == parent.key_;
}

Result<Dn> Dn::child(std::string_view type, std::string_view value) const {
  constexpr std::size_t kPairSigns = 3;
  Dn result;
  result.text_.reserve(type.size() + value.size() + kPairSigns + text_.size());
  result.key_.reserve(key_.size() + type.size() + value.size() + kPairSigns);
  DRAWBRIDGE_CHECK(append_child(type, value, result.text_, result.key_));
  return result;
}

Status Dn::append_child(std::string_view type, std::string_view value, std::string& text,
                        std::string& key) const {
  if (!is_attribute_name(type)) return fail(ErrorCode::kInvalid, "no attribute type");
  if (value.empty()) return fail(ErrorCode::kInvalid, "RDN value is empty");
  if (depth() == kMaxRdns) return fail(ErrorCode::kInvalid, "DN has too many RDNs");
  const std::size_t begin = text.size();
  append_pair_text(type, value, false, text);
  if (!is_root()) {
    text += ',';
    text += text_;
  }
  DRAWBRIDGE_CHECK(check_size(text.size() - begin));
  key += key_;
  DRAWBRIDGE_CHECK(append_pair_key(type, value, false, key));
  key += kRdnEnd;
  return {};
}

std::string subtree_end(std::string_view key) {
  std::string end(key);
  if (!end.empty()) end.back() = kRdnEnd + 1;
  return end;
}

std::string_view parent_key(std::string_view key) {
  if (key.empty()) return {};
  const std::size_t end_of_parent = key.rfind(kRdnEnd, key.size() - 2);
  return end_of_parent == std::string_view::npos ? std::string_view{}
                                                 : key.substr(0, end_of_parent + 1);
}

std::size_t key_depth(std::string_view key) {
  return static_cast<std::size_t>(std::count(key.begin(), key.end(), kRdnEnd));
}

}  // namespace drawbridge::ldap::dn
