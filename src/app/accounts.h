#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/rules.h"
#include "app/transaction.h"
#include "app/writer.h"
#include "domain/offering_user_state.h"

/// The life of offering users.
namespace drawbridge::app {

struct NewOfferingUser {
  Uuid offering_uuid, user_uuid;
  std::optional<std::string> username;  ///< none or empty: by the offering's policy
};

/// Makes an account with numbers, home and, where the policy or the caller gives one, a name.
/// @return kInvalid: the switch is off, the pair exists, the name breaks the rules or is taken, no
///         such offering or user (with field). kExhausted: no number is left.
Result<domain::OfferingUser> create_offering_user(Transaction& transaction, const Rules& rules,
                                                  const NewOfferingUser& wanted);

/// The same without looking at the switch; for automatic creation, where a used-up pool leaves the
/// account without numbers instead of failing.
/// @param username  none: by the offering's policy
Result<domain::OfferingUser> create_automatic_account(
    Transaction& transaction, const Rules& rules, const domain::Offering& offering,
    const domain::User& user, const std::optional<std::string>& username = std::nullopt);

/// Gives the account the numbers it lacks, where there are any by now; what it has stays.
Status fill_missing_numbers(Transaction& transaction, const Uuid& account);

/// Gives the account another name (none or empty: takes it away). A derived home directory
/// follows; a name moves a waiting account to OK.
Result<domain::OfferingUser> change_username(Transaction& transaction, const Rules& rules,
                                             const Uuid& account,
                                             const std::optional<std::string>& username);

/// Removes the row; its name and numbers stay its person's.
Status delete_offering_user(Transaction& transaction, const Uuid& account);

struct StateChange {
  domain::OfferingUserAction action = domain::OfferingUserAction::kBeginCreating;
  /// The state the caller saw; another one by now is kConflict, naming it.
  std::optional<domain::OfferingUserState> seen;
  std::optional<std::string> comment, comment_url;
};
Result<domain::OfferingUser> change_state(Transaction& transaction, const Uuid& account,
                                          const StateChange& change);

Result<domain::OfferingUser> set_restricted(Transaction& transaction, const Uuid& account,
                                            bool is_restricted);

struct CommentChange {
  std::optional<std::string> comment, comment_url;  ///< none: stays
};
/// @return kForbidden for a Deleted account, with Waldur's text.
Result<domain::OfferingUser> update_comments(Transaction& transaction, const Uuid& account,
                                             const CommentChange& change);
/// @return kInvalid for a Deleted account, with Waldur's text.
Result<domain::OfferingUser> update_runtime_state(Transaction& transaction, const Uuid& account,
                                                  domain::RuntimeState state,
                                                  const CommentChange& change);

/// Names the person's accounts that wait for a name, where the policy (freeipa, identity_claim) can
/// give one now: after a FreeIPA profile or `details.site_username` came. Nobody is renamed.
Status name_waiting_accounts(Transaction& transaction, const Rules& rules, const Uuid& user);

/// What a refresh did, or would do, with one account.
struct RenameOutcome {
  enum class Kind : std::uint8_t { kUnchanged, kRenamed, kRefused };

  Uuid uuid;
  std::optional<std::string> old_name, new_name;
  Kind kind = Kind::kUnchanged;
  std::string reason;  ///< why refused
};

/// Gives every unrestricted account outside the deletion flow the name its offering's policy gives.
/// A name the policy could have produced is kept, so a second refresh changes nothing; no name is
/// ever emptied. With `dry_run` nothing is kept.
/// @return kConflict unless the offering is Active, kInvalid for the policy service_provider.
Result<std::vector<RenameOutcome>> refresh_usernames(Writer& writer, const Actor& actor,
                                                     const Rules& rules, const Uuid& offering,
                                                     bool dry_run);

}  // namespace drawbridge::app
