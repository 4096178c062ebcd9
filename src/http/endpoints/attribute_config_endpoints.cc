#include "http/endpoints/attribute_config_endpoints.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "app/attribute_exposure.h"
#include "app/authority.h"
#include "app/records.h"
#include "domain/user_attributes.h"
#include "http/body.h"
#include "http/endpoints/offering_access.h"
#include "http/endpoints/offering_user_representation.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {
namespace {

namespace where = app::where;
using domain::Offering;
using domain::OfferingUserAttributeConfig;

constexpr std::string_view kObject = "/api/marketplace-provider-offerings/{uuid}/";

std::string switch_name(std::string_view attribute) { return "expose_" + std::string(attribute); }

/// The choice, or, where there is none, the installation's as if it were the offering's own.
Result<Response> show_config(const Call& call, const Offering& offering) {
  DRAWBRIDGE_TRY(auto config, app::find_where<OfferingUserAttributeConfig>(
                                  call.store(), app::where::equal("offering_uuid", offering.uuid)));
  const bool is_default = !config;
  if (is_default) {
    config.emplace();
    config->uuid = offering.uuid;
    config->exposed_fields = call.services().rules->default_exposed_attributes;
    config->created = offering.created;
    config->modified = offering.modified;
  }
  Response response;
  const FieldSelection selection(call.query());
  json::Writer writer(response.body);
  writer.begin_object();
  ObjectWriter out(writer, selection);
  out.field("uuid", config->uuid)
      .field("offering_uuid", offering.uuid)
      .field("offering_name", offering.name)
      .field("is_default", is_default)
      .field("exposed_fields", config->exposed_fields)
      .field("created", config->created)
      .field("modified", config->modified);
  for (const auto attribute : domain::kUserAttributes) {
    out.field(switch_name(attribute),
              std::find(config->exposed_fields.begin(), config->exposed_fields.end(), attribute) !=
                  config->exposed_fields.end());
  }
  writer.end_object();
  return response;
}

Result<Response> retrieve_config(const Call& call) {
  DRAWBRIDGE_TRY(const auto offering, visible_offering(call, call.uuid()));
  return show_config(call, offering);
}

Result<Response> update_config(const Call& call) {
  DRAWBRIDGE_TRY(const auto offering,
                 permitted_offering(call, call.uuid(), domain::Operation::kUpdateIntegration));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  std::map<std::string, bool> switches;
  for (const auto attribute : domain::kUserAttributes) {
    DRAWBRIDGE_TRY(const auto is_shown, json::optional_boolean(body, switch_name(attribute)));
    if (is_shown) switches.emplace(attribute, *is_shown);
  }
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](app::Transaction& transaction) {
    return app::set_exposed_attributes(transaction, offering.uuid, switches);
  }));
  return show_config(call, offering);
}

struct OfferingName {
  Uuid uuid;
  std::string name;
};

/// A row of the caller's accounts: offering and its name, then what warnings need.
std::vector<std::string> warning_fields() {
  auto fields = attribute_fields();
  fields.insert(fields.begin(), {"offering_uuid", "offering_name", "exposed_fields"});
  return fields;
}

/// By attribute: the offerings that show it, where the caller has left it blank.
Result<std::map<std::string, std::vector<OfferingName>>> profile_warnings(const Call& call) {
  std::map<std::string, std::vector<OfferingName>> warnings;
  const auto& rules = *call.services().rules;
  if (!rules.enforce_profile_completeness) return warnings;
  app::Select select;
  select.kind = std::string(domain::OfferingUser::kKind);
  select.fields = warning_fields();
  select.where =
      where::both(where::equal("user_uuid", call.principal().user.uuid),
                  where::not_(where::equal(
                      "state", std::string(domain::to_word(domain::OfferingUserState::kDeleted)))));
  select.order = {{"offering_name", false}};
  std::vector<app::Row> rows;
  DRAWBRIDGE_CHECK(call.store().for_each(select, [&](app::Row& row) {
    rows.push_back(std::move(row));
    return true;
  }));
  for (auto& row : rows) {
    const ExtraFields fields(select.fields, row);
    const auto offering = fields.uuid("offering_uuid");
    DRAWBRIDGE_TRY(const bool is_live,
                   app::exists<domain::Resource>(
                       call.store(),
                       where::both(where::equal("offering_uuid", offering),
                                   where::not_(where::equal("state", std::string("Terminated"))))));
    if (!is_live) continue;
    const auto exposed = app::exposed_attributes(rules, fields.maybe_text("exposed_fields"));
    for (const auto& attribute : missing_attributes(fields, exposed)) {
      warnings[attribute].push_back({offering, fields.text("offering_name")});
    }
  }
  return warnings;
}

Result<Response> profile_field_warnings(const Call& call) {
  DRAWBRIDGE_TRY(const auto warnings, profile_warnings(call));
  Response response;
  response.set("X-Result-Count", std::to_string(warnings.size()));
  json::Writer out(response.body);
  out.begin_object();
  for (const auto& [attribute, offerings] : warnings) {
    out.key(attribute).begin_array();
    for (const auto& offering : offerings) {
      out.begin_object()
          .field("offering_uuid", offering.uuid)
          .field("offering_name", offering.name)
          .end_object();
    }
    out.end_array();
  }
  out.end_object();
  return response;
}

}  // namespace

void add_attribute_config_routes(Router& router) {
  const std::string one(kObject);
  router.get(one + "user-attribute-config/", retrieve_config);
  router.post(one + "update-user-attribute-config/", update_config);
  router.get("/api/marketplace-offering-users/profile_field_warnings/", profile_field_warnings);
}

}  // namespace drawbridge::http
