#include "ldap/directory/match.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "ldap/directory/derived.h"
#include "ldap/dn/scanner.h"
#include "ldap/schema/attribute_type.h"
#include "ldap/schema/matching.h"
#include "ldap/schema/name_index.h"

namespace drawbridge::ldap::directory {
namespace {

using filter::FilterKind;
using filter::FilterNode;

Truth negated(Truth truth) {
  if (truth == Truth::kUndefined) return truth;
  return truth == Truth::kTrue ? Truth::kFalse : Truth::kTrue;
}

/// Whether a comparison with the node's assertion value has a meaning at all.
bool is_defined(const FilterNode& node) { return node.piece_count != 0 || node.key.has_value(); }

/// What looking at a value costs besides the first unit: comparing is cheap, preparing is not.
constexpr std::size_t comparison_work(std::string_view value) { return 1 + value.size() / 64; }
constexpr std::size_t preparation_work(std::string_view value) { return 4 + value.size() / 16; }

/// As values.next(), without a call for a value of less than 128 octets.
std::optional<std::string_view> next_value(ValueCursor& values) {
  constexpr std::size_t kHeader = 2;
  const std::string_view rest = values.rest();
  if (rest.size() < kHeader) return std::nullopt;
  const auto length = static_cast<unsigned char>(rest[1]);
  if (length >= 0x80) return values.next();
  values = ValueCursor(rest.substr(kHeader + length));
  return rest.substr(kHeader, length);
}

}  // namespace

bool Matcher::is_for(const FilterNode& node, const schema::AttributeType& type) const {
  if (node.attribute != nullptr) return node.attribute == &type;
  return !filter_->hides(type.id) && schema::is_applicable(node.matching_rule, type);
}

Truth Matcher::evaluate(const Entry& entry, std::size_t index) {
  const FilterNode& node = filter_->nodes()[index];
  ++entry_work_;
  if (node.is_set()) return evaluate_set(entry, index);
  if (node.is_of_nothing()) return Truth::kUndefined;
  if (node.is_beyond_equality()) return evaluate_extensible(entry, node);
  if (node.attribute->is_secret) return Truth::kUndefined;
  return evaluate_item(entry, node);
}

Truth Matcher::evaluate_set(const Entry& entry, std::size_t index) {
  const auto nodes = filter_->nodes();
  const FilterNode& set = nodes[index];
  if (set.kind == FilterKind::kNot) return negated(evaluate(entry, index + 1));
  const bool is_and = set.kind == FilterKind::kAnd;
  const Truth final = is_and ? Truth::kFalse : Truth::kTrue;
  Truth truth = is_and ? Truth::kTrue : Truth::kFalse;
  for (std::size_t child = index + 1; child < set.end; child = nodes[child].end) {
    const Truth part = evaluate(entry, child);
    truth = is_and ? std::min(truth, part) : std::max(truth, part);
    if (truth == final || is_exhausted()) break;
  }
  return truth;
}

Truth Matcher::evaluate_item(const Entry& entry, const FilterNode& node) {
  const bool is_presence = node.kind == FilterKind::kPresent;
  if (!is_presence && !is_defined(node)) return Truth::kUndefined;
  if (is_derived(node.attribute->id)) return evaluate_derived(entry, node);
  const auto slice = entry.find(node.attribute->id);
  if (!slice) {
    const EntryFacts* facts = entry.facts();
    const bool has_fact = facts != nullptr && is_of_facts(node.attribute->id);
    return has_fact ? evaluate_fact(*facts, node) : Truth::kFalse;
  }
  if (is_presence) return Truth::kTrue;
  if (!slice->has_normal_forms) {
    return evaluate_values(node.attribute->equality, entry.values(*slice), node);
  }
  return node.kind == FilterKind::kEqualityMatch && slice->own_forms == 0
             ? evaluate_equality(entry.values(*slice), *node.key, slice->folds_case)
             : evaluate_normal_forms(entry.normal_values(*slice), node);
}

/// Equality with values that are their normal forms, or are so in lower case: those of another
/// length, nearly all, need not be looked at. A group has as many as it has members.
Truth Matcher::evaluate_equality(ValueCursor values, std::string_view key, bool folds_case) {
  while (const auto value = next_value(values)) {
    entry_work_ += comparison_work(*value);
    const bool is_equal = value->size() == key.size() &&
                          (folds_case ? schema::equals_ignoring_case(*value, key) : *value == key);
    if (is_equal) return Truth::kTrue;
    if (is_exhausted()) break;
  }
  return Truth::kFalse;
}

Truth Matcher::evaluate_normal_forms(NormalValueCursor values, const FilterNode& node) {
  while (const auto value = values.next()) {
    entry_work_ += comparison_work(*value);
    if (accepts(node, *value)) return Truth::kTrue;
    if (is_exhausted()) break;
  }
  return Truth::kFalse;
}

Truth Matcher::evaluate_values(schema::MatchingRule rule, ValueCursor values,
                               const FilterNode& node) {
  while (const auto value = values.next()) {
    if (evaluate_value(rule, *value, node)) return Truth::kTrue;
    if (is_exhausted()) break;
  }
  return Truth::kFalse;
}

bool Matcher::evaluate_value(schema::MatchingRule rule, std::string_view value,
                             const FilterNode& node) {
  entry_work_ += preparation_work(value);
  scratch_.clear();
  return schema::append_normal_form(rule, value, scratch_) && accepts(node, scratch_);
}

Truth Matcher::evaluate_extensible(const Entry& entry, const FilterNode& node) {
  if (!is_defined(node)) return Truth::kUndefined;
  const bool is_true =
      is_true_of_attributes(entry, node) || (node.dn_attributes && is_true_of_name(entry, node));
  return is_true ? Truth::kTrue : Truth::kFalse;
}

bool Matcher::is_true_of_attributes(const Entry& entry, const FilterNode& node) {
  for (const Entry::Slice slice : entry.slices()) {
    ++entry_work_;
    const bool is_true =
        is_for(node, schema::attribute_type(slice.type)) &&
        evaluate_values(node.matching_rule, entry.values(slice), node) == Truth::kTrue;
    if (is_true) return true;
    if (is_exhausted()) return false;
  }
  if (entry.facts() != nullptr && is_true_of_facts(*entry.facts(), node)) return true;
  return std::any_of(kDerivedAttributes.begin(), kDerivedAttributes.end(), [&](auto id) {
    return is_for(node, schema::attribute_type(id)) &&
           evaluate_value(node.matching_rule, derived_value(*tree_, entry, id), node);
  });
}

bool Matcher::is_true_of_facts(const EntryFacts& facts, const FilterNode& node) {
  return std::any_of(kFactAttributes.begin(), kFactAttributes.end(), [&](auto id) {
    FactText text;
    ++entry_work_;
    return is_for(node, schema::attribute_type(id)) &&
           evaluate_value(node.matching_rule, text.value(facts, id), node);
  });
}

/// The attributes of the entry's own name and of its ancestors' (RFC 4511 section 4.5.1.7.7).
bool Matcher::is_true_of_name(const Entry& entry, const FilterNode& node) {
  for (dn::Scanner name(entry.dn()); !name.at_end();) {
    if (!name.next()) return false;
    const schema::AttributeType* type = schema::find_attribute(name.type());
    const bool is_true = type != nullptr && !name.is_encoded() && is_for(node, *type) &&
                         evaluate_value(node.matching_rule, name.value(), node);
    if (is_true) return true;
  }
  return false;
}

Truth Matcher::evaluate_derived(const Entry& entry, const FilterNode& node) {
  const std::string_view value = derived_value(*tree_, entry, node.attribute->id);
  if (value.empty()) return Truth::kFalse;
  if (node.kind == FilterKind::kPresent) return Truth::kTrue;
  scratch_.clear();
  if (!schema::append_normal_form(*node.attribute, value, scratch_)) return Truth::kUndefined;
  return accepts(node, scratch_) ? Truth::kTrue : Truth::kFalse;
}

Truth Matcher::evaluate_fact(const EntryFacts& facts, const FilterNode& node) {
  if (node.kind == FilterKind::kPresent) return Truth::kTrue;
  FactText text;
  const std::string_view value = text.normal_form(facts, node.attribute->id);
  entry_work_ += comparison_work(value);
  return accepts(node, value) ? Truth::kTrue : Truth::kFalse;
}

bool Matcher::accepts(const FilterNode& node, std::string_view normal_value) const {
  switch (node.kind) {
    case FilterKind::kSubstrings:
      return schema::matches_pieces(normal_value, filter_->pieces(node));
    case FilterKind::kGreaterOrEqual:
      return schema::compare_normal_forms(normal_value, *node.key) >= 0;
    case FilterKind::kLessOrEqual:
      return schema::compare_normal_forms(normal_value, *node.key) <= 0;
    case FilterKind::kExtensibleMatch:
      return accepts_by_rule(node, normal_value);
    default:
      return normal_value == *node.key;
  }
}

bool Matcher::accepts_by_rule(const FilterNode& node, std::string_view normal_value) const {
  switch (schema::kind_of(node.matching_rule)) {
    case schema::RuleKind::kSubstrings:
      return schema::matches_pieces(normal_value, filter_->pieces(node));
    case schema::RuleKind::kOrdering:
      return schema::compare_normal_forms(normal_value, *node.key) < 0;
    case schema::RuleKind::kEquality:
      break;
  }
  return normal_value == *node.key;
}

}  // namespace drawbridge::ldap::directory
