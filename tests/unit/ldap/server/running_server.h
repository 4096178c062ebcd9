#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <ldap.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/file.h"
#include "base/published.h"
#include "crypto/tls.h"
#include "ldap/server/server.h"
#include "unit/ldap/server/conversation.h"

namespace drawbridge::ldap::server {

using test::kAlphaService;

inline constexpr std::chrono::seconds kGrace{5};

struct Unbind {
  void operator()(LDAP* handle) const { ldap_unbind_ext_s(handle, nullptr, nullptr); }
};
using Client = std::unique_ptr<LDAP, Unbind>;

inline Client connect_to(const std::string& uri, const std::string& certificate = {}) {
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

inline int bind(LDAP* client, const std::string& dn, std::string password) {
  berval credentials{password.size(), password.data()};
  return ldap_sasl_bind_s(client, dn.c_str(), LDAP_SASL_SIMPLE, &credentials, nullptr, nullptr,
                          nullptr);
}

struct Found {
  int code;
  std::vector<std::string> names;
};

inline Found search(LDAP* client, const char* filter, int size_limit = 0) {
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
  UniqueFd dial() const { return dial(server_->address()); }
  static UniqueFd dial(const std::string& address) {
    const sockaddr_in to = socket_address(address);
    UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    EXPECT_EQ(::connect(socket.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to), 0);
    return socket;
  }
  /// @param address  `127.0.0.1:port`
  static sockaddr_in socket_address(const std::string& address) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port =
        htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return to;
  }
  static void send_all(const UniqueFd& socket, std::string_view octets) {
    while (!octets.empty()) {
      const ssize_t count = ::send(socket.get(), octets.data(), octets.size(), MSG_NOSIGNAL);
      ASSERT_GT(count, 0);
      octets.remove_prefix(static_cast<std::size_t>(count));
    }
  }
  static void send_all(const UniqueFd& socket, std::string_view octets, std::size_t piece) {
    for (; !octets.empty(); octets.remove_prefix(std::min(piece, octets.size()))) {
      send_all(socket, octets.substr(0, piece));
    }
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

}  // namespace drawbridge::ldap::server
