#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <type_traits>

#include "base/text.h"
#include "json/read.h"

// The accessors of json/read.h: one converter a type, and three ways to treat what is missing.
namespace drawbridge::json {
namespace {

/// 2^53: beyond it a double skips integers.
constexpr double kExactMax = 9007199254740992.0;

// The words of rest_framework.fields.BooleanField.
constexpr std::array<std::string_view, 6> kTrue = {"true", "t", "yes", "y", "on", "1"};
constexpr std::array<std::string_view, 6> kFalse = {"false", "f", "no", "n", "off", "0"};

tl::unexpected<Error> wrong(std::string_view key, std::string message) {
  return fail(ErrorCode::kInvalid, std::move(message), std::string(key));
}

tl::unexpected<Error> missing(std::string_view key) {
  return wrong(key, "This field is required.");
}

tl::unexpected<Error> null_given(std::string_view key) {
  return wrong(key, "This field may not be null.");
}

const Value* find(const Value& object, std::string_view key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

std::size_t code_points(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
  }));
}

Result<std::string> to_text(const Value& value, std::string_view key, const TextRules& rules) {
  if (!value.is_string() && !value.is_number()) return wrong(key, "Not a valid string.");
  std::string text = value.is_string() ? value.get_ref<const std::string&>() : value.dump();
  if (text.find('\0') != std::string::npos) {
    return wrong(key, "Null characters are not allowed.");
  }
  if (rules.trims) text = std::string(trim(text));
  if (text.empty() && !rules.may_be_blank) return wrong(key, "This field may not be blank.");
  if (rules.max_length > 0 && code_points(text) > rules.max_length) {
    return wrong(key, "Ensure this field has no more than " + std::to_string(rules.max_length) +
                          " characters.");
  }
  return text;
}

Result<std::int64_t> whole_number(const Value& value, std::string_view key) {
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    if (number <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      return static_cast<std::int64_t>(number);
    }
  } else if (value.is_number_integer()) {
    return value.get<std::int64_t>();
  } else if (value.is_number_float()) {
    const auto number = value.get<double>();
    if (std::trunc(number) == number && std::abs(number) <= kExactMax) {
      return static_cast<std::int64_t>(number);
    }
  } else if (value.is_string()) {
    if (auto number = parse_integer<std::int64_t>(trim(value.get_ref<const std::string&>()))) {
      return *number;
    }
  }
  return wrong(key, "A valid integer is required.");
}

Result<std::int64_t> to_integer(const Value& value, std::string_view key,
                                const IntegerRange& range) {
  DRAWBRIDGE_TRY(const auto number, whole_number(value, key));
  if (number > range.max) {
    return wrong(key,
                 "Ensure this value is less than or equal to " + std::to_string(range.max) + ".");
  }
  if (number < range.min) {
    return wrong(
        key, "Ensure this value is greater than or equal to " + std::to_string(range.min) + ".");
  }
  return number;
}

Result<bool> to_boolean(const Value& value, std::string_view key) {
  if (value.is_boolean()) return value.get<bool>();
  std::string word;
  if (value.is_string()) word = ascii_lower(trim(value.get_ref<const std::string&>()));
  if (value.is_number_integer()) word = value.dump();
  if (std::find(kTrue.begin(), kTrue.end(), word) != kTrue.end()) return true;
  if (std::find(kFalse.begin(), kFalse.end(), word) != kFalse.end()) return false;
  return wrong(key, "Must be a valid boolean.");
}

Result<Uuid> to_uuid(const Value& value, std::string_view key) {
  if (!value.is_string()) return wrong(key, "Must be a valid UUID.");
  auto uuid = Uuid::parse(value.get_ref<const std::string&>());
  if (!uuid) return wrong(key, uuid.error().message);
  return *uuid;
}

Result<Timestamp> to_timestamp(const Value& value, std::string_view key) {
  // A text that is no text gets the same answer as one that is no time.
  auto moment =
      Timestamp::parse(value.is_string() ? value.get_ref<const std::string&>() : std::string());
  if (!moment) return wrong(key, moment.error().message);
  return *moment;
}

Result<std::string> to_choice(const Value& value, std::string_view key,
                              std::span<const std::string_view> choices) {
  const std::string text =
      value.is_string() ? value.get_ref<const std::string&>() : value.dump(-1, ' ', true);
  if (value.is_string() && std::find(choices.begin(), choices.end(), text) != choices.end()) {
    return text;
  }
  return invalid_choice(text, key);
}

Result<std::vector<std::string>> to_string_list(const Value& value, std::string_view key,
                                                const TextRules& rules, std::size_t max_items) {
  if (!value.is_array()) return wrong(key, "Expected a list of items.");
  if (value.size() > max_items) {
    return wrong(key,
                 "Ensure this field has no more than " + std::to_string(max_items) + " elements.");
  }
  std::vector<std::string> items;
  items.reserve(value.size());
  for (const auto& item : value) {
    if (item.is_null()) return null_given(key);
    DRAWBRIDGE_TRY(items.emplace_back(), to_text(item, key, rules));
  }
  return items;
}

template <class Converter>
using Converted = typename std::invoke_result_t<Converter, const Value&>::value_type;

template <class Converter>
Result<Converted<Converter>> required(const Value& object, std::string_view key,
                                      const Converter& convert) {
  const Value* value = find(object, key);
  if (value == nullptr) return missing(key);
  if (value->is_null()) return null_given(key);
  return convert(*value);
}

