// The rows of the transport: segmentation, order, foreign protocols, clients that stall, are idle,
// or are too many, and the way a conversation ends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/tcp.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/guarded.h"
#include "unit/ldap/server/running_server.h"

namespace drawbridge::ldap::server {
namespace {

using std::string_literals::operator""s;

constexpr const char* kNoticeOid = "1.3.6.1.4.1.1466.20036";
constexpr const char* kStartTlsOid = "1.3.6.1.4.1.1466.20037";
constexpr const char* kWhoAmIOid = "1.3.6.1.4.1.4203.1.11.3";

using test::unbind;

/// Remembers what it is told.
class RecordingObserver final : public Observer {
 public:
  struct Told {
    std::vector<std::string> operations, closed, tls_failures;
    std::uint64_t refused = 0;
  };
  void operation(const OperationRecord& record) override {
    told_.with([&](Told& told) { told.operations.emplace_back(record.operation); });
  }
  void connected(std::string_view) override {}
  void disconnected(std::string_view, std::string_view reason) override {
    told_.with([&](Told& told) { told.closed.emplace_back(reason); });
  }
  void refused(std::uint64_t connections, std::string_view) override {
    told_.with([&](Told& told) { told.refused += connections; });
  }
  void tls_failed(std::string_view, std::string_view reason) override {
    told_.with([&](Told& told) { told.tls_failures.emplace_back(reason); });
  }
  Told told() {
    return told_.with([](Told& told) { return told; });
  }

 private:
  Guarded<Told> told_;
};

class Transport : public RunningServer {
 protected:
  void TearDown() override { server_.reset(); }  // before what it borrows

  void start_observed(ServerOptions options = {}, const crypto::TlsContext* tls = nullptr) {
    if (options.listen.empty()) options.listen = "127.0.0.1:0";
    server_ = std::make_unique<Server>(options, tree_, authenticator_, tls, &observer_);
    const Status started = server_->start();
    ASSERT_TRUE(started) << started.error().message;
  }

  void load_certificate() {
    auto loaded = crypto::TlsContext::load(
        {.certificate = certificate_.certificate_file(), .key = certificate_.key_file()});
    ASSERT_TRUE(loaded) << loaded.error().message;
    tls_ = *std::move(loaded);
  }

  /// Waits for what another thread is about to do; a test that waits in vain is ended by ctest.
  template <class Condition>
  static void wait_until(Condition condition) {
    while (!condition()) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }

