#include "base/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace drawbridge {
namespace {

using namespace std::string_literals;

class CapturingSink final : public LogSink {
 public:
  void write(std::string_view line) override { lines.emplace_back(line); }
  std::vector<std::string> lines;
};

class FixedClock final : public Clock {
 public:
  Timestamp now() const override { return Timestamp{1'700'000'000'123'456}; }
};

class Log : public testing::Test {
 protected:
  CapturingSink sink_;
  FixedClock clock_;
  Logger log_{sink_, clock_};
};

TEST_F(Log, WritesOneReadableLineWithItsFields) {
  log_.write(Message::kListenerBound, {{"address", "127.0.0.1:8080"},
                                       {"port", 8080},
                                       {"tls", false},
                                       {"seconds", 0.25},
                                       {"note", "two words"}});
  ASSERT_EQ(sink_.lines.size(), 1U);
  EXPECT_EQ(sink_.lines[0],
            "2023-11-14T22:13:20.123456Z info listener_bound \"listening\" "
            "address=127.0.0.1:8080 port=8080 tls=false seconds=0.25 note=\"two words\"\n");
}

TEST_F(Log, WritesOneObjectALineInTheJsonFormat) {
  log_.set_format(LogFormat::kJson);
  log_.write(Message::kServerStarted, {{"count", std::uint64_t{7}}, {"who", "a\"b"}});
  EXPECT_EQ(sink_.lines.at(0),
            "{\"time\":\"2023-11-14T22:13:20.123456Z\",\"level\":\"info\",\"event\":"
            "\"server_started\",\"text\":\"ready\",\"count\":7,\"who\":\"a\\\"b\"}\n");
}

TEST_F(Log, EscapesWhatWouldForgeALineOrMoveTheCursor) {
  const auto hostile = "x\n2026 error\x1b[2J\0 \xff"s;
  log_.write(Message::kLdapBindFailed, {{"dn", hostile}});
  log_.set_format(LogFormat::kJson);
  log_.write(Message::kLdapBindFailed, {{"dn", hostile}});
  for (const auto& line : sink_.lines) {
    EXPECT_EQ(line.find_first_of("\n\x1b\xff"s + '\0'), line.size() - 1) << line;
    EXPECT_THAT(line, testing::HasSubstr(R"(x\n2026 error\u001b[2J\u0000 )"));
  }
}

TEST_F(Log, QuotesWordsThatCouldBeTakenForMore) {
  log_.write(Message::kLdapBindFailed, {{"a", "x=y"}, {"b", ""}, {"c", "\"q\""}, {"d", "ł"}});
  EXPECT_THAT(sink_.lines.at(0), testing::EndsWith(R"( a="x=y" b="" c="\"q\"" d="ł")"
                                                   "\n"));
}

TEST_F(Log, CutsLongValues) {
  log_.write(Message::kLdapBindFailed, {{"dn", std::string(1'000'000, 'x')}});
  EXPECT_LT(sink_.lines.at(0).size(), 1300U);
}

TEST_F(Log, LeavesOutWhatIsBelowTheThreshold) {
  EXPECT_FALSE(log_.is_on(Message::kLdapConnectionOpened));
  log_.write(Message::kLdapConnectionOpened);
  log_.set_threshold(LogLevel::kError);
  log_.write(Message::kConfigNotice);
  EXPECT_TRUE(sink_.lines.empty());
  log_.write(Message::kStoreFailed);
  EXPECT_EQ(sink_.lines.size(), 1U);
}

TEST_F(Log, WritesTheOperationsLogAsJsonWhateverElseIsSet) {
  log_.set_threshold(LogLevel::kError);
  log_.write_json(Message::kLdapOperation, {{"code", 0}});
  EXPECT_THAT(sink_.lines.at(0), testing::StartsWith("{\"time\""));
}

TEST(LogCatalogue, HasNoIdTwice) {
  std::set<std::string_view> ids;
  for (const auto id : {
#define DRAWBRIDGE_MESSAGE(name, id, level, text) id,
#include "base/messages.def"
#undef DRAWBRIDGE_MESSAGE
       }) {
    EXPECT_TRUE(ids.insert(id).second) << id;
  }
}

TEST(LogLevel, HasFourWords) {
  for (const auto* word : {"debug", "info", "warning", "error"}) {
    EXPECT_EQ(log_level_name(*parse_log_level(word)), word);
  }
  EXPECT_FALSE(parse_log_level("WARN"));
}

}  // namespace
}  // namespace drawbridge
