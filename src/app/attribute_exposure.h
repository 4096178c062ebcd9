#pragma once

#include <map>
#include <string>
#include <string_view>

#include "app/principal.h"
#include "app/records.h"
#include "app/rules.h"
#include "app/transaction.h"

/// Which attributes of people an offering shows to its provider, whether people filled them in,
/// and which accounts exist for whom once consent and completeness are enforced (Waldur's
/// OfferingUserAttributeConfig). LDAP and GLauth do not depend on it.
namespace drawbridge::app {

/// Sorted names of domain/user_attributes.h: the offering's choice, else the installation's.
Result<domain::StringList> exposed_attributes(StoreReader& store, const Rules& rules,
                                              const Uuid& offering);
/// The same from an offering user's view field `exposed_fields`.
domain::StringList exposed_attributes(const Rules& rules, const std::optional<std::string>& chosen);

/// Sets the given switches of an offering's choice; the others stay, or, for a first choice, are
/// as in domain::kInitiallyExposed.
Result<domain::OfferingUserAttributeConfig> set_exposed_attributes(
    Transaction& transaction, const Uuid& offering, const std::map<std::string, bool>& switches);

/// The view fields of an offering user that hold an attribute: two for full_name.
std::vector<std::string> attribute_fields(std::string_view attribute);

// Conditions on offering users.

/// Whether the offering shows the attribute.
Condition is_exposed(const Rules& rules, std::string_view attribute);
/// Whether the person filled in every attribute that the offering shows.
Condition has_complete_profile(const Rules& rules);
/// Whether there are active terms, and a consent to them that counts at `now`.
Condition has_consent(Timestamp now);
Condition has_active_terms();

/// visible_offering_users, without those that enforced consent or completeness hides: from
/// everybody but themselves, staff and support.
Condition shown_offering_users(const Principal& principal, const Rules& rules, Timestamp now);

}  // namespace drawbridge::app
