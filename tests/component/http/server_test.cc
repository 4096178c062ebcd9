#include "http/server.h"

#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>
#include <gmock/gmock.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <iterator>
#include <thread>

#include "component/http/api_fixture.h"
#include "crypto/token.h"

namespace drawbridge::test {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::string kToken = "Authorization: Token staff-token\r\n";

/// A self-signed certificate and its key, as PEM files.
struct Identity {
  Identity(const TempDirectory& directory, const std::string& name) {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"),
                                                                  EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> leaf(X509_new(), X509_free);
    X509_set_version(leaf.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(leaf.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(leaf.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(leaf.get()), 3600);
    X509_set_pubkey(leaf.get(), key.get());
    X509_NAME* subject = X509_get_subject_name(leaf.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509_set_issuer_name(leaf.get(), subject);
    X509_sign(leaf.get(), key.get(), EVP_sha256());
    certificate =
        write(directory, name + ".crt", [&](BIO* out) { PEM_write_bio_X509(out, leaf.get()); });
    private_key = write(directory, name + ".key", [&](BIO* out) {
      PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
  }

  template <class Write>
  static std::string write(const TempDirectory& directory, const std::string& name, Write pem) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
    pem(out.get());
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(out.get(), &bytes);
    return directory.write(name, {bytes, static_cast<std::size_t>(size)}).string();
  }

  std::string certificate, private_key;
};

class ServerTest : public ApiTest {
 protected:
  void start(http::ServerOptions options = {}) {
    options.threads = std::min(options.threads, 8U);
    auto started = http::Server::start(std::move(options), *dispatcher_);
    ASSERT_TRUE(started) << (started ? "" : started.error().message);
    server_ = std::move(*started);
  }

  /// Sends bytes and reads until the server closes.
  std::string exchange(std::string_view bytes) {
    Poco::Net::StreamSocket socket(Poco::Net::SocketAddress("127.0.0.1", server_->port()));
    socket.setReceiveTimeout(Poco::Timespan(60, 0));
    socket.sendBytes(bytes.data(), static_cast<int>(bytes.size()));
    std::string answer;
    char buffer[4096];
    try {
      for (int got = 1; got > 0;) {
        got = socket.receiveBytes(buffer, sizeof buffer);
        if (got > 0) answer.append(buffer, static_cast<std::size_t>(got));
      }
    } catch (const Poco::Net::ConnectionResetException&) {
      // as good an end as any
    }
    return answer;
  }

  std::string request(std::string_view method, std::string_view target,
                      std::string_view headers = {}, std::string_view body = {}) {
    std::string bytes(method);
    bytes.append(" ").append(target).append(" HTTP/1.1\r\nHost: api.example\r\n");
    bytes.append("Connection: close\r\n").append(headers).append("\r\n").append(body);
    return exchange(bytes);
  }

  std::unique_ptr<http::Server> server_;
};

TEST_F(ServerTest, AnswersOverHttp) {
  start();
  EXPECT_EQ(server_->address(), "http://127.0.0.1:" + std::to_string(server_->port()));
  const auto answer = request("GET", "/api/users/me/", kToken);
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("http://api.example/api/users/"));
}

TEST_F(ServerTest, KeepsTheRequestIdOrMakesOne) {
  start();
  EXPECT_THAT(request("GET", "/livez", "X-Request-ID: abc-1\r\n"),
              HasSubstr("X-Request-ID: abc-1\r\n"));
  const auto strange = request("GET", "/livez", "X-Request-ID: <script>\r\n");
  EXPECT_THAT(strange, Not(HasSubstr("script")));
  EXPECT_THAT(strange, HasSubstr("X-Request-ID: "));
}

TEST_F(ServerTest, TellsUnauthenticatedCallersWhy) {
  start();
  const auto none = request("GET", "/api/users/");
  EXPECT_THAT(none, StartsWith("HTTP/1.1 401 "));
  EXPECT_THAT(none, HasSubstr("WWW-Authenticate: Token\r\n"));
  EXPECT_THAT(none, EndsWith(R"({"detail":"Authentication credentials were not provided."})"));
  EXPECT_THAT(request("GET", "/api/users/", "Authorization: Bearer nobody\r\n"),
              EndsWith(R"({"detail":"Invalid token."})"));
}

TEST_F(ServerTest, SaysNotFoundAndNotAllowedInJson) {
  start();
  for (const auto* path : {"/api/nothing/", "/api/users", "/api/users/bob/", "/"}) {
    const auto answer = request("GET", path, kToken);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 404 ")) << path;
    EXPECT_THAT(answer, EndsWith(R"({"detail":"Not found."})")) << path;
  }
  const auto put = request("PUT", "/api/users/", kToken);
  EXPECT_THAT(put, StartsWith("HTTP/1.1 405 "));
  EXPECT_THAT(put, HasSubstr("Allow: GET, POST, HEAD\r\n"));
  EXPECT_THAT(put, EndsWith(R"({"detail":"Method \"PUT\" not allowed."})"));
}

TEST_F(ServerTest, SendsNoBodyForHead) {
  start();
  const auto answer = request("HEAD", "/api/users/", kToken);
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(answer, HasSubstr("X-Result-Count: 1\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST_F(ServerTest, StreamsTheGlauthDocumentInChunks) {
  const auto offering = add_offering("cluster", kFullNames);
  start();
  post("/api/marketplace-offering-users/", R"({"offering_uuid":")" + offering.uuid.hex() +
                                               R"(","user_uuid":")" + staff_.uuid.hex() + R"("})");
  const auto path = offering_path(offering, "glauth_users_config");
  const auto answer = request("GET", path, kToken);
  EXPECT_THAT(answer, HasSubstr("Transfer-Encoding: chunked\r\n"));
  EXPECT_THAT(answer, HasSubstr("Content-Type: text/plain; charset=utf-8\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n0\r\n\r\n"));
  const auto head = request("HEAD", path, kToken);
  EXPECT_THAT(head, HasSubstr("ETag: \""));
  EXPECT_THAT(head, EndsWith("\r\n\r\n"));
  EXPECT_THAT(request("GET", path, kToken + "If-None-Match: *\r\n"), StartsWith("HTTP/1.1 304 "));
}

TEST_F(ServerTest, RefusesBodiesOverTheLimitUnreadAndCloses) {
  start({.body_max_bytes = 1024});
  // Without "Connection: close": it is the server that must close.
  const auto declared = exchange("POST /api/users/ HTTP/1.1\r\nHost: h\r\n" + kToken +
                                 "Content-Length: 1025\r\n\r\n");
  EXPECT_THAT(declared, StartsWith("HTTP/1.1 413 "));
  const auto chunked = exchange("POST /api/users/ HTTP/1.1\r\nHost: h\r\n" + kToken +
                                "Transfer-Encoding: chunked\r\n\r\n800\r\n" +
                                std::string(2048, 'x') + "\r\n0\r\n\r\n");
  EXPECT_THAT(chunked, StartsWith("HTTP/1.1 413 "));
}

TEST_F(ServerTest, RefusesABodyWhoseLengthIsSaidTwice) {
  start();
  const auto answer = exchange("POST /api/users/ HTTP/1.1\r\nHost: h\r\n" + kToken +
                               "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 "));
}

TEST_F(ServerTest, RefusesBodiesThatAreNoJson) {
  start();
  EXPECT_THAT(request("POST", "/api/users/",
                      kToken + "Content-Type: application/x-www-form-urlencoded\r\n"
                               "Content-Length: 3\r\n",
                      "a=b"),
              StartsWith("HTTP/1.1 415 "));
  EXPECT_THAT(request("POST", "/api/users/",
                      kToken + "Content-Type: application/json\r\nContent-Length: 3\r\n", "{a}"),
              StartsWith("HTTP/1.1 400 "));
}

TEST_F(ServerTest, RefusesAHostThatIsNone) {
  start();
  const auto answer = exchange("GET /livez HTTP/1.1\r\nHost: a/<b>\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 "));
}

TEST_F(ServerTest, UsesThePublicUrlInFrontOfItsUrls) {
  start({.public_url = "https://portal.example"});
  EXPECT_THAT(request("GET", "/api/users/me/", kToken),
              HasSubstr("\"https://portal.example/api/users/"));
}

TEST_F(ServerTest, AnswersManyConnectionsWithFewThreads) {
  start({.threads = 2});
  std::vector<std::thread> clients;
  std::atomic<int> answered{0};
  for (int client = 0; client < 16; ++client) {
    clients.emplace_back([&] {
      Poco::Net::HTTPClientSession session("127.0.0.1", server_->port());
      session.setKeepAlive(true);
      for (int i = 0; i < 10; ++i) {
        Poco::Net::HTTPRequest out("GET", "/livez", "HTTP/1.1");
        session.sendRequest(out);
        Poco::Net::HTTPResponse in;
        auto& body = session.receiveResponse(in);
        const std::string text((std::istreambuf_iterator<char>(body)), {});
        if (in.getStatus() == 200) ++answered;
      }
    });
  }
  for (auto& client : clients) client.join();
  EXPECT_EQ(answered, 160);
}

TEST_F(ServerTest, SaysPlainlyThatAPortIsInUse) {
  start();
  http::ServerOptions options;
  options.port = server_->port();
  const auto second = http::Server::start(options, *dispatcher_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(second.error().message, HasSubstr("another program listens there already"));
}

TEST_F(ServerTest, LetsItsPortGoWhenStopped) {
  start();
  request("GET", "/livez");
  server_->stop();
  server_->stop();
  EXPECT_THROW(Poco::Net::StreamSocket(Poco::Net::SocketAddress("127.0.0.1", server_->port())),
               Poco::Exception);
}

TEST_F(ServerTest, CountsRequestsByPathAndStatus) {
  start();
  request("GET", "/livez");
  request("GET", "/api/nothing/");
  const auto text = request("GET", "/metrics");
  EXPECT_THAT(text, HasSubstr("drawbridge_http_requests_total{path=\"/livez\",status=\"2xx\"} 1"));
  EXPECT_THAT(text, HasSubstr("drawbridge_http_requests_total{path=\"other\",status=\"4xx\"} 1"));
}

TEST_F(ServerTest, SaysWhyItIsNotReady) {
  services_.not_ready_reasons = [] { return std::vector<std::string>{"importing"}; };
  start();
  const auto answer = request("GET", "/readyz");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(answer, HasSubstr("importing"));
}

class TlsServerTest : public ServerTest {
 protected:
  /// Common name of the certificate that a new connection sees, and the answer's first line.
  std::pair<std::string, std::string> secure_exchange() {
    Poco::Net::Context::Params params;
    params.verificationMode = Poco::Net::Context::VERIFY_NONE;
    const Poco::Net::Context::Ptr context(
        new Poco::Net::Context(Poco::Net::Context::TLS_CLIENT_USE, params));
    Poco::Net::SecureStreamSocket socket(Poco::Net::SocketAddress("127.0.0.1", server_->port()),
                                         context);
    const std::string bytes =
        "GET /api/users/me/ HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + kToken + "\r\n";
    socket.sendBytes(bytes.data(), static_cast<int>(bytes.size()));
    char buffer[64] = {};
    const int got = socket.receiveBytes(buffer, sizeof buffer);
    return {socket.peerCertificate().commonName(),
            std::string(buffer, static_cast<std::size_t>(std::max(got, 0))).substr(0, 15)};
  }
};

TEST_F(TlsServerTest, SpeaksTlsAndTakesANewCertificateWithoutARestart) {
  const Identity first(directory_, "first");
  const Identity second(directory_, "second");
  start({.certificate = first.certificate, .key = first.private_key});
  EXPECT_THAT(server_->address(), StartsWith("https://"));
  EXPECT_EQ(secure_exchange(), std::pair(std::string("first"), std::string("HTTP/1.1 200 OK")));
  ASSERT_TRUE(server_->reload_certificate(second.certificate, second.private_key));
  EXPECT_EQ(secure_exchange().first, "second");
}

TEST_F(TlsServerTest, KeepsItsCertificateWhenTheNewOneCannotBeUsed) {
  const Identity first(directory_, "first");
  const Identity second(directory_, "second");
  start({.certificate = first.certificate, .key = first.private_key});
  EXPECT_FALSE(server_->reload_certificate(second.certificate, first.private_key));
  EXPECT_FALSE(server_->reload_certificate("/nowhere.crt", "/nowhere.key"));
  EXPECT_EQ(secure_exchange().first, "first");
}

TEST_F(TlsServerTest, ClosesOnClientsThatSpeakClearText) {
  const Identity first(directory_, "first");
  start({.certificate = first.certificate, .key = first.private_key});
  EXPECT_THAT(exchange("GET /livez HTTP/1.1\r\nHost: h\r\n\r\n"), Not(HasSubstr("200 OK")));
  EXPECT_EQ(secure_exchange().second, "HTTP/1.1 200 OK");
}

TEST_F(ApiTest, RefusesTokensInClearTextFromElsewhere) {
  http::Request request;
  request.method = "GET";
  request.path = "/api/users/me/";
  request.headers = {{"Authorization", "Token staff-token"}};
  EXPECT_EQ(dispatcher_->answer(request).status, 403);
  request.is_secure = true;
  EXPECT_EQ(dispatcher_->answer(request).status, 200);
  request.is_secure = false;
  request.is_loopback = true;
  EXPECT_EQ(dispatcher_->answer(request).status, 200);
  request.is_loopback = false;
  services_.allow_clear_text = true;
  EXPECT_EQ(dispatcher_->answer(request).status, 200);
}

TEST_F(ApiTest, KnowsExpiredTokensAndInactivePeople) {
  auto person = add_person("gone");
  const auto before = person;
  person.is_active = false;
  ASSERT_TRUE(writer_->run(
      {}, [&](app::Transaction& transaction) { return transaction.update(before, person); }));
  EXPECT_EQ(ask("gone", "GET", "/api/users/me/").text, R"({"detail":"User inactive or deleted."})");
  domain::ApiToken token;
  token.user_uuid = staff_.uuid;
  token.digest = crypto::token_digest("old-token");
  token.expires = Timestamp{1};
  put(token);
  EXPECT_EQ(ask("old", "GET", "/api/users/me/").text, R"({"detail":"Token has expired."})");
}

TEST_F(ApiTest, AnswersABugWithFixedWordsAndGoesOn) {
  http::Router router;
  router.get("/api/bug/", [](const http::Call&) -> Result<http::Response> {
    throw std::runtime_error("secret");
  });
  http::Dispatcher dispatcher(router, services_);
  http::Request request;
  request.method = "GET";
  request.path = "/api/bug/";
  request.request_id = "r-7";
  request.is_loopback = true;
  request.headers = {{"Authorization", "Token staff-token"}};
  const auto response = dispatcher.answer(request);
  EXPECT_EQ(response.status, 500);
  EXPECT_THAT(response.body, HasSubstr("r-7"));
  EXPECT_THAT(response.body, Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace drawbridge::test
