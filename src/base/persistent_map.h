#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "base/fixed_vector.h"
#include "base/prefetch.h"

namespace drawbridge {

/// The value type of a map that is only a set.
struct Nothing {
  friend bool operator==(const Nothing&, const Nothing&) = default;
};

/// An immutable ordered map whose versions share structure: a B+-tree with copied paths.
///
/// Copying a map is one reference count. An edit copies the nodes between the root and the leaf
/// it touches and leaves all others shared, so a new version costs O(changes * log n) and never
/// what grows with n. Several changes in one `Editor` copy each node once.
///
/// Nodes are small because a copied node counts a reference of each child or shared value it holds,
/// and in a large map each of those is a miss of the processor's caches. Leaves of what is plainly
/// copied may be larger: fewer inner nodes lead to them.
///
/// `Compare` may be transparent. Keys may borrow from their values (a view into the value):
/// `put` replaces the key together with the value, and inner nodes keep no key of an item that
/// has gone.
///
/// Readers of one version need no lock. Recursion, also that of destruction, is as deep as the
/// tree is high (six levels hold 16 million items).
template <class Key, class Value, class Compare = std::less<>, std::size_t kLeafSize = 16,
          std::size_t kInnerSize = 16>
class PersistentMap {
  static_assert(kLeafSize >= 8 && kInnerSize >= 8);

 public:
  struct Item {
    [[no_unique_address]] Key key;
    [[no_unique_address]] Value value;
  };

 private:
  struct Node;
  using NodePointer = std::shared_ptr<Node>;

  /// A node is one piece of memory. One more thing than may stay has room, until it is parted.
  struct Node {
    explicit Node(bool holds_items) : is_leaf(holds_items) {}

    const bool is_leaf;
  };

  struct Leaf : Node {
    Leaf() : Node(true) {}

    FixedVector<Item, kLeafSize + 1> items;
  };

  /// The first key of each child, and the children.
  struct Inner : Node {
    explicit Inner(bool has_leaves) : Node(false), holds_leaves(has_leaves) {}

    const bool holds_leaves;  ///< The children are leaves.
    FixedVector<Key, kInnerSize + 1> keys;
    FixedVector<NodePointer, kInnerSize + 1> children;
  };

  static Leaf& leaf(Node& node) { return static_cast<Leaf&>(node); }
  static const Leaf& leaf(const Node& node) { return static_cast<const Leaf&>(node); }
  static Inner& inner(Node& node) { return static_cast<Inner&>(node); }
  static const Inner& inner(const Node& node) { return static_cast<const Inner&>(node); }

  static std::size_t count(const Node& node) {
    return node.is_leaf ? leaf(node).items.size() : inner(node).children.size();
  }
  static const Key& first_key(const Node& node) {
    return node.is_leaf ? leaf(node).items.front().key : inner(node).keys.front();
  }

  static constexpr std::size_t most_in(const Node& node) {
    return node.is_leaf ? kLeafSize : kInnerSize;
  }
  static constexpr std::size_t kMaxHeight = 16;

 public:
  /// A position in one version of the map; valid as long as that version lives.
  class Cursor {
   public:
    Cursor() = default;

    bool at_end() const { return leaf_ == nullptr; }
    const Item& operator*() const { return leaf_->items[slot_]; }
    const Item* operator->() const { return &leaf_->items[slot_]; }

    void next() {
      if (++slot_ < leaf_->items.size()) return;
      leaf_ = nullptr;
      while (height_ > 0) {
        auto& [node, slot] = path_[height_ - 1];
        if (++slot < node->children.size()) {
          descend_first(node->children[slot].get());
          return;
        }
        --height_;
      }
    }

   private:
    friend class PersistentMap;

    void descend_first(const Node* node) {
      while (!node->is_leaf) {
        path_[height_++] = {&inner(*node), 0};
        node = inner(*node).children.front().get();
      }
      leaf_ = &leaf(*node);
      slot_ = 0;
    }

    struct Step {
      const Inner* node;
      std::size_t slot;
    };

    std::array<Step, kMaxHeight> path_{};  // only the first height_ ones are set
    std::size_t height_ = 0;
    const Leaf* leaf_ = nullptr;
    std::size_t slot_ = 0;
  };

  PersistentMap() = default;
  explicit PersistentMap(Compare compare) : compare_(std::move(compare)) {}

