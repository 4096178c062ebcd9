#include "http/openapi/tables.h"

namespace drawbridge::http {

std::vector<Table> all_tables() {
  return {people_table(),        organisation_table(),    provider_table(), offering_table(),
          offering_rule_table(), resource_table(),        account_table(),  group_and_robot_table(),
          posix_table(),         service_account_table(), system_table()};
}

}  // namespace drawbridge::http
