#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "http/dispatcher.h"

namespace drawbridge::http {

class WaitingReaders;

struct ServerOptions {
  std::string host = "127.0.0.1";  ///< Name or address, IPv6 without brackets.
  std::uint16_t port = 0;          ///< 0 takes a free one.
  std::string certificate = {};    ///< PEM file, leaf first, then its chain; empty: no TLS.
  std::string key = {};            ///< PEM file.
  std::string public_url = {};     ///< Base of absolute URLs; empty: what the client's Host says.
  std::size_t body_max_bytes = 1U << 20U;
  WaitingReaders* waiting_readers = nullptr;  ///< Borrowed; null: nobody waits for changes.
  std::uint32_t threads = 32;                 ///< Requests (and idle kept connections) at once.
};

/// The HTTP listener. Requests go to the dispatcher from `threads` threads; further connections
/// wait in a bounded queue, and nobody keeps an idle connection while others wait.
class Server {
 public:
  /// Binds and starts to answer.
  /// @param dispatcher  borrowed; lives longer than the server
  /// @return kUnavailable when the address cannot be had (in use, not ours, no right), as
  ///         reload_certificate for its files; one plain sentence each
  static Result<std::unique_ptr<Server>> start(ServerOptions options, Dispatcher& dispatcher);

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  /// As stop.
  ~Server();

  std::uint16_t port() const;
  /// `http://127.0.0.1:8080`
  std::string address() const;

  /// New connections get the certificate of these files from now on.
  /// @return kInvalid, kNotFound or kForbidden when they cannot be used; the old one stays then
  Status reload_certificate(const std::string& certificate, const std::string& key);

  /// Takes no more connections, finishes the requests that run. Idempotent.
  void stop();

 private:
  struct Parts;
  explicit Server(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace drawbridge::http
