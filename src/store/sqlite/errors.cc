#include "store/sqlite/errors.h"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace drawbridge::store {
namespace {

constexpr std::string_view kUniquePrefix = "UNIQUE constraint failed: ";
constexpr std::string_view kForeignKeyText = "FOREIGN KEY constraint failed";

Error unavailable(std::string_view sentence, int code) {
  return {ErrorCode::kUnavailable, fmt::format("{} ({})", sentence, sqlite3_errstr(code))};
}

/// `offering_user.offering_uuid, offering_user.username` names a rule of two columns.
Error uniqueness_error(std::string_view columns) {
  Error error{ErrorCode::kConflict, {}};
  std::string names;
  while (!columns.empty()) {
    const auto comma = columns.find(", ");
    auto column = columns.substr(0, comma);
    if (const auto dot = column.find('.'); dot != column.npos) column.remove_prefix(dot + 1);
    names += (names.empty() ? "" : " and ") + std::string(column);
    error.field = column;
    columns.remove_prefix(comma == columns.npos ? columns.size() : comma + 2);
  }
  error.message = fmt::format("A record with this {} already exists.", names);
  return error;
}

Error constraint_error(int extended, std::string_view message) {
  if (message == kForeignKeyText) {
    return {ErrorCode::kConflict,
            "A record that this one refers to, or is referred to by, is missing."};
  }
  if (message.starts_with(kUniquePrefix)) {
    return uniqueness_error(message.substr(kUniquePrefix.size()));
  }
  if (extended == SQLITE_CONSTRAINT_TRIGGER) return {ErrorCode::kConflict, std::string(message)};
  return {ErrorCode::kInternal, std::string(message)};
}

Error describe(int extended, std::string_view message) {
  constexpr int kPrimaryCode = 0xff;
  switch (extended & kPrimaryCode) {
    case SQLITE_CONSTRAINT:
      return constraint_error(extended, message);
    case SQLITE_FULL:
      return unavailable("The disk of the database is full.", extended);
    case SQLITE_IOERR:
      return unavailable("The database could not be read or written.", extended);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return unavailable("The database must not be written to.", extended);
    case SQLITE_CANTOPEN:
      return unavailable("The database could not be opened.", extended);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return unavailable("The database is in use.", extended);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return unavailable("The database file is damaged or is no database; restore a backup of it.",
                         extended);
    case SQLITE_NOMEM:
      return unavailable("There is not enough memory.", extended);
    default:
      return {ErrorCode::kInternal, fmt::format("SQLite {}: {}", extended, message)};
  }
}

}  // namespace

Error last_error(sqlite3* connection) {
  return describe(sqlite3_extended_errcode(connection), sqlite3_errmsg(connection));
}

Error error_of_code(int code) { return describe(code, sqlite3_errstr(code)); }

}  // namespace drawbridge::store
