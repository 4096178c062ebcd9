#include "store/sqlite/statement.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <utility>
#include <variant>

#include "store/sqlite/errors.h"

namespace drawbridge::store {
namespace {

constexpr int kUuidOctets = 16;
/// Statements with more text than this are prepared anew each time.
constexpr std::size_t kCachedTextMax = 16384;

struct Binder {
  sqlite3_stmt* statement;
  int parameter;

  int operator()(std::monostate) const { return sqlite3_bind_null(statement, parameter); }
  int operator()(std::int64_t number) const {
    return sqlite3_bind_int64(statement, parameter, number);
  }
  int operator()(const std::string& text) const {
    return sqlite3_bind_text64(statement, parameter, text.data(), text.size(), SQLITE_STATIC,
                               SQLITE_UTF8);
  }
  int operator()(const Uuid& uuid) const {
    return sqlite3_bind_blob(statement, parameter, uuid.bytes().data(), kUuidOctets, SQLITE_STATIC);
  }
};

void assign_text(app::Value& value, const char* text, std::size_t size) {
  if (auto* present = std::get_if<std::string>(&value)) {
    present->assign(text, size);
  } else {
    value.emplace<std::string>(text, size);
  }
}

}  // namespace

Result<Statement> Statement::prepare(sqlite3* connection, std::string_view sql) {
  if (sql.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    return fail(ErrorCode::kTooLarge, "The query is too large.");
  }
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(connection, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return fail_with_last_error(connection);
  if (statement == nullptr) return fail(ErrorCode::kInternal, "An empty statement.");
  return Statement(statement);
}

Status Statement::bind(int parameter, const app::Value& value) {
  const int code = std::visit(Binder{statement_.get(), parameter}, value);
  if (code == SQLITE_OK) return {};
  return fail_with_last_error(sqlite3_db_handle(statement_.get()));
}

Status Statement::bind_all(const app::Row& values) {
  int parameter = 0;
  for (const auto& value : values) DRAWBRIDGE_CHECK(bind(++parameter, value));
  return {};
}

Result<bool> Statement::step() {
  switch (sqlite3_step(statement_.get())) {
    case SQLITE_ROW:
      return true;
    case SQLITE_DONE:
      return false;
    default:
      return fail_with_last_error(sqlite3_db_handle(statement_.get()));
  }
}

Status Statement::run() {
  while (true) {
    DRAWBRIDGE_TRY(const bool has_row, step());
    if (!has_row) return {};
  }
}

// The calls for one column each set the statement's error anew, which takes longer than the rest.
// What sqlite3_column_value() gives may only be looked at by the one thread that uses the
// connection, and that is so of every connection here (SQLITE_OPEN_NOMUTEX).
Status Statement::read(int column, app::Value& value) const {
  auto* const found = sqlite3_column_value(statement_.get(), column);
  switch (sqlite3_value_type(found)) {
    case SQLITE_NULL:
      value.emplace<std::monostate>();
      return {};
    case SQLITE_INTEGER:
      value = std::int64_t{sqlite3_value_int64(found)};
      return {};
    case SQLITE_TEXT: {
      const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(found));
      if (text == nullptr) return tl::unexpected(error_of_code(SQLITE_NOMEM));
      assign_text(value, text, static_cast<std::size_t>(sqlite3_value_bytes(found)));
      return {};
    }
    case SQLITE_BLOB: {
      if (sqlite3_value_bytes(found) != kUuidOctets) break;
      std::array<std::uint8_t, kUuidOctets> bytes{};
      std::memcpy(bytes.data(), sqlite3_value_blob(found), bytes.size());
      value = Uuid(bytes);
      return {};
    }
    default:
      break;
  }
  return fail(ErrorCode::kInternal, "A column of the database has a type it never should have.");
}

std::int64_t Statement::read_integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

int Statement::column_count() const { return sqlite3_column_count(statement_.get()); }

void Statement::reset() {
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
}

Result<StatementCache::Loan> StatementCache::take(sqlite3* connection, std::string_view sql) {
  const auto found = entries_.find(sql);
  if (found != entries_.end() && !found->second.is_lent) {
    found->second.last_used = ++uses_;
    return Loan(found->second);
  }
  DRAWBRIDGE_TRY(auto statement, Statement::prepare(connection, sql));
  if (found != entries_.end() || sql.size() > kCachedTextMax) {
    return Loan(std::make_unique<Entry>(Entry{std::move(statement)}));
  }
  make_room();
  const auto added = entries_.emplace(sql, Entry{std::move(statement), false, ++uses_});
  return Loan(added.first->second);
}

void StatementCache::make_room() {
  if (entries_.size() < kCapacity) return;
  const auto is_older = [](const auto& left, const auto& right) {
    if (left.second.is_lent != right.second.is_lent) return right.second.is_lent;
    return left.second.last_used < right.second.last_used;
  };
  const auto oldest = std::min_element(entries_.begin(), entries_.end(), is_older);
  if (!oldest->second.is_lent) entries_.erase(oldest);
}

}  // namespace drawbridge::store
