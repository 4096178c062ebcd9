#include "ldap/schema/matching_rule.h"

#include <array>

#include "ldap/schema/name_index.h"
#include "ldap/schema/syntax.h"

namespace drawbridge::ldap::schema {

namespace {

constexpr std::array<MatchingRuleDescription, kMatchingRuleCount> kRules = {{
    {"", "", ""},
    {"2.5.13.0", "objectIdentifierMatch", kOidSyntax},
    {"2.5.13.30", "objectIdentifierFirstComponentMatch", kOidSyntax},
    {"2.5.13.13", "booleanMatch", kBooleanSyntax},
    {"2.5.13.14", "integerMatch", kIntegerSyntax},
    {"2.5.13.15", "integerOrderingMatch", kIntegerSyntax},
    {"2.5.13.29", "integerFirstComponentMatch", kIntegerSyntax},
    {"2.5.13.2", "caseIgnoreMatch", kDirectoryStringSyntax},
    {"2.5.13.3", "caseIgnoreOrderingMatch", kDirectoryStringSyntax},
    {"2.5.13.4", "caseIgnoreSubstringsMatch", kSubstringAssertionSyntax},
    {"2.5.13.5", "caseExactMatch", kDirectoryStringSyntax},
    {"2.5.13.6", "caseExactOrderingMatch", kDirectoryStringSyntax},
    {"2.5.13.7", "caseExactSubstringsMatch", kSubstringAssertionSyntax},
    {"2.5.13.11", "caseIgnoreListMatch", kPostalAddressSyntax},
    {"2.5.13.12", "caseIgnoreListSubstringsMatch", kSubstringAssertionSyntax},
    {"2.5.13.8", "numericStringMatch", kNumericStringSyntax},
    {"2.5.13.10", "numericStringSubstringsMatch", kSubstringAssertionSyntax},
    {"1.3.6.1.4.1.1466.109.114.1", "caseExactIA5Match", kIa5StringSyntax},
    {"1.3.6.1.4.1.4203.1.2.1", "caseExactIA5SubstringsMatch", kSubstringAssertionSyntax},
    {"1.3.6.1.4.1.1466.109.114.2", "caseIgnoreIA5Match", kIa5StringSyntax},
    {"1.3.6.1.4.1.1466.109.114.3", "caseIgnoreIA5SubstringsMatch", kSubstringAssertionSyntax},
    {"2.5.13.20", "telephoneNumberMatch", kTelephoneNumberSyntax},
    {"2.5.13.21", "telephoneNumberSubstringsMatch", kSubstringAssertionSyntax},
    {"2.5.13.1", "distinguishedNameMatch", kDnSyntax},
    {"2.5.13.17", "octetStringMatch", kOctetStringSyntax},
    {"2.5.13.27", "generalizedTimeMatch", kGeneralizedTimeSyntax},
    {"2.5.13.28", "generalizedTimeOrderingMatch", kGeneralizedTimeSyntax},
    {"1.3.6.1.1.16.2", "UUIDMatch", kUuidSyntax},
    {"1.3.6.1.1.16.3", "UUIDOrderingMatch", kUuidSyntax},
    {"1.3.6.1.4.1.4203.666.11.2.2", "CSNMatch", kCsnSyntax},
    {"1.3.6.1.4.1.4203.666.11.2.3", "CSNOrderingMatch", kCsnSyntax},
}};

using RuleIndex = NameIndex<128>;
static_assert(2 * 2 * kRules.size() <= 128);

RuleIndex build_index() {
  RuleIndex index;
  for (std::size_t i = 1; i < kRules.size(); ++i) {
    index.add(kRules[i].name, static_cast<std::uint16_t>(i));
    index.add(kRules[i].oid, static_cast<std::uint16_t>(i));
  }
  return index;
}

}  // namespace

const MatchingRuleDescription& describe(MatchingRule rule) {
  return kRules[static_cast<std::size_t>(rule)];
}

MatchingRule find_matching_rule(std::string_view name_or_oid) {
  static const RuleIndex index = build_index();
  const auto number = index.find(name_or_oid);
  return number == RuleIndex::kAbsent ? MatchingRule::kNone : static_cast<MatchingRule>(number);
}

RuleKind kind_of(MatchingRule rule) {
  switch (rule) {
    case MatchingRule::kIntegerOrdering:
    case MatchingRule::kCaseIgnoreOrdering:
    case MatchingRule::kCaseExactOrdering:
    case MatchingRule::kGeneralizedTimeOrdering:
    case MatchingRule::kUuidOrdering:
    case MatchingRule::kCsnOrdering:
      return RuleKind::kOrdering;
    default:
      return describe(rule).syntax == kSubstringAssertionSyntax ? RuleKind::kSubstrings
                                                                : RuleKind::kEquality;
  }
}

}  // namespace drawbridge::ldap::schema
