#pragma once

#include <string>
#include <string_view>

#include "base/file.h"
#include "base/result.h"
#include "ldap/server/mailbox.h"

namespace drawbridge::ldap::server {

/// `host:port` or `[address]:port` in two parts.
struct Endpoint {
  std::string host;  ///< Empty: all addresses.
  std::string port;  ///< Decimal, 0..65535.
};

/// @return kInvalid when the port is missing or no number in range
Result<Endpoint> parse_endpoint(std::string_view text);

/// A listening TCP socket.
class Listener {
 public:
  /// @param address  see parse_endpoint; port 0 takes a free one
  /// @return kInvalid for text that is no address or cannot be resolved, kUnavailable when it
  ///         cannot be bound
  static Result<Listener> open(std::string_view address);

  int descriptor() const { return socket_.get(); }
  /// As bound, with the real port.
  const std::string& address() const { return address_; }

  enum class Outcome {
    kAccepted,
    kNone,       ///< Nobody waits, or the one who did has gone.
    kExhausted,  ///< No descriptor or memory is left.
  };
  /// Accepts one connection if one waits.
  Outcome accept(Arrival& arrival) const;
  /// Has the system refuse whoever connects from now on, and those who wait. Any thread.
  void stop_listening() const;

 private:
  Listener(UniqueFd socket, std::string address)
      : socket_(std::move(socket)), address_(std::move(address)) {}

  UniqueFd socket_;
  std::string address_;
};

}  // namespace drawbridge::ldap::server
