#pragma once

#include <cstddef>
#include <memory>
#include <utility>

#include "base/persistent_map.h"

namespace drawbridge {

/// Changes a copy in place and gives the next version. Not thread-safe.
template <class Key, class Value, class Compare, std::size_t kLeafSize, std::size_t kInnerSize>
class PersistentMap<Key, Value, Compare, kLeafSize, kInnerSize>::Editor {
 public:
  explicit Editor(PersistentMap base) : base_(std::move(base)), map_(base_) {}

  /// The map with all changes so far; its pointers and cursors end with the next change.
  const PersistentMap& current() const { return map_; }

  /// Adds the item, or replaces key and value of the one with an equal key.
  /// @return whether it is new
  bool put(Key key, Value value) {
    if (map_.root_ == nullptr) map_.root_ = std::make_shared<Leaf>();
    const bool added = put_below(map_.root_, Item{std::move(key), std::move(value)});
    if (count(*map_.root_) > most_in(*map_.root_)) {
      auto root = std::make_shared<Inner>(map_.root_->is_leaf);
      root->keys.push_back(first_key(*map_.root_));
      root->children.push_back(std::move(map_.root_));
      split_child(*root, 0);
      map_.root_ = std::move(root);
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
    if (count(*map_.root_) == 0) {
      map_.root_.reset();
    } else if (!map_.root_->is_leaf && count(*map_.root_) == 1) {
      NodePointer only = inner(*map_.root_).children.front();
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
    if (node.use_count() == 1) return;
    if (node->is_leaf) {
      node = std::make_shared<Leaf>(leaf(*node));
    } else {
      node = std::make_shared<Inner>(inner(*node));
    }
  }

  bool put_below(NodePointer& node, Item&& item) {
    own(node);
    if (node->is_leaf) return put_in_leaf(leaf(*node), std::move(item));
    Inner& parent = inner(*node);
    const std::size_t slot = map_.child_for(parent, item.key);
    const bool added = put_below(parent.children[slot], std::move(item));
    parent.keys[slot] = first_key(*parent.children[slot]);
    if (count(*parent.children[slot]) > most_in(*parent.children[slot])) split_child(parent, slot);
    return added;
  }

  bool put_in_leaf(Leaf& leaf, Item&& item) {
    const std::size_t slot = map_.lower_slot(leaf, item.key);
    if (slot < leaf.items.size() && !map_.compare_(item.key, leaf.items[slot].key)) {
      leaf.items[slot] = std::move(item);
      return false;
    }
    leaf.items.insert(slot, std::move(item));
    return true;
  }

  template <class K>
  void erase_below(NodePointer& node, const K& key) {
    own(node);
    if (node->is_leaf) {
      leaf(*node).items.erase(map_.lower_slot(leaf(*node), key));
      return;
    }
    Inner& parent = inner(*node);
    const std::size_t slot = map_.child_for(parent, key);
    erase_below(parent.children[slot], key);
    if (count(*parent.children[slot]) < most_in(*parent.children[slot]) / 4) {
      refill(parent, slot);
    } else {
      parent.keys[slot] = first_key(*parent.children[slot]);
    }
  }

  /// Joins a child that has become small with a neighbour, or shares out anew what the two hold
  /// when that is too much for one node.
  static void refill(Inner& parent, std::size_t slot) {
    const std::size_t left = slot == 0 ? 0 : slot - 1;
    own(parent.children[left]);
    own(parent.children[left + 1]);
    Node& into = *parent.children[left];
    Node& from = *parent.children[left + 1];
    const std::size_t all = count(into) + count(from);
    const std::size_t stays = all > most_in(into) ? all / 2 : all;
    if (into.is_leaf) {
      share_out(leaf(into).items, leaf(from).items, stays);
    } else {
      share_out(inner(into).keys, inner(from).keys, stays);
      share_out(inner(into).children, inner(from).children, stays);
    }
    parent.keys[left] = first_key(into);
    if (stays < all) {
      parent.keys[left + 1] = first_key(from);
      return;
    }
    parent.keys.erase(left + 1);
    parent.children.erase(left + 1);
  }

  static void split_child(Inner& parent, std::size_t slot) {
    Node& left = *parent.children[slot];
    const std::size_t half = count(left) / 2;
    NodePointer right;
    if (left.is_leaf) {
      auto made = std::make_shared<Leaf>();
      leaf(left).items.move_tail(half, made->items);
      right = std::move(made);
    } else {
      auto made = std::make_shared<Inner>(inner(left).holds_leaves);
      inner(left).keys.move_tail(half, made->keys);
      inner(left).children.move_tail(half, made->children);
      right = std::move(made);
    }
    parent.keys.insert(slot + 1, first_key(*right));
    parent.children.insert(slot + 1, std::move(right));
  }

  /// Moves elements between two neighbours so that the left one has `stays`.
  template <class Things>
  static void share_out(Things& left, Things& right, std::size_t stays) {
    if (left.size() > stays) {
      Things rest;
      right.move_tail(0, rest);
      left.move_tail(stays, right);
      rest.move_tail(0, right);
      return;
    }
    const std::size_t moved = stays - left.size();
    Things rest;
    right.move_tail(moved, rest);
    right.move_tail(0, left);
    rest.move_tail(0, right);
  }

  PersistentMap base_;
  PersistentMap map_;
};

}  // namespace drawbridge
