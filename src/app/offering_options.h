#pragma once

#include <map>
#include <string>

#include "base/result.h"
#include "domain/posix_id.h"
#include "domain/records.h"
#include "domain/username_policy.h"
#include "json/value.h"

namespace drawbridge::app {

/// Where an account's number comes from (plugin options `uid_source`, `gid_source`).
enum class NumberSource { kPool, kUserAttribute };

/// The plugin options that identity depends on, with Waldur's defaults (identity spec 1.5).
struct OfferingOptions {
  bool can_create_offering_user = false;  ///< service_provider_can_create_offering_user
  domain::PolicySettings naming;
  std::string homedir_prefix = "/home/";
  std::string login_shell = "/bin/bash";
  domain::InitialNumbers initial;
  bool enable_posix_account = true;
  NumberSource uid_source = NumberSource::kPool, gid_source = NumberSource::kPool;
  bool emit_display_name = false, emit_waldur_username = false;
  bool auto_deletion = false;  ///< offering_user_auto_deletion
  /// Whether people may log in with the offering's shared password, where it has one.
  bool shared_password_login = true;
  /// Waldur role name to what groups call it: roles whose holders on a resource are a group.
  std::map<std::string, std::string> resource_role_map;
  std::string resource_role_group_template;
  /// Whether a resource's restrict_member_access takes access away (Waldur stores the flag only).
  bool restrict_member_access_disables = false;
};

/// Reads stored options; what is missing or malformed keeps its default (check_plugin_options is
/// what keeps malformed ones out).
OfferingOptions read_offering_options(const domain::JsonText& plugin_options);

/// Refuses plugin options that identity could not work with, naming the option.
/// @return kInvalid with the option's name as field.
Status check_plugin_options(const json::Value& options);

/// `stored` with each key of `changes` put in its place; a null removes the key.
domain::JsonText merge_options(const domain::JsonText& stored, const json::Value& changes);

/// The person as the naming policies see them.
domain::PersonFacts person_facts(const domain::User& user);

}  // namespace drawbridge::app
