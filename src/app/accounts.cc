#include "app/accounts.h"

#include <utility>

#include "app/checklists.h"
#include "app/names.h"
#include "app/numbers.h"
#include "base/ordered_uuid.h"
#include "domain/home_directory.h"

namespace drawbridge::app {
namespace {

using domain::Offering;
using domain::OfferingUser;
using domain::OfferingUserState;
using domain::User;

NameHolder name_holder(const Uuid& user) { return {"user", user}; }

Result<OfferingUser> find_account(Transaction& transaction, const Uuid& uuid) {
  DRAWBRIDGE_TRY(auto account, find<OfferingUser>(transaction.store(), uuid));
  if (!account) return fail(ErrorCode::kNotFound, "No OfferingUser matches the given query.");
  return std::move(*account);
}

std::optional<std::string> non_empty(const std::optional<std::string>& text) {
  return text && !text->empty() ? text : std::nullopt;
}

/// The home under a name: the one the person had under it before, else prefix and name.
Result<std::string> home_for(Transaction& transaction, const Uuid& offering,
                             const OfferingOptions& options, const std::string& username) {
  DRAWBRIDGE_TRY(auto remembered, remembered_home(transaction.store(), offering, username));
  if (!remembered.empty()) return remembered;
  return domain::home_directory(options.homedir_prefix, username);
}

Result<OfferingUser> make_account(Transaction& transaction, const Rules& rules,
                                  const Offering& offering, const User& user,
                                  const std::optional<std::string>& username,
                                  bool may_lack_numbers) {
  const auto options = read_offering_options(offering.plugin_options);
  OfferingUser account;
  account.uuid = ordered_uuid(transaction.now());
  account.user_uuid = user.uuid;
  account.offering_uuid = offering.uuid;
  account.login_shell = options.login_shell;
  const auto numbers = allocate_numbers(transaction, offering, options,
                                        {"user", user.uuid, offering.uuid}, {}, &user);
  if (numbers) {
    account.uidnumber = numbers->uid;
    account.primarygroup = numbers->gid;
  } else if (may_lack_numbers && numbers.error().code == ErrorCode::kExhausted) {
    account.service_provider_comment = numbers.error().message;
  } else {
    return tl::unexpected(numbers.error());
  }
  if (username) {
    account.username = username;
  } else {
    DRAWBRIDGE_TRY(auto choice,
                   choose_username(transaction, rules, offering, options, user, account.uidnumber));
    account.username = std::move(choice.username);
    if (!choice.reason.empty()) account.service_provider_comment = std::move(choice.reason);
  }
  if (account.username) {
    DRAWBRIDGE_CHECK(
        claim_name(transaction, rules, offering.uuid, *account.username, name_holder(user.uuid)));
    DRAWBRIDGE_TRY(account.home_directory,
                   home_for(transaction, offering.uuid, options, *account.username));
    account.state = OfferingUserState::kOk;
  }
  DRAWBRIDGE_CHECK(transaction.insert(account));
  DRAWBRIDGE_CHECK(begin_completion(transaction, offering, account));
  return account;
}

/// Puts a name on an account: ledger, home, state.
Status rename(Transaction& transaction, const Rules& rules, OfferingUser& account,
              const std::optional<std::string>& username) {
  if (username == account.username) return {};
  DRAWBRIDGE_TRY(const auto offering, find<Offering>(transaction.store(), account.offering_uuid));
  if (!offering) return fail(ErrorCode::kInternal, "An account without its offering.");
  const auto options = read_offering_options(offering->plugin_options);
  const bool is_home_derived =
      account.home_directory.empty() ||
      (account.username && account.home_directory == options.homedir_prefix + *account.username);
  if (username) {
    DRAWBRIDGE_CHECK(claim_name(transaction, rules, account.offering_uuid, *username,
                                name_holder(account.user_uuid)));
  }
  if (account.username && !(username && domain::same_name(*username, *account.username))) {
    DRAWBRIDGE_CHECK(release_name(transaction, account.offering_uuid, *account.username,
                                  account.home_directory));
  }
  if (username && is_home_derived) {
    DRAWBRIDGE_TRY(account.home_directory,
                   domain::home_directory(options.homedir_prefix, *username));
  }
  account.username = username;
  if (username) account.state = domain::state_after_naming(account.state);
  return {};
}

void put_comments(OfferingUser& account, const CommentChange& change) {
  if (change.comment) account.service_provider_comment = *change.comment;
  if (change.comment_url) account.service_provider_comment_url = *change.comment_url;
}

}  // namespace

Result<OfferingUser> create_offering_user(Transaction& transaction, const Rules& rules,
                                          const NewOfferingUser& wanted) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto offering, find<Offering>(store, wanted.offering_uuid));
  if (!offering)
    return fail(ErrorCode::kInvalid, "Invalid hyperlink - Object does not exist.", "offering");
  DRAWBRIDGE_TRY(const auto user, find<User>(store, wanted.user_uuid));
  if (!user) return fail(ErrorCode::kInvalid, "Invalid hyperlink - Object does not exist.", "user");
  if (!read_offering_options(offering->plugin_options).can_create_offering_user) {
    return fail(ErrorCode::kInvalid, "It is not allowed to create users for current offering.");
  }
  DRAWBRIDGE_TRY(
      const auto is_there,
      exists<OfferingUser>(store, where::both(where::equal("user_uuid", user->uuid),
                                              where::equal("offering_uuid", offering->uuid))));
  if (is_there) {
    return fail(ErrorCode::kInvalid, "An account for this user on this offering already exists.");
  }
  return make_account(transaction, rules, *offering, *user, non_empty(wanted.username), false);
}

