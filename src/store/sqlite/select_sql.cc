#include "store/sqlite/select_sql.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <string_view>
#include <utility>
#include <variant>

#include "store/sqlite/views.h"

namespace drawbridge::store {
namespace {

using app::Condition;
using app::Value;
using Operator = app::Condition::Operator;

/// SQLite takes expressions 1,000 levels deep and 250,000 parameters.
constexpr std::size_t kDepthMax = 50;
constexpr std::size_t kChildrenMax = 500;
constexpr std::size_t kListMax = 100'000;

constexpr std::size_t kLikeMax = 1000;  // octets; SQLite takes patterns of 50,000

/// For LIKE with a backslash as its escape character.
std::string without_wildcards(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

/// Collects one SELECT: the text of its condition, and which joins it needs.
class Compiler {
 public:
  Compiler(const View& view, std::vector<Value>& parameters, std::size_t depth)
      : view_(&view), parameters_(&parameters), depth_(depth) {}

  Result<const Field*> field(std::string_view name) {
    const auto found = view_->fields.find(name);
    if (found == view_->fields.end()) {
      return fail(ErrorCode::kInternal, fmt::format("No field {} of {}.", name, view_->from));
    }
    need(found->second.join);
    return &found->second;
  }

  Status condition(const Condition& condition);
  Status write_where(const Condition& condition);
  void write_from();
  std::string take_text() { return std::move(text_); }
  std::string& text() { return text_; }

 private:
  void need(std::string_view alias);
  void parameter(const Value& value) {
    parameters_->push_back(value);
    text_ += '?';
  }
  Status leaf(const Condition& condition, const Field& field);
  Status compare(std::string_view expression, std::string_view sign, const Condition& condition);
  Status in_list(const Condition& condition, const Field& field);
  Status in_select(const Condition& condition, const Field& field);
  void holds(const Condition& condition, const Field& field);
  Status children(const Condition& condition, std::string_view word, std::string_view none);

  const View* view_;
  std::vector<Value>* parameters_;
  std::size_t depth_;
  std::string text_;
  std::vector<std::string_view> needed_;
};

Status write_query(const app::Select& select, std::vector<Value>& parameters, std::size_t depth,
                   std::string& sql);

void Compiler::need(std::string_view alias) {
  if (alias.empty() || std::find(needed_.begin(), needed_.end(), alias) != needed_.end()) return;
  const auto join = std::find_if(view_->joins.begin(), view_->joins.end(),
                                 [&](const Join& each) { return each.alias == alias; });
  if (join == view_->joins.end()) return;
  need(join->needs);
  needed_.push_back(alias);
}

void Compiler::write_from() {
  text_ += " FROM ";
  text_ += view_->from;
  for (const auto& join : view_->joins) {
    if (std::find(needed_.begin(), needed_.end(), join.alias) == needed_.end()) continue;
    text_ += ' ';
    text_ += join.clause;
  }
}

Status Compiler::write_where(const Condition& where) {
  const bool is_any = where.op == Operator::kAlways;
  if (is_any && view_->filter.empty()) return {};
  text_ += " WHERE ";
  text_ += view_->filter;
  if (is_any) return {};
  if (!view_->filter.empty()) text_ += " AND ";
  return condition(where);
}

Status Compiler::condition(const Condition& condition) {
  if (++depth_ > kDepthMax) return fail(ErrorCode::kTooLarge, "The condition nests too deep.");
  Status done;
  switch (condition.op) {
    case Operator::kAlways:
      text_ += '1';
      break;
    case Operator::kAnd:
      done = children(condition, " AND ", "1");
      break;
    case Operator::kOr:
      done = children(condition, " OR ", "0");
      break;
    case Operator::kNot:
      if (condition.children.size() != 1) {
        return fail(ErrorCode::kInternal, "A negation has one child.");
      }
      // A comparison with null is neither true nor false; its negation is true here.
      text_ += "((";
      done = this->condition(condition.children.front());
      text_ += ") IS NOT TRUE)";
      break;
    default: {
      DRAWBRIDGE_TRY(const auto* const found, field(condition.field));
      done = leaf(condition, *found);
    }
  }
  --depth_;
  return done;
}

Status Compiler::leaf(const Condition& condition, const Field& field) {
  switch (condition.op) {
    case Operator::kIsNull:
      text_ += field.expression + " IS NULL";
      return {};
    case Operator::kIn:
      return in_list(condition, field);
    case Operator::kInSelect:
      return in_select(condition, field);
    case Operator::kEqual:
      return compare(field.expression, " = ", condition);
    case Operator::kAtLeast:
      return compare(field.expression, " >= ", condition);
    case Operator::kAtMost:
      return compare(field.expression, " <= ", condition);
    case Operator::kGreater:
      return compare(field.expression, " > ", condition);
    case Operator::kLess:
      return compare(field.expression, " < ", condition);
    default:
      break;
  }
  if (condition.values.size() != 1) return fail(ErrorCode::kInternal, "A comparison has a value.");
  if (condition.op == Operator::kHolds) {
    holds(condition, field);
    return {};
  }
  if (condition.op == Operator::kContains) {
    const auto* const wanted = std::get_if<std::string>(&condition.values.front());
    if (wanted != nullptr && wanted->size() <= kLikeMax) {
      text_ += field.expression + " LIKE ";
      parameter("%" + without_wildcards(*wanted) + "%");
      text_ += " ESCAPE '\\'";
      return {};
    }
    // Slower than LIKE, but takes a text of any length.
    text_ += "instr(lower(" + field.expression + "), lower(";
    parameter(condition.values.front());
    text_ += ")) > 0";
    return {};
  }
  text_ += field.expression + " = ";
  parameter(condition.values.front());
  text_ += " COLLATE NOCASE";
  return {};
}

Status Compiler::compare(std::string_view expression, std::string_view sign,
                         const Condition& condition) {
  if (condition.values.size() != 1) return fail(ErrorCode::kInternal, "A comparison has a value.");
  text_ += expression;
  text_ += sign;
  parameter(condition.values.front());
  return {};
}

Status Compiler::in_list(const Condition& condition, const Field& field) {
  const auto& values = condition.values;
  if (values.empty()) {
    text_ += '0';
    return {};
  }
  if (values.size() > kListMax) return fail(ErrorCode::kTooLarge, "The list is too long.");
  // Lists of alike lengths share a statement: the rest is filled up with the last value.
  const auto slots = std::bit_ceil(values.size());
  text_ += field.expression + " IN (";
  for (std::size_t at = 0; at < slots; ++at) {
    if (at > 0) text_ += ',';
    parameter(values[std::min(at, values.size() - 1)]);
  }
  text_ += ')';
  return {};
}

Status Compiler::in_select(const Condition& condition, const Field& field) {
  if (!condition.select || condition.select->fields.size() != 1) {
    return fail(ErrorCode::kInternal, "A query inside a condition has one field.");
  }
  text_ += field.expression + " IN (";
  DRAWBRIDGE_CHECK(write_query(*condition.select, *parameters_, depth_, text_));
  text_ += ')';
  return {};
}

void Compiler::holds(const Condition& condition, const Field& field) {
  const auto& value = condition.values.front();
  if (const auto* const link = find_link_table_of_field(condition.field); link != nullptr) {
    text_.append("t.uuid IN (SELECT ").append(link->owner_column).append(" FROM ");
    text_.append(link->table).append(" WHERE ").append(link->element_column).append(" = ");
    parameter(value);
    text_ += ')';
    return;
  }
  text_ +=
      "EXISTS (SELECT 1 FROM json_each(" + field.expression + ") AS element WHERE element.value = ";
  const auto* const uuid = std::get_if<Uuid>(&value);
  parameter(uuid == nullptr ? value : Value(uuid->hex()));
  text_ += ')';
}

Status Compiler::children(const Condition& condition, std::string_view word,
                          std::string_view none) {
  if (condition.children.empty()) {
    text_ += none;
    return {};
  }
  if (condition.children.size() > kChildrenMax) {
    return fail(ErrorCode::kTooLarge, "The condition has too many parts.");
  }
  text_ += '(';
  bool is_first = true;
  for (const auto& child : condition.children) {
    if (!std::exchange(is_first, false)) text_ += word;
    DRAWBRIDGE_CHECK(this->condition(child));
  }
  text_ += ')';
  return {};
}

Status write_order(const app::Select& select, const View& view, Compiler& compiler,
                   std::string& sql) {
  const bool is_page = select.offset > 0 || (select.limit && *select.limit > 1) || select.from_end;
  if (select.order.empty() && !is_page) return {};
  // The key follows the last direction, so that an index, which ends with the key, serves both.
  const bool key_descends = !select.order.empty() && select.order.back().descending;
  std::string_view separator = " ORDER BY ";
  const auto add = [&](std::string_view expression, bool descends) {
    sql += std::exchange(separator, ", ");
    sql += expression;
    if (descends != select.from_end) sql += " DESC";
  };
  for (const auto& ordering : select.order) {
    DRAWBRIDGE_TRY(const auto* const field, compiler.field(ordering.field));
    add(field->expression, ordering.descending);
  }
  for (const auto& key : view.key) add(key, key_descends);
  return {};
}

Result<const View*> view_of(const app::Select& select) {
  const auto* const view = find_view(select.kind);
  if (view == nullptr) {
    return fail(ErrorCode::kInternal, fmt::format("No records of the kind {}.", select.kind));
  }
  return view;
}

/// A page of records by their keys: what is sorted and skipped is then a key and what it is sorted
/// by, not whole rows with all that is joined to them.
bool is_read_by_keys(const app::Select& select, const View& view) {
  return view.is_record && view.key.size() == 1 && select.limit && *select.limit > 1 &&
         select.fields.size() > 1;
}

Status write_page_by_keys(const app::Select& select, const View& view,
                          std::vector<Value>& parameters, std::string& sql) {
  app::Select keys = select;
  keys.fields = {"uuid"};
  Compiler compiler(view, parameters, 0);
  std::string_view separator = "SELECT ";
  for (const auto& name : select.fields) {
    DRAWBRIDGE_TRY(const auto* const field, compiler.field(name));
    sql += std::exchange(separator, ", ");
    sql += field->expression;
  }
  std::string order;
  DRAWBRIDGE_CHECK(write_order(select, view, compiler, order));
  compiler.write_from();
  sql += compiler.text() + " WHERE " + view.key.front() + " IN (";
  DRAWBRIDGE_CHECK(write_query(keys, parameters, 1, sql));
  sql += ")" + order;
  return {};
}

Status write_query(const app::Select& select, std::vector<Value>& parameters, std::size_t depth,
                   std::string& sql) {
  DRAWBRIDGE_TRY(const auto* const view, view_of(select));
  if (depth == 0 && is_read_by_keys(select, *view)) {
    return write_page_by_keys(select, *view, parameters, sql);
  }
  if (select.fields.empty()) return fail(ErrorCode::kInternal, "A query has fields.");
  Compiler compiler(*view, parameters, depth);
  std::string_view separator = "SELECT ";
  for (const auto& name : select.fields) {
    DRAWBRIDGE_TRY(const auto* const field, compiler.field(name));
    sql += std::exchange(separator, ", ");
    sql += field->expression;
  }
  DRAWBRIDGE_CHECK(compiler.write_where(select.where));
  const auto where = compiler.take_text();
  std::string order;
  DRAWBRIDGE_CHECK(write_order(select, *view, compiler, order));
  compiler.text().clear();
  compiler.write_from();
  sql += compiler.text() + where + order;
  if (!select.limit && select.offset <= 0) return {};
  sql += " LIMIT ? OFFSET ?";
  parameters.emplace_back(std::max<std::int64_t>(select.limit.value_or(INT64_MAX), 0));
  parameters.emplace_back(std::max<std::int64_t>(select.offset, 0));
  return {};
}

}  // namespace

Result<CompiledQuery> compile_select(const app::Select& select) {
  CompiledQuery query;
  query.sql.reserve(1024);
  DRAWBRIDGE_CHECK(write_query(select, query.parameters, 0, query.sql));
  return query;
}

Result<CompiledQuery> compile_count(const app::Select& select) {
  DRAWBRIDGE_TRY(const auto* const view, view_of(select));
  CompiledQuery query;
  Compiler compiler(*view, query.parameters, 0);
  DRAWBRIDGE_CHECK(compiler.write_where(select.where));
  const auto where = compiler.take_text();
  compiler.text().clear();
  compiler.write_from();
  query.sql = "SELECT count(*)" + compiler.text() + where;
  return query;
}

}  // namespace drawbridge::store
