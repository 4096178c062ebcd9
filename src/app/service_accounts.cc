#include "app/service_accounts.h"

namespace drawbridge::app {
namespace {

using domain::CustomerServiceAccount;
using domain::ProjectServiceAccount;
using domain::ServiceAccountFields;

constexpr const char* kOk = "OK";
constexpr const char* kClosed = "Closed";
constexpr std::size_t kUsernameMax = 32;
constexpr std::size_t kMadeUpDigits = 8;

void put(ServiceAccountFields& account, const ServiceAccountChange& change) {
  if (change.username) account.username = *change.username;
  if (change.email) account.email = *change.email;
  if (change.preferred_identifier) account.preferred_identifier = *change.preferred_identifier;
  if (change.description) account.description = *change.description;
}

void put(ServiceAccountFields& account, const ApiKey& key) {
  account.token_digest = key.digest;
  account.expires_at = key.expires_at;
}

template <class R>
Result<std::int64_t> count_open(StoreReader& store, std::string_view scope_field,
                                const Uuid& scope) {
  Select select;
  select.kind = std::string(R::kKind);
  select.fields = {"uuid"};
  select.where = where::both(where::equal(scope_field, scope),
                             where::not_(where::equal("state", std::string(kClosed))));
  return store.count(select);
}

template <class R>
Status check_limit(StoreReader& store, std::string_view scope_field, const Uuid& scope,
                   const std::optional<std::int64_t>& most, const char* word) {
  if (!most) return {};
  DRAWBRIDGE_TRY(const auto open, count_open<R>(store, scope_field, scope));
  if (open < *most) return {};
  return fail(ErrorCode::kInvalid,
              std::string("Maximum number of service accounts reached for this ") + word,
              "non_field_errors");
}

template <class R>
Result<R> make(Transaction& transaction, R account, const ServiceAccountChange& wanted,
               const ApiKey& key) {
  account.uuid = Uuid::random();  // its first digits may be the username
  put(account, wanted);
  put(account, key);
  if (account.username.empty()) {
    account.username = account.preferred_identifier.empty()
                           ? "svc_" + account.uuid.hex().substr(0, kMadeUpDigits)
                           : account.preferred_identifier.substr(0, kUsernameMax);
  }
  DRAWBRIDGE_CHECK(transaction.insert(account));
  return account;
}

template <class R>
Result<R> find_open(Transaction& transaction, const Uuid& uuid) {
  DRAWBRIDGE_TRY(auto account, find<R>(transaction.store(), uuid));
  if (!account) return fail(ErrorCode::kNotFound, "Not found.");
  if (account->state == kClosed) {
    return fail(ErrorCode::kConflict, "Valid states for operation: Erred, OK.");
  }
  return std::move(*account);
}

}  // namespace

Result<ProjectServiceAccount> create_project_service_account(Transaction& transaction,
                                                             const Uuid& project,
                                                             const ServiceAccountChange& wanted,
                                                             const ApiKey& key) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto found, find<domain::Project>(store, project));
  if (!found || found->is_removed) {
    return fail(ErrorCode::kInvalid, "Object does not exist.", "project");
  }
  DRAWBRIDGE_CHECK(check_limit<ProjectServiceAccount>(store, "project_uuid", project,
                                                      found->max_service_accounts, "project"));
  ProjectServiceAccount account;
  account.project_uuid = project;
  return make(transaction, std::move(account), wanted, key);
}

Result<CustomerServiceAccount> create_customer_service_account(Transaction& transaction,
                                                               const Uuid& customer,
                                                               const ServiceAccountChange& wanted,
                                                               const ApiKey& key) {
  auto& store = transaction.store();
  DRAWBRIDGE_TRY(const auto found, find<domain::Customer>(store, customer));
  if (!found) return fail(ErrorCode::kInvalid, "Object does not exist.", "customer");
  DRAWBRIDGE_CHECK(check_limit<CustomerServiceAccount>(store, "customer_uuid", customer,
                                                       found->max_service_accounts, "customer"));
  CustomerServiceAccount account;
  account.customer_uuid = customer;
  return make(transaction, std::move(account), wanted, key);
}

template <class R>
Result<R> change_service_account(Transaction& transaction, const Uuid& account,
                                 const ServiceAccountChange& change) {
  DRAWBRIDGE_TRY(const auto before, find_open<R>(transaction, account));
  auto after = before;
  put(after, change);
  if (after.username.empty()) after.username = before.username;
  DRAWBRIDGE_CHECK(transaction.update(before, after));
  return after;
}

template <class R>
Result<R> rotate_service_account_key(Transaction& transaction, const Uuid& account,
                                     const ApiKey& key) {
  DRAWBRIDGE_TRY(const auto before, find_open<R>(transaction, account));
  auto after = before;
  put(after, key);
  after.state = kOk;
  after.error_message.clear();
  after.error_traceback.clear();
  DRAWBRIDGE_CHECK(transaction.update(before, after));
  return after;
}

template <class R>
Status close_service_account(Transaction& transaction, const Uuid& account) {
  DRAWBRIDGE_TRY(const auto before, find_open<R>(transaction, account));
  auto after = before;
  after.state = kClosed;
  put(after, ApiKey{});
  return transaction.update(before, after);
}

template Result<ProjectServiceAccount> change_service_account(Transaction&, const Uuid&,
                                                              const ServiceAccountChange&);
template Result<CustomerServiceAccount> change_service_account(Transaction&, const Uuid&,
                                                               const ServiceAccountChange&);
template Result<ProjectServiceAccount> rotate_service_account_key(Transaction&, const Uuid&,
                                                                  const ApiKey&);
template Result<CustomerServiceAccount> rotate_service_account_key(Transaction&, const Uuid&,
                                                                   const ApiKey&);
template Status close_service_account<ProjectServiceAccount>(Transaction&, const Uuid&);
template Status close_service_account<CustomerServiceAccount>(Transaction&, const Uuid&);

}  // namespace drawbridge::app
