#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "ldap/directory/entry.h"
#include "ldap/directory/tree.h"
#include "ldap/filter/filter.h"

namespace drawbridge::ldap::directory {

/// The three values of a filter (RFC 4511 section 4.5.1.7), ordered so that AND is the smallest
/// of its parts and OR the largest.
enum class Truth { kFalse, kUndefined, kTrue };

/// Most work that one entry is worth: a filter of ten items on a group of 100,000 members costs a
/// million. About 50 ms.
inline constexpr std::size_t kMaxWorkPerEntry = 4'000'000;

/// Evaluates one filter on entries. Nesting is bounded by the limits the filter was decoded with.
/// Borrows filter and tree; not for two threads at once.
class Matcher {
 public:
  Matcher(const filter::Filter& filter, const Tree& tree) : filter_(&filter), tree_(&tree) {}

  Truth evaluate(const Entry& entry) {
    entry_work_ = 0;
    const Truth truth = evaluate(entry, 0);
    work_ += entry_work_;
    return is_exhausted() ? Truth::kUndefined : truth;
  }
  /// An entry is an answer only when the filter is true of it.
  bool matches(const Entry& entry) { return evaluate(entry) == Truth::kTrue; }

  /// Work since this was last asked: about one unit a node and a value looked at, 10 to 50 ns.
  std::size_t take_work() { return std::exchange(work_, 0); }
  /// Whether the last entry was too much work; its truth is not known then.
  bool is_exhausted() const { return entry_work_ > kMaxWorkPerEntry; }

 private:
  Truth evaluate(const Entry& entry, std::size_t index);
  Truth evaluate_set(const Entry& entry, std::size_t index);
  Truth evaluate_item(const Entry& entry, const filter::FilterNode& node);
  Truth evaluate_derived(const Entry& entry, const filter::FilterNode& node);
  Truth evaluate_fact(const EntryFacts& facts, const filter::FilterNode& node);
  Truth evaluate_normal_forms(NormalValueCursor values, const filter::FilterNode& node);
  Truth evaluate_equality(ValueCursor values, std::string_view key, bool folds_case);
  Truth evaluate_values(schema::MatchingRule rule, ValueCursor values,
                        const filter::FilterNode& node);
  bool evaluate_value(schema::MatchingRule rule, std::string_view value,
                      const filter::FilterNode& node);
  Truth evaluate_extensible(const Entry& entry, const filter::FilterNode& node);
  bool is_true_of_attributes(const Entry& entry, const filter::FilterNode& node);
  bool is_true_of_facts(const EntryFacts& facts, const filter::FilterNode& node);
  bool is_true_of_name(const Entry& entry, const filter::FilterNode& node);
  bool is_for(const filter::FilterNode& node, const schema::AttributeType& type) const;
  bool accepts(const filter::FilterNode& node, std::string_view normal_value) const;
  bool accepts_by_rule(const filter::FilterNode& node, std::string_view normal_value) const;

  const filter::Filter* filter_;
  const Tree* tree_;
  std::string scratch_;
  std::size_t work_ = 0;
  std::size_t entry_work_ = 0;
};

}  // namespace drawbridge::ldap::directory
