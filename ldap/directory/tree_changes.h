#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

#include "ldap/directory/tree.h"

namespace drawbridge::ldap::directory {

/// One entry that differs between two versions of a tree. Borrowed from them.
struct TreeChange {
  const Entry* before = nullptr;  ///< Null: added.
  const Entry* after = nullptr;   ///< Null: removed.
};

/// Goes through the entries that differ between two versions of a tree, in the order of the
/// tree, and holds both versions meanwhile. An entry that got another DN is a removed and an
/// added one. Cost follows the number of changed entries, not the size of the tree.
class TreeChanges {
 public:
  TreeChanges(std::shared_ptr<const Tree> before, std::shared_ptr<const Tree> after)
      : before_(std::move(before)),
        after_(std::move(after)),
        differences_(before_->entries(), after_->entries()) {}

  /// The next changed entry; nothing at the end.
  std::optional<TreeChange> next() {
    if (!differences_.next()) return std::nullopt;
    TreeChange change;
    if (const auto* item = differences_.before()) change.before = item->value.get();
    if (const auto* item = differences_.after()) change.after = item->value.get();
    return change;
  }

  const std::shared_ptr<const Tree>& before() const { return before_; }
  const std::shared_ptr<const Tree>& after() const { return after_; }
  /// Pages of the two trees looked into so far.
  std::size_t visited_pages() const { return differences_.visited(); }

 private:
  std::shared_ptr<const Tree> before_;
  std::shared_ptr<const Tree> after_;
  EntryMap::Differences differences_;
};

}  // namespace drawbridge::ldap::directory
