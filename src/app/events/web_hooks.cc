#include "app/events/web_hooks.h"

#include <algorithm>
#include <array>
#include <utility>

#include "app/events/visible_events.h"
#include "app/records.h"
#include "base/ordered_uuid.h"
#include "domain/checklist_records.h"
#include "domain/robot_and_service_account_records.h"

namespace drawbridge::app {
namespace {

using domain::AuditEvent;
using domain::WebHook;

/// One kind of object whose events belong to a group.
struct GroupRow {
  std::string_view group, object_kind;
};

constexpr std::array<GroupRow, 24> kGroups = {{
    {"users", domain::User::kKind},
    {"users", domain::OfferingUser::kKind},
    {"users", domain::OfferingUserGroup::kKind},
    {"users", domain::OfferingRoleGroup::kKind},
    {"users", domain::LdapPassword::kKind},
    {"resources", domain::Resource::kKind},
    {"resources", domain::RobotAccount::kKind},
    {"resources", domain::CourseAccount::kKind},
    {"resources", domain::ProjectServiceAccount::kKind},
    {"resources", domain::CustomerServiceAccount::kKind},
    {"roles", domain::RoleGrant::kKind},
    {"roles", domain::Role::kKind},
    {"ssh", domain::SshPublicKey::kKind},
    {"terms_of_service", domain::OfferingTermsOfService::kKind},
    {"terms_of_service", domain::UserOfferingConsent::kKind},
    {"customers", domain::Customer::kKind},
    {"projects", domain::Project::kKind},
    {"providers", domain::ServiceProvider::kKind},
    {"offerings", domain::Offering::kKind},
    {"offerings", domain::OfferingUserAttributeConfig::kKind},
    {"offerings", domain::OfferingProfile::kKind},
    {"offerings", domain::PosixIdPool::kKind},
    {"checklists", domain::ChecklistCompletion::kKind},
    {"credentials", domain::ApiToken::kKind},
}};

Condition events_of_interest(const WebHook& hook) {
  if (hook.event_types.empty() && hook.event_groups.empty()) return where::all();
  std::vector<Value> types, kinds;
  for (const auto& type : hook.event_types) types.emplace_back(type);
  for (const auto& [group, kind] : kGroups) {
    const auto& chosen = hook.event_groups;
    if (std::find(chosen.begin(), chosen.end(), group) == chosen.end()) continue;
    kinds.emplace_back(std::string(kind));
  }
  return where::any_of(
      {where::in("event_type", std::move(types)), where::in("object_kind", std::move(kinds))});
}

tl::unexpected<Error> no_such_hook() { return fail(ErrorCode::kNotFound, "Not found."); }

constexpr std::int64_t kWebHooksMax = 20;  // of one user

}  // namespace

Condition visible_web_hooks(const Principal& principal) {
  if (principal.is_staff()) return where::all();
  return where::equal("user_uuid", principal.user.uuid);
}

bool is_event_group(std::string_view name) {
  return std::any_of(kGroups.begin(), kGroups.end(),
                     [&](const GroupRow& row) { return row.group == name; });
}

Result<WebHook> create_web_hook(Transaction& transaction, WebHook wanted) {
  DRAWBRIDGE_CHECK(
      check_count<WebHook>(transaction.store(), wanted.user_uuid, kWebHooksMax, "webhooks"));
  wanted.uuid = ordered_uuid(transaction.now());
  // The event that tells of the new receiver itself is not for it.
  DRAWBRIDGE_TRY(const auto end, transaction.store().counter("audit_sequence"));
  wanted.delivered_sequence = end + 1;
  DRAWBRIDGE_CHECK(transaction.insert(wanted));
  return wanted;
}

Status change_web_hook(Transaction& transaction, const Uuid& uuid,
                       const std::function<void(WebHook&)>& change) {
  DRAWBRIDGE_TRY(const auto before, find<WebHook>(transaction.store(), uuid));
  if (!before) return no_such_hook();
  auto after = *before;
  change(after);
  return transaction.update(*before, after);
}

Status delete_web_hook(Transaction& transaction, const Uuid& uuid) {
  DRAWBRIDGE_TRY(const auto hook, find<WebHook>(transaction.store(), uuid));
  if (!hook) return no_such_hook();
  return transaction.erase(*hook);
}

Result<std::vector<AuditEvent>> events_for(StoreReader& store, const WebHook& hook,
                                           const Principal& owner, std::int64_t after,
                                           std::int64_t end, std::int64_t limit) {
  using Operator = Condition::Operator;
  auto select = select_records<AuditEvent>(
      where::all_of({where::compare(Operator::kGreater, "sequence", after),
                     where::compare(Operator::kAtMost, "sequence", end), visible_events(owner),
                     events_of_interest(hook)}));
  select.order = {{"sequence", false}};
  select.limit = limit;
  return list<AuditEvent>(store, select);
}

Status store_delivery_states(Writer& writer, const std::vector<DeliveryState>& states) {
  if (states.empty()) return {};
  return writer.run({std::nullopt, "background", {}}, [&](Transaction& transaction) -> Status {
    for (const auto& state : states) {
      DRAWBRIDGE_TRY(auto hook, find<WebHook>(transaction.store(), state.hook_uuid));
      if (!hook) continue;
      hook->delivered_sequence = std::max(hook->delivered_sequence, state.delivered_sequence);
      hook->failed_attempts = state.failed_attempts;
      hook->next_attempt_at = state.next_attempt_at;
      hook->last_error = state.last_error;
      DRAWBRIDGE_CHECK(transaction.update_silently(*hook));
    }
    return {};
  });
}

}  // namespace drawbridge::app
