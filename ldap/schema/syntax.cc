#include "ldap/schema/syntax.h"

#include <array>

namespace drawbridge::ldap::schema {

namespace {

constexpr std::array<SyntaxDescription, 35> kSyntaxes = {{
    {"1.3.6.1.4.1.1466.115.121.1.3", "Attribute Type Description"},
    {"1.3.6.1.4.1.1466.115.121.1.4", "Audio"},
    {"1.3.6.1.4.1.1466.115.121.1.5", "Binary"},
    {"1.3.6.1.4.1.1466.115.121.1.6", "Bit String"},
    {kBooleanSyntax, "Boolean"},
    {"1.3.6.1.4.1.1466.115.121.1.8", "Certificate"},
    {kCountryStringSyntax, "Country String"},
    {kDnSyntax, "DN"},
    {"1.3.6.1.4.1.1466.115.121.1.14", "Delivery Method"},
    {kDirectoryStringSyntax, "Directory String"},
    {"1.3.6.1.4.1.1466.115.121.1.16", "DIT Content Rule Description"},
    {"1.3.6.1.4.1.1466.115.121.1.17", "DIT Structure Rule Description"},
    {"1.3.6.1.4.1.1466.115.121.1.22", "Facsimile Telephone Number"},
    {"1.3.6.1.4.1.1466.115.121.1.23", "Fax"},
    {kGeneralizedTimeSyntax, "Generalized Time"},
    {"1.3.6.1.4.1.1466.115.121.1.25", "Guide"},
    {kIa5StringSyntax, "IA5 String"},
    {kIntegerSyntax, "INTEGER"},
    {"1.3.6.1.4.1.1466.115.121.1.28", "JPEG"},
    {"1.3.6.1.4.1.1466.115.121.1.30", "Matching Rule Description"},
    {"1.3.6.1.4.1.1466.115.121.1.31", "Matching Rule Use Description"},
    {"1.3.6.1.4.1.1466.115.121.1.35", "Name Form Description"},
    {kNumericStringSyntax, "Numeric String"},
    {"1.3.6.1.4.1.1466.115.121.1.37", "Object Class Description"},
    {kOidSyntax, "OID"},
    {kOctetStringSyntax, "Octet String"},
    {kPostalAddressSyntax, "Postal Address"},
    {kPrintableStringSyntax, "Printable String"},
    {kTelephoneNumberSyntax, "Telephone Number"},
    {"1.3.6.1.4.1.1466.115.121.1.51", "Teletex Terminal Identifier"},
    {"1.3.6.1.4.1.1466.115.121.1.52", "Telex Number"},
    {"1.3.6.1.4.1.1466.115.121.1.54", "LDAP Syntax Description"},
    {kSubstringAssertionSyntax, "Substring Assertion"},
    {kUuidSyntax, "UUID"},
    {kCsnSyntax, "CSN"},
}};

}  // namespace

std::span<const SyntaxDescription> syntaxes() { return kSyntaxes; }

}  // namespace drawbridge::ldap::schema
