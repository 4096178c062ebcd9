#pragma once

#include <functional>
#include <optional>
#include <string>

#include "app/rules.h"
#include "app/transaction.h"

/// What follows from membership: accounts and project groups that make themselves.
namespace drawbridge::app {

/// Gives the project's people (or `only`) their accounts, and the project its group, on every
/// offering where the project has a resource that makes accounts (OK, Updating, Erred,
/// Terminating), the switch is on and the state is Active or Paused. An account in the deletion
/// flow comes back.
Status ensure_project_accounts(Transaction& transaction, const Rules& rules, const Uuid& project,
                               std::optional<Uuid> only = std::nullopt);

/// The same for one offering: all its projects. For a switch turned on, an offering activated.
Status ensure_offering_accounts(Transaction& transaction, const Rules& rules, const Uuid& offering);

/// The same for everything, after an import. `progress` is told how many projects are done.
Status ensure_all_accounts(Transaction& transaction, const Rules& rules,
                           const std::function<void(std::size_t done, std::size_t all)>& progress);

/// Where offering_user_auto_deletion is on: moves the person's accounts on which no project role
/// gives access any more into the deletion flow.
Status end_accounts_without_access(Transaction& transaction, const Uuid& user);

/// Gives the person `username` on every offering of the organisation where a project role reaches a
/// resource that is not terminated: the account is made or renamed, on all or none.
/// @return kInvalid: there is no such user (Waldur's text), the name breaks the rules or is taken
Status set_username_on_offerings(Transaction& transaction, const Rules& rules, const Uuid& customer,
                                 const Uuid& user, const std::string& username);

/// Whether the person has an unexpired role on a project with a live resource of the offering.
Result<bool> has_project_access(StoreReader& store, const Uuid& user, const Uuid& offering,
                                Timestamp now);

}  // namespace drawbridge::app
