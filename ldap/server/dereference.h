#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ldap/directory/entry.h"
#include "ldap/directory/tree.h"
#include "ldap/protocol/deref.h"
#include "ldap/schema/attribute_type.h"
#include "ldap/server/attribute_selection.h"
#include "ldap/server/authority.h"

namespace drawbridge::ldap::server {

/// Builds the dereference control of one entry after the other: for every name in the attributes
/// that are to be followed, what is asked for of the entry with that name. A name without an
/// entry, or with one that the identity does not see, comes without attributes.
///
/// A group of many members is worked on in pieces, so that others get their turn; the result has
/// to lie in memory as a whole, because it is part of one message, and is bounded therefore.
class Dereference {
 public:
  /// An attribute that is unknown, secret, derived, or holds no names is followed to nothing.
  /// @param authority   borrowed, as `tree`
  /// @param max_octets  of the results for one entry
  Dereference(std::span<const protocol::DerefSpec> specs, const directory::Tree& tree,
              const Authority& authority, std::size_t max_octets);

  /// Begins with an entry, which must live until the next.
  void begin(const directory::Entry& entry);

  /// Goes on while there is work left to do it with.
  /// @return whether the results are complete, or too large
  bool advance(std::size_t& work);

  /// The results do not fit, and there are none.
  bool is_too_large() const { return is_too_large_; }
  /// Octets of the message's controls; 0 when nothing was followed and there are none.
  std::size_t controls_size() const;
  void append_controls(std::string& out) const;

 private:
  struct Part {
    const schema::AttributeType* type = nullptr;
    AttributeSelection selection;
  };

  void follow_names(std::size_t& work);
  bool enter_part();
  void append_result(const Part& part, std::string_view name, std::string_view key);

  std::vector<Part> parts_;
  const directory::Tree* tree_;
  const Authority* authority_;
  std::size_t max_octets_;
  const directory::Entry* entry_ = nullptr;
  std::size_t next_part_ = 0;
  bool has_keys_ = false;
  directory::ValueCursor names_{{}};
  directory::NormalValueCursor keys_{{}, false};  // of the names, when the entry has them
  std::string key_;
  std::string results_;
  bool is_too_large_ = false;
};

}  // namespace drawbridge::ldap::server
