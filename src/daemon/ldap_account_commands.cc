#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/credentials.h"
#include "app/records.h"
#include "base/text.h"
#include "crypto/token.h"
#include "daemon/command_support.h"
#include "daemon/commands.h"
#include "json/read.h"
#include "json/write.h"

namespace drawbridge::daemon {
namespace {

constexpr json::TextRules kNameRules{64, false, true};

Result<domain::LdapAccount> create(app::Transaction& transaction, app::NewLdapAccount wanted,
                                   const std::optional<std::string>& offering) {
  const std::string& name = wanted.name;
  if (offering) {
    DRAWBRIDGE_TRY(const auto found, find_offering(transaction.store(), *offering));
    wanted.offering_uuid = found.uuid;
  }
  DRAWBRIDGE_TRY(const bool taken,
                 app::exists<domain::LdapAccount>(transaction.store(),
                                                  app::where::equal_no_case("name", name)));
  if (taken) {
    return fail(ErrorCode::kConflict, "There is a service account " + name +
                                          " already; `drawbridge ldap-account rotate " + name +
                                          "` gives a new secret.");
  }
  return app::create_ldap_account(transaction, wanted);
}

/// @return whether there was an old secret
Result<bool> rotate(app::Transaction& transaction, const std::string& name,
                    const std::optional<std::string>& digest) {
  DRAWBRIDGE_TRY(const auto account, find_ldap_account(transaction.store(), name));
  DRAWBRIDGE_CHECK(digest ? app::rotate_ldap_account(transaction, account.uuid, *digest)
                          : app::retire_ldap_secret(transaction, account.uuid));
  return account.previous_secret_digest.has_value();
}

Status write_credentials(Core& core, std::string_view name, const Secret& secret,
                         Console& console) {
  DRAWBRIDGE_TRY(const auto dn, core.dit().service_account(name));
  std::string text;
  json::Writer(text)
      .begin_object()
      .field("dn", dn.text())
      .field("secret", secret.reveal())
      .end_object();
  console.write_out(text + "\n");
  return {};
}

Result<std::string> read_name(const json::Value& arguments) {
  return json::required_string(arguments, "name", kNameRules);
}

std::optional<std::string> moment(const std::optional<Timestamp>& at) {
  return at ? std::optional(at->iso8601()) : std::nullopt;
}

}  // namespace

Result<int> ldap_account_create_command(Core& core, const json::Value& arguments,
                                        Console& console) {
  DRAWBRIDGE_TRY(const auto name, read_name(arguments));
  DRAWBRIDGE_TRY(const auto offering, json::optional_string(arguments, "offering"));
  DRAWBRIDGE_TRY(auto attributes, json::optional_string_list(arguments, "attributes", {64}));
  const auto secret = crypto::random_token();
  const app::NewLdapAccount wanted{name, std::nullopt, crypto::token_digest(secret.reveal()),
                                   std::move(attributes).value_or(std::vector<std::string>())};
  DRAWBRIDGE_CHECK(core.writer().run(command_line_actor(), [&](app::Transaction& transaction) {
    return create(transaction, wanted, offering);
  }));
  DRAWBRIDGE_CHECK(write_credentials(core, name, secret, console));
  return 0;
}

Result<int> ldap_account_list_command(Core& core, const json::Value&, Console& console) {
  DRAWBRIDGE_TRY(const auto reader, core.store().reader());
  auto select = app::select_records<domain::LdapAccount>();
  select.order = {{"name", false}, {"uuid", false}};
  DRAWBRIDGE_TRY(const auto accounts, app::list<domain::LdapAccount>(*reader, select));
  std::string text;
  json::Writer out(text);
  out.begin_array();
  for (const auto& account : accounts) {
    DRAWBRIDGE_TRY(const auto dn, core.dit().service_account(account.name));
    std::optional<std::string> slug;
    if (account.offering_uuid) {
      DRAWBRIDGE_TRY(const auto offering,
                     app::find<domain::Offering>(*reader, *account.offering_uuid));
      slug = offering ? offering->slug : account.offering_uuid->hex();
    }
    out.begin_object().field("name", account.name).field("dn", dn.text()).field("offering", slug);
    out.field("created", moment(account.created)).field("last_used", moment(account.last_used));
    out.field("attributes", account.attributes.empty() ? "all" : join(account.attributes, ","));
    out.field("has_old_secret", account.previous_secret_digest.has_value()).end_object();
  }
  out.end_array();
  console.write_out(text + "\n");
  return 0;
}

Result<int> ldap_account_delete_command(Core& core, const json::Value& arguments, Console&) {
  DRAWBRIDGE_TRY(const auto name, read_name(arguments));
  DRAWBRIDGE_CHECK(
      core.writer().run(command_line_actor(), [&](app::Transaction& transaction) -> Status {
        DRAWBRIDGE_TRY(const auto account, find_ldap_account(transaction.store(), name));
        return app::delete_ldap_account(transaction, account.uuid);
      }));
  return 0;
}

Result<int> ldap_account_rotate_command(Core& core, const json::Value& arguments,
                                        Console& console) {
  DRAWBRIDGE_TRY(const auto name, read_name(arguments));
  DRAWBRIDGE_TRY(const auto retire, json::optional_boolean(arguments, "retire"));
  const bool makes_new = !retire.value_or(false);
  const auto secret = crypto::random_token();
  std::optional<std::string> digest;
  if (makes_new) digest = crypto::token_digest(secret.reveal());
  DRAWBRIDGE_TRY(const bool had_old_secret,
                 core.writer().run(command_line_actor(), [&](app::Transaction& transaction) {
                   return rotate(transaction, name, digest);
                 }));
  if (makes_new) DRAWBRIDGE_CHECK(write_credentials(core, name, secret, console));
  if (!makes_new && !had_old_secret) {
    console.write_error("drawbridge: nothing to retire: " + name + " has one secret.\n");
  }
  return 0;
}

}  // namespace drawbridge::daemon
