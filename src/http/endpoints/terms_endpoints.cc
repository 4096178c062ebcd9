#include "http/endpoints/terms_endpoints.h"

#include <array>
#include <string>
#include <utility>

#include "app/authority.h"
#include "app/records.h"
#include "app/terms.h"
#include "domain/consent.h"
#include "domain/offering_records.h"
#include "domain/person_name.h"
#include "http/body.h"
#include "http/endpoints/offering_access.h"
#include "http/error_map.h"
#include "http/field_checks.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {
namespace {

using app::Transaction;
using domain::OfferingTermsOfService;
using domain::OfferingUser;
using domain::Operation;
using domain::UserOfferingConsent;
namespace where = app::where;

constexpr std::string_view kTermsPath = "/api/marketplace-offering-terms-of-service/";
constexpr std::array<std::string_view, 2> kConsentPaths = {
    "/api/marketplace-user-offering-consents/", "/api/user-offering-consents/"};
constexpr std::int64_t kGraceDaysMax = 36500;

app::Select select_offerings(app::Condition condition) {
  app::Select select;
  select.kind = std::string(domain::Offering::kKind);
  select.fields = {"uuid"};
  select.where = std::move(condition);
  return select;
}

app::Select own_accounts(const Call& call) {
  app::Select select;
  select.kind = std::string(OfferingUser::kKind);
  select.fields = {"offering_uuid"};
  select.where = where::equal("user_uuid", call.principal().user.uuid);
  return select;
}

/// Offerings whose terms concern the caller: those that can be seen, and those with an account.
app::Condition of_concern(const Call& call, std::string_view field) {
  const auto& principal = call.principal();
  if (principal.reads_all()) return where::all();
  return where::any_of(
      {where::in_select(field, select_offerings(app::visible_offerings(principal))),
       where::in_select(field, own_accounts(call))});
}

// Terms

Status represent_terms(const Call& call, ObjectWriter& out, const OfferingTermsOfService& terms,
                       const ExtraFields& extra) {
  if (out.wants("url")) {
    out.put("url", call.url("marketplace-offering-terms-of-service", terms.uuid));
  }
  out.field("uuid", terms.uuid);
  if (out.wants("offering")) {
    out.put("offering", call.url("marketplace-provider-offerings", terms.offering_uuid));
  }
  out.field("offering_uuid", terms.offering_uuid)
      .field("offering_name", extra.text("offering_name"))
      .field("terms_of_service", terms.terms_of_service)
      .field("terms_of_service_link", terms.terms_of_service_link)
      .field("version", terms.version)
      .field("is_active", terms.is_active)
      .field("requires_reconsent", terms.requires_reconsent)
      .field("grace_period_days", terms.grace_period_days)
      .field("created", terms.created)
      .field("modified", terms.modified);
  return {};
}

const Collection<OfferingTermsOfService>& terms_collection() {
  static const Collection<OfferingTermsOfService> collection = {
      .extra = {"offering_name"},
      .filters = {filter::uuid("offering_uuid", "offering_uuid"),
                  filter::reference("offering", "offering_uuid", kOfferingCollections),
                  filter::boolean("is_active", "is_active"),
                  filter::boolean("requires_reconsent", "requires_reconsent"),
                  filter::exact("version", "version")},
      .orderings = {{"created", "created"}, {"modified", "modified"}, {"version", "version"}},
      .default_order = {{"created", true}},
      .represent = represent_terms,
  };
  return collection;
}

Result<Response> list_terms(const Call& call) {
  return list(call, terms_collection(), of_concern(call, "offering_uuid"));
}

Result<Response> retrieve_terms(const Call& call) {
  return retrieve(call, terms_collection(), call.uuid(), of_concern(call, "offering_uuid"));
}

Result<app::TermsChange> read_terms(const json::Value& body) {
  app::TermsChange change;
  DRAWBRIDGE_TRY(change.terms_of_service,
                 json::optional_string(body, "terms_of_service",
                                       {.max_length = 200'000, .may_be_blank = true}));
  DRAWBRIDGE_TRY(change.terms_of_service_link, optional_web_address(body, "terms_of_service_link"));
  DRAWBRIDGE_TRY(change.version,
                 json::optional_string(body, "version", {.max_length = 50, .may_be_blank = true}));
  DRAWBRIDGE_TRY(change.is_active, json::optional_boolean(body, "is_active"));
  DRAWBRIDGE_TRY(change.requires_reconsent, json::optional_boolean(body, "requires_reconsent"));
  DRAWBRIDGE_TRY(
      change.grace_period_days,
      json::optional_integer(body, "grace_period_days", {.min = 0, .max = kGraceDaysMax}));
  return change;
}

Result<Response> create_terms(const Call& call) {
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_TRY(const auto uuid, required_reference(body, "offering", kOfferingCollections));
  DRAWBRIDGE_TRY(const auto wanted, read_terms(body));
  const auto offering = permitted_offering(call, uuid, Operation::kUpdateIntegration);
  if (!offering && offering.error().code == ErrorCode::kNotFound) {
    return no_such_reference("offering");
  }
  if (!offering) return tl::unexpected(offering.error());
  DRAWBRIDGE_TRY(const auto made, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::create_terms(transaction, uuid, wanted);
  }));
  return show(call, terms_collection(), made.uuid, 201);
}

/// The terms of the path, when the caller may see them (else 404) and write them (else 403).
Result<OfferingTermsOfService> managed_terms(const Call& call) {
  DRAWBRIDGE_TRY(auto terms, app::find_where<OfferingTermsOfService>(
                                 call.store(), where::both(where::equal("uuid", call.uuid()),
                                                           of_concern(call, "offering_uuid"))));
  if (!terms) return not_found();
  DRAWBRIDGE_TRY(const auto offering,
                 app::find<domain::Offering>(call.store(), terms->offering_uuid));
  if (!offering) return not_found();
  DRAWBRIDGE_CHECK(
      app::require(call.principal(), Operation::kUpdateIntegration, scope_of(*offering)));
  return std::move(*terms);
}

Result<Response> change_terms(const Call& call) {
  DRAWBRIDGE_TRY(const auto terms, managed_terms(call));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_TRY(const auto change, read_terms(body));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::update_terms(transaction, terms.uuid, change);
  }));
  return show(call, terms_collection(), terms.uuid);
}

