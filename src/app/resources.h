#pragma once

#include <optional>
#include <string>

#include "app/rules.h"
#include "app/transaction.h"

/// Resources: a project's allocation on an offering.
namespace drawbridge::app {

struct NewResource {
  std::string name;
  Uuid offering_uuid, project_uuid;
  domain::ResourceState state = domain::ResourceState::kOk;
  std::string backend_id;
  std::optional<std::string> slug;
};

/// Makes a resource without an order; the accounts that follow are made.
/// @return kInvalid with the field at fault.
Result<domain::Resource> create_resource(Transaction& transaction, const Rules& rules,
                                         const NewResource& wanted);

/// Moves a resource to `state`, with what follows for accounts.
Result<domain::Resource> change_resource_state(Transaction& transaction, const Rules& rules,
                                               const Uuid& resource, domain::ResourceState state);

}  // namespace drawbridge::app
