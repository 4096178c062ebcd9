#include "http/endpoints/project_endpoints.h"

#include <array>
#include <utility>

#include "app/authority.h"
#include "app/organisations.h"
#include "app/records.h"
#include "http/body.h"
#include "http/endpoints/role_actions.h"
#include "http/error_map.h"
#include "http/field_checks.h"

namespace drawbridge::http {
namespace {

using app::Transaction;
using domain::Operation;
using domain::Project;
using domain::ProjectKind;
namespace where = app::where;

constexpr std::string_view kObject = "/api/projects/{uuid}/";
constexpr json::TextRules kProjectName = {.max_length = 500};
constexpr json::TextRules kDescription = {.max_length = 2000, .may_be_blank = true};
constexpr json::TextRules kSlug = {.max_length = 50};
constexpr json::TextRules kBackendId = {.max_length = 255, .may_be_blank = true};

/// Parts of the reference's project that Drawbridge does not keep, as what their absence means.
void represent_absent_parts(ObjectWriter& out) {
  const domain::StringList none;
  for (const std::string_view name :
       {"type", "type_name", "type_uuid", "end_date_requested_by", "end_date_updated_at",
        "oecd_fos_2007_code", "image", "termination_metadata", "grace_period_days",
        "customer_grace_period_days", "affiliation", "affiliation_uuid", "science_sub_domain",
        "project_credit"}) {
    out.null(name);
  }
  for (const std::string_view name :
       {"oecd_fos_2007_label", "staff_notes", "affiliation_name", "affiliation_code",
        "science_sub_domain_name", "science_sub_domain_code", "science_domain_name",
        "science_domain_code"}) {
    out.field(name, "");
  }
  for (const std::string_view name :
       {"project_metadata", "user_email_patterns", "user_affiliations", "user_identity_sources"}) {
    out.field(name, none);
  }
  for (const std::string_view name :
       {"customer_display_billing_info_in_projects", "display_credit_reports", "is_industry",
        "is_in_grace_period"}) {
    out.field(name, false);
  }
  out.nested("billing_price_estimate", [](json::Writer& writer) {
    writer.begin_object();
    for (const std::string_view name : {"total", "current", "tax", "tax_current"}) {
      writer.field(name, "0.00");
    }
    writer.end_object();
  });
}

Status represent(const Call& call, ObjectWriter& out, const Project& project,
                 const ExtraFields& extra) {
  if (out.wants("url")) out.put("url", call.url("projects", project.uuid));
  if (out.wants("customer")) out.put("customer", call.url("customers", project.customer_uuid));
  out.field("uuid", project.uuid)
      .field("name", project.name)
      .field("slug", project.slug)
      .field("customer_uuid", project.customer_uuid)
      .field("customer_name", extra.text("customer_name"))
      .field("customer_slug", extra.text("customer_slug"))
      .field("customer_native_name", extra.text("customer_native_name"))
      .field("customer_abbreviation", extra.text("customer_abbreviation"))
      .field("description", project.description)
      .field("start_date", project.start_date)
      .field("end_date", project.end_date)
      .field("effective_end_date", project.end_date)
      .field("backend_id", project.backend_id)
      .field("kind", project.kind)
      .field("max_service_accounts", project.max_service_accounts)
      .field("resources_count", extra.number("resources_count"))
      .field("is_removed", project.is_removed)
      .field("created", project.created)
      .nested("marketplace_resource_count",
              [&](json::Writer& writer) { writer.begin_object().end_object(); });
  represent_absent_parts(out);
  return {};
}

std::vector<Filter> project_filters() {
  return {filter::reference("customer", "customer_uuid", kCustomerCollections),
          filter::uuid("customer_uuid", "customer_uuid"),
          filter::contains("customer_name", {"customer_name"}),
          filter::contains("customer_native_name", {"customer_native_name"}),
          filter::contains("customer_abbreviation", {"customer_abbreviation"}),
          filter::contains("name", {"name"}),
          filter::exact("name_exact", "name"),
          filter::exact_no_case("slug", "slug"),
          filter::contains("description", {"description"}),
          filter::exact("backend_id", "backend_id"),
          filter::boolean("is_removed", "is_removed"),
          filter::since("created", "created"),
          filter::until("created_before", "created"),
          filter::since("modified", "modified"),
          filter::until("modified_before", "modified"),
          filter::contains("query", {"name", "slug", "description", "customer_name"})};
}

app::Condition visible_projects(const Call& call) {
  return where::both(app::visible_projects(call.principal()), where::is_false("is_removed"));
}

Result<bool> query_flag(const Call& call, std::string_view name) {
  const auto text = call.query().value(name);
  if (!text || text->empty()) return false;
  auto flag = parse_boolean(*text);
  if (!flag) return fail(ErrorCode::kInvalid, flag.error().message, std::string(name));
  return flag;
}

/// Projects on which the person has a role that is in force.
app::Condition with_role_of(const Uuid& user, Timestamp now) {
  app::Select grants;
  grants.kind = std::string(domain::RoleGrant::kKind);
  grants.fields = {"scope_uuid"};
  grants.where =
      where::all_of({where::equal("user_uuid", user),
                     where::equal("scope_type", std::string("project")), app::grant_in_force(now)});
  return where::in_select("uuid", std::move(grants));
}

/// The parameters that depend on who asks and when.
Result<app::Condition> asked_projects(const Call& call) {
  std::vector<app::Condition> conditions = {app::visible_projects(call.principal())};
  DRAWBRIDGE_TRY(const bool with_removed, query_flag(call, "include_terminated"));
  if (!with_removed && !call.query().value("is_removed")) {
    conditions.push_back(where::is_false("is_removed"));
  }
  for (const std::string_view name : {"user_uuid", "user_uuid_with_active_role"}) {
    const auto text = call.query().value(name);
    if (!text || text->empty()) continue;
    const auto user = Uuid::parse(*text);
    if (!user) return fail(ErrorCode::kInvalid, "Enter a valid UUID.", std::string(name));
    conditions.push_back(with_role_of(*user, call.now()));
  }
  DRAWBRIDGE_TRY(const bool own, query_flag(call, "current_user_has_role"));
  if (own) conditions.push_back(with_role_of(call.principal().user.uuid, call.now()));
  DRAWBRIDGE_TRY(const bool unfinished, query_flag(call, "conceal_finished_projects"));
  if (unfinished) {
    conditions.push_back(where::any_of(
        {where::is_null("end_date"),
         where::compare(app::Condition::Operator::kAtLeast, "end_date", call.now().date())}));
  }
  return where::all_of(std::move(conditions));
}

Result<Response> list_projects(const Call& call) {
  DRAWBRIDGE_TRY(auto asked, asked_projects(call));
  return list(call, project_collection(), std::move(asked));
}

/// What can be written of a project; `is_staff` may set the limits too.
Status read_fields(const json::Value& body, bool is_staff, Project& project) {
  static constexpr std::array<std::string_view, 3> kKinds = {"default", "course", "public"};
  DRAWBRIDGE_CHECK(replace_if_given(project.description,
                                    json::optional_string(body, "description", kDescription)));
  DRAWBRIDGE_CHECK(
      replace_if_given(project.backend_id, json::optional_string(body, "backend_id", kBackendId)));
  DRAWBRIDGE_CHECK(replace_if_given(project.start_date, json::nullable_string(body, "start_date")));
  DRAWBRIDGE_CHECK(replace_if_given(project.end_date, json::nullable_string(body, "end_date")));
  DRAWBRIDGE_TRY(const auto kind, json::optional_choice(body, "kind", kKinds));
  if (kind) project.kind = domain::parse_project_kind(*kind).value_or(project.kind);
  if (!is_staff) return {};
  return replace_if_given(project.max_service_accounts,
                          json::nullable_integer(body, "max_service_accounts", {.min = 0}));
}

Result<Response> create_project(const Call& call) {
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  Project wanted;
  DRAWBRIDGE_TRY(wanted.name, json::required_string(body, "name", kProjectName));
  DRAWBRIDGE_TRY(wanted.customer_uuid, required_reference(body, "customer", kCustomerCollections));
  DRAWBRIDGE_CHECK(replace_if_given(wanted.slug, json::optional_string(body, "slug", kSlug)));
  DRAWBRIDGE_CHECK(read_fields(body, call.principal().is_staff(), wanted));
  DRAWBRIDGE_CHECK(app::require(call.principal(), Operation::kManageProject,
                                {.customer_uuid = wanted.customer_uuid}));
  DRAWBRIDGE_TRY(const auto made, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::create_project(transaction, wanted);
  }));
  return show(call, project_collection(), made.uuid, 201);
}

