#include "daemon/wire_console.h"

#include "json/write.h"

namespace drawbridge::daemon {
namespace {

constexpr std::size_t kPieceBytes = 65536;
constexpr std::chrono::milliseconds kProgressInterval{100};

/// Length of the longest start of `text` that does not end inside a UTF-8 character.
std::size_t whole_characters(std::string_view text) {
  std::size_t end = text.size();
  for (std::size_t back = 1; back <= 4 && back <= text.size(); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if (byte < 0x80U) break;
    if (byte < 0xc0U) continue;  // a later byte of a character
    const std::size_t length = byte >= 0xf0U ? 4 : byte >= 0xe0U ? 3 : 2;
    if (length > back) end = text.size() - back;
    break;
  }
  return end;
}

}  // namespace

void WireConsole::write_out(std::string_view text) {
  pending_ += text;
  if (pending_.size() >= kPieceBytes) flush(whole_characters(pending_));
}

void WireConsole::write_error(std::string_view text) {
  std::string line;
  json::Writer(line).begin_object().field("stderr", text).end_object();
  send(line);
}

void WireConsole::progress(std::uint64_t done, std::uint64_t total) {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_progress_ && done != total) return;
  next_progress_ = now + kProgressInterval;
  std::string line;
  json::Writer out(line);
  out.begin_object().key("progress").begin_object();
  out.field("done", done).field("total", total);
  out.end_object().end_object();
  // Called from the writer's thread, which must not wait for a client that does not read.
  client_->write_if_room(line + "\n");
}

void WireConsole::finish(int exit_code) {
  flush(pending_.size());
  std::string line;
  json::Writer(line).begin_object().field("exit", exit_code).end_object();
  send(line);
}

void WireConsole::flush(std::size_t count) {
  if (count == 0) return;
  std::string line;
  json::Writer(line)
      .begin_object()
      .field("stdout", std::string_view(pending_).substr(0, count))
      .end_object();
  pending_.erase(0, count);
  send(line);
}

void WireConsole::send(const std::string& line) {
  // A client that went away must not end a change half way; nobody is left to be told.
  (void)client_->write(line + "\n");
}

}  // namespace drawbridge::daemon
