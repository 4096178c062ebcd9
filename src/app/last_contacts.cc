#include "app/last_contacts.h"

#include <utility>

#include "base/ordered_uuid.h"

namespace drawbridge::app {
namespace {

using domain::IntegrationStatus;

constexpr std::size_t kServiceNameMax = 200;

/// What of a client's word for itself can be kept and shown anywhere.
std::string printable(std::string_view text) {
  std::string kept;
  for (const char c : text.substr(0, kServiceNameMax)) {
    if (c >= ' ' && c <= '~') kept += c;
  }
  return kept;
}

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

void LastContacts::note_integration(const Uuid& offering, std::string_view agent_type,
                                    std::string_view service_name, Timestamp now) {
  Integration integration{now, printable(service_name)};
  noted_.with([&](Noted& noted) {
    noted.integrations[{offering, std::string(agent_type)}] = std::move(integration);
  });
}

Status LastContacts::store_integrations(Transaction& transaction, const Noted& noted) {
  for (const auto& [key, integration] : noted.integrations) {
    auto& store = transaction.store();
    DRAWBRIDGE_TRY(const bool is_there,
                   exists<domain::Offering>(store, where::equal("uuid", key.first)));
    if (!is_there) continue;
    DRAWBRIDGE_TRY(auto status, find_where<IntegrationStatus>(
                                    store, where::both(where::equal("offering_uuid", key.first),
                                                       where::equal("agent_type", key.second))));
    const bool is_new = !status;
    if (is_new) {
      status.emplace();
      status->uuid = ordered_uuid(transaction.now());
      status->offering_uuid = key.first;
      status->agent_type = key.second;
    }
    status->last_request_timestamp = integration.moment;
    status->service_name = integration.service_name;
    DRAWBRIDGE_CHECK(is_new ? transaction.insert_silently(*status)
                            : transaction.update_silently(*status));
  }
  return {};
}

Status LastContacts::store(Writer& writer) {
  auto noted = noted_.with([](Noted& current) { return std::exchange(current, {}); });
  if (noted.tokens.empty() && noted.ldap_accounts.empty() && noted.integrations.empty()) return {};
  return writer.run({std::nullopt, "background", {}}, [&](Transaction& transaction) -> Status {
    DRAWBRIDGE_CHECK(store_moments<domain::ApiToken>(transaction, noted.tokens));
    DRAWBRIDGE_CHECK(store_moments<domain::LdapAccount>(transaction, noted.ldap_accounts));
    return store_integrations(transaction, noted);
  });
}

}  // namespace drawbridge::app
