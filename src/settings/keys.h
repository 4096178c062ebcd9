#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "settings/settings.h"

namespace drawbridge::settings {

/// A value as it was given: of a TOML type, or the text of an environment variable, which takes
/// the type that is asked for.
class GivenValue {
 public:
  struct EnvironmentText {
    std::string text;
  };
  struct OtherType {};  ///< A TOML type no setting has.

  using Variant = std::variant<OtherType, EnvironmentText, std::string, std::int64_t, bool,
                               std::vector<std::string>>;

  explicit GivenValue(Variant value) : value_(std::move(value)) {}

  // kInvalid with the wanted type when the value has another.
  Result<std::string> text() const;
  Result<std::int64_t> integer() const;
  Result<bool> boolean() const;
  Result<std::vector<std::string>> list() const;  ///< Environment: commas between the values.

 private:
  Variant value_;
};

/// One setting: its name and how a value gets into the struct.
struct Key {
  std::string_view name;  ///< `http.listen`

  /// Checks type and range; kInvalid with the reason, and the struct is as before.
  std::function<Status(Settings&, const GivenValue&)> set;

  std::string_view section() const { return name.substr(0, name.find('.')); }
  /// `DRAWBRIDGE_HTTP_LISTEN`
  std::string environment_name() const;
};

/// Every setting there is.
const std::vector<Key>& all_keys();

/// The setting of that name, or null.
const Key* find_key(std::string_view name);

}  // namespace drawbridge::settings
