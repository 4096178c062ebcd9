#include "http/endpoints/offering_filters.h"

#include <utility>

#include "base/uuid.h"
#include "domain/records.h"
#include "http/body.h"

namespace drawbridge::http {
namespace {

using app::Condition;
namespace where = app::where;

/// Offerings with a resource that is not terminated and matches.
Condition with_live_resource(Condition matching) {
  app::Select select;
  select.kind = std::string(domain::Resource::kKind);
  select.fields = {"offering_uuid"};
  select.where = where::both(
      std::move(matching),
      where::not_(where::equal("state", std::string(to_word(domain::ResourceState::kTerminated)))));
  return where::in_select("uuid", std::move(select));
}

Filter live_resource_of(std::string_view parameter, std::string_view field) {
  return filter::custom(parameter,
                        [field = std::string(field)](std::string_view value) -> Result<Condition> {
                          const auto uuid = Uuid::parse(value);
                          if (!uuid) return fail(ErrorCode::kInvalid, "Enter a valid UUID.");
                          return with_live_resource(where::equal(field, *uuid));
                        });
}

/// A UUID means that object; anything else is looked for in the texts.
Filter query_filter() {
  return filter::custom("query", [](std::string_view value) -> Result<Condition> {
    if (const auto uuid = Uuid::parse(value)) return where::equal("uuid", *uuid);
    const std::string text(value);
    return where::any_of({where::contains("name", text), where::contains("slug", text),
                          where::contains("description", text)});
  });
}

/// Offerings of one project are not kept: what is left is what is shared with all.
Filter project_filter() {
  return filter::custom("project_uuid", [](std::string_view value) -> Result<Condition> {
    if (!Uuid::parse(value)) return fail(ErrorCode::kInvalid, "Enter a valid UUID.");
    return where::is_true("shared");
  });
}

std::vector<std::string> state_words() {
  std::vector<std::string> words;
  for (const auto state : {domain::OfferingState::kDraft, domain::OfferingState::kActive,
                           domain::OfferingState::kPaused, domain::OfferingState::kArchived,
                           domain::OfferingState::kUnavailable}) {
    words.emplace_back(domain::to_word(state));
  }
  return words;
}

}  // namespace

std::vector<Filter> offering_filters() {
  return {
      filter::contains("name", {"name"}),
      filter::exact("name_exact", "name"),
      filter::exact("slug", "slug"),
      filter::contains("description", {"description"}),
      filter::contains("keyword", {"name", "description", "customer_name"}),
      query_filter(),
      filter::reference("customer", "customer_uuid", kCustomerCollections),
      filter::uuid("customer_uuid", "customer_uuid"),
      project_filter(),
      live_resource_of("resource_customer_uuid", "customer_uuid"),
      live_resource_of("resource_project_uuid", "project_uuid"),
      filter::uuid("category_uuid", "category_uuid"),
      filter::choice("state", "state", state_words()),
      filter::exact("type", "type"),
      filter::boolean("shared", "shared"),
      filter::boolean("billable", "billable"),
      filter::boolean("can_create_offering_user", "switch_on"),
      filter::boolean("has_terms_of_service", "has_terms"),
      filter::boolean("has_active_terms_of_service", "has_active_terms"),
      filter::uuid_list("uuid_list", "uuid"),
      filter::since("created", "created"),
      filter::since("modified", "modified"),
  };
}

}  // namespace drawbridge::http
