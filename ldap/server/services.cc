#include "ldap/server/services.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "ldap/directory/root_dse.h"
#include "ldap/protocol/cancel.h"
#include "ldap/protocol/extended.h"
#include "ldap/server/supported.h"

namespace drawbridge::ldap::server {
namespace {

/// One for all loops: it never changes.
const directory::EntryPointer& the_subschema() {
  static const directory::EntryPointer entry = directory::make_subschema().value_or(nullptr);
  return entry;
}

/// What a connection may hold in any case.
constexpr std::size_t kLeastOutput = 16'384;

/// Octets of the key of a base that is remembered.
constexpr std::size_t kMaxKeptKey = 1024;

}  // namespace

Services::Services(Options options, const Published<directory::Tree>& tree,
                   Authenticator& authenticator, Observer* observer)
    : options_(options),
      reader_(tree),
      authenticator_(&authenticator),
      observer_(observer),
      subschema_(the_subschema()),
      now_(std::chrono::steady_clock::now()) {}

std::size_t Services::max_output() const {
  const Limits& limits = options_.limits;
  return held_output_ < limits.max_held_output_bytes
             ? limits.max_output_bytes
             : std::min(limits.max_output_bytes, kLeastOutput);
}

const directory::Entry* Services::find_base(const std::shared_ptr<const directory::Tree>& current,
                                            std::string_view key) {
  if (key.size() > kMaxKeptKey) return current->find(key);
  const bool is_of_this_tree =
      !base_.tree.owner_before(current) && !current.owner_before(base_.tree);
  if (!is_of_this_tree || base_.key != key) {
    base_ = {std::string(key), current, current->find(key)};
  }
  return base_.entry;
}

directory::EntryPointer Services::special_entry(const directory::Tree& tree, std::string_view key,
                                                bool offers_external) {
  if (key.empty()) return root_dse(tree, offers_external);
  if (subschema_ != nullptr && key == subschema_->key()) return subschema_;
  return nullptr;
}

directory::EntryPointer Services::root_dse(const directory::Tree& tree, bool offers_external) {
  RootDse& kept = root_dses_[offers_external ? 1 : 0];
  if (kept.entry != nullptr && kept.usn == tree.last_usn()) return kept.entry;
  std::vector<std::string_view> extensions;
  if (options_.has_tls) extensions.push_back(protocol::kStartTlsOid);
  if (options_.passwords != nullptr) extensions.push_back(protocol::kPasswordModifyOid);
  extensions.push_back(protocol::kWhoAmIOid);
  extensions.push_back(protocol::kCancelOid);
  const std::span<const std::string_view> mechanisms = kSupportedSaslMechanisms;
  const directory::RootDseContent content{
      .naming_context = tree.suffix().text(),
      .controls = kSupportedControls,
      .extensions = extensions,
      .features = kSupportedFeatures,
      .sasl_mechanisms = mechanisms.first(offers_external ? mechanisms.size() : 0),
      .last_usn = tree.last_usn()};
  kept = {directory::make_root_dse(content).value_or(nullptr), tree.last_usn()};
  return kept.entry;
}

}  // namespace drawbridge::ldap::server
