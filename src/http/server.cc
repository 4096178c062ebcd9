#include "http/server.h"

#include <Poco/Exception.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/NetSSL.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/ThreadPool.h>

#include <atomic>
#include <functional>
#include <utility>

#include "http/poco_adapter.h"
#include "http/tls_socket.h"

namespace drawbridge::http {
namespace {

constexpr int kBacklog = 512;
constexpr int kMaxWaitingConnections = 512;
constexpr int kReceiveTimeoutSeconds = 15;
constexpr int kKeepAliveSeconds = 5;

std::string display_address(const ServerOptions& options, std::uint16_t port) {
  const bool is_v6 = options.host.find(':') != std::string::npos;
  return (is_v6 ? "[" + options.host + "]" : options.host) + ":" + std::to_string(port);
}

Poco::Net::HTTPServerParams::Ptr server_params(const ServerOptions& options) {
  Poco::Net::HTTPServerParams::Ptr params(new Poco::Net::HTTPServerParams);
  params->setMaxThreads(static_cast<int>(options.threads));
  params->setMaxQueued(kMaxWaitingConnections);
  params->setTimeout(Poco::Timespan(kReceiveTimeoutSeconds, 0));
  params->setKeepAlive(true);
  params->setKeepAliveTimeout(Poco::Timespan(kKeepAliveSeconds, 0));
  params->setMaxKeepAliveRequests(0);
  params->setSoftwareVersion("Drawbridge");
  return params;
}

/// Poco's SSL needs to be set up once a process and taken down never.
void initialize_ssl() {
  static const bool is_done = [] {
    Poco::Net::initializeSSL();
    return true;
  }();
  static_cast<void>(is_done);
}

Status bind(Poco::Net::ServerSocket& socket, const ServerOptions& options) {
  try {
    const Poco::Net::SocketAddress address(options.host, options.port);
    if (address.family() == Poco::Net::SocketAddress::IPv6) {
      socket.bind6(address, true, false, false);
    } else {
      socket.bind(address, true, false);
    }
    socket.listen(kBacklog);
    return {};
  } catch (const Poco::Exception& fault) {
    const std::string reason = fault.displayText().find("in use") != std::string::npos
                                   ? "another program listens there already"
                                   : fault.displayText();
    return fail(ErrorCode::kUnavailable, "Cannot listen for HTTP on " +
                                             display_address(options, options.port) + ": " +
                                             reason + ". Stop that program or change http.listen.");
  }
}

}  // namespace

struct Server::Parts {
  ServerOptions options;
  std::shared_ptr<TlsRules> tls;  ///< null without TLS
  std::uint16_t port = 0;
  Poco::ThreadPool pool;
  std::unique_ptr<Poco::Net::HTTPServer> server;
  std::atomic<bool> is_stopped{false};

  explicit Parts(ServerOptions given)
      : options(std::move(given)), pool("http", 2, static_cast<int>(options.threads) + 1, 60) {}
};

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Server::~Server() { stop(); }

Result<std::unique_ptr<Server>> Server::start(ServerOptions options, Dispatcher& dispatcher) {
  auto parts = std::make_unique<Parts>(std::move(options));
  Poco::Net::ServerSocket socket;
  if (!parts->options.certificate.empty()) {
    initialize_ssl();
    DRAWBRIDGE_TRY(auto context, load_tls_context(parts->options.certificate, parts->options.key));
    parts->tls = std::make_shared<TlsRules>(std::move(context));
    socket = make_tls_socket(parts->tls);
  }
  DRAWBRIDGE_CHECK(bind(socket, parts->options));
  try {
    parts->port = socket.address().port();
    AdapterOptions adapter;
    adapter.public_url = parts->options.public_url;
    adapter.body_max_bytes = parts->options.body_max_bytes;
    adapter.waiting_readers = parts->options.waiting_readers;
    adapter.is_busy = [raw = parts.get()] {
      return raw->is_stopped || raw->server->queuedConnections() > 0;
    };
    parts->server = std::make_unique<Poco::Net::HTTPServer>(
        new PocoAdapterFactory(dispatcher, std::move(adapter)), parts->pool, socket,
        server_params(parts->options));
    parts->server->start();
  } catch (const Poco::Exception& fault) {
    return fail(ErrorCode::kUnavailable, "Cannot start the HTTP server: " + fault.displayText());
  }
  return std::unique_ptr<Server>(new Server(std::move(parts)));
}

std::uint16_t Server::port() const { return parts_->port; }

std::string Server::address() const {
  return (parts_->tls ? "https://" : "http://") + display_address(parts_->options, parts_->port);
}

Status Server::reload_certificate(const std::string& certificate, const std::string& key) {
  if (!parts_->tls) return {};
  DRAWBRIDGE_TRY(auto context, load_tls_context(certificate, key));
  parts_->tls->store(std::move(context));
  return {};
}

void Server::stop() {
  if (parts_->is_stopped.exchange(true)) return;
  parts_->server->stopAll(false);
  parts_->pool.joinAll();
  parts_->server.reset();  // closes the listening socket
}

}  // namespace drawbridge::http
