#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace drawbridge::domain {

/// Where an offering user stands between being asked for and being gone. The values are Waldur's
/// numbers.
enum class OfferingUserState : std::uint8_t {
  kRequested = 1,
  kCreating = 2,
  kPendingAccountLinking = 3,
  kPendingAdditionalValidation = 4,
  kOk = 5,
  kRequestedDeletion = 6,
  kDeleting = 7,
  kDeleted = 8,
  kErrorCreating = 9,
  kErrorDeleting = 10,
};

/// `Requested`, `Creating`, `Pending account linking`, ... as the API has them.
std::string_view to_word(OfferingUserState state);
std::optional<OfferingUserState> parse_offering_user_state(std::string_view word);
std::span<const OfferingUserState> all_offering_user_states();

/// Requested, Creating, both Pending, OK, Error creating.
bool is_live(OfferingUserState state);
/// Requested deletion, Deleting, Deleted, Error deleting.
bool is_in_deletion(OfferingUserState state);

/// A state action of the API; the words are the last part of its path.
enum class OfferingUserAction : std::uint8_t {
  kBeginCreating,
  kSetPendingAccountLinking,
  kSetPendingAdditionalValidation,
  kSetValidationComplete,
  kSetOk,
  kSetErrorCreating,
  kRequestDeletion,
  kSetDeleting,
  kSetDeleted,
  kSetErrorDeleting,
};

/// One row of the table of actions.
struct OfferingUserTransition {
  OfferingUserAction action;
  std::string_view path;  ///< `begin_creating`, ...
  OfferingUserState target;
  std::string_view target_name;  ///< `CREATING`, ...: the target as error texts name it.
  std::vector<OfferingUserState> from;
  bool clears_comment;  ///< Empties service_provider_comment and its URL.
  bool takes_comment;   ///< Body may carry `comment` and `comment_url`.
};

std::span<const OfferingUserTransition> offering_user_transitions();
const OfferingUserTransition& transition_of(OfferingUserAction action);
std::optional<OfferingUserAction> parse_offering_user_action(std::string_view path);

/// The state after `action`.
/// @return kInvalid "Cannot transition to <TARGET> from current state: <number> (<word>). Valid
///         states for operation: <words>." from a state the action does not start at.
Result<OfferingUserState> transition(OfferingUserAction action, OfferingUserState from);

/// The state after a save that gives the account a new or changed, non-empty name: OK from
/// Requested, Creating, both Pending and Error creating, else unchanged.
OfferingUserState state_after_naming(OfferingUserState from);

/// The state after the person's last access ended on an offering with
/// `offering_user_auto_deletion`: Deleted from Requested (nothing was made), Requested deletion
/// from the other live ones; none = stays as it is.
std::optional<OfferingUserState> state_after_access_ended(OfferingUserState from);

/// The state of an account in deletion whose person has access again: OK when it has a name,
/// except that under the policy service_provider a finished deletion starts over at Requested;
/// none when `from` is not in deletion.
std::optional<OfferingUserState> state_after_return(OfferingUserState from, bool has_username,
                                                    bool is_named_by_provider);

/// What the provider still waits for; no influence on access.
enum class RuntimeState : std::uint8_t {
  kActive,
  kPendingAccountLinking,
  kPendingAdditionalValidation,
};

/// `Active`, `Pending account linking`, `Pending additional validation`.
std::string_view to_word(RuntimeState state);
std::optional<RuntimeState> parse_runtime_state(std::string_view word);

}  // namespace drawbridge::domain
