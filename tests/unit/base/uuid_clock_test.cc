#include <gtest/gtest.h>

#include <type_traits>

#include "base/clock.h"
#include "base/ordered_uuid.h"
#include "base/secret.h"
#include "base/uuid.h"

namespace drawbridge {
namespace {

TEST(Uuid, ReadsBothFormsInAnyCaseAndWritesLowerHex) {
  const auto dashed = Uuid::parse("6BA7B810-9dad-11d1-80B4-00c04fd430c8").value();
  EXPECT_EQ(dashed.hex(), "6ba7b8109dad11d180b400c04fd430c8");
  EXPECT_EQ(dashed.dashed(), "6ba7b810-9dad-11d1-80b4-00c04fd430c8");
  EXPECT_EQ(Uuid::parse(dashed.hex()).value(), dashed);
}

TEST(Uuid, RefusesEverythingElse) {
  for (const auto* text :
       {"", "6ba7b810", "6ba7b8109dad11d180b400c04fd430cg", "6ba7b8109-dad-11d1-80b4-00c04fd430c8",
        "{6ba7b810-9dad-11d1-80b4-00c04fd430c8}"}) {
    EXPECT_FALSE(Uuid::parse(text)) << text;
  }
}

TEST(Uuid, OfANameIsTheOneOfRfc4122) {
  const auto dns = Uuid::parse("6ba7b810-9dad-11d1-80b4-00c04fd430c8").value();
  EXPECT_EQ(Uuid::from_name(dns, "www.example.com").dashed(),
            "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

TEST(Uuid, AtRandomHasVersionFourAndIsNeverTwice) {
  const auto uuid = Uuid::random();
  EXPECT_EQ(uuid.hex()[12], '4');
  EXPECT_NE(uuid, Uuid::random());
}

TEST(OrderedUuid, IsTheOneOfRfc9562) {
  // The example of appendix A.6, but for its random bits: 2022-02-22T19:22:22Z.
  const auto uuid = ordered_uuid(Timestamp{1645557742000000});
  EXPECT_EQ(uuid.hex().substr(0, 16), "017f22e279b07000");
  EXPECT_EQ(uuid.bytes()[8] >> 6U, 2);
}

TEST(OrderedUuid, OfALaterMomentIsGreater) {
  const Timestamp now{1645557742999998};
  for (const std::int64_t step : {1, 2, 1000, 1000000}) {
    const Timestamp later{now.microseconds + step};
    EXPECT_LT(ordered_uuid(now), ordered_uuid(later)) << step;
  }
}

TEST(OrderedUuid, IsNeverTwice) {
  const Timestamp now{1645557742000000};
  EXPECT_NE(ordered_uuid(now), ordered_uuid(now));
}

TEST(OrderedUuid, CountsFrom1970) {
  EXPECT_EQ(ordered_uuid(Timestamp{-1}).hex().substr(0, 16), "0000000000007000");
}

TEST(Timestamp, ReadsTheFormsOfTheWireContract) {
  const auto moment = Timestamp::parse("2026-03-01T08:15:30.123456Z").value();
  EXPECT_EQ(moment.iso8601(), "2026-03-01T08:15:30.123456Z");
  EXPECT_EQ(moment.generalized(), "20260301081530Z");
  EXPECT_EQ(moment.date(), "2026-03-01");
  EXPECT_EQ(Timestamp::parse("2026-03-01T10:15:30.123456+02:00").value(), moment);
  EXPECT_EQ(Timestamp::parse("2026-03-01 08:15:30.1234569").value(), moment);
  EXPECT_EQ(Timestamp::parse("1970-01-02").value().microseconds, 86'400'000'000);
}

TEST(Timestamp, RefusesWhatIsNoTime) {
  for (const auto* text : {"", "2026", "2026-02-30", "2026-03-01T24:00:00Z", "2026-03-01T08:15:61Z",
                           "2026-03-01T08:15:30.Z", "2026-03-01T08:15:30+25:00",
                           "2026-03-01T08:15:30Zx", "1969-12-31", "-026-03-01"}) {
    EXPECT_FALSE(Timestamp::parse(text)) << text;
  }
}

TEST(Secret, CannotBeCopiedAndLeavesNothingWhereItWasMovedFrom) {
  static_assert(!std::is_copy_constructible_v<Secret>);
  Secret first(std::string("hunter2"));
  const Secret second(std::move(first));
  EXPECT_EQ(second.reveal(), "hunter2");
  EXPECT_EQ(first.reveal(), "");
}

}  // namespace
}  // namespace drawbridge
