#include "http/endpoints/offering_representation.h"

#include <set>

#include "app/authority.h"
#include "http/endpoints/offering_access.h"
#include "http/endpoints/offering_filters.h"
#include "json/read.h"

namespace drawbridge::http {
namespace {

using domain::Offering;
namespace where = app::where;

/// Organisations with a resource in use on the offering.
Result<std::int64_t> count_customers(const Call& call, const Uuid& offering) {
  app::Select select;
  select.kind = std::string(domain::Resource::kKind);
  select.fields = {"customer_uuid"};
  select.where = where::both(
      where::equal("offering_uuid", offering),
      where::in("state", {std::string("OK"), std::string("Updating"), std::string("Terminating")}));
  std::set<Uuid> customers;
  DRAWBRIDGE_CHECK(call.store().for_each(select, [&](app::Row& row) {
    if (const auto* uuid = std::get_if<Uuid>(&row.front())) customers.insert(*uuid);
    return true;
  }));
  return static_cast<std::int64_t>(customers.size());
}

void represent_texts(ObjectWriter& out, const Offering& offering) {
  out.field("created", offering.created)
      .field("name", offering.name)
      .field("slug", offering.slug)
      .field("description", offering.description)
      .field("full_description", offering.full_description)
      .field("privacy_policy_link", offering.privacy_policy_link)
      .field("access_url", offering.access_url)
      .field("terms_of_service", offering.terms_of_service)
      .field("terms_of_service_link", offering.terms_of_service_link)
      .field("getting_started", offering.getting_started)
      .field("integration_guide", offering.integration_guide)
      .field("backend_id", offering.backend_id)
      .field("type", offering.type)
      .field("shared", offering.shared)
      .field("billable", offering.billable)
      .field("state", offering.state)
      .field("attributes", offering.attributes)
      .field("options", offering.options)
      .field("resource_options", offering.resource_options)
      .field("plugin_options", offering.plugin_options);
}

void represent_owners(const Call& call, ObjectWriter& out, const Offering& offering,
                      const ExtraFields& extra) {
  if (out.wants("customer")) out.put("customer", call.url("customers", offering.customer_uuid));
  out.field("customer_uuid", offering.customer_uuid);
  if (out.wants("customer_name")) out.put("customer_name", extra.text("customer_name"));
  if (out.wants("category")) {
    const auto& category = offering.category_uuid;
    out.put("category",
            category ? std::optional(call.url("marketplace-categories", *category)) : std::nullopt);
  }
  out.field_unless_null("category_uuid", offering.category_uuid);
  if (out.wants("category_title")) out.put("category_title", extra.text("category_title"));
}

/// Parts of the reference's offering that Drawbridge does not keep, as what their absence means;
/// older clients need every one of these keys.
void represent_absent_parts(ObjectWriter& out) {
  const domain::StringList none;
  for (const std::string_view name :
       {"endpoints", "software_catalogs", "partitions", "roles", "components", "plans",
        "screenshots", "files", "quotas", "organization_groups", "tags"}) {
    out.field(name, none);
  }
  for (const std::string_view name :
       {"project", "project_uuid", "project_name", "scope", "scope_uuid", "scope_name",
        "scope_state", "scope_error_message", "thumbnail", "image", "latitude", "longitude",
        "parent_description", "parent_uuid", "parent_name", "google_calendar_is_public",
        "google_calendar_link"}) {
    out.null(name);
  }
  out.field("vendor_details", "")
      .field("paused_reason", "")
      .field("datacite_doi", "")
      .field("citation_count", -1)
      .field("order_count", 0)
      .field("billing_type_classification", "mixed")
      .field("backend_metadata", domain::JsonText());
}

Status represent_totals(const Call& call, ObjectWriter& out, const Offering& offering) {
  const bool is_detail = !call.path().uuids.empty();
  if (out.wants("total_customers")) {
    std::optional<std::int64_t> customers;
    if (is_detail) {
      DRAWBRIDGE_TRY(customers, count_customers(call, offering.uuid));
    }
    out.put("total_customers", customers);
  }
  const auto cost = is_detail ? std::optional<std::int64_t>(0) : std::nullopt;
  out.field("total_cost", cost).field("total_cost_estimated", cost);
  return {};
}

constexpr std::int64_t kDisconnectedAfter = std::int64_t{3600} * 1'000'000;  // microseconds

/// Who fetches the offering's outputs, and whether it still does: by the clock, so that no job is
/// needed to find out.
void write_integrations(json::Writer& out, const std::string& integrations, Timestamp now) {
  const auto rows = json::parse(integrations).value_or(json::Value::array());
  out.begin_array();
  for (const auto& row : rows) {
    const Timestamp last{row.value("last", std::int64_t{0})};
    const bool is_active = now.microseconds - last.microseconds <= kDisconnectedAfter;
    out.begin_object()
        .field("agent_type", row.value("agent_type", std::string()))
        .field("status", is_active ? "Active" : "Disconnected")
        .field("last_request_timestamp", last.iso8601())
        .field("service_name", row.value("service_name", std::string()))
        .end_object();
  }
  out.end_array();
}

Status represent(const Call& call, ObjectWriter& out, const Offering& offering,
                 const ExtraFields& extra) {
  if (out.wants("url")) {
    out.put("url", call.url("marketplace-provider-offerings", offering.uuid));
  }
  out.field("uuid", offering.uuid);
  represent_texts(out, offering);
  represent_owners(call, out, offering, extra);
  represent_absent_parts(out);
  out.field("has_compliance_requirements", offering.compliance_checklist_uuid.has_value());
  if (out.wants("compliance_checklist")) {
    const auto& checklist = offering.compliance_checklist_uuid;
    out.put("compliance_checklist",
            checklist ? std::optional(call.url("checklists-admin", *checklist)) : std::nullopt);
  }
  DRAWBRIDGE_CHECK(represent_totals(call, out, offering));
  const auto& principal = call.principal();
  if (app::is_permitted(principal, domain::Operation::kReadSecrets, scope_of(offering))) {
    out.field("secret_options", offering.secret_options)
        .field("service_attributes", domain::JsonText());
  }
  if (out.wants("integration_status")) {
    const bool may_know =
        app::is_permitted(principal, domain::Operation::kUpdateIntegration, scope_of(offering));
    out.nested("integration_status", [&](json::Writer& writer) {
      if (may_know) {
        write_integrations(writer, extra.text("integrations"), call.now());
      } else {
        writer.null();
      }
    });
  }
  return {};
}

Collection<Offering> make_collection() {
  Collection<Offering> collection;
  collection.extra = {"customer_name", "category_title", "integrations"};
  collection.filters = offering_filters();
  collection.orderings = {
      {"name", "name"},
      {"created", "created"},
      {"modified", "modified"},
      {"type", "type"},
      {"total_customers", "total_customers"},
      // Nothing costs anything here: any order is right, and this one is stable.
      {"total_cost", "uuid"},
      {"total_cost_estimated", "uuid"},
      {"state", "state"}};
  collection.default_order = {{"name", false}, {"uuid", false}};
  collection.represent = represent;
  return collection;
}

}  // namespace

const Collection<Offering>& offering_collection() {
  static const Collection<Offering> collection = make_collection();
  return collection;
}

}  // namespace drawbridge::http
