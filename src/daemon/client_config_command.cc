#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/offering_options.h"
#include "base/text.h"
#include "daemon/command_support.h"
#include "daemon/commands.h"
#include "domain/states.h"
#include "json/read.h"
#include "json/write.h"

namespace drawbridge::daemon {
namespace {

Status check_served(const domain::Offering& offering) {
  if (!app::read_offering_options(offering.plugin_options).can_create_offering_user) {
    return fail(ErrorCode::kConflict,
                "The offering " + offering.slug +
                    " is not in LDAP: its plugin option service_provider_can_create_offering_user "
                    "is not true.");
  }
  if (!domain::serves_accounts(offering.state)) {
    return fail(ErrorCode::kConflict, "The offering " + offering.slug + " is not in LDAP: it is " +
                                          std::string(domain::to_word(offering.state)) + ".");
  }
  return {};
}

Result<domain::LdapAccount> only_account_of(app::StoreReader& store,
                                            const domain::Offering& offering) {
  auto select = app::select_records<domain::LdapAccount>();
  select.where = {app::where::equal("offering_uuid", offering.uuid)};
  select.limit = 2;
  DRAWBRIDGE_TRY(auto accounts, app::list<domain::LdapAccount>(store, select));
  if (accounts.empty()) {
    return fail(ErrorCode::kNotFound,
                "There is no service account for the offering " + offering.slug +
                    " yet; make one with `drawbridge ldap-account create NAME --offering " +
                    offering.slug + "`, or name one of all offerings with --account.");
  }
  if (accounts.size() > 1) {
    return fail(ErrorCode::kConflict, "There are several service accounts for the offering " +
                                          offering.slug + "; name one with --account.");
  }
  return std::move(accounts.front());
}

Result<domain::LdapAccount> account_for(app::StoreReader& store, const domain::Offering& offering,
                                        const std::optional<std::string>& name) {
  if (!name) return only_account_of(store, offering);
  DRAWBRIDGE_TRY(auto account, find_ldap_account(store, *name));
  if (account.offering_uuid && *account.offering_uuid != offering.uuid) {
    return fail(ErrorCode::kConflict, "The service account " + account.name +
                                          " may not read the offering " + offering.slug + ".");
  }
  return account;
}

/// A client that does not see what its file rests on goes wrong in silence: without shadowExpire,
/// sssd lets the restricted in.
Status check_sees(const domain::LdapAccount& account, const std::vector<std::string>& needed) {
  if (account.attributes.empty()) return {};
  std::vector<std::string> missing;
  for (const auto& name : needed) {
    const auto& seen = account.attributes;
    if (std::find(seen.begin(), seen.end(), name) == seen.end()) missing.push_back(name);
  }
  if (missing.empty()) return {};
  return fail(ErrorCode::kConflict,
              "The service account " + account.name + " does not see " + join(missing, ", ") +
                  ", which this file needs; make another account whose --attributes list them.");
}

}  // namespace

Result<int> client_config_command(Core& core, const json::Value& arguments, Console& console) {
  DRAWBRIDGE_TRY(const auto wanted, json::required_string(arguments, "offering"));
  DRAWBRIDGE_TRY(const auto needs_account, json::required_boolean(arguments, "needs_account"));
  DRAWBRIDGE_TRY(const auto name, json::optional_string(arguments, "account"));
  DRAWBRIDGE_TRY(const auto attributes,
                 json::optional_string_list(arguments, "needed_attributes", {64}));
  DRAWBRIDGE_TRY(const auto reader, core.store().reader());
  DRAWBRIDGE_TRY(const auto offering, find_offering(*reader, wanted));
  DRAWBRIDGE_CHECK(check_served(offering));
  DRAWBRIDGE_TRY(const auto branch, core.dit().branch(offering.slug));
  std::string text;
  json::Writer out(text);
  out.begin_object().field("offering", offering.slug).field("top_dn", branch.top.text());
  out.field("people_dn", branch.people.text()).field("groups_dn", branch.groups.text());
  if (needs_account) {
    DRAWBRIDGE_TRY(const auto account, account_for(*reader, offering, name));
    DRAWBRIDGE_CHECK(check_sees(account, attributes.value_or(std::vector<std::string>())));
    DRAWBRIDGE_TRY(const auto dn, core.dit().service_account(account.name));
    out.field("account_dn", dn.text());
  }
  out.end_object();
  console.write_out(text + "\n");
  return 0;
}

}  // namespace drawbridge::daemon
