#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// The kinds that can be read and written: what a query may name, and the SQL it stands for.
namespace drawbridge::store {

/// A table joined to a kind's own for further fields; left out of a query that needs none of them.
struct Join {
  std::string_view alias;
  std::string_view clause;      ///< `LEFT JOIN ... ON <unique key> = ...`: keeps the row count
  std::string_view needs = {};  ///< alias of a join that comes before
};

struct Field {
  std::string expression;
  std::string_view join = {};  ///< alias of the join it reads, if any
  bool is_column = false;      ///< of the record itself: can be written
};

struct View {
  std::string from;
  std::string_view filter = {};  ///< a condition on every row, if any
  std::vector<Join> joins = {};
  std::unordered_map<std::string_view, Field> fields = {};
  std::vector<std::string> key = {};  ///< expressions that tell the rows apart
  bool is_record = true;              ///< has a table of its own: can be written
};

/// The kind's view; none for a kind that does not exist. Records have all their own fields, and:
///
/// - `offering_user`: user_username user_first_name user_last_name user_email user_is_active
///   user_civil_number user_organization; offering_name offering_slug offering_state offering_type
///   offering_customer_uuid offering_plugin_options offering_switch_on; customer_name customer_slug
///   (of the offering's customer)
/// - `ssh_key`: user_username user_is_active
/// - `project`: customer_name customer_slug customer_abbreviation
/// - `offering`: customer_name customer_slug category_title switch_on
/// - `resource`: offering_name offering_slug offering_type offering_state offering_shared
///   offering_customer_uuid provider_name provider_slug (the offering's customer); project_name
///   project_slug; customer_uuid customer_name customer_slug (the project's); category_uuid
///   category_title
/// - `role_grant`: user_username user_first_name user_last_name user_email user_is_active;
///   role_uuid role_is_system; created_by_username created_by_first_name created_by_last_name
/// - `posix_id_pool`: customer_uuid (of the provider or of the offering) offering_name
/// - `offering_user_group`: offering_name offering_customer_uuid
/// - `robot_account`: resource_name resource_state offering_uuid project_uuid customer_uuid (the
///   project's) offering_customer_uuid
/// - `course_account`, `project_service_account`: project_name customer_uuid customer_name
/// - `customer_service_account`, `service_provider`: customer_name customer_slug
/// - `api_token`: user_username user_is_active user_is_staff user_is_support
/// - `ldap_account`: offering_slug offering_name
///
/// `switch_on` is 1 where plugin_options.service_provider_can_create_offering_user is true.
/// Kinds to read only:
///
/// - `project_access` (looked up by the grant's user), a project grant and a resource of its
///   project: grant_uuid user_uuid role_name project_uuid offering_uuid resource_uuid
///   resource_state expiration_time user_is_active
/// - `group_member` (looked up by the group or its offering) and `account_group` (by the account):
///   a project group, a grant on one of its projects and the person's account on its offering:
///   group_uuid group_name gid offering_uuid project_uuid grant_uuid role_name offering_user_uuid
///   user_uuid username state uidnumber primarygroup deleted_at expiration_time user_is_active
/// - `counter`: name value
const View* find_view(std::string_view kind);

/// A list field of a kind whose elements also have a table, for lookups from either end.
struct LinkTable {
  std::string_view kind, field;
  std::string_view table, owner_column, element_column;
  std::string_view element_kind;
};

/// null: the kind has none. A kind has one at most, and a field name one kind.
const LinkTable* find_link_table(std::string_view kind);
const LinkTable* find_link_table_of_field(std::string_view field);

}  // namespace drawbridge::store
