#include "domain/home_directory.h"

#include <gtest/gtest.h>

#include <string>

namespace drawbridge::domain {
namespace {

TEST(HomeDirectory, IsThePrefixAndTheNameVerbatim) {
  EXPECT_EQ(home_directory("/home/", "jane"), "/home/jane");
  EXPECT_EQ(home_directory("/home/site-", "jane"), "/home/site-jane");
  EXPECT_EQ(home_directory("/data/home", "j.smith"), "/data/homej.smith");
}

TEST(HomeDirectory, AcceptsOrdinaryPaths) {
  for (const auto* const path : {"/home/jane", "/home/j.smith", "/srv/a_b/c+d@e=f~g-h", "/h",
                                 "/home/jane/", "/home/..jane", "/rooted/x"}) {
    EXPECT_TRUE(check_home_directory(path)) << path;
  }
  EXPECT_TRUE(check_home_directory("/" + std::string(254, 'a')));
}

TEST(HomeDirectory, RefusesTraversalSystemPathsAndShellSyntax) {
  for (const std::string& path : {std::string(),
                                  std::string("/"),
                                  std::string("home/jane"),
                                  std::string("/home/../etc"),
                                  std::string("/home/./jane"),
                                  std::string("/home//jane"),
                                  std::string("//"),
                                  std::string("/.."),
                                  std::string("/root"),
                                  std::string("/root/x"),
                                  std::string("/root/"),
                                  std::string("/etc/jane"),
                                  std::string("/proc/1"),
                                  std::string("/home/a:b"),
                                  std::string("/home/a\nb"),
                                  std::string("/home/a b"),
                                  std::string("/home/;id"),
                                  std::string("/home/$(id)"),
                                  std::string("/home/a\0b", 9),
                                  std::string("/home/\u00e9"),
                                  std::string("/home/a\\b"),
                                  std::string("/home/\"a"),
                                  "/" + std::string(255, 'a'),
                                  std::string(65536, '/')}) {
    const auto result = check_home_directory(path);
    ASSERT_FALSE(result) << path.substr(0, 40);
    EXPECT_EQ(result.error().code, ErrorCode::kInvalid);
    EXPECT_EQ(result.error().field, "home_directory");
  }
}

TEST(HomeDirectory, APrefixThatCannotWorkIsRefusedWhenItIsSet) {
  for (const auto* const prefix : {"/home/", "/home", "/srv/hpc/u-", "/"}) {
    EXPECT_TRUE(check_home_prefix(prefix)) << prefix;
  }
  for (const auto* const prefix :
       {"", "home/", "/home/../", "/etc/", "/root/", "/home//", "/a b/", "/a;"}) {
    EXPECT_FALSE(check_home_prefix(prefix)) << prefix;
  }
  EXPECT_TRUE(check_home_prefix("/" + std::string(190, 'a')));
  EXPECT_FALSE(check_home_prefix("/" + std::string(191, 'a')));
}

TEST(HomeDirectory, ANameThatLeadsIntoTheSystemIsRefused) {
  EXPECT_FALSE(home_directory("/roo", "t"));
  EXPECT_FALSE(home_directory("/home/", "../etc"));
  EXPECT_FALSE(home_directory("/home/", ".."));
}

TEST(LoginShell, IsAnAbsolutePathOfAProgram) {
  for (const auto* const shell :
       {"/bin/bash", "/usr/bin/zsh", "/sbin/nologin", "/opt/a-b_c+d.1/sh"}) {
    EXPECT_TRUE(check_login_shell(shell)) << shell;
  }
  for (const std::string& shell :
       {std::string(), std::string("bash"), std::string("/"), std::string("/bin/"),
        std::string("/bin/../bin/sh"), std::string("/bin//sh"), std::string("/bin/sh -c id"),
        std::string("/bin/sh;id"), std::string("/bin/sh\n"), std::string("/bin/a:b"),
        std::string("/bin/\u00e9"), "/" + std::string(255, 'a')}) {
    const auto result = check_login_shell(shell);
    ASSERT_FALSE(result) << shell;
    EXPECT_EQ(result.error().field, "login_shell");
  }
}

}  // namespace
}  // namespace drawbridge::domain
