#pragma once

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "app/query.h"
#include "base/result.h"

namespace drawbridge::store {

/// A prepared statement. Parameters count from 1, columns from 0, as in SQLite.
class Statement {
 public:
  /// `sql` is one statement.
  static Result<Statement> prepare(sqlite3* connection, std::string_view sql);

  /// Texts and UUIDs are borrowed until reset(): the value must live that long.
  Status bind(int parameter, const app::Value& value);
  /// Binds all of `values` from the first parameter on.
  Status bind_all(const app::Row& values);

  /// True when there is a row to read, false at the end.
  Result<bool> step();
  /// Runs a statement whose rows are of no interest to its end.
  Status run();

  /// Reads a column of the current row; memory that `value` has is used again.
  /// @return kInternal for a type our tables have no column of
  Status read(int column, app::Value& value) const;
  std::int64_t read_integer(int column) const;
  int column_count() const;

  /// Ends the run and lets go of the bound values.
  void reset();

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// Prepared statements of one connection, by their text; the least recently used one makes room.
class StatementCache {
 private:
  struct Entry {
    Statement statement;
    bool is_lent = false;
    std::uint64_t last_used = 0;
  };

 public:
  static constexpr std::size_t kCapacity = 256;

  /// A statement on loan, reset when it goes. It must not outlive the connection.
  class Loan {
   public:
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    Loan(Loan&& other) noexcept
        : entry_(std::exchange(other.entry_, nullptr)), own_(std::move(other.own_)) {}
    Loan& operator=(Loan&&) = delete;
    ~Loan() {
      if (entry_ == nullptr) return;
      entry_->statement.reset();
      entry_->is_lent = false;
    }
    Statement* operator->() const { return &entry_->statement; }
    Statement& operator*() const { return entry_->statement; }

   private:
    friend class StatementCache;
    explicit Loan(Entry& entry) : entry_(&entry) { entry_->is_lent = true; }
    explicit Loan(std::unique_ptr<Entry> own) : entry_(own.get()), own_(std::move(own)) {}

    Entry* entry_;
    std::unique_ptr<Entry> own_;  ///< when the cached one is on loan already
  };

  Result<Loan> take(sqlite3* connection, std::string_view sql);
  std::size_t size() const { return entries_.size(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  void make_room();

  std::unordered_map<std::string, Entry, Hash, std::equal_to<>> entries_;
  std::uint64_t uses_ = 0;
};

}  // namespace drawbridge::store
