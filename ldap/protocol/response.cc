#include "ldap/protocol/response.h"

#include <array>
#include <bit>

#include "ldap/ber/length_prefix.h"
#include "ldap/ber/writer.h"
#include "ldap/protocol/extended.h"

namespace drawbridge::ldap::protocol {

namespace {

// LDAPResult ::= SEQUENCE {
//      resultCode         ENUMERATED { ... },
//      matchedDN          LDAPDN,
//      diagnosticMessage  LDAPString,
//      referral           [3] Referral OPTIONAL }
void append_components(ber::Writer& writer, const LdapResult& result) {
  writer.enumerated(static_cast<int>(result.code));
  writer.octet_string(result.matched_dn);
  writer.octet_string(result.diagnostic);
  if (result.referrals.empty()) return;
  const auto referrals = writer.begin(ber::context_constructed(3));
  for (const std::string& url : result.referrals) writer.octet_string(url);
  writer.end(referrals);
}

/// A result of nothing but its code, as nearly all are: for the price of one append.
void append_bare_result(std::string& out, std::int32_t message_id, Operation response,
                        ResultCode code) {
  constexpr std::size_t kMostIdOctets = sizeof message_id;
  const auto bits = static_cast<std::uint32_t>(message_id);
  const std::size_t id_octets = static_cast<std::size_t>(std::bit_width(bits)) / 8 + 1;
  std::array<char, 16 + kMostIdOctets> octets{};
  std::size_t size = 0;
  const auto put = [&](std::size_t octet) { octets[size++] = static_cast<char>(octet); };
  constexpr std::size_t kComponents = 7;
  put(ber::kSequence);
  put(ber::element_size(id_octets) + ber::element_size(kComponents));
  put(ber::kInteger);
  put(id_octets);
  for (std::size_t at = id_octets; at > 0; --at) put((bits >> (8 * (at - 1))) & 0xffU);
  put(static_cast<std::size_t>(response));
  put(kComponents);
  put(ber::kEnumerated);
  put(1);
  put(static_cast<std::size_t>(code));
  put(ber::kOctetString);
  put(0);
  put(ber::kOctetString);
  put(0);
  out.append(octets.data(), size);
}

/// Whether there is nothing but the code, and that takes one octet.
bool is_bare(const LdapResult& result) {
  return static_cast<int>(result.code) < 0x80 && result.matched_dn.empty() &&
         result.diagnostic.empty() && result.referrals.empty();
}

}  // namespace

void append_controls(std::string& out, std::span<const ResponseControl> controls) {
  if (controls.empty()) return;
  ber::Writer writer(out);
  const auto list = writer.begin(ber::context_constructed(0));
  for (const ResponseControl& control : controls) {
    const auto mark = writer.begin(ber::kSequence);
    writer.octet_string(control.oid);
    if (control.value) writer.octet_string(*control.value);
    writer.end(mark);
  }
  writer.end(list);
}

void append_result(std::string& out, std::int32_t message_id, Operation response,
                   const LdapResult& result, std::span<const ResponseControl> controls) {
  if (controls.empty() && is_bare(result)) {
    return append_bare_result(out, message_id, response, result.code);
  }
  ber::Writer writer(out);
  const auto message = writer.begin(ber::kSequence);
  writer.integer(message_id);
  const auto operation = writer.begin(static_cast<ber::Tag>(response));
  append_components(writer, result);
  writer.end(operation);
  append_controls(out, controls);
  writer.end(message);
}

// ExtendedResponse ::= [APPLICATION 24] SEQUENCE {
//      COMPONENTS OF LDAPResult,
//      responseName     [10] LDAPOID OPTIONAL,
//      responseValue    [11] OCTET STRING OPTIONAL }
void append_extended_response(std::string& out, std::int32_t message_id, const LdapResult& result,
                              std::string_view oid, std::optional<std::string_view> value,
                              std::span<const ResponseControl> controls) {
  ber::Writer writer(out);
  const auto message = writer.begin(ber::kSequence);
  writer.integer(message_id);
  const auto operation = writer.begin(static_cast<ber::Tag>(Operation::kExtendedResponse));
  append_components(writer, result);
  if (!oid.empty()) writer.octet_string(oid, ber::context_primitive(10));
  if (value) writer.octet_string(*value, ber::context_primitive(11));
  writer.end(operation);
  append_controls(out, controls);
  writer.end(message);
}

void append_notice_of_disconnection(std::string& out, ResultCode code,
                                    std::string_view diagnostic) {
  append_extended_response(out, 0, {.code = code, .diagnostic = std::string(diagnostic)},
                           kNoticeOfDisconnectionOid);
}

}  // namespace drawbridge::ldap::protocol
