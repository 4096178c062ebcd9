#include "http/filters.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/clock.h"
#include "base/text.h"
#include "base/uuid.h"
#include "http/body.h"

namespace drawbridge::http {
namespace {

using app::Condition;
using app::Value;
using Texts = std::span<const std::string_view>;

constexpr std::size_t kMaxTextLength = 1000;

Condition in_or_equal(std::string_view field, std::vector<Value> values) {
  if (values.size() == 1) return app::where::equal(field, std::move(values.front()));
  return app::where::in(field, std::move(values));
}

tl::unexpected<Error> no_such_choice(std::string_view word, std::string field = {}) {
  return fail(
      ErrorCode::kInvalid,
      "Select a valid choice. " + std::string(word) + " is not one of the available choices.",
      std::move(field));
}

Result<Uuid> parse_uuid(std::string_view text) {
  auto uuid = Uuid::parse(trim(text));
  if (!uuid) return fail(ErrorCode::kInvalid, "Enter a valid UUID.");
  return uuid;
}

Result<Timestamp> parse_moment(std::string_view text) {
  // A plus in an offset that the client did not encode arrives as a blank.
  std::string repaired(trim(text));
  const auto blank = repaired.rfind(' ');
  if (blank != std::string::npos && blank > 10) repaired[blank] = '+';
  auto moment = Timestamp::parse(repaired);
  if (!moment) return fail(ErrorCode::kInvalid, "Enter a valid date/time.");
  return moment;
}

Filter compare_date(std::string_view parameter, std::string_view field, Condition::Operator op) {
  return filter::custom(
      parameter, [field = std::string(field), op](std::string_view value) -> Result<Condition> {
        const auto text = trim(value);
        if (!is_calendar_date(text)) {
          return fail(ErrorCode::kInvalid, "Enter a valid date.");
        }
        return app::where::compare(op, field, std::string(text));
      });
}

}  // namespace

Result<bool> parse_boolean(std::string_view text) {
  constexpr std::array<std::string_view, 6> kTrue = {"true", "1", "yes", "on", "t", "y"};
  constexpr std::array<std::string_view, 6> kFalse = {"false", "0", "no", "off", "f", "n"};
  const std::string word = ascii_lower(trim(text));
  if (std::find(kTrue.begin(), kTrue.end(), word) != kTrue.end()) return true;
  if (std::find(kFalse.begin(), kFalse.end(), word) != kFalse.end()) return false;
  return fail(ErrorCode::kInvalid, "Must be a valid boolean.");
}

namespace filter {

Filter custom(std::string_view parameter, std::function<Result<Condition>(std::string_view)> read) {
  return {std::string(parameter), [read = std::move(read)](Texts values) -> Result<Condition> {
            std::vector<Condition> alternatives;
            for (const auto value : values) {
              DRAWBRIDGE_TRY(auto condition, read(value));
              alternatives.push_back(std::move(condition));
            }
            if (alternatives.size() == 1) return std::move(alternatives.front());
            return app::where::any_of(std::move(alternatives));
          }};
}

Filter exact(std::string_view parameter, std::string_view field) {
  return {std::string(parameter), [field = std::string(field)](Texts values) -> Result<Condition> {
            std::vector<Value> wanted;
            for (const auto value : values) wanted.emplace_back(std::string(value));
            return in_or_equal(field, std::move(wanted));
          }};
}

Filter exact_no_case(std::string_view parameter, std::string_view field) {
  return custom(parameter,
                [field = std::string(field)](std::string_view value) -> Result<Condition> {
                  return app::where::equal_no_case(field, std::string(value));
                });
}

Filter contains(std::string_view parameter, std::initializer_list<std::string_view> fields) {
  return custom(parameter,
                [fields = std::vector<std::string>(fields.begin(), fields.end())](
                    std::string_view value) -> Result<Condition> {
                  std::vector<Condition> places;
                  for (const auto& field : fields) {
                    places.push_back(app::where::contains(field, std::string(value)));
                  }
                  return app::where::any_of(std::move(places));
                });
}

Filter uuid(std::string_view parameter, std::string_view field) {
  return {std::string(parameter), [field = std::string(field)](Texts values) -> Result<Condition> {
            std::vector<Value> wanted;
            for (const auto value : values) {
              DRAWBRIDGE_TRY(const auto parsed, parse_uuid(value));
              wanted.emplace_back(parsed);
            }
            return in_or_equal(field, std::move(wanted));
          }};
}

Filter uuid_list(std::string_view parameter, std::string_view field) {
  return custom(parameter,
                [field = std::string(field)](std::string_view value) -> Result<Condition> {
                  std::vector<Value> wanted;
                  for (const auto piece : split(value, ',')) {
                    if (trim(piece).empty()) continue;
                    DRAWBRIDGE_TRY(const auto parsed, parse_uuid(piece));
                    wanted.emplace_back(parsed);
                  }
                  return app::where::in(field, std::move(wanted));
                });
}

Filter reference(std::string_view parameter, std::string_view field,
                 std::span<const std::string_view> collections) {
  return custom(
      parameter,
      [field = std::string(field), collections](std::string_view value) -> Result<Condition> {
        if (const auto plain = Uuid::parse(trim(value))) {
          return app::where::equal(field, *plain);
        }
        DRAWBRIDGE_TRY(const auto found, parse_reference(trim(value), collections, {}));
        return app::where::equal(field, found);
      });
}

Filter boolean(std::string_view parameter, std::string_view field) {
  return boolean(parameter, app::where::is_true(field), app::where::is_false(field));
}

Filter boolean(std::string_view parameter, Condition when_true, Condition when_false) {
  return custom(parameter,
                [when_true = std::move(when_true),
                 when_false = std::move(when_false)](std::string_view value) -> Result<Condition> {
                  DRAWBRIDGE_TRY(const bool flag, parse_boolean(value));
                  return flag ? when_true : when_false;
                });
}

Filter choice(std::string_view parameter, std::string_view field, std::vector<std::string> words) {
  return {
      std::string(parameter),
      [field = std::string(field), words = std::move(words)](Texts values) -> Result<Condition> {
        std::vector<Value> wanted;
        for (const auto value : values) {
          if (std::find(words.begin(), words.end(), value) == words.end()) {
            return no_such_choice(value);
          }
          wanted.emplace_back(std::string(value));
        }
        return in_or_equal(field, std::move(wanted));
      }};
}

Filter since(std::string_view parameter, std::string_view field) {
  return custom(
      parameter, [field = std::string(field)](std::string_view value) -> Result<Condition> {
        DRAWBRIDGE_TRY(const auto moment, parse_moment(value));
        return app::where::compare(Condition::Operator::kAtLeast, field, moment.microseconds);
      });
}

Filter until(std::string_view parameter, std::string_view field) {
  return custom(
      parameter, [field = std::string(field)](std::string_view value) -> Result<Condition> {
        DRAWBRIDGE_TRY(const auto moment, parse_moment(value));
        return app::where::compare(Condition::Operator::kLess, field, moment.microseconds);
      });
}

Filter date_since(std::string_view parameter, std::string_view field) {
  return compare_date(parameter, field, Condition::Operator::kAtLeast);
}

Filter date_until(std::string_view parameter, std::string_view field) {
  return compare_date(parameter, field, Condition::Operator::kAtMost);
}

}  // namespace filter

Result<Condition> apply_filters(std::span<const Filter> filters, const QueryString& query) {
  std::vector<Condition> conditions;
  for (const auto& filter : filters) {
    const auto values = query.values(filter.parameter);
    if (values.empty()) continue;
    for (const auto value : values) {
      if (value.size() > kMaxTextLength * 40) {
        return fail(ErrorCode::kInvalid, "The value is too long.", filter.parameter);
      }
    }
    auto condition = filter.read(values);
    if (!condition) {
      return fail(condition.error().code, condition.error().message, filter.parameter);
    }
    conditions.push_back(std::move(*condition));
  }
  return app::where::all_of(std::move(conditions));
}

Result<std::vector<app::Ordering>> read_ordering(std::span<const OrderingName> names,
                                                 const QueryString& query,
                                                 std::vector<app::Ordering> fallback) {
  std::vector<app::Ordering> wanted;
  for (const auto value : query.values("o")) {
    for (const auto piece : split(value, ',')) {
      auto word = trim(piece);
      if (word.empty()) continue;
      const bool descending = word.front() == '-';
      if (descending) word.remove_prefix(1);
      const auto found = std::find_if(names.begin(), names.end(),
                                      [&](const OrderingName& name) { return name.name == word; });
      if (found == names.end()) {
        return no_such_choice(word, "o");
      }
      const bool is_new =
          std::none_of(wanted.begin(), wanted.end(),
                       [&](const app::Ordering& seen) { return seen.field == found->field; });
      if (is_new) wanted.push_back({std::string(found->field), descending});
    }
  }
  return wanted.empty() ? std::move(fallback) : std::move(wanted);
}

}  // namespace drawbridge::http
