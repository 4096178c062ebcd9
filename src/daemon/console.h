#pragma once

#include <cstdint>
#include <string_view>

namespace drawbridge::daemon {

/// Where a command of the administrator's writes: the terminal, or the admin socket's other end.
class Console {
 public:
  Console() = default;
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;
  virtual ~Console() = default;

  /// The command's result, piece by piece; UTF-8, pieces may end inside a character.
  virtual void write_out(std::string_view text) = 0;
  /// Messages for a person, whole lines.
  virtual void write_error(std::string_view text) = 0;
  /// How far the work is. Called often; units are the command's own.
  virtual void progress(std::uint64_t done, std::uint64_t total) = 0;
};

}  // namespace drawbridge::daemon