Result<OfferingUser> create_automatic_account(Transaction& transaction, const Rules& rules,
                                              const Offering& offering, const User& user,
                                              const std::optional<std::string>& username) {
  return make_account(transaction, rules, offering, user, username, true);
}

Status fill_missing_numbers(Transaction& transaction, const Uuid& uuid) {
  DRAWBRIDGE_TRY(const auto before, find_account(transaction, uuid));
  if (before.uidnumber && before.primarygroup) return {};
  DRAWBRIDGE_TRY(const auto offering, find<Offering>(transaction.store(), before.offering_uuid));
  DRAWBRIDGE_TRY(const auto user, find<User>(transaction.store(), before.user_uuid));
  if (!offering || !user) return fail(ErrorCode::kInternal, "An account without its offering.");
  const auto numbers =
      allocate_numbers(transaction, *offering, read_offering_options(offering->plugin_options),
                       {"user", user->uuid, offering->uuid}, {}, &*user);
  if (!numbers && numbers.error().code == ErrorCode::kExhausted) return {};
  DRAWBRIDGE_CHECK(numbers);
  auto after = before;
  if (!after.uidnumber) after.uidnumber = numbers->uid;
  if (!after.primarygroup) after.primarygroup = numbers->gid;
  // What said that there are no numbers is no longer true.
  if (after.uidnumber && after.primarygroup) after.service_provider_comment.clear();
  return transaction.update(before, after);
}

Result<OfferingUser> change_username(Transaction& transaction, const Rules& rules,
                                     const Uuid& account,
                                     const std::optional<std::string>& username) {
  DRAWBRIDGE_TRY(const auto before, find_account(transaction, account));
  auto after = before;
  DRAWBRIDGE_CHECK(rename(transaction, rules, after, non_empty(username)));
  DRAWBRIDGE_CHECK(transaction.update(before, after));
  return after;
}

Status delete_offering_user(Transaction& transaction, const Uuid& account) {
  DRAWBRIDGE_TRY(const auto row, find_account(transaction, account));
  if (row.username) {
    DRAWBRIDGE_CHECK(
        release_name(transaction, row.offering_uuid, *row.username, row.home_directory));
  }
  DRAWBRIDGE_CHECK(transaction.erase(row));
  return retire_numbers(transaction, {"user", row.user_uuid, row.offering_uuid});
}

