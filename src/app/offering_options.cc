#include "app/offering_options.h"

#include <array>
#include <string_view>

#include "domain/home_directory.h"
#include "domain/role_group_name.h"
#include "domain/username.h"
#include "json/read.h"
#include "json/write.h"

namespace drawbridge::app {
namespace {

void read(const json::Value& options, const char* key, bool& out) {
  if (const auto found = options.find(key); found != options.end() && found->is_boolean()) {
    out = found->get<bool>();
  }
}

void read(const json::Value& options, const char* key, std::int64_t& out) {
  if (const auto found = options.find(key); found != options.end() && found->is_number_integer()) {
    out = found->get<std::int64_t>();
  }
}

void read(const json::Value& options, const char* key, std::string& out) {
  if (const auto found = options.find(key); found != options.end() && found->is_string()) {
    if (auto text = found->get<std::string>(); !text.empty()) out = std::move(text);
  }
}

void read(const json::Value& options, const char* key, NumberSource& out) {
  std::string word;
  read(options, key, word);
  if (word == "user_attribute") out = NumberSource::kUserAttribute;
}

constexpr std::array<const char*, 7> kBooleans = {
    "shared_password_login",          "service_provider_can_create_offering_user",
    "enable_posix_account",           "emit_display_name",
    "emit_waldur_username",           "offering_user_auto_deletion",
    "restrict_member_access_disables"};
constexpr std::array<const char*, 6> kTexts = {
    "username_generation_policy", "username_anonymized_prefix",  "homedir_prefix", "login_shell",
    "shared_user_password",       "resource_role_group_template"};
constexpr std::array<const char*, 4> kNumbers = {"initial_uidnumber", "initial_primarygroup_number",
                                                 "initial_usergroup_number",
                                                 "initial_rolegroup_number"};

Status check_types(const json::Value& options) {
  for (const auto* key : kBooleans) {
    const auto found = options.find(key);
    if (found != options.end() && !found->is_null() && !found->is_boolean()) {
      return fail(ErrorCode::kInvalid, "Must be a valid boolean.", key);
    }
  }
  for (const auto* key : kTexts) {
    const auto found = options.find(key);
    if (found != options.end() && !found->is_null() && !found->is_string()) {
      return fail(ErrorCode::kInvalid, "Not a valid string.", key);
    }
  }
  for (const auto* key : kNumbers) {
    const auto found = options.find(key);
    if (found != options.end() && !found->is_null() && !found->is_number_integer()) {
      return fail(ErrorCode::kInvalid, "A valid integer is required.", key);
    }
  }
  return {};
}

Status check_source(const json::Value& options, const char* key) {
  const auto found = options.find(key);
  if (found == options.end() || found->is_null()) return {};
  if (found->is_string() && (*found == "pool" || *found == "user_attribute")) return {};
  return fail(ErrorCode::kInvalid, "Must be pool or user_attribute.", key);
}

std::map<std::string, std::string> read_role_map(const json::Value& options) {
  std::map<std::string, std::string> roles;
  const auto found = options.find("resource_role_map");
  if (found == options.end() || !found->is_object()) return roles;
  for (const auto& [role, token] : found->items()) {
    if (token.is_string() && domain::is_role_token(token.get<std::string>())) {
      roles.emplace(role, token.get<std::string>());
    }
  }
  return roles;
}

Status check_role_map(const json::Value& options) {
  constexpr const char* kKey = "resource_role_map";
  constexpr std::size_t kRolesMax = 100;
  const auto found = options.find(kKey);
  if (found == options.end() || found->is_null()) return {};
  if (!found->is_object() || found->size() > kRolesMax) {
    return fail(ErrorCode::kInvalid, "A JSON object of at most 100 roles is expected.", kKey);
  }
  for (const auto& [role, token] : found->items()) {
    if (!token.is_string() || !domain::is_role_token(token.get<std::string>())) {
      return fail(ErrorCode::kInvalid,
                  "What groups call the role " + role + " must be 1 to 32 of a-z, 0-9, _ and -.",
                  kKey);
    }
  }
  return {};
}

Status check_prefix(std::string_view prefix) {
  const domain::NameRules rules;
  for (std::size_t at = 0; at < prefix.size(); ++at) {
    if (at == 0 ? !rules.allows_first(prefix[at]) : !rules.allows_later(prefix[at])) {
      return fail(ErrorCode::kInvalid, "The prefix cannot start an account name.",
                  "username_anonymized_prefix");
    }
  }
  if (prefix.size() > 20) {
    return fail(ErrorCode::kInvalid, "Ensure this field has no more than 20 characters.",
                "username_anonymized_prefix");
  }
  return {};
}

}  // namespace

OfferingOptions read_offering_options(const domain::JsonText& plugin_options) {
  OfferingOptions result;
  const auto parsed = json::parse(plugin_options.text);
  if (!parsed || !parsed->is_object()) return result;
  const auto& options = *parsed;
  read(options, "service_provider_can_create_offering_user", result.can_create_offering_user);
  std::string policy;
  read(options, "username_generation_policy", policy);
  if (const auto known = domain::parse_username_policy(policy)) result.naming.policy = *known;
  read(options, "username_anonymized_prefix", result.naming.anonymized_prefix);
  read(options, "homedir_prefix", result.homedir_prefix);
  read(options, "login_shell", result.login_shell);
  read(options, "initial_uidnumber", result.initial.uid);
  read(options, "initial_primarygroup_number", result.initial.primary_group);
  read(options, "initial_usergroup_number", result.initial.user_group);
  read(options, "enable_posix_account", result.enable_posix_account);
  read(options, "uid_source", result.uid_source);
  read(options, "gid_source", result.gid_source);
  read(options, "emit_display_name", result.emit_display_name);
  read(options, "emit_waldur_username", result.emit_waldur_username);
  read(options, "offering_user_auto_deletion", result.auto_deletion);
  read(options, "shared_password_login", result.shared_password_login);
  read(options, "initial_rolegroup_number", result.initial.role_group);
  result.resource_role_group_template = domain::kRoleGroupTemplate;
  read(options, "resource_role_group_template", result.resource_role_group_template);
  read(options, "restrict_member_access_disables", result.restrict_member_access_disables);
  result.resource_role_map = read_role_map(options);
  return result;
}

Status check_plugin_options(const json::Value& options) {
  if (!options.is_object()) {
    return fail(ErrorCode::kInvalid, "A JSON object is expected.", "plugin_options");
  }
  DRAWBRIDGE_CHECK(check_types(options));
  DRAWBRIDGE_CHECK(check_source(options, "uid_source"));
  DRAWBRIDGE_CHECK(check_source(options, "gid_source"));
  std::string policy;
  read(options, "username_generation_policy", policy);
  if (!policy.empty() && !domain::parse_username_policy(policy)) {
    return json::invalid_choice(policy, "username_generation_policy");
  }
  const auto read_back = read_offering_options({options.dump()});
  DRAWBRIDGE_CHECK(domain::check_home_prefix(read_back.homedir_prefix));
  DRAWBRIDGE_CHECK(domain::check_login_shell(read_back.login_shell));
  DRAWBRIDGE_CHECK(domain::check_initial_numbers(read_back.initial));
  DRAWBRIDGE_CHECK(domain::check_role_group_template(read_back.resource_role_group_template));
  DRAWBRIDGE_CHECK(check_role_map(options));
  return check_prefix(read_back.naming.anonymized_prefix);
}

domain::JsonText merge_options(const domain::JsonText& stored, const json::Value& changes) {
  auto merged = json::parse(stored.text).value_or(json::Value::object());
  if (!merged.is_object()) merged = json::Value::object();
  for (const auto& [key, value] : changes.items()) {
    if (value.is_null()) {
      merged.erase(key);
    } else {
      merged[key] = value;
    }
  }
  return {json::canonical(merged)};
}

domain::PersonFacts person_facts(const domain::User& user) {
  domain::PersonFacts facts;
  facts.username = user.username;
  facts.first_name = user.first_name;
  facts.last_name = user.last_name;
  facts.freeipa_username = user.freeipa_username;
  const auto details = json::parse(user.details.text);
  if (details && details->is_object()) {
    const auto found = details->find("site_username");
    if (found != details->end() && found->is_string() && !found->get<std::string>().empty()) {
      facts.site_username = found->get<std::string>();
    }
  }
  return facts;
}

}  // namespace drawbridge::app