  /// A map of `items`, which must be in strictly ascending order of their keys. O(n).
  static PersistentMap from_sorted(std::vector<Item> items, Compare compare = Compare()) {
    PersistentMap map(std::move(compare));
    map.size_ = items.size();
    if (items.empty()) return map;
    std::vector<NodePointer> level;
    for (const auto& [begin, end] : even_parts(items.size(), kLeafSize)) {
      auto node = std::make_shared<Leaf>();
      node->items.append(std::make_move_iterator(at(items, begin)),
                         std::make_move_iterator(at(items, end)));
      level.push_back(std::move(node));
    }
    while (level.size() > 1) level = parents_of(level);
    map.root_ = std::move(level.front());
    return map;
  }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  /// The item with that key, or null. Valid as long as this version lives.
  template <class K>
  const Item* find(const K& key) const {
    const Node* node = root_.get();
    if (node == nullptr) return nullptr;
    while (!node->is_leaf) node = fetch_child(inner(*node), child_for(inner(*node), key));
    const auto& items = leaf(*node).items;
    const std::size_t slot = lower_slot(leaf(*node), key);
    if (slot == items.size() || compare_(key, items[slot].key)) return nullptr;
    return &items[slot];
  }

  /// The first item.
  Cursor begin() const {
    Cursor cursor;
    if (root_ != nullptr) cursor.descend_first(root_.get());
    return cursor;
  }

  /// The first item whose key is not less than `key`.
  template <class K>
  Cursor lower_bound(const K& key) const {
    Cursor cursor;
    const Node* node = root_.get();
    if (node == nullptr) return cursor;
    while (!node->is_leaf) {
      const std::size_t slot = child_for(inner(*node), key);
      cursor.path_[cursor.height_++] = {&inner(*node), slot};
      node = fetch_child(inner(*node), slot);
    }
    cursor.leaf_ = &leaf(*node);
    cursor.slot_ = lower_slot(leaf(*node), key);
    if (cursor.slot_ == cursor.leaf_->items.size()) {
      --cursor.slot_;
      cursor.next();
    }
    return cursor;
  }

  /// A way down one node at a time; see persistent_map_descent.h.
  class Descent;
  /// Changes a copy in place and gives the next version; see persistent_map_editor.h.
  class Editor;
  /// What differs between two versions; see persistent_map_differences.h.
  class Differences;

 private:
  template <class T>
  static auto at(std::vector<T>& values, std::size_t index) {
    return values.begin() + static_cast<std::ptrdiff_t>(index);
  }

  /// [begin, end) pairs that share `count` things among as few nodes as leave room to grow.
  static std::vector<std::pair<std::size_t, std::size_t>> even_parts(std::size_t count,
                                                                     std::size_t most) {
    const std::size_t fill = most - most / 8;
    const std::size_t parts = (count + fill - 1) / fill;
    std::vector<std::pair<std::size_t, std::size_t>> out;
    out.reserve(parts);
    for (std::size_t part = 0; part < parts; ++part) {
      out.emplace_back(count * part / parts, count * (part + 1) / parts);
    }
    return out;
  }

  static std::vector<NodePointer> parents_of(std::vector<NodePointer>& level) {
    std::vector<NodePointer> parents;
    for (const auto& [begin, end] : even_parts(level.size(), kInnerSize)) {
      auto node = std::make_shared<Inner>(level[begin]->is_leaf);
      for (std::size_t index = begin; index < end; ++index) {
        node->keys.push_back(first_key(*level[index]));
        node->children.push_back(std::move(level[index]));
      }
      parents.push_back(std::move(node));
    }
    return parents;
  }

  /// A child that is looked into next, all of it on its way into the caches: a search that waits
  /// for one piece of it after the other waits several times as long.
  static const Node* fetch_child(const Inner& from, std::size_t slot) {
    const Node* child = from.children[slot].get();
    prefetch(child, from.holds_leaves ? sizeof(Leaf) : sizeof(Inner));
    return child;
  }

  /// The child whose range holds `key`: the last one whose first key is not greater, else 0.
  template <class K>
  std::size_t child_for(const Inner& node, const K& key) const {
    const auto after =
        std::upper_bound(node.keys.begin(), node.keys.end(), key,
                         [this](const K& a, const Key& b) { return compare_(a, b); });
    const auto slot = static_cast<std::size_t>(after - node.keys.begin());
    return slot == 0 ? 0 : slot - 1;
  }

  template <class K>
  std::size_t lower_slot(const Leaf& leaf, const K& key) const {
    const auto found =
        std::lower_bound(leaf.items.begin(), leaf.items.end(), key,
                         [this](const Item& a, const K& b) { return compare_(a.key, b); });
    return static_cast<std::size_t>(found - leaf.items.begin());
  }

  [[no_unique_address]] Compare compare_;
  NodePointer root_;
  std::size_t size_ = 0;
};

}  // namespace drawbridge

#include "base/persistent_map_descent.h"
#include "base/persistent_map_differences.h"
#include "base/persistent_map_editor.h"
