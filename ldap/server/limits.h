#pragma once

#include <chrono>
#include <cstddef>

namespace drawbridge::ldap::server {

/// Bounds on what one connection may ask and hold.
struct Limits {
  std::size_t max_message_bytes_anonymous = 65'536;  ///< Octets of a PDU before bind.
  std::size_t max_message_bytes = 1'048'576;         ///< Octets of a PDU after bind.
  std::size_t max_filter_depth = 64;                 ///< Levels; over it 11.
  std::size_t max_filter_nodes = 4'096;              ///< Over it 11.
  std::size_t max_controls = 10;                     ///< Of one request; over it 11.
  std::size_t max_password_bytes = 512;              ///< Over it 49 without a look.
  std::size_t max_output_bytes = 1'048'576;  ///< Answers not yet taken; over it work pauses.
  /// Of all connections of one event loop; over it work pauses at 16 KiB for each of them.
  std::size_t max_held_output_bytes = 67'108'864;
  std::size_t max_read_ahead_bytes = 65'536;        ///< Received while a search is under way.
  std::size_t max_dereferenced_bytes = 16'777'216;  ///< Of one entry; see Dereference.
  std::size_t max_paged_searches = 8;  ///< Open cookies of a connection; then the oldest ends.
  std::size_t max_sync_searches = 4;   ///< Of a connection at a time; over it 11.
  std::chrono::seconds idle{900};      ///< Without a request.
  std::chrono::seconds idle_before_bind{30};  ///< Without a first request.
  std::chrono::seconds handshake{10};         ///< TLS.
  std::chrono::seconds stalled_output{60};    ///< The client takes no answers.
};

}  // namespace drawbridge::ldap::server
