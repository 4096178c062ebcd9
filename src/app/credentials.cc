#include "app/credentials.h"

#include <set>
#include <utility>

#include "base/ordered_uuid.h"
#include "domain/directory_attributes.h"

namespace drawbridge::app {
namespace {

using domain::ApiToken;
using domain::LdapAccount;

constexpr std::int64_t kDayMicroseconds = std::int64_t{86400} * 1000000;
constexpr std::size_t kLdapNameMax = 64;
constexpr std::int64_t kTokensMax = 200;  // of one user

/// The name is typed into client configurations as part of a DN, where anything but these
/// characters has to be escaped.
Status check_ldap_name(const std::string& name) {
  constexpr std::string_view kAllowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  if (name.empty()) return fail(ErrorCode::kInvalid, "This field may not be blank.", "name");
  if (name.size() <= kLdapNameMax && name.find_first_not_of(kAllowed) == std::string::npos) {
    return {};
  }
  return fail(ErrorCode::kInvalid,
              "The name of a service account has 1 to 64 letters, digits, '.', '_' and '-'.",
              "name");
}

/// What of a name can be shown back.
std::string shown(const std::string& name) {
  constexpr std::size_t kShownMax = 64;
  return name.empty() || name.size() > kShownMax ? "of such a name" : name;
}

Result<LdapAccount> find_ldap_account(Transaction& transaction, const Uuid& uuid) {
  DRAWBRIDGE_TRY(auto account, find<LdapAccount>(transaction.store(), uuid));
  if (!account) return fail(ErrorCode::kNotFound, "Not found.");
  return std::move(*account);
}

}  // namespace

Result<ApiToken> create_token(Transaction& transaction, const NewToken& wanted) {
  if (wanted.expires_days < 0 || wanted.expires_days > kMaxTokenDays) {
    return fail(ErrorCode::kInvalid, "Must be 0 (never) to 36500.", "expires_days");
  }
  DRAWBRIDGE_CHECK(
      check_count<ApiToken>(transaction.store(), wanted.user_uuid, kTokensMax, "API tokens"));
  ApiToken token;
  token.uuid = ordered_uuid(transaction.now());
  token.user_uuid = wanted.user_uuid;
  token.name = wanted.name;
  token.digest = wanted.digest;
  if (wanted.expires_days > 0) {
    token.expires =
        Timestamp{transaction.now().microseconds + wanted.expires_days * kDayMicroseconds};
  }
  DRAWBRIDGE_CHECK(transaction.insert(token));
  return token;
}

Status revoke_token(Transaction& transaction, const Uuid& uuid) {
  DRAWBRIDGE_TRY(const auto token, find<ApiToken>(transaction.store(), uuid));
  if (!token) return fail(ErrorCode::kNotFound, "Not found.");
  return transaction.erase(*token);
}

Result<LdapAccount> create_ldap_account(Transaction& transaction, const NewLdapAccount& wanted) {
  auto& store = transaction.store();
  DRAWBRIDGE_CHECK(check_ldap_name(wanted.name));
  if (wanted.offering_uuid) {
    DRAWBRIDGE_TRY(const auto is_there,
                   exists<domain::Offering>(store, where::equal("uuid", *wanted.offering_uuid)));
    if (!is_there) {
      return fail(ErrorCode::kInvalid, "There is no such offering.", "offering_uuid");
    }
  }
  DRAWBRIDGE_TRY(const auto taken,
                 exists<LdapAccount>(store, where::equal_no_case("name", wanted.name)));
  if (taken) {
    return fail(ErrorCode::kInvalid, "There is a service account " + wanted.name + " already.",
                "name");
  }
  LdapAccount account;
  account.uuid = ordered_uuid(transaction.now());
  account.name = wanted.name;
  account.offering_uuid = wanted.offering_uuid;
  account.secret_digest = wanted.digest;
  DRAWBRIDGE_TRY(account.attributes, check_attribute_names(wanted.attributes));
  DRAWBRIDGE_CHECK(transaction.insert(account));
  return account;
}

Result<LdapAccount> rotate_ldap_account(Transaction& transaction, const Uuid& uuid,
                                        const std::string& digest) {
  DRAWBRIDGE_TRY(const auto before, find_ldap_account(transaction, uuid));
  auto after = before;
  after.previous_secret_digest = std::exchange(after.secret_digest, digest);
  DRAWBRIDGE_CHECK(transaction.update(before, after));
  return after;
}

Result<LdapAccount> retire_ldap_secret(Transaction& transaction, const Uuid& uuid) {
  DRAWBRIDGE_TRY(const auto before, find_ldap_account(transaction, uuid));
  auto after = before;
  after.previous_secret_digest.reset();
  DRAWBRIDGE_CHECK(transaction.update(before, after));
  return after;
}

Result<std::vector<std::string>> check_attribute_names(const std::vector<std::string>& names) {
  std::set<std::string> known;
  for (const auto& name : names) {
    const auto attribute = domain::directory_attribute(name);
    if (attribute.empty()) {
      return fail(ErrorCode::kInvalid, "No entry has an attribute " + shown(name) + ".",
                  "attributes");
    }
    known.emplace(attribute);
  }
  return std::vector<std::string>(known.begin(), known.end());
}

Status delete_ldap_account(Transaction& transaction, const Uuid& uuid) {
  DRAWBRIDGE_TRY(const auto account, find_ldap_account(transaction, uuid));
  return transaction.erase(account);
}

}  // namespace drawbridge::app
