#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"

namespace drawbridge::domain {

/// What an offering's active terms of service ask (Waldur's OfferingTermsOfService).
struct TermsFacts {
  std::string version;
  bool requires_reconsent = false;
  std::int64_t grace_period_days = 0;  ///< from `created`
  Timestamp created;
};

/// When agreements to other versions stop to count: none: never.
std::optional<Timestamp> reconsent_deadline(const TermsFacts& terms);

/// Until when an agreement to `agreed_version` counts: for ever, or, when the terms ask for a new
/// agreement and the versions differ, to the end of the grace period. None: for ever.
std::optional<Timestamp> consent_end(const TermsFacts& terms, const std::string& agreed_version);

}  // namespace drawbridge::domain
