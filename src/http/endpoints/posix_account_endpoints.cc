#include "http/endpoints/posix_account_endpoints.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "app/attribute_exposure.h"
#include "app/authority.h"
#include "app/posix/posix_attributes.h"
#include "app/principal.h"
#include "app/records.h"
#include "domain/account_records.h"
#include "http/body.h"
#include "http/endpoints/offering_access.h"
#include "http/error_map.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {
namespace {

using app::Transaction;
using domain::OfferingUser;
using domain::OfferingUserGroup;
using domain::PosixIdentity;
namespace where = app::where;

constexpr std::string_view kAccounts = "/api/marketplace-offering-users/";

/// Writes the rows as a page, or as a count for HEAD.
template <class Rows, class Write>
Result<Response> page_of(const Call& call, const Rows& rows, Write&& write) {
  Response response;
  DRAWBRIDGE_TRY(const auto window, page_window(call, rows.size(), response));
  if (call.request().is_head()) return response;
  json::Writer out(response.body);
  out.begin_array();
  for (std::size_t i = window.first; i < window.last; ++i) {
    out.begin_object();
    write(out, rows[i]);
    out.end_object();
  }
  out.end_array();
  return response;
}

Result<std::optional<PosixIdentity>> ledger_row(const Call& call, std::string_view name_space,
                                                std::int64_t value) {
  return app::find_where<PosixIdentity>(
      call.store(), where::both(where::equal("namespace", std::string(name_space)),
                                where::equal("value", value)));
}

// set_posix_attributes

Result<app::PosixAttributes> read_attributes(const json::Value& body) {
  app::PosixAttributes wanted;
  DRAWBRIDGE_TRY(wanted.login_shell, json::optional_string(body, "login_shell"));
  DRAWBRIDGE_TRY(wanted.home_directory, json::optional_string(body, "home_directory"));
  DRAWBRIDGE_TRY(const auto uid, json::nullable_integer(body, "uidnumber"));
  DRAWBRIDGE_TRY(const auto gid, json::nullable_integer(body, "primarygroup"));
  wanted.uidnumber = uid.value;
  wanted.primarygroup = gid.value;
  if (!wanted.login_shell && !wanted.home_directory && !wanted.uidnumber && !wanted.primarygroup) {
    return fail(ErrorCode::kInvalid,
                "At least one of login_shell, home_directory, uidnumber and primarygroup is "
                "required.",
                "non_field_errors");
  }
  return wanted;
}

Result<Response> set_posix_attributes(const Call& call) {
  DRAWBRIDGE_TRY(const auto account, managed_account(call));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_TRY(const auto wanted, read_attributes(body));
  DRAWBRIDGE_TRY(const auto outcome, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::set_posix_attributes(transaction, account.uuid, wanted);
  }));
  Response response;
  json::Writer out(response.body);
  out.begin_object()
      .field("uidnumber", outcome.uidnumber)
      .field("primarygroup", outcome.primarygroup)
      .key("warnings")
      .begin_array();
  for (const auto& warning : outcome.warnings) out.value(warning);
  out.end_array().end_object();
  return response;
}

// posix_allocations

struct Allocation {
  std::string_view name_space;
  std::int64_t value = 0;
  std::optional<Uuid> pool_uuid;
  std::optional<std::string> scope, scope_name;
};

/// Where the number comes from: its pool, where the ledger says the holder has it from one.
Result<Allocation> allocation_of(const Call& call, const OfferingUser& account,
                                 std::string_view name_space, std::int64_t value) {
  Allocation allocation{name_space, value, std::nullopt, std::nullopt, std::nullopt};
  DRAWBRIDGE_TRY(const auto row, ledger_row(call, name_space, value));
  if (!row || row->holder_uuid != account.user_uuid || !row->pool_uuid) return allocation;
  DRAWBRIDGE_TRY(const auto pool, app::find<domain::PosixIdPool>(call.store(), *row->pool_uuid));
  if (!pool) return allocation;
  allocation.pool_uuid = pool->uuid;
  if (pool->offering_uuid) {
    DRAWBRIDGE_TRY(const auto offering,
                   app::find<domain::Offering>(call.store(), *pool->offering_uuid));
    allocation.scope = "offering";
    if (offering) allocation.scope_name = offering->name;
    return allocation;
  }
  allocation.scope = "service_provider";
  DRAWBRIDGE_TRY(const auto provider,
                 app::find<domain::ServiceProvider>(call.store(), *pool->service_provider_uuid));
  if (!provider) return allocation;
  DRAWBRIDGE_TRY(const auto customer,
                 app::find<domain::Customer>(call.store(), provider->customer_uuid));
  if (customer) allocation.scope_name = customer->name;
  return allocation;
}

