#include "base/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace drawbridge {
namespace {

constexpr std::size_t kMaxSecretBytes = 65536;

tl::unexpected<Error> fail_errno(int error, std::string_view doing,
                                 const std::filesystem::path& path) {
  const auto code = error == ENOENT || error == ENOTDIR                   ? ErrorCode::kNotFound
                    : error == EACCES || error == EPERM || error == EROFS ? ErrorCode::kForbidden
                                                                          : ErrorCode::kUnavailable;
  return fail(code, fmt::format("cannot {} {}: {}", doing, path.string(),
                                std::generic_category().message(error)));
}

Status write_all(int fd, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const auto written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail_errno(errno, "write", path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

/// Fills the new file and makes it durable, still under its temporary name.
Status fill(int fd, std::string_view bytes, mode_t mode, const std::filesystem::path& path) {
  DRAWBRIDGE_CHECK(write_all(fd, bytes, path));
  if (::fchmod(fd, mode) != 0) return fail_errno(errno, "set the mode of", path);
  if (::fsync(fd) != 0) return fail_errno(errno, "sync", path);
  return {};
}

Status sync_directory(const std::filesystem::path& directory) {
  const UniqueFd fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd) return fail_errno(errno, "open", directory);
  if (::fsync(fd.get()) != 0) return fail_errno(errno, "sync", directory);
  return {};
}

Result<struct stat> status_of(int fd, const std::filesystem::path& path) {
  struct stat found {};
  if (::fstat(fd, &found) != 0) return fail_errno(errno, "look at", path);
  if (!S_ISREG(found.st_mode)) {
    return fail(ErrorCode::kInvalid, fmt::format("{} is not a regular file", path.string()));
  }
  return found;
}

Status check_private(const struct stat& found, const std::filesystem::path& path) {
  if ((found.st_mode & S_IROTH) == 0) return {};
  return fail(ErrorCode::kForbidden, fmt::format("{} may be read by everybody; run: chmod o-rwx {}",
                                                 path.string(), path.string()));
}

/// O_NONBLOCK so that a pipe put in the file's place cannot hang us; it has no effect on a file.
UniqueFd open_for_reading(const std::filesystem::path& path) {
  return UniqueFd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
}

Result<std::string> read_whole(int fd, const std::filesystem::path& path, std::size_t max_bytes) {
  std::string bytes;
  std::array<char, 65536> piece{};
  while (true) {
    const auto got = ::read(fd, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail_errno(errno, "read", path);
    if (got == 0) return bytes;
    bytes.append(piece.data(), static_cast<std::size_t>(got));
    if (bytes.size() > max_bytes) {
      return fail(ErrorCode::kTooLarge,
                  fmt::format("{} is larger than {} bytes", path.string(), max_bytes));
    }
  }
}

}  // namespace

void UniqueFd::reset(int fd) {
  if (fd_ >= 0) ::close(fd_);
  fd_ = fd;
}

Result<std::string> read_file(const std::filesystem::path& path, std::size_t max_bytes) {
  const UniqueFd fd = open_for_reading(path);
  if (!fd) return fail_errno(errno, "read", path);
  DRAWBRIDGE_CHECK(status_of(fd.get(), path));
  return read_whole(fd.get(), path, max_bytes);
}

Status atomic_write(const std::filesystem::path& path, std::string_view bytes, mode_t mode) {
  const auto directory = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  std::string temporary = path.string() + ".XXXXXX";
  const UniqueFd fd(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!fd) return fail_errno(errno, "create a file beside", path);
  auto done = fill(fd.get(), bytes, mode, path);
  if (done && ::rename(temporary.c_str(), path.c_str()) != 0) {
    done = fail_errno(errno, "replace", path);
  }
  if (!done) {
    ::unlink(temporary.c_str());
    return done;
  }
  return sync_directory(directory);
}

Status require_private(const std::filesystem::path& path) {
  const UniqueFd fd = open_for_reading(path);
  if (!fd) return fail_errno(errno, "read", path);
  DRAWBRIDGE_TRY(const auto found, status_of(fd.get(), path));
  return check_private(found, path);
}

Result<Secret> read_secret_file(const std::filesystem::path& path) {
  const UniqueFd fd = open_for_reading(path);
  if (!fd) return fail_errno(errno, "read", path);
  DRAWBRIDGE_TRY(const auto found, status_of(fd.get(), path));
  DRAWBRIDGE_CHECK(check_private(found, path));
  DRAWBRIDGE_TRY(std::string text, read_whole(fd.get(), path, kMaxSecretBytes));
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  if (text.empty()) return fail(ErrorCode::kInvalid, fmt::format("{} is empty", path.string()));
  if (text.find('\n') != std::string::npos) {
    return fail(ErrorCode::kInvalid,
                fmt::format("{} has several lines; it must hold the secret alone", path.string()));
  }
  return Secret(std::move(text));
}

}  // namespace drawbridge
