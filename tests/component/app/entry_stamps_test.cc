#include <map>
#include <set>
#include <string>
#include <string_view>

#include <gmock/gmock.h>

#include "component/app/house.h"
#include "unit/projection/sample.h"

/// entryCSN, entryUSN, modifyTimestamp and contextCSN: what moves them, and that nothing takes
/// them back.
namespace drawbridge::app {
namespace {

class EntryStamps : public House {
 protected:
  using Stamps = std::map<std::string, std::uint64_t>;

  static Stamps stamps_of(const ldap::directory::Tree& tree) {
    Stamps stamps;
    for (auto cursor = tree.entries().begin(); !cursor.at_end(); cursor.next()) {
      stamps.emplace(cursor->value->dn(), cursor->value->usn());
    }
    return stamps;
  }
  Stamps stamps() const { return stamps_of(*projection_.tree().load()); }

  std::uint64_t context(const std::string& dn) const {
    const auto tree = projection_.tree().load();
    const auto* found = tree->context_of(ldap::dn::Dn::parse(dn)->key());
    return found == nullptr ? 0 : found->value.moment;
  }

  /// The first RDNs of the entries that `change` gave another stamp, new ones included; checks that
  /// all of these are later than everything before and that a start would say the same.
  template <class Change>
  std::set<std::string> changed_by(Change change) {
    const auto before = projection_.tree().load();
    change();
    const auto after = projection_.tree().load();
    const Stamps old = stamps_of(*before);
    std::set<std::string> changed;
    for (const auto& [dn, stamp] : stamps_of(*after)) {
      const auto found = old.find(dn);
      if (found != old.end() && found->second == stamp) continue;
      EXPECT_GT(stamp, before->last_usn()) << dn;
      EXPECT_LE(stamp, after->last_usn()) << dn;
      changed.insert(dn.substr(0, dn.find(",ou=hpc")));
    }
    expect_same_after_a_start();
    return changed;
  }

  void expect_same_after_a_start() {
    projection::DirectoryProjection fresh(projection_.dit(), rules_.views);
    ASSERT_TRUE(fresh.rebuild(*reader_, clock_.now()));
    const auto tree = fresh.tree().load();
    EXPECT_EQ(stamps_of(*tree), stamps());
    EXPECT_EQ(tree->last_usn(), projection_.tree().load()->last_usn());
  }

  void start_again() {
    writer_.reset();
    ASSERT_TRUE(test::publish_first_version(*store_, projection_, clock_.now()));
    writer_ = std::make_unique<Writer>(*store_, projection_, clock_);
  }

  void SetUp() override {
    House::SetUp();
    offering_ = make_offering("hpc", "waldur_username");
    resource_ = make_resource(offering_, project_);
    must([&](Transaction& t) {
      return change_resource_state(t, rules_, resource_.uuid, domain::ResourceState::kOk);
    });
    mari_ = make_user("mari", "Mari", "Tamm");
    juri_ = make_user("juri", "Juri", "Tamm");
    grant(project_, mari_);
    grant(project_, juri_);
  }

