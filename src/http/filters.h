#pragma once

#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/query.h"
#include "base/result.h"
#include "http/query_string.h"

/// Query parameters of lists, declared as tables.
namespace drawbridge::http {

/// One parameter. Repeated values are alternatives; blank ones are ignored.
struct Filter {
  std::string parameter;
  /// Values (one or more, none blank) to a condition; kInvalid names no field (apply_filters does).
  std::function<Result<app::Condition>(std::span<const std::string_view>)> read;
};

namespace filter {

/// Equal text.
Filter exact(std::string_view parameter, std::string_view field);
/// Equal text without regard to ASCII case.
Filter exact_no_case(std::string_view parameter, std::string_view field);
/// Text within one of the fields, without regard to ASCII case.
Filter contains(std::string_view parameter, std::initializer_list<std::string_view> fields);
Filter uuid(std::string_view parameter, std::string_view field);
/// UUIDs in one comma-separated value.
Filter uuid_list(std::string_view parameter, std::string_view field);
/// The absolute URL of an object of one of `collections`, or its UUID.
Filter reference(std::string_view parameter, std::string_view field,
                 std::span<const std::string_view> collections);
/// `true false True 1 0 yes no on off t f`.
Filter boolean(std::string_view parameter, std::string_view field);
/// As boolean, each value with its own condition.
Filter boolean(std::string_view parameter, app::Condition when_true, app::Condition when_false);
/// One of `words`, which are the field's stored values.
Filter choice(std::string_view parameter, std::string_view field, std::vector<std::string> words);
/// A date or date-time: at that moment or later; earlier than it.
Filter since(std::string_view parameter, std::string_view field);
Filter until(std::string_view parameter, std::string_view field);
/// As since and until (which includes the day), for fields that hold a date as text.
Filter date_since(std::string_view parameter, std::string_view field);
Filter date_until(std::string_view parameter, std::string_view field);
/// Anything else, one value at a time (repeats are alternatives).
Filter custom(std::string_view parameter,
              std::function<Result<app::Condition>(std::string_view)> read);

}  // namespace filter

/// The conditions of all parameters given, all of which must hold. Unknown parameters are ignored.
/// @return kInvalid naming the parameter for a value that can never match
Result<app::Condition> apply_filters(std::span<const Filter> filters, const QueryString& query);

/// One word of the `o` parameter and the field it stands for.
struct OrderingName {
  std::string_view name;
  std::string_view field;
};

/// `o=-created,username` or repeated; `-` = descending. Without it `fallback`.
/// @return kInvalid on `o` for an unknown word
Result<std::vector<app::Ordering>> read_ordering(std::span<const OrderingName> names,
                                                 const QueryString& query,
                                                 std::vector<app::Ordering> fallback);

/// The spellings of a boolean in a query.
Result<bool> parse_boolean(std::string_view text);

}  // namespace drawbridge::http