Result<OfferingUser> change_state(Transaction& transaction, const Uuid& account,
                                  const StateChange& change) {
  DRAWBRIDGE_TRY(const auto before, find_account(transaction, account));
  if (change.seen && before.state != *change.seen) {
    return fail(ErrorCode::kConflict, "Another request changed the state meanwhile; it is now " +
                                          std::string(domain::to_word(before.state)) + ".");
  }
  auto after = before;
  DRAWBRIDGE_TRY(after.state, domain::transition(change.action, before.state));
  const auto& row = domain::transition_of(change.action);
  if (row.clears_comment) put_comments(after, {std::string(), std::string()});
  if (row.takes_comment) put_comments(after, {change.comment, change.comment_url});
  after.deleted_at.reset();
  if (after.state == OfferingUserState::kDeleted) after.deleted_at = transaction.now();
  DRAWBRIDGE_CHECK(transaction.update(before, after));
  return after;
}

Result<OfferingUser> set_restricted(Transaction& transaction, const Uuid& account,
                                    bool is_restricted) {
  DRAWBRIDGE_TRY(const auto before, find_account(transaction, account));
  auto after = before;
  after.is_restricted = is_restricted;
  DRAWBRIDGE_CHECK(transaction.update(before, after));
  return after;
}

Result<OfferingUser> update_comments(Transaction& transaction, const Uuid& account,
                                     const CommentChange& change) {
  DRAWBRIDGE_TRY(const auto before, find_account(transaction, account));
  if (before.state == OfferingUserState::kDeleted) {
    return fail(ErrorCode::kForbidden,
                "Cannot update comments for offering user in state: Deleted");
  }
  auto after = before;
  put_comments(after, change);
  DRAWBRIDGE_CHECK(transaction.update(before, after));
  return after;
}

Result<OfferingUser> update_runtime_state(Transaction& transaction, const Uuid& account,
                                          domain::RuntimeState state, const CommentChange& change) {
  DRAWBRIDGE_TRY(const auto before, find_account(transaction, account));
  if (before.state == OfferingUserState::kDeleted) {
    return fail(ErrorCode::kInvalid, "Cannot update runtime state for a deleted offering user.");
  }
  auto after = before;
  after.runtime_state = state;
  put_comments(after, change);
  DRAWBRIDGE_CHECK(transaction.update(before, after));
  return after;
}

namespace {

bool names_by_what_others_say(const OfferingOptions& options) {
  return options.naming.policy == domain::UsernamePolicy::kFreeipa ||
         options.naming.policy == domain::UsernamePolicy::kIdentityClaim;
}

Status name_waiting_account(Transaction& transaction, const Rules& rules, const User& user,
                            const OfferingUser& before) {
  DRAWBRIDGE_TRY(const auto offering, find<Offering>(transaction.store(), before.offering_uuid));
  if (!offering) return {};
  const auto options = read_offering_options(offering->plugin_options);
  if (!names_by_what_others_say(options)) return {};
  DRAWBRIDGE_TRY(const auto choice,
                 choose_username(transaction, rules, *offering, options, user, before.uidnumber));
  auto after = before;
  after.service_provider_comment = choice.reason;
  if (choice.username) DRAWBRIDGE_CHECK(rename(transaction, rules, after, choice.username));
  return transaction.update(before, after);
}

}  // namespace

Status name_waiting_accounts(Transaction& transaction, const Rules& rules, const Uuid& user_uuid) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto user, find<User>(store, user_uuid));
  if (!user) return {};
  DRAWBRIDGE_TRY(const auto accounts,
                 list<OfferingUser>(store, where::equal("user_uuid", user_uuid)));
  for (const auto& account : accounts) {
    if (account.username || domain::is_in_deletion(account.state)) continue;
    DRAWBRIDGE_CHECK(name_waiting_account(transaction, rules, *user, account));
  }
  return {};
}