Result<Response> delete_terms(const Call& call) {
  DRAWBRIDGE_TRY(const auto terms, managed_terms(call));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::delete_terms(transaction, terms.uuid);
  }));
  return empty_response(204);
}

// Consents

/// Own ones, and those to offerings that the caller works for.
app::Condition visible_consents(const Call& call) {
  const auto& principal = call.principal();
  if (principal.reads_all()) return where::all();
  return where::any_of(
      {where::equal("user_uuid", principal.user.uuid),
       where::in_select("offering_uuid", select_offerings(app::provider_offerings(principal)))});
}

void represent_standing(const Call& call, ObjectWriter& out, const UserOfferingConsent& consent,
                        const ExtraFields& extra) {
  const bool is_asked = extra.maybe_uuid("terms_uuid").has_value();
  domain::TermsFacts terms;
  terms.version = extra.text("terms_version");
  terms.requires_reconsent = extra.flag("terms_requires_reconsent");
  terms.grace_period_days = extra.number("terms_grace_period_days");
  terms.created.microseconds = extra.number("terms_created");
  const bool is_in_force = is_asked && !consent.revocation_date;
  const auto end = domain::consent_end(terms, consent.version);
  out.field("has_consent", is_in_force && (!end || call.now() < *end))
      .field("requires_reconsent", is_in_force && end.has_value());
}

