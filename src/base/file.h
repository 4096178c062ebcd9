#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "base/secret.h"

namespace drawbridge {

/// A file descriptor with one owner, closed when it goes.
class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(const UniqueFd&) = delete;
  UniqueFd& operator=(const UniqueFd&) = delete;
  UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    if (this != &other) reset(std::exchange(other.fd_, -1));
    return *this;
  }
  ~UniqueFd() { reset(); }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

  /// Gives the descriptor away; the caller closes it.
  int release() { return std::exchange(fd_, -1); }
  /// Closes what is held and takes `fd` over.
  void reset(int fd = -1);

 private:
  int fd_ = -1;
};

/// The whole of a regular file.
///
/// @param max_bytes  refused before reading more than this
/// @return the bytes, or kNotFound, kTooLarge, kForbidden (no right to read it), kUnavailable;
///         the message names the file
Result<std::string> read_file(const std::filesystem::path& path, std::size_t max_bytes);

/// Replaces `path` so that a reader, or a crash at any moment, sees the old file or the whole new
/// one: temporary file in the same directory, fsync, rename, fsync of the directory.
///
/// @param mode  permission bits of the new file, not subject to the umask
/// @return kNotFound when the directory is missing, kForbidden, or kUnavailable (disk full, ...);
///         nothing is left behind then
Status atomic_write(const std::filesystem::path& path, std::string_view bytes, mode_t mode = 0644);

/// Refuses a file whose contents any user of the machine may read.
///
/// @return kNotFound, kForbidden (with the chmod to run), kUnavailable
Status require_private(const std::filesystem::path& path);

/// A secret kept in a file of its own: at most 64 KiB, one trailing line break is not part of it.
///
/// @return the secret, or the errors of require_private and read_file; kInvalid when empty
Result<Secret> read_secret_file(const std::filesystem::path& path);

}  // namespace drawbridge
