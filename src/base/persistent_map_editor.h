#pragma once

#include <cstddef>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "base/persistent_map.h"

namespace drawbridge {

/// Changes a copy in place and gives the next version. Not thread-safe.
template <class Key, class Value, class Compare, std::size_t kNodeSize>
class PersistentMap<Key, Value, Compare, kNodeSize>::Editor {
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

}  // namespace drawbridge
