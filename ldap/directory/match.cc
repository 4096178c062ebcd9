#include "ldap/directory/match.h"

#include <algorithm>
#include <string_view>

#include "ldap/directory/derived.h"
#include "ldap/schema/attribute_type.h"
#include "ldap/schema/matching.h"

namespace drawbridge::ldap::directory {
namespace {

using filter::FilterKind;
using filter::FilterNode;

Truth negated(Truth truth) {
  if (truth == Truth::kUndefined) return truth;
  return truth == Truth::kTrue ? Truth::kFalse : Truth::kTrue;
}

/// Whether a comparison with the node's assertion value has a meaning at all.
bool is_defined(const FilterNode& node) {
  if (node.kind == FilterKind::kSubstrings) return node.piece_count != 0;
  return node.key.has_value();
}

}  // namespace

Truth Matcher::evaluate(const Entry& entry, std::size_t index) {
  const FilterNode& node = filter_->nodes()[index];
  if (node.is_set()) return evaluate_set(entry, index);
  if (node.attribute == nullptr || node.attribute->is_secret) return Truth::kUndefined;
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
    if (truth == final) break;
  }
  return truth;
}

Truth Matcher::evaluate_item(const Entry& entry, const FilterNode& node) {
  const bool is_presence = node.kind == FilterKind::kPresent;
  if (!is_presence && !is_defined(node)) return Truth::kUndefined;
  if (is_derived(node.attribute->id)) return evaluate_derived(entry, node);
  const Entry::Slice* slice = entry.find(node.attribute->id);
  if (slice == nullptr) return Truth::kFalse;
  if (is_presence) return Truth::kTrue;
  return slice->has_normal_forms ? evaluate_normal_forms(entry.normal_values(*slice), node)
                                 : evaluate_values(entry.values(*slice), node);
}

Truth Matcher::evaluate_normal_forms(ValueCursor values, const FilterNode& node) const {
  while (const auto value = values.next()) {
    if (accepts(node, *value)) return Truth::kTrue;
  }
  return Truth::kFalse;
}

Truth Matcher::evaluate_values(ValueCursor values, const FilterNode& node) {
  while (const auto value = values.next()) {
    scratch_.clear();
    if (!schema::append_normal_form(*node.attribute, *value, scratch_)) continue;
    if (accepts(node, scratch_)) return Truth::kTrue;
  }
  return Truth::kFalse;
}

Truth Matcher::evaluate_derived(const Entry& entry, const FilterNode& node) {
  const std::string_view value = derived_value(*tree_, entry, node.attribute->id);
  if (value.empty()) return Truth::kFalse;
  if (node.kind == FilterKind::kPresent) return Truth::kTrue;
  scratch_.clear();
  if (!schema::append_normal_form(*node.attribute, value, scratch_)) return Truth::kUndefined;
  return accepts(node, scratch_) ? Truth::kTrue : Truth::kFalse;
}

bool Matcher::accepts(const FilterNode& node, std::string_view normal_value) const {
  switch (node.kind) {
    case FilterKind::kSubstrings:
      return schema::matches_pieces(normal_value, filter_->pieces(node));
    case FilterKind::kGreaterOrEqual:
      return schema::compare_normal_forms(normal_value, *node.key) >= 0;
    case FilterKind::kLessOrEqual:
      return schema::compare_normal_forms(normal_value, *node.key) <= 0;
    default:
      return normal_value == *node.key;
  }
}

}  // namespace drawbridge::ldap::directory
