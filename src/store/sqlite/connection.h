#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/sqlite/statement.h"

namespace drawbridge::store {

/// A connection to the database file, set up as all of ours are: foreign keys on, the schema not
/// trusted, no memory mapping, `synchronous=FULL`. One thread at a time.
class Connection {
 public:
  enum class Mode : std::uint8_t {
    kWriter,  ///< The one that writes and moves the write-ahead log into the file.
    kReader,  ///< Cannot write; never moves the log.
  };

  /// Opens an existing file. `path` is absolute, so that SQLite reads no URI out of it.
  static Result<Connection> open(const std::string& path, Mode mode);

  /// The cached statement for `sql`, on loan.
  Result<StatementCache::Loan> prepare(std::string_view sql) {
    return statements_.take(handle_.get(), sql);
  }
  /// Runs one or several statements of our own text.
  Status execute(const std::string& sql);
  /// Keeps few pages in memory, for reads that come to each page once, until end_scan().
  Status begin_scan();
  Status end_scan();
  /// The integer a query of ours answers with; 0 without a row.
  Result<std::int64_t> query_integer(std::string_view sql);

  /// Between BEGIN and its end. SQLite ends a transaction by itself when the disk fails.
  bool in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }
  /// Rows that the last INSERT, UPDATE or DELETE touched.
  std::int64_t changes() const { return sqlite3_changes64(handle_.get()); }
  sqlite3* handle() const { return handle_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
  };
  explicit Connection(sqlite3* handle) : handle_(handle) {}
  Status configure(Mode mode);

  std::unique_ptr<sqlite3, Close> handle_;
  StatementCache statements_;
};

}  // namespace drawbridge::store
