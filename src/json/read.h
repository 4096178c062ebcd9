#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/uuid.h"
#include "json/value.h"

// Checked access to JSON that a client sent. The texts of the errors are those of the Django REST
// framework's serializer fields, which Waldur's clients know; `Error::field` is the key.
namespace drawbridge::json {

struct Limits {
  std::size_t depth = 32;         ///< Objects and arrays inside one another.
  std::size_t bytes = 1U << 20U;  ///< Of the whole text.
};

/// RFC 8259 text to a value; a name given twice keeps its last value.
///
/// @return kTooLarge over `bytes`; kInvalid over `depth`, for a syntax error (with line and
///         column), invalid UTF-8, or a number no double can hold
Result<Value> parse(std::string_view text, const Limits& limits = {});

/// As parse, for a request body: kInvalid unless it is an object. An empty text is an empty one.
Result<Value> parse_object(std::string_view text, const Limits& limits = {});

/// What a body said about a field that may be null.
template <class T>
struct Nullable {
  bool is_given = false;        ///< The key is there.
  std::optional<T> value = {};  ///< Nothing: absent or null.
};

struct TextRules {
  std::size_t max_length = 0;  ///< Code points; 0 = no limit but that of the body.
  bool may_be_blank = false;
  bool trims = true;  ///< White space at both ends is not part of the value.
};

struct IntegerRange {
  std::int64_t min = std::numeric_limits<std::int64_t>::min();
  std::int64_t max = std::numeric_limits<std::int64_t>::max();
};

// For each type: required_ (absent is an error), optional_ (absent is nothing, null is an error)
// and nullable_ (absent and null are told apart). All take an object.

/// A number is taken as its text, as the framework does; a NUL inside is refused.
Result<std::string> required_string(const Value& object, std::string_view key,
                                    const TextRules& rules = {});
Result<std::optional<std::string>> optional_string(const Value& object, std::string_view key,
                                                   const TextRules& rules = {});
Result<Nullable<std::string>> nullable_string(const Value& object, std::string_view key,
                                              const TextRules& rules = {});

/// A text of digits is taken as its number, as the framework does.
Result<std::int64_t> required_integer(const Value& object, std::string_view key,
                                      const IntegerRange& range = {});
Result<std::optional<std::int64_t>> optional_integer(const Value& object, std::string_view key,
                                                     const IntegerRange& range = {});
Result<Nullable<std::int64_t>> nullable_integer(const Value& object, std::string_view key,
                                                const IntegerRange& range = {});

/// `true "true" "True" 1 "1" "yes" "on" ...` and their opposites, as the framework does.
Result<bool> required_boolean(const Value& object, std::string_view key);
Result<std::optional<bool>> optional_boolean(const Value& object, std::string_view key);

Result<Uuid> required_uuid(const Value& object, std::string_view key);
Result<std::optional<Uuid>> optional_uuid(const Value& object, std::string_view key);
Result<Nullable<Uuid>> nullable_uuid(const Value& object, std::string_view key);

Result<Timestamp> required_timestamp(const Value& object, std::string_view key);
Result<std::optional<Timestamp>> optional_timestamp(const Value& object, std::string_view key);
Result<Nullable<Timestamp>> nullable_timestamp(const Value& object, std::string_view key);

/// kInvalid on `key`: `"<text>" is not a valid choice.`, with no more than 100 characters of it.
tl::unexpected<Error> invalid_choice(std::string_view text, std::string_view key);

/// One of `choices`, compared exactly.
Result<std::string> required_choice(const Value& object, std::string_view key,
                                    std::span<const std::string_view> choices);
Result<std::optional<std::string>> optional_choice(const Value& object, std::string_view key,
                                                   std::span<const std::string_view> choices);

/// An array of strings, each by `rules`, at most `max_items`.
Result<std::vector<std::string>> required_string_list(const Value& object, std::string_view key,
                                                      const TextRules& rules = {},
                                                      std::size_t max_items = 10000);
Result<std::optional<std::vector<std::string>>> optional_string_list(const Value& object,
                                                                     std::string_view key,
                                                                     const TextRules& rules = {},
                                                                     std::size_t max_items = 10000);

/// The object or array under `key`, borrowed from `object`; null when absent.
Result<const Value*> optional_object(const Value& object, std::string_view key);
Result<const Value*> optional_array(const Value& object, std::string_view key);

/// Whether the key is there, null or not.
bool has(const Value& object, std::string_view key);

}  // namespace drawbridge::json
