#include "http/endpoints/customer_endpoints.h"

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
using domain::Customer;
using domain::Operation;

constexpr std::string_view kObject = "/api/customers/{uuid}/";
constexpr json::TextRules kSlug = {.max_length = 50};
constexpr json::TextRules kShort = {.max_length = 160, .may_be_blank = true};

Status represent(const Call& call, ObjectWriter& out, const Customer& customer,
                 const ExtraFields&) {
  out.field("url", call.url("customers", customer.uuid))
      .field("uuid", customer.uuid)
      .field("name", customer.name)
      .field("slug", customer.slug)
      .field("abbreviation", customer.abbreviation)
      .field("native_name", customer.native_name)
      .field("country", customer.country)
      .field("email", customer.email)
      .field("phone_number", customer.phone_number)
      .field("backend_id", customer.backend_id)
      .field("agreement_number", customer.agreement_number)
      .field("contact_details", customer.contact_details)
      .field("max_service_accounts", customer.max_service_accounts)
      .field("blocked", customer.blocked)
      .field("archived", customer.archived)
      .field("created", customer.created)
      .field("modified", customer.modified);
  return {};
}

Status read_profile(const json::Value& body, Customer& customer) {
  DRAWBRIDGE_CHECK(replace_if_given(
      customer.abbreviation,
      json::optional_string(body, "abbreviation", {.max_length = 12, .may_be_blank = true})));
  DRAWBRIDGE_CHECK(
      replace_if_given(customer.native_name, json::optional_string(body, "native_name", kShort)));
  DRAWBRIDGE_CHECK(replace_if_given(
      customer.country,
      json::optional_string(body, "country", {.max_length = 2, .may_be_blank = true})));
  DRAWBRIDGE_CHECK(replace_if_given(customer.email, optional_mail(body, "email")));
  DRAWBRIDGE_CHECK(
      replace_if_given(customer.phone_number, json::optional_string(body, "phone_number", kShort)));
  DRAWBRIDGE_CHECK(
      replace_if_given(customer.backend_id, json::optional_string(body, "backend_id", kShort)));
  DRAWBRIDGE_CHECK(replace_if_given(customer.agreement_number,
                                    json::optional_string(body, "agreement_number", kShort)));
  DRAWBRIDGE_CHECK(replace_if_given(customer.contact_details,
                                    json::optional_string(body, "contact_details", kTextRules)));
  return {};
}

/// What the organisation may not give itself.
Status read_staff_fields(const json::Value& body, Customer& customer) {
  DRAWBRIDGE_CHECK(
      replace_if_given(customer.max_service_accounts,
                       json::nullable_integer(body, "max_service_accounts", {.min = 0})));
  DRAWBRIDGE_CHECK(replace_if_given(customer.blocked, json::optional_boolean(body, "blocked")));
  return replace_if_given(customer.archived, json::optional_boolean(body, "archived"));
}

Result<Response> create_customer(const Call& call) {
  DRAWBRIDGE_CHECK(app::require(call.principal(), Operation::kCreateCustomer));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  Customer wanted;
  DRAWBRIDGE_TRY(wanted.name, json::required_string(body, "name", kNameRules));
  DRAWBRIDGE_TRY(auto slug, json::optional_string(body, "slug", kSlug));
  wanted.slug = std::move(slug).value_or("");
  DRAWBRIDGE_CHECK(read_profile(body, wanted));
  DRAWBRIDGE_CHECK(read_staff_fields(body, wanted));
  DRAWBRIDGE_TRY(const auto made, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::create_customer(transaction, wanted);
  }));
  return show(call, customer_collection(), made.uuid, 201);
}

Result<Customer> visible_customer(const Call& call) {
  DRAWBRIDGE_TRY(auto customer,
                 app::find_where<Customer>(
                     call.store(), app::where::both(app::where::equal("uuid", call.uuid()),
                                                    app::visible_customers(call.principal()))));
  if (!customer) return not_found();
  return std::move(*customer);
}

Status read_change(const json::Value& body, bool is_staff, Customer& customer) {
  DRAWBRIDGE_CHECK(
      replace_if_given(customer.name, json::optional_string(body, "name", kNameRules)));
  DRAWBRIDGE_CHECK(read_profile(body, customer));
  if (!is_staff) return {};
  DRAWBRIDGE_CHECK(replace_if_given(customer.slug, json::optional_string(body, "slug", kSlug)));
  return read_staff_fields(body, customer);
}

/// PUT and PATCH.
Result<Response> change_customer(const Call& call) {
  DRAWBRIDGE_CHECK(visible_customer(call));
  DRAWBRIDGE_CHECK(
      app::require(call.principal(), Operation::kManageCustomer, {.customer_uuid = call.uuid()}));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  if (call.request().method == "PUT") {
    DRAWBRIDGE_CHECK(json::required_string(body, "name", kNameRules));
  }
  const bool is_staff = app::is_permitted(call.principal(), Operation::kCreateCustomer);
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) -> Status {
    DRAWBRIDGE_TRY(auto customer, app::find<Customer>(transaction.store(), call.uuid()));
    if (!customer) return not_found();
    DRAWBRIDGE_CHECK(read_change(body, is_staff, *customer));
    DRAWBRIDGE_CHECK(app::update_customer(transaction, call.uuid(), *customer));
    return {};
  }));
  return show(call, customer_collection(), call.uuid());
}

Result<RoleScope> customer_scope(const Call& call) {
  DRAWBRIDGE_CHECK(visible_customer(call));
  DRAWBRIDGE_CHECK(
      app::require(call.principal(), Operation::kManageCustomer, {.customer_uuid = call.uuid()}));
  return RoleScope{"customer", call.uuid()};
}

Result<Response> list_roles(const Call& call) {
  DRAWBRIDGE_CHECK(visible_customer(call));
  return list_scope_users(call, {"customer", call.uuid()});
}

}  // namespace

std::vector<Filter> customer_filters() {
  return {filter::contains("name", {"name"}),
          filter::exact("name_exact", "name"),
          filter::exact_no_case("slug", "slug"),
          filter::contains("native_name", {"native_name"}),
          filter::contains("abbreviation", {"abbreviation"}),
          filter::contains("contact_details", {"contact_details"}),
          filter::exact("backend_id", "backend_id"),
          filter::exact("agreement_number", "agreement_number"),
          filter::boolean("archived", "archived"),
          filter::contains("query", {"name", "native_name", "abbreviation", "slug"})};
}

const Collection<Customer>& customer_collection() {
  static const Collection<Customer> collection = {
      .extra = {},
      .filters = customer_filters(),
      .orderings = {{"name", "name"},
                    {"created", "created"},
                    {"abbreviation", "abbreviation"},
                    {"native_name", "native_name"}},
      .default_order = {{"name", false}},
      .represent = represent,
  };
  return collection;
}

void add_customer_routes(Router& router) {
  router.get("/api/customers/", [](const Call& call) {
    return list(call, customer_collection(), app::visible_customers(call.principal()));
  });
  router.post("/api/customers/", create_customer);
  router.get(kObject, [](const Call& call) {
    return retrieve(call, customer_collection(), call.uuid(),
                    app::visible_customers(call.principal()));
  });
  router.patch(kObject, change_customer);
  router.put(kObject, change_customer);
  router.get(std::string(kObject) + "list_users/", list_roles);
  add_role_action_routes(router, kObject, customer_scope);
}

}  // namespace drawbridge::http
