#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "app/query.h"
#include "base/result.h"
#include "base/uuid.h"
#include "store/sqlite/connection.h"

/// The writes of app::StoreTransaction on the writing connection, inside a transaction.
namespace drawbridge::store {

Status insert_record(Connection& connection, std::string_view kind,
                     const std::vector<std::string_view>& fields, const app::Row& values);

/// Writes only what differs from the row, so that the indexes and references of the other columns
/// are left alone.
Status update_record(Connection& connection, std::string_view kind, const Uuid& uuid,
                     const std::vector<std::string_view>& fields, const app::Row& values);

Status erase_record(Connection& connection, std::string_view kind, const Uuid& uuid);

Result<std::int64_t> read_counter(Connection& connection, std::string_view name);
Status write_counter(Connection& connection, std::string_view name, std::int64_t value);

}  // namespace drawbridge::store
