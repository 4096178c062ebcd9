#pragma once

#include <cstddef>
#include <vector>

#include "base/persistent_map.h"

namespace drawbridge {

/// Goes through what differs between two versions of a map, in the order of the keys. Nodes that
/// both versions share are passed over as a whole, so the cost follows the change and not the
/// size. Borrows both versions. Values are compared with ==.
template <class Key, class Value, class Compare, std::size_t kLeafSize, std::size_t kInnerSize>
class PersistentMap<Key, Value, Compare, kLeafSize, kInnerSize>::Differences {
 public:
  Differences(const PersistentMap& before, const PersistentMap& after)
      : compare_(before.compare_), before_(before.root_.get()), after_(after.root_.get()) {}

  /// Moves to the next difference. @return false at the end
  bool next() {
    before_item_ = after_item_ = nullptr;
    while (!before_.at_end() || !after_.at_end()) {
      if (step()) return true;
    }
    return false;
  }

  /// The item as it was; null: it is new.
  const Item* before() const { return before_item_; }
  /// The item as it is; null: it has gone.
  const Item* after() const { return after_item_; }
  /// Nodes looked into so far: what the comparison has cost.
  std::size_t visited() const { return before_.entered + after_.entered; }

 private:
  /// A walk over one version that stands at a node not yet looked into, or at an item.
  struct Walk {
    struct Step {
      const Node* node;
      std::size_t slot;
      std::size_t height;  ///< of `node` above the leaves
    };

    explicit Walk(const Node* root) : pending(root), pending_height(height_of(root)) {}

    bool at_end() const { return pending == nullptr && path.empty(); }
    bool at_node() const { return pending != nullptr; }
    const Item& item() const { return leaf(*path.back().node).items[path.back().slot]; }
    const Key& first_key() const { return PersistentMap::first_key(*pending); }

    void enter() {
      ++entered;
      path.push_back({pending, 0, pending_height});
      settle();
    }
    /// Passes the node or item it stands at.
    void pass() {
      if (pending == nullptr) {
        ++path.back().slot;
      } else {
        pending = nullptr;
        if (!path.empty()) ++path.back().slot;
      }
      settle();
    }

    const Node* pending;
    std::size_t pending_height;
    std::vector<Step> path;
    std::size_t entered = 0;

   private:
    static std::size_t height_of(const Node* node) {
      std::size_t height = 0;
      for (; node != nullptr && !node->is_leaf; node = inner(*node).children.front().get()) {
        ++height;
      }
      return height;
    }
    /// Leaves what is done and stands at what comes next.
    void settle() {
      pending = nullptr;
      while (!path.empty() && path.back().slot == count(*path.back().node)) {
        path.pop_back();
        if (!path.empty()) ++path.back().slot;
      }
      if (path.empty() || path.back().node->is_leaf) return;
      pending = inner(*path.back().node).children[path.back().slot].get();
      pending_height = path.back().height - 1;
    }
  };

  /// One move of one or both walks. @return whether it found a difference
  bool step() {
    if (before_.at_end()) return after_.at_node() ? enter(after_) : take_after();
    if (after_.at_end()) return before_.at_node() ? enter(before_) : take_before();
    if (before_.at_node() && after_.at_node()) return step_nodes();
    if (before_.at_node()) {
      return compare_(after_.item().key, before_.first_key()) ? take_after() : enter(before_);
    }
    if (after_.at_node()) {
      return compare_(before_.item().key, after_.first_key()) ? take_before() : enter(after_);
    }
    return step_items();
  }

  bool step_nodes() {
    if (before_.pending == after_.pending) {
      before_.pass();
      after_.pass();
      return false;
    }
    // A shared node is met unopened on both sides: the taller is opened first, of two equals the
    // one that begins earlier.
    if (before_.pending_height != after_.pending_height) {
      return enter(before_.pending_height > after_.pending_height ? before_ : after_);
    }
    const bool is_earlier = compare_(before_.first_key(), after_.first_key());
    const bool is_later = compare_(after_.first_key(), before_.first_key());
    if (!is_later) enter(before_);
    if (!is_earlier) enter(after_);
    return false;
  }

  bool step_items() {
    const Item& before = before_.item();
    const Item& after = after_.item();
    if (compare_(before.key, after.key)) return take_before();
    if (compare_(after.key, before.key)) return take_after();
    before_.pass();
    after_.pass();
    if (before.value == after.value) return false;
    before_item_ = &before;
    after_item_ = &after;
    return true;
  }

  bool enter(Walk& walk) {
    walk.enter();
    return false;
  }
  bool take_before() {
    before_item_ = &before_.item();
    before_.pass();
    return true;
  }
  bool take_after() {
    after_item_ = &after_.item();
    after_.pass();
    return true;
  }

  [[no_unique_address]] Compare compare_;
  Walk before_, after_;
  const Item* before_item_ = nullptr;
  const Item* after_item_ = nullptr;
};

}  // namespace drawbridge
