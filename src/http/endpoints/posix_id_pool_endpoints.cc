#include "http/endpoints/posix_id_pool_endpoints.h"

#include <array>
#include <string>
#include <utility>

#include "app/authority.h"
#include "app/numbers.h"
#include "app/posix/posix_id_pools.h"
#include "app/records.h"
#include "http/body.h"
#include "http/endpoints/offering_access.h"
#include "http/error_map.h"
#include "http/field_checks.h"
#include "http/list_endpoint.h"

namespace drawbridge::http {
namespace {

using app::Transaction;
using domain::Operation;
using domain::PosixIdPool;

constexpr std::string_view kPath = "/api/marketplace-posix-id-pools/";
constexpr std::string_view kObject = "/api/marketplace-posix-id-pools/{uuid}/";
constexpr std::array<std::string_view, 1> kProviderCollections = {"marketplace-service-providers"};
/// Percent of a range; from here on an operator should think of a further one.
constexpr std::int64_t kUtilizationThreshold = 80;

std::optional<double> utilization_of(const std::optional<app::RangeUse>& use) {
  return use ? std::optional(use->utilization) : std::nullopt;
}

Status represent(const Call& call, ObjectWriter& out, const PosixIdPool& pool,
                 const ExtraFields& extra) {
  DRAWBRIDGE_TRY(const auto use, app::pool_use(call.store(), pool));
  out.field("url", call.url("marketplace-posix-id-pools", pool.uuid))
      .field("uuid", pool.uuid)
      .field("created", pool.created)
      .field("description", pool.description)
      .field("service_provider", pool.service_provider_uuid)
      .field("offering", pool.offering_uuid)
      .field("offering_name", extra.maybe_text("offering_name"))
      .field("min_uid", pool.min_uid)
      .field("max_uid", pool.max_uid)
      .field("next_uid", pool.next_uid)
      .field("min_gid", pool.min_gid)
      .field("max_gid", pool.max_gid)
      .field("next_gid", pool.next_gid)
      .field("min_group_gid", pool.min_group_gid)
      .field("max_group_gid", pool.max_group_gid)
      .field("next_group_gid", pool.next_group_gid)
      .field("customer_uuid", extra.uuid("customer_uuid"))
      .field("customer_name", extra.text("customer_name"))
      .field("scope", pool.service_provider_uuid ? "service_provider" : "offering")
      .field("uid_used", use.uid ? use.uid->used : 0)
      .field("gid_used", use.gid ? use.gid->used : 0)
      .field("uid_utilization", utilization_of(use.uid))
      .field("gid_utilization", utilization_of(use.gid));
  return {};
}

const Collection<PosixIdPool>& pool_collection() {
  static const Collection<PosixIdPool> collection = {
      .extra = {"customer_uuid", "customer_name", "offering_name"},
      .filters = {filter::uuid("customer_uuid", "customer_uuid"),
                  filter::uuid("offering_uuid", "offering_uuid"),
                  filter::uuid("service_provider_uuid", "service_provider_uuid")},
      .orderings = {{"created", "created"}},
      .default_order = {{"created", false}, {"uuid", false}},
      .represent = represent,
  };
  return collection;
}

Status read_ranges(const json::Value& body, PosixIdPool& pool) {
  static constexpr std::array<std::pair<const char*, std::optional<std::int64_t> PosixIdPool::*>, 6>
      kEnds = {{{"min_uid", &PosixIdPool::min_uid},
                {"max_uid", &PosixIdPool::max_uid},
                {"min_gid", &PosixIdPool::min_gid},
                {"max_gid", &PosixIdPool::max_gid},
                {"min_group_gid", &PosixIdPool::min_group_gid},
                {"max_group_gid", &PosixIdPool::max_group_gid}}};
  for (const auto& [name, field] : kEnds) {
    DRAWBRIDGE_CHECK(replace_if_given(pool.*field, json::nullable_integer(body, name)));
  }
  return replace_if_given(
      pool.description,
      json::optional_string(body, "description", {.max_length = 2000, .may_be_blank = true}));
}

/// A reference that may be null.
Result<std::optional<Uuid>> read_scope(const json::Value& body, std::string_view key,
                                       std::span<const std::string_view> collections) {
  if (json::has(body, key) && body.at(std::string(key)).is_null()) return std::nullopt;
  return optional_reference(body, key, collections);
}

/// Whether the caller may write pools of the scope; a scope they may not see is none.
Status may_manage(const Call& call, const PosixIdPool& pool) {
  if (pool.service_provider_uuid) {
    DRAWBRIDGE_TRY(const auto provider,
                   app::find<domain::ServiceProvider>(call.store(), *pool.service_provider_uuid));
    if (!provider) return no_such_reference("service_provider");
    return app::require(call.principal(), Operation::kManagePools,
                        {.customer_uuid = provider->customer_uuid});
  }
  if (pool.offering_uuid) {
    const auto offering = visible_offering(call, *pool.offering_uuid);
    if (!offering && offering.error().code == ErrorCode::kNotFound) {
      return no_such_reference("offering");
    }
    if (!offering) return tl::unexpected(offering.error());
    return app::require(call.principal(), Operation::kManagePools, scope_of(*offering));
  }
  return {};
}

Result<Response> create_pool(const Call& call) {
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  PosixIdPool wanted;
  DRAWBRIDGE_TRY(wanted.service_provider_uuid,
                 read_scope(body, "service_provider", kProviderCollections));
  DRAWBRIDGE_TRY(wanted.offering_uuid, read_scope(body, "offering", kOfferingCollections));
  DRAWBRIDGE_CHECK(read_ranges(body, wanted));
  DRAWBRIDGE_CHECK(may_manage(call, wanted));
  DRAWBRIDGE_TRY(
      const auto made,
      call.writer().run(call.actor(), [&](Transaction& transaction) -> Result<PosixIdPool> {
        DRAWBRIDGE_TRY(auto pool, app::create_pool(transaction, wanted));
        DRAWBRIDGE_CHECK(app::number_waiting_accounts(transaction, pool));
        return pool;
      }));
  return show(call, pool_collection(), made.uuid, 201);
}

/// The pool of the path, when the caller may see it (else 404).
Result<PosixIdPool> visible_pool(const Call& call) {
  DRAWBRIDGE_TRY(auto pool,
                 app::find_where<PosixIdPool>(
                     call.store(), app::where::both(app::where::equal("uuid", call.uuid()),
                                                    app::visible_pools(call.principal()))));
  if (!pool) return not_found();
  return std::move(*pool);
}

/// PUT and PATCH; a pool keeps its scope.
Result<Response> change_pool(const Call& call) {
  DRAWBRIDGE_TRY(const auto pool, visible_pool(call));
  DRAWBRIDGE_CHECK(may_manage(call, pool));
  DRAWBRIDGE_TRY(const auto body, body_object(call));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) -> Status {
    DRAWBRIDGE_TRY(auto current, app::find<PosixIdPool>(transaction.store(), pool.uuid));
    if (!current) return not_found();
    DRAWBRIDGE_CHECK(read_ranges(body, *current));
    DRAWBRIDGE_TRY(const auto changed, app::update_pool(transaction, *current));
    return app::number_waiting_accounts(transaction, changed);
  }));
  return show(call, pool_collection(), pool.uuid);
}

