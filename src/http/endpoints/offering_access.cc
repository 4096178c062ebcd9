#include "http/endpoints/offering_access.h"

#include <utility>

#include "app/records.h"
#include "http/error_map.h"

namespace drawbridge::http {
namespace {

using domain::Offering;

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

}  // namespace drawbridge::http
