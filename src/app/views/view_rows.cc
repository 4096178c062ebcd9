#include "app/views/view_rows.h"

#include <memory>
#include <utility>

#include "app/offering_options.h"
#include "app/records.h"
#include "domain/states.h"

namespace drawbridge::app {
namespace {

using domain::OfferingRoleGroup;
using domain::OfferingUser;
using domain::RobotAccount;

constexpr std::size_t kConsentFields = 6;

/// Terms and consent from the fields at `at`, if the row has them.
void read_consent(Row& row, std::size_t at, AccountFacts& facts) {
  if (!take<std::optional<Uuid>>(row, at)) return;
  domain::TermsFacts terms;
  terms.version = take<std::string>(row, at + 1);
  terms.requires_reconsent = take<bool>(row, at + 2);
  terms.grace_period_days = take<std::int64_t>(row, at + 3);
  terms.created = take<Timestamp>(row, at + 4);
  facts.terms = std::move(terms);
  facts.agreed_version = take<std::optional<std::string>>(row, at + 5);
}

}  // namespace

Select select_accounts(const ViewRules& rules, JoinedFields joined, Condition where) {
  std::vector<std::string> more;
  if (rules.enforce_user_consent) {
    more.insert(more.end(), {"terms_uuid", "terms_version", "terms_requires_reconsent",
                             "terms_grace_period_days", "terms_created", "consent_version"});
  }
  if (joined == JoinedFields::kPresent) {
    more.insert(more.end(), {"ldap_argon2id", "ldap_bcrypt", "user_username", "user_first_name",
                             "user_last_name", "user_email", "user_is_active",
                             "offering_honours_restrictions"});
  }
  return select_records<OfferingUser>(std::move(where), std::move(more));
}

AccountFacts account_facts(Row& row, const ViewRules& rules, JoinedFields joined) {
  AccountFacts facts;
  facts.account = from_row<OfferingUser>(row);
  std::size_t at = field_names<OfferingUser>().size();
  if (rules.enforce_user_consent) {
    read_consent(row, at, facts);
    at += kConsentFields;
  }
  if (joined == JoinedFields::kPresent) {
    auto argon2id = take<std::optional<std::string>>(row, at++);
    auto bcrypt = take<std::optional<std::string>>(row, at++);
    if (argon2id && bcrypt) {
      facts.own_password = std::make_shared<const OwnPassword>(
          OwnPassword{std::move(*argon2id), std::move(*bcrypt)});
    }
    facts.waldur_username = take<std::string>(row, at++);
    facts.first_name = take<std::string>(row, at++);
    facts.last_name = take<std::string>(row, at++);
    facts.email = take<std::string>(row, at++);
    facts.user_is_active = take<bool>(row, at++);
    facts.honours_restrictions = take<bool>(row, at++);
  }
  return facts;
}

Select select_keys(Condition where) {
  return select_fields(domain::SshPublicKey::kKind, {"user_uuid", "public_key"}, std::move(where));
}

Select select_robots(Condition where) {
  return select_records<RobotAccount>(std::move(where), {"offering_uuid", "resource_state"});
}

RobotFacts robot_facts(Row& row) {
  RobotFacts facts;
  facts.robot = from_row<RobotAccount>(row);
  const auto at = field_names<RobotAccount>().size();
  facts.offering_uuid = take<Uuid>(row, at);
  facts.is_resource_live = take<std::string>(row, at + 1) != "Terminated";
  return facts;
}

Select select_role_groups(Condition where) {
  return select_records<OfferingRoleGroup>(std::move(where),
                                           {"resource_state", "offering_plugin_options"});
}

RoleGroupFacts role_group_facts(Row& row) {
  RoleGroupFacts facts;
  facts.group = from_row<OfferingRoleGroup>(row);
  const auto at = field_names<OfferingRoleGroup>().size();
  facts.is_resource_live = take<std::string>(row, at) != "Terminated";
  const auto options = read_offering_options({take<std::string>(row, at + 1)});
  facts.is_mapped = options.resource_role_map.contains(facts.group.role_name);
  return facts;
}

OfferingFacts offering_facts(const domain::Offering& offering) {
  const auto options = read_offering_options(offering.plugin_options);
  OfferingFacts facts;
  facts.uuid = offering.uuid;
  facts.customer_uuid = offering.customer_uuid;
  facts.slug = offering.slug;
  facts.name = offering.name;
  facts.switch_on = options.can_create_offering_user;
  facts.is_served = facts.switch_on && domain::serves_accounts(offering.state);
  if (options.shared_password_login) {
    facts.shared_password_sha256 = offering.shared_password_sha256;
  }
  facts.emit_display_name = options.emit_display_name;
  facts.emit_waldur_username = options.emit_waldur_username;
  facts.created = offering.created;
  facts.modified = offering.modified;
  return facts;
}

}  // namespace drawbridge::app
