#include "store/sqlite/writes.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

#include "app/rows.h"
#include "domain/account_records.h"
#include "domain/field_types.h"
#include "store/sqlite/transaction.h"
#include "store/sqlite/views.h"

namespace drawbridge::store {
namespace {

using Fields = std::vector<std::string_view>;

Status run(Connection& connection, std::string_view sql, const app::Row& parameters) {
  DRAWBRIDGE_TRY(auto statement, connection.prepare(sql));
  DRAWBRIDGE_CHECK(statement->bind_all(parameters));
  return statement->run();
}

Status require_record(std::string_view kind) {
  const auto* const view = find_view(kind);
  if (view != nullptr && view->is_record) return {};
  return fail(ErrorCode::kInternal, fmt::format("No records of the kind {}.", kind));
}

Status require_columns(std::string_view kind, const Fields& fields, const app::Row& values) {
  DRAWBRIDGE_CHECK(require_record(kind));
  if (fields.empty() || fields.size() != values.size()) {
    return fail(ErrorCode::kInternal, "A write has as many values as fields.");
  }
  const auto& known = find_view(kind)->fields;
  for (const auto field : fields) {
    const auto found = known.find(field);
    if (found == known.end() || !found->second.is_column) {
      return fail(ErrorCode::kInternal, fmt::format("No column {} of {}.", field, kind));
    }
  }
  return {};
}

/// The field whose value refers to nothing; empty when all do, or one cannot be told.
std::string missing_reference(Connection& connection, std::string_view kind, const Fields& fields,
                              const app::Row& values) {
  struct Reference {
    std::string field, table, column;
  };
  std::vector<Reference> references;
  {
    auto statement =
        connection.prepare("SELECT \"from\", \"table\", \"to\" FROM pragma_foreign_key_list(?)");
    const app::Value name = std::string(kind);
    if (!statement || !(*statement)->bind(1, name)) return {};
    while ((*statement)->step().value_or(false)) {
      app::Row row(3);
      for (int column = 0; column < 3; ++column) {
        static_cast<void>((*statement)->read(column, row[static_cast<std::size_t>(column)]));
      }
      Reference reference;
      app::from_value(row[0], reference.field);
      app::from_value(row[1], reference.table);
      app::from_value(row[2], reference.column);
      references.push_back(std::move(reference));
    }
  }
  for (const auto& reference : references) {
    const auto at = std::find(fields.begin(), fields.end(), reference.field);
    if (at == fields.end()) continue;
    const auto& value = values[static_cast<std::size_t>(at - fields.begin())];
    if (std::holds_alternative<std::monostate>(value)) continue;
    auto statement = connection.prepare(
        fmt::format("SELECT 1 FROM \"{}\" WHERE \"{}\" = ?", reference.table, reference.column));
    if (!statement || !(*statement)->bind(1, value)) continue;
    if (!(*statement)->step().value_or(true)) return reference.field;
  }
  return {};
}

/// Names the field that a broken reference is in.
Status explain(Status status, Connection& connection, std::string_view kind, const Fields& fields,
               const app::Row& values) {
  if (status || status.error().code != ErrorCode::kConflict || !status.error().field.empty()) {
    return status;
  }
  if (auto field = missing_reference(connection, kind, fields, values); !field.empty()) {
    return fail(ErrorCode::kConflict, "The record that this one refers to does not exist.",
                std::move(field));
  }
  return status;
}

const app::Value* value_of(std::string_view field, const Fields& fields, const app::Row& values) {
  const auto at = std::find(fields.begin(), fields.end(), field);
  return at == fields.end() ? nullptr : &values[static_cast<std::size_t>(at - fields.begin())];
}

/// Makes the link table say what the owner's list says.
Status link_elements(Connection& connection, const LinkTable& link, const app::Value& owner,
                     const app::Value& list) {
  const auto* const text = std::get_if<std::string>(&list);
  if (text == nullptr) return fail(ErrorCode::kInternal, "A list of references is a text.");
  domain::UuidList elements;
  app::text_to_list(*text, elements);
  DRAWBRIDGE_CHECK(run(connection,
                       fmt::format("DELETE FROM {} WHERE {} = ?", link.table, link.owner_column),
                       {owner}));
  for (const auto& element : elements) {
    auto linked = run(connection,
                      fmt::format("INSERT OR IGNORE INTO {} ({}, {}) VALUES (?, ?)", link.table,
                                  link.owner_column, link.element_column),
                      {owner, element});
    if (!linked && linked.error().code == ErrorCode::kConflict) {
      return fail(ErrorCode::kConflict,
                  fmt::format("There is no {} {}.", link.element_kind, element.hex()),
                  std::string(link.field));
    }
    DRAWBRIDGE_CHECK(std::move(linked));
  }
  return {};
}

/// Drops from `fields` and `values` what the row says already. kNotFound without the row.
Status keep_differences(Connection& connection, std::string_view kind, const Uuid& uuid,
                        Fields& fields, std::vector<const app::Value*>& values) {
  DRAWBRIDGE_TRY(auto statement,
                 connection.prepare(fmt::format("SELECT \"{}\" FROM \"{}\" WHERE uuid = ?",
                                                fmt::join(fields, "\",\""), kind)));
  const app::Value key = uuid;
  DRAWBRIDGE_CHECK(statement->bind(1, key));
  DRAWBRIDGE_TRY(const bool has_row, statement->step());
  if (!has_row) return fail(ErrorCode::kNotFound, "Not found.");
  app::Value present;
  std::size_t kept = 0;
  for (std::size_t at = 0; at < fields.size(); ++at) {
    DRAWBRIDGE_CHECK(statement->read(static_cast<int>(at), present));
    if (present == *values[at]) continue;
    fields[kept] = fields[at];
    values[kept] = values[at];
    ++kept;
  }
  fields.resize(kept);
  values.resize(kept);
  return {};
}

}  // namespace

Status insert_record(Connection& connection, std::string_view kind, const Fields& fields,
                     const app::Row& values) {
  DRAWBRIDGE_CHECK(require_transaction(connection));
  DRAWBRIDGE_CHECK(require_columns(kind, fields, values));
  std::string places(fields.size() * 2 - 1, ',');
  for (std::size_t at = 0; at < places.size(); at += 2) places[at] = '?';
  auto inserted = run(connection,
                      fmt::format("INSERT INTO \"{}\" (\"{}\") VALUES ({})", kind,
                                  fmt::join(fields, "\",\""), places),
                      values);
  if (!inserted) return explain(std::move(inserted), connection, kind, fields, values);
  const auto* const link = find_link_table(kind);
  if (link == nullptr) return {};
  const auto* const owner = value_of("uuid", fields, values);
  const auto* const list = value_of(link->field, fields, values);
  return owner != nullptr && list != nullptr ? link_elements(connection, *link, *owner, *list)
                                             : Status{};
}

Status update_record(Connection& connection, std::string_view kind, const Uuid& uuid,
                     const Fields& fields, const app::Row& values) {
  DRAWBRIDGE_CHECK(require_transaction(connection));
  DRAWBRIDGE_CHECK(require_columns(kind, fields, values));
  Fields changed = fields;
  std::vector<const app::Value*> changes;
  changes.reserve(values.size());
  for (const auto& value : values) changes.push_back(&value);
  DRAWBRIDGE_CHECK(keep_differences(connection, kind, uuid, changed, changes));
  if (changed.empty()) return {};
  const app::Value key = uuid;
  Status updated;
  {
    DRAWBRIDGE_TRY(auto statement,
                   connection.prepare(fmt::format("UPDATE \"{}\" SET \"{}\" = ? WHERE uuid = ?",
                                                  kind, fmt::join(changed, "\" = ?, \""))));
    int parameter = 0;
    for (const auto* value : changes) DRAWBRIDGE_CHECK(statement->bind(++parameter, *value));
    DRAWBRIDGE_CHECK(statement->bind(++parameter, key));
    updated = statement->run();
  }
  if (!updated) return explain(std::move(updated), connection, kind, fields, values);
  const auto* const link = find_link_table(kind);
  if (link == nullptr) return {};
  const auto at = std::find(changed.begin(), changed.end(), link->field);
  if (at == changed.end()) return {};
  return link_elements(connection, *link, key,
                       *changes[static_cast<std::size_t>(at - changed.begin())]);
}

Status erase_record(Connection& connection, std::string_view kind, const Uuid& uuid) {
  DRAWBRIDGE_CHECK(require_transaction(connection));
  DRAWBRIDGE_CHECK(require_record(kind));
  auto erased = run(connection, fmt::format("DELETE FROM \"{}\" WHERE uuid = ?", kind), {uuid});
  if (!erased && erased.error().message.starts_with("A record that this one refers to")) {
    return fail(ErrorCode::kConflict, "Other records still refer to this one.");
  }
  DRAWBRIDGE_CHECK(std::move(erased));
  if (connection.changes() == 0) return fail(ErrorCode::kNotFound, "Not found.");
  return {};
}

Result<std::int64_t> read_counter(Connection& connection, std::string_view name) {
  DRAWBRIDGE_TRY(auto statement, connection.prepare("SELECT value FROM counter WHERE name = ?"));
  const app::Value key = std::string(name);
  DRAWBRIDGE_CHECK(statement->bind(1, key));
  DRAWBRIDGE_TRY(const bool has_row, statement->step());
  return has_row ? statement->read_integer(0) : 0;
}

Status write_counter(Connection& connection, std::string_view name, std::int64_t value) {
  DRAWBRIDGE_CHECK(require_transaction(connection));
  return run(connection,
             "INSERT INTO counter (name, value) VALUES (?, ?)"
             " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
             {std::string(name), value});
}

}  // namespace drawbridge::store
