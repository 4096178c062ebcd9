#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/rules.h"
#include "app/transaction.h"
#include "json/value.h"

/// The life of offerings.
namespace drawbridge::app {

/// Makes an offering in state Draft. `offering` carries what the caller set; uuid, slug (unless
/// set), category (`HPC` unless set) and times are filled in. `secrets` and `plugin_options` are
/// checked as in update_integration.
struct NewOffering {
  domain::Offering offering;
  std::optional<std::string> slug;
  json::Value plugin_options = json::Value::object();
  json::Value secret_options = json::Value::object();
};
Result<domain::Offering> create_offering(Transaction& transaction, const NewOffering& wanted);

/// Moves an offering to `target`. On a move to Active the accounts that follow are made.
/// @return kConflict with Waldur's "Valid states for operation: ..." from a state not in `from`.
Result<domain::Offering> change_offering_state(Transaction& transaction, const Rules& rules,
                                               const Uuid& offering, domain::OfferingState target,
                                               const std::vector<domain::OfferingState>& from);

struct IntegrationChange {
  std::optional<json::Value> plugin_options, secret_options, service_attributes;
  std::optional<std::string> backend_id;
};

/// Puts each key of the options in its place, leaving the others. `shared_user_password` (taken in
/// either object) is kept as its SHA-256 alone; null or empty removes it. A switch turned on makes
/// what is missing; a policy change renames nobody.
/// @return kInvalid naming the option at fault; for an Archived offering Waldur's text.
Result<domain::Offering> update_integration(Transaction& transaction, const Rules& rules,
                                            const Uuid& offering, const IntegrationChange& change);

}  // namespace drawbridge::app
