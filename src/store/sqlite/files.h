#pragma once

#include <string>

#include "base/file.h"
#include "base/result.h"

/// What the store does with files beside SQLite's own work.
namespace drawbridge::store {

/// Makes an empty file of mode 0600 and makes its name durable. kConflict when it exists.
Status create_private_file(const std::string& path);

/// Holds the lock file `<path>.lock` until the result goes; the system lets go of it when the
/// process ends, however it ends.
///
/// @return kUnavailable when another process holds it; kNotFound without the folder
Result<UniqueFd> lock_database(const std::string& path);

/// Gives `from` the new name `to` durably; its contents are on the disk before.
///
/// @return kConflict when `to` exists, which is then left as it is
Status publish_file(const std::string& from, const std::string& to);

}  // namespace drawbridge::store
