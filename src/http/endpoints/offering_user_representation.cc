#include "http/endpoints/offering_user_representation.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "app/attribute_exposure.h"
#include "domain/offering_user_state.h"
#include "domain/person_name.h"
#include "http/body.h"

namespace drawbridge::http {
namespace {

using domain::OfferingUser;

std::vector<std::string> state_words() {
  std::vector<std::string> words;
  for (const auto state : domain::all_offering_user_states()) {
    words.emplace_back(domain::to_word(state));
  }
  return words;
}

std::vector<std::string> runtime_state_words() {
  std::vector<std::string> words;
  for (const auto state :
       {domain::RuntimeState::kActive, domain::RuntimeState::kPendingAccountLinking,
        domain::RuntimeState::kPendingAdditionalValidation}) {
    words.emplace_back(domain::to_word(state));
  }
  return words;
}

/// No offering has a parent here.
Result<app::Condition> no_parent(std::string_view value) {
  if (!Uuid::parse(value)) return fail(ErrorCode::kInvalid, "Enter a valid UUID.");
  return app::where::nothing();
}

std::vector<Filter> filters() {
  return {
      filter::uuid("offering_uuid", "offering_uuid"),
      filter::reference("offering", "offering_uuid", kOfferingCollections),
      filter::uuid("user_uuid", "user_uuid"),
      filter::reference("user", "user_uuid", kUserCollections),
      filter::exact("username", "username"),
      filter::uuid("provider_uuid", "offering_customer_uuid"),
      filter::boolean("is_restricted", "is_restricted"),
      filter::choice("state", "state", state_words()),
      filter::choice("runtime_state", "runtime_state", runtime_state_words()),
      filter::boolean("offering_has_active_tos", app::has_active_terms(),
                      app::where::not_(app::has_active_terms())),
      filter::exact("offering_slug", "offering_slug"),
      filter::custom("parent_offering_uuid", no_parent),
      filter::since("created", "created"),
      filter::since("created_after", "created"),
      filter::until("created_before", "created"),
      filter::since("modified", "modified"),
      filter::since("modified_after", "modified"),
      filter::until("modified_before", "modified"),
  };
}

/// How an attribute is written.
enum class Form : std::uint8_t { kText, kTextOrNull, kNumberOrNull, kList };

struct Attribute {
  std::string_view name;   ///< domain/user_attributes.h
  std::string_view field;  ///< of the view; the key
  Form form;
};

constexpr Attribute kAttributes[] = {
    {"username", "user_username", Form::kText},
    {"full_name", "user_first_name", Form::kText},
    {"full_name", "user_last_name", Form::kText},
    {"email", "user_email", Form::kText},
    {"registration_method", "user_registration_method", Form::kText},
    {"phone_number", "user_phone_number", Form::kText},
    {"organization", "user_organization", Form::kText},
    {"job_title", "user_job_title", Form::kText},
    {"affiliations", "user_affiliations", Form::kList},
    {"gender", "user_gender", Form::kNumberOrNull},
    {"personal_title", "user_personal_title", Form::kText},
    {"place_of_birth", "user_place_of_birth", Form::kText},
    {"address", "user_address", Form::kText},
    {"country_of_residence", "user_country_of_residence", Form::kText},
    {"nationality", "user_nationality", Form::kText},
    {"nationalities", "user_nationalities", Form::kList},
    {"organization_country", "user_organization_country", Form::kText},
    {"organization_type", "user_organization_type", Form::kText},
    {"organization_registry_code", "user_organization_registry_code", Form::kText},
    {"organization_vat_code", "user_organization_vat_code", Form::kText},
    {"organization_address", "user_organization_address", Form::kText},
    {"eduperson_assurance", "user_eduperson_assurance", Form::kList},
    {"civil_number", "user_civil_number", Form::kTextOrNull},
    {"birth_date", "user_birth_date", Form::kTextOrNull},
    {"identity_source", "user_identity_source", Form::kText},
    {"uid_number", "user_uid_number", Form::kNumberOrNull},
    {"primary_gid", "user_primary_gid", Form::kNumberOrNull},
    {"active_isds", "user_active_isds", Form::kList},
};

bool is_one_of(const domain::StringList& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

domain::StringList read_list(const ExtraFields& extra, std::string_view field) {
  domain::StringList list;
  app::text_to_list(extra.text(field), list);
  return list;
}

void represent_attribute(ObjectWriter& out, const ExtraFields& extra, const Attribute& attribute) {
  switch (attribute.form) {
    case Form::kText:
      out.put(attribute.field, extra.text(attribute.field));
      break;
    case Form::kTextOrNull:
      out.put(attribute.field, extra.maybe_text(attribute.field));
      break;
    case Form::kNumberOrNull:
      out.put(attribute.field, extra.maybe_number(attribute.field));
      break;
    case Form::kList:
      out.put(attribute.field, read_list(extra, attribute.field));
      break;
  }
}

/// What the offering does not show of people is not there at all (rather than null).
void represent_person(ObjectWriter& out, const ExtraFields& extra,
                      const domain::StringList& exposed) {
  if (is_one_of(exposed, "full_name") && out.wants("user_full_name")) {
    out.put("user_full_name",
            domain::full_name(extra.text("user_first_name"), extra.text("user_last_name")));
  }
  for (const auto& attribute : kAttributes) {
    // A hidden key that was asked for is still known: the answer is not the whole object.
    const bool is_wanted = out.wants(attribute.field);
    if (is_wanted && is_one_of(exposed, attribute.name)) represent_attribute(out, extra, attribute);
  }
}

bool is_blank(const ExtraFields& extra, const Attribute& attribute) {
  if (attribute.form == Form::kNumberOrNull) return !extra.maybe_number(attribute.field);
  const auto text = extra.text(attribute.field);
  return text.empty() || (attribute.form == Form::kList && text == "[]");
}

void represent_consent(const Call& call, ObjectWriter& out, const ExtraFields& extra) {
  const bool has_terms = extra.maybe_uuid("terms_uuid").has_value();
  const auto consent = extra.maybe_uuid("consent_uuid");
  out.field("has_consent", extra.number("consent_until") > call.now().microseconds)
      .field("requires_reconsent", has_terms && consent && extra.flag("terms_requires_reconsent") &&
                                       extra.text("consent_version") != extra.text("terms_version"))
      .field("offering_has_active_tos", has_terms)
      .field("has_compliance_checklist", extra.maybe_uuid("offering_checklist_uuid").has_value());
  out.nested("consent_data", [&](json::Writer& writer) {
    if (!consent) {
      writer.null();
      return;
    }
    writer.begin_object()
        .field("uuid", *consent)
        .field("version", extra.text("consent_version"))
        .field("agreement_date", Timestamp{extra.number("consent_date")}.iso8601())
        .end_object();
  });
}

Status represent(const Call& call, ObjectWriter& out, const OfferingUser& account,
                 const ExtraFields& extra) {
  if (out.wants("url")) out.put("url", call.url("marketplace-offering-users", account.uuid));
  out.field("uuid", account.uuid);
  if (out.wants("user")) out.put("user", call.url("users", account.user_uuid));
  if (out.wants("offering")) {
    out.put("offering", call.url("marketplace-provider-offerings", account.offering_uuid));
  }
  out.field("username", account.username).field("offering_uuid", account.offering_uuid);
  if (out.wants("offering_name")) out.put("offering_name", extra.text("offering_name"));
  out.field("user_uuid", account.user_uuid);
  const auto exposed =
      app::exposed_attributes(*call.services().rules, extra.maybe_text("exposed_fields"));
  represent_person(out, extra, exposed);
  out.field("created", account.created).field("modified", account.modified);
  out.field_unless_null("customer_uuid", extra.maybe_uuid("offering_customer_uuid"));
  if (out.wants("customer_name")) out.put("customer_name", extra.text("customer_name"));
  out.field("is_restricted", account.is_restricted)
      .field("state", account.state)
      .field("runtime_state", account.runtime_state)
      .field("service_provider_comment", account.service_provider_comment)
      .field("service_provider_comment_url", account.service_provider_comment_url);
  represent_consent(call, out, extra);
  if (out.wants("is_profile_complete") || out.wants("missing_profile_attributes")) {
    const auto missing = missing_attributes(extra, exposed);
    out.field("is_profile_complete", missing.empty()).field("missing_profile_attributes", missing);
  }
  out.field("uidnumber", account.uidnumber)
      .field("primarygroup", account.primarygroup)
      .field("login_shell", account.login_shell)
      .field("home_directory", account.home_directory);
  return {};
}

Collection<OfferingUser> make_collection() {
  Collection<OfferingUser> collection;
  collection.extra = {"offering_name", "offering_customer_uuid", "customer_name",
                      "terms_uuid",    "terms_version",          "terms_requires_reconsent",
                      "consent_uuid",  "consent_version",        "consent_date",
                      "consent_until", "exposed_fields",         "offering_checklist_uuid"};
  auto attributes = attribute_fields();
  collection.extra.insert(collection.extra.end(), std::make_move_iterator(attributes.begin()),
                          std::make_move_iterator(attributes.end()));
  collection.filters = filters();
  collection.orderings = {{"created", "created"},
                          {"modified", "modified"},
                          {"username", "username"},
                          {"user_first_name", "user_first_name"},
                          {"user_last_name", "user_last_name"}};
  collection.default_order = {{"username", false}, {"uuid", false}};
  collection.represent = represent;
  return collection;
}

}  // namespace

std::vector<std::string> attribute_fields() {
  std::vector<std::string> fields;
  for (const auto& attribute : kAttributes) fields.emplace_back(attribute.field);
  return fields;
}

domain::StringList missing_attributes(const ExtraFields& extra, const domain::StringList& exposed) {
  domain::StringList missing;
  for (const auto& name : exposed) {
    const bool is_filled = std::any_of(
        std::begin(kAttributes), std::end(kAttributes),
        [&](const Attribute& each) { return each.name == name && !is_blank(extra, each); });
    if (!is_filled) missing.push_back(name);
  }
  return missing;
}

Result<app::Condition> offering_user_filters(const Call& call) {
  const auto& rules = *call.services().rules;
  const auto& principal = call.principal();
  // Who may read everything may also look for it; for all others what an offering does not show
  // is not there to be found either.
  const auto shown = [&](std::string_view attribute) {
    return principal.reads_all() ? app::where::all() : app::is_exposed(rules, attribute);
  };
  const auto within = [](std::string_view field, std::string_view value) {
    return app::where::contains(field, std::string(value));
  };
  const std::vector<Filter> filters = {
      filter::boolean("has_consent", app::has_consent(call.now()),
                      app::where::not_(app::has_consent(call.now()))),
      filter::boolean("has_complete_profile", app::has_complete_profile(rules),
                      app::where::not_(app::has_complete_profile(rules))),
      filter::custom("user_username",
                     [&](std::string_view value) -> Result<app::Condition> {
                       return app::where::both(
                           app::where::equal_no_case("user_username", std::string(value)),
                           shown("username"));
                     }),
      filter::custom("query",
                     [&](std::string_view value) -> Result<app::Condition> {
                       return app::where::any_of(
                           {within("offering_name", value), within("username", value),
                            app::where::both(within("user_username", value), shown("username")),
                            app::where::both(app::where::any_of({within("user_first_name", value),
                                                                 within("user_last_name", value)}),
                                             shown("full_name"))});
                     }),
  };
  return apply_filters(filters, call.query());
}

const Collection<OfferingUser>& offering_user_collection() {
  static const Collection<OfferingUser> collection = make_collection();
  return collection;
}

}  // namespace drawbridge::http
