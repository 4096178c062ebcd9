#pragma once

#include <optional>
#include <string>

#include "app/transaction.h"

/// Customers (organisations), their projects and service providers.
namespace drawbridge::app {

struct NewCustomer {
  std::string name, abbreviation;
  std::optional<std::string> slug;
};
Result<domain::Customer> create_customer(Transaction& transaction, const NewCustomer& wanted);

struct NewProject {
  std::string name, description;
  Uuid customer_uuid;
  std::optional<std::string> slug, start_date, end_date;  ///< dates: YYYY-MM-DD
};
/// @return kInvalid with the field at fault
Result<domain::Project> create_project(Transaction& transaction, const NewProject& wanted);
Result<domain::Project> update_project(Transaction& transaction, const Uuid& uuid,
                                       domain::Project after);
/// Removes the project from view; its grants go. kConflict while it has a live resource.
Status delete_project(Transaction& transaction, const Uuid& uuid);

/// The customer's service provider, made if there is none.
Result<domain::ServiceProvider> register_service_provider(Transaction& transaction,
                                                          const Uuid& customer,
                                                          const std::string& description);

}  // namespace drawbridge::app
