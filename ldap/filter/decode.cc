#include <utility>

#include "ldap/filter/filter.h"
#include "ldap/schema/name_index.h"

namespace drawbridge::ldap::filter {

namespace {

using schema::MatchingRule;
using schema::PieceKind;
using schema::RuleKind;

// Filter ::= CHOICE {                                      RFC 4511 section 4.5.1.7
//      and             [0] SET SIZE (1..MAX) OF filter Filter,
//      or              [1] SET SIZE (1..MAX) OF filter Filter,
//      not             [2] Filter,
//      equalityMatch   [3] AttributeValueAssertion,
//      substrings      [4] SubstringFilter,
//      greaterOrEqual  [5] AttributeValueAssertion,
//      lessOrEqual     [6] AttributeValueAssertion,
//      present         [7] AttributeDescription,
//      approxMatch     [8] AttributeValueAssertion,
//      extensibleMatch [9] MatchingRuleAssertion, ... }
constexpr ber::Tag kAndTag = ber::context_constructed(0);
constexpr ber::Tag kOrTag = ber::context_constructed(1);
constexpr ber::Tag kNotTag = ber::context_constructed(2);
constexpr ber::Tag kEqualityTag = ber::context_constructed(3);
constexpr ber::Tag kSubstringsTag = ber::context_constructed(4);
constexpr ber::Tag kGreaterOrEqualTag = ber::context_constructed(5);
constexpr ber::Tag kLessOrEqualTag = ber::context_constructed(6);
constexpr ber::Tag kPresentTag = ber::context_primitive(7);
constexpr ber::Tag kApproxTag = ber::context_constructed(8);
constexpr ber::Tag kExtensibleTag = ber::context_constructed(9);

/// What sssd and nslcd send fits.
constexpr std::size_t kUsualNodes = 8;
constexpr std::size_t kUsualDepth = 4;

/// A type by the description sent; secret types are as good as unknown.
const schema::AttributeType* resolve(std::string_view description) {
  const schema::AttributeType* type = schema::find_attribute(description);
  return type != nullptr && type->is_secret ? nullptr : type;
}

Status check_description(std::string_view description) {
  if (description.empty()) return fail(ErrorCode::kInvalid, "filter without attribute");
  return {};
}

void set_key(FilterNode& node) {
  if (node.attribute == nullptr) return;
  std::string key;
  if (schema::append_normal_form(*node.attribute, node.value, key)) node.key = std::move(key);
}

}  // namespace

/// Builds the nodes of one filter; see Filter::decode for the promises.
class Decoder {
 public:
  explicit Decoder(const FilterLimits& limits) : limits_(limits) {
    filter_.nodes_.reserve(kUsualNodes);
    open_.reserve(kUsualDepth);
  }

  Result<Filter> decode(ber::Element in) {
    DRAWBRIDGE_CHECK(add(in));
    while (!open_.empty()) {
      OpenSet& set = open_.back();
      if (set.rest.at_end()) {
        DRAWBRIDGE_CHECK(close(set));
        open_.pop_back();
        continue;
      }
      DRAWBRIDGE_TRY(const auto child, set.rest.next());
      ++set.children;
      DRAWBRIDGE_CHECK(add(child));
    }
    return std::move(filter_);
  }

 private:
  /// A set whose children are still being read.
  struct OpenSet {
    std::size_t node;
    ber::Reader rest;
    std::size_t children = 0;
  };

  Status close(const OpenSet& set) {
    FilterNode& node = filter_.nodes_[set.node];
    if (node.kind == FilterKind::kNot && set.children != 1) {
      return fail(ErrorCode::kInvalid, "NOT takes exactly one filter");
    }
    node.end = static_cast<std::uint32_t>(filter_.nodes_.size());
    return {};
  }

  Status add(ber::Element in) {
    if (filter_.nodes_.size() >= limits_.max_nodes) {
      return fail(ErrorCode::kTooLarge, "filter has too many parts");
    }
    if (open_.size() >= limits_.max_depth) {
      return fail(ErrorCode::kTooLarge, "filter is nested too deeply");
    }
    FilterNode& node = filter_.nodes_.emplace_back();
    node.end = static_cast<std::uint32_t>(filter_.nodes_.size());
    switch (in.tag) {
      case kAndTag:
        return open(FilterKind::kAnd, in);
      case kOrTag:
        return open(FilterKind::kOr, in);
      case kNotTag:
        return open(FilterKind::kNot, in);
      case kEqualityTag:
        return assertion(node, FilterKind::kEqualityMatch, in);
      case kSubstringsTag:
        return substrings(node, in);
      case kGreaterOrEqualTag:
        return assertion(node, FilterKind::kGreaterOrEqual, in);
      case kLessOrEqualTag:
        return assertion(node, FilterKind::kLessOrEqual, in);
      case kPresentTag:
        return present(node, in);
      case kApproxTag:
        return assertion(node, FilterKind::kApproxMatch, in);
      case kExtensibleTag:
        return extensible(node, in);
      default:
        return fail(ErrorCode::kInvalid, "unknown kind of filter");
    }
  }

