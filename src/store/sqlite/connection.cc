#include "store/sqlite/connection.h"

#include <fmt/format.h>

#include <mutex>
#include <string>
#include <string_view>

#include "json/value.h"
#include "store/sqlite/errors.h"

namespace drawbridge::store {
namespace {

/// Readers wait this long while the writer recovers or restarts the log.
constexpr int kBusyTimeoutMs = 5000;

// In KiB. Many a commit walks over all pages in the cache (SQLite takes a page number far behind
// the end for a moment when it shares out full pages), so it holds little more than the inner pages
// of a large site; a leaf is most often met once. What is written may stay until its commit all the
// same. While a start reads, the pages lie in the heap between what stays of it, and leave holes
// that cannot be given back: there are few.
constexpr std::string_view kWriterCache = "PRAGMA cache_size=-16384; PRAGMA cache_spill=-65536";
constexpr std::string_view kScanCache = "PRAGMA cache_size=-2048; PRAGMA cache_spill=-2048";

/// `json_valid` for the checks of the schema. SQLite's own may not be called from a schema that is
/// not trusted; ours reads its argument and nothing else.
void json_valid(sqlite3_context* call, int /*count*/, sqlite3_value** arguments) {
  if (sqlite3_value_type(arguments[0]) != SQLITE_TEXT) return sqlite3_result_int(call, 0);
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(arguments[0]));
  if (text == nullptr) return sqlite3_result_error_nomem(call);
  const auto size = sqlite3_value_bytes(arguments[0]);
  sqlite3_result_int(call, json::Value::accept(text, text + size) ? 1 : 0);
}

/// The counts that SQLite keeps of its memory cost a lock shared by all threads.
void turn_off_memory_statistics() {
  static std::once_flag once;
  std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

}  // namespace

Result<Connection> Connection::open(const std::string& path, Mode mode) {
  turn_off_memory_statistics();
  const int access = mode == Mode::kWriter ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle,
                                   access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  if (handle == nullptr) return tl::unexpected<Error>(error_of_code(code));
  Connection connection(handle);
  if (code != SQLITE_OK) return fail_with_last_error(handle);
  DRAWBRIDGE_CHECK(connection.configure(mode));
  return connection;
}

Status Connection::configure(Mode mode) {
  auto* const handle = handle_.get();
  sqlite3_busy_timeout(handle, kBusyTimeoutMs);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  // "x" must be a column, never silently a text.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  const int code = sqlite3_create_function_v2(handle, "json_valid", 1,
                                              SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
                                              nullptr, json_valid, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return fail_with_last_error(handle);
  DRAWBRIDGE_CHECK(
      execute("PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA mmap_size=0;"
              "PRAGMA temp_store=MEMORY; PRAGMA synchronous=FULL;"));
  if (mode == Mode::kWriter) {
    return execute(fmt::format("{}; PRAGMA wal_autocheckpoint=4000;", kWriterCache));
  }
  // The log is moved into the file by the writer alone, also when the last connection closes.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  return execute("PRAGMA query_only=ON; PRAGMA cache_size=-16384; PRAGMA wal_autocheckpoint=0;");
}

Status Connection::begin_scan() { return execute(std::string(kScanCache)); }

Status Connection::end_scan() {
  return execute(fmt::format("{}; PRAGMA shrink_memory", kWriterCache));
}

Status Connection::execute(const std::string& sql) {
  const int code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code == SQLITE_OK) return {};
  return fail_with_last_error(handle_.get());
}

Result<std::int64_t> Connection::query_integer(std::string_view sql) {
  DRAWBRIDGE_TRY(auto statement, prepare(sql));
  DRAWBRIDGE_TRY(const bool has_row, statement->step());
  return has_row ? statement->read_integer(0) : 0;
}

}  // namespace drawbridge::store
