#include "app/attribute_exposure.h"

#include <algorithm>
#include <set>
#include <utility>

#include "app/authority.h"
#include "base/ordered_uuid.h"
#include "domain/user_attributes.h"

namespace drawbridge::app {
namespace {

using domain::OfferingUserAttributeConfig;
using domain::StringList;

/// Nothing was filled in: lists are stored as JSON.
Condition is_blank(const std::string& field) {
  return where::any_of({where::is_null(field), where::equal(field, std::string()),
                        where::equal(field, std::string("[]"))});
}

Condition is_attribute_blank(std::string_view attribute) {
  std::vector<Condition> parts;
  for (const auto& field : attribute_fields(attribute)) parts.push_back(is_blank(field));
  return where::all_of(std::move(parts));
}

Result<std::optional<OfferingUserAttributeConfig>> find_choice(StoreReader& store,
                                                               const Uuid& offering) {
  return find_where<OfferingUserAttributeConfig>(store, where::equal("offering_uuid", offering));
}

}  // namespace

Result<StringList> exposed_attributes(StoreReader& store, const Rules& rules,
                                      const Uuid& offering) {
  DRAWBRIDGE_TRY(auto choice, find_choice(store, offering));
  return choice ? std::move(choice->exposed_fields) : rules.default_exposed_attributes;
}

StringList exposed_attributes(const Rules& rules, const std::optional<std::string>& chosen) {
  if (!chosen) return rules.default_exposed_attributes;
  StringList attributes;
  text_to_list(*chosen, attributes);
  return attributes;
}

Result<OfferingUserAttributeConfig> set_exposed_attributes(
    Transaction& transaction, const Uuid& offering, const std::map<std::string, bool>& switches) {
  DRAWBRIDGE_TRY(const auto before, find_choice(transaction.store(), offering));
  std::set<std::string> chosen;
  if (before) {
    chosen.insert(before->exposed_fields.begin(), before->exposed_fields.end());
  } else {
    chosen.insert(domain::kInitiallyExposed.begin(), domain::kInitiallyExposed.end());
  }
  for (const auto& [attribute, is_shown] : switches) {
    if (is_shown) {
      chosen.insert(attribute);
    } else {
      chosen.erase(attribute);
    }
  }
  auto after = before.value_or(OfferingUserAttributeConfig());
  after.exposed_fields.assign(chosen.begin(), chosen.end());
  if (before) {
    DRAWBRIDGE_CHECK(transaction.update(*before, after));
    return after;
  }
  after.uuid = ordered_uuid(transaction.now());
  after.offering_uuid = offering;
  DRAWBRIDGE_CHECK(transaction.insert(after));
  return after;
}

std::vector<std::string> attribute_fields(std::string_view attribute) {
  if (attribute == "full_name") return {"user_first_name", "user_last_name"};
  return {"user_" + std::string(attribute)};
}

Condition is_exposed(const Rules& rules, std::string_view attribute) {
  const auto& standard = rules.default_exposed_attributes;
  const bool is_standard = std::find(standard.begin(), standard.end(), attribute) != standard.end();
  auto chosen = where::holds("exposed_fields", std::string(attribute));
  if (!is_standard) return chosen;
  return where::any_of({where::is_null("exposed_fields"), std::move(chosen)});
}

Condition has_complete_profile(const Rules& rules) {
  std::vector<Condition> standard = {where::is_null("exposed_fields")};
  for (const auto& attribute : rules.default_exposed_attributes) {
    standard.push_back(where::not_(is_attribute_blank(attribute)));
  }
  return where::any_of(
      {where::all_of(std::move(standard)),
       where::both(where::not_(where::is_null("exposed_fields")), where::is_false("profile_gap"))});
}

Condition has_consent(Timestamp now) {
  return where::compare(Condition::Operator::kGreater, "consent_until", now.microseconds);
}

Condition has_active_terms() { return where::not_(where::is_null("terms_uuid")); }

Condition shown_offering_users(const Principal& principal, const Rules& rules, Timestamp now) {
  auto visible = visible_offering_users(principal);
  if (principal.reads_all()) return visible;
  std::vector<Condition> gates;
  if (rules.views.enforce_user_consent) {
    gates.push_back(where::any_of({where::is_null("terms_uuid"), has_consent(now)}));
  }
  if (rules.enforce_profile_completeness) gates.push_back(has_complete_profile(rules));
  if (gates.empty()) return visible;
  return where::both(std::move(visible),
                     where::any_of({where::equal("user_uuid", principal.user.uuid),
                                    where::all_of(std::move(gates))}));
}

}  // namespace drawbridge::app
