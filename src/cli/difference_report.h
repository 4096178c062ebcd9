#pragma once

#include <memory>
#include <string>
#include <vector>

#include "daemon/console.h"
#include "ldap/client/verification.h"

namespace drawbridge::cli {

enum class ReportFormat { kText, kJson };

/// What `verify-directory` prints: each difference as it is found, then the counts.
class DifferenceReport : public ldap::client::DifferenceSink {
 public:
  /// The last of it.
  virtual void finish(const ldap::client::VerificationOutcome& outcome) = 0;

  /// @param console  borrowed
  static std::unique_ptr<DifferenceReport> make(ReportFormat format, daemon::Console& console);
};

}  // namespace drawbridge::cli
