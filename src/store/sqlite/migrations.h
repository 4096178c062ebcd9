#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/sqlite/connection.h"

namespace drawbridge::store {

/// One file of schema/.
struct Migration {
  std::string_view name;  ///< `NNNN_what`
  std::string_view sql;

  /// The schema version it leads to: NNNN.
  std::int64_t version() const;
};

/// Those compiled in, in order, from 1 on without a gap.
std::span<const Migration> embedded_migrations();

/// Whether `connection` is open on a database of ours that `migrations` can bring up to date.
///
/// @param path  of the file, for the error's words
/// @return its schema version, 0 for an empty file; kInvalid for another program's database and
///         for a newer schema
Result<std::int64_t> check_schema(Connection& connection, const std::string& path,
                                  std::span<const Migration> migrations);

/// Applies what is missing, each in a transaction of its own, after keeping a copy of a file that
/// has a schema already. Does what check_schema does first.
Status migrate(Connection& connection, const std::string& path,
               std::span<const Migration> migrations);

}  // namespace drawbridge::store
