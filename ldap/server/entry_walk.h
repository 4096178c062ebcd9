#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ldap/directory/tree.h"
#include "ldap/filter/filter.h"
#include "ldap/protocol/search_request.h"
#include "ldap/server/authority.h"

namespace drawbridge::ldap::server {

/// Whether the entry with that key is in the scope of a search below `base_key`.
bool is_in_scope(std::string_view key, std::string_view base_key, protocol::Scope scope);

/// Goes through the entries that a search has to look at: in scope, visible, and by the index
/// where it helps. In the order of the tree. Borrows the tree; keeps its place between calls.
class EntryWalk {
 public:
  EntryWalk(const directory::Tree& tree, const Authority& authority, std::string_view base_key,
            protocol::Scope scope, const filter::Filter& filter);

  /// The next entry; the filter still has to be evaluated.
  /// @param steps  becomes less by one for every entry looked at
  /// @return null at the end, and when no steps are left
  const directory::Entry* next(std::size_t& steps);

  /// Makes next() give this entry once more.
  void give_back(const directory::Entry* entry) { given_back_ = entry; }

 private:
  struct Range {
    std::string key;
    bool is_single;
  };

  bool is_in_scope(std::string_view key) const {
    return server::is_in_scope(key, base_key_, scope_);
  }
  const directory::Entry* next_candidate(std::size_t& steps);
  const directory::Entry* next_in_ranges(std::size_t& steps);
  bool enter_range();
  bool skip(std::string_view key);
  bool skip_children(std::string_view key);

  const directory::Tree* tree_;
  const Authority* authority_;
  std::string base_key_;
  protocol::Scope scope_;
  std::size_t base_depth_;
  bool has_candidates_ = false;
  std::vector<const directory::Entry*> candidates_;
  std::size_t next_candidate_ = 0;
  std::vector<Range> ranges_;
  std::size_t next_range_ = 0;
  bool is_in_range_ = false;
  directory::EntryMap::Cursor cursor_;
  /// Without these the filter is true of nothing; see directory::required_classes.
  std::vector<std::uint64_t> required_classes_;
  /// Looked at last in the range, and not a container whose entries were skipped.
  const directory::Entry* previous_ = nullptr;
  const directory::Entry* given_back_ = nullptr;
};

}  // namespace drawbridge::ldap::server
