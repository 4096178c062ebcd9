#include "http/offering_user_representation.h"

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

/// Terms of service are not kept, so nobody has consented and nobody needs to.
Filter consent_filter(std::string_view parameter) {
  return filter::boolean(parameter, app::where::nothing(), app::where::all());
}

std::vector<Filter> filters() {
  return {
      filter::uuid("offering_uuid", "offering_uuid"),
      filter::reference("offering", "offering_uuid", kOfferingCollections),
      filter::uuid("user_uuid", "user_uuid"),
      filter::reference("user", "user_uuid", kUserCollections),
      filter::exact_no_case("user_username", "user_username"),
      filter::exact("username", "username"),
      filter::uuid("provider_uuid", "offering_customer_uuid"),
      filter::boolean("is_restricted", "is_restricted"),
      filter::choice("state", "state", state_words()),
      filter::choice("runtime_state", "runtime_state", runtime_state_words()),
      consent_filter("has_consent"),
      consent_filter("offering_has_active_tos"),
      filter::boolean("has_complete_profile", app::where::all(), app::where::nothing()),
      filter::since("created", "created"),
      filter::since("created_after", "created"),
      filter::until("created_before", "created"),
      filter::since("modified", "modified"),
      filter::since("modified_after", "modified"),
      filter::until("modified_before", "modified"),
      filter::contains("query", {"offering_name", "username", "user_username", "user_first_name",
                                 "user_last_name"}),
  };
}

void represent_person(ObjectWriter& out, const ExtraFields& extra) {
  if (out.wants("user_full_name")) {
    out.put("user_full_name",
            domain::full_name(extra.text("user_first_name"), extra.text("user_last_name")));
  }
  for (const std::string_view name :
       {"user_username", "user_first_name", "user_last_name", "user_email", "user_phone_number",
        "user_organization", "user_job_title", "user_identity_source"}) {
    if (out.wants(name)) out.put(name, extra.text(name));
  }
  if (out.wants("user_affiliations")) {
    domain::StringList affiliations;
    app::text_to_list(extra.text("user_affiliations"), affiliations);
    out.put("user_affiliations", affiliations);
  }
  out.field("user_civil_number", extra.maybe_text("user_civil_number"))
      .field("user_uid_number", extra.maybe_number("user_uid_number"))
      .field("user_primary_gid", extra.maybe_number("user_primary_gid"));
}

/// Terms, checklists and profile rules are not kept: what their absence means.
void represent_consent(ObjectWriter& out) {
  out.field("has_consent", false)
      .field("requires_reconsent", false)
      .field("offering_has_active_tos", false)
      .field("has_compliance_checklist", false)
      .null("consent_data")
      .field("is_profile_complete", true)
      .field("missing_profile_attributes", domain::StringList());
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
  represent_person(out, extra);
  out.field("created", account.created).field("modified", account.modified);
  out.field_unless_null("customer_uuid", extra.maybe_uuid("offering_customer_uuid"));
  if (out.wants("customer_name")) out.put("customer_name", extra.text("customer_name"));
  out.field("is_restricted", account.is_restricted)
      .field("state", account.state)
      .field("runtime_state", account.runtime_state)
      .field("service_provider_comment", account.service_provider_comment)
      .field("service_provider_comment_url", account.service_provider_comment_url);
  represent_consent(out);
  out.field("uidnumber", account.uidnumber)
      .field("primarygroup", account.primarygroup)
      .field("login_shell", account.login_shell)
      .field("home_directory", account.home_directory);
  return {};
}

Collection<OfferingUser> make_collection() {
  Collection<OfferingUser> collection;
  collection.extra = {"user_username",   "user_first_name",        "user_last_name",
                      "user_email",      "user_phone_number",      "user_organization",
                      "user_job_title",  "user_affiliations",      "user_identity_source",
                      "user_uid_number", "user_primary_gid",       "user_civil_number",
                      "offering_name",   "offering_customer_uuid", "customer_name"};
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

const Collection<OfferingUser>& offering_user_collection() {
  static const Collection<OfferingUser> collection = make_collection();
  return collection;
}

}  // namespace drawbridge::http
