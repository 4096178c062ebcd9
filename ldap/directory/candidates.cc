#include "ldap/directory/candidates.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "base/prefetch.h"
#include "ldap/directory/indexed.h"

namespace drawbridge::ldap::directory {
namespace {

using filter::FilterKind;
using filter::FilterNode;

using Entries = std::vector<const Entry*>;

enum class Outcome {
  kFound,    ///< `out` holds all there can be.
  kTooMany,  ///< Indexed, but more than the caller wants.
  kNoIndex,
};

/// Below this another part of an AND is not worth a lookup.
constexpr std::size_t kFewEnough = 4;

/// Of an entry with what lies behind it; of few candidates they are on their way into the caches
/// before they are looked at.
constexpr std::size_t kUsualOctets = 768;

/// More steps through the index than this for each entry of the tree cost more than a scan.
constexpr std::size_t kStepsAnEntry = 2;

/// More candidates than these, or than a sixteenth of the tree, are no better than a scan, which
/// begins at once and in pieces: looking for them is all done before the first answer.
constexpr std::size_t kManyCandidates = 10'000;
constexpr std::size_t kManyOfTheTree = 16;

class Collector {
 public:
  Collector(const Tree& tree, const filter::Filter& filter)
      : tree_(&tree), filter_(&filter), steps_left_(kStepsAnEntry * tree.size()) {}

  /// Fills `out`, which is empty, with at most `most` entries. Recursion as deep as the filter,
  /// which its decoder bounds.
  Outcome collect(std::size_t index, std::size_t most, Entries& out) {
    const FilterNode& node = filter_->nodes()[index];
    switch (node.kind) {
      case FilterKind::kAnd:
        return collect_and(index, most, out);
      case FilterKind::kOr:
        return collect_or(index, most, out);
      case FilterKind::kNot:
        return Outcome::kNoIndex;
      default:
        return collect_item(node, most, out);
    }
  }

 private:
  Outcome collect_item(const FilterNode& node, std::size_t most, Entries& out) {
    if (node.is_of_nothing()) return Outcome::kFound;
    if (node.is_beyond_equality()) return beyond_equality(node);
    if (node.kind == FilterKind::kPresent) return Outcome::kNoIndex;
    if (node.kind == FilterKind::kSubstrings) {
      return node.piece_count == 0 ? Outcome::kFound : Outcome::kNoIndex;
    }
    if (!node.key) return Outcome::kFound;
    const bool is_range =
        node.kind == FilterKind::kGreaterOrEqual || node.kind == FilterKind::kLessOrEqual;
    if (is_range || !is_indexed(node.attribute->id)) return Outcome::kNoIndex;
    const std::uint64_t hash = index_hash(node.attribute->id, *node.key);
    return is_link(node.attribute->id) ? collect_linked(hash, most, out)
                                       : collect_hash(tree_->index(), hash, most, out);
  }

  /// The entries with the value or name of that hash, in the order of the tree.
  Outcome collect_hash(const EqualityIndex& index, std::uint64_t hash, std::size_t most,
                       Entries& out) {
    for (auto cursor = index.lower_bound(IndexKey{hash, nullptr});
         !cursor.at_end() && cursor->key.hash == hash; cursor.next()) {
      if (out.size() == most || steps_left_ == 0) return Outcome::kTooMany;
      --steps_left_;
      if (out.size() < kFewEnough) prefetch(cursor->key.entry, kUsualOctets);
      out.push_back(cursor->key.entry);
    }
    return Outcome::kFound;
  }

  /// The entries with the link of that hash, in the order of the tree.
  Outcome collect_linked(std::uint64_t hash, std::size_t most, Entries& out) {
    for (auto cursor = tree_->links().lower_bound(LinkKey{hash, 0});
         !cursor.at_end() && cursor->key.hash == hash; cursor.next()) {
      const Outcome outcome = collect_hash(tree_->linked(), cursor->key.name, most, out);
      if (outcome != Outcome::kFound) return outcome;
    }
    sort_once(out);
    return Outcome::kFound;
  }

  /// Brings entries into the order of the tree, each once.
  static void sort_once(Entries& out) {
    if (out.size() < 2) return;
    const auto by_key = [](const Entry* a, const Entry* b) {
      return a != b && a->key() < b->key();
    };
    std::sort(out.begin(), out.end(), by_key);
    out.erase(std::unique(out.begin(), out.end()), out.end());
  }

  /// No index knows these; what is Undefined has no entries.
  static Outcome beyond_equality(const FilterNode& node) {
    return node.key || node.piece_count != 0 ? Outcome::kNoIndex : Outcome::kFound;
  }

  Outcome collect_and(std::size_t index, std::size_t most, Entries& out) {
    const auto nodes = filter_->nodes();
    Outcome best = Outcome::kNoIndex;
    for (std::size_t child = index + 1; child < nodes[index].end; child = nodes[child].end) {
      Entries part;
      const bool has_found = best == Outcome::kFound;
      const Outcome outcome = collect(child, has_found ? out.size() : most, part);
      if (outcome == Outcome::kFound && (!has_found || part.size() < out.size())) out.swap(part);
      if (outcome == Outcome::kFound || best == Outcome::kNoIndex) best = outcome;
      if (best == Outcome::kFound && out.size() <= kFewEnough) break;
    }
    return best;
  }

  /// A value that comes twice may make `out` larger than `most` for a while, bounded by the steps.
  Outcome collect_or(std::size_t index, std::size_t most, Entries& out) {
    const auto nodes = filter_->nodes();
    bool is_sorted = true;
    for (std::size_t child = index + 1; child < nodes[index].end; child = nodes[child].end) {
      Entries part;
      const Outcome outcome = collect(child, most, part);
      if (outcome != Outcome::kFound) return outcome;
      if (out.empty()) {
        out.swap(part);
      } else if (!part.empty()) {
        is_sorted = false;
        out.insert(out.end(), part.begin(), part.end());
      }
    }
    if (is_sorted) return Outcome::kFound;
    sort_once(out);
    return out.size() > most ? Outcome::kTooMany : Outcome::kFound;
  }

  const Tree* tree_;
  const filter::Filter* filter_;
  std::size_t steps_left_;
};

}  // namespace

bool find_candidates(const Tree& tree, const filter::Filter& filter, Entries& out) {
  out.clear();
  Collector collector(tree, filter);
  const std::size_t most = std::max(kManyCandidates, tree.size() / kManyOfTheTree);
  return collector.collect(0, most, out) == Outcome::kFound;
}

}  // namespace drawbridge::ldap::directory
