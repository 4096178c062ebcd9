#pragma once

#include <optional>
#include <string>

#include "app/rules.h"
#include "app/transaction.h"

/// Project groups of offerings (Waldur's OfferingUserGroup).
namespace drawbridge::app {

struct NewGroup {
  Uuid offering_uuid;
  domain::UuidList project_uuids;
  std::optional<std::string> name;  ///< none: from the first project's slug
  std::optional<std::int64_t> gid;  ///< none: the next one
};

/// @return kInvalid with the field at fault, kExhausted when no gid is left.
Result<domain::OfferingUserGroup> create_group(Transaction& transaction, const Rules& rules,
                                               const NewGroup& wanted);

/// Replaces the projects whose people are in the group.
Result<domain::OfferingUserGroup> set_group_projects(Transaction& transaction, const Uuid& group,
                                                     const domain::UuidList& project_uuids);

/// Removes the group; its name and gid are never another's.
Status delete_group(Transaction& transaction, const Uuid& group);

/// Makes the project's group on the offering unless one has the project.
Status ensure_project_group(Transaction& transaction, const Rules& rules,
                            const domain::Offering& offering, const Uuid& project);

}  // namespace drawbridge::app
