#pragma once

#include <optional>
#include <string>

#include "app/rules.h"
#include "app/transaction.h"
#include "base/clock.h"

/// Offerings' terms of service and people's consents to them.
namespace drawbridge::app {

/// What a provider writes of its terms; what is not given stays.
struct TermsChange {
  std::optional<std::string> terms_of_service, terms_of_service_link, version;
  std::optional<bool> is_active, requires_reconsent;
  std::optional<std::int64_t> grace_period_days;
};

/// Terms that are active put the offering's former active ones out of force in the same command,
/// so that there is no moment without.
/// @return kInvalid when both text and link are blank, or the version exists on the offering.
Result<domain::OfferingTermsOfService> create_terms(Transaction& transaction, const Uuid& offering,
                                                    const TermsChange& wanted);
Result<domain::OfferingTermsOfService> update_terms(Transaction& transaction, const Uuid& uuid,
                                                    const TermsChange& change);
Status delete_terms(Transaction& transaction, const Uuid& uuid);

/// The offering's active terms, if any.
Result<std::optional<domain::OfferingTermsOfService>> active_terms(StoreReader& store,
                                                                   const Uuid& offering);

/// The person agrees to the active terms: a first consent, or the former one made new.
/// @return kInvalid on `offering` without active terms.
Result<domain::UserOfferingConsent> give_consent(Transaction& transaction, const Uuid& offering,
                                                 const Uuid& user);
/// @return kInvalid for a consent that is revoked already.
Result<domain::UserOfferingConsent> revoke_consent(Transaction& transaction, const Uuid& uuid);

/// The condition on users that they may be shown to the offering's provider: all, or, where
/// consent is enforced and the offering has active terms, those whose consent counts at `now`.
Result<Condition> consenting_users(StoreReader& store, const Rules& rules, const Uuid& offering,
                                   Timestamp now);

}  // namespace drawbridge::app