template <class Converter>
Result<std::optional<Converted<Converter>>> optional(const Value& object, std::string_view key,
                                                     const Converter& convert) {
  using Maybe = std::optional<Converted<Converter>>;
  const Value* value = find(object, key);
  if (value == nullptr) return Maybe();
  if (value->is_null()) return null_given(key);
  return convert(*value).map([](Converted<Converter>&& found) { return Maybe(std::move(found)); });
}

template <class Converter>
Result<Nullable<Converted<Converter>>> nullable(const Value& object, std::string_view key,
                                                const Converter& convert) {
  using Given = Nullable<Converted<Converter>>;
  const Value* value = find(object, key);
  if (value == nullptr) return Given();
  if (value->is_null()) return Given{true, std::nullopt};
  return convert(*value).map([](Converted<Converter>&& found) {
    return Given{true, std::move(found)};
  });
}

auto text_by(std::string_view key, const TextRules& rules) {
  return [key, &rules](const Value& value) { return to_text(value, key, rules); };
}
auto integer_in(std::string_view key, const IntegerRange& range) {
  return [key, &range](const Value& value) { return to_integer(value, key, range); };
}
auto boolean_at(std::string_view key) {
  return [key](const Value& value) { return to_boolean(value, key); };
}
auto uuid_at(std::string_view key) {
  return [key](const Value& value) { return to_uuid(value, key); };
}
auto timestamp_at(std::string_view key) {
  return [key](const Value& value) { return to_timestamp(value, key); };
}
auto choice_of(std::string_view key, std::span<const std::string_view> choices) {
  return [key, choices](const Value& value) { return to_choice(value, key, choices); };
}
auto list_by(std::string_view key, const TextRules& rules, std::size_t max_items) {
  return [key, &rules, max_items](const Value& value) {
    return to_string_list(value, key, rules, max_items);
  };
}

}  // namespace

tl::unexpected<Error> invalid_choice(std::string_view text, std::string_view key) {
  constexpr std::size_t kShown = 100;
  return fail(ErrorCode::kInvalid,
              "\"" + std::string(text.substr(0, kShown)) + "\" is not a valid choice.",
              std::string(key));
}

Result<std::string> required_string(const Value& object, std::string_view key,
                                    const TextRules& rules) {
  return required(object, key, text_by(key, rules));
}
Result<std::optional<std::string>> optional_string(const Value& object, std::string_view key,
                                                   const TextRules& rules) {
  return optional(object, key, text_by(key, rules));
}
Result<Nullable<std::string>> nullable_string(const Value& object, std::string_view key,
                                              const TextRules& rules) {
  return nullable(object, key, text_by(key, rules));
}

Result<std::int64_t> required_integer(const Value& object, std::string_view key,
                                      const IntegerRange& range) {
  return required(object, key, integer_in(key, range));
}
Result<std::optional<std::int64_t>> optional_integer(const Value& object, std::string_view key,
                                                     const IntegerRange& range) {
  return optional(object, key, integer_in(key, range));
}
Result<Nullable<std::int64_t>> nullable_integer(const Value& object, std::string_view key,
                                                const IntegerRange& range) {
  return nullable(object, key, integer_in(key, range));
}

Result<bool> required_boolean(const Value& object, std::string_view key) {
  return required(object, key, boolean_at(key));
}
Result<std::optional<bool>> optional_boolean(const Value& object, std::string_view key) {
  return optional(object, key, boolean_at(key));
}

Result<Uuid> required_uuid(const Value& object, std::string_view key) {
  return required(object, key, uuid_at(key));
}
Result<std::optional<Uuid>> optional_uuid(const Value& object, std::string_view key) {
  return optional(object, key, uuid_at(key));
}
Result<Nullable<Uuid>> nullable_uuid(const Value& object, std::string_view key) {
  return nullable(object, key, uuid_at(key));
}

Result<Timestamp> required_timestamp(const Value& object, std::string_view key) {
  return required(object, key, timestamp_at(key));
}
Result<std::optional<Timestamp>> optional_timestamp(const Value& object, std::string_view key) {
  return optional(object, key, timestamp_at(key));
}
Result<Nullable<Timestamp>> nullable_timestamp(const Value& object, std::string_view key) {
  return nullable(object, key, timestamp_at(key));
}

Result<std::string> required_choice(const Value& object, std::string_view key,
                                    std::span<const std::string_view> choices) {
  return required(object, key, choice_of(key, choices));
}
Result<std::optional<std::string>> optional_choice(const Value& object, std::string_view key,
                                                   std::span<const std::string_view> choices) {
  return optional(object, key, choice_of(key, choices));
}

Result<std::vector<std::string>> required_string_list(const Value& object, std::string_view key,
                                                      const TextRules& rules,
                                                      std::size_t max_items) {
  return required(object, key, list_by(key, rules, max_items));
}
Result<std::optional<std::vector<std::string>>> optional_string_list(const Value& object,
                                                                     std::string_view key,
                                                                     const TextRules& rules,
                                                                     std::size_t max_items) {
  return optional(object, key, list_by(key, rules, max_items));
}

Result<const Value*> optional_object(const Value& object, std::string_view key) {
  const Value* value = find(object, key);
  if (value == nullptr) return nullptr;
  if (value->is_null()) return null_given(key);
  if (!value->is_object()) return wrong(key, "Expected a dictionary of items.");
  return value;
}

Result<const Value*> optional_array(const Value& object, std::string_view key) {
  const Value* value = find(object, key);
  if (value == nullptr) return nullptr;
  if (value->is_null()) return null_given(key);
  if (!value->is_array()) return wrong(key, "Expected a list of items.");
  return value;
}

bool has(const Value& object, std::string_view key) { return find(object, key) != nullptr; }

}  // namespace drawbridge::json
