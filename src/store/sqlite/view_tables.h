#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "app/rows.h"
#include "domain/account_records.h"
#include "domain/checklist_records.h"
#include "domain/entry_stamp.h"
#include "domain/records.h"
#include "store/sqlite/views.h"

/// How the views are put together; for the files that hold them alone.
namespace drawbridge::store {

/// A field beyond the record: its name, the join it reads, and the expression.
struct Further {
  std::string_view name;
  std::string_view join;
  std::string_view expression;
};

using Views = std::unordered_map<std::string_view, View>;

template <class R>
void add_record(Views& views, std::vector<Join> joins = {}, const std::vector<Further>& more = {}) {
  View view;
  view.from = fmt::format("\"{}\" AS t", R::kKind);
  view.joins = std::move(joins);
  view.key = {"t.\"uuid\""};
  for (const auto name : app::field_names<R>()) {
    view.fields.emplace(name, Field{fmt::format("t.\"{}\"", name), {}, true});
  }
  for (const auto& further : more) {
    view.fields.emplace(further.name, Field{std::string(further.expression), further.join});
  }
  views.emplace(R::kKind, std::move(view));
}

inline constexpr Join kPerson{"person",
                              "LEFT JOIN \"user\" AS person ON person.uuid = t.user_uuid"};
inline constexpr Join kOffering{
    "offering", "LEFT JOIN offering AS offering ON offering.uuid = t.offering_uuid"};
inline constexpr Join kCustomer{
    "customer", "LEFT JOIN customer AS customer ON customer.uuid = t.customer_uuid"};
inline constexpr Join kProject{"project",
                               "LEFT JOIN project AS project ON project.uuid = t.project_uuid"};
inline constexpr Join kProjectCustomer{
    "customer", "LEFT JOIN customer AS customer ON customer.uuid = project.customer_uuid",
    "project"};
inline constexpr Join kProvider{
    "provider", "LEFT JOIN customer AS provider ON provider.uuid = offering.customer_uuid",
    "offering"};

inline std::vector<Further> customer_fields() {
  return {{"customer_name", "customer", "customer.name"},
          {"customer_slug", "customer", "customer.slug"}};
}

inline std::vector<Further> project_fields() {
  return {{"project_name", "project", "project.name"},
          {"customer_uuid", "project", "project.customer_uuid"},
          {"customer_name", "customer", "customer.name"}};
}

void add_people_and_scopes(Views& views);
void add_offerings_and_resources(Views& views);
void add_terms_and_checklists(Views& views);
void add_accounts(Views& views);
void add_numbers_and_credentials(Views& views);
void add_events(Views& views);
/// Kinds to read only: who has access to what, who is in which group.
void add_access(Views& views);

}  // namespace drawbridge::store
