#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/uuid.h"

/// What the use cases ask of a store, as values: no SQL above src/store, and nothing that a
/// caller wrote ever becomes part of a statement.
namespace drawbridge::app {

/// One column of a row. Booleans are 0 and 1, moments microseconds, enumerations their words,
/// lists and objects JSON text.
using Value = std::variant<std::monostate, std::int64_t, std::string, Uuid>;

/// A row's values, in the order in which the query named the fields.
using Row = std::vector<Value>;

struct Select;

/// A condition on the rows of one kind. Field names are the record's (domain/records.h) or those
/// of the kind's view (store/sqlite/views.h); an unknown one is a bug and fails the query.
struct Condition {
  enum class Operator : std::uint8_t {
    kAlways,
    kEqual,        ///< equal to values[0]; null equals nothing
    kEqualNoCase,  ///< text equal without regard to ASCII case
    kIn,           ///< equal to one of the values; an empty list matches nothing
    kContains,     ///< text holds values[0], without regard to ASCII case
    kAtLeast,
    kAtMost,
    kGreater,
    kLess,
    kIsNull,
    kHolds,     ///< a JSON list field holds values[0] as an element
    kAnd,       ///< all children; none: always
    kOr,        ///< one of the children; none: never
    kNot,       ///< not children[0]
    kInSelect,  ///< the field's value is the `select` query's (single) field of some row
  };

  Operator op = Operator::kAlways;
  std::string field;
  std::vector<Value> values;
  std::vector<Condition> children;
  std::shared_ptr<const Select> select;
};

struct Ordering {
  std::string field;
  bool descending = false;
};

/// A query over one kind: which fields, which rows, in which order.
struct Select {
  std::string kind;                 ///< a record's kKind
  std::vector<std::string> fields;  ///< record or view fields
  Condition where;
  std::vector<Ordering> order;
  std::optional<std::int64_t> limit;
  std::int64_t offset = 0;
  bool from_end = false;  ///< reads the ordering backwards: the first row is its last
};

namespace where {

inline Condition all() { return {}; }
inline Condition nothing() { return {Condition::Operator::kOr, {}, {}, {}, {}}; }
inline Condition compare(Condition::Operator op, std::string_view field, Value value) {
  Condition condition;
  condition.op = op;
  condition.field = std::string(field);
  condition.values.push_back(std::move(value));
  return condition;
}
inline Condition equal(std::string_view field, Value value) {
  return compare(Condition::Operator::kEqual, field, std::move(value));
}
inline Condition equal_no_case(std::string_view field, std::string value) {
  return compare(Condition::Operator::kEqualNoCase, field, std::move(value));
}
inline Condition contains(std::string_view field, std::string value) {
  return compare(Condition::Operator::kContains, field, std::move(value));
}
inline Condition holds(std::string_view field, Value value) {
  return compare(Condition::Operator::kHolds, field, std::move(value));
}
inline Condition is_true(std::string_view field) { return equal(field, std::int64_t{1}); }
inline Condition is_false(std::string_view field) { return equal(field, std::int64_t{0}); }
inline Condition is_null(std::string_view field) {
  Condition condition;
  condition.op = Condition::Operator::kIsNull;
  condition.field = std::string(field);
  return condition;
}
inline Condition in(std::string_view field, std::vector<Value> values) {
  Condition condition;
  condition.op = Condition::Operator::kIn;
  condition.field = std::string(field);
  condition.values = std::move(values);
  return condition;
}
inline Condition in_select(std::string_view field, Select select) {
  Condition condition;
  condition.op = Condition::Operator::kInSelect;
  condition.field = std::string(field);
  condition.select = std::make_shared<const Select>(std::move(select));
  return condition;
}
inline Condition combine(Condition::Operator op, std::vector<Condition> children) {
  Condition condition;
  condition.op = op;
  condition.children = std::move(children);
  return condition;
}
inline Condition both(Condition left, Condition right) {
  return combine(Condition::Operator::kAnd, {std::move(left), std::move(right)});
}
inline Condition all_of(std::vector<Condition> children) {
  return combine(Condition::Operator::kAnd, std::move(children));
}
/// Whether the condition can never hold, as far as its form tells.
inline bool is_nothing(const Condition& condition) {
  return (condition.op == Condition::Operator::kOr && condition.children.empty()) ||
         (condition.op == Condition::Operator::kIn && condition.values.empty());
}
/// Alternatives that can never hold are left out: each would keep the store from using its indexes
/// for the others.
inline Condition any_of(std::vector<Condition> children) {
  std::erase_if(children, is_nothing);
  if (children.size() == 1) return std::move(children.front());
  return combine(Condition::Operator::kOr, std::move(children));
}
// `not` is a word of the language.
inline Condition not_(Condition child) {
  return combine(Condition::Operator::kNot, {std::move(child)});
}

}  // namespace where

/// The named fields of the rows of one kind that match, in no order.
inline Select select_fields(std::string_view kind, std::vector<std::string> fields,
                            Condition where) {
  Select select;
  select.kind = std::string(kind);
  select.fields = std::move(fields);
  select.where = std::move(where);
  return select;
}

}  // namespace drawbridge::app
