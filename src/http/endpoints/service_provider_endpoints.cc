#include "http/endpoints/service_provider_endpoints.h"

#include <string>
#include <utility>

#include "app/authority.h"
#include "app/memberships.h"
#include "app/organisations.h"
#include "app/records.h"
#include "http/body.h"
#include "http/endpoints/role_actions.h"
#include "http/error_map.h"
#include "http/field_checks.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {
namespace {

using app::Transaction;
using domain::Operation;
using domain::ServiceProvider;

constexpr std::string_view kPath = "/api/marketplace-service-providers/";
constexpr std::string_view kObject = "/api/marketplace-service-providers/{uuid}/";
constexpr std::size_t kDomainsMax = 100;

Status represent(const Call& call, ObjectWriter& out, const ServiceProvider& provider,
                 const ExtraFields& extra) {
  out.field("url", call.url("marketplace-service-providers", provider.uuid))
      .field("uuid", provider.uuid)
      .field("created", provider.created)
      .field("description", provider.description)
      .field("enable_notifications", provider.enable_notifications)
      .field("allowed_domains", provider.allowed_domains)
      .field("customer", call.url("customers", provider.customer_uuid))
      .field("customer_uuid", provider.customer_uuid);
  for (const std::string_view name : {"customer_name", "customer_slug", "customer_abbreviation",
                                      "customer_native_name", "customer_country"}) {
    if (out.wants(name)) out.put(name, extra.text(name));
  }
  out.null("customer_image")
      .null("image")
      .field("organization_groups", domain::StringList())
      .field("offering_count", extra.number("offering_count"));
  return {};
}

const Collection<ServiceProvider>& provider_collection() {
  static const Collection<ServiceProvider> collection = {
      .extra = {"customer_name", "customer_slug", "customer_abbreviation", "customer_native_name",
                "customer_country", "offering_count"},
      .filters = {filter::reference("customer", "customer_uuid", kCustomerCollections),
                  filter::uuid("customer_uuid", "customer_uuid"),
                  filter::contains("customer_keyword",
                                   {"customer_name", "customer_slug", "customer_abbreviation",
                                    "customer_native_name"})},
      .orderings = {{"customer_name", "customer_name"}},
      .default_order = {{"customer_name", false}},
      .represent = represent,
  };
  return collection;
}

Status read_fields(const json::Value& body, ServiceProvider& provider) {
  DRAWBRIDGE_CHECK(replace_if_given(
      provider.description,
      json::optional_string(body, "description", {.max_length = 2000, .may_be_blank = true})));
  DRAWBRIDGE_CHECK(replace_if_given(provider.enable_notifications,
                                    json::optional_boolean(body, "enable_notifications")));
  return replace_if_given(
      provider.allowed_domains,
      json::optional_string_list(body, "allowed_domains", {.max_length = 255}, kDomainsMax));
}

Result<Response> create_provider(const Call& call) {
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  ServiceProvider wanted;
  DRAWBRIDGE_TRY(wanted.customer_uuid, required_reference(body, "customer", kCustomerCollections));
  DRAWBRIDGE_CHECK(read_fields(body, wanted));
  DRAWBRIDGE_CHECK(app::require(call.principal(), Operation::kManageCustomer,
                                {.customer_uuid = wanted.customer_uuid}));
  DRAWBRIDGE_TRY(const auto made, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::register_service_provider(transaction, wanted);
  }));
  return show(call, provider_collection(), made.uuid, 201);
}

/// The provider of the path; everybody sees providers (403 for those who may not do it).
Result<ServiceProvider> permitted_provider(const Call& call, Operation operation) {
  DRAWBRIDGE_TRY(auto provider, app::find<ServiceProvider>(call.store(), call.uuid()));
  if (!provider) return not_found();
  DRAWBRIDGE_CHECK(
      app::require(call.principal(), operation, {.customer_uuid = provider->customer_uuid}));
  return std::move(*provider);
}