  Status open(FilterKind kind, ber::Element in) {
    filter_.nodes_.back().kind = kind;
    open_.push_back({filter_.nodes_.size() - 1, ber::Reader(in.contents)});
    return {};
  }

  // AttributeValueAssertion ::= SEQUENCE {
  //      attributeDesc   AttributeDescription,
  //      assertionValue  AssertionValue }
  static Status assertion(FilterNode& node, FilterKind kind, ber::Element in) {
    ber::Reader reader(in.contents);
    node.kind = kind;
    DRAWBRIDGE_TRY(node.description, reader.octet_string());
    DRAWBRIDGE_TRY(node.value, reader.octet_string());
    DRAWBRIDGE_CHECK(reader.finish());
    DRAWBRIDGE_CHECK(check_description(node.description));
    node.attribute = resolve(node.description);
    const bool is_ordering =
        kind == FilterKind::kGreaterOrEqual || kind == FilterKind::kLessOrEqual;
    const bool has_rule = node.attribute != nullptr &&
                          (!is_ordering || node.attribute->ordering != MatchingRule::kNone);
    if (has_rule) set_key(node);
    return {};
  }

  static Status present(FilterNode& node, ber::Element in) {
    node.kind = FilterKind::kPresent;
    node.description = in.contents;
    DRAWBRIDGE_CHECK(check_description(node.description));
    node.attribute = resolve(node.description);
    return {};
  }

  // SubstringFilter ::= SEQUENCE {
  //      type           AttributeDescription,
  //      substrings     SEQUENCE SIZE (1..MAX) OF substring CHOICE {
  //           initial [0] AssertionValue,  -- can occur at most once
  //           any     [1] AssertionValue,
  //           final   [2] AssertionValue } -- can occur at most once
  //      }
  Status substrings(FilterNode& node, ber::Element in) {
    ber::Reader reader(in.contents);
    node.kind = FilterKind::kSubstrings;
    DRAWBRIDGE_TRY(node.description, reader.octet_string());
    DRAWBRIDGE_TRY(auto pieces, reader.enter(ber::kSequence));
    DRAWBRIDGE_CHECK(reader.finish());
    DRAWBRIDGE_CHECK(check_description(node.description));
    node.attribute = resolve(node.description);
    node.first_piece = static_cast<std::uint32_t>(filter_.pieces_.size());
    std::size_t count = 0;
    bool is_defined = node.attribute != nullptr;
    for (PieceKind last = PieceKind::kInitial; !pieces.at_end(); ++count) {
      if (count == kMaxPieces) return fail(ErrorCode::kTooLarge, "too many substrings");
      DRAWBRIDGE_TRY(const auto element, pieces.next());
      DRAWBRIDGE_TRY(const auto kind, piece_kind(element, count == 0, last));
      last = kind;
      is_defined = is_defined && add_piece(*node.attribute, kind, element.contents);
    }
    if (count == 0) return fail(ErrorCode::kInvalid, "substring filter without substrings");
    if (is_defined) {
      node.piece_count = static_cast<std::uint32_t>(count);
    } else {
      filter_.pieces_.resize(node.first_piece);
    }
    return {};
  }

  static Result<PieceKind> piece_kind(ber::Element element, bool is_first, PieceKind last) {
    if (element.contents.empty()) return fail(ErrorCode::kInvalid, "empty substring");
    if (last == PieceKind::kFinal) return fail(ErrorCode::kInvalid, "substring after the final");
    switch (element.tag) {
      case ber::context_primitive(0):
        if (!is_first) return fail(ErrorCode::kInvalid, "initial substring is not the first");
        return PieceKind::kInitial;
      case ber::context_primitive(1):
        return PieceKind::kAny;
      case ber::context_primitive(2):
        return PieceKind::kFinal;
      default:
        return fail(ErrorCode::kInvalid, "unknown kind of substring");
    }
  }

  bool add_piece(const schema::AttributeType& type, PieceKind kind, std::string_view text) {
    schema::Piece piece{kind, {}};
    if (!schema::append_piece_normal_form(type, kind, text, piece.key)) return false;
    filter_.pieces_.push_back(std::move(piece));
    return true;
  }

