#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "app/rules.h"
#include "app/transaction.h"

namespace drawbridge::app {

/// What accounts, groups and robots of a state file need beside their row: their names and numbers
/// in the ledgers at once, and what their line lacks once all lines are read.
class Completion {
 public:
  Completion(Transaction& transaction, const Rules& rules)
      : transaction_(&transaction), rules_(&rules) {}

  /// Enters the names and numbers that `after` carries; notes what it lacks.
  /// @return kInvalid with the field at fault when a name or number is another's.
  Status adopt(const std::optional<domain::OfferingUser>& before, domain::OfferingUser& after);
  Status adopt(const std::optional<domain::OfferingUserGroup>& before,
               domain::OfferingUserGroup& after);
  Status adopt(const std::optional<domain::OfferingRoleGroup>& before,
               domain::OfferingRoleGroup& after);
  Status adopt(const std::optional<domain::RobotAccount>& before, domain::RobotAccount& after);
  template <class R>
  Status adopt(const std::optional<R>&, R&) {
    return {};
  }

  /// An equal line changes nothing; there is nothing to note.
  template <class R>
  Status note_unchanged(const R&) {
    return {};
  }

  /// Whether the ledger already has this number or name, as the same holder's.
  Result<bool> is_known(const domain::PosixIdentity& identity);
  Result<bool> is_known(const domain::AccountName& name);

  /// Generates what lines lack, in the order in which they came.
  /// @return how many records were completed
  Result<std::size_t> complete(
      const std::function<void(std::string_view, std::size_t, std::size_t)>& progress);

 private:
  Status complete_account(const Uuid& uuid);
  Status complete_group(const Uuid& uuid);
  Status complete_robot(const Uuid& uuid);

  Transaction* transaction_;
  const Rules* rules_;
  std::vector<Uuid> accounts_, groups_, robots_;
};

}  // namespace drawbridge::app