Status represent_consent(const Call& call, ObjectWriter& out, const UserOfferingConsent& consent,
                         const ExtraFields& extra) {
  if (out.wants("url")) {
    out.put("url", call.url("marketplace-user-offering-consents", consent.uuid));
  }
  out.field("uuid", consent.uuid);
  if (out.wants("user")) out.put("user", call.url("users", consent.user_uuid));
  out.field("user_uuid", consent.user_uuid)
      .field("user_username", extra.text("user_username"))
      .field("user_email", extra.text("user_email"));
  if (out.wants("user_full_name")) {
    out.put("user_full_name",
            domain::full_name(extra.text("user_first_name"), extra.text("user_last_name")));
  }
  if (out.wants("offering")) {
    out.put("offering", call.url("marketplace-provider-offerings", consent.offering_uuid));
  }
  out.field("offering_uuid", consent.offering_uuid)
      .field("offering_name", extra.text("offering_name"))
      .field("version", consent.version)
      .field("agreement_date", consent.agreement_date)
      .field("revocation_date", consent.revocation_date);
  represent_standing(call, out, consent, extra);
  out.field("created", consent.created).field("modified", consent.modified);
  return {};
}

const Collection<UserOfferingConsent>& consent_collection() {
  static const Collection<UserOfferingConsent> collection = {
      .extra = {"user_username", "user_email", "user_first_name", "user_last_name", "offering_name",
                "terms_uuid", "terms_version", "terms_requires_reconsent",
                "terms_grace_period_days", "terms_created"},
      .filters = {filter::uuid("offering_uuid", "offering_uuid"),
                  filter::reference("offering", "offering_uuid", kOfferingCollections),
                  filter::uuid("user_uuid", "user_uuid"),
                  filter::reference("user", "user_uuid", kUserCollections),
                  filter::exact("version", "version"),
                  filter::boolean("has_consent", where::is_null("revocation_date"),
                                  where::not_(where::is_null("revocation_date")))},
      .orderings = {{"agreement_date", "agreement_date"},
                    {"revocation_date", "revocation_date"},
                    {"created", "created"},
                    {"modified", "modified"}},
      .default_order = {{"agreement_date", true}},
      .represent = represent_consent,
  };
  return collection;
}

Result<Response> list_consents(const Call& call) {
  return list(call, consent_collection(), visible_consents(call));
}

Result<Response> retrieve_consent(const Call& call) {
  return retrieve(call, consent_collection(), call.uuid(), visible_consents(call));
}

/// Nobody agrees for somebody else: the person is the caller.
Result<Response> create_consent(const Call& call) {
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_TRY(const auto uuid, required_reference(body, "offering", kOfferingCollections));
  DRAWBRIDGE_TRY(const bool is_there, app::exists<domain::Offering>(
                                          call.store(), where::both(where::equal("uuid", uuid),
                                                                    of_concern(call, "uuid"))));
  if (!is_there) return no_such_reference("offering");
  DRAWBRIDGE_TRY(const auto consent, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::give_consent(transaction, uuid, call.principal().user.uuid);
  }));
  return show(call, consent_collection(), consent.uuid, 201);
}

Result<Response> revoke_consent(const Call& call) {
  DRAWBRIDGE_TRY(
      const auto consent,
      app::find_where<UserOfferingConsent>(
          call.store(), where::both(where::equal("uuid", call.uuid()), visible_consents(call))));
  if (!consent) return not_found();
  const auto& user = call.principal().user;
  if (consent->user_uuid != user.uuid && !user.is_staff) return forbidden();
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::revoke_consent(transaction, consent->uuid);
  }));
  return show(call, consent_collection(), consent->uuid);
}

}  // namespace

void add_terms_routes(Router& router) {
  const std::string one = std::string(kTermsPath) + "{uuid}/";
  router.get(kTermsPath, list_terms);
  router.post(kTermsPath, create_terms);
  router.get(one, retrieve_terms);
  router.put(one, change_terms);
  router.patch(one, change_terms);
  router.remove(one, delete_terms);
  for (const auto path : kConsentPaths) {
    const std::string object = std::string(path) + "{uuid}/";
    router.get(path, list_consents);
    router.post(path, create_consent);
    router.get(object, retrieve_consent);
    router.post(object + "revoke/", revoke_consent);
  }
}

}  // namespace drawbridge::http
