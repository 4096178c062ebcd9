#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "app/query.h"
#include "base/clock.h"
#include "domain/field_types.h"
#include "domain/words.h"

/// Records to rows and back, by the records' own field lists.
namespace drawbridge::app {

/// A JSON array of strings as text, and back; a text that is none gives an empty list.
std::string list_to_text(const domain::StringList& list);
std::string list_to_text(const domain::UuidList& list);
void text_to_list(const std::string& text, domain::StringList& list);
void text_to_list(const std::string& text, domain::UuidList& list);

template <class T>
Value to_value(const T& field) {
  if constexpr (std::is_same_v<T, bool>) {
    return std::int64_t{field ? 1 : 0};
  } else if constexpr (std::is_same_v<T, std::int64_t> || std::is_same_v<T, std::string> ||
                       std::is_same_v<T, Uuid>) {
    return field;
  } else if constexpr (std::is_same_v<T, Timestamp>) {
    return field.microseconds;
  } else if constexpr (std::is_same_v<T, domain::JsonText>) {
    return field.text;
  } else if constexpr (domain::HasWords<T>) {
    return std::string(domain::to_word(field));
  } else if constexpr (requires {
                         typename T::value_type;
                         list_to_text(field);
                       }) {
    return list_to_text(field);
  } else {
    return field ? to_value(*field) : Value{};
  }
}

/// Reads a column into a field. A column of another type leaves the field at its default: the
/// schema's STRICT tables and checks keep that from happening.
template <class T>
void from_value(Value& value, T& field) {
  if constexpr (std::is_same_v<T, bool>) {
    if (auto* number = std::get_if<std::int64_t>(&value)) field = *number != 0;
  } else if constexpr (std::is_same_v<T, std::int64_t> || std::is_same_v<T, Uuid>) {
    if (auto* same = std::get_if<T>(&value)) field = *same;
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (auto* text = std::get_if<std::string>(&value)) field = std::move(*text);
  } else if constexpr (std::is_same_v<T, Timestamp>) {
    if (auto* number = std::get_if<std::int64_t>(&value)) field.microseconds = *number;
  } else if constexpr (std::is_same_v<T, domain::JsonText>) {
    if (auto* text = std::get_if<std::string>(&value)) field.text = std::move(*text);
  } else if constexpr (domain::HasWords<T>) {
    if (auto* text = std::get_if<std::string>(&value)) {
      if (auto word = domain::from_word<T>(*text)) field = *word;
    }
  } else if constexpr (requires {
                         typename T::value_type;
                         list_to_text(field);
                       }) {
    if (auto* text = std::get_if<std::string>(&value)) text_to_list(*text, field);
  } else {
    if (std::holds_alternative<std::monostate>(value)) {
      field.reset();
    } else {
      from_value(value, field.emplace());
    }
  }
}

/// The names of a record's fields, in order.
template <class R>
const std::vector<std::string_view>& field_names() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> found;
    R record;
    visit_fields(record,
                 [&](std::string_view name, auto&, domain::FieldUse) { found.push_back(name); });
    return found;
  }();
  return names;
}

template <class R>
Row to_row(const R& record) {
  Row row;
  row.reserve(field_names<R>().size());
  visit_fields(record, [&](std::string_view, const auto& field, domain::FieldUse) {
    row.push_back(to_value(field));
  });
  return row;
}

/// Reads a record off the front of a row; the row may hold more.
template <class R>
R from_row(Row& row, std::size_t first = 0) {
  R record;
  std::size_t at = first;
  visit_fields(record, [&](std::string_view, auto& field, domain::FieldUse) {
    if (at < row.size()) from_value(row[at], field);
    ++at;
  });
  return record;
}

/// A query for whole records of R, with `more` view fields behind them.
template <class R>
Select select_records(Condition where = {}, std::vector<std::string> more = {}) {
  Select select;
  select.kind = std::string(R::kKind);
  select.fields.assign(field_names<R>().begin(), field_names<R>().end());
  select.fields.insert(select.fields.end(), std::make_move_iterator(more.begin()),
                       std::make_move_iterator(more.end()));
  select.where = std::move(where);
  return select;
}

}  // namespace drawbridge::app
