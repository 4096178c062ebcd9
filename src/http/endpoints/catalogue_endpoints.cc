#include "http/endpoints/catalogue_endpoints.h"

#include <utility>

#include "app/authority.h"
#include "app/catalogue.h"
#include "app/principal.h"
#include "app/records.h"
#include "http/body.h"
#include "http/error_map.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {
namespace {

using app::Transaction;
using domain::Category;
using domain::Operation;
using domain::Role;

constexpr json::TextRules kName = {.max_length = 150};
constexpr json::TextRules kDescription = {.max_length = 2000, .may_be_blank = true};

Result<std::int64_t> count_where(const Call& call, std::string_view kind, app::Condition where) {
  app::Select select;
  select.kind = std::string(kind);
  select.fields = {"uuid"};
  select.where = std::move(where);
  return call.store().count(select);
}

// Roles

Status represent_role(const Call& call, ObjectWriter& out, const Role& role, const ExtraFields&) {
  out.field("uuid", role.uuid)
      .field("name", role.name)
      .field("description", role.description)
      .field("is_system_role", role.is_system_role)
      .field("is_active", role.is_active)
      .field("permissions", role.permissions)
      .field("content_type", role.scope_type);
  if (out.wants("users_count")) {
    DRAWBRIDGE_TRY(const auto count,
                   count_where(call, domain::RoleGrant::kKind,
                               app::where::both(app::where::equal("role_name", role.name),
                                                app::grant_in_force(call.now()))));
    out.put("users_count", count);
  }
  return {};
}

const Collection<Role>& role_collection() {
  static const Collection<Role> collection = {
      .extra = {},
      .filters = {filter::exact("name", "name"), filter::boolean("is_active", "is_active"),
                  filter::boolean("is_system_role", "is_system_role"),
                  filter::exact("content_type", "scope_type")},
      .orderings = {{"name", "name"}},
      .default_order = {{"name", false}},
      .represent = represent_role,
  };
  return collection;
}

Status read_role(const json::Value& body, Role& role, bool is_new) {
  DRAWBRIDGE_TRY(auto name, json::optional_string(body, "name", kName));
  if (!name && is_new) return fail(ErrorCode::kInvalid, "This field is required.", "name");
  if (name) role.name = std::move(*name);
  DRAWBRIDGE_TRY(auto scope, json::optional_string(body, "content_type", kName));
  if (!scope && is_new) return fail(ErrorCode::kInvalid, "This field is required.", "content_type");
  if (scope) role.scope_type = std::move(*scope);
  DRAWBRIDGE_TRY(auto description, json::optional_string(body, "description", kDescription));
  if (description) role.description = std::move(*description);
  DRAWBRIDGE_TRY(auto permissions, json::optional_string_list(body, "permissions", kName, 1000));
  if (permissions) role.permissions = std::move(*permissions);
  DRAWBRIDGE_TRY(const auto is_active, json::optional_boolean(body, "is_active"));
  role.is_active = is_active.value_or(role.is_active);
  return {};
}

Result<Response> create_role(const Call& call) {
  DRAWBRIDGE_CHECK(app::require(call.principal(), Operation::kManageRoles));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  Role role;
  DRAWBRIDGE_CHECK(read_role(body, role, true));
  DRAWBRIDGE_TRY(const auto made, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::create_role(transaction, role);
  }));
  return show(call, role_collection(), made.uuid, 201);
}

Result<Response> change_role(const Call& call) {
  DRAWBRIDGE_CHECK(app::require(call.principal(), Operation::kManageRoles));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) -> Status {
    DRAWBRIDGE_TRY(auto role, app::find<Role>(transaction.store(), call.uuid()));
    if (!role) return not_found();
    DRAWBRIDGE_CHECK(read_role(body, *role, false));
    DRAWBRIDGE_CHECK(app::update_role(transaction, call.uuid(), *role));
    return {};
  }));
  return show(call, role_collection(), call.uuid());
}

