#include "daemon/command_support.h"

#include <string>
#include <utility>

namespace drawbridge::daemon {

app::Actor command_line_actor() { return {std::nullopt, "command line", {}}; }

Result<domain::Offering> find_offering(app::StoreReader& store, std::string_view slug_or_uuid) {
  using app::where::equal;
  DRAWBRIDGE_TRY(auto by_slug,
                 app::find_where<domain::Offering>(
                     store, app::where::equal_no_case("slug", std::string(slug_or_uuid))));
  if (by_slug) return std::move(*by_slug);
  if (const auto uuid = Uuid::parse(slug_or_uuid)) {
    DRAWBRIDGE_TRY(auto by_uuid, app::find<domain::Offering>(store, *uuid));
    if (by_uuid) return std::move(*by_uuid);
  }
  return fail(ErrorCode::kNotFound,
              "There is no offering with the slug or uuid " + std::string(slug_or_uuid) + ".");
}

Result<domain::LdapAccount> find_ldap_account(app::StoreReader& store, const std::string& name) {
  DRAWBRIDGE_TRY(auto found, app::find_where<domain::LdapAccount>(
                                 store, app::where::equal_no_case("name", name)));
  if (!found) {
    return fail(ErrorCode::kNotFound,
                "There is no service account " + name + "; see `drawbridge ldap-account list`.");
  }
  return std::move(*found);
}

}  // namespace drawbridge::daemon