Result<Response> list_allocations(const Call& call) {
  DRAWBRIDGE_TRY(const auto account, shown_account(call));
  std::vector<Allocation> rows;
  if (account.uidnumber) {
    DRAWBRIDGE_TRY(auto row, allocation_of(call, account, "uid", *account.uidnumber));
    rows.push_back(std::move(row));
  }
  if (account.primarygroup) {
    DRAWBRIDGE_TRY(auto row, allocation_of(call, account, "gid", *account.primarygroup));
    rows.push_back(std::move(row));
  }
  return page_of(call, rows, [](json::Writer& out, const Allocation& row) {
    out.field("namespace", row.name_space)
        .field("value", row.value)
        .field("pool_uuid", row.pool_uuid)
        .field("scope", row.scope)
        .field("scope_name", row.scope_name);
  });
}

// posix_groups

struct GroupRow {
  std::string_view kind;
  std::int64_t gid = 0;
  std::string group_name;
  std::optional<domain::Project> project;
  std::optional<std::string> customer_name;
  bool is_accessible = false;
  std::optional<Uuid> pool_uuid;
};

/// Fills in the project that the group is about, as the caller may see it, and the pool.
Result<GroupRow> completed(const Call& call, GroupRow row, const Uuid& project) {
  DRAWBRIDGE_TRY(row.project, app::find<domain::Project>(call.store(), project));
  if (row.project) {
    DRAWBRIDGE_TRY(const auto customer,
                   app::find<domain::Customer>(call.store(), row.project->customer_uuid));
    if (customer) row.customer_name = customer->name;
  }
  DRAWBRIDGE_TRY(row.is_accessible,
                 app::exists<domain::Project>(
                     call.store(), where::both(where::equal("uuid", project),
                                               app::visible_projects(call.principal()))));
  DRAWBRIDGE_TRY(const auto ledger, ledger_row(call, "gid", row.gid));
  if (ledger) row.pool_uuid = ledger->pool_uuid;
  return row;
}

