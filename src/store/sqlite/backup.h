#pragma once

#include <string>

#include "base/result.h"

namespace drawbridge::store {

/// Copies the database `from`, as of now, into the new file `to` of mode 0600: complete or not
/// there. Writers of `from` go on meanwhile. The copy is one file, without a log beside it.
///
/// @return kConflict when `to` exists; kNotFound without its folder; kUnavailable
Status copy_database(const std::string& from, const std::string& to);

}  // namespace drawbridge::store
