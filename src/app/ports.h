#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/query.h"
#include "base/result.h"

/// What the use cases need of the world.
namespace drawbridge::app {

/// Reads of committed states: each call sees one. Not to be shared between threads at a time.
class StoreReader {
 public:
  StoreReader() = default;
  StoreReader(const StoreReader&) = delete;
  StoreReader& operator=(const StoreReader&) = delete;
  virtual ~StoreReader() = default;

  /// Calls `row` for every row of the answer; false from it ends the query early.
  /// @return kUnavailable when the store cannot serve, kInternal for a query it does not know.
  virtual Status for_each(const Select& select, const std::function<bool(Row&)>& row) = 0;

  /// Number of rows that match, whatever `limit` and `offset` say.
  virtual Result<std::int64_t> count(const Select& select) = 0;

  /// The least value v >= `start` of `namespace` (`uid` or `gid`) that was never issued.
  virtual Result<std::int64_t> first_never_issued(std::string_view name_space,
                                                  std::int64_t start) = 0;

  /// Runs `reads`, whose calls of this reader all see the same state. They do not nest.
  virtual Status read_at_once(const std::function<Status()>& reads) = 0;
};

/// Reads and writes inside one command of the writer. A write that breaks a uniqueness rule is
/// kConflict with the field named; one that breaks a reference is kConflict too.
class StoreTransaction : public StoreReader {
 public:
  virtual Status insert(std::string_view kind, const std::vector<std::string_view>& fields,
                        const Row& values) = 0;
  /// Replaces the named fields of the row with this uuid. kNotFound when there is none.
  virtual Status update(std::string_view kind, const Uuid& uuid,
                        const std::vector<std::string_view>& fields, const Row& values) = 0;
  virtual Status erase(std::string_view kind, const Uuid& uuid) = 0;

  /// A counter kept beside the records, 0 when never set; rolled back with its transaction.
  virtual Result<std::int64_t> counter(std::string_view name) = 0;
  virtual Status set_counter(std::string_view name, std::int64_t value) = 0;
};

/// The durable store. One thread at a time writes (app::Writer's); readers are independent.
class Store {
 public:
  Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  virtual ~Store() = default;

  /// A reader that sees the last commit at the start of each call. Cheap to keep, one a thread.
  virtual Result<std::unique_ptr<StoreReader>> reader() = 0;

  /// Starts a batch. Between begin and commit the writer runs commands in savepoints.
  virtual Status begin() = 0;
  /// @return kUnavailable when the disk refused; the batch is then rolled back whole.
  virtual Status commit() = 0;
  virtual void rollback() = 0;
  virtual Status begin_savepoint() = 0;
  virtual Status release_savepoint() = 0;
  virtual void rollback_savepoint() = 0;
  /// The writing side's view; valid between begin and commit.
  virtual StoreTransaction& transaction() = 0;

  /// A consistent copy of the whole store into a new file, mode 0600; writers go on meanwhile.
  virtual Status backup(const std::string& path) = 0;
};

}  // namespace drawbridge::app
