#include <atomic>

#include "app/events/change_feed.h"
#include "app/events/visible_events.h"
#include "app/events/web_hooks.h"
#include "component/app/house.h"

namespace drawbridge::app {
namespace {

using domain::AuditEvent;

class Events : public House {
 protected:
  Principal principal(const domain::User& user) {
    return load_principal(*reader_, user, clock_.now()).value();
  }
  AuditEvent newest() {
    auto select = select_records<AuditEvent>();
    select.order = {{"sequence", true}};
    select.limit = 1;
    return list<AuditEvent>(*reader_, select)->front();
  }
  std::vector<std::string> types(const std::vector<AuditEvent>& events) {
    std::vector<std::string> found;
    for (const auto& event : events) found.push_back(event.event_type);
    return found;
  }
  std::vector<std::string> types_for(const domain::WebHook& hook, const domain::User& owner,
                                     std::int64_t after) {
    return types(
        events_for(*reader_, hook, principal(owner), after, newest_event(*reader_).value(), 100)
            .value());
  }
};

TEST_F(Events, OfARoleNameItsScopeWhenItIsGrantedChangedAndRevoked) {
  const auto jane = make_user("jane", "Jane", "Roe");
  grant(project_, jane);
  const auto granted = newest();
  EXPECT_EQ(granted.event_type, "role_granted");
  EXPECT_EQ(granted.message, "User jane has gained role PROJECT.MEMBER in Astro.");
  EXPECT_EQ(granted.affected_user_uuid, jane.uuid);
  EXPECT_EQ(granted.project_uuid, project_.uuid);
  EXPECT_EQ(granted.customer_uuid, customer_.uuid);
  revoke(project_, jane);
  EXPECT_EQ(newest().event_type, "role_revoked");
  EXPECT_EQ(newest().message, "User jane has lost role PROJECT.MEMBER in Astro.");
}

TEST_F(Events, OfAnImportKeepWhatTheyConcernWithoutItsNames) {
  const auto jane = make_user("jane", "Jane", "Roe");
  domain::RoleGrant record;
  record.uuid = Uuid::random();
  record.user_uuid = jane.uuid;
  record.role_name = "PROJECT.MEMBER";
  record.scope_type = "project";
  record.scope_uuid = project_.uuid;
  ASSERT_TRUE(writer_->run({std::nullopt, "import", {}},
                           [&](Transaction& transaction) { return transaction.insert(record); }));
  EXPECT_EQ(newest().event_type, "role_grant_created");
  EXPECT_EQ(newest().project_uuid, project_.uuid);
  EXPECT_EQ(newest().affected_user_uuid, jane.uuid);
}

TEST_F(Events, ForAReceiverAreOfItsTypesAndGroupsAndForItsOwnersEyes) {
  auto staff = make_user("boss", "Bo", "Ss");
  staff.is_staff = true;
  const auto jane = make_user("jane", "Jane", "Roe");
  const auto start = newest_event(*reader_).value();
  grant(project_, jane);
  const auto john = make_user("john", "John", "Doe");
  domain::WebHook all, roles, both, none;
  roles.event_groups = {"roles"};
  both.event_groups = {"roles"};
  both.event_types = {"user_created"};
  none.event_types = {"ssh_key_creation_succeeded"};
  EXPECT_EQ(types_for(all, staff, start),
            (std::vector<std::string>{"role_granted", "user_created"}));
  EXPECT_EQ(types_for(roles, staff, start), std::vector<std::string>{"role_granted"});
  EXPECT_EQ(types_for(both, staff, start),
            (std::vector<std::string>{"role_granted", "user_created"}));
  EXPECT_TRUE(types_for(none, staff, start).empty());
  EXPECT_EQ(types_for(all, jane, start), std::vector<std::string>{"role_granted"});
  EXPECT_EQ(types_for(all, john, start), std::vector<std::string>{"user_created"});
  EXPECT_TRUE(types_for(all, staff, newest_event(*reader_).value()).empty());
}

TEST_F(Events, ThatAReceiverGotAreRememberedWithoutANewEvent) {
  const auto jane = make_user("jane", "Jane", "Roe");
  domain::WebHook wanted;
  wanted.user_uuid = jane.uuid;
  wanted.destination_url = "https://receiver.example.org/";
  wanted.secret = "0123456789abcdef";
  const auto hook = must([&](Transaction& t) { return create_web_hook(t, wanted); });
  const auto end = newest_event(*reader_).value();
  EXPECT_EQ(hook.delivered_sequence, end) << "a new receiver starts at the end of the log";
  DeliveryState state{hook.uuid, end + 5, 2, clock_.now(), "closed"};
  ASSERT_TRUE(store_delivery_states(*writer_, {state, {Uuid::random(), 1, 0, std::nullopt, {}}}));
  auto stored = find<domain::WebHook>(*reader_, hook.uuid).value().value();
  EXPECT_EQ(stored.delivered_sequence, end + 5);
  EXPECT_EQ(stored.failed_attempts, 2);
  EXPECT_EQ(stored.last_error, "closed");
  state.delivered_sequence = end;
  ASSERT_TRUE(store_delivery_states(*writer_, {state}));
  stored = find<domain::WebHook>(*reader_, hook.uuid).value().value();
  EXPECT_EQ(stored.delivered_sequence, end + 5) << "it never goes back";
  EXPECT_EQ(newest_event(*reader_).value(), end);
}

TEST_F(Events, OfAProfileSayNothingToThoseWhoFollowAccountsOfOthers) {
  const auto offering = make_offering("hpc", "service_provider");
  const auto jane = make_user("jane", "Jane", "Roe");
  const auto john = make_user("john", "John", "Doe");
  const auto account = created(offering, jane, "jane");
  const auto start = newest_event(*reader_).value();
  EXPECT_FALSE(may_have_changes(*reader_, start).value());
  must([&](Transaction& t) -> Result<domain::User> {
    auto after = jane;
    after.last_name = "Doe";
    if (auto done = t.update(jane, after); !done) return tl::unexpected(done.error());
    return after;
  });
  EXPECT_TRUE(may_have_changes(*reader_, start).value());
  ChangeQuery query;
  query.since = start;
  const auto own = read_changes(*reader_, principal(jane), rules_, clock_.now(), query).value();
  ASSERT_EQ(own.changes.size(), 1U);
  EXPECT_EQ(own.changes[0].offering_user_uuid, account.uuid);
  EXPECT_EQ(own.changes[0].changed_fields, domain::StringList{"full_name"});
  const auto foreign = read_changes(*reader_, principal(john), rules_, clock_.now(), query).value();
  EXPECT_TRUE(foreign.changes.empty());
  EXPECT_EQ(foreign.revision, own.revision);
}

TEST_F(Events, WakeTheObserverOfCommitsOnceEachIsVisible) {
  std::atomic<std::int64_t> seen = 0;
  writer_->set_commit_observer([&] { seen = newest_event(*store_->reader().value()).value(); });
  make_user("jane", "Jane", "Roe");
  EXPECT_EQ(seen, newest_event(*reader_).value());
  writer_->set_commit_observer({});
  const auto before = seen.load();
  make_user("john", "John", "Doe");
  EXPECT_EQ(seen, before);
}

}  // namespace
}  // namespace drawbridge::app