/// Groups that the account is in, each with what it is about, once.
Result<std::vector<std::pair<Uuid, Uuid>>> memberships(const Call& call,
                                                       const OfferingUser& account,
                                                       std::string_view kind,
                                                       std::string_view about) {
  app::Select select;
  select.kind = std::string(kind);
  select.fields = {"group_uuid", std::string(about)};
  select.where = where::both(where::equal("offering_user_uuid", account.uuid),
                             app::grant_in_force(call.now()));
  std::vector<std::pair<Uuid, Uuid>> found;
  DRAWBRIDGE_CHECK(call.store().for_each(select, [&](app::Row& row) {
    found.emplace_back(std::get<Uuid>(row[0]), std::get<Uuid>(row[1]));
    return true;
  }));
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

Status add_project_groups(const Call& call, const OfferingUser& account,
                          std::vector<GroupRow>& rows) {
  DRAWBRIDGE_TRY(const auto found, memberships(call, account, "account_group", "project_uuid"));
  for (const auto& [uuid, project] : found) {
    DRAWBRIDGE_TRY(const auto group, app::find<OfferingUserGroup>(call.store(), uuid));
    if (!group || !group->gid) continue;
    GroupRow row;
    row.kind = "project_group";
    row.gid = *group->gid;
    row.group_name = group->name;
    DRAWBRIDGE_TRY(row, completed(call, std::move(row), project));
    rows.push_back(std::move(row));
  }
  return {};
}

Status add_role_groups(const Call& call, const OfferingUser& account, std::vector<GroupRow>& rows) {
  DRAWBRIDGE_TRY(const auto found,
                 memberships(call, account, "account_role_group", "resource_uuid"));
  for (const auto& [uuid, resource_uuid] : found) {
    DRAWBRIDGE_TRY(const auto group, app::find<domain::OfferingRoleGroup>(call.store(), uuid));
    DRAWBRIDGE_TRY(const auto resource, app::find<domain::Resource>(call.store(), resource_uuid));
    if (!group || !group->gid || !resource) continue;
    GroupRow row;
    row.kind = "role_group";
    row.gid = *group->gid;
    row.group_name = group->name;
    DRAWBRIDGE_TRY(row, completed(call, std::move(row), resource->project_uuid));
    rows.push_back(std::move(row));
  }
  return {};
}

/// The groups that the person is in on the account's offering, by gid.
Result<std::vector<GroupRow>> group_rows(const Call& call, const OfferingUser& account) {
  std::vector<GroupRow> rows;
  DRAWBRIDGE_CHECK(add_project_groups(call, account, rows));
  DRAWBRIDGE_CHECK(add_role_groups(call, account, rows));
  std::sort(rows.begin(), rows.end(),
            [](const GroupRow& left, const GroupRow& right) { return left.gid < right.gid; });
  return rows;
}

Result<Response> list_groups(const Call& call) {
  DRAWBRIDGE_TRY(const auto account, shown_account(call));
  DRAWBRIDGE_TRY(const auto offering,
                 app::find<domain::Offering>(call.store(), account.offering_uuid));
  if (!offering) return not_found();
  DRAWBRIDGE_TRY(const auto rows, group_rows(call, account));
  return page_of(call, rows, [&](json::Writer& out, const GroupRow& row) {
    const auto& project = row.project;
    out.field("kind", row.kind)
        .field("gid", row.gid)
        .field("group_name", row.group_name)
        .field("offering_name", offering->name)
        .field("project_name", project ? std::optional(project->name) : std::nullopt)
        .field("project_uuid", project ? std::optional(project->uuid) : std::nullopt)
        .field("customer_name", row.customer_name)
        .field("customer_uuid", project ? std::optional(project->customer_uuid) : std::nullopt)
        .field("project_accessible", row.is_accessible)
        .field("pool_uuid", row.pool_uuid);
  });
}

// posix_identities of one person

struct IdentityRow {
  std::string offering_name;
  Uuid offering_uuid;
  std::string_view name_space;
  std::int64_t value = 0;
  std::string context;
  std::optional<Uuid> pool_uuid;
};

Status add_identity(const Call& call, const OfferingUser& account, const std::string& offering_name,
                    std::string_view name_space, const std::optional<std::int64_t>& value,
                    std::vector<IdentityRow>& rows) {
  if (!value) return {};
  DRAWBRIDGE_TRY(const auto ledger, ledger_row(call, name_space, *value));
  rows.push_back({offering_name, account.offering_uuid, name_space, *value,
                  account.username.value_or(""), ledger ? ledger->pool_uuid : std::nullopt});
  return {};
}

Result<Response> list_person_identities(const Call& call) {
  const auto text = call.query().value("user_uuid");
  if (!text || text->empty()) {
    return json_response(400, R"({"user_uuid":"This query parameter is required."})");
  }
  const auto user = Uuid::parse(*text);
  if (!user) return fail(ErrorCode::kInvalid, "Enter a valid UUID.", "user_uuid");
  auto select = app::select_records<OfferingUser>(
      where::both(where::equal("user_uuid", *user),
                  app::shown_offering_users(call.principal(), *call.services().rules, call.now())));
  select.order = {{"created", false}, {"uuid", false}};
  DRAWBRIDGE_TRY(const auto accounts, app::list<OfferingUser>(call.store(), select));
  std::vector<IdentityRow> rows;
  for (const auto& account : accounts) {
    DRAWBRIDGE_TRY(const auto offering,
                   app::find<domain::Offering>(call.store(), account.offering_uuid));
    const std::string name = offering ? offering->name : "";
    DRAWBRIDGE_CHECK(add_identity(call, account, name, "uid", account.uidnumber, rows));
    DRAWBRIDGE_CHECK(add_identity(call, account, name, "gid", account.primarygroup, rows));
  }
  return page_of(call, rows, [](json::Writer& out, const IdentityRow& row) {
    out.field("offering_name", row.offering_name)
        .field("offering_uuid", row.offering_uuid)
        .field("namespace", row.name_space)
        .field("value", row.value)
        .field("context", row.context)
        .field("pool_uuid", row.pool_uuid);
  });
}

// Groups of one project

struct ProjectGroupRow {
  std::string_view kind;
  std::int64_t gid = 0;
  Uuid offering_uuid;
  std::string offering_name, provider_name, group_name;
  std::optional<std::string> role, scope_type, scope_name;
  std::optional<Uuid> scope_uuid;
};

Status put_offering(const Call& call, const Uuid& uuid, ProjectGroupRow& row) {
  row.offering_uuid = uuid;
  DRAWBRIDGE_TRY(const auto offering, app::find<domain::Offering>(call.store(), uuid));
  if (!offering) return {};
  row.offering_name = offering->name;
  DRAWBRIDGE_TRY(const auto provider,
                 app::find<domain::Customer>(call.store(), offering->customer_uuid));
  if (provider) row.provider_name = provider->name;
  return {};
}

Result<std::vector<ProjectGroupRow>> project_group_rows(const Call& call,
                                                        const domain::Project& project) {
  std::vector<ProjectGroupRow> rows;
  DRAWBRIDGE_TRY(const auto groups, app::list<OfferingUserGroup>(
                                        call.store(), where::holds("project_uuids", project.uuid)));
  for (const auto& group : groups) {
    if (!group.gid) continue;
    ProjectGroupRow row;
    row.kind = "project_group";
    row.gid = *group.gid;
    row.group_name = group.name;
    row.scope_type = "project";
    row.scope_name = project.name;
    row.scope_uuid = project.uuid;
    DRAWBRIDGE_CHECK(put_offering(call, group.offering_uuid, row));
    rows.push_back(std::move(row));
  }
  DRAWBRIDGE_TRY(const auto role_groups,
                 app::list<domain::OfferingRoleGroup>(call.store(),
                                                      where::equal("project_uuid", project.uuid)));
  for (const auto& group : role_groups) {
    if (!group.gid) continue;
    DRAWBRIDGE_TRY(const auto resource,
                   app::find<domain::Resource>(call.store(), group.resource_uuid));
    ProjectGroupRow row;
    row.kind = "role_group";
    row.gid = *group.gid;
    row.group_name = group.name;
    row.role = group.role_name;
    row.scope_type = "resource";
    if (resource) row.scope_name = resource->name;
    row.scope_uuid = group.resource_uuid;
    DRAWBRIDGE_CHECK(put_offering(call, group.offering_uuid, row));
    rows.push_back(std::move(row));
  }
  std::sort(rows.begin(), rows.end(),
            [](const auto& left, const auto& right) { return left.gid < right.gid; });
  return rows;
}

Result<Response> list_project_groups(const Call& call) {
  const auto text = call.query().value("project_uuid");
  if (!text || text->empty()) {
    return json_response(400, R"({"project_uuid":"This query parameter is required."})");
  }
  const auto uuid = Uuid::parse(*text);
  if (!uuid) return fail(ErrorCode::kInvalid, "Enter a valid UUID.", "project_uuid");
  DRAWBRIDGE_TRY(const auto project,
                 app::find_where<domain::Project>(
                     call.store(), where::both(where::equal("uuid", *uuid),
                                               app::visible_projects(call.principal()))));
  std::vector<ProjectGroupRow> rows;
  if (project) {
    DRAWBRIDGE_TRY(rows, project_group_rows(call, *project));
  }
  return page_of(call, rows, [](json::Writer& out, const ProjectGroupRow& row) {
    out.field("kind", row.kind)
        .field("gid", row.gid)
        .field("group_name", row.group_name)
        .field("offering_uuid", row.offering_uuid)
        .field("offering_name", row.offering_name)
        .field("provider_name", row.provider_name)
        .field("role", row.role)
        .field("scope_type", row.scope_type)
        .field("scope_name", row.scope_name)
        .field("scope_uuid", row.scope_uuid);
  });
}

}  // namespace

void add_posix_account_routes(Router& router) {
  const std::string all(kAccounts);
  router.post(all + "{uuid}/set_posix_attributes/", set_posix_attributes);
  router.get(all + "{uuid}/posix_allocations/", list_allocations);
  router.get(all + "{uuid}/posix_groups/", list_groups);
  router.get(all + "posix_identities/", list_person_identities);
  router.get("/api/marketplace-project-posix-groups/", list_project_groups);
}

}  // namespace drawbridge::http
