#include "ldap/server/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <thread>
#include <vector>

#include "base/guarded.h"
#include "unit/ldap/server/running_server.h"

namespace drawbridge::ldap::server {
namespace {

/// Answers from a thread of its own, as the pool for password hashes does.
class LateAuthenticator final : public Authenticator {
 public:
  ~LateAuthenticator() override {
    threads_.with([](auto& threads) {
      for (std::thread& thread : threads) thread.join();
    });
  }
  void authenticate(const BindAttempt& attempt, BindOutcome done) override {
    const bool is_right = attempt.password == "secret";
    std::thread thread([is_right, outcome = std::move(done)] {
      outcome(is_right ? test::alpha_service() : nullptr);
    });
    threads_.with([&](auto& threads) { threads.push_back(std::move(thread)); });
  }

 private:
  Guarded<std::vector<std::thread>> threads_;
};

TEST_F(RunningServer, ServesLibldap) {
  start();
  const Client client = connect_to(uri());
  ASSERT_EQ(bind(client.get(), kAlphaService, "secret"), LDAP_SUCCESS);
  EXPECT_EQ(search(client.get(), "(objectClass=*)").names.size(), 107U);
  EXPECT_THAT(search(client.get(), "(&(uid=USER7)(objectclass=posixAccount)(uidNumber=*))").names,
              testing::ElementsAre("uid=user7,ou=people,ou=alpha,dc=example,dc=org"));
  const Found limited = search(client.get(), "(objectClass=*)", 5);
  EXPECT_EQ(limited.code, LDAP_SIZELIMIT_EXCEEDED);
  EXPECT_EQ(limited.names.size(), 5U);
  berval* who = nullptr;
  ASSERT_EQ(ldap_whoami_s(client.get(), &who, nullptr, nullptr), LDAP_SUCCESS);
  EXPECT_EQ(std::string(who->bv_val, who->bv_len), std::string("dn:") + kAlphaService);
  ber_bvfree(who);
  EXPECT_EQ(ldap_delete_ext_s(client.get(), kAlphaService, nullptr, nullptr),
            LDAP_UNWILLING_TO_PERFORM);
  EXPECT_EQ(bind(client.get(), kAlphaService, "wrong"), LDAP_INVALID_CREDENTIALS);
  EXPECT_EQ(search(client.get(), "(objectClass=*)").code, LDAP_NO_SUCH_OBJECT);
}

TEST_F(RunningServer, ShowsAtOnceWhatWasPublished) {
  start();
  const Client client = connect_to(uri());
  ASSERT_EQ(bind(client.get(), kAlphaService, "secret"), LDAP_SUCCESS);
  EXPECT_EQ(search(client.get(), "(uid=user100)").names.size(), 0U);
  tree_.publish(test::sample_tree(101));
  EXPECT_EQ(search(client.get(), "(uid=user100)").names.size(), 1U);
}

TEST_F(RunningServer, TakesOutcomesFromOtherThreads) {
  LateAuthenticator late;
  start({.threads = 2}, nullptr, &late);
  for (int i = 0; i < 20; ++i) {
    const Client client = connect_to(uri());
    EXPECT_EQ(bind(client.get(), kAlphaService, "wrong"), LDAP_INVALID_CREDENTIALS);
    EXPECT_EQ(bind(client.get(), kAlphaService, "secret"), LDAP_SUCCESS);
    EXPECT_EQ(search(client.get(), "(uid=user7)").names.size(), 1U);
  }
  server_.reset();
}

TEST_F(RunningServer, ServesManyClientsOnSeveralLoops) {
  start({.threads = 2});
  // libldap makes its global options at the first use, which is not to be on several threads.
  const Client first = connect_to(uri());
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([this] {
      const Client client = connect_to(uri());
      ASSERT_EQ(bind(client.get(), kAlphaService, "secret"), LDAP_SUCCESS);
      for (int n = 0; n < 100; ++n) {
        const std::string filter = "(uid=user" + std::to_string(n) + ")";
        ASSERT_EQ(search(client.get(), filter.c_str()).names.size(), 1U);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST_F(RunningServer, OffersStartTlsAndLdaps) {
  const Certificate certificate;
  const auto tls = crypto::TlsContext::load(
      {.certificate = certificate.certificate_file(), .key = certificate.key_file()});
  ASSERT_TRUE(tls) << tls.error().message;
  start({.listen = "127.0.0.1:0", .listen_tls = "127.0.0.1:0"}, tls->get());
  const Client upgraded = connect_to(uri(), certificate.certificate_file());
  ASSERT_EQ(ldap_start_tls_s(upgraded.get(), nullptr, nullptr), LDAP_SUCCESS);
  ASSERT_EQ(bind(upgraded.get(), kAlphaService, "secret"), LDAP_SUCCESS);
  EXPECT_EQ(search(upgraded.get(), "(objectClass=*)").names.size(), 107U);
  const Client encrypted =
      connect_to("ldaps://" + server_->tls_address(), certificate.certificate_file());
  ASSERT_EQ(bind(encrypted.get(), kAlphaService, "secret"), LDAP_SUCCESS);
  EXPECT_EQ(search(encrypted.get(), "(objectClass=*)").names.size(), 107U);
}

TEST_F(RunningServer, RefusesStartTlsWithoutACertificateAndGoesOn) {
  start();
  const Client client = connect_to(uri());
  EXPECT_EQ(ldap_start_tls_s(client.get(), nullptr, nullptr), LDAP_PROTOCOL_ERROR);
  EXPECT_EQ(bind(client.get(), kAlphaService, "secret"), LDAP_SUCCESS);
}

TEST_F(RunningServer, StreamsALargeAnswerToASlowReader) {
  tree_.publish(test::sample_tree(3000));
  ServerOptions options;
  options.limits.max_output_bytes = 16'384;
  start(options);
  const UniqueFd socket = dial();
  send_all(socket, test::bind(1, kAlphaService, "secret") + test::search(2, {.attributes = {"*"}}));
  ::shutdown(socket.get(), SHUT_WR);
  // Another client is served while this one has not read a single octet.
  const Client client = connect_to(uri());
  ASSERT_EQ(bind(client.get(), kAlphaService, "secret"), LDAP_SUCCESS);
  EXPECT_EQ(search(client.get(), "(uid=user7)").names.size(), 1U);
  const auto all = test::answers(read_to_end(socket.get()));
  EXPECT_EQ(test::entry_names(all).size(), 3007U);
  EXPECT_EQ(all.back().code, 0);
}

TEST_F(RunningServer, EndsALargeAnswerAndTheConnectionAtAnUnbind) {
  tree_.publish(test::sample_tree(3000));
  ServerOptions options;
  options.limits.max_output_bytes = 16'384;
  start(options);
  const UniqueFd socket = dial();
  send_all(socket, test::bind(1, kAlphaService, "secret") + test::search(2, {.attributes = {"*"}}) +
                       test::message(3, std::string("\x42\x00", 2)));
  const auto all = test::answers(read_to_end(socket.get()));
  ASSERT_FALSE(all.empty());
  EXPECT_LT(test::entry_names(all).size(), 3007U);
  for (const auto& answer : all) {
    EXPECT_NE(answer.operation, protocol::Operation::kSearchResultDone);
  }
  const Client client = connect_to(uri());
  EXPECT_EQ(bind(client.get(), kAlphaService, "secret"), LDAP_SUCCESS) << "the server goes on";
}

TEST_F(RunningServer, AnswersAClientThatHasFinishedSending) {
  start();
  const UniqueFd socket = dial();
  const std::string requests =
      test::bind(1, kAlphaService, "secret") + test::search(2, {.attributes = {"*"}});
  ASSERT_EQ(::send(socket.get(), requests.data(), requests.size(), 0),
            static_cast<ssize_t>(requests.size()));
  ::shutdown(socket.get(), SHUT_WR);
  EXPECT_EQ(test::entry_names(test::answers(read_to_end(socket.get()))).size(), 107U);
}

TEST_F(RunningServer, OutlivesJunk) {
  start();
  for (const std::string& junk :
       {std::string("GET / HTTP/1.1\r\n\r\n"), std::string("\x16\x03\x01\x02\x00\x01\x00", 7),
        std::string(100'000, '\xff'), std::string("\x30\x84\xff\xff\xff\xff", 6)}) {
    const UniqueFd socket = dial();
    ::send(socket.get(), junk.data(), junk.size(), MSG_NOSIGNAL);
    read_to_end(socket.get());
  }
  const Client client = connect_to(uri());
  EXPECT_EQ(bind(client.get(), kAlphaService, "secret"), LDAP_SUCCESS);
}

TEST_F(RunningServer, SendsANoticeOfDisconnectionWhenItStops) {
  start({.threads = 2});
  const UniqueFd socket = dial();
  const std::string request = test::bind(1, kAlphaService, "secret");
  ::send(socket.get(), request.data(), request.size(), 0);
  std::string first(200, '\0');
  first.resize(static_cast<std::size_t>(::recv(socket.get(), first.data(), first.size(), 0)));
  EXPECT_EQ(server_->connections(), 1U);
  server_->stop(std::chrono::duration_cast<std::chrono::milliseconds>(kGrace));
  const auto all = test::answers(read_to_end(socket.get()));
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].id, 0);
  EXPECT_EQ(all[0].name, "1.3.6.1.4.1.1466.20036");
  EXPECT_EQ(all[0].code, 52);
}

TEST_F(RunningServer, ClosesAConnectionThatSaysNothing) {
  ServerOptions options;
  options.limits.idle_before_bind = std::chrono::seconds(0);
  start(options);
  const UniqueFd socket = dial();
  EXPECT_EQ(read_to_end(socket.get()), "");
}

TEST_F(RunningServer, KeepsAcceptingAfterDescriptorsRanOut) {
  start();
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  std::vector<UniqueFd> sockets;
  for (int i = 0; i < 20; ++i) {
    sockets.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  }
  const int highest = ::dup(sockets.back().get());
  ::close(highest);
  const rlimit tight{static_cast<rlim_t>(highest), before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &tight), 0);
  const sockaddr_in to = socket_address(server_->address());
  // No descriptor is free, so the server can only take this connection and drop it.
  EXPECT_EQ(::connect(sockets[0].get(), reinterpret_cast<const sockaddr*>(&to), sizeof to), 0);
  EXPECT_EQ(read_to_end(sockets[0].get()), "");
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  const Client client = connect_to(uri());
  EXPECT_EQ(bind(client.get(), kAlphaService, "secret"), LDAP_SUCCESS);
}

TEST_F(RunningServer, CannotStartOnABadAddress) {
  for (const char* listen : {"127.0.0.1", "127.0.0.1:70000", "::1:389", "no.such.host.invalid:1"}) {
    Server server({.listen = listen}, tree_, authenticator_, nullptr, nullptr);
    EXPECT_EQ(server.start().error().code, ErrorCode::kInvalid) << listen;
  }
  start();
  Server second({.listen = server_->address()}, tree_, authenticator_, nullptr, nullptr);
  EXPECT_EQ(second.start().error().code, ErrorCode::kUnavailable);
  Server no_certificate({.listen_tls = "127.0.0.1:0"}, tree_, authenticator_, nullptr, nullptr);
  EXPECT_EQ(no_certificate.start().error().code, ErrorCode::kInvalid);
}

}  // namespace
}  // namespace drawbridge::ldap::server
