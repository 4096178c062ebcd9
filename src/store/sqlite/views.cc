#include "store/sqlite/views.h"

#include <utility>

#include "store/sqlite/view_tables.h"

namespace drawbridge::store {
namespace {

/// Counters are written by StoreTransaction::set_counter; any reader may look at them.
void add_counters(Views& views) {
  View view;
  view.from = "counter AS t";
  view.key = {"t.name"};
  view.is_record = false;
  view.fields.emplace("name", Field{"t.name", {}});
  view.fields.emplace("value", Field{"t.value", {}});
  views.emplace("counter", std::move(view));
}

Views make_views() {
  Views views;
  add_people_and_scopes(views);
  add_offerings_and_resources(views);
  add_accounts(views);
  add_terms_and_checklists(views);
  add_numbers_and_credentials(views);
  add_events(views);
  add_access(views);
  add_counters(views);
  return views;
}

}  // namespace

/// Lists whose elements have a table of their own.
constexpr LinkTable kLinkTables[] = {
    {domain::OfferingUserGroup::kKind, "project_uuids", "offering_user_group_project", "group_uuid",
     "project_uuid", "project"},
    {domain::RobotAccount::kKind, "users", "robot_account_user", "robot_account_uuid", "user_uuid",
     "user"},
};

const LinkTable* find_link_table(std::string_view kind) {
  for (const auto& table : kLinkTables) {
    if (table.kind == kind) return &table;
  }
  return nullptr;
}

const LinkTable* find_link_table_of_field(std::string_view field) {
  for (const auto& table : kLinkTables) {
    if (table.field == field) return &table;
  }
  return nullptr;
}

const View* find_view(std::string_view kind) {
  static const Views views = make_views();
  const auto found = views.find(kind);
  return found == views.end() ? nullptr : &found->second;
}

}  // namespace drawbridge::store
