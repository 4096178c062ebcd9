#include "projection/glauth_projection.h"

#include <gtest/gtest.h>

#include "projection/directory_projection.h"
#include "unit/projection/sample.h"

namespace drawbridge::projection {
namespace {

TEST(GlauthProjection, NamesTheStateInAStrongTag) {
  const Published<Snapshot> snapshot(
      sample::snapshot(sample::offering(sample::contents({sample::person("mari", 1)}))));
  const GlauthProjection outputs(snapshot);
  const auto document = outputs.glauth_document(sample::uuid(1, 1));
  ASSERT_TRUE(document);
  EXPECT_EQ(document->etag, "\"" + sample::uuid(1, 1).hex() + "-7\"");
  std::string text;
  EXPECT_FALSE(document->text->next(text));
  EXPECT_NE(text.find("name = \"mari\""), std::string::npos);
  EXPECT_EQ(text.back(), '\n');
}

TEST(GlauthProjection, StaysWithOneStateWhileItIsRead) {
  Published<Snapshot> snapshot(
      sample::snapshot(sample::offering(sample::contents({sample::person("mari", 1)}))));
  const GlauthProjection outputs(snapshot);
  const auto document = *outputs.glauth_document(sample::uuid(1, 1));
  snapshot.publish(sample::snapshot(sample::offering(sample::contents({}))));
  std::string text;
  document.text->next(text);
  EXPECT_NE(text.find("name = \"mari\""), std::string::npos);
}

TEST(GlauthProjection, RefusesAnOfferingWhoseSwitchIsOffWithWaldursText) {
  auto records = sample::contents({});
  records.facts.switch_on = false;
  const Published<Snapshot> snapshot(sample::snapshot(sample::offering(records)));
  const auto document = GlauthProjection(snapshot).glauth_document(sample::uuid(1, 1));
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().code, ErrorCode::kInvalid);
  EXPECT_EQ(document.error().message,
            "Offering Demo HPC doesn't have feature service_provider_can_create_offering_user "
            "enabled");
}

TEST(GlauthProjection, DoesNotKnowOtherOfferings) {
  const Published<Snapshot> snapshot(sample::snapshot(sample::offering(sample::contents({}))));
  const GlauthProjection outputs(snapshot);
  EXPECT_EQ(outputs.glauth_document(sample::uuid(1, 2)).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(outputs.skipped(sample::uuid(1, 2)).error().code, ErrorCode::kNotFound);
}

TEST(GlauthProjection, ListsWhatIsLeftOut) {
  auto bad = sample::person("bad", 1);
  bad.uid_number = 0;
  auto records = sample::contents({bad});
  records.skipped.push_back({sample::uuid(2, 9), "later", "no_numbers"});
  const Published<Snapshot> snapshot(sample::snapshot(sample::offering(records)));
  const auto skipped = *GlauthProjection(snapshot).skipped(sample::uuid(1, 1));
  ASSERT_EQ(skipped.size(), 2u);
  EXPECT_EQ(skipped[0].reason, "invalid_uidnumber");
  EXPECT_EQ(skipped[1].username, "later");
  EXPECT_EQ(skipped[1].reason, "no_numbers");
}

TEST(SnapshotDue, TellsWhatChangesByTheClockAlone) {
  auto person = sample::person("mari", 1);
  person.changes_at = Timestamp{2000};
  auto robot = sample::robot("bot", 2);
  robot.changes_at = Timestamp{3000};
  auto group = sample::group("astro", 1, {"mari"});
  group.changes_at = Timestamp{1000};
  const auto snapshot =
      sample::snapshot(sample::offering(sample::contents({person, robot}, {group})));
  EXPECT_EQ(snapshot->next_change_at(), Timestamp{1000});
  const auto none = snapshot->due_changes(Timestamp{999});
  EXPECT_TRUE(none.empty());
  EXPECT_TRUE(none.affected_offerings.empty());
  const auto some = snapshot->due_changes(Timestamp{2000});
  EXPECT_EQ(some.offering_users, std::set<Uuid>{person.uuid});
  EXPECT_EQ(some.groups, std::set<Uuid>{group.uuid});
  EXPECT_TRUE(some.robots.empty());
  EXPECT_EQ(some.affected_offerings, std::set<Uuid>{sample::uuid(1, 1)});
}

TEST(RetiredVersions, GoOnceNobodyHoldsThem) {
  Retired<int> retired;
  auto held = std::make_shared<const int>(1);
  retired.add(held);
  retired.add(std::make_shared<const int>(2));
  EXPECT_EQ(retired.size(), 2u);
  retired.collect();
  EXPECT_EQ(retired.size(), 1u);
  held.reset();
  retired.collect();
  EXPECT_EQ(retired.size(), 0u);
}

}  // namespace
}  // namespace drawbridge::projection
