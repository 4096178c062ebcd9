#pragma once

#include <atomic>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/clock.h"

namespace drawbridge {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

/// `debug info warning error`; nothing for any other word.
std::optional<LogLevel> parse_log_level(std::string_view word);
std::string_view log_level_name(LogLevel level);

enum class LogFormat {
  kText,  ///< `2026-03-01T08:15:30.123456Z info server_started "ready" port=8080`
  kJson,  ///< One object a line: time, level, event, text, then the fields.
};

/// The catalogue (messages.def). A line of the log is one of these with fields.
enum class Message {
#define DRAWBRIDGE_MESSAGE(name, id, level, text) k##name,
#include "base/messages.def"
#undef DRAWBRIDGE_MESSAGE
};

struct MessageText {
  std::string_view id;
  LogLevel level;
  std::string_view text;
};
const MessageText& message_text(Message message);

/// One `key=value` of a line. The key is a word of ours; the value may be anything a client sent:
/// it is cut to 1,024 bytes and escaped. Borrows a text value for the length of the call.
class LogField {
 public:
  LogField(std::string_view key, std::string_view value) : key_(key), value_(value) {}
  LogField(std::string_view key, const char* value) : LogField(key, std::string_view(value)) {}
  LogField(std::string_view key, const std::string& value)
      : LogField(key, std::string_view(value)) {}
  LogField(std::string_view key, std::same_as<bool> auto value) : key_(key), value_(value) {}
  LogField(std::string_view key, double value) : key_(key), value_(value) {}
  template <std::integral T>
  requires(!std::same_as<T, bool>) LogField(std::string_view key, T value) : key_(key) {
    if constexpr (std::is_signed_v<T>) {
      value_ = std::int64_t{value};
    } else {
      value_ = std::uint64_t{value};
    }
  }

  std::string_view key() const { return key_; }
  void append_text(std::string& out) const;
  void append_json(std::string& out) const;

 private:
  std::string_view key_;
  std::variant<std::string_view, std::int64_t, std::uint64_t, double, bool> value_;
};

/// Where lines go. Must take calls from any thread and write each line whole.
class LogSink {
 public:
  LogSink() = default;
  LogSink(const LogSink&) = delete;
  LogSink& operator=(const LogSink&) = delete;
  virtual ~LogSink() = default;

  /// @param line  one line with its line break
  virtual void write(std::string_view line) = 0;
};

/// One write(2) a line to file descriptor 2.
class StderrSink final : public LogSink {
 public:
  void write(std::string_view line) override;
};

/// Writes lines of the catalogue; one event is one line whatever the fields hold. Made once, by
/// the composition root, and passed by reference. Any thread may call anything here.
class Logger {
 public:
  /// @param sink   borrowed; lives longer than the logger
  /// @param clock  borrowed; lives longer than the logger
  Logger(LogSink& sink, const Clock& clock, LogLevel threshold = LogLevel::kInfo,
         LogFormat format = LogFormat::kText);
  Logger(const Logger&) = delete;
  Logger& operator=(const Logger&) = delete;

  void write(Message message, std::initializer_list<LogField> fields = {}) {
    write(message, std::span<const LogField>(fields.begin(), fields.size()));
  }
  void write(Message message, std::span<const LogField> fields);

  /// As write, but always as a JSON object and whatever the threshold: the operations log of LDAP,
  /// which has a switch of its own.
  void write_json(Message message, std::initializer_list<LogField> fields) {
    write_json(message, std::span<const LogField>(fields.begin(), fields.size()));
  }
  void write_json(Message message, std::span<const LogField> fields);

  /// Cheap; lets a caller leave out the work of making fields.
  bool is_on(Message message) const {
    return message_text(message).level >= threshold_.load(std::memory_order_relaxed);
  }

  /// For a reload of the settings.
  void set_threshold(LogLevel threshold) { threshold_.store(threshold, std::memory_order_relaxed); }
  void set_format(LogFormat format) { format_.store(format, std::memory_order_relaxed); }

 private:
  LogSink* sink_;
  const Clock* clock_;
  std::atomic<LogLevel> threshold_;
  std::atomic<LogFormat> format_;
};

}  // namespace drawbridge
