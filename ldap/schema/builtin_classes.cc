#include "ldap/schema/builtin.h"

// Sources as in builtin_attributes.cc. posixGroup is auxiliary, as in draft-howard-rfc2307bis, so
// that it can stand on groupOfMembers.

namespace drawbridge::ldap::schema {

namespace {

using enum AttributeId;

constexpr std::array kObjectClassOnly = {kObjectClass};
constexpr std::array kCnOnly = {kCn};
constexpr std::array kUidOnly = {kUid};
constexpr std::array kOOnly = {kO};
constexpr std::array kOuOnly = {kOu};
constexpr std::array kDcOnly = {kDc};
constexpr std::array kGidNumberOnly = {kGidNumber};
constexpr std::array kUserPasswordOnly = {kUserPassword};
constexpr std::array kMemberAndCn = {kMember, kCn};

constexpr std::array kSubschemaMay = {kDITStructureRules, kNameForms,      kDITContentRules,
                                      kObjectClasses,     kAttributeTypes, kMatchingRules,
                                      kMatchingRuleUse,   kLdapSyntaxes};

constexpr std::array kOrganizationMay = {kUserPassword,
                                         kSearchGuide,
                                         kSeeAlso,
                                         kBusinessCategory,
                                         kX121Address,
                                         kRegisteredAddress,
                                         kDestinationIndicator,
                                         kPreferredDeliveryMethod,
                                         kTelexNumber,
                                         kTeletexTerminalIdentifier,
                                         kTelephoneNumber,
                                         kInternationalISDNNumber,
                                         kFacsimileTelephoneNumber,
                                         kStreet,
                                         kPostOfficeBox,
                                         kPostalCode,
                                         kPostalAddress,
                                         kPhysicalDeliveryOfficeName,
                                         kSt,
                                         kL,
                                         kDescription};

constexpr std::array kRoleMay = {kX121Address,
                                 kRegisteredAddress,
                                 kDestinationIndicator,
                                 kPreferredDeliveryMethod,
                                 kTelexNumber,
                                 kTeletexTerminalIdentifier,
                                 kTelephoneNumber,
                                 kInternationalISDNNumber,
                                 kFacsimileTelephoneNumber,
                                 kSeeAlso,
                                 kRoleOccupant,
                                 kStreet,
                                 kPostOfficeBox,
                                 kPostalCode,
                                 kPostalAddress,
                                 kPhysicalDeliveryOfficeName,
                                 kOu,
                                 kSt,
                                 kL,
                                 kDescription};

constexpr std::array kPersonMust = {kSn, kCn};
constexpr std::array kPersonMay = {kUserPassword, kTelephoneNumber, kSeeAlso, kDescription};

constexpr std::array kOrganizationalPersonMay = {kTitle,
                                                 kX121Address,
                                                 kRegisteredAddress,
                                                 kDestinationIndicator,
                                                 kPreferredDeliveryMethod,
                                                 kTelexNumber,
                                                 kTeletexTerminalIdentifier,
                                                 kTelephoneNumber,
                                                 kInternationalISDNNumber,
                                                 kFacsimileTelephoneNumber,
                                                 kStreet,
                                                 kPostOfficeBox,
                                                 kPostalCode,
                                                 kPostalAddress,
                                                 kPhysicalDeliveryOfficeName,
                                                 kOu,
                                                 kSt,
                                                 kL};

constexpr std::array kInetOrgPersonMay = {kAudio,
                                          kBusinessCategory,
                                          kCarLicense,
                                          kDepartmentNumber,
                                          kDisplayName,
                                          kEmployeeNumber,
                                          kEmployeeType,
                                          kGivenName,
                                          kHomePhone,
                                          kHomePostalAddress,
                                          kInitials,
                                          kJpegPhoto,
                                          kLabeledURI,
                                          kMail,
                                          kManager,
                                          kMobile,
                                          kO,
                                          kPager,
                                          kPhoto,
                                          kRoomNumber,
                                          kSecretary,
                                          kUid,
                                          kUserCertificate,
                                          kX500UniqueIdentifier,
                                          kPreferredLanguage,
                                          kUserSMIMECertificate,
                                          kUserPKCS12,
                                          kMemberOf};

constexpr std::array kAccountMay = {kDescription, kSeeAlso, kL, kO, kOu, kHost};

constexpr std::array kPosixAccountMust = {kCn, kUid, kUidNumber, kGidNumber, kHomeDirectory};
constexpr std::array kPosixAccountMay = {kUserPassword, kLoginShell, kGecos, kDescription,
                                         kMemberOf};

constexpr std::array kShadowAccountMay = {kUserPassword,   kDescription,  kShadowLastChange,
                                          kShadowMin,      kShadowMax,    kShadowWarning,
                                          kShadowInactive, kShadowExpire, kShadowFlag};

constexpr std::array kPosixGroupMay = {kUserPassword, kMemberUid, kDescription};

constexpr std::array kGroupOfNamesMay = {kBusinessCategory, kSeeAlso, kOwner, kOu, kO,
                                         kDescription};
constexpr std::array kGroupOfMembersMay = {kBusinessCategory, kSeeAlso, kOwner, kOu, kO,
                                           kDescription,      kMember};

constexpr std::array kLdapPublicKeyMay = {kSshPublicKey, kUid};

using enum ClassKind;

constexpr std::array<ObjectClass, 17> kClasses = {{
    {"2.5.6.0", "top", "", kAbstract, kObjectClassOnly, {}},
    {"2.5.20.1", "subschema", "top", kAuxiliary, {}, kSubschemaMay},
    {"1.3.6.1.4.1.1466.344", "dcObject", "top", kAuxiliary, kDcOnly, {}},
    {"2.5.6.4", "organization", "top", kStructural, kOOnly, kOrganizationMay},
    {"2.5.6.5", "organizationalUnit", "top", kStructural, kOuOnly, kOrganizationMay},
    {"2.5.6.8", "organizationalRole", "top", kStructural, kCnOnly, kRoleMay},
    {"0.9.2342.19200300.100.4.19",
     "simpleSecurityObject",
     "top",
     kAuxiliary,
     kUserPasswordOnly,
     {}},
    {"2.5.6.6", "person", "top", kStructural, kPersonMust, kPersonMay},
    {"2.5.6.7", "organizationalPerson", "person", kStructural, {}, kOrganizationalPersonMay},
    {"2.16.840.1.113730.3.2.2",
     "inetOrgPerson",
     "organizationalPerson",
     kStructural,
     {},
     kInetOrgPersonMay},
    {"0.9.2342.19200300.100.4.5", "account", "top", kStructural, kUidOnly, kAccountMay},
    {"1.3.6.1.1.1.2.0", "posixAccount", "top", kAuxiliary, kPosixAccountMust, kPosixAccountMay},
    {"1.3.6.1.1.1.2.1", "shadowAccount", "top", kAuxiliary, kUidOnly, kShadowAccountMay},
    {"1.3.6.1.1.1.2.2", "posixGroup", "top", kAuxiliary, kGidNumberOnly, kPosixGroupMay},
    {"2.5.6.9", "groupOfNames", "top", kStructural, kMemberAndCn, kGroupOfNamesMay},
    {"1.3.6.1.1.1.2.18", "groupOfMembers", "top", kStructural, kCnOnly, kGroupOfMembersMay},
    {"1.3.6.1.4.1.24552.500.1.1.2.0", "ldapPublicKey", "top", kAuxiliary, {}, kLdapPublicKeyMay},
}};

}  // namespace

std::span<const ObjectClass> builtin_object_classes() { return kClasses; }

}  // namespace drawbridge::ldap::schema
