#include "app/identity_bridge.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "app/accounts.h"
#include "app/people.h"
#include "json/read.h"
#include "json/write.h"

namespace drawbridge::app {
namespace {

using domain::StringList;
using domain::User;

constexpr const char* kWithdrawn = "All identity sources have withdrawn the user.";
constexpr std::int64_t kDayMicroseconds = std::int64_t{86400} * 1'000'000;

Result<std::optional<User>> find_by_name(StoreReader& store, const std::string& username) {
  return find_where<User>(store, where::equal("username", username));
}

/// Copies the named fields.
/// @return the names of those that were different
std::vector<std::string> copy_fields(const User& from, const std::set<std::string>& names,
                                     User& to) {
  std::vector<std::string> changed;
  visit_fields(to, [&](std::string_view name, auto& field, domain::FieldUse) {
    if (!names.contains(std::string(name))) return;
    visit_fields(from, [&](std::string_view other, const auto& value, domain::FieldUse) {
      if constexpr (std::is_same_v<std::decay_t<decltype(field)>, std::decay_t<decltype(value)>>) {
        if (other != name || field == value) return;
        field = value;
        changed.emplace_back(name);
      }
    });
  });
  return changed;
}

bool holds(const StringList& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

/// Whether a manager of these sources may write the user.
Status check_is_managed(const User& user, const StringList& managed) {
  const bool is_privileged = user.is_staff || user.is_support || user.is_identity_manager;
  const bool is_of_source =
      std::any_of(user.active_isds.begin(), user.active_isds.end(),
                  [&](const std::string& source) { return holds(managed, source); });
  // Withdrawn ones may come back; nobody else vouches for them.
  const bool is_withdrawn = user.active_isds.empty() && user.deactivation_reason == kWithdrawn &&
                            holds(managed, user.registration_method);
  if (!is_privileged && (is_of_source || is_withdrawn)) return {};
  return fail(ErrorCode::kForbidden, "This user is not of a source that you manage.");
}

json::Value parse_sources(const User& user) {
  auto sources = json::parse(user.attribute_sources.text).value_or(json::Value::object());
  return sources.is_object() ? sources : json::Value::object();
}

void stamp_sources(User& user, const PushedIdentity& identity, Timestamp now) {
  auto sources = parse_sources(user);
  for (const auto& field : identity.fields) {
    sources[field] = {{"source", identity.source}, {"timestamp", now.iso8601()}};
  }
  user.attribute_sources.text = json::canonical(sources);
}

void vouch(User& user, const std::string& source) {
  if (!holds(user.active_isds, source)) {
    user.active_isds.push_back(source);
    std::sort(user.active_isds.begin(), user.active_isds.end());
  }
  if (!user.is_active && user.deactivation_reason == kWithdrawn) {
    user.is_active = true;
    user.deactivation_reason.clear();
  }
}

/// The last moment at which the source set a field of the user.
std::optional<Timestamp> last_push(const json::Value& sources, const std::string& source) {
  std::optional<Timestamp> last;
  for (const auto& entry : sources) {
    if (!entry.is_object() || entry.value("source", std::string()) != source) continue;
    const auto moment = Timestamp::parse(entry.value("timestamp", std::string()));
    if (moment && (!last || *last < *moment)) last = *moment;
  }
  return last;
}

void count_source(SourceStatistics& statistics, const std::optional<Timestamp>& pushed,
                  Timestamp now) {
  ++statistics.users;
  if (!pushed) return;
  if (!statistics.oldest_sync || *pushed < *statistics.oldest_sync) statistics.oldest_sync = pushed;
  if (now.microseconds - pushed->microseconds > kStaleAfterDays * kDayMicroseconds) {
    ++statistics.stale_users;
  }
}

bool is_wanted(const StringList& wanted, const std::string& source) {
  return wanted.empty() || holds(wanted, source);
}

}  // namespace

Result<PushOutcome> push_identity(Transaction& transaction, const Rules& rules,
                                  const PushedIdentity& identity,
                                  const std::optional<StringList>& managed) {
  DRAWBRIDGE_TRY(const auto before, find_by_name(transaction.store(), identity.username));
  if (before && managed) DRAWBRIDGE_CHECK(check_is_managed(*before, *managed));
  User after = before.value_or(User());
  PushOutcome outcome;
  outcome.is_new = !before;
  outcome.updated_fields = copy_fields(identity.given, identity.fields, after);
  stamp_sources(after, identity, transaction.now());
  vouch(after, identity.source);
  if (before) {
    DRAWBRIDGE_TRY(after, update_user(transaction, before->uuid, after));
  } else {
    after.username = identity.username;
    after.registration_method = identity.source;
    DRAWBRIDGE_TRY(after, create_user(transaction, after));
  }
  outcome.uuid = after.uuid;
  DRAWBRIDGE_CHECK(name_waiting_accounts(transaction, rules, after.uuid));
  return outcome;
}

Result<RemoveOutcome> remove_identity(Transaction& transaction, const std::string& username,
                                      const std::string& source,
                                      const std::optional<StringList>& managed) {
  DRAWBRIDGE_TRY(const auto before, find_by_name(transaction.store(), username));
  if (!before || (managed && !holds(before->active_isds, source))) {
    return fail(ErrorCode::kNotFound, "Not found.");
  }
  if (managed) DRAWBRIDGE_CHECK(check_is_managed(*before, *managed));
  auto after = *before;
  const bool was_vouched_for = std::erase(after.active_isds, source) > 0;
  RemoveOutcome outcome;
  outcome.uuid = before->uuid;
  outcome.is_deactivated = was_vouched_for && after.active_isds.empty() && after.is_active;
  if (outcome.is_deactivated) {
    after.is_active = false;
    after.deactivation_reason = kWithdrawn;
  }
  DRAWBRIDGE_CHECK(transaction.update(*before, after));
  return outcome;
}

Result<BridgeStatistics> bridge_statistics(StoreReader& store, const domain::StringList& sources,
                                           Timestamp now) {
  BridgeStatistics statistics;
  Select select = select_records<User>(where::not_(where::equal("active_isds", std::string("[]"))));
  DRAWBRIDGE_CHECK(store.for_each(select, [&](Row& row) {
    const auto user = from_row<User>(row);
    const auto stamps = parse_sources(user);
    bool is_counted = false;
    for (const auto& source : user.active_isds) {
      if (!is_wanted(sources, source)) continue;
      is_counted = true;
      count_source(statistics.sources[source], last_push(stamps, source), now);
    }
    if (is_counted) ++statistics.users;
    if (is_counted && user.is_active) ++statistics.active_users;
    return true;
  }));
  return statistics;
}

}  // namespace drawbridge::app
