#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

#include "daemon/application.h"
#include "ldap/server/limits.h"
#include "settings/load.h"

// The limits on what a client may ask and hold are promises to operators: they are pinned here, so
// that none changes unseen.

namespace drawbridge::daemon {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

settings::LdapSettings loaded(std::string_view text) {
  const auto outcome = settings::load_text(text, "/srv/drawbridge/drawbridge.toml", {});
  EXPECT_TRUE(outcome.faults.empty());
  return outcome.settings.ldap;
}

void expect_defaults(const ldap::server::Limits& limits) {
  EXPECT_EQ(limits.max_message_bytes_anonymous, 64U * 1024);
  EXPECT_EQ(limits.max_message_bytes, 1024U * 1024);
  EXPECT_EQ(limits.max_filter_depth, 64U);
  EXPECT_EQ(limits.max_filter_nodes, 4096U);
  EXPECT_EQ(limits.max_controls, 10U);
  EXPECT_EQ(limits.max_password_bytes, 512U);
  EXPECT_EQ(limits.max_output_bytes, 1024U * 1024);
  EXPECT_EQ(limits.max_held_output_bytes, 64U * 1024 * 1024);
  EXPECT_EQ(limits.max_read_ahead_bytes, 64U * 1024);
  EXPECT_EQ(limits.max_dereferenced_bytes, 16U * 1024 * 1024);
  EXPECT_EQ(limits.max_paged_searches, 8U);
  EXPECT_EQ(limits.max_sync_searches, 4U);
  EXPECT_EQ(limits.idle, seconds(15 * 60));
  EXPECT_EQ(limits.idle_before_bind, seconds(30));
  EXPECT_EQ(limits.handshake, seconds(10));
  EXPECT_EQ(limits.stalled_output, seconds(60));
}

TEST(DefaultLimits, AreTheSameInTheServerAndFromAnEmptyConfigurationFile) {
  {
    SCOPED_TRACE("of the server itself");
    expect_defaults(ldap::server::Limits{});
  }
  const settings::LdapSettings settings = loaded("");
  const auto options = ldap_options(settings);
  {
    SCOPED_TRACE("from an empty file");
    expect_defaults(options.limits);
  }
  EXPECT_FALSE(options.allow_clear_text);
  EXPECT_EQ(options.longest_bind_delay, milliseconds(2000));
  EXPECT_EQ(options.max_connections, 0U) << "as the system has room";
  EXPECT_GE(options.threads, 1U);
  EXPECT_EQ(settings.size_limit_person, 1000U);
  EXPECT_EQ(settings.size_limit_service, 0U);
}

/// Each value differs from all others, so that none can stand in the place of another.
TEST(ConfiguredLimits, ReachTheServerEachInItsPlace) {
  const auto options = ldap_options(loaded(R"(
[ldap]
max_message_bytes_anonymous = 2001
max_message_bytes = 2002
filter_depth_max = 203
filter_nodes_max = 204
controls_max = 205
idle_seconds = 206
handshake_seconds = 207
bind_delay_max_ms = 208
threads = 9
allow_clear_text = true
)"));
  EXPECT_EQ(options.limits.max_message_bytes_anonymous, 2001U);
  EXPECT_EQ(options.limits.max_message_bytes, 2002U);
  EXPECT_EQ(options.limits.max_filter_depth, 203U);
  EXPECT_EQ(options.limits.max_filter_nodes, 204U);
  EXPECT_EQ(options.limits.max_controls, 205U);
  EXPECT_EQ(options.limits.idle, seconds(206));
  EXPECT_EQ(options.limits.handshake, seconds(207));
  EXPECT_EQ(options.longest_bind_delay, milliseconds(208));
  EXPECT_EQ(options.threads, 9U);
  EXPECT_TRUE(options.allow_clear_text);
}

}  // namespace
}  // namespace drawbridge::daemon
