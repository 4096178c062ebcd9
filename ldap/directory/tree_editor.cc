#include "ldap/directory/tree_editor.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "ldap/directory/change_sequence.h"
#include "ldap/directory/class_counts.h"
#include "ldap/directory/index_keys.h"

namespace drawbridge::ldap::directory {
namespace {

bool by_hash(const IndexKey& a, const IndexKey& b) { return a.hash < b.hash; }

IndexKeys sorted_keys(const Entry* entry) {
  IndexKeys keys;
  if (entry != nullptr) append_index_keys(*entry, keys);
  std::sort(keys.values.begin(), keys.values.end(), by_hash);
  std::sort(keys.links.begin(), keys.links.end());
  return keys;
}

/// Takes out what is not there any more and puts all that is: also the items of kept values must
/// name the new entry. Both are in the order of the hashes.
void replace(const std::vector<IndexKey>& removed, const std::vector<IndexKey>& added,
             EqualityIndex::Editor& index) {
  for (const IndexKey& key : removed) {
    if (!std::binary_search(added.begin(), added.end(), key, by_hash)) index.erase(key);
  }
  for (const IndexKey& key : added) index.put(key, Nothing{});
}

}  // namespace

TreeEditor::TreeEditor(std::shared_ptr<const Tree> base)
    : base_(std::move(base)),
      entries_(base_->entries_),
      index_(base_->index_),
      links_(base_->links_),
      linked_(base_->linked_),
      class_counts_(base_->class_counts_),
      contexts_(base_->contexts_),
      revision_(base_->revision_) {}

Status TreeEditor::put(EntryPointer entry) {
  if (!entry->key().starts_with(base_->suffix_.key())) {
    return fail(ErrorCode::kInvalid, "The entry is not below the suffix.",
                std::string(entry->dn()));
  }
  const std::string_view key = entry->key();
  const EntryMap::Item* item = entries_.current().find(key);
  const EntryPointer before = item == nullptr ? nullptr : item->value;
  replace_index(before.get(), entry.get());
  entries_.put(key, std::move(entry));
  return {};
}

bool TreeEditor::erase(const dn::Dn& name) {
  const EntryPointer before = find(name);
  if (before == nullptr) return false;
  replace_index(before.get(), nullptr);
  entries_.erase(std::string_view(before->key()));
  return true;
}

void TreeEditor::set_context(std::string key, std::uint64_t microseconds) {
  contexts_.put(std::move(key), {microseconds, change_sequence_number(microseconds)});
}

void TreeEditor::erase_context(std::string_view key) { contexts_.erase(key); }

EntryPointer TreeEditor::find(std::string_view key) const {
  const EntryMap::Item* item = entries_.current().find(key);
  return item == nullptr ? nullptr : item->value;
}

void TreeEditor::replace_index(const Entry* before, const Entry* after) {
  replace_class_counts(base_->suffix_.key(), before, after, class_counts_);
  const IndexKeys removed = sorted_keys(before);
  const IndexKeys added = sorted_keys(after);
  replace(removed.values, added.values, index_);
  replace(removed.linked, added.linked, linked_);
  for (const LinkKey& key : removed.links) {
    if (!std::binary_search(added.links.begin(), added.links.end(), key)) links_.erase(key);
  }
  for (const LinkKey& key : added.links) {
    if (!std::binary_search(removed.links.begin(), removed.links.end(), key)) {
      links_.put(key, Nothing{});
    }
  }
}

std::shared_ptr<const Tree> TreeEditor::finish(std::uint64_t last_usn) {
  const auto tree = std::make_shared<Tree>(base_->suffix_);
  tree->entries_ = entries_.finish();
  tree->index_ = index_.finish();
  tree->links_ = links_.finish();
  tree->linked_ = linked_.finish();
  tree->class_counts_ = class_counts_.finish();
  tree->contexts_ = contexts_.finish();
  tree->last_usn_ = std::max(last_usn, base_->last_usn_);
  tree->revision_ = revision_;
  base_ = tree;
  return tree;
}

}  // namespace drawbridge::ldap::directory
