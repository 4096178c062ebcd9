#include "domain/offering_user_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/text.h"

namespace drawbridge::domain {
namespace {

using State = OfferingUserState;
using Action = OfferingUserAction;

constexpr std::array<std::pair<State, std::string_view>, 10> kStateWords = {{
    {State::kRequested, "Requested"},
    {State::kCreating, "Creating"},
    {State::kPendingAccountLinking, "Pending account linking"},
    {State::kPendingAdditionalValidation, "Pending additional validation"},
    {State::kOk, "OK"},
    {State::kRequestedDeletion, "Requested deletion"},
    {State::kDeleting, "Deleting"},
    {State::kDeleted, "Deleted"},
    {State::kErrorCreating, "Error creating"},
    {State::kErrorDeleting, "Error deleting"},
}};

constexpr std::array<std::pair<RuntimeState, std::string_view>, 3> kRuntimeWords = {{
    {RuntimeState::kActive, "Active"},
    {RuntimeState::kPendingAccountLinking, "Pending account linking"},
    {RuntimeState::kPendingAdditionalValidation, "Pending additional validation"},
}};

}  // namespace

std::string_view to_word(OfferingUserState state) {
  const auto* const found = std::find_if(kStateWords.begin(), kStateWords.end(),
                                         [&](const auto& row) { return row.first == state; });
  return found == kStateWords.end() ? std::string_view() : found->second;
}

std::optional<OfferingUserState> parse_offering_user_state(std::string_view word) {
  const auto* const found = std::find_if(kStateWords.begin(), kStateWords.end(),
                                         [&](const auto& row) { return row.second == word; });
  if (found == kStateWords.end()) return std::nullopt;
  return found->first;
}

std::span<const OfferingUserState> all_offering_user_states() {
  static constexpr auto kAll = [] {
    std::array<State, kStateWords.size()> all{};
    for (std::size_t i = 0; i < all.size(); ++i) all.at(i) = kStateWords.at(i).first;
    return all;
  }();
  return kAll;
}

bool is_in_deletion(OfferingUserState state) {
  return state == State::kRequestedDeletion || state == State::kDeleting ||
         state == State::kDeleted || state == State::kErrorDeleting;
}

bool is_live(OfferingUserState state) { return !is_in_deletion(state); }

std::span<const OfferingUserTransition> offering_user_transitions() {
  static const std::vector<OfferingUserTransition> kTable = {
      {Action::kBeginCreating,
       "begin_creating",
       State::kCreating,
       "CREATING",
       {State::kRequested, State::kErrorCreating},
       false,
       false},
      {Action::kSetPendingAccountLinking,
       "set_pending_account_linking",
       State::kPendingAccountLinking,
       "PENDING_ACCOUNT_LINKING",
       {State::kCreating, State::kErrorCreating, State::kPendingAdditionalValidation},
       false,
       true},
      {Action::kSetPendingAdditionalValidation,
       "set_pending_additional_validation",
       State::kPendingAdditionalValidation,
       "PENDING_ADDITIONAL_VALIDATION",
       {State::kCreating, State::kErrorCreating, State::kPendingAccountLinking},
       false,
       true},
      {Action::kSetValidationComplete,
       "set_validation_complete",
       State::kOk,
       "OK",
       {State::kPendingAccountLinking, State::kPendingAdditionalValidation},
       true,
       false},
      {Action::kSetOk,
       "set_ok",
       State::kOk,
       "OK",
       {State::kRequested, State::kCreating, State::kPendingAccountLinking,
        State::kPendingAdditionalValidation, State::kErrorCreating, State::kErrorDeleting},
       true,
       false},
      {Action::kSetErrorCreating,
       "set_error_creating",
       State::kErrorCreating,
       "ERROR_CREATING",
       {State::kRequested, State::kCreating, State::kPendingAccountLinking,
        State::kPendingAdditionalValidation},
       false,
       false},
      {Action::kRequestDeletion,
       "request_deletion",
       State::kRequestedDeletion,
       "DELETION_REQUESTED",
       {State::kOk},
       false,
       false},
      {Action::kSetDeleting,
       "set_deleting",
       State::kDeleting,
       "DELETING",
       {State::kRequestedDeletion, State::kErrorDeleting},
       false,
       false},
      {Action::kSetDeleted,
       "set_deleted",
       State::kDeleted,
       "DELETED",
       {State::kDeleting},
       false,
       false},
      {Action::kSetErrorDeleting,
       "set_error_deleting",
       State::kErrorDeleting,
       "ERROR_DELETING",
       {State::kRequestedDeletion, State::kDeleting},
       false,
       false},
  };
  return kTable;
}

const OfferingUserTransition& transition_of(OfferingUserAction action) {
  // The table's rows stand in the order of the enumerators; a test holds them to it.
  return offering_user_transitions()[static_cast<std::size_t>(action)];
}

std::optional<OfferingUserAction> parse_offering_user_action(std::string_view path) {
  for (const auto& row : offering_user_transitions()) {
    if (row.path == path) return row.action;
  }
  return std::nullopt;
}

Result<OfferingUserState> transition(OfferingUserAction action, OfferingUserState from) {
  const auto& row = transition_of(action);
  if (std::find(row.from.begin(), row.from.end(), from) != row.from.end()) return row.target;
  std::vector<std::string_view> words;
  words.reserve(row.from.size());
  for (const State state : row.from) words.push_back(to_word(state));
  return fail(ErrorCode::kInvalid,
              fmt::format("Cannot transition to {} from current state: {} ({}). Valid states for "
                          "operation: {}.",
                          row.target_name, static_cast<int>(from), to_word(from),
                          join(std::span<const std::string_view>(words), ", ")));
}

OfferingUserState state_after_naming(OfferingUserState from) {
  return is_live(from) ? State::kOk : from;
}

std::optional<OfferingUserState> state_after_access_ended(OfferingUserState from) {
  if (!is_live(from)) return std::nullopt;
  return from == State::kRequested ? State::kDeleted : State::kRequestedDeletion;
}

std::optional<OfferingUserState> state_after_return(OfferingUserState from, bool has_username,
                                                    bool is_named_by_provider) {
  if (!is_in_deletion(from)) return std::nullopt;
  const bool starts_over = is_named_by_provider && from == State::kDeleted;
  return has_username && !starts_over ? State::kOk : State::kRequested;
}

std::string_view to_word(RuntimeState state) {
  const auto* const found = std::find_if(kRuntimeWords.begin(), kRuntimeWords.end(),
                                         [&](const auto& row) { return row.first == state; });
  return found == kRuntimeWords.end() ? std::string_view() : found->second;
}

std::optional<RuntimeState> parse_runtime_state(std::string_view word) {
  const auto* const found = std::find_if(kRuntimeWords.begin(), kRuntimeWords.end(),
                                         [&](const auto& row) { return row.second == word; });
  if (found == kRuntimeWords.end()) return std::nullopt;
  return found->first;
}

}  // namespace drawbridge::domain
