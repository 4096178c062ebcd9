#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "ldap/directory/entry.h"
#include "ldap/directory/tree.h"
#include "ldap/filter/filter.h"

namespace drawbridge::ldap::directory {

/// Counts the classes of many entries.
class ClassCounter {
 public:
  /// @param suffix_key  of the tree that the entries are in; borrowed
  explicit ClassCounter(std::string_view suffix_key) : suffix_key_(suffix_key) {}

  /// Counts one more. Cheapest in the order of the tree. Borrows the entry.
  void add(const Entry& entry);

  /// All that was counted.
  ClassCounts counts();

 private:
  void count_run();

  std::string_view suffix_key_;
  /// Entries in a row that have the same parent and the same classes.
  struct Run {
    const Entry* first = nullptr;
    std::string_view parent;
    std::string_view classes;
    std::size_t length = 0;
  };

  Run run_;
  std::map<LinkKey, std::size_t> counts_;
};

/// Counts an entry in the place of another.
/// @param before, after  with the same name; null: there is none
void replace_class_counts(std::string_view suffix_key, const Entry* before, const Entry* after,
                          ClassCounts::Editor& counts);

/// The classes without which the filter is true of no entry, as Tree::has_class_below takes them;
/// not all of them need be found.
std::vector<std::uint64_t> required_classes(const filter::Filter& filter);

}  // namespace drawbridge::ldap::directory
