#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "domain/offering_user_state.h"
#include "domain/states.h"

namespace drawbridge::domain {
namespace {

using State = OfferingUserState;

TEST(OfferingUserState, HasWaldursNumbersAndWords) {
  const std::map<int, std::string> expected = {{1, "Requested"},
                                               {2, "Creating"},
                                               {3, "Pending account linking"},
                                               {4, "Pending additional validation"},
                                               {5, "OK"},
                                               {6, "Requested deletion"},
                                               {7, "Deleting"},
                                               {8, "Deleted"},
                                               {9, "Error creating"},
                                               {10, "Error deleting"}};
  ASSERT_EQ(all_offering_user_states().size(), expected.size());
  for (const State state : all_offering_user_states()) {
    EXPECT_EQ(to_word(state), expected.at(static_cast<int>(state)));
    EXPECT_EQ(parse_offering_user_state(to_word(state)), state);
  }
  EXPECT_FALSE(parse_offering_user_state("ok"));
  EXPECT_FALSE(parse_offering_user_state(""));
}

TEST(OfferingUserState, IsEitherLiveOrInDeletion) {
  const std::set<int> live = {1, 2, 3, 4, 5, 9};
  for (const State state : all_offering_user_states()) {
    EXPECT_EQ(is_live(state), live.contains(static_cast<int>(state))) << to_word(state);
    EXPECT_NE(is_live(state), is_in_deletion(state)) << to_word(state);
  }
}

/// action -> {allowed from, target}: the table of actions, written down a second time.
struct Expected {
  std::set<int> from;
  int target;
  const char* target_name;
  bool clears_comment;
  bool takes_comment;
};
const std::map<std::string, Expected> kExpected = {
    {"begin_creating", {{1, 9}, 2, "CREATING", false, false}},
    {"set_pending_account_linking", {{2, 9, 4}, 3, "PENDING_ACCOUNT_LINKING", false, true}},
    {"set_pending_additional_validation",
     {{2, 9, 3}, 4, "PENDING_ADDITIONAL_VALIDATION", false, true}},
    {"set_validation_complete", {{3, 4}, 5, "OK", true, false}},
    {"set_ok", {{1, 2, 3, 4, 9, 10}, 5, "OK", true, false}},
    {"set_error_creating", {{1, 2, 3, 4}, 9, "ERROR_CREATING", false, false}},
    {"request_deletion", {{5}, 6, "DELETION_REQUESTED", false, false}},
    {"set_deleting", {{6, 10}, 7, "DELETING", false, false}},
    {"set_deleted", {{7}, 8, "DELETED", false, false}},
    {"set_error_deleting", {{6, 7}, 10, "ERROR_DELETING", false, false}},
};

TEST(OfferingUserAction, EveryActionFromEveryStateFollowsTheTable) {
  ASSERT_EQ(offering_user_transitions().size(), kExpected.size());
  for (const auto& [path, expected] : kExpected) {
    const auto action = parse_offering_user_action(path);
    ASSERT_TRUE(action) << path;
    const auto& row = transition_of(*action);
    EXPECT_EQ(row.action, *action);
    EXPECT_EQ(row.path, path);
    EXPECT_EQ(row.clears_comment, expected.clears_comment) << path;
    EXPECT_EQ(row.takes_comment, expected.takes_comment) << path;
    for (const State from : all_offering_user_states()) {
      const auto after = transition(*action, from);
      ASSERT_EQ(after.has_value(), expected.from.contains(static_cast<int>(from)))
          << path << " from " << to_word(from);
      if (after) {
        EXPECT_EQ(static_cast<int>(*after), expected.target);
      } else {
        EXPECT_EQ(after.error().code, ErrorCode::kInvalid);
        EXPECT_EQ(after.error().field, "");
        EXPECT_TRUE(after.error().message.starts_with(
            std::string("Cannot transition to ") + expected.target_name + " from current state: " +
            std::to_string(static_cast<int>(from)) + " (" + std::string(to_word(from)) + ")."))
            << after.error().message;
      }
    }
  }
  EXPECT_FALSE(parse_offering_user_action("set_okay"));
}

TEST(OfferingUserAction, TheErrorNamesTheStatesItStartsAt) {
  EXPECT_EQ(transition(OfferingUserAction::kBeginCreating, State::kOk).error().message,
            "Cannot transition to CREATING from current state: 5 (OK). Valid states for operation: "
            "Requested, Error creating.");
}

TEST(OfferingUserState, ANewNameMakesEveryLiveStateOk) {
  for (const State state : all_offering_user_states()) {
    EXPECT_EQ(state_after_naming(state), is_live(state) ? State::kOk : state) << to_word(state);
  }
}

TEST(OfferingUserState, LostAccessStartsTheDeletionOnce) {
  EXPECT_EQ(state_after_access_ended(State::kRequested), State::kDeleted);
  for (const State state :
       {State::kCreating, State::kPendingAccountLinking, State::kPendingAdditionalValidation,
        State::kOk, State::kErrorCreating}) {
    EXPECT_EQ(state_after_access_ended(state), State::kRequestedDeletion) << to_word(state);
  }
  for (const State state :
       {State::kRequestedDeletion, State::kDeleting, State::kDeleted, State::kErrorDeleting}) {
    EXPECT_FALSE(state_after_access_ended(state)) << to_word(state);
  }
}

TEST(OfferingUserState, AReturnRestoresWhatTheProviderHasNotFinishedDeleting) {
  EXPECT_EQ(state_after_return(State::kDeleted, true, false), State::kOk);
  EXPECT_EQ(state_after_return(State::kDeleting, true, true), State::kOk);
  EXPECT_EQ(state_after_return(State::kDeleted, true, true), State::kRequested);
  EXPECT_EQ(state_after_return(State::kRequestedDeletion, false, true), State::kRequested);
  EXPECT_EQ(state_after_return(State::kErrorDeleting, false, false), State::kRequested);
  EXPECT_FALSE(state_after_return(State::kOk, true, false));
  EXPECT_FALSE(state_after_return(State::kRequested, false, false));
}

TEST(RuntimeState, WordsGoBothWays) {
  for (const auto* const word :
       {"Active", "Pending account linking", "Pending additional validation"}) {
    const auto state = parse_runtime_state(word);
    ASSERT_TRUE(state) << word;
    EXPECT_EQ(to_word(*state), word);
  }
  EXPECT_FALSE(parse_runtime_state("active"));
}

TEST(OfferingState, ServesAccountsWhenActiveOrPaused) {
  const std::map<std::string, bool> expected = {{"Draft", false},
                                                {"Active", true},
                                                {"Paused", true},
                                                {"Archived", false},
                                                {"Unavailable", false}};
  for (const auto& [word, is_served] : expected) {
    const auto state = parse_offering_state(word);
    ASSERT_TRUE(state) << word;
    EXPECT_EQ(to_word(*state), word);
    EXPECT_EQ(serves_accounts(*state), is_served) << word;
  }
  EXPECT_EQ(static_cast<int>(OfferingState::kArchived), 4);
  EXPECT_FALSE(parse_offering_state("active"));
}

TEST(ResourceState, OnlyTerminatedEndsAccessAndCreatingMakesNoAccounts) {
  const std::map<std::string, std::pair<bool, bool>> expected = {
      {"Creating", {true, false}}, {"OK", {true, true}},          {"Erred", {true, true}},
      {"Updating", {true, true}},  {"Terminating", {true, true}}, {"Terminated", {false, false}}};
  for (const auto& [word, row] : expected) {
    const auto state = parse_resource_state(word);
    ASSERT_TRUE(state) << word;
    EXPECT_EQ(to_word(*state), word);
    EXPECT_EQ(is_live(*state), row.first) << word;
    EXPECT_EQ(creates_accounts(*state), row.second) << word;
  }
  EXPECT_EQ(static_cast<int>(ResourceState::kTerminated), 6);
}

TEST(RobotAccountState, ActionsFollowTheirTable) {
  const std::map<std::string, std::pair<std::set<int>, int>> expected = {
      {"set_state_creating", {{1}, 2}},
      {"set_state_ok", {{2, 6}, 3}},
      {"set_state_request_deletion", {{3}, 4}},
      {"set_state_deleted", {{4}, 5}},
      {"set_state_erred", {{3}, 6}}};
  for (const auto& [path, row] : expected) {
    const auto action = parse_robot_account_action(path);
    ASSERT_TRUE(action) << path;
    for (int from = 1; from <= 6; ++from) {
      const auto after = transition(*action, static_cast<RobotAccountState>(from));
      ASSERT_EQ(after.has_value(), row.first.contains(from)) << path << " from " << from;
      if (after) {
        EXPECT_EQ(static_cast<int>(*after), row.second);
      } else {
        EXPECT_EQ(after.error().code, ErrorCode::kConflict);
      }
    }
  }
  EXPECT_EQ(transition(RobotAccountAction::kSetStateOk, RobotAccountState::kOk).error().message,
            "Valid states for operation: Creating, Error.");
  EXPECT_FALSE(parse_robot_account_action("set_state"));
}

TEST(RobotAccountState, WordsGoBothWaysAndTwoAreServed) {
  const std::map<std::string, bool> expected = {{"Requested", false}, {"Creating", false},
                                                {"OK", true},         {"Requested deletion", true},
                                                {"Deleted", false},   {"Error", false}};
  for (const auto& [word, served] : expected) {
    const auto state = parse_robot_account_state(word);
    ASSERT_TRUE(state) << word;
    EXPECT_EQ(to_word(*state), word);
    EXPECT_EQ(is_served(*state), served) << word;
  }
}

}  // namespace
}  // namespace drawbridge::domain
