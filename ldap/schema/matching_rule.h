#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace drawbridge::ldap::schema {

/// Matching rules (RFC 4517 section 4.2 unless said otherwise).
enum class MatchingRule : std::uint8_t {
  kNone,  ///< The attribute type has no rule of that kind: a comparison is Undefined.
  kObjectIdentifier,
  kObjectIdentifierFirstComponent,
  kBoolean,
  kInteger,
  kIntegerOrdering,
  kIntegerFirstComponent,
  kCaseIgnore,
  kCaseIgnoreOrdering,
  kCaseIgnoreSubstrings,
  kCaseExact,
  kCaseExactOrdering,
  kCaseExactSubstrings,
  kCaseIgnoreList,
  kCaseIgnoreListSubstrings,
  kNumericString,
  kNumericStringSubstrings,
  kCaseExactIa5,
  kCaseExactIa5Substrings,
  kCaseIgnoreIa5,
  kCaseIgnoreIa5Substrings,
  kTelephoneNumber,
  kTelephoneNumberSubstrings,
  kDistinguishedName,
  kOctetString,
  kGeneralizedTime,
  kGeneralizedTimeOrdering,
  kUuid,          ///< RFC 4530
  kUuidOrdering,  ///< RFC 4530
  kCsn,           ///< draft-chu-ldap-csn, as OpenLDAP has it
  kCsnOrdering,
};

inline constexpr std::size_t kMatchingRuleCount =
    static_cast<std::size_t>(MatchingRule::kCsnOrdering) + 1;

/// Name and numbers of a matching rule, as the subschema publishes them.
struct MatchingRuleDescription {
  std::string_view oid;
  std::string_view name;
  std::string_view syntax;  ///< OID of the assertion syntax.
};

/// @param rule  any but kNone
const MatchingRuleDescription& describe(MatchingRule rule);

/// By name or OID, in any case; kNone when unknown.
MatchingRule find_matching_rule(std::string_view name_or_oid);

/// What an assertion by a rule asks of a value (RFC 4517 section 4.2).
enum class RuleKind : std::uint8_t {
  kEquality,
  kOrdering,    ///< The value comes before the asserted one.
  kSubstrings,  ///< The assertion is written `initial*any*final` (RFC 4517 section 3.3.30).
};
RuleKind kind_of(MatchingRule rule);

}  // namespace drawbridge::ldap::schema
