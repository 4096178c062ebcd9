#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ldap/schema/attribute_set.h"
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

  /// Whether attributes of that type exist for it on entries of the tree; the root DSE and the
  /// subschema are everybody's whole. Ask before anything is made of an attribute: a filter, a
  /// comparison, an answer, an entry that a control leads to.
  bool sees_attribute(schema::AttributeId type) const { return !hidden_attributes_.contains(type); }
  const schema::AttributeSet& hidden_attributes() const { return hidden_attributes_; }

  /// The hidden subtree that holds `key`, or nothing.
  const std::string* hidden_by(std::string_view key) const;

 private:
  std::vector<std::string> subtrees_;
  std::vector<std::string> entries_;
  std::vector<std::string> hidden_;
  schema::AttributeSet hidden_attributes_;
};

}  // namespace drawbridge::ldap::server
