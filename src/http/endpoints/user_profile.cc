#include "http/endpoints/user_profile.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "domain/country_code.h"
#include "http/field_checks.h"
#include "json/write.h"

namespace drawbridge::http {
namespace {

using domain::User;

constexpr json::TextRules kBlankableName = {.max_length = 100, .may_be_blank = true};
constexpr json::TextRules kBlankableText = {.max_length = 255, .may_be_blank = true};
constexpr std::size_t kListMax = 100;

/// Waldur's rule for full_name: the first word is the first name, the rest the last.
void put_full_name(User& user, const std::string& full_name) {
  const auto blank = full_name.find(' ');
  user.first_name = full_name.substr(0, blank);
  user.last_name = blank == std::string::npos ? "" : full_name.substr(blank + 1);
}

Status read_texts(const json::Value& body, User& user) {
  static constexpr std::array<std::pair<std::string_view, std::string User::*>, 13> kTexts = {{
      {"organization", &User::organization},
      {"phone_number", &User::phone_number},
      {"job_title", &User::job_title},
      {"native_name", &User::native_name},
      {"description", &User::description},
      {"preferred_language", &User::preferred_language},
      {"personal_title", &User::personal_title},
      {"place_of_birth", &User::place_of_birth},
      {"address", &User::address},
      {"organization_type", &User::organization_type},
      {"organization_registry_code", &User::organization_registry_code},
      {"organization_vat_code", &User::organization_vat_code},
      {"organization_address", &User::organization_address},
  }};
  for (const auto& [name, field] : kTexts) {
    DRAWBRIDGE_CHECK(
        replace_if_given(user.*field, json::optional_string(body, name, kBlankableText)));
  }
  return {};
}

Status check_country(const std::string& country, std::string_view field) {
  if (country.empty() || domain::is_country_code(country)) return {};
  return json::invalid_choice(country, field);
}

/// ISO 3166-1 alpha-2 codes.
Status read_countries(const json::Value& body, User& user) {
  static constexpr std::array<std::pair<std::string_view, std::string User::*>, 3> kCountries = {
      {{"country_of_residence", &User::country_of_residence},
       {"nationality", &User::nationality},
       {"organization_country", &User::organization_country}}};
  for (const auto& [name, field] : kCountries) {
    DRAWBRIDGE_CHECK(
        replace_if_given(user.*field, json::optional_string(body, name, kBlankableText)));
    DRAWBRIDGE_CHECK(check_country(user.*field, name));
  }
  DRAWBRIDGE_CHECK(replace_if_given(
      user.nationalities, json::optional_string_list(body, "nationalities", {}, kListMax)));
  for (const auto& country : user.nationalities) {
    DRAWBRIDGE_CHECK(check_country(country, "nationalities"));
  }
  return {};
}

Status read_gender_and_birth(const json::Value& body, User& user) {
  DRAWBRIDGE_CHECK(replace_if_given(user.gender, json::nullable_integer(body, "gender")));
  if (user.gender && *user.gender != 0 && *user.gender != 1 && *user.gender != 2 &&
      *user.gender != 9) {
    return fail(ErrorCode::kInvalid,
                "\"" + std::to_string(*user.gender) + "\" is not a valid choice.", "gender");
  }
  DRAWBRIDGE_CHECK(replace_if_given(user.birth_date, json::nullable_string(body, "birth_date")));
  if (user.birth_date && !is_calendar_date(*user.birth_date)) {
    return fail(ErrorCode::kInvalid,
                "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.",
                "birth_date");
  }
  return {};
}

Status read_details(const json::Value& body, User& user) {
  DRAWBRIDGE_TRY(const auto* details, json::optional_object(body, "details"));
  if (details == nullptr) return {};
  if (!details->is_object()) {
    return fail(ErrorCode::kInvalid, "A JSON object is expected.", "details");
  }
  user.details.text = json::canonical(*details);
  return {};
}

}  // namespace

Status read_profile(const json::Value& body, User& user) {
  DRAWBRIDGE_TRY(const auto full_name, json::optional_string(body, "full_name", kBlankableText));
  if (full_name) put_full_name(user, *full_name);
  DRAWBRIDGE_CHECK(
      replace_if_given(user.first_name, json::optional_string(body, "first_name", kBlankableName)));
  DRAWBRIDGE_CHECK(
      replace_if_given(user.last_name, json::optional_string(body, "last_name", kBlankableName)));
  DRAWBRIDGE_CHECK(replace_if_given(user.email, optional_mail(body, "email")));
  DRAWBRIDGE_CHECK(read_texts(body, user));
  DRAWBRIDGE_CHECK(read_countries(body, user));
  DRAWBRIDGE_CHECK(read_gender_and_birth(body, user));
  DRAWBRIDGE_CHECK(replace_if_given(user.notifications_enabled,
                                    json::optional_boolean(body, "notifications_enabled")));
  DRAWBRIDGE_CHECK(replace_if_given(
      user.token_lifetime,
      json::nullable_integer(body, "token_lifetime", {.min = 60, .max = 3'155'760'000})));
  return replace_if_given(user.affiliations,
                          json::optional_string_list(body, "affiliations", {}, kListMax));
}

Status read_source_fields(const json::Value& body, User& user) {
  DRAWBRIDGE_CHECK(replace_if_given(
      user.identity_source, json::optional_string(body, "identity_source", kBlankableName)));
  DRAWBRIDGE_CHECK(
      replace_if_given(user.eduperson_assurance,
                       json::optional_string_list(body, "eduperson_assurance", {}, kListMax)));
  DRAWBRIDGE_CHECK(replace_if_given(
      user.civil_number,
      json::nullable_string(body, "civil_number", {.max_length = 50, .may_be_blank = true})));
  DRAWBRIDGE_CHECK(replace_if_given(user.uid_number, json::nullable_integer(body, "uid_number")));
  return replace_if_given(user.primary_gid, json::nullable_integer(body, "primary_gid"));
}

Status read_staff_fields(const json::Value& body, User& user) {
  DRAWBRIDGE_CHECK(replace_if_given(user.username,
                                    json::optional_string(body, "username", {.max_length = 128})));
  for (const auto& [name, flag] :
       {std::pair{"is_active", &User::is_active}, std::pair{"is_staff", &User::is_staff},
        std::pair{"is_support", &User::is_support},
        std::pair{"is_identity_manager", &User::is_identity_manager}}) {
    DRAWBRIDGE_CHECK(replace_if_given(user.*flag, json::optional_boolean(body, name)));
  }
  // A reason from before must not speak for what staff decides now.
  if (json::has(body, "is_active")) user.deactivation_reason.clear();
  DRAWBRIDGE_CHECK(
      replace_if_given(user.deactivation_reason,
                       json::optional_string(body, "deactivation_reason", kBlankableText)));
  DRAWBRIDGE_CHECK(
      replace_if_given(user.registration_method,
                       json::optional_string(body, "registration_method", kBlankableName)));
  DRAWBRIDGE_CHECK(replace_if_given(
      user.managed_isds, json::optional_string_list(body, "managed_isds", {}, kListMax)));
  DRAWBRIDGE_CHECK(read_source_fields(body, user));
  return read_details(body, user);
}

}  // namespace drawbridge::http
