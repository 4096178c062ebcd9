#include "domain/states.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"

namespace drawbridge::domain {
namespace {

template <class State, std::size_t N>
using Words = std::array<std::pair<State, std::string_view>, N>;

constexpr Words<OfferingState, 5> kOfferingWords = {{
    {OfferingState::kDraft, "Draft"},
    {OfferingState::kActive, "Active"},
    {OfferingState::kPaused, "Paused"},
    {OfferingState::kArchived, "Archived"},
    {OfferingState::kUnavailable, "Unavailable"},
}};

constexpr Words<ResourceState, 6> kResourceWords = {{
    {ResourceState::kCreating, "Creating"},
    {ResourceState::kOk, "OK"},
    {ResourceState::kErred, "Erred"},
    {ResourceState::kUpdating, "Updating"},
    {ResourceState::kTerminating, "Terminating"},
    {ResourceState::kTerminated, "Terminated"},
}};

constexpr Words<ProjectKind, 3> kProjectKindWords = {{
    {ProjectKind::kDefault, "default"},
    {ProjectKind::kCourse, "course"},
    {ProjectKind::kPublic, "public"},
}};

constexpr Words<RobotAccountState, 6> kRobotWords = {{
    {RobotAccountState::kRequested, "Requested"},
    {RobotAccountState::kCreating, "Creating"},
    {RobotAccountState::kOk, "OK"},
    {RobotAccountState::kRequestedDeletion, "Requested deletion"},
    {RobotAccountState::kDeleted, "Deleted"},
    {RobotAccountState::kError, "Error"},
}};

template <class State, std::size_t N>
std::string_view word_of(const Words<State, N>& words, State state) {
  for (const auto& [known, word] : words) {
    if (known == state) return word;
  }
  return {};
}

template <class State, std::size_t N>
std::optional<State> state_of(const Words<State, N>& words, std::string_view text) {
  for (const auto& [state, word] : words) {
    if (word == text) return state;
  }
  return std::nullopt;
}

struct RobotTransition {
  RobotAccountAction action;
  std::string_view path;
  RobotAccountState target;
  std::vector<RobotAccountState> from;
};

const std::vector<RobotTransition>& robot_transitions() {
  using State = RobotAccountState;
  using Action = RobotAccountAction;
  static const std::vector<RobotTransition> kTable = {
      {Action::kSetStateCreating, "set_state_creating", State::kCreating, {State::kRequested}},
      {Action::kSetStateOk, "set_state_ok", State::kOk, {State::kCreating, State::kError}},
      {Action::kSetStateRequestDeletion,
       "set_state_request_deletion",
       State::kRequestedDeletion,
       {State::kOk}},
      {Action::kSetStateDeleted, "set_state_deleted", State::kDeleted, {State::kRequestedDeletion}},
      {Action::kSetStateErred, "set_state_erred", State::kError, {State::kOk}},
  };
  return kTable;
}

}  // namespace

std::string_view to_word(OfferingState state) { return word_of(kOfferingWords, state); }
std::string_view to_word(ProjectKind kind) { return word_of(kProjectKindWords, kind); }

std::optional<ProjectKind> parse_project_kind(std::string_view word) {
  return state_of(kProjectKindWords, word);
}

std::string_view to_word(ResourceState state) { return word_of(kResourceWords, state); }
std::string_view to_word(RobotAccountState state) { return word_of(kRobotWords, state); }

std::optional<OfferingState> parse_offering_state(std::string_view word) {
  return state_of(kOfferingWords, word);
}
std::optional<ResourceState> parse_resource_state(std::string_view word) {
  return state_of(kResourceWords, word);
}
std::optional<RobotAccountState> parse_robot_account_state(std::string_view word) {
  return state_of(kRobotWords, word);
}

bool serves_accounts(OfferingState state) {
  return state == OfferingState::kActive || state == OfferingState::kPaused;
}

bool is_live(ResourceState state) { return state != ResourceState::kTerminated; }

bool creates_accounts(ResourceState state) {
  return state == ResourceState::kOk || state == ResourceState::kUpdating ||
         state == ResourceState::kErred || state == ResourceState::kTerminating;
}

bool is_served(RobotAccountState state) {
  return state == RobotAccountState::kOk || state == RobotAccountState::kRequestedDeletion;
}

std::optional<RobotAccountAction> parse_robot_account_action(std::string_view path) {
  for (const auto& row : robot_transitions()) {
    if (row.path == path) return row.action;
  }
  return std::nullopt;
}

Result<RobotAccountState> transition(RobotAccountAction action, RobotAccountState from) {
  // The table's rows stand in the order of the enumerators; a test holds them to it.
  const auto& row = robot_transitions().at(static_cast<std::size_t>(action));
  if (std::find(row.from.begin(), row.from.end(), from) != row.from.end()) return row.target;
  std::vector<std::string_view> words;
  words.reserve(row.from.size());
  for (const auto state : row.from) words.push_back(to_word(state));
  return fail(ErrorCode::kConflict, "Valid states for operation: " +
                                        join(std::span<const std::string_view>(words), ", ") + ".");
}

}  // namespace drawbridge::domain
