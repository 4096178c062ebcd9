#include "store/sqlite/transaction.h"

#include <utility>

namespace drawbridge::store {
namespace {

Status run(Connection& connection, std::string_view sql) {
  DRAWBRIDGE_TRY(auto statement, connection.prepare(sql));
  return statement->run();
}

}  // namespace

Status require_transaction(const Connection& connection) {
  if (connection.in_transaction()) return {};
  return fail(ErrorCode::kUnavailable, "The changes under way were given up by the database.");
}

Result<Transaction> Transaction::begin(Connection& connection) {
  if (connection.in_transaction()) {
    return fail(ErrorCode::kInternal, "A transaction is open already.");
  }
  DRAWBRIDGE_CHECK(run(connection, "BEGIN IMMEDIATE"));
  return Transaction(connection);
}

Status Transaction::commit() {
  if (connection_ == nullptr) return fail(ErrorCode::kInternal, "No transaction is open.");
  auto done = require_transaction(*connection_);
  if (done) done = run(*connection_, "COMMIT");
  if (done) {
    connection_ = nullptr;
  } else {
    rollback();
  }
  return done;
}

void Transaction::rollback() {
  auto* const connection = std::exchange(connection_, nullptr);
  if (connection == nullptr || !connection->in_transaction()) return;
  // It fails only when SQLite has rolled back by itself, which is what was asked for.
  static_cast<void>(run(*connection, "ROLLBACK"));
}

Result<ReadTransaction> ReadTransaction::begin(Connection& connection) {
  if (connection.in_transaction()) {
    return fail(ErrorCode::kInternal, "A transaction is open already.");
  }
  DRAWBRIDGE_CHECK(run(connection, "BEGIN"));
  return ReadTransaction(connection);
}

ReadTransaction::~ReadTransaction() {
  if (connection_ == nullptr || !connection_->in_transaction()) return;
  // It fails only when SQLite has ended the transaction by itself, which is what was asked for.
  static_cast<void>(run(*connection_, "ROLLBACK"));
}

Result<Savepoint> Savepoint::begin(Connection& connection) {
  DRAWBRIDGE_CHECK(require_transaction(connection));
  DRAWBRIDGE_CHECK(run(connection, "SAVEPOINT command"));
  return Savepoint(connection);
}

Status Savepoint::release() {
  if (connection_ == nullptr) return fail(ErrorCode::kInternal, "No savepoint is open.");
  auto done = require_transaction(*connection_);
  if (done) done = run(*connection_, "RELEASE command");
  if (done) {
    connection_ = nullptr;
  } else {
    rollback();
  }
  return done;
}

void Savepoint::rollback() {
  auto* const connection = std::exchange(connection_, nullptr);
  if (connection == nullptr || !connection->in_transaction()) return;
  if (run(*connection, "ROLLBACK TO command")) {
    static_cast<void>(run(*connection, "RELEASE command"));
  } else {
    // Half a command must not be committed with the others of its batch.
    static_cast<void>(run(*connection, "ROLLBACK"));
  }
}

}  // namespace drawbridge::store
