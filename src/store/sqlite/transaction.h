#pragma once

#include "base/result.h"
#include "store/sqlite/connection.h"

namespace drawbridge::store {

/// A write transaction, rolled back unless committed.
class Transaction {
 public:
  static Result<Transaction> begin(Connection& connection);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  Transaction(Transaction&& other) noexcept
      : connection_(std::exchange(other.connection_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction() { rollback(); }

  /// @return the disk's error, after which nothing of the transaction is left
  Status commit();
  void rollback();

 private:
  explicit Transaction(Connection& connection) : connection_(&connection) {}

  Connection* connection_;  ///< none: over
};

/// A state of the database that does not move while this lives.
class ReadTransaction {
 public:
  static Result<ReadTransaction> begin(Connection& connection);
  ReadTransaction(const ReadTransaction&) = delete;
  ReadTransaction& operator=(const ReadTransaction&) = delete;
  ReadTransaction(ReadTransaction&& other) noexcept
      : connection_(std::exchange(other.connection_, nullptr)) {}
  ReadTransaction& operator=(ReadTransaction&&) = delete;
  ~ReadTransaction();

 private:
  explicit ReadTransaction(Connection& connection) : connection_(&connection) {}

  Connection* connection_;  ///< none: over
};

/// A part of a transaction that can be undone by itself; they do not nest.
class Savepoint {
 public:
  static Result<Savepoint> begin(Connection& connection);
  Savepoint(const Savepoint&) = delete;
  Savepoint& operator=(const Savepoint&) = delete;
  Savepoint(Savepoint&& other) noexcept : connection_(std::exchange(other.connection_, nullptr)) {}
  Savepoint& operator=(Savepoint&&) = delete;
  ~Savepoint() { rollback(); }

  Status release();
  void rollback();

 private:
  explicit Savepoint(Connection& connection) : connection_(&connection) {}

  Connection* connection_;  ///< none: over
};

/// Fails when the disk made SQLite end the transaction under way: whatever was written next would
/// be committed at once, by itself.
Status require_transaction(const Connection& connection);

}  // namespace drawbridge::store
