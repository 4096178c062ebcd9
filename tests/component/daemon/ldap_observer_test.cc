#include "daemon/ldap_observer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "base/guarded.h"
#include "daemon/line_budget.h"
#include "json/read.h"

namespace drawbridge::daemon {
namespace {

using ::testing::HasSubstr;

class KeptLines final : public LogSink {
 public:
  void write(std::string_view line) override { lines.emplace_back(line); }
  std::vector<std::string> lines;
};

ldap::server::OperationRecord record(std::string_view operation, std::optional<std::int32_t> code) {
  ldap::server::OperationRecord made;
  made.peer = "192.0.2.1:7";
  made.operation = operation;
  made.result_code = code;
  return made;
}

class LdapObserverTest : public testing::Test {
 protected:
  KeptLines sink_;
  SystemClock clock_;
  Logger logger_{sink_, clock_};
  MetricsRegistry metrics_;
};

TEST_F(LdapObserverTest, WritesEveryOperationAsOneJsonLineWhateverItHolds) {
  LdapObserver observer(logger_, metrics_, true);
  const std::string hostile("a\0b\n\x1b[31m\xff\"\\\x7f", 14);
  auto search = record("search", 0);
  search.identity = search.target = search.detail = hostile;
  search.entries = 3;
  search.duration = std::chrono::microseconds(1500);
  observer.operation(search);
  ASSERT_EQ(sink_.lines.size(), 1U);
  const std::string& line = sink_.lines.front();
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  for (const char character : line.substr(0, line.size() - 1)) {
    EXPECT_GE(static_cast<unsigned char>(character), 0x20);
  }
  const auto parsed = json::parse(line);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->value("event", ""), "ldap_operation");
  EXPECT_EQ(parsed->value("operation", ""), "search");
  EXPECT_EQ(parsed->value("peer", ""), "192.0.2.1:7");
  EXPECT_EQ(parsed->value("entries", 0), 3);
  EXPECT_EQ(parsed->value("result", -1), 0);
  EXPECT_EQ(parsed->value("duration_us", 0), 1500);
}

TEST_F(LdapObserverTest, WritesAndCountsWhatIsNeverAnsweredWithoutAResult) {
  LdapObserver observer(logger_, metrics_, true);
  auto abandon = record("abandon", std::nullopt);
  abandon.detail = "2";
  observer.operation(abandon);
  observer.operation(record("unbind", std::nullopt));
  ASSERT_EQ(sink_.lines.size(), 2U);
  const auto first = json::parse(sink_.lines[0]);
  const auto second = json::parse(sink_.lines[1]);
  ASSERT_TRUE(first);
  ASSERT_TRUE(second);
  EXPECT_EQ(first->value("operation", ""), "abandon");
  EXPECT_EQ(first->value("detail", ""), "2");
  EXPECT_EQ(second->value("operation", ""), "unbind");
  EXPECT_FALSE(first->contains("result")) << sink_.lines[0];
  EXPECT_FALSE(second->contains("result")) << sink_.lines[1];
  const auto text = metrics_.exposition();
  for (const std::string operation : {"abandon", "unbind"}) {
    EXPECT_THAT(text, HasSubstr("drawbridge_ldap_operations_total{operation=\"" + operation +
                                "\",result=\"none\"} 1"));
    EXPECT_THAT(text, HasSubstr("drawbridge_ldap_operation_duration_seconds_count{operation=\"" +
                                operation + "\"} 1"));
  }
}

TEST_F(LdapObserverTest, IsSilentAboutWhatIsNeverAnsweredUnlessEveryOperationIsWanted) {
  LdapObserver observer(logger_, metrics_, false);
  observer.operation(record("abandon", std::nullopt));
  observer.operation(record("unbind", std::nullopt));
  EXPECT_TRUE(sink_.lines.empty());
}

TEST_F(LdapObserverTest, CountsByOperationAndResultAndTimesThem) {
  LdapObserver observer(logger_, metrics_, false);
  observer.operation(record("search", 0));
  observer.operation(record("search", 32));
  auto held_back = record("bind", 49);
  held_back.delay = std::chrono::milliseconds(100);
  observer.operation(held_back);
  observer.operation(record("modify", 53));
  observer.operation(record("malformed", 2));
  observer.operation(record("extended", 120));
  auto refreshed = record("sync", std::nullopt);
  refreshed.entries = 5;
  observer.operation(refreshed);
  auto ended = record("sync", 118);
  ended.was_recorded = true;
  ended.entries = 2;
  observer.operation(ended);
  const auto text = metrics_.exposition();
  const std::string count = "drawbridge_ldap_operations_total";
  EXPECT_THAT(text, HasSubstr(count + "{operation=\"search\",result=\"success\"} 1"));
  EXPECT_THAT(text, HasSubstr(count + "{operation=\"search\",result=\"no_such_object\"} 1"));
  EXPECT_THAT(text, HasSubstr(count + "{operation=\"bind\",result=\"invalid_credentials\"} 1"));
  EXPECT_THAT(text, HasSubstr(count + "{operation=\"modify\",result=\"unwilling_to_perform\"} 1"));
  EXPECT_THAT(text, HasSubstr(count + "{operation=\"malformed\",result=\"protocol_error\"} 1"));
  EXPECT_THAT(text, HasSubstr(count + "{operation=\"extended\",result=\"other\"} 1"));
  EXPECT_THAT(text, HasSubstr(count + "{operation=\"sync\",result=\"none\"} 1"));
  EXPECT_THAT(text, HasSubstr(count + "{operation=\"sync\",result=\"canceled\"} 0"));
  EXPECT_THAT(text, HasSubstr("drawbridge_ldap_entries_total 7"));
  EXPECT_THAT(
      text, HasSubstr("drawbridge_ldap_operation_duration_seconds_count{operation=\"search\"} 2"));
  EXPECT_THAT(text, HasSubstr("drawbridge_ldap_throttled_binds_total 1"));
}

TEST_F(LdapObserverTest, WritesRefusedBindsAndABoundedNumberOfThem) {
  LdapObserver observer(logger_, metrics_, false);
  observer.operation(record("search", 0));
  observer.operation(record("search", 32));
  EXPECT_TRUE(sink_.lines.empty());
  auto bind = record("bind", 49);
  bind.target = "uid=mari,dc=example,dc=org";
  constexpr std::size_t kMany = 10'000;
  for (std::size_t i = 0; i < kMany; ++i) observer.operation(bind);
  ASSERT_FALSE(sink_.lines.empty());
  EXPECT_THAT(sink_.lines.front(), HasSubstr("ldap_bind_failed"));
  EXPECT_THAT(sink_.lines.front(), HasSubstr("uid=mari,dc=example,dc=org"));
  EXPECT_THAT(sink_.lines.front(), HasSubstr("192.0.2.1:7"));
  EXPECT_LT(sink_.lines.size(), kMany / 2);
}

TEST_F(LdapObserverTest, CountsEveryUseOfAnUnusableHashAndNamesAnAccountOnce) {
  LdapObserver observer(logger_, metrics_, false);
  const auto mari = ldap::dn::Dn::parse("uid=mari,dc=example,dc=org").value();
  observer.unusable_verifier(mari, "The cost is too high.");
  observer.unusable_verifier(ldap::dn::Dn::parse("UID=Mari, dc=example,dc=org").value(), "Again.");
  ASSERT_EQ(sink_.lines.size(), 1U);
  EXPECT_THAT(sink_.lines.front(), HasSubstr("warning"));
  EXPECT_THAT(sink_.lines.front(), HasSubstr("uid=mari,dc=example,dc=org"));
  EXPECT_THAT(sink_.lines.front(), HasSubstr("The cost is too high."));
  observer.unusable_verifier(ldap::dn::Dn::parse("uid=jaan,dc=example,dc=org").value(), "Too.");
  EXPECT_EQ(sink_.lines.size(), 2U);
  EXPECT_THAT(metrics_.exposition(), HasSubstr("drawbridge_ldap_unusable_verifiers_total 3\n"));
}

TEST(LineBudgetTest, GivesABurstThenOneARefillAndSaysWhatWasLeftOut) {
  LineBudget budget(3, std::chrono::milliseconds(100));
  LineBudget::Moment now{std::chrono::seconds(1000)};
  for (int i = 0; i < 3; ++i) EXPECT_EQ(budget.take(now), 0U);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(budget.take(now), std::nullopt);
  now += std::chrono::milliseconds(100);
  EXPECT_EQ(budget.take(now), 5U);
  EXPECT_EQ(budget.take(now), std::nullopt);
  now += std::chrono::hours(1);
  EXPECT_EQ(budget.take(now), 1U);
}

}  // namespace
}  // namespace drawbridge::daemon
