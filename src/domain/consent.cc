#include "domain/consent.h"

#include "domain/access.h"

namespace drawbridge::domain {

std::optional<Timestamp> reconsent_deadline(const TermsFacts& terms) {
  if (!terms.requires_reconsent) return std::nullopt;
  return retention_end(terms.created, terms.grace_period_days);
}

std::optional<Timestamp> consent_end(const TermsFacts& terms, const std::string& agreed_version) {
  if (terms.version == agreed_version) return std::nullopt;
  return reconsent_deadline(terms);
}

}  // namespace drawbridge::domain
