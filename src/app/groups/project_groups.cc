#include "app/groups/project_groups.h"

#include <utility>
#include <variant>

#include "app/names.h"
#include "app/numbers.h"
#include "app/offering_options.h"
#include "base/ordered_uuid.h"
#include "domain/group_name.h"

namespace drawbridge::app {
namespace {

using domain::Offering;
using domain::OfferingUserGroup;
using domain::Project;

constexpr const char* kHolder = "offering_user_group";

Result<Project> find_project(StoreReader& store, const Uuid& uuid) {
  DRAWBRIDGE_TRY(auto project, find<Project>(store, uuid));
  if (!project) {
    return fail(ErrorCode::kInvalid, "Invalid hyperlink - Object does not exist.", "projects");
  }
  return std::move(*project);
}

/// Enters a group name that somebody chose; errors name the field `name`.
Status claim_group_name(Transaction& transaction, const Rules& rules, const Uuid& offering,
                        const std::string& name, const NameHolder& holder) {
  DRAWBRIDGE_CHECK(domain::check_group_name(rules.names, name));
  DRAWBRIDGE_TRY(const auto taken, is_name_taken(transaction.store(), offering, name, holder));
  if (taken) {
    return fail(ErrorCode::kInvalid, "This name is already used, or was used, on this offering.",
                "name");
  }
  return claim_name(transaction, rules, offering, name, holder);
}

Result<OfferingUserGroup> find_group(Transaction& transaction, const Uuid& uuid) {
  DRAWBRIDGE_TRY(auto group, find<OfferingUserGroup>(transaction.store(), uuid));
  if (!group) return fail(ErrorCode::kNotFound, "No OfferingUserGroup matches the given query.");
  return std::move(*group);
}

Result<OfferingUserGroup> make_group(Transaction& transaction, const Rules& rules,
                                     const Offering& offering, const NewGroup& wanted,
                                     const Project& first) {
  OfferingUserGroup group;
  group.uuid = ordered_uuid(transaction.now());
  group.offering_uuid = offering.uuid;
  group.project_uuids = wanted.project_uuids;
  const NameHolder holder{kHolder, group.uuid};
  if (wanted.name) {
    DRAWBRIDGE_CHECK(claim_group_name(transaction, rules, offering.uuid, *wanted.name, holder));
    group.name = *wanted.name;
  } else {
    DRAWBRIDGE_TRY(group.name,
                   choose_group_name(transaction, rules, offering.uuid,
                                     domain::project_group_name(first.slug, first.uuid), holder));
  }
  DRAWBRIDGE_TRY(
      group.gid,
      allocate_group_number(transaction, offering, read_offering_options(offering.plugin_options),
                            {kHolder, group.uuid, offering.uuid}, wanted.gid));
  DRAWBRIDGE_CHECK(transaction.insert(group));
  return group;
}

/// The offering is no condition of the query: the store might begin with it and walk all groups of
/// the offering for those of one project.
Result<bool> has_project_group(StoreReader& store, const Uuid& offering, const Uuid& project) {
  bool found = false;
  DRAWBRIDGE_CHECK(store.for_each(select_fields(OfferingUserGroup::kKind, {"offering_uuid"},
                                                where::holds("project_uuids", project)),
                                  [&](Row& row) {
                                    const auto* uuid = std::get_if<Uuid>(&row.front());
                                    found = uuid != nullptr && *uuid == offering;
                                    return !found;
                                  }));
  return found;
}

}  // namespace

Result<OfferingUserGroup> create_group(Transaction& transaction, const Rules& rules,
                                       const NewGroup& wanted) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto offering, find<Offering>(store, wanted.offering_uuid));
  if (!offering) {
    return fail(ErrorCode::kInvalid, "Invalid hyperlink - Object does not exist.", "offering");
  }
  if (wanted.project_uuids.empty()) {
    return fail(ErrorCode::kInvalid, "This list may not be empty.", "projects");
  }
  DRAWBRIDGE_TRY(const auto first, find_project(store, wanted.project_uuids.front()));
  for (const auto& uuid : wanted.project_uuids) DRAWBRIDGE_CHECK(find_project(store, uuid));
  return make_group(transaction, rules, *offering, wanted, first);
}

Result<OfferingUserGroup> set_group_projects(Transaction& transaction, const Uuid& group,
                                             const domain::UuidList& project_uuids) {
  DRAWBRIDGE_TRY(const auto before, find_group(transaction, group));
  for (const auto& uuid : project_uuids) {
    DRAWBRIDGE_CHECK(find_project(transaction.store(), uuid));
  }
  auto after = before;
  after.project_uuids = project_uuids;
  DRAWBRIDGE_CHECK(transaction.update(before, after));
  return after;
}

Status delete_group(Transaction& transaction, const Uuid& group) {
  DRAWBRIDGE_TRY(const auto row, find_group(transaction, group));
  DRAWBRIDGE_CHECK(release_name(transaction, row.offering_uuid, row.name, ""));
  DRAWBRIDGE_CHECK(transaction.erase(row));
  return retire_numbers(transaction, {kHolder, row.uuid, row.offering_uuid});
}

Status ensure_project_group(Transaction& transaction, const Rules& rules, const Offering& offering,
                            const Uuid& project_uuid) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto is_there, has_project_group(store, offering.uuid, project_uuid));
  if (is_there) return {};
  DRAWBRIDGE_TRY(const auto project, find<Project>(store, project_uuid));
  if (!project) return {};
  NewGroup wanted;
  wanted.offering_uuid = offering.uuid;
  wanted.project_uuids = {project_uuid};
  const auto made = make_group(transaction, rules, offering, wanted, *project);
  if (!made) return tl::unexpected(made.error());
  return {};
}

}  // namespace drawbridge::app
