#include "ldap/filter/filter.h"

namespace drawbridge::ldap::filter {

namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kEllipsis = "...";

/// RFC 4515 section 3: what must be escaped, and for one clean line all that is not printable
/// ASCII.
void append_escaped(std::string_view value, std::string& out) {
  for (const char c : value) {
    const auto octet = static_cast<unsigned char>(c);
    const bool is_plain =
        octet >= 0x20 && octet < 0x7f && c != '*' && c != '(' && c != ')' && c != '\\';
    if (is_plain) {
      out += c;
    } else {
      out += '\\';
      out += kHexDigits[octet >> 4U];
      out += kHexDigits[octet & 0x0fU];
    }
  }
}

class Printer {
 public:
  Printer(const Filter& filter, std::size_t max_octets)
      : filter_(filter), max_octets_(max_octets) {}

  std::string print() {
    const auto nodes = filter_.nodes();
    for (std::size_t i = 0; i < nodes.size() && out_.size() <= max_octets_; ++i) {
      close_until(i);
      open(nodes[i]);
    }
    close_until(nodes.size());
    if (out_.size() > max_octets_) {
      out_.resize(max_octets_ > kEllipsis.size() ? max_octets_ - kEllipsis.size() : 0);
      out_ += kEllipsis;
    }
    return std::move(out_);
  }

 private:
  void close_until(std::size_t index) {
    while (!ends_.empty() && ends_.back() <= index) {
      out_ += ')';
      ends_.pop_back();
    }
  }

  void open(const FilterNode& node) {
    out_ += '(';
    switch (node.kind) {
      case FilterKind::kAnd:
        out_ += '&';
        break;
      case FilterKind::kOr:
        out_ += '|';
        break;
      case FilterKind::kNot:
        out_ += '!';
        break;
      case FilterKind::kEqualityMatch:
        return item(node, "=");
      case FilterKind::kGreaterOrEqual:
        return item(node, ">=");
      case FilterKind::kLessOrEqual:
        return item(node, "<=");
      case FilterKind::kApproxMatch:
        return item(node, "~=");
      case FilterKind::kPresent:
        append_escaped(cut(node.description), out_);
        out_ += "=*)";
        return;
      case FilterKind::kSubstrings:
        return substrings(node);
      case FilterKind::kExtensibleMatch:
        return extensible(node);
    }
    ends_.push_back(node.end);
  }

  /// No more than can be shown, so that a log line costs what it holds.
  std::string_view cut(std::string_view text) const { return text.substr(0, max_octets_ + 1); }

  void item(const FilterNode& node, std::string_view sign) {
    append_escaped(cut(node.description), out_);
    out_ += sign;
    append_escaped(cut(node.value), out_);
    out_ += ')';
  }

  void substrings(const FilterNode& node) {
    append_escaped(cut(node.description), out_);
    out_ += '=';
    const auto pieces = filter_.pieces(node);
    for (const schema::Piece& piece : pieces) {
      if (piece.kind != schema::PieceKind::kInitial) out_ += '*';
      append_escaped(cut(piece.key), out_);
    }
    if (pieces.empty() || pieces.back().kind != schema::PieceKind::kFinal) out_ += '*';
    out_ += ')';
  }

  void extensible(const FilterNode& node) {
    append_escaped(cut(node.description), out_);
    if (node.dn_attributes) out_ += ":dn";
    if (!node.rule.empty()) out_ += ':';
    append_escaped(cut(node.rule), out_);
    out_ += ":=";
    append_escaped(cut(node.value), out_);
    out_ += ')';
  }

  const Filter& filter_;
  std::size_t max_octets_;
  std::string out_;
  std::vector<std::size_t> ends_;
};

}  // namespace

std::string print(const Filter& filter, std::size_t max_octets) {
  return Printer(filter, max_octets).print();
}

}  // namespace drawbridge::ldap::filter