Result<Response> delete_role(const Call& call) {
  DRAWBRIDGE_CHECK(app::require(call.principal(), Operation::kManageRoles));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::delete_role(transaction, call.uuid());
  }));
  return empty_response(204);
}

// Categories

Status represent_category(const Call& call, ObjectWriter& out, const Category& category,
                          const ExtraFields&) {
  out.field("url", call.url("marketplace-categories", category.uuid))
      .field("uuid", category.uuid)
      .field("title", category.title)
      .field("description", category.description);
  if (out.wants("offering_count")) {
    DRAWBRIDGE_TRY(const auto count,
                   count_where(call, domain::Offering::kKind,
                               app::where::equal("category_uuid", category.uuid)));
    out.put("offering_count", count);
  }
  return {};
}

const Collection<Category>& category_collection() {
  static const Collection<Category> collection = {
      .extra = {},
      .filters = {filter::contains("title", {"title"})},
      .orderings = {{"title", "title"}},
      .default_order = {{"title", false}},
      .represent = represent_category,
  };
  return collection;
}

Status read_category(const json::Value& body, Category& category, bool is_new) {
  DRAWBRIDGE_TRY(auto title, json::optional_string(body, "title", kName));
  if (!title && is_new) return fail(ErrorCode::kInvalid, "This field is required.", "title");
  if (title) category.title = std::move(*title);
  DRAWBRIDGE_TRY(auto description, json::optional_string(body, "description", kDescription));
  if (description) category.description = std::move(*description);
  return {};
}

Result<Response> create_category(const Call& call) {
  DRAWBRIDGE_CHECK(app::require(call.principal(), Operation::kManageCategories));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  Category category;
  DRAWBRIDGE_CHECK(read_category(body, category, true));
  DRAWBRIDGE_TRY(const auto made, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::create_category(transaction, category);
  }));
  return show(call, category_collection(), made.uuid, 201);
}

Result<Response> change_category(const Call& call) {
  DRAWBRIDGE_CHECK(app::require(call.principal(), Operation::kManageCategories));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) -> Status {
    DRAWBRIDGE_TRY(auto category, app::find<Category>(transaction.store(), call.uuid()));
    if (!category) return not_found();
    DRAWBRIDGE_CHECK(read_category(body, *category, false));
    DRAWBRIDGE_CHECK(app::update_category(transaction, call.uuid(), *category));
    return {};
  }));
  return show(call, category_collection(), call.uuid());
}

Result<Response> delete_category(const Call& call) {
  DRAWBRIDGE_CHECK(app::require(call.principal(), Operation::kManageCategories));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::delete_category(transaction, call.uuid());
  }));
  return empty_response(204);
}

Result<Response> show_version(const Call& call) {
  Response response;
  json::Writer(response.body)
      .begin_object()
      .field("version", call.services().version)
      .key("latest_version")
      .null()
      .end_object();
  return response;
}

}  // namespace

void add_catalogue_routes(Router& router) {
  router.get("/api/roles/",
             [](const Call& call) { return list(call, role_collection(), app::where::all()); });
  router.post("/api/roles/", create_role);
  router.get("/api/roles/{uuid}/",
             [](const Call& call) { return retrieve(call, role_collection(), call.uuid()); });
  router.patch("/api/roles/{uuid}/", change_role);
  router.remove("/api/roles/{uuid}/", delete_role);
  router.get("/api/marketplace-categories/",
             [](const Call& call) { return list(call, category_collection(), app::where::all()); });
  router.post("/api/marketplace-categories/", create_category);
  router.get("/api/marketplace-categories/{uuid}/",
             [](const Call& call) { return retrieve(call, category_collection(), call.uuid()); });
  router.patch("/api/marketplace-categories/{uuid}/", change_category);
  router.remove("/api/marketplace-categories/{uuid}/", delete_category);
  router.get("/api/version/", show_version);
}

}  // namespace drawbridge::http
