#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ldap/server/authenticator.h"

namespace drawbridge::ldap::server {

/// What an identity may see, ready for comparison with the normal keys of entries. Whatever it
/// does not see does not exist for it (32), in every operation.
class Authority {
 public:
  /// Nobody: sees no entry of the tree.
  Authority() = default;
  explicit Authority(const Identity& identity);

  bool sees(std::string_view key) const;

  /// A part of the tree to walk.
  struct Range {
    std::string_view key;
    bool is_single;  ///< The one entry; else it and all below.
  };
  /// The visible parts at or below `base`, in the order of the tree, not overlapping. Borrowed
  /// from this and from `base`. What is_hidden() is inside them still.
  std::vector<Range> ranges_below(std::string_view base) const;

  /// The hidden subtree that holds `key`, or nothing.
  const std::string* hidden_by(std::string_view key) const;

 private:
  std::vector<std::string> subtrees_;
  std::vector<std::string> entries_;
  std::vector<std::string> hidden_;
};

}  // namespace drawbridge::ldap::server
