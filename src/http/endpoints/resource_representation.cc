#include "http/endpoints/resource_representation.h"

#include <string>
#include <utility>
#include <vector>

#include "app/authority.h"
#include "app/records.h"
#include "http/body.h"

namespace drawbridge::http {
namespace {

using domain::Operation;
using domain::Resource;
using domain::ResourceState;

std::vector<std::string> state_words() {
  std::vector<std::string> words;
  for (const auto state :
       {ResourceState::kCreating, ResourceState::kOk, ResourceState::kErred,
        ResourceState::kUpdating, ResourceState::kTerminating, ResourceState::kTerminated}) {
    words.emplace_back(domain::to_word(state));
  }
  return words;
}

void represent_offering(const Call& call, ObjectWriter& out, const Resource& resource,
                        const ExtraFields& extra) {
  if (out.wants("offering")) {
    out.put("offering", call.url("marketplace-provider-offerings", resource.offering_uuid));
  }
  out.field("offering_uuid", resource.offering_uuid);
  for (const std::string_view name :
       {"offering_name", "offering_slug", "offering_type", "offering_state", "offering_description",
        "offering_backend_id", "provider_name", "provider_slug", "category_title"}) {
    if (out.wants(name)) out.put(name, extra.text(name));
  }
  if (out.wants("offering_plugin_options")) {
    out.put("offering_plugin_options", domain::JsonText{extra.text("offering_plugin_options")});
  }
  out.field("offering_shared", extra.flag("offering_shared"))
      .field("offering_billable", extra.flag("offering_billable"))
      .field_unless_null("provider_uuid", extra.maybe_uuid("offering_customer_uuid"))
      .field_unless_null("category_uuid", extra.maybe_uuid("category_uuid"));
}

void represent_project(const Call& call, ObjectWriter& out, const Resource& resource,
                       const ExtraFields& extra) {
  if (out.wants("project")) out.put("project", call.url("projects", resource.project_uuid));
  out.field("project_uuid", resource.project_uuid);
  for (const std::string_view name :
       {"project_name", "project_slug", "project_description", "customer_name", "customer_slug"}) {
    if (out.wants(name)) out.put(name, extra.text(name));
  }
  out.field("project_end_date", extra.maybe_text("project_end_date"))
      .field("project_effective_end_date", extra.maybe_text("project_end_date"))
      .field_unless_null("customer_uuid", extra.maybe_uuid("customer_uuid"));
}

/// Parts of the reference's resource that Drawbridge does not keep, as what their absence means.
/// What may not be null there (parents, settings, the last sync) is left out.
void represent_absent_parts(ObjectWriter& out) {
  const domain::JsonText empty;
  const domain::StringList none;
  for (const std::string_view name :
       {"attributes", "limits", "current_usages", "limit_usage", "backend_metadata"}) {
    out.field(name, empty);
  }
  for (const std::string_view name :
       {"endpoints", "report", "available_actions", "offering_components"}) {
    out.field(name, none);
  }
  for (const std::string_view name :
       {"description", "error_message", "error_traceback", "provider_description",
        "parent_offering_name", "parent_offering_slug", "parent_name", "usage_limit_restriction"}) {
    out.field(name, "");
  }
  for (const std::string_view name :
       {"downscaled", "paused", "is_usage_based", "is_limit_based", "user_requires_reconsent",
        "has_api_keys", "project_is_in_grace_period"}) {
    out.field(name, false);
  }
  for (const std::string_view name : {"plan",
                                      "plan_name",
                                      "plan_uuid",
                                      "plan_unit",
                                      "plan_description",
                                      "end_date",
                                      "end_date_requested_by",
                                      "end_date_updated_at",
                                      "renewal_date",
                                      "resource_effective_end_date",
                                      "project_end_date_requested_by",
                                      "options",
                                      "order_in_progress",
                                      "creation_order",
                                      "resource_uuid",
                                      "resource_type",
                                      "username",
                                      "scope",
                                      "offering_image",
                                      "offering_thumbnail",
                                      "category_icon"}) {
    out.null(name);
  }
}

Status represent(const Call& call, ObjectWriter& out, const Resource& resource,
                 const ExtraFields& extra) {
  if (out.wants("url")) out.put("url", call.url("marketplace-resources", resource.uuid));
  out.field("uuid", resource.uuid)
      .field("name", resource.name)
      .field("slug", resource.slug)
      .field("state", resource.state)
      .field("backend_id", resource.backend_id)
      .field("effective_id", resource.backend_id)
      .field("restrict_member_access", resource.restrict_member_access)
      .field("created", resource.created)
      .field("modified", resource.modified);
  represent_offering(call, out, resource, extra);
  represent_project(call, out, resource, extra);
  represent_absent_parts(out);
  if (out.wants("can_terminate")) {
    const app::Scope scope = {extra.maybe_uuid("offering_customer_uuid"), resource.offering_uuid,
                              resource.project_uuid};
    out.put("can_terminate",
            resource.state != ResourceState::kTerminated &&
                app::is_permitted(call.principal(), Operation::kProviderResourceActions, scope));
  }
  return {};
}

Collection<Resource> make_collection() {
  Collection<Resource> collection;
  collection.extra = {"offering_name",        "offering_slug",     "offering_type",
                      "offering_state",       "offering_shared",   "offering_customer_uuid",
                      "offering_description", "offering_billable", "offering_plugin_options",
                      "offering_backend_id",  "provider_name",     "provider_slug",
                      "project_name",         "project_slug",      "project_description",
                      "project_end_date",     "customer_uuid",     "customer_name",
                      "customer_slug",        "category_uuid",     "category_title"};
  collection.filters = {
      filter::uuid("offering_uuid", "offering_uuid"),
      filter::reference("offering", "offering_uuid", kOfferingCollections),
      filter::uuid("project_uuid", "project_uuid"),
      filter::uuid("customer_uuid", "customer_uuid"),
      filter::uuid("provider_uuid", "offering_customer_uuid"),
      filter::uuid("category_uuid", "category_uuid"),
      filter::reference("customer", "customer_uuid", kCustomerCollections),
      filter::exact("offering_slug", "offering_slug"),
      filter::exact("offering_type", "offering_type"),
      filter::boolean("offering_shared", "offering_shared"),
      filter::boolean("offering_billable", "offering_billable"),
      filter::contains("project_name", {"project_name"}),
      filter::choice("state", "state", state_words()),
      filter::contains("name", {"name"}),
      filter::exact("name_exact", "name"),
      filter::exact("slug", "slug"),
      filter::exact("backend_id", "backend_id"),
      filter::boolean("restrict_member_access", "restrict_member_access"),
      filter::contains("query", {"name", "slug", "backend_id", "offering_name", "project_name"}),
      filter::since("created", "created"),
      filter::until("created_before", "created"),
      filter::since("modified", "modified"),
      filter::until("modified_before", "modified"),
  };
  collection.orderings = {{"name", "name"},
                          {"created", "created"},
                          {"state", "state"},
                          {"backend_id", "backend_id"},
                          {"offering_name", "offering_name"},
                          {"plan_name", "uuid"},
                          {"end_date", "uuid"},
                          {"project_name", "project_name"},
                          {"customer_name", "customer_name"}};
  collection.default_order = {{"created", true}, {"uuid", false}};
  collection.represent = represent;
  return collection;
}

}  // namespace

const Collection<Resource>& resource_collection() {
  static const Collection<Resource> collection = make_collection();
  return collection;
}

}  // namespace drawbridge::http
