#include "app/memberships.h"

#include <array>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "app/accounts.h"
#include "app/groups/project_groups.h"
#include "app/groups/role_groups.h"
#include "app/offering_options.h"
#include "app/principal.h"

namespace drawbridge::app {
namespace {

using domain::Offering;
using domain::OfferingUser;
using domain::OfferingUserState;
using domain::User;

Condition resource_makes_accounts() {
  return where::in("state", {std::string("OK"), std::string("Updating"), std::string("Erred"),
                             std::string("Terminating")});
}

/// The values of one uuid field of the rows that match, each once.
Result<std::set<Uuid>> uuids_of(StoreReader& store, std::string_view kind, std::string_view field,
                                Condition where) {
  Select select;
  select.kind = std::string(kind);
  select.fields = {std::string(field)};
  select.where = std::move(where);
  std::set<Uuid> found;
  DRAWBRIDGE_CHECK(store.for_each(select, [&](Row& row) {
    if (const auto* uuid = std::get_if<Uuid>(&row.front())) found.insert(*uuid);
    return true;
  }));
  return found;
}

Status bring_back(Transaction& transaction, const OfferingOptions& options,
                  const OfferingUser& before) {
  const auto state =
      domain::state_after_return(before.state, before.username.has_value(),
                                 options.naming.policy == domain::UsernamePolicy::kServiceProvider);
  if (!state) return {};
  auto after = before;
  after.state = *state;
  after.deleted_at.reset();
  after.service_provider_comment.clear();
  after.service_provider_comment_url.clear();
  return transaction.update(before, after);
}

Status ensure_account(Transaction& transaction, const Rules& rules, const Offering& offering,
                      const OfferingOptions& options, const Uuid& user_uuid) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(
      const auto account,
      find_where<OfferingUser>(store, where::both(where::equal("user_uuid", user_uuid),
                                                  where::equal("offering_uuid", offering.uuid))));
  if (account) {
    DRAWBRIDGE_CHECK(bring_back(transaction, options, *account));
    return fill_missing_numbers(transaction, account->uuid);
  }
  DRAWBRIDGE_TRY(const auto user, find<User>(store, user_uuid));
  if (!user || !user->is_active) return {};
  const auto made = create_automatic_account(transaction, rules, offering, *user);
  if (!made) return tl::unexpected(made.error());
  return {};
}

bool makes_accounts(const Offering& offering, const OfferingOptions& options) {
  return options.can_create_offering_user && domain::serves_accounts(offering.state);
}

/// One project on one offering that makes accounts.
Status ensure_pair(Transaction& transaction, const Rules& rules, const Offering& offering,
                   const OfferingOptions& options, const Uuid& project,
                   const std::set<Uuid>& people) {
  DRAWBRIDGE_CHECK(ensure_project_group(transaction, rules, offering, project));
  for (const auto& user : people) {
    DRAWBRIDGE_CHECK(ensure_account(transaction, rules, offering, options, user));
  }
  return {};
}

Result<std::set<Uuid>> people_of(Transaction& transaction, const Uuid& project,
                                 const std::optional<Uuid>& only) {
  auto condition =
      where::all_of({where::equal("scope_type", std::string("project")),
                     where::equal("scope_uuid", project), grant_in_force(transaction.now())});
  if (only) condition.children.push_back(where::equal("user_uuid", *only));
  return uuids_of(transaction.store(), domain::RoleGrant::kKind, "user_uuid", std::move(condition));
}

}  // namespace

Status ensure_project_accounts(Transaction& transaction, const Rules& rules, const Uuid& project,
                               std::optional<Uuid> only) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto offerings, uuids_of(store, domain::Resource::kKind, "offering_uuid",
                                                where::both(where::equal("project_uuid", project),
                                                            resource_makes_accounts())));
  if (offerings.empty()) return {};
  DRAWBRIDGE_TRY(const auto people, people_of(transaction, project, only));
  for (const auto& uuid : offerings) {
    DRAWBRIDGE_TRY(const auto offering, find<Offering>(store, uuid));
    if (!offering) continue;
    const auto options = read_offering_options(offering->plugin_options);
    if (!makes_accounts(*offering, options)) continue;
    DRAWBRIDGE_CHECK(ensure_pair(transaction, rules, *offering, options, project, people));
  }
  return {};
}

