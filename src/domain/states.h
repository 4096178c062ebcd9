#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"

namespace drawbridge::domain {

/// Of an offering; the values are Waldur's numbers.
enum class OfferingState : std::uint8_t {
  kDraft = 1,
  kActive = 2,
  kPaused = 3,
  kArchived = 4,
  kUnavailable = 5,
};

/// `Draft`, `Active`, `Paused`, `Archived`, `Unavailable`.
std::string_view to_word(OfferingState state);
std::optional<OfferingState> parse_offering_state(std::string_view word);

/// Active or Paused: its accounts are made and served.
bool serves_accounts(OfferingState state);

/// What a project is for; `course` projects have course accounts.
enum class ProjectKind : std::uint8_t { kDefault, kCourse, kPublic };

/// `default`, `course`, `public`.
std::string_view to_word(ProjectKind kind);
std::optional<ProjectKind> parse_project_kind(std::string_view word);

/// Of a resource; the values are Waldur's numbers.
enum class ResourceState : std::uint8_t {
  kCreating = 1,
  kOk = 2,
  kErred = 3,
  kUpdating = 4,
  kTerminating = 5,
  kTerminated = 6,
};

/// `Creating`, `OK`, `Erred`, `Updating`, `Terminating`, `Terminated`.
std::string_view to_word(ResourceState state);
std::optional<ResourceState> parse_resource_state(std::string_view word);

/// Counts for access: everything but Terminated.
bool is_live(ResourceState state);
/// Makes accounts for the project's people: OK, Updating, Erred, Terminating.
bool creates_accounts(ResourceState state);

/// Of a robot account; the values are Waldur's numbers.
enum class RobotAccountState : std::uint8_t {
  kRequested = 1,
  kCreating = 2,
  kOk = 3,
  kRequestedDeletion = 4,
  kDeleted = 5,
  kError = 6,
};

/// `Requested`, `Creating`, `OK`, `Requested deletion`, `Deleted`, `Error`.
std::string_view to_word(RobotAccountState state);
std::optional<RobotAccountState> parse_robot_account_state(std::string_view word);

/// In the outputs: OK and Requested deletion.
bool is_served(RobotAccountState state);

/// The words are the last part of the action's path.
enum class RobotAccountAction : std::uint8_t {
  kSetStateCreating,
  kSetStateOk,
  kSetStateRequestDeletion,
  kSetStateDeleted,
  kSetStateErred,
};

std::optional<RobotAccountAction> parse_robot_account_action(std::string_view path);

/// The state after `action`. OK may also be reached from Error, so that an erred robot recovers.
/// @return kConflict "Valid states for operation: <words>." from a state it does not start at.
Result<RobotAccountState> transition(RobotAccountAction action, RobotAccountState from);

}  // namespace drawbridge::domain
