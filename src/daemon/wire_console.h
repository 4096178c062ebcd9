#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/console.h"
#include "daemon/unix_socket.h"

namespace drawbridge::daemon {

/// A console whose text goes over the admin socket as lines of JSON. A client that is gone is no
/// error: the command goes on and its text is dropped.
class WireConsole final : public Console {
 public:
  explicit WireConsole(LineSocket& client) : client_(&client) {}

  void write_out(std::string_view text) override;
  void write_error(std::string_view text) override;
  void progress(std::uint64_t done, std::uint64_t total) override;

  /// Sends what is left and the exit code.
  void finish(int exit_code);

 private:
  void flush(std::size_t count);
  void send(const std::string& line);

  LineSocket* client_;
  std::string pending_;
  std::chrono::steady_clock::time_point next_progress_{};
};

}  // namespace drawbridge::daemon