Status ensure_offering_accounts(Transaction& transaction, const Rules& rules, const Uuid& uuid) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto offering, find<Offering>(store, uuid));
  if (!offering) return {};
  const auto options = read_offering_options(offering->plugin_options);
  if (!makes_accounts(*offering, options)) return {};
  DRAWBRIDGE_TRY(const auto projects, uuids_of(store, domain::Resource::kKind, "project_uuid",
                                               where::both(where::equal("offering_uuid", uuid),
                                                           resource_makes_accounts())));
  for (const auto& project : projects) {
    DRAWBRIDGE_TRY(const auto people, people_of(transaction, project, std::nullopt));
    DRAWBRIDGE_CHECK(ensure_pair(transaction, rules, *offering, options, project, people));
  }
  return ensure_offering_role_groups(transaction, rules, uuid);
}

Status ensure_all_accounts(Transaction& transaction, const Rules& rules,
                           const std::function<void(std::size_t, std::size_t)>& progress) {
  DRAWBRIDGE_TRY(const auto projects, uuids_of(transaction.store(), domain::Resource::kKind,
                                               "project_uuid", resource_makes_accounts()));
  std::size_t done = 0;
  for (const auto& project : projects) {
    DRAWBRIDGE_CHECK(ensure_project_accounts(transaction, rules, project));
    progress(++done, projects.size());
  }
  DRAWBRIDGE_TRY(const auto offerings,
                 uuids_of(transaction.store(), Offering::kKind, "uuid", where::all()));
  for (const auto& offering : offerings) {
    DRAWBRIDGE_CHECK(ensure_offering_role_groups(transaction, rules, offering));
  }
  return {};
}

Result<bool> has_project_access(StoreReader& store, const Uuid& user, const Uuid& offering,
                                Timestamp now) {
  Select select;
  select.kind = "project_access";
  select.fields = {"grant_uuid"};
  select.where =
      where::all_of({where::equal("user_uuid", user), where::equal("offering_uuid", offering),
                     where::not_(where::equal("resource_state", std::string("Terminated"))),
                     grant_in_force(now)});
  select.limit = 1;
  bool found = false;
  DRAWBRIDGE_CHECK(store.for_each(select, [&](Row&) {
    found = true;
    return false;
  }));
  return found;
}

Status end_accounts_without_access(Transaction& transaction, const Uuid& user) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto accounts, list<OfferingUser>(store, where::equal("user_uuid", user)));
  for (const auto& before : accounts) {
    const auto state = domain::state_after_access_ended(before.state);
    if (!state) continue;
    DRAWBRIDGE_TRY(const auto offering, find<Offering>(store, before.offering_uuid));
    if (!offering || !read_offering_options(offering->plugin_options).auto_deletion) continue;
    DRAWBRIDGE_TRY(const auto has_access,
                   has_project_access(store, user, offering->uuid, transaction.now()));
    if (has_access) continue;
    auto after = before;
    after.state = *state;
    if (after.state == OfferingUserState::kDeleted) after.deleted_at = transaction.now();
    DRAWBRIDGE_CHECK(transaction.update(before, after));
  }
  return {};
}

namespace {

Status set_username(Transaction& transaction, const Rules& rules, const Offering& offering,
                    const User& user, const std::string& username) {
  DRAWBRIDGE_TRY(
      const auto account,
      find_where<OfferingUser>(transaction.store(),
                               where::both(where::equal("user_uuid", user.uuid),
                                           where::equal("offering_uuid", offering.uuid))));
  if (account) {
    DRAWBRIDGE_CHECK(change_username(transaction, rules, account->uuid, username));
  } else {
    DRAWBRIDGE_CHECK(create_automatic_account(transaction, rules, offering, user, username));
  }
  return {};
}

}  // namespace

Status set_username_on_offerings(Transaction& transaction, const Rules& rules, const Uuid& customer,
                                 const Uuid& user_uuid, const std::string& username) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto user, find<User>(store, user_uuid));
  if (!user || !user->is_active) {
    return fail(ErrorCode::kInvalid,
                "A user with the uuid [" + user_uuid.hex() + "] is not found.");
  }
  DRAWBRIDGE_TRY(const auto offerings,
                 list<Offering>(store, where::equal("customer_uuid", customer)));
  for (const auto& offering : offerings) {
    DRAWBRIDGE_TRY(const bool has_access,
                   has_project_access(store, user_uuid, offering.uuid, transaction.now()));
    if (!has_access) continue;
    DRAWBRIDGE_CHECK(set_username(transaction, rules, offering, *user, username));
  }
  return {};
}

}  // namespace drawbridge::app
