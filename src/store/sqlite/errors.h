#pragma once

#include <sqlite3.h>

#include "base/result.h"

namespace drawbridge::store {

/// The last failure of `connection` in our words: UNIQUE and FOREIGN KEY are kConflict (the former
/// with the last column of the rule as the field), a disk or file that cannot serve kUnavailable,
/// everything else kInternal.
Error last_error(sqlite3* connection);

/// The same for a result code that has no connection to ask.
Error error_of_code(int code);

/// As last_error, ready to be returned.
inline tl::unexpected<Error> fail_with_last_error(sqlite3* connection) {
  return tl::unexpected<Error>(last_error(connection));
}

}  // namespace drawbridge::store
