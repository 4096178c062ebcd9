#include "store/sqlite/queries.h"

#include <algorithm>
#include <string>

#include "store/sqlite/select_sql.h"

namespace drawbridge::store {

Status for_each_row(Connection& connection, const app::Select& select,
                    const std::function<bool(app::Row&)>& row) {
  DRAWBRIDGE_TRY(const auto query, compile_select(select));
  DRAWBRIDGE_TRY(auto statement, connection.prepare(query.sql));
  DRAWBRIDGE_CHECK(statement->bind_all(query.parameters));
  app::Row values(select.fields.size());
  while (true) {
    DRAWBRIDGE_TRY(const bool has_row, statement->step());
    if (!has_row) return {};
    values.resize(select.fields.size());
    int column = 0;
    for (auto& value : values) DRAWBRIDGE_CHECK(statement->read(column++, value));
    if (!row(values)) return {};
  }
}

Result<std::int64_t> count_rows(Connection& connection, const app::Select& select) {
  DRAWBRIDGE_TRY(const auto query, compile_count(select));
  DRAWBRIDGE_TRY(auto statement, connection.prepare(query.sql));
  DRAWBRIDGE_CHECK(statement->bind_all(query.parameters));
  DRAWBRIDGE_TRY(const bool has_row, statement->step());
  return has_row ? statement->read_integer(0) : 0;
}

Result<std::int64_t> first_never_issued(Connection& connection, std::string_view name_space,
                                        std::int64_t start) {
  DRAWBRIDGE_TRY(auto statement, connection.prepare("SELECT last FROM posix_identity_run"
                                                    " WHERE namespace = ? AND first <= ?"
                                                    " ORDER BY first DESC LIMIT 1"));
  const app::Row parameters{std::string(name_space), start};
  DRAWBRIDGE_CHECK(statement->bind_all(parameters));
  DRAWBRIDGE_TRY(const bool has_row, statement->step());
  if (!has_row || statement->read_integer(0) < start) return start;
  return statement->read_integer(0) + 1;
}

}  // namespace drawbridge::store
