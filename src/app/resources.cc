#include "app/resources.h"

#include <set>
#include <utility>

#include "app/memberships.h"
#include "base/ordered_uuid.h"
#include "domain/slug.h"

namespace drawbridge::app {
namespace {

using domain::Resource;

Status follow(Transaction& transaction, const Rules& rules, const Resource& resource) {
  if (domain::creates_accounts(resource.state)) {
    return ensure_project_accounts(transaction, rules, resource.project_uuid);
  }
  if (domain::is_live(resource.state)) return {};
  DRAWBRIDGE_TRY(
      const auto grants,
      list<domain::RoleGrant>(transaction.store(),
                              where::both(where::equal("scope_type", std::string("project")),
                                          where::equal("scope_uuid", resource.project_uuid))));
  std::set<Uuid> people;
  for (const auto& grant : grants) people.insert(grant.user_uuid);
  for (const auto& user : people) DRAWBRIDGE_CHECK(end_accounts_without_access(transaction, user));
  return {};
}

}  // namespace

Result<Resource> create_resource(Transaction& transaction, const Rules& rules,
                                 const NewResource& wanted) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto offering, find<domain::Offering>(store, wanted.offering_uuid));
  if (!offering) {
    return fail(ErrorCode::kInvalid, "Invalid hyperlink - Object does not exist.", "offering");
  }
  DRAWBRIDGE_TRY(const auto project, find<domain::Project>(store, wanted.project_uuid));
  if (!project || project->is_removed) {
    return fail(ErrorCode::kInvalid, "Invalid hyperlink - Object does not exist.", "project");
  }
  Resource resource;
  resource.uuid = ordered_uuid(transaction.now());
  resource.name = wanted.name;
  resource.offering_uuid = wanted.offering_uuid;
  resource.project_uuid = wanted.project_uuid;
  resource.state = wanted.state;
  resource.backend_id = wanted.backend_id;
  resource.slug = wanted.slug.value_or(domain::slugify(wanted.name));
  if (resource.slug.empty()) resource.slug = resource.uuid.hex();
  DRAWBRIDGE_CHECK(domain::check_slug(resource.slug));
  DRAWBRIDGE_CHECK(transaction.insert(resource));
  DRAWBRIDGE_CHECK(follow(transaction, rules, resource));
  return resource;
}

Result<Resource> change_resource_state(Transaction& transaction, const Rules& rules,
                                       const Uuid& uuid, domain::ResourceState state) {
  DRAWBRIDGE_TRY(const auto before, find<Resource>(transaction.store(), uuid));
  if (!before) return fail(ErrorCode::kNotFound, "No Resource matches the given query.");
  auto after = *before;
  after.state = state;
  DRAWBRIDGE_CHECK(transaction.update(*before, after));
  DRAWBRIDGE_CHECK(follow(transaction, rules, after));
  return after;
}

}  // namespace drawbridge::app
