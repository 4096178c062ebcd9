#include "ldap/server/listener.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <system_error>
#include <utility>

#include "base/text.h"

namespace drawbridge::ldap::server {
namespace {

struct FreeAddresses {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

struct SocketName {
  std::string text;  ///< `host:port`
  bool is_local = false;
};

SocketName name_v4(const sockaddr_in& address) {
  std::array<char, INET_ADDRSTRLEN> host{};
  ::inet_ntop(AF_INET, &address.sin_addr, host.data(), host.size());
  const bool is_local = (ntohl(address.sin_addr.s_addr) >> 24U) == 127;
  return {std::string(host.data()) + ":" + std::to_string(ntohs(address.sin_port)), is_local};
}

/// A client of IPv4 that came through a listener of IPv6 has one name, whatever the listener is.
SocketName name_v6(const sockaddr_in6& address) {
  const in6_addr& ip = address.sin6_addr;
  if (IN6_IS_ADDR_V4MAPPED(&ip)) {
    sockaddr_in v4{};
    v4.sin_port = address.sin6_port;
    std::memcpy(&v4.sin_addr, &ip.s6_addr[12], sizeof v4.sin_addr);
    return name_v4(v4);
  }
  std::array<char, INET6_ADDRSTRLEN> host{};
  ::inet_ntop(AF_INET6, &ip, host.data(), host.size());
  return {"[" + std::string(host.data()) + "]:" + std::to_string(ntohs(address.sin6_port)),
          IN6_IS_ADDR_LOOPBACK(&ip) != 0};
}

SocketName name_of(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    return name_v6(v6);
  }
  sockaddr_in v4{};
  std::memcpy(&v4, &address, sizeof v4);
  return name_v4(v4);
}

/// The socket interface takes every kind of address through this one pointer type.
sockaddr* generic(sockaddr_storage& address) { return reinterpret_cast<sockaddr*>(&address); }

void set(const UniqueFd& socket, int level, int option, int value) {
  // An option that a kernel does not know is one that it does without.
  (void)::setsockopt(socket.get(), level, option, &value, sizeof value);
}

UniqueFd bind_to(const addrinfo& address) {
  UniqueFd socket(::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket) return socket;
  set(socket, SOL_SOCKET, SO_REUSEADDR, 1);
  // "All addresses" of IPv6 are those of IPv4 too, whatever the system's default is.
  if (address.ai_family == AF_INET6) set(socket, IPPROTO_IPV6, IPV6_V6ONLY, 0);
  const bool is_bound = ::bind(socket.get(), address.ai_addr, address.ai_addrlen) == 0 &&
                        ::listen(socket.get(), SOMAXCONN) == 0;
  return is_bound ? std::move(socket) : UniqueFd();
}

/// @param families  in the order to try
UniqueFd bind_first(const addrinfo* list, std::initializer_list<int> families) {
  for (const int family : families) {
    for (const addrinfo* at = list; at != nullptr; at = at->ai_next) {
      if (family != AF_UNSPEC && at->ai_family != family) continue;
      if (UniqueFd socket = bind_to(*at)) return socket;
    }
  }
  return UniqueFd();
}

/// A dead peer is found out within two minutes also where no idle limit ends the connection.
void keep_alive(const UniqueFd& socket) {
  constexpr int kIdleSeconds = 60;
  constexpr int kIntervalSeconds = 15;
  constexpr int kProbes = 4;
  set(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
  set(socket, IPPROTO_TCP, TCP_KEEPIDLE, kIdleSeconds);
  set(socket, IPPROTO_TCP, TCP_KEEPINTVL, kIntervalSeconds);
  set(socket, IPPROTO_TCP, TCP_KEEPCNT, kProbes);
}

}  // namespace

Result<Endpoint> parse_endpoint(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) {
    return fail(ErrorCode::kInvalid, "An address has the form host:port.");
  }
  Endpoint endpoint{std::string(text.substr(0, colon)), std::string(text.substr(colon + 1))};
  const auto port = parse_integer<std::uint16_t>(endpoint.port);
  if (!port) return fail(ErrorCode::kInvalid, "The port must be a number from 0 to 65535.");
  if (endpoint.host.size() >= 2 && endpoint.host.front() == '[' && endpoint.host.back() == ']') {
    endpoint.host = endpoint.host.substr(1, endpoint.host.size() - 2);
  } else if (endpoint.host.find(':') != std::string::npos) {
    return fail(ErrorCode::kInvalid, "An IPv6 address needs brackets: [::1]:389.");
  }
  return endpoint;
}

Result<Listener> Listener::open(std::string_view address) {
  DRAWBRIDGE_TRY(const Endpoint endpoint, parse_endpoint(address));
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const char* host = endpoint.host.empty() ? nullptr : endpoint.host.c_str();
  if (const int error = ::getaddrinfo(host, endpoint.port.c_str(), &hints, &found); error != 0) {
    return fail(ErrorCode::kInvalid,
                "Cannot resolve " + std::string(address) + ": " + ::gai_strerror(error) + ".");
  }
  const Addresses addresses(found);
  // Without a host: all addresses of both kinds where the system has IPv6.
  UniqueFd socket = host == nullptr ? bind_first(addresses.get(), {AF_INET6, AF_INET})
                                    : bind_first(addresses.get(), {AF_UNSPEC});
  if (!socket) {
    return fail(ErrorCode::kUnavailable, "Cannot listen on " + std::string(address) + ": " +
                                             std::generic_category().message(errno) + ".");
  }
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  ::getsockname(socket.get(), generic(bound), &size);
  return Listener(std::move(socket), name_of(bound).text);
}

Listener::Outcome Listener::accept(Arrival& arrival) const {
  sockaddr_storage from{};
  socklen_t size = sizeof from;
  UniqueFd socket(::accept4(socket_.get(), generic(from), &size, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!socket) {
    const bool is_exhausted =
        errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
    return is_exhausted ? Outcome::kExhausted : Outcome::kNone;
  }
  set(socket, IPPROTO_TCP, TCP_NODELAY, 1);
  keep_alive(socket);
  SocketName name = name_of(from);
  arrival.socket = std::move(socket);
  arrival.peer.address = std::move(name.text);
  arrival.peer.is_local = name.is_local;
  return Outcome::kAccepted;
}

void Listener::stop_listening() const { ::shutdown(socket_.get(), SHUT_RDWR); }

}  // namespace drawbridge::ldap::server
