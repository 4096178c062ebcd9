#include "store/sqlite/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace drawbridge::store {
namespace {

constexpr mode_t kPrivate = 0600;

tl::unexpected<Error> system_failure(std::string_view what, const std::string& path, int number) {
  auto code = ErrorCode::kUnavailable;
  if (number == ENOENT || number == ENOTDIR) code = ErrorCode::kNotFound;
  if (number == EEXIST) code = ErrorCode::kConflict;
  return fail(
      code, fmt::format("Cannot {} {}: {}.", what, path, std::generic_category().message(number)));
}

Status sync(const std::string& path, int flags) {
  const UniqueFd file(::open(path.c_str(), flags | O_RDONLY | O_CLOEXEC));
  if (!file || ::fsync(file.get()) != 0) return system_failure("write", path, errno);
  return {};
}

Status sync_folder_of(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path();
  return sync(folder.empty() ? "." : folder.string(), O_DIRECTORY);
}

}  // namespace

Status create_private_file(const std::string& path) {
  const UniqueFd file(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, kPrivate));
  if (!file) return system_failure("create", path, errno);
  return sync_folder_of(path);
}

Result<UniqueFd> lock_database(const std::string& path) {
  const auto name = path + ".lock";
  UniqueFd file(::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kPrivate));
  if (!file) return system_failure("create", name, errno);
  if (::flock(file.get(), LOCK_EX | LOCK_NB) == 0) return file;
  if (errno != EWOULDBLOCK) return system_failure("lock", name, errno);
  return fail(
      ErrorCode::kUnavailable,
      fmt::format("The database {} is in use by another process; stop that one first.", path));
}

Status publish_file(const std::string& from, const std::string& to) {
  DRAWBRIDGE_CHECK(sync(from, 0));
  int code = ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE);
  if (code != 0 && (errno == EINVAL || errno == ENOSYS)) {
    // A file system without that call, such as NFS.
    if (::access(to.c_str(), F_OK) == 0) return system_failure("create", to, EEXIST);
    code = ::rename(from.c_str(), to.c_str());
  }
  if (code != 0) return system_failure("create", to, errno);
  return sync_folder_of(to);
}

}  // namespace drawbridge::store