Result<Project> find_project(const Call& call) {
  DRAWBRIDGE_TRY(auto project, app::find_where<Project>(
                                   call.store(), where::both(where::equal("uuid", call.uuid()),
                                                             visible_projects(call))));
  if (!project) return not_found();
  return std::move(*project);
}

Result<Project> managed_project(const Call& call) {
  DRAWBRIDGE_TRY(auto project, find_project(call));
  DRAWBRIDGE_CHECK(app::require(call.principal(), Operation::kManageProject,
                                {.customer_uuid = project.customer_uuid}));
  return project;
}

Status read_change(const json::Value& body, bool is_staff, Project& project) {
  DRAWBRIDGE_CHECK(
      replace_if_given(project.name, json::optional_string(body, "name", kProjectName)));
  DRAWBRIDGE_CHECK(replace_if_given(project.slug, json::optional_string(body, "slug", kSlug)));
  return read_fields(body, is_staff, project);
}

Result<Response> change_project(const Call& call) {
  DRAWBRIDGE_CHECK(managed_project(call));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  const bool is_staff = call.principal().is_staff();
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) -> Status {
    DRAWBRIDGE_TRY(auto project, app::find<Project>(transaction.store(), call.uuid()));
    if (!project || project->is_removed) return not_found();
    DRAWBRIDGE_CHECK(read_change(body, is_staff, *project));
    DRAWBRIDGE_CHECK(app::update_project(transaction, call.uuid(), *project));
    return {};
  }));
  return show(call, project_collection(), call.uuid());
}

