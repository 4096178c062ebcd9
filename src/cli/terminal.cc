#include "cli/terminal.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace drawbridge::cli {
namespace {

constexpr std::uint64_t kBarColumns = 40;
constexpr std::chrono::milliseconds kBarInterval{100};
constexpr std::string_view kClearLine = "\r\033[K";

void put(std::FILE* file, std::string_view text) { std::fwrite(text.data(), 1, text.size(), file); }

}  // namespace

std::string progress_bar(std::uint64_t done, std::uint64_t total) {
  const double share =
      total == 0 ? 1.0 : std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
  const auto filled = static_cast<std::size_t>(share * static_cast<double>(kBarColumns));
  const auto percent = std::to_string(static_cast<int>(share * 100.0));
  std::string bar = "[" + std::string(filled, '#') + std::string(kBarColumns - filled, ' ') + "] ";
  bar.append(3 - std::min<std::size_t>(3, percent.size()), ' ');
  return bar + percent + " %";
}

Terminal::Terminal() : has_bar_(::isatty(STDERR_FILENO) == 1) {}

Terminal::~Terminal() { clear_bar(); }

void Terminal::write_out(std::string_view text) {
  clear_bar();
  put(stdout, text);
}

void Terminal::write_error(std::string_view text) {
  clear_bar();
  put(stderr, text);
}

void Terminal::progress(std::uint64_t done, std::uint64_t total) {
  const auto now = std::chrono::steady_clock::now();
  if (!has_bar_ || (now < next_bar_ && done != total)) return;
  next_bar_ = now + kBarInterval;
  bar_shown_ = true;
  put(stderr, std::string(kClearLine) + progress_bar(done, total));
}

void Terminal::clear_bar() {
  if (!bar_shown_) return;
  bar_shown_ = false;
  put(stderr, kClearLine);
}

}  // namespace drawbridge::cli
