#pragma once

#include <compare>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "base/clock.h"
#include "base/uuid.h"

namespace drawbridge::domain {

/// A JSON document kept as text because its keys are open-ended (plugin options, profile details).
/// Invariant, kept by whoever makes one: valid JSON of the shape its field promises.
struct JsonText {
  std::string text = "{}";

  friend auto operator<=>(const JsonText&, const JsonText&) = default;
};

using StringList = std::vector<std::string>;
using UuidList = std::vector<Uuid>;

/// R is T or const T.
template <class R, class T>
concept Is = std::same_as<std::remove_const_t<R>, T>;

/// What a record's field is, beyond its type.
enum class FieldUse : std::uint8_t {
  kRequired,  ///< A state file line must have it.
  kOptional,  ///< A state file line may leave it out: the default, or the present value, stays.
  kInternal,  ///< Never in a state file: derived, or meaningful on this installation only.
  kSecret,    ///< In a state file only when secrets are asked for; never in the audit log.
};

}  // namespace drawbridge::domain
