#include "app/terms.h"

#include <utility>

#include "base/ordered_uuid.h"
#include "domain/consent.h"

namespace drawbridge::app {
namespace {

using domain::OfferingTermsOfService;
using domain::UserOfferingConsent;

void put(OfferingTermsOfService& terms, const TermsChange& change) {
  if (change.terms_of_service) terms.terms_of_service = *change.terms_of_service;
  if (change.terms_of_service_link) terms.terms_of_service_link = *change.terms_of_service_link;
  if (change.version) terms.version = *change.version;
  if (change.is_active) terms.is_active = *change.is_active;
  if (change.requires_reconsent) terms.requires_reconsent = *change.requires_reconsent;
  if (change.grace_period_days) terms.grace_period_days = *change.grace_period_days;
}

Status check(StoreReader& store, const OfferingTermsOfService& terms) {
  if (terms.terms_of_service.empty() && terms.terms_of_service_link.empty()) {
    return fail(ErrorCode::kInvalid, "Either a text or a link is required.", "terms_of_service");
  }
  if (terms.version.empty()) return {};
  DRAWBRIDGE_TRY(const auto is_taken,
                 exists<OfferingTermsOfService>(
                     store, where::all_of({where::equal("offering_uuid", terms.offering_uuid),
                                           where::equal("version", terms.version),
                                           where::not_(where::equal("uuid", terms.uuid))})));
  if (is_taken) {
    return fail(ErrorCode::kInvalid, "The offering has terms of this version already.", "version");
  }
  return {};
}

/// At most one is active of an offering: the former ones yield.
Status make_room(Transaction& transaction, const OfferingTermsOfService& terms) {
  if (!terms.is_active) return {};
  DRAWBRIDGE_TRY(const auto former, active_terms(transaction.store(), terms.offering_uuid));
  if (!former || former->uuid == terms.uuid) return {};
  auto after = *former;
  after.is_active = false;
  return transaction.update(*former, after);
}

}  // namespace

Result<std::optional<OfferingTermsOfService>> active_terms(StoreReader& store,
                                                           const Uuid& offering) {
  return find_where<OfferingTermsOfService>(
      store, where::both(where::equal("offering_uuid", offering), where::is_true("is_active")));
}

Result<OfferingTermsOfService> create_terms(Transaction& transaction, const Uuid& offering,
                                            const TermsChange& wanted) {
  OfferingTermsOfService terms;
  terms.uuid = ordered_uuid(transaction.now());
  terms.offering_uuid = offering;
  put(terms, wanted);
  DRAWBRIDGE_CHECK(check(transaction.store(), terms));
  DRAWBRIDGE_CHECK(make_room(transaction, terms));
  DRAWBRIDGE_CHECK(transaction.insert(terms));
  return terms;
}

Result<OfferingTermsOfService> update_terms(Transaction& transaction, const Uuid& uuid,
                                            const TermsChange& change) {
  DRAWBRIDGE_TRY(const auto before, find<OfferingTermsOfService>(transaction.store(), uuid));
  if (!before) return fail(ErrorCode::kNotFound, "Not found.");
  auto after = *before;
  put(after, change);
  DRAWBRIDGE_CHECK(check(transaction.store(), after));
  DRAWBRIDGE_CHECK(make_room(transaction, after));
  DRAWBRIDGE_CHECK(transaction.update(*before, after));
  return after;
}

Status delete_terms(Transaction& transaction, const Uuid& uuid) {
  DRAWBRIDGE_TRY(const auto terms, find<OfferingTermsOfService>(transaction.store(), uuid));
  if (!terms) return fail(ErrorCode::kNotFound, "Not found.");
  return transaction.erase(*terms);
}

Result<UserOfferingConsent> give_consent(Transaction& transaction, const Uuid& offering,
                                         const Uuid& user) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto terms, active_terms(store, offering));
  if (!terms) {
    return fail(ErrorCode::kInvalid, "The offering has no active terms of service.", "offering");
  }
  DRAWBRIDGE_TRY(
      const auto before,
      find_where<UserOfferingConsent>(store, where::both(where::equal("user_uuid", user),
                                                         where::equal("offering_uuid", offering))));
  auto after = before.value_or(UserOfferingConsent());
  const bool is_in_force = before && !before->revocation_date && before->version == terms->version;
  if (is_in_force) return after;
  after.version = terms->version;
  after.agreement_date = transaction.now();
  after.revocation_date.reset();
  if (before) {
    DRAWBRIDGE_CHECK(transaction.update(*before, after));
    return after;
  }
  after.uuid = ordered_uuid(transaction.now());
  after.user_uuid = user;
  after.offering_uuid = offering;
  DRAWBRIDGE_CHECK(transaction.insert(after));
  return after;
}

Result<UserOfferingConsent> revoke_consent(Transaction& transaction, const Uuid& uuid) {
  DRAWBRIDGE_TRY(const auto before, find<UserOfferingConsent>(transaction.store(), uuid));
  if (!before) return fail(ErrorCode::kNotFound, "Not found.");
  if (before->revocation_date) {
    return fail(ErrorCode::kInvalid, "The consent has been revoked already.");
  }
  auto after = *before;
  after.revocation_date = transaction.now();
  DRAWBRIDGE_CHECK(transaction.update(*before, after));
  return after;
}

Result<Condition> consenting_users(StoreReader& store, const Rules& rules, const Uuid& offering,
                                   Timestamp now) {
  if (!rules.views.enforce_user_consent) return where::all();
  DRAWBRIDGE_TRY(const auto terms, active_terms(store, offering));
  if (!terms) return where::all();
  Select consents;
  consents.kind = std::string(UserOfferingConsent::kKind);
  consents.fields = {"user_uuid"};
  consents.where =
      where::both(where::equal("offering_uuid", offering), where::is_null("revocation_date"));
  const domain::TermsFacts facts{terms->version, terms->requires_reconsent,
                                 terms->grace_period_days, terms->created};
  const auto deadline = domain::reconsent_deadline(facts);
  if (deadline && *deadline <= now) {
    consents.where =
        where::both(std::move(consents.where), where::equal("version", terms->version));
  }
  return where::in_select("uuid", std::move(consents));
}

}  // namespace drawbridge::app
