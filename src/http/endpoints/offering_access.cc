#include "http/endpoints/offering_access.h"

#include <utility>

#include "app/attribute_exposure.h"
#include "app/records.h"
#include "http/error_map.h"

namespace drawbridge::http {

using domain::Offering;
using domain::OfferingUser;

namespace {

Result<Offering> find_offering(const Call& call, const Uuid& uuid, app::Condition visible) {
  DRAWBRIDGE_TRY(auto offering, app::find_where<Offering>(
                                    call.store(), app::where::both(app::where::equal("uuid", uuid),
                                                                   std::move(visible))));
  if (!offering) return not_found();
  return std::move(*offering);
}

}  // namespace

app::Scope scope_of(const Offering& offering) {
  return {offering.customer_uuid, offering.uuid, std::nullopt};
}

Result<Offering> visible_offering(const Call& call, const Uuid& uuid) {
  return find_offering(call, uuid, app::visible_offerings(call.principal()));
}

Result<Offering> provider_offering(const Call& call, const Uuid& uuid) {
  return find_offering(call, uuid, app::provider_offerings(call.principal()));
}

Result<Offering> permitted_offering(const Call& call, const Uuid& uuid,
                                    domain::Operation operation) {
  DRAWBRIDGE_TRY(auto offering, visible_offering(call, uuid));
  DRAWBRIDGE_CHECK(app::require(call.principal(), operation, scope_of(offering)));
  return offering;
}

Result<OfferingUser> shown_account(const Call& call) {
  DRAWBRIDGE_TRY(auto account,
                 app::find_where<OfferingUser>(
                     call.store(),
                     app::where::both(app::where::equal("uuid", call.uuid()),
                                      app::shown_offering_users(
                                          call.principal(), *call.services().rules, call.now()))));
  if (!account) return not_found();
  return std::move(*account);
}

Result<OfferingUser> managed_account(const Call& call) {
  DRAWBRIDGE_TRY(auto account, shown_account(call));
  DRAWBRIDGE_TRY(const auto offering, app::find<Offering>(call.store(), account.offering_uuid));
  if (!offering) return not_found();
  DRAWBRIDGE_CHECK(
      app::require(call.principal(), domain::Operation::kManageOfferingUsers, scope_of(*offering)));
  return account;
}

}  // namespace drawbridge::http
