#include "base/log.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <iterator>

#include "base/encoding.h"

namespace drawbridge {
namespace {

constexpr std::size_t kMaxValueBytes = 1024;
constexpr std::string_view kCutMark = "...";

constexpr std::array kLevelNames = {std::string_view("debug"), std::string_view("info"),
                                    std::string_view("warning"), std::string_view("error")};

constexpr std::array kMessages = {
#define DRAWBRIDGE_MESSAGE(name, id, level, text) MessageText{id, LogLevel::k##level, text},
#include "base/messages.def"
#undef DRAWBRIDGE_MESSAGE
};

/// Whether a value needs no quotes in the text format: one word that cannot be taken for more.
bool is_plain_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < 0x7f && c != '"' && c != '\\' && c != '=';
  });
}

void append_cut(std::string& out, std::string_view text) {
  if (text.size() <= kMaxValueBytes) return append_json_string(out, text);
  append_json_string(out, std::string(text.substr(0, kMaxValueBytes)).append(kCutMark));
}

void append_number(std::string& out, double number) {
  if (std::isfinite(number)) {
    fmt::format_to(std::back_inserter(out), "{}", number);
  } else {
    out += "null";
  }
}

struct AppendValue {
  std::string* out;
  bool quotes_words;

  void operator()(std::string_view text) const {
    if (!quotes_words && text.size() <= kMaxValueBytes && is_plain_word(text)) {
      *out += text;
    } else {
      append_cut(*out, text);
    }
  }
  void operator()(std::int64_t number) const { *out += std::to_string(number); }
  void operator()(std::uint64_t number) const { *out += std::to_string(number); }
  void operator()(double number) const { append_number(*out, number); }
  void operator()(bool flag) const { *out += flag ? "true" : "false"; }
};

std::string text_line(const MessageText& message, Timestamp now, std::span<const LogField> fields) {
  std::string line =
      fmt::format("{} {} {} ", now.iso8601(), log_level_name(message.level), message.id);
  append_json_string(line, message.text);
  for (const auto& field : fields) {
    line += ' ';
    line += field.key();
    line += '=';
    field.append_text(line);
  }
  line += '\n';
  return line;
}

std::string json_line(const MessageText& message, Timestamp now, std::span<const LogField> fields) {
  std::string line = fmt::format(R"({{"time":"{}","level":"{}","event":"{}","text":)",
                                 now.iso8601(), log_level_name(message.level), message.id);
  append_json_string(line, message.text);
  for (const auto& field : fields) {
    line += ',';
    append_json_string(line, field.key());
    line += ':';
    field.append_json(line);
  }
  line += "}\n";
  return line;
}

}  // namespace

std::optional<LogLevel> parse_log_level(std::string_view word) {
  for (std::size_t at = 0; at < kLevelNames.size(); ++at) {
    if (kLevelNames[at] == word) return static_cast<LogLevel>(at);
  }
  return std::nullopt;
}

std::string_view log_level_name(LogLevel level) {
  return kLevelNames[static_cast<std::size_t>(level)];
}

const MessageText& message_text(Message message) {
  return kMessages[static_cast<std::size_t>(message)];
}

void LogField::append_text(std::string& out) const { std::visit(AppendValue{&out, false}, value_); }

void LogField::append_json(std::string& out) const { std::visit(AppendValue{&out, true}, value_); }

void StderrSink::write(std::string_view line) {
  while (!line.empty()) {
    const auto written = ::write(STDERR_FILENO, line.data(), line.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // nobody reads our log any more; the server goes on
    line.remove_prefix(static_cast<std::size_t>(written));
  }
}

Logger::Logger(LogSink& sink, const Clock& clock, LogLevel threshold, LogFormat format)
    : sink_(&sink), clock_(&clock), threshold_(threshold), format_(format) {}

void Logger::write(Message message, std::span<const LogField> fields) {
  if (!is_on(message)) return;
  const auto& text = message_text(message);
  sink_->write(format_.load(std::memory_order_relaxed) == LogFormat::kJson
                   ? json_line(text, clock_->now(), fields)
                   : text_line(text, clock_->now(), fields));
}

void Logger::write_json(Message message, std::span<const LogField> fields) {
  sink_->write(json_line(message_text(message), clock_->now(), fields));
}

}  // namespace drawbridge