namespace {

/// One account's part of a refresh.
Result<RenameOutcome> refresh_one(Transaction& transaction, const Rules& rules,
                                  const Offering& offering, const OfferingOptions& options,
                                  const OfferingUser& account) {
  RenameOutcome outcome;
  outcome.uuid = account.uuid;
  outcome.old_name = outcome.new_name = account.username;
  if (account.is_restricted || domain::is_in_deletion(account.state)) return outcome;
  DRAWBRIDGE_TRY(const auto user, find<User>(transaction.store(), account.user_uuid));
  if (!user) return fail(ErrorCode::kInternal, "An account without its user.");
  std::optional<domain::UidNumber> uid;
  if (account.uidnumber) uid = domain::UidNumber(static_cast<std::uint32_t>(*account.uidnumber));
  if (account.username && domain::could_have_produced(options.naming, person_facts(*user),
                                                      rules.names, *account.username, uid)) {
    return outcome;
  }
  DRAWBRIDGE_TRY(auto choice, choose_username(transaction, rules, offering, options, *user,
                                              account.uidnumber, FormerName::kIfPolicyAgrees));
  if (!choice.username) {
    outcome.kind = RenameOutcome::Kind::kRefused;
    outcome.reason =
        choice.reason.empty() ? "The policy gives this person no name." : std::move(choice.reason);
    return outcome;
  }
  auto after = account;
  DRAWBRIDGE_CHECK(rename(transaction, rules, after, choice.username));
  DRAWBRIDGE_CHECK(transaction.update(account, after));
  outcome.new_name = after.username;
  outcome.kind = RenameOutcome::Kind::kRenamed;
  return outcome;
}

Result<std::vector<RenameOutcome>> refresh_all(Transaction& transaction, const Rules& rules,
                                               const Uuid& offering_uuid) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto offering, find<Offering>(store, offering_uuid));
  if (!offering) return fail(ErrorCode::kNotFound, "No Offering matches the given query.");
  if (offering->state != domain::OfferingState::kActive) {
    return fail(ErrorCode::kConflict, "Valid states for operation: Active.");
  }
  const auto options = read_offering_options(offering->plugin_options);
  if (options.naming.policy == domain::UsernamePolicy::kServiceProvider) {
    return fail(ErrorCode::kInvalid,
                "Invalid generation policy service_provider_policy service_provider");
  }
  auto select = select_records<OfferingUser>(where::equal("offering_uuid", offering->uuid));
  select.order = {{"created", false}, {"uuid", false}};
  DRAWBRIDGE_TRY(const auto accounts, list<OfferingUser>(store, select));
  std::vector<RenameOutcome> outcomes;
  outcomes.reserve(accounts.size());
  for (const auto& account : accounts) {
    DRAWBRIDGE_TRY(outcomes.emplace_back(),
                   refresh_one(transaction, rules, *offering, options, account));
  }
  return outcomes;
}

}  // namespace

Result<std::vector<RenameOutcome>> refresh_usernames(Writer& writer, const Actor& actor,
                                                     const Rules& rules, const Uuid& offering,
                                                     bool dry_run) {
  auto outcomes = std::make_shared<std::optional<std::vector<RenameOutcome>>>();
  const auto done =
      writer.run(actor, [outcomes, &rules, offering, dry_run](Transaction& transaction) -> Status {
        DRAWBRIDGE_TRY(*outcomes, refresh_all(transaction, rules, offering));
        // A dry run does the real thing and then lets the savepoint go.
        if (dry_run) return fail(ErrorCode::kConflict, "A dry run keeps nothing.");
        return {};
      });
  if (!done && !(dry_run && *outcomes)) return tl::unexpected(done.error());
  return std::move(**outcomes);
}

}  // namespace drawbridge::app
