#include "daemon/application.h"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <gtest/gtest.h>

#include <sstream>
#include <thread>

#include "component/daemon/fixture.h"
#include "daemon/admin_client.h"

namespace drawbridge::daemon {
namespace {

class NoLog final : public LogSink {
 public:
  void write(std::string_view) override {}
};

class ApplicationTest : public testing::Test {
 protected:
  void start() {
    auto started = Application::start(settings_, logger_, metrics_, clock_);
    ASSERT_TRUE(started) << started.error().message;
    application_ = std::move(*started);
  }

  int send(const AdminRequest& request) {
    console_.out.clear();
    const auto code =
        send_to_server(admin_socket_path(settings_.store.path), request, nullptr, console_);
    EXPECT_TRUE(code) << code.error().message;
    return code.value_or(-1);
  }

  struct Answer {
    int status;
    std::string body;
  };
  Answer get(const std::string& path, const std::string& token = {}) {
    const auto address = application_->http_address();
    Poco::Net::HTTPClientSession session(address.substr(0, address.rfind(':')), port_of(address));
    Poco::Net::HTTPRequest request("GET", path, "HTTP/1.1");
    if (!token.empty()) request.set("Authorization", "Token " + token);
    session.sendRequest(request);
    Poco::Net::HTTPResponse response;
    std::ostringstream body;
    Poco::StreamCopier::copyStream(session.receiveResponse(response), body);
    return {response.getStatus(), body.str()};
  }

  static std::uint16_t port_of(const std::string& address) {
    return static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
  }

  test::TempDirectory directory_;
  settings::Settings settings_ = settings_in(directory_);
  NoLog sink_;
  SystemClock clock_;
  Logger logger_{sink_, clock_};
  MetricsRegistry metrics_;
  KeptConsole console_;
  std::unique_ptr<Application> application_;
};

TEST_F(ApplicationTest, NamesTheAddressesItBound) {
  start();
  const auto addresses = application_->addresses();
  ASSERT_EQ(addresses.size(), 2U);
  EXPECT_TRUE(addresses[0].starts_with("HTTP on 127.0.0.1:"));
  EXPECT_TRUE(addresses[1].starts_with("LDAP on 127.0.0.1:"));
  EXPECT_NE(port_of(application_->http_address()), 0);
  EXPECT_EQ(get("/livez").status, 200);
}

TEST_F(ApplicationTest, ATokenMadeOverTheAdminSocketOpensTheApi) {
  start();
  EXPECT_EQ(get("/api/users/me/").status, 401);
  ASSERT_EQ(send({"token create", {{"user", "admin"}, {"staff", true}}}), 0);
  const auto made = json::parse(console_.out);
  ASSERT_TRUE(made);
  const auto answer = get("/api/users/me/", made->value("token", ""));
  EXPECT_EQ(answer.status, 200);
  EXPECT_NE(answer.body.find("\"admin\""), std::string::npos);
}

TEST_F(ApplicationTest, AServiceAccountMadeOverTheAdminSocketIsInTheTreeAtOnce) {
  start();
  ASSERT_EQ(send({"ldap-account create", {{"name", "sssd"}}}), 0);
  const auto name = ldap::dn::Dn::parse("cn=sssd,ou=services,dc=example,dc=org");
  EXPECT_NE(application_->core().directory()->tree().load()->find(*name), nullptr);
}

TEST_F(ApplicationTest, ASecondServerOnTheSamePortIsRefusedInOneSentence) {
  start();
  auto other = settings_;
  other.store.path = (directory_ / "other.db").string();
  other.http.listen->port = port_of(application_->http_address());
  const auto second = Application::start(other, logger_, metrics_, clock_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(second.error().message.find(std::to_string(other.http.listen->port)), std::string::npos)
      << second.error().message;
}

TEST_F(ApplicationTest, StartsAgainOnWhatItLeft) {
  start();
  ASSERT_EQ(send({"token create", {{"user", "admin"}, {"staff", true}}}), 0);
  const auto token = json::parse(console_.out)->value("token", "");
  application_->stop();
  start();
  EXPECT_EQ(get("/api/users/me/", token).status, 200);
}

TEST_F(ApplicationTest, ListenersThatAreOffAreNotBound) {
  settings_.http.listen.reset();
  settings_.ldap.listen.reset();
  start();
  EXPECT_TRUE(application_->addresses().empty());
  EXPECT_EQ(send({"token list"}), 0);
}

}  // namespace
}  // namespace drawbridge::daemon
