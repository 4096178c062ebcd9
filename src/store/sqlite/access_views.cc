#include "store/sqlite/view_tables.h"

namespace drawbridge::store {
namespace {

View read_only(std::string from, std::vector<std::string> key, const std::vector<Further>& fields,
               std::string_view filter = "t.scope_type = 'project'") {
  View view;
  view.from = std::move(from);
  view.filter = filter;
  view.joins = {kPerson};
  view.key = std::move(key);
  view.is_record = false;
  for (const auto& field : fields) {
    view.fields.emplace(field.name, Field{std::string(field.expression), field.join});
  }
  return view;
}

/// Who has a project role on which resource: `project_access` starts at the grant.
std::vector<Further> access_fields() {
  return {{"grant_uuid", {}, "t.uuid"},
          {"user_uuid", {}, "t.user_uuid"},
          {"role_name", {}, "t.role_name"},
          {"project_uuid", {}, "t.scope_uuid"},
          {"offering_uuid", {}, "r.offering_uuid"},
          {"resource_uuid", {}, "r.uuid"},
          {"resource_state", {}, "r.state"},
          {"restrict_member_access", {}, "r.restrict_member_access"},
          {"expiration_time", {}, "t.expiration_time"},
          {"user_is_active", "person", "person.is_active"}};
}

/// Who is in which project group, from either end: `group_member` starts at the group,
/// `account_group` at the account.
std::vector<Further> membership_fields(std::string_view group, std::string_view offering) {
  return {{"group_uuid", {}, group},
          {"group_name", {}, "g.name"},
          {"gid", {}, "g.gid"},
          {"offering_uuid", {}, offering},
          {"project_uuid", {}, "link.project_uuid"},
          {"grant_uuid", {}, "t.uuid"},
          {"role_name", {}, "t.role_name"},
          {"offering_user_uuid", {}, "account.uuid"},
          {"user_uuid", {}, "account.user_uuid"},
          {"username", {}, "account.username"},
          {"state", {}, "account.state"},
          {"uidnumber", {}, "account.uidnumber"},
          {"primarygroup", {}, "account.primarygroup"},
          {"deleted_at", {}, "account.deleted_at"},
          {"expiration_time", {}, "t.expiration_time"},
          {"user_is_active", "person", "person.is_active"}};
}

constexpr std::string_view kOfResources = "t.scope_type = 'resource'";

/// Who holds the role of which role group, from either end: `role_group_holder` starts at the group
/// and has holders without an account too, `account_role_group` starts at the account.
std::vector<Further> holder_fields() {
  return {{"group_uuid", {}, "g.uuid"},
          {"group_name", {}, "g.name"},
          {"gid", {}, "g.gid"},
          {"offering_uuid", {}, "g.offering_uuid"},
          {"resource_uuid", {}, "g.resource_uuid"},
          {"grant_uuid", {}, "t.uuid"},
          {"role_name", {}, "t.role_name"},
          {"offering_user_uuid", {}, "account.uuid"},
          {"user_uuid", {}, "t.user_uuid"},
          {"username", {}, "account.username"},
          {"uidnumber", {}, "account.uidnumber"},
          {"primarygroup", {}, "account.primarygroup"},
          {"deleted_at", {}, "account.deleted_at"},
          {"expiration_time", {}, "t.expiration_time"},
          {"user_is_active", "person", "person.is_active"}};
}

}  // namespace

void add_access(Views& views) {
  // CROSS JOIN keeps SQLite to the order written: without statistics it may start at the wrong end
  // and walk every account of the offering for the members of one group.
  views.emplace("project_access",
                read_only("role_grant AS t"
                          " CROSS JOIN resource AS r ON r.project_uuid = t.scope_uuid",
                          {"t.uuid", "r.uuid"}, access_fields()));
  views.emplace("group_member",
                read_only("offering_user_group AS g"
                          " CROSS JOIN offering_user_group_project AS link"
                          " ON link.group_uuid = g.uuid"
                          " CROSS JOIN role_grant AS t ON t.scope_uuid = link.project_uuid"
                          " CROSS JOIN offering_user AS account ON account.user_uuid = t.user_uuid"
                          " AND account.offering_uuid = g.offering_uuid",
                          {"g.uuid", "account.uuid", "t.uuid"},
                          membership_fields("g.uuid", "g.offering_uuid")));
  views.emplace("account_group",
                read_only("offering_user AS account"
                          " CROSS JOIN role_grant AS t ON t.user_uuid = account.user_uuid"
                          " CROSS JOIN offering_user_group_project AS link"
                          " ON link.project_uuid = t.scope_uuid"
                          " CROSS JOIN offering_user_group AS g ON g.uuid = link.group_uuid"
                          " AND g.offering_uuid = account.offering_uuid",
                          {"account.uuid", "link.group_uuid", "t.uuid"},
                          membership_fields("link.group_uuid", "account.offering_uuid")));
  views.emplace("role_group_holder",
                read_only("offering_role_group AS g"
                          " CROSS JOIN role_grant AS t ON t.scope_uuid = g.resource_uuid"
                          " AND t.role_name = g.role_name"
                          " LEFT JOIN offering_user AS account ON account.user_uuid = t.user_uuid"
                          " AND account.offering_uuid = g.offering_uuid",
                          {"g.uuid", "t.uuid"}, holder_fields(), kOfResources));
  views.emplace("account_role_group",
                read_only("offering_user AS account"
                          " CROSS JOIN role_grant AS t ON t.user_uuid = account.user_uuid"
                          " CROSS JOIN offering_role_group AS g ON g.resource_uuid = t.scope_uuid"
                          " AND g.role_name = t.role_name"
                          " AND g.offering_uuid = account.offering_uuid",
                          {"account.uuid", "g.uuid", "t.uuid"}, holder_fields(), kOfResources));
}

}  // namespace drawbridge::store
