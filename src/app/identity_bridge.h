#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "app/rules.h"
#include "app/transaction.h"

/// Identities that a source (an identity provider, a federation's directory) pushes in. A user
/// lives as long as one source vouches for it.
namespace drawbridge::app {

/// The fields of a user that a source may set.
inline constexpr std::array<std::string_view, 24> kBridgeFields = {
    "first_name",
    "last_name",
    "email",
    "organization",
    "affiliations",
    "civil_number",
    "phone_number",
    "identity_source",
    "gender",
    "personal_title",
    "birth_date",
    "place_of_birth",
    "address",
    "country_of_residence",
    "nationality",
    "nationalities",
    "organization_country",
    "organization_type",
    "organization_registry_code",
    "organization_vat_code",
    "organization_address",
    "eduperson_assurance",
    "uid_number",
    "primary_gid",
};

struct PushedIdentity {
  std::string username, source;
  domain::User given;            ///< holds the values of `fields`
  std::set<std::string> fields;  ///< of kBridgeFields; the others stay
};

struct PushOutcome {
  Uuid uuid;
  bool is_new = false;
  std::vector<std::string> updated_fields;
};

/// Makes or updates the user of that name and notes that the source vouches for it. A user that the
/// withdrawal of the last source had deactivated is active again; one that staff deactivated is
/// not.
/// @param managed  the sources of the manager who pushes: a user that is there already must be of
///                 one of them, and neither staff nor a manager. None: staff pushes, and may adopt
///                 anybody.
/// @return kInvalid with the field; kForbidden for a user that the manager may not touch
Result<PushOutcome> push_identity(Transaction& transaction, const Rules& rules,
                                  const PushedIdentity& identity,
                                  const std::optional<domain::StringList>& managed);

struct RemoveOutcome {
  Uuid uuid;
  bool is_deactivated = false;  ///< the last source has gone
};

/// The source vouches for the user no longer; with the last one the user is deactivated.
/// @param managed  as in push_identity
/// @return kNotFound without such a user, or, for a manager, without one whom the source vouches
///         for; kForbidden as in push_identity
Result<RemoveOutcome> remove_identity(Transaction& transaction, const std::string& username,
                                      const std::string& source,
                                      const std::optional<domain::StringList>& managed);

struct SourceStatistics {
  std::int64_t users = 0, stale_users = 0;
  std::optional<Timestamp> oldest_sync;  ///< of the user that was pushed longest ago
};

struct BridgeStatistics {
  std::int64_t users = 0, active_users = 0;
  std::map<std::string, SourceStatistics> sources;
};

/// A user is stale whom the source has not pushed for so long.
inline constexpr std::int64_t kStaleAfterDays = 30;

/// @param sources  only users of these; empty: of any
Result<BridgeStatistics> bridge_statistics(StoreReader& store, const domain::StringList& sources,
                                           Timestamp now);

}  // namespace drawbridge::app
