#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/principal.h"
#include "app/rules.h"

/// What happened to offering users, in the order of the audit log, for agents that follow it.
namespace drawbridge::app {

/// One change of one offering user.
struct AccountChange {
  std::int64_t revision = 0;  ///< sequence of the audit event
  /// `create update delete attribute_update keys_update access_update`.
  std::string action;
  Uuid offering_user_uuid, user_uuid, offering_uuid;
  std::string username, state, runtime_state;
  domain::StringList changed_fields;
};

struct AccountChanges {
  std::int64_t revision = 0;  ///< ask on from here; at least that of the last change
  std::vector<AccountChange> changes;
};

struct ChangeQuery {
  std::int64_t since = 0;
  std::optional<Uuid> offering_uuid;
  std::size_t limit = 100;  ///< changes; one event's changes stay together, whatever their number
};

/// The changes after `since` of accounts that the principal may see; of accounts that are gone, of
/// those on offerings the principal works for, and of the principal's own. A create, update or
/// delete tells the account as it was after (delete: before) that change, anything else as it is.
/// Attributes that the offering does not show are not named.
Result<AccountChanges> read_changes(StoreReader& store, const Principal& principal,
                                    const Rules& rules, Timestamp now, const ChangeQuery& query);

/// Whether an event after `since` may be a change for anybody.
Result<bool> may_have_changes(StoreReader& store, std::int64_t since);

}  // namespace drawbridge::app
