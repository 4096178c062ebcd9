#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace drawbridge::ldap::server {

/// Longest part of a client's text that a record carries.
inline constexpr std::size_t kMaxRecordedOctets = 512;

/// One request that is over: answered or, as Abandon and Unbind, never to be, or ended with its
/// connection. A content synchronisation that persists has one without a result before, when the
/// consumer has been sent all it lacked. Borrowed: valid only during the call. Texts are the
/// client's bytes, cut to a bounded length: escape them before they reach a log.
struct OperationRecord {
  std::string_view peer;       ///< Address of the client.
  std::string_view identity;   ///< Printed DN, empty when anonymous.
  std::string_view operation;  ///< `bind`, `search`, `compare`, `extended`, ...
  std::string_view target;     ///< The DN asked for.
  std::string_view detail;     ///< The filter, the OID, the message id to be abandoned.
  std::optional<std::int32_t> result_code;  ///< RFC 4511 appendix A.1; none without an answer.
  std::uint64_t entries = 0;                ///< Sent, since the last record of the same request.
  std::chrono::nanoseconds duration{0};     ///< From the request to its answer or end.
  std::chrono::nanoseconds delay{0};  ///< Of that, held back because earlier binds had failed.
  bool was_recorded = false;          ///< There was one of the same request before.
};

/// Port: is told what happens, on an event loop, by several of them at a time; must not block.
class Observer {
 public:
  Observer() = default;
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;
  virtual ~Observer() = default;

  /// Whether `operation` wants the texts of a record; without them the record is cheaper.
  virtual bool wants_details() const { return false; }
  virtual void operation(const OperationRecord& record) = 0;
  virtual void connected(std::string_view peer) = 0;
  /// @param reason one short sentence, fixed text
  virtual void disconnected(std::string_view peer, std::string_view reason) = 0;
  /// Connections were closed as soon as they came, or 0: they have to wait. At most once a second
  /// and loop.
  /// @param reason as for disconnected()
  virtual void refused(std::uint64_t /*connections*/, std::string_view /*reason*/) {}
  /// The client and we found no common TLS, or one broke its rules; the connection ends.
  virtual void tls_failed(std::string_view /*peer*/, std::string_view /*reason*/) {}
};

}  // namespace drawbridge::ldap::server
