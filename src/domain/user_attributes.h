#pragma once

#include <array>
#include <string_view>

/// The attributes of people that an offering shows, or does not show, to its provider.
namespace drawbridge::domain {

/// In Waldur's order. Waldur names the switch for each `expose_` and the attribute.
inline constexpr std::array<std::string_view, 27> kUserAttributes = {
    "full_name",
    "email",
    "username",
    "registration_method",
    "organization",
    "organization_country",
    "organization_type",
    "organization_registry_code",
    "organization_vat_code",
    "organization_address",
    "affiliations",
    "phone_number",
    "job_title",
    "gender",
    "personal_title",
    "place_of_birth",
    "address",
    "country_of_residence",
    "nationality",
    "nationalities",
    "eduperson_assurance",
    "identity_source",
    "civil_number",
    "birth_date",
    "active_isds",
    "uid_number",
    "primary_gid",
};

constexpr bool is_user_attribute(std::string_view name) {
  for (const auto attribute : kUserAttributes) {
    if (attribute == name) return true;
  }
  return false;
}

/// Of a config that an offering has just been given, before anything is chosen (Waldur's model
/// defaults).
inline constexpr std::array<std::string_view, 4> kInitiallyExposed = {
    "email", "full_name", "registration_method", "username"};

}  // namespace drawbridge::domain
