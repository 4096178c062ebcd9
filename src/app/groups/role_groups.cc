#include "app/groups/role_groups.h"

#include <set>
#include <string>
#include <utility>

#include "app/names.h"
#include "app/numbers.h"
#include "app/offering_options.h"
#include "app/principal.h"
#include "base/ordered_uuid.h"
#include "domain/group_name.h"
#include "domain/role_group_name.h"

namespace drawbridge::app {
namespace {

using domain::Offering;
using domain::OfferingRoleGroup;
using domain::Resource;

constexpr const char* kHolder = "offering_role_group";

/// The slugs that a group's name may hold.
Result<domain::RoleGroupNames> names_of(StoreReader& store, const Resource& resource) {
  domain::RoleGroupNames names;
  names.resource_slug = resource.slug;
  DRAWBRIDGE_TRY(const auto project, find<domain::Project>(store, resource.project_uuid));
  if (!project) return names;
  names.project_slug = project->slug;
  DRAWBRIDGE_TRY(const auto customer, find<domain::Customer>(store, project->customer_uuid));
  if (customer) names.customer_slug = customer->slug;
  return names;
}

Status make_role_group(Transaction& transaction, const Rules& rules, const Offering& offering,
                       const OfferingOptions& options, const Resource& resource,
                       const std::string& role) {
  OfferingRoleGroup group;
  group.uuid = ordered_uuid(transaction.now());
  group.offering_uuid = offering.uuid;
  group.resource_uuid = resource.uuid;
  group.role_name = role;
  DRAWBRIDGE_TRY(auto names, names_of(transaction.store(), resource));
  names.role_name = options.resource_role_map.at(role);
  const auto wanted =
      domain::expand_role_group_template(options.resource_role_group_template, names);
  DRAWBRIDGE_TRY(group.name, choose_group_name(transaction, rules, offering.uuid,
                                               domain::project_group_name(wanted, resource.uuid),
                                               {kHolder, group.uuid}));
  DRAWBRIDGE_TRY(group.gid, allocate_role_group_number(transaction, offering, options,
                                                       {kHolder, group.uuid, offering.uuid}));
  return transaction.insert(group);
}

/// The custom roles with a holder on the resource, of those that the offering maps.
Result<std::set<std::string>> held_roles(Transaction& transaction, const OfferingOptions& options,
                                         const Uuid& resource) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto grants,
                 list<domain::RoleGrant>(
                     store, where::all_of({where::equal("scope_type", std::string("resource")),
                                           where::equal("scope_uuid", resource),
                                           grant_in_force(transaction.now())})));
  std::set<std::string> roles;
  for (const auto& grant : grants) {
    if (options.resource_role_map.contains(grant.role_name)) roles.insert(grant.role_name);
  }
  DRAWBRIDGE_TRY(const auto system_roles,
                 list<domain::Role>(store, where::is_true("is_system_role")));
  for (const auto& role : system_roles) roles.erase(role.name);
  return roles;
}

Status ensure_for(Transaction& transaction, const Rules& rules, const Offering& offering,
                  const OfferingOptions& options, const Resource& resource) {
  if (!domain::is_live(resource.state)) return {};
  DRAWBRIDGE_TRY(const auto roles, held_roles(transaction, options, resource.uuid));
  for (const auto& role : roles) {
    DRAWBRIDGE_TRY(
        const bool is_there,
        exists<OfferingRoleGroup>(transaction.store(),
                                  where::both(where::equal("resource_uuid", resource.uuid),
                                              where::equal("role_name", role))));
    if (is_there) continue;
    DRAWBRIDGE_CHECK(make_role_group(transaction, rules, offering, options, resource, role));
  }
  return {};
}

bool has_role_groups(const OfferingOptions& options) {
  return options.can_create_offering_user && !options.resource_role_map.empty();
}

}  // namespace

Status ensure_role_groups(Transaction& transaction, const Rules& rules, const Uuid& uuid) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto resource, find<Resource>(store, uuid));
  if (!resource) return {};
  DRAWBRIDGE_TRY(const auto offering, find<Offering>(store, resource->offering_uuid));
  if (!offering) return {};
  const auto options = read_offering_options(offering->plugin_options);
  if (!has_role_groups(options)) return {};
  return ensure_for(transaction, rules, *offering, options, *resource);
}

Status ensure_offering_role_groups(Transaction& transaction, const Rules& rules, const Uuid& uuid) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto offering, find<Offering>(store, uuid));
  if (!offering) return {};
  const auto options = read_offering_options(offering->plugin_options);
  if (!has_role_groups(options)) return {};
  DRAWBRIDGE_TRY(const auto resources, list<Resource>(store, where::equal("offering_uuid", uuid)));
  for (const auto& resource : resources) {
    DRAWBRIDGE_CHECK(ensure_for(transaction, rules, *offering, options, resource));
  }
  return {};
}

}  // namespace drawbridge::app
