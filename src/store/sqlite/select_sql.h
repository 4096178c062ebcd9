#pragma once

#include <string>
#include <vector>

#include "app/query.h"
#include "base/result.h"

namespace drawbridge::store {

/// A query as SQL: our own words and parameters, never a word of the caller's.
struct CompiledQuery {
  std::string sql;
  std::vector<app::Value> parameters;
};

/// Where rows are ordered, or a page of them is asked for, rows that compare equal are ordered by
/// their key, so that pages never overlap.
///
/// @return kInternal for an unknown kind, field or shape; kTooLarge for a condition that is too
///         large for SQLite
Result<CompiledQuery> compile_select(const app::Select& select);

/// The number of rows that match, without regard to `fields`, `order`, `limit` and `offset`.
Result<CompiledQuery> compile_count(const app::Select& select);

}  // namespace drawbridge::store
