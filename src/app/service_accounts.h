#pragma once

#include <optional>
#include <string>
#include <utility>

#include "app/transaction.h"
#include "domain/robot_and_service_account_records.h"

/// Service accounts of projects and organisations: they have an API key, no numbers, and are never
/// served to nodes.
namespace drawbridge::app {

/// What can be written of a service account; none: stays.
struct ServiceAccountChange {
  std::optional<std::string> username, email, preferred_identifier, description;
};

/// An API key, which is shown once.
struct ApiKey {
  std::string digest;                   ///< SHA-256, 64 hex digits (crypto/token.h)
  std::optional<Timestamp> expires_at;  ///< none: never
};

/// Without a username the preferred identifier is taken, else one is made up.
/// @return kInvalid: the project is not there or removed (`project`), or has as many service
///         accounts as it may have
Result<domain::ProjectServiceAccount> create_project_service_account(
    Transaction& transaction, const Uuid& project, const ServiceAccountChange& wanted,
    const ApiKey& key);
/// @return as create_project_service_account, for the organisation (`customer`)
Result<domain::CustomerServiceAccount> create_customer_service_account(
    Transaction& transaction, const Uuid& customer, const ServiceAccountChange& wanted,
    const ApiKey& key);

/// R: domain::ProjectServiceAccount or domain::CustomerServiceAccount.
/// @return kNotFound; kConflict with the states it may have when the account is Closed
template <class R>
Result<R> change_service_account(Transaction& transaction, const Uuid& account,
                                 const ServiceAccountChange& change);
/// The old key is worth nothing from here on. An erred account is OK again.
template <class R>
Result<R> rotate_service_account_key(Transaction& transaction, const Uuid& account,
                                     const ApiKey& key);
/// The row stays, Closed and without a key.
template <class R>
Status close_service_account(Transaction& transaction, const Uuid& account);

}  // namespace drawbridge::app
