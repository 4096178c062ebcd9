#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/persistent_map.h"
#include "base/result.h"
#include "base/uuid.h"
#include "ldap/directory/entry.h"
#include "ldap/directory/indexed.h"
#include "ldap/dn/dn.h"
#include "ldap/schema/attribute_type.h"

namespace drawbridge::ldap::directory {

/// Entries by the sort key of their DN, so that a subtree is one range.
using EntryMap = PersistentMap<std::string_view, EntryPointer>;

/// One value of an indexed attribute of one entry that is no link, or the name of an entry with
/// links. The hash stands for the type and the normal value, or for the name: a clash costs a
/// needless evaluation of the filter and never a wrong answer.
struct IndexKey {
  std::uint64_t hash;
  const Entry* entry;
};

/// By hash, then by the entry's key: the entries with one value come in the order of the tree.
struct IndexOrder {
  bool operator()(const IndexKey& a, const IndexKey& b) const {
    return a.hash != b.hash ? a.hash < b.hash : is_before(a.entry, b.entry);
  }

 private:
  static bool is_before(const Entry* a, const Entry* b);
};

/// When anything in a subtree last changed, entries that went included.
struct LastChange {
  std::uint64_t moment = 0;  ///< In microseconds since 1970.
  std::string number;        ///< The same as a change sequence number: contextCSN.

  friend bool operator==(const LastChange&, const LastChange&) = default;
};

/// By the key of the subtree's top.
using LastChangeMap = PersistentMap<std::string, LastChange>;

using EqualityIndex = PersistentMap<IndexKey, Nothing, IndexOrder, 64>;

/// One value of a link of one entry (see is_link): the hash of type and normal value, and the hash
/// of the entry's name.
struct LinkKey {
  std::uint64_t hash;
  std::uint64_t name;

  friend auto operator<=>(const LinkKey&, const LinkKey&) = default;
};

using LinkIndex = PersistentMap<LinkKey, Nothing, std::less<>, 64>;

/// How many entries below each container have each object class, so that a search for people need
/// not look at a subtree that has none: by the hashes of the class and of the container's name,
/// never 0. A clash costs a needless look and never a wrong answer.
using ClassCounts = PersistentMap<LinkKey, std::size_t>;

/// All entries below one suffix at one revision: immutable, shared by every reader. A new
/// version shares with the old one what did not change (see TreeEditor).
class Tree {
 public:
  /// A tree without entries.
  explicit Tree(dn::Dn suffix);

  /// A tree of those entries, in any order.
  /// @param last_usn the largest entryUSN ever given out; the root DSE's lastUSN
  /// @return kConflict when two have the same DN, kInvalid when one is not at or below the suffix
  static Result<std::shared_ptr<const Tree>> build(dn::Dn suffix, std::vector<EntryPointer> entries,
                                                   std::uint64_t last_usn);

  const dn::Dn& suffix() const { return suffix_; }
  /// Number of entries.
  std::size_t size() const { return entries_.size(); }
  std::uint64_t last_usn() const { return last_usn_; }
  /// Number of the commit it shows, as its maker counts them; moves with every version.
  std::uint64_t revision() const { return revision_; }

  /// The entry with that sort key, or null; lives as long as this tree.
  const Entry* find(std::string_view key) const;
  const Entry* find(const dn::Dn& name) const;
  /// The same with shared ownership.
  EntryPointer share(const dn::Dn& name) const;
  bool has_children(const Entry& entry) const;
  /// Whether an entry below the one with `key` has the object class.
  /// @param class_hash  index_hash of its normal form
  bool has_class_below(std::string_view key, std::uint64_t class_hash) const;
  /// The entry with that entryUUID, or null.
  const Entry* find_uuid(const Uuid& uuid) const;

  /// The context of `key`: that of the nearest subtree with one which holds it; null: none.
  const LastChangeMap::Item* context_of(std::string_view key) const;

  const EntryMap& entries() const { return entries_; }
  const EqualityIndex& index() const { return index_; }
  const LinkIndex& links() const { return links_; }
  /// The entries with links, by name: few, so that the way from a link to its entry is short.
  const EqualityIndex& linked() const { return linked_; }
  const ClassCounts& class_counts() const { return class_counts_; }

 private:
  friend class TreeEditor;

  dn::Dn suffix_;
  EntryMap entries_;
  EqualityIndex index_;
  LinkIndex links_;
  EqualityIndex linked_;
  ClassCounts class_counts_;
  LastChangeMap contexts_;
  std::uint64_t last_usn_ = 0;
  std::uint64_t revision_ = 0;
};

/// The hash under which a value is in the index. Keyed afresh in each process, so that nobody
/// can choose values that clash.
std::uint64_t index_hash(schema::AttributeId type, std::string_view normal_value);

}  // namespace drawbridge::ldap::directory
