#include "ldap/server/dereference.h"

#include <algorithm>

#include "base/release_memory.h"
#include "ldap/dn/dn.h"
#include "ldap/schema/syntax.h"

namespace drawbridge::ldap::server {
namespace {

/// Following one name, in the units of directory::Matcher::take_work.
constexpr std::size_t kWorkPerName = 20;

}  // namespace

Dereference::Dereference(std::span<const protocol::DerefSpec> specs, const directory::Tree& tree,
                         const Authority& authority, std::size_t max_octets)
    : tree_(&tree), authority_(&authority), max_octets_(max_octets) {
  for (const protocol::DerefSpec& spec : specs) {
    const schema::AttributeType* type = schema::find_attribute(spec.attribute);
    if (type == nullptr || type->is_secret || type->syntax != schema::kDnSyntax) continue;
    if (!authority.sees_attribute(type->id)) continue;
    const bool is_known = std::any_of(parts_.begin(), parts_.end(),
                                      [&](const Part& part) { return part.type == type; });
    if (!is_known) {
      parts_.push_back(
          {type, AttributeSelection(spec.attributes).without(authority.hidden_attributes())});
    }
  }
}

void Dereference::begin(const directory::Entry& entry) {
  entry_ = &entry;
  next_part_ = 0;
  names_ = directory::ValueCursor({});
  results_.clear();
  is_too_large_ = false;
}

bool Dereference::advance(std::size_t& work) {
  do {
    follow_names(work);
    if (is_too_large_) return true;
    if (work == 0) return false;
  } while (enter_part());
  return true;
}

/// Until there are no more of the attribute, work is used up or the results are too large.
void Dereference::follow_names(std::size_t& work) {
  while (work != 0 && !is_too_large_) {
    const auto name = names_.next();
    if (!name) return;
    work -= std::min(work, kWorkPerName);
    key_.clear();
    const auto key = has_keys_ ? keys_.next() : std::nullopt;
    // A value that is no name leads to the key of the root, which is no entry of the tree.
    if (!key && !dn::append_key(*name, key_)) key_.clear();
    append_result(parts_[next_part_ - 1], *name, key.value_or(key_));
  }
}

/// Turns to the next attribute to follow that the entry has.
bool Dereference::enter_part() {
  while (next_part_ < parts_.size()) {
    const auto slice = entry_->find(parts_[next_part_++].type->id);
    if (!slice) continue;
    names_ = entry_->values(*slice);
    has_keys_ = slice->has_normal_forms;
    if (has_keys_) keys_ = entry_->normal_values(*slice);
    return true;
  }
  return false;
}

void Dereference::append_result(const Part& part, std::string_view name, std::string_view key) {
  const directory::Entry* target = authority_->sees(key) ? tree_->find(key) : nullptr;
  std::optional<std::size_t> size;
  if (target != nullptr) size = part.selection.selected_size(*tree_, *target, false);
  if (size == 0) size.reset();
  const std::size_t octets = protocol::deref_result_size(part.type->name, name, size);
  if (octets > max_octets_ - results_.size()) {
    is_too_large_ = true;
    release_memory(results_);
    return;
  }
  protocol::append_deref_result_prefix(results_, part.type->name, name, size);
  if (size) part.selection.append_selected(results_, *tree_, *target, false);
}

std::size_t Dereference::controls_size() const {
  return results_.empty() ? 0 : protocol::deref_controls_size(results_.size());
}

void Dereference::append_controls(std::string& out) const {
  if (results_.empty()) return;
  protocol::append_deref_controls_prefix(out, results_.size());
  out.append(results_);
}

}  // namespace drawbridge::ldap::server
