#include "ldap/protocol/message.h"

#include "ldap/ber/reader.h"

namespace drawbridge::ldap::protocol {

namespace {

constexpr ber::Tag kControlsTag = ber::context_constructed(0);

Result<Operation> operation_of(ber::Tag tag) {
  const auto operation = static_cast<Operation>(tag);
  switch (operation) {
    case Operation::kBindRequest:
    case Operation::kBindResponse:
    case Operation::kUnbindRequest:
    case Operation::kSearchRequest:
    case Operation::kSearchResultEntry:
    case Operation::kSearchResultDone:
    case Operation::kSearchResultReference:
    case Operation::kModifyRequest:
    case Operation::kModifyResponse:
    case Operation::kAddRequest:
    case Operation::kAddResponse:
    case Operation::kDelRequest:
    case Operation::kDelResponse:
    case Operation::kModifyDnRequest:
    case Operation::kModifyDnResponse:
    case Operation::kCompareRequest:
    case Operation::kCompareResponse:
    case Operation::kAbandonRequest:
    case Operation::kExtendedRequest:
    case Operation::kExtendedResponse:
    case Operation::kIntermediateResponse:
      return operation;
  }
  return fail(ErrorCode::kInvalid, "unknown protocol operation");
}

/// LDAPOID (RFC 4511 section 4.1.2): digits and dots, a digit at either end, no two dots.
bool is_oid(std::string_view text) {
  bool wants_digit = true;
  for (const char c : text) {
    if (c == '.' && wants_digit) return false;
    if (c != '.' && (c < '0' || c > '9')) return false;
    wants_digit = c == '.';
  }
  return !wants_digit;
}

// Control ::= SEQUENCE {
//      controlType             LDAPOID,
//      criticality             BOOLEAN DEFAULT FALSE,
//      controlValue            OCTET STRING OPTIONAL }
Result<Control> decode_control(ber::Reader in) {
  Control control;
  DRAWBRIDGE_TRY(control.oid, in.octet_string());
  if (!is_oid(control.oid)) return fail(ErrorCode::kInvalid, "control type is not an OID");
  if (in.peek() == ber::kBoolean) {
    DRAWBRIDGE_TRY(control.is_critical, in.boolean());
  }
  DRAWBRIDGE_TRY(control.value, in.optional_element(ber::kOctetString));
  DRAWBRIDGE_CHECK(in.finish());
  return control;
}

Status decode_controls(ber::Reader in, std::size_t max_controls, Message& message) {
  while (!in.at_end()) {
    if (message.controls.size() == max_controls) {
      message.controls.clear();
      message.has_too_many_controls = true;
      return {};
    }
    DRAWBRIDGE_TRY(const auto element, in.enter(ber::kSequence));
    DRAWBRIDGE_TRY(const auto control, decode_control(element));
    message.controls.push_back(control);
  }
  return {};
}

}  // namespace

bool is_request(Operation operation) {
  return response_to(operation).has_value() || operation == Operation::kUnbindRequest ||
         operation == Operation::kAbandonRequest;
}

std::optional<Operation> response_to(Operation request) {
  switch (request) {
    case Operation::kBindRequest:
      return Operation::kBindResponse;
    case Operation::kSearchRequest:
      return Operation::kSearchResultDone;
    case Operation::kModifyRequest:
      return Operation::kModifyResponse;
    case Operation::kAddRequest:
      return Operation::kAddResponse;
    case Operation::kDelRequest:
      return Operation::kDelResponse;
    case Operation::kModifyDnRequest:
      return Operation::kModifyDnResponse;
    case Operation::kCompareRequest:
      return Operation::kCompareResponse;
    case Operation::kExtendedRequest:
      return Operation::kExtendedResponse;
    default:
      return std::nullopt;
  }
}

// LDAPMessage ::= SEQUENCE {
//      messageID       MessageID,
//      protocolOp      CHOICE { ... },
//      controls       [0] Controls OPTIONAL }
Result<Message> decode_message(std::string_view pdu, std::size_t max_controls) {
  ber::Reader outer(pdu);
  DRAWBRIDGE_TRY(auto in, outer.enter(ber::kSequence));
  DRAWBRIDGE_CHECK(outer.finish());
  Message message;
  DRAWBRIDGE_TRY(message.id, in.integer(0, kMaxInt));
  DRAWBRIDGE_TRY(const auto element, in.next());
  DRAWBRIDGE_TRY(message.operation, operation_of(element.tag));
  message.contents = element.contents;
  if (!in.at_end()) {
    DRAWBRIDGE_TRY(const auto controls, in.enter(kControlsTag));
    DRAWBRIDGE_CHECK(in.finish());
    DRAWBRIDGE_CHECK(decode_controls(controls, max_controls, message));
  }
  return message;
}

Result<Message> decode_request(std::string_view pdu, std::size_t max_controls) {
  DRAWBRIDGE_TRY(auto message, decode_message(pdu, max_controls));
  if (message.id == 0) return fail(ErrorCode::kInvalid, "message id 0 is not for requests");
  if (!is_request(message.operation)) return fail(ErrorCode::kInvalid, "not a request");
  return message;
}

}  // namespace drawbridge::ldap::protocol
