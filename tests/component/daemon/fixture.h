#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <sstream>
#include <string>

#include "base/clock.h"
#include "daemon/admin_commands.h"
#include "daemon/console.h"
#include "daemon/core.h"
#include "json/read.h"
#include "support/temp_directory.h"

namespace drawbridge::daemon {

/// Keeps what a command writes.
class KeptConsole final : public Console {
 public:
  void write_out(std::string_view text) override { out += text; }
  void write_error(std::string_view text) override { error += text; }
  void progress(std::uint64_t done, std::uint64_t total) override {
    last_done = done;
    last_total = total;
  }

  std::string out, error;
  std::uint64_t last_done = 0, last_total = 0;
};

class SetClock final : public Clock {
 public:
  Timestamp now() const override { return now_; }
  void set(Timestamp now) { now_ = now; }

 private:
  Timestamp now_ = *Timestamp::parse("2026-03-01T12:00:00Z");
};

inline settings::Settings settings_in(const test::TempDirectory& directory) {
  settings::Settings settings;
  settings.store.path = (directory / "drawbridge.db").string();
  settings.http.listen = settings::ListenAddress{"127.0.0.1", 0};
  settings.ldap.listen = settings::ListenAddress{"127.0.0.1", 0};
  settings.ldap.threads = 1;
  settings.http.threads = 2;
  return settings;
}

/// Commands against a Core of their own.
class CommandsTest : public testing::Test {
 protected:
  void SetUp() override { open(Core::Outputs::kBuilt); }

  void open(Core::Outputs outputs) {
    core_.reset();
    auto core = Core::open(settings_in(directory_), outputs, clock_);
    ASSERT_TRUE(core) << core.error().message;
    core_ = std::move(*core);
  }

  /// Runs a command; its exit code. What it wrote is in console_.
  int run(const std::string& command, json::Value arguments = json::Value::object(),
          const std::string& input = {}) {
    console_.out.clear();
    console_.error.clear();
    std::istringstream stream(input);
    return run_admin_command(*core_, {command, std::move(arguments)}, stream, console_);
  }

  /// What the last command wrote, as JSON.
  json::Value result() const {
    auto value = json::parse(console_.out);
    return value ? std::move(*value) : json::Value();
  }

  test::TempDirectory directory_;
  SetClock clock_;
  std::unique_ptr<Core> core_;
  KeptConsole console_;
};

}  // namespace drawbridge::daemon