/// PUT and PATCH; a provider keeps its organisation.
Result<Response> change_provider(const Call& call) {
  DRAWBRIDGE_CHECK(permitted_provider(call, Operation::kManageCustomer));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  if (call.request().method == "PUT") {
    DRAWBRIDGE_CHECK(required_reference(body, "customer", kCustomerCollections));
  }
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) -> Status {
    DRAWBRIDGE_TRY(auto provider, app::find<ServiceProvider>(transaction.store(), call.uuid()));
    if (!provider) return not_found();
    DRAWBRIDGE_CHECK(read_fields(body, *provider));
    DRAWBRIDGE_CHECK(app::update_service_provider(transaction, *provider));
    return {};
  }));
  return show(call, provider_collection(), call.uuid());
}

Result<Response> delete_provider(const Call& call) {
  DRAWBRIDGE_TRY(const auto provider, permitted_provider(call, Operation::kManageCustomer));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::delete_service_provider(transaction, provider.uuid);
  }));
  return empty_response(204);
}

Result<Response> show_secret_code(const Call& call) {
  DRAWBRIDGE_TRY(const auto provider, permitted_provider(call, Operation::kManageCustomer));
  Response response;
  json::Writer(response.body)
      .begin_object()
      .field("api_secret_code", provider.api_secret_code)
      .end_object();
  return response;
}

Result<Response> renew_secret_code(const Call& call) {
  DRAWBRIDGE_TRY(const auto provider, permitted_provider(call, Operation::kManageCustomer));
  DRAWBRIDGE_TRY(const auto renewed, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::renew_api_secret_code(transaction, provider.uuid);
  }));
  Response response;
  json::Writer(response.body)
      .begin_object()
      .field("detail", "Api secret code updated.")
      .field("api_secret_code", renewed.api_secret_code)
      .end_object();
  return response;
}

Result<Response> set_offerings_username(const Call& call) {
  DRAWBRIDGE_TRY(const auto provider, permitted_provider(call, Operation::kManageOfferingUsers));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_TRY(const auto user, json::required_uuid(body, "user_uuid"));
  DRAWBRIDGE_TRY(const auto username, json::required_string(body, "username", {.max_length = 100}));
  const auto& rules = *call.services().rules;
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::set_username_on_offerings(transaction, rules, provider.customer_uuid, user,
                                          username);
  }));
  return json_response(201, R"({"detail":"Offering users have been set."})");
}

Result<RoleScope> provider_scope(const Call& call) {
  DRAWBRIDGE_TRY(const auto provider, permitted_provider(call, Operation::kManageCustomer));
  return RoleScope{"service_provider", provider.uuid};
}

Result<Response> list_roles(const Call& call) {
  auto provider = permitted_provider(call, Operation::kReadProviderLists);
  if (!provider && provider.error().code == ErrorCode::kForbidden) {
    return fail(ErrorCode::kForbidden,
                "You do not have permission to list team members of this scope.");
  }
  if (!provider) return tl::unexpected(provider.error());
  return list_scope_users(call, {"service_provider", call.uuid()});
}

}  // namespace

void add_service_provider_routes(Router& router) {
  const std::string one(kObject);
  router.get(kPath, [](const Call& call) {
    return list(call, provider_collection(), app::visible_service_providers(call.principal()));
  });
  router.post(kPath, create_provider);
  router.get(one, [](const Call& call) {
    return retrieve(call, provider_collection(), call.uuid(),
                    app::visible_service_providers(call.principal()));
  });
  router.put(one, change_provider);
  router.patch(one, change_provider);
  router.remove(one, delete_provider);
  router.get(one + "api_secret_code/", show_secret_code);
  router.post(one + "api_secret_code/", renew_secret_code);
  router.post(one + "set_offerings_username/", set_offerings_username);
  router.get(one + "list_users/", list_roles);
  add_role_action_routes(router, kObject, provider_scope);
}

}  // namespace drawbridge::http