  domain::Offering offering_;
  domain::Resource resource_;
  domain::User mari_, juri_;
};

TEST_F(EntryStamps, MoveForWhatChangedAndNothingElse) {
  EXPECT_THAT(changed_by([&] {
                EXPECT_TRUE(run([&](Transaction& t) {
                  auto after = **find<domain::User>(*reader_, mari_.uuid);
                  const auto before = after;
                  after.email = "mari@example.org";
                  return t.update(before, after);
                }));
              }),
              testing::ElementsAre("uid=mari,ou=people"));
}

TEST_F(EntryStamps, MoveForTheGroupAndThePersonWhenAMembershipComesOrGoes) {
  const testing::Matcher<std::set<std::string>> both =
      testing::ElementsAre("cn=astro,ou=groups", "uid=mari,ou=people");
  EXPECT_THAT(changed_by([&] { revoke(project_, mari_); }), both);
  EXPECT_THAT(changed_by([&] { grant(project_, mari_); }), both);
}

TEST_F(EntryStamps, StayWhenACommitChangesNoEntry) {
  const auto before = projection_.tree().load()->last_usn();
  EXPECT_THAT(changed_by([&] { make_user("nobody", "No", "Body"); }), testing::IsEmpty());
  EXPECT_EQ(projection_.tree().load()->last_usn(), before);
}

TEST_F(EntryStamps, NeverGoBackWithTheClock) {
  std::uint64_t last = projection_.tree().load()->last_usn();
  for (const std::int64_t seconds : {0, -86'400, 0, -40'000'000, 3600}) {
    clock_.advance(seconds);
    SCOPED_TRACE(seconds);
    EXPECT_FALSE(changed_by([&] { revoke(project_, juri_); }).empty());
    EXPECT_GT(projection_.tree().load()->last_usn(), last);
    last = projection_.tree().load()->last_usn();
    start_again();
    EXPECT_EQ(projection_.tree().load()->last_usn(), last) << "a start changes nothing";
    EXPECT_FALSE(changed_by([&] { grant(project_, juri_); }).empty());
    EXPECT_GT(projection_.tree().load()->last_usn(), last);
    last = projection_.tree().load()->last_usn();
  }
}

TEST_F(EntryStamps, MoveAtTheStartForWhatTheClockChangedMeanwhile) {
  revoke(project_, mari_);
  grant(project_, mari_, Timestamp{clock_.now().microseconds + 60'000'000});
  const auto changed = changed_by([&] {
    writer_.reset();
    clock_.advance(120);
    start_again();
  });
  EXPECT_THAT(changed, testing::ElementsAre("cn=astro,ou=groups", "uid=mari,ou=people"));
}

TEST_F(EntryStamps, MoveAtTheStartForWhatOtherSettingsChange) {
  const auto before = projection_.tree().load()->last_usn();
  projection::DirectoryProjection other(
      *projection::Dit::below(*ldap::dn::Dn::parse("dc=example,dc=net")), {});
  writer_.reset();
  clock_.advance(1);
  ASSERT_TRUE(test::publish_first_version(*store_, other, clock_.now()));
  const auto stamps = stamps_of(*other.tree().load());
  for (const auto& [dn, stamp] : stamps) EXPECT_GT(stamp, before) << dn;
  // The entries of the containers have gone, for their names make them; the others are the same.
  const auto remembered = list<domain::EntryStamp>(*reader_, where::all());
  ASSERT_TRUE(remembered);
  EXPECT_EQ(remembered->size(), stamps.size());
}

TEST_F(EntryStamps, MoveTheContextsForDeletionsAsWell) {
  const auto other = make_offering("other", "waldur_username");
  const std::string here = "ou=hpc,dc=example,dc=org", there = "ou=other,dc=example,dc=org";
  const auto before = context(here), elsewhere = context(there);
  const auto account = *account_of(offering_, juri_);
  EXPECT_THAT(
      changed_by([&] {
        EXPECT_TRUE(run([&](Transaction& t) { return delete_offering_user(t, account.uuid); }));
      }),
      testing::ElementsAre("cn=astro,ou=groups"));
  EXPECT_EQ(stamps().count("uid=juri,ou=people," + here), 0U);
  EXPECT_GT(context(here), before);
  EXPECT_EQ(context("uid=x,ou=people," + here), context(here));
  EXPECT_EQ(context("dc=example,dc=org"), context(here));
  EXPECT_EQ(context(there), elsewhere);
  const auto moved = context(here);
  start_again();
  EXPECT_EQ(context(here), moved);
  EXPECT_EQ(context(there), elsewhere);
}

TEST_F(EntryStamps, AreNewForAnOfferingThatComesBack) {
  const auto switch_state = [&](domain::OfferingState to, domain::OfferingState from) {
    must([&](Transaction& t) {
      return change_offering_state(t, rules_, offering_.uuid, to, {from});
    });
  };
  switch_state(domain::OfferingState::kArchived, domain::OfferingState::kActive);
  EXPECT_EQ(stamps().count("uid=mari,ou=people,ou=hpc,dc=example,dc=org"), 0U);
  const auto back = changed_by(
      [&] { switch_state(domain::OfferingState::kActive, domain::OfferingState::kArchived); });
  EXPECT_THAT(back, testing::IsSupersetOf({"uid=mari,ou=people", "uid=juri,ou=people",
                                           "cn=astro,ou=groups", "ou=people"}));
}

TEST_F(EntryStamps, MoveForAnEntryThatAnotherOnesNameHad) {
  // A project group that hid behind an account's name shows when the account goes. The use cases
  // allow no such name, a record may have one all the same.
  const auto account = *account_of(offering_, juri_);
  const auto rename = [&](const std::string& name) {
    EXPECT_TRUE(run([&](Transaction& t) {
      auto after = **find<domain::OfferingUser>(*reader_, account.uuid);
      const auto before = after;
      after.username = name;
      return t.update(before, after);
    }));
  };
  rename("astro");
  EXPECT_THAT(changed_by([&] { rename("jorge"); }),
              testing::IsSupersetOf({"cn=astro,ou=groups", "uid=jorge,ou=people"}));
}

}  // namespace
}  // namespace drawbridge::app
