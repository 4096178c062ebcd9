#pragma once

#include <cstddef>
#include <string>

#include "ldap/directory/entry.h"
#include "ldap/directory/tree.h"
#include "ldap/filter/filter.h"

namespace drawbridge::ldap::directory {

/// The three values of a filter (RFC 4511 section 4.5.1.7), ordered so that AND is the smallest
/// of its parts and OR the largest.
enum class Truth { kFalse, kUndefined, kTrue };

/// Evaluates one filter on entries. Nesting is bounded by the limits the filter was decoded with.
/// Borrows filter and tree; not for two threads at once.
class Matcher {
 public:
  Matcher(const filter::Filter& filter, const Tree& tree) : filter_(&filter), tree_(&tree) {}

  Truth evaluate(const Entry& entry) { return evaluate(entry, 0); }
  /// An entry is an answer only when the filter is true of it.
  bool matches(const Entry& entry) { return evaluate(entry) == Truth::kTrue; }

 private:
  Truth evaluate(const Entry& entry, std::size_t index);
  Truth evaluate_set(const Entry& entry, std::size_t index);
  Truth evaluate_item(const Entry& entry, const filter::FilterNode& node);
  Truth evaluate_derived(const Entry& entry, const filter::FilterNode& node);
  Truth evaluate_normal_forms(ValueCursor values, const filter::FilterNode& node) const;
  Truth evaluate_values(ValueCursor values, const filter::FilterNode& node);
  bool accepts(const filter::FilterNode& node, std::string_view normal_value) const;

  const filter::Filter* filter_;
  const Tree* tree_;
  std::string scratch_;
};

}  // namespace drawbridge::ldap::directory
