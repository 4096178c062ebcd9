#pragma once

#include "app/transaction.h"

/// Customers (organisations), their projects and service providers.
namespace drawbridge::app {

/// Makes an organisation of what the caller set; uuid, slug (unless set) and times are filled in.
/// @return kInvalid with the field at fault
Result<domain::Customer> create_customer(Transaction& transaction, domain::Customer wanted);
Result<domain::Customer> update_customer(Transaction& transaction, const Uuid& uuid,
                                         domain::Customer after);

/// As create_customer.
/// @return kInvalid with the field at fault
Result<domain::Project> create_project(Transaction& transaction, domain::Project wanted);
Result<domain::Project> update_project(Transaction& transaction, const Uuid& uuid,
                                       domain::Project after);
/// Removes the project from view; its grants go. kConflict while it has a live resource.
Status delete_project(Transaction& transaction, const Uuid& uuid);

/// The customer's service provider, made of `wanted` if there is none, with a secret code.
Result<domain::ServiceProvider> register_service_provider(Transaction& transaction,
                                                          domain::ServiceProvider wanted);
/// @return kNotFound
Result<domain::ServiceProvider> update_service_provider(Transaction& transaction,
                                                        const domain::ServiceProvider& after);
/// Its grants go with it.
/// @return kInvalid with Waldur's text while it has an offering that is not Archived
Status delete_service_provider(Transaction& transaction, const Uuid& uuid);
/// A fresh secret code for signed reports: 16 characters that cannot be taken for one another.
Result<domain::ServiceProvider> renew_api_secret_code(Transaction& transaction, const Uuid& uuid);

}  // namespace drawbridge::app
