#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "app/credentials.h"
#include "app/people.h"
#include "app/records.h"
#include "crypto/token.h"
#include "daemon/command_support.h"
#include "daemon/commands.h"
#include "domain/person_name.h"
#include "json/read.h"
#include "json/write.h"

namespace drawbridge::daemon {
namespace {

using app::where::equal;

struct TokenWish {
  std::string username;
  bool staff = false;
  std::int64_t expires_days = app::kDefaultTokenDays;
};

Result<TokenWish> read_wish(const json::Value& arguments) {
  TokenWish wish;
  DRAWBRIDGE_TRY(wish.username, json::required_string(arguments, "user"));
  DRAWBRIDGE_CHECK(domain::check_waldur_username(wish.username, "--user"));
  DRAWBRIDGE_TRY(const auto staff, json::optional_boolean(arguments, "staff"));
  wish.staff = staff.value_or(false);
  DRAWBRIDGE_TRY(const auto days,
                 json::optional_integer(arguments, "expires_days", {0, app::kMaxTokenDays}));
  wish.expires_days = days.value_or(app::kDefaultTokenDays);
  return wish;
}

/// The user the token is for. With `staff` it is made when absent, and made an active
/// administrator when it is not one: the way back in for somebody locked out.
Result<domain::User> find_or_make_user(app::Transaction& transaction, const TokenWish& wish) {
  DRAWBRIDGE_TRY(auto found, app::find_where<domain::User>(transaction.store(),
                                                           equal("username", wish.username)));
  if (!found && !wish.staff) {
    return fail(ErrorCode::kNotFound, "There is no user " + wish.username +
                                          "; add --staff to make an administrator of that name.");
  }
  domain::User user = found.value_or(domain::User{});
  if (!wish.staff) return user;
  user.is_staff = true;
  user.is_active = true;
  if (found) return app::update_user(transaction, found->uuid, user);
  user.username = wish.username;
  return app::create_user(transaction, user);
}

Result<domain::ApiToken> make_token(app::Transaction& transaction, const TokenWish& wish,
                                    const std::string& digest) {
  DRAWBRIDGE_TRY(const auto user, find_or_make_user(transaction, wish));
  return app::create_token(transaction, {user.uuid, "command line", digest, wish.expires_days});
}

void write_moment(json::Writer& out, std::string_view name, const std::optional<Timestamp>& at) {
  out.key(name);
  if (at) {
    out.value(at->iso8601());
  } else {
    out.null();
  }
}

}  // namespace

Result<int> token_create_command(Core& core, const json::Value& arguments, Console& console) {
  DRAWBRIDGE_TRY(const auto wish, read_wish(arguments));
  const auto secret = crypto::random_token();
  const auto digest = crypto::token_digest(secret.reveal());
  DRAWBRIDGE_TRY(const auto token,
                 core.writer().run(command_line_actor(), [&](app::Transaction& transaction) {
                   return make_token(transaction, wish, digest);
                 }));
  std::string text;
  json::Writer out(text);
  out.begin_object().field("uuid", token.uuid).field("user", wish.username);
  out.field("token", secret.reveal());
  write_moment(out, "expires", token.expires);
  out.end_object();
  console.write_out(text + "\n");
  return 0;
}

Result<int> token_list_command(Core& core, const json::Value&, Console& console) {
  DRAWBRIDGE_TRY(const auto reader, core.store().reader());
  auto select = app::select_records<domain::ApiToken>({}, {"user_username"});
  select.order = {{"created", false}, {"uuid", false}};
  std::string text;
  json::Writer out(text);
  out.begin_array();
  DRAWBRIDGE_CHECK(reader->for_each(select, [&](app::Row& row) {
    const auto token = app::from_row<domain::ApiToken>(row);
    const auto* username = std::get_if<std::string>(&row.back());
    out.begin_object().field("uuid", token.uuid);
    out.field("user", username == nullptr ? std::string() : *username).field("name", token.name);
    write_moment(out, "created", token.created);
    write_moment(out, "expires", token.expires);
    write_moment(out, "last_used", token.last_used);
    out.end_object();
    return true;
  }));
  out.end_array();
  console.write_out(text + "\n");
  return 0;
}

Result<int> token_revoke_command(Core& core, const json::Value& arguments, Console&) {
  DRAWBRIDGE_TRY(const auto uuid, json::required_uuid(arguments, "uuid"));
  DRAWBRIDGE_CHECK(
      core.writer().run(command_line_actor(), [&](app::Transaction& transaction) -> Status {
        DRAWBRIDGE_TRY(const auto token, app::find<domain::ApiToken>(transaction.store(), uuid));
        if (!token) {
          return fail(ErrorCode::kNotFound,
                      "There is no token " + uuid.hex() + "; see `drawbridge token list`.");
        }
        return transaction.erase(*token);
      }));
  return 0;
}

}  // namespace drawbridge::daemon
