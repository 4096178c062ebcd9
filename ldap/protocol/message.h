#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ldap/ber/tag.h"

namespace drawbridge::ldap::protocol {

/// The choices of protocolOp (RFC 4511 section 4.2 to 4.13); the value is the BER tag.
enum class Operation : ber::Tag {
  kBindRequest = 0x60,
  kBindResponse = 0x61,
  kUnbindRequest = 0x42,
  kSearchRequest = 0x63,
  kSearchResultEntry = 0x64,
  kSearchResultDone = 0x65,
  kSearchResultReference = 0x73,
  kModifyRequest = 0x66,
  kModifyResponse = 0x67,
  kAddRequest = 0x68,
  kAddResponse = 0x69,
  kDelRequest = 0x4a,
  kDelResponse = 0x6b,
  kModifyDnRequest = 0x6c,
  kModifyDnResponse = 0x6d,
  kCompareRequest = 0x6e,
  kCompareResponse = 0x6f,
  kAbandonRequest = 0x50,
  kExtendedRequest = 0x77,
  kExtendedResponse = 0x78,
  kIntermediateResponse = 0x79,
};

/// Whether clients send this operation.
bool is_request(Operation operation);

/// The response that ends `request`; nothing for unbind and abandon, and for responses.
std::optional<Operation> response_to(Operation request);

/// One control of a message (RFC 4511 section 4.1.11); borrows from the PDU.
struct Control {
  std::string_view oid;
  bool is_critical = false;
  std::optional<std::string_view> value;
};

inline constexpr std::int32_t kMaxInt = std::numeric_limits<std::int32_t>::max();

/// An LDAPMessage (RFC 4511 section 4.1.1); borrows from the PDU.
struct Message {
  std::int32_t id = 0;  ///< 0 only in unsolicited notifications.
  Operation operation = Operation::kUnbindRequest;
  std::string_view contents;  ///< Contents of the protocolOp, not yet looked at.
  std::vector<Control> controls;
  /// The message carries more controls than allowed. `controls` is then empty, the surplus was
  /// not decoded, and the answer to the operation is adminLimitExceeded (11).
  bool has_too_many_controls = false;
};

/// Decodes the envelope of one whole PDU, request or response.
/// @param pdu  exactly one BER element
/// @return kInvalid for malformed BER, an unknown protocolOp, an id outside 0..2^31-1, a control
///         without a well-formed OID, octets after the message. The answer is a Notice of
///         Disconnection with protocolError (2).
Result<Message> decode_message(std::string_view pdu, std::size_t max_controls);

/// As decode_message, for what a server reads: the id must not be 0 and the operation must be a
/// request; else kInvalid.
Result<Message> decode_request(std::string_view pdu, std::size_t max_controls);

}  // namespace drawbridge::ldap::protocol
