#pragma once

#include <span>
#include <string_view>

namespace drawbridge::ldap::schema {

/// Syntaxes that rules depend on (RFC 4517 section 3.3, RFC 4530).
inline constexpr std::string_view kBooleanSyntax = "1.3.6.1.4.1.1466.115.121.1.7";
inline constexpr std::string_view kCountryStringSyntax = "1.3.6.1.4.1.1466.115.121.1.11";
inline constexpr std::string_view kDnSyntax = "1.3.6.1.4.1.1466.115.121.1.12";
inline constexpr std::string_view kDirectoryStringSyntax = "1.3.6.1.4.1.1466.115.121.1.15";
inline constexpr std::string_view kGeneralizedTimeSyntax = "1.3.6.1.4.1.1466.115.121.1.24";
inline constexpr std::string_view kIa5StringSyntax = "1.3.6.1.4.1.1466.115.121.1.26";
inline constexpr std::string_view kIntegerSyntax = "1.3.6.1.4.1.1466.115.121.1.27";
inline constexpr std::string_view kNumericStringSyntax = "1.3.6.1.4.1.1466.115.121.1.36";
inline constexpr std::string_view kOidSyntax = "1.3.6.1.4.1.1466.115.121.1.38";
inline constexpr std::string_view kOctetStringSyntax = "1.3.6.1.4.1.1466.115.121.1.40";
inline constexpr std::string_view kPostalAddressSyntax = "1.3.6.1.4.1.1466.115.121.1.41";
inline constexpr std::string_view kPrintableStringSyntax = "1.3.6.1.4.1.1466.115.121.1.44";
inline constexpr std::string_view kTelephoneNumberSyntax = "1.3.6.1.4.1.1466.115.121.1.50";
inline constexpr std::string_view kSubstringAssertionSyntax = "1.3.6.1.4.1.1466.115.121.1.58";
inline constexpr std::string_view kUuidSyntax = "1.3.6.1.1.16.1";
/// OpenLDAP's change sequence number.
inline constexpr std::string_view kCsnSyntax = "1.3.6.1.4.1.4203.666.11.2.1";

/// A syntax as the subschema publishes it.
struct SyntaxDescription {
  std::string_view oid;
  std::string_view description;
};

/// Every syntax that an attribute type or a matching rule of ours names.
std::span<const SyntaxDescription> syntaxes();

}  // namespace drawbridge::ldap::schema
