#pragma once

#include <memory>
#include <string>

#include "app/ports.h"
#include "base/result.h"

namespace drawbridge::store {

struct OpenOptions {
  std::string path;     ///< of the database file; `<path>.lock` is kept beside it
  bool create = false;  ///< makes the file, mode 0600, when there is none
  /// The first batch reads everything once, as a server's start does: keeping its pages would cost
  /// memory and spare no read.
  bool begins_with_scan = false;
};

/// Opens the database for writing and brings its schema up to date; before a file of an older
/// schema is touched, a copy of it is kept as `<path>.before-NNNN`, NNNN being the first migration
/// that was missing.
///
/// @return kNotFound     no such file (or folder, with `create`)
///         kUnavailable  another process has it open, or it cannot be read or written
///         kInvalid      another program's database, or one of a newer schema
Result<std::unique_ptr<app::Store>> open_store(const OpenOptions& options);

}  // namespace drawbridge::store
