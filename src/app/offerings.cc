#include "app/offerings.h"

#include <algorithm>
#include <utility>

#include "app/groups/role_groups.h"
#include "app/memberships.h"
#include "app/offering_options.h"
#include "app/organisations.h"
#include "app/slugs.h"
#include "base/ordered_uuid.h"
#include "crypto/digest.h"

namespace drawbridge::app {
namespace {

using domain::Offering;

constexpr const char* kSharedPassword = "shared_user_password";

Result<Offering> find_offering(Transaction& transaction, const Uuid& uuid) {
  DRAWBRIDGE_TRY(auto offering, find<Offering>(transaction.store(), uuid));
  if (!offering) return fail(ErrorCode::kNotFound, "No Offering matches the given query.");
  return std::move(*offering);
}

Status take_password(Offering& offering, const json::Value& password) {
  if (!password.is_null() && !password.is_string()) {
    return fail(ErrorCode::kInvalid, "Not a valid string.", kSharedPassword);
  }
  const auto text = password.is_null() ? std::string() : password.get<std::string>();
  if (text.empty()) {
    offering.shared_password_sha256.reset();
    return {};
  }
  constexpr std::size_t kMaxPasswordBytes = 512;
  if (text.size() > kMaxPasswordBytes) {
    return fail(ErrorCode::kInvalid, "Ensure this field has no more than 512 bytes.",
                kSharedPassword);
  }
  offering.shared_password_sha256 = crypto::sha256_hex(text);
  return {};
}

/// Merges one options object, keeping the shared password out of what is stored.
Status merge(Offering& offering, domain::JsonText& stored, json::Value changes, const char* field) {
  if (!changes.is_object()) {
    return fail(ErrorCode::kInvalid, "A JSON object is expected.", field);
  }
  if (const auto password = changes.find(kSharedPassword); password != changes.end()) {
    DRAWBRIDGE_CHECK(take_password(offering, *password));
    changes.erase(password);
  }
  stored = merge_options(stored, changes);
  return {};
}

Status merge_plugin_options(Offering& offering, const json::Value& changes) {
  DRAWBRIDGE_CHECK(check_plugin_options(changes));
  return merge(offering, offering.plugin_options, changes, "plugin_options");
}

Status put_in_category(Transaction& transaction, Offering& offering) {
  auto& store = transaction.store();
  if (offering.category_uuid) {
    DRAWBRIDGE_TRY(const auto known,
                   exists<domain::Category>(store, where::equal("uuid", *offering.category_uuid)));
    if (known) return {};
    return fail(ErrorCode::kInvalid, "Invalid hyperlink - Object does not exist.", "category");
  }
  DRAWBRIDGE_TRY(const auto standard,
                 find_where<domain::Category>(store, where::equal("title", std::string("HPC"))));
  if (!standard) return fail(ErrorCode::kInvalid, "This field is required.", "category");
  offering.category_uuid = standard->uuid;
  return {};
}

std::string state_words(const std::vector<domain::OfferingState>& states) {
  std::string words;
  for (const auto state : states) {
    if (!words.empty()) words += ", ";
    words += domain::to_word(state);
  }
  return words;
}

}  // namespace

Result<Offering> create_offering(Transaction& transaction, const NewOffering& wanted) {
  auto& store = transaction.store();
  auto offering = wanted.offering;
  offering.uuid = ordered_uuid(transaction.now());
  offering.state = domain::OfferingState::kDraft;
  DRAWBRIDGE_TRY(const auto customer, find<domain::Customer>(store, offering.customer_uuid));
  if (!customer) {
    return fail(ErrorCode::kInvalid, "Invalid hyperlink - Object does not exist.", "customer");
  }
  if (customer->blocked || customer->archived) {
    return fail(ErrorCode::kInvalid, customer->blocked ? "Blocked organization is not available."
                                                       : "Archived organization is not available.");
  }
  // An organisation that offers something is a provider: clients look its record up by the
  // organisation and expect one.
  domain::ServiceProvider provider;
  provider.customer_uuid = customer->uuid;
  DRAWBRIDGE_CHECK(register_service_provider(transaction, provider));
  DRAWBRIDGE_CHECK(put_in_category(transaction, offering));
  DRAWBRIDGE_TRY(offering.slug,
                 choose_slug(store, Offering::kKind, wanted.slug, offering.name, offering.uuid));
  DRAWBRIDGE_CHECK(merge_plugin_options(offering, wanted.plugin_options));
  DRAWBRIDGE_CHECK(
      merge(offering, offering.secret_options, wanted.secret_options, "secret_options"));
  DRAWBRIDGE_CHECK(transaction.insert(offering));
  return offering;
}

Result<Offering> change_offering_state(Transaction& transaction, const Rules& rules,
                                       const Uuid& uuid, domain::OfferingState target,
                                       const std::vector<domain::OfferingState>& from) {
  DRAWBRIDGE_TRY(const auto before, find_offering(transaction, uuid));
  if (std::find(from.begin(), from.end(), before.state) == from.end()) {
    return fail(ErrorCode::kConflict, "Valid states for operation: " + state_words(from) + ".");
  }
  auto after = before;
  after.state = target;
  DRAWBRIDGE_CHECK(transaction.update(before, after));
  if (domain::serves_accounts(target) && !domain::serves_accounts(before.state)) {
    DRAWBRIDGE_CHECK(ensure_offering_accounts(transaction, rules, uuid));
  }
  return after;
}

Result<Offering> update_integration(Transaction& transaction, const Rules& rules, const Uuid& uuid,
                                    const IntegrationChange& change) {
  DRAWBRIDGE_TRY(const auto before, find_offering(transaction, uuid));
  if (before.state == domain::OfferingState::kArchived) {
    return fail(ErrorCode::kInvalid, "It is not possible to update archived offering.");
  }
  auto after = before;
  if (change.plugin_options) {
    DRAWBRIDGE_CHECK(merge_plugin_options(after, *change.plugin_options));
  }
  if (change.secret_options) {
    DRAWBRIDGE_CHECK(merge(after, after.secret_options, *change.secret_options, "secret_options"));
  }
  if (change.service_attributes) {
    DRAWBRIDGE_CHECK(
        merge(after, after.attributes, *change.service_attributes, "service_attributes"));
  }
  if (change.backend_id) after.backend_id = *change.backend_id;
  DRAWBRIDGE_CHECK(transaction.update(before, after));
  const bool was_on = read_offering_options(before.plugin_options).can_create_offering_user;
  if (!was_on && read_offering_options(after.plugin_options).can_create_offering_user) {
    DRAWBRIDGE_CHECK(ensure_offering_accounts(transaction, rules, uuid));
  } else if (change.plugin_options && change.plugin_options->contains("resource_role_map")) {
    DRAWBRIDGE_CHECK(ensure_offering_role_groups(transaction, rules, uuid));
  }
  return after;
}

}  // namespace drawbridge::app
