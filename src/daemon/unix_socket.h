#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/result.h"

namespace drawbridge::daemon {

/// A Unix stream socket with whole-line reads; blocking, each call with a time limit.
class LineSocket {
 public:
  /// @param patience  longest wait for the peer in one call; 0 = none
  LineSocket(UniqueFd fd, std::chrono::seconds patience);

  /// The next line without its break.
  ///
  /// @return kTooLarge over `max_bytes`; kUnavailable when the peer is gone or too slow
  Result<std::string> read_line(std::size_t max_bytes);

  /// Appends exactly `count` bytes to `out`.
  /// @return kUnavailable as read_line
  Status read_bytes(std::size_t count, std::string& out);

  /// @return kUnavailable when the peer is gone or too slow
  Status write(std::string_view bytes);

  /// As write, but drops all of it when there is no room now.
  void write_if_room(std::string_view bytes);

  int fd() const { return fd_.get(); }

 private:
  Status fill();

  UniqueFd fd_;
  std::string buffer_;
};

/// A listening socket at `path`, mode 0600. What is at `path` is removed first: the caller holds
/// the lock of the database, so nobody else can be listening.
///
/// @return kForbidden, kUnavailable with a sentence naming the path
Result<UniqueFd> listen_on_unix_socket(const std::string& path);

/// @return kNotFound when nobody listens there, kForbidden without the right, else kUnavailable
Result<UniqueFd> connect_to_unix_socket(const std::string& path);

}  // namespace drawbridge::daemon
