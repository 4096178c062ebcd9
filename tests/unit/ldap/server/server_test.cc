#include "ldap/server/server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ldap.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/file.h"
#include "base/guarded.h"
#include "crypto/tls.h"
#include "unit/ldap/server/conversation.h"

namespace drawbridge::ldap::server {
namespace {

constexpr const char* kAlphaService = "cn=alpha-sssd,ou=services,dc=example,dc=org";
constexpr std::chrono::seconds kGrace{5};

struct Unbind {
  void operator()(LDAP* handle) const { ldap_unbind_ext_s(handle, nullptr, nullptr); }
};
using Client = std::unique_ptr<LDAP, Unbind>;

Client connect_to(const std::string& uri, const std::string& certificate = {}) {
  LDAP* handle = nullptr;
  EXPECT_EQ(ldap_initialize(&handle, uri.c_str()), LDAP_SUCCESS);
  Client client(handle);
  const int version = 3;
  ldap_set_option(handle, LDAP_OPT_PROTOCOL_VERSION, &version);
  const timeval timeout{10, 0};
  ldap_set_option(handle, LDAP_OPT_NETWORK_TIMEOUT, &timeout);
  if (!certificate.empty()) {
    const int demand = LDAP_OPT_X_TLS_DEMAND;
    ldap_set_option(handle, LDAP_OPT_X_TLS_CACERTFILE, certificate.c_str());
    ldap_set_option(handle, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand);
    const int is_server = 0;
    ldap_set_option(handle, LDAP_OPT_X_TLS_NEWCTX, &is_server);
  }
  return client;
}

int bind(LDAP* client, const std::string& dn, std::string password) {
  berval credentials{password.size(), password.data()};
  return ldap_sasl_bind_s(client, dn.c_str(), LDAP_SASL_SIMPLE, &credentials, nullptr, nullptr,
                          nullptr);
}

struct Found {
  int code;
  std::vector<std::string> names;
};

Found search(LDAP* client, const char* filter, int size_limit = 0) {
  LDAPMessage* raw = nullptr;
  Found found{};
  found.code = ldap_search_ext_s(client, "dc=example,dc=org", LDAP_SCOPE_SUBTREE, filter, nullptr,
                                 0, nullptr, nullptr, nullptr, size_limit, &raw);
  const std::unique_ptr<LDAPMessage, int (*)(LDAPMessage*)> result(raw, ldap_msgfree);
  for (LDAPMessage* at = ldap_first_entry(client, raw); at != nullptr;
       at = ldap_next_entry(client, at)) {
    const std::unique_ptr<char, void (*)(void*)> dn(ldap_get_dn(client, at), ldap_memfree);
    found.names.emplace_back(dn.get());
  }
  return found;
}

/// A self-signed certificate for 127.0.0.1 in files of its own.
class Certificate {
 public:
  Certificate() {
    directory_ = std::filesystem::temp_directory_path() /
                 ("drawbridge-ldap-test-" + std::to_string(::getpid()) + "-" +
                  std::to_string(reinterpret_cast<std::uintptr_t>(this)));
    std::filesystem::create_directories(directory_);
    const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const std::unique_ptr<X509, void (*)(X509*)> certificate(X509_new(), X509_free);
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 86'400);
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME* subject = X509_get_subject_name(certificate.get());
    const std::string common_name = "127.0.0.1";
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1,
                               0);
    X509_set_issuer_name(certificate.get(), subject);
    for (const auto& [nid, value] :
         {std::pair{NID_subject_alt_name, "IP:127.0.0.1"}, {NID_basic_constraints, "CA:TRUE"}}) {
      X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value);
      X509_add_ext(certificate.get(), extension, -1);
      X509_EXTENSION_free(extension);
    }
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    write(certificate_file(), [&](FILE* file) { PEM_write_X509(file, certificate.get()); });
    write(key_file(), [&](FILE* file) {
      PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
    std::filesystem::permissions(key_file(), std::filesystem::perms::owner_read);
  }
  ~Certificate() { std::filesystem::remove_all(directory_); }
  Certificate(const Certificate&) = delete;
  Certificate& operator=(const Certificate&) = delete;

  std::string certificate_file() const { return directory_ / "certificate.pem"; }
  std::string key_file() const { return directory_ / "key.pem"; }

 private:
  template <class Body>
  static void write(const std::string& path, Body body) {
    FILE* file = std::fopen(path.c_str(), "w");
    body(file);
    std::fclose(file);
  }
  std::filesystem::path directory_;
};

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

class RunningServer : public testing::Test {
 protected:
  void start(ServerOptions options = {}, const crypto::TlsContext* tls = nullptr,
             Authenticator* authenticator = nullptr) {
    if (options.listen.empty()) options.listen = "127.0.0.1:0";
    server_ = std::make_unique<Server>(
        options, tree_, authenticator == nullptr ? authenticator_ : *authenticator, tls, nullptr);
    const Status started = server_->start();
    ASSERT_TRUE(started) << started.error().message;
  }
  std::string uri() const { return "ldap://" + server_->address(); }

  /// A bare socket to the server.
  UniqueFd dial() const {
    const std::string& address = server_->address();
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port =
        htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.find(':') + 1))));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    EXPECT_EQ(::connect(socket.get(), reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
    return socket;
  }
  static std::string read_to_end(int socket) {
    std::string all;
    std::vector<char> buffer(65'536);
    for (;;) {
      const ssize_t count = ::recv(socket, buffer.data(), buffer.size(), 0);
      if (count <= 0) return all;
      all.append(buffer.data(), static_cast<std::size_t>(count));
    }
  }

  Published<directory::Tree> tree_{test::sample_tree(100)};
  test::FakeAuthenticator authenticator_;
  std::unique_ptr<Server> server_;
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
  const std::string requests = test::bind(1, kAlphaService, "secret") +
                               test::search(2, {.attributes = {"*"}}) +
                               test::message(3, std::string("\x42\x00", 2));
  ASSERT_EQ(::send(socket.get(), requests.data(), requests.size(), 0),
            static_cast<ssize_t>(requests.size()));
  // Another client is served while this one has not read a single octet.
  const Client client = connect_to(uri());
  ASSERT_EQ(bind(client.get(), kAlphaService, "secret"), LDAP_SUCCESS);
  EXPECT_EQ(search(client.get(), "(uid=user7)").names.size(), 1U);
  const auto all = test::answers(read_to_end(socket.get()));
  EXPECT_EQ(test::entry_names(all).size(), 3007U);
  EXPECT_EQ(all.back().code, 0);
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
  const std::string& address = server_->address();
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.find(':') + 1))));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  // No descriptor is free, so the server can only take this connection and drop it.
  EXPECT_EQ(::connect(sockets[0].get(), reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
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
