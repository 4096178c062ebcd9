#include "base/file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <type_traits>

#include "support/temp_directory.h"

namespace drawbridge {
namespace {

using test::TempDirectory;

mode_t mode_of(const std::filesystem::path& path) {
  struct stat found {};
  EXPECT_EQ(::stat(path.c_str(), &found), 0);
  return found.st_mode & 07777;
}

std::size_t files_in(const TempDirectory& directory) {
  const std::filesystem::directory_iterator files(directory.path());
  return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

TEST(UniqueFd, ClosesWhenItGoesAndNotWhenItWasMovedFrom) {
  int number = -1;
  {
    UniqueFd first(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    number = first.get();
    const UniqueFd second(std::move(first));
    EXPECT_EQ(second.get(), number);
    EXPECT_NE(::fcntl(number, F_GETFD), -1);
  }
  EXPECT_EQ(::fcntl(number, F_GETFD), -1);
  static_assert(!std::is_copy_constructible_v<UniqueFd>);
}

TEST(ReadFile, GivesTheBytesUpToTheCap) {
  const TempDirectory directory;
  const auto path = directory.write("a", std::string(100000, 'x'));
  EXPECT_EQ(read_file(path, 100000).value().size(), 100000U);
  EXPECT_EQ(read_file(path, 99999).error().code, ErrorCode::kTooLarge);
}

TEST(ReadFile, NamesTheFileItCannotRead) {
  const TempDirectory directory;
  const auto error = read_file(directory / "absent", 10).error();
  EXPECT_EQ(error.code, ErrorCode::kNotFound);
  EXPECT_NE(error.message.find((directory / "absent").string()), std::string::npos);
}

TEST(ReadFile, RefusesADirectoryAndDoesNotHangOnAPipe) {
  const TempDirectory directory;
  EXPECT_EQ(read_file(directory.path(), 10).error().code, ErrorCode::kInvalid);
  const auto pipe = directory / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(read_file(pipe, 10).error().code, ErrorCode::kInvalid);
}

TEST(AtomicWrite, ReplacesTheContentAndSetsTheMode) {
  const TempDirectory directory;
  const auto path = directory.write("out", "old");
  ASSERT_TRUE(atomic_write(path, "new and longer", 0640));
  EXPECT_EQ(read_file(path, 100).value(), "new and longer");
  EXPECT_EQ(mode_of(path), 0640U);
  EXPECT_EQ(files_in(directory), 1U);
}

TEST(AtomicWrite, KeepsTheOldFileForWhoHasItOpen) {
  const TempDirectory directory;
  const auto path = directory.write("out", "old");
  const UniqueFd open_before(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  ASSERT_TRUE(atomic_write(path, "new"));
  std::array<char, 8> bytes{};
  EXPECT_EQ(::read(open_before.get(), bytes.data(), bytes.size()), 3);
  EXPECT_EQ(std::string(bytes.data()), "old");
}

TEST(AtomicWrite, LeavesNothingBehindWhenItFails) {
  const TempDirectory directory;
  EXPECT_EQ(atomic_write(directory / "no/such/folder", "x").error().code, ErrorCode::kNotFound);
  std::filesystem::create_directory(directory / "taken");
  EXPECT_FALSE(atomic_write(directory / "taken", "x"));  // a directory cannot be replaced
  EXPECT_EQ(files_in(directory), 1U);
}

TEST(RequirePrivate, RefusesWhatEverybodyMayRead) {
  const TempDirectory directory;
  const auto path = directory.write("secret", "s");
  ASSERT_EQ(::chmod(path.c_str(), 0644), 0);
  const auto refused = require_private(path);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kForbidden);
  EXPECT_NE(refused.error().message.find("chmod o-rwx"), std::string::npos);
  ASSERT_EQ(::chmod(path.c_str(), 0640), 0);
  EXPECT_TRUE(require_private(path));
}

TEST(ReadSecretFile, RefusesASecretWithSomethingBesideIt) {
  const TempDirectory directory;
  const auto path = directory.write("account", "cn=nodes,dc=x\nsecret\n");
  ASSERT_EQ(::chmod(path.c_str(), 0600), 0);
  const auto secret = read_secret_file(path);
  ASSERT_FALSE(secret);
  EXPECT_EQ(secret.error().code, ErrorCode::kInvalid);
  EXPECT_NE(secret.error().message.find("several lines"), std::string::npos);
  EXPECT_EQ(secret.error().message.find("cn=nodes"), std::string::npos);
}

TEST(ReadSecretFile, DropsOneLineBreakAndRefusesOpenOrEmptyFiles) {
  const TempDirectory directory;
  const auto path = directory.write("secret", "pass word\r\n");
  ASSERT_EQ(::chmod(path.c_str(), 0600), 0);
  EXPECT_EQ(read_secret_file(path).value().reveal(), "pass word");
  ASSERT_EQ(::chmod(path.c_str(), 0604), 0);
  EXPECT_EQ(read_secret_file(path).error().code, ErrorCode::kForbidden);
  const auto empty = directory.write("empty", "\n");
  ASSERT_EQ(::chmod(empty.c_str(), 0600), 0);
  EXPECT_EQ(read_secret_file(empty).error().code, ErrorCode::kInvalid);
}

}  // namespace
}  // namespace drawbridge
