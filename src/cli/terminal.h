#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "daemon/console.h"

namespace drawbridge::cli {

/// The process's own standard output and error, with a progress bar when standard error is a
/// terminal.
class Terminal final : public daemon::Console {
 public:
  Terminal();
  /// Takes the bar away.
  ~Terminal() override;

  void write_out(std::string_view text) override;
  void write_error(std::string_view text) override;
  void progress(std::uint64_t done, std::uint64_t total) override;

 private:
  void clear_bar();

  bool has_bar_;
  bool bar_shown_ = false;
  std::chrono::steady_clock::time_point next_bar_{};
};

/// Keeps the result instead of printing it; messages and progress go to the terminal.
class Capture final : public daemon::Console {
 public:
  explicit Capture(Terminal& terminal) : terminal_(&terminal) {}

  void write_out(std::string_view text) override { text_ += text; }
  void write_error(std::string_view text) override { terminal_->write_error(text); }
  void progress(std::uint64_t done, std::uint64_t total) override {
    terminal_->progress(done, total);
  }

  const std::string& text() const { return text_; }

 private:
  Terminal* terminal_;
  std::string text_;
};

/// `[#########           ]  45 %`
std::string progress_bar(std::uint64_t done, std::uint64_t total);

}  // namespace drawbridge::cli
