#include "crypto/tls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>

#include "support/temp_directory.h"

namespace drawbridge::crypto {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

/// A self-signed certificate and its key, as OpenSSL objects and as PEM.
struct Identity {
  explicit Identity(const std::string& name) {
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key.get());
    X509_NAME* subject = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), subject);
    X509_sign(certificate.get(), key.get(), EVP_sha256());
  }

  std::string certificate_pem() const {
    return pem([this](BIO* out) { PEM_write_bio_X509(out, certificate.get()); });
  }
  std::string key_pem(const char* passphrase = nullptr) const {
    return pem([this, passphrase](BIO* out) {
      PEM_write_bio_PrivateKey(out, key.get(), passphrase ? EVP_aes_128_cbc() : nullptr, nullptr, 0,
                               nullptr, const_cast<char*>(passphrase));
    });
  }

  template <class Write>
  static std::string pem(Write write) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
    write(out.get());
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(out.get(), &bytes);
    return {bytes, static_cast<std::size_t>(size)};
  }

  Key key{EVP_EC_gen("P-256"), EVP_PKEY_free};
  Certificate certificate{X509_new(), X509_free};
};

/// A TLS client over memory.
class Client {
 public:
  explicit Client(int max_version = 0, const Identity* identity = nullptr) {
    SSL_CTX_set_max_proto_version(rules_.get(), max_version);
    if (identity != nullptr) {
      SSL_CTX_use_certificate(rules_.get(), identity->certificate.get());
      SSL_CTX_use_PrivateKey(rules_.get(), identity->key.get());
    }
    ssl_.reset(SSL_new(rules_.get()));
    SSL_set_bio(ssl_.get(), in_, out_);
    SSL_set_connect_state(ssl_.get());
  }

  /// One step: hands over what the server sent; what is to be sent to the server.
  std::string step(const std::string& from_server) {
    BIO_write(in_, from_server.data(), static_cast<int>(from_server.size()));
    SSL_do_handshake(ssl_.get());
    return take();
  }
  std::string encrypt(const std::string& text) {
    SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size()));
    return take();
  }
  std::string decrypt(const std::string& from_server) {
    BIO_write(in_, from_server.data(), static_cast<int>(from_server.size()));
    std::string text(1 << 20, '\0');
    std::size_t size = 0;
    while (true) {
      const int got =
          SSL_read(ssl_.get(), text.data() + size, static_cast<int>(text.size() - size));
      if (got <= 0) break;
      size += static_cast<std::size_t>(got);
    }
    text.resize(size);
    return text;
  }
  std::string say_goodbye() {
    SSL_shutdown(ssl_.get());
    return take();
  }
  bool is_connected() const { return SSL_is_init_finished(ssl_.get()) != 0; }
  std::string server_name() const {
    const X509* certificate = SSL_get0_peer_certificate(ssl_.get());
    std::string name(64, '\0');
    X509_NAME_oneline(X509_get_subject_name(certificate), name.data(), 64);
    return name.c_str();
  }
  bool was_told_goodbye() const {
    return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
  }

 private:
  std::string take() {
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(out_, &bytes);
    std::string text(bytes, static_cast<std::size_t>(size));
    BIO_reset(out_);
    return text;
  }

  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> rules_{SSL_CTX_new(TLS_client_method()),
                                                           SSL_CTX_free};
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, SSL_free};
  BIO* in_ = BIO_new(BIO_s_mem());
  BIO* out_ = BIO_new(BIO_s_mem());
};

std::string take(TlsSession& session) {
  std::string out;
  session.take_output(out);
  return out;
}

class Tls : public testing::Test {
 protected:
  void SetUp() override {
    auto loaded = TlsContext::load(files_);
    ASSERT_TRUE(loaded) << loaded.error().message;
    tls_ = std::move(*loaded);
  }

  /// Passes bytes between both until the client is connected or nothing moves.
  static Status connect(Client& client, TlsSession& session) {
    std::string plaintext;
    for (int round = 0; round < 8; ++round) {
      const auto to_server = client.step(take(session));
      if (to_server.empty()) break;
      DRAWBRIDGE_CHECK(session.feed(to_server, plaintext));
    }
    return {};
  }

  test::TempDirectory directory_;
  Identity identity_{"first"};
  TlsFiles files_{directory_.write("certificate.pem", identity_.certificate_pem()),
                  directory_.write("key.pem", identity_.key_pem())};
  std::unique_ptr<TlsContext> tls_;
};

TEST_F(Tls, CarriesBytesBothWays) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    Client client(version);
    auto session = tls_->new_session().value();
    EXPECT_FALSE(session.is_open());
    EXPECT_EQ(session.version(), "");
    ASSERT_TRUE(connect(client, session));
    ASSERT_TRUE(session.is_open());
    EXPECT_TRUE(client.is_connected());
    EXPECT_EQ(session.version(), version == TLS1_2_VERSION ? "TLSv1.2" : "TLSv1.3");
    EXPECT_EQ(session.peer_subject(), "");

    std::string plaintext;
    const std::string request(100000, 'q');
    ASSERT_TRUE(session.feed(client.encrypt(request), plaintext));
    EXPECT_EQ(plaintext, request);
    const std::string answer(200000, 'a');
    ASSERT_TRUE(session.write(answer));
    EXPECT_EQ(client.decrypt(take(session)), answer);
  }
}

TEST_F(Tls, WorksWhenBytesComeOneByOne) {
  Client client;
  auto session = tls_->new_session().value();
  std::string plaintext;
  const auto feed_slowly = [&](const std::string& bytes) {
    for (const char byte : bytes) ASSERT_TRUE(session.feed({&byte, 1}, plaintext));
  };
  feed_slowly(client.step(""));
  feed_slowly(client.step(take(session)));
  ASSERT_TRUE(session.is_open());
  feed_slowly(client.encrypt("hello"));
  EXPECT_EQ(plaintext, "hello");
}

