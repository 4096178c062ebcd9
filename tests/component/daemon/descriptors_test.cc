#include "daemon/descriptors.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>

namespace drawbridge::daemon {
namespace {

TEST(Descriptors, LeaveRoomForEverybodyButLdap) {
  settings::Settings settings;
  settings.http.threads = 32;
  settings.http.waiting_readers_max = 1000;
  EXPECT_EQ(max_ldap_connections(65'536, settings), 65'536U - 1000U - 32U - 128U);
  EXPECT_GE(max_ldap_connections(65'536, settings), kWantedLdapConnections);
  EXPECT_EQ(max_ldap_connections(1024, settings), 512U);
  EXPECT_EQ(max_ldap_connections(256, settings), 128U);
  settings.http.waiting_readers_max = 0;
  EXPECT_EQ(max_ldap_connections(1024, settings), 1024U - 32U - 128U);
}

TEST(Descriptors, AreRaisedToWhatTheSystemLets) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit low{200, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &low), 0);
  EXPECT_EQ(descriptor_limit(), 200U);
  raise_descriptor_limit();
  EXPECT_EQ(descriptor_limit(), std::min<rlim_t>(before.rlim_max, 1'048'576));
  raise_descriptor_limit();
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
}

}  // namespace
}  // namespace drawbridge::daemon
