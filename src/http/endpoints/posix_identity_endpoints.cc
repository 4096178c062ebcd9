#include "http/endpoints/posix_identity_endpoints.h"

#include <array>
#include <charconv>
#include <string>
#include <utility>

#include "app/authority.h"
#include "app/numbers.h"
#include "app/records.h"
#include "domain/account_records.h"
#include "http/body.h"
#include "http/error_map.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {
namespace {

using app::Transaction;
using domain::PosixIdentity;
namespace where = app::where;

constexpr std::string_view kIdentities = "/api/marketplace-posix-identities/";
constexpr std::string_view kNumbers = "/api/posix-numbers/";
constexpr std::array<std::string_view, 2> kNamespaces = {"uid", "gid"};

Filter released_filter() {
  return filter::boolean("is_released", where::not_(where::is_null("released_at")),
                         where::is_null("released_at"));
}

// Identities: what pools gave away

Status represent_identity(const Call& call, ObjectWriter& out, const PosixIdentity& identity,
                          const ExtraFields& extra) {
  out.field("url", call.url("marketplace-posix-identities", identity.uuid))
      .field("uuid", identity.uuid)
      .field("created", identity.issued_at)
      .field_unless_null("pool_uuid", identity.pool_uuid)
      .field_unless_null("offering_uuid", identity.offering_uuid)
      .field("offering_name", extra.text("offering_name"))
      .field("consumer_type", identity.holder_kind)
      .field("consumer_name", extra.maybe_text("holder_name"))
      .field("uid", extra.maybe_number("uid"))
      .field("gid", extra.maybe_number("gid"))
      .field("released_at", identity.released_at)
      .field("recyclable", identity.is_recyclable);
  return {};
}

const Collection<PosixIdentity>& identity_collection() {
  static const Collection<PosixIdentity> collection = {
      .extra = {"offering_name", "holder_name", "uid", "gid"},
      .filters = {filter::uuid("pool_uuid", "pool_uuid"),
                  filter::uuid("offering_uuid", "offering_uuid"), released_filter()},
      .orderings = {{"created", "issued_at"}},
      .default_order = {{"issued_at", false}, {"uuid", false}},
      .represent = represent_identity,
  };
  return collection;
}

app::Condition visible_identities(const Call& call) {
  auto leading =
      where::both(where::not_(where::is_null("pool_uuid")), where::is_true("is_leading"));
  if (call.principal().reads_all()) return leading;
  app::Select pools;
  pools.kind = std::string(domain::PosixIdPool::kKind);
  pools.fields = {"uuid"};
  pools.where = app::visible_pools(call.principal());
  return where::both(std::move(leading), where::in_select("pool_uuid", std::move(pools)));
}

// Numbers: every one ever issued

Status represent_number(const Call& call, ObjectWriter& out, const PosixIdentity& number,
                        const ExtraFields& extra) {
  out.field("url", call.url("posix-numbers", number.uuid))
      .field("uuid", number.uuid)
      .field("namespace", number.name_space)
      .field("value", number.value)
      .field("holder_kind", number.holder_kind)
      .field("holder_uuid", number.holder_uuid)
      .field("holder_name", extra.maybe_text("holder_name"))
      .field("offering_uuid", number.offering_uuid)
      .field("pool_uuid", number.pool_uuid)
      .field("issued_at", number.issued_at)
      .field("released_at", number.released_at)
      .field("is_recyclable", number.is_recyclable);
  return {};
}

Filter value_filter() {
  return filter::custom("value", [](std::string_view text) -> Result<app::Condition> {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) {
      return fail(ErrorCode::kInvalid, "Enter a number.");
    }
    return where::equal("value", value);
  });
}

