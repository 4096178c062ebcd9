#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "app/writer.h"
#include "base/log.h"
#include "base/metrics.h"
#include "domain/account_records.h"
#include "http/dispatcher.h"
#include "json/read.h"
#include "projection/directory_projection.h"
#include "projection/glauth_projection.h"
#include "support/temp_directory.h"

namespace drawbridge::test {

/// Options of an offering that makes accounts, named by people's full names.
inline constexpr const char* kFullNames =
    R"({"service_provider_can_create_offering_user":true,"username_generation_policy":"full_name"})";

/// The API on a real store and real outputs, without a socket: requests are values.
class ApiTest : public ::testing::Test {
 protected:
  ApiTest();
  ~ApiTest() override;

  struct Answer {
    int status = 0;
    std::string text;
    std::string content_type;
    std::vector<http::Header> headers;

    json::Value body() const { return json::parse(text).value_or(json::Value()); }
    std::string header(std::string_view name) const;
  };

  /// @param user  name of the asking person; empty: anonymous
  Answer ask(std::string_view user, std::string_view method, std::string_view target,
             std::string_view body = {}, std::vector<http::Header> headers = {});
  Answer get(std::string_view target) { return ask("staff", "GET", target); }
  Answer post(std::string_view target, std::string_view body = {}) {
    return ask("staff", "POST", target, body);
  }
  Answer patch(std::string_view target, std::string_view body) {
    return ask("staff", "PATCH", target, body);
  }

  /// Writes a record past the API.
  template <class R>
  R put(R record) {
    if (record.uuid.is_nil()) record.uuid = Uuid::random();
    const auto status =
        writer_->run({}, [&](app::Transaction& transaction) { return transaction.insert(record); });
    EXPECT_TRUE(status) << (status ? "" : status.error().message);
    return record;
  }

  /// A person with an API token that is the user name followed by `-token`.
  domain::User add_person(const std::string& username, const std::string& first = "Jane",
                          const std::string& last = "Roe");
  void grant(const domain::User& user, const std::string& role, const std::string& scope_type,
             const Uuid& scope);
  /// An active offering of `provider_` with the switch on.
  domain::Offering add_offering(const std::string& slug, const std::string& options);
  /// A project of `consumer_` with a live resource of the offering.
  domain::Project add_project(const std::string& slug, const domain::Offering& offering);

  std::string offering_path(const domain::Offering& offering, std::string_view action = {}) const;

  TempDirectory directory_;
  SystemClock clock_;
  std::unique_ptr<LogSink> sink_;
  std::unique_ptr<Logger> logger_;
  MetricsRegistry metrics_;
  app::Rules rules_;
  std::unique_ptr<app::Store> store_;
  std::unique_ptr<projection::DirectoryProjection> projection_;
  std::unique_ptr<projection::GlauthProjection> outputs_;
  std::unique_ptr<app::Writer> writer_;
  http::Services services_;
  http::Router router_;
  std::unique_ptr<http::Dispatcher> dispatcher_;

  domain::Customer provider_, consumer_;
  domain::User staff_;
};

}  // namespace drawbridge::test