  // MatchingRuleAssertion ::= SEQUENCE {
  //      matchingRule    [1] MatchingRuleId OPTIONAL,
  //      type            [2] AttributeDescription OPTIONAL,
  //      matchValue      [3] AssertionValue,
  //      dnAttributes    [4] BOOLEAN DEFAULT FALSE }
  Status extensible(FilterNode& node, ber::Element in) {
    ber::Reader reader(in.contents);
    node.kind = FilterKind::kExtensibleMatch;
    DRAWBRIDGE_TRY(const auto rule, reader.optional_element(ber::context_primitive(1)));
    DRAWBRIDGE_TRY(const auto type, reader.optional_element(ber::context_primitive(2)));
    DRAWBRIDGE_TRY(node.value, reader.element(ber::context_primitive(3)));
    if (!reader.at_end()) {
      DRAWBRIDGE_TRY(node.dn_attributes, reader.boolean(ber::context_primitive(4)));
    }
    DRAWBRIDGE_CHECK(reader.finish());
    if (!rule && !type) {
      return fail(ErrorCode::kInvalid, "extensible match without rule and attribute");
    }
    node.rule = rule.value_or(std::string_view{});
    node.description = type.value_or(std::string_view{});
    if (type) {
      DRAWBRIDGE_CHECK(check_description(*type));
      node.attribute = resolve(*type);
      if (node.attribute == nullptr) return {};
    }
    const MatchingRule known = rule ? schema::find_matching_rule(*rule) : node.attribute->equality;
    const bool is_valid =
        known != MatchingRule::kNone && (!type || schema::is_applicable(known, *node.attribute));
    if (!is_valid) return {};
    node.matching_rule = known;
    if (schema::kind_of(known) == RuleKind::kSubstrings) return substring_assertion(node);
    std::string key;
    if (schema::append_normal_form(known, node.value, key)) node.key = std::move(key);
    return {};
  }

  /// Takes the value of an extensible match by a substrings rule apart (RFC 4517 section 3.3.30);
  /// one that has not that form leaves the node without pieces, which is Undefined.
  Status substring_assertion(FilterNode& node) {
    node.first_piece = static_cast<std::uint32_t>(filter_.pieces_.size());
    std::string_view rest = node.value;
    std::size_t count = 0;
    bool is_defined = rest.find('*') != std::string_view::npos;
    for (bool is_first = true, is_last = false; is_defined && !is_last; is_first = false) {
      const std::size_t star = rest.find('*');
      is_last = star == std::string_view::npos;
      const std::string_view text = rest.substr(0, star);
      if (!is_last) rest.remove_prefix(star + 1);
      if (text.empty()) {
        is_defined = is_first || is_last;
        continue;
      }
      if (count == kMaxPieces) return fail(ErrorCode::kTooLarge, "too many substrings");
      PieceKind kind = is_first ? PieceKind::kInitial : PieceKind::kAny;
      if (is_last) kind = PieceKind::kFinal;
      is_defined = add_written_piece(node.matching_rule, kind, text);
      ++count;
    }
    if (is_defined) {
      node.piece_count = static_cast<std::uint32_t>(count);
    } else {
      filter_.pieces_.resize(node.first_piece);
    }
    return {};
  }

  /// A piece in which `*` is written `\2A` and `\` is written `\5C`.
  bool add_written_piece(MatchingRule rule, PieceKind kind, std::string_view written) {
    std::string text;
    while (!written.empty()) {
      const bool is_escape = written.front() == '\\';
      const std::string_view code = is_escape ? written.substr(1, 2) : std::string_view();
      const bool is_star = schema::equals_ignoring_case(code, "2A");
      if (is_escape && !is_star && !schema::equals_ignoring_case(code, "5C")) return false;
      text += is_star ? '*' : written.front();  // an escaped backslash is one, too
      written.remove_prefix(is_escape ? 3 : 1);
    }
    schema::Piece piece{kind, {}};
    if (!schema::append_piece_normal_form(rule, kind, text, piece.key)) return false;
    filter_.pieces_.push_back(std::move(piece));
    return true;
  }

  FilterLimits limits_;
  Filter filter_;
  std::vector<OpenSet> open_;
};

void Filter::hide(const schema::AttributeSet& hidden) {
  if (hidden.is_empty()) return;
  hidden_ = hidden;
  for (FilterNode& node : nodes_) {
    if (node.attribute != nullptr && hidden.contains(node.attribute->id)) node.attribute = nullptr;
  }
}

Result<Filter> Filter::decode(ber::Element in, const FilterLimits& limits) {
  return Decoder(limits).decode(in);
}

Result<Filter> Filter::parse(std::string_view text, const FilterLimits& limits) {
  DRAWBRIDGE_TRY(auto encoded, encode_text(text, limits));
  auto owned = std::make_unique<const std::string>(std::move(encoded));
  DRAWBRIDGE_TRY(const auto element, ber::Reader(*owned).next());
  DRAWBRIDGE_TRY(auto filter, decode(element, limits));
  filter.owned_ = std::move(owned);
  return filter;
}

}  // namespace drawbridge::ldap::filter