const Collection<PosixIdentity>& number_collection() {
  static const Collection<PosixIdentity> collection = {
      .extra = {"holder_name"},
      .filters = {filter::choice("namespace", "namespace", {"uid", "gid"}), value_filter(),
                  filter::uuid("holder_uuid", "holder_uuid"),
                  filter::uuid("offering_uuid", "offering_uuid"),
                  filter::uuid("pool_uuid", "pool_uuid"), released_filter(),
                  filter::boolean("is_recyclable", "is_recyclable")},
      .orderings = {{"value", "value"}, {"issued_at", "issued_at"}},
      .default_order = {{"namespace", false}, {"value", false}},
      .represent = represent_number,
  };
  return collection;
}

app::Condition visible_numbers(const Call& call) {
  return call.principal().reads_all() ? where::all() : where::nothing();
}

/// The row of the path, when the caller may see it (else 404) and release numbers (else 403).
Result<PosixIdentity> releasable(const Call& call, app::Condition visible) {
  DRAWBRIDGE_TRY(auto row, app::find_where<PosixIdentity>(
                               call.store(),
                               where::both(where::equal("uuid", call.uuid()), std::move(visible))));
  if (!row) return not_found();
  DRAWBRIDGE_CHECK(app::require(call.principal(), domain::Operation::kReleaseNumbers));
  return std::move(*row);
}

/// What the operator says is to be given free.
struct NamedNumber {
  std::string name_space;
  std::int64_t value = 0;
};

Result<NamedNumber> read_number(const Call& call) {
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  NamedNumber named;
  DRAWBRIDGE_TRY(named.name_space, json::required_choice(body, "namespace", kNamespaces));
  DRAWBRIDGE_TRY(named.value, json::required_integer(body, "value"));
  return named;
}

/// Both the path and the body name the number, so that no slip gives away another.
Result<Response> release(const Call& call, const Uuid& uuid, const NamedNumber& named) {
  DRAWBRIDGE_TRY(const auto number, call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::release_number(transaction, uuid, named.name_space, named.value);
  }));
  return show(call, number_collection(), number.uuid);
}

Result<Response> release_of_number(const Call& call) {
  DRAWBRIDGE_TRY(const auto row, releasable(call, visible_numbers(call)));
  DRAWBRIDGE_TRY(const auto named, read_number(call));
  return release(call, row.uuid, named);
}

/// An identity shows its holder's uid and gid of one pool: the body says which of them.
Result<Response> release_of_identity(const Call& call) {
  DRAWBRIDGE_TRY(const auto row, releasable(call, visible_identities(call)));
  DRAWBRIDGE_TRY(const auto named, read_number(call));
  if (named.name_space == row.name_space || !row.holder_uuid || !row.pool_uuid) {
    return release(call, row.uuid, named);
  }
  DRAWBRIDGE_TRY(const auto other,
                 app::find_where<PosixIdentity>(
                     call.store(), where::all_of({where::equal("holder_uuid", *row.holder_uuid),
                                                  where::equal("holder_kind", row.holder_kind),
                                                  where::equal("pool_uuid", *row.pool_uuid),
                                                  where::equal("namespace", named.name_space),
                                                  where::equal("value", named.value)})));
  if (!other) {
    return fail(ErrorCode::kInvalid, "This identity has no such number.", "value");
  }
  return release(call, other->uuid, named);
}

}  // namespace

void add_posix_identity_routes(Router& router) {
  const std::string identity = std::string(kIdentities) + "{uuid}/";
  const std::string number = std::string(kNumbers) + "{uuid}/";
  router.get(kIdentities, [](const Call& call) {
    return list(call, identity_collection(), visible_identities(call));
  });
  router.get(identity, [](const Call& call) {
    return retrieve(call, identity_collection(), call.uuid(), visible_identities(call));
  });
  router.post(identity + "release/", release_of_identity);
  router.get(kNumbers, [](const Call& call) {
    return list(call, number_collection(), visible_numbers(call));
  });
  router.get(number, [](const Call& call) {
    return retrieve(call, number_collection(), call.uuid(), visible_numbers(call));
  });
  router.post(number + "release/", release_of_number);
}

}  // namespace drawbridge::http
