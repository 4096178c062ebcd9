#include <array>

#include "http/openapi/tables.h"

namespace drawbridge::http {
namespace {

constexpr auto kModels = std::to_array<ModelRow>({
    {"PosixIdPool", "",
     "url:string? uuid:uuid created:date-time description:string? "
     "service_provider:string? offering:string? min_uid:integer? max_uid:integer? "
     "next_uid:integer? min_gid:integer? max_gid:integer? next_gid:integer? "
     "customer_uuid:uuid customer_name:string? scope:string? uid_used:integer? "
     "gid_used:integer? uid_utilization:number? gid_utilization:number? "
     "offering_name:string? min_group_gid:integer? max_group_gid:integer? "
     "next_group_gid:integer?"},
    {"PosixIdPoolNamespaceStats", "",
     "min:integer max:integer next:integer capacity:integer used:integer "
     "utilization:number"},
    {"PosixIdPoolStats", "",
     "uid:PosixIdPoolNamespaceStats? gid:PosixIdPoolNamespaceStats? "
     "utilization_threshold:integer? group_gid:PosixIdPoolNamespaceStats?"},
    {"PosixIdentity", "A POSIX identity as its endpoints show it.",
     "url:string? uuid:uuid created:date-time pool_uuid:uuid offering_uuid:uuid "
     "offering_name:string? consumer_type:string? consumer_name:string? "
     "uid:integer? gid:integer? released_at:date-time? recyclable:boolean"},
    {"PosixNumber", "A POSIX number as its endpoints show it.",
     "url:uri uuid:uuid namespace:string value:integer holder_kind:string "
     "holder_uuid:uuid holder_name:string offering_uuid:uuid pool_uuid:uuid "
     "issued_at:date-time released_at:string? is_recyclable:boolean"},
    {"PosixIdPoolChangeRequest", "",
     "description:string min_uid:integer? max_uid:integer? min_gid:integer? "
     "max_gid:integer? min_group_gid:integer? max_group_gid:integer?",
     true},
    {"PosixIdPoolCreateRequest", "",
     "description:string service_provider:uuid? offering:uuid? min_uid:integer? "
     "max_uid:integer? min_gid:integer? max_gid:integer? min_group_gid:integer? "
     "max_group_gid:integer?",
     true},
    {"PosixNumberReleaseRequest", "Names the number, so that no slip gives another one free.",
     "namespace:string value:integer", true},
});

constexpr auto kOperations = std::to_array<OperationRow>({
    {"GET", "/api/marketplace-posix-id-pools/", "marketplace_posix_id_pools_list",
     "Pools of numbers", "paging customer_uuid:uuid offering_uuid:uuid service_provider_uuid:uuid",
     "", 200, "[PosixIdPool]"},
    {"POST", "/api/marketplace-posix-id-pools/", "marketplace_posix_id_pools_create",
     "Make a pool of numbers", "", "PosixIdPoolCreateRequest", 201, "PosixIdPool"},
    {"GET", "/api/marketplace-posix-id-pools/{uuid}/", "marketplace_posix_id_pools_retrieve",
     "One pool of numbers", "", "", 200, "PosixIdPool"},
    {"PUT", "/api/marketplace-posix-id-pools/{uuid}/", "marketplace_posix_id_pools_update",
     "Replace a pool of numbers", "", "PosixIdPoolCreateRequest", 200, "PosixIdPool"},
    {"PATCH", "/api/marketplace-posix-id-pools/{uuid}/",
     "marketplace_posix_id_pools_partial_update", "Change a pool of numbers", "",
     "PosixIdPoolChangeRequest", 200, "PosixIdPool"},
    {"DELETE", "/api/marketplace-posix-id-pools/{uuid}/", "marketplace_posix_id_pools_destroy",
     "Remove a pool of numbers", "", "", 204, ""},
    {"GET", "/api/marketplace-posix-id-pools/{uuid}/stats/",
     "marketplace_posix_id_pools_stats_retrieve", "Stats of a pool of numbers", "", "", 200,
     "PosixIdPoolStats"},
    {"GET", "/api/marketplace-posix-identities/", "marketplace_posix_identities_list",
     "POSIX identities", "paging is_released:boolean offering_uuid:uuid pool_uuid:uuid", "", 200,
     "[PosixIdentity]"},
    {"GET", "/api/marketplace-posix-identities/{uuid}/", "marketplace_posix_identities_retrieve",
     "One POSIX identity", "", "", 200, "PosixIdentity"},
    {"POST", "/api/marketplace-posix-identities/{uuid}/release/",
     "marketplace_posix_identities_release", "POSIX identity: release", "",
     "PosixNumberReleaseRequest", 200, "PosixNumber"},
    {"GET", "/api/posix-numbers/", "posix_numbers_list", "POSIX numbers",
     "paging is_released:boolean pool_uuid:uuid offering_uuid:uuid value:string "
     "namespace:[string] holder_uuid:uuid is_recyclable:boolean",
     "", 200, "[PosixNumber]"},
    {"GET", "/api/posix-numbers/{uuid}/", "posix_numbers_retrieve", "One POSIX number", "", "", 200,
     "PosixNumber"},
    {"POST", "/api/posix-numbers/{uuid}/release/", "posix_numbers_release", "POSIX number: release",
     "", "PosixNumberReleaseRequest", 200, "PosixNumber"},
});

}  // namespace

Table posix_table() {
  return {"numbers", "Pools of POSIX numbers and who holds which.", {}, kModels, kOperations};
}

}  // namespace drawbridge::http