Result<Response> delete_pool(const Call& call) {
  DRAWBRIDGE_TRY(const auto pool, visible_pool(call));
  DRAWBRIDGE_CHECK(may_manage(call, pool));
  DRAWBRIDGE_CHECK(call.writer().run(call.actor(), [&](Transaction& transaction) {
    return app::delete_pool(transaction, pool.uuid);
  }));
  return empty_response(204);
}

void write_use(json::Writer& out, std::string_view name, const std::optional<app::RangeUse>& use) {
  out.key(name);
  if (!use) {
    out.null();
    return;
  }
  out.begin_object()
      .field("min", use->min)
      .field("max", use->max)
      .field("next", use->next)
      .field("capacity", use->capacity)
      .field("used", use->used)
      .field("utilization", use->utilization)
      .end_object();
}

Result<Response> show_stats(const Call& call) {
  DRAWBRIDGE_TRY(const auto pool, visible_pool(call));
  DRAWBRIDGE_TRY(const auto use, app::pool_use(call.store(), pool));
  Response response;
  json::Writer out(response.body);
  out.begin_object();
  write_use(out, "uid", use.uid);
  write_use(out, "gid", use.gid);
  write_use(out, "group_gid", use.group_gid);
  out.field("utilization_threshold", kUtilizationThreshold).end_object();
  return response;
}

Result<Response> show_effective_pool(const Call& call) {
  DRAWBRIDGE_TRY(const auto offering, provider_offering(call, call.uuid()));
  DRAWBRIDGE_TRY(const auto pool, app::effective_pool(call.store(), offering));
  if (!pool) return json_response(200, "null");
  return show(call, pool_collection(), pool->uuid);
}

}  // namespace

void add_posix_id_pool_routes(Router& router) {
  router.get(kPath, [](const Call& call) {
    return list(call, pool_collection(), app::visible_pools(call.principal()));
  });
  router.post(kPath, create_pool);
  router.get(kObject, [](const Call& call) {
    return retrieve(call, pool_collection(), call.uuid(), app::visible_pools(call.principal()));
  });
  router.put(kObject, change_pool);
  router.patch(kObject, change_pool);
  router.remove(kObject, delete_pool);
  router.get(std::string(kObject) + "stats/", show_stats);
  router.get("/api/marketplace-provider-offerings/{uuid}/effective_posix_id_pool/",
             show_effective_pool);
}

}  // namespace drawbridge::http
