#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

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
/// and in a large map each of those is a miss of the processor's caches.
///
/// `Compare` may be transparent. Keys may borrow from their values (a view into the value):
/// `put` replaces the key together with the value, and inner nodes keep no key of an item that
/// has gone.
///
/// Readers of one version need no lock. Recursion, also that of destruction, is as deep as the
/// tree is high (six levels hold 16 million items).
template <class Key, class Value, class Compare = std::less<>, std::size_t kNodeSize = 16>
class PersistentMap {
  static_assert(kNodeSize >= 8);

 public:
  struct Item {
    [[no_unique_address]] Key key;
    [[no_unique_address]] Value value;
  };

 private:
  struct Node;
  using NodePointer = std::shared_ptr<Node>;

  /// A leaf has items and no children; an inner node the first key of each child.
  struct Node {
    std::vector<Item> items;
    std::vector<Key> keys;
    std::vector<NodePointer> children;

    bool is_leaf() const { return children.empty(); }
    std::size_t count() const { return is_leaf() ? items.size() : children.size(); }
    const Key& first_key() const { return is_leaf() ? items.front().key : keys.front(); }
  };

  static constexpr std::size_t kMinimum = kNodeSize / 4;
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
      while (!node->is_leaf()) {
        path_[height_++] = {node, 0};
        node = node->children.front().get();
      }
      leaf_ = node;
      slot_ = 0;
    }

    struct Step {
      const Node* node;
      std::size_t slot;
    };

    std::array<Step, kMaxHeight> path_{};  // only the first height_ ones are set
    std::size_t height_ = 0;
    const Node* leaf_ = nullptr;
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
    for (const auto& [begin, end] : even_parts(items.size())) {
      auto node = std::make_shared<Node>();
      node->items.assign(std::make_move_iterator(at(items, begin)),
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
    while (!node->is_leaf()) node = node->children[child_for(*node, key)].get();
    const std::size_t slot = lower_slot(*node, key);
    if (slot == node->items.size() || compare_(key, node->items[slot].key)) return nullptr;
    return &node->items[slot];
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
    while (!node->is_leaf()) {
      const std::size_t slot = child_for(*node, key);
      cursor.path_[cursor.height_++] = {node, slot};
      node = node->children[slot].get();
    }
    cursor.leaf_ = node;
    cursor.slot_ = lower_slot(*node, key);
    if (cursor.slot_ == node->items.size()) {
      --cursor.slot_;
      cursor.next();
    }
    return cursor;
  }

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
  static std::vector<std::pair<std::size_t, std::size_t>> even_parts(std::size_t count) {
    constexpr std::size_t kFill = kNodeSize - kNodeSize / 8;
    const std::size_t parts = (count + kFill - 1) / kFill;
    std::vector<std::pair<std::size_t, std::size_t>> out;
    out.reserve(parts);
    for (std::size_t part = 0; part < parts; ++part) {
      out.emplace_back(count * part / parts, count * (part + 1) / parts);
    }
    return out;
  }

  static std::vector<NodePointer> parents_of(std::vector<NodePointer>& level) {
    std::vector<NodePointer> parents;
    for (const auto& [begin, end] : even_parts(level.size())) {
      auto node = std::make_shared<Node>();
      for (std::size_t index = begin; index < end; ++index) {
        node->keys.push_back(level[index]->first_key());
        node->children.push_back(std::move(level[index]));
      }
      parents.push_back(std::move(node));
    }
    return parents;
  }

  /// The child whose range holds `key`: the last one whose first key is not greater, else 0.
  template <class K>
  std::size_t child_for(const Node& node, const K& key) const {
    const auto after =
        std::upper_bound(node.keys.begin(), node.keys.end(), key,
                         [this](const K& a, const Key& b) { return compare_(a, b); });
    const auto slot = static_cast<std::size_t>(after - node.keys.begin());
    return slot == 0 ? 0 : slot - 1;
  }

  template <class K>
  std::size_t lower_slot(const Node& leaf, const K& key) const {
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

#include "base/persistent_map_differences.h"
#include "base/persistent_map_editor.h"
