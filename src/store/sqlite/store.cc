#include "store/sqlite/store.h"

#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "store/sqlite/backup.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/files.h"
#include "store/sqlite/migrations.h"
#include "store/sqlite/queries.h"
#include "store/sqlite/transaction.h"
#include "store/sqlite/writes.h"

namespace drawbridge::store {
namespace {

class SqliteReader final : public app::StoreReader {
 public:
  explicit SqliteReader(Connection connection) : connection_(std::move(connection)) {}

  Status for_each(const app::Select& select, const std::function<bool(app::Row&)>& row) override {
    return for_each_row(connection_, select, row);
  }
  Result<std::int64_t> count(const app::Select& select) override {
    return count_rows(connection_, select);
  }
  Result<std::int64_t> first_never_issued(std::string_view name_space,
                                          std::int64_t start) override {
    return store::first_never_issued(connection_, name_space, start);
  }
  Status read_at_once(const std::function<Status()>& reads) override {
    DRAWBRIDGE_TRY(auto transaction, ReadTransaction::begin(connection_));
    return reads();
  }

 private:
  Connection connection_;
};

class SqliteTransaction final : public app::StoreTransaction {
 public:
  explicit SqliteTransaction(Connection& connection) : connection_(&connection) {}

  Status for_each(const app::Select& select, const std::function<bool(app::Row&)>& row) override {
    return for_each_row(*connection_, select, row);
  }
  Result<std::int64_t> count(const app::Select& select) override {
    return count_rows(*connection_, select);
  }
  Result<std::int64_t> first_never_issued(std::string_view name_space,
                                          std::int64_t start) override {
    return store::first_never_issued(*connection_, name_space, start);
  }
  Status read_at_once(const std::function<Status()>& reads) override { return reads(); }
  Status insert(std::string_view kind, const std::vector<std::string_view>& fields,
                const app::Row& values) override {
    return insert_record(*connection_, kind, fields, values);
  }
  Status update(std::string_view kind, const Uuid& uuid,
                const std::vector<std::string_view>& fields, const app::Row& values) override {
    return update_record(*connection_, kind, uuid, fields, values);
  }
  Status erase(std::string_view kind, const Uuid& uuid) override {
    return erase_record(*connection_, kind, uuid);
  }
  Result<std::int64_t> counter(std::string_view name) override {
    return read_counter(*connection_, name);
  }
  Status set_counter(std::string_view name, std::int64_t value) override {
    return write_counter(*connection_, name, value);
  }

 private:
  Connection* connection_;
};

class SqliteStore final : public app::Store {
 public:
  SqliteStore(std::string path, UniqueFd lock, Connection connection, bool is_scanning)
      : path_(std::move(path)),
        lock_(std::move(lock)),
        connection_(std::move(connection)),
        transaction_(connection_),
        is_scanning_(is_scanning) {}
  ~SqliteStore() override { rollback(); }

  Result<std::unique_ptr<app::StoreReader>> reader() override {
    DRAWBRIDGE_TRY(auto connection, Connection::open(path_, Connection::Mode::kReader));
    return std::make_unique<SqliteReader>(std::move(connection));
  }

  Status begin() override {
    DRAWBRIDGE_TRY(auto batch, Transaction::begin(connection_));
    batch_.emplace(std::move(batch));
    return {};
  }
  Status commit() override {
    if (!batch_) return fail(ErrorCode::kInternal, "There is no batch to commit.");
    savepoint_.reset();
    const auto committed = batch_->commit();
    batch_.reset();
    if (!committed) return fail(ErrorCode::kUnavailable, committed.error().message);
    // The batch is kept, whatever becomes of the cache.
    if (std::exchange(is_scanning_, false)) static_cast<void>(connection_.end_scan());
    return {};
  }
  void rollback() override {
    savepoint_.reset();
    batch_.reset();
  }

  Status begin_savepoint() override {
    if (!batch_ || savepoint_) return fail(ErrorCode::kInternal, "A command runs in a batch.");
    DRAWBRIDGE_TRY(auto savepoint, Savepoint::begin(connection_));
    savepoint_.emplace(std::move(savepoint));
    return {};
  }
  Status release_savepoint() override {
    if (!savepoint_) return fail(ErrorCode::kInternal, "There is no savepoint to release.");
    auto released = savepoint_->release();
    savepoint_.reset();
    return released;
  }
  void rollback_savepoint() override { savepoint_.reset(); }

  app::StoreTransaction& transaction() override { return transaction_; }

  Status backup(const std::string& path) override { return copy_database(path_, path); }

 private:
  std::string path_;
  UniqueFd lock_;  ///< let go of after the connection is closed
  Connection connection_;
  SqliteTransaction transaction_;
  std::optional<Transaction> batch_;
  std::optional<Savepoint> savepoint_;
  bool is_scanning_;
};

Status require_file(const std::string& path, bool create) {
  std::error_code error;
  if (std::filesystem::exists(path, error)) return {};
  if (create) return create_private_file(path);
  return fail(ErrorCode::kNotFound, fmt::format("There is no database {}.", path));
}

Status prepare_file(Connection& connection, const std::string& path) {
  DRAWBRIDGE_CHECK(check_schema(connection, path, embedded_migrations()));
  DRAWBRIDGE_CHECK(
      connection.execute("PRAGMA journal_mode=WAL; PRAGMA journal_size_limit=67108864"));
  return migrate(connection, path, embedded_migrations());
}

/// SQLite's sentences do not name the file.
Status with_path(Status status, const std::string& path) {
  if (!status && status.error().message.find(path) == std::string::npos) {
    status.error().message += fmt::format(" File: {}.", path);
  }
  return status;
}

}  // namespace

Result<std::unique_ptr<app::Store>> open_store(const OpenOptions& options) {
  std::error_code error;
  const auto path = std::filesystem::absolute(options.path, error).string();
  if (error || options.path.empty()) {
    return fail(ErrorCode::kInvalid, fmt::format("\"{}\" is no path of a file.", options.path));
  }
  if (!options.create) DRAWBRIDGE_CHECK(require_file(path, false));
  DRAWBRIDGE_TRY(auto lock, lock_database(path));
  DRAWBRIDGE_CHECK(require_file(path, options.create));
  auto connection = Connection::open(path, Connection::Mode::kWriter);
  if (!connection) {
    return tl::unexpected(with_path(tl::unexpected(connection.error()), path).error());
  }
  DRAWBRIDGE_CHECK(with_path(prepare_file(*connection, path), path));
  if (options.begins_with_scan) DRAWBRIDGE_CHECK(connection->begin_scan());
  return std::make_unique<SqliteStore>(path, std::move(lock), *std::move(connection),
                                       options.begins_with_scan);
}

}  // namespace drawbridge::store
