#pragma once

#include <string>
#include <vector>

namespace drawbridge::ldap::protocol {

/// Result codes of RFC 4511 appendix A.1, and the four of RFC 3909 (cancel).
enum class ResultCode : int {
  kSuccess = 0,
  kOperationsError = 1,
  kProtocolError = 2,
  kTimeLimitExceeded = 3,
  kSizeLimitExceeded = 4,
  kCompareFalse = 5,
  kCompareTrue = 6,
  kAuthMethodNotSupported = 7,
  kStrongerAuthRequired = 8,
  kReferral = 10,
  kAdminLimitExceeded = 11,
  kUnavailableCriticalExtension = 12,
  kConfidentialityRequired = 13,
  kSaslBindInProgress = 14,
  kNoSuchAttribute = 16,
  kUndefinedAttributeType = 17,
  kInappropriateMatching = 18,
  kConstraintViolation = 19,
  kAttributeOrValueExists = 20,
  kInvalidAttributeSyntax = 21,
  kNoSuchObject = 32,
  kAliasProblem = 33,
  kInvalidDnSyntax = 34,
  kAliasDereferencingProblem = 36,
  kInappropriateAuthentication = 48,
  kInvalidCredentials = 49,
  kInsufficientAccessRights = 50,
  kBusy = 51,
  kUnavailable = 52,
  kUnwillingToPerform = 53,
  kLoopDetect = 54,
  kNamingViolation = 64,
  kObjectClassViolation = 65,
  kNotAllowedOnNonLeaf = 66,
  kNotAllowedOnRdn = 67,
  kEntryAlreadyExists = 68,
  kObjectClassModsProhibited = 69,
  kAffectsMultipleDsas = 71,
  kOther = 80,
  kCanceled = 118,
  kNoSuchOperation = 119,
  kTooLate = 120,
  kCannotCancel = 121,
};

/// What an operation answers (RFC 4511 section 4.1.9); the dispatcher adds the response tag.
struct LdapResult {
  ResultCode code = ResultCode::kSuccess;
  std::string matched_dn = {};              ///< LDAPDN; only with 32, 33, 34 and 36.
  std::string diagnostic = {};              ///< One sentence for people; UTF-8.
  std::vector<std::string> referrals = {};  ///< LDAP URLs; only with kReferral.
};

}  // namespace drawbridge::ldap::protocol
