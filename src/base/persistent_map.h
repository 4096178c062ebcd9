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
/// `Compare` may be transparent. Keys may borrow from their values (a view into the value):
/// `put` replaces the key together with the value, and inner nodes keep no key of an item that
/// has gone.
///
/// Readers of one version need no lock. Recursion, also that of destruction, is as deep as the
/// tree is high (four levels hold 16 million items).
template <class Key, class Value, class Compare = std::less<>, std::size_t kNodeSize = 64>
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

    std::array<Step, kMaxHeight> path_;  // only the first height_ ones are set
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

  /// Changes a copy in place and gives the next version. Not thread-safe.
  class Editor {
   public:
    explicit Editor(PersistentMap base) : base_(std::move(base)), map_(base_) {}

    /// The map with all changes so far; its pointers and cursors end with the next change.
    const PersistentMap& current() const { return map_; }

    /// Adds the item, or replaces key and value of the one with an equal key.
    /// @return whether it is new
    bool put(Key key, Value value) {
      if (map_.root_ == nullptr) map_.root_ = std::make_shared<Node>();
      const bool added = put_below(map_.root_, Item{std::move(key), std::move(value)});
      if (map_.root_->count() > kNodeSize) {
        auto root = std::make_shared<Node>();
        root->keys.push_back(map_.root_->first_key());
        root->children.push_back(std::move(map_.root_));
        map_.root_ = std::move(root);
        split_child(*map_.root_, 0);
      }
      if (added) ++map_.size_;
      return added;
    }

    /// @return whether there was such an item
    template <class K>
    bool erase(const K& key) {
      if (map_.find(key) == nullptr) return false;
      erase_below(map_.root_, key);
      --map_.size_;
      if (map_.root_->is_leaf()) {
        if (map_.root_->items.empty()) map_.root_.reset();
      } else if (map_.root_->children.size() == 1) {
        NodePointer only = map_.root_->children.front();
        map_.root_ = std::move(only);
      }
      return true;
    }

    /// The new version; the editor goes on from it.
    PersistentMap finish() {
      base_ = map_;
      return map_;
    }

   private:
    /// Makes `node` ours. The base keeps every node of its own referenced, so a node with one
    /// owner was made by this editor since the last finish().
    static void own(NodePointer& node) {
      if (node.use_count() != 1) node = std::make_shared<Node>(*node);
    }

    bool put_below(NodePointer& node, Item&& item) {
      own(node);
      if (node->is_leaf()) return put_in_leaf(*node, std::move(item));
      const std::size_t slot = map_.child_for(*node, item.key);
      const bool added = put_below(node->children[slot], std::move(item));
      node->keys[slot] = node->children[slot]->first_key();
      if (node->children[slot]->count() > kNodeSize) split_child(*node, slot);
      return added;
    }

    bool put_in_leaf(Node& leaf, Item&& item) {
      const std::size_t slot = map_.lower_slot(leaf, item.key);
      if (slot < leaf.items.size() && !map_.compare_(item.key, leaf.items[slot].key)) {
        leaf.items[slot] = std::move(item);
        return false;
      }
      leaf.items.insert(at(leaf.items, slot), std::move(item));
      return true;
    }

    template <class K>
    void erase_below(NodePointer& node, const K& key) {
      own(node);
      if (node->is_leaf()) {
        node->items.erase(at(node->items, map_.lower_slot(*node, key)));
        return;
      }
      const std::size_t slot = map_.child_for(*node, key);
      erase_below(node->children[slot], key);
      if (node->children[slot]->count() < kMinimum) {
        refill(*node, slot);
      } else {
        node->keys[slot] = node->children[slot]->first_key();
      }
    }

    /// Joins a child that has become small with a neighbour; parts them again if that is too
    /// much for one node.
    static void refill(Node& parent, std::size_t slot) {
      const std::size_t left = slot == 0 ? 0 : slot - 1;
      own(parent.children[left]);
      Node& into = *parent.children[left];
      const Node& from = *parent.children[left + 1];
      into.items.insert(into.items.end(), from.items.begin(), from.items.end());
      into.keys.insert(into.keys.end(), from.keys.begin(), from.keys.end());
      into.children.insert(into.children.end(), from.children.begin(), from.children.end());
      parent.children.erase(at(parent.children, left + 1));
      parent.keys.erase(at(parent.keys, left + 1));
      parent.keys[left] = into.first_key();
      if (into.count() > kNodeSize) split_child(parent, left);
    }

    static void split_child(Node& parent, std::size_t slot) {
      Node& left = *parent.children[slot];
      auto right = std::make_shared<Node>();
      const std::size_t half = left.count() / 2;
      if (left.is_leaf()) {
        move_tail(left.items, half, right->items);
      } else {
        move_tail(left.keys, half, right->keys);
        move_tail(left.children, half, right->children);
      }
      parent.keys.insert(at(parent.keys, slot + 1), right->first_key());
      parent.children.insert(at(parent.children, slot + 1), std::move(right));
    }

    template <class T>
    static void move_tail(std::vector<T>& from, std::size_t begin, std::vector<T>& to) {
      to.assign(std::make_move_iterator(at(from, begin)), std::make_move_iterator(from.end()));
      from.erase(at(from, begin), from.end());
    }

    PersistentMap base_;
    PersistentMap map_;
  };

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
