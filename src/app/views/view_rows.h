#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "app/rows.h"
#include "app/views/view_facts.h"

/// Rows of the store to the facts that views are made of, for the loaders of one record
/// (offering_views.cc) and of whole offerings (whole_records.cc).
namespace drawbridge::app {

/// The value at `at`; the type's default where the row is shorter.
template <class T>
T take(Row& row, std::size_t at) {
  T field{};
  if (at < row.size()) from_value(row[at], field);
  return field;
}

/// Whether an account's row also tells of its own password, its person and its offering
/// (`ldap_*`, `user_*` and `offering_honours_restrictions`), which a query joins to it.
enum class JoinedFields { kAbsent, kPresent };

Select select_accounts(const ViewRules& rules, JoinedFields joined, Condition where);
/// Accounts with what their own rows say; keys, grants and groups are not in them.
AccountFacts account_facts(Row& row, const ViewRules& rules, JoinedFields joined);

/// Rows: user, key.
Select select_keys(Condition where);

Select select_robots(Condition where);
RobotFacts robot_facts(Row& row);

Select select_role_groups(Condition where);
/// What the row says; the holders are not in it.
RoleGroupFacts role_group_facts(Row& row);

OfferingFacts offering_facts(const domain::Offering& offering);

}  // namespace drawbridge::app
