#include "app/state_file/state_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/credentials.h"
#include "app/offering_options.h"
#include "app/slugs.h"
#include "app/state_file/field_faults.h"
#include "crypto/digest.h"
#include "domain/person_name.h"
#include "domain/posix_id.h"
#include "domain/slug.h"
#include "domain/ssh_key.h"
#include "json/read.h"

namespace drawbridge::app {

void check_line(LineCheck& check, domain::Customer& record) {
  check_not_blank(check, "name", record.name);
  fill_slug(check, record.kKind, record.slug, record.name, record.uuid);
}

void check_line(LineCheck& check, domain::Project& record) {
  check_not_blank(check, "name", record.name, 500);
  check_date(check, "start_date", record.start_date);
  check_date(check, "end_date", record.end_date);
  check_reference<domain::Customer>(check, "customer_uuid", record.customer_uuid);
  fill_slug(check, record.kKind, record.slug, record.name, record.uuid);
}

void check_line(LineCheck& check, domain::User& record) {
  check.faults.check(domain::check_waldur_username(record.username));
  clean_name(check, "first_name", record.first_name);
  clean_name(check, "last_name", record.last_name);
  if (!record.email.empty()) check.faults.check(domain::check_mail(record.email));
  if (record.freeipa_username) {
    check.faults.check(domain::check_freeipa_username(*record.freeipa_username),
                       "freeipa_username");
  }
}

void check_line(LineCheck& check, domain::SshPublicKey& record) {
  check_reference<domain::User>(check, "user_uuid", record.user_uuid);
  const auto key = domain::SshKey::parse(record.public_key);
  if (!key) {
    check.faults.add("public_key", key.error().message);
    return;
  }
  record.public_key = key->str();
  record.type = key->type();
  record.fingerprint_md5 = key->fingerprint_md5();
  record.fingerprint_sha256 = key->fingerprint_sha256();
  record.fingerprint_sha512 = key->fingerprint_sha512();
}

void check_line(LineCheck& check, domain::Role& record) {
  check_not_blank(check, "name", record.name, 150);
  check_word(check, "scope_type", record.scope_type,
             {"customer", "project", "offering", "service_provider", "resource"});
}

void check_line(LineCheck& check, domain::ServiceProvider& record) {
  check_reference<domain::Customer>(check, "customer_uuid", record.customer_uuid);
}

void check_line(LineCheck& check, domain::Category& record) {
  check_not_blank(check, "title", record.title);
}

void check_line(LineCheck& check, domain::Offering& record) {
  check_not_blank(check, "name", record.name);
  check_not_blank(check, "type", record.type, 100);
  check_reference<domain::Customer>(check, "customer_uuid", record.customer_uuid);
  if (record.category_uuid) {
    check_reference<domain::Category>(check, "category_uuid", *record.category_uuid);
  } else if (const auto standard = find_where<domain::Category>(
                 check.transaction.store(), where::equal("title", std::string("HPC")));
             standard && *standard) {
    record.category_uuid = (*standard)->uuid;
  }
  fill_slug(check, record.kKind, record.slug, record.name, record.uuid);
  for (auto* options : {&record.plugin_options, &record.secret_options}) {
    auto parsed = json::parse(options->text).value_or(json::Value::object());
    if (options == &record.plugin_options) check.faults.check(check_plugin_options(parsed));
    const auto password = parsed.find("shared_user_password");
    if (password == parsed.end()) continue;
    if (password->is_string() && !password->get_ref<const std::string&>().empty()) {
      record.shared_password_sha256 = crypto::sha256_hex(password->get_ref<const std::string&>());
    }
    parsed.erase(password);
    options->text = json::canonical(parsed);
  }
  if (record.shared_password_sha256) {
    check_digest(check, "shared_password_sha256", *record.shared_password_sha256);
  }
}

void check_line(LineCheck& check, domain::Resource& record) {
  check_not_blank(check, "name", record.name);
  check_reference<domain::Offering>(check, "offering_uuid", record.offering_uuid);
  check_reference<domain::Project>(check, "project_uuid", record.project_uuid);
  if (record.slug.empty()) record.slug = domain::slugify(record.name);
  if (record.slug.empty()) record.slug = record.uuid.hex();
  check.faults.check(domain::check_slug(record.slug));
}

void check_line(LineCheck& check, domain::RoleGrant& record) {
  check_reference<domain::User>(check, "user_uuid", record.user_uuid);
  const auto role =
      find_where<domain::Role>(check.transaction.store(), where::equal("name", record.role_name));
  if (!role || !*role) {
    check.faults.add("role_name", "Role is not found.");
  } else if ((*role)->scope_type != record.scope_type) {
    check.faults.add("scope_type", "Role is not valid for this scope.");
  }
  if (record.scope_type == "customer") {
    check_reference<domain::Customer>(check, "scope_uuid", record.scope_uuid);
  } else if (record.scope_type == "project") {
    check_reference<domain::Project>(check, "scope_uuid", record.scope_uuid);
  } else if (record.scope_type == "offering") {
    check_reference<domain::Offering>(check, "scope_uuid", record.scope_uuid);
  } else if (record.scope_type == "service_provider") {
    check_reference<domain::ServiceProvider>(check, "scope_uuid", record.scope_uuid);
  } else if (record.scope_type == "resource") {
    check_reference<domain::Resource>(check, "scope_uuid", record.scope_uuid);
  }
}

void check_line(LineCheck& check, domain::PosixIdPool& record) {
  if (record.service_provider_uuid.has_value() == record.offering_uuid.has_value()) {
    check.faults.add("offering_uuid", "Exactly one of service_provider or offering must be set.");
  }
  if (record.offering_uuid) {
    check_reference<domain::Offering>(check, "offering_uuid", *record.offering_uuid);
  }
  if (record.service_provider_uuid) {
    check_reference<domain::ServiceProvider>(check, "service_provider_uuid",
                                             *record.service_provider_uuid);
  }
  const auto read_range = [&](auto min, auto max, auto& next, const char* kind) {
    const auto range = domain::check_range(min, max, next, kind);
    if (!range) {
      check.faults.add(range.error().field, range.error().message);
      return std::optional<domain::NumberRange>();
    }
    if (*range) next = (*range)->next;
    return *range;
  };
  domain::PoolRanges ranges;
  ranges.uid = read_range(record.min_uid, record.max_uid, record.next_uid, "uid");
  ranges.gid = read_range(record.min_gid, record.max_gid, record.next_gid, "gid");
  ranges.group_gid =
      read_range(record.min_group_gid, record.max_group_gid, record.next_group_gid, "group_gid");
  check.faults.check(domain::check_pool_ranges(ranges, record.service_provider_uuid.has_value()));
}

void check_line(LineCheck& check, domain::OfferingUser& record) {
  check_reference<domain::User>(check, "user_uuid", record.user_uuid);
  check_reference<domain::Offering>(check, "offering_uuid", record.offering_uuid);
  if (record.username && record.username->empty()) record.username.reset();
  check_number(check, "uidnumber", record.uidnumber);
  check_number(check, "primarygroup", record.primarygroup);
}

void check_line(LineCheck& check, domain::OfferingUserGroup& record) {
  check_reference<domain::Offering>(check, "offering_uuid", record.offering_uuid);
  if (record.project_uuids.empty()) {
    check.faults.add("project_uuids", "This list may not be empty.");
  }
  for (const auto& project : record.project_uuids) {
    check_reference<domain::Project>(check, "project_uuids", project);
  }
  check_number(check, "gid", record.gid);
}

void check_line(LineCheck& check, domain::RobotAccount& record) {
  check_reference<domain::Resource>(check, "resource_uuid", record.resource_uuid);
  check_not_blank(check, "type", record.type, 5);
  for (auto& key : record.keys) normalise_key(check, "keys", key);
  for (const auto& user : record.users) check_reference<domain::User>(check, "users", user);
  if (record.responsible_user_uuid) {
    check_reference<domain::User>(check, "responsible_user_uuid", *record.responsible_user_uuid);
  }
  check_number(check, "uidnumber", record.uidnumber);
  check_number(check, "primarygroup", record.primarygroup);
}

void check_line(LineCheck& check, domain::CourseAccount& record) {
  check_reference<domain::Project>(check, "project_uuid", record.project_uuid);
  if (record.user_uuid) check_reference<domain::User>(check, "user_uuid", *record.user_uuid);
  check_word(check, "state", record.state, {"OK", "Closed", "Erred", "Pending"});
}

void check_line(LineCheck& check, domain::ProjectServiceAccount& record) {
  check_reference<domain::Project>(check, "project_uuid", record.project_uuid);
  check_word(check, "state", record.state, {"OK", "Closed", "Erred"});
}

void check_line(LineCheck& check, domain::CustomerServiceAccount& record) {
  check_reference<domain::Customer>(check, "customer_uuid", record.customer_uuid);
  check_word(check, "state", record.state, {"OK", "Closed", "Erred"});
}

void check_line(LineCheck& check, domain::PosixIdentity& record) {
  check_word(check, "namespace", record.name_space, {"uid", "gid"});
  check_number(check, "value", record.value);
}

void check_line(LineCheck& check, domain::AccountName& record) {
  check_reference<domain::Offering>(check, "offering_uuid", record.offering_uuid);
  check_not_blank(check, "folded", record.folded, domain::kAccountNameMax);
}

void check_line(LineCheck& check, domain::ApiToken& record) {
  check_reference<domain::User>(check, "user_uuid", record.user_uuid);
  check_digest(check, "digest", record.digest);
}

void check_line(LineCheck& check, domain::LdapAccount& record) {
  check_not_blank(check, "name", record.name, 64);
  if (record.offering_uuid) {
    check_reference<domain::Offering>(check, "offering_uuid", *record.offering_uuid);
  }
  check_digest(check, "secret_digest", record.secret_digest);
  if (record.previous_secret_digest) {
    check_digest(check, "previous_secret_digest", *record.previous_secret_digest);
  }
  auto attributes = check_attribute_names(record.attributes);
  if (attributes) {
    record.attributes = *std::move(attributes);
  } else {
    check.faults.add("attributes", attributes.error().message);
  }
}

}  // namespace drawbridge::app
