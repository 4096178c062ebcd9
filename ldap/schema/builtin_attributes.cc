#include <cstddef>
#include <string_view>

#include "ldap/schema/builtin.h"
#include "ldap/schema/syntax.h"

// Sources: RFC 4512 and RFC 4519 (core), RFC 4524 (cosine), RFC 2798 (inetOrgPerson), RFC 2307
// with the rules of draft-howard-rfc2307bis (nis), openssh-lpk, RFC 4530 (entryUUID), RFC 5020
// (entryDN), RFC 3045 (vendorName). What a type inherits from `name` or `distinguishedName` is
// written out, see AttributeType.

namespace drawbridge::ldap::schema {

namespace {

using Rule = MatchingRule;

struct Rules {
  Rule equality = Rule::kNone;
  Rule ordering = Rule::kNone;
  Rule substrings = Rule::kNone;
};

constexpr AttributeType make(AttributeId id, std::string_view oid, std::string_view name,
                             std::string_view alias, std::string_view syntax, Rules rules) {
  return {.id = id,
          .oid = oid,
          .name = name,
          .alias = alias,
          .syntax = syntax,
          .equality = rules.equality,
          .ordering = rules.ordering,
          .substrings = rules.substrings};
}

constexpr AttributeType opaque(AttributeId id, std::string_view oid, std::string_view name,
                               std::string_view syntax, std::string_view alias = {}) {
  return make(id, oid, name, alias, syntax, {});
}

constexpr AttributeType directory_string(AttributeId id, std::string_view oid,
                                         std::string_view name, std::string_view alias = {}) {
  return make(id, oid, name, alias, kDirectoryStringSyntax,
              {Rule::kCaseIgnore, Rule::kNone, Rule::kCaseIgnoreSubstrings});
}

constexpr AttributeType exact_string(AttributeId id, std::string_view oid, std::string_view name,
                                     std::string_view alias = {}) {
  return make(id, oid, name, alias, kDirectoryStringSyntax,
              {Rule::kCaseExact, Rule::kNone, Rule::kCaseExactSubstrings});
}

constexpr AttributeType printable_string(AttributeId id, std::string_view oid,
                                         std::string_view name) {
  return make(id, oid, name, {}, kPrintableStringSyntax,
              {Rule::kCaseIgnore, Rule::kNone, Rule::kCaseIgnoreSubstrings});
}

constexpr AttributeType country_string(AttributeId id, std::string_view oid, std::string_view name,
                                       std::string_view alias) {
  return make(id, oid, name, alias, kCountryStringSyntax,
              {Rule::kCaseIgnore, Rule::kNone, Rule::kCaseIgnoreSubstrings});
}

constexpr AttributeType postal_address(AttributeId id, std::string_view oid,
                                       std::string_view name) {
  return make(id, oid, name, {}, kPostalAddressSyntax,
              {Rule::kCaseIgnoreList, Rule::kNone, Rule::kCaseIgnoreListSubstrings});
}

constexpr AttributeType telephone_number(AttributeId id, std::string_view oid,
                                         std::string_view name, std::string_view alias = {}) {
  return make(id, oid, name, alias, kTelephoneNumberSyntax,
              {Rule::kTelephoneNumber, Rule::kNone, Rule::kTelephoneNumberSubstrings});
}

constexpr AttributeType numeric_string(AttributeId id, std::string_view oid,
                                       std::string_view name) {
  return make(id, oid, name, {}, kNumericStringSyntax,
              {Rule::kNumericString, Rule::kNone, Rule::kNumericStringSubstrings});
}

constexpr AttributeType ia5_string(AttributeId id, std::string_view oid, std::string_view name) {
  return make(id, oid, name, {}, kIa5StringSyntax,
              {Rule::kCaseExactIa5, Rule::kNone, Rule::kCaseExactIa5Substrings});
}

constexpr AttributeType ia5_ignoring_case(AttributeId id, std::string_view oid,
                                          std::string_view name, std::string_view alias) {
  return make(id, oid, name, alias, kIa5StringSyntax,
              {Rule::kCaseIgnoreIa5, Rule::kNone, Rule::kCaseIgnoreIa5Substrings});
}

constexpr AttributeType ia5_without_rules(AttributeId id, std::string_view oid,
                                          std::string_view name) {
  return make(id, oid, name, {}, kIa5StringSyntax, {});
}

constexpr AttributeType distinguished_name(AttributeId id, std::string_view oid,
                                           std::string_view name) {
  return make(id, oid, name, {}, kDnSyntax, {Rule::kDistinguishedName});
}

constexpr AttributeType object_identifier(AttributeId id, std::string_view oid,
                                          std::string_view name) {
  return make(id, oid, name, {}, kOidSyntax, {Rule::kObjectIdentifier});
}

constexpr AttributeType octet_string(AttributeId id, std::string_view oid, std::string_view name) {
  return make(id, oid, name, {}, kOctetStringSyntax, {Rule::kOctetString});
}

constexpr AttributeType numbers(AttributeId id, std::string_view oid, std::string_view name) {
  return make(id, oid, name, {}, kIntegerSyntax, {Rule::kInteger, Rule::kIntegerOrdering});
}

constexpr AttributeType boolean(AttributeId id, std::string_view oid, std::string_view name) {
  AttributeType type = make(id, oid, name, {}, kBooleanSyntax, {Rule::kBoolean});
  type.is_single_valued = true;
  return type;
}

constexpr AttributeType generalized_time(AttributeId id, std::string_view oid,
                                         std::string_view name) {
  AttributeType type = make(id, oid, name, {}, kGeneralizedTimeSyntax,
                            {Rule::kGeneralizedTime, Rule::kGeneralizedTimeOrdering});
  type.is_single_valued = true;
  return type;
}

constexpr AttributeType uuid(AttributeId id, std::string_view oid, std::string_view name) {
  AttributeType type = make(id, oid, name, {}, kUuidSyntax, {Rule::kUuid, Rule::kUuidOrdering});
  type.is_single_valued = true;
  return type;
}

constexpr AttributeType csn(AttributeId id, std::string_view oid, std::string_view name) {
  return make(id, oid, name, {}, kCsnSyntax, {Rule::kCsn, Rule::kCsnOrdering});
}

constexpr AttributeType described_by_oid(AttributeId id, std::string_view oid,
                                         std::string_view name, std::string_view syntax) {
  return make(id, oid, name, {}, syntax, {Rule::kObjectIdentifierFirstComponent});
}

constexpr AttributeType described_by_integer(AttributeId id, std::string_view oid,
                                             std::string_view name, std::string_view syntax) {
  return make(id, oid, name, {}, syntax, {Rule::kIntegerFirstComponent});
}

constexpr AttributeType single_valued(AttributeType type) {
  type.is_single_valued = true;
  return type;
}

constexpr AttributeType number(AttributeId id, std::string_view oid, std::string_view name) {
  return single_valued(numbers(id, oid, name));
}

constexpr AttributeType secret(AttributeType type) {
  type.is_secret = true;
  return type;
}

constexpr AttributeType operational(AttributeType type) {
  type.usage = Usage::kDirectoryOperation;
  type.is_read_only = true;
  return type;
}

constexpr AttributeType of_the_root_dse(AttributeType type) {
  type.usage = Usage::kDsaOperation;
  return type;
}

constexpr AttributeType of_the_subschema(AttributeType type) {
  type.usage = Usage::kDirectoryOperation;
  return type;
}

constexpr std::array<AttributeType, kAttributeCount> kTypes = {{
    directory_string(AttributeId::kName, "2.5.4.41", "name"),
    object_identifier(AttributeId::kObjectClass, "2.5.4.0", "objectClass"),
    directory_string(AttributeId::kCn, "2.5.4.3", "cn", "commonName"),
    directory_string(AttributeId::kSn, "2.5.4.4", "sn", "surname"),
    printable_string(AttributeId::kSerialNumber, "2.5.4.5", "serialNumber"),
    single_valued(country_string(AttributeId::kC, "2.5.4.6", "c", "countryName")),
    directory_string(AttributeId::kL, "2.5.4.7", "l", "localityName"),
    directory_string(AttributeId::kSt, "2.5.4.8", "st", "stateOrProvinceName"),
    directory_string(AttributeId::kStreet, "2.5.4.9", "street", "streetAddress"),
    directory_string(AttributeId::kO, "2.5.4.10", "o", "organizationName"),
    directory_string(AttributeId::kOu, "2.5.4.11", "ou", "organizationalUnitName"),
    directory_string(AttributeId::kTitle, "2.5.4.12", "title"),
    directory_string(AttributeId::kDescription, "2.5.4.13", "description"),
    opaque(AttributeId::kSearchGuide, "2.5.4.14", "searchGuide", "1.3.6.1.4.1.1466.115.121.1.25"),
    directory_string(AttributeId::kBusinessCategory, "2.5.4.15", "businessCategory"),
    postal_address(AttributeId::kPostalAddress, "2.5.4.16", "postalAddress"),
    directory_string(AttributeId::kPostalCode, "2.5.4.17", "postalCode"),
    directory_string(AttributeId::kPostOfficeBox, "2.5.4.18", "postOfficeBox"),
    directory_string(AttributeId::kPhysicalDeliveryOfficeName, "2.5.4.19",
                     "physicalDeliveryOfficeName"),
    telephone_number(AttributeId::kTelephoneNumber, "2.5.4.20", "telephoneNumber"),
    opaque(AttributeId::kTelexNumber, "2.5.4.21", "telexNumber", "1.3.6.1.4.1.1466.115.121.1.52"),
    opaque(AttributeId::kTeletexTerminalIdentifier, "2.5.4.22", "teletexTerminalIdentifier",
           "1.3.6.1.4.1.1466.115.121.1.51"),
    opaque(AttributeId::kFacsimileTelephoneNumber, "2.5.4.23", "facsimileTelephoneNumber",
           "1.3.6.1.4.1.1466.115.121.1.22", "fax"),
    numeric_string(AttributeId::kX121Address, "2.5.4.24", "x121Address"),
    numeric_string(AttributeId::kInternationalISDNNumber, "2.5.4.25", "internationalISDNNumber"),
    postal_address(AttributeId::kRegisteredAddress, "2.5.4.26", "registeredAddress"),
    printable_string(AttributeId::kDestinationIndicator, "2.5.4.27", "destinationIndicator"),
    single_valued(opaque(AttributeId::kPreferredDeliveryMethod, "2.5.4.28",
                         "preferredDeliveryMethod", "1.3.6.1.4.1.1466.115.121.1.14")),
    distinguished_name(AttributeId::kMember, "2.5.4.31", "member"),
    distinguished_name(AttributeId::kOwner, "2.5.4.32", "owner"),
    distinguished_name(AttributeId::kRoleOccupant, "2.5.4.33", "roleOccupant"),
    distinguished_name(AttributeId::kSeeAlso, "2.5.4.34", "seeAlso"),
    secret(octet_string(AttributeId::kUserPassword, "2.5.4.35", "userPassword")),
    opaque(AttributeId::kUserCertificate, "2.5.4.36", "userCertificate",
           "1.3.6.1.4.1.1466.115.121.1.8"),
    directory_string(AttributeId::kGivenName, "2.5.4.42", "givenName", "gn"),
    directory_string(AttributeId::kInitials, "2.5.4.43", "initials"),
    opaque(AttributeId::kX500UniqueIdentifier, "2.5.4.45", "x500UniqueIdentifier",
           "1.3.6.1.4.1.1466.115.121.1.6"),
    directory_string(AttributeId::kUid, "0.9.2342.19200300.100.1.1", "uid", "userid"),
    ia5_ignoring_case(AttributeId::kMail, "0.9.2342.19200300.100.1.3", "mail", "rfc822Mailbox"),
    directory_string(AttributeId::kRoomNumber, "0.9.2342.19200300.100.1.6", "roomNumber"),
    opaque(AttributeId::kPhoto, "0.9.2342.19200300.100.1.7", "photo",
           "1.3.6.1.4.1.1466.115.121.1.23"),
    directory_string(AttributeId::kHost, "0.9.2342.19200300.100.1.9", "host"),
    distinguished_name(AttributeId::kManager, "0.9.2342.19200300.100.1.10", "manager"),
    telephone_number(AttributeId::kHomePhone, "0.9.2342.19200300.100.1.20", "homePhone",
                     "homeTelephoneNumber"),
    distinguished_name(AttributeId::kSecretary, "0.9.2342.19200300.100.1.21", "secretary"),
    single_valued(
        ia5_ignoring_case(AttributeId::kDc, "0.9.2342.19200300.100.1.25", "dc", "domainComponent")),
    postal_address(AttributeId::kHomePostalAddress, "0.9.2342.19200300.100.1.39",
                   "homePostalAddress"),
    telephone_number(AttributeId::kMobile, "0.9.2342.19200300.100.1.41", "mobile",
                     "mobileTelephoneNumber"),
    telephone_number(AttributeId::kPager, "0.9.2342.19200300.100.1.42", "pager",
                     "pagerTelephoneNumber"),
    opaque(AttributeId::kAudio, "0.9.2342.19200300.100.1.55", "audio",
           "1.3.6.1.4.1.1466.115.121.1.4"),
    opaque(AttributeId::kJpegPhoto, "0.9.2342.19200300.100.1.60", "jpegPhoto",
           "1.3.6.1.4.1.1466.115.121.1.28"),
    make(AttributeId::kLabeledURI, "1.3.6.1.4.1.250.1.57", "labeledURI", "labeledURL",
         kDirectoryStringSyntax, {Rule::kCaseExact}),  // RFC 2079 gives no substrings rule
    directory_string(AttributeId::kCarLicense, "2.16.840.1.113730.3.1.1", "carLicense"),
    directory_string(AttributeId::kDepartmentNumber, "2.16.840.1.113730.3.1.2", "departmentNumber"),
    single_valued(directory_string(AttributeId::kEmployeeNumber, "2.16.840.1.113730.3.1.3",
                                   "employeeNumber")),
    directory_string(AttributeId::kEmployeeType, "2.16.840.1.113730.3.1.4", "employeeType"),
    single_valued(directory_string(AttributeId::kPreferredLanguage, "2.16.840.1.113730.3.1.39",
                                   "preferredLanguage")),
    opaque(AttributeId::kUserSMIMECertificate, "2.16.840.1.113730.3.1.40", "userSMIMECertificate",
           "1.3.6.1.4.1.1466.115.121.1.5"),
    opaque(AttributeId::kUserPKCS12, "2.16.840.1.113730.3.1.216", "userPKCS12",
           "1.3.6.1.4.1.1466.115.121.1.5"),
    single_valued(
        directory_string(AttributeId::kDisplayName, "2.16.840.1.113730.3.1.241", "displayName")),
    number(AttributeId::kUidNumber, "1.3.6.1.1.1.1.0", "uidNumber"),
    number(AttributeId::kGidNumber, "1.3.6.1.1.1.1.1", "gidNumber"),
    single_valued(directory_string(AttributeId::kGecos, "1.3.6.1.1.1.1.2", "gecos")),
    single_valued(ia5_string(AttributeId::kHomeDirectory, "1.3.6.1.1.1.1.3", "homeDirectory")),
    single_valued(ia5_string(AttributeId::kLoginShell, "1.3.6.1.1.1.1.4", "loginShell")),
    number(AttributeId::kShadowLastChange, "1.3.6.1.1.1.1.5", "shadowLastChange"),
    number(AttributeId::kShadowMin, "1.3.6.1.1.1.1.6", "shadowMin"),
    number(AttributeId::kShadowMax, "1.3.6.1.1.1.1.7", "shadowMax"),
    number(AttributeId::kShadowWarning, "1.3.6.1.1.1.1.8", "shadowWarning"),
    number(AttributeId::kShadowInactive, "1.3.6.1.1.1.1.9", "shadowInactive"),
    number(AttributeId::kShadowExpire, "1.3.6.1.1.1.1.10", "shadowExpire"),
    number(AttributeId::kShadowFlag, "1.3.6.1.1.1.1.11", "shadowFlag"),
    exact_string(AttributeId::kMemberUid, "1.3.6.1.1.1.1.12", "memberUid"),
    octet_string(AttributeId::kSshPublicKey, "1.3.6.1.4.1.24552.500.1.1.1.13", "sshPublicKey"),
    distinguished_name(AttributeId::kMemberOf, "1.2.840.113556.1.2.102", "memberOf"),

    operational(generalized_time(AttributeId::kCreateTimestamp, "2.5.18.1", "createTimestamp")),
    operational(generalized_time(AttributeId::kModifyTimestamp, "2.5.18.2", "modifyTimestamp")),
    operational(
        single_valued(distinguished_name(AttributeId::kCreatorsName, "2.5.18.3", "creatorsName"))),
    operational(single_valued(
        distinguished_name(AttributeId::kModifiersName, "2.5.18.4", "modifiersName"))),
    operational(boolean(AttributeId::kHasSubordinates, "2.5.18.9", "hasSubordinates")),
    operational(single_valued(
        distinguished_name(AttributeId::kSubschemaSubentry, "2.5.18.10", "subschemaSubentry"))),
    operational(single_valued(object_identifier(AttributeId::kStructuralObjectClass, "2.5.21.9",
                                                "structuralObjectClass"))),
    operational(uuid(AttributeId::kEntryUUID, "1.3.6.1.1.16.4", "entryUUID")),
    operational(
        single_valued(distinguished_name(AttributeId::kEntryDN, "1.3.6.1.1.20", "entryDN"))),
    operational(single_valued(csn(AttributeId::kEntryCSN, "1.3.6.1.4.1.4203.666.1.7", "entryCSN"))),
    operational(number(AttributeId::kEntryUSN, "2.16.840.1.113730.3.1.606", "entryUSN")),
    operational(csn(AttributeId::kContextCSN, "1.3.6.1.4.1.4203.666.1.25", "contextCSN")),

    of_the_root_dse(distinguished_name(AttributeId::kNamingContexts, "1.3.6.1.4.1.1466.101.120.5",
                                       "namingContexts")),
    of_the_root_dse(
        ia5_without_rules(AttributeId::kAltServer, "1.3.6.1.4.1.1466.101.120.6", "altServer")),
    of_the_root_dse(object_identifier(AttributeId::kSupportedExtension,
                                      "1.3.6.1.4.1.1466.101.120.7", "supportedExtension")),
    of_the_root_dse(object_identifier(AttributeId::kSupportedControl, "1.3.6.1.4.1.1466.101.120.13",
                                      "supportedControl")),
    of_the_root_dse(exact_string(AttributeId::kSupportedSASLMechanisms,
                                 "1.3.6.1.4.1.1466.101.120.14", "supportedSASLMechanisms")),
    of_the_root_dse(numbers(AttributeId::kSupportedLDAPVersion, "1.3.6.1.4.1.1466.101.120.15",
                            "supportedLDAPVersion")),
    of_the_root_dse(object_identifier(AttributeId::kSupportedFeatures, "1.3.6.1.4.1.4203.1.3.5",
                                      "supportedFeatures")),
    of_the_root_dse(object_identifier(AttributeId::kSupportedCapabilities,
                                      "1.2.840.113556.1.4.1791", "supportedCapabilities")),
    of_the_root_dse(
        single_valued(exact_string(AttributeId::kVendorName, "1.3.6.1.1.4", "vendorName"))),
    of_the_root_dse(
        single_valued(exact_string(AttributeId::kVendorVersion, "1.3.6.1.1.5", "vendorVersion"))),
    of_the_root_dse(
        number(AttributeId::kLastUSN, "2.25.221840379523177410418932866110482270193", "lastUSN")),

    of_the_subschema(described_by_integer(AttributeId::kDITStructureRules, "2.5.21.1",
                                          "dITStructureRules", "1.3.6.1.4.1.1466.115.121.1.17")),
    of_the_subschema(described_by_oid(AttributeId::kDITContentRules, "2.5.21.2", "dITContentRules",
                                      "1.3.6.1.4.1.1466.115.121.1.16")),
    of_the_subschema(described_by_oid(AttributeId::kMatchingRules, "2.5.21.4", "matchingRules",
                                      "1.3.6.1.4.1.1466.115.121.1.30")),
    of_the_subschema(described_by_oid(AttributeId::kAttributeTypes, "2.5.21.5", "attributeTypes",
                                      "1.3.6.1.4.1.1466.115.121.1.3")),
    of_the_subschema(described_by_oid(AttributeId::kObjectClasses, "2.5.21.6", "objectClasses",
                                      "1.3.6.1.4.1.1466.115.121.1.37")),
    of_the_subschema(described_by_oid(AttributeId::kNameForms, "2.5.21.7", "nameForms",
                                      "1.3.6.1.4.1.1466.115.121.1.35")),
    of_the_subschema(described_by_oid(AttributeId::kMatchingRuleUse, "2.5.21.8", "matchingRuleUse",
                                      "1.3.6.1.4.1.1466.115.121.1.31")),
    of_the_subschema(described_by_oid(AttributeId::kLdapSyntaxes, "1.3.6.1.4.1.1466.101.120.16",
                                      "ldapSyntaxes", "1.3.6.1.4.1.1466.115.121.1.54")),
}};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kTypes.size(); ++i) {
    if (static_cast<std::size_t>(kTypes[i].id) != i) return false;
  }
  return true;
}
static_assert(is_in_order(), "the table and AttributeId must list the same types");

}  // namespace

const std::array<AttributeType, kAttributeCount>& builtin_attribute_types() { return kTypes; }

}  // namespace drawbridge::ldap::schema
