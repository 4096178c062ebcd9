#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ldap/directory/entry.h"
#include "ldap/directory/tree.h"
#include "ldap/dn/dn.h"

namespace drawbridge::ldap::directory {

/// Makes the next version of a tree. The cost follows the number of values of the entries that
/// change (of links: of the values that differ), never the size of the tree. Not thread-safe.
///
/// Children are not looked after: erase a container's entries with it.
class TreeEditor {
 public:
  explicit TreeEditor(std::shared_ptr<const Tree> base);

  /// Adds the entry, or replaces the one with the same DN.
  /// @return kInvalid when it is not at or below the suffix
  Status put(EntryPointer entry);

  /// @return whether there was such an entry
  bool erase(const dn::Dn& name);

  void set_revision(std::uint64_t revision) { revision_ = revision; }

  /// Says when the subtree with that top last changed.
  void set_context(std::string key, std::uint64_t microseconds);
  /// The subtree is no more.
  void erase_context(std::string_view key);

  /// The entry as of the changes so far, or null.
  EntryPointer find(const dn::Dn& name) const { return find(std::string_view(name.key())); }
  EntryPointer find(std::string_view key) const;

  /// The new version; the editor may go on from it.
  /// @param last_usn the largest entryUSN ever given out; a smaller one than before is ignored
  std::shared_ptr<const Tree> finish(std::uint64_t last_usn);

 private:
  void replace_index(const Entry* before, const Entry* after);

  std::shared_ptr<const Tree> base_;
  EntryMap::Editor entries_;
  EqualityIndex::Editor index_;
  LinkIndex::Editor links_;
  EqualityIndex::Editor linked_;
  ClassCounts::Editor class_counts_;
  LastChangeMap::Editor contexts_;
  std::uint64_t revision_;
};

}  // namespace drawbridge::ldap::directory