  RecordingObserver observer_;
  Certificate certificate_;
  std::unique_ptr<crypto::TlsContext> tls_;
};

// A2 row 5 --------------------------------------------------------------------------------------

TEST_F(Transport, AnswersRequestsThatComeOctetByOctet) {
  start();
  const std::string requests = test::bind(1, kAlphaService, "secret") +
                               test::search(2, {.filter = "(uid=user7)", .attributes = {"*"}}) +
                               unbind(3);
  const UniqueFd whole = dial();
  send_all(whole, requests);
  const std::string expected = read_to_end(whole.get());
  const UniqueFd socket = dial();
  const int on = 1;
  ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  send_all(socket, requests, 1);
  EXPECT_EQ(read_to_end(socket.get()), expected);
  EXPECT_EQ(test::answers(expected).size(), 3U);
}

TEST_F(Transport, AnswersTenThousandPipelinedRequestsInTheirOrder) {
  start();
  constexpr int kRequests = 10'000;
  const UniqueFd socket = dial();
  std::thread sender([&] {
    std::string requests = test::bind(1, kAlphaService, "secret");
    for (int n = 2; n < kRequests + 2; ++n) {
      requests += test::search(n, {.filter = "(uid=user" + std::to_string(n % 100) + ")"});
    }
    send_all(socket, requests);
    ::shutdown(socket.get(), SHUT_WR);
  });
  const auto all = test::answers(read_to_end(socket.get()));
  sender.join();
  ASSERT_EQ(all.size(), 1U + 2U * kRequests);
  for (int n = 0; n < kRequests; ++n) {
    const auto at = static_cast<std::size_t>(1 + 2 * n);
    ASSERT_EQ(all[at].id, n + 2);
    ASSERT_THAT(all[at].dn, testing::StartsWith("uid=user" + std::to_string((n + 2) % 100) + ","));
    ASSERT_EQ(all[at + 1].id, n + 2);
    ASSERT_EQ(all[at + 1].code, 0);
  }
}

TEST(SessionTurns, AreOverAfterSoManyPipelinedRequests) {
  test::Conversation talk;
  talk.bind_as("alpha-sssd");
  std::string requests;
  for (int n = 2; n < 1002; ++n) requests += test::search(n, {.filter = "(uid=user7)"});
  talk.session().receive(requests);
  int turns = 1;
  std::string all;
  while (talk.session().run(all) == Need::kTurn) ++turns;
  EXPECT_GE(turns, 10);
  EXPECT_EQ(test::answers(all).size(), 2000U);
}

TEST(SessionTurns, CountTheWorkOfAllRequestsTogether) {
  test::Conversation talk({}, test::Conversation::local(), test::sample_tree(500));
  talk.bind_as("alpha-sssd");
  std::string requests;
  for (int n = 2; n < 12; ++n) requests += test::search(n, {.filter = "(sn=nobody)"});
  talk.session().receive(requests);
  // 500 entries and the price of a request: fewer than 30 of these fit a turn of 20,000.
  std::string wide = "(|";
  for (int i = 0; i < 20; ++i) wide += "(sn=nobody)";
  for (int n = 12; n < 22; ++n) talk.session().receive(test::search(n, {.filter = wide + ")"}));
  int turns = 1;
  std::string all;
  while (talk.session().run(all) == Need::kTurn) ++turns;
  EXPECT_GE(turns, 5);
  EXPECT_EQ(test::answers(all).size(), 20U);
}

TEST_F(Transport, ServesOthersWhileOnePipelinesScans) {
  tree_.publish(test::sample_tree(1000));
  start();
  const UniqueFd busy = dial();
  std::string requests = test::bind(1, kAlphaService, "secret");
  constexpr int kScans = 100;
  for (int n = 2; n < kScans + 2; ++n) {
    requests += test::search(n, {.filter = "(&(sn=User)(sn=nobody))"});
  }
  std::thread sender([&] {
    send_all(busy, requests);
    ::shutdown(busy.get(), SHUT_WR);  // an Unbind would end the scan under way
  });
  const Client client = connect_to(uri());
  ASSERT_EQ(bind(client.get(), kAlphaService, "secret"), LDAP_SUCCESS);
  for (int n = 0; n < 20; ++n) EXPECT_EQ(search(client.get(), "(uid=user7)").names.size(), 1U);
  sender.join();
  EXPECT_EQ(test::answers(read_to_end(busy.get())).size(), kScans + 1U);
}

// Row 6 -----------------------------------------------------------------------------------------

TEST_F(Transport, AnswersForeignProtocolsWithANoticeAndOneRecord) {
  start_observed();
  const std::vector<std::string> openings = {
      "GET / HTTP/1.1\r\nHost: ldap\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s,
      "SSH-2.0-OpenSSH_9.2\r\n", "EHLO mail\r\n", std::string(200'000, '\xff')};
  for (const std::string& opening : openings) {
    const UniqueFd socket = dial();
    // Without waiting for the notice: the rest of what is sent must not make it get lost.
    ::send(socket.get(), opening.data(), opening.size(), MSG_NOSIGNAL);
    const auto all = test::answers(read_to_end(socket.get()));
    ASSERT_EQ(all.size(), 1U) << opening.substr(0, 10);
    EXPECT_EQ(all[0].id, 0);
    EXPECT_EQ(all[0].code, 2);
    EXPECT_EQ(all[0].name, kNoticeOid);
  }
  EXPECT_THAT(observer_.told().operations,
              testing::AllOf(testing::SizeIs(openings.size()), testing::Each("malformed")));
}

TEST_F(Transport, EndsWhatIsNoTlsOnTheTlsPortAndSaysWhy) {
  load_certificate();
  start_observed({.listen_tls = "127.0.0.1:0"}, tls_.get());
  for (const std::string& opening :
       {test::bind(1, kAlphaService, "secret"), "GET / HTTP/1.1\r\n\r\n"s,
        std::string(100'000, '\0'), "\x16\x03\x01\xff\xff"s + std::string(70'000, '\xff')}) {
    const UniqueFd socket = dial(server_->tls_address());
    ::send(socket.get(), opening.data(), opening.size(), MSG_NOSIGNAL);
    EXPECT_THAT(read_to_end(socket.get()), testing::Not(testing::HasSubstr(kNoticeOid)));
  }
  EXPECT_EQ(authenticator_.asked, 0);
  EXPECT_THAT(
      observer_.told().tls_failures,
      testing::AllOf(testing::SizeIs(4), testing::Each(testing::StartsWith("TLS handshake: "))));
  const Client client =
      connect_to("ldaps://" + server_->tls_address(), certificate_.certificate_file());
  EXPECT_EQ(bind(client.get(), kAlphaService, "secret"), LDAP_SUCCESS);
}

// Row 7 -----------------------------------------------------------------------------------------

class ForeignMessage : public testing::TestWithParam<std::string> {};

TEST_P(ForeignMessage, EndsWithANoticeOfDisconnection) {
  test::Conversation talk;
  const auto all = talk.ask(GetParam());
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].id, 0);
  EXPECT_EQ(all[0].code, 2);
  EXPECT_EQ(all[0].name, kNoticeOid);
  EXPECT_EQ(talk.need, Need::kClose);
}

std::vector<std::string> every_response() {
  using protocol::Operation;
  std::vector<std::string> all;
  const std::string result = "\x0a\x01\x00\x04\x00\x04\x00"s;
  for (const auto operation :
       {Operation::kBindResponse, Operation::kSearchResultEntry, Operation::kSearchResultDone,
        Operation::kModifyResponse, Operation::kAddResponse, Operation::kDelResponse,
        Operation::kModifyDnResponse, Operation::kCompareResponse, Operation::kExtendedResponse,
        Operation::kIntermediateResponse}) {
    all.push_back(test::message(
        1, test::operation(operation, [&](ber::Writer& writer) { writer.raw(result); })));
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(Responses, ForeignMessage, testing::ValuesIn(every_response()));
INSTANTIATE_TEST_SUITE_P(UnknownTags, ForeignMessage,
                         testing::Values(test::message(1, "\x5f\x1f\x00"s),
                                         test::message(1, "\x7e\x00"s),
                                         test::message(1, "\x7f\x81\x00\x00"s),
                                         test::message(1, "\xa0\x00"s),
                                         test::message(1, "\x30\x00"s)));
INSTANTIATE_TEST_SUITE_P(
    MessageIds, ForeignMessage,
    testing::Values("\x30\x05\x02\x01\x00\x42\x00"s, "\x30\x05\x02\x01\xff\x42\x00"s,
                    "\x30\x09\x02\x05\x00\x80\x00\x00\x00\x42\x00"s,
                    "\x30\x0d\x02\x09\x01\x00\x00\x00\x00\x00\x00\x00\x00\x42\x00"s,
                    "\x30\x04\x02\x00\x42\x00"s));

TEST(Session, TakesTheLargestMessageId) {
  test::Conversation talk;
  EXPECT_EQ(talk.ask_one(test::extended(0x7fffffff, kWhoAmIOid)).id, 0x7fffffff);
}

TEST(Session, AnswersRepeatedMessageIdsOneAfterTheOther) {
  // A request is answered before the next one is looked at, so the ID is free again by then.
  test::Conversation talk;
  const auto all = talk.ask(test::extended(5, kWhoAmIOid) + test::extended(5, kWhoAmIOid));
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].id, 5);
  EXPECT_EQ(all[1].id, 5);
}

// Rows 24, 26, 36 -------------------------------------------------------------------------------

TEST_F(Transport, EndsClientsThatNeverRead) {
  tree_.publish(test::sample_tree(3000));
  ServerOptions options;
  options.limits.max_output_bytes = 16'384;
  options.limits.stalled_output = std::chrono::seconds(0);
  start_observed(options);
  const UniqueFd socket = dial();
  std::string requests = test::bind(1, kAlphaService, "secret");
  for (int n = 2; n < 12; ++n) requests += test::search(n, {.attributes = {"*"}});
  send_all(socket, requests);
  wait_until([&] { return !observer_.told().closed.empty(); });
  EXPECT_THAT(observer_.told().closed, testing::ElementsAre("the client takes no answers"));
}

TEST(Session, HoldsLessWhileAllHoldTooMuchTogether) {
  test::Conversation talk({}, test::Conversation::local(), test::sample_tree(500));
  talk.bind_as("alpha-sssd");
  const std::string all = talk.send(test::search(2, {.attributes = {"*"}}));
  EXPECT_GT(talk.largest_output, 100'000U);
  talk.services().change_held_output(0, talk.services().limits().max_held_output_bytes);
  talk.largest_output = 0;
  EXPECT_EQ(talk.send(test::search(2, {.attributes = {"*"}})), all);
  EXPECT_LE(talk.largest_output, 16'384U + 40'000U);  // one group entry may go over
  talk.services().change_held_output(talk.services().limits().max_held_output_bytes, 0);
  talk.send(test::search(2, {.attributes = {"*"}}));
  EXPECT_GT(talk.largest_output, 100'000U);
}

TEST_F(Transport, EndsTlsHandshakesThatTakeTooLong) {
  load_certificate();
  ServerOptions options{.listen_tls = "127.0.0.1:0"};
  options.limits.handshake = std::chrono::seconds(0);
  start_observed(options, tls_.get());
  const UniqueFd from_the_start = dial(server_->tls_address());
  const UniqueFd upgraded = dial();
  send_all(upgraded, test::extended(1, kStartTlsOid));
  EXPECT_EQ(read_to_end(from_the_start.get()), "");
  EXPECT_EQ(test::answers(read_to_end(upgraded.get())).size(), 1U);
  EXPECT_THAT(observer_.told().closed, testing::Each("the TLS handshake took too long"));
}

TEST_F(Transport, EndsConversationsThatHaveFallenSilent) {
  ServerOptions options;
  options.limits.idle = std::chrono::seconds(0);
  start_observed(options);
  const UniqueFd socket = dial();
  send_all(socket, test::bind(1, kAlphaService, "secret"));
  EXPECT_EQ(test::answers(read_to_end(socket.get())).size(), 1U);
  EXPECT_THAT(observer_.told().closed, testing::ElementsAre("the connection was idle"));
}

TEST_F(Transport, EndsClientsThatSendTheirFirstRequestTooSlowly) {
  ServerOptions options;
  options.limits.idle_before_bind = std::chrono::seconds(1);
  start_observed(options);
  const UniqueFd socket = dial();
  const std::string request = test::bind(1, kAlphaService, std::string(200, 'x'));
  // One octet at a time is no progress.
  for (const char octet : request) {
    if (!observer_.told().closed.empty()) break;
    ::send(socket.get(), &octet, 1, MSG_NOSIGNAL);
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
  }
  wait_until([&] { return !observer_.told().closed.empty(); });
  EXPECT_THAT(observer_.told().closed, testing::ElementsAre("the connection was idle"));
  EXPECT_EQ(authenticator_.asked, 0);
}

TEST_F(Transport, TakesNoFurtherRequestWhileABindIsDecided) {
  authenticator_.answers_at_once = false;
  start();
  const UniqueFd socket = dial();
  std::string requests;
  for (int n = 1; n <= 100; ++n) requests += test::bind(n, kAlphaService, "secret");
  send_all(socket, requests);
  wait_until([&] { return authenticator_.asked > 0; });
  const Client other = connect_to(uri());
  EXPECT_EQ(search(other.get(), "(objectClass=*)").code, LDAP_NO_SUCH_OBJECT);
  EXPECT_EQ(authenticator_.asked, 1);
  server_->stop(std::chrono::milliseconds(0));
}

TEST_F(Transport, ClosesConnectionsBeyondTheirNumber) {
  start_observed({.threads = 2, .max_connections = 3});
  std::vector<UniqueFd> sockets;
  for (int n = 0; n < 3; ++n) {
    sockets.push_back(dial());
    send_all(sockets.back(), test::extended(1, kWhoAmIOid));
    std::string answer(200, '\0');
    ASSERT_GT(::recv(sockets.back().get(), answer.data(), answer.size(), 0), 0);
  }
  const UniqueFd one_too_many = dial();
  EXPECT_EQ(read_to_end(one_too_many.get()), "");
  wait_until([&] { return observer_.told().refused == 1; });
  sockets.clear();
  wait_until([&] { return server_->connections() == 0; });
  const Client client = connect_to(uri());
  EXPECT_EQ(bind(client.get(), kAlphaService, "secret"), LDAP_SUCCESS);
}

TEST_F(Transport, SpreadsConnectionsThatComeTogetherOverTheLoops) {
  start({.threads = 4});
  std::vector<UniqueFd> sockets;
  for (int n = 0; n < 40; ++n) sockets.push_back(dial());
  for (const UniqueFd& socket : sockets) send_all(socket, test::extended(1, kWhoAmIOid));
  for (const UniqueFd& socket : sockets) {
    std::string answer(200, '\0');
    ASSERT_GT(::recv(socket.get(), answer.data(), answer.size(), 0), 0);
  }
  EXPECT_EQ(server_->connections(), 40U);
}

// Row 27 ----------------------------------------------------------------------------------------

TEST_F(Transport, EndsWhenSomethingCameBehindStartTlsInClear) {
  load_certificate();
  start({}, tls_.get());
  const UniqueFd socket = dial();
  send_all(socket, test::extended(1, kStartTlsOid) + test::bind(2, kAlphaService, "secret"));
  const auto all = test::answers(read_to_end(socket.get()));
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].code, 2);
  EXPECT_EQ(all[0].name, kNoticeOid);
  EXPECT_EQ(authenticator_.asked, 0);
}

TEST_F(Transport, TakesWhatComesAfterTheAnswerToStartTlsForTlsOnly) {
  load_certificate();
  start_observed({}, tls_.get());
  const UniqueFd socket = dial();
  send_all(socket, test::extended(1, kStartTlsOid));
  std::string answer(200, '\0');
  answer.resize(static_cast<std::size_t>(::recv(socket.get(), answer.data(), answer.size(), 0)));
  ASSERT_EQ(test::answers(answer).at(0).code, 0);
  send_all(socket, test::bind(2, kAlphaService, "secret"));
  EXPECT_THAT(read_to_end(socket.get()), testing::Not(testing::HasSubstr(kNoticeOid)));
  EXPECT_EQ(authenticator_.asked, 0);
  EXPECT_THAT(observer_.told().tls_failures, testing::SizeIs(1));
}

bool has_ipv6_loopback() {
  const UniqueFd socket(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_addr = in6addr_loopback;
  return socket &&
         ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

// Listening and the end -------------------------------------------------------------------------

TEST_F(Transport, ListensOnAllAddressesOfBothKindsAndNamesClientsAlike) {
  start({.listen = ":0"});
  const std::string port = server_->address().substr(server_->address().rfind(':') + 1);
  std::vector<std::string> hosts = {"127.0.0.1"};
  // A container may have no IPv6; the listener then is one of IPv4 only.
  if (server_->address().starts_with("[") && has_ipv6_loopback()) hosts.emplace_back("[::1]");
  for (const std::string& host : hosts) {
    const Client client = connect_to("ldap://" + host + ":" + port);
    // From loopback a password may come in clear, by whichever kind of address.
    EXPECT_EQ(bind(client.get(), kAlphaService, "secret"), LDAP_SUCCESS) << host;
  }
}

TEST_F(Transport, AnswersWhatHasComeWholeBeforeItSaysGoodbye) {
  tree_.publish(test::sample_tree(3000));
  ServerOptions options;
  options.limits.max_output_bytes = 16'384;
  start(options);
  const UniqueFd socket = dial();
  const std::string unfinished = test::search(4, {}).substr(0, 20);
  send_all(socket, test::bind(1, kAlphaService, "secret") + test::search(2, {.attributes = {"*"}}) +
                       test::search(3, {.filter = "(uid=user7)"}) + unfinished);
  wait_until([&] { return authenticator_.asked == 1; });
  std::thread stopping(
      [&] { server_->stop(std::chrono::duration_cast<std::chrono::milliseconds>(kGrace)); });
  const auto all = test::answers(read_to_end(socket.get()));
  stopping.join();
  ASSERT_EQ(test::entry_names(all).size(), 3008U);
  EXPECT_EQ(all[all.size() - 2].id, 3);
  EXPECT_EQ(all[all.size() - 2].code, 0);
  EXPECT_EQ(all.back().id, 0);
  EXPECT_EQ(all.back().code, 52);
  EXPECT_EQ(all.back().name, kNoticeOid);
}

}  // namespace
}  // namespace drawbridge::ldap::server
