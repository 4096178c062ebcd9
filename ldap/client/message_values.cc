#include "ldap/client/message_values.h"

#include <utility>

#include "ldap/client/printable_text.h"

namespace drawbridge::ldap::client {
namespace {

struct FreeControls {
  void operator()(LDAPControl** controls) const { ldap_controls_free(controls); }
};
struct FreeTexts {
  void operator()(char** texts) const { ldap_memvfree(reinterpret_cast<void**>(texts)); }
};
using Texts = std::unique_ptr<char*, FreeTexts>;

struct FreeBer {
  void operator()(BerElement* ber) const { ber_free(ber, 0); }
};
/// A walk over an entry; the octets belong to its message.
using EntryWalk = std::unique_ptr<BerElement, FreeBer>;

std::string first_of(char** texts) {
  return texts == nullptr || *texts == nullptr ? "an address it does not give"
                                               : printable_text(*texts);
}

tl::unexpected<Error> undecodable() {
  return fail(ErrorCode::kUnavailable, "an answer that cannot be decoded.");
}

/// @return empty when there is no further page; an error for a control that is none, since a search
///         taken for whole would hide what the other pages hold
Result<std::string> page_cookie_of(LDAP* session, LDAPControl** controls) {
  LDAPControl* control = ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, controls, nullptr);
  if (control == nullptr) return std::string();
  // libldap (seen with 2.5.13) crashes on a value without octets.
  if (control->ldctl_value.bv_val == nullptr || control->ldctl_value.bv_len == 0) {
    return undecodable();
  }
  ber_int_t estimate = 0;
  berval cookie{0, nullptr};
  if (ldap_parse_pageresponse_control(session, control, &estimate, &cookie) != LDAP_SUCCESS) {
    return undecodable();
  }
  const LibraryText owned(cookie.bv_val);
  return cookie.bv_val == nullptr ? std::string() : std::string(cookie.bv_val, cookie.bv_len);
}

std::string text_of(const berval& octets) {
  return octets.bv_val == nullptr ? std::string() : std::string(octets.bv_val, octets.bv_len);
}

}  // namespace

Result<DecodedResult> decoded_result(LDAP* session, LDAPMessage* message) {
  char* text = nullptr;
  char** referrals = nullptr;
  LDAPControl** controls = nullptr;
  DecodedResult result;
  const int code =
      ldap_parse_result(session, message, &result.code, nullptr, &text, &referrals, &controls, 0);
  const LibraryText owned_text(text);
  const Texts owned_referrals(referrals);
  const std::unique_ptr<LDAPControl*, FreeControls> owned_controls(controls);
  if (code != LDAP_SUCCESS) return undecodable();
  if (text != nullptr) result.text = printable_text(text);
  result.referral = first_of(referrals);
  DRAWBRIDGE_TRY(result.page_cookie, page_cookie_of(session, controls));
  return result;
}

Result<PlainEntry> decoded_entry(LDAP* session, LDAPMessage* message, std::size_t max_values) {
  BerElement* raw = nullptr;
  berval name{0, nullptr};
  const int named = ldap_get_dn_ber(session, message, &raw, &name);
  const EntryWalk walk(raw);
  if (named != LDAP_SUCCESS || raw == nullptr) return undecodable();
  PlainEntry entry;
  entry.dn = text_of(name);
  std::size_t count = 0;
  while (true) {
    berval type{0, nullptr};
    BerVarray values = nullptr;
    const int code = ldap_get_attribute_ber(session, message, raw, &type, &values);
    // The values lie in the message; only their list was allocated.
    const std::unique_ptr<berval, FreeText> owned(values);
    if (code != LDAP_SUCCESS) return undecodable();
    if (type.bv_val == nullptr) return entry;
    PlainAttribute attribute{text_of(type), {}};
    for (const berval* value = values; value != nullptr && value->bv_val != nullptr; ++value) {
      if (++count > max_values) {
        return fail(ErrorCode::kTooLarge, "the entry " + printable_text(entry.dn) +
                                              " has more than " + std::to_string(max_values) +
                                              " values.");
      }
      attribute.values.push_back(text_of(*value));
    }
    entry.attributes.push_back(std::move(attribute));
  }
}

std::string reference_of(LDAP* session, LDAPMessage* message) {
  char** references = nullptr;
  const int code = ldap_parse_reference(session, message, &references, nullptr, 0);
  const Texts owned(references);
  return code == LDAP_SUCCESS ? first_of(references) : first_of(nullptr);
}

}  // namespace drawbridge::ldap::client
