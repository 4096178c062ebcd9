#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "app/query.h"
#include "base/result.h"
#include "store/sqlite/connection.h"

/// The reads of app::StoreReader on a connection.
namespace drawbridge::store {

Status for_each_row(Connection& connection, const app::Select& select,
                    const std::function<bool(app::Row&)>& row);

Result<std::int64_t> count_rows(Connection& connection, const app::Select& select);

/// One lookup in the ledger's runs, however many numbers were issued.
Result<std::int64_t> first_never_issued(Connection& connection, std::string_view name_space,
                                        std::int64_t start);

}  // namespace drawbridge::store
