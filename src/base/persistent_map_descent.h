#pragma once

// Part of persistent_map.h, which is the one to include.

#include <cstddef>
#include <span>

#include "base/persistent_map.h"
#include "base/prefetch.h"

namespace drawbridge {

/// A way down to the first item whose key is not less than some key, a step at a time: in a large
/// map nearly every step waits for memory, and whoever goes several ways in step waits for all of
/// them together. Always with the same key, and valid as long as that version of the map lives.
template <class Key, class Value, class Compare, std::size_t kLeafSize, std::size_t kInnerSize>
class PersistentMap<Key, Value, Compare, kLeafSize, kInnerSize>::Descent {
 public:
  Descent() = default;
  /// At the top.
  explicit Descent(const PersistentMap& map) : map_(&map), node_(map.root_.get()) {
    if (node_ == nullptr) return;
    levels_ = 1;
    for (const Node* node = node_; !node->is_leaf; ++levels_) {
      node = inner(*node).children.front().get();
    }
  }

  /// Goes on by one node, and in the last one by one comparison, and has the caches fetch what the
  /// next step reads.
  /// @return false at the end of the way
  template <class K>
  bool step(const K& key) {
    if (levels_ > 1) {
      go_down(key);
      return true;
    }
    if (levels_ == 1) {
      levels_ = 0;
      length_ = leaf(*node_).items.size();
    } else if (length_ != 0) {
      narrow(key);
    }
    if (length_ == 0) return false;
    prefetch(leaf(*node_).items.begin() + begin_ + length_ / 2, sizeof(Item));
    return true;
  }

  /// At the end of the way: the items from there on, as far as they lie in one node.
  std::span<const Item> items() const {
    if (node_ == nullptr || levels_ != 0) return {};
    const auto& all = leaf(*node_).items;
    return std::span(all.begin(), all.end()).subspan(begin_);
  }

 private:
  template <class K>
  void go_down(const K& key) {
    const Inner& from = inner(*node_);
    node_ = from.children[map_->child_for(from, key)].get();
    --levels_;
    // Of a leaf the number of its items comes first.
    prefetch(node_, levels_ == 1 ? 1 : sizeof(Inner));
  }

  /// As std::lower_bound does.
  template <class K>
  void narrow(const K& key) {
    const std::size_t half = length_ / 2;
    if (map_->compare_(leaf(*node_).items[begin_ + half].key, key)) {
      begin_ += half + 1;
      length_ -= half + 1;
    } else {
      length_ = half;
    }
  }

  const PersistentMap* map_ = nullptr;
  const Node* node_ = nullptr;
  std::size_t levels_ = 0;  ///< This node and those below it; 0: within a leaf.
  std::size_t begin_ = 0;   ///< What is left to look at in the leaf.
  std::size_t length_ = 0;
};

}  // namespace drawbridge
