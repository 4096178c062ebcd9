#include "app/events/change_feed.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "app/attribute_exposure.h"
#include "app/authority.h"
#include "app/events/visible_events.h"
#include "app/records.h"
#include "domain/event_records.h"
#include "domain/user_attributes.h"
#include "domain/words.h"
#include "json/read.h"

namespace drawbridge::app {
namespace {

using domain::AuditEvent;
using domain::OfferingUser;

constexpr std::int64_t kEventsPerPage = 200;
constexpr std::int64_t kEventsPerAnswer = 2000;

Condition of_followed_kinds() {
  std::vector<Value> kinds;
  for (const auto kind : {OfferingUser::kKind, domain::User::kKind, domain::SshPublicKey::kKind,
                          domain::RoleGrant::kKind, domain::UserOfferingConsent::kKind}) {
    kinds.emplace_back(std::string(kind));
  }
  return where::in("object_kind", std::move(kinds));
}

json::Value object_of(const std::optional<domain::JsonText>& text) {
  if (!text) return json::Value::object();
  auto parsed = json::parse(text->text, {.depth = 64, .bytes = 64U << 20U});
  return parsed && parsed->is_object() ? std::move(*parsed) : json::Value::object();
}

std::string text_of(const json::Value& record, std::string_view key) {
  const auto found = record.find(key);
  return found != record.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Uuid uuid_of(const json::Value& record, std::string_view key) {
  return Uuid::parse(text_of(record, key)).value_or(Uuid());
}

domain::StringList changed_fields(const AuditEvent& event) {
  domain::StringList names;
  const auto context = object_of(event.context);
  const auto found = context.find("changed_fields");
  if (found == context.end() || !found->is_array()) return names;
  for (const auto& name : *found) {
    if (name.is_string()) names.push_back(name.get<std::string>());
  }
  return names;
}

/// Names of domain/user_attributes.h for changed fields of a user.
std::set<std::string> changed_attributes(const domain::StringList& fields) {
  std::set<std::string> attributes;
  for (const auto& field : fields) {
    if (field == "first_name" || field == "last_name") {
      attributes.insert("full_name");
    } else if (domain::is_user_attribute(field)) {
      attributes.insert(field);
    }
  }
  return attributes;
}

/// The account as one of its own events has it.
AccountChange change_of_account(const AuditEvent& event) {
  const bool is_gone = !event.after;
  const auto record = object_of(is_gone ? event.before : event.after);
  AccountChange change;
  change.revision = event.sequence;
  change.action = is_gone ? "delete" : event.before ? "update" : "create";
  change.offering_user_uuid = event.object_uuid;
  change.user_uuid = uuid_of(record, "user_uuid");
  change.offering_uuid = uuid_of(record, "offering_uuid");
  change.username = text_of(record, "username");
  change.state = text_of(record, "state");
  change.runtime_state = text_of(record, "runtime_state");
  change.changed_fields = changed_fields(event);
  return change;
}

/// Reads one caller's changes.
class Feed {
 public:
  Feed(StoreReader& store, const Principal& principal, const Rules& rules, Timestamp now,
       const ChangeQuery& query)
      : store_(&store),
        principal_(&principal),
        rules_(&rules),
        query_(&query),
        shown_(shown_offering_users(principal, rules, now)) {}

  /// Which accounts and offerings of these events the caller may see.
  Status look_up(const std::vector<AuditEvent>& events) {
    std::vector<Value> accounts, offerings;
    for (const auto& event : events) {
      if (event.object_kind != OfferingUser::kKind) continue;
      accounts.emplace_back(event.object_uuid);
      if (event.offering_uuid) offerings.emplace_back(*event.offering_uuid);
    }
    if (accounts.empty()) return {};
    const auto of_accounts = where::in("uuid", std::move(accounts));
    DRAWBRIDGE_CHECK(collect(OfferingUser::kKind, of_accounts, present_accounts_));
    DRAWBRIDGE_CHECK(
        collect(OfferingUser::kKind, where::both(of_accounts, shown_), shown_accounts_));
    return collect(
        domain::Offering::kKind,
        where::both(where::in("uuid", std::move(offerings)), provider_offerings(*principal_)),
        own_offerings_);
  }

  Status append(const AuditEvent& event, std::vector<AccountChange>& changes) {
    if (event.object_kind == OfferingUser::kKind) {
      auto change = change_of_account(event);
      if (is_visible(change)) changes.push_back(std::move(change));
      return {};
    }
    if (!event.affected_user_uuid) return {};
    const auto of_user = where::equal("user_uuid", *event.affected_user_uuid);
    if (event.object_kind == domain::User::kKind) return append_profile(event, of_user, changes);
    if (event.object_kind == domain::SshPublicKey::kKind) {
      return append_accounts(event, "keys_update", of_user, changes);
    }
    return append_access(event, of_user, changes);
  }

 private:
  Status collect(std::string_view kind, Condition which, std::set<Uuid>& uuids) {
    Select select;
    select.kind = std::string(kind);
    select.fields = {"uuid"};
    select.where = std::move(which);
    return store_->for_each(select, [&](Row& row) {
      if (const auto* uuid = std::get_if<Uuid>(&row.front())) uuids.insert(*uuid);
      return true;
    });
  }

  bool is_visible(const AccountChange& change) const {
    if (query_->offering_uuid && change.offering_uuid != *query_->offering_uuid) return false;
    if (present_accounts_.contains(change.offering_user_uuid)) {
      return shown_accounts_.contains(change.offering_user_uuid);
    }
    return principal_->reads_all() || change.user_uuid == principal_->user.uuid ||
           own_offerings_.contains(change.offering_uuid);
  }

  /// Calls `note(account, exposed_fields)` for each visible account that matches.
  template <class Note>
  Status for_accounts(Condition which, Note note) {
    auto condition = where::both(std::move(which), shown_);
    if (query_->offering_uuid) {
      condition =
          where::both(where::equal("offering_uuid", *query_->offering_uuid), std::move(condition));
    }
    auto select = select_records<OfferingUser>(std::move(condition), {"exposed_fields"});
    select.order = {{"uuid", false}};
    return store_->for_each(select, [&](Row& row) {
      const auto* chosen = std::get_if<std::string>(&row.back());
      const auto exposed =
          exposed_attributes(*rules_, chosen == nullptr ? std::nullopt : std::optional(*chosen));
      note(from_row<OfferingUser>(row), exposed);
      return true;
    });
  }

  static AccountChange change_of(const AuditEvent& event, std::string_view action,
                                 const OfferingUser& account) {
    AccountChange change;
    change.revision = event.sequence;
    change.action = std::string(action);
    change.offering_user_uuid = account.uuid;
    change.user_uuid = account.user_uuid;
    change.offering_uuid = account.offering_uuid;
    change.username = account.username.value_or("");
    change.state = std::string(domain::to_word(account.state));
    change.runtime_state = std::string(domain::to_word(account.runtime_state));
    return change;
  }

  Status append_accounts(const AuditEvent& event, std::string_view action, Condition which,
                         std::vector<AccountChange>& changes) {
    return for_accounts(std::move(which), [&](const OfferingUser& account, const auto&) {
      changes.push_back(change_of(event, action, account));
    });
  }

  Status append_profile(const AuditEvent& event, const Condition& of_user,
                        std::vector<AccountChange>& changes) {
    const auto fields = changed_fields(event);
    if (std::find(fields.begin(), fields.end(), "is_active") != fields.end()) {
      DRAWBRIDGE_CHECK(append_accounts(event, "access_update", of_user, changes));
    }
    const auto attributes = changed_attributes(fields);
    if (attributes.empty()) return {};
    return for_accounts(of_user, [&](const OfferingUser& account, const auto& exposed) {
      auto change = change_of(event, "attribute_update", account);
      std::copy_if(exposed.begin(), exposed.end(), std::back_inserter(change.changed_fields),
                   [&](const std::string& name) { return attributes.contains(name); });
      if (!change.changed_fields.empty()) changes.push_back(std::move(change));
    });
  }

  /// A role on a project reaches the accounts on the offerings that the project uses; a role on a
  /// resource, and a consent, the one on its offering.
  Status append_access(const AuditEvent& event, Condition of_user,
                       std::vector<AccountChange>& changes) {
    const auto scope = text_of(object_of(event.after ? event.after : event.before), "scope_type");
    if (scope == "resource" || event.object_kind == domain::UserOfferingConsent::kKind) {
      if (!event.offering_uuid) return {};
      return append_accounts(
          event, "access_update",
          where::both(std::move(of_user), where::equal("offering_uuid", *event.offering_uuid)),
          changes);
    }
    if (scope != "project" || !event.project_uuid) return {};
    Select used;
    used.kind = std::string(domain::Resource::kKind);
    used.fields = {"offering_uuid"};
    used.where = where::equal("project_uuid", *event.project_uuid);
    return append_accounts(
        event, "access_update",
        where::both(std::move(of_user), where::in_select("offering_uuid", std::move(used))),
        changes);
  }

  StoreReader* store_;
  const Principal* principal_;
  const Rules* rules_;
  const ChangeQuery* query_;
  Condition shown_;
  std::set<Uuid> present_accounts_, shown_accounts_, own_offerings_;
};

Result<std::vector<AuditEvent>> events_between(StoreReader& store, std::int64_t after,
                                               std::int64_t end) {
  auto select = select_records<AuditEvent>(where::all_of(
      {where::compare(Condition::Operator::kGreater, "sequence", after),
       where::compare(Condition::Operator::kAtMost, "sequence", end), of_followed_kinds()}));
  select.order = {{"sequence", false}};
  select.limit = kEventsPerPage;
  return list<AuditEvent>(store, select);
}

}  // namespace

Result<AccountChanges> read_changes(StoreReader& store, const Principal& principal,
                                    const Rules& rules, Timestamp now, const ChangeQuery& query) {
  DRAWBRIDGE_TRY(const auto end, newest_event(store));
  if (query.since > end) {
    return fail(ErrorCode::kInvalid, "There is no such revision.", "since");
  }
  AccountChanges answer;
  std::int64_t position = query.since;
  std::int64_t scanned = 0;
  while (true) {
    DRAWBRIDGE_TRY(const auto events, events_between(store, position, end));
    Feed feed(store, principal, rules, now, query);
    DRAWBRIDGE_CHECK(feed.look_up(events));
    for (const auto& event : events) {
      DRAWBRIDGE_CHECK(feed.append(event, answer.changes));
      position = event.sequence;
      if (answer.changes.size() < query.limit) continue;
      answer.revision = position;
      return answer;
    }
    if (static_cast<std::int64_t>(events.size()) < kEventsPerPage) break;
    scanned += kEventsPerPage;
    if (scanned < kEventsPerAnswer) continue;
    // The caller goes on from here: one answer is not to cost the whole log.
    answer.revision = position;
    return answer;
  }
  answer.revision = end;
  return answer;
}

Result<bool> may_have_changes(StoreReader& store, std::int64_t since) {
  return exists<AuditEvent>(
      store, where::both(where::compare(Condition::Operator::kGreater, "sequence", since),
                         of_followed_kinds()));
}

}  // namespace drawbridge::app
