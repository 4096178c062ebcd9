#include "app/last_contacts.h"

#include <utility>

namespace drawbridge::app {
namespace {

template <class R>
Status store_moments(Transaction& transaction, const std::map<Uuid, Timestamp>& moments) {
  for (const auto& [uuid, moment] : moments) {
    DRAWBRIDGE_TRY(auto record, find<R>(transaction.store(), uuid));
    if (!record) continue;
    record->last_used = moment;
    DRAWBRIDGE_CHECK(transaction.update_silently(*record));
  }
  return {};
}

}  // namespace

Status LastContacts::store(Writer& writer) {
  auto noted = noted_.with([](Noted& current) { return std::exchange(current, {}); });
  if (noted.tokens.empty() && noted.ldap_accounts.empty()) return {};
  return writer.run({std::nullopt, "background", {}}, [&](Transaction& transaction) -> Status {
    DRAWBRIDGE_CHECK(store_moments<domain::ApiToken>(transaction, noted.tokens));
    return store_moments<domain::LdapAccount>(transaction, noted.ldap_accounts);
  });
}

}  // namespace drawbridge::app