Result<Response> delete_project(const Call& call) {
  DRAWBRIDGE_TRY(const auto project, managed_project(call));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::delete_project(transaction, project.uuid);
  }));
  return empty_response(204);
}

Result<RoleScope> project_scope(const Call& call) {
  DRAWBRIDGE_TRY(const auto project, find_project(call));
  DRAWBRIDGE_CHECK(
      app::require(call.principal(), Operation::kGrantProjectRoles,
                   {.customer_uuid = project.customer_uuid, .project_uuid = project.uuid}));
  const bool manages_customer = app::is_permitted(call.principal(), Operation::kManageProject,
                                                  {.customer_uuid = project.customer_uuid});
  return RoleScope{"project", project.uuid, !manages_customer};
}

Result<Response> list_roles(const Call& call) {
  DRAWBRIDGE_CHECK(find_project(call));
  return list_scope_users(call, {"project", call.uuid()});
}

}  // namespace

const Collection<Project>& project_collection() {
  static const Collection<Project> collection = {
      .extra = {"customer_name", "customer_slug", "customer_abbreviation", "customer_native_name",
                "resources_count"},
      .filters = project_filters(),
      .orderings = {{"name", "name"},
                    {"created", "created"},
                    {"customer_name", "customer_name"},
                    {"customer_native_name", "customer_native_name"},
                    {"customer_abbreviation", "customer_abbreviation"},
                    {"start_date", "start_date"},
                    {"end_date", "end_date"},
                    {"estimated_cost", "uuid"}},
      .default_order = {{"name", false}},
      .represent = represent,
  };
  return collection;
}

void add_project_routes(Router& router) {
  router.get("/api/projects/", list_projects);
  router.post("/api/projects/", create_project);
  router.get(kObject, [](const Call& call) {
    return retrieve(call, project_collection(), call.uuid(), visible_projects(call));
  });
  router.patch(kObject, change_project);
  router.put(kObject, change_project);
  router.remove(kObject, delete_project);
  router.get(std::string(kObject) + "list_users/", list_roles);
  add_role_action_routes(router, kObject, project_scope);
}

}  // namespace drawbridge::http