TEST_F(Tls, RefusesTls11) {
  Client client(TLS1_1_VERSION);
  auto session = tls_->new_session().value();
  EXPECT_FALSE(connect(client, session));
  EXPECT_TRUE(session.is_finished());
  EXPECT_FALSE(client.is_connected());
}

TEST_F(Tls, EndsOnBytesThatAreNoTls) {
  auto session = tls_->new_session().value();
  std::string plaintext;
  EXPECT_FALSE(session.feed("GET / HTTP/1.1\r\n\r\n", plaintext));
  EXPECT_TRUE(session.is_finished());
  EXPECT_FALSE(session.feed("more", plaintext));
  EXPECT_FALSE(session.write("x"));
  EXPECT_EQ(plaintext, "");
}

TEST_F(Tls, EndsOnAChangedRecord) {
  Client client;
  auto session = tls_->new_session().value();
  ASSERT_TRUE(connect(client, session));
  auto record = client.encrypt("hello");
  record.back() = static_cast<char>(record.back() ^ 1);
  std::string plaintext;
  EXPECT_FALSE(session.feed(record, plaintext));
  EXPECT_TRUE(session.is_finished());
  EXPECT_EQ(plaintext, "");
}

TEST_F(Tls, WritesNothingBeforeTheHandshakeIsDone) {
  auto session = tls_->new_session().value();
  EXPECT_FALSE(session.write("early"));
  EXPECT_EQ(take(session), "");
}

TEST_F(Tls, SaysGoodbyeAndHearsIt) {
  Client first;
  auto ending = tls_->new_session().value();
  ASSERT_TRUE(connect(first, ending));
  first.decrypt(take(ending));
  ending.shutdown();
  EXPECT_TRUE(ending.is_finished());
  EXPECT_EQ(first.decrypt(take(ending)), "");
  EXPECT_TRUE(first.was_told_goodbye());

  Client second;
  auto ended = tls_->new_session().value();
  ASSERT_TRUE(connect(second, ended));
  std::string plaintext;
  const auto last_words = second.encrypt("bye");
  ASSERT_TRUE(ended.feed(last_words + second.say_goodbye(), plaintext));
  EXPECT_EQ(plaintext, "bye");
  EXPECT_TRUE(ended.is_finished());
}

TEST_F(Tls, GivesNewSessionsTheNewCertificateAfterAReload) {
  Client before;
  auto old_session = tls_->new_session().value();
  ASSERT_TRUE(connect(before, old_session));
  EXPECT_EQ(before.server_name(), "/CN=first");

  const Identity second("second");
  directory_.write("certificate.pem", second.certificate_pem());
  EXPECT_FALSE(tls_->reload());  // the key is still the first one's
  Client between;
  auto unchanged = tls_->new_session().value();
  ASSERT_TRUE(connect(between, unchanged));
  EXPECT_EQ(between.server_name(), "/CN=first");

  directory_.write("key.pem", second.key_pem());
  ASSERT_TRUE(tls_->reload());
  Client after;
  auto new_session = tls_->new_session().value();
  ASSERT_TRUE(connect(after, new_session));
  EXPECT_EQ(after.server_name(), "/CN=second");

  std::string plaintext;
  ASSERT_TRUE(old_session.feed(before.encrypt("still here"), plaintext));
  EXPECT_EQ(plaintext, "still here");
}

TEST_F(Tls, NamesTheFileThatCannotBeUsed) {
  const auto complaint = [](TlsFiles files) {
    const auto loaded = TlsContext::load(std::move(files));
    return loaded ? std::string() : loaded.error().message;
  };
  const std::string absent = directory_ / "absent.pem";
  EXPECT_THAT(complaint({absent, files_.key}), testing::HasSubstr("absent.pem"));
  EXPECT_THAT(complaint({files_.certificate, absent}), testing::HasSubstr("absent.pem"));
  EXPECT_THAT(complaint({files_.key, files_.key}), testing::HasSubstr("key.pem: no usable cert"));
  EXPECT_THAT(complaint({files_.certificate, files_.key, files_.key}),
              testing::HasSubstr("key.pem: no usable CA"));
  const std::string locked = directory_.write("locked.pem", identity_.key_pem("passphrase"));
  EXPECT_THAT(complaint({files_.certificate, locked}), testing::HasSubstr("locked.pem: no usable"));
}

TEST_F(Tls, KnowsAClientByTheCertificateOfItsAuthority) {
  const Identity trusted("trusted client");
  const Identity stranger("stranger");
  files_.client_ca = directory_.write("ca.pem", trusted.certificate_pem());
  ASSERT_TRUE(tls_->reload(files_));

  Client known(0, &trusted);
  auto with_name = tls_->new_session().value();
  ASSERT_TRUE(connect(known, with_name));
  EXPECT_TRUE(with_name.is_open());
  EXPECT_EQ(with_name.peer_subject(), "CN=trusted client");

  Client nameless;
  auto without_name = tls_->new_session().value();
  ASSERT_TRUE(connect(nameless, without_name));
  EXPECT_TRUE(without_name.is_open());
  EXPECT_EQ(without_name.peer_subject(), "");

  Client unknown(0, &stranger);
  auto refused = tls_->new_session().value();
  const auto handshake = connect(unknown, refused);
  ASSERT_FALSE(handshake);
  EXPECT_THAT(handshake.error().message,
              testing::AllOf(testing::StartsWith("TLS handshake: certificate verify failed: "),
                             testing::HasSubstr("self-signed certificate")));
  EXPECT_TRUE(refused.is_finished());
}

}  // namespace
}  // namespace drawbridge::crypto
